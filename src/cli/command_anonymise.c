#include "anonymity/report.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/rows.h"

enum { ROWS_AT_ONCE = 4096 };

/* --- the file --------------------------------------------------------------------- */

static int write_rows(const struct rows *rows,
		      const struct anonymise_outcome *outcome, struct run *run)
{
	struct builder text = {0};
	struct output *output;
	bool failed = false;

	if (output_open(&output, run->arguments.out, 0600, &run->error) != 0)
		return -1;
	for (size_t row = 0; row < rows->data->row_count && !failed;) {
		size_t to = row + ROWS_AT_ONCE;

		if (to > rows->data->row_count)
			to = rows->data->row_count;
		builder_clear(&text);
		recoding_write(&outcome->recoding, rows->data, NULL, row, to,
			       &text);
		output_add(output, builder_slice(&text));
		failed = text.failed;
		row = to;
	}
	builder_release(&text);
	if (!failed)
		return output_commit(output, &run->error);
	output_abandon(output);
	return error_memory(&run->error);
}

/* --- what is said -------------------------------------------------------------------- */

static void add_levels(const struct rows *rows,
		       const struct anonymise_outcome *outcome, struct run *run)
{
	for (size_t q = 0; q < outcome->recoding.quasi_count; q++) {
		uint16_t column = outcome->recoding.quasi[q];
		struct slice name = rows->data->columns[column].name;
		struct slice level =
			recoding_level_name(&outcome->recoding, rows->data, q);

		builder_add_text(&run->out, "  ");
		builder_add(&run->out, name);
		text_add_spaces(name.len < 28 ? (unsigned int)(28 - name.len)
					      : 1,
				&run->out);
		builder_add(&run->out, level);
		builder_add_byte(&run->out, '\n');
	}
}

static void print_text(const struct rows *rows,
		       const struct anonymise_outcome *outcome, struct run *run)
{
	struct builder *out = &run->out;

	rows_add_columns(rows, run);
	screen_add(&run->screen, STYLE_BOLD, SLICE("How it is written"), out);
	builder_add_byte(out, '\n');
	add_levels(rows, outcome, run);
	builder_add_text(out, "  left out: ");
	text_add_count(outcome->starred_cells, "cell of ", "cells of ", out);
	text_add_count(outcome->starred_rows, "row", "rows", out);
	builder_add_text(out, ", and ");
	text_add_count(outcome->recoding.dropped_count, "row", "rows", out);
	builder_add_format(out,
			   "\n  %.1f%% of what these columns told is lost, %s\n"
			   "\n",
			   100 * outcome->lost,
			   outcome->proved
				   ? "and no other levels lose less"
				   : "and other levels might lose less");
	rows_add_figures(rows, &outcome->before, &outcome->after, run);
	builder_add_byte(out, '\n');
	rows_add_both(rows, run);
	builder_add_format(out, "Written to %s.\n", run->arguments.out);
}

static void print_json(const struct rows *rows,
		       const struct anonymise_outcome *outcome, struct run *run)
{
	struct json json = run_json(run);

	json_open_object(&json);
	rows_put(rows, &json);
	json_key(&json, "levels");
	report_levels(&outcome->recoding, rows->data, &json);
	json_key_number(&json, "cells-left-out",
			(int64_t)outcome->starred_cells);
	json_key_number(&json, "rows-left-out",
			(int64_t)outcome->recoding.dropped_count);
	json_key(&json, "lost");
	json_put_decimal(&json, (int64_t)(outcome->lost * 10000 + 0.5), 4);
	json_key_boolean(&json, "proved", outcome->proved);
	json_key(&json, "before");
	report_measure(&outcome->before, rows->data, true, &json);
	json_key(&json, "after");
	report_measure(&outcome->after, rows->data, true, &json);
	json_key_text(&json, "out", slice_of(run->arguments.out));
	json_close_object(&json);
	run_json_end(run);
}

static int make_safe(struct rows *rows, struct anonymise_outcome *outcome,
		     struct run *run)
{
	const struct column *telling;

	if (rows_open(rows, run) != 0)
		return -1;
	if (file_same(rows->path, run->arguments.out))
		return error_set(&run->error, ERROR_INPUT,
				 "--out is the file itself; what it held could "
				 "not be had back");
	telling = rows_find_telling(rows, run);
	if (telling != NULL) {
		error_set(&run->error, ERROR_REFUSED,
			  "column '%.*s' tells rows apart and would be written "
			  "as it is",
			  SLICE_ARGS(telling->name));
		rows_place_error(rows->path, run);
		return error_hint(
			&run->error,
			"name it with --quasi or --sensitive, or with "
			"--neither if nobody knows it of anybody");
	}
	if (anonymise(outcome, rows->data, &rows->model, rows->threshold,
		      rows->loss, &run->arena, &run->error) != 0) {
		rows_place_error(rows->path, run);
		return -1;
	}
	return write_rows(rows, outcome, run);
}

static enum status anonymise_command(struct run *run)
{
	struct anonymise_outcome outcome;
	enum status status = STATUS_DONE;
	struct rows rows;

	if (make_safe(&rows, &outcome, run) != 0)
		status = run_failure(run);
	else if (run->arguments.json)
		print_json(&rows, &outcome, run);
	else
		print_text(&rows, &outcome, run);
	rows_close(&rows);
	return status;
}

static const struct option options[] = {
	NEED("out", "FILE", out, "where the rows are written"),
	ROWS_OPTIONS,
	TEXT("leave-out", "PERCENT", leave_out,
	     "of at most so many rows cells, or all, are left out"),
	TEXT("loss", "KIND", loss,
	     "what is kept as far as can be: entropy (else) or granularity"),
};

const struct command command_anonymise = {
	.name = "anonymise",
	.group = GROUP_RELEASES,
	.summary = "make a file of rows so coarse that nobody is found in it",
	.operands = "FILE",
	.least = 1,
	.most = 1,
	.about = "Makes the columns of anybody's CSV, with a row for each "
		 "person, coarser until the rows are as safe as is asked: "
		 "dates become months, terms or years, codes and areas larger "
		 "ones, numbers bands.  Of all ways the one that loses least "
		 "is taken; what still stands out is left out.  Columns that "
		 "name people are not written.  What cannot be made safe is "
		 "not written at all: exit status 1.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = anonymise_command,
};

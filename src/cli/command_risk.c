#include "anonymity/report.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/rows.h"

static void print_text(const struct rows *rows, const struct measure *measure,
		       const char *why, struct run *run)
{
	struct builder *out = &run->out;

	rows_add_columns(rows, run);
	rows_add_figures(rows, measure, NULL, run);
	builder_add_byte(out, '\n');
	rows_add_both(rows, run);
	if (why == NULL) {
		screen_add(&run->screen, STYLE_GREEN,
			   SLICE("These rows are as safe as is asked"), out);
		builder_add_format(out, " (%s).\n", rows->profile->about);
		return;
	}
	screen_add(&run->screen, STYLE_RED,
		   SLICE("These rows are not as safe as is asked"), out);
	builder_add_format(out, ": %s.\n'hornbook anonymise' makes them so.\n",
			   why);
}

static void print_json(const struct rows *rows, const struct measure *measure,
		       const char *why, struct run *run)
{
	struct json json = run_json(run);

	json_open_object(&json);
	rows_put(rows, &json);
	json_key(&json, "measured");
	report_measure(measure, rows->data, true, &json);
	json_key_boolean(&json, "fulfils", why == NULL);
	if (why != NULL)
		json_key_text(&json, "why", slice_of(why));
	json_close_object(&json);
	run_json_end(run);
}

static int measure_file(struct rows *rows, struct measure *measure,
			struct run *run)
{
	struct recoding recoding;

	if (rows_open(rows, run) != 0)
		return -1;
	recoding_begin(&recoding, rows->data);
	return measure_rows(measure, rows->data, &recoding, &rows->model,
			    rows->threshold, &run->arena, &run->error);
}

static enum status risk(struct run *run)
{
	enum status status = STATUS_DONE;
	struct measure measure;
	struct rows rows;

	if (measure_file(&rows, &measure, run) != 0) {
		status = run_failure(run);
	} else {
		const char *why;

		if (!measure_fulfils(&measure, &rows.model, &why))
			status = STATUS_REFUSED;
		else if (microdata_count(rows.data, COLUMN_NAMING) > 0)
			why = "a column names people by itself",
			status = STATUS_REFUSED;
		else if (rows_find_telling(&rows, run) != NULL)
			why = "a column that is said to be neither known nor "
			      "sensitive tells rows apart",
			status = STATUS_REFUSED;
		if (run->arguments.json)
			print_json(&rows, &measure, why, run);
		else
			print_text(&rows, &measure, why, run);
	}
	rows_close(&rows);
	return status;
}

static const struct option options[] = {
	ROWS_OPTIONS,
};

const struct command command_risk = {
	.name = "risk",
	.group = GROUP_RELEASES,
	.summary = "measure how easily people are found in a file of rows",
	.operands = "FILE",
	.least = 1,
	.most = 1,
	.about = "Measures anybody's CSV with a row for each person: how many "
		 "rows are alike in what others may know (k-anonymity), how "
		 "diverse what is sensitive is among rows that are alike "
		 "(l-diversity, t-closeness), and the risk that somebody is "
		 "found.  Columns that are called as in files of pupils are "
		 "known from the dictionary; others are named with --quasi "
		 "and --sensitive.  Nothing is written.  Exits with 1 when "
		 "the rows are not as safe as is asked.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = risk,
};

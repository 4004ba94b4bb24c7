/* hornbook table FILE: a table that somebody has already, made safe. */
#include <string.h>

#include "base/file.h"
#include "cli/print.h"
#include "cli/table.h"
#include "tables/count.h"
#include "tables/count_file.h"
#include "tables/cube.h"
#include "tables/profile.h"
#include "tables/treatment.h"

enum {
	FILE_LIMIT_BYTES = 1 << 30,
	THRESHOLD_MOST = 10000,
	MEAN_DECIMALS = 1,
	FILE_MODE = 0644,
};

static int read_bytes(struct run *run, const char *path, struct slice *bytes)
{
	struct builder content = {0};
	int result = file_read(path, FILE_LIMIT_BYTES, &content, &run->error);

	if (result == 0) {
		*bytes = arena_copy(&run->arena, builder_slice(&content));
		if (bytes->at == NULL)
			result = error_memory(&run->error);
	}
	builder_release(&content);
	return result;
}

/* Errors of a file's content are told with its name. */
static int name_file(struct run *run, const char *path)
{
	struct place place = run->error.place;

	if (run->error.code == ERROR_INPUT && place.file[0] == '\0')
		error_at(&run->error, slice_of(path), place.line, place.column,
			 place.record);
	return -1;
}

static void ask_columns(const struct arguments *arguments,
			struct count_file_asked *asked)
{
	const char *const names[] = {arguments->rows, arguments->columns,
				     arguments->by, arguments->and };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i] != NULL)
			asked->dimensions[asked->dimension_count++] =
				slice_of(names[i]);
	asked->count = slice_of(arguments->count);
	asked->value = slice_of(arguments->mean);
	asked->total = slice_of(arguments->total);
}

struct work {
	struct count_file file;
	struct cube cube;
	struct magnitudes magnitudes;
	struct treatment treatment;
	struct treatment_table table;
	struct profile profile;
	struct statement statement;
};

static int read_table(struct run *run, struct work *work)
{
	const struct arguments *arguments = &run->arguments;
	const char *path = arguments->operands.list[0];
	struct count_file_asked asked = {0};
	struct slice bytes;

	ask_columns(arguments, &asked);
	if (arguments->hierarchy != NULL &&
	    read_bytes(run, arguments->hierarchy, &asked.hierarchy) != 0)
		return -1;
	if (read_bytes(run, path, &bytes) != 0)
		return -1;
	if (count_file_read(&work->file, bytes, &asked, &work->cube,
			    &work->magnitudes, &run->arena, &run->error) != 0)
		return name_file(run, path);
	return 0;
}

static int treat_table(struct run *run, struct work *work)
{
	work->table.cube = &work->cube;
	work->table.magnitudes =
		run->arguments.mean != NULL ? &work->magnitudes : NULL;
	return treat(&work->treatment, &work->table, 1, &work->profile,
		     table_threads(), &run->arena, &run->error);
}

/* "Ward by column". */
static int make_title(struct run *run, const struct work *work,
		      struct slice *title)
{
	struct builder text = {0};

	for (uint32_t d = 0; d < work->cube.dimension_count; d++) {
		if (d > 0)
			builder_add_text(&text, " by ");
		builder_add(&text, work->cube.dimensions[d]->label);
	}
	*title = arena_copy(&run->arena, builder_slice(&text));
	builder_release(&text);
	return title->at != NULL ? 0 : error_memory(&run->error);
}

static int state_table(struct run *run, struct work *work)
{
	struct statement_plan plan = {
		.counted = work->file.counted,
		.counted_label = work->file.counted,
		.columns = work->cube.dimension_count > 1 ? 1 : 0,
		.mean = slice_of(run->arguments.mean),
		.mean_label = slice_of(run->arguments.mean),
		.value_decimals = COUNT_FILE_DECIMALS,
		.mean_decimals = MEAN_DECIMALS,
	};

	if (table_percent(run, &plan.percent) != 0 ||
	    make_title(run, work, &plan.title) != 0)
		return -1;
	return statement_make(&work->statement, &work->treatment, &work->table,
			      &plan, &run->arena, &run->error);
}

/* --- what comes of it ---------------------------------------------------------------- */

static bool wants(const struct run *run, const char *format)
{
	const char *asked = run->arguments.format;
	const char *out = run->arguments.out;

	if (asked != NULL)
		return strcmp(asked, format) == 0;
	if (strcmp(format, "json") == 0)
		return run->arguments.json ||
		       (out != NULL &&
			slice_ends_with(slice_of(out), SLICE(".json")));
	return false;
}

/* Unless something else is asked for, a wide table stays one. */
static bool is_long(const struct run *run, const struct work *work)
{
	if (run->arguments.format != NULL)
		return wants(run, "csv");
	return !wants(run, "json") && work->file.layout != COUNT_FILE_WIDE;
}

static void write_table(const struct run *run, const struct work *work,
			struct builder *out)
{
	if (wants(run, "json"))
		statement_write_json(&work->statement, out);
	else if (!is_long(run, work))
		statement_write_wide(&work->statement, out);
	else
		statement_write_csv(&work->statement, out);
}

static int put_file(struct run *run, const char *path,
		    const struct builder *content)
{
	if (content->failed)
		return error_memory(&run->error);
	return file_replace(path, builder_slice(content), FILE_MODE,
			    &run->error);
}

/* "table.csv-metadata.json", where readers of CSV on the Web look for it. */
static int put_metadata(struct run *run, const struct work *work,
			const char *path)
{
	struct builder name = {0}, content = {0};
	int result;

	builder_add_text(&name, path);
	builder_add_text(&name, "-metadata.json");
	statement_write_csvw(&work->statement, slice_of(path_name(path)),
			     &content);
	if (name.failed)
		result = error_memory(&run->error);
	else
		result = put_file(run, builder_text(&name), &content);
	builder_release(&name);
	builder_release(&content);
	return result;
}

static int put_table(struct run *run, const struct work *work)
{
	const char *path = run->arguments.out;
	struct builder content = {0};
	int result;

	if (file_same(path, run->arguments.operands.list[0])) {
		error_set(&run->error, ERROR_INPUT,
			  "the table would be written over the file that it "
			  "is made from");
		return error_hint(&run->error, "give --out another name");
	}
	write_table(run, work, &content);
	result = put_file(run, path, &content);
	builder_release(&content);
	if (result == 0 && is_long(run, work))
		result = put_metadata(run, work, path);
	if (result == 0)
		statement_explain(&work->statement, &run->out);
	return result;
}

static int check_arguments(struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	const char *format = arguments->format;

	if (arguments->to != NULL || arguments->purpose != NULL ||
	    arguments->collection != NULL) {
		error_set(&run->error, ERROR_INPUT,
			  "a file is nobody's to let out but yours: --to and "
			  "--for are for tables of a node's pupils");
		return -1;
	}
	if (arguments->texts.count > 0)
		return error_set(&run->error, ERROR_INPUT,
				 "--text leaves with a table of the register, "
				 "and this is one of a file");
	if (format == NULL || strcmp(format, "csv") == 0 ||
	    strcmp(format, "wide") == 0 || strcmp(format, "json") == 0)
		return 0;
	return error_set(&run->error, ERROR_INPUT,
			 "a table is written as csv, wide (csv with the "
			 "columns side by side) or json");
}

enum status table_file_command(struct run *run)
{
	struct work *work = arena_allocate(&run->arena, sizeof(*work));
	int result;

	if (work == NULL) {
		error_memory(&run->error);
		return run_failure(run);
	}
	if (check_arguments(run) != 0 ||
	    table_profile(run, NULL, &work->profile) != 0 ||
	    read_table(run, work) != 0 || treat_table(run, work) != 0 ||
	    state_table(run, work) != 0)
		return run_failure(run);
	result = 0;
	if (run->arguments.out != NULL)
		result = put_table(run, work);
	else if (run->arguments.format != NULL)
		write_table(run, work, &run->out);
	else
		table_show(run, &work->statement);
	return result == 0 ? STATUS_DONE : run_failure(run);
}

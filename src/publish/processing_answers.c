/* The file in which a person answers what cannot be worked out. */
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "formats/csv.h"
#include "publish/processing_parts.h"

static const struct slice reference_name = SLICE_INIT("reference");
static const struct slice activity_column = SLICE_INIT("activity");
static const struct slice all_name = SLICE_INIT("all");

/* What a column of the file is. */
enum { COLUMN_REFERENCE = -1, COLUMN_ACTIVITY = -2 };

struct reading {
	struct processing *processing;
	struct slice file;
	struct csv csv;
	struct csv_row row;
	int columns[CSV_COLUMNS];
	size_t column_count;
	struct slice all[PROCESSING_COLUMNS];
	bool *seen; /* by activity, then `all` */
	struct arena *arena;
	struct error *error;
};

static bool is_asked(size_t column)
{
	return processing_columns[column].work_out == NULL;
}

/* --- the template ----------------------------------------------------------------- */

static size_t put_heading(struct slice *cells)
{
	size_t count = 0;

	cells[count++] = reference_name;
	cells[count++] = activity_column;
	for (size_t c = 0; c < PROCESSING_COLUMNS; c++)
		if (is_asked(c))
			cells[count++] = slice_of(processing_columns[c].name);
	return count;
}

int processing_template(const struct processing *processing,
			struct voice *voice, struct builder *out,
			struct error *error)
{
	struct slice cells[PROCESSING_COLUMNS + 2];
	size_t count = put_heading(cells);

	csv_add_row(out, cells, NULL, count);
	memset(cells, 0, sizeof(cells));
	cells[0] = all_name;
	cells[1] = say(voice, PHRASE_PROCESSING_ALL);
	csv_add_row(out, cells, NULL, count);
	for (size_t i = 0; i < processing->count; i++) {
		struct telling telling = {processing, &processing->list[i],
					  voice};
		size_t at = 0;

		cells[at++] = processing->list[i].id;
		cells[at++] = activity_name(&telling, false);
		for (size_t c = 0; c < PROCESSING_COLUMNS; c++)
			if (is_asked(c))
				cells[at++] = processing->answers.of[i][c];
		csv_add_row(out, cells, NULL, count);
	}
	return voice->failed || out->failed ? error_memory(error) : 0;
}

/* --- reading ------------------------------------------------------------------------ */

/* The place of a cell.  Returns -1. */
static int at_cell(struct reading *reading, size_t cell)
{
	uint32_t line, column;

	csv_place(&reading->csv, &reading->row, cell, &line, &column);
	return error_at(reading->error, reading->file, line, column, 0);
}

static int column_named(struct reading *reading, struct slice name, size_t cell)
{
	for (size_t c = 0; c < PROCESSING_COLUMNS; c++) {
		if (!slice_is(name, processing_columns[c].name))
			continue;
		if (is_asked(c))
			return (int)c;
		error_set(reading->error, ERROR_INPUT,
			  "the column '%s' is worked out, not answered",
			  processing_columns[c].name);
		error_hint(reading->error, "take it out");
		at_cell(reading, cell);
		return PROCESSING_COLUMNS;
	}
	error_set(reading->error, ERROR_INPUT,
		  "the record has no column '%.*s' to answer",
		  SLICE_ARGS(slice_part(name, 0, 40)));
	error_hint(reading->error, "--template writes the columns there are");
	at_cell(reading, cell);
	return PROCESSING_COLUMNS;
}

static int read_column(struct reading *reading, size_t cell)
{
	struct slice name = slice_trim(reading->row.fields[cell]);
	int column;

	if (slice_equal(name, reference_name))
		column = COLUMN_REFERENCE;
	else if (slice_equal(name, activity_column))
		column = COLUMN_ACTIVITY;
	else
		column = column_named(reading, name, cell);
	if (column == PROCESSING_COLUMNS)
		return -1;
	for (size_t i = 0; i < cell; i++) {
		if (reading->columns[i] != column)
			continue;
		error_set(reading->error, ERROR_INPUT,
			  "the column '%.*s' stands twice", SLICE_ARGS(name));
		error_hint(reading->error, "take one of them out");
		return at_cell(reading, cell);
	}
	reading->columns[cell] = column;
	return 0;
}

static int read_heading(struct reading *reading)
{
	int got = csv_read(&reading->csv, &reading->row, reading->error);
	bool named = false;

	if (got < 0)
		return error_at(reading->error, reading->file,
				reading->error->place.line,
				reading->error->place.column, 0);
	if (got == 0) {
		error_set(reading->error, ERROR_INPUT, "the file is empty");
		error_hint(reading->error, "--template writes one to fill in");
		return error_at(reading->error, reading->file, 1, 1, 0);
	}
	reading->column_count = reading->row.count;
	for (size_t i = 0; i < reading->row.count; i++) {
		if (read_column(reading, i) != 0)
			return -1;
		named = named || reading->columns[i] == COLUMN_REFERENCE;
	}
	if (named)
		return 0;
	error_set(reading->error, ERROR_INPUT,
		  "there is no column 'reference'");
	error_hint(reading->error,
		   "each row begins with the reference of an activity; "
		   "--template writes them");
	return at_cell(reading, 0);
}

/* The activity of a row, or `count` for the row `all`; -1 with an error. */
static int64_t find_activity(struct reading *reading, size_t cell)
{
	const struct processing *processing = reading->processing;
	struct slice name = slice_trim(reading->row.fields[cell]);
	size_t found = processing->count + 1;

	if (slice_equal(name, all_name))
		found = processing->count;
	for (size_t i = 0; i < processing->count; i++)
		if (slice_equal(processing->list[i].id, name))
			found = i;
	if (found > processing->count) {
		error_set(reading->error, ERROR_INPUT,
			  "there is no activity '%.*s'",
			  SLICE_ARGS(slice_part(name, 0, 80)));
		error_hint(reading->error, "take the row out, or give it the "
					   "reference of an activity that "
					   "--template lists");
		return at_cell(reading, cell);
	}
	if (reading->seen[found]) {
		error_set(reading->error, ERROR_INPUT,
			  "'%.*s' is answered for twice", SLICE_ARGS(name));
		error_hint(reading->error, "make one row of them");
		return at_cell(reading, cell);
	}
	reading->seen[found] = true;
	return (int64_t)found;
}

static bool is_yes_or_no(struct slice text)
{
	return slice_equal_ignoring_case(text, SLICE("yes")) ||
	       slice_equal_ignoring_case(text, SLICE("no"));
}

static int read_answer(struct reading *reading, size_t cell,
		       struct slice *answer)
{
	const struct processing_column *column =
		&processing_columns[reading->columns[cell]];
	struct slice text =
		slice_trim(csv_unguarded(reading->row.fields[cell]));

	if (slice_empty(text))
		return 0;
	if (column->answer == ANSWER_YES_OR_NO && !is_yes_or_no(text)) {
		error_set(reading->error, ERROR_INPUT,
			  "'%s' is answered by yes or no", column->name);
		error_hint(reading->error,
			   "write yes or no, and what there is to add in the "
			   "column beside it; or leave it empty");
		return at_cell(reading, cell);
	}
	*answer = arena_copy(reading->arena, text);
	return answer->at != NULL ? 0 : error_memory(reading->error);
}

static int too_many_cells(struct reading *reading)
{
	error_set(reading->error, ERROR_INPUT,
		  "the row has %zu cells, and the heading %zu",
		  reading->row.count, reading->column_count);
	error_hint(reading->error,
		   "put an answer that has a comma in quotation marks");
	return at_cell(reading, reading->column_count);
}

static int no_reference(struct reading *reading)
{
	error_set(reading->error, ERROR_INPUT,
		  "the row does not reach the column 'reference'");
	error_hint(reading->error, "fill in the cells before it, or put the "
				   "column first");
	return at_cell(reading, 0);
}

static int read_row(struct reading *reading)
{
	struct slice *answers = NULL;

	if (reading->row.count > reading->column_count)
		return too_many_cells(reading);
	for (size_t i = 0; i < reading->row.count; i++) {
		int64_t activity;

		if (reading->columns[i] != COLUMN_REFERENCE)
			continue;
		activity = find_activity(reading, i);
		if (activity < 0)
			return -1;
		answers = (size_t)activity == reading->processing->count
				  ? reading->all
				  : reading->processing->answers.of[activity];
	}
	if (answers == NULL)
		return no_reference(reading);
	for (size_t i = 0; i < reading->row.count; i++)
		if (reading->columns[i] >= 0 &&
		    read_answer(reading, i, &answers[reading->columns[i]]) != 0)
			return -1;
	return 0;
}

static int read_rows(struct reading *reading)
{
	int got;

	while ((got = csv_read(&reading->csv, &reading->row, reading->error)) >
	       0)
		if (read_row(reading) != 0)
			return -1;
	return got == 0 ? 0
			: error_at(reading->error, reading->file,
				   reading->error->place.line,
				   reading->error->place.column, 0);
}

static void answer_for_all(struct reading *reading)
{
	struct processing *processing = reading->processing;

	for (size_t i = 0; i < processing->count; i++)
		for (size_t c = 0; c < PROCESSING_COLUMNS; c++)
			if (slice_empty(processing->answers.of[i][c]))
				processing->answers.of[i][c] = reading->all[c];
}

int processing_answers_read(struct processing *processing, struct slice file,
			    struct slice bytes, struct arena *arena,
			    struct error *error)
{
	struct reading *reading = arena_allocate(arena, sizeof(*reading));
	int result;

	if (reading == NULL)
		return error_memory(error);
	*reading = (struct reading){
		.processing = processing,
		.file = file,
		.seen = arena_allocate(arena, processing->count + 1),
		.arena = arena,
		.error = error,
	};
	if (reading->seen == NULL)
		return error_memory(error);
	result = csv_begin(&reading->csv, bytes, 0, error);
	if (result != 0)
		error_at(error, file, 1, 1, 0);
	else if (read_heading(reading) != 0 || read_rows(reading) != 0)
		result = -1;
	else
		answer_for_all(reading);
	csv_release(&reading->csv);
	return result;
}

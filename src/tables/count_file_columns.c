/* What each column of a file of counts is. */
#include "base/arena.h"
#include "base/error.h"
#include "tables/count_file_parts.h"
#include "tables/table_figure.h"

bool count_file_is_total(const struct reading *reading, struct slice text)
{
	return figure_is_total(text) ||
	       (!slice_empty(reading->asked->total) &&
		slice_equal_ignoring_case(text, reading->asked->total));
}

static bool is_count_name(struct slice text)
{
	static const char *const words[] = {
		"count", "counts",    "n",         "number", "pupils",
		"freq",  "frequency", "headcount", "value",  "pupil_count",
		"cases", "persons",   "people",    "num"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_equal_ignoring_case(text, slice_of(words[i])))
			return true;
	return false;
}

static size_t find_heading(const struct reading *reading, struct slice name)
{
	for (size_t i = 0; i < reading->column_count; i++)
		if (slice_equal(reading->headings[i], name))
			return i;
	for (size_t i = 0; i < reading->column_count; i++)
		if (slice_equal_ignoring_case(reading->headings[i], name))
			return i;
	return SIZE_MAX;
}

static int need_heading(const struct reading *reading, struct slice name,
			size_t *column, struct error *error)
{
	*column = find_heading(reading, name);
	if (*column != SIZE_MAX)
		return 0;
	error_set(error, ERROR_INPUT, "no column is headed '%.*s'",
		  name.len > 60 ? 60 : (int)name.len, name.at);
	return error_at(error, (struct slice){NULL, 0}, 1, 0, 0);
}

/* The label column of a heading: "sex-label", "sex label", "sex_name". */
static size_t find_label(const struct reading *reading, struct slice name)
{
	for (size_t i = 0; i < reading->column_count; i++) {
		struct slice heading = reading->headings[i];
		struct slice rest = slice_part(heading, name.len, heading.len);

		if (!slice_starts_with(heading, name) || rest.len < 2)
			continue;
		rest = slice_part(rest, 1, rest.len);
		if (slice_equal_ignoring_case(rest, SLICE("label")) ||
		    slice_equal_ignoring_case(rest, SLICE("name")))
			return i;
	}
	return SIZE_MAX;
}

int count_file_headings(struct reading *reading, struct error *error)
{
	struct csv_row row;
	int found = csv_read(&reading->csv, &row, error);

	if (found < 0)
		return -1;
	if (found == 0)
		return error_set(error, ERROR_INPUT,
				 "the file is empty: a table begins with a "
				 "line of headings");
	reading->column_count = row.count;
	reading->headings =
		arena_array(reading->arena, row.count, sizeof(struct slice));
	reading->roles =
		arena_array(reading->arena, row.count, sizeof(*reading->roles));
	if (reading->headings == NULL || reading->roles == NULL)
		return error_memory(error);
	for (size_t i = 0; i < row.count; i++) {
		reading->headings[i] =
			arena_copy(reading->arena, slice_trim(row.fields[i]));
		if (reading->headings[i].at == NULL)
			return error_memory(error);
	}
	return 0;
}

static int add_dimension(struct reading *reading, size_t column,
			 struct error *error)
{
	struct dimension *dimension;

	if (reading->dimension_count == COUNT_FILE_DIMENSIONS) {
		error_set(error, ERROR_INPUT,
			  "a table is by at most %d columns",
			  COUNT_FILE_DIMENSIONS);
		return error_hint(error, "name them with --rows, --columns, "
					 "--by and --and");
	}
	if (reading->roles[column] != COLUMN_OTHER) {
		error_set(error, ERROR_INPUT,
			  "the column '%.*s' cannot be counted by twice, or is "
			  "counts",
			  SLICE_ARGS(reading->headings[column]));
		return -1;
	}
	reading->roles[column] = COLUMN_DIMENSION;
	dimension = &reading->dimensions[reading->dimension_count++];
	dimension->name = reading->headings[column];
	dimension->column = column;
	dimension->label_column = find_label(reading, dimension->name);
	if (dimension->label_column != SIZE_MAX)
		reading->roles[dimension->label_column] = COLUMN_LABEL;
	return 0;
}

static int find_counts(struct reading *reading, struct error *error)
{
	const struct count_file_asked *asked = reading->asked;

	reading->count_column = reading->value_column = SIZE_MAX;
	if (!slice_empty(asked->value)) {
		if (need_heading(reading, asked->value, &reading->value_column,
				 error) != 0)
			return -1;
		reading->roles[reading->value_column] = COLUMN_VALUE;
	}
	if (!slice_empty(asked->count)) {
		if (need_heading(reading, asked->count, &reading->count_column,
				 error) != 0)
			return -1;
	}
	for (size_t i = 0;
	     reading->count_column == SIZE_MAX && i < reading->column_count;
	     i++)
		if (reading->roles[i] == COLUMN_OTHER &&
		    is_count_name(reading->headings[i]))
			reading->count_column = i;
	if (reading->count_column != SIZE_MAX)
		reading->roles[reading->count_column] = COLUMN_COUNT;
	if (reading->count_column == SIZE_MAX ||
	    reading->value_column == SIZE_MAX)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "means are made of records, a line for each person, "
			 "and not of counts");
}

/* Labels are found when their dimension is, which stands before. */
static int add_dimensions(struct reading *reading, size_t from, size_t to,
			  struct error *error)
{
	for (size_t i = from; i < to; i++)
		if (reading->roles[i] == COLUMN_OTHER &&
		    add_dimension(reading, i, error) != 0)
			return -1;
	return 0;
}

/* Columns that nobody named: none may be passed over in silence. */
static int check_all_used(const struct reading *reading, struct error *error)
{
	for (size_t i = 0; i < reading->column_count; i++) {
		if (reading->roles[i] != COLUMN_OTHER)
			continue;
		error_set(error, ERROR_INPUT,
			  "the column '%.*s' is neither of values nor of "
			  "counts",
			  SLICE_ARGS(reading->headings[i]));
		error_hint(error,
			   "name what to count by with --rows, --columns, --by "
			   "and --and; all else is then left out");
		return error_at(error, (struct slice){NULL, 0}, 1, 0, 0);
	}
	return 0;
}

int count_file_columns(struct reading *reading, struct error *error)
{
	const struct count_file_asked *asked = reading->asked;
	size_t column;

	if (find_counts(reading, error) != 0)
		return -1;
	for (size_t d = 0; d < asked->dimension_count; d++)
		if (need_heading(reading, asked->dimensions[d], &column,
				 error) != 0 ||
		    add_dimension(reading, column, error) != 0)
			return -1;
	reading->file->layout = reading->count_column != SIZE_MAX
					? COUNT_FILE_LONG
					: COUNT_FILE_RECORDS;
	if (asked->dimension_count > 0)
		return 0;
	if (reading->count_column == SIZE_MAX) {
		reading->file->layout = COUNT_FILE_WIDE;
		return add_dimension(reading, 0, error);
	}
	/* Those before the counts; where they stand first, those after. */
	if (add_dimensions(reading, 0, reading->count_column, error) != 0 ||
	    (reading->dimension_count == 0 &&
	     add_dimensions(reading, reading->count_column + 1,
			    reading->column_count, error) != 0))
		return -1;
	return reading->dimension_count > 0
		       ? check_all_used(reading, error)
		       : error_set(error, ERROR_INPUT,
				   "the file has nothing to count by");
}

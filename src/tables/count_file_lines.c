/* What each line of a file of counts says. */
#include "base/arena.h"
#include "base/error.h"
#include "tables/count.h"
#include "tables/count_file_parts.h"
#include "tables/relations.h"

int count_file_fail(const struct line *line, struct error *error)
{
	return error_at(error, (struct slice){NULL, 0}, line->number,
			line->column, 0);
}

/* --- counts and values --------------------------------------------------------------- */

/* A whole number, with or without commas between thousands. */
static bool read_count(struct slice text, int64_t *count)
{
	uint64_t number = 0;

	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == ',' && i > 0 && (text.len - i) % 4 == 0)
			continue;
		if (c < '0' || c > '9' ||
		    number > (uint64_t)RELATIONS_LIMIT_COUNT / 10)
			return false;
		number = number * 10 + (uint64_t)(c - '0');
	}
	*count = (int64_t)number;
	return true;
}

static bool is_decimal(struct slice text)
{
	bool digit = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c >= '0' && c <= '9')
			digit = true;
		else if (c != '.' && c != ',' && c != '-' && c != '+')
			return false;
	}
	return digit;
}

static int refuse_count(const struct reading *reading, struct slice text,
			const struct line *line, struct error *error)
{
	if (text.len == 0) {
		error_set(error, ERROR_INPUT, "a count is missing");
		error_hint(error, "write 0 where there is nobody");
	} else if (text.at[0] == '-' && is_decimal(text)) {
		error_set(error, ERROR_INPUT, "a count is negative");
	} else if (is_decimal(text)) {
		error_set(error, ERROR_INPUT,
			  "a count is no whole number, or too large a one");
	} else if (reading->file->layout == COUNT_FILE_WIDE) {
		error_set(error, ERROR_INPUT, "a count is no number");
		error_hint(error, "if each line is a person, name the columns "
				  "to count by with --rows and --columns");
	} else {
		error_set(error, ERROR_INPUT, "a count is no number");
		error_hint(error, "numbers that are hidden already cannot be "
				  "treated, since they are not known: use the "
				  "table before that, or hornbook attack");
	}
	return count_file_fail(line, error);
}

/* In units of the last decimal that is summed; further ones are cut. */
static bool read_value(struct slice text, int64_t *value)
{
	bool negative = text.len > 0 && text.at[0] == '-';
	struct slice rest = negative ? slice_part(text, 1, text.len) : text;
	struct slice whole = slice_cut(&rest, '.');
	uint64_t units = 0, decimals = 0;
	size_t places =
		rest.len < COUNT_FILE_DECIMALS ? rest.len : COUNT_FILE_DECIMALS;

	if (!slice_number(whole, COUNT_LIMIT_VALUE / 10000 - 1, &units) ||
	    (places > 0 &&
	     !slice_number(slice_part(rest, 0, places), 9999, &decimals)))
		return false;
	for (size_t i = places; i < COUNT_FILE_DECIMALS; i++)
		decimals *= 10;
	*value = (int64_t)(units * 10000 + decimals);
	if (negative)
		*value = -*value;
	return true;
}

/* --- lines --------------------------------------------------------------------------- */

static int number_code(struct reading *reading, struct dimension *dimension,
		       struct slice text, struct slice label, uint32_t *number,
		       struct error *error)
{
	struct slice code = slice_trim(text);

	if (count_file_is_total(reading, code) &&
	    reading->file->layout != COUNT_FILE_RECORDS) {
		*number = TOTAL;
		return 0;
	}
	if (slice_empty(code))
		code = SLICE("unknown");
	if (numbering_add(&dimension->codes, code, number, error) != 0)
		return -1;
	if (*number < dimension->label_count)
		return 0;
	dimension->labels = arena_grow(
		reading->arena, dimension->labels, dimension->label_count,
		&dimension->label_capacity, sizeof(struct slice));
	if (dimension->labels == NULL)
		return error_memory(error);
	label = arena_copy(reading->arena, slice_trim(label));
	if (label.at == NULL)
		return error_memory(error);
	dimension->labels[dimension->label_count++] = label;
	return 0;
}

static int keep_line(struct reading *reading, const struct line *line,
		     struct error *error)
{
	struct line *lines =
		arena_grow(reading->arena, reading->lines, reading->line_count,
			   &reading->line_capacity, sizeof(*lines));

	if (lines == NULL)
		return error_memory(error);
	reading->lines = lines;
	lines[reading->line_count++] = *line;
	return 0;
}

static int number_codes(struct reading *reading, const struct csv_row *row,
			struct line *line, struct error *error)
{
	for (size_t d = 0; d < reading->dimension_count; d++) {
		struct dimension *dimension = &reading->dimensions[d];
		struct slice label = {"", 0};

		if (dimension->label_column != SIZE_MAX)
			label = row->fields[dimension->label_column];
		if (dimension->column < row->count &&
		    number_code(reading, dimension,
				csv_unguarded(row->fields[dimension->column]),
				label, &line->codes[d], error) != 0)
			return -1;
	}
	return 0;
}

/* A total over a column that is not counted by would count everybody twice. */
static int check_others(struct reading *reading, const struct csv_row *row,
			const struct line *line, struct error *error)
{
	for (size_t i = 0; i < row->count; i++) {
		struct slice text = slice_trim(row->fields[i]);

		if (reading->roles[i] != COLUMN_OTHER || text.len == 0 ||
		    is_decimal(text))
			continue;
		reading->left_out = true;
		if (reading->file->layout != COUNT_FILE_LONG ||
		    !count_file_is_total(reading, text))
			continue;
		error_set(error, ERROR_INPUT,
			  "the column '%.*s' has totals, so leaving it out "
			  "would count people twice",
			  SLICE_ARGS(reading->headings[i]));
		error_hint(error, "count by it too, or take its totals out");
		return count_file_fail(line, error);
	}
	return 0;
}

static void place_line(const struct reading *reading, const struct csv_row *row,
		       size_t column, struct line *line)
{
	csv_place(&reading->csv, row, column, &line->number, &line->column);
}

static int take_wide(struct reading *reading, const struct csv_row *row,
		     struct line *line, struct error *error)
{
	struct dimension *across = &reading->dimensions[1];

	for (size_t i = 1; i < row->count; i++) {
		struct slice text = slice_trim(row->fields[i]);

		place_line(reading, row, i, line);
		if (number_code(reading, across, reading->headings[i],
				(struct slice){"", 0}, &line->codes[1],
				error) != 0)
			return -1;
		if (!read_count(text, &line->count))
			return refuse_count(reading, text, line, error);
		if (keep_line(reading, line, error) != 0)
			return -1;
	}
	return 0;
}

static int take_row(struct reading *reading, const struct csv_row *row,
		    struct error *error)
{
	struct line line = {.count = 1, .value = COUNT_NO_VALUE};
	struct slice text;

	place_line(reading, row, 0, &line);
	if (row->count != reading->column_count) {
		error_set(error, ERROR_INPUT,
			  "a line has %zu fields, and the headings are %zu",
			  row->count, reading->column_count);
		line.column = 0;
		return count_file_fail(&line, error);
	}
	if (number_codes(reading, row, &line, error) != 0 ||
	    check_others(reading, row, &line, error) != 0)
		return -1;
	if (reading->file->layout == COUNT_FILE_WIDE)
		return take_wide(reading, row, &line, error);
	if (reading->count_column != SIZE_MAX) {
		text = slice_trim(row->fields[reading->count_column]);
		place_line(reading, row, reading->count_column, &line);
		if (!read_count(text, &line.count))
			return refuse_count(reading, text, &line, error);
	}
	if (reading->value_column != SIZE_MAX) {
		text = slice_trim(row->fields[reading->value_column]);
		place_line(reading, row, reading->value_column, &line);
		if (text.len > 0 && !read_value(text, &line.value)) {
			error_set(error, ERROR_INPUT,
				  "a value is no number, or too large a one");
			return count_file_fail(&line, error);
		}
	}
	return keep_line(reading, &line, error);
}

static int begin_wide(struct reading *reading, struct error *error)
{
	struct dimension *across = &reading->dimensions[1];

	if (reading->column_count < 2) {
		error_set(error, ERROR_INPUT,
			  "the file has no column of counts");
		return error_hint(error,
				  "name the column to count by with --rows");
	}
	across->name = SLICE("column");
	across->column = across->label_column = SIZE_MAX;
	reading->dimension_count = 2;
	return 0;
}

int count_file_lines(struct reading *reading, struct error *error)
{
	struct csv_row row;
	int found;

	if (reading->file->layout == COUNT_FILE_WIDE &&
	    begin_wide(reading, error) != 0)
		return -1;
	while ((found = csv_read(&reading->csv, &row, error)) > 0)
		if (take_row(reading, &row, error) != 0)
			return -1;
	reading->file->lines = reading->line_count;
	return found;
}

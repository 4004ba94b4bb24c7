/* Anybody's CSV as microdata. */
#include "anonymity/microdata.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "formats/csv.h"

static int at_field(const struct csv *csv, const struct csv_row *row,
		    size_t field, struct error *error)
{
	uint32_t line, column;

	csv_place(csv, row, field, &line, &column);
	return error_at(error, (struct slice){NULL, 0}, line, column, 0);
}

static int read_header(struct microdata **out, struct csv *csv,
		       struct error *error)
{
	struct slice names[CSV_COLUMNS];
	struct csv_row row;
	int got = csv_read(csv, &row, error);

	if (got < 0)
		return -1;
	if (got == 0)
		return error_set(error, ERROR_INPUT,
				 "the file is empty: not even a header names "
				 "its columns");
	for (size_t i = 0; i < row.count; i++) {
		names[i] = slice_trim(csv_unguarded(row.fields[i]));
		if (slice_empty(names[i])) {
			error_set(error, ERROR_INPUT,
				  "column %zu has no name in the header",
				  i + 1);
			return at_field(csv, &row, i, error);
		}
		if (!text_is_clean(names[i])) {
			error_set(error, ERROR_INPUT,
				  "the name of column %zu is not one line of "
				  "text",
				  i + 1);
			return at_field(csv, &row, i, error);
		}
		for (size_t j = 0; j < i; j++)
			if (slice_equal_ignoring_case(names[i], names[j])) {
				error_set(error, ERROR_INPUT,
					  "columns %zu and %zu have the same "
					  "name",
					  j + 1, i + 1);
				return at_field(csv, &row, i, error);
			}
	}
	return microdata_make(out, names, row.count, error);
}

static int read_rows(struct microdata *data, struct csv *csv,
		     struct error *error)
{
	struct slice values[CSV_COLUMNS];
	struct csv_row row;
	int got;

	while ((got = csv_read(csv, &row, error)) > 0) {
		if (row.count != data->column_count) {
			error_set(error, ERROR_INPUT,
				  "this row has %zu fields and the header "
				  "%zu",
				  row.count, data->column_count);
			return error_at(error, (struct slice){NULL, 0},
					row.line, 0, 0);
		}
		for (size_t i = 0; i < row.count; i++)
			values[i] = csv_unguarded(row.fields[i]);
		if (microdata_add(data, values, error) != 0)
			return -1;
	}
	return got;
}

int microdata_read(struct microdata **out, struct slice bytes,
		   struct error *error)
{
	struct csv *csv = memory_array(1, sizeof(*csv));
	struct microdata *data = NULL;
	int result;

	if (csv == NULL)
		return error_memory(error);
	result = csv_begin(csv, bytes, 0, error);
	if (result == 0)
		result = read_header(&data, csv, error);
	if (result == 0)
		result = read_rows(data, csv, error);
	csv_release(csv);
	memory_free(csv);
	if (result != 0) {
		microdata_free(data);
		return -1;
	}
	*out = data;
	return 0;
}

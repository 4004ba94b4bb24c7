/*
 * Reads any bytes as a CSV file: row by row, and as pupils with a mapping
 * file, which is what stands before the first line "====".  Rows that are read
 * must be written and read again as they were.
 */
#include <stdlib.h>

#include "base/builder.h"
#include "base/error.h"
#include "formats/csv.h"
#include "formats/format.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"

static void check_row(const struct csv_row *row, struct builder *out)
{
	struct csv again;
	struct csv_row read;

	builder_clear(out);
	csv_add_row(out, row->fields, NULL, row->count);
	if (csv_begin(&again, builder_slice(out), ',', NULL) != 0 ||
	    csv_read(&again, &read, NULL) != 1 || read.count != row->count)
		abort();
	for (size_t i = 0; i < row->count; i++)
		if (!slice_equal(csv_unguarded(read.fields[i]), row->fields[i]))
			abort();
	if (csv_read(&again, &read, NULL) != 0)
		abort();
	csv_release(&again);
}

static void read_rows(struct slice bytes)
{
	struct builder out = {0};
	struct csv csv;
	struct csv_row row;
	struct error error = {0};
	uint32_t line, column;
	int more = csv_begin(&csv, bytes, 0, &error);

	if (more == 0)
		while ((more = csv_read(&csv, &row, &error)) == 1) {
			csv_place(&csv, &row, row.count - 1, &line, &column);
			if (line < row.line || column == 0)
				abort();
			check_row(&row, &out);
		}
	if (more != 0 && error.code != ERROR_INPUT)
		abort();
	csv_release(&csv);
	builder_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct slice mark = SLICE_INIT("====\n");
	struct slice mapping = {(const char *)data, 0};
	struct slice bytes = {(const char *)data, size};

	for (size_t i = 0; i + mark.len <= bytes.len; i++) {
		if (!slice_starts_with(slice_part(bytes, i, size), mark))
			continue;
		mapping = slice_part(bytes, 0, i);
		bytes = slice_part(bytes, i + mark.len, size);
		break;
	}
	read_rows(bytes);
	read_whatever(format_find(SLICE("csv")), bytes,
		      (struct reading){.mapping = mapping}, KNOWN_BY_UPN);
	return 0;
}

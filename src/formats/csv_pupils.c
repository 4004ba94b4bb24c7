#include "formats/csv_pupils.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "formats/csv.h"
#include "formats/csv_names.h"

/* Whether some column of the first line is called as a UPN is. */
static bool csv_detect(struct slice start)
{
	struct csv csv;
	struct csv_row row;
	bool found = false;

	if (slice_starts_with(slice_trim(start), SLICE("<")))
		return false;
	if (csv_begin(&csv, start, 0, NULL) == 0 &&
	    csv_read(&csv, &row, NULL) == 1)
		for (size_t i = 0; i < row.count && !found; i++)
			found = csv_is_upn(row.fields[i]);
	csv_release(&csv);
	return found;
}

/* Small letters and digits, other characters as one hyphen. */
static void add_slug(struct builder *name, struct slice title)
{
	bool gap = false;
	size_t start = name->len;

	for (size_t i = 0; i < title.len; i++) {
		char c = title.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			gap = true;
			continue;
		}
		if (gap && name->len > start)
			builder_add_byte(name, '-');
		gap = false;
		builder_add_byte(name, c);
	}
	if (name->len == start)
		builder_add_text(name, "pupils");
}

/* <laestab>_<title>_<date>.csv; without a number the title comes first. */
static int csv_file_name(const struct writing *writing, struct builder *name,
			 struct error *error)
{
	char date[DATE_TEXT_BYTES];

	if (writing->laestab.len > 0) {
		builder_add(name, writing->laestab);
		builder_add_byte(name, '_');
	}
	add_slug(name, slice_part(writing->title, 0, 100));
	date_format(writing->date, date);
	builder_add_byte(name, '_');
	builder_add_text(name, date);
	builder_add_text(name, ".csv");
	return name->failed ? error_memory(error) : 0;
}

static int csv_carries(const struct dictionary *dictionary,
		       struct field_set *fields, struct error *error)
{
	(void)error;
	*fields = (struct field_set){0};
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		field_set_add(fields, i);
	return 0;
}

const struct format csv_format = {
	.name = "csv",
	.label = "Comma-separated values with a row of headers",
	.detect = csv_detect,
	.read = csv_pupils_read,
	.file_name = csv_file_name,
	.open = csv_pupils_open,
	.write = csv_pupils_write,
	.close = csv_pupils_close,
	.abandon = csv_pupils_abandon,
	.carries = csv_carries,
};

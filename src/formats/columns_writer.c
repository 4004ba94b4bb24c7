#include "formats/columns_header.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "formats/csv_kind.h"
#include "register/record.h"

enum { FLUSH_BYTES = 1 << 16, ITEMS_LIMIT = 99, DATE_BYTES = 11 };

/* A column of the file. */
struct placed {
	uint16_t column; /* of the table */
	uint32_t item;   /* from 0, of a numbered one */
	bool numbered;
};

struct writer {
	struct columns_resolved resolved;
	struct output *output;
	struct arena arena;
	struct builder out;
	struct placed *placed;
	struct slice *row;
	enum csv_kind *kinds;
	char (*dates)[DATE_BYTES]; /* of the row at hand */
	size_t count;
};

/* --- the header ----------------------------------------------------------- */

/* The columns from `from` on that are numbered together. */
static size_t block_end(const struct writer *writer, size_t from)
{
	const struct column_table *table = writer->resolved.table;
	uint16_t category = columns_category(&writer->resolved, from);
	size_t end = from;

	while (end < table->count &&
	       columns_mark(table->columns[end].header) <
		       table->columns[end].header.len &&
	       columns_category(&writer->resolved, end) == category)
		end++;
	return end;
}

static enum csv_kind kind_of(const struct writer *writer, size_t column)
{
	uint16_t field = writer->resolved.field[column];
	uint8_t type = writer->resolved.table->columns[column].type;

	if (type == COLUMN_KIND)
		return CSV_CODE;
	if (type == COLUMN_PERIOD)
		return CSV_NUMBER;
	if (field == DICTIONARY_NONE)
		return CSV_TEXT;
	return csv_kind_of(writer->resolved.dictionary->fields[field].type);
}

static int place(struct writer *writer, size_t column, uint32_t item,
		 struct error *error)
{
	const struct column *what = &writer->resolved.table->columns[column];
	size_t mark = columns_mark(what->header);
	size_t at = writer->count;
	struct builder header = {0};

	if (at == CSV_COLUMNS)
		return error_set(error, ERROR_INPUT,
				 "more than %d columns: some pupils have too "
				 "many entries for this file",
				 (int)CSV_COLUMNS);
	builder_add(&header, slice_part(what->header, 0, mark));
	if (mark < what->header.len) {
		builder_add_number(&header, item + 1);
		builder_add(&header,
			    slice_part(what->header, mark + 1, SIZE_MAX));
	}
	writer->placed[at] = (struct placed){(uint16_t)column, item,
					     mark < what->header.len};
	writer->kinds[at] = kind_of(writer, column);
	writer->row[at] = header.failed ? (struct slice){NULL, 0}
					: arena_copy(&writer->arena,
						     builder_slice(&header));
	builder_release(&header);
	writer->count++;
	return writer->row[at].at != NULL ? 0 : error_memory(error);
}

/* A file made for fewer fields has no columns for the others: a heading tells
 * what could have been asked for.  No fields at all are all of them. */
static bool is_made(const struct writer *writer, const struct writing *writing,
		    size_t column)
{
	const struct column *what = &writer->resolved.table->columns[column];
	uint16_t category = columns_category(&writer->resolved, column);

	if (what->type == COLUMN_KIND)
		return true;
	if (what->field == NULL)
		return false;
	if ((what->flags & COLUMN_NEEDED) != 0 ||
	    field_set_next(&writing->fields, 0) == DICTIONARY_NONE)
		return true;
	if (what->type != COLUMN_PERIOD || category == DICTIONARY_NONE)
		return writer->resolved.field[column] != DICTIONARY_NONE &&
		       field_set_has(&writing->fields,
				     writer->resolved.field[column]);
	for (uint16_t i = 0; i < writing->dictionary->field_count; i++)
		if (writing->dictionary->fields[i].category == category &&
		    field_set_has(&writing->fields, i))
			return true;
	return false;
}

static int place_block(struct writer *writer, const struct writing *writing,
		       size_t from, size_t end, struct error *error)
{
	uint16_t category = columns_category(&writer->resolved, from);
	uint32_t items = 1;

	if (category != DICTIONARY_NONE && writing->most_items[category] > 1)
		items = writing->most_items[category];
	if (items > ITEMS_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "a pupil has more than %d of '%.*s', for "
				 "which the file has no room",
				 (int)ITEMS_LIMIT,
				 SLICE_ARGS(writer->resolved.dictionary
						    ->categories[category]
						    .label));
	for (uint32_t item = 0; item < items; item++)
		for (size_t i = from; i < end; i++)
			if (is_made(writer, writing, i) &&
			    place(writer, i, item, error) != 0)
				return -1;
	return 0;
}

static int place_all(struct writer *writer, const struct writing *writing,
		     struct error *error)
{
	const struct column_table *table = writer->resolved.table;

	for (size_t i = 0; i < table->count;) {
		size_t end = block_end(writer, i);

		if (end == i && !is_made(writer, writing, i)) {
			i++;
			continue;
		}
		if (end == i) {
			if (place(writer, i, 0, error) != 0)
				return -1;
			i++;
			continue;
		}
		if (place_block(writer, writing, i, end, error) != 0)
			return -1;
		i = end;
	}
	return 0;
}

int columns_open(const struct column_table *table, struct writer **out,
		 const struct writing *writing, struct output *output,
		 struct error *error)
{
	struct writer *writer = memory_array(1, sizeof(*writer));
	int result;

	if (writer == NULL)
		return error_memory(error);
	columns_resolve(&writer->resolved, table, writing->dictionary);
	writer->output = output;
	writer->placed = arena_array(&writer->arena, CSV_COLUMNS,
				     sizeof(*writer->placed));
	writer->row =
		arena_array(&writer->arena, CSV_COLUMNS, sizeof(*writer->row));
	writer->kinds = arena_array(&writer->arena, CSV_COLUMNS,
				    sizeof(*writer->kinds));
	writer->dates = arena_array(&writer->arena, CSV_COLUMNS,
				    sizeof(*writer->dates));
	if (writer->placed == NULL || writer->row == NULL ||
	    writer->kinds == NULL || writer->dates == NULL)
		result = error_memory(error);
	else
		result = place_all(writer, writing, error);
	if (result == 0) {
		csv_add_row(&writer->out, writer->row, NULL, writer->count);
		if (writer->out.failed)
			result = error_memory(error);
	}
	if (result != 0) {
		columns_abandon(writer);
		return -1;
	}
	*out = writer;
	return 0;
}

/* --- a pupil -------------------------------------------------------------- */

static bool is_wanted(const struct writer *writer, const struct item *item)
{
	const struct column_table *table = writer->resolved.table;

	return table->wanted == NULL ||
	       table->wanted(writer->resolved.dictionary, item);
}

/* The item of this number in all of a category's sections, or the newest.
 * Its period goes to `*period`. */
static const struct item *
find_item(const struct writer *writer, const struct record *record,
	  uint16_t category, const struct placed *placed, struct slice *period)
{
	const struct item *newest = NULL;
	uint32_t number = 0;

	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		if (section->category != category)
			continue;
		for (uint32_t i = 0; i < section->count; i++) {
			if (placed->numbered && number++ != placed->item)
				continue;
			if (!is_wanted(writer, &section->items[i]))
				continue;
			*period = section->period;
			newest = &section->items[i];
			if (placed->numbered)
				return newest;
		}
	}
	return newest;
}

static struct slice text_of(struct writer *writer, size_t at,
			    const struct item *item, struct slice period)
{
	const struct placed *placed = &writer->placed[at];
	const struct column *column =
		&writer->resolved.table->columns[placed->column];
	struct slice text;
	struct civil civil;
	int32_t date;

	if (column->type == COLUMN_PERIOD)
		return period;
	text = item_text(item, writer->resolved.field[placed->column]);
	if (column->type != COLUMN_DATE || !date_parse(text, &date))
		return text;
	civil = date_to_civil(date);
	writer->dates[at][0] = (char)('0' + civil.day / 10);
	writer->dates[at][1] = (char)('0' + civil.day % 10);
	writer->dates[at][2] = '/';
	writer->dates[at][3] = (char)('0' + civil.month / 10);
	writer->dates[at][4] = (char)('0' + civil.month % 10);
	writer->dates[at][5] = '/';
	for (int i = 9; i >= 6; i--, civil.year /= 10)
		writer->dates[at][i] = (char)('0' + civil.year % 10);
	return (struct slice){writer->dates[at], DATE_BYTES - 1};
}

/* The row of an item of kind `kind`, or with -1 the pupil's own. */
static void fill_row(struct writer *writer, const struct record *record,
		     int kind, const struct item *item, struct slice period)
{
	const struct columns_resolved *resolved = &writer->resolved;
	const struct column_table *table = resolved->table;

	for (size_t at = 0; at < writer->count; at++) {
		const struct placed *placed = &writer->placed[at];
		size_t i = placed->column;
		uint16_t category = columns_category(resolved, i);
		const struct item *of = NULL;
		struct slice in = period;

		writer->row[at] = SLICE("");
		if (table->columns[i].type == COLUMN_KIND) {
			writer->row[at] = kind < 0 ? table->pupil_kind
						   : table->kinds[kind].code;
			continue;
		}
		if (category == DICTIONARY_NONE)
			continue;
		if ((table->columns[i].flags & COLUMN_KEY) != 0 ||
		    (kind < 0 && columns_kind(resolved, i) < 0))
			of = find_item(writer, record, category, placed, &in);
		else if (kind >= 0 && columns_kind(resolved, i) == kind)
			of = item;
		if (of != NULL)
			writer->row[at] = text_of(writer, at, of, in);
	}
	csv_add_row(&writer->out, writer->row, writer->kinds, writer->count);
}

static void write_items(struct writer *writer, const struct record *record,
			int kind)
{
	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		if (section->category != writer->resolved.kinds[kind])
			continue;
		for (uint32_t i = 0; i < section->count; i++)
			if (is_wanted(writer, &section->items[i]))
				fill_row(writer, record, kind,
					 &section->items[i], section->period);
	}
}

int columns_write(struct writer *writer, const struct record *records,
		  size_t count, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		fill_row(writer, &records[i], -1, NULL, SLICE(""));
		for (size_t k = 0; k < writer->resolved.table->kind_count; k++)
			write_items(writer, &records[i], (int)k);
		if (output_drain(writer->output, &writer->out, FLUSH_BYTES,
				 error) != 0)
			return -1;
	}
	return 0;
}

int columns_close(struct writer *writer, struct error *error)
{
	int result = output_drain(writer->output, &writer->out, 0, error);

	columns_abandon(writer);
	return result;
}

void columns_abandon(struct writer *writer)
{
	if (writer == NULL)
		return;
	arena_release(&writer->arena);
	builder_release(&writer->out);
	memory_free(writer);
}

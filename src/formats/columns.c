#include "formats/columns_header.h"

#include <assert.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "formats/csv.h"

size_t columns_mark(struct slice header)
{
	size_t at = 0;

	while (at < header.len && header.at[at] != '#')
		at++;
	return at;
}

void columns_resolve(struct columns_resolved *resolved,
		     const struct column_table *table,
		     const struct dictionary *dictionary)
{
	assert(table->count <= COLUMNS_TABLE_LIMIT);
	assert(table->kind_count <= COLUMNS_KINDS_LIMIT);
	resolved->table = table;
	resolved->dictionary = dictionary;
	for (size_t i = 0; i < table->count; i++)
		resolved->field[i] =
			table->columns[i].field == NULL
				? DICTIONARY_NONE
				: dictionary_find(
					  dictionary, KIND_FIELD,
					  slice_of(table->columns[i].field));
	for (size_t i = 0; i < table->kind_count; i++)
		resolved->kinds[i] =
			dictionary_find(dictionary, KIND_CATEGORY,
					slice_of(table->kinds[i].category));
}

uint16_t columns_category(const struct columns_resolved *resolved,
			  size_t column)
{
	uint16_t field = resolved->field[column];

	return field == DICTIONARY_NONE
		       ? DICTIONARY_NONE
		       : resolved->dictionary->fields[field].category;
}

int columns_kind(const struct columns_resolved *resolved, size_t column)
{
	uint16_t category = columns_category(resolved, column);

	for (size_t i = 0; i < resolved->table->kind_count; i++)
		if (category != DICTIONARY_NONE &&
		    resolved->kinds[i] == category)
			return (int)i;
	return -1;
}

int columns_carries(const struct column_table *table,
		    const struct dictionary *dictionary,
		    struct field_set *fields)
{
	struct columns_resolved resolved;

	columns_resolve(&resolved, table, dictionary);
	*fields = (struct field_set){0};
	for (size_t i = 0; i < table->count; i++)
		if (resolved.field[i] != DICTIONARY_NONE)
			field_set_add(fields, resolved.field[i]);
	return 0;
}

int columns_file_name(const struct column_table *table,
		      const struct writing *writing, struct builder *name,
		      struct error *error)
{
	char date[DATE_TEXT_BYTES];

	if (writing->laestab.len > 0) {
		builder_add(name, writing->laestab);
		builder_add_byte(name, '_');
	}
	builder_add(name, table->name);
	date_format(writing->date, date);
	builder_add_format(name, "_%s_%03u.csv", date,
			   (unsigned int)writing->serial);
	return name->failed ? error_memory(error) : 0;
}

enum { ITEMS_OF_HEADER = 99 };

bool columns_is_header(const struct column *column, struct slice header,
		       uint32_t *item)
{
	size_t mark = columns_mark(column->header);
	struct slice before = slice_part(column->header, 0, mark);
	struct slice after = slice_part(column->header, mark + 1, SIZE_MAX);
	uint64_t number;

	*item = 0;
	if (mark == column->header.len)
		return slice_equal_ignoring_case(header, column->header);
	if (header.len <= before.len + after.len ||
	    !slice_equal_ignoring_case(slice_part(header, 0, before.len),
				       before) ||
	    !slice_equal_ignoring_case(
		    slice_part(header, header.len - after.len, header.len),
		    after) ||
	    !slice_number(
		    slice_part(header, before.len, header.len - after.len),
		    ITEMS_OF_HEADER, &number) ||
	    number == 0)
		return false;
	*item = (uint32_t)number - 1;
	return true;
}

/* Whether the table has each column, and what is needed is there: another file
 * has some by chance. */
static bool is_header_row(const struct column_table *table,
			  const struct csv_row *row)
{
	uint64_t there[COLUMNS_TABLE_LIMIT / 64] = {0};
	uint32_t item;

	for (size_t at = 0; at < row->count; at++) {
		struct slice header = slice_trim(row->fields[at]);
		size_t i = 0;

		while (i < table->count &&
		       !columns_is_header(&table->columns[i], header, &item))
			i++;
		if (i == table->count)
			return false;
		there[i / 64] |= 1ull << (i % 64);
	}
	for (size_t i = 0; i < table->count; i++)
		if ((table->columns[i].flags & COLUMN_NEEDED) != 0 &&
		    (there[i / 64] >> (i % 64) & 1) == 0)
			return false;
	return true;
}

bool columns_detect(const struct column_table *table, struct slice start)
{
	struct csv csv;
	struct csv_row row;
	bool all = csv_begin(&csv, start, ',', NULL) == 0 &&
		   csv_read(&csv, &row, NULL) == 1 &&
		   is_header_row(table, &row);

	csv_release(&csv);
	return all;
}

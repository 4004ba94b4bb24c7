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

static bool has_header(const struct csv_row *row, const struct column *column)
{
	size_t mark = columns_mark(column->header);

	for (size_t i = 0; i < row->count; i++) {
		struct slice header = slice_trim(row->fields[i]);

		if (mark == column->header.len
			    ? slice_equal(header, column->header)
			    : slice_starts_with(
				      header,
				      slice_part(column->header, 0, mark)))
			return true;
	}
	return false;
}

bool columns_detect(const struct column_table *table, struct slice start)
{
	struct csv csv;
	struct csv_row row;
	bool all = false;

	if (csv_begin(&csv, start, ',', NULL) == 0 &&
	    csv_read(&csv, &row, NULL) == 1) {
		all = true;
		for (size_t i = 0; i < table->count; i++)
			all = all &&
			      ((table->columns[i].flags & COLUMN_NEEDED) == 0 ||
			       has_header(&row, &table->columns[i]));
	}
	csv_release(&csv);
	return all;
}

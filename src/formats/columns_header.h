/*
 * columns_header.h - the columns that one file has: its table (columns.h) with
 * the numbered columns laid out.
 */
#ifndef HORNBOOK_FORMATS_COLUMNS_HEADER_H
#define HORNBOOK_FORMATS_COLUMNS_HEADER_H

#include "formats/columns.h"

/* The fields of a table, found once. */
struct columns_resolved {
	const struct column_table *table;
	const struct dictionary *dictionary;
	uint16_t field[COLUMNS_TABLE_LIMIT]; /* or DICTIONARY_NONE */
	uint16_t kinds[COLUMNS_KINDS_LIMIT]; /* categories */
};

/* `table` and `dictionary` must outlive `resolved`. */
void columns_resolve(struct columns_resolved *resolved,
		     const struct column_table *table,
		     const struct dictionary *dictionary);

/* The category of a column's field, or DICTIONARY_NONE. */
uint16_t columns_category(const struct columns_resolved *resolved,
			  size_t column);

/* The kind of row that holds a column: an index into the table's kinds, or -1
 * for the pupil's own row. */
int columns_kind(const struct columns_resolved *resolved, size_t column);

/* Whether a header of a file is this column's, and of which item, from 0. */
bool columns_is_header(const struct column *column, struct slice header,
		       uint32_t *item);

/* Where the "#" of a numbered header stands; its length when it has none. */
size_t columns_mark(struct slice header);

#endif

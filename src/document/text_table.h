/*
 * text_table.h - a table in columns of a terminal.
 */
#ifndef HORNBOOK_DOCUMENT_TEXT_TABLE_H
#define HORNBOOK_DOCUMENT_TEXT_TABLE_H

#include <stdbool.h>

#include "base/slice.h"
#include "document/document.h"

struct builder;

enum { TEXT_GAP_COLUMNS = 2 }; /* between two columns of a table */

struct text_table {
	const struct document_columns *columns;
	const struct slice *cells; /* row by row; '\n' ends a line */
	size_t row_count;
	size_t widths[DOCUMENT_COLUMNS_LIMIT];
};

/* Settles the widths of the columns.  False when a column would be narrower than
 * a word in it: the table does not fit. */
bool text_table_fit(struct text_table *table, size_t columns);

/* Adds headings, a rule and all rows, each line after a new line and `prefix`. */
void text_table_add(const struct text_table *table, struct slice prefix,
		    struct builder *out);

#endif

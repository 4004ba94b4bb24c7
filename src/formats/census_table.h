/*
 * census_table.h - one of the CSV tables into which a census is taken apart for
 * local authorities: whose rows they are, and what its columns are in the
 * envelope.
 *
 * A table of pupils has a row for each, with a number of its own; the others
 * have a row for each thing that a pupil may have several of, which names the
 * pupil by that number.  Which columns there are, and their names, is from the
 * lists that authorities' software has (data to insight, liia-tools: school
 * census, autumn 2015 to summer 2026).
 *
 * Between the files of the room only.
 */
#ifndef HORNBOOK_FORMATS_CENSUS_TABLE_H
#define HORNBOOK_FORMATS_CENSUS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/csv.h"
#include "formats/layout.h"

struct error;

/* --- the columns (census_columns.c) ---------------------------------------- */

/* The row of census_rows that a column holds, in a table whose rows are items
 * of row `each` (LAYOUT_NO_ROW: pupils); LAYOUT_NO_ROW when nothing is kept of
 * it. */
uint16_t census_column_row(struct slice column, uint16_t each);

/* The column of a row of census_rows; empty when no table has it. */
struct slice census_row_column(uint16_t row);

/* --- a table that is read (census_table.c) --------------------------------- */

/* A row of a table whose rows are found by pupil. */
struct census_table_row {
	struct slice pupil; /* as the table numbers it */
	const char *start;
	uint32_t line;
	bool taken;
};

struct census_table {
	struct csv csv;
	struct slice file_name;
	const char *name; /* of the table; "pupilonroll" */
	struct csv_row heading;
	uint16_t row[CSV_COLUMNS]; /* of each column, or LAYOUT_NO_ROW */
	size_t pupil_column;
	size_t school_column; /* or the heading's count */
	uint16_t each;        /* LAYOUT_NO_ROW: a row is no item */
	bool pupils;          /* a row is a pupil */
	bool leavers;

	struct arena arena; /* of what follows */
	struct census_table_row *rows;
	size_t row_count;
};

/* Begins to read a table, which is filled with zeros, up to its first row;
 * `bytes` and `file_name` must outlive it.  ERROR_INPUT, with line and column,
 * when it is none.  End with census_table_release, also after a failure. */
int census_table_begin(struct census_table *table, struct slice bytes,
		       struct slice file_name, struct error *error);
void census_table_release(struct census_table *table);

/* Whether the heading is that of such a table. */
bool census_table_is(const struct csv_row *heading);

/* Whether the column only links the tables, or says how a return was handled. */
bool census_table_links(struct slice column);

/* The pupil that a row is about; good as long as the row. */
struct slice census_table_pupil(const struct census_table *table,
				const struct csv_row *row);

/* Reads all rows, so that they are found by pupil. */
int census_table_index(struct census_table *table, struct error *error);

/* The rows about a pupil, in the order of the file: `*count` of them. */
struct census_table_row *census_table_find(const struct census_table *table,
					   struct slice pupil, size_t *count);

#endif

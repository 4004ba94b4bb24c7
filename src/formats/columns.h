/*
 * columns.h - a flat file of the field as a table of its columns: comma-separated
 * values whose headers are fixed, and the dictionary's field that each holds.
 *
 * One table serves reading and writing, and can be checked against the file's
 * description line by line.  There are two shapes:
 *
 * - A row is a pupil.  "Parent # surname" stands for as many columns as the
 *   pupil with most parents needs, at least one, numbered from 1; of a category
 *   with several items and no "#", the newest item is meant.
 * - Rows have a kind, in a COLUMN_KIND: first a pupil's own row, then one for
 *   each item, of one category each.  Whose they are stands in every row.
 *
 * A writer leaves out columns of fields that are not released, unless they are
 * needed.  A reader takes columns in any order; one that the table does not have is told
 * of and passed over.  csv_pupils.h reads and writes any fields under the
 * dictionary's names instead.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_COLUMNS_H
#define HORNBOOK_FORMATS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/format.h"

struct column_reader;

enum {
	COLUMNS_TABLE_LIMIT = 128, /* columns of a table */
	COLUMNS_KINDS_LIMIT = 8,   /* kinds of rows beside the pupil's own */
	COLUMNS_COUNTS = 16,       /* of a table's own */
};

enum column_type {
	COLUMN_VALUE,
	COLUMN_DATE,   /* dd/mm/yyyy; both ways of writing are read */
	COLUMN_PERIOD, /* the academic year of the item whose field it names */
	COLUMN_KIND,   /* what the row is of */
};

enum column_flags {
	COLUMN_NEEDED = 1 << 0, /* a file without the column is refused */
	COLUMN_KEY = 1 << 1,    /* whose the row is */
	COLUMN_PAST = 1 << 2,   /* codes of any date are good */
};

struct column {
	struct slice header;
	const char *field; /* NULL: none; read over, and not written unless it
			      is a COLUMN_KIND */
	uint8_t type;
	uint8_t flags;
};

/* Rows for the items of a category. */
struct column_kind_row {
	const char *category;
	struct slice code;
};

struct column_table {
	const struct column *columns;
	size_t count;
	const struct column_kind_row *kinds; /* NULL: a row is a pupil */
	size_t kind_count;
	struct slice pupil_kind; /* of a pupil's own row */
	struct slice name;       /* in the file's name: "CCIS" */

	/* Whether an item stands in the file; NULL: all do. */
	bool (*wanted)(const struct dictionary *dictionary,
		       const struct item *item);

	/* Looks at a pupil's row whose values are good, and calls
	 * columns_fault, columns_warn or columns_count; NULL: nothing. */
	int (*check)(struct column_reader *reader);

	/* What each count is called at the end of a file. */
	const char *counts[COLUMNS_COUNTS];
};

/* The fields that a table holds; cannot fail. */
int columns_carries(const struct column_table *table,
		    const struct dictionary *dictionary,
		    struct field_set *fields);

/* <number>_<name>_<date>.csv; without a number the name comes first. */
int columns_file_name(const struct column_table *table,
		      const struct writing *writing, struct builder *name,
		      struct error *error);

/* The writer and the reader of struct format.  columns_open fails with ERROR_INPUT
 * when a pupil may have more items than the file has room for, columns_read,
 * with place, on a file that lacks what is needed; columns_close frees in any
 * case, and to columns_abandon NULL does nothing. */
int columns_open(const struct column_table *table, struct writer **out,
		 const struct writing *writing, struct output *output,
		 struct error *error);
int columns_write(struct writer *writer, const struct record *records,
		  size_t count, struct error *error);
int columns_close(struct writer *writer, struct error *error);
void columns_abandon(struct writer *writer);

int columns_read(const struct column_table *table, struct reading *reading,
		 struct slice bytes, struct error *error);

/* Whether the first line has all headers that are needed, and no others than the
 * table's. */
bool columns_detect(const struct column_table *table, struct slice start);

/* --- for a table's check -------------------------------------------------- */

/* The canonical value of a column in the row at hand; empty: none. */
struct slice columns_text(const struct column_reader *reader, size_t column);

/* Tell of a column; a fault keeps the record back. */
int columns_fault(struct column_reader *reader, size_t column, const char *rule,
		  const char *message);
int columns_warn(struct column_reader *reader, size_t column, const char *rule,
		 const char *message);

/* Counts a pupil under one of the table's counts. */
void columns_count(struct column_reader *reader, size_t count);

#endif

/*
 * columns_reading.h - a flat file (columns.h) while it is read: between
 * columns_reader.c, which goes from row to row, and columns_cells.c, which takes
 * what stands in one.
 */
#ifndef HORNBOOK_FORMATS_COLUMNS_READING_H
#define HORNBOOK_FORMATS_COLUMNS_READING_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "formats/columns_header.h"
#include "formats/csv.h"
#include "formats/upn_set.h"
#include "register/record.h"

enum { COLUMNS_KEYS = 4 }; /* columns that say whose a row is */

/* What a column of the file is. */
struct column_found {
	struct slice header; /* as the file has it, cut short */
	bool known;
	uint16_t column; /* of the table */
	uint32_t item;   /* from 0 */
};

struct column_reader {
	struct columns_resolved resolved;
	struct reading *reading;
	struct error *error;
	struct csv csv;
	struct csv_row row;
	struct arena file; /* lives as long as the reading */
	struct column_found *found;
	size_t found_count;
	size_t first
		[COLUMNS_TABLE_LIMIT]; /* the column of the file; SIZE_MAX */
	uint16_t upn, birth_date;      /* fields */

	struct arena record;
	struct builder canonical;
	struct error fault; /* of the value in hand; large, so kept */
	struct record_maker maker;
	bool open, bad;
	uint32_t line;
	uint32_t items[COLUMNS_KINDS_LIMIT];
	struct slice texts[COLUMNS_TABLE_LIMIT]; /* of the row in hand */
	struct slice key[COLUMNS_KEYS];          /* of the record in hand */

	struct upn_set seen;
	uint64_t counts[COLUMNS_COUNTS];
	uint64_t next_progress;
};

static inline const struct column_table *
columns_table(const struct column_reader *reader)
{
	return reader->resolved.table;
}

/* Tells of the record in hand, which without `warning` is bad then; `at` is a
 * column of the file, or SIZE_MAX.  Gives what the reading's reject gave. */
int columns_tell_at(struct column_reader *reader, size_t at, struct slice field,
		    bool warning, const char *rule, const char *message);

/* The text of a column of the file in the row in hand; empty: none. */
struct slice columns_cell(const struct column_reader *reader, size_t at);

/* Takes the row in hand into the record: of an item of kind `kind`, or with -1
 * the pupil's own.  Fails only when the reading must stop. */
int columns_take_cells(struct column_reader *reader, int kind);

#endif

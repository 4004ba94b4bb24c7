/*
 * table_file_reading.h - one file of others' tables while it is read:
 * table_file_columns.c (what its columns are), table_file_read.c (its cells) and
 * table_file_hierarchy.c (groups of its values).  Private to table_file.
 */
#ifndef HORNBOOK_TABLES_TABLE_FILE_READING_H
#define HORNBOOK_TABLES_TABLE_FILE_READING_H

#include "formats/csv.h"
#include "tables/table_file_parts.h"

enum column_kind {
	COLUMN_CODES,
	COLUMN_COUNTS,
	COLUMN_PERCENT,
	COLUMN_IGNORED,
};

struct column {
	struct slice heading; /* in the arena */
	enum column_kind kind;
	bool counts_by_name;
	uint64_t numbers; /* and intervals in it */
	uint64_t figures; /* with symbols */
	uint64_t withheld;
	uint64_t others;  /* what is no figure */
	bool totals;      /* a word for the total stands in it */
	bool signs;       /* a % */
	size_t dimension; /* of codes */
	uint32_t code;    /* of a wide table's counts */
	uint32_t above;   /* of codes: what stood in the line above */
	size_t of;        /* of a percentage: the column of its count */
};

struct reading {
	struct table_files *files;
	uint32_t file;
	struct csv csv;
	struct column *columns;
	size_t count;
	bool wide;
	bool levels;       /* an empty code is the total */
	size_t across;     /* the dimension of a wide table's columns */
	size_t last;       /* the last dimension of codes */
	size_t percent_of; /* the dimension of percentages */
	size_t counts;     /* how many columns of counts */
};

static inline struct table_file_place
reading_place(const struct reading *reading, const struct csv_row *row,
	      size_t field)
{
	struct table_file_place place = {.file = reading->file};

	csv_place(&reading->csv, row, field, &place.line, &place.column);
	return place;
}

static inline struct slice reading_field(const struct csv_row *row,
					 size_t field)
{
	return field < row->count
		       ? slice_trim(csv_unguarded(row->fields[field]))
		       : SLICE("");
}

/* table_file_columns.c: reads the headings, looks over all rows, and says of each
 * column what it is; the csv is then at the first row again. */
int reading_columns(struct reading *reading, struct error *error);

/* Whether a row is a title, a note or empty. */
bool reading_is_outside(const struct reading *reading,
			const struct csv_row *row);

/* table_file_read.c: one more file by its name, of which `take` reads the rows;
 * errors name it. */
int files_add(struct table_files *files, struct slice name, struct slice bytes,
	      int (*take)(struct reading *reading, struct error *error),
	      struct error *error);

#endif

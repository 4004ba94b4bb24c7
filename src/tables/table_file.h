/*
 * table_file.h - tables that anybody published as CSV, read in order to attack
 * them.
 *
 * Two layouts are understood.  Long: columns of codes, a column of counts, and
 * perhaps one of percentages; our own CSV is such a file.  Wide: a first
 * column (or several) of codes, and a column of counts for each value of a
 * further dimension, which is named by the heading of the first.  "Total",
 * "All", "England" and the like, as a code or as a heading, stand for the
 * total.
 *
 * Several files are taken together: dimensions of the same name and values with
 * the same code are the same, and a dimension that a file does not have is
 * the total there.  Cells are what the files say; between them stand
 * equations: a total is the sum of its values, and the same cell in two files
 * is the same count.  Where the figures show that the values given are
 * not all (a table of all and one of boys), the rest is one more cell.
 */
#ifndef HORNBOOK_TABLES_TABLE_FILE_H
#define HORNBOOK_TABLES_TABLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "tables/attack.h"
#include "tables/relations.h"

struct arena;
struct error;

enum {
	TABLE_FILE_DIMENSIONS = 12,
	TABLE_FILE_CELLS = 1 << 23,
	TABLE_FILE_DEPTH = 32, /* of hierarchies */
};

struct table_file_options {
	struct slice counts;     /* heading of the column of counts; empty: by
				    name or by what stands in it */
	struct slice total;      /* one more word for the total; may be empty */
	struct slice percent_of; /* the dimension over whose total percentages
				    are reckoned; empty: the last */
	uint32_t rounded;        /* counts are rounded to this base; 0: not */
	uint32_t midpoint;       /* counts are rounded up to this base less its
				    half, zeros stay (midpoint 6); 0: not */
	bool zeros_hidden; /* some are withheld, though others are shown */
	uint32_t span;     /* to be left open in every withheld cell */
};

struct table_file_place {
	uint32_t file; /* in the order added, from 0 */
	uint32_t line, column;
};

enum table_file_kind {
	TABLE_CELL_SHOWN,
	TABLE_CELL_WITHHELD,
	TABLE_CELL_MISSING, /* not available, or not in any file */
	TABLE_CELL_REST,    /* in the total, but in none of the values given */
};

struct table_file_cell {
	struct table_file_place place; /* of a rest: its total's */
	enum table_file_kind kind;
	int64_t least, most;
	const uint32_t *codes; /* by dimension; 0: the total */
	uint32_t rest_of;      /* of a rest: the dimension */
};

struct table_file_dimension {
	struct slice name;
	struct slice *codes; /* [0] is the total */
	uint32_t *parents;
	uint32_t count;
};

struct table_files;

int table_files_make(struct table_files **out,
		     const struct table_file_options *options,
		     struct arena *arena, struct error *error);

/* Adds one file's bytes, which must outlive the tables.  Fails with ERROR_INPUT and the place of
 * what is wrong: no counts, an unknown symbol, a negative or fractional count,
 * a cell given twice. */
int table_files_add(struct table_files *files, struct slice name,
		    struct slice bytes, struct error *error);

/*
 * Adds a hierarchy: a CSV file with the columns code and parent, headed so, and
 * optionally a column dimension; without it, of the dimension that has these
 * codes.  Before or after the tables.  Fails with ERROR_INPUT.
 */
int table_files_add_hierarchy(struct table_files *files, struct slice name,
			      struct slice bytes, struct error *error);

/*
 * Makes relations of them, and ratios of percentages; in the arena.  Counts of
 * what is not shown are 0: attack with `unknown_counts`.  Fails with
 * ERROR_INPUT, with the place of a total that is not the sum of its parts, and
 * on codes of a hierarchy that contain each other.
 */
int table_files_relate(struct table_files *files, struct relations *relations,
		       const struct attack_ratio **ratios, size_t *ratio_count,
		       struct error *error);

/* The place of an equation that cannot hold (struct error's record, from 1). */
struct table_file_place table_files_equation(const struct table_files *files,
					     uint64_t record);

struct slice table_files_name(const struct table_files *files, uint32_t file);
size_t table_files_dimensions(const struct table_files *files);
const struct table_file_dimension *
table_files_dimension(const struct table_files *files, size_t dimension);
uint32_t table_files_cells(const struct table_files *files);
const struct table_file_cell *table_files_cell(const struct table_files *files,
					       uint32_t cell);

/* Whether zeros are shown and none withheld, so that what is withheld is at
 * least 1; and how many percentages were left out because they are of something
 * else. */
bool table_files_zeros(const struct table_files *files);
uint64_t table_files_percentages_left_out(const struct table_files *files);

#endif

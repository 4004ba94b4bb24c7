/*
 * table.h - counts of pupils by area, with small numbers withheld so that
 * nobody can work them out.
 *
 * One release at level "aggregate by AREA" is a set of linked tables: for each
 * dimension (a field), a two-way table of area by value, and all share the
 * same totals by area and the same overall total.  A cell below the threshold
 * is suppressed (primary); then further cells are (secondary), until no
 * suppressed cell of any table can be worked out, or bounded too tightly, from
 * everything that is published, given that counts are whole and not negative.
 * `table_attack` is that judge, separate from the suppressor.
 * (R-176; T1, T2, T4 and T5 of docs/requirements.md.)
 *
 * What is guaranteed: nobody can work out a suppressed cell from the set, and
 * every primary cell could, for all that a reader can tell, hold at least three
 * different counts.  A reader may know the profile: where it shows zeros, a
 * suppressed cell is known to be at least 1, and that is reckoned with.
 *
 * What is not: a profile that shows zeros shows that a whole area lacks a
 * value, and so also that a whole area has one (T4); choose one whose
 * zeros are not safe where that tells too much.  A reader who knows some of the
 * pupils counted, or the order in which this program prefers cells, may narrow
 * a count further; and sets published at other times or for other areas are
 * not compared (T3).
 */
#ifndef HORNBOOK_TABLES_TABLE_H
#define HORNBOOK_TABLES_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct error;

/* How small counts are treated; data with a source. */
struct table_profile {
	const char *name;   /* "default" */
	uint32_t threshold; /* counts from 1 to threshold-1 are suppressed */
	bool zeros_safe;    /* a 0 is always shown; else it is suppressed */
	const char *source; /* where the rule is from, to be published with it
			       (T5) */
};

extern const struct table_profile table_profiles[];
extern const size_t table_profile_count;
const struct table_profile *table_profile_find(struct slice name);

enum cell_state {
	CELL_SHOWN,
	CELL_PRIMARY,   /* suppressed: too small itself */
	CELL_SECONDARY, /* suppressed: would give another away */
};

struct cell {
	uint32_t count;
	enum cell_state state;
};

/* Areas down, one dimension's values across.  cells[row * columns + column];
 * row_totals and the grand total are shared by all tables of a set. */
struct table {
	struct slice name; /* the field */
	struct slice label;
	const struct slice *columns; /* codes */
	const struct slice *column_labels;
	size_t column_count;
	struct cell *cells;
	struct cell *column_totals;
};

struct table_set {
	struct slice area;        /* name of the area dimension */
	const struct slice *rows; /* area codes, in byte order */
	size_t row_count;
	struct cell *row_totals;
	struct cell total;
	struct table *tables;
	size_t table_count;
	const struct table_profile *profile;
};

/* Counts pupils one by one into a set. */
struct tabulation;

/* A tabulation by area `area` over `dimension_count` dimensions (field names
 * and labels); everything in `arena`. */
int tabulation_make(struct tabulation **out, struct slice area,
		    const struct slice *names, const struct slice *labels,
		    size_t dimension_count, struct arena *arena,
		    struct error *error);

/* One pupil: the area's code and a value for each dimension; an empty area or
 * value is counted as "unknown".  Copies what it keeps.  After a failure the
 * counts are not whole and the tabulation is of no more use. */
int tabulation_add(struct tabulation *tabulation, struct slice area,
		   const struct slice *values, struct error *error);

/* The most cells that a table may have: counts are laid out in full. */
enum { TABLE_LIMIT_CELLS = 1 << 24 };

/* The counts so far as a set with nothing suppressed; rows and columns in byte
 * order, "unknown" last.  The codes stand as labels of the columns until the
 * caller puts others there. */
int tabulation_finish(struct tabulation *tabulation,
		      const struct table_profile *profile,
		      struct table_set *set, struct error *error);

/*
 * Suppresses, primary then secondary, until table_attack finds nothing.  Says
 * nothing about cells that were suppressed before: it starts afresh.  Fails
 * with ERROR_REFUSED when the set is too large to be judged or cannot be shown
 * to be safe; it is then not to be published.
 */
int table_suppress(struct table_set *set, struct arena *arena,
		   struct error *error);

/*
 * A suppressed cell that is not safe, and what a reader can bound it to.
 *   a cell inside:   table, row, column
 *   a column total:  table, row_count, column
 *   a row total:     table_count, row, 0
 *   the total:       table_count, row_count, 0
 */
struct exposure {
	size_t table;
	size_t row;
	size_t column;
	uint32_t low, high;
};

/* The most suppressed cells that hang together, some of them not shown to be
 * safe a few areas at a time: about as many as the small areas of England give
 * in one dimension. */
enum { TABLE_LIMIT_UNKNOWNS = 200000 };

/*
 * What a reader of the published cells can work out: each suppressed cell
 * whose bounds leave one value only, and each primary one whose bounds leave
 * fewer than three, in `exposures` (in `arena`), tables first, then row totals.
 * Knows nothing of how the suppression was chosen.  A cell is called safe only
 * on proof: whole numbers that fit all that is published, and differ.  Fails
 * with ERROR_CORRUPT when the totals are not the sums of the cells, and with
 * ERROR_REFUSED beyond TABLE_LIMIT_UNKNOWNS.
 */
int table_attack(const struct table_set *set, struct exposure **exposures,
		 size_t *count, struct arena *arena, struct error *error);

/*
 * Adds the set as CSV (RFC 4180): a heading and a line for each cell with
 * columns table, area, value, label, pupils; 'c' for suppressed (GSS symbol);
 * totals have "total" as value or as area.  Text is guarded against formulas as
 * formats/csv.h does it.
 */
void table_write_csv(const struct table_set *set, struct builder *out);

/* Counts of all cells and of suppressed ones, totals included and each once
 * however many tables show it; for the manifest. */
void table_counts(const struct table_set *set, uint64_t *cells,
		  uint64_t *primary, uint64_t *secondary);

#endif

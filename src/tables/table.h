/*
 * table.h - counts of pupils by area, with small numbers withheld so that
 * nobody can work them out.
 *
 * One release at level "aggregate by AREA" is a set of linked tables: for each
 * dimension (a field), a two-way table of area by value, and all share the
 * same totals by area and the same overall total.  A cell below the threshold
 * is suppressed (primary); then further cells are (secondary), until no
 * suppressed cell of any table can be worked out, or bounded to a single
 * value, from everything that is published, given that counts are whole and
 * not negative.  `table_attack` is that judge, separate from the suppressor.
 * (R-176; law.md 2.14 obligations 1, 2, 4, 5.)
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
	bool zeros_safe;    /* a 0 may be shown */
	const char *source; /* where the rule is from */
};

extern const struct table_profile table_profiles[];
extern const size_t table_profile_count;
const struct table_profile *table_profile_find(struct slice name);

enum cell_state {
	CELL_SHOWN,
	CELL_PRIMARY,	/* suppressed: too small itself */
	CELL_SECONDARY, /* suppressed: would give another away */
};

struct cell {
	uint32_t count;
	enum cell_state state;
};

/* Areas down, one dimension's values across.  cells[row * columns + column];
 * row_totals and the grand total are shared by all tables of a set. */
struct table {
	struct slice name;  /* the field */
	struct slice label;
	const struct slice *columns;	   /* codes */
	const struct slice *column_labels;
	size_t column_count;
	struct cell *cells;
	struct cell *column_totals;
};

struct table_set {
	struct slice area; /* name of the area dimension */
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
 * value is counted as "unknown". */
int tabulation_add(struct tabulation *tabulation, struct slice area,
		   const struct slice *values, struct error *error);

/* The counts so far as a set with nothing suppressed; rows and columns in byte
 * order, "unknown" last. */
int tabulation_finish(struct tabulation *tabulation,
		      const struct table_profile *profile,
		      struct table_set *set, struct error *error);

/* Suppresses, primary then secondary, until table_attack finds nothing. */
int table_suppress(struct table_set *set, struct arena *arena,
		   struct error *error);

struct exposure {
	size_t table; /* table_count: a row total or the total */
	size_t row;   /* row_count: a column total */
	size_t column; /* column_count: a row total */
	uint32_t low, high; /* what a reader can bound it to */
};

/*
 * What a reader of the published cells can work out: each suppressed cell
 * whose bounds leave one value only, in `exposures` (in `arena`).  Knows
 * nothing of how the suppression was chosen.
 */
int table_attack(const struct table_set *set, struct exposure **exposures,
		 size_t *count, struct arena *arena, struct error *error);

/*
 * Adds the set as CSV (RFC 4180): a block with columns table, area, value,
 * label, pupils; 'c' for suppressed (GSS symbol), with totals as value
 * "total".
 */
void table_write_csv(const struct table_set *set, struct builder *out);

/* Counts of suppressed cells, for the manifest. */
void table_counts(const struct table_set *set, uint64_t *cells,
		  uint64_t *primary, uint64_t *secondary);

#endif

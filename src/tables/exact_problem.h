/*
 * exact_problem.h - what the exact suppressor works on.
 *
 * Only cells that a reader can be in doubt about are left: columns.  Cells
 * that stay published, that everybody knows, or that an equation gives away
 * whatever is suppressed are gone.  All amounts are deviations from the truth.
 */
#ifndef HORNBOOK_TABLES_EXACT_PROBLEM_H
#define HORNBOOK_TABLES_EXACT_PROBLEM_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct relations;

enum demand_kind {
	DEMAND_ABOVE, /* a reader has to think `amount` more possible */
	DEMAND_BELOW, /* `amount` less */
	DEMAND_SPAN,  /* `amount` between the least and the most */
};

struct demand {
	uint32_t column;
	enum demand_kind kind;
	double amount; /* > 0 */
};

struct problem {
	uint32_t column_count;
	uint32_t *cells; /* of each column, ascending */
	double *up;      /* how much more it can be; INFINITY: no limit */
	double *down;    /* how much less */
	double *costs;
	bool *given; /* suppressed whatever is chosen */

	/* Equations among columns, by row and by column. */
	uint32_t row_count, term_count;
	int *row_starts, *row_columns;
	double *row_weights;
	int *column_starts, *column_rows;
	double *column_weights;

	struct demand *demands; /* the largest amounts first */
	uint32_t demand_count;
};

/* Fails as exact_suppress does. */
int problem_make(struct problem *problem, const struct relations *relations,
		 struct arena *arena, struct error *error);

/* The refusal that names the cell of a column. */
int problem_refuse(const struct problem *problem, uint32_t column,
		   struct error *error);

#endif

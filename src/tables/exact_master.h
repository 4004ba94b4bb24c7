/*
 * exact_master.h - the choice of what to suppress, as a linear program.
 *
 * A variable between 0 and 1 for each column that is not given, and a row for
 * each cut: an inequality that every good choice fulfils.  Lower bounds are
 * computed anew from the solver's duals, so that none rests on its rounding.
 */
#ifndef HORNBOOK_TABLES_EXACT_MASTER_H
#define HORNBOOK_TABLES_EXACT_MASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tables/clp.h"
#include "tables/exact_problem.h"

struct arena;
struct error;

/* Coefficients times choices are at least `least`. */
struct cut {
	int *choices;
	double *coefficients;
	int count;
	double least;
};

struct master {
	const struct problem *problem;
	Clp_Simplex *model;
	uint32_t choice_count;
	uint32_t *columns; /* of each choice */
	int *choices;      /* by column; -1: given */
	double *costs;     /* by choice, divided by unit */
	double unit;       /* so that the solver sees nothing enormous */
	double given_cost; /* of all given columns, not divided */

	double *low, *high; /* by choice: what the node at hand allows */
	double *solution;   /* by choice */
	double *suppressed; /* by column, the same with the given */
	double *reduced;    /* by choice: what 1 more costs */
	double bound;       /* of the node at hand, with the given */

	/* Rows, for bounds and so that none is added twice. */
	int row_count;
	size_t row_capacity, term_capacity;
	int *starts, *terms;
	double *coefficients, *least;
	uint16_t *idle; /* by row: how often it did not bind, in turn */
	uint32_t cuts;  /* ever added */
};

enum master_state {
	MASTER_SOLVED,
	MASTER_IMPOSSIBLE,
	MASTER_LOST, /* the solver gave up: the old bound stands */
};

int master_make(struct master *master, const struct problem *problem,
		struct arena *arena, struct error *error);
void master_release(struct master *master);

/* Adds a row; one that is there already changes nothing and gives 1. */
int master_add(struct master *master, const struct cut *cut,
	       struct error *error);

/* Solves within low and high; fills solution, suppressed, reduced, bound. */
enum master_state master_solve(struct master *master);

/* The bound that a choice held at `value` gives, after at most `steps` steps
 * of the solver; everything is left as it was. */
double master_try(struct master *master, uint32_t choice, double value,
		  int steps, uint8_t *basis);

/* Drops rows that have not bound for long. */
void master_prune(struct master *master);

#endif

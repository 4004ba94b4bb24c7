/*
 * exact_cut.h - inequalities that every good choice fulfils and a trial choice
 * does not (Fischetti and Salazar-Gonzalez 2000, section 4).
 *
 * capacity: what holds a cell back must be suppressed enough for its demand;
 * cover: of the terms of a capacity inequality not all but the least can be
 * left out; bridge: a cell that an equation gives away need not be suppressed,
 * so one that is has a suppressed cell beside it in every sum of equations.
 */
#ifndef HORNBOOK_TABLES_EXACT_CUT_H
#define HORNBOOK_TABLES_EXACT_CUT_H

#include <stdbool.h>
#include <stdint.h>

#include "tables/exact_attack.h"
#include "tables/exact_master.h"

struct arena;
struct error;

struct cutter {
	struct master *master;
	struct attacker *attacker;
	bool *settled;        /* by demand: the given columns satisfy it */
	double *coefficients; /* by column */
	double *nearly;       /* by column: the trial choice, a little more */
	bool *taken;          /* by term of a cut */
	struct cut cut;       /* room for one, and for another made of it */
	struct cut other;
};

/* Fails also, as exact_suppress does, when a demand cannot be satisfied. */
int cutter_make(struct cutter *cutter, struct master *master,
		struct attacker *attacker, struct arena *arena,
		struct error *error);

/*
 * Adds cuts that the master's solution violates, and gives their number in
 * `*added`; `*good` is set when the solution satisfies all demands.  `bridges`
 * also looks for bridges.
 */
int cutter_separate(struct cutter *cutter, bool bridges, uint32_t *added,
		    bool *good, struct error *error);

#endif

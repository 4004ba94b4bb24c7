/*
 * exact_attack.h - how far a reader must doubt, and why not further.
 *
 * An attack is a linear program: how far can a cell move when every column
 * moves within its room times how far it is suppressed (0 to 1, given by
 * column), and all equations hold?  Everything is measured in the demand's
 * amount, so an answer of 1 satisfies it.
 *
 * When the answer is less than 1, the program's dual says why: coefficients
 * such that every choice that satisfies the demand has
 *     sum of coefficient times suppressed >= 1.
 */
#ifndef HORNBOOK_TABLES_EXACT_ATTACK_H
#define HORNBOOK_TABLES_EXACT_ATTACK_H

#include <stdbool.h>
#include <stdint.h>

#include "tables/clp.h"
#include "tables/exact_problem.h"

struct arena;
struct error;

struct attacker {
	const struct problem *problem;
	Clp_Simplex *moves; /* a column each: how far it moves */
	Clp_Simplex *paths; /* two columns each: up and down, at a price */
	double *low, *high; /* by column, for the program at hand */
	double *weights;    /* by column */
	uint64_t attacks;
	uint64_t limit;
};

/* What a column may move by, in amounts. */
enum attack_room {
	/* At most 1: enough where no equations are linked across three or
	 * more dimensions, and makes inequalities without large coefficients. */
	ATTACK_SHORT,
	/* All there is. */
	ATTACK_WHOLE,
};

/* `attacker`, zeroed, is to be released also after failure. */
int attacker_make(struct attacker *attacker, const struct problem *problem,
		  struct arena *arena, struct error *error);
void attacker_release(struct attacker *attacker);

/* Whether the programs that were allowed are used up. */
bool attacker_tired(const struct attacker *attacker);

/*
 * How much of the demand is satisfied, 0 to 1.  `coefficients`, if not NULL,
 * are filled with the reason, INFINITY among them; `flow`, if not NULL, with
 * a 1 for each column that moves.  Gives -1 when the solver is lost.
 */
double attacker_reach(struct attacker *attacker, const struct demand *demand,
		      const double *suppressed, enum attack_room room,
		      double *coefficients, bool *flow);

/* How far `column` can move, up to 1, if each column j moves by suppressed[j]
 * at most; fills the coefficients of those that hold it. */
double attacker_bridge(struct attacker *attacker, uint32_t column,
		       const double *suppressed, double *coefficients);

/* Marks in `flow` the columns of the cheapest way to satisfy the demand when a
 * column costs prices[j] when it moves through its room.  -1 when there is no
 * way. */
int attacker_cheapest(struct attacker *attacker, const struct demand *demand,
		      const double *prices, bool *flow);

#endif

/*
 * exact_find.h - good choices, found from trial choices that are not yet.
 *
 * Each demand in turn takes the cheapest way through what is not yet
 * suppressed, prices being lower where the trial choice suppresses in part;
 * then what turned out needless is published again.
 */
#ifndef HORNBOOK_TABLES_EXACT_FIND_H
#define HORNBOOK_TABLES_EXACT_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "tables/exact_attack.h"

struct arena;
struct error;

struct finder {
	const struct problem *problem;
	struct attacker *attacker;
	const bool *settled; /* demands that need nothing */
	bool *chosen;        /* by column: the choice at hand */
	double *suppressed;  /* the same as numbers */
	double *prices;
	uint32_t *order;  /* columns, the dearest first */
	bool **flows;     /* by demand: columns that it moves through */
	bool **spare;     /* others, while trying */
	bool *best;       /* by column */
	double best_cost; /* of all suppressed; INFINITY: none found */
};

int finder_make(struct finder *finder, const struct problem *problem,
		struct attacker *attacker, const bool *settled,
		struct arena *arena, struct error *error);

/* Completes a trial choice (by column, 0 to 1) and keeps it if it is better
 * than the best so far. */
void finder_complete(struct finder *finder, const double *trial,
		     bool backwards);

/* Keeps a choice if it is good, once what is needless in it is dropped. */
void finder_offer(struct finder *finder, const bool *chosen);

#endif

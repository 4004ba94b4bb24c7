/*
 * spread.h - how the values of a sensitive column are spread: over all rows, and
 * over the rows of one class.
 *
 * A class is looked at by the values that stand in it; what does not stand in it
 * is reckoned with from sums over all rows, so that a class costs what it has
 * values, not what the column has.
 */
#ifndef HORNBOOK_ANONYMITY_SPREAD_H
#define HORNBOOK_ANONYMITY_SPREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anonymity/ladder.h"
#include "anonymity/model.h"

struct arena;
struct column;
struct error;

/* Of all rows. */
struct spread {
	const struct column *column;
	enum ladder_distance distance;
	uint32_t rank_count;
	double *shares;                /* by value, of all rows */
	double *rank_sums;             /* by rank: share of it and all before */
	double *rank_areas;            /* by rank: sum of rank_sums before it */
	double *groups[LADDER_LEVELS]; /* by level and group: share */
	struct {
		double *here, *above;
	} scratch[LADDER_LEVELS]; /* by level and group: of the class in hand,
				     and what its children have too many of */
};

/* Of one class: the values in it, each once, and how many rows have each. */
struct spread_class {
	uint32_t *values;
	uint64_t *counts;
	size_t count;
	uint64_t rows;
};

/* From how many rows each value has. */
int spread_make(struct spread *spread, const struct column *column,
		const uint64_t *counts, struct arena *arena,
		struct error *error);

/* e to the entropy. */
double spread_entropy(const struct spread_class *class);

/* The most frequent, divided by the l-th and all rarer ones together; INFINITY
 * where there are fewer than l. Sorts the class, most frequent first. */
double spread_recursive(struct spread_class *class, uint32_t l);

/* The earth mover's distance between the class and all rows, 0 to 1. */
double spread_closeness(struct spread *spread,
			const struct spread_class *class);

/* Whether a class has what the model wants of a sensitive column. */
bool spread_fulfils(struct spread *spread, struct spread_class *class,
		    const struct anonymity_model *model);

#endif

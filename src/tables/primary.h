/*
 * primary.h - which cells would tell too much themselves, and what suppressing
 * them has to leave open (primary suppression).
 *
 * Each function looks at cells `first` up to `first + count` of relations and
 * adds to what is marked already; a cell stays as protected as the strictest
 * rule asks.  Cells that are CELL_HIDDEN stay so and get the same protection.
 */
#ifndef HORNBOOK_TABLES_PRIMARY_H
#define HORNBOOK_TABLES_PRIMARY_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct relations;

struct primary_small {
	uint32_t highest; /* counts from 1 to this are risky */
	uint32_t span;    /* of a risky cell; 2: three counts have to fit */
	bool zeros_shown; /* else a zero is risky too */
};

/*
 * Small counts.  Where zeros are shown, they are CELL_OPEN, and every other
 * cell is known to be at least 1, since a reader knows that a 0 is never
 * suppressed.  Fails with ERROR_INPUT on a count below 0 (record: the cell,
 * from 1).
 */
int primary_mark_small(struct relations *relations, uint32_t first,
		       uint32_t count, const struct primary_small *rule,
		       struct error *error);

/*
 * A group that is all in one category (0% and 100%): where one part of a total
 * is all of it, that part becomes risky, and must be possible to be less; to
 * make that so, the zeros beside it may be suppressed although zeros are shown
 * elsewhere, and may be 0 for all that a reader knows.  Totals of one part only
 * and totals above `largest` are left alone (0: none is).  Call it after
 * primary_mark_small.
 */
void primary_mark_whole_groups(struct relations *relations, uint32_t first,
			       uint32_t count, int64_t largest);

/* Who a sum (of sessions, minutes, money) comes from. */
struct primary_contributors {
	int64_t largest, second; /* of the contributions */
	int64_t largest_sum;     /* of the `dominating` largest together */
	uint32_t count;
};

struct primary_magnitude {
	uint32_t fewest;     /* risky below so many contributors */
	uint32_t dominating; /* with dominance: so many must not hold... */
	uint32_t dominance;  /* ...more than this percentage; 0: no such rule */
	uint32_t p;          /* percentage to which the second may not know the
				largest; 0: no such rule */
};

/* Sums; `contributors[i]` are those of cell `first + i`.  A risky cell must be
 * open by what the rule asks below and above. */
void primary_mark_magnitudes(struct relations *relations, uint32_t first,
			     uint32_t count,
			     const struct primary_contributors *contributors,
			     const struct primary_magnitude *rule);

#endif

/*
 * round.h - controlled rounding: multiples of a base that still add up.
 *
 * Each count becomes a multiple of the base such that every total is the sum
 * of its rounded parts, in all linked tables at once, and a count that is a
 * multiple already stays (zero-restricted: Cox, Journal of the American
 * Statistical Association 82, 1987; Salazar-Gonzalez, Operations Research 53,
 * 2005).  Tables of two dimensions, hierarchies among rows or among columns
 * included, can always be rounded to one of the two neighbouring multiples.
 * From three dimensions on that may be impossible; then as few counts as can
 * be go one step further, and the report says how many.
 *
 * Rounding each count for itself is profile_rounded (profile.h): that does not
 * add up.  A reader learns of a rounded count that the truth is less than a
 * base away; what follows for other counts is for the attacker to find out.
 */
#ifndef HORNBOOK_TABLES_ROUND_H
#define HORNBOOK_TABLES_ROUND_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct relations;

enum {
	ROUND_LIMIT_BASE = 1 << 20,
	ROUND_LIMIT_CELLS = 1 << 18,
};

struct round_options {
	int64_t base; /* 2 to ROUND_LIMIT_BASE; 3, 5 and 10 are usual */

	/*
	 * 0: as near to the counts as can be, all in all.  Whoever knows that
	 * can tell a little more of a count than that it is less than a base
	 * away.  Else up or down is drawn, so that on average each count stays
	 * what it is where the neighbours suffice; another seed draws anew.
	 */
	uint64_t seed;

	uint32_t programs; /* linear ones at most; 0: as many as usual */
};

struct round_report {
	int64_t distance; /* between shown and true counts, added up */
	uint64_t beyond;  /* counts that went beyond both neighbours */
	int64_t farthest; /* how far the farthest is from its count */
	bool proven;      /* no rounding is nearer, all in all (seed 0) */
};

/*
 * Fills `shown` by cell.  Cells that are CELL_HIDDEN are never published and
 * hold nothing back; they are filled as well.  Fails with ERROR_INPUT (base out
 * of range, too many cells), with ERROR_REFUSED when no rounding was found
 * within the programs allowed, with ERROR_MEMORY.
 */
int round_controlled(const struct relations *relations,
		     const struct round_options *options, int64_t *shown,
		     struct round_report *report, struct error *error);

#endif

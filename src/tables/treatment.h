/*
 * treatment.h - tables made fit to be published: all that a profile asks, done,
 * and judged by the attacker.
 *
 * Tables that are published together are treated together: they are linked by
 * the dimensions that they share (the same classification, by its address), so
 * that what one hides is not worked out from another.  The steps are primary
 * suppression (primary.h), secondary (protect.h), the attack (attack.h) and
 * rounding.  What the attacker can open is not given out: then it fails.
 */
#ifndef HORNBOOK_TABLES_TREATMENT_H
#define HORNBOOK_TABLES_TREATMENT_H

#include <stdint.h>

#include "tables/relations.h"

struct arena;
struct cube;
struct error;
struct magnitudes;
struct profile;

struct treatment_table {
	const struct cube *cube;             /* true counts, totals included */
	const struct magnitudes *magnitudes; /* NULL: no sums or means of it
						will be published */
	/* By cell of the cube: to be hidden whatever its count, as with what else
	 * was published it would tell too much; NULL: none. */
	const uint8_t *withheld;
	/* Of each person the cell of leaves, in one order for all tables: cells
	 * that the same people stand in are then linked too.  NULL: not known. */
	const uint32_t *persons;
	size_t person_count;
	uint32_t first; /* filled: its first cell among the relations' */
};

struct treatment {
	const struct profile *profile;
	struct relations relations; /* with marks */
	int64_t *shown; /* by cell: the count as it is published; 0 where it is
			   not */
	uint64_t cells; /* in all, each once however many tables show it */
	uint64_t small, helpers; /* of them, suppressed for themselves, and so
				    that those cannot be worked out */
	int64_t small_counts, helper_counts; /* what is counted in them */
	int64_t bound;     /* no choice loses less than this; 0: not known */
	uint64_t attacked; /* cells that the attacker could not open */
};

/*
 * Treats `tables`; fills their `first`.  All in `arena`, which must outlive the
 * treatment.  Fails with ERROR_REFUSED when it cannot be shown to be safe, and
 * with ERROR_INPUT on negative counts.
 */
int treat(struct treatment *treatment, struct treatment_table *tables,
	  size_t count, const struct profile *profile, unsigned int threads,
	  struct arena *arena, struct error *error);

#endif

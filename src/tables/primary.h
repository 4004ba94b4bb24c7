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
struct magnitudes;
struct profile;
struct relations;

/*
 * Counts that are too small for the profile.  Where it shows zeros, they are
 * CELL_OPEN, and every other cell that can be suppressed is known to be at
 * least 1, since a reader knows that a 0 is never suppressed.  Fails with
 * ERROR_INPUT on a count below 0 (record: the cell, from 1).
 */
int primary_mark_counts(struct relations *relations, uint32_t first,
			uint32_t count, const struct profile *profile,
			struct error *error);

/*
 * Groups that are all in one category, when the profile hides that: where one
 * part of a total is all of it, that part becomes risky and has to be able to
 * be less.  To make that possible the zeros beside it may be suppressed,
 * although zeros are shown elsewhere, and may be 0 for all that a reader knows.
 * Totals of one part tell nothing and are left alone.  Call it after
 * primary_mark_counts.
 */
void primary_mark_whole_groups(struct relations *relations, uint32_t first,
			       uint32_t count, const struct profile *profile);

/*
 * Sums of what pupils have (sessions, minutes), cell `first + i` the sum of
 * `magnitudes`' cell i: risky when of too few, or when one or two make up so
 * much of it that they can be estimated.  What the rule says must not be known
 * is kept open below and above.
 */
void primary_mark_sums(struct relations *relations, uint32_t first,
		       uint32_t count, const struct magnitudes *magnitudes,
		       const struct profile *profile);

#endif

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
 * least 1, since a reader knows that a 0 is never suppressed.  Where it hides
 * them if needed they are left CELL_FREE, but for those of empty lines, and what
 * is suppressed may be 0.  Fails with ERROR_INPUT on a count below 0 (record: the cell, from 1).
 */
int primary_mark_counts(struct relations *relations, uint32_t first,
			uint32_t count, const struct profile *profile,
			struct error *error);

/*
 * Groups that are all in one category, when the profile hides that: where one
 * part of a total is all of it, that part becomes risky.  To hide it the zeros
 * beside it may be suppressed, although zeros are shown elsewhere, and may be 0
 * for all that a reader knows.  Totals of one part tell nothing and are left
 * alone.  Call it after primary_mark_counts.
 */
void primary_mark_whole_groups(struct relations *relations, uint32_t first,
			       uint32_t count, const struct profile *profile);

/*
 * That a part is all of its total may be known when neither count is.  So for
 * each such total one more cell is added, which nobody publishes: what lies in
 * the other parts.  Call it before relations_finish and before tables are
 * linked, and give `*first`, the number of the first such cell, to
 * primary_mark_rests afterwards: each has to be more than 0 for all that a
 * reader knows.  Not needed where zeros are hidden themselves.  Fails with
 * ERROR_MEMORY.
 */
int primary_add_rests(struct relations *relations, uint32_t *first,
		      struct error *error);
void primary_mark_rests(struct relations *relations, uint32_t first);

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

/*
 * count_doubt.h - what in somebody's table is perhaps not what it looks like.
 *
 * A total that is taken for one more value is counted twice, and nobody reckons
 * with what it tells of the others; a column of counts that is taken for values
 * shows the counts as headings.  What is in doubt is asked about, not guessed.
 */
#ifndef HORNBOOK_TABLES_COUNT_DOUBT_H
#define HORNBOOK_TABLES_COUNT_DOUBT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct cube;

/* Whether `codes` are all numbers though `heading` is none of those under which
 * values are numbers (years, ages, schools, decile bands). */
bool count_doubt_numbers(struct slice heading, const struct slice *codes,
			 size_t count);

/* A value that is the sum of its neighbours wherever it is counted, of which
 * there are at least two. */
struct count_doubt {
	struct slice dimension;
	struct slice code;
};

/* Finds the first such value; `cube` has its totals.  One pass over the cells
 * for each value whose own total is half of its group's: at most one a group
 * and dimension. */
bool count_doubt_total(const struct cube *cube, struct count_doubt *doubt);

#endif

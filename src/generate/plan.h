/*
 * plan.h - where plans of schools come from: a file, or how many pupils there are
 * to be.
 *
 * A plan file is CSV with a header line; columns in any order:
 *
 *     laestab     authority and establishment, seven digits
 *     setting     the dictionary's: primary, academy-secondary, special ...
 *     pupils      on roll
 *     name  urn  first-year  last-year  area  pct-area     may be left out
 *     lsoas       areas where its pupils live, with spaces between; likewise
 *
 * population.h says what each means and what stands where one is empty.
 */
#ifndef HORNBOOK_GENERATE_PLAN_H
#define HORNBOOK_GENERATE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "generate/population.h"

struct arena;
struct dictionary;
struct error;

enum { PLAN_FILE_BYTES = 16 << 20 };

/* Reads a plan file into `arena`; `name` is for messages.  The seed is left as it
 * is.  ERROR_INPUT with the place of what is wrong. */
int plan_read(struct place_plan *plan, struct slice bytes, struct slice name,
	      struct arena *arena, struct error *error);

/*
 * A plan of so many pupils: schools of all types as an English district has them,
 * or of the types asked for, in the authorities asked for (three-digit numbers;
 * none: Kent, Northamptonshire, Wakefield and Staffordshire, and all of England
 * for a plan too large for these).  ERROR_INPUT for a type or an authority that
 * the dictionary does not have.
 */
struct plan_wish {
	uint64_t pupils;
	const char *const *settings;
	size_t setting_count;
	const char *const *authorities;
	size_t authority_count;
};

int plan_usual(struct place_plan *plan, const struct plan_wish *wish,
	       const struct dictionary *dictionary, struct arena *arena,
	       struct error *error);

#endif

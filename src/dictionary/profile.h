/*
 * profile.h - how counts are treated before a table of them is published.
 *
 * A profile is data: the statement `profile` of a dictionary, with its source,
 * or of a controller's own notice.  It says which counts are too small to be
 * shown, what becomes of zeros, how counts are rounded and what percentages
 * and means are made from.  It does not say how small counts are hidden: that
 * is for tables, which also owe more than any profile asks (secondary
 * suppression, judged by an attacker).
 *
 * This file is plain: no dictionary is needed to use a profile, and
 * tables/profile.h has what tables do with one.
 */
#ifndef HORNBOOK_DICTIONARY_PROFILE_H
#define HORNBOOK_DICTIONARY_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "language/source.h"

enum profile_rounding {
	ROUNDING_NONE,
	/* Each count by itself to the nearest multiple, halves up; totals are
	 * summed first and then rounded, so they need not add up (NCMP). */
	ROUNDING_NEAREST,
	/* 0 stays; any other to the middle of the `base` counts it is among:
	 * by 6, 1 to 6 become 3 and 7 to 12 become 9 (OpenSAFELY). */
	ROUNDING_MIDPOINT,
	/* Each to a neighbouring multiple, multiples to themselves, chosen so
	 * that all totals still add up. */
	ROUNDING_CONTROLLED,
};

enum profile_percentages {
	PERCENTAGES_FROM_COUNTS,
	PERCENTAGES_FROM_ROUNDED, /* of numerator and denominator as shown */
	PERCENTAGES_NONE,
};

/* GSS symbols unless the profile has others; never empty. */
struct profile_symbols {
	struct slice suppressed;     /* "c" */
	struct slice low;            /* "low": rounds to 0 and is not */
	struct slice not_applicable; /* "z" */
	struct slice unavailable;    /* "x" */
	struct slice unreliable;     /* "u" */
};

struct builder;
struct findings;
struct json;
struct statement;

struct profile {
	struct slice name, label;
	struct slice source; /* where the rules are from; is published with
				  every table */
	struct range range;  /* the statement's first line; source NULL: of
				  none */
	int32_t from, to;    /* when it is used; inclusive; DATE_NONE: open */
	bool unconfirmed;    /* dates not checked against a source */
	struct slice then;   /* the profile that took its place; may be empty */

	/* Counts from `low` to `high` are suppressed; both 0: none.  `low` is
	 * 1 or more: zeros have a rule of their own. */
	uint32_t low, high;
	/* How many different counts each suppressed one has to be able to be,
	 * for all that a reader can work out; at least 2. */
	uint32_t interval;
	/* Zeros tell that nobody of a group is so: a zero is suppressed as a
	 * small count is.  Else zeros are shown. */
	bool zeros_hidden;
	/* Zeros are shown, unless one is needed to hide another count: so what
	 * is not shown may be 0.  Never together with `zeros_hidden`. */
	bool zeros_needed;
	/* A count that is everybody of its group tells of each of them; it is
	 * suppressed (class disclosure). */
	bool whole_hidden;

	enum profile_rounding rounding;
	uint32_t base; /* of rounding; 1 where there is none */

	enum profile_percentages percentages;
	uint32_t decimals; /* of a percentage whose denominator is at least
			      `decimals_from`; none below */
	uint32_t decimals_from;
	/* Percentages whose numerator or denominator lies in here are
	 * suppressed; both 0: as counts are. */
	uint32_t percent_low, percent_high;

	/* Nothing is said of a group (a line of a table) of fewer, and one
	 * percentage at most, with the reason, of fewer than `cohort_one`;
	 * 0: no such rule. */
	uint32_t cohort, cohort_one;

	/* For sums, means and models.  0: no such rule. */
	uint32_t records;           /* a mean or sum is of at least so many */
	uint32_t degrees;           /* residual degrees of freedom */
	uint32_t dominance_count;   /* the so many largest contributors ... */
	uint32_t dominance_percent; /* ... have no more than this of the sum */
	uint32_t estimate_percent;  /* p%: nobody can estimate the largest
					contribution within this */

	struct profile_symbols symbols;
};

/*
 * Whether whoever follows `a` keeps all that `b` asks: `a` suppresses what `b`
 * does, rounds as `b` does or coarser in the same way, and so on for each rule.
 * Two profiles can be neither.  One that rounds so that counts add up shows small
 * ones as multiples: it keeps none that suppresses and does not.  Names, sources,
 * dates and symbols do not count.
 */
bool profile_keeps(const struct profile *a, const struct profile *b);

/* What a `profile` statement says, and what it leaves out as it is then.  Points
 * into the statement's source.  What cannot be so is a finding. */
void profile_read(struct profile *profile, const struct statement *statement,
		  struct findings *findings);

/* "ncmp: counts from 1 to 7 not shown; zeros shown; rounded to the nearest 5",
 * for officers. */
void profile_tell(const struct profile *profile, struct builder *out);

/* An object with the rules that bear on counts and sums, and the source. */
void profile_json(const struct profile *profile, struct json *json);

/* A copy that outlives the source: in `arena`, and of no place in a text.  Fails
 * only without memory. */
struct arena;
struct error;
int profile_copy(struct profile *out, const struct profile *profile,
		 struct arena *arena, struct error *error);

/* Whether it is used on a date, as far as is known. */
bool profile_in_use(const struct profile *profile, int32_t date);

#endif

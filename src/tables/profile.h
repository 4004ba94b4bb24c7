/*
 * profile.h - what a profile means for a count.
 *
 * Profiles are data of the dictionary (dictionary/profile.h); a table that is
 * made without one, as of somebody else's file, is treated by
 * `profile_default`.
 */
#ifndef HORNBOOK_TABLES_PROFILE_H
#define HORNBOOK_TABLES_PROFILE_H

#include "dictionary/profile.h"

/* 1 to 9 suppressed, zeros if needed, not rounded; the symbols of the GSS. */
extern const struct profile profile_default;

/* Whether a count is too small to be shown for itself (primary).  Of a zero:
 * whether the profile hides zeros. */
bool profile_is_small(const struct profile *profile, int64_t count);

/* A count as it is shown.  With ROUNDING_CONTROLLED that depends on the table:
 * this is then the lower of the two multiples it may become.  A negative count
 * is rounded as its opposite is. */
int64_t profile_rounded(const struct profile *profile, int64_t count);

/* The least and the greatest count that are shown as `shown`; with
 * ROUNDING_CONTROLLED both neighbours' sides are in it. */
void profile_rounded_from(const struct profile *profile, int64_t shown,
			  int64_t *least, int64_t *most);

/* What a reader knows of a count that is shown: how it was rounded, that a
 * smaller one would be suppressed, and that what rounds to 0 and is not 0 is
 * told apart from 0. */
void profile_known(const struct profile *profile, int64_t count, int64_t *least,
		   int64_t *most);

/* The decimals of a percentage over this denominator. */
uint32_t profile_decimals(const struct profile *profile, int64_t denominator);

#endif

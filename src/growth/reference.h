/*
 * reference.h - a growth reference: how a measure of children is spread at each
 * age, for each sex, as the three curves L, M and S (Cole 1990; Cole and Green
 * 1992): the power that takes away skewness, the median, and the coefficient of
 * variation.
 *
 * Hornbook ships no reference: the values of the British 1990 one (Cole, Freeman
 * and Preece 1995) are licensed by those who hold them, and are read at run time
 * from a CSV file that the user supplies:
 *
 *     sex           male or female
 *     age_months    whole months of age; each sex has one row for each month,
 *                   from the same first to the same last, without a gap
 *     decimal_age   the same in years; may be left out
 *     L  M  S       M and S above 0
 *
 * Between months the curves are interpolated by the cubic through the two months
 * on either side, and by a straight line in the first and the last month, as the
 * Royal College of Paediatrics and Child Health's reference implementation does
 * (rcpchgrowth).  Ages are whole days, a year being 365.25 of them, so all that can
 * be asked is worked out once, when the file is read.
 */
#ifndef HORNBOOK_GROWTH_REFERENCE_H
#define HORNBOOK_GROWTH_REFERENCE_H

#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;

enum {
	GROWTH_REFERENCE_BYTES = 1 << 20, /* the largest file that is read */
	GROWTH_MONTHS_LIMIT = 25 * 12,    /* the oldest age in one */
	GROWTH_MONTHS_LEAST = 4,          /* the fewest rows of a sex */
};

enum growth_sex {
	GROWTH_MALE,
	GROWTH_FEMALE,
	GROWTH_SEX_UNKNOWN, /* also how many are known */
};

struct growth_lms {
	double l, m, s;
};

struct growth_reference {
	int32_t first_day, last_day; /* of age; both inclusive */
	int first_month, last_month;
	/* By age in days from first_day. */
	const struct growth_lms *days[GROWTH_SEX_UNKNOWN];
	uint8_t hash[32]; /* SHA-256 of the file */
};

/*
 * Reads a reference from the file's bytes; `name` is for messages.  It lives in
 * `arena`.  ERROR_INPUT with line and column for a file that is not as above.
 */
int growth_reference_read(struct growth_reference *reference,
			  struct slice bytes, struct slice name,
			  struct arena *arena, struct error *error);

/* The same from a file. */
int growth_reference_load(struct growth_reference *reference, const char *path,
			  struct arena *arena, struct error *error);

#endif

/*
 * shares.h - how the nation's pupils are spread: tables of shares, each after a
 * publication that its comment names.
 *
 * A table of shares is in ten-thousandths and adds up to 10,000.  A rate changes
 * over the years: between two years of its table it is on the straight line
 * between them, before the first and after the last as there.
 */
#ifndef HORNBOOK_GENERATE_SHARES_H
#define HORNBOOK_GENERATE_SHARES_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "generate/lots.h"

enum { SHARES_WHOLE = 10000 };

struct share {
	uint16_t weight; /* ten-thousandths */
	struct slice text;
};

struct shares {
	const char *name; /* for tests */
	const struct share *rows;
	size_t count;
};

struct rate {
	int year; /* in which the academic year begins */
	uint32_t of_10000;
};

struct rates {
	const char *name;
	const struct rate *rows; /* by year */
	size_t count;
};

/* The row that a lot falls on. */
size_t shares_draw(const struct shares *shares, struct lots *lots);

static inline struct slice shares_text(const struct shares *shares,
				       struct lots *lots)
{
	return shares->rows[shares_draw(shares, lots)].text;
}

uint32_t rates_in(const struct rates *rates, int year);

/* clang-format off */

/* Schools, pupils and their characteristics. */
extern const struct shares shares_ethnicity_2015, shares_ethnicity_2024;
extern const struct rates rates_free_meals;

/* Special educational needs in England. */
extern const struct rates rates_sen_support, rates_sen_plan;
extern const struct shares shares_need_support, shares_need_plan,
	shares_need_special_school, shares_need_before_2014;

/* Pupil absence in schools in England. */
extern const struct rates rates_absence_primary, rates_absence_secondary,
	rates_absence_special;
extern const struct shares shares_absence_before_2024, shares_absence;

/* Suspensions and permanent exclusions in England. */
extern const struct rates rates_suspended_primary, rates_suspended_secondary,
	rates_suspended_special, rates_excluded;
extern const struct shares shares_reason, shares_reason_before_2020;

/* Children looked after in England including adoptions; Characteristics of
 * children in need. */
extern const struct rates rates_looked_after, rates_protected;

/* National Child Measurement Programme: bands of body mass index. */
extern const struct shares shares_band_reception, shares_band_year_6;

/* Families and households in the UK; Census 2021. */
extern const struct shares shares_household;

/* Birth characteristics in England and Wales: the month of birth. */
extern const struct shares shares_birth_month;

/* NEET and participation: local authority figures; Destinations of pupils. */
extern const struct shares shares_after_year_11, shares_after_year_13;

/* Learning Records Service: shares of registrations, unconfirmed. */
extern const struct shares shares_sharing;

/* clang-format on */

#endif

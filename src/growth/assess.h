/*
 * assess.h - what a child's height and weight come to: body mass index, z-score,
 * centile and band, over columns.
 *
 * One call assesses any number of children; it allocates nothing, and the same
 * columns give the same results.  A child that cannot be assessed gets the reason
 * and nothing else: what is missing is never guessed.
 *
 * Bands differ by what they are for.  Statistics use the population bands, families
 * are told the clinical ones (NHS England 2025, BMI data for children measured as
 * part of the NCMP; Office for Health Improvement and Disparities, NCMP annual
 * report: methods).
 */
#ifndef HORNBOOK_GROWTH_ASSESS_H
#define HORNBOOK_GROWTH_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "growth/reference.h"

/* That there is a result, or why there is none: the first reason that holds. */
enum growth_state {
	GROWTH_ASSESSED,
	GROWTH_DOUBTFUL, /* assessed, and so far out that it is mostly a slip */
	GROWTH_NO_MEASUREMENT, /* neither height nor weight nor date */
	GROWTH_NO_HEIGHT,
	GROWTH_NO_WEIGHT,
	GROWTH_NO_DATE,
	GROWTH_NO_BIRTH_DATE,
	GROWTH_NO_SEX,
	GROWTH_HEIGHT_IMPLAUSIBLE,
	GROWTH_WEIGHT_IMPLAUSIBLE,
	GROWTH_BMI_IMPLAUSIBLE,
	GROWTH_BEFORE_BIRTH,
	GROWTH_TOO_YOUNG, /* for the reference */
	GROWTH_TOO_OLD,
	GROWTH_OLD,   /* measured too long ago to be told today (derive.h) */
	GROWTH_AHEAD, /* measured on a day that has not come (derive.h) */
	GROWTH_STATE_COUNT
};

static inline bool growth_has_result(enum growth_state state)
{
	return state <= GROWTH_DOUBTFUL;
}

/* "no-weight": for programs. */
const char *growth_state_name(enum growth_state state);

/* "the weight is missing": for people, about one child. */
const char *growth_state_text(enum growth_state state);

enum growth_band {
	GROWTH_UNDERWEIGHT,
	GROWTH_HEALTHY,
	GROWTH_OVERWEIGHT,
	GROWTH_OBESE,
	GROWTH_SEVERELY_OBESE,
	GROWTH_BAND_NONE, /* also how many there are */
};

/* Band edges as z-scores. */
struct growth_bands {
	double underweight; /* below this, or at it */
	bool underweight_at;
	double overweight, obese, severely_obese; /* at these or above */
	const char *source;
};

/* 2nd, 85th, 95th and 99.6th centile; at the 2nd is underweight. */
extern const struct growth_bands growth_population_bands;
/* The charts' lines: -2, 4/3, 2 and 8/3 standard deviations, that is the 2nd,
 * 91st, 98th and 99.6th centile as they are called; at the 2nd is healthy. */
extern const struct growth_bands growth_clinical_bands;

enum growth_band growth_band_of(const struct growth_bands *bands, double z);

/* What cannot be a child's measure, and what must be looked at again. */
struct growth_limits {
	uint32_t height_low_um, height_high_um;
	uint32_t weight_low_mg, weight_high_mg;
	double bmi_low, bmi_high;
	double z_low, z_high; /* outside: assessed, but to be checked */
	const char *source;
};

extern const struct growth_limits growth_limits;

struct growth_columns {
	size_t count;
	const int32_t *birth;      /* DATE_NONE: not known */
	const int32_t *measured;   /* DATE_NONE: not known */
	const int32_t *gestation;  /* days, to correct the age for prematurity
				      (280 at term); NULL: not corrected */
	const uint8_t *sex;        /* enum growth_sex */
	const uint32_t *height_um; /* micrometres; 0: not known */
	const uint32_t *weight_mg; /* 0: not known */
};

/* Room for as many results as there are children; any may be NULL.  Without a
 * result bmi and z are NAN and the bands NONE. */
struct growth_results {
	uint8_t *state; /* enum growth_state */
	double *bmi;    /* kg/m2 */
	double *z;
	uint8_t *population; /* enum growth_band */
	uint8_t *clinical;   /* enum growth_band */
};

void growth_assess(const struct growth_reference *reference,
		   const struct growth_limits *limits,
		   const struct growth_columns *columns,
		   const struct growth_results *results);

/* z = ((y/M)^L - 1) / LS, and log(y/M)/S where L is 0 (Cole 1990). */
double growth_z(const struct growth_lms *lms, double y);

/* The centile of a z-score: how many of a hundred are below it. */
double growth_centile(double z);

/* Exact decimal age: days lived, of which 365.25 make a year. */
double growth_decimal_age(int32_t birth, int32_t on);

#endif

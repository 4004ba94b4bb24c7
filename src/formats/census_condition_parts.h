/*
 * census_condition_parts.h - a compiled condition, between those who make it
 * (census_condition.c), ask it (census_condition_ask.c) and know what is asked
 * about (census_facts.c).
 */
#ifndef HORNBOOK_FORMATS_CENSUS_CONDITION_PARTS_H
#define HORNBOOK_FORMATS_CENSUS_CONDITION_PARTS_H

#include "formats/census_condition.h"

enum { CENSUS_SCALE = 1000 }; /* numbers are held in thousandths */

enum operation {
	/* conditions */
	OP_AND,
	OP_OR,
	OP_NOT,
	OP_GIVEN,
	OP_VALID,
	OP_INVALID,
	OP_BREAKS,
	OP_IN,
	OP_REPEATED,
	OP_DIGITS,
	OP_LESS,
	OP_AT_MOST,
	OP_MORE,
	OP_AT_LEAST,
	OP_EQUAL,
	OP_UNEQUAL,
	OP_OVERLAPS,
	OP_REPEATS,
	/* operands */
	OP_ROW,
	OP_HEADING,
	OP_NUMBER,
	OP_DERIVED,
	OP_COUNT,
	OP_COUNTER,
	OP_PLUS,
	OP_MINUS,
};

enum derived {
	DERIVED_AGE,
	DERIVED_AUGUST_AGE,
	DERIVED_ATTENDANCE_AGE,
	DERIVED_CENSUS_DAY,
	DERIVED_CENSUS_YEAR,
	DERIVED_LAST_CENSUS,
	DERIVED_YEAR_START,
	DERIVED_TERM_START,
	DERIVED_ATTENDANCE_FROM,
	DERIVED_EXCLUSIONS_FROM,
	DERIVED_EXCLUSIONS_TO,
	DERIVED_SUSPENDED,
	DERIVED_PUPILS,
	DERIVED_LEAVERS,
	DERIVED_COUNT,
};

struct census_condition {
	uint8_t operation;
	uint16_t number;  /* row, heading, derived, counter */
	int64_t constant; /* in thousandths */
	const struct census_condition *left, *right;
	const struct slice *words; /* of OP_IN; rows' names are resolved */
	const uint16_t *rows;      /* of OP_OVERLAPS and OP_REPEATS */
	size_t count;
};

/* A number ("12.5"), or a date as its day: in thousandths.  False when it is
 * neither. */
bool census_number_or_date(struct slice text, int64_t *thousandths);

/* The value of a row in one item of the pupil in hand; NULL. */
const struct census_value *
census_facts_value_in(const struct census_facts *facts, uint16_t row,
		      uint16_t item);

/* What one of the small names stands for, in thousandths; false when that is
 * not known. */
bool census_derived_number(const struct census_facts *facts,
			   enum derived derived, int64_t *number);

#endif

/*
 * family.h - a household: who the children live with, where, and what they have
 * in common.
 *
 * Brothers and sisters are children of one lane, two or three years apart; which
 * of them are of one family a pattern says, drawn for six in a row.  Twins are two
 * neighbouring lanes' children of one year.
 *
 * Private to the room.
 */
#ifndef HORNBOOK_GENERATE_FAMILY_H
#define HORNBOOK_GENERATE_FAMILY_H

#include <stdbool.h>
#include <stdint.h>

#include "generate/catchments.h"
#include "generate/origins.h"

enum { ADULTS_MOST = 3 };

/* In the order of shares_household. */
enum household {
	HOUSEHOLD_BOTH,
	HOUSEHOLD_MOTHER,
	HOUSEHOLD_TWO_HOMES,
	HOUSEHOLD_STEPFATHER,
	HOUSEHOLD_FATHER,
	HOUSEHOLD_STEPMOTHER,
	HOUSEHOLD_GRANDPARENTS,
	HOUSEHOLD_TWO_MOTHERS,
	HOUSEHOLD_RELATIVE,
	HOUSEHOLD_TWO_FATHERS,
	HOUSEHOLD_GUARDIAN,
};

struct adult {
	bool woman;
	bool responsible; /* parental responsibility */
	bool limited;     /* a court order limits what may be told */
	bool here;        /* lives with the child */
	enum naming naming;
	int born; /* academic year */
	struct slice relationship, title, surname, forename, middle;
	uint64_t key; /* for numbers and a home elsewhere */
};

struct family {
	uint64_t key;
	enum household household;
	int eldest;    /* cohort */
	int stride;    /* years between its children */
	uint32_t rank; /* of 10,000, the poorest first */
	struct origin origin;
	struct slice hers, his; /* surnames; often the same */
	bool mothers_name;      /* is what children are given */
	bool double_barrelled;  /* children have both, with a hyphen */
	bool service;           /* a parent serves */
	struct adult adults[ADULTS_MOST];
	uint32_t adult_count;
	struct home home;  /* on the date asked for */
	bool moved_lately; /* since the September before last */
};

/* The lane whose family a child is of, the child's own unless it is a twin's. */
uint32_t family_lane(const struct catchment *catchment, int cohort,
		     uint32_t lane, bool *twin);

/* The family of a child, in the year of `date`. */
void family_draw(struct family *family, const struct catchments *catchments,
		 const struct catchment *catchment, int cohort, uint32_t lane,
		 int32_t date);

/* Where an adult lives who does not live with the child. */
struct home family_other_home(const struct catchments *catchments,
			      const struct catchment *catchment,
			      const struct adult *adult);

#endif

/*
 * catchments.h - a plan made ready: its schools, and who has which lanes.
 *
 * The *lanes* of an area are numbered from 0.  A school has a range of them, for all
 * its year groups the same; in a year group the first so many of the range are
 * its places, which may be fewer in some (sixth forms).  Ranges of schools that
 * teach a year group in common never overlap; a school that begins where others
 * end gets the lanes that these had, which makes it the one their pupils go on
 * to.  Lanes in nobody's range are children who are taught elsewhere.
 *
 * Private to the room.
 */
#ifndef HORNBOOK_GENERATE_CATCHMENTS_H
#define HORNBOOK_GENERATE_CATCHMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "generate/places.h"
#include "generate/population.h"

struct dictionary;
struct error;

/* Year groups by number: E1 is -4, N1 -2, R 0. */
enum {
	GRADE_LEAST = -4,
	GRADE_MOST = 14,
	GRADES = GRADE_MOST - GRADE_LEAST + 1,
};

/* A child of cohort c (born in the academic year that began in c) is in year
 * group y - c - 5 in the academic year that begins in y. */
enum { COHORT_TO_RECEPTION = 5 };

#define NO_SCHOOL UINT32_MAX

enum school_kind {
	KIND_OF_NONE,
	KIND_OF_MAINSTREAM,
	KIND_OF_SPECIAL,
	KIND_OF_REFERRAL, /* pupil referral unit, alternative provision */
	KIND_OF_INDEPENDENT,
};

struct school {
	struct place_school place; /* nothing empty that can be filled */
	uint32_t area;
	uint32_t authority;
	uint64_t key;
	int first_grade, last_grade;
	uint32_t start, width;   /* its lanes */
	uint32_t places[GRADES]; /* by grade - GRADE_LEAST */
	const uint32_t *homes;   /* numbers of areas of its pupils */
	uint32_t home_count;
	enum school_kind kind;
	bool teaches_secondary; /* alone */
	struct slice census_phase, phase;
	char number[4]; /* of its authority */
};

struct lane_range {
	uint32_t start, end;
	uint32_t school;
};

struct catchment {
	struct slice name;
	uint64_t key;
	uint32_t lanes;
	uint64_t first_child;        /* of its children's numbers */
	uint32_t first_of_authority; /* its lane 0, of all of the authority's */
	uint32_t authority;
	int first_grade, last_grade;
	uint32_t moves_of_10000;           /* trades in a year */
	const uint32_t *home_schools;      /* by lane: whose neighbourhood */
	struct lane_range *ranges[GRADES]; /* in order of start */
	uint32_t range_count[GRADES];
};

struct catchments {
	struct arena arena;
	struct school *schools;
	size_t school_count;
	struct catchment *areas;
	size_t area_count;
	struct authority_place *authorities;
	size_t authority_count;
	uint64_t seed;
	bool numbered;
};

/* Checks and lays out; catchments_release also after a failure. */
int catchments_make(struct catchments *plan, const struct place_plan *wanted,
		    const struct dictionary *dictionary, struct error *error);
void catchments_release(struct catchments *plan);

/* The school whose place a lane is in a year group, or NO_SCHOOL. */
uint32_t catchments_school_at(const struct catchments *plan,
			      const struct catchment *area, int grade,
			      uint32_t lane);

/* The code of a year group. */
struct slice catchments_grade_code(int grade);

#endif

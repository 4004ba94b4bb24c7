/*
 * population.h - believable pupils who do not exist, at any scale.
 *
 * A *plan* lists schools.  From the plan, its seed and a date follow the pupils
 * on the roll of each school on that date, as the records that the school would
 * hold: the same bytes on every machine, however many are asked for, in whatever
 * order, by however many threads.  A pupil is the same person on every date: a
 * year on, most are where they were and a year older, some have gone to another
 * school of the same area, some have come from elsewhere.
 *
 * How it is done: a child is a *lane* and a *cohort* (the academic year of its
 * birth) of an area.  The schools of an area share its lanes out among them,
 * year group by year group; neighbours trade lanes as the years go by, which is
 * moving school.  Brothers and sisters are children of one lane; twins are of
 * two.  Everything else about a child is drawn from the seed, the child's or the
 * household's number and the topic (lots.h), never from what was drawn before.
 *
 * Names are common ones put together by chance; telephone numbers are from the
 * ranges that Ofcom keeps for drama, e-mail addresses are below example.org,
 * streets and postcodes are shaped as real ones.  What shares are drawn from
 * stands in the tables of this room, each with the publication it is after.
 *
 * Nothing here knows of nodes, files or clocks.
 */
#ifndef HORNBOOK_GENERATE_POPULATION_H
#define HORNBOOK_GENERATE_POPULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "register/record.h"

struct arena;
struct dictionary;
struct error;
struct population;

/* A version of the school's privacy notice, and from when families get it. */
struct place_notice {
	uint32_t version;
	int32_t from;
};

/* Texts are borrowed until population_close. */
struct place_school {
	struct slice laestab; /* seven digits; no two schools share one */
	struct slice urn;     /* six digits; empty: made up */
	struct slice name;    /* empty: made up from its town */
	struct slice setting; /* the dictionary's: "academy-primary" */
	/* Codes of year groups, "7"; empty: as the setting's usual. */
	struct slice first_year, last_year;
	/* Schools of one area share families and trade pupils; empty: the
	 * authority, that is the first three digits of the LAESTAB. */
	struct slice area;
	struct slice pct_area; /* "5PD"; empty: the authority's usual */
	/* Where its pupils live; none: made up for the authority. */
	const struct slice *lsoas;
	size_t lsoa_count;
	uint32_t pupils; /* on roll; how many each year group has follows */
	/* Notices, by date; none: no pupil's family was given one. */
	const struct place_notice *notices;
	size_t notice_count;
};

struct place_plan {
	const struct place_school *schools;
	size_t count;
	uint64_t seed;
	/* Schools that must give whoever has no UPN one for the time being have
	 * done so: who has none yet has a learner number. */
	bool numbered;
};

enum {
	PLAN_SCHOOLS_LIMIT = 30000,
	PLAN_PUPILS_LIMIT = 20000000, /* of all schools together */
	SCHOOL_PUPILS_LIMIT = 20000,
	/* Dates that may be asked for: the years of the sources and some. */
	POPULATION_FIRST_YEAR = 2003,
	POPULATION_LAST_YEAR = 2034,
};

/*
 * Checks the plan, shares the lanes out and copies it.  `dictionary` must outlive
 * the population; fields that it does not have are left out of records.
 * ERROR_INPUT (with the school's number as the place's record) for a school that
 * cannot be.  Not changed afterwards, so that threads may share it.
 */
int population_open(struct population **out, const struct place_plan *plan,
		    const struct dictionary *dictionary, struct error *error);

/* NULL does nothing. */
void population_close(struct population *population);

/* The school as it stands in the plan, with what was empty filled in. */
const struct place_school *population_place(const struct population *population,
					    size_t school);

struct population_stream;

/*
 * The pupils of a school (its place in the plan) on a date, in order of year
 * group.  With `since` (else DATE_NONE) those follow who were on roll on that
 * earlier day and are not now, as the school then holds them: status P, day and
 * reason of leaving, where they went, what leavers do.  `categories` is a bit for
 * each category wanted, by dictionary index; 0: all.
 * ERROR_INPUT for a date out of range.
 */
int population_stream_open(struct population_stream **out,
			   const struct population *population, size_t school,
			   int32_t date, int32_t since, uint64_t categories,
			   struct error *error);
void population_stream_close(struct population_stream *stream);

/*
 * The next at most `limit` records, in `arena`, which the caller clears between
 * calls; `*count` is 0 at the end and only there.  Some have no UPN, and some
 * of those no ULN either.  ERROR_MEMORY.
 */
int population_next(struct population_stream *stream, struct record *records,
		    size_t limit, size_t *count, struct arena *arena,
		    struct error *error);

#endif

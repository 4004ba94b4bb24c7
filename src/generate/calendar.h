/*
 * calendar.h - school years: terms, half terms, holidays.
 *
 * Terms as most authorities of England have them; no authority's own.  Private
 * to the room.
 */
#ifndef HORNBOOK_GENERATE_CALENDAR_H
#define HORNBOOK_GENERATE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

enum school_term { TERM_AUTUMN, TERM_SPRING, TERM_SUMMER, TERM_COUNT };

enum {
	TERM_DAYS_MOST = 130, /* from first to last, weekends too */
	CALENDARS = 2,        /* this year and the last */
};

struct term_days {
	int32_t first, last; /* school days */
	/* Marks of a pupil who is always there, two for each day: '#' where
	 * the school is closed. */
	char marks[2 * TERM_DAYS_MOST];
	/* Of each school day, how many days after the first. */
	uint8_t open[TERM_DAYS_MOST];
	uint32_t open_count;
};

struct calendar {
	int year;
	struct term_days terms[TERM_COUNT];
};

struct calendars {
	struct calendar years[CALENDARS]; /* the latest first */
};

/* The calendars of the academic year of `date` and of the one before. */
void calendars_make(struct calendars *calendars, int year);

/* The first school day of an academic year. */
int32_t calendar_first_day(int year);

/* Weeks of a school year that most schools are open in all of. */
enum { SCHOOL_WEEKS = 31 };

/* The Monday of the n-th of them, from 0. */
int32_t calendar_school_monday(int year, uint32_t week);

const char *calendar_term_code(enum school_term term);

#endif

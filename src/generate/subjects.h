/*
 * subjects.h - examinations taken at 16 and 18, shared by results and
 * qualifications.
 *
 * Private to the room.
 */
#ifndef HORNBOOK_GENERATE_SUBJECTS_H
#define HORNBOOK_GENERATE_SUBJECTS_H

#include <stdint.h>

#include "base/slice.h"

struct child;

struct examination {
	struct slice code, subject, title, number, body;
	int numeric_from; /* year from which grades are 9 to 1 */
	uint32_t of_100;  /* who take it */
};

enum { EXAMINATIONS_MOST = 12 };

/* What a child takes at the end of year group 11 or 13, at most
 * EXAMINATIONS_MOST. */
uint32_t subjects_taken(const struct child *child, int grade,
			const struct examination *taken[EXAMINATIONS_MOST]);

/* The grade reached in the n-th of them. */
struct slice subjects_grade(const struct child *child, int grade, uint32_t n,
			    const struct examination *examination);

/* The day on which results come out: the second or third Thursday of August after
 * the end of that year group. */
int32_t subjects_results_day(const struct child *child, int grade);

#endif

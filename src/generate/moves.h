/*
 * moves.h - who sits where on a day: lanes traded between children.
 *
 * In each academic year the lanes of a cohort are paired, other pairs each year,
 * and some pairs trade, most at the start of the year and where one of the two
 * changes school anyway, others on a Monday in term.  A trade undoes itself when
 * done again, so the way from a child to its place, and from a place back to the
 * child in it, is one and the same, a step for each year.
 *
 * Private to the room.
 */
#ifndef HORNBOOK_GENERATE_MOVES_H
#define HORNBOOK_GENERATE_MOVES_H

#include <stddef.h>
#include <stdint.h>

#include "generate/catchments.h"

/* Time at one school, or (NO_SCHOOL) taught elsewhere. */
struct spell {
	uint32_t school;
	int32_t from;
	int32_t until; /* the day before the next; DATE_NONE for the last */
};

enum { SPELLS_MOST = 2 * GRADES + 2 };

/* The child (by its lane at birth) of a cohort that has a lane on a date. */
uint32_t moves_child_in(const struct catchments *catchments,
			const struct catchment *catchment, int cohort,
			uint32_t lane, int32_t date);

/* The spells of a child up to a date, oldest first; the first from the year group
 * that the area teaches first.  `*lane` is where it sits then. */
size_t moves_of_child(const struct catchments *catchments,
		      const struct catchment *catchment, int cohort,
		      uint32_t child, int32_t date,
		      struct spell spells[SPELLS_MOST], uint32_t *lane);

#endif

/*
 * school_census.h - the termly school census in the department's COLLECT
 * envelope: what it says of a pupil, when each part is returned, and the file
 * as it is written.  It is read by census_file.h.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_SCHOOL_CENSUS_H
#define HORNBOOK_FORMATS_SCHOOL_CENSUS_H

#include <stdint.h>

#include "formats/format.h"
#include "formats/layout.h"

enum census_term { CENSUS_AUTUMN, CENSUS_SPRING, CENSUS_SUMMER };

/* Kinds of rows beyond layout.h's. */
enum census_kind {
	CENSUS_PUPIL = LAYOUT_OWN,
	CENSUS_EXCLUSION, /* an item, if it began in the return's time */
	CENSUS_MEALS, /* an item, if it was still open after the census before */
	CENSUS_ATTENDANCE, /* the totals and codes of the return's term */
	CENSUS_TOTAL,      /* a total: its field summed over the term */
	CENSUS_CODES,      /* an item for each attendance code */
};

/* When a row has its place; of each kind, none set means all. */
enum census_flags {
	CENSUS_ON = LAYOUT_FORMAT,       /* pupils on roll */
	CENSUS_OFF = LAYOUT_FORMAT << 1, /* pupils no longer on roll */
	CENSUS_IN_AUTUMN = LAYOUT_FORMAT << 2,
	CENSUS_IN_SPRING = LAYOUT_FORMAT << 3,
	CENSUS_IN_SUMMER = LAYOUT_FORMAT << 4,
	CENSUS_YES_NO = LAYOUT_FORMAT << 5, /* a flag as Y or N, not 1 or 0 */
	CENSUS_ULN = LAYOUT_FORMAT << 6,    /* not in nursery and primary */
	CENSUS_SCHOOL_AGE = LAYOUT_FORMAT << 7, /* not in nursery schools */
};

extern const struct layout_row census_rows[];
extern const size_t census_row_count;

/* The first row of an element, or of "Group/Element" where several are called
 * so; LAYOUT_NO_ROW. */
uint16_t census_row(struct slice name);

/* Whether the row stands in an item of attendance by code. */
bool census_row_is_code(uint16_t row);

/* One termly return and what it covers.  Spans are inclusive. */
struct census_return {
	enum census_term term;
	const char *code;       /* AUT, SPR, SUM */
	int32_t reference_date; /* census day */
	int academic_year;      /* of census day */
	const char *attendance_term;
	int attendance_year; /* the academic year of that term */
	int32_t exclusions_from, exclusions_to;
};

/* The return of the term in which a date falls. */
struct census_return census_return_on(int32_t date);

/* The return of a term (AUT, SPR, SUM) of a calendar year; false: no such term. */
bool census_return_of(struct slice term, int year,
		      struct census_return *census);

/* The census day of the return before. */
int32_t census_day_before(const struct census_return *census);

/* Easter Sunday (Gregorian), where the spring term ends. */
int32_t census_easter(int year);

extern const struct format school_census_format;

#endif

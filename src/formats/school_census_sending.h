/*
 * school_census_sending.h - what a school returns in its census, and of whom:
 * between school_census_pupil.c, which decides it, and those who write it, as
 * the XML that goes to the department (school_census.c) and as the tables that
 * authorities load (census_tables.c).  So both say the same.
 */
#ifndef HORNBOOK_FORMATS_SCHOOL_CENSUS_SENDING_H
#define HORNBOOK_FORMATS_SCHOOL_CENSUS_SENDING_H

#include "formats/school_census.h"

/* Fields that decide what is returned. */
struct chosen_fields {
	uint16_t leaving_date, boarder, birth_date;
	uint16_t exclusion_start, exclusion_category, meals_end;
	uint16_t attendance_term, attendance_school, code_term, code;
};

struct census_sending {
	struct writing frame;
	struct layout layout;
	struct census_return census;
	struct chosen_fields fields;
	struct slice phase;      /* as the census has it; may be empty */
	char attendance_year[8]; /* the period of the sections returned */
	bool leaver;             /* the pupil in hand */
};

/* Of the term in which the date of `writing` falls.  ERROR_INPUT when it does
 * not name a school. */
int census_sending_begin(struct census_sending *sending,
			 const struct writing *writing, struct error *error);

/* The fields that are returned, and those that decide what is. */
struct field_set census_fields(const struct dictionary *dictionary);

/* How the layout is written for this return; record, and XML or sink, are still
 * to be set. */
struct layout_writing census_layout_writing(struct census_sending *sending);

/* Whether there is a part for pupils on roll, or with `leaver` for the others. */
bool census_has_part(const struct census_sending *sending);

/*
 * Whether the record has a place in the return, and in which part (leaver).
 * ERROR_REFUSED when it has not what the census must have.
 */
int census_place_pupil(struct layout_writing *writing, bool *returned,
		       struct error *error);

#endif

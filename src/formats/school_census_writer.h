/*
 * school_census_writer.h - a census file while it is written: between
 * school_census.c, which writes the file, and school_census_pupil.c, which
 * writes the pupils in it.
 */
#ifndef HORNBOOK_FORMATS_SCHOOL_CENSUS_WRITER_H
#define HORNBOOK_FORMATS_SCHOOL_CENSUS_WRITER_H

#include "base/builder.h"
#include "formats/school_census.h"
#include "formats/xml.h"

/* Fields that decide what is returned. */
struct chosen_fields {
	uint16_t leaving_date, boarder, birth_date;
	uint16_t exclusion_start, exclusion_category, meals_end;
	uint16_t attendance_term, attendance_school, code_term, code;
};

struct writer {
	struct writing frame;
	struct output *output;
	struct builder text;    /* all up to the pupils on roll */
	struct builder leavers; /* the pupils no longer on roll */
	struct xml_writer xml, leavers_xml;
	struct layout layout;
	struct census_return census;
	struct chosen_fields fields;
	struct slice phase;      /* as the census has it; may be empty */
	char attendance_year[8]; /* the period of the sections returned */
	bool leaver;             /* the pupil in hand */
};

/* How the table is written for this file; the record is still to be set. */
struct layout_writing census_layout_writing(struct writer *writer);

/*
 * Writes the record into its part of the file.  Fails with ERROR_REFUSED when
 * it has not what the census must have.
 */
int census_write_pupil(struct layout_writing *writing, struct error *error);

#endif

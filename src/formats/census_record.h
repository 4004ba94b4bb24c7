/*
 * census_record.h - a census taken into records of the dictionary.
 *
 * Where the file has a header, each pupil is enrolled at the school that it
 * names, and attendance is of the term that such a return tells of.
 */
#ifndef HORNBOOK_FORMATS_CENSUS_RECORD_H
#define HORNBOOK_FORMATS_CENSUS_RECORD_H

#include "formats/census_file.h"
#include "formats/format.h"

/* Like a format's `read`: of the envelope. */
int census_record_read_xml(struct reading *reading, struct slice bytes,
			   struct error *error);

/* The tables that authorities load; only read. */
extern const struct format census_extract_format;

#endif

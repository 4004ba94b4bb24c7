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

/* Like a format's `day`. */
int32_t census_record_day_xml(const struct dictionary *dictionary,
			      struct slice bytes, struct slice name);

/* The tables that authorities load.  They are written by census_tables.h, being
 * several files. */
extern const struct format census_extract_format;

/*
 * What belongs together, by names as the tables have them: a table of pupils
 * ("2026_spring_pupilonroll.csv") leads those of the same directory and return
 * that say more of these pupils ("2026_spring_senneeds.csv"), which are then read
 * with it (reading.beside).
 */
bool census_table_leads(const char *path, const char *other);

#endif

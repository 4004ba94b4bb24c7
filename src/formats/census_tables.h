/*
 * census_tables.h - a school's census as the tables that authorities load:
 * pupils on roll, those no longer, and a table for each kind of what a pupil may
 * have several of (census_table.h).
 *
 * They say what the XML of school_census.c says of the same records: layout and
 * choice are the same.  A pupil's number in the tables is the school's and a
 * count.  Columns of which nothing is held are not there.
 *
 * Several files make one return, so it is no row of formats[] that is written:
 * the tables are made in memory, about 1.5 kB a pupil.
 */
#ifndef HORNBOOK_FORMATS_CENSUS_TABLES_H
#define HORNBOOK_FORMATS_CENSUS_TABLES_H

#include "formats/format.h"

struct census_tables;

/* All of them together; more is ERROR_INPUT. */
enum { CENSUS_TABLES_BYTES = 1 << 30 };

/*
 * Begins the tables of the term in which the date of `writing` falls; what it
 * names must outlive them.  ERROR_INPUT when it does not name a school.
 */
int census_tables_begin(struct census_tables **out,
			const struct writing *writing, struct error *error);

/* Adds records.  ERROR_REFUSED, with the record, when one has not what a census
 * must have. */
int census_tables_add(struct census_tables *tables,
		      const struct record *records, size_t count,
		      struct error *error);

/* The files, by name ("2026_spring_pupilonroll.csv"): `*count` of them, good
 * until the tables are freed.  A table without rows has its heading.  Nothing
 * may be added any more. */
int census_tables_end(struct census_tables *tables,
		      const struct format_file **files, size_t *count,
		      struct error *error);

/* NULL does nothing. */
void census_tables_free(struct census_tables *tables);

/* What a directory of such files is called: "8861101_2026_spring". */
int census_tables_name(const struct writing *writing, struct builder *name,
		       struct error *error);

#endif

/*
 * csv_pupils.h - pupils as comma-separated values with a row of headers.
 *
 * The columns, the aliases of school systems, the mapping file and what is
 * rejected are described in docs/formats.md.
 *
 * Reading: each row is a pupil, and a second row of a pupil is rejected (rule
 * 1520), except in a file that holds only UPNs and one category of which a
 * pupil may have several items (wishes, say): there the rows of a pupil,
 * wherever they stand, are the items of one record.  Memory beyond the file:
 * 50 to 100 bytes for each pupil, and in a file of items 32 for each row as well.
 *
 * Writing: one row for each pupil and one column for each field, for items as
 * many columns as the caller allows for (struct writing, most_items).  The
 * first column of a category kept by period is the period of the item.
 */
#ifndef HORNBOOK_FORMATS_CSV_PUPILS_H
#define HORNBOOK_FORMATS_CSV_PUPILS_H

#include "formats/format.h"

extern const struct format csv_format;

/* The parts of csv_format, each in its own file. */
int csv_pupils_read(struct reading *reading, struct slice bytes,
		    struct error *error);
int csv_pupils_open(struct writer **out, const struct writing *writing,
		    struct output *output, struct error *error);
int csv_pupils_write(struct writer *writer, const struct record *records,
		     size_t count, struct error *error);
int csv_pupils_close(struct writer *writer, struct error *error);
void csv_pupils_abandon(struct writer *writer);

#endif

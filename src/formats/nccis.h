/*
 * nccis.h - what an authority tells the department of its young people: the
 * tracking file of the national client caseload information system.
 *
 * Of the record groups those stand under their numbers (YP10, YP27) whose numbers
 * are known; what surrounds them is our own, since the requirement was not to be
 * had.
 *
 * Format and rows are constant and live as long as the program; errors are as
 * format.h says.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_NCCIS_H
#define HORNBOOK_FORMATS_NCCIS_H

#include "formats/ctf.h"
#include "formats/format.h"

extern const struct layout_row nccis_rows[];
extern const size_t nccis_row_count;

extern const struct format nccis_format;

#endif

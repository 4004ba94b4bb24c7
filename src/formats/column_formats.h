/*
 * column_formats.h - the formats that are tables of columns (columns.h).
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_COLUMN_FORMATS_H
#define HORNBOOK_FORMATS_COLUMN_FORMATS_H

#include "formats/format.h"

extern const struct format ccis_format;
extern const struct format leaver_format;
extern const struct format ncmp_format;
extern const struct format results_format;
extern const struct format inspection_format;
extern const struct format outreach_format;

#endif

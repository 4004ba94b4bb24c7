/*
 * assessment_file.h - what a school returns of its assessments: a transfer file
 * with nothing but who the pupils are and their results, one for each return
 * (assessment_results.h).
 *
 * Formats and rows are constant and live as long as the program; errors are as
 * format.h says.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_ASSESSMENT_FILE_H
#define HORNBOOK_FORMATS_ASSESSMENT_FILE_H

#include "formats/assessment_results.h"
#include "formats/ctf.h"
#include "formats/format.h"

/* "assessments-ks1", one for each return. */
extern const struct format assessment_formats[ASSESSMENT_RETURNS];

extern const struct layout_row assessment_file_rows[];
extern const size_t assessment_file_row_count;

#endif

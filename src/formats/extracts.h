/*
 * extracts.h - what leaves at pupil level, without names: a row for each pupil
 * under its pseudonym, and a row for each thing that the pupil has several of.
 *
 * The tables are constant and live as long as the program; whoever reads or
 * writes by them passes on the errors of columns.h.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_EXTRACTS_H
#define HORNBOOK_FORMATS_EXTRACTS_H

#include "formats/columns.h"

extern const struct column_table results_table;    /* F14 */
extern const struct column_table inspection_table; /* F15 */
extern const struct column_table outreach_table;   /* F37 */

#endif

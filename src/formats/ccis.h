/*
 * ccis.h - what schools, youth support and authorities give each other of young
 * people, in the manner of the client caseload information system (CCIS): a row
 * for each.
 *
 * Where somebody objected, the columns of what stays (names, address, date of
 * birth) are filled and all others empty.
 *
 * The tables are constant and live as long as the program; whoever reads or
 * writes by them passes on the errors of columns.h.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_CCIS_H
#define HORNBOOK_FORMATS_CCIS_H

#include "formats/columns.h"

extern const struct column_table ccis_table;   /* F32, F33, F34 */
extern const struct column_table leaver_table; /* F35 */

#endif

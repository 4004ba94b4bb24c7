/*
 * table_check.h - tables inside a text, and the counts in them that are too
 * small.  Private to the guard room.
 *
 * The reader of a format says where cells, rows and tables begin and end, and
 * gives their characters both to the scanner and to the cell.  A column that
 * holds whole numbers is taken for counts unless its heading or its numbers say
 * otherwise (years, codes, marks); one with a percent sign or a heading that says
 * so for percentages.  What a suppressed cell shows instead of a number is known.
 */
#ifndef HORNBOOK_GUARD_TABLE_CHECK_H
#define HORNBOOK_GUARD_TABLE_CHECK_H

#include <stdint.h>

#include "base/slice.h"

struct scanner;
struct spot;
struct table_check;

/* In the report's arena; -1 when memory is out. */
int table_check_make(struct table_check **out, struct scanner *scanner);

void table_check_cell(struct table_check *tables, struct slice text,
		      const struct spot *from, const struct spot *to);
void table_check_row(struct table_check *tables);

/* The table has ended: its counts are looked at. */
void table_check_end(struct table_check *tables);

/* Gives up the table in hand.  NULL does nothing. */
void table_check_release(struct table_check *tables);

#endif

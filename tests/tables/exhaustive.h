/*
 * exhaustive.h - an attacker who tries every set of counts: slow, small, and
 * obviously right.  Shares nothing with the attacker that it tests.
 */
#ifndef HORNBOOK_TESTS_TABLES_EXHAUSTIVE_H
#define HORNBOOK_TESTS_TABLES_EXHAUSTIVE_H

#include <stddef.h>
#include <stdint.h>

struct table_set;

enum { EXHAUSTIVE_ROWS = 5, EXHAUSTIVE_COLUMNS = 4, EXHAUSTIVE_TABLES = 4 };

struct range {
	uint32_t low, high;
};

/* For each cell the least and the greatest count it has in any solution; row
 * EXHAUSTIVE_ROWS is of the column totals. */
struct exhaustive {
	struct range cells[EXHAUSTIVE_TABLES][EXHAUSTIVE_ROWS + 1]
			  [EXHAUSTIVE_COLUMNS];
	struct range row_totals[EXHAUSTIVE_ROWS];
	uint64_t solutions; /* tried for the tables, each by itself */
};

/* The overall total must be shown. */
void exhaustive_attack(const struct table_set *set, struct exhaustive *result);

#endif

/*
 * table_cell.h - what one cell of a table in a text says.  Private to the guard
 * room.
 */
#ifndef HORNBOOK_GUARD_TABLE_CELL_H
#define HORNBOOK_GUARD_TABLE_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum cell_content {
	CELL_EMPTY,
	CELL_TEXT,
	CELL_SYMBOL,  /* stands for a number that is not told */
	CELL_WHOLE,   /* "12", "1,234", "5 (12%)", "5*" */
	CELL_DECIMAL, /* "12.5" */
	CELL_PERCENT, /* "12%", "12.5 %" */
};

struct cell_value {
	enum cell_content content;
	bool padded;      /* begins with a nought that says nothing: a code */
	uint8_t decimals; /* digits after the point */
	uint64_t number;  /* without the point */
};

/* Most digits of a number. */
enum { CELL_DIGITS = 15, CELL_DECIMALS = 6 };

struct cell_value cell_read(struct slice text);

/* What a heading says of the numbers below or beside it. */
enum heading {
	HEADING_UNKNOWN,
	HEADING_COUNTS,
	HEADING_TOTALS, /* counts of all, of which others are parts */
	HEADING_PERCENT,
	HEADING_OTHER,
};

enum heading heading_read(struct slice text);

#endif

/*
 * table_figure.h - a figure in somebody's table: a number, a symbol for one
 * that is withheld, or an interval.
 *
 * Symbols are those of the Government Statistical Service, new and old, with or
 * without brackets: c * ~ : - .. for withheld, x for not available, z for not
 * applicable, low for what rounds to 0; beside a figure u and its kin, and notes.
 */
#ifndef HORNBOOK_TABLES_TABLE_FIGURE_H
#define HORNBOOK_TABLES_TABLE_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum figure_kind {
	FIGURE_NUMBER,   /* value / 10^decimals */
	FIGURE_INTERVAL, /* a count from least to most */
	FIGURE_WITHHELD,
	FIGURE_LOW,     /* not 0, but rounds to it */
	FIGURE_MISSING, /* not available, not applicable, empty */
	FIGURE_NEGATIVE,
	FIGURE_OTHER, /* no figure at all */
};

struct figure {
	enum figure_kind kind;
	int64_t value;
	unsigned int decimals;
	bool percent;        /* a % stands behind it */
	int64_t least, most; /* most INT64_MAX: any */
};

/* Larger numbers are no figures. */
#define FIGURE_LIMIT ((int64_t)1 << 52)

struct figure figure_read(struct slice text);

/* Whether a value or a heading stands for all: "Total", "All pupils",
 * "England". */
bool figure_is_total(struct slice text);

#endif

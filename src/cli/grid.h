/*
 * grid.h - rows and columns for people.
 *
 * Columns are as wide as their widest cell.  On a terminal flexible
 * columns are cut with "…" when the lines would be too long; elsewhere nothing
 * is cut, so that grep and less see all.
 */
#ifndef HORNBOOK_CLI_GRID_H
#define HORNBOOK_CLI_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct arena;
struct builder;
struct screen;

struct grid_column {
	const char *title;
	bool right;    /* a number */
	bool flexible; /* may be cut */
};

struct grid {
	struct arena *arena;
	const struct grid_column *columns;
	size_t column_count;
	struct slice *cells; /* row by row */
	size_t count, capacity;
	bool failed; /* memory ran out */
};

/* Adds the next cell; its text must live as long as the grid. */
void grid_add(struct grid *grid, struct slice text);

/* A copy of a text from a record, as it may stand on a screen. */
void grid_add_clean(struct grid *grid, struct slice text);

/* Adds all of it to `out`, with a line of titles. */
void grid_print(const struct grid *grid, const struct screen *screen,
		struct builder *out);

#endif

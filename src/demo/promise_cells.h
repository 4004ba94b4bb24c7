/*
 * promise_cells.h - one table of counts while it is judged.  Private to the
 * promise_cells*.c files.
 */
#ifndef HORNBOOK_DEMO_PROMISE_CELLS_H
#define HORNBOOK_DEMO_PROMISE_CELLS_H

#include "demo/promise_examine.h"

enum {
	CELL_DIMENSIONS = 4,
	CELL_LIMIT = 1 << 20,
	CELL_COLUMNS = 16,
};

struct dimension {
	struct slice name;
	uint16_t field; /* DICTIONARY_NONE: the truth does not have it */
	size_t column;
	bool area;
	bool school; /* a record may leave it to the school to say that */

	/* The codes that stand in cells, in the order in which they came. */
	struct slice *codes;
	size_t code_count, code_capacity;
	bool *has; /* by code: whether the pupil in hand has it */
};

struct cell {
	uint64_t row;
	struct slice codes[CELL_DIMENSIONS];
	uint32_t ids[CELL_DIMENSIONS]; /* of the codes, by dimension */
	int64_t shown;                 /* -1: hidden */
	int64_t truth;                 /* -1: not known */
};

/* One table; of those in one file, one after the other. */
struct cells {
	struct examination *examination;
	struct arena arena;
	struct dimension dimensions[CELL_DIMENSIONS];
	size_t dimension_count;
	size_t count_column;
	bool release;       /* the first form */
	struct slice table; /* in hand, of the first form */
	struct cell *cells;
	size_t count, capacity;
};

static inline bool cells_is_total(struct slice code)
{
	return slice_is(code, "total");
}

/* promise_cells_truth.c: how many pupils the truth has in each cell, where it can
 * be counted by all of the dimensions. */
int cells_count_truth(struct cells *cells, struct error *error);

/* promise_cells_judge.c: the table in hand, which is empty afterwards. */
int cells_judge(struct cells *cells, struct error *error);

#endif

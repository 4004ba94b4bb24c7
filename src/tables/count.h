/*
 * count.h - pupils counted into a cube, from columns of codes.
 *
 * A pupil is a code in each dimension; codes are small numbers in columns of
 * one, two or four bytes, and a table that is made once says which node each
 * stands for.  So a pupil costs a few additions and one update of a cell, and
 * allocates nothing.  Batches may be of any size and are shared out among
 * threads: while the cube is small each has counts of its own, and when it is
 * large each has cells of its own.  Counts are whole numbers, so the result is
 * the same for any number of threads and any order of pupils.
 *
 * A value may come with each pupil (sessions missed, a height), as a whole
 * number of some unit: then each cell has also what means and their protection
 * need (struct magnitudes).
 */
#ifndef HORNBOOK_TABLES_COUNT_H
#define HORNBOOK_TABLES_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct counting;
struct cube;
struct error;

enum {
	COUNT_LIMIT_THREADS = 64,
	COUNT_LIMIT_VALUE_CELLS = 1 << 24,
};

/* Instead of a value: the pupil has none. */
#define COUNT_NO_VALUE INT64_MIN

/* Larger values are refused, so that sums over any number of pupils that a
 * register can hold do not overflow. */
#define COUNT_LIMIT_VALUE ((int64_t)1 << 38)

/* One dimension of a batch. */
struct count_column {
	const void *codes; /* uint8_t, uint16_t or uint32_t for each pupil */
	uint32_t width;    /* bytes of a code: 1, 2 or 4 */
};

/* What the codes of one dimension stand for. */
struct count_codes {
	const uint32_t *nodes; /* of code 0, 1, ...: a leaf each; NULL: a code
				  is a node's number */
	uint32_t count;
};

/* What cells hold besides pupils; arrays by cell of the cube. */
struct magnitudes {
	int64_t *cases;   /* pupils with a value */
	int64_t *sums;    /* of their values */
	int64_t *weights; /* the same without signs: for dominance and p% */
	int64_t *largest, *second; /* the two greatest without signs */
};

/*
 * Begins to count into the leaves of `cube`, which must outlive it, on
 * `threads` threads (0 or 1: only the caller's).  `codes` has an entry for each
 * dimension; NULL: all codes are nodes.  With `values` set every batch has
 * values; then the cube may have no more than COUNT_LIMIT_VALUE_CELLS.  Free
 * with counting_free.
 */
int counting_begin(struct counting **out, struct cube *cube,
		   const struct count_codes *codes, bool values,
		   unsigned int threads, struct error *error);

/*
 * Counts `count` pupils; `columns` has one for each dimension, `values` is
 * NULL or has one for each pupil.  Fails with ERROR_INPUT (record: the pupil,
 * from 1 over all batches) on a code that stands for no leaf and on a value
 * beyond COUNT_LIMIT_VALUE; the counts are then of no use.
 */
int counting_add(struct counting *counting, const struct count_column *columns,
		 const int64_t *values, size_t count, struct error *error);

/* Makes the cube's totals (cube_sum); `magnitudes` (NULL: not wanted) gets
 * arrays in `arena`, totals included. */
int counting_finish(struct counting *counting, struct magnitudes *magnitudes,
		    struct arena *arena, struct error *error);

void counting_free(struct counting *counting);

#endif

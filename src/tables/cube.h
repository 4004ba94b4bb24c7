/*
 * cube.h - counts by up to eight classifications at once, totals included.
 *
 * A cell belongs to one node of each classification, whether leaf or total; a
 * cube has them all, laid out with the last dimension fastest.  What a cell
 * counts is pupils, or what they sum to (sessions, minutes): whole numbers.
 */
#ifndef HORNBOOK_TABLES_CUBE_H
#define HORNBOOK_TABLES_CUBE_H

#include <stddef.h>
#include <stdint.h>

#include "tables/classification.h"

struct arena;
struct error;

enum {
	CUBE_LIMIT_DIMENSIONS = 8,
	CUBE_LIMIT_CELLS = 1 << 26,
};

struct cube {
	const struct classification *dimensions[CUBE_LIMIT_DIMENSIONS];
	uint32_t strides[CUBE_LIMIT_DIMENSIONS]; /* cells between neighbours */
	uint32_t dimension_count;
	uint32_t cell_count;
	int64_t *counts; /* cell_count; zero at first */
};

/* A cube of zeros in `arena`, which keeps pointers to the classifications.
 * Fails with ERROR_INPUT with more than CUBE_LIMIT_CELLS cells or
 * CUBE_LIMIT_DIMENSIONS dimensions, or none. */
int cube_make(struct cube *cube, const struct classification *const *dimensions,
	      size_t count, struct arena *arena, struct error *error);

/* The cell of a node in each dimension, and back. */
uint32_t cube_cell(const struct cube *cube, const uint32_t *nodes);
void cube_nodes(const struct cube *cube, uint32_t cell, uint32_t *nodes);

static inline uint32_t cube_node(const struct cube *cube, uint32_t cell,
				 uint32_t dimension)
{
	return cell / cube->strides[dimension] %
	       cube->dimensions[dimension]->count;
}

/* Makes all totals from the cells whose nodes are all leaves; what totals held
 * before is lost.  One pass over the cube for each dimension. */
void cube_sum(struct cube *cube);

/* How many equations say that a total is the sum of its parts, and how many
 * terms these have together (relations.h). */
void cube_equations(const struct cube *cube, uint64_t *equations,
		    uint64_t *terms);

#endif

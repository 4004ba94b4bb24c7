#include "tables/cube.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"

int cube_make(struct cube *cube, const struct classification *const *dimensions,
	      size_t count, struct arena *arena, struct error *error)
{
	uint64_t cells = 1;

	*cube = (struct cube){0};
	if (count == 0 || count > CUBE_LIMIT_DIMENSIONS)
		return error_set(error, ERROR_INPUT,
				 "a table has from 1 to %d dimensions, not %zu",
				 CUBE_LIMIT_DIMENSIONS, count);
	for (size_t d = count; d-- > 0;) {
		cube->dimensions[d] = dimensions[d];
		cube->strides[d] = (uint32_t)cells;
		cells *= dimensions[d]->count;
		if (cells > CUBE_LIMIT_CELLS) {
			error_set(
				error, ERROR_INPUT,
				"a table with '%.*s' and the dimensions after "
				"it has more than %d cells",
				SLICE_ARGS(dimensions[d]->name),
				CUBE_LIMIT_CELLS);
			return error_hint(error,
					  "leave out a dimension, or choose "
					  "larger areas");
		}
	}
	cube->dimension_count = (uint32_t)count;
	cube->cell_count = (uint32_t)cells;
	cube->counts = arena_array(arena, cells, sizeof(*cube->counts));
	if (cube->counts == NULL)
		return error_memory(error);
	return 0;
}

uint32_t cube_cell(const struct cube *cube, const uint32_t *nodes)
{
	uint32_t cell = 0;

	for (uint32_t d = 0; d < cube->dimension_count; d++)
		cell += nodes[d] * cube->strides[d];
	return cell;
}

void cube_nodes(const struct cube *cube, uint32_t cell, uint32_t *nodes)
{
	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		nodes[d] = cell / cube->strides[d];
		cell %= cube->strides[d];
	}
}

/* Adds, within `slab` (all nodes of one dimension for fixed nodes before it),
 * each node's row of `stride` counts to its parent's, from the last node up. */
static void sum_slab(const struct classification *dimension, int64_t *slab,
		     uint32_t stride)
{
	for (uint32_t n = 0; n < dimension->count; n++)
		if (!classification_is_leaf(dimension, n))
			memset(slab + (size_t)n * stride, 0,
			       stride * sizeof(*slab));
	for (uint32_t n = dimension->count; n-- > 1;) {
		const int64_t *from = slab + (size_t)n * stride;
		int64_t *to =
			slab + (size_t)dimension->nodes[n].parent * stride;

		for (uint32_t i = 0; i < stride; i++)
			to[i] += from[i];
	}
}

void cube_sum(struct cube *cube)
{
	for (uint32_t d = cube->dimension_count; d-- > 0;) {
		size_t slab =
			(size_t)cube->strides[d] * cube->dimensions[d]->count;

		for (size_t at = 0; at < cube->cell_count; at += slab)
			sum_slab(cube->dimensions[d], cube->counts + at,
				 cube->strides[d]);
	}
}

void cube_equations(const struct cube *cube, uint64_t *equations,
		    uint64_t *terms)
{
	*equations = 0;
	*terms = 0;
	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		const struct classification *dimension = cube->dimensions[d];
		uint64_t others = cube->cell_count / dimension->count;
		uint64_t groups = dimension->count - dimension->leaf_count;

		*equations += groups * others;
		*terms += (groups + dimension->count - 1) * others;
	}
}

#include "tables/treatment_parts.h"

#include "base/arena.h"
#include "base/error.h"
#include "tables/count.h"
#include "tables/cube.h"
#include "tables/primary.h"
#include "tables/profile.h"

/* The dimensions of `one`, as bits, that `other` has too. */
static unsigned int shared(const struct cube *one, const struct cube *other)
{
	unsigned int bits = 0;

	for (uint32_t d = 0; d < one->dimension_count; d++)
		for (uint32_t e = 0; e < other->dimension_count; e++)
			if (one->dimensions[d] == other->dimensions[e])
				bits |= 1u << d;
	return bits;
}

static uint32_t stride_of(const struct cube *cube,
			  const struct classification *dimension)
{
	for (uint32_t d = 0; d < cube->dimension_count; d++)
		if (cube->dimensions[d] == dimension)
			return cube->strides[d];
	return 0;
}

/* Goes over all nodes of the dimensions `bits` of a cube. */
static bool next_nodes(const struct cube *cube, unsigned int bits,
		       uint32_t *nodes)
{
	for (uint32_t d = cube->dimension_count; d-- > 0;) {
		if ((bits & 1u << d) == 0)
			continue;
		if (++nodes[d] < cube->dimensions[d]->count)
			return true;
		nodes[d] = 0;
	}
	return false;
}

/* Says that cells of both tables whose other dimensions are total are the
 * same. */
static void link_tables(const struct treating *treating,
			const struct treatment_table *table,
			const struct treatment_table *earlier,
			unsigned int bits)
{
	const struct cube *cube = table->cube;
	uint32_t nodes[CUBE_LIMIT_DIMENSIONS] = {0};

	do {
		uint32_t cell = table->first, other = earlier->first;

		for (uint32_t d = 0; d < cube->dimension_count; d++) {
			cell += nodes[d] * cube->strides[d];
			other += nodes[d] *
				 stride_of(earlier->cube, cube->dimensions[d]);
		}
		relations_equate(treating->relations, cell, other);
	} while (next_nodes(cube, bits, nodes));
}

/* Links a table to each earlier one with which it shares more than it does with
 * those before; these are linked among themselves. */
static void link_earlier(const struct treating *treating, size_t number)
{
	const struct treatment_table *table = &treating->tables[number];

	for (size_t i = 0; i < number; i++) {
		unsigned int bits =
			shared(table->cube, treating->tables[i].cube);
		bool done = false;

		for (size_t k = 0; k < i && !done; k++)
			done = (bits & ~shared(table->cube,
					       treating->tables[k].cube)) == 0;
		if (!done)
			link_tables(treating, table, &treating->tables[i],
				    bits);
	}
}

/* Which cells an earlier table shows as well. */
static void find_again(const struct treating *treating, size_t number)
{
	const struct treatment_table *table = &treating->tables[number];
	const struct cube *cube = table->cube;

	for (size_t i = 0; i < number; i++) {
		unsigned int bits = shared(cube, treating->tables[i].cube);
		uint32_t nodes[CUBE_LIMIT_DIMENSIONS] = {0};

		do {
			treating->again[table->first + cube_cell(cube, nodes)] =
				1;
		} while (next_nodes(cube, bits, nodes));
	}
}

int treatment_relate(struct treating *treating, struct error *error)
{
	struct relations *relations = treating->relations;

	relations_begin(relations, treating->arena);
	for (size_t i = 0; i < treating->table_count; i++)
		treating->tables[i].first =
			relations_add_cube(relations, treating->tables[i].cube);
	treating->first_rest = relations->cell_count;
	if (treating->profile->whole_hidden &&
	    !treating->profile->zeros_hidden &&
	    primary_add_rests(relations, &treating->first_rest, error) != 0)
		return -1;
	for (size_t i = 0; i < treating->table_count; i++)
		link_earlier(treating, i);
	if (treatment_equate_same(treating, error) != 0 ||
	    relations_finish(relations, error) != 0)
		return -1;
	treating->again = arena_allocate(
		treating->arena,
		relations->cell_count > 0 ? relations->cell_count : 1);
	treating->forced = arena_allocate(
		treating->arena,
		relations->cell_count > 0 ? relations->cell_count : 1);
	if (treating->again == NULL || treating->forced == NULL)
		return error_memory(error);
	for (size_t i = 0; i < treating->table_count; i++)
		find_again(treating, i);
	return 0;
}

int treatment_relate_sums(const struct treating *treating,
			  const struct treatment_table *table,
			  struct relations *sums, struct error *error)
{
	struct cube *cube = arena_allocate(treating->arena, sizeof(*cube));

	if (cube == NULL)
		return error_memory(error);
	*cube = *table->cube;
	cube->counts = table->magnitudes->weights;
	relations_begin(sums, treating->arena);
	relations_add_cube(sums, cube);
	if (relations_finish(sums, error) != 0)
		return -1;
	primary_mark_sums(sums, 0, cube->cell_count, table->magnitudes,
			  treating->profile);
	return 0;
}

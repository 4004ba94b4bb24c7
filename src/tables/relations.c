#include "tables/relations.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/cube.h"

void relations_begin(struct relations *relations, struct arena *arena)
{
	*relations = (struct relations){.arena = arena};
}

/* Makes `*array` hold `needed` elements, keeping the first `count`. */
static bool reserve(struct relations *relations, void *array, size_t count,
		    size_t capacity, size_t size)
{
	void *larger = arena_array(relations->arena, capacity, size);
	void *old;

	if (larger == NULL) {
		relations->out_of_memory = true;
		return false;
	}
	memcpy(&old, array, sizeof(old));
	if (count > 0)
		memcpy(larger, old, count * size);
	memcpy(array, &larger, sizeof(larger));
	return true;
}

/* The capacity for `needed`: at first just that, later at least twice as
 * many. */
static size_t larger_capacity(size_t capacity, size_t needed)
{
	return capacity * 2 > needed ? capacity * 2 : needed;
}

static bool failed(const struct relations *relations)
{
	return relations->out_of_memory || relations->too_large;
}

static bool reserve_cells(struct relations *relations, size_t more)
{
	size_t count = relations->cell_count;
	size_t capacity =
		larger_capacity(relations->cell_capacity, count + more);

	if (more > RELATIONS_LIMIT_CELLS - count)
		relations->too_large = true;
	if (failed(relations))
		return false;
	if (count + more <= relations->cell_capacity)
		return true;
	relations->cell_capacity = capacity;
	return reserve(relations, &relations->counts, count, capacity,
		       sizeof(*relations->counts));
}

static bool reserve_equations(struct relations *relations, uint64_t equations,
			      uint64_t terms)
{
	size_t count = relations->equation_count;
	size_t capacity;

	if (terms > RELATIONS_LIMIT_TERMS - relations->term_count)
		relations->too_large = true;
	if (failed(relations))
		return false;
	if (count + equations + 1 > relations->equation_capacity) {
		capacity = larger_capacity(relations->equation_capacity,
					   count + equations + 1);
		if (!reserve(relations, &relations->starts,
			     relations->equation_capacity > 0 ? count + 1 : 0,
			     capacity, sizeof(*relations->starts)))
			return false;
		relations->equation_capacity = capacity;
	}
	if (relations->term_count + terms <= relations->term_capacity)
		return true;
	capacity = larger_capacity(relations->term_capacity,
				   relations->term_count + terms);
	if (!reserve(relations, &relations->terms, relations->term_count,
		     capacity, sizeof(*relations->terms)) ||
	    !reserve(relations, &relations->weights, relations->term_count,
		     capacity, sizeof(*relations->weights)))
		return false;
	relations->term_capacity = capacity;
	return true;
}

uint32_t relations_add_cells(struct relations *relations, const int64_t *counts,
			     size_t count)
{
	uint32_t first = relations->cell_count;

	if (count == 0 || !reserve_cells(relations, count))
		return first;
	memcpy(relations->counts + first, counts, count * sizeof(*counts));
	relations->cell_count += (uint32_t)count;
	return first;
}

static void put_term(struct relations *relations, uint32_t cell, int8_t weight)
{
	relations->terms[relations->term_count] = cell;
	relations->weights[relations->term_count] = weight;
	relations->term_count++;
}

static void close_equation(struct relations *relations)
{
	relations->equation_count++;
	relations->starts[relations->equation_count] = relations->term_count;
}

/* For a dimension's group: its equation at each cell of the other
 * dimensions. */
static void add_group(struct relations *relations, const struct cube *cube,
		      uint32_t first, uint32_t d, uint32_t group)
{
	const struct classification *dimension = cube->dimensions[d];
	const struct classification_node *node = &dimension->nodes[group];
	uint32_t stride = cube->strides[d];
	uint32_t slab = stride * dimension->count;

	for (uint32_t at = 0; at < cube->cell_count; at += slab)
		for (uint32_t i = at; i < at + stride; i++) {
			put_term(relations, first + i + group * stride, -1);
			for (uint32_t c = 0; c < node->child_count; c++)
				put_term(relations,
					 first + i +
						 (node->first_child + c) *
							 stride,
					 1);
			close_equation(relations);
		}
}

static bool add_cube_entry(struct relations *relations, const struct cube *cube,
			   uint32_t first)
{
	struct relations_cube *cubes;

	cubes = arena_grow(relations->arena, relations->cubes,
			   relations->cube_count, &relations->cube_capacity,
			   sizeof(*cubes));
	if (cubes == NULL) {
		relations->out_of_memory = true;
		return false;
	}
	relations->cubes = cubes;
	cubes[relations->cube_count++] = (struct relations_cube){cube, first};
	return true;
}

uint32_t relations_add_cube(struct relations *relations,
			    const struct cube *cube)
{
	uint32_t first =
		relations_add_cells(relations, cube->counts, cube->cell_count);
	uint64_t equations, terms;

	cube_equations(cube, &equations, &terms);
	if (!reserve_equations(relations, equations, terms) ||
	    !add_cube_entry(relations, cube, first))
		return first;
	for (uint32_t d = 0; d < cube->dimension_count; d++)
		for (uint32_t n = 0; n < cube->dimensions[d]->count; n++)
			if (!classification_is_leaf(cube->dimensions[d], n))
				add_group(relations, cube, first, d, n);
	return first;
}

void relations_add_total(struct relations *relations, uint32_t total,
			 const uint32_t *parts, size_t count)
{
	if (!reserve_equations(relations, 1, count + 1))
		return;
	put_term(relations, total, -1);
	for (size_t i = 0; i < count; i++)
		put_term(relations, parts[i], 1);
	close_equation(relations);
}

void relations_add_equation(struct relations *relations, const uint32_t *cells,
			    const int8_t *weights, size_t count)
{
	if (!reserve_equations(relations, 1, count))
		return;
	for (size_t i = 0; i < count; i++)
		put_term(relations, cells[i], weights[i]);
	close_equation(relations);
}

void relations_equate(struct relations *relations, uint32_t one, uint32_t other)
{
	relations_add_total(relations, one, &other, 1);
}

static int check_counts(const struct relations *relations, struct error *error)
{
	for (uint32_t c = 0; c < relations->cell_count; c++)
		if (relations->counts[c] > RELATIONS_LIMIT_COUNT ||
		    relations->counts[c] < -RELATIONS_LIMIT_COUNT)
			return error_set(error, ERROR_INPUT,
					 "a count is larger than a table can "
					 "hold (2^53)");
	return 0;
}

/* Whether the weighted counts add up to 0. */
static bool is_true(const struct relations *relations, uint32_t equation)
{
	int64_t sum = 0;

	for (uint64_t t = relations->starts[equation];
	     t < relations->starts[equation + 1]; t++)
		if (__builtin_add_overflow(
			    sum,
			    relations->weights[t] *
				    relations->counts[relations->terms[t]],
			    &sum))
			return false;
	return sum == 0;
}

static int check_truth(const struct relations *relations, struct error *error)
{
	for (uint32_t e = 0; e < relations->equation_count; e++) {
		if (is_true(relations, e))
			continue;
		error_set(error, ERROR_CORRUPT,
			  "a total is not the sum of its parts");
		if (error != NULL)
			error->place.record = (uint64_t)e + 1;
		return -1;
	}
	return 0;
}

static int turn_round(struct relations *relations, struct error *error)
{
	uint32_t cells = relations->cell_count;

	relations->in_starts = arena_array(relations->arena, (size_t)cells + 1,
					   sizeof(*relations->in_starts));
	relations->in = arena_array(relations->arena, relations->term_count,
				    sizeof(*relations->in));
	if (relations->in_starts == NULL || relations->in == NULL)
		return error_memory(error);
	for (uint64_t t = 0; t < relations->term_count; t++)
		relations->in_starts[relations->terms[t]]++;
	for (uint32_t c = 1; c < cells; c++)
		relations->in_starts[c] += relations->in_starts[c - 1];
	for (uint32_t e = relations->equation_count; e-- > 0;)
		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++)
			relations->in
				[--relations->in_starts[relations->terms[t]]] =
				e;
	relations->in_starts[cells] = relations->term_count;
	return 0;
}

static int make_columns(struct relations *relations, struct error *error)
{
	struct arena *arena = relations->arena;
	uint32_t cells = relations->cell_count;

	relations->least = arena_array(arena, cells, sizeof(int64_t));
	relations->most = arena_array(arena, cells, sizeof(int64_t));
	relations->below = arena_array(arena, cells, sizeof(uint32_t));
	relations->above = arena_array(arena, cells, sizeof(uint32_t));
	relations->span = arena_array(arena, cells, sizeof(uint32_t));
	relations->costs = arena_array(arena, cells, sizeof(int64_t));
	relations->marks = arena_array(arena, cells, sizeof(uint8_t));
	if (relations->least == NULL || relations->most == NULL ||
	    relations->below == NULL || relations->above == NULL ||
	    relations->span == NULL || relations->costs == NULL ||
	    relations->marks == NULL)
		return error_memory(error);
	for (uint32_t c = 0; c < cells; c++) {
		relations->most[c] = RELATIONS_UNBOUNDED;
		relations->costs[c] =
			relations->counts[c] > 1 ? relations->counts[c] : 1;
	}
	return 0;
}

int relations_finish_unknown(struct relations *relations, struct error *error)
{
	if (relations->out_of_memory)
		return error_memory(error);
	if (relations->too_large)
		return error_set(error, ERROR_INPUT,
				 "the tables have more than %d cells or %d "
				 "parts of totals together",
				 RELATIONS_LIMIT_CELLS, RELATIONS_LIMIT_TERMS);
	if (!reserve_equations(relations, 0, 0))
		return error_memory(error);
	if (check_counts(relations, error) != 0 ||
	    turn_round(relations, error) != 0)
		return -1;
	return make_columns(relations, error);
}

int relations_finish(struct relations *relations, struct error *error)
{
	if (relations_finish_unknown(relations, error) != 0)
		return -1;
	return check_truth(relations, error);
}

struct relations_loss relations_lost(const struct relations *relations)
{
	struct relations_loss loss = {0};

	for (uint32_t c = 0; c < relations->cell_count; c++) {
		int64_t count = relations->counts[c];

		if (relations->marks[c] == CELL_RISKY) {
			loss.risky++;
			loss.risky_counts += count;
			loss.cost += relations->costs[c];
		} else if (relations->marks[c] == CELL_HELPER) {
			loss.helpers++;
			loss.helper_counts += count;
			loss.cost += relations->costs[c];
		}
	}
	return loss;
}

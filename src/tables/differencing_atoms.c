#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "tables/cube.h"
#include "tables/differencing.h"
#include "tables/differencing_parts.h"

/* Atoms by what cells they stand in: a hash with open places. */
struct gathering {
	struct atoms *atoms;
	size_t capacity;
	uint32_t *places; /* atom, from 1 */
	size_t place_count;
	uint32_t *cells; /* of the person in hand */
};

static uint64_t hash_cells(const uint32_t *cells, size_t count)
{
	uint64_t hash = 0;

	for (size_t k = 0; k < count; k++) {
		hash = (hash ^ cells[k]) * 0x9E3779B97F4A7C15u;
		hash ^= hash >> 29;
	}
	return hash;
}

static size_t find_place(const struct gathering *g, const uint32_t *cells)
{
	size_t count = g->atoms->table_count;
	size_t at = (size_t)hash_cells(cells, count) & (g->place_count - 1);

	while (g->places[at] != 0 &&
	       memcmp(g->atoms->cells + (g->places[at] - 1) * count, cells,
		      count * sizeof(*cells)) != 0)
		at = (at + 1) & (g->place_count - 1);
	return at;
}

static int grow(struct gathering *g, struct error *error)
{
	size_t count = g->atoms->table_count;
	size_t capacity = g->capacity == 0 ? 256 : 2 * g->capacity;
	uint32_t *cells;
	int64_t *counts;
	uint32_t *places;

	if (g->atoms->count < g->capacity)
		return 0;
	cells = memory_array(capacity, count * sizeof(*cells));
	counts = memory_array(capacity, sizeof(*counts));
	places = memory_array(2 * capacity, sizeof(*places));
	if (cells == NULL || counts == NULL || places == NULL) {
		memory_free(cells);
		memory_free(counts);
		memory_free(places);
		return error_memory(error);
	}
	if (g->atoms->count > 0) {
		memcpy(cells, g->atoms->cells,
		       g->atoms->count * count * sizeof(*cells));
		memcpy(counts, g->atoms->counts,
		       g->atoms->count * sizeof(*counts));
	}
	memory_free(g->atoms->cells);
	memory_free(g->atoms->counts);
	memory_free(g->places);
	g->atoms->cells = cells;
	g->atoms->counts = counts;
	g->places = places;
	g->capacity = capacity;
	g->place_count = 2 * capacity;
	for (size_t a = 0; a < g->atoms->count; a++)
		g->places[find_place(g, cells + a * count)] = (uint32_t)a + 1;
	return 0;
}

static int add_person(struct gathering *g, struct error *error)
{
	struct atoms *atoms = g->atoms;
	size_t place;

	if (grow(g, error) != 0)
		return -1;
	place = find_place(g, g->cells);
	if (g->places[place] == 0) {
		if (atoms->count >= DIFFERENCING_LIMIT_ATOMS)
			return error_set(error, ERROR_REFUSED,
					 "the tables cut the people into more "
					 "than %d groups, too many to compare",
					 DIFFERENCING_LIMIT_ATOMS);
		memcpy(atoms->cells + atoms->count * atoms->table_count,
		       g->cells, atoms->table_count * sizeof(*g->cells));
		g->places[place] = (uint32_t)++atoms->count;
	}
	atoms->counts[g->places[place] - 1]++;
	return 0;
}

static bool is_leaf(const struct cube *cube, uint32_t cell)
{
	for (uint32_t d = 0; d < cube->dimension_count; d++)
		if (!classification_is_leaf(cube->dimensions[d],
					    cube_node(cube, cell, d)))
			return false;
	return true;
}

static int wrong_table(size_t table, struct error *error)
{
	error_set(error, ERROR_CORRUPT,
		  "a table's counts are not those of the people in it");
	return error_at(error, SLICE(""), 0, 0, (uint64_t)table + 1);
}

static int gather(struct gathering *g, const struct differencing_table *tables,
		  size_t person_count, struct error *error)
{
	size_t count = g->atoms->table_count;

	for (size_t p = 0; p < person_count; p++) {
		bool present = false;

		for (size_t k = 0; k < count; k++) {
			uint32_t cell = tables[k].persons != NULL
						? tables[k].persons[p]
						: DIFFERENCING_ABSENT;

			g->cells[k] = cell;
			if (cell == DIFFERENCING_ABSENT)
				continue;
			present = true;
			if (cell >= tables[k].cube->cell_count ||
			    !is_leaf(tables[k].cube, cell))
				return wrong_table(k, error);
		}
		if (present && add_person(g, error) != 0)
			return -1;
	}
	return 0;
}

/* Whether the atoms make up the counts of each table's leaves. */
static int check_counts(const struct atoms *atoms,
			const struct differencing_table *tables,
			struct error *error)
{
	for (size_t k = 0; k < atoms->table_count; k++) {
		const struct cube *cube = tables[k].cube;
		int64_t *sums;
		bool wrong = false;

		if (tables[k].persons == NULL)
			continue;
		sums = memory_array(cube->cell_count, sizeof(*sums));
		if (sums == NULL)
			return error_memory(error);
		for (size_t a = 0; a < atoms->count; a++)
			if (atom_cell(atoms, a, k) != DIFFERENCING_ABSENT)
				sums[atom_cell(atoms, a, k)] +=
					atoms->counts[a];
		for (uint32_t c = 0; c < cube->cell_count; c++)
			wrong |= is_leaf(cube, c) && sums[c] != cube->counts[c];
		memory_free(sums);
		if (wrong)
			return wrong_table(k, error);
	}
	return 0;
}

/* Moves what was gathered to the arena. */
static int keep(struct atoms *atoms, const struct gathering *g,
		struct arena *arena, struct error *error)
{
	const struct atoms *made = g->atoms;
	size_t cells = made->count * made->table_count;

	atoms->table_count = made->table_count;
	atoms->cells = arena_array(arena, cells, sizeof(uint32_t));
	atoms->counts = arena_array(arena, made->count, sizeof(int64_t));
	atoms->small = arena_array(arena, made->count, sizeof(bool));
	if (atoms->cells == NULL || atoms->counts == NULL ||
	    atoms->small == NULL)
		return error_memory(error);
	if (made->count > 0) {
		memcpy(atoms->cells, made->cells, cells * sizeof(uint32_t));
		memcpy(atoms->counts, made->counts,
		       made->count * sizeof(int64_t));
	}
	atoms->count = made->count;
	return 0;
}

int atoms_make(struct atoms *atoms, const struct differencing_table *tables,
	       size_t table_count, size_t person_count, struct arena *arena,
	       struct error *error)
{
	struct atoms made = {.table_count = table_count};
	struct gathering g = {.atoms = &made};
	int result = 0;

	*atoms = (struct atoms){0};
	g.cells = memory_array(table_count, sizeof(uint32_t));
	if (g.cells == NULL)
		result = error_memory(error);
	if (result == 0)
		result = gather(&g, tables, person_count, error);
	if (result == 0)
		result = check_counts(&made, tables, error);
	if (result == 0)
		result = keep(atoms, &g, arena, error);
	memory_free(g.cells);
	memory_free(g.places);
	memory_free(made.cells);
	memory_free(made.counts);
	return result;
}

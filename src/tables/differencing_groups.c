/*
 * For each two tables, the cells of one that overlap cells of the other, by
 * going through the atoms: an atom lies in its leaf cell of each table and in
 * all totals above it.  Sets of people are told apart by the sum of a number
 * drawn for each atom.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/mix.h"
#include "tables/cube.h"
#include "tables/differencing.h"
#include "tables/differencing_parts.h"

struct pair {
	uint32_t table, other_table; /* from 1; 0: no pair here */
	uint32_t cell, other_cell;
	int64_t count; /* of people in both */
	uint64_t key;
};

struct pairing {
	const struct atoms *atoms;
	const struct differencing_table *tables;
	size_t table_count;
	uint32_t threshold;
	bool by_release;
	struct pair *pairs; /* a hash with open places */
	size_t place_count, count;
	uint64_t **keys; /* by table and cell: of the people in it */
	uint64_t *known; /* keys of all cells, sorted */
	size_t known_count;
	struct group *groups;
	size_t group_count, group_capacity;
	struct arena *arena;
	struct arena scratch;
};

static uint64_t atom_key(size_t atom)
{
	return mix(((uint64_t)atom + 1) * MIX_STEP);
}

/* --- the totals above a cell ----------------------------------------------- */

/* Goes from a leaf cell to all cells that it is part of, itself first. */
struct ascent {
	const struct cube *cube;
	uint32_t leaf[CUBE_LIMIT_DIMENSIONS];
	uint32_t nodes[CUBE_LIMIT_DIMENSIONS];
};

static void ascend(struct ascent *ascent, const struct cube *cube,
		   uint32_t cell)
{
	ascent->cube = cube;
	cube_nodes(cube, cell, ascent->leaf);
	memcpy(ascent->nodes, ascent->leaf, sizeof(ascent->nodes));
}

static bool ascend_on(struct ascent *ascent)
{
	const struct cube *cube = ascent->cube;

	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		if (ascent->nodes[d] != 0) {
			ascent->nodes[d] = cube->dimensions[d]
						   ->nodes[ascent->nodes[d]]
						   .parent;
			return true;
		}
		ascent->nodes[d] = ascent->leaf[d];
	}
	return false;
}

/* Whether a leaf cell is part of a cell. */
static bool is_part(const struct cube *cube, uint32_t leaf, uint32_t cell)
{
	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		uint32_t node = cube_node(cube, leaf, d);
		uint32_t goal = cube_node(cube, cell, d);

		while (node > goal)
			node = cube->dimensions[d]->nodes[node].parent;
		if (node != goal)
			return false;
	}
	return true;
}

/* --- pairs of cells -------------------------------------------------------- */

static struct pair *find_pair(struct pairing *pairing, const struct pair *pair)
{
	uint64_t hash = ((uint64_t)pair->cell << 32 | pair->other_cell) *
			0x9E3779B97F4A7C15u;
	size_t mask = pairing->place_count - 1;
	size_t at;

	hash ^= (uint64_t)(pair->table * 31 + pair->other_table) << 7;
	at = (size_t)(hash ^ hash >> 31) & mask;
	while (pairing->pairs[at].table != 0 &&
	       (pairing->pairs[at].cell != pair->cell ||
		pairing->pairs[at].other_cell != pair->other_cell ||
		pairing->pairs[at].table != pair->table ||
		pairing->pairs[at].other_table != pair->other_table))
		at = (at + 1) & mask;
	return &pairing->pairs[at];
}

static int make_room(struct pairing *pairing, struct error *error)
{
	struct pair *old = pairing->pairs;
	size_t old_count = pairing->place_count;

	if (2 * pairing->count < old_count)
		return 0;
	if (pairing->count >= DIFFERENCING_LIMIT_PAIRS / 4)
		return error_set(error, ERROR_REFUSED,
				 "the tables have too many cells in common to "
				 "compare");
	pairing->place_count = old_count == 0 ? 1024 : 2 * old_count;
	pairing->pairs = memory_array(pairing->place_count, sizeof(*old));
	if (pairing->pairs == NULL) {
		pairing->pairs = old;
		pairing->place_count = old_count;
		return error_memory(error);
	}
	for (size_t i = 0; i < old_count; i++)
		if (old[i].table != 0)
			*find_pair(pairing, &old[i]) = old[i];
	memory_free(old);
	return 0;
}

static uint32_t dimension_called(const struct cube *cube, struct slice name)
{
	uint32_t d = 0;

	while (d < cube->dimension_count &&
	       !slice_equal(cube->dimensions[d]->name, name))
		d++;
	return d;
}

/* Whether a cell says something of its people, but for where they are, that the
 * other does not; `*contrary` when the other says something else. */
static bool says_more(const struct differencing_table *table,
		      const uint32_t *nodes,
		      const struct differencing_table *other,
		      const uint32_t *other_nodes, bool *contrary)
{
	const struct cube *cube = table->cube;
	bool more = false;

	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		const struct classification *dimension = cube->dimensions[d];
		uint32_t e;

		if ((table->places >> d & 1) != 0 || nodes[d] == 0)
			continue;
		e = dimension_called(other->cube, dimension->name);
		if (e == other->cube->dimension_count || other_nodes[e] == 0)
			more = true;
		else if (!slice_equal(dimension->nodes[nodes[d]].code,
				      other->cube->dimensions[e]
					      ->nodes[other_nodes[e]]
					      .code))
			*contrary = true;
	}
	return more;
}

static bool is_compared(const struct pairing *pairing, size_t table,
			const uint32_t *nodes, size_t other,
			const uint32_t *other_nodes)
{
	const struct differencing_table *a = &pairing->tables[table];
	const struct differencing_table *b = &pairing->tables[other];
	bool contrary = false;

	if (!pairing->by_release)
		return true;
	return (!says_more(a, nodes, b, other_nodes, &contrary) ||
		!says_more(b, other_nodes, a, nodes, &contrary)) &&
	       !contrary;
}

static int pair_atom(struct pairing *pairing, size_t atom, size_t table,
		     size_t other, struct error *error)
{
	uint32_t cell = atom_cell(pairing->atoms, atom, table);
	uint32_t other_cell = atom_cell(pairing->atoms, atom, other);
	struct ascent up, across;

	if (cell == DIFFERENCING_ABSENT || other_cell == DIFFERENCING_ABSENT)
		return 0;
	ascend(&up, pairing->tables[table].cube, cell);
	do {
		ascend(&across, pairing->tables[other].cube, other_cell);
		do {
			struct pair pair = {
				.table = (uint32_t)table + 1,
				.other_table = (uint32_t)other + 1,
				.cell = cube_cell(up.cube, up.nodes),
				.other_cell =
					cube_cell(across.cube, across.nodes),
			};
			struct pair *found;

			if (!is_compared(pairing, table, up.nodes, other,
					 across.nodes))
				continue;
			if (make_room(pairing, error) != 0)
				return -1;
			found = find_pair(pairing, &pair);
			if (found->table == 0) {
				*found = pair;
				pairing->count++;
			}
			found->count += pairing->atoms->counts[atom];
			found->key += atom_key(atom);
		} while (ascend_on(&across));
	} while (ascend_on(&up));
	return 0;
}

static int make_pairs(struct pairing *pairing, struct error *error)
{
	for (size_t a = 0; a < pairing->atoms->count; a++)
		for (size_t k = 0; k < pairing->table_count; k++)
			for (size_t j = k + 1; j < pairing->table_count; j++)
				if ((!pairing->by_release ||
				     pairing->tables[k].release !=
					     pairing->tables[j].release) &&
				    pair_atom(pairing, a, k, j, error) != 0)
					return -1;
	return 0;
}

/* --- which people a cell counts -------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
	const uint64_t *x = a;
	const uint64_t *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int make_keys(struct pairing *pairing, struct error *error)
{
	size_t cells = 0;

	pairing->keys = arena_array(&pairing->scratch, pairing->table_count,
				    sizeof(uint64_t *));
	if (pairing->keys == NULL)
		return error_memory(error);
	for (size_t k = 0; k < pairing->table_count; k++) {
		size_t count = pairing->tables[k].cube->cell_count;

		pairing->keys[k] =
			arena_array(&pairing->scratch, count, sizeof(uint64_t));
		if (pairing->keys[k] == NULL)
			return error_memory(error);
		cells += pairing->tables[k].persons != NULL ? count : 0;
	}
	for (size_t a = 0; a < pairing->atoms->count; a++)
		for (size_t k = 0; k < pairing->table_count; k++) {
			uint32_t cell = atom_cell(pairing->atoms, a, k);
			struct ascent up;

			if (cell == DIFFERENCING_ABSENT)
				continue;
			ascend(&up, pairing->tables[k].cube, cell);
			do
				pairing->keys[k]
					     [cube_cell(up.cube, up.nodes)] +=
					atom_key(a);
			while (ascend_on(&up));
		}
	pairing->known =
		arena_array(&pairing->scratch, cells, sizeof(uint64_t));
	if (pairing->known == NULL)
		return error_memory(error);
	for (size_t k = 0; k < pairing->table_count; k++)
		for (uint32_t c = 0; pairing->tables[k].persons != NULL &&
				     c < pairing->tables[k].cube->cell_count;
		     c++)
			pairing->known[pairing->known_count++] =
				pairing->keys[k][c];
	if (pairing->known_count > 1)
		qsort(pairing->known, pairing->known_count, sizeof(uint64_t),
		      compare_keys);
	return 0;
}

static bool is_cell(const struct pairing *pairing, uint64_t key)
{
	return pairing->known_count > 0 &&
	       bsearch(&key, pairing->known, pairing->known_count,
		       sizeof(uint64_t), compare_keys) != NULL;
}

/* --- groups ---------------------------------------------------------------- */

static int add_group(struct pairing *pairing, size_t table, uint32_t cell,
		     size_t other_table, uint32_t other_cell,
		     const struct pair *pair, struct error *error)
{
	int64_t count = pairing->tables[table].cube->counts[cell] - pair->count;
	uint64_t key = pairing->keys[table][cell] - pair->key;

	if (count <= 0 || count >= (int64_t)pairing->threshold ||
	    is_cell(pairing, key))
		return 0;
	pairing->groups = arena_grow(
		&pairing->scratch, pairing->groups, pairing->group_count,
		&pairing->group_capacity, sizeof(struct group));
	if (pairing->groups == NULL)
		return error_memory(error);
	pairing->groups[pairing->group_count++] = (struct group){
		.table = table,
		.other_table = other_table,
		.cell = cell,
		.other_cell = other_cell,
		.key = key,
	};
	return 0;
}

/* The same people next to each other, the largest cells (that is, the first)
 * before. */
static int compare_groups(const void *a, const void *b)
{
	const struct group *x = a;
	const struct group *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	if (x->other_table != y->other_table)
		return x->other_table < y->other_table ? -1 : 1;
	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return x->other_cell < y->other_cell ? -1
					     : x->other_cell > y->other_cell;
}

static int compare_places(const void *a, const void *b)
{
	const struct group *x = a;
	const struct group *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return compare_groups(a, b);
}

static int make_groups(struct pairing *pairing, struct error *error)
{
	size_t left = 0;

	for (size_t i = 0; i < pairing->place_count; i++) {
		const struct pair *pair = &pairing->pairs[i];

		if (pair->table != 0 &&
		    (add_group(pairing, pair->table - 1, pair->cell,
			       pair->other_table - 1, pair->other_cell, pair,
			       error) != 0 ||
		     add_group(pairing, pair->other_table - 1, pair->other_cell,
			       pair->table - 1, pair->cell, pair, error) != 0))
			return -1;
	}
	if (pairing->group_count == 0)
		return 0;
	qsort(pairing->groups, pairing->group_count, sizeof(struct group),
	      compare_groups);
	for (size_t g = 0; g < pairing->group_count; g++)
		if (left == 0 ||
		    pairing->groups[left - 1].key != pairing->groups[g].key)
			pairing->groups[left++] = pairing->groups[g];
	pairing->group_count = left;
	qsort(pairing->groups, left, sizeof(struct group), compare_places);
	return 0;
}

static bool in_group(const struct pairing *pairing, const struct group *group,
		     size_t atom)
{
	uint32_t cell = atom_cell(pairing->atoms, atom, group->other_table);

	return cell == DIFFERENCING_ABSENT ||
	       !is_part(pairing->tables[group->other_table].cube, cell,
			group->other_cell);
}

/* The first group of a cell: they are in order. */
static size_t first_group(const struct pairing *pairing, size_t table,
			  uint32_t cell)
{
	size_t from = 0;
	size_t to = pairing->group_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct group *group = &pairing->groups[middle];

		if (group->table < table ||
		    (group->table == table && group->cell < cell))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static int add_to_groups(struct pairing *pairing, size_t atom, size_t table,
			 uint32_t cell, struct error *error)
{
	for (size_t g = first_group(pairing, table, cell);
	     g < pairing->group_count && pairing->groups[g].table == table &&
	     pairing->groups[g].cell == cell;
	     g++) {
		struct group *group = &pairing->groups[g];

		if (!in_group(pairing, group, atom))
			continue;
		if (group->atoms == NULL)
			group->atoms =
				arena_array(pairing->arena, pairing->threshold,
					    sizeof(uint32_t));
		if (group->atoms == NULL)
			return error_memory(error);
		/* Each atom is at least one of fewer people. */
		group->atoms[group->atom_count++] = (uint32_t)atom;
	}
	return 0;
}

static int fill_groups(struct pairing *pairing, struct error *error)
{
	for (size_t a = 0; a < pairing->atoms->count; a++)
		for (size_t k = 0; k < pairing->table_count; k++) {
			uint32_t cell = atom_cell(pairing->atoms, a, k);
			struct ascent up;

			if (cell == DIFFERENCING_ABSENT)
				continue;
			ascend(&up, pairing->tables[k].cube, cell);
			do
				if (add_to_groups(pairing, a, k,
						  cube_cell(up.cube, up.nodes),
						  error) != 0)
					return -1;
			while (ascend_on(&up));
		}
	return 0;
}

static int finish(struct groups *groups, struct pairing *pairing,
		  struct atoms *atoms, struct error *error)
{
	struct arena *arena = pairing->arena;
	size_t count = pairing->group_count;

	groups->groups = arena_array(arena, count, sizeof(struct group));
	groups->counts = arena_array(arena, count, sizeof(int64_t));
	if (groups->groups == NULL || groups->counts == NULL)
		return error_memory(error);
	for (size_t g = 0; g < count; g++) {
		const struct group *group = &pairing->groups[g];

		/* A group of one atom is that atom. */
		if (pairing->by_release && group->atom_count == 1)
			atoms->small[group->atoms[0]] = true;
		if (group->atom_count < 2)
			continue;
		for (uint32_t i = 0; i < group->atom_count; i++)
			groups->counts[groups->count] +=
				atoms->counts[group->atoms[i]];
		groups->groups[groups->count++] = *group;
	}
	for (size_t a = 0; !pairing->by_release && a < atoms->count; a++)
		atoms->small[a] =
			atoms->counts[a] < (int64_t)pairing->threshold &&
			!is_cell(pairing, atom_key(a));
	return 0;
}

int groups_make(struct groups *groups, struct atoms *atoms,
		const struct differencing_table *tables, size_t table_count,
		const struct differencing_rules *rules, struct arena *arena,
		struct error *error)
{
	struct pairing pairing = {
		.atoms = atoms,
		.tables = tables,
		.table_count = table_count,
		.threshold = rules->threshold,
		.by_release = rules->by_release,
		.arena = arena,
	};
	int result = make_keys(&pairing, error);

	*groups = (struct groups){0};
	if (result == 0)
		result = make_pairs(&pairing, error);
	if (result == 0)
		result = make_groups(&pairing, error);
	if (result == 0)
		result = fill_groups(&pairing, error);
	if (result == 0)
		result = finish(groups, &pairing, atoms, error);
	memory_free(pairing.pairs);
	arena_release(&pairing.scratch);
	return result;
}

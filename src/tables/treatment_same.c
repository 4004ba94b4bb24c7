/*
 * treatment_same.c - cells of different tables in which the same people stand.
 *
 * Nobody without an exclusion has a reason for one: a reader knows that, and
 * takes the count that one table shows for the one that the other hides.  Which
 * cells are so is seen from the people: sets of them are told apart by the sum
 * of a number drawn for each.  That a category is a whole total, because the others
 * are empty, is left to the table itself.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mix.h"
#include "tables/cube.h"
#include "tables/treatment_parts.h"

/* Sums of the numbers of all people of England stay within 63 bits. */
enum { KEY_BITS = 36 };

struct keyed {
	int64_t key, count;
	uint32_t cell; /* of the relations */
	uint32_t table;
	uint32_t said; /* dimensions in which it is no total */
};

static int64_t key_of(size_t person)
{
	return (int64_t)(mix(((uint64_t)person + 1) * MIX_STEP) >>
			 (64 - KEY_BITS));
}

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a;
	const struct keyed *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	if (x->said != y->said)
		return x->said < y->said ? -1 : 1;
	return x->cell < y->cell ? -1 : x->cell > y->cell;
}

static uint32_t said_by(const struct cube *cube, uint32_t cell)
{
	uint32_t said = 0;

	for (uint32_t d = 0; d < cube->dimension_count; d++)
		said += cube_node(cube, cell, d) != 0;
	return said;
}

/* Adds the cells of a table that somebody is in. */
static int add_keys(const struct treating *treating, size_t number,
		    struct keyed *list, size_t *count, struct error *error)
{
	const struct treatment_table *table = &treating->tables[number];
	struct cube keys = *table->cube;

	keys.counts = arena_array(treating->arena, keys.cell_count,
				  sizeof(*keys.counts));
	if (keys.counts == NULL)
		return error_memory(error);
	for (size_t i = 0; i < table->person_count; i++)
		keys.counts[table->persons[i]] += key_of(i);
	cube_sum(&keys);
	for (uint32_t c = 0; c < keys.cell_count; c++)
		if (table->cube->counts[c] > 0)
			list[(*count)++] = (struct keyed){
				keys.counts[c], table->cube->counts[c],
				table->first + c, (uint32_t)number,
				said_by(table->cube, c)};
	return 0;
}

static void equate_all(const struct treating *treating,
		       const struct keyed *list, size_t count)
{
	size_t first = 0;

	for (size_t i = 1; i < count; i++) {
		if (list[i].key != list[first].key ||
		    list[i].count != list[first].count ||
		    list[i].said != list[first].said)
			first = i;
		else if (list[i].table != list[first].table)
			relations_equate(treating->relations, list[first].cell,
					 list[i].cell);
	}
}

int treatment_equate_same(const struct treating *treating, struct error *error)
{
	struct keyed *list;
	size_t cells = 0, count = 0;

	for (size_t t = 0; t < treating->table_count; t++) {
		if (treating->tables[t].persons == NULL)
			return 0;
		cells += treating->tables[t].cube->cell_count;
	}
	if (treating->table_count < 2)
		return 0;
	list = arena_array(treating->arena, cells, sizeof(*list));
	if (list == NULL)
		return error_memory(error);
	for (size_t t = 0; t < treating->table_count; t++)
		if (add_keys(treating, t, list, &count, error) != 0)
			return -1;
	if (count > 1)
		qsort(list, count, sizeof(*list), compare_keyed);
	equate_all(treating, list, count);
	return 0;
}

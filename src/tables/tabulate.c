#include "tables/table.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * One pass over the pupils.  Codes get numbers in the order in which they
 * appear; each dimension counts (area, value) in an open hash table that only
 * has the pairs that occur; at the end the codes are sorted and the counts
 * laid out.  What a table outgrows stays in the arena, which at most doubles
 * the memory.
 */
enum { FIRST_SLOTS = 64 };

static const struct slice unknown_code = SLICE_INIT("unknown");

struct codes {
	struct slice *codes; /* by number */
	size_t count;
	size_t capacity;
	uint32_t *slots;   /* number + 1; 0 is free */
	size_t slot_count; /* a power of two, or 0 */
};

struct pair {
	uint32_t area;
	uint32_t value;
	uint32_t count; /* 0: free */
};

struct dimension {
	struct slice name;
	struct slice label;
	struct codes values;
	struct pair *pairs;
	size_t pair_count;
	size_t slot_count; /* a power of two, or 0 */
};

struct tabulation {
	struct arena *arena;
	struct slice area_name;
	struct codes areas;
	struct dimension *dimensions;
	size_t dimension_count;
	uint32_t *area_counts;
	size_t area_capacity;
	uint32_t pupils;
};

int tabulation_make(struct tabulation **out, struct slice area,
		    const struct slice *names, const struct slice *labels,
		    size_t dimension_count, struct arena *arena,
		    struct error *error)
{
	struct tabulation *tabulation;
	bool whole;

	tabulation = arena_allocate(arena, sizeof(*tabulation));
	if (tabulation == NULL)
		return error_memory(error);
	tabulation->arena = arena;
	tabulation->area_name = arena_copy(arena, area);
	tabulation->dimensions = arena_array(arena, dimension_count,
					     sizeof(*tabulation->dimensions));
	tabulation->dimension_count = dimension_count;
	if (tabulation->area_name.at == NULL || tabulation->dimensions == NULL)
		return error_memory(error);
	whole = true;
	for (size_t i = 0; i < dimension_count; i++) {
		struct dimension *dimension = &tabulation->dimensions[i];

		dimension->name = arena_copy(arena, names[i]);
		dimension->label = arena_copy(arena, labels[i]);
		whole = whole && dimension->name.at != NULL &&
			dimension->label.at != NULL;
	}
	if (!whole)
		return error_memory(error);
	*out = tabulation;
	return 0;
}

static size_t code_slot(const struct codes *codes, struct slice code)
{
	size_t slot = (size_t)slice_hash(code) & (codes->slot_count - 1);

	while (codes->slots[slot] != 0 &&
	       !slice_equal(codes->codes[codes->slots[slot] - 1], code))
		slot = (slot + 1) & (codes->slot_count - 1);
	return slot;
}

static int grow_codes(struct codes *codes, struct arena *arena,
		      struct error *error)
{
	struct codes grown = *codes;

	if ((codes->count + 1) * 2 <= codes->slot_count)
		return 0;
	grown.slot_count =
		codes->slot_count > 0 ? codes->slot_count * 2 : FIRST_SLOTS;
	grown.slots =
		arena_array(arena, grown.slot_count, sizeof(*grown.slots));
	if (grown.slots == NULL)
		return error_memory(error);
	for (size_t i = 0; i < codes->count; i++)
		grown.slots[code_slot(&grown, codes->codes[i])] =
			(uint32_t)i + 1;
	*codes = grown;
	return 0;
}

/* The number of a code, a new one if need be. */
static int code_number(struct codes *codes, struct slice code, uint32_t *number,
		       struct arena *arena, struct error *error)
{
	struct slice *grown;
	struct slice copy;
	size_t slot;

	if (slice_empty(code))
		code = unknown_code;
	if (grow_codes(codes, arena, error) != 0)
		return -1;
	slot = code_slot(codes, code);
	if (codes->slots[slot] == 0) {
		grown = arena_grow(arena, codes->codes, codes->count,
				   &codes->capacity, sizeof(*grown));
		if (grown == NULL)
			return error_memory(error);
		codes->codes = grown;
		copy = arena_copy(arena, code);
		if (copy.at == NULL)
			return error_memory(error);
		grown[codes->count++] = copy;
		codes->slots[slot] = (uint32_t)codes->count;
	}
	*number = codes->slots[slot] - 1;
	return 0;
}

static struct pair *pair_slot(struct pair *pairs, size_t slot_count,
			      uint32_t area, uint32_t value)
{
	/* Fibonacci hashing: the high bits of the product are well mixed. */
	uint64_t key = ((uint64_t)area << 32 | value) * 0x9E3779B97F4A7C15u;
	size_t slot = (size_t)(key >> 32) & (slot_count - 1);

	while (pairs[slot].count != 0 &&
	       (pairs[slot].area != area || pairs[slot].value != value))
		slot = (slot + 1) & (slot_count - 1);
	return &pairs[slot];
}

static int grow_pairs(struct dimension *dimension, struct arena *arena,
		      struct error *error)
{
	size_t slots = dimension->slot_count > 0 ? dimension->slot_count * 2
						 : FIRST_SLOTS;
	struct pair *pairs;

	if ((dimension->pair_count + 1) * 2 <= dimension->slot_count)
		return 0;
	pairs = arena_array(arena, slots, sizeof(*pairs));
	if (pairs == NULL)
		return error_memory(error);
	for (size_t i = 0; i < dimension->slot_count; i++) {
		const struct pair *old = &dimension->pairs[i];

		if (old->count != 0)
			*pair_slot(pairs, slots, old->area, old->value) = *old;
	}
	dimension->pairs = pairs;
	dimension->slot_count = slots;
	return 0;
}

static int count_pair(struct dimension *dimension, uint32_t area,
		      struct slice value, struct arena *arena,
		      struct error *error)
{
	struct pair *pair;
	uint32_t number;

	if (code_number(&dimension->values, value, &number, arena, error) != 0)
		return -1;
	if (grow_pairs(dimension, arena, error) != 0)
		return -1;
	pair = pair_slot(dimension->pairs, dimension->slot_count, area, number);
	if (pair->count == 0)
		dimension->pair_count++;
	pair->area = area;
	pair->value = number;
	pair->count++;
	return 0;
}

int tabulation_add(struct tabulation *tabulation, struct slice area,
		   const struct slice *values, struct error *error)
{
	uint32_t *counts;
	uint32_t number;

	if (tabulation->pupils == UINT32_MAX)
		return error_set(error, ERROR_INPUT,
				 "more pupils than a table can count");
	if (code_number(&tabulation->areas, area, &number, tabulation->arena,
			error) != 0)
		return -1;
	counts = arena_grow(tabulation->arena, tabulation->area_counts, number,
			    &tabulation->area_capacity, sizeof(*counts));
	if (counts == NULL)
		return error_memory(error);
	tabulation->area_counts = counts;
	for (size_t i = 0; i < tabulation->dimension_count; i++)
		if (count_pair(&tabulation->dimensions[i], number, values[i],
			       tabulation->arena, error) != 0)
			return -1;
	counts[number]++;
	tabulation->pupils++;
	return 0;
}

struct ranked {
	struct slice code;
	uint32_t number;
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *left = a;
	const struct ranked *right = b;
	bool left_unknown = slice_equal(left->code, unknown_code);
	bool right_unknown = slice_equal(right->code, unknown_code);

	if (left_unknown != right_unknown)
		return left_unknown ? 1 : -1;
	return slice_compare(left->code, right->code);
}

/* The codes in their printed order, and for each number its place there. */
static int sort_codes(const struct codes *codes, struct slice **sorted,
		      uint32_t **places, struct arena *arena,
		      struct error *error)
{
	struct ranked *ranked =
		arena_array(arena, codes->count, sizeof(*ranked));

	*sorted = arena_array(arena, codes->count, sizeof(**sorted));
	*places = arena_array(arena, codes->count, sizeof(**places));
	if (ranked == NULL || *sorted == NULL || *places == NULL)
		return error_memory(error);
	for (size_t i = 0; i < codes->count; i++)
		ranked[i] = (struct ranked){codes->codes[i], (uint32_t)i};
	qsort(ranked, codes->count, sizeof(*ranked), compare_ranked);
	for (size_t i = 0; i < codes->count; i++) {
		(*sorted)[i] = ranked[i].code;
		(*places)[ranked[i].number] = (uint32_t)i;
	}
	return 0;
}

static int lay_out(const struct dimension *dimension, const uint32_t *row_of,
		   size_t row_count, struct table *table, struct arena *arena,
		   struct error *error)
{
	struct slice *columns;
	uint32_t *column_of;
	size_t cell_count;

	if (sort_codes(&dimension->values, &columns, &column_of, arena,
		       error) != 0)
		return -1;
	*table = (struct table){
		.name = dimension->name,
		.label = dimension->label,
		.columns = columns,
		.column_labels = columns,
		.column_count = dimension->values.count,
	};
	if (__builtin_mul_overflow(row_count, table->column_count,
				   &cell_count) ||
	    cell_count > TABLE_LIMIT_CELLS)
		return error_set(error, ERROR_REFUSED,
				 "table %.*s would have more than %d cells",
				 SLICE_ARGS(table->name), TABLE_LIMIT_CELLS);
	table->cells = arena_array(arena, cell_count, sizeof(*table->cells));
	table->column_totals = arena_array(arena, table->column_count,
					   sizeof(*table->column_totals));
	if (table->cells == NULL || table->column_totals == NULL)
		return error_memory(error);
	for (size_t i = 0; i < dimension->slot_count; i++) {
		const struct pair *pair = &dimension->pairs[i];
		size_t column;

		if (pair->count == 0)
			continue;
		column = column_of[pair->value];
		table->cells[row_of[pair->area] * table->column_count + column]
			.count = pair->count;
		table->column_totals[column].count += pair->count;
	}
	return 0;
}

int tabulation_finish(struct tabulation *tabulation,
		      const struct table_profile *profile,
		      struct table_set *set, struct error *error)
{
	struct arena *arena = tabulation->arena;
	struct table_set made = {
		.area = tabulation->area_name,
		.row_count = tabulation->areas.count,
		.total = {.count = tabulation->pupils},
		.table_count = tabulation->dimension_count,
		.profile = profile,
	};
	struct slice *rows;
	uint32_t *row_of;

	if (sort_codes(&tabulation->areas, &rows, &row_of, arena, error) != 0)
		return -1;
	made.rows = rows;
	made.row_totals =
		arena_array(arena, made.row_count, sizeof(*made.row_totals));
	made.tables =
		arena_array(arena, made.table_count, sizeof(*made.tables));
	if (made.row_totals == NULL || made.tables == NULL)
		return error_memory(error);
	for (size_t i = 0; i < made.row_count; i++)
		made.row_totals[row_of[i]].count = tabulation->area_counts[i];
	for (size_t i = 0; i < made.table_count; i++)
		if (lay_out(&tabulation->dimensions[i], row_of, made.row_count,
			    &made.tables[i], arena, error) != 0)
			return -1;
	*set = made;
	return 0;
}

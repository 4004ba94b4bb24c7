#include "tables/table.h"

#include "base/arena.h"
#include "base/error.h"
#include "tables/system.h"

enum { ROWS_AT_ONCE = 64 };

static int each_component(struct system *system,
			  int (*run)(struct system *, const struct component *,
				     struct error *),
			  struct error *error)
{
	struct arena scratch = {0};
	struct component *components;
	size_t count;
	int result;

	result =
		system_components(system, &components, &count, &scratch, error);
	for (size_t i = 0; result == 0 && i < count; i++)
		result = run(system, &components[i], error);
	arena_release(&scratch);
	return result;
}

/*
 * Holds the cells of all rows but those in play, the overall total, and the row
 * totals unless those in play are to be `moving`.  Says whether anything is
 * held.
 */
static bool hold_others(struct system *system, const struct table_set *set,
			const bool *in_play, bool moving)
{
	bool any = false;

	for (size_t i = 0; i < system->unknown_count; i++) {
		struct unknown *x = &system->unknowns[i];
		bool total = x->table == set->table_count;

		if (x->row == set->row_count)
			x->still = total;
		else
			x->still = !in_play[x->row] || (total && !moving);
		any |= x->still;
	}
	return any;
}

/* Seeks witnesses that differ from the truth in a few rows at a time: all
 * rows with their totals held, or, `moving`, those with suppressed totals. */
static int witness_by_rows(struct system *system, const struct table_set *set,
			   bool moving, bool *in_play, struct error *error)
{
	size_t row = 0;

	while (row < set->row_count) {
		size_t count = 0;

		memset(in_play, 0, set->row_count);
		for (; row < set->row_count && count < ROWS_AT_ONCE; row++) {
			if (moving && set->row_totals[row].state == CELL_SHOWN)
				continue;
			in_play[row] = true;
			count++;
		}
		if (count > 0 && hold_others(system, set, in_play, moving) &&
		    each_component(system, component_witness, error) != 0)
			return -1;
	}
	return 0;
}

/*
 * Suppressed row totals link all tables, and column totals all rows, into one
 * large system.  Most cells are safe even to a reader who knows all areas but
 * some, which takes small systems to show; only the rest need the large one.
 */
static int judge_all(struct system *system, const struct table_set *set,
		     struct arena *scratch, struct error *error)
{
	bool *in_play = arena_array(scratch, set->row_count, sizeof(*in_play));

	if (in_play == NULL)
		return error_memory(error);
	system_narrow(system);
	if (witness_by_rows(system, set, false, in_play, error) != 0)
		return -1;
	if (set->row_count > ROWS_AT_ONCE &&
	    witness_by_rows(system, set, true, in_play, error) != 0)
		return -1;
	for (size_t i = 0; i < system->unknown_count; i++)
		system->unknowns[i].still = false;
	return each_component(system, component_judge, error);
}

static uint32_t clip(int64_t bound)
{
	return bound < UINT32_MAX ? (uint32_t)bound : UINT32_MAX;
}

static int report(const struct system *system, struct exposure **exposures,
		  size_t *count, struct arena *arena, struct error *error)
{
	struct exposure *found;
	size_t found_count = 0;

	for (size_t i = 0; i < system->unknown_count; i++)
		found_count += !unknown_safe(&system->unknowns[i]);
	found = arena_array(arena, found_count, sizeof(*found));
	if (found == NULL)
		return error_memory(error);
	found_count = 0;
	for (size_t i = 0; i < system->unknown_count; i++) {
		const struct unknown *x = &system->unknowns[i];

		if (!unknown_safe(x))
			found[found_count++] = (struct exposure){
				x->table,     x->row,        x->column,
				clip(x->low), clip(x->high),
			};
	}
	*exposures = found;
	*count = found_count;
	return 0;
}

int table_attack(const struct table_set *set, struct exposure **exposures,
		 size_t *count, struct arena *arena, struct error *error)
{
	struct arena scratch = {0};
	struct system system;
	int result;

	result = system_make(&system, set, &scratch, error);
	if (result == 0)
		result = judge_all(&system, set, &scratch, error);
	if (result == 0)
		result = report(&system, exposures, count, arena, error);
	arena_release(&scratch);
	return result;
}

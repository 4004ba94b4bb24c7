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

/* Lets go only the cells and column totals of some rows; column totals go with
 * any.  Says whether something is left that is held. */
static bool hold_all_but(struct system *system, const struct table_set *set,
			 size_t from, size_t to)
{
	bool any = false;

	for (size_t i = 0; i < system->unknown_count; i++) {
		struct unknown *x = &system->unknowns[i];

		x->still = x->table == set->table_count ||
			   (x->row < set->row_count &&
			    (x->row < from || x->row >= to));
		any |= x->still;
	}
	return any;
}

static void let_go(struct system *system)
{
	for (size_t i = 0; i < system->unknown_count; i++)
		system->unknowns[i].still = false;
}

/*
 * Suppressed row totals link all tables, and column totals all rows, into one
 * large system.  Most cells are safe even to a reader who knows the row totals
 * and the cells of all other areas but some, which takes small systems to show;
 * only the rest need the large one.
 */
static int judge_all(struct system *system, const struct table_set *set,
		     struct error *error)
{
	system_narrow(system);
	for (size_t row = 0; row < set->row_count; row += ROWS_AT_ONCE)
		if (hold_all_but(system, set, row, row + ROWS_AT_ONCE) &&
		    each_component(system, component_witness, error) != 0)
			return -1;
	let_go(system);
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
		result = judge_all(&system, set, error);
	if (result == 0)
		result = report(&system, exposures, count, arena, error);
	arena_release(&scratch);
	return result;
}

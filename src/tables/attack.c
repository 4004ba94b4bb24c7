#include "tables/attack.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/attack_system.h"
#include "tables/relations.h"

struct attacking {
	struct attack_system system;
	const struct attack_options *options;
	struct attack_component *components;
	size_t component_count;
	struct attack_walker *walker;
	struct attack_leak *leaks;
	size_t leak_count;
	struct arena scratch;
};

static int each_component(struct attacking *attacking,
			  int (*run)(struct attack_system *,
				     const struct attack_component *,
				     struct error *),
			  struct error *error)
{
	for (size_t i = 0; i < attacking->component_count; i++)
		if (run(&attacking->system, &attacking->components[i], error) !=
		    0)
			return -1;
	return 0;
}

/* The true counts are the first witness, so they have to be one. */
static int check_truth(const struct attack_system *system, struct error *error)
{
	for (uint32_t i = 0; i < system->count; i++)
		if (system->truth[i] < system->low[i] ||
		    system->truth[i] > system->high[i])
			return error_set(error, ERROR_CORRUPT,
					 "a count is not within the bounds "
					 "that are published for it");
	if (!attack_quotients_hold(system, system->truth))
		return error_set(error, ERROR_CORRUPT,
				 "a count does not fit its percentage");
	return 0;
}

/* Finds counts that fit where nobody here knows them. */
static int fit(struct attacking *attacking, struct error *error)
{
	struct attack_system *system = &attacking->system;

	for (uint32_t i = 0; i < system->count; i++)
		system->truth[i] = system->value[i] = system->low[i];
	if (each_component(attacking, attack_fit, error) != 0)
		return -1;
	for (uint32_t i = 0; i < system->count; i++)
		system->value[i] = system->seen_low[i] = system->seen_high[i] =
			system->truth[i];
	return 0;
}

static int run(struct attacking *attacking, struct arena *arena,
	       struct error *error)
{
	struct attack_system *system = &attacking->system;
	const struct attack_options *options = attacking->options;
	struct arena *scratch = &attacking->scratch;
	bool unknown_counts = options->unknown_counts;
	int64_t *truth = arena_array(scratch, system->count, sizeof(int64_t));

	if (truth == NULL)
		return error_memory(error);
	if (!unknown_counts && check_truth(system, error) != 0)
		return -1;
	if (attack_narrow(system, scratch, error) != 0 ||
	    attack_components(system, &attacking->components,
			      &attacking->component_count, scratch, error) != 0)
		return -1;
	if (unknown_counts && fit(attacking, error) != 0)
		return -1;
	memcpy(truth, system->truth, system->count * sizeof(int64_t));
	if (attack_walker_make(&attacking->walker, system, scratch, error) !=
		    0 ||
	    attack_seek(system, attacking->walker, options, error) != 0 ||
	    each_component(attacking, attack_seek_near, error) != 0 ||
	    each_component(attacking, attack_settle, error) != 0)
		return -1;
	for (uint32_t i = 0; i < system->count; i++)
		system->truth[i] = system->value[i] = truth[i];
	if (options->insiders == 0)
		return 0;
	return attack_insiders(&attacking->leaks, &attacking->leak_count,
			       system, attacking->walker, attacking->components,
			       attacking->component_count, arena, error);
}

/* --- telling --------------------------------------------------------------- */

static int64_t told_high(const struct attack_system *system, int64_t high)
{
	return high >= system->headroom ? RELATIONS_UNBOUNDED : high;
}

static struct attack_exposure expose(const struct attack_system *system,
				     uint32_t i)
{
	return (struct attack_exposure){
		.cell = system->cells[i],
		.insider = ATTACK_NONE,
		.kind = attack_lost(system, i) ? EXPOSURE_PROVED
					       : EXPOSURE_UNSHOWN,
		.low = system->low[i],
		.high = told_high(system, system->high[i]),
	};
}

static int compare_exposures(const void *a, const void *b)
{
	const struct attack_exposure *x = a;
	const struct attack_exposure *y = b;

	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	/* ATTACK_NONE first. */
	if (x->insider + 1 != y->insider + 1)
		return x->insider + 1 < y->insider + 1 ? -1 : 1;
	return 0;
}

static int report(struct attack_result *result,
		  const struct attacking *attacking, struct arena *arena,
		  struct error *error)
{
	const struct attack_system *system = &attacking->system;
	size_t count = attacking->leak_count;
	struct attack_exposure *found;

	for (uint32_t i = 0; i < system->count; i++)
		count += system->asks[i] && !attack_safe(system, i);
	found = arena_array(arena, count, sizeof(*found));
	if (found == NULL)
		return error_memory(error);
	*result = (struct attack_result){
		.exposures = found,
		.unknowns = system->count,
		.components = attacking->component_count,
		.programs = system->programs,
	};
	for (uint32_t i = 0; i < system->count; i++) {
		result->needy += system->asks[i];
		if (system->asks[i] && !attack_safe(system, i))
			found[result->count++] = expose(system, i);
	}
	for (size_t n = 0; n < attacking->leak_count; n++) {
		const struct attack_leak *leak = &attacking->leaks[n];

		found[result->count++] = (struct attack_exposure){
			.cell = system->cells[leak->unknown],
			.insider = system->cells[leak->insider],
			.kind = leak->proved ? EXPOSURE_PROVED
					     : EXPOSURE_UNSHOWN,
			.low = leak->low,
			.high = told_high(system, leak->high),
		};
	}
	if (result->count > 1)
		qsort(found, result->count, sizeof(*found), compare_exposures);
	return 0;
}

int attack(struct attack_result *result, const struct relations *relations,
	   const struct attack_options *options, struct arena *arena,
	   struct error *error)
{
	static const struct attack_options none = {0};
	struct attacking attacking = {
		.options = options != NULL ? options : &none,
	};
	int outcome = attack_system_make(&attacking.system, relations,
					 attacking.options, &attacking.scratch,
					 error);

	if (outcome == 0)
		outcome = run(&attacking, arena, error);
	if (outcome == 0)
		outcome = report(result, &attacking, arena, error);
	arena_release(&attacking.scratch);
	return outcome;
}

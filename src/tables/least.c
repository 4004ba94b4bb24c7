#include "tables/least.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/attack.h"
#include "tables/exact.h"
#include "tables/protect.h"
#include "tables/relations.h"

/* A second or two for the largest. */
static const struct exact_limits limits = {.nodes = 40, .attacks = 3000};

/* Whether the attacker opens nothing. */
static int withstands(const struct relations *relations,
		      const struct protect_options *options,
		      struct arena *arena, bool *safe, struct error *error)
{
	struct attack_options attacks = {.insiders = options->insiders};
	struct attack_result result;

	if (attack(&result, relations, &attacks, arena, error) != 0)
		return -1;
	*safe = result.count == 0;
	return 0;
}

static void take(const struct relations *relations,
		 struct protect_report *report)
{
	struct relations_loss loss = relations_lost(relations);

	report->cost = loss.cost;
	report->risky = loss.risky;
	report->helpers = loss.helpers;
}

static int improve(struct relations *relations,
		   const struct protect_options *options,
		   struct protect_report *report, struct arena *arena,
		   struct error *error)
{
	uint8_t *marks = arena_array(arena, relations->cell_count, 1);
	struct exact_report exact;
	bool safe = false;

	if (marks == NULL)
		return error_memory(error);
	memcpy(marks, relations->marks, relations->cell_count);
	if (exact_suppress(relations, &limits, &exact, error) != 0)
		return error->code == ERROR_MEMORY ? -1 : 0;
	if (exact.bound > report->bound)
		report->bound = exact.bound;
	if (exact.cost < report->cost &&
	    withstands(relations, options, arena, &safe, error) != 0) {
		memcpy(relations->marks, marks, relations->cell_count);
		return error->code == ERROR_MEMORY ? -1 : 0;
	}
	if (safe)
		take(relations, report);
	else
		memcpy(relations->marks, marks, relations->cell_count);
	return 0;
}

int protect_least(struct relations *relations,
		  const struct protect_options *options,
		  struct protect_report *report, struct error *error)
{
	struct protect_report own = {0};
	struct error ignored = {0};
	struct arena arena = {0};
	int result = protect(relations, options, &own, error);

	if (result == 0 && own.helpers > 0 && own.bound < own.cost &&
	    relations->cell_count <= LEAST_LIMIT_CELLS) {
		result = improve(relations, options, &own, &arena,
				 error != NULL ? error : &ignored);
		arena_release(&arena);
	}
	if (result == 0 && report != NULL)
		*report = own;
	return result;
}

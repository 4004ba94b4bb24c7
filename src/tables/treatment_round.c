#include "tables/treatment_parts.h"

#include "base/arena.h"
#include "base/error.h"
#include "tables/profile.h"
#include "tables/round.h"

/* Up or down is drawn by the counts themselves (FNV-1a), so that the same table
 * is the same each time. */
static uint64_t seed_of(const struct relations *relations)
{
	uint64_t seed = 0xcbf29ce484222325u;

	for (uint32_t c = 0; c < relations->cell_count; c++)
		seed = (seed ^ (uint64_t)relations->counts[c]) * 0x100000001b3u;
	return seed == 0 ? 1 : seed;
}

/* What a reader knows: each count is less than a base away, or as far as the
 * farthest, and not below 0. */
static int bound_controlled(const struct treating *treating,
			    struct relations *seen,
			    const struct round_report *report,
			    struct error *error)
{
	const int64_t *shown = treating->treatment->shown;
	int64_t away = treating->profile->base - 1;
	uint32_t count = seen->cell_count;
	const uint8_t *marks = seen->marks;

	if (report->farthest > away)
		away = report->farthest;
	seen->marks = arena_allocate(treating->arena, count);
	seen->least = arena_array(treating->arena, count, sizeof(int64_t));
	seen->most = arena_array(treating->arena, count, sizeof(int64_t));
	if (seen->marks == NULL || seen->least == NULL || seen->most == NULL)
		return error_memory(error);
	for (uint32_t c = 0; c < count; c++) {
		seen->marks[c] =
			marks[c] == CELL_RISKY ? CELL_RISKY : CELL_HIDDEN;
		seen->most[c] = treating->relations->most[c];
		if (marks[c] == CELL_HIDDEN)
			continue;
		seen->least[c] = shown[c] > away ? shown[c] - away : 0;
		if (seen->most[c] > shown[c] + away)
			seen->most[c] = shown[c] + away;
	}
	return 0;
}

/* Rounded tables show every cell: they cannot keep what is said of cells that
 * are not shown. */
static int check_controlled(const struct treating *treating,
			    struct error *error)
{
	const struct profile *profile = treating->profile;

	if (profile->cohort > 0 || profile->cohort_one > 0)
		return error_set(error, ERROR_INPUT,
				 "a profile that rounds so that counts add up "
				 "cannot leave out small groups");
	for (size_t i = 0; i < treating->table_count; i++)
		if (treating->tables[i].magnitudes != NULL) {
			error_set(error, ERROR_INPUT,
				  "means are not made where counts are rounded "
				  "so that they add up");
			return error_hint(error, "leave out the means, or use "
						 "a profile that suppresses");
		}
	return 0;
}

/* Nothing is suppressed: what would be could be added up again, rounded. */
int treatment_round(const struct treating *treating, struct error *error)
{
	struct relations *relations = treating->relations;
	struct round_options options = {.base = treating->profile->base,
					.seed = seed_of(relations)};
	struct attack_options attacks = {.insiders = INSIDERS};
	struct relations seen = *relations;
	struct attack_result result;
	struct round_report report;
	int64_t *shown = arena_array(treating->arena, relations->cell_count,
				     sizeof(*shown));

	if (shown == NULL)
		return error_memory(error);
	treating->treatment->shown = shown;
	if (check_controlled(treating, error) != 0 ||
	    round_controlled(relations, &options, shown, &report, error) != 0 ||
	    bound_controlled(treating, &seen, &report, error) != 0 ||
	    attack(&result, &seen, &attacks, treating->arena, error) != 0)
		return -1;
	treatment_drop_own(treating, &result);
	if (result.count > 0)
		return treatment_refuse(&result, error);
	for (uint32_t c = 0; c < relations->cell_count; c++)
		if (relations->marks[c] == CELL_RISKY)
			relations->marks[c] = CELL_FREE;
	treating->treatment->attacked = result.needy;
	return 0;
}

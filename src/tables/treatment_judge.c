#include "tables/treatment_parts.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/cube.h"
#include "tables/profile.h"

/* What a reader knows of rounded counts: what each may have been. */
static int bound_rounded(const struct treating *treating,
			 struct relations *seen, struct error *error)
{
	uint32_t count = seen->cell_count;
	const uint8_t *marks = seen->marks;

	seen->marks = arena_allocate(treating->arena, count);
	seen->least = arena_array(treating->arena, count, sizeof(int64_t));
	seen->most = arena_array(treating->arena, count, sizeof(int64_t));
	if (seen->marks == NULL || seen->least == NULL || seen->most == NULL)
		return error_memory(error);
	memcpy(seen->least, treating->relations->least,
	       count * sizeof(int64_t));
	memcpy(seen->most, treating->relations->most, count * sizeof(int64_t));
	memcpy(seen->marks, marks, count);
	for (uint32_t c = 0; c < count; c++) {
		int64_t least, most;

		if (marks[c] != CELL_FREE && marks[c] != CELL_OPEN)
			continue;
		profile_known(treating->profile, seen->counts[c], &least,
			      &most);
		if (least == most)
			continue;
		if (seen->least[c] < least)
			seen->least[c] = least;
		if (seen->most[c] > most)
			seen->most[c] = most;
		seen->marks[c] = CELL_HIDDEN;
	}
	return 0;
}

/* The finer of two nodes when one lies in the other; else
 * CLASSIFICATION_NONE. */
static uint32_t finer(const struct classification *dimension, uint32_t one,
		      uint32_t other)
{
	uint32_t deep =
		dimension->nodes[one].depth > dimension->nodes[other].depth
			? one
			: other;
	uint32_t wanted = deep == one ? other : one;

	for (uint32_t at = deep; at != CLASSIFICATION_NONE;
	     at = dimension->nodes[at].parent)
		if (at == wanted)
			return deep;
	return CLASSIFICATION_NONE;
}

/* Whether two cells count the same people: then whoever is in the one is in the
 * other, and finds out nothing by it. */
static bool counts_same(const struct treating *treating, uint32_t one,
			uint32_t other)
{
	for (size_t i = 0; i < treating->table_count; i++) {
		const struct cube *cube = treating->tables[i].cube;
		uint32_t first = treating->tables[i].first, both = 0;

		if (one < first || one - first >= cube->cell_count ||
		    other < first || other - first >= cube->cell_count)
			continue;
		for (uint32_t d = 0; d < cube->dimension_count; d++) {
			uint32_t node =
				finer(cube->dimensions[d],
				      cube_node(cube, one - first, d),
				      cube_node(cube, other - first, d));

			if (node == CLASSIFICATION_NONE)
				return false;
			both += node * cube->strides[d];
		}
		return cube->counts[both] == cube->counts[one - first] &&
		       cube->counts[both] == cube->counts[other - first];
	}
	return false;
}

/* Takes out what only tells insiders of themselves. */
void treatment_drop_own(const struct treating *treating,
			struct attack_result *result)
{
	size_t kept = 0;

	for (size_t i = 0; i < result->count; i++) {
		const struct attack_exposure *exposure = &result->exposures[i];

		if (exposure->insider == ATTACK_NONE ||
		    !counts_same(treating, exposure->cell, exposure->insider))
			result->exposures[kept++] = *exposure;
	}
	result->count = kept;
}

static int judge_counts(const struct treating *treating,
			struct attack_result *result, struct error *error)
{
	struct attack_options options = {.insiders = INSIDERS};
	struct relations seen = *treating->relations;

	if (treating->rounded && bound_rounded(treating, &seen, error) != 0)
		return -1;
	if (attack(result, &seen, &options, treating->arena, error) != 0)
		return -1;
	treatment_drop_own(treating, result);
	return 0;
}

/* The attack on the sums behind means: those that are shown are known, times
 * their counts. */
static int judge_sums(const struct treating *treating,
		      const struct treatment_table *table,
		      struct attack_result *result, struct error *error)
{
	struct relations sums;

	if (treatment_relate_sums(treating, table, &sums, error) != 0)
		return -1;
	for (uint32_t c = 0; c < sums.cell_count; c++)
		sums.marks[c] = treating->relations->marks[table->first + c];
	if (attack(result, &sums, NULL, treating->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < result->count; i++)
		result->exposures[i].cell += table->first;
	return 0;
}

/* Counts first; where they are safe, sums. */
int treatment_judge(const struct treating *treating,
		    struct attack_result *result, struct error *error)
{
	if (judge_counts(treating, result, error) != 0)
		return -1;
	for (size_t i = 0; i < treating->table_count && result->count == 0; i++)
		if (treating->tables[i].magnitudes != NULL &&
		    judge_sums(treating, &treating->tables[i], result, error) !=
			    0)
			return -1;
	return 0;
}

int treatment_refuse(const struct attack_result *result, struct error *error)
{
	error_set(error, ERROR_REFUSED,
		  "%zu hidden %s could still be worked out, so the table is "
		  "not given out",
		  result->count, result->count == 1 ? "number" : "numbers");
	return error_hint(error, "use larger areas or groups, or fewer "
				 "dimensions");
}

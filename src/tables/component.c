#include "tables/system.h"

#include "base/arena.h"
#include "base/error.h"

/* The first unknown of the set that `at` belongs to, shortening the way. */
static uint32_t find_root(uint32_t *parents, uint32_t at)
{
	while (parents[at] != at) {
		parents[at] = parents[parents[at]];
		at = parents[at];
	}
	return at;
}

/* Joins the unknowns of an equation that are not fixed; gives one of them, or
 * UINT32_MAX. */
static uint32_t join(const struct system *system, size_t equation,
		     uint32_t *parents)
{
	uint32_t first = UINT32_MAX;

	for (size_t i = system->starts[equation];
	     i < system->starts[equation + 1]; i++) {
		uint32_t at = system->terms[i].unknown;

		if (unknown_fixed(&system->unknowns[at]))
			continue;
		at = find_root(parents, at);
		if (first == UINT32_MAX || first == at) {
			first = at;
		} else if (at < first) { /* the least number stays the root */
			parents[first] = at;
			first = at;
		} else {
			parents[at] = first;
		}
	}
	return first;
}

/* Sorts the numbers below `count` by key, keeping their order and leaving out
 * those with UINT32_MAX: those of key k are sorted[starts[k]] up to
 * sorted[starts[k + 1]].  `starts` comes zeroed. */
static void sort_by_key(const uint32_t *key_of, size_t count, size_t keys,
			size_t *starts, uint32_t *sorted)
{
	for (size_t i = 0; i < count; i++)
		if (key_of[i] != UINT32_MAX)
			starts[key_of[i]]++;
	for (size_t i = 1; i < keys; i++)
		starts[i] += starts[i - 1];
	starts[keys] = keys > 0 ? starts[keys - 1] : 0;
	for (size_t i = count; i-- > 0;) /* each end moves to its start */
		if (key_of[i] != UINT32_MAX)
			sorted[--starts[key_of[i]]] = (uint32_t)i;
}

struct grouping {
	uint32_t *parents;      /* of unknowns */
	uint32_t *unknown_keys; /* component numbers */
	uint32_t *equation_keys;
	uint32_t *unknowns; /* sorted by component */
	uint32_t *equations;
	size_t *unknown_starts;
	size_t *equation_starts;
};

static int make_grouping(struct grouping *grouping, size_t unknowns,
			 size_t equations, struct arena *arena,
			 struct error *error)
{
	*grouping = (struct grouping){
		.parents = arena_array(arena, unknowns, sizeof(uint32_t)),
		.unknown_keys = arena_array(arena, unknowns, sizeof(uint32_t)),
		.equation_keys =
			arena_array(arena, equations, sizeof(uint32_t)),
		.unknowns = arena_array(arena, unknowns, sizeof(uint32_t)),
		.equations = arena_array(arena, equations, sizeof(uint32_t)),
		.unknown_starts =
			arena_array(arena, unknowns + 1, sizeof(size_t)),
		.equation_starts =
			arena_array(arena, unknowns + 1, sizeof(size_t)),
	};
	if (grouping->parents == NULL || grouping->unknown_keys == NULL ||
	    grouping->equation_keys == NULL || grouping->unknowns == NULL ||
	    grouping->equations == NULL || grouping->unknown_starts == NULL ||
	    grouping->equation_starts == NULL)
		return error_memory(error);
	return 0;
}

/* Gives each unknown and equation the number of its component; returns how
 * many components there are. */
static size_t number_components(const struct system *system,
				struct grouping *grouping)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < system->unknown_count; i++)
		grouping->parents[i] = i;
	for (size_t i = 0; i < system->equation_count; i++)
		grouping->equation_keys[i] = join(system, i, grouping->parents);
	for (uint32_t i = 0; i < system->unknown_count; i++) {
		uint32_t root = find_root(grouping->parents, i);

		/* A root is the least of its set, so it has its key before. */
		if (unknown_fixed(&system->unknowns[i]))
			grouping->unknown_keys[i] = UINT32_MAX;
		else if (root == i)
			grouping->unknown_keys[i] = count++;
		else
			grouping->unknown_keys[i] =
				grouping->unknown_keys[root];
	}
	for (size_t i = 0; i < system->equation_count; i++)
		if (grouping->equation_keys[i] != UINT32_MAX)
			grouping->equation_keys[i] =
				grouping->unknown_keys
					[grouping->equation_keys[i]];
	return count;
}

int system_components(const struct system *system,
		      struct component **components, size_t *count,
		      struct arena *arena, struct error *error)
{
	struct grouping grouping;
	struct component *made;
	size_t made_count;

	if (make_grouping(&grouping, system->unknown_count,
			  system->equation_count, arena, error) != 0)
		return -1;
	made_count = number_components(system, &grouping);
	sort_by_key(grouping.unknown_keys, system->unknown_count, made_count,
		    grouping.unknown_starts, grouping.unknowns);
	sort_by_key(grouping.equation_keys, system->equation_count, made_count,
		    grouping.equation_starts, grouping.equations);
	made = arena_array(arena, made_count, sizeof(*made));
	if (made == NULL)
		return error_memory(error);
	for (size_t i = 0; i < made_count; i++) {
		size_t unknown = grouping.unknown_starts[i];
		size_t equation = grouping.equation_starts[i];

		made[i] = (struct component){
			&grouping.unknowns[unknown],
			grouping.unknown_starts[i + 1] - unknown,
			&grouping.equations[equation],
			grouping.equation_starts[i + 1] - equation,
		};
	}
	*components = made;
	*count = made_count;
	return 0;
}

#include "base/arena.h"
#include "base/error.h"
#include "tables/attack.h"
#include "tables/attack_system.h"

struct grouping {
	uint32_t *parents;
	uint32_t *unknown_keys; /* number of the component, or ATTACK_NONE */
	uint32_t *equation_keys;
	uint32_t *unknowns, *equations;
	size_t *unknown_starts, *equation_starts;
};

/* The first unknown of the set that `at` belongs to, shortening the way. */
static uint32_t find_root(uint32_t *parents, uint32_t at)
{
	while (parents[at] != at) {
		parents[at] = parents[parents[at]];
		at = parents[at];
	}
	return at;
}

static void join(uint32_t *parents, uint32_t a, uint32_t b)
{
	a = find_root(parents, a);
	b = find_root(parents, b);
	if (a < b)
		parents[b] = a;
	else
		parents[a] = b;
}

static void join_equation(const struct attack_system *system,
			  struct grouping *grouping, uint32_t e)
{
	uint32_t first = ATTACK_NONE;

	for (uint64_t t = system->starts[e]; t < system->starts[e + 1]; t++) {
		uint32_t i = system->terms[t];

		if (attack_fixed(system, i))
			continue;
		if (first == ATTACK_NONE)
			first = i;
		else
			join(grouping->parents, first, i);
	}
	grouping->equation_keys[e] = first;
}

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
	};
	if (grouping->parents == NULL || grouping->unknown_keys == NULL ||
	    grouping->equation_keys == NULL || grouping->unknowns == NULL ||
	    grouping->equations == NULL)
		return error_memory(error);
	return 0;
}

/* Gives each unknown and equation its component's number; returns how many
 * components there are. */
static uint32_t number_components(const struct attack_system *system,
				  struct grouping *grouping)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < system->count; i++)
		grouping->parents[i] = i;
	for (uint32_t e = 0; e < system->equation_count; e++)
		join_equation(system, grouping, e);
	for (size_t i = 0; i < system->quotient_count; i++) {
		const struct attack_quotient *q = &system->quotients[i];

		if (!attack_fixed(system, q->part) &&
		    !attack_fixed(system, q->whole))
			join(grouping->parents, q->part, q->whole);
	}
	for (uint32_t i = 0; i < system->count; i++) {
		uint32_t root = find_root(grouping->parents, i);

		/* A root is the least of its set, so it has its key before. */
		if (attack_fixed(system, i))
			grouping->unknown_keys[i] = ATTACK_NONE;
		else if (root == i)
			grouping->unknown_keys[i] = count++;
		else
			grouping->unknown_keys[i] =
				grouping->unknown_keys[root];
	}
	for (uint32_t e = 0; e < system->equation_count; e++)
		if (grouping->equation_keys[e] != ATTACK_NONE)
			grouping->equation_keys[e] =
				grouping->unknown_keys
					[grouping->equation_keys[e]];
	return count;
}

/* Numbers by key, and where each key's begin. */
static void sort_by_key(const uint32_t *keys, size_t count, size_t *starts,
			size_t key_count, uint32_t *sorted)
{
	for (size_t i = 0; i < count; i++)
		if (keys[i] != ATTACK_NONE)
			starts[keys[i] + 1]++;
	for (size_t k = 0; k < key_count; k++)
		starts[k + 1] += starts[k];
	for (size_t i = 0; i < count; i++)
		if (keys[i] != ATTACK_NONE)
			sorted[starts[keys[i]]++] = (uint32_t)i;
	for (size_t k = key_count; k > 0; k--)
		starts[k] = starts[k - 1];
	starts[0] = 0;
}

int attack_components(const struct attack_system *system,
		      struct attack_component **components, size_t *count,
		      struct arena *arena, struct error *error)
{
	struct grouping g;
	struct attack_component *made;
	size_t made_count;

	if (make_grouping(&g, system->count, system->equation_count, arena,
			  error) != 0)
		return -1;
	made_count = number_components(system, &g);
	made = arena_array(arena, made_count, sizeof(*made));
	g.unknown_starts = arena_array(arena, made_count + 1, sizeof(size_t));
	g.equation_starts = arena_array(arena, made_count + 1, sizeof(size_t));
	if (made == NULL || g.unknown_starts == NULL ||
	    g.equation_starts == NULL)
		return error_memory(error);
	sort_by_key(g.unknown_keys, system->count, g.unknown_starts, made_count,
		    g.unknowns);
	sort_by_key(g.equation_keys, system->equation_count, g.equation_starts,
		    made_count, g.equations);
	for (size_t i = 0; i < made_count; i++)
		made[i] = (struct attack_component){
			&g.unknowns[g.unknown_starts[i]],
			g.unknown_starts[i + 1] - g.unknown_starts[i],
			&g.equations[g.equation_starts[i]],
			g.equation_starts[i + 1] - g.equation_starts[i],
		};
	*components = made;
	*count = made_count;
	return 0;
}

#include "tables/exact_find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"

static const double satisfied = 1 - 1e-6;

static bool **make_flows(const struct problem *problem, struct arena *arena)
{
	bool **flows = arena_array(arena, (size_t)problem->demand_count + 1,
				   sizeof(*flows));

	for (uint32_t i = 0; flows != NULL && i < problem->demand_count; i++) {
		flows[i] = arena_array(arena, (size_t)problem->column_count + 1,
				       sizeof(bool));
		if (flows[i] == NULL)
			return NULL;
	}
	return flows;
}

struct priced {
	double cost;
	uint32_t column;
};

static int dearer(const void *a, const void *b)
{
	const struct priced *one = a, *other = b;

	if (one->cost != other->cost)
		return one->cost > other->cost ? -1 : 1;
	return one->column < other->column ? -1 : 1;
}

static int make_order(struct finder *finder, struct arena *arena,
		      struct error *error)
{
	const struct problem *problem = finder->problem;
	struct priced *priced = arena_array(
		arena, (size_t)problem->column_count + 1, sizeof(*priced));

	if (priced == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < problem->column_count; i++)
		priced[i] = (struct priced){problem->costs[i], i};
	qsort(priced, problem->column_count, sizeof(*priced), dearer);
	for (uint32_t i = 0; i < problem->column_count; i++)
		finder->order[i] = priced[i].column;
	return 0;
}

int finder_make(struct finder *finder, const struct problem *problem,
		struct attacker *attacker, const bool *settled,
		struct arena *arena, struct error *error)
{
	size_t count = (size_t)problem->column_count + 1;

	finder->problem = problem;
	finder->attacker = attacker;
	finder->settled = settled;
	finder->best_cost = INFINITY;
	finder->chosen = arena_array(arena, count, sizeof(bool));
	finder->suppressed = arena_array(arena, count, sizeof(double));
	finder->prices = arena_array(arena, count, sizeof(double));
	finder->order = arena_array(arena, count, sizeof(uint32_t));
	finder->best = arena_array(arena, count, sizeof(bool));
	finder->flows = make_flows(problem, arena);
	finder->spare = make_flows(problem, arena);
	if (finder->chosen == NULL || finder->suppressed == NULL ||
	    finder->prices == NULL || finder->order == NULL ||
	    finder->best == NULL || finder->flows == NULL ||
	    finder->spare == NULL)
		return error_memory(error);
	return make_order(finder, arena, error);
}

static void choose(struct finder *finder, uint32_t column, bool chosen)
{
	finder->chosen[column] = chosen;
	finder->suppressed[column] = chosen ? 1 : 0;
}

static bool reaches(struct finder *finder, uint32_t demand, bool *flow)
{
	return attacker_reach(finder->attacker,
			      &finder->problem->demands[demand],
			      finder->suppressed, ATTACK_WHOLE, NULL,
			      flow) >= satisfied;
}

/* Whether all demands that moved through a column can do without it. */
static bool needless(struct finder *finder, uint32_t column)
{
	for (uint32_t i = 0; i < finder->problem->demand_count; i++)
		if (!finder->settled[i] && finder->flows[i][column] &&
		    !reaches(finder, i, finder->spare[i]))
			return false;
	return true;
}

static void take_spare(struct finder *finder, uint32_t column)
{
	for (uint32_t i = 0; i < finder->problem->demand_count; i++) {
		bool *flow = finder->flows[i];

		if (finder->settled[i] || !flow[column])
			continue;
		finder->flows[i] = finder->spare[i];
		finder->spare[i] = flow;
	}
}

/* Publishes again what is needless, the dearest first. */
static void trim(struct finder *finder)
{
	const struct problem *problem = finder->problem;

	for (uint32_t i = 0; i < problem->column_count; i++) {
		uint32_t column = finder->order[i];

		if (!finder->chosen[column] || problem->given[column])
			continue;
		choose(finder, column, false);
		if (needless(finder, column))
			take_spare(finder, column);
		else
			choose(finder, column, true);
	}
}

static void keep(struct finder *finder)
{
	const struct problem *problem = finder->problem;
	double cost = 0;

	for (uint32_t i = 0; i < problem->column_count; i++)
		cost += finder->chosen[i] ? problem->costs[i] : 0;
	if (cost >= finder->best_cost)
		return;
	finder->best_cost = cost;
	memcpy(finder->best, finder->chosen,
	       problem->column_count * sizeof(bool));
}

/* The flows of a choice; false when it is not good. */
static bool flows_of(struct finder *finder)
{
	for (uint32_t i = 0; i < finder->problem->demand_count; i++)
		if (!finder->settled[i] &&
		    !reaches(finder, i, finder->flows[i]))
			return false;
	return true;
}

static bool take_cheapest(struct finder *finder, uint32_t demand)
{
	const struct problem *problem = finder->problem;
	bool *flow = finder->flows[demand];

	if (finder->settled[demand] || reaches(finder, demand, flow))
		return true;
	if (attacker_cheapest(finder->attacker, &problem->demands[demand],
			      finder->prices, flow) != 0)
		return false;
	for (uint32_t i = 0; i < problem->column_count; i++) {
		if (!flow[i])
			continue;
		choose(finder, i, true);
		finder->prices[i] = 0;
	}
	return true;
}

void finder_complete(struct finder *finder, const double *trial, bool backwards)
{
	const struct problem *problem = finder->problem;
	uint32_t count = problem->demand_count;

	for (uint32_t i = 0; i < problem->column_count; i++) {
		choose(finder, i, problem->given[i]);
		finder->prices[i] =
			problem->given[i]
				? 0
				: problem->costs[i] * (1 - trial[i]) + 1e-6;
	}
	for (uint32_t i = 0; i < count; i++)
		if (!take_cheapest(finder, backwards ? count - 1 - i : i))
			return;
	if (!flows_of(finder))
		return;
	trim(finder);
	keep(finder);
}

void finder_offer(struct finder *finder, const bool *chosen)
{
	for (uint32_t i = 0; i < finder->problem->column_count; i++)
		choose(finder, i, chosen[i] || finder->problem->given[i]);
	if (!flows_of(finder))
		return;
	trim(finder);
	keep(finder);
}

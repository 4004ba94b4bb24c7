#include "tables/exact_cut.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"

/* By how much a cut has to be violated, and a demand satisfied. */
static const double least_violation = 1e-4;
static const double satisfied = 1 - 1e-6;

static int room_for_cut(struct cut *cut, size_t count, struct arena *arena,
			struct error *error)
{
	cut->choices = arena_array(arena, count, sizeof(int));
	cut->coefficients = arena_array(arena, count, sizeof(double));
	if (cut->choices == NULL || cut->coefficients == NULL)
		return error_memory(error);
	return 0;
}

/* Demands that nothing more is needed for, and those that nothing helps. */
static int settle(struct cutter *cutter, struct error *error)
{
	const struct problem *problem = cutter->master->problem;
	double *trial = cutter->nearly;

	for (uint32_t i = 0; i < problem->demand_count; i++) {
		const struct demand *demand = &problem->demands[i];

		for (uint32_t j = 0; j < problem->column_count; j++)
			trial[j] = problem->given[j] ? 1 : 0;
		cutter->settled[i] =
			attacker_reach(cutter->attacker, demand, trial,
				       ATTACK_WHOLE, NULL, NULL) >= satisfied;
		if (cutter->settled[i])
			continue;
		for (uint32_t j = 0; j < problem->column_count; j++)
			trial[j] = 1;
		if (attacker_reach(cutter->attacker, demand, trial,
				   ATTACK_WHOLE, NULL, NULL) < satisfied)
			return problem_refuse(problem, demand->column, error);
	}
	return 0;
}

int cutter_make(struct cutter *cutter, struct master *master,
		struct attacker *attacker, struct arena *arena,
		struct error *error)
{
	const struct problem *problem = master->problem;
	size_t count = (size_t)problem->column_count + 1;

	memset(cutter, 0, sizeof(*cutter));
	cutter->master = master;
	cutter->attacker = attacker;
	cutter->settled = arena_array(arena, (size_t)problem->demand_count + 1,
				      sizeof(bool));
	cutter->coefficients = arena_array(arena, count, sizeof(double));
	cutter->nearly = arena_array(arena, count, sizeof(double));
	cutter->taken = arena_array(arena, count, sizeof(bool));
	if (cutter->settled == NULL || cutter->coefficients == NULL ||
	    cutter->nearly == NULL || cutter->taken == NULL)
		return error_memory(error);
	if (room_for_cut(&cutter->cut, count, arena, error) != 0 ||
	    room_for_cut(&cutter->other, count, arena, error) != 0)
		return -1;
	return settle(cutter, error);
}

static double violation(const struct cutter *cutter, const struct cut *cut)
{
	double sum = 0;

	for (int i = 0; i < cut->count; i++)
		sum += cut->coefficients[i] *
		       cutter->master->solution[cut->choices[i]];
	return cut->least - sum;
}

/* From coefficients by column: what is given counts whole, and no single
 * choice counts for more than is wanted.  False when nothing is wanted. */
static bool build(struct cutter *cutter)
{
	const struct master *master = cutter->master;
	const struct problem *problem = master->problem;
	struct cut *cut = &cutter->cut;
	double wanted = 1;

	for (uint32_t i = 0; i < problem->column_count; i++)
		if (problem->given[i])
			wanted -= cutter->coefficients[i];
	if (!(wanted > 1e-6))
		return false;
	cut->count = 0;
	cut->least = 1;
	for (uint32_t i = 0; i < master->choice_count; i++) {
		double part = cutter->coefficients[master->columns[i]] / wanted;

		if (part <= 1e-12)
			continue;
		/* A little more than exact is valid, a little less is not. */
		if (part > 1 - 1e-9)
			part = 1;
		cut->choices[cut->count] = (int)i;
		cut->coefficients[cut->count++] = part;
	}
	return true;
}

static int add(struct cutter *cutter, const struct cut *cut, uint32_t *added,
	       struct error *error)
{
	int result;

	if (violation(cutter, cut) < least_violation)
		return 0;
	result = master_add(cutter->master, cut, error);
	if (result < 0)
		return -1;
	*added += result == 0;
	return 0;
}

/*
 * The cover inequality: even if all of the terms in `taken` are suppressed, the
 * rest has to make up what is wanting.
 */
static bool cover(struct cutter *cutter, double wanted)
{
	const struct cut *cut = &cutter->cut;
	struct cut *other = &cutter->other;

	other->count = 0;
	other->least = 1;
	for (int i = 0; i < cut->count; i++) {
		double part = cut->coefficients[i] / wanted;

		if (cutter->taken[i])
			continue;
		other->choices[other->count] = cut->choices[i];
		other->coefficients[other->count++] =
			part > 1 - 1e-9 ? 1 : part;
	}
	return other->count < cut->count;
}

/* Takes the next term with the largest solution, so that something is still
 * wanting without it; false when there is none. */
static bool take_next(struct cutter *cutter, double *wanted)
{
	const struct cut *cut = &cutter->cut;
	const double *solution = cutter->master->solution;
	int best = -1;

	for (int i = 0; i < cut->count; i++) {
		double value = solution[cut->choices[i]];

		if (cutter->taken[i] || cut->coefficients[i] > *wanted - 1e-6 ||
		    value < 0.3)
			continue;
		if (best < 0 || value > solution[cut->choices[best]])
			best = i;
	}
	if (best < 0)
		return false;
	cutter->taken[best] = true;
	*wanted -= cut->coefficients[best];
	return true;
}

/* The cover that leaves out the terms with the largest solution, as many as
 * can be. */
static int add_cover(struct cutter *cutter, uint32_t *added,
		     struct error *error)
{
	double wanted = cutter->cut.least;

	memset(cutter->taken, 0, (size_t)cutter->cut.count * sizeof(bool));
	while (take_next(cutter, &wanted))
		continue;
	if (!cover(cutter, wanted))
		return 0;
	return add(cutter, &cutter->other, added, error);
}

static int add_capacity(struct cutter *cutter, uint32_t *added,
			struct error *error)
{
	if (!build(cutter))
		return 0;
	if (add(cutter, &cutter->cut, added, error) != 0)
		return -1;
	return add_cover(cutter, added, error);
}

static void almost(struct cutter *cutter, double more)
{
	const struct master *master = cutter->master;

	memcpy(cutter->nearly, master->suppressed,
	       master->problem->column_count * sizeof(double));
	for (uint32_t i = 0; i < master->choice_count; i++)
		cutter->nearly[master->columns[i]] =
			fmin(1, master->solution[i] + more);
}

static int capacities(struct cutter *cutter, enum attack_room room,
		      uint32_t *added, bool *good, struct error *error)
{
	const struct problem *problem = cutter->master->problem;

	*good = true;
	/* A little of everything, so that of reasons that are as good as each
	 * other one with few columns is found. */
	almost(cutter, room == ATTACK_SHORT ? 1e-5 : 0);
	for (uint32_t i = 0; i < problem->demand_count; i++) {
		double reached;

		if (cutter->settled[i])
			continue;
		reached = attacker_reach(cutter->attacker, &problem->demands[i],
					 cutter->nearly, room,
					 cutter->coefficients, NULL);
		if (reached >= satisfied)
			continue;
		*good = false;
		if (reached >= 0 && add_capacity(cutter, added, error) != 0)
			return -1;
	}
	return 0;
}

/* Suppressed cells are suppressed together with others that hide them. */
static int bridges(struct cutter *cutter, uint32_t *added, struct error *error)
{
	struct master *master = cutter->master;

	for (uint32_t i = 0; i < master->choice_count; i++) {
		double value = master->solution[i], moved;
		struct cut *cut = &cutter->cut;
		bool vacuous = false;

		if (value < 0.01)
			continue;
		moved = attacker_bridge(cutter->attacker, master->columns[i],
					master->suppressed,
					cutter->coefficients);
		if (moved < 0 || moved > value - least_violation)
			continue;
		cut->count = 0;
		cut->least = 0;
		for (uint32_t j = 0; j < master->problem->column_count; j++) {
			if (cutter->coefficients[j] == 0 ||
			    j == master->columns[i])
				continue;
			vacuous = vacuous || master->choices[j] < 0;
			if (master->choices[j] < 0)
				break;
			cut->choices[cut->count] = master->choices[j];
			cut->coefficients[cut->count++] = 1;
		}
		if (vacuous)
			continue;
		cut->choices[cut->count] = (int)i;
		cut->coefficients[cut->count++] = -1;
		if (add(cutter, cut, added, error) != 0)
			return -1;
	}
	return 0;
}

/* At least one more: what was chosen does not do, nor does less of it. */
static int add_one_more(struct cutter *cutter, uint32_t *added,
			struct error *error)
{
	const struct master *master = cutter->master;
	struct cut *cut = &cutter->cut;

	cut->count = 0;
	cut->least = 1;
	for (uint32_t i = 0; i < master->choice_count; i++) {
		if (master->solution[i] > 0)
			continue;
		cut->choices[cut->count] = (int)i;
		cut->coefficients[cut->count++] = 1;
	}
	return add(cutter, cut, added, error);
}

static bool whole(const struct master *master)
{
	for (uint32_t i = 0; i < master->choice_count; i++)
		if (master->solution[i] != 0 && master->solution[i] != 1)
			return false;
	return true;
}

int cutter_separate(struct cutter *cutter, bool look_for_bridges,
		    uint32_t *added, bool *good, struct error *error)
{
	*added = 0;
	if (capacities(cutter, ATTACK_SHORT, added, good, error) != 0)
		return -1;
	/* A little of everything may have satisfied what is not. */
	if (*added == 0 &&
	    capacities(cutter, ATTACK_WHOLE, added, good, error) != 0)
		return -1;
	if (*added == 0 && look_for_bridges &&
	    bridges(cutter, added, error) != 0)
		return -1;
	if (*added == 0 && !*good && whole(cutter->master))
		return add_one_more(cutter, added, error);
	return 0;
}

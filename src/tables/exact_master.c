#include "tables/exact_master.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"

/* A row that did not bind in so many programs in turn is dropped. */
enum { IDLE_LIMIT = 40 };

static int fill_choices(struct master *master, struct arena *arena,
			struct error *error)
{
	const struct problem *problem = master->problem;
	double largest = 0;

	for (uint32_t i = 0; i < problem->column_count; i++) {
		master->choices[i] = -1;
		if (problem->given[i]) {
			master->suppressed[i] = 1;
			master->given_cost += problem->costs[i];
			continue;
		}
		master->choices[i] = (int)master->choice_count;
		master->columns[master->choice_count++] = i;
		largest = fmax(largest, problem->costs[i]);
	}
	master->unit = fmax(1, largest / 1e7);
	master->costs = arena_array(arena, (size_t)master->choice_count + 1,
				    sizeof(double));
	if (master->costs == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < master->choice_count; i++) {
		master->costs[i] =
			problem->costs[master->columns[i]] / master->unit;
		master->high[i] = 1;
	}
	return 0;
}

int master_make(struct master *master, const struct problem *problem,
		struct arena *arena, struct error *error)
{
	size_t count = (size_t)problem->column_count + 1;
	int *starts;

	master->problem = problem;
	master->columns = arena_array(arena, count, sizeof(uint32_t));
	master->choices = arena_array(arena, count, sizeof(int));
	master->low = arena_array(arena, count, sizeof(double));
	master->high = arena_array(arena, count, sizeof(double));
	master->solution = arena_array(arena, count, sizeof(double));
	master->suppressed = arena_array(arena, count, sizeof(double));
	master->reduced = arena_array(arena, count, sizeof(double));
	starts = arena_array(arena, count, sizeof(int));
	if (master->columns == NULL || master->choices == NULL ||
	    master->low == NULL || master->high == NULL ||
	    master->solution == NULL || master->suppressed == NULL ||
	    master->reduced == NULL || starts == NULL)
		return error_memory(error);
	if (fill_choices(master, arena, error) != 0)
		return -1;
	master->model = Clp_newModel();
	Clp_setLogLevel(master->model, 0);
	Clp_loadProblem(master->model, (int)master->choice_count, 0, starts,
			NULL, NULL, master->low, master->high, master->costs,
			NULL, NULL);
	return 0;
}

void master_release(struct master *master)
{
	if (master->model != NULL)
		Clp_deleteModel(master->model);
	master->model = NULL;
	memory_free(master->starts);
	memory_free(master->terms);
	memory_free(master->coefficients);
	memory_free(master->least);
	memory_free(master->idle);
}

static int grow(void **array, size_t count, size_t size)
{
	void *larger;
	size_t bytes;

	if (!size_multiply(count, size, &bytes))
		return -1;
	larger = memory_resize(*array, bytes);
	if (larger == NULL)
		return -1;
	*array = larger;
	return 0;
}

static int make_room(struct master *master, int count, struct error *error)
{
	size_t rows = (size_t)master->row_count + 2;
	size_t terms = (size_t)count + 1;

	if (master->row_count > 0)
		terms += (size_t)master->starts[master->row_count];
	if (rows > master->row_capacity) {
		size_t larger = rows * 2;

		if (grow((void **)&master->starts, larger, sizeof(int)) != 0 ||
		    grow((void **)&master->least, larger, sizeof(double)) !=
			    0 ||
		    grow((void **)&master->idle, larger, sizeof(uint16_t)) != 0)
			return error_memory(error);
		if (master->row_capacity == 0)
			master->starts[0] = 0;
		master->row_capacity = larger;
	}
	if (terms > master->term_capacity) {
		size_t larger = terms * 2;

		if (grow((void **)&master->terms, larger, sizeof(int)) != 0 ||
		    grow((void **)&master->coefficients, larger,
			 sizeof(double)) != 0)
			return error_memory(error);
		master->term_capacity = larger;
	}
	return 0;
}

static bool same(const struct master *master, int row, const struct cut *cut)
{
	int start = master->starts[row];

	if (master->starts[row + 1] - start != cut->count ||
	    memcmp(master->terms + start, cut->choices,
		   (size_t)cut->count * sizeof(int)) != 0 ||
	    master->least[row] != cut->least)
		return false;
	for (int i = 0; i < cut->count; i++)
		if (fabs(master->coefficients[start + i] -
			 cut->coefficients[i]) > 1e-9)
			return false;
	return true;
}

int master_add(struct master *master, const struct cut *cut,
	       struct error *error)
{
	int start, bounds[2] = {0, cut->count};
	double most = INFINITY;

	if (make_room(master, cut->count, error) != 0)
		return -1;
	for (int i = 0; i < master->row_count; i++)
		if (same(master, i, cut))
			return 1;
	start = master->starts[master->row_count];
	memcpy(master->terms + start, cut->choices,
	       (size_t)cut->count * sizeof(int));
	memcpy(master->coefficients + start, cut->coefficients,
	       (size_t)cut->count * sizeof(double));
	master->least[master->row_count] = cut->least;
	master->idle[master->row_count] = 0;
	master->starts[++master->row_count] = start + cut->count;
	Clp_addRows(master->model, 1, &cut->least, &most, bounds, cut->choices,
		    cut->coefficients);
	master->cuts++;
	return 0;
}

/* The bound that any duals give, whatever the solver's rounding did to them. */
static void take_bound(struct master *master)
{
	const double *duals = Clp_dualRowSolution(master->model);
	long double bound = 0;

	memcpy(master->reduced, master->costs,
	       master->choice_count * sizeof(double));
	for (int i = 0; i < master->row_count; i++) {
		if (duals[i] <= 0)
			continue;
		bound += (long double)duals[i] * master->least[i];
		for (int j = master->starts[i]; j < master->starts[i + 1]; j++)
			master->reduced[master->terms[j]] -=
				duals[i] * master->coefficients[j];
	}
	for (uint32_t i = 0; i < master->choice_count; i++)
		bound += master->reduced[i] * (master->reduced[i] > 0
						       ? master->low[i]
						       : master->high[i]);
	master->bound = (double)(bound * master->unit + master->given_cost);
}

static void take_solution(struct master *master)
{
	const double *found = Clp_primalColumnSolution(master->model);
	const double *activity = Clp_primalRowSolution(master->model);

	for (uint32_t i = 0; i < master->choice_count; i++) {
		double value = fmin(fmax(found[i], 0), 1);

		if (fabs(value - nearbyint(value)) < 1e-7)
			value = nearbyint(value);
		master->solution[i] = value;
		master->suppressed[master->columns[i]] = value;
	}
	for (int i = 0; i < master->row_count; i++) {
		if (activity[i] < master->least[i] + 1e-6)
			master->idle[i] = 0;
		else if (master->idle[i] < UINT16_MAX)
			master->idle[i]++;
	}
}

enum master_state master_solve(struct master *master)
{
	int status;

	Clp_chgColumnLower(master->model, master->low);
	Clp_chgColumnUpper(master->model, master->high);
	Clp_dual(master->model, 0);
	status = Clp_status(master->model);
	if (status != 0 && status != 1) {
		Clp_initialPrimalSolve(master->model);
		status = Clp_status(master->model);
	}
	if (status == 1)
		return MASTER_IMPOSSIBLE;
	if (status != 0)
		return MASTER_LOST;
	take_solution(master);
	take_bound(master);
	return MASTER_SOLVED;
}

double master_try(struct master *master, uint32_t choice, double value,
		  int steps, uint8_t *basis)
{
	double low = master->low[choice], high = master->high[choice];
	size_t size = master->choice_count + (size_t)master->row_count;
	double bound;

	memcpy(basis, Clp_statusArray(master->model), size);
	master->low[choice] = master->high[choice] = value;
	Clp_chgColumnLower(master->model, master->low);
	Clp_chgColumnUpper(master->model, master->high);
	Clp_setMaximumIterations(master->model, steps);
	Clp_dual(master->model, 0);
	bound = Clp_status(master->model) == 1
			? INFINITY
			: Clp_objectiveValue(master->model) * master->unit +
				  master->given_cost;
	Clp_setMaximumIterations(master->model, INT_MAX);
	master->low[choice] = low;
	master->high[choice] = high;
	Clp_chgColumnLower(master->model, master->low);
	Clp_chgColumnUpper(master->model, master->high);
	Clp_copyinStatus(master->model, basis);
	return bound;
}

void master_prune(struct master *master)
{
	int kept = 0;

	for (int i = 0; i < master->row_count; i++) {
		int start = master->starts[i];
		int count = master->starts[i + 1] - start;

		if (master->idle[i] > IDLE_LIMIT) {
			Clp_deleteRows(master->model, 1, &kept);
			continue;
		}
		memmove(master->terms + master->starts[kept],
			master->terms + start, (size_t)count * sizeof(int));
		memmove(master->coefficients + master->starts[kept],
			master->coefficients + start,
			(size_t)count * sizeof(double));
		master->least[kept] = master->least[i];
		master->idle[kept] = master->idle[i];
		master->starts[kept + 1] = master->starts[kept] + count;
		kept++;
	}
	master->row_count = kept;
}

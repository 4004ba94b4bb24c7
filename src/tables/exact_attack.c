#include "tables/exact_attack.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"

/* Of the solver: 1 is the whole demand. */
static const double tolerance = 1e-7;

/* Rooms without a limit, in amounts.  How far one cell must move for another
 * to move by 1 is a ratio of determinants of 0, 1 and -1, and in tables small. */
static const double far = 1e4;

/* Duals are fractions with small denominators; made exact, so that what they
 * cancel out is exactly 0.  2520 is what 1 to 10 divide. */
static double exact_fraction(double dual)
{
	double near = nearbyint(dual * 2520) / 2520;

	return fabs(near - dual) < tolerance ? near : dual;
}

static Clp_Simplex *new_model(void)
{
	Clp_Simplex *model = Clp_newModel();

	Clp_setLogLevel(model, 0);
	return model;
}

static int load(struct attacker *attacker, struct arena *arena,
		struct error *error)
{
	const struct problem *problem = attacker->problem;
	int columns = (int)problem->column_count;
	size_t terms = problem->term_count;
	int *starts = arena_array(arena, (size_t)columns * 2 + 1, sizeof(int));
	int *rows = arena_array(arena, terms * 2 + 1, sizeof(int));
	double *weights = arena_array(arena, terms * 2 + 1, sizeof(double));
	double *zeros =
		arena_array(arena, (size_t)columns * 2 + problem->row_count + 1,
			    sizeof(double));

	if (starts == NULL || rows == NULL || weights == NULL || zeros == NULL)
		return error_memory(error);
	for (int i = 0; i <= columns; i++) {
		starts[i] = problem->column_starts[i];
		starts[columns + i] = (int)terms + problem->column_starts[i];
	}
	for (size_t i = 0; i < terms; i++) {
		rows[i] = rows[terms + i] = problem->column_rows[i];
		weights[i] = problem->column_weights[i];
		weights[terms + i] = -problem->column_weights[i];
	}
	Clp_loadProblem(attacker->moves, columns, (int)problem->row_count,
			starts, rows, weights, zeros, zeros, zeros, zeros,
			zeros);
	Clp_loadProblem(attacker->paths, columns * 2, (int)problem->row_count,
			starts, rows, weights, zeros, zeros, zeros, zeros,
			zeros);
	return 0;
}

int attacker_make(struct attacker *attacker, const struct problem *problem,
		  struct arena *arena, struct error *error)
{
	size_t count = (size_t)problem->column_count + 1;

	attacker->problem = problem;
	attacker->low = arena_array(arena, count, sizeof(double));
	attacker->high = arena_array(arena, count, sizeof(double));
	attacker->weights = arena_array(arena, count, sizeof(double));
	if (attacker->low == NULL || attacker->high == NULL ||
	    attacker->weights == NULL)
		return error_memory(error);
	attacker->moves = new_model();
	attacker->paths = new_model();
	return load(attacker, arena, error);
}

void attacker_release(struct attacker *attacker)
{
	if (attacker->moves != NULL)
		Clp_deleteModel(attacker->moves);
	if (attacker->paths != NULL)
		Clp_deleteModel(attacker->paths);
	attacker->moves = attacker->paths = NULL;
}

bool attacker_tired(const struct attacker *attacker)
{
	return attacker->attacks >= attacker->limit;
}

static bool solve(struct attacker *attacker, Clp_Simplex *model)
{
	attacker->attacks++;
	Clp_primal(model, 0);
	if (Clp_status(model) == 0)
		return true;
	if (Clp_status(model) == 1)
		return false;

	Clp_initialDualSolve(model);
	return Clp_status(model) == 0;
}

/* Weights such that by the equations alone the target moves by the sum of
 * weights[j] times what column j moves; of all such those that the solver
 * found to hold the target back. */
static void weigh(struct attacker *attacker, uint32_t target, bool up)
{
	const struct problem *problem = attacker->problem;
	const double *duals = Clp_dualRowSolution(attacker->moves);

	for (uint32_t i = 0; i < problem->column_count; i++)
		attacker->weights[i] = i == target ? 1 : 0;
	for (uint32_t i = 0; i < problem->row_count; i++) {
		double dual = exact_fraction(up ? duals[i] : -duals[i]);

		if (dual == 0)
			continue;
		for (int j = problem->row_starts[i];
		     j < problem->row_starts[i + 1]; j++)
			attacker->weights[problem->row_columns[j]] +=
				dual * problem->row_weights[j];
	}
	for (uint32_t i = 0; i < problem->column_count; i++)
		if (fabs(attacker->weights[i]) < 1e-9)
			attacker->weights[i] = 0;
}

/* How far the target moves given low and high; -1 when the solver is lost. */
static double push(struct attacker *attacker, uint32_t target, bool up)
{
	double *objective = Clp_objective(attacker->moves);
	double moved = -1;

	Clp_chgColumnLower(attacker->moves, attacker->low);
	Clp_chgColumnUpper(attacker->moves, attacker->high);
	objective[target] = up ? -1 : 1;
	if (solve(attacker, attacker->moves)) {
		moved = Clp_primalColumnSolution(attacker->moves)[target];
		moved = fmax(0, up ? moved : -moved);
	}
	objective[target] = 0;
	return moved;
}

static double within(double room, double amount, enum attack_room kind)
{
	return fmin(room / amount, kind == ATTACK_SHORT ? 1 : far);
}

static void set_rooms(struct attacker *attacker, const struct demand *demand,
		      const double *suppressed, enum attack_room kind)
{
	const struct problem *problem = attacker->problem;

	for (uint32_t i = 0; i < problem->column_count; i++) {
		attacker->low[i] =
			-suppressed[i] *
			within(problem->down[i], demand->amount, kind);
		attacker->high[i] =
			suppressed[i] *
			within(problem->up[i], demand->amount, kind);
	}
}

static void add_reason(const struct attacker *attacker, double amount, bool up,
		       double *coefficients)
{
	const struct problem *problem = attacker->problem;

	for (uint32_t i = 0; i < problem->column_count; i++) {
		double weight =
			up ? attacker->weights[i] : -attacker->weights[i];

		if (weight > 0)
			coefficients[i] += weight * (problem->up[i] / amount);
		else if (weight < 0)
			coefficients[i] -= weight * (problem->down[i] / amount);
	}
}

static double one_way(struct attacker *attacker, const struct demand *demand,
		      bool up, double *coefficients, bool *flow)
{
	uint32_t target = demand->column;
	double low = attacker->low[target];
	double high = attacker->high[target];
	double reached;

	/* Further than the demand nobody asks. */
	attacker->low[target] = fmax(low, -1);
	attacker->high[target] = fmin(high, 1);
	reached = push(attacker, target, up);
	attacker->low[target] = low;
	attacker->high[target] = high;
	if (reached < 0)
		return -1;
	if (flow != NULL) {
		const double *moved = Clp_primalColumnSolution(attacker->moves);

		for (uint32_t i = 0; i < attacker->problem->column_count; i++)
			flow[i] = flow[i] || fabs(moved[i]) > tolerance;
	}
	if (coefficients != NULL) {
		weigh(attacker, target, up);
		add_reason(attacker, demand->amount, up, coefficients);
	}
	return reached;
}

double attacker_reach(struct attacker *attacker, const struct demand *demand,
		      const double *suppressed, enum attack_room room,
		      double *coefficients, bool *flow)
{
	uint32_t count = attacker->problem->column_count;
	double reached = 0, part;

	if (coefficients != NULL)
		memset(coefficients, 0, count * sizeof(*coefficients));
	if (flow != NULL)
		memset(flow, 0, count * sizeof(*flow));
	set_rooms(attacker, demand, suppressed, room);
	if (demand->kind != DEMAND_BELOW) {
		part = one_way(attacker, demand, true, coefficients, flow);
		if (part < 0)
			return -1;
		reached += part;
	}
	if (demand->kind != DEMAND_ABOVE) {
		part = one_way(attacker, demand, false, coefficients, flow);
		if (part < 0)
			return -1;
		reached += part;
	}
	return fmin(reached, 1);
}

double attacker_bridge(struct attacker *attacker, uint32_t column,
		       const double *suppressed, double *coefficients)
{
	const struct problem *problem = attacker->problem;
	double moved;

	for (uint32_t i = 0; i < problem->column_count; i++) {
		attacker->low[i] = -suppressed[i];
		attacker->high[i] = suppressed[i];
	}
	moved = push(attacker, column, true);
	if (moved < 0)
		return -1;
	weigh(attacker, column, true);
	for (uint32_t i = 0; i < problem->column_count; i++)
		coefficients[i] = attacker->weights[i] != 0;
	return moved;
}

static int cheapest_way(struct attacker *attacker, const struct demand *demand,
			double up, const double *prices, bool *flow)
{
	const struct problem *problem = attacker->problem;
	uint32_t count = problem->column_count;
	double *low = Clp_columnLower(attacker->paths);
	double *high = Clp_columnUpper(attacker->paths);
	double *objective = Clp_objective(attacker->paths);
	const double *moved;

	for (uint32_t i = 0; i < count; i++) {
		double rise =
			within(problem->up[i], demand->amount, ATTACK_WHOLE);
		double fall =
			within(problem->down[i], demand->amount, ATTACK_WHOLE);

		low[i] = low[count + i] = 0;
		high[i] = rise;
		high[count + i] = fall;
		objective[i] = prices[i] / fmin(fmax(rise, 1e-9), 1);
		objective[count + i] = prices[i] / fmin(fmax(fall, 1e-9), 1);
	}
	high[demand->column] = low[demand->column] = fmax(up, 0);
	high[count + demand->column] = low[count + demand->column] =
		fmax(-up, 0);
	if (!solve(attacker, attacker->paths))
		return -1;
	moved = Clp_primalColumnSolution(attacker->paths);
	for (uint32_t i = 0; i < count; i++)
		flow[i] = flow[i] || moved[i] > tolerance ||
			  moved[count + i] > tolerance;
	return 0;
}

int attacker_cheapest(struct attacker *attacker, const struct demand *demand,
		      const double *prices, bool *flow)
{
	const struct problem *problem = attacker->problem;
	double rise;

	memset(flow, 0, problem->column_count * sizeof(*flow));
	switch (demand->kind) {
	case DEMAND_ABOVE:
		return cheapest_way(attacker, demand, 1, prices, flow);
	case DEMAND_BELOW:
		return cheapest_way(attacker, demand, -1, prices, flow);
	case DEMAND_SPAN:
		break;
	}
	/* Up as far as the cell itself can go, the rest down. */
	rise = fmin(problem->up[demand->column] / demand->amount, 1);
	if (rise > 0 && cheapest_way(attacker, demand, rise, prices, flow) != 0)
		return -1;
	return rise < 1 ? cheapest_way(attacker, demand, rise - 1, prices, flow)
			: 0;
}

#include "tables/system.h"

#include <math.h>

/* The header has a prototype without parameters. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wundef"
#include <Clp_C_Interface.h>
#pragma GCC diagnostic pop

#include "base/arena.h"
#include "base/error.h"
#include "tables/table.h"

/*
 * Linear programming finds how small and how large an unknown can be when
 * fractions are allowed; that proves bounds.  A corner of the solutions that
 * is whole, checked in integers, witnesses counts for all unknowns at once, so
 * most need no search of their own.  Between a proved bound and a witnessed
 * count lie only sets of tables linked by suppressed totals; there the search
 * branches on fractions, up to a limit.  A safe verdict never rests on
 * floating point.
 */
enum {
	/* Corners sought in mixed directions before single unknowns. */
	MIXED_CORNERS = 24,
	/* Linear programs in one search for a whole solution. */
	BRANCH_LIMIT = 400,
};

/* Counts are far below 2^24 and coefficients 1 or -1, so solutions are this
 * near to what they stand for. */
static const double tolerance = 1e-6;

struct judge {
	struct system *system;
	const struct component *component;
	Clp_Simplex *model;
	unsigned int branches; /* left in this search */
};

enum outcome {
	SOLVED,
	IMPOSSIBLE, /* proved that there is no solution */
	UNDECIDED,
};

static struct unknown *unknown_at(const struct judge *judge, size_t column)
{
	return &judge->system->unknowns[judge->component->unknowns[column]];
}

static int load_equations(struct judge *judge, struct arena *arena,
			  struct error *error)
{
	const struct system *system = judge->system;
	const struct component *component = judge->component;
	size_t rows = component->equation_count;
	size_t term_count = 0;
	double *sums;
	int *starts;
	int *columns;
	double *signs;
	int filled = 0;

	for (size_t i = 0; i < rows; i++)
		term_count += system->starts[component->equations[i] + 1] -
			      system->starts[component->equations[i]];
	sums = arena_array(arena, rows, sizeof(*sums));
	starts = arena_array(arena, rows + 1, sizeof(*starts));
	columns = arena_array(arena, term_count, sizeof(*columns));
	signs = arena_array(arena, term_count, sizeof(*signs));
	if (sums == NULL || starts == NULL || columns == NULL || signs == NULL)
		return error_memory(error);
	for (size_t i = 0; i < rows; i++) {
		uint32_t equation = component->equations[i];
		int64_t sum = system->sums[equation];

		for (size_t j = system->starts[equation];
		     j < system->starts[equation + 1]; j++) {
			struct term term = system->terms[j];
			const struct unknown *x =
				&system->unknowns[term.unknown];

			if (unknown_fixed(x)) {
				sum -= term.sign * (int64_t)x->count;
				continue;
			}
			columns[filled] = x->place;
			signs[filled++] = term.sign;
		}
		sums[i] = (double)sum;
		starts[i + 1] = filled;
	}
	Clp_addRows(judge->model, (int)rows, sums, sums, starts, columns,
		    signs);
	return 0;
}

static int load(struct judge *judge, struct arena *arena, struct error *error)
{
	size_t count = judge->component->unknown_count;
	double *low = arena_array(arena, count, sizeof(*low));
	double *high = arena_array(arena, count, sizeof(*high));

	if (low == NULL || high == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		struct unknown *x = unknown_at(judge, i);

		low[i] = (double)x->low;
		high[i] = (double)x->high;
		x->place = (int)i;
	}
	Clp_setLogLevel(judge->model, 0);
	Clp_loadProblem(judge->model, (int)count, 0, NULL, NULL, NULL, low,
			high, NULL, NULL, NULL);
	return load_equations(judge, arena, error);
}

static enum outcome solve(struct judge *judge)
{
	int status;

	Clp_primal(judge->model, 0);
	status = Clp_status(judge->model);
	if (status != 0 && status != 1) {
		/* Lost in rounding: once more, from the start. */
		Clp_initialDualSolve(judge->model);
		status = Clp_status(judge->model);
	}
	return status == 0 ? SOLVED : status == 1 ? IMPOSSIBLE : UNDECIDED;
}

/* Whether the trial counts solve every equation of the component. */
static bool trial_holds(const struct judge *judge)
{
	const struct system *system = judge->system;

	for (size_t i = 0; i < judge->component->equation_count; i++) {
		uint32_t equation = judge->component->equations[i];
		int64_t sum = 0;

		for (size_t j = system->starts[equation];
		     j < system->starts[equation + 1]; j++)
			sum += system->terms[j].sign *
			       system->unknowns[system->terms[j].unknown].trial;
		if (sum != system->sums[equation])
			return false;
	}
	return true;
}

/*
 * Takes the corner that was found as a witness if it is whole.  Else gives the
 * first column that is not, or, should rounding have deceived, the number of
 * columns.
 */
static bool take_witness(struct judge *judge, size_t *fraction)
{
	const double *found = Clp_primalColumnSolution(judge->model);
	size_t count = judge->component->unknown_count;

	for (size_t i = 0; i < count; i++) {
		struct unknown *x = unknown_at(judge, i);
		double nearest = nearbyint(found[i]);

		*fraction = i;
		if (!(fabs(found[i] - nearest) <= tolerance))
			return false; /* or not a number at all */
		x->trial = (int64_t)nearest;
		*fraction = count;
		if (x->trial < x->low || x->trial > x->high)
			return false;
	}
	if (!trial_holds(judge))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct unknown *x = unknown_at(judge, i);

		if (x->trial < x->seen_low)
			x->seen_low = x->trial;
		if (x->trial > x->seen_high)
			x->seen_high = x->trial;
	}
	return true;
}

/* Looks for whole numbers within the model's present bounds. */
static enum outcome search_whole(struct judge *judge)
{
	enum outcome outcome;
	size_t column;
	double *low;
	double *high;
	double old_low;
	double old_high;
	double value;

	if (judge->branches == 0)
		return UNDECIDED;
	judge->branches--;
	outcome = solve(judge);
	if (outcome != SOLVED || take_witness(judge, &column))
		return outcome;
	if (column == judge->component->unknown_count)
		return UNDECIDED;
	low = Clp_columnLower(judge->model);
	high = Clp_columnUpper(judge->model);
	old_low = low[column];
	old_high = high[column];
	value = Clp_primalColumnSolution(judge->model)[column];
	high[column] = floor(value);
	outcome = search_whole(judge);
	high[column] = old_high;
	if (outcome != IMPOSSIBLE)
		return outcome;
	low[column] = ceil(value);
	outcome = search_whole(judge);
	low[column] = old_low;
	return outcome;
}

/* Makes the model seek the largest value of one unknown, or the smallest. */
static void aim(struct judge *judge, size_t column, bool largest)
{
	double *objective = Clp_objective(judge->model);

	for (size_t i = 0; i < judge->component->unknown_count; i++)
		objective[i] = 0;
	objective[column] = largest ? -1 : 1; /* the model minimises */
}

/* Proves a bound of one unknown by a linear program. */
static int prove_bound(struct judge *judge, size_t column, bool largest,
		       struct error *error)
{
	struct unknown *x = unknown_at(judge, column);
	size_t fraction;
	int64_t bound;
	double value;

	aim(judge, column, largest);
	if (solve(judge) != SOLVED)
		return error_set(error, ERROR_REFUSED,
				 "the bounds of a suppressed cell could not be "
				 "computed");
	value = Clp_primalColumnSolution(judge->model)[column];
	(void)take_witness(judge, &fraction);
	if (largest) {
		bound = (int64_t)floor(value + tolerance);
		if (bound < x->high)
			x->high = bound > x->seen_high ? bound : x->seen_high;
	} else {
		bound = (int64_t)ceil(value - tolerance);
		if (bound > x->low)
			x->low = bound < x->seen_low ? bound : x->seen_low;
	}
	return 0;
}

/* Looks for a whole solution beyond what is witnessed.  UNDECIDED leaves the
 * proved bound where it is. */
static enum outcome reach_beyond(struct judge *judge, size_t column,
				 bool largest)
{
	struct unknown *x = unknown_at(judge, column);
	double *bound = largest ? &Clp_columnLower(judge->model)[column]
				: &Clp_columnUpper(judge->model)[column];
	double old = *bound;
	enum outcome outcome;

	aim(judge, column, largest);
	judge->branches = BRANCH_LIMIT;
	*bound = (double)(largest ? x->seen_high + 1 : x->seen_low - 1);
	outcome = search_whole(judge);
	bound = largest ? &Clp_columnLower(judge->model)[column]
			: &Clp_columnUpper(judge->model)[column];
	*bound = old;
	if (outcome == IMPOSSIBLE && largest)
		x->high = x->seen_high;
	else if (outcome == IMPOSSIBLE)
		x->low = x->seen_low;
	return outcome;
}

/* Settles one side of one unknown. */
static int settle_side(struct judge *judge, size_t column, bool largest,
		       struct error *error)
{
	struct unknown *x = unknown_at(judge, column);

	if (prove_bound(judge, column, largest, error) != 0)
		return -1;
	while (!unknown_safe(x) &&
	       (largest ? x->high > x->seen_high : x->low < x->seen_low))
		if (reach_beyond(judge, column, largest) == UNDECIDED)
			break;
	return 0;
}

static int settle(struct judge *judge, size_t column, struct error *error)
{
	const struct unknown *x = unknown_at(judge, column);

	if (!unknown_safe(x) && x->high > x->seen_high &&
	    settle_side(judge, column, true, error) != 0)
		return -1;
	if (!unknown_safe(x) && x->low < x->seen_low &&
	    settle_side(judge, column, false, error) != 0)
		return -1;
	return 0;
}

/* A number that looks random, the same for the same arguments (splitmix64). */
static uint64_t scatter(uint64_t round, uint64_t column)
{
	uint64_t z = (round << 32 | column) * 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static size_t count_unsafe(const struct judge *judge)
{
	size_t count = 0;

	for (size_t i = 0; i < judge->component->unknown_count; i++)
		count += !unknown_safe(unknown_at(judge, i));
	return count;
}

/* Witnesses many unknowns by a few corners: each seeks all that are not yet
 * safe, some upwards and some downwards. */
static void seek_corners(struct judge *judge)
{
	size_t left = count_unsafe(judge);
	size_t fraction;

	for (uint64_t round = 0; round < MIXED_CORNERS && left > 1; round++) {
		double *objective = Clp_objective(judge->model);
		size_t before = left;

		for (size_t i = 0; i < judge->component->unknown_count; i++) {
			bool up = (scatter(round, i) & 1) != 0;

			if (unknown_safe(unknown_at(judge, i)))
				objective[i] = 0;
			else
				objective[i] = up ? -1 : 1;
		}
		if (solve(judge) != SOLVED)
			return;
		(void)take_witness(judge, &fraction);
		left = count_unsafe(judge);
		if (round > 4 && before - left < before / 16 + 1)
			return;
	}
}

/* Seeks witnesses above and below for each unknown that is not yet safe. */
static void seek_singly(struct judge *judge)
{
	size_t fraction;

	for (size_t i = 0; i < judge->component->unknown_count; i++)
		for (int side = 0; side < 2; side++) {
			if (unknown_safe(unknown_at(judge, i)))
				break;
			aim(judge, i, side == 0);
			if (solve(judge) == SOLVED)
				(void)take_witness(judge, &fraction);
		}
}

static int settle_all(struct judge *judge, struct error *error)
{
	for (size_t i = 0; i < judge->component->unknown_count; i++)
		if (settle(judge, i, error) != 0)
			return -1;
	return 0;
}

static int run(struct system *system, const struct component *component,
	       bool prove, struct error *error)
{
	struct judge judge = {.system = system, .component = component};
	struct arena arena = {0};
	int result = 0;

	if (count_unsafe(&judge) == 0)
		return 0;
	if (component->unknown_count > TABLE_LIMIT_UNKNOWNS) {
		error_set(error, ERROR_REFUSED,
			  "%zu suppressed cells hang together, more than the "
			  "%d that can be checked",
			  component->unknown_count, TABLE_LIMIT_UNKNOWNS);
		return error_hint(error, "use larger areas or fewer fields");
	}
	judge.model = Clp_newModel();
	if (judge.model == NULL)
		return error_memory(error);
	result = load(&judge, &arena, error);
	if (result == 0) {
		seek_corners(&judge);
		if (prove)
			result = settle_all(&judge, error);
		else
			seek_singly(&judge);
	}
	Clp_deleteModel(judge.model);
	arena_release(&arena);
	return result;
}

int component_witness(struct system *system, const struct component *component,
		      struct error *error)
{
	return run(system, component, false, error);
}

int component_judge(struct system *system, const struct component *component,
		    struct error *error)
{
	return run(system, component, true, error);
}

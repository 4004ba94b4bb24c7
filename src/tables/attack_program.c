/*
 * Linear programming over the differences from the truth: how far an unknown
 * can go down and up when fractions are allowed, which proves bounds; and
 * corners of the solutions that are whole, checked in integers, which are
 * witnesses for all unknowns at once.  Between the two lie few unknowns; there
 * the search branches on fractions, up to a limit.
 */
#include <math.h>

/* The header has a prototype without parameters. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wundef"
#include <Clp_C_Interface.h>
#pragma GCC diagnostic pop

#include "base/arena.h"
#include "base/error.h"
#include "base/mix.h"
#include "tables/attack.h"
#include "tables/attack_system.h"

enum {
	NEAR_UNKNOWNS = 600,    /* that may change in a search nearby */
	NEAR_FROM = 2000,       /* smaller components are solved as a whole */
	NEAR_CORNERS = 4,       /* sought there in mixed directions */
	MIXED_CORNERS = 24,     /* sought in a whole component */
	SETTLE_PROGRAMS = 4000, /* for one component; what is left stays open */
	BRANCH_LIMIT = 400,     /* programs in one search for whole numbers */
	EXACT_UNKNOWNS = 400,   /* components that small are told exactly */
	PIVOT_LIMIT = 2000000,  /* in one program */
};

static const double tolerance = 1e-6;

struct program {
	struct attack_system *system;
	const uint32_t *columns; /* unknowns that may change */
	size_t column_count;
	uint32_t *places; /* by unknown: its column, from 1 */
	uint32_t *rows;   /* equations with such an unknown */
	size_t row_count;
	int64_t *trial; /* by column: the change that is being checked */
	Clp_Simplex *model;
	unsigned int branches; /* left in this search */
};

enum outcome {
	SOLVED,
	IMPOSSIBLE, /* proved that there is no solution */
	UNDECIDED,
};

/* --- making the model ------------------------------------------------------ */

/* What an equation lacks when all unknowns are as in the truth. */
static int64_t lack(const struct attack_system *system, uint32_t e)
{
	int64_t sum = system->sums[e];

	for (uint64_t t = system->starts[e]; t < system->starts[e + 1]; t++)
		sum -= system->signs[t] * system->truth[system->terms[t]];
	return sum;
}

static int load_equations(struct program *program, struct arena *arena,
			  struct error *error)
{
	const struct attack_system *system = program->system;
	size_t most = 0;
	double *sums, *signs;
	int *starts, *columns;
	int filled = 0;

	for (size_t i = 0; i < program->row_count; i++)
		most += system->starts[program->rows[i] + 1] -
			system->starts[program->rows[i]];
	sums = arena_array(arena, program->row_count, sizeof(*sums));
	starts = arena_array(arena, program->row_count + 1, sizeof(*starts));
	columns = arena_array(arena, most, sizeof(*columns));
	signs = arena_array(arena, most, sizeof(*signs));
	if (sums == NULL || starts == NULL || columns == NULL || signs == NULL)
		return error_memory(error);
	for (size_t i = 0; i < program->row_count; i++) {
		uint32_t e = program->rows[i];

		for (uint64_t t = system->starts[e]; t < system->starts[e + 1];
		     t++) {
			uint32_t place = program->places[system->terms[t]];

			if (place == 0)
				continue;
			columns[filled] = (int)place - 1;
			signs[filled++] = system->signs[t];
		}
		sums[i] = (double)lack(system, e);
		starts[i + 1] = filled;
	}
	Clp_addRows(program->model, (int)program->row_count, sums, sums, starts,
		    columns, signs);
	return 0;
}

/* scale * part - bound * whole on one side of what it is in the truth. */
static void add_quotient_row(struct program *program,
			     const struct attack_quotient *q, int64_t bound,
			     bool least)
{
	const int64_t *truth = program->system->truth;
	double side = (double)bound * (double)truth[q->whole] -
		      (double)q->scale * (double)truth[q->part];
	double low = least ? side : -1e300;
	double high = least ? 1e300 : side;
	int starts[2] = {0, 0};
	int columns[2];
	double weights[2];

	if (program->places[q->part] != 0) {
		columns[starts[1]] = (int)program->places[q->part] - 1;
		weights[starts[1]++] = (double)q->scale;
	}
	if (program->places[q->whole] != 0) {
		columns[starts[1]] = (int)program->places[q->whole] - 1;
		weights[starts[1]++] = -(double)bound;
	}
	if (starts[1] > 0)
		Clp_addRows(program->model, 1, &low, &high, starts, columns,
			    weights);
}

static int load(struct program *program, struct arena *arena,
		struct error *error)
{
	const struct attack_system *system = program->system;
	size_t count = program->column_count;
	double *low = arena_array(arena, count, sizeof(*low));
	double *high = arena_array(arena, count, sizeof(*high));

	program->trial = arena_array(arena, count, sizeof(*program->trial));
	if (low == NULL || high == NULL || program->trial == NULL)
		return error_memory(error);
	for (size_t c = 0; c < count; c++) {
		uint32_t i = program->columns[c];

		low[c] = (double)(system->low[i] - system->truth[i]);
		high[c] = (double)(system->high[i] - system->truth[i]);
	}
	Clp_setLogLevel(program->model, 0);
	Clp_setMaximumIterations(program->model, PIVOT_LIMIT);
	Clp_loadProblem(program->model, (int)count, 0, NULL, NULL, NULL, low,
			high, NULL, NULL, NULL);
	if (load_equations(program, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < system->quotient_count; i++) {
		const struct attack_quotient *q = &system->quotients[i];

		add_quotient_row(program, q, q->least, true);
		add_quotient_row(program, q, q->most, false);
	}
	return 0;
}

/* --- solving --------------------------------------------------------------- */

static enum outcome solve(struct program *program)
{
	int status;

	program->system->programs++;
	Clp_primal(program->model, 0);
	status = Clp_status(program->model);
	if (status != 0 && status != 1) {
		/* Lost in rounding: once more, from the start. */
		Clp_initialDualSolve(program->model);
		status = Clp_status(program->model);
	}
	return status == 0 ? SOLVED : status == 1 ? IMPOSSIBLE : UNDECIDED;
}

/* Whether the truth changed by the trial solves everything. */
static bool trial_holds(struct program *program)
{
	struct attack_system *system = program->system;
	bool holds = true;

	for (size_t r = 0; r < program->row_count && holds; r++) {
		uint32_t e = program->rows[r];
		wide sum = 0;

		for (uint64_t t = system->starts[e]; t < system->starts[e + 1];
		     t++) {
			uint32_t i = system->terms[t];
			int64_t value = system->truth[i];

			if (program->places[i] != 0)
				value += program->trial[program->places[i] - 1];
			sum += system->signs[t] * value;
		}
		holds = sum == system->sums[e];
	}
	if (!holds || system->quotient_count == 0)
		return holds;
	for (size_t c = 0; c < program->column_count; c++)
		system->value[program->columns[c]] += program->trial[c];
	holds = attack_quotients_hold(system, system->value);
	for (size_t c = 0; c < program->column_count; c++)
		system->value[program->columns[c]] -= program->trial[c];
	return holds;
}

static bool within_bounds(const struct attack_system *system, uint32_t i,
			  int64_t change)
{
	int64_t value = system->truth[i] + change;

	return value >= system->low[i] && value <= system->high[i];
}

/* Takes `times` what was found as a trial.  `*fraction` is the first column
 * that is not whole, or their number. */
static bool take_trial(struct program *program, int times, size_t *fraction)
{
	const double *found = Clp_primalColumnSolution(program->model);
	size_t count = program->column_count;

	for (size_t c = 0; c < count; c++) {
		double value = found[c] * times;
		double nearest = nearbyint(value);

		*fraction = c;
		if (!(fabs(value - nearest) <= tolerance * times))
			return false; /* or not a number at all */
		program->trial[c] = (int64_t)nearest;
		*fraction = count;
		if (!within_bounds(program->system, program->columns[c],
				   program->trial[c]))
			return false;
	}
	return trial_holds(program);
}

static void see_trial(struct program *program)
{
	struct attack_system *system = program->system;

	for (size_t c = 0; c < program->column_count; c++) {
		uint32_t i = program->columns[c];
		int64_t value = system->truth[i] + program->trial[c];

		if (value < system->seen_low[i])
			system->seen_low[i] = value;
		if (value > system->seen_high[i])
			system->seen_high[i] = value;
	}
}

/* Takes the corner that was found as a witness if it is whole, or a small
 * multiple of it that is. */
static bool take_witness(struct program *program, size_t *fraction)
{
	size_t other;

	if (take_trial(program, 1, fraction)) {
		see_trial(program);
		return true;
	}
	for (int times = 2; times <= 4; times++)
		if (take_trial(program, times, &other)) {
			see_trial(program);
			return false;
		}
	return false;
}

/* Looks for whole numbers within the model's present bounds. */
static enum outcome search_whole(struct program *program)
{
	enum outcome outcome;
	size_t column;
	double *low, *high;
	double old_low, old_high, value;

	if (program->branches == 0)
		return UNDECIDED;
	program->branches--;
	outcome = solve(program);
	if (outcome != SOLVED || take_witness(program, &column))
		return outcome;
	if (column == program->column_count)
		return UNDECIDED;
	low = Clp_columnLower(program->model);
	high = Clp_columnUpper(program->model);
	old_low = low[column];
	old_high = high[column];
	value = Clp_primalColumnSolution(program->model)[column];
	high[column] = floor(value);
	outcome = search_whole(program);
	high[column] = old_high;
	if (outcome != IMPOSSIBLE)
		return outcome;
	low[column] = ceil(value);
	outcome = search_whole(program);
	low[column] = old_low;
	return outcome;
}

/* Makes the model seek the largest value of one unknown, or the smallest. */
static void aim(struct program *program, size_t column, bool largest)
{
	double *objective = Clp_objective(program->model);

	for (size_t c = 0; c < program->column_count; c++)
		objective[c] = 0;
	objective[column] = largest ? -1 : 1; /* the model minimises */
}

/* A number that looks random, the same for the same arguments. */
static uint64_t scatter(uint64_t round, uint64_t column)
{
	return mix((round << 32 | column) * MIX_STEP);
}

/* Seeks all that are open, some upwards and some downwards. */
static void aim_mixed(struct program *program, uint64_t round)
{
	double *objective = Clp_objective(program->model);

	for (size_t c = 0; c < program->column_count; c++) {
		uint32_t i = program->columns[c];
		bool up = (scatter(round / 2, i) & 1) == (round & 1);

		objective[c] = !attack_open(program->system, i) ? 0
			       : up                             ? -1
								: 1;
	}
}

static size_t count_open(const struct program *program)
{
	size_t count = 0;

	for (size_t c = 0; c < program->column_count; c++)
		count += attack_open(program->system, program->columns[c]);
	return count;
}

static void seek_corners(struct program *program, uint64_t rounds)
{
	size_t left = count_open(program);
	size_t fraction;

	for (uint64_t round = 0; round < rounds && left > 1; round++) {
		size_t before = left;

		aim_mixed(program, round);
		if (solve(program) != SOLVED)
			return;
		(void)take_witness(program, &fraction);
		left = count_open(program);
		if (round > 4 && before - left < before / 16 + 1)
			return;
	}
}

/* --- which unknowns may change --------------------------------------------- */

/* Collects the equations of the program's columns. */
static int collect_rows(struct program *program, struct arena *arena,
			struct error *error)
{
	const struct attack_system *system = program->system;
	size_t capacity = 0;

	for (size_t c = 0; c < program->column_count; c++) {
		uint32_t i = program->columns[c];

		for (uint64_t t = system->in_starts[i];
		     t < system->in_starts[i + 1]; t++) {
			uint32_t e = system->in[t];
			uint64_t first = system->starts[e];

			/* Only the first of its columns adds an equation. */
			while (program->places[system->terms[first]] == 0)
				first++;
			if (program->places[system->terms[first]] != c + 1)
				continue;
			program->rows = arena_grow(arena, program->rows,
						   program->row_count,
						   &capacity, sizeof(uint32_t));
			if (program->rows == NULL)
				return error_memory(error);
			program->rows[program->row_count++] = e;
		}
	}
	return 0;
}

/* Collects unknowns around one, nearest first, until there are enough. */
static size_t collect_near(const struct attack_system *system, uint32_t from,
			   uint32_t *places, uint32_t *columns)
{
	size_t count = 1;

	columns[0] = from;
	places[from] = 1;
	for (size_t n = 0; n < count && count < NEAR_UNKNOWNS; n++)
		for (uint64_t t = system->in_starts[columns[n]];
		     t < system->in_starts[columns[n] + 1]; t++) {
			uint32_t e = system->in[t];

			for (uint64_t u = system->starts[e];
			     u < system->starts[e + 1] && count < NEAR_UNKNOWNS;
			     u++) {
				uint32_t i = system->terms[u];

				if (places[i] != 0 || attack_fixed(system, i))
					continue;
				columns[count++] = i;
				places[i] = (uint32_t)count;
			}
		}
	return count;
}

static int open_program(struct program *program, struct arena *arena,
			struct error *error)
{
	program->model = Clp_newModel();
	if (program->model == NULL)
		return error_memory(error);
	if (collect_rows(program, arena, error) != 0)
		return -1;
	return load(program, arena, error);
}

static void close_program(struct program *program)
{
	for (size_t c = 0; c < program->column_count; c++)
		program->places[program->columns[c]] = 0;
	if (program->model != NULL)
		Clp_deleteModel(program->model);
}

static void seek_one(struct program *program, size_t column)
{
	size_t fraction;

	for (int side = 0; side < 2; side++) {
		if (!attack_open(program->system, program->columns[column]))
			return;
		aim(program, column, side == 0);
		if (solve(program) == SOLVED)
			(void)take_witness(program, &fraction);
	}
}

static int seek_around(struct attack_system *system, uint32_t unknown,
		       uint32_t *places, uint32_t *columns, struct arena *arena,
		       struct error *error)
{
	struct program program = {
		.system = system,
		.columns = columns,
		.places = places,
	};
	int result;

	program.column_count = collect_near(system, unknown, places, columns);
	result = open_program(&program, arena, error);
	if (result == 0) {
		seek_one(&program, 0);
		seek_corners(&program, NEAR_CORNERS);
	}
	close_program(&program);
	return result;
}

int attack_seek_near(struct attack_system *system,
		     const struct attack_component *component,
		     struct error *error)
{
	struct arena arena = {0};
	struct arena own = {0};
	uint32_t *places, *columns;
	int result = 0;

	if (component->unknown_count < NEAR_FROM)
		return 0;
	places = arena_array(&own, system->count, sizeof(uint32_t));
	columns = arena_array(&own, NEAR_UNKNOWNS, sizeof(uint32_t));
	if (places == NULL || columns == NULL)
		result = error_memory(error);
	for (size_t n = 0; result == 0 && n < component->unknown_count; n++) {
		uint32_t i = component->unknowns[n];

		if (!attack_open(system, i))
			continue;
		result = seek_around(system, i, places, columns, &arena, error);
		arena_clear(&arena);
	}
	arena_release(&arena);
	arena_release(&own);
	return result;
}

/* --- settling -------------------------------------------------------------- */

static void lower_high(struct attack_system *system, uint32_t i, int64_t bound)
{
	if (bound < system->high[i])
		system->high[i] = bound > system->seen_high[i]
					  ? bound
					  : system->seen_high[i];
}

static void raise_low(struct attack_system *system, uint32_t i, int64_t bound)
{
	if (bound > system->low[i])
		system->low[i] = bound < system->seen_low[i]
					 ? bound
					 : system->seen_low[i];
}

/* Proves a bound of one unknown by a linear program. */
static enum outcome prove_bound(struct program *program, size_t column,
				bool largest)
{
	struct attack_system *system = program->system;
	uint32_t i = program->columns[column];
	size_t fraction;
	double value;

	aim(program, column, largest);
	if (solve(program) != SOLVED)
		return UNDECIDED;
	value = Clp_primalColumnSolution(program->model)[column];
	(void)take_witness(program, &fraction);
	if (largest)
		lower_high(system, i,
			   system->truth[i] +
				   (int64_t)floor(value + tolerance));
	else
		raise_low(system, i,
			  system->truth[i] + (int64_t)ceil(value - tolerance));
	return SOLVED;
}

/* Looks for a whole solution beyond what is witnessed.  UNDECIDED leaves the
 * proved bound where it is. */
static enum outcome reach_beyond(struct program *program, size_t column,
				 bool largest)
{
	struct attack_system *system = program->system;
	uint32_t i = program->columns[column];
	double *bounds = largest ? Clp_columnLower(program->model)
				 : Clp_columnUpper(program->model);
	double old = bounds[column];
	enum outcome outcome;

	aim(program, column, largest);
	program->branches = BRANCH_LIMIT;
	bounds[column] = (double)((largest ? system->seen_high[i] + 1
					   : system->seen_low[i] - 1) -
				  system->truth[i]);
	outcome = search_whole(program);
	bounds = largest ? Clp_columnLower(program->model)
			 : Clp_columnUpper(program->model);
	bounds[column] = old;
	if (outcome == IMPOSSIBLE && largest)
		system->high[i] = system->seen_high[i];
	else if (outcome == IMPOSSIBLE)
		system->low[i] = system->seen_low[i];
	return outcome;
}

static bool settled(const struct program *program, uint32_t i)
{
	const struct attack_system *system = program->system;

	return attack_safe(system, i) ||
	       (attack_lost(system, i) &&
		program->column_count > EXACT_UNKNOWNS);
}

/* Settles one side of one unknown. */
static void settle_side(struct program *program, size_t column, bool largest)
{
	const struct attack_system *system = program->system;
	uint32_t i = program->columns[column];

	if (prove_bound(program, column, largest) != SOLVED)
		return;
	while (!settled(program, i) &&
	       (largest ? system->high[i] > system->seen_high[i]
			: system->low[i] < system->seen_low[i]))
		if (reach_beyond(program, column, largest) == UNDECIDED)
			break;
}

static void settle_unknown(struct program *program, size_t column)
{
	const struct attack_system *system = program->system;
	uint32_t i = program->columns[column];

	if (!settled(program, i) && system->high[i] > system->seen_high[i])
		settle_side(program, column, true);
	if (!settled(program, i) && system->low[i] < system->seen_low[i])
		settle_side(program, column, false);
}

static bool is_settled(const struct attack_system *system,
		       const struct attack_component *component)
{
	bool small = component->unknown_count <= EXACT_UNKNOWNS;

	for (size_t n = 0; n < component->unknown_count; n++) {
		uint32_t i = component->unknowns[n];

		if (!attack_safe(system, i) &&
		    (small || !attack_lost(system, i)))
			return false;
	}
	return true;
}

/* A program in which all unknowns of a component may change. */
static int open_component(struct program *program, struct attack_system *system,
			  const struct attack_component *component,
			  struct arena *arena, struct error *error)
{
	*program = (struct program){
		.system = system,
		.columns = component->unknowns,
		.column_count = component->unknown_count,
		.places = arena_array(arena, system->count, sizeof(uint32_t)),
		.branches = BRANCH_LIMIT,
	};
	if (program->places == NULL) {
		program->column_count = 0;
		return error_memory(error);
	}
	for (size_t c = 0; c < program->column_count; c++)
		program->places[program->columns[c]] = (uint32_t)c + 1;
	return open_program(program, arena, error);
}

int attack_settle(struct attack_system *system,
		  const struct attack_component *component, struct error *error)
{
	struct arena arena = {0};
	struct program program;
	uint64_t before = system->programs;
	int result;

	if (is_settled(system, component))
		return 0;
	result = open_component(&program, system, component, &arena, error);
	if (result == 0) {
		seek_corners(&program, MIXED_CORNERS);
		for (size_t c = 0; c < program.column_count &&
				   system->programs - before < SETTLE_PROGRAMS;
		     c++)
			settle_unknown(&program, c);
	}
	close_program(&program);
	arena_release(&arena);
	return result;
}

int attack_settle_one(struct attack_system *system,
		      const struct attack_component *component,
		      uint32_t unknown, struct error *error)
{
	struct arena arena = {0};
	struct program program;
	int result = open_component(&program, system, component, &arena, error);

	if (result == 0)
		settle_unknown(&program, program.places[unknown] - 1);
	close_program(&program);
	arena_release(&arena);
	return result;
}

int attack_seek_one(struct attack_system *system, uint32_t unknown,
		    struct error *error)
{
	struct arena arena = {0};
	uint32_t *places = arena_array(&arena, system->count, sizeof(uint32_t));
	uint32_t *columns =
		arena_array(&arena, NEAR_UNKNOWNS, sizeof(uint32_t));
	int result;

	if (places == NULL || columns == NULL)
		result = error_memory(error);
	else
		result = seek_around(system, unknown, places, columns, &arena,
				     error);
	arena_release(&arena);
	return result;
}

/* --- a first solution ------------------------------------------------------ */

int attack_fit(struct attack_system *system,
	       const struct attack_component *component, struct error *error)
{
	struct arena arena = {0};
	struct program program;
	enum outcome outcome = UNDECIDED;
	int result = open_component(&program, system, component, &arena, error);

	if (result == 0)
		outcome = search_whole(&program);
	if (outcome == SOLVED)
		for (size_t c = 0; c < program.column_count; c++)
			system->truth[program.columns[c]] += program.trial[c];
	close_program(&program);
	arena_release(&arena);
	if (result != 0 || outcome == SOLVED)
		return result;
	if (outcome == IMPOSSIBLE)
		return error_set(error, ERROR_CORRUPT,
				 "what is published does not add up: no "
				 "counts fit");
	error_set(error, ERROR_REFUSED,
		  "no whole numbers that fit what is published were found "
		  "within the bounded search");
	return error_hint(error, "attack fewer tables at a time");
}

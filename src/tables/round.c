#include "tables/round.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mix.h"
#include "tables/clp.h"
#include "tables/relations.h"

/*
 * A count is base * floor + rest; it is shown as base * (floor + step), the
 * steps 0 and 1 being the neighbours.  The fractions rest / base solve the
 * equations, so the program has a solution; where the equations are a network
 * all its corners are whole.
 *
 * Where they are not, a search branches on steps, and when the neighbours do
 * not suffice every cell also gets further steps at a high price.
 */
enum {
	/* Programs in all: as many cells go through them, but so many at least
	 * and at most. */
	CELLS_USUAL = 600000,
	PROGRAMS_LEAST = 60,
	PROGRAMS_MOST = 4000,
	/* After the first rounding, for nearer ones. */
	PROGRAMS_BETTER = 100,
	FARTHEST_STEPS = 64,
};

static const double tolerance = 1e-6;

/* Of a step beyond the neighbours, next to at most 1 for one within. */
static const double price_beyond = 1000;

struct rounding {
	const struct relations *relations;
	int64_t base;
	uint64_t random;
	uint32_t programs; /* left */
	Clp_Simplex *model;
	int columns; /* the cells, then their steps up and down beyond */
	int64_t *floors;
	double *aims;       /* by cell: the step aimed at, 0 to 1 */
	double *low, *high; /* by column */
	double *costs;      /* by column */
	double *best;       /* by column */
	double best_cost;
	bool found, complete;
};

static double draw(struct rounding *rounding)
{
	return (double)(mix_next(&rounding->random) >> 11) * 0x1p-53;
}

static int64_t floor_of(int64_t count, int64_t base)
{
	int64_t floor = count / base;

	return count % base < 0 ? floor - 1 : floor;
}

static bool hidden(const struct rounding *rounding, uint32_t cell)
{
	return rounding->relations->marks[cell] == CELL_HIDDEN;
}

static int make_room(struct rounding *rounding, struct arena *arena,
		     struct error *error)
{
	size_t cells = rounding->relations->cell_count;
	size_t columns = cells * 3 + 1;

	rounding->floors = arena_array(arena, cells + 1, sizeof(int64_t));
	rounding->aims = arena_array(arena, cells + 1, sizeof(double));
	rounding->low = arena_array(arena, columns, sizeof(double));
	rounding->high = arena_array(arena, columns, sizeof(double));
	rounding->costs = arena_array(arena, columns, sizeof(double));
	rounding->best = arena_array(arena, columns, sizeof(double));
	if (rounding->floors == NULL || rounding->aims == NULL ||
	    rounding->low == NULL || rounding->high == NULL ||
	    rounding->costs == NULL || rounding->best == NULL)
		return error_memory(error);
	for (size_t i = 0; i < cells; i++) {
		int64_t count = rounding->relations->counts[i];

		rounding->floors[i] = floor_of(count, rounding->base);
		rounding->aims[i] =
			(double)(count - rounding->floors[i] * rounding->base) /
			(double)rounding->base;
		rounding->high[i] = rounding->aims[i] > 0 ? 1 : 0;
		if (hidden(rounding, (uint32_t)i)) {
			rounding->low[i] = -FARTHEST_STEPS;
			rounding->high[i] = FARTHEST_STEPS;
		}
	}
	return 0;
}

/* The columns of cells, or, with `beyond`, these three times. */
static int load(struct rounding *rounding, bool beyond, struct arena *arena,
		struct error *error)
{
	const struct relations *relations = rounding->relations;
	uint32_t cells = relations->cell_count;
	size_t terms = relations->starts[relations->equation_count];
	size_t times = beyond ? 3 : 1;
	int *starts = arena_array(arena, cells * times + 2, sizeof(int));
	int *rows = arena_array(arena, terms * times + 1, sizeof(int));
	double *weights = arena_array(arena, terms * times + 1, sizeof(double));
	double *sums = arena_array(arena, (size_t)relations->equation_count + 1,
				   sizeof(double));
	int *places = arena_array(arena, (size_t)cells + 1, sizeof(int));

	if (starts == NULL || rows == NULL || weights == NULL || sums == NULL ||
	    places == NULL)
		return error_memory(error);
	for (uint64_t i = 0; i < terms; i++)
		starts[relations->terms[i] + 1]++;
	for (uint32_t i = 0; i < cells; i++) {
		starts[i + 1] += starts[i];
		places[i] = starts[i];
	}
	for (uint32_t i = 0; i < relations->equation_count; i++) {
		for (uint64_t j = relations->starts[i];
		     j < relations->starts[i + 1]; j++) {
			uint32_t cell = relations->terms[j];

			rows[places[cell]] = (int)i;
			weights[places[cell]++] = relations->weights[j];
			sums[i] -= (double)(relations->weights[j] *
					    rounding->floors[cell]);
		}
	}
	for (size_t i = 1; i < times; i++) {
		for (uint32_t j = 0; j < cells; j++)
			starts[cells * i + j + 1] =
				(int)(terms * i) + starts[j + 1];
		for (size_t j = 0; j < terms; j++) {
			rows[terms * i + j] = rows[j];
			weights[terms * i + j] =
				i == 1 ? weights[j] : -weights[j];
		}
	}
	rounding->columns = (int)(cells * times);
	Clp_loadProblem(rounding->model, rounding->columns,
			(int)relations->equation_count, starts, rows, weights,
			rounding->low, rounding->high, rounding->costs, sums,
			sums);
	return 0;
}

static bool solve(struct rounding *rounding, bool costs_changed)
{
	Clp_Simplex *model = rounding->model;

	if (rounding->programs == 0)
		return false;
	rounding->programs--;
	Clp_chgColumnLower(model, rounding->low);
	Clp_chgColumnUpper(model, rounding->high);
	Clp_chgObjCoefficients(model, rounding->costs);
	if (costs_changed)
		Clp_primal(model, 0);
	else
		Clp_dual(model, 0);
	if (Clp_status(model) != 0 && Clp_status(model) != 1)
		Clp_initialDualSolve(model);
	return Clp_status(model) == 0;
}

static bool is_whole(double value)
{
	return fabs(value - nearbyint(value)) < tolerance;
}

/* Steps nearest to what is aimed at. */
static void aim(struct rounding *rounding)
{
	for (uint32_t i = 0; i < rounding->relations->cell_count; i++)
		rounding->costs[i] =
			hidden(rounding, i) ? 0 : 1 - 2 * rounding->aims[i];
}

/*
 * Draws a corner such that on average each step is what was aimed at (after
 * Cox 1987): the aims lie between a corner in a random direction and a point
 * opposite to it, on more of the bounds; one of the two is drawn, and from the
 * second it goes on.
 */
static void draw_corner(struct rounding *rounding)
{
	uint32_t cells = rounding->relations->cell_count;
	double *aims = rounding->aims;

	for (;;) {
		const double *corner;
		double far = INFINITY;

		for (uint32_t i = 0; i < cells; i++)
			rounding->costs[i] =
				hidden(rounding, i) ? 0 : draw(rounding) - 0.5;
		if (!solve(rounding, true))
			return;
		corner = Clp_primalColumnSolution(rounding->model);
		for (uint32_t i = 0; i < cells; i++) {
			double step = aims[i] - corner[i];

			if (hidden(rounding, i) || fabs(step) < 1e-9)
				continue;
			far = fmin(far, (step > 0 ? 1 - aims[i] : aims[i]) /
						fabs(step));
		}
		if (isinf(far))
			return;
		if (draw(rounding) < far / (1 + far)) {
			for (uint32_t i = 0; i < cells; i++)
				aims[i] = corner[i];
			return;
		}
		for (uint32_t i = 0; i < cells; i++) {
			aims[i] += far * (aims[i] - corner[i]);
			if (hidden(rounding, i) || !is_whole(aims[i]))
				continue;
			aims[i] = nearbyint(aims[i]);
			rounding->low[i] = rounding->high[i] = aims[i];
		}
	}
}

/* The bounds as they were before drawing. */
static void open_up(struct rounding *rounding)
{
	for (uint32_t i = 0; i < rounding->relations->cell_count; i++) {
		if (hidden(rounding, i))
			continue;
		rounding->low[i] = 0;
		rounding->high[i] =
			rounding->relations->counts[i] ==
					rounding->floors[i] * rounding->base
				? 0
				: 1;
	}
}

static void keep(struct rounding *rounding)
{
	memcpy(rounding->best, Clp_primalColumnSolution(rounding->model),
	       (size_t)rounding->columns * sizeof(double));
	rounding->best_cost = Clp_objectiveValue(rounding->model);
	if (!rounding->found && rounding->programs > PROGRAMS_BETTER)
		rounding->programs = PROGRAMS_BETTER;
	rounding->found = true;
}

/* The column that is farthest from whole; -1: none. */
static int fraction(const struct rounding *rounding, double *value)
{
	const double *found = Clp_primalColumnSolution(rounding->model);
	double most = tolerance;
	int column = -1;

	for (int i = 0; i < rounding->columns; i++) {
		double off = fabs(found[i] - nearbyint(found[i]));

		if (off <= most)
			continue;
		most = off;
		column = i;
		*value = found[i];
	}
	return column;
}

struct turn {
	int column;
	double low, high;     /* before */
	double second, other; /* bounds of the second way */
	bool last;            /* the second way is being gone */
};

static void take_turn(struct rounding *rounding, struct turn *turn, int column,
		      double value)
{
	double down = floor(value);
	bool up = value - down > 0.5;

	*turn = (struct turn){.column = column,
			      .low = rounding->low[column],
			      .high = rounding->high[column]};
	turn->second = up ? turn->low : down + 1;
	turn->other = up ? down : turn->high;
	rounding->low[column] = up ? down + 1 : turn->low;
	rounding->high[column] = up ? turn->high : down;
}

/* Goes back to the last turn whose second way is left; its number from 1, or
 * 0 when there is none. */
static size_t turn_back(struct rounding *rounding, struct turn *turns,
			size_t depth)
{
	while (depth > 0) {
		struct turn *turn = &turns[depth - 1];

		if (!turn->last) {
			turn->last = true;
			rounding->low[turn->column] = turn->second;
			rounding->high[turn->column] = turn->other;
			return depth;
		}
		rounding->low[turn->column] = turn->low;
		rounding->high[turn->column] = turn->high;
		depth--;
	}
	return 0;
}

/* Depth first, the nearer way first. */
static int search(struct rounding *rounding, struct arena *arena,
		  struct error *error)
{
	struct turn *turns = NULL;
	size_t depth = 0, capacity = 0;
	bool first = true;

	for (;;) {
		double value;
		int column = -1;

		if (rounding->programs == 0)
			return 0;
		if (solve(rounding, first) &&
		    (!rounding->found ||
		     Clp_objectiveValue(rounding->model) <
			     rounding->best_cost - tolerance)) {
			column = fraction(rounding, &value);
			if (column < 0)
				keep(rounding);
		}
		first = false;
		if (column >= 0) {
			turns = arena_grow(arena, turns, depth, &capacity,
					   sizeof(*turns));
			if (turns == NULL)
				return error_memory(error);
			take_turn(rounding, &turns[depth++], column, value);
			continue;
		}
		depth = turn_back(rounding, turns, depth);
		if (depth == 0) {
			rounding->complete = true;
			return 0;
		}
	}
}

/* Further steps for all, at a price; nothing becomes negative by them. */
static void allow_beyond(struct rounding *rounding)
{
	uint32_t cells = rounding->relations->cell_count;

	for (uint32_t i = 0; i < cells; i++) {
		int64_t down = rounding->floors[i];

		if (rounding->relations->counts[i] < 0 || down > FARTHEST_STEPS)
			down = FARTHEST_STEPS;
		rounding->low[cells + i] = rounding->low[2 * cells + i] = 0;
		rounding->high[cells + i] = FARTHEST_STEPS;
		rounding->high[2 * cells + i] = (double)down;
		rounding->costs[cells + i] = rounding->costs[2 * cells + i] =
			hidden(rounding, i) ? 0 : price_beyond;
	}
}

static int find(struct rounding *rounding, uint64_t seed, struct arena *arena,
		struct error *error)
{
	uint32_t programs = rounding->programs;

	if (load(rounding, false, arena, error) != 0)
		return -1;
	if (seed != 0) {
		draw_corner(rounding);
		open_up(rounding);
		rounding->programs = programs;
	}
	aim(rounding);
	if (search(rounding, arena, error) != 0)
		return -1;
	if (rounding->found)
		return 0;
	/* The neighbours do not suffice, or it takes too long to see how. */
	open_up(rounding);
	allow_beyond(rounding);
	rounding->programs = programs;
	rounding->complete = false;
	if (load(rounding, true, arena, error) != 0 ||
	    search(rounding, arena, error) != 0)
		return -1;
	if (rounding->found)
		return 0;
	error_set(error, ERROR_REFUSED,
		  "no rounding that adds up was found for these tables");
	return error_hint(error, "leave out a dimension, or use suppression");
}

/* Whether what is shown adds up, in whole numbers. */
static bool adds_up(const struct relations *relations, const int64_t *shown)
{
	for (uint32_t i = 0; i < relations->equation_count; i++) {
		int64_t sum = 0;

		for (uint64_t j = relations->starts[i];
		     j < relations->starts[i + 1]; j++)
			sum += relations->weights[j] *
			       shown[relations->terms[j]];
		if (sum != 0)
			return false;
	}
	return true;
}

static void fill(const struct rounding *rounding, int64_t *shown,
		 struct round_report *report)
{
	const struct relations *relations = rounding->relations;
	uint32_t cells = relations->cell_count;

	for (uint32_t i = 0; i < cells; i++) {
		double step = rounding->best[i];
		int64_t away;

		if (rounding->columns > (int)cells)
			step += rounding->best[cells + i] -
				rounding->best[2 * cells + i];
		shown[i] = (rounding->floors[i] + (int64_t)nearbyint(step)) *
			   rounding->base;
		if (hidden(rounding, i))
			continue;
		away = shown[i] > relations->counts[i]
			       ? shown[i] - relations->counts[i]
			       : relations->counts[i] - shown[i];
		report->distance += away;
		report->beyond += away >= rounding->base;
		if (away > report->farthest)
			report->farthest = away;
	}
}

static int round_within(struct rounding *rounding, uint64_t seed,
			int64_t *shown, struct round_report *report,
			struct arena *arena, struct error *error)
{
	if (make_room(rounding, arena, error) != 0 ||
	    find(rounding, seed, arena, error) != 0)
		return -1;
	*report = (struct round_report){0};
	fill(rounding, shown, report);
	report->proven = seed == 0 && rounding->complete;
	if (!adds_up(rounding->relations, shown))
		return error_set(error, ERROR_REFUSED,
				 "no rounding that adds up was found for "
				 "these tables");
	return 0;
}

static uint32_t usual(uint32_t cells)
{
	uint32_t programs = CELLS_USUAL / (cells + 1);

	if (programs < PROGRAMS_LEAST)
		return PROGRAMS_LEAST;
	return programs > PROGRAMS_MOST ? PROGRAMS_MOST : programs;
}

int round_controlled(const struct relations *relations,
		     const struct round_options *options, int64_t *shown,
		     struct round_report *report, struct error *error)
{
	struct rounding rounding = {.relations = relations,
				    .base = options->base,
				    .random = options->seed,
				    .programs = options->programs};
	struct arena arena = {0};
	int result;

	if (options->base < 2 || options->base > ROUND_LIMIT_BASE)
		return error_set(error, ERROR_INPUT,
				 "counts cannot be rounded to multiples of "
				 "less than 2 or more than %d",
				 ROUND_LIMIT_BASE);
	if (relations->cell_count > ROUND_LIMIT_CELLS)
		return error_set(error, ERROR_INPUT,
				 "tables with more than %d cells cannot be "
				 "rounded so that they add up",
				 ROUND_LIMIT_CELLS);
	if (rounding.programs == 0)
		rounding.programs = usual(relations->cell_count);
	rounding.model = Clp_newModel();
	Clp_setLogLevel(rounding.model, 0);
	result = round_within(&rounding, options->seed, shown, report, &arena,
			      error);
	Clp_deleteModel(rounding.model);
	arena_release(&arena);
	return result;
}

#include "tables/exact_problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/exact.h"
#include "tables/relations.h"

/* While columns are being found. */
struct making {
	const struct relations *relations;
	uint32_t *moving; /* by equation: its cells that can move */
	uint32_t *queue;  /* equations with one such cell */
	uint32_t queued;
	bool *moves;      /* by cell */
	uint32_t *column; /* by cell, where it moves */
};

static int too_large(struct error *error)
{
	error_set(error, ERROR_INPUT,
		  "too many cells to find the cheapest suppression");
	return error_hint(error, "use the fast suppression");
}

static double room_up(const struct relations *relations, uint32_t cell)
{
	if (relations->most[cell] == RELATIONS_UNBOUNDED)
		return INFINITY;
	return (double)relations->most[cell] - (double)relations->counts[cell];
}

static double room_down(const struct relations *relations, uint32_t cell)
{
	return (double)relations->counts[cell] - (double)relations->least[cell];
}

static bool has_room(const struct relations *relations, uint32_t cell)
{
	return relations->marks[cell] != CELL_OPEN &&
	       (room_up(relations, cell) > 0 || room_down(relations, cell) > 0);
}

static void count_moving(struct making *making, uint32_t equation)
{
	const struct relations *relations = making->relations;
	uint32_t moving = 0;

	for (uint64_t i = relations->starts[equation];
	     i < relations->starts[equation + 1]; i++)
		moving += making->moves[relations->terms[i]];
	making->moving[equation] = moving;
	if (moving == 1)
		making->queue[making->queued++] = equation;
}

/* The one cell of an equation that can move cannot. */
static void still(struct making *making, uint32_t equation)
{
	const struct relations *relations = making->relations;
	uint32_t cell = 0;

	for (uint64_t i = relations->starts[equation];
	     i < relations->starts[equation + 1]; i++)
		if (making->moves[relations->terms[i]])
			cell = relations->terms[i];
	making->moves[cell] = false;
	for (uint64_t i = relations->in_starts[cell];
	     i < relations->in_starts[cell + 1]; i++)
		if (--making->moving[relations->in[i]] == 1)
			making->queue[making->queued++] = relations->in[i];
}

static void find_columns(struct making *making)
{
	const struct relations *relations = making->relations;

	for (uint32_t i = 0; i < relations->cell_count; i++)
		making->moves[i] = has_room(relations, i);
	for (uint32_t i = 0; i < relations->equation_count; i++)
		count_moving(making, i);
	for (uint32_t i = 0; i < making->queued; i++)
		if (making->moving[making->queue[i]] == 1)
			still(making, making->queue[i]);
}

static int fill_columns(struct problem *problem, struct making *making,
			struct arena *arena, struct error *error)
{
	const struct relations *relations = making->relations;
	uint32_t count = 0;
	int64_t cost = 0;

	for (uint32_t i = 0; i < relations->cell_count; i++) {
		count += making->moves[i];
		if (__builtin_add_overflow(cost, relations->costs[i], &cost))
			return too_large(error);
	}
	problem->column_count = count;
	problem->cells = arena_array(arena, count + 1, sizeof(uint32_t));
	problem->up = arena_array(arena, count + 1, sizeof(double));
	problem->down = arena_array(arena, count + 1, sizeof(double));
	problem->costs = arena_array(arena, count + 1, sizeof(double));
	problem->given = arena_array(arena, count + 1, sizeof(bool));
	if (problem->cells == NULL || problem->up == NULL ||
	    problem->down == NULL || problem->costs == NULL ||
	    problem->given == NULL)
		return error_memory(error);
	count = 0;
	for (uint32_t i = 0; i < relations->cell_count; i++) {
		if (!making->moves[i])
			continue;
		making->column[i] = count;
		problem->cells[count] = i;
		problem->up[count] = room_up(relations, i);
		problem->down[count] = room_down(relations, i);
		problem->costs[count] = relations->marks[i] == CELL_HIDDEN
						? 0
						: (double)relations->costs[i];
		problem->given[count] = relations->marks[i] == CELL_RISKY ||
					relations->marks[i] == CELL_HIDDEN;
		count++;
	}
	return 0;
}

/* The terms by row; those by column follow from them. */
static void fill_rows(struct problem *problem, const struct making *making)
{
	const struct relations *relations = making->relations;
	int filled = 0;

	for (uint32_t i = 0; i < relations->equation_count; i++) {
		if (making->moving[i] < 2)
			continue;
		for (uint64_t j = relations->starts[i];
		     j < relations->starts[i + 1]; j++) {
			if (!making->moves[relations->terms[j]])
				continue;
			problem->row_columns[filled] =
				(int)making->column[relations->terms[j]];
			problem->row_weights[filled++] = relations->weights[j];
		}
		problem->row_starts[++problem->row_count] = filled;
	}
	problem->term_count = (uint32_t)filled;
}

static void turn(struct problem *problem)
{
	int *starts = problem->column_starts;

	for (uint32_t i = 0; i < problem->term_count; i++)
		starts[problem->row_columns[i] + 2]++;
	for (uint32_t i = 0; i < problem->column_count; i++)
		starts[i + 2] += starts[i + 1];
	for (uint32_t i = 0; i < problem->row_count; i++) {
		for (int j = problem->row_starts[i];
		     j < problem->row_starts[i + 1]; j++) {
			int at = starts[problem->row_columns[j] + 1]++;

			problem->column_rows[at] = (int)i;
			problem->column_weights[at] = problem->row_weights[j];
		}
	}
}

static int fill_equations(struct problem *problem, const struct making *making,
			  struct arena *arena, struct error *error)
{
	const struct relations *relations = making->relations;
	size_t terms = relations->starts[relations->equation_count] + 1;

	problem->row_starts = arena_array(
		arena, (size_t)relations->equation_count + 2, sizeof(int));
	problem->row_columns = arena_array(arena, terms, sizeof(int));
	problem->row_weights = arena_array(arena, terms, sizeof(double));
	problem->column_starts = arena_array(
		arena, (size_t)problem->column_count + 3, sizeof(int));
	problem->column_rows = arena_array(arena, terms, sizeof(int));
	problem->column_weights = arena_array(arena, terms, sizeof(double));
	if (problem->row_starts == NULL || problem->row_columns == NULL ||
	    problem->row_weights == NULL || problem->column_starts == NULL ||
	    problem->column_rows == NULL || problem->column_weights == NULL)
		return error_memory(error);
	fill_rows(problem, making);
	turn(problem);
	return 0;
}

static int refuse(uint32_t cell, struct error *error)
{
	error_set(error, ERROR_REFUSED,
		  "a cell cannot be protected, even if all that may be "
		  "suppressed is");
	error_hint(error, "leave out a total, join it with another group, or "
			  "allow more cells to be suppressed");
	return error_at(error, slice_of(""), 0, 0, (uint64_t)cell + 1);
}

int problem_refuse(const struct problem *problem, uint32_t column,
		   struct error *error)
{
	return refuse(problem->cells[column], error);
}

static int add_demand(struct problem *problem, const struct making *making,
		      uint32_t cell, enum demand_kind kind, uint32_t amount,
		      struct error *error)
{
	double room = 0;
	uint32_t column = making->column[cell];

	if (amount == 0)
		return 0;
	if (!making->moves[cell])
		return refuse(cell, error);
	if (kind != DEMAND_BELOW)
		room += problem->up[column];
	if (kind != DEMAND_ABOVE)
		room += problem->down[column];
	if (room < amount)
		return refuse(cell, error);
	problem->demands[problem->demand_count++] =
		(struct demand){column, kind, amount};
	return 0;
}

static int order(const void *a, const void *b)
{
	const struct demand *one = a, *other = b;

	if (one->amount != other->amount)
		return one->amount > other->amount ? -1 : 1;
	if (one->column != other->column)
		return one->column < other->column ? -1 : 1;
	return (one->kind > other->kind) - (one->kind < other->kind);
}

static int fill_demands(struct problem *problem, const struct making *making,
			struct arena *arena, struct error *error)
{
	const struct relations *relations = making->relations;
	size_t given = 0;

	for (uint32_t i = 0; i < relations->cell_count; i++)
		given += relations->marks[i] == CELL_RISKY ||
			 relations->marks[i] == CELL_HIDDEN;
	if (given * 3 * problem->column_count > EXACT_LIMIT_FLOWS)
		return too_large(error);
	problem->demands =
		arena_array(arena, given * 3 + 1, sizeof(*problem->demands));
	if (problem->demands == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < relations->cell_count; i++) {
		uint64_t together =
			(uint64_t)relations->below[i] + relations->above[i];

		if (relations->marks[i] != CELL_RISKY &&
		    relations->marks[i] != CELL_HIDDEN)
			continue;
		if (add_demand(problem, making, i, DEMAND_ABOVE,
			       relations->above[i], error) != 0 ||
		    add_demand(problem, making, i, DEMAND_BELOW,
			       relations->below[i], error) != 0)
			return -1;
		if (relations->span[i] > together &&
		    add_demand(problem, making, i, DEMAND_SPAN,
			       relations->span[i], error) != 0)
			return -1;
	}
	if (problem->demand_count > 0)
		qsort(problem->demands, problem->demand_count,
		      sizeof(*problem->demands), order);
	return 0;
}

int problem_make(struct problem *problem, const struct relations *relations,
		 struct arena *arena, struct error *error)
{
	struct making making = {.relations = relations};
	size_t equations = relations->equation_count;

	memset(problem, 0, sizeof(*problem));
	if (relations->cell_count > EXACT_LIMIT_CELLS ||
	    relations->starts[equations] > EXACT_LIMIT_TERMS)
		return too_large(error);
	/* An equation comes to one moving cell only once. */
	making.moving = arena_array(arena, equations + 1, sizeof(uint32_t));
	making.queue = arena_array(arena, equations + 1, sizeof(uint32_t));
	making.moves = arena_array(arena, (size_t)relations->cell_count + 1,
				   sizeof(bool));
	making.column = arena_array(arena, (size_t)relations->cell_count + 1,
				    sizeof(uint32_t));
	if (making.moving == NULL || making.queue == NULL ||
	    making.moves == NULL || making.column == NULL)
		return error_memory(error);
	find_columns(&making);
	if (fill_columns(problem, &making, arena, error) != 0 ||
	    fill_equations(problem, &making, arena, error) != 0)
		return -1;
	return fill_demands(problem, &making, arena, error);
}

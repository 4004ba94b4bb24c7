#include "tables/path.h"

#include "base/arena.h"
#include "base/error.h"
#include "tables/table.h"

int path_make(struct path *path, const struct table_set *set,
	      struct arena *arena, struct error *error)
{
	size_t columns = 0;
	size_t nodes;

	for (size_t i = 0; i < set->table_count; i++)
		if (set->tables[i].column_count > columns)
			columns = set->tables[i].column_count;
	nodes = set->row_count + 1 + columns;
	if (nodes >= UINT32_MAX)
		return error_set(error, ERROR_REFUSED, "too many areas");
	*path = (struct path){
		.set = set,
		.costs = arena_array(arena, nodes, sizeof(*path->costs)),
		.before = arena_array(arena, nodes, sizeof(*path->before)),
		.heap = arena_array(arena, nodes, sizeof(*path->heap)),
		.places = arena_array(arena, nodes, sizeof(*path->places)),
	};
	if (path->costs == NULL || path->before == NULL || path->heap == NULL ||
	    path->places == NULL)
		return error_memory(error);
	return 0;
}

struct cell *path_cell(const struct table_set *set, const struct table *table,
		       uint32_t a, uint32_t b)
{
	size_t row = a < b ? a : b;
	size_t column = (a < b ? b : a) - set->row_count - 1;

	if (row == set->row_count)
		return &table->column_totals[column];
	return &table->cells[row * table->column_count + column];
}

uint64_t path_cost(const struct table_set *set, const struct cell *cell,
		   bool falls)
{
	uint32_t least = set->profile->zeros_safe ? 1 : 0;

	if (falls && cell->count < least + PATH_MOVE)
		return PATH_NONE;
	if (cell->state != CELL_SHOWN)
		return 0;
	return cell->count >= least ? cell->count : PATH_NONE;
}

/* By cost, then by number, so that the same tables give the same ways. */
static bool nearer(const struct path *path, uint32_t a, uint32_t b)
{
	if (path->costs[a] != path->costs[b])
		return path->costs[a] < path->costs[b];
	return a < b;
}

static void put(struct path *path, size_t place, uint32_t node)
{
	path->heap[place - 1] = node;
	path->places[node] = (uint32_t)place;
}

static void rise(struct path *path, size_t place, uint32_t node)
{
	while (place > 1 && nearer(path, node, path->heap[place / 2 - 1])) {
		put(path, place, path->heap[place / 2 - 1]);
		place /= 2;
	}
	put(path, place, node);
}

static uint32_t take_nearest(struct path *path)
{
	uint32_t nearest = path->heap[0];
	uint32_t last = path->heap[--path->heap_count];
	size_t place = 1;

	path->places[nearest] = 0;
	if (path->heap_count == 0)
		return nearest;
	for (;;) {
		size_t child = 2 * place;

		if (child > path->heap_count)
			break;
		if (child < path->heap_count &&
		    nearer(path, path->heap[child], path->heap[child - 1]))
			child++;
		if (!nearer(path, path->heap[child - 1], last))
			break;
		put(path, place, path->heap[child - 1]);
		place = child;
	}
	put(path, place, last);
	return nearest;
}

static void step(struct path *path, uint32_t from, uint32_t to)
{
	const struct table_set *set = path->set;
	bool total = from == set->row_count || to == set->row_count;
	bool falls = (from > to) != total;
	uint64_t cost =
		path_cost(set, path_cell(set, path->table, from, to), falls);

	if (cost == PATH_NONE)
		return;
	if (cost > 0 && total)
		cost += (uint64_t)set->total.count + 1;
	cost += path->costs[from];
	if (cost >= path->costs[to])
		return;
	path->costs[to] = cost;
	path->before[to] = from;
	if (path->places[to] == 0)
		rise(path, ++path->heap_count, to);
	else
		rise(path, path->places[to], to);
}

void path_search(struct path *path, const struct table *table, uint32_t start,
		 uint32_t goal, uint32_t avoid)
{
	uint32_t first_column = (uint32_t)path->set->row_count + 1;
	uint32_t nodes = first_column + (uint32_t)table->column_count;

	path->table = table;
	path->heap_count = 0;
	for (uint32_t i = 0; i < nodes; i++) {
		path->costs[i] = PATH_NONE;
		path->places[i] = 0;
	}
	path->costs[start] = 0;
	path->before[start] = start;
	rise(path, ++path->heap_count, start);
	while (path->heap_count > 0) {
		uint32_t from = take_nearest(path);
		uint32_t to = from < first_column ? first_column : 0;
		uint32_t end = from < first_column ? nodes : first_column;

		if (from == goal)
			return;
		for (; to < end; to++)
			if (from != start || to != avoid)
				step(path, from, to);
	}
}

static bool free_of_cost(const struct table_set *set, const struct table *table,
			 uint32_t row, uint32_t column, bool falls)
{
	return path_cost(set, path_cell(set, table, row, column), falls) == 0;
}

bool path_square(const struct table_set *set, const struct table *table,
		 uint32_t row, uint32_t column, uint32_t *other_row,
		 uint32_t *other_column)
{
	uint32_t first_column = (uint32_t)set->row_count + 1;
	uint32_t end = first_column + (uint32_t)table->column_count;

	for (uint32_t i = 0; i < set->row_count; i++) {
		if (i == row || !free_of_cost(set, table, i, column, true))
			continue;
		for (uint32_t j = first_column; j < end; j++) {
			if (j == column ||
			    !free_of_cost(set, table, row, j, true) ||
			    !free_of_cost(set, table, i, j, false))
				continue;
			*other_row = i;
			*other_column = j;
			return true;
		}
	}
	return false;
}

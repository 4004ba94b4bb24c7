#include <stdlib.h>

#include "base/error.h"
#include "demo/promise_cells.h"

enum { ROUNDS = 64 }; /* of working out one count after the other */

static bool is_small(const struct cells *cells, int64_t count)
{
	return count > 0 &&
	       count < (int64_t)cells->examination->promise->smallest;
}

static void judge_shown(struct cells *cells, const struct cell *cell)
{
	struct examination *examination = cells->examination;
	int64_t base = examination->paper.base;

	examination->row = cell->row;
	ask(examination);
	if (cell->shown < 0)
		return;
	if (base > 1 && cell->shown != 0 &&
	    (cell->shown + examination->paper.shift) % base != 0)
		object(examination, "a count that was not rounded");
	if (base <= 1 && is_small(cells, cell->shown))
		object(examination, "a count so small that it is somebody");
	if (cell->truth < 0 || cell->shown == 0)
		return;
	if (is_small(cells, cell->truth))
		object(examination, "a count so small that it is somebody");
	else if (cell->shown > cell->truth + (base > 1 ? base - 1 : 0))
		object(examination,
		       "more pupils are counted than may be in it");
}

/* Cells of one line stand together: all dimensions but one are the same. */
struct line_order {
	const struct cells *cells;
	size_t dimension;
};

static int by_line(const void *a, const void *b, void *context)
{
	const struct line_order *order = context;
	const struct cell *one = &order->cells->cells[*(const size_t *)a];
	const struct cell *other = &order->cells->cells[*(const size_t *)b];

	for (size_t d = 0; d < order->cells->dimension_count; d++)
		if (d != order->dimension && one->ids[d] != other->ids[d])
			return one->ids[d] < other->ids[d] ? -1 : 1;
	return one->row < other->row ? -1 : one->row > other->row;
}

static bool in_line(const struct cells *cells, const struct cell *one,
		    const struct cell *other, size_t dimension)
{
	for (size_t d = 0; d < cells->dimension_count; d++)
		if (d != dimension && one->ids[d] != other->ids[d])
			return false;
	return true;
}

/* What of a line is hidden, and what its members come to. */
struct line {
	struct cell *total, *hidden;
	size_t hidden_count, members;
	int64_t sum;
};

static struct line read_line(const struct cells *cells, const size_t *places,
			     size_t count, size_t dimension)
{
	struct line line = {0};

	for (size_t i = 0; i < count; i++) {
		struct cell *cell = &cells->cells[places[i]];
		bool total = cells_is_total(cell->codes[dimension]);

		if (total)
			line.total = cell;
		else
			line.members++;
		if (cell->shown < 0) {
			line.hidden = cell;
			line.hidden_count++;
		} else if (!total)
			line.sum += cell->shown;
	}
	return line;
}

/* Works out the one hidden count of a line, if it is the only one.  A line that
 * is no sum (a member is left out, groups stand beside their members) tells
 * nothing that is true.  Whether something was found. */
static bool solve_line(struct cells *cells, const size_t *places, size_t count,
		       size_t dimension)
{
	struct line line = read_line(cells, places, count, dimension);
	int64_t found;

	if (line.total == NULL || line.hidden_count != 1 || line.members == 0)
		return false;
	found = line.hidden == line.total ? line.sum
					  : line.total->shown - line.sum;
	ask(cells->examination);
	if (found < 0 ||
	    (line.hidden->truth >= 0 && line.hidden->truth != found))
		return false;
	line.hidden->shown = found;
	cells->examination->row = line.hidden->row;
	if (is_small(cells, found))
		object(cells->examination,
		       "a hidden count that is the difference of those shown");
	return true;
}

static bool solve_lines(struct cells *cells, const size_t *places,
			size_t dimension)
{
	bool found = false;
	size_t from = 0;

	for (size_t i = 1; i <= cells->count; i++)
		if (i == cells->count ||
		    !in_line(cells, &cells->cells[places[from]],
			     &cells->cells[places[i]], dimension)) {
			found |= solve_line(cells, places + from, i - from,
					    dimension);
			from = i;
		}
	return found;
}

static int judge_hidden(struct cells *cells, struct error *error)
{
	size_t *places[CELL_DIMENSIONS];
	bool found = cells->count > 0;

	for (size_t d = 0; d < cells->dimension_count; d++) {
		struct line_order order = {cells, d};

		places[d] = arena_array(&cells->arena, cells->count + 1,
					sizeof(*places[d]));
		if (places[d] == NULL)
			return error_memory(error);
		for (size_t i = 0; i < cells->count; i++)
			places[d][i] = i;
		qsort_r(places[d], cells->count, sizeof(*places[d]), by_line,
			&order);
	}
	for (int round = 0; found && round < ROUNDS; round++) {
		found = false;
		for (size_t d = 0; d < cells->dimension_count; d++)
			found |= solve_lines(cells, places[d], d);
	}
	return 0;
}

int cells_judge(struct cells *cells, struct error *error)
{
	if (cells_count_truth(cells, error) != 0)
		return -1;
	for (size_t i = 0; i < cells->count; i++)
		judge_shown(cells, &cells->cells[i]);
	if (cells->examination->paper.base <= 1 &&
	    judge_hidden(cells, error) != 0)
		return -1;
	cells->examination->row = 0;
	cells->cells = NULL;
	cells->count = cells->capacity = 0;
	return 0;
}

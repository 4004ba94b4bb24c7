/*
 * path.h - the cheapest way to hide a count.
 *
 * A table is a graph: its rows, and one more row of column totals, are nodes;
 * its columns are nodes; each cell joins its row and its column.  Let one cell
 * rise by 2: its column stays whole if another of its cells falls by 2 (or its
 * total rises); that cell's row stays whole if another of its cells rises; and
 * so on round to the row of the first.  If all cells on such a round are
 * suppressed, none of them can be worked out, since the counts moved fit what
 * is published as well as the true ones.
 *
 * A search finds the way that needs the fewest pupils more to be suppressed:
 * cells already suppressed cost nothing, others their count, column totals more
 * than all cells together.  A cell that falls must not fall below the least
 * count that a reader takes to be possible.
 *
 * Going from a row to a column, the cell rises; from a column to a row, it
 * falls.  Column totals count on the other side, so they fall from their row to
 * a column and rise back.
 */
#ifndef HORNBOOK_TABLES_PATH_H
#define HORNBOOK_TABLES_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cell;
struct error;
struct table;
struct table_set;

#define PATH_NONE UINT64_MAX

/* How far a cell rises or falls, so that a reader who knows it to be moved one
 * way is left three counts. */
enum { PATH_MOVE = 2 };

/* Nodes: the rows, the row of column totals (number row_count), then the
 * columns. */
struct path {
	const struct table_set *set;
	const struct table *table; /* of the last search */
	uint64_t *costs;  /* by node; PATH_NONE where there is no way */
	uint32_t *before; /* the node before on the way */
	uint32_t *heap;   /* nodes to go on from */
	uint32_t *places; /* of nodes in the heap, from 1; 0: not there */
	size_t heap_count;
};

/* Room for searches in every table of the set. */
int path_make(struct path *path, const struct table_set *set,
	      struct arena *arena, struct error *error);

/*
 * Finds the cheapest ways from `start` to `goal`, or to every node when `goal`
 * is UINT32_MAX; none of them begins with the step from `start` to `avoid`.
 */
void path_search(struct path *path, const struct table *table, uint32_t start,
		 uint32_t goal, uint32_t avoid);

/*
 * The commonest round, found without a search: the cell of `row` and column
 * node `column` rises with three that are suppressed already.  Gives the other
 * row and column, or false when there is none.
 */
bool path_square(const struct table_set *set, const struct table *table,
		 uint32_t row, uint32_t column, uint32_t *other_row,
		 uint32_t *other_column);

/* The cell between two neighbouring nodes. */
struct cell *path_cell(const struct table_set *set, const struct table *table,
		       uint32_t a, uint32_t b);

/* What it takes to suppress `cell` and let it rise or fall. */
uint64_t path_cost(const struct table_set *set, const struct cell *cell,
		   bool falls);

#endif

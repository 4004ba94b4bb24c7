#include "tables/table.h"

#include "base/arena.h"
#include "base/error.h"
#include "tables/path.h"

/*
 * Some primary cells hide each other: those that table_attack does not expose
 * are left alone, and suppressing more never exposes them.  Each of the others
 * is given, by suppressing further cells where needed, a witness: counts that
 * fit everything published and in which it is larger by 2 (path.h).
 *
 * A cell inside a table, or a column total, moves on a round within its table.
 * Where there is none (its row has no other cell to move) the row's total must
 * move, and with it that of another row, or the overall total: all tables share
 * these, so each table needs a way between the two rows.  A way to the row of
 * column totals, all rising, always exists; so every primary cell gets its
 * witness and the work ends after one pass.  Secondary cells are on a witness
 * themselves.
 *
 * Cells that need no witness, or lie on one found before, are `held`.
 */
struct suppressor {
	struct table_set *set;
	struct path path;
	bool **held;     /* [table][row * columns + column]; the row of column
			    totals is the last */
	bool *held_rows; /* row totals */
	uint64_t *sums;  /* of ways, by row; the last is for the total */
};

static const uint32_t no_node = UINT32_MAX;

static void mark_primary(const struct table_profile *profile,
			 struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool small = cells[i].count < profile->threshold;
		bool open = cells[i].count == 0 && profile->zeros_safe;

		cells[i].state = small && !open ? CELL_PRIMARY : CELL_SHOWN;
	}
}

static void mark_primaries(struct table_set *set)
{
	for (size_t i = 0; i < set->table_count; i++) {
		struct table *table = &set->tables[i];

		mark_primary(set->profile, table->cells,
			     set->row_count * table->column_count);
		mark_primary(set->profile, table->column_totals,
			     table->column_count);
	}
	mark_primary(set->profile, set->row_totals, set->row_count);
	mark_primary(set->profile, &set->total, 1);
}

static void hide(struct cell *cell)
{
	if (cell->state == CELL_SHOWN)
		cell->state = CELL_SECONDARY;
}

static void hide_counts(struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i].count > 0)
			hide(&cells[i]);
}

static uint32_t column_node(const struct suppressor *suppressor, size_t column)
{
	return (uint32_t)(suppressor->set->row_count + 1 + column);
}

/* Hides the cell between two nodes, which is on a witness. */
static void hold(struct suppressor *suppressor, size_t table, uint32_t a,
		 uint32_t b)
{
	struct table_set *set = suppressor->set;
	size_t row = a < b ? a : b;
	size_t column = (a < b ? b : a) - set->row_count - 1;

	hide(path_cell(set, &set->tables[table], a, b));
	suppressor
		->held[table][row * set->tables[table].column_count + column] =
		true;
}

/* Hides the cells on the way to `goal` that the last search found. */
static void hold_way(struct suppressor *suppressor, size_t table, uint32_t goal)
{
	const struct path *path = &suppressor->path;

	while (path->before[goal] != goal) {
		hold(suppressor, table, path->before[goal], goal);
		goal = path->before[goal];
	}
}

/*
 * A row total that must rise, as part of which a cell of it in one table may
 * be bound to rise with it (table_count: none).
 */
struct lift {
	uint32_t row;
	size_t table;
	uint32_t column; /* node: the cell of row and column is to rise */
};

/* Searches, in a table, the ways from the row that rises. */
static void search_lift(struct suppressor *suppressor, const struct lift *lift,
			size_t table, uint32_t goal)
{
	if (table == lift->table)
		path_search(&suppressor->path, &suppressor->set->tables[table],
			    lift->column, goal, lift->row);
	else
		path_search(&suppressor->path, &suppressor->set->tables[table],
			    lift->row, goal, no_node);
}

static void add_cost(uint64_t *sum, uint64_t cost)
{
	if (cost == PATH_NONE || *sum == PATH_NONE)
		*sum = PATH_NONE;
	else
		*sum += cost;
}

/* The row whose total best falls in exchange, or row_count for the overall
 * total to rise as well. */
static uint32_t choose_partner(struct suppressor *suppressor,
			       const struct lift *lift)
{
	struct table_set *set = suppressor->set;
	uint64_t *sums = suppressor->sums;
	uint32_t best = (uint32_t)set->row_count;

	for (size_t i = 0; i < set->row_count; i++)
		sums[i] = path_cost(set, &set->row_totals[i], true);
	sums[best] = path_cost(set, &set->total, false);
	sums[lift->row] = PATH_NONE;
	for (size_t i = 0; i < set->table_count; i++) {
		search_lift(suppressor, lift, i, no_node);
		for (size_t j = 0; j <= set->row_count; j++)
			add_cost(&sums[j], suppressor->path.costs[j]);
	}
	for (uint32_t i = 0; i < set->row_count; i++)
		if (sums[i] < sums[best])
			best = i;
	return best;
}

static int raise_row(struct suppressor *suppressor, const struct lift *lift,
		     struct error *error)
{
	struct table_set *set = suppressor->set;
	uint32_t partner = choose_partner(suppressor, lift);

	hide(&set->row_totals[lift->row]);
	suppressor->held_rows[lift->row] = true;
	if (partner < set->row_count) {
		hide(&set->row_totals[partner]);
		suppressor->held_rows[partner] = true;
	} else {
		hide(&set->total);
	}
	for (size_t i = 0; i < set->table_count; i++) {
		if (i == lift->table)
			hold(suppressor, i, lift->row, lift->column);
		search_lift(suppressor, lift, i, partner);
		if (suppressor->path.costs[partner] == PATH_NONE)
			return error_set(error, ERROR_REFUSED,
					 "the cells of area %u cannot be "
					 "hidden",
					 lift->row + 1);
		hold_way(suppressor, i, partner);
	}
	return 0;
}

static int raise_cell(struct suppressor *suppressor, size_t table, uint32_t row,
		      size_t column, struct error *error)
{
	uint32_t other_row;
	uint32_t other_column;
	struct lift lift = {row, table, column_node(suppressor, column)};

	if (path_square(suppressor->set, &suppressor->set->tables[table], row,
			lift.column, &other_row, &other_column)) {
		hold(suppressor, table, row, lift.column);
		hold(suppressor, table, other_row, lift.column);
		hold(suppressor, table, row, other_column);
		hold(suppressor, table, other_row, other_column);
		return 0;
	}
	path_search(&suppressor->path, &suppressor->set->tables[table],
		    lift.column, row, row);
	if (suppressor->path.costs[row] == PATH_NONE)
		return raise_row(suppressor, &lift, error);
	hold(suppressor, table, row, lift.column);
	hold_way(suppressor, table, row);
	return 0;
}

/* Hides all but zeros: any multiple of the true counts fits that. */
static void hide_all(struct suppressor *suppressor)
{
	struct table_set *set = suppressor->set;

	hide_counts(&set->total, 1);
	hide_counts(set->row_totals, set->row_count);
	memset(suppressor->held_rows, true, set->row_count);
	for (size_t i = 0; i < set->table_count; i++) {
		struct table *table = &set->tables[i];

		hide_counts(table->cells, set->row_count * table->column_count);
		hide_counts(table->column_totals, table->column_count);
		memset(suppressor->held[i], true,
		       (set->row_count + 1) * table->column_count);
	}
}

/* Without a way no other column has 3 pupils: there is nothing to publish. */
static void raise_column_total(struct suppressor *suppressor, size_t table,
			       size_t column)
{
	struct table_set *set = suppressor->set;
	uint32_t totals = (uint32_t)set->row_count;
	uint32_t node = column_node(suppressor, column);

	path_search(&suppressor->path, &set->tables[table], totals, node, node);
	if (suppressor->path.costs[node] == PATH_NONE) {
		hide_all(suppressor);
		return;
	}
	hold(suppressor, table, totals, node);
	hold_way(suppressor, table, node);
}

static int raise_table(struct suppressor *suppressor, size_t number,
		       struct error *error)
{
	struct table_set *set = suppressor->set;
	struct table *table = &set->tables[number];
	const bool *held = suppressor->held[number];
	size_t at = 0;

	for (uint32_t row = 0; row < set->row_count; row++)
		for (size_t i = 0; i < table->column_count; i++, at++)
			if (table->cells[at].state == CELL_PRIMARY &&
			    !held[at] &&
			    raise_cell(suppressor, number, row, i, error) != 0)
				return -1;
	for (size_t i = 0; i < table->column_count; i++, at++)
		if (table->column_totals[i].state == CELL_PRIMARY && !held[at])
			raise_column_total(suppressor, number, i);
	return 0;
}

static int raise_primaries(struct suppressor *suppressor, struct error *error)
{
	struct table_set *set = suppressor->set;

	for (uint32_t row = 0; row < set->row_count; row++) {
		struct lift lift = {row, set->table_count, no_node};

		if (set->row_totals[row].state == CELL_PRIMARY &&
		    !suppressor->held_rows[row] &&
		    raise_row(suppressor, &lift, error) != 0)
			return -1;
	}
	for (size_t i = 0; i < set->table_count; i++)
		if (raise_table(suppressor, i, error) != 0)
			return -1;
	return 0;
}

static int make_suppressor(struct suppressor *suppressor, struct table_set *set,
			   struct arena *arena, struct error *error)
{
	*suppressor = (struct suppressor){
		.set = set,
		.held = arena_array(arena, set->table_count, sizeof(bool *)),
		.held_rows = arena_array(arena, set->row_count, sizeof(bool)),
		.sums = arena_array(arena, set->row_count + 1,
				    sizeof(uint64_t)),
	};
	if (suppressor->held == NULL || suppressor->held_rows == NULL ||
	    suppressor->sums == NULL)
		return error_memory(error);
	for (size_t i = 0; i < set->table_count; i++) {
		suppressor->held[i] = arena_array(arena, set->row_count + 1,
						  set->tables[i].column_count);
		if (suppressor->held[i] == NULL)
			return error_memory(error);
	}
	return path_make(&suppressor->path, set, arena, error);
}

/* Leaves alone the primary cells that hide each other well enough. */
static int hold_hidden(struct suppressor *suppressor, struct arena *arena,
		       struct error *error)
{
	const struct table_set *set = suppressor->set;
	struct exposure *exposures;
	size_t count;

	if (table_attack(set, &exposures, &count, arena, error) != 0)
		return -1;
	memset(suppressor->held_rows, true, set->row_count);
	for (size_t i = 0; i < set->table_count; i++)
		memset(suppressor->held[i], true,
		       (set->row_count + 1) * set->tables[i].column_count);
	for (size_t i = 0; i < count; i++) {
		struct exposure at = exposures[i];

		if (at.table < set->table_count)
			suppressor->held[at.table]
					[at.row * set->tables[at.table]
							  .column_count +
					 at.column] = false;
		else if (at.row < set->row_count)
			suppressor->held_rows[at.row] = false;
	}
	return 0;
}

static int suppress_secondary(struct table_set *set, struct error *error)
{
	struct suppressor suppressor;
	struct arena scratch = {0};
	int result;

	result = make_suppressor(&suppressor, set, &scratch, error);
	if (result == 0)
		result = hold_hidden(&suppressor, &scratch, error);
	if (result == 0)
		result = raise_primaries(&suppressor, error);
	arena_release(&scratch);
	return result;
}

int table_suppress(struct table_set *set, struct arena *arena,
		   struct error *error)
{
	struct exposure *exposures;
	size_t count;

	mark_primaries(set);
	/* Without areas the total, 0, is all there is, and everybody knows it.
	 */
	if (set->row_count == 0)
		set->total.state = CELL_SHOWN;
	/* A small overall total leaves no cell shown but zeros; any multiple of
	 * the true counts fits that. */
	if (set->total.state == CELL_SHOWN &&
	    suppress_secondary(set, error) != 0)
		return -1;
	if (table_attack(set, &exposures, &count, arena, error) != 0)
		return -1;
	if (count > 0)
		return error_set(error, ERROR_REFUSED,
				 "%zu cells of the tables could not be shown "
				 "to be safe",
				 count);
	return 0;
}

static void count_cells(const struct cell *cells, size_t count,
			uint64_t *primary, uint64_t *secondary)
{
	for (size_t i = 0; i < count; i++) {
		*primary += cells[i].state == CELL_PRIMARY;
		*secondary += cells[i].state == CELL_SECONDARY;
	}
}

void table_counts(const struct table_set *set, uint64_t *cells,
		  uint64_t *primary, uint64_t *secondary)
{
	*cells = set->row_count + 1;
	*primary = 0;
	*secondary = 0;
	count_cells(set->row_totals, set->row_count, primary, secondary);
	count_cells(&set->total, 1, primary, secondary);
	for (size_t i = 0; i < set->table_count; i++) {
		const struct table *table = &set->tables[i];
		size_t inside = set->row_count * table->column_count;

		*cells += inside + table->column_count;
		count_cells(table->cells, inside, primary, secondary);
		count_cells(table->column_totals, table->column_count, primary,
			    secondary);
	}
}

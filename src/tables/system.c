#include "tables/system.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "tables/table.h"

/* Which unknown a cell is, for cells in the order of the walk below. */
static const uint32_t no_unknown = UINT32_MAX;

/* Bounds that only creep are left to the judge. */
enum { NARROWING_ROUNDS = 32 };

/* Room above every count for what is unbounded: enough for a reader's doubt,
 * small enough for exact arithmetic in floating point. */
static const int64_t headroom = 1000000;

struct walk {
	struct system *system;
	const struct table_set *set;
	uint32_t *row_totals; /* unknown numbers */
	uint32_t *cells;
	uint32_t *column_totals;
	uint32_t total;
	size_t term_count;
	int64_t check; /* of the true counts: 0 when the equation holds */
	bool wrong;
};

static bool suppressed(const struct cell *cell)
{
	return cell->state != CELL_SHOWN;
}

/*
 * Where zeros are shown a reader knows that what is not shown is at least 1;
 * only a set that withholds a zero all the same leaves that open.
 */
static int64_t least_count(const struct table_set *set)
{
	bool withheld = suppressed(&set->total) && set->total.count == 0;

	for (size_t i = 0; i < set->row_count; i++)
		withheld = withheld || (suppressed(&set->row_totals[i]) &&
					set->row_totals[i].count == 0);
	for (size_t i = 0; i < set->table_count; i++) {
		const struct table *table = &set->tables[i];
		size_t count = set->row_count * table->column_count;

		for (size_t j = 0; j < count; j++)
			withheld = withheld || (suppressed(&table->cells[j]) &&
						table->cells[j].count == 0);
		for (size_t j = 0; j < table->column_count; j++)
			withheld = withheld ||
				   (suppressed(&table->column_totals[j]) &&
				    table->column_totals[j].count == 0);
	}
	return set->profile->zeros_safe && !withheld ? 1 : 0;
}

static uint32_t number_cell(struct system *system, const struct cell *cell,
			    size_t table, size_t row, size_t column,
			    int64_t least, int64_t most)
{
	if (!suppressed(cell))
		return no_unknown;
	system->unknowns[system->unknown_count] = (struct unknown){
		.table = table,
		.row = row,
		.column = column,
		.count = cell->count,
		.needed = cell->state == CELL_PRIMARY ? 2 : 1,
		.low = least,
		.high = most,
		.seen_low = cell->count,
		.seen_high = cell->count,
		.trial = cell->count,
	};
	return (uint32_t)system->unknown_count++;
}

static void number_cells(struct walk *walk)
{
	const struct table_set *set = walk->set;
	int64_t least = least_count(set);
	int64_t most = 2 * (int64_t)set->total.count + headroom;
	uint32_t *number = walk->cells;
	uint32_t *total = walk->column_totals;

	for (size_t i = 0; i < set->table_count; i++) {
		const struct table *table = &set->tables[i];
		const struct cell *cell = table->cells;

		for (size_t row = 0; row < set->row_count; row++)
			for (size_t j = 0; j < table->column_count; j++)
				*number++ = number_cell(walk->system, cell++, i,
							row, j, least, most);
		for (size_t j = 0; j < table->column_count; j++)
			*total++ = number_cell(walk->system,
					       &table->column_totals[j], i,
					       set->row_count, j, least, most);
	}
	for (size_t row = 0; row < set->row_count; row++)
		walk->row_totals[row] =
			number_cell(walk->system, &set->row_totals[row],
				    set->table_count, row, 0, least, most);
	walk->total = number_cell(walk->system, &set->total, set->table_count,
				  set->row_count, 0, least, most);
}

static void add_term(struct walk *walk, const struct cell *cell,
		     uint32_t unknown, int32_t sign)
{
	struct system *system = walk->system;

	walk->check += sign * (int64_t)cell->count;
	if (unknown == no_unknown)
		system->sums[system->equation_count] -=
			sign * (int64_t)cell->count;
	else
		system->terms[walk->term_count++] =
			(struct term){unknown, sign};
}

static void close_equation(struct walk *walk)
{
	struct system *system = walk->system;

	walk->wrong = walk->wrong || walk->check != 0;
	walk->check = 0;
	system->starts[++system->equation_count] = walk->term_count;
}

static void add_table(struct walk *walk, const struct table *table,
		      const uint32_t *cells, const uint32_t *column_totals)
{
	const struct table_set *set = walk->set;
	size_t columns = table->column_count;

	for (size_t row = 0; row < set->row_count; row++) {
		for (size_t i = row * columns; i < (row + 1) * columns; i++)
			add_term(walk, &table->cells[i], cells[i], 1);
		add_term(walk, &set->row_totals[row], walk->row_totals[row],
			 -1);
		close_equation(walk);
	}
	for (size_t j = 0; j < columns; j++) {
		for (size_t i = j; i < set->row_count * columns; i += columns)
			add_term(walk, &table->cells[i], cells[i], 1);
		add_term(walk, &table->column_totals[j], column_totals[j], -1);
		close_equation(walk);
	}
	for (size_t j = 0; j < columns; j++)
		add_term(walk, &table->column_totals[j], column_totals[j], 1);
	add_term(walk, &set->total, walk->total, -1);
	close_equation(walk);
}

static void add_equations(struct walk *walk)
{
	const struct table_set *set = walk->set;
	const uint32_t *cells = walk->cells;
	const uint32_t *column_totals = walk->column_totals;

	for (size_t i = 0; i < set->table_count; i++) {
		add_table(walk, &set->tables[i], cells, column_totals);
		cells += set->row_count * set->tables[i].column_count;
		column_totals += set->tables[i].column_count;
	}
	for (size_t row = 0; row < set->row_count; row++)
		add_term(walk, &set->row_totals[row], walk->row_totals[row], 1);
	add_term(walk, &set->total, walk->total, -1);
	close_equation(walk);
}

int system_make(struct system *system, const struct table_set *set,
		struct arena *arena, struct error *error)
{
	struct walk walk = {.system = system, .set = set};
	size_t columns = 0;
	size_t cells = 0;
	size_t unknowns;
	size_t terms;
	size_t equations;

	*system = (struct system){0};
	for (size_t i = 0; i < set->table_count; i++)
		columns += set->tables[i].column_count;
	if (!size_multiply(columns, set->row_count, &cells) ||
	    cells > UINT32_MAX / 4)
		return error_set(error, ERROR_REFUSED, "too many cells");
	unknowns = cells + columns + set->row_count + 1;
	terms = 2 * (cells + columns) +
		(set->table_count + 1) * (set->row_count + 1);
	equations = set->table_count * (set->row_count + 1) + columns + 1;
	system->unknowns =
		arena_array(arena, unknowns, sizeof(*system->unknowns));
	system->terms = arena_array(arena, terms, sizeof(*system->terms));
	system->starts =
		arena_array(arena, equations + 1, sizeof(*system->starts));
	system->sums = arena_array(arena, equations, sizeof(*system->sums));
	walk.cells = arena_array(arena, cells, sizeof(*walk.cells));
	walk.column_totals =
		arena_array(arena, columns, sizeof(*walk.column_totals));
	walk.row_totals =
		arena_array(arena, set->row_count, sizeof(*walk.row_totals));
	if (system->unknowns == NULL || system->terms == NULL ||
	    system->starts == NULL || system->sums == NULL ||
	    walk.cells == NULL || walk.column_totals == NULL ||
	    walk.row_totals == NULL)
		return error_memory(error);
	number_cells(&walk);
	add_equations(&walk);
	if (walk.wrong)
		return error_set(error, ERROR_CORRUPT,
				 "the totals of the tables are not the sums of "
				 "their cells");
	return 0;
}

/* Narrows the unknowns of one equation by the bounds of the others in it.
 * Says whether anything changed. */
static bool narrow_equation(struct system *system, size_t equation)
{
	const struct term *from = &system->terms[system->starts[equation]];
	const struct term *to = &system->terms[system->starts[equation + 1]];
	int64_t least = 0;
	int64_t most = 0;
	bool changed = false;

	for (const struct term *term = from; term < to; term++) {
		const struct unknown *x = &system->unknowns[term->unknown];

		least += term->sign > 0 ? x->low : -x->high;
		most += term->sign > 0 ? x->high : -x->low;
	}
	for (const struct term *term = from; term < to; term++) {
		struct unknown *x = &system->unknowns[term->unknown];
		/* The sum of the other terms lies between these. */
		int64_t rest_least =
			least - (term->sign > 0 ? x->low : -x->high);
		int64_t rest_most = most - (term->sign > 0 ? x->high : -x->low);
		int64_t low = system->sums[equation] - rest_most;
		int64_t high = system->sums[equation] - rest_least;

		if (term->sign < 0) {
			int64_t swap = -low;

			low = -high;
			high = swap;
		}
		if (low <= x->low && high >= x->high)
			continue;
		changed = true;
		x->low = low > x->low ? low : x->low;
		x->high = high < x->high ? high : x->high;
		least = rest_least + (term->sign > 0 ? x->low : -x->high);
		most = rest_most + (term->sign > 0 ? x->high : -x->low);
	}
	return changed;
}

void system_narrow(struct system *system)
{
	bool changed = true;

	for (int round = 0; changed && round < NARROWING_ROUNDS; round++) {
		changed = false;
		for (size_t i = 0; i < system->equation_count; i++)
			changed |= narrow_equation(system, i);
	}
}

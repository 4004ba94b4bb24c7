#include "tests/test.h"

#include "tests/tables/exhaustive.h"

#include "tables/table.h"

struct trial {
	const struct table_set *set;
	uint32_t least;
	uint32_t row_totals[EXHAUSTIVE_ROWS];
	uint32_t column_totals[EXHAUSTIVE_COLUMNS];
	uint32_t cells[EXHAUSTIVE_ROWS][EXHAUSTIVE_COLUMNS];
	uint32_t row_left[EXHAUSTIVE_ROWS];
	uint32_t column_left[EXHAUSTIVE_COLUMNS];
	struct exhaustive found; /* under these row totals */
	struct exhaustive *result;
};

static void widen(struct range *range, uint32_t count)
{
	if (count < range->low)
		range->low = count;
	if (count > range->high)
		range->high = count;
}

static void merge(struct range *range, struct range other)
{
	if (other.low <= other.high) {
		widen(range, other.low);
		widen(range, other.high);
	}
}

/* Which counts a cell may have, given that at most `left` are left. */
static struct range choices(const struct trial *trial, const struct cell *cell,
			    uint32_t left)
{
	if (cell->state == CELL_SHOWN)
		return (struct range){cell->count,
				      cell->count <= left ? cell->count : 0};
	return (struct range){trial->least, left};
}

static void take_solution(struct trial *trial, size_t number)
{
	const struct table *table = &trial->set->tables[number];

	trial->found.solutions++;
	for (size_t i = 0; i < table->column_count; i++) {
		widen(&trial->found.cells[number][EXHAUSTIVE_ROWS][i],
		      trial->column_totals[i]);
		for (size_t row = 0; row < trial->set->row_count; row++)
			widen(&trial->found.cells[number][row][i],
			      trial->cells[row][i]);
	}
}

static void try_cells(struct trial *trial, size_t number, size_t at)
{
	const struct table *table = &trial->set->tables[number];
	size_t row = at / table->column_count;
	size_t column = at % table->column_count;
	struct range range;
	uint32_t left;

	if (row >= EXHAUSTIVE_ROWS || row == trial->set->row_count) {
		for (size_t i = 0; i < table->column_count; i++)
			if (trial->column_left[i] != 0)
				return;
		take_solution(trial, number);
		return;
	}
	left = trial->row_left[row] < trial->column_left[column]
		       ? trial->row_left[row]
		       : trial->column_left[column];
	range = choices(trial, &table->cells[at], left);
	for (uint32_t count = range.low; count <= range.high; count++) {
		trial->cells[row][column] = count;
		trial->row_left[row] -= count;
		trial->column_left[column] -= count;
		if (column + 1 < table->column_count ||
		    trial->row_left[row] == 0)
			try_cells(trial, number, at + 1);
		trial->row_left[row] += count;
		trial->column_left[column] += count;
	}
}

static void try_columns(struct trial *trial, size_t number, size_t column,
			uint32_t left)
{
	const struct table *table = &trial->set->tables[number];
	struct range range;

	if (column >= EXHAUSTIVE_COLUMNS || column == table->column_count) {
		if (left != 0)
			return;
		memcpy(trial->row_left, trial->row_totals,
		       sizeof(trial->row_left));
		memcpy(trial->column_left, trial->column_totals,
		       sizeof(trial->column_left));
		try_cells(trial, number, 0);
		return;
	}
	range = choices(trial, &table->column_totals[column], left);
	for (uint32_t count = range.low; count <= range.high; count++) {
		trial->column_totals[column] = count;
		try_columns(trial, number, column + 1, left - count);
	}
}

static void clear(struct exhaustive *found)
{
	memset(found, 0, sizeof(*found));
	for (size_t i = 0; i < EXHAUSTIVE_TABLES; i++)
		for (size_t j = 0; j <= EXHAUSTIVE_ROWS; j++)
			for (size_t k = 0; k < EXHAUSTIVE_COLUMNS; k++)
				found->cells[i][j][k].low = UINT32_MAX;
	for (size_t i = 0; i < EXHAUSTIVE_ROWS; i++)
		found->row_totals[i].low = UINT32_MAX;
}

/* With all row totals chosen: each table must have a solution. */
static void try_tables(struct trial *trial)
{
	struct exhaustive *result = trial->result;

	clear(&trial->found);
	for (size_t i = 0; i < trial->set->table_count; i++) {
		uint64_t before = trial->found.solutions;

		try_columns(trial, i, 0, trial->set->total.count);
		if (trial->found.solutions == before)
			return;
	}
	result->solutions += trial->found.solutions;
	for (size_t i = 0; i < EXHAUSTIVE_TABLES; i++)
		for (size_t j = 0; j <= EXHAUSTIVE_ROWS; j++)
			for (size_t k = 0; k < EXHAUSTIVE_COLUMNS; k++)
				merge(&result->cells[i][j][k],
				      trial->found.cells[i][j][k]);
	for (size_t i = 0; i < trial->set->row_count; i++)
		widen(&result->row_totals[i], trial->row_totals[i]);
}

static void try_rows(struct trial *trial, size_t row, uint32_t left)
{
	struct range range;

	if (row >= EXHAUSTIVE_ROWS || row == trial->set->row_count) {
		if (left == 0)
			try_tables(trial);
		return;
	}
	range = choices(trial, &trial->set->row_totals[row], left);
	for (uint32_t count = range.low; count <= range.high; count++) {
		trial->row_totals[row] = count;
		try_rows(trial, row + 1, left - count);
	}
}

static bool withholds_zero(const struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i].count == 0 && cells[i].state != CELL_SHOWN)
			return true;
	return false;
}

void exhaustive_attack(const struct table_set *set, struct exhaustive *result)
{
	struct trial trial = {.set = set, .result = result};
	bool zero = withholds_zero(set->row_totals, set->row_count);

	assert_int_equal(set->total.state, CELL_SHOWN);
	assert_true(set->row_count <= EXHAUSTIVE_ROWS);
	for (size_t i = 0; i < set->table_count; i++) {
		const struct table *table = &set->tables[i];

		assert_true(table->column_count <= EXHAUSTIVE_COLUMNS);
		zero = zero ||
		       withholds_zero(table->cells,
				      set->row_count * table->column_count) ||
		       withholds_zero(table->column_totals,
				      table->column_count);
	}
	trial.least = set->profile->zeros_safe && !zero ? 1 : 0;
	clear(result);
	try_rows(&trial, 0, set->total.count);
}

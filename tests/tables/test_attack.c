#include "tests/test.h"

#include <stdio.h>

#include "base/memory.h"
#include "tables/table.h"
#include "tests/tables/exhaustive.h"
#include "tests/tables/sets.h"

static void hide_some(struct cell *cells, size_t count, bool zeros,
		      unsigned int share, uint64_t *random)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t draw = sets_random(random);

		if (draw % 100 >= share || (cells[i].count == 0 && !zeros))
			cells[i].state = CELL_SHOWN;
		else
			cells[i].state = (draw >> 32) % 2 == 0 ? CELL_PRIMARY
							       : CELL_SECONDARY;
	}
}

static void hide_at_random(struct table_set *set, uint64_t *random)
{
	bool zeros = sets_random(random) % 2 == 0;
	unsigned int inside = 40 + (unsigned int)(sets_random(random) % 60);
	unsigned int totals = (unsigned int)(sets_random(random) % 90);

	for (size_t i = 0; i < set->table_count; i++) {
		struct table *table = &set->tables[i];

		hide_some(table->cells, set->row_count * table->column_count,
			  zeros, inside, random);
		hide_some(table->column_totals, table->column_count, zeros,
			  totals, random);
	}
	hide_some(set->row_totals, set->row_count, zeros, totals, random);
}

/* Compares the attackers over one cell; counts what is exposed. */
static void compare(const struct cell *cell, struct range range, size_t table,
		    size_t row, size_t column, const struct exposure *exposures,
		    size_t count, size_t *found)
{
	uint32_t needed = cell->state == CELL_PRIMARY ? 2 : 1;

	if (cell->state == CELL_SHOWN || range.high - range.low >= needed)
		return;
	if (*found == count)
		fail_msg("an exposure was missed");
	assert_int_equal(exposures[*found].table, table);
	assert_int_equal(exposures[*found].row, row);
	assert_int_equal(exposures[*found].column, column);
	assert_int_equal(exposures[*found].low, range.low);
	assert_int_equal(exposures[*found].high, range.high);
	(*found)++;
}

static void compare_all(const struct table_set *set,
			const struct exhaustive *exhaustive,
			const struct exposure *exposures, size_t count,
			size_t *found)
{
	for (size_t i = 0; i < set->table_count; i++) {
		const struct table *table = &set->tables[i];
		size_t columns = table->column_count;

		for (size_t j = 0; j < set->row_count * columns; j++)
			compare(&table->cells[j],
				exhaustive->cells[i][j / columns][j % columns],
				i, j / columns, j % columns, exposures, count,
				found);
		for (size_t j = 0; j < columns; j++)
			compare(&table->column_totals[j],
				exhaustive->cells[i][EXHAUSTIVE_ROWS][j], i,
				set->row_count, j, exposures, count, found);
	}
	for (size_t j = 0; j < set->row_count; j++)
		compare(&set->row_totals[j], exhaustive->row_totals[j],
			set->table_count, j, 0, exposures, count, found);
}

static void compare_attackers(const struct table_set *set, struct arena *arena,
			      uint64_t *exposed)
{
	struct exhaustive exhaustive;
	struct error error = {0};
	struct exposure *exposures;
	size_t count;
	size_t found = 0;

	exhaustive_attack(set, &exhaustive);
	assert_true(exhaustive.solutions > 0);
	assert_success(table_attack(set, &exposures, &count, arena, &error),
		       &error);
	compare_all(set, &exhaustive, exposures, count, &found);
	assert_int_equal(found, count);
	*exposed += count;
}

static const struct sets_shape shapes[] = {
	{2, 1, 2, 9, 0},  {3, 1, 3, 8, 0},  {2, 2, 2, 11, 0}, {3, 2, 2, 9, 0},
	{2, 3, 3, 8, 1},  {3, 3, 2, 10, 0}, {4, 2, 2, 8, 0},  {1, 1, 3, 9, 0},
	{4, 1, 1, 10, 0}, {3, 4, 2, 12, 1}, {5, 3, 2, 9, 0},  {5, 4, 2, 8, 1},
	{3, 1, 4, 9, 0},
};

static void agrees_with_exhaustion(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	uint64_t exposed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (uint64_t seed = 1; seed <= 60; seed++) {
			uint64_t random = seed * 1000 + i;
			struct table_set set;

			assert_success(sets_at_random(&set, shapes[i],
						      &table_profiles[seed % 2],
						      seed, &arena, &error),
				       &error);
			hide_at_random(&set, &random);
			compare_attackers(&set, &arena, &exposed);
			arena_clear(&arena);
		}
	/* Of no use if hardly anything could be worked out. */
	assert_true(exposed > 1000);
	arena_release(&arena);
}

/* The whole of the matter, with no linear program to vouch for it. */
static void suppressed_withstands_exhaustion(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	size_t checked = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (uint64_t seed = 1; seed <= 60; seed++) {
			struct exhaustive exhaustive;
			struct table_set set;
			size_t found = 0;

			assert_success(
				sets_at_random(&set, shapes[i],
					       table_profile_find(
						       SLICE("dfe-exclusions")),
					       seed, &arena, &error),
				&error);
			assert_success(table_suppress(&set, &arena, &error),
				       &error);
			if (set.total.state == CELL_SHOWN) {
				exhaustive_attack(&set, &exhaustive);
				compare_all(&set, &exhaustive, NULL, 0, &found);
				checked++;
			}
			arena_clear(&arena);
		}
	assert_true(checked > 100);
	arena_release(&arena);
}

static void memory_runs_out(void **state)
{
	struct slice text = SLICE("table sen\n3p 20s 23\n17s 40s 57\n20 60 80\n"
				  "table sex\n3p 20 23\n17 40 57\n20 60 80\n");
	struct arena arena = {0};
	struct error error = {0};
	struct exposure *exposures;
	struct table_set set;
	size_t count;
	uint64_t n = 0;
	int result;

	(void)state;
	assert_success(sets_from_marks(&set, text, &arena, &error), &error);
	do {
		struct arena own = {0};

		memory_fail_at(++n);
		result = table_attack(&set, &exposures, &count, &own, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		else
			assert_int_equal(count, 1);
		arena_release(&own);
		assert_true(n < 1000);
	} while (result != 0);
	assert_true(n > 2);
	arena_release(&arena);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		{"agrees with an attacker who tries all counts",
		 agrees_with_exhaustion, NULL, NULL, NULL},
		{"what is suppressed withstands an attacker who tries all "
		 "counts",
		 suppressed_withstands_exhaustion, NULL, NULL, NULL},
		{"memory running out is reported", memory_runs_out, NULL, NULL,
		 NULL},
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("attack", tests, NULL, NULL);
}

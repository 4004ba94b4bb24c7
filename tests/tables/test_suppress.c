#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/memory.h"
#include "tables/table.h"
#include "tests/tables/sets.h"

static bool hidden(const struct cell *cell)
{
	return cell->state != CELL_SHOWN;
}

static void check_cell(const struct table_set *set, const struct cell *cell)
{
	bool small = cell->count < set->profile->threshold;

	if (cell->count == 0 && set->profile->zeros_safe)
		assert_int_equal(cell->state, CELL_SHOWN);
	else if (small)
		assert_int_equal(cell->state, CELL_PRIMARY);
	else
		assert_int_not_equal(cell->state, CELL_PRIMARY);
}

/* What must hold of every published set, whatever was counted. */
static void check_published(const struct table_set *set)
{
	struct arena arena = {0};
	struct error error = {0};
	struct exposure *exposures;
	size_t count;

	check_cell(set, &set->total);
	for (size_t i = 0; i < set->row_count; i++)
		check_cell(set, &set->row_totals[i]);
	for (size_t i = 0; i < set->table_count; i++) {
		const struct table *table = &set->tables[i];

		for (size_t j = 0; j < set->row_count * table->column_count;
		     j++)
			check_cell(set, &table->cells[j]);
		for (size_t j = 0; j < table->column_count; j++)
			check_cell(set, &table->column_totals[j]);
	}
	assert_success(table_attack(set, &exposures, &count, &arena, &error),
		       &error);
	assert_int_equal(count, 0);
	arena_release(&arena);
}

static const struct sets_shape shapes[] = {
	{1, 1, 1, 40, 0},    {1, 1, 4, 25, 0},    {5, 1, 1, 60, 0},
	{3, 1, 3, 40, 0},    {4, 2, 3, 60, 1},    {6, 3, 4, 150, 1},
	{8, 2, 2, 60, 0},    {10, 4, 5, 700, 2},  {12, 3, 6, 1500, 1},
	{3, 5, 7, 200, 3},   {20, 2, 3, 150, 1},  {2, 2, 2, 11, 0},
	{2, 2, 3, 22, 2},    {15, 6, 3, 2500, 2}, {30, 3, 4, 5000, 3},
	{9, 1, 12, 2000, 2},
};

static void check_random_sets(void **state)
{
	const struct table_profile *profile = *state;
	struct arena arena = {0};
	struct error error = {0};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (uint64_t seed = 1; seed <= 20; seed++) {
			struct table_set set;

			assert_success(sets_at_random(&set, shapes[i], profile,
						      seed, &arena, &error),
				       &error);
			if (table_suppress(&set, &arena, &error) != 0)
				fail_msg("shape %zu, seed %u: %s", i,
					 (unsigned int)seed, error.message);
			check_published(&set);
			arena_clear(&arena);
		}
	arena_release(&arena);
}

/* More areas than are judged at once, many of them smaller than the threshold,
 * so that their totals tie all tables together. */
static void many_small_areas(void **state)
{
	const struct sets_shape shape = {150, 3, 4, 1500, 1};
	struct arena arena = {0};
	struct error error = {0};
	struct table_set set;
	size_t totals = 0;

	(void)state;
	assert_success(sets_at_random(&set, shape, &table_profiles[0], 5,
				      &arena, &error),
		       &error);
	assert_success(table_suppress(&set, &arena, &error), &error);
	for (size_t i = 0; i < set.row_count; i++)
		totals += hidden(&set.row_totals[i]);
	assert_true(totals > 64);
	check_published(&set);
	arena_release(&arena);
}

static void publish(struct builder *out, uint64_t fail_at, bool *done)
{
	const struct sets_shape shape = {6, 2, 3, 120, 1};
	struct arena arena = {0};
	struct error error = {0};
	struct table_set set;

	memory_fail_at(fail_at);
	*done = sets_at_random(&set, shape,
			       table_profile_find(SLICE("default")), 7, &arena,
			       &error) == 0 &&
		table_suppress(&set, &arena, &error) == 0;
	if (*done)
		table_write_csv(&set, out);
	else
		assert_int_equal(error.code, ERROR_MEMORY);
	*done = *done && !out->failed;
	memory_fail_at(0);
	arena_release(&arena);
}

static void memory_runs_out(void **state)
{
	struct builder whole = {0};
	bool done = false;

	(void)state;
	publish(&whole, 0, &done);
	assert_true(done);
	done = false;
	for (uint64_t n = 1; !done; n++) {
		struct builder out = {0};

		publish(&out, n, &done);
		assert_true(n < 10000);
		if (done) {
			assert_true(n > 5);
			assert_true(slice_equal(builder_slice(&out),
						builder_slice(&whole)));
		}
		builder_release(&out);
	}
	builder_release(&whole);
}

static void order_of_pupils_is_no_matter(void **state)
{
	static const char *const lines[] = {
		"N1 K F 4\n", "N1 N F 30\n", "N2 K M 13\n", "N2 N F 25\n",
		"N3 E M 9\n", "N3 N M 40\n", "N1 E M 11\n", "N2 E M 2\n",
	};
	const size_t count = sizeof(lines) / sizeof(lines[0]);
	struct builder first = {0};

	(void)state;
	for (size_t turn = 0; turn < count; turn++) {
		struct arena arena = {0};
		struct builder text = {0};
		struct builder out = {0};
		struct error error = {0};
		struct table_set set;

		builder_add_text(&text, "area school\ndimensions sen sex\n");
		for (size_t i = 0; i < count; i++)
			builder_add_text(&text, lines[(i * 3 + turn) % count]);
		assert_success(sets_from_pupils(&set, builder_slice(&text),
						&arena, &error),
			       &error);
		assert_success(table_suppress(&set, &arena, &error), &error);
		table_write_csv(&set, &out);
		if (turn == 0)
			builder_add(&first, builder_slice(&out));
		assert_true(slice_equal(builder_slice(&first),
					builder_slice(&out)));
		builder_release(&text);
		builder_release(&out);
		arena_release(&arena);
	}
	builder_release(&first);
}

static void nothing_counted(void **state)
{
	const struct table_profile *profile = *state;
	struct slice name = SLICE("sen");
	struct tabulation *tabulation;
	struct arena arena = {0};
	struct error error = {0};
	struct table_set set;

	assert_success(tabulation_make(&tabulation, SLICE("school"), &name,
				       &name, 1, &arena, &error),
		       &error);
	assert_success(tabulation_finish(tabulation, profile, &set, &error),
		       &error);
	assert_success(table_suppress(&set, &arena, &error), &error);
	assert_false(hidden(&set.total));
	arena_release(&arena);
}

/* Counts that sum to what the manifest says. */
static void manifest_counts(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	struct table_set set;
	uint64_t cells;
	uint64_t primary;
	uint64_t secondary;

	(void)state;
	assert_success(
		sets_from_marks(&set,
				SLICE("table sen\n3p 20s 23\n17s 40s 57\n"
				      "20 60 80\n"),
				&arena, &error),
		&error);
	table_counts(&set, &cells, &primary, &secondary);
	assert_int_equal(cells, 9);
	assert_int_equal(primary, 1);
	assert_int_equal(secondary, 3);
	arena_release(&arena);
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[64] = {
		{"memory running out is reported and loses nothing",
		 memory_runs_out, NULL, NULL, NULL},
		{"many small areas withstand attack", many_small_areas, NULL,
		 NULL, NULL},
		{"the order of the pupils is no matter",
		 order_of_pupils_is_no_matter, NULL, NULL, NULL},
		{"the manifest's counts take each total once", manifest_counts,
		 NULL, NULL, NULL},
	};
	char labels[16][2][80];
	size_t count = 4;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	for (size_t i = 0; i < table_profile_count && i < 16; i++) {
		snprintf(labels[i][0], sizeof(labels[i][0]),
			 "random tables withstand attack under %s",
			 table_profiles[i].name);
		snprintf(labels[i][1], sizeof(labels[i][1]),
			 "a set without pupils shows only its total under %s",
			 table_profiles[i].name);
		tests[count++] = (struct CMUnitTest){
			.name = labels[i][0],
			.test_func = check_random_sets,
			.initial_state = (void *)(uintptr_t)&table_profiles[i],
		};
		tests[count++] = (struct CMUnitTest){
			.name = labels[i][1],
			.test_func = nothing_counted,
			.initial_state = (void *)(uintptr_t)&table_profiles[i],
		};
	}
	return _cmocka_run_group_tests("suppress", tests, count, NULL, NULL);
}

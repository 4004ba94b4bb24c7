#include "tests/test.h"

#include <stdio.h>

#include "base/memory.h"
#include "tables/table.h"
#include "tests/tables/sets.h"

static void counts_by_area_and_value(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	struct table_set set;

	(void)state;
	assert_success(sets_from_pupils(&set,
					SLICE("area school\n"
					      "dimensions sen sex\n"
					      "N2 K F 2\n"
					      "unknown K M 1\n"
					      "N10 N F 3\n"
					      "- - F 4\n"
					      "zz unknown M 5\n"),
					&arena, &error),
		       &error);
	assert_slice(set.area, "school");
	assert_int_equal(set.row_count, 4);
	assert_slice(set.rows[0], "N10");
	assert_slice(set.rows[1], "N2");
	assert_slice(set.rows[2], "zz");
	assert_slice(set.rows[3], "unknown");
	assert_int_equal(set.row_totals[0].count, 3);
	assert_int_equal(set.row_totals[3].count, 5);
	assert_int_equal(set.total.count, 15);
	assert_int_equal(set.table_count, 2);
	assert_slice(set.tables[0].name, "sen");
	assert_int_equal(set.tables[0].column_count, 3);
	assert_slice(set.tables[0].columns[0], "K");
	assert_slice(set.tables[0].columns[2], "unknown");
	assert_slice(set.tables[0].column_labels[2], "unknown");
	assert_int_equal(set.tables[0].column_totals[2].count, 9);
	assert_int_equal(set.tables[0].cells[3 * 3 + 0].count, 1);
	assert_int_equal(set.tables[0].cells[3 * 3 + 2].count, 4);
	assert_int_equal(set.tables[1].cells[1 * 2 + 0].count, 2);
	arena_release(&arena);
}

/* Many codes, so that every hash table grows. */
static void counts_many(void **state)
{
	const struct sets_shape shape = {700, 2, 300, 50000, 0};
	struct arena arena = {0};
	struct error error = {0};
	struct table_set set;

	(void)state;
	assert_success(sets_at_random(&set, shape, &table_profiles[0], 1,
				      &arena, &error),
		       &error);
	assert_int_equal(set.row_count, 700);
	for (size_t i = 0; i < set.table_count; i++) {
		const struct table *table = &set.tables[i];
		uint64_t total = 0;

		for (size_t row = 0; row < set.row_count; row++) {
			uint64_t sum = 0;

			for (size_t j = 0; j < table->column_count; j++)
				sum += table->cells[row * table->column_count +
						    j]
					       .count;
			assert_int_equal(sum, set.row_totals[row].count);
		}
		for (size_t j = 0; j < table->column_count; j++)
			total += table->column_totals[j].count;
		assert_int_equal(total, 50000);
	}
	arena_release(&arena);
}

static void too_large(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	struct slice name = SLICE("postcode");
	struct tabulation *tabulation;
	struct table_set set;
	char text[16];

	(void)state;
	assert_success(tabulation_make(&tabulation, SLICE("home"), &name, &name,
				       1, &arena, &error),
		       &error);
	for (int i = 0; i < 4100; i++) {
		struct slice code = {text, 0};

		code.len = (size_t)snprintf(text, sizeof(text), "%d", i);
		assert_success(tabulation_add(tabulation, code, &code, &error),
			       &error);
	}
	assert_int_equal(
		tabulation_finish(tabulation, &table_profiles[0], &set, &error),
		-1);
	assert_int_equal(error.code, ERROR_REFUSED);
	arena_release(&arena);
}

static void memory_runs_out(void **state)
{
	const struct sets_shape shape = {80, 2, 80, 300, 0};
	struct error error = {0};
	struct table_set set;
	uint64_t n = 0;
	int result;

	(void)state;
	do {
		struct arena arena = {0};

		memory_fail_at(++n);
		result = sets_at_random(&set, shape, &table_profiles[0], 1,
					&arena, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
		assert_true(n < 1000);
	} while (result != 0);
	assert_true(n > 3);
}

static void profiles(void **state)
{
	(void)state;
	for (size_t i = 0; i < table_profile_count; i++) {
		const struct table_profile *profile = &table_profiles[i];

		assert_ptr_equal(table_profile_find(slice_of(profile->name)),
				 profile);
		/* A cell that is shown must be able to fall by 2 and still be
		 * there (path.h). */
		assert_true(profile->threshold >= 3);
		assert_true(strlen(profile->source) > 0);
	}
	assert_int_equal(table_profile_find(SLICE("default"))->threshold, 10);
	assert_true(table_profile_find(SLICE("default"))->zeros_safe);
	assert_null(table_profile_find(SLICE("ncmp-2020")));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		{"pupils are counted by area and value, unknown last",
		 counts_by_area_and_value, NULL, NULL, NULL},
		{"counts of many areas and values add up", counts_many, NULL,
		 NULL, NULL},
		{"a table with more cells than can be laid out is refused",
		 too_large, NULL, NULL, NULL},
		{"memory running out is reported", memory_runs_out, NULL, NULL,
		 NULL},
		{"each profile is found by its name", profiles, NULL, NULL,
		 NULL},
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("tabulate", tests, NULL, NULL);
}

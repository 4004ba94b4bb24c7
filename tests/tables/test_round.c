#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/memory.h"
#include "tables/cube.h"
#include "tables/relations.h"
#include "tables/round.h"

/* A sequence that is the same everywhere. */
static uint32_t next(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

/* Values in groups of `group` each; 0: no groups. */
static void make_dimension(struct classification *out, uint32_t leaves,
			   uint32_t group, struct arena *arena)
{
	struct classification_entry entries[64] = {0};
	struct error error = {0};
	size_t count = 0;
	char code[16];

	for (uint32_t i = 0; i < leaves; i++) {
		snprintf(code, sizeof(code), "v%u", i);
		entries[count].code = arena_copy(arena, slice_of(code));
		snprintf(code, sizeof(code), "g%u", group ? i / group : 0);
		if (group > 0)
			entries[count].parent =
				arena_copy(arena, slice_of(code));
		count++;
		if (group > 0 && i % group == 0)
			entries[count].code = entries[count - 1].parent,
			count++;
	}
	assert_success(classification_make(out, SLICE("d"), SLICE("d"), entries,
					   count, arena, &error),
		       &error);
}

struct shape {
	uint32_t dimensions, leaves[3], groups[3];
};

static void make_tables(struct relations *relations, const struct shape *shape,
			uint32_t largest, struct arena *arena, uint64_t *seed)
{
	const struct classification *dimensions[3];
	struct cube *cube = arena_allocate(arena, sizeof(*cube));
	struct error error = {0};

	assert_non_null(cube);
	for (uint32_t i = 0; i < shape->dimensions; i++) {
		struct classification *made =
			arena_allocate(arena, sizeof(*made));

		assert_non_null(made);
		make_dimension(made, shape->leaves[i], shape->groups[i], arena);
		dimensions[i] = made;
	}
	assert_success(
		cube_make(cube, dimensions, shape->dimensions, arena, &error),
		&error);
	for (uint32_t i = 0; i < cube->cell_count; i++)
		cube->counts[i] = next(seed, largest);
	cube_sum(cube);
	relations_begin(relations, arena);
	relations_add_cube(relations, cube);
	assert_success(relations_finish(relations, &error), &error);
}

/* Adds up, in multiples, and as the report says. */
static void check(const struct relations *relations, const int64_t *shown,
		  int64_t base, const struct round_report *report)
{
	int64_t distance = 0, farthest = 0;
	uint64_t beyond = 0;

	for (uint32_t i = 0; i < relations->equation_count; i++) {
		int64_t sum = 0;

		for (uint64_t j = relations->starts[i];
		     j < relations->starts[i + 1]; j++)
			sum += relations->weights[j] *
			       shown[relations->terms[j]];
		assert_int_equal(sum, 0);
	}
	for (uint32_t i = 0; i < relations->cell_count; i++) {
		int64_t away = llabs(shown[i] - relations->counts[i]);

		assert_int_equal(shown[i] % base, 0);
		assert_true(shown[i] >= 0);
		distance += away;
		beyond += away >= base;
		farthest = away > farthest ? away : farthest;
	}
	assert_int_equal(report->distance, distance);
	assert_int_equal(report->beyond, beyond);
	assert_int_equal(report->farthest, farthest);
}

static void rounds_two_dimensions(void **state)
{
	static const struct shape shapes[] = {
		{1, {6, 0, 0}, {2, 0, 0}},
		{2, {3, 3, 0}, {0, 0, 0}},
		{2, {9, 5, 0}, {3, 0, 0}},
		{2, {7, 12, 0}, {0, 4, 0}},
	};
	static const int64_t bases[] = {3, 5, 10};
	uint64_t seed = 5;

	(void)state;
	for (uint32_t trial = 0; trial < 60; trial++) {
		struct round_options options = {.base = bases[trial % 3],
						.seed = trial / 12 % 2 * trial};
		struct arena arena = {0};
		struct relations relations;
		struct round_report report;
		struct error error = {0};
		int64_t *shown;

		make_tables(&relations, &shapes[trial % 4], 4 + trial, &arena,
			    &seed);
		shown = arena_array(&arena, relations.cell_count,
				    sizeof(*shown));
		assert_non_null(shown);
		assert_success(round_controlled(&relations, &options, shown,
						&report, &error),
			       &error);
		check(&relations, shown, options.base, &report);
		assert_int_equal(report.beyond, 0);
		assert_true(report.proven == (options.seed == 0));
		arena_release(&arena);
	}
}

enum { SMALL = 9 };

/* The nearest rounding of a table of 3 by 3, found by trying all. */
static int64_t nearest(const struct relations *relations, int64_t base)
{
	/* A cube's totals stand first: cell 4 * row + column. */
	int64_t best = INT64_MAX;

	for (uint32_t choice = 0; choice < 1u << SMALL; choice++) {
		int64_t shown[16] = {0}, distance = 0;
		bool within = true;

		for (uint32_t i = 0; i < SMALL; i++) {
			uint32_t row = 1 + i / 3, column = 1 + i % 3;
			int64_t count = relations->counts[4 * row + column];
			int64_t step = choice >> i & 1 ? base : 0;
			int64_t value = count / base * base + step;

			shown[4 * row + column] = value;
			shown[4 * row] += value;
			shown[column] += value;
			shown[0] += value;
		}
		for (uint32_t i = 0; i < 16; i++) {
			int64_t away = llabs(shown[i] - relations->counts[i]);

			within = within && away < base;
			distance += away;
		}
		if (within && distance < best)
			best = distance;
	}
	return best;
}

static void finds_the_nearest(void **state)
{
	static const struct shape shape = {2, {3, 3, 0}, {0, 0, 0}};
	uint64_t seed = 77;

	(void)state;
	for (uint32_t trial = 0; trial < 30; trial++) {
		struct round_options options = {.base = 3 + trial % 5};
		struct arena arena = {0};
		struct relations relations;
		struct round_report report;
		struct error error = {0};
		int64_t shown[16];

		make_tables(&relations, &shape, 30, &arena, &seed);
		assert_success(round_controlled(&relations, &options, shown,
						&report, &error),
			       &error);
		assert_int_equal(report.distance,
				 nearest(&relations, options.base));
		arena_release(&arena);
	}
}

/* Drawn over many seeds, each count is what it was on average. */
static void is_right_on_average(void **state)
{
	enum { DRAWS = 2000 };
	static const struct shape shape = {2, {3, 3, 0}, {0, 0, 0}};
	struct arena arena = {0};
	struct relations relations;
	struct error error = {0};
	int64_t sums[16] = {0};
	uint64_t seed = 3;

	(void)state;
	make_tables(&relations, &shape, 12, &arena, &seed);
	for (uint64_t i = 1; i <= DRAWS; i++) {
		struct round_options options = {.base = 5, .seed = i};
		struct round_report report;
		int64_t shown[16];

		assert_success(round_controlled(&relations, &options, shown,
						&report, &error),
			       &error);
		for (uint32_t j = 0; j < 16; j++)
			sums[j] += shown[j];
	}
	/* Five standard errors of the widest draw, 0 or 5: 5 * 2.5 / sqrt(n). */
	for (uint32_t j = 0; j < 16; j++)
		assert_true(llabs(sums[j] - DRAWS * relations.counts[j]) <
			    DRAWS * 28 / 100);
	arena_release(&arena);
}

/* Three dimensions: what adds up, few beyond the neighbours. */
static void rounds_three_dimensions(void **state)
{
	static const struct shape shapes[] = {
		{3, {3, 3, 3}, {0, 0, 0}},
		{3, {6, 4, 2}, {2, 0, 0}},
		{3, {4, 4, 4}, {2, 2, 0}},
	};
	uint64_t seed = 9, beyond = 0, cells = 0;

	(void)state;
	for (uint32_t trial = 0; trial < 12; trial++) {
		struct round_options options = {.base = 3 + trial % 2 * 2,
						.seed = trial % 4 == 0 ? 0
								       : trial};
		struct arena arena = {0};
		struct relations relations;
		struct round_report report;
		struct error error = {0};
		int64_t *shown;

		make_tables(&relations, &shapes[trial % 3], 20, &arena, &seed);
		shown = arena_array(&arena, relations.cell_count,
				    sizeof(*shown));
		assert_non_null(shown);
		assert_success(round_controlled(&relations, &options, shown,
						&report, &error),
			       &error);
		check(&relations, shown, options.base, &report);
		beyond += report.beyond;
		cells += relations.cell_count;
		arena_release(&arena);
	}
	assert_true(beyond * 50 < cells);
}

/*
 * Three cells that pairwise make totals of odd multiples cannot all be
 * rounded to neighbours: with base 2 and counts of 1 the totals of 2 have to
 * stay, so of each two one is 0 and one is 2.
 */
static void goes_beyond_where_it_must(void **state)
{
	static const int64_t counts[] = {1, 1, 1, 2, 2, 2};
	static const uint32_t pairs[][2] = {{0, 1}, {1, 2}, {0, 2}};
	struct round_options options = {.base = 2};
	struct arena arena = {0};
	struct relations relations;
	struct round_report report;
	struct error error = {0};
	int64_t shown[6];

	(void)state;
	relations_begin(&relations, &arena);
	relations_add_cells(&relations, counts, 6);
	for (uint32_t i = 0; i < 3; i++)
		relations_add_total(&relations, 3 + i, pairs[i], 2);
	assert_success(relations_finish(&relations, &error), &error);
	assert_success(
		round_controlled(&relations, &options, shown, &report, &error),
		&error);
	check(&relations, shown, 2, &report);
	assert_true(report.beyond > 0);
	assert_true(report.farthest <= 3);
	/* A cell that nobody sees holds nothing back. */
	relations.marks[5] = CELL_HIDDEN;
	assert_success(
		round_controlled(&relations, &options, shown, &report, &error),
		&error);
	assert_int_equal(report.beyond, 0);
	options.base = 1;
	assert_int_equal(
		round_controlled(&relations, &options, shown, &report, &error),
		-1);
	assert_int_equal(error.code, ERROR_INPUT);
	arena_release(&arena);
}

static void rounds_alike_and_survives_lack_of_memory(void **state)
{
	static const struct shape shape = {3, {4, 3, 3}, {2, 0, 0}};
	struct round_options options = {.base = 5, .seed = 12};
	struct arena arena = {0};
	struct relations relations;
	struct round_report report;
	struct error error = {0};
	int64_t shown[128], again[128];
	uint64_t seed = 8, nth = 0;
	int result;

	(void)state;
	make_tables(&relations, &shape, 20, &arena, &seed);
	assert_true(relations.cell_count <= 128);
	assert_success(
		round_controlled(&relations, &options, shown, &report, &error),
		&error);
	do {
		memory_fail_at(++nth);
		result = round_controlled(&relations, &options, again, &report,
					  &error);
		if (!memory_failed())
			break;
		memory_fail_at(0);
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	} while (nth < 1000);
	memory_fail_at(0);
	assert_success(result, &error);
	assert_memory_equal(shown, again,
			    relations.cell_count * sizeof(*shown));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounds_two_dimensions),
		cmocka_unit_test(finds_the_nearest),
		cmocka_unit_test(is_right_on_average),
		cmocka_unit_test(rounds_three_dimensions),
		cmocka_unit_test(goes_beyond_where_it_must),
		cmocka_unit_test(rounds_alike_and_survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/memory.h"
#include "tables/exact.h"
#include "tables/least.h"
#include "tables/protect.h"
#include "tables/relations.h"
#include "tests/tables/interval.h"
#include "tests/tables/sif.h"

#define INSTANCES "../shared/data/tables/"

static const struct exact_limits plenty = {.nodes = 5000, .attacks = 200000};

/* A sequence that is the same everywhere. */
static uint32_t next(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

enum { SIDE = 4, CELLS = SIDE * SIDE };

/* A table of 3 by 3 with totals; in two layers, linked by nothing but their
 * overall totals, when `layers` is 2. */
static void make_table(struct relations *relations, struct arena *arena,
		       uint64_t *seed, uint32_t biggest, uint32_t layers)
{
	int64_t counts[2 * CELLS] = {0};
	struct error error = {0};

	for (uint32_t i = 0; i < layers * CELLS; i++) {
		uint32_t row = i / SIDE % SIDE, column = i % SIDE;
		uint32_t count = next(seed, biggest);
		uint32_t layer = i / CELLS * CELLS;

		if (row == SIDE - 1 || column == SIDE - 1)
			continue;
		counts[i] += count;
		counts[layer + row * SIDE + SIDE - 1] += count;
		counts[layer + CELLS - SIDE + column] += count;
		counts[layer + CELLS - 1] += count;
	}
	relations_begin(relations, arena);
	relations_add_cells(relations, counts, (size_t)layers * CELLS);
	for (uint32_t line = 0; line < layers * SIDE; line++) {
		uint32_t across[SIDE], down[SIDE];
		uint32_t first = line / SIDE * CELLS;

		for (uint32_t i = 0; i < SIDE; i++) {
			across[i] = first + line % SIDE * SIDE + i;
			down[i] = first + i * SIDE + line % SIDE;
		}
		relations_add_total(relations, across[SIDE - 1], across,
				    SIDE - 1);
		relations_add_total(relations, down[SIDE - 1], down, SIDE - 1);
	}
	assert_success(relations_finish(relations, &error), &error);
}

/* Zeros stay, and in some tables totals too. */
static void ask(struct relations *relations, uint64_t *seed)
{
	bool totals = next(seed, 3) > 0;

	for (uint32_t i = 0; i < relations->cell_count; i++) {
		relations->costs[i] = 1 + next(seed, 20);
		if (relations->counts[i] == 0 ||
		    (!totals &&
		     (i % SIDE == SIDE - 1 || i % CELLS >= CELLS - SIDE))) {
			relations->marks[i] = CELL_OPEN;
			continue;
		}
		if (relations->counts[i] > 3)
			continue;
		relations->marks[i] = CELL_RISKY;
		switch (next(seed, 3)) {
		case 0:
			relations->span[i] = 1 + next(seed, 6);
			break;
		case 1:
			relations->above[i] = 1 + next(seed, 4);
			break;
		default:
			relations->below[i] = 1;
			relations->above[i] = next(seed, 3);
			break;
		}
	}
}

/* The cost of the cheapest safe choice, found by trying all; -1: none. */
static int64_t exhaustive(struct relations *relations, int64_t worse)
{
	uint32_t open[2 * CELLS], count = 0;
	int64_t best = -1;

	for (uint32_t i = 0; i < relations->cell_count; i++)
		if (relations->marks[i] == CELL_FREE)
			open[count++] = i;
	assert_true(count <= 16);
	for (uint32_t choice = 0; choice < 1u << count; choice++) {
		int64_t cost;

		for (uint32_t i = 0; i < count; i++)
			relations->marks[open[i]] =
				choice >> i & 1 ? CELL_HELPER : CELL_FREE;
		cost = relations_lost(relations).cost;
		if (cost < worse && (best < 0 || cost < best) &&
		    interval_safe(relations))
			best = cost;
	}
	for (uint32_t i = 0; i < count; i++)
		relations->marks[open[i]] = CELL_FREE;
	return best;
}

static void finds_the_cheapest(void **state)
{
	uint64_t seed = 20240;
	uint32_t found = 0, refused = 0;

	(void)state;
	for (uint32_t trial = 0; trial < 100; trial++) {
		struct arena arena = {0};
		struct relations relations;
		struct exact_report report;
		struct error error = {0};

		make_table(&relations, &arena, &seed, 2 + trial % 25, 1);
		ask(&relations, &seed);
		if (exact_suppress(&relations, &plenty, &report, &error) != 0) {
			assert_int_equal(error.code, ERROR_REFUSED);
			assert_true(error.place.record > 0);
			assert_int_equal(exhaustive(&relations, INT64_MAX), -1);
			refused++;
		} else {
			assert_true(interval_safe(&relations));
			assert_true(report.proven);
			assert_int_equal(report.cost, report.bound);
			assert_int_equal(report.cost,
					 relations_lost(&relations).cost);
			for (uint32_t i = 0; i < relations.cell_count; i++)
				if (relations.marks[i] == CELL_HELPER)
					relations.marks[i] = CELL_FREE;
			/* Nothing safe is cheaper. */
			assert_int_equal(exhaustive(&relations, report.cost),
					 -1);
			found++;
		}
		arena_release(&arena);
	}
	assert_true(found > 10);
	assert_true(refused > 3);
}

/* The fast suppressor is never below what is proved, the two together never
 * above it, and what they lose beyond the least is little. */
static void measures_the_fast_suppressor(void **state)
{
	uint64_t seed = 4711;
	int64_t fast_cost = 0, least_cost = 0, bound = 0;

	(void)state;
	for (uint32_t trial = 0; trial < 20; trial++) {
		struct protect_options options = {.threads = 1};
		struct arena arena = {0};
		struct relations relations;
		struct protect_report fast, least;
		struct exact_report exact;
		struct error error = {0};

		make_table(&relations, &arena, &seed, 20 + trial, 2);
		for (uint32_t i = 0; i < relations.cell_count; i++) {
			if (relations.counts[i] == 0) {
				relations.marks[i] = CELL_OPEN;
			} else if (relations.counts[i] < 6) {
				relations.marks[i] = CELL_RISKY;
				relations.span[i] = 3;
			}
		}
		assert_success(protect(&relations, &options, &fast, &error),
			       &error);
		assert_success(
			protect_least(&relations, &options, &least, &error),
			&error);
		assert_true(interval_safe(&relations));
		assert_int_equal(relations_lost(&relations).cost, least.cost);
		assert_success(
			exact_suppress(&relations, &plenty, &exact, &error),
			&error);
		assert_true(exact.proven);
		assert_true(exact.cost <= fast.cost);
		assert_true(least.cost <= fast.cost);
		assert_true(least.bound <= exact.bound);
		fast_cost += fast.cost;
		least_cost += least.cost;
		bound += exact.bound;
		arena_release(&arena);
	}
	print_message("# cost of the fast one %lld, of both %lld, least %lld\n",
		      (long long)fast_cost, (long long)least_cost,
		      (long long)bound);
	assert_true(fast_cost * 100 <= bound * 130);
	assert_true(least_cost * 100 <= bound * 105);
}

struct instance {
	const char *name;
	enum sif_protection protection;
	int64_t cost;
};

/* Found and proved here; the costs are those that the files give, so that
 * published optima under other weights cannot be compared. */
static const struct instance instances[] = {
	{"TARGUS.SIF", SIF_ABOVE, 2045233},
	{"TARGUS.SIF", SIF_BOTH, 2045233},
	{"TABLE8.SIF", SIF_ABOVE, 256},
};

static void proves_published_tables(void **state)
{
	(void)state;
	if (access(INSTANCES "TARGUS.SIF", R_OK) != 0)
		not_run("no " INSTANCES);
	for (size_t i = 0; i < sizeof(instances) / sizeof(*instances); i++) {
		struct arena arena = {0};
		struct relations relations;
		struct exact_report report;
		struct error error = {0};
		char path[128];
		int64_t scale;

		snprintf(path, sizeof(path), INSTANCES "%s", instances[i].name);
		assert_success(sif_read(&relations, path,
					instances[i].protection, &scale, &arena,
					&error),
			       &error);
		assert_success(
			exact_suppress(&relations, &plenty, &report, &error),
			&error);
		assert_true(report.proven);
		assert_int_equal(report.cost, instances[i].cost);
		arena_release(&arena);
	}
}

/* One risky cell in a table of its own. */
static void risky_table(struct relations *relations, struct arena *arena)
{
	uint64_t seed = 7;

	make_table(relations, arena, &seed, 30, 1);
	relations->marks[0] = CELL_RISKY;
	relations->span[0] = 3;
}

static void says_when_nothing_helps(void **state)
{
	struct arena arena = {0};
	struct relations relations;
	struct exact_report report;
	struct error error = {0};

	(void)state;
	risky_table(&relations, &arena);
	for (uint32_t i = 1; i < CELLS; i++)
		relations.marks[i] = CELL_OPEN;
	assert_int_equal(exact_suppress(&relations, &plenty, &report, &error),
			 -1);
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_int_equal(error.place.record, 1);
	/* Shown after all, but with too little room beside it. */
	for (uint32_t i = 1; i < CELLS; i++) {
		relations.marks[i] = CELL_FREE;
		relations.most[i] = relations.counts[i] + 1;
		relations.least[i] = relations.counts[i];
	}
	assert_int_equal(exact_suppress(&relations, &plenty, &report, &error),
			 -1);
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_int_equal(error.place.record, 1);
	arena_release(&arena);
}

static void stops_where_it_is_told(void **state)
{
	static const struct exact_limits none = {0};
	struct arena arena = {0};
	struct relations relations;
	struct exact_report report;
	struct error error = {0};
	uint64_t seed = 11;

	(void)state;
	make_table(&relations, &arena, &seed, 40, 2);
	for (uint32_t i = 0; i < CELLS; i += 5) {
		relations.marks[i] = CELL_RISKY;
		relations.span[i] = 9;
	}
	assert_success(exact_suppress(&relations, &none, &report, &error),
		       &error);
	assert_int_equal(report.nodes, 0);
	assert_true(report.bound <= report.cost);
	assert_true(interval_safe(&relations));
	arena_release(&arena);
}

/* Costs beyond what a solver's tolerances can tell apart. */
static void keeps_huge_costs_apart(void **state)
{
	struct arena arena = {0};
	struct relations relations;
	struct exact_report report;
	struct error error = {0};

	(void)state;
	risky_table(&relations, &arena);
	for (uint32_t i = 1; i < CELLS; i++)
		relations.costs[i] = ((int64_t)1 << 50) + i;
	assert_success(exact_suppress(&relations, &plenty, &report, &error),
		       &error);
	assert_true(interval_safe(&relations));
	assert_true(report.bound <= report.cost);
	/* Three more cells, whichever. */
	assert_int_equal((report.cost - relations.costs[0]) >> 50, 3);
	for (uint32_t i = 1; i < CELLS; i++)
		relations.costs[i] = INT64_MAX / 2;
	assert_int_equal(exact_suppress(&relations, &plenty, &report, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	arena_release(&arena);
}

static void gives_the_same_cells_again(void **state)
{
	uint8_t marks[2 * CELLS] = {0};

	(void)state;
	for (int time = 0; time < 2; time++) {
		struct arena arena = {0};
		struct relations relations;
		struct exact_report report;
		struct error error = {0};
		uint64_t seed = 99;

		make_table(&relations, &arena, &seed, 25, 2);
		ask(&relations, &seed);
		assert_success(
			exact_suppress(&relations, &plenty, &report, &error),
			&error);
		if (time == 0)
			memcpy(marks, relations.marks, sizeof(marks));
		else
			assert_memory_equal(marks, relations.marks,
					    sizeof(marks));
		arena_release(&arena);
	}
}

static void survives_lack_of_memory(void **state)
{
	struct arena arena = {0};
	struct relations relations;
	struct exact_report report;
	struct error error = {0};
	uint8_t marks[CELLS];
	uint64_t nth = 0;
	int result;

	(void)state;
	risky_table(&relations, &arena);
	memcpy(marks, relations.marks, sizeof(marks));
	do {
		memory_fail_at(++nth);
		result = exact_suppress(&relations, &plenty, &report, &error);
		if (!memory_failed())
			break;
		memory_fail_at(0);
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
		assert_memory_equal(marks, relations.marks, sizeof(marks));
	} while (nth < 1000);
	memory_fail_at(0);
	assert_success(result, &error);
	assert_true(nth > 5);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_cheapest),
		cmocka_unit_test(measures_the_fast_suppressor),
		cmocka_unit_test(proves_published_tables),
		cmocka_unit_test(says_when_nothing_helps),
		cmocka_unit_test(stops_where_it_is_told),
		cmocka_unit_test(keeps_huge_costs_apart),
		cmocka_unit_test(gives_the_same_cells_again),
		cmocka_unit_test(survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include "base/arena.h"
#include "base/memory.h"
#include "tables/cube.h"
#include "tables/relations.h"

/* Two groups of ethnicity: one of two, one of one. */
static const struct classification_entry ethnicity[] = {
	{SLICE_INIT("WIRI"), SLICE_INIT("Irish"), SLICE_INIT("W")},
	{SLICE_INIT("W"), SLICE_INIT("White"), SLICE_INIT("")},
	{SLICE_INIT("AIND"), SLICE_INIT("Indian"), SLICE_INIT("A")},
	{SLICE_INIT("A"), SLICE_INIT(""), SLICE_INIT("")},
	{SLICE_INIT("WBRI"), SLICE_INIT("British"), SLICE_INIT("W")},
};

static const struct classification_entry sex[] = {
	{SLICE_INIT("M"), SLICE_INIT("Boys"), SLICE_INIT("")},
	{SLICE_INIT("F"), SLICE_INIT("Girls"), SLICE_INIT("")},
};

static int make_ethnicity(struct classification *out, struct arena *arena,
			  struct error *error)
{
	return classification_make(out, SLICE("ethnicity"),
				   SLICE("Ethnic group"), ethnicity, 5, arena,
				   error);
}

static void numbers_breadth_first(void **state)
{
	static const char *const codes[] = {"total", "A",    "W",
					    "AIND",  "WBRI", "WIRI"};
	struct arena arena = {0};
	struct error error = {0};
	struct classification_index index;
	struct classification made;

	(void)state;
	assert_success(make_ethnicity(&made, &arena, &error), &error);
	assert_int_equal(made.count, 6);
	assert_int_equal(made.leaf_count, 3);
	assert_int_equal(made.depth, 2);
	assert_success(classification_index_make(&index, &made, &arena, &error),
		       &error);
	for (uint32_t n = 0; n < made.count; n++)
		assert_slice(made.nodes[n].code, codes[n]);
	for (uint32_t n = 1; n < made.count; n++) {
		assert_int_equal(classification_find(&made, slice_of(codes[n])),
				 n);
		assert_int_equal(
			classification_index_find(&index, slice_of(codes[n])),
			n);
	}
	assert_int_equal(classification_index_find(&index, SLICE("B")),
			 CLASSIFICATION_NONE);
	assert_int_equal(classification_find(&made, SLICE("B")),
			 CLASSIFICATION_NONE);
	assert_int_equal(made.nodes[2].first_child, 4);
	assert_int_equal(made.nodes[2].child_count, 2);
	assert_int_equal(made.nodes[5].parent, 2);
	assert_slice(made.nodes[1].label, "A");
	assert_slice(made.nodes[4].label, "British");
	arena_release(&arena);
}

static void refuses_what_is_no_tree(void **state)
{
	static const struct classification_entry twice[] = {
		{SLICE_INIT("a"), SLICE_INIT(""), SLICE_INIT("")},
		{SLICE_INIT("b"), SLICE_INIT(""), SLICE_INIT("")},
		{SLICE_INIT("a"), SLICE_INIT(""), SLICE_INIT("")},
	};
	static const struct classification_entry nowhere[] = {
		{SLICE_INIT("a"), SLICE_INIT(""), SLICE_INIT("")},
		{SLICE_INIT("b"), SLICE_INIT(""), SLICE_INIT("c")},
	};
	static const struct classification_entry ring[] = {
		{SLICE_INIT("x"), SLICE_INIT(""), SLICE_INIT("")},
		{SLICE_INIT("b"), SLICE_INIT(""), SLICE_INIT("a")},
		{SLICE_INIT("a"), SLICE_INIT(""), SLICE_INIT("b")},
	};
	static const struct classification_entry nameless[] = {
		{SLICE_INIT(""), SLICE_INIT(""), SLICE_INIT("")},
	};
	static const struct {
		const struct classification_entry *entries;
		size_t count, record;
		const char *message;
	} cases[] = {
		{twice, 3, 3, "twice"},
		{nowhere, 2, 2, "not there"},
		{ring, 3, 2, "contain each other"},
		{nameless, 1, 1, "no code"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = {0};
		struct error error = {0};
		struct classification made;

		assert_int_equal(
			classification_make(&made, SLICE("x"), SLICE("x"),
					    cases[i].entries, cases[i].count,
					    &arena, &error),
			-1);
		assert_int_equal(error.code, ERROR_INPUT);
		assert_int_equal(error.place.record, cases[i].record);
		assert_non_null(strstr(error.message, cases[i].message));
		arena_release(&arena);
	}
}

struct world {
	struct classification ethnicity, sex;
	struct cube cube;
	struct relations relations;
};

/* 1 to 6 pupils of each ethnicity and sex. */
static int make_world(struct world *world, struct arena *arena,
		      struct error *error)
{
	const struct classification *dimensions[] = {&world->ethnicity,
						     &world->sex};
	int64_t count = 1;

	if (make_ethnicity(&world->ethnicity, arena, error) != 0 ||
	    classification_make(&world->sex, SLICE("sex"), SLICE("Sex"), sex, 2,
				arena, error) != 0 ||
	    cube_make(&world->cube, dimensions, 2, arena, error) != 0)
		return -1;
	for (uint32_t e = 3; e < 6; e++)
		for (uint32_t s = 1; s < 3; s++)
			world->cube.counts[cube_cell(
				&world->cube, (const uint32_t[]){e, s})] =
				count++;
	cube_sum(&world->cube);
	relations_begin(&world->relations, arena);
	relations_add_cube(&world->relations, &world->cube);
	return relations_finish(&world->relations, error);
}

static void sums_and_relates(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	struct world world;
	const struct relations *relations = &world.relations;
	uint32_t nodes[2];

	(void)state;
	assert_success(make_world(&world, &arena, &error), &error);
	assert_int_equal(world.cube.cell_count, 18);
	assert_int_equal(world.cube.counts[0], 21);
	assert_int_equal(world.cube.counts[1], 9);
	assert_int_equal(world.cube.counts[2 * 3 + 0], 18);
	assert_int_equal(world.cube.counts[1 * 3 + 2], 2);
	cube_nodes(&world.cube, 17, nodes);
	assert_int_equal(nodes[0], 5);
	assert_int_equal(nodes[1], 2);
	assert_int_equal(cube_node(&world.cube, 17, 1), 2);
	/* Three groups by three columns, and six rows. */
	assert_int_equal(relations->equation_count, 9 + 6);
	assert_int_equal(relations->starts[15], 3 * (3 + 5) + 6 * 3);
	/* The cell of all girls is in two equations: the sum of groups and
	 * that of sexes. */
	assert_int_equal(relations->in_starts[2] - relations->in_starts[1], 2);
	for (uint32_t c = 0; c < relations->cell_count; c++)
		for (uint64_t i = relations->in_starts[c];
		     i < relations->in_starts[c + 1]; i++) {
			uint32_t e = relations->in[i];
			int seen = 0;

			for (uint64_t t = relations->starts[e];
			     t < relations->starts[e + 1]; t++)
				seen += relations->terms[t] == c;
			assert_int_equal(seen, 1);
		}
	arena_release(&arena);
}

static void says_what_does_not_add_up(void **state)
{
	static const int64_t counts[] = {10, 4, 5, 4};
	static const int64_t huge[] = {INT64_MAX};
	struct arena arena = {0};
	struct error error = {0};
	struct relations relations;

	(void)state;
	relations_begin(&relations, &arena);
	relations_add_cells(&relations, counts, 4);
	relations_equate(&relations, 1, 3);
	relations_add_total(&relations, 0, (const uint32_t[]){1, 2}, 2);
	assert_int_equal(relations_finish(&relations, &error), -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	assert_int_equal(error.place.record, 2);
	relations_begin(&relations, &arena);
	relations_add_cells(&relations, huge, 1);
	assert_int_equal(relations_finish(&relations, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	arena_release(&arena);
}

static void links_and_counts_what_is_lost(void **state)
{
	static const int64_t counts[] = {10, 4, 6, 10, 0};
	struct arena arena = {0};
	struct error error = {0};
	struct relations_loss loss;
	struct relations relations;

	(void)state;
	relations_begin(&relations, &arena);
	assert_int_equal(relations_add_cells(&relations, counts, 3), 0);
	relations_add_total(&relations, 0, (const uint32_t[]){1, 2}, 2);
	assert_int_equal(relations_add_cells(&relations, counts + 3, 2), 3);
	relations_equate(&relations, 0, 3);
	assert_success(relations_finish(&relations, &error), &error);
	relations.marks[1] = CELL_RISKY;
	relations.marks[2] = CELL_HELPER;
	relations.marks[4] = CELL_HELPER;
	loss = relations_lost(&relations);
	assert_int_equal(loss.risky, 1);
	assert_int_equal(loss.helpers, 2);
	assert_int_equal(loss.helper_counts, 6);
	assert_int_equal(loss.cost, 4 + 6 + 1);
	assert_true(relations_is_shown(&relations, 0));
	assert_false(relations_is_shown(&relations, 1));
	arena_release(&arena);
}

static void bounds_its_size(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	struct classification wide = {.count = 1 << 14, .leaf_count = 1};
	const struct classification *dimensions[] = {&wide, &wide};
	struct cube cube;

	(void)state;
	assert_int_equal(cube_make(&cube, dimensions, 2, &arena, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(cube_make(&cube, dimensions, 0, &arena, &error), -1);
	arena_release(&arena);
}

static void survives_want_of_memory(void **state)
{
	int status = -1;

	(void)state;
	for (uint64_t n = 1; status != 0; n++) {
		struct arena arena = {0};
		struct error error = {0};
		struct world world;

		memory_fail_at(n);
		status = make_world(&world, &arena, &error);
		memory_fail_at(0);
		if (status != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
		assert_true(n < 1000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_breadth_first),
		cmocka_unit_test(refuses_what_is_no_tree),
		cmocka_unit_test(sums_and_relates),
		cmocka_unit_test(says_what_does_not_add_up),
		cmocka_unit_test(links_and_counts_what_is_lost),
		cmocka_unit_test(bounds_its_size),
		cmocka_unit_test(survives_want_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

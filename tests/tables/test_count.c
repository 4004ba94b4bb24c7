#include "tests/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/memory.h"
#include "tables/count.h"
#include "tables/cube.h"
#include "tables/gather.h"

/* --- made cubes ----------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* `groups` groups of `members` values each. */
static void make_dimension(struct classification *out, uint32_t groups,
			   uint32_t members, struct arena *arena)
{
	uint32_t count = groups * members + groups, at = 0;
	struct classification_entry *entries =
		arena_array(arena, count, sizeof(*entries));
	char text[32];
	struct error error = {0};

	for (uint32_t g = 0; g < groups; g++) {
		struct slice group;

		snprintf(text, sizeof(text), "g%05u", g);
		group = arena_copy(arena, slice_of(text));
		entries[at++].code = group;
		for (uint32_t m = 0; m < members; m++) {
			snprintf(text, sizeof(text), "v%05u-%05u", g, m);
			entries[at].code = arena_copy(arena, slice_of(text));
			entries[at++].parent = group;
		}
	}
	assert_success(classification_make(out, SLICE("made"), SLICE("Made"),
					   entries, count, arena, &error),
		       &error);
}

struct shape {
	const char *label;
	size_t dimensions;
	uint32_t groups[4], members[4];
	uint32_t widths[4];
	size_t pupils;
};

static const struct shape shapes[] = {
	{"a handful, in lanes", 3, {2, 1, 1}, {3, 2, 4}, {1, 1, 1}, 50000},
	{"codes of two and four bytes",
	 3,
	 {30, 2, 1},
	 {20, 3, 5},
	 {2, 4, 1},
	 60000},
	{"a large cube, by parts", 2, {40, 20}, {30, 30}, {2, 4}, 70000},
	{"few pupils, one thread", 1, {3}, {3}, {1}, 10},
	{"nobody", 2, {2, 2}, {2, 2}, {1, 2}, 0},
};

struct world {
	struct arena arena;
	struct classification dimensions[4];
	struct cube cube, expected;
	void *columns[4];
	uint32_t *nodes; /* by dimension and pupil */
	int64_t *values;
};

static void make_world(struct world *world, const struct shape *shape,
		       uint32_t seed)
{
	const struct classification *list[4];
	struct error error = {0};
	uint32_t state = seed;

	*world = (struct world){0};
	for (size_t d = 0; d < shape->dimensions; d++) {
		make_dimension(&world->dimensions[d], shape->groups[d],
			       shape->members[d], &world->arena);
		list[d] = &world->dimensions[d];
	}
	assert_success(cube_make(&world->cube, list, shape->dimensions,
				 &world->arena, &error),
		       &error);
	assert_success(cube_make(&world->expected, list, shape->dimensions,
				 &world->arena, &error),
		       &error);
	world->nodes = arena_array(&world->arena,
				   shape->dimensions * shape->pupils, 4);
	world->values = arena_array(&world->arena, shape->pupils, 8);
	for (size_t d = 0; d < shape->dimensions; d++)
		world->columns[d] = arena_array(&world->arena, shape->pupils,
						shape->widths[d]);
	for (size_t i = 0; i < shape->pupils; i++) {
		uint32_t nodes[4];

		for (size_t d = 0; d < shape->dimensions; d++) {
			const struct classification *dimension = list[d];
			uint32_t leaf;

			do
				leaf = next_random(&state) % dimension->count;
			while (!classification_is_leaf(dimension, leaf));
			/* Some are far more frequent than others. */
			if (next_random(&state) % 3 == 0)
				leaf = dimension->count - 1;
			nodes[d] = leaf;
			switch (shape->widths[d]) {
			case 1:
				((uint8_t *)world->columns[d])[i] =
					(uint8_t)leaf;
				break;
			case 2:
				((uint16_t *)world->columns[d])[i] =
					(uint16_t)leaf;
				break;
			default:
				((uint32_t *)world->columns[d])[i] = leaf;
			}
		}
		world->values[i] = (int64_t)(next_random(&state) % 1000) - 100;
		if (next_random(&state) % 7 == 0)
			world->values[i] = COUNT_NO_VALUE;
		world->nodes[i] = cube_cell(&world->expected, nodes);
		world->expected.counts[world->nodes[i]]++;
	}
	cube_sum(&world->expected);
}

static struct counting *begin(struct world *world, bool values,
			      unsigned int threads)
{
	struct counting *counting;
	struct error error = {0};

	memset(world->cube.counts, 0,
	       world->cube.cell_count * sizeof(*world->cube.counts));
	assert_success(counting_begin(&counting, &world->cube, NULL, values,
				      threads, &error),
		       &error);
	return counting;
}

/* Adds all pupils in batches of `size`. */
static void add_all(struct world *world, const struct shape *shape,
		    struct counting *counting, size_t size)
{
	struct error error = {0};

	for (size_t at = 0; at < shape->pupils; at += size) {
		struct count_column columns[4];
		size_t count =
			shape->pupils - at < size ? shape->pupils - at : size;

		for (size_t d = 0; d < shape->dimensions; d++)
			columns[d] = (struct count_column){
				(char *)world->columns[d] +
					at * shape->widths[d],
				shape->widths[d]};
		assert_success(counting_add(counting, columns,
					    world->values + at, count, &error),
			       &error);
	}
}

static void same_counts(const struct world *world)
{
	for (uint32_t c = 0; c < world->cube.cell_count; c++)
		if (world->cube.counts[c] != world->expected.counts[c])
			fail_msg("cell %u holds %lld, not %lld", c,
				 (long long)world->cube.counts[c],
				 (long long)world->expected.counts[c]);
}

static void counts_as_one_by_one(void **state)
{
	static const size_t sizes[] = {1, 1000, SIZE_MAX / 2};

	(void)state;
	for (size_t s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++)
		for (size_t b = 0; b < 3; b++)
			for (unsigned int threads = 0; threads < 4; threads++) {
				struct world world;
				struct error error = {0};
				struct counting *counting;

				if (b == 0 && threads > 0)
					continue;
				make_world(&world, &shapes[s], 7);
				counting = begin(&world, false, threads);
				add_all(&world, &shapes[s], counting, sizes[b]);
				assert_success(counting_finish(counting, NULL,
							       &world.arena,
							       &error),
					       &error);
				same_counts(&world);
				counting_free(counting);
				arena_release(&world.arena);
			}
}

/* --- values --------------------------------------------------------------------------- */

/* Whether pupil `i` is in a cell, totals included. */
static bool is_in(const struct world *world, size_t i, uint32_t cell)
{
	const struct cube *cube = &world->cube;

	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		uint32_t node = cube_node(cube, world->nodes[i], d);
		uint32_t wanted = cube_node(cube, cell, d);

		while (node != wanted && node != 0)
			node = cube->dimensions[d]->nodes[node].parent;
		if (node != wanted)
			return false;
	}
	return true;
}

static void check_magnitude(const struct world *world,
			    const struct shape *shape,
			    const struct magnitudes *magnitudes, uint32_t cell)
{
	int64_t cases = 0, sum = 0, weight = 0, largest = 0, second = 0;

	for (size_t i = 0; i < shape->pupils; i++) {
		int64_t value = world->values[i];
		int64_t plain = value == COUNT_NO_VALUE ? 0
				: value < 0             ? -value
							: value;

		if (value == COUNT_NO_VALUE || !is_in(world, i, cell))
			continue;
		cases++;
		sum += value;
		weight += plain;
		if (plain > largest) {
			second = largest;
			largest = plain;
		} else if (plain > second) {
			second = plain;
		}
	}
	assert_int_equal(magnitudes->cases[cell], cases);
	assert_int_equal(magnitudes->sums[cell], sum);
	assert_int_equal(magnitudes->weights[cell], weight);
	assert_int_equal(magnitudes->largest[cell], largest);
	assert_int_equal(magnitudes->second[cell], second);
}

static void keeps_sums_and_the_two_largest(void **state)
{
	(void)state;
	for (size_t s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++) {
		struct world world;
		struct magnitudes magnitudes;
		struct error error = {0};
		struct counting *counting;
		uint32_t step;

		make_world(&world, &shapes[s], 11);
		step = world.cube.cell_count / 40 + 1;
		counting = begin(&world, true, 2);
		add_all(&world, &shapes[s], counting, 20000);
		assert_success(counting_finish(counting, &magnitudes,
					       &world.arena, &error),
			       &error);
		same_counts(&world);
		for (uint32_t c = 0; c < world.cube.cell_count; c += step)
			check_magnitude(&world, &shapes[s], &magnitudes, c);
		counting_free(counting);
		arena_release(&world.arena);
	}
}

/* --- what cannot be counted ------------------------------------------------------------- */

static void tells_which_pupil_has_no_place(void **state)
{
	static const struct shape *const tried[] = {&shapes[0], &shapes[2]};

	(void)state;
	for (size_t s = 0; s < 2; s++)
		for (int kind = 0; kind < 3; kind++) {
			const struct shape *shape = tried[s];
			struct world world;
			struct error error = {0};
			struct counting *counting;
			struct count_column columns[4];
			size_t bad = 33333;

			make_world(&world, shape, 5);
			for (size_t d = 0; d < shape->dimensions; d++)
				columns[d] = (struct count_column){
					world.columns[d], shape->widths[d]};
			if (kind == 2)
				world.values[bad] = COUNT_LIMIT_VALUE + 1;
			else if (shape->widths[0] == 1)
				((uint8_t *)world.columns[0])[bad] =
					kind == 0 ? 0 : 255;
			else
				((uint16_t *)world.columns[0])[bad] =
					kind == 0 ? 0 : 65535;
			counting = begin(&world, true, 2);
			assert_int_equal(counting_add(counting, columns,
						      world.values, 10000,
						      &error),
					 0);
			for (size_t d = 0; d < shape->dimensions; d++)
				columns[d].codes =
					(const char *)columns[d].codes +
					10000 * (size_t)shape->widths[d];
			assert_int_equal(counting_add(counting, columns,
						      world.values + 10000,
						      40000, &error),
					 -1);
			assert_int_equal(error.code, ERROR_INPUT);
			assert_int_equal(error.place.record, bad + 1);
			counting_free(counting);
			arena_release(&world.arena);
		}
}

static void survives_lack_of_memory(void **state)
{
	static const struct shape *const tried[] = {&shapes[0], &shapes[2]};

	(void)state;
	for (size_t s = 0; s < 2; s++) {
		bool failed = true;

		for (uint64_t nth = 1; failed; nth++) {
			struct world world;
			struct error error = {0};
			struct counting *counting;
			struct magnitudes magnitudes;
			int result;

			make_world(&world, tried[s], 3);
			memory_fail_at(nth);
			result = counting_begin(&counting, &world.cube, NULL,
						true, 2, &error);
			if (result == 0) {
				result = counting_finish(counting, &magnitudes,
							 &world.arena, &error);
				counting_free(counting);
			}
			failed = memory_failed();
			memory_fail_at(0);
			assert_int_equal(result, failed ? -1 : 0);
			if (failed)
				assert_int_equal(error.code, ERROR_MEMORY);
			arena_release(&world.arena);
		}
	}
}

/* --- gathering -------------------------------------------------------------------------- */

static void call_ethnicity(void *context, size_t dimension, uint32_t level,
			   struct slice code, struct slice *label,
			   struct slice *parent)
{
	(void)context;
	if (dimension != 1)
		return;
	if (level == 0 && code.len == 4)
		*parent = code.at[0] == 'W' ? SLICE("white") : SLICE("other");
	if (level == 1 && slice_is(code, "white"))
		*label = SLICE("White");
}

/* LSOA, MSOA and ethnic group of some pupils. */
static const char *const gathered[][3] = {
	{"E01", "E02a", "WBRI"}, {"E02", "E02a", "WIRI"},
	{"E03", "E02b", "AIND"}, {"E01", "E02a", "WBRI"},
	{"E01", "E02b", "WBRI"}, /* against the others */
	{"", "E02b", "AIND"},    {"", "", ""},
	{"E03", "", "WBRI"},
};

static void gather_some(struct gather **gather, bool backwards)
{
	static const struct gather_dimension dimensions[] = {
		{SLICE_INIT("lsoa"), SLICE_INIT("Area"), 2},
		{SLICE_INIT("ethnicity"), SLICE_INIT("Ethnic group"), 1},
	};
	size_t count = sizeof(gathered) / sizeof(gathered[0]);
	struct error error = {0};

	assert_success(gather_begin(gather, dimensions, 2, false, &error),
		       &error);
	for (size_t i = 0; i < count; i++) {
		size_t at = backwards ? count - 1 - i : i;
		struct slice codes[3];

		for (size_t k = 0; k < 3; k++)
			codes[k] = slice_of(gathered[at][k]);
		assert_success(gather_add(*gather, codes, 0, &error), &error);
	}
}

static int64_t count_at(const struct cube *cube, const char *area,
			const char *ethnicity)
{
	uint32_t nodes[2];

	nodes[0] = *area == '\0' ? 0
				 : classification_find(cube->dimensions[0],
						       slice_of(area));
	nodes[1] = *ethnicity == '\0'
			   ? 0
			   : classification_find(cube->dimensions[1],
						 slice_of(ethnicity));
	assert_int_not_equal(nodes[0], CLASSIFICATION_NONE);
	assert_int_not_equal(nodes[1], CLASSIFICATION_NONE);
	return cube->counts[cube_cell(cube, nodes)];
}

static void learns_hierarchies_from_pupils(void **state)
{
	static const struct gather_naming naming = {NULL, call_ethnicity};

	(void)state;
	for (int backwards = 0; backwards < 2; backwards++) {
		struct arena arena = {0};
		struct error error = {0};
		struct gather *gather;
		struct cube cube;
		uint64_t contradicted;

		gather_some(&gather, backwards != 0);
		assert_success(gather_finish(gather, &naming, 1, &cube, NULL,
					     &contradicted, &arena, &error),
			       &error);
		assert_int_equal(contradicted, 1);
		assert_int_equal(count_at(&cube, "", ""), 8);
		assert_int_equal(count_at(&cube, "E02a", ""), 4);
		assert_int_equal(count_at(&cube, "E02b", ""), 3);
		assert_int_equal(count_at(&cube, "unknown in E02b", "AIND"), 1);
		assert_int_equal(count_at(&cube, "unknown", "unknown"), 1);
		assert_int_equal(count_at(&cube, "E01", "WBRI"), 3);
		/* Two of them are white; a group of one is left out. */
		assert_int_equal(count_at(&cube, "", "white"), 5);
		assert_int_equal(
			classification_find(cube.dimensions[1], SLICE("other")),
			CLASSIFICATION_NONE);
		assert_slice(
			cube.dimensions[1]
				->nodes[classification_find(cube.dimensions[1],
							    SLICE("white"))]
				.label,
			"White");
		gather_free(gather);
		arena_release(&arena);
	}
}

static void widens_columns_as_codes_come(void **state)
{
	static const struct gather_dimension dimension = {
		SLICE_INIT("school"), SLICE_INIT("School"), 1};
	struct arena arena = {0};
	struct error error = {0};
	struct gather *gather;
	struct cube cube;

	(void)state;
	assert_success(gather_begin(&gather, &dimension, 1, false, &error),
		       &error);
	for (uint32_t i = 0; i < 70000; i++) {
		char text[16];
		struct slice code;

		snprintf(text, sizeof(text), "%07u", i);
		code = slice_of(text);
		assert_int_equal(gather_add(gather, &code, 0, &error), 0);
		if (i % 1000 == 0)
			assert_int_equal(gather_add(gather, &code, 0, &error),
					 0);
	}
	assert_success(gather_finish(gather, NULL, 2, &cube, NULL, NULL, &arena,
				     &error),
		       &error);
	assert_int_equal(cube.cell_count, 70001);
	assert_int_equal(cube.counts[0], 70070);
	for (uint32_t c = 1; c < cube.cell_count; c++)
		assert_int_equal(cube.counts[c], (c - 1) % 1000 == 0 ? 2 : 1);
	gather_free(gather);
	arena_release(&arena);
}

static void gathers_without_memory(void **state)
{
	bool failed = true;

	(void)state;
	for (uint64_t nth = 1; failed; nth++) {
		static const struct gather_dimension dimensions[] = {
			{SLICE_INIT("lsoa"), SLICE_INIT("Area"), 2},
			{SLICE_INIT("ethnicity"), SLICE_INIT("Ethnic"), 1},
		};
		static const struct gather_naming naming = {NULL,
							    call_ethnicity};
		struct arena arena = {0};
		struct error error = {0};
		struct gather *gather = NULL;
		struct cube cube;
		int result;

		memory_fail_at(nth);
		result = gather_begin(&gather, dimensions, 2, true, &error);
		for (size_t i = 0; result == 0 && i < 8; i++) {
			struct slice codes[3];

			for (size_t k = 0; k < 3; k++)
				codes[k] = slice_of(gathered[i][k]);
			result = gather_add(gather, codes, 5, &error);
		}
		if (result == 0)
			result = gather_finish(gather, &naming, 1, &cube, NULL,
					       NULL, &arena, &error);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		if (failed)
			assert_int_equal(error.code, ERROR_MEMORY);
		if (gather != NULL)
			gather_free(gather);
		arena_release(&arena);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_as_one_by_one),
		cmocka_unit_test(keeps_sums_and_the_two_largest),
		cmocka_unit_test(tells_which_pupil_has_no_place),
		cmocka_unit_test(survives_lack_of_memory),
		cmocka_unit_test(learns_hierarchies_from_pupils),
		cmocka_unit_test(widens_columns_as_codes_come),
		cmocka_unit_test(gathers_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

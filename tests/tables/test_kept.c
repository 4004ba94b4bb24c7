/* Tables that left, kept as bytes and read again. */
#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/memory.h"
#include "tables/differencing.h"
#include "tables/kept.h"
#include "tables/profile.h"
#include "tables/relations.h"
#include "tables/treatment.h"

enum { PERSONS = 60 };

/* Two areas of one town and one of none, three kinds; the kinds of sixty
 * people. */
struct example {
	struct arena arena;
	struct classification areas, kinds;
	struct cube cubes[2];
	struct treatment_table tables[2];
	struct treatment treatment;
	uint32_t persons[2][PERSONS];
	struct kept kept;
};

static void count_people(struct example *example)
{
	for (uint32_t i = 0; i < PERSONS; i++) {
		struct slice codes[] = {
			i % 4 == 0   ? SLICE("a1")
			: i % 4 == 1 ? SLICE("a2")
				     : SLICE("b"),
			i < 3        ? SLICE("rare")
			: i % 3 == 0 ? SLICE("often")
				     : SLICE("never"),
		};
		uint32_t nodes[] = {
			classification_find(&example->areas, codes[0]),
			classification_find(&example->kinds, codes[1]),
		};

		example->persons[0][i] = cube_cell(&example->cubes[0], nodes);
		example->persons[1][i] =
			cube_cell(&example->cubes[1], nodes + 1);
		for (size_t t = 0; t < 2; t++)
			example->cubes[t].counts[example->persons[t][i]]++;
	}
	for (size_t t = 0; t < 2; t++)
		cube_sum(&example->cubes[t]);
}

static void make_example(struct example *example, const struct profile *profile)
{
	static const struct classification_entry areas[] = {
		{SLICE_INIT("town"), SLICE_INIT("A town"), {NULL, 0}},
		{SLICE_INIT("a1"), SLICE_INIT(""), SLICE_INIT("town")},
		{SLICE_INIT("a2"), SLICE_INIT(""), SLICE_INIT("town")},
		{SLICE_INIT("b"), SLICE_INIT(""), {NULL, 0}},
	};
	static const struct classification_entry kinds[] = {
		{SLICE_INIT("rare"), SLICE_INIT("Rare"), {NULL, 0}},
		{SLICE_INIT("often"), SLICE_INIT("Often"), {NULL, 0}},
		{SLICE_INIT("never"), SLICE_INIT("Never"), {NULL, 0}},
	};
	const struct classification *both[] = {&example->areas,
					       &example->kinds};
	struct kept_people people[] = {{example->persons[0], 1},
				       {example->persons[1], 0}};
	struct error error = {0};

	assert_success(classification_make(&example->areas, SLICE("area"),
					   SLICE("Area"), areas, 4,
					   &example->arena, &error),
		       &error);
	assert_success(classification_make(&example->kinds, SLICE("kind"),
					   SLICE("Kind"), kinds, 3,
					   &example->arena, &error),
		       &error);
	assert_success(
		cube_make(&example->cubes[0], both, 2, &example->arena, &error),
		&error);
	assert_success(cube_make(&example->cubes[1], both + 1, 1,
				 &example->arena, &error),
		       &error);
	count_people(example);
	for (size_t t = 0; t < 2; t++)
		example->tables[t] =
			(struct treatment_table){.cube = &example->cubes[t]};
	assert_success(treat(&example->treatment, example->tables, 2, profile,
			     1, &example->arena, &error),
		       &error);
	assert_success(kept_make(&example->kept, &example->treatment,
				 example->tables, people, 2, PERSONS,
				 &example->arena, &error),
		       &error);
}

static void assert_same_table(const struct kept_table *a,
			      const struct kept_table *b)
{
	assert_int_equal(a->cube.cell_count, b->cube.cell_count);
	assert_int_equal(a->places, b->places);
	for (uint32_t d = 0; d < a->cube.dimension_count; d++) {
		const struct classification *x = a->cube.dimensions[d];
		const struct classification *y = b->cube.dimensions[d];

		assert_true(slice_equal(x->name, y->name));
		assert_true(slice_equal(x->label, y->label));
		assert_int_equal(x->count, y->count);
		for (uint32_t n = 0; n < x->count; n++) {
			assert_true(slice_equal(x->nodes[n].code,
						y->nodes[n].code));
			assert_true(slice_equal(x->nodes[n].label,
						y->nodes[n].label));
		}
	}
	for (uint32_t c = 0; c < a->cube.cell_count; c++) {
		assert_int_equal(a->cube.counts[c], b->cube.counts[c]);
		assert_int_equal(a->marks[c], b->marks[c]);
		assert_int_equal(a->least[c], b->least[c]);
		assert_int_equal(a->most[c], b->most[c]);
		assert_int_equal(a->span[c], b->span[c]);
	}
	for (size_t i = 0; i < PERSONS; i++)
		assert_int_equal(a->persons[i], b->persons[i]);
}

static void check_profile(const struct profile *profile)
{
	struct example example = {0};
	struct builder bytes = {0}, again = {0};
	struct kept read;
	struct error error = {0};

	make_example(&example, profile);
	kept_write(&example.kept, &bytes);
	assert_success(
		kept_read(&read, builder_slice(&bytes), &example.arena, &error),
		&error);
	assert_int_equal(read.table_count, 2);
	assert_int_equal(read.person_count, PERSONS);
	assert_int_equal(read.threshold, profile->high + 1);
	assert_int_equal(read.interval, profile->interval);
	for (size_t t = 0; t < 2; t++)
		assert_same_table(&example.kept.tables[t], &read.tables[t]);
	/* Of tables with a dimension in common it is kept once. */
	assert_ptr_equal(read.tables[0].cube.dimensions[1],
			 read.tables[1].cube.dimensions[0]);
	kept_write(&read, &again);
	assert_true(slice_equal(builder_slice(&bytes), builder_slice(&again)));
	builder_release(&bytes);
	builder_release(&again);
	arena_release(&example.arena);
}

static void what_was_kept_is_read_as_it_was(void **state)
{
	struct profile profile = profile_default;

	(void)state;
	check_profile(&profile);
	profile.rounding = ROUNDING_NEAREST;
	profile.base = 5;
	check_profile(&profile);
	profile.rounding = ROUNDING_CONTROLLED;
	check_profile(&profile);
}

/* What a reader knows: of a shown count that, of a rounded one what it may have
 * been, of a hidden one no more than that it is there. */
static void bounds_are_those_of_readers(void **state)
{
	struct profile profile = profile_default;
	struct example example = {0};
	struct differencing_table attacked;

	(void)state;
	profile.rounding = ROUNDING_NEAREST;
	profile.base = 5;
	profile.zeros_needed = false;
	make_example(&example, &profile);
	kept_attacked(&example.kept.tables[0], &attacked);
	/* The total: 60, from 58 to 62. */
	assert_int_equal(attacked.least[0], 58);
	assert_int_equal(attacked.most[0], 62);
	for (uint32_t c = 0; c < example.cubes[0].cell_count; c++) {
		if (attacked.marks[c] != CELL_RISKY)
			continue;
		assert_int_equal(attacked.least[c],
				 profile.zeros_needed ? 0 : 1);
		assert_true(attacked.most[c] == RELATIONS_UNBOUNDED);
		assert_int_equal(attacked.span[c], 2);
	}
	arena_release(&example.arena);
}

static void damaged_bytes_are_refused(void **state)
{
	struct example example = {0};
	struct builder bytes = {0};
	struct kept read;
	size_t refused = 0;

	(void)state;
	make_example(&example, &profile_default);
	kept_write(&example.kept, &bytes);
	for (size_t len = 0; len < bytes.len; len++) {
		struct arena arena = {0};
		struct error error = {0};

		assert_int_equal(
			kept_read(&read,
				  slice_part(builder_slice(&bytes), 0, len),
				  &arena, &error),
			-1);
		assert_int_equal(error.code, ERROR_CORRUPT);
		arena_release(&arena);
	}
	for (size_t at = 0; at < bytes.len; at++) {
		struct arena arena = {0};
		struct error error = {0};
		char was = bytes.at[at];

		bytes.at[at] = (char)(was ^ 0x55);
		if (kept_read(&read, builder_slice(&bytes), &arena, &error) !=
		    0) {
			assert_int_equal(error.code, ERROR_CORRUPT);
			refused++;
		}
		bytes.at[at] = was;
		arena_release(&arena);
	}
	assert_true(refused > 100);
	builder_release(&bytes);
	arena_release(&example.arena);
}

static void no_failed_allocation_goes_unnoticed(void **state)
{
	struct example example = {0};
	struct builder bytes = {0};
	int result = -1;

	(void)state;
	make_example(&example, &profile_default);
	for (unsigned long n = 1; result != 0; n++) {
		builder_clear(&bytes);
		builder_release(&bytes);
		memory_fail_at(n);
		kept_write(&example.kept, &bytes);
		memory_fail_at(0);
		result = bytes.failed ? -1 : 0;
		bytes.failed = false;
	}
	result = -1;
	for (unsigned long n = 1; result != 0; n++) {
		struct arena arena = {0};
		struct error error = {0};
		struct kept read;

		memory_fail_at(n);
		result =
			kept_read(&read, builder_slice(&bytes), &arena, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
	}
	builder_release(&bytes);
	arena_release(&example.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_kept_is_read_as_it_was),
		cmocka_unit_test(bounds_are_those_of_readers),
		cmocka_unit_test(damaged_bytes_are_refused),
		cmocka_unit_test(no_failed_allocation_goes_unnoticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

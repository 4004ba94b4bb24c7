#include "tests/test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/memory.h"
#include "tables/cube.h"
#include "tables/differencing.h"
#include "tables/relations.h"
#include "tests/data.h"

enum { TABLES = 4, CODES = 8, PEOPLE = 2000, THRESHOLD = 5 };

/* Tables of one dimension each. */
struct releases {
	struct arena arena;
	struct slice names[TABLES];
	struct classification_entry entries[TABLES][CODES];
	size_t code_counts[TABLES];
	struct classification dimensions[TABLES];
	struct cube cubes[TABLES];
	struct differencing_table tables[TABLES];
	uint8_t *marks[TABLES];
	uint32_t *spans[TABLES];
	uint32_t *persons[TABLES];
	size_t count, person_count;
};

static struct slice next_word(struct slice *line)
{
	return slice_cut(line, ' ');
}

static void read_tables(struct releases *releases, struct slice text)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		if (line.len > 0)
			releases->names[releases->count++] = next_word(&line);
	}
}

static void note_code(struct releases *releases, size_t k, struct slice code)
{
	for (size_t i = 0; i < releases->code_counts[k]; i++)
		if (slice_equal(releases->entries[k][i].code, code))
			return;
	if (!slice_is(code, "-"))
		releases->entries[k][releases->code_counts[k]++].code = code;
}

static void note_codes(struct releases *releases, struct slice text)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		if (line.len == 0)
			continue;
		next_word(&line);
		for (size_t k = 0; k < releases->count; k++)
			note_code(releases, k, next_word(&line));
	}
}

static void make_cubes(struct releases *releases)
{
	struct error error = {0};

	for (size_t k = 0; k < releases->count; k++) {
		const struct classification *dimension =
			&releases->dimensions[k];

		assert_success(classification_make(&releases->dimensions[k],
						   releases->names[k],
						   SLICE(""),
						   releases->entries[k],
						   releases->code_counts[k],
						   &releases->arena, &error),
			       &error);
		assert_success(cube_make(&releases->cubes[k], &dimension, 1,
					 &releases->arena, &error),
			       &error);
		releases->persons[k] =
			arena_array(&releases->arena, PEOPLE, sizeof(uint32_t));
		releases->marks[k] = arena_array(&releases->arena, CODES + 1,
						 sizeof(uint8_t));
		releases->spans[k] = arena_array(&releases->arena, CODES + 1,
						 sizeof(uint32_t));
		releases->tables[k] = (struct differencing_table){
			.cube = &releases->cubes[k],
			.marks = releases->marks[k],
			.span = releases->spans[k],
			.persons = releases->persons[k],
		};
	}
}

static void count_people(struct releases *releases, struct slice text)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');
		uint64_t count = 0;

		if (line.len == 0)
			continue;
		assert_true(slice_number(next_word(&line), 500, &count));
		for (size_t k = 0; k < releases->count; k++) {
			uint32_t cell = classification_find(
				&releases->dimensions[k], next_word(&line));

			for (uint64_t n = 0; n < count; n++)
				releases->persons[k][releases->person_count +
						     n] = cell;
			if (cell != DIFFERENCING_ABSENT)
				releases->cubes[k].counts[cell] +=
					(int64_t)count;
		}
		releases->person_count += count;
	}
	for (size_t k = 0; k < releases->count; k++)
		cube_sum(&releases->cubes[k]);
}

static void withhold(struct releases *releases, struct slice text)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');
		struct slice name = next_word(&line);

		for (size_t k = 0; k < releases->count; k++)
			if (slice_equal(releases->names[k], name)) {
				uint32_t cell = classification_find(
					&releases->dimensions[k], line);

				releases->marks[k][cell] = CELL_RISKY;
				releases->spans[k][cell] = 2;
			}
	}
}

static void add_cell(struct builder *out, const struct releases *releases,
		     size_t table, uint32_t cell)
{
	builder_add(out, releases->names[table]);
	builder_add_text(out, " ");
	builder_add(out, releases->dimensions[table].nodes[cell].code);
}

static void add_exposure(struct builder *out, const struct releases *releases,
			 const struct differencing_exposure *exposure)
{
	bool alone = exposure->other_table == SIZE_MAX;

	if (!alone)
		builder_add_text(out, exposure->both ? "in both: "
						     : "not in both: ");
	add_cell(out, releases, exposure->table, exposure->cell);
	if (!alone) {
		builder_add_text(out, exposure->both ? ", " : ", not ");
		add_cell(out, releases, exposure->other_table,
			 exposure->other_cell);
	}
	builder_add_format(out, ": %lld to %lld\n", (long long)exposure->low,
			   (long long)exposure->high);
	assert_int_equal(exposure->kind, EXPOSURE_PROVED);
}

static void read_releases(struct releases *releases,
			  const struct data_case *test)
{
	read_tables(releases, data_text(test, "tables"));
	note_codes(releases, data_text(test, "people"));
	make_cubes(releases);
	count_people(releases, data_text(test, "people"));
	withhold(releases, data_text(test, "withheld"));
}

static const struct differencing_rules rules = {
	.threshold = THRESHOLD,
	.span = 2,
};

static int attack_releases(const struct releases *releases,
			   struct differencing_result *result,
			   struct arena *arena, struct error *error)
{
	return differencing_attack(result, releases->tables, releases->count,
				   releases->person_count, &rules, arena,
				   error);
}

/* Each allocation fails in turn. */
static void check_want_of_memory(const struct releases *releases)
{
	uint64_t n = 0;
	int outcome;

	do {
		struct differencing_result result;
		struct error error = {0};
		struct arena own = {0};

		memory_fail_at(++n);
		outcome = attack_releases(releases, &result, &own, &error);
		memory_fail_at(0);
		if (outcome != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&own);
		assert_true(n < 2000);
	} while (outcome != 0);
	assert_true(n > 3);
}

/* The last table is said to count somebody whom it does not. */
static void check_other_persons(struct releases *releases)
{
	uint32_t *persons = releases->persons[releases->count - 1];
	struct differencing_result result;
	struct error error = {0};

	persons[0] =
		persons[0] == DIFFERENCING_ABSENT ? 0 : DIFFERENCING_ABSENT;
	assert_int_equal(
		attack_releases(releases, &result, &releases->arena, &error),
		-1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	assert_int_equal(error.place.record, releases->count);
}

static void check_case(void **state)
{
	const struct data_case *test = *state;
	struct releases releases = {0};
	struct differencing_result result;
	struct builder out = {0};
	struct error error = {0};

	read_releases(&releases, test);
	assert_success(
		attack_releases(&releases, &result, &releases.arena, &error),
		&error);
	for (size_t i = 0; i < result.count; i++)
		add_exposure(&out, &releases, &result.exposures[i]);
	assert_string_equal(
		builder_text(&out),
		arena_copy(&releases.arena, data_text(test, "exposed")).at);
	builder_release(&out);
	check_want_of_memory(&releases);
	check_other_persons(&releases);
	arena_release(&releases.arena);
}

int main(void)
{
	return data_run("tables of the same people",
			"tests/tables/differencing", check_case);
}

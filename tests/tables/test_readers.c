#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "reader.h"
#include "tables/count.h"
#include "tables/count_file.h"
#include "tables/cube.h"
#include "tables/profile.h"
#include "tables/statement.h"
#include "tables/treatment.h"

enum { PAIR = 2 };

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* --- what is asked of each table ---------------------------------------------------- */

/* How the two are in one equation: 0 if they are not, else 1, or 2 when the
 * pupils of `cell` are all among those of `known`. */
static int line_of(const struct relations *relations, uint32_t cell,
		   uint32_t known)
{
	int line = 0;

	for (uint64_t i = relations->in_starts[cell];
	     i < relations->in_starts[cell + 1]; i++) {
		uint32_t e = relations->in[i];
		int8_t own = 0, other = 0;

		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++) {
			if (relations->terms[t] == cell)
				own = relations->weights[t];
			if (relations->terms[t] == known)
				other = relations->weights[t];
		}
		if (other == 0)
			continue;
		if (other < 0 || (own < 0 && relations->counts[cell] ==
						     relations->counts[known]))
			return 2;
		line = 1;
	}
	return line;
}

static void check_insiders(struct reader *reader, uint32_t cell)
{
	const struct relations *relations = &reader->treatment->relations;

	for (uint32_t c = 0; c < relations->cell_count; c++)
		if (c != cell && !relations_is_shown(relations, c) &&
		    relations->counts[c] > 0 && relations->counts[c] <= PAIR &&
		    line_of(relations, cell, c) == 1 &&
		    !reader_doubts(reader, cell, 1, c))
			fail_msg("cell %u is told to those in cell %u", cell,
				 c);
}

/* Nobody, whether a reader or counted, can work out what is hidden. */
static void check_treatment(const struct treatment *treatment,
			    struct arena *arena)
{
	const struct relations *relations = &treatment->relations;
	const struct profile *profile = treatment->profile;
	struct reader reader;

	reader_begin(&reader, treatment, arena);
	for (uint32_t c = 0; c < relations->cell_count; c++) {
		bool small = profile_is_small(profile, relations->counts[c]) &&
			     relations->marks[c] != CELL_HIDDEN;

		if (relations_is_shown(relations, c) &&
		    (!small || profile->rounding != ROUNDING_CONTROLLED))
			continue;
		if (!reader_doubts(&reader, c,
				   small ? profile->interval - 1 : 1,
				   READER_NOBODY))
			fail_msg("cell %u can be worked out", c);
		if (small && relations->counts[c] > 0)
			check_insiders(&reader, c);
	}
}

/* --- random tables ------------------------------------------------------------------- */

static const struct profile profile_of[] = {
	{.low = 1, .high = 9},
	{.low = 1, .high = 9, .rounding = ROUNDING_NEAREST, .base = 5},
	{.low = 1, .high = 7, .rounding = ROUNDING_NEAREST, .base = 5},
	{.low = 1, .high = 2},
	{.low = 1, .high = 9, .zeros_hidden = true, .whole_hidden = true},
	{.low = 1, .high = 3, .whole_hidden = true},
	{.rounding = ROUNDING_MIDPOINT, .base = 6},
	{.low = 1, .high = 4, .rounding = ROUNDING_CONTROLLED, .base = 5},
	{.cohort = 5, .cohort_one = 10},
};

static struct profile profile_number(size_t number)
{
	struct profile profile = profile_of[number];

	profile.name = profile_default.name;
	profile.interval = 3;
	profile.symbols = profile_default.symbols;
	if (profile.base == 0)
		profile.base = 1;
	return profile;
}

/* Two dimensions; groups of one value and a value in no group among them. */
static void make_table(struct builder *text, uint32_t *seed)
{
	static const char *const areas[] = {"a1", "a2", "b1", "c"};
	static const char *const groups[] = {"p", "q", "r"};
	uint32_t style = next_random(seed) % 4;

	builder_clear(text);
	builder_add_text(text, "area,group,pupils\n");
	for (size_t a = 0; a < 4; a++)
		for (size_t g = 0; g < 3; g++) {
			uint32_t count = next_random(seed) % 24;

			if (style == 0 || next_random(seed) % 3 == 0)
				count = count % 4;
			else if (style == 1)
				count = next_random(seed) % 2 * count;
			builder_add_format(text, "%s,%s,%u\n", areas[a],
					   groups[g], count);
		}
}

static int treat_text(struct treatment *treatment, struct cube *cube,
		      struct slice text, const struct profile *profile,
		      struct arena *arena, struct error *error)
{
	static const char tree[] = "code,parent\na1,A\na2,A\nb1,B\nA,\nB,\n";
	struct count_file_asked asked = {.total = SLICE_INIT("none"),
					 .hierarchy = {tree, sizeof(tree) - 1}};
	struct treatment_table table = {.cube = cube};
	struct count_file file;

	assert_success(
		count_file_read(&file, text, &asked, cube, NULL, arena, error),
		error);
	return treat(treatment, &table, 1, profile, 1, arena, error);
}

static void nobody_works_out_what_is_hidden(void **state)
{
	size_t profiles = sizeof(profile_of) / sizeof(profile_of[0]);
	struct builder text = {0};
	uint32_t seed = 11;
	size_t made = 0;

	(void)state;
	for (size_t i = 0; i < 8 * profiles; i++) {
		struct profile profile = profile_number(i % profiles);
		struct arena arena = {0};
		struct error error = {0};
		struct treatment treatment;
		struct cube cube;

		make_table(&text, &seed);
		if (treat_text(&treatment, &cube, builder_slice(&text),
			       &profile, &arena, &error) == 0) {
			made++;
			check_treatment(&treatment, &arena);
		} else {
			assert_int_equal(error.code, ERROR_REFUSED);
		}
		arena_release(&arena);
	}
	builder_release(&text);
	assert_true(made > 7 * profiles);
}

/* --- tables in which something was found --------------------------------------------- */

static const struct {
	size_t profile;
	const char *text;
} found[] = {
	/* 10, hidden, and 12 in all, rounded to 10: it is 1 or 2. */
	{1, "area,pupils\na1,10\na2,2\n"},
	/* The pair knows what the other two have. */
	{0, "area,pupils\na1,2\na2,5\nb1,40\nc,31\n"},
	/* All of a small group are p, though neither count is known. */
	{5, "area,group,pupils\na1,p,3\na1,q,0\na1,r,0\n"
	    "b1,p,20\nb1,q,15\nb1,r,12\nc,p,9\nc,q,22\nc,r,17\n"},
};

static void what_was_found_is_hidden(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		struct profile profile = profile_number(found[i].profile);
		struct arena arena = {0};
		struct error error = {0};
		struct treatment treatment;
		struct cube cube;

		assert_success(treat_text(&treatment, &cube,
					  slice_of(found[i].text), &profile,
					  &arena, &error),
			       &error);
		check_treatment(&treatment, &arena);
		arena_release(&arena);
	}
}

/* In the group that is all p, somebody may be q or r. */
static void whole_groups_are_hidden(void **state)
{
	struct profile profile = profile_number(5);
	struct arena arena = {0};
	struct error error = {0};
	struct treatment treatment;
	struct reader reader;
	struct cube cube;
	bool open = false;

	(void)state;
	assert_success(treat_text(&treatment, &cube, slice_of(found[2].text),
				  &profile, &arena, &error),
		       &error);
	reader_begin(&reader, &treatment, &arena);
	for (uint32_t c = 0; c < cube.cell_count; c++) {
		const struct classification *areas = cube.dimensions[0];
		uint32_t area = cube_node(&cube, c, 0);

		if (slice_is(areas->nodes[area].code, "a1") &&
		    cube.counts[c] == 0 &&
		    !relations_is_shown(&treatment.relations, c))
			open = open ||
			       reader_doubts(&reader, c, 1, READER_NOBODY);
	}
	assert_true(open);
	arena_release(&arena);
}

/* --- what is stated ---------------------------------------------------------------- */

static void state_text(struct builder *out, const char *text,
		       const struct profile *profile)
{
	struct statement_plan plan = {.counted = SLICE("n"),
				      .counted_label = SLICE("n"),
				      .percent = PERCENT_ROWS,
				      .columns = 1};
	struct arena arena = {0};
	struct error error = {0};
	struct treatment treatment;
	struct treatment_table table = {0};
	struct statement statement;
	struct cube cube;

	assert_success(treat_text(&treatment, &cube, slice_of(text), profile,
				  &arena, &error),
		       &error);
	table.cube = &cube;
	assert_success(statement_make(&statement, &treatment, &table, &plan,
				      &arena, &error),
		       &error);
	statement_write_csv(&statement, out);
	arena_release(&arena);
}

static bool says(const struct builder *out, const char *text)
{
	return memmem(out->at, out->len, text, strlen(text)) != NULL;
}

/* A 0 that is rounded so that all adds up may be a true one or not. */
static void rounded_zeros_look_alike(void **state)
{
	struct profile profile = profile_number(7);
	struct builder out = {0};

	(void)state;
	profile.decimals = 1;
	state_text(&out,
		   "area,group,pupils\na1,p,1\na1,q,0\na2,p,2\na2,q,1\n"
		   "b1,p,11\nb1,q,23\nc,p,0\nc,q,0\n",
		   &profile);
	assert_false(says(&out, "low"));
	assert_false(says(&out, ",z,"));
	assert_false(says(&out, ",c,\r\n"));
	builder_release(&out);
}

/* 18 and 21 are both shown as 20: that one has a percentage and the other not
 * would tell which is which. */
static void percentages_tell_no_counts(void **state)
{
	struct profile profile = profile_number(1);
	struct builder out = {0};

	(void)state;
	profile.percent_low = 1;
	profile.percent_high = 18;
	profile.decimals = 1;
	state_text(&out,
		   "area,group,pupils\na1,p,18\na1,q,63\na2,p,21\na2,q,55\n"
		   "b1,p,31\nb1,q,40\nc,p,0\nc,q,77\n",
		   &profile);
	assert_true(says(&out, "a1,a1,p,p,20,c\r"));
	assert_true(says(&out, "a2,a2,p,p,20,c\r"));
	assert_true(says(&out, "b1,b1,p,p,30,"));
	assert_false(says(&out, "b1,b1,p,p,30,c\r"));
	assert_true(says(&out, "c,c,p,p,0,0.0"));
	builder_release(&out);
}

/* Every cell of such a table is shown: a mean of one pupil would be. */
static void rounding_that_adds_up_has_no_means(void **state)
{
	static const char text[] = "area,pupil,height\na1,1,120\na2,2,131\n";
	struct count_file_asked asked = {
		.dimensions = {SLICE("area")},
		.dimension_count = 1,
		.value = SLICE("height"),
	};
	struct profile profile = profile_number(7);
	struct magnitudes magnitudes;
	struct arena arena = {0};
	struct error error = {0};
	struct count_file file;
	struct cube cube;
	struct treatment treatment;
	struct treatment_table table = {.cube = &cube,
					.magnitudes = &magnitudes};

	(void)state;
	assert_success(count_file_read(&file, slice_of(text), &asked, &cube,
				       &magnitudes, &arena, &error),
		       &error);
	assert_int_equal(
		treat(&treatment, &table, 1, &profile, 1, &arena, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	table.magnitudes = NULL;
	profile.cohort = 5;
	assert_int_equal(
		treat(&treatment, &table, 1, &profile, 1, &arena, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	arena_release(&arena);
}

/* A hidden 1 and 10 are 11 together: that one of two is small would tell both. */
static void how_many_are_small_is_not_told(void **state)
{
	static const char *const texts[] = {
		"area,pupils\na1,1\na2,10\nb1,30\n",
		"area,pupils\na1,5\na2,6\nb1,30\n",
	};
	struct profile profile = profile_number(0);
	struct builder said[2] = {{0}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct arena arena = {0};
		struct error error = {0};
		struct treatment treatment;
		struct treatment_table table = {0};
		struct statement_plan plan = {.counted = SLICE("n"),
					      .counted_label = SLICE("n")};
		struct statement statement;
		struct cube cube;

		assert_success(treat_text(&treatment, &cube, slice_of(texts[i]),
					  &profile, &arena, &error),
			       &error);
		table.cube = &cube;
		assert_success(statement_make(&statement, &treatment, &table,
					      &plan, &arena, &error),
			       &error);
		statement_explain(&statement, &said[i]);
		statement_write_json(&statement, &said[i]);
		arena_release(&arena);
	}
	assert_true(
		slice_equal(builder_slice(&said[0]), builder_slice(&said[1])));
	builder_release(&said[0]);
	builder_release(&said[1]);
}

/* --- means -------------------------------------------------------------------------- */

/* Pupils in a1 as asked, 40 in each other area. */
static uint32_t hidden_with_means(const struct profile *profile,
				  unsigned int pupils, int64_t cases)
{
	struct count_file_asked asked = {
		.dimensions = {SLICE("area")},
		.dimension_count = 1,
		.value = SLICE("height"),
	};
	struct builder text = {0};
	struct magnitudes magnitudes;
	struct arena arena = {0};
	struct error error = {0};
	struct count_file file;
	struct cube cube;
	struct treatment treatment;
	struct treatment_table table = {.cube = &cube,
					.magnitudes = &magnitudes};
	uint32_t hidden = 0;

	builder_add_text(&text, "area,height\n");
	for (unsigned int i = 0; i < 120 + pupils; i++)
		builder_add_format(&text, "%s,%u\n",
				   i < pupils ? "a1" : &"a2\0b1\0c1"[i % 3 * 3],
				   110 + i % 17);
	assert_success(count_file_read(&file, builder_slice(&text), &asked,
				       &cube, &magnitudes, &arena, &error),
		       &error);
	for (uint32_t c = 1; c < cube.cell_count; c++)
		if (cube.counts[c] == pupils)
			magnitudes.cases[c] = cases;
	assert_success(treat(&treatment, &table, 1, profile, 1, &arena, &error),
		       &error);
	for (uint32_t c = 0; c < cube.cell_count; c++)
		hidden += !relations_is_shown(&treatment.relations, c);
	builder_release(&text);
	arena_release(&arena);
	return hidden;
}

/* Counts are rounded and so hide one of 2; the means beside it are not. */
static void rounding_does_not_hide_sums(void **state)
{
	struct profile profile = profile_number(1);

	(void)state;
	assert_true(hidden_with_means(&profile, 2, 2) >= 2);
}

/* Of 30 pupils the height of few is known; no rule of means is given. */
static void means_of_few_are_hidden(void **state)
{
	struct profile profile = profile_number(3);

	(void)state;
	assert_true(hidden_with_means(&profile, 30, 1) >= 2);
	assert_true(hidden_with_means(&profile, 30, 2) >= 2);
	assert_int_equal(hidden_with_means(&profile, 30, 3), 0);
	profile = profile_number(6);
	assert_true(hidden_with_means(&profile, 30, 6) >= 2);
	assert_int_equal(hidden_with_means(&profile, 30, 7), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_works_out_what_is_hidden),
		cmocka_unit_test(what_was_found_is_hidden),
		cmocka_unit_test(whole_groups_are_hidden),
		cmocka_unit_test(rounded_zeros_look_alike),
		cmocka_unit_test(percentages_tell_no_counts),
		cmocka_unit_test(rounding_that_adds_up_has_no_means),
		cmocka_unit_test(how_many_are_small_is_not_told),
		cmocka_unit_test(rounding_does_not_hide_sums),
		cmocka_unit_test(means_of_few_are_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/memory.h"
#include "tables/attack.h"
#include "tables/count.h"
#include "tables/count_file.h"
#include "tables/cube.h"
#include "tables/profile.h"
#include "tables/statement.h"
#include "tables/treatment.h"

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void make_dimension(struct classification *out, const char *name,
			   uint32_t groups, uint32_t members,
			   struct arena *arena)
{
	uint32_t count = groups * members + groups, at = 0;
	struct classification_entry *entries =
		arena_array(arena, count, sizeof(*entries));
	struct error error = {0};

	for (uint32_t g = 0; g < groups; g++) {
		char text[32];
		struct slice group;

		snprintf(text, sizeof(text), "g%u", g);
		group = arena_copy(arena, slice_of(text));
		if (groups > 1)
			entries[at++].code = group;
		for (uint32_t m = 0; m < members; m++) {
			snprintf(text, sizeof(text), "%u.%u", g, m);
			entries[at].code = arena_copy(arena, slice_of(text));
			if (groups > 1)
				entries[at].parent = group;
			at++;
		}
	}
	assert_success(classification_make(out, slice_of(name), slice_of(name),
					   entries, at, arena, &error),
		       &error);
}

/* Counts from 0 to `most`, zeros and ones more often than others. */
static void fill(struct cube *cube, uint32_t most, uint32_t *state)
{
	for (uint32_t c = 0; c < cube->cell_count; c++) {
		bool leaf = true;

		for (uint32_t d = 0; d < cube->dimension_count; d++)
			leaf = leaf &&
			       classification_is_leaf(cube->dimensions[d],
						      cube_node(cube, c, d));
		if (!leaf)
			continue;
		cube->counts[c] = next_random(state) % (most + 1);
		if (next_random(state) % 4 == 0)
			cube->counts[c] = next_random(state) % 3;
	}
	cube_sum(cube);
}

static struct profile profiles[8];

static void make_profiles(void)
{
	for (size_t i = 0; i < 8; i++) {
		profiles[i] = profile_default;
		profiles[i].zeros_needed = i >= 6;
	}
	profiles[1].zeros_hidden = true;
	profiles[2].high = 7;
	profiles[2].rounding = ROUNDING_NEAREST;
	profiles[2].base = 5;
	profiles[2].percentages = PERCENTAGES_FROM_ROUNDED;
	profiles[2].decimals = 1;
	profiles[2].decimals_from = 100;
	profiles[3].high = 0;
	profiles[3].rounding = ROUNDING_MIDPOINT;
	profiles[3].base = 6;
	profiles[4].whole_hidden = true;
	profiles[4].high = 4;
	profiles[5].cohort = 10;
	profiles[5].high = 4;
	profiles[7].whole_hidden = true;
	profiles[7].rounding = ROUNDING_NEAREST;
	profiles[7].base = 5;
}

/* What is withheld cannot be worked out: asked of the attacker afresh, with the
 * needs that the treatment set out with. */
static void attack_again(const struct treatment *treatment)
{
	struct arena arena = {0};
	struct error error = {0};
	struct attack_result result;

	if (treatment->profile->rounding == ROUNDING_NONE) {
		assert_success(attack(&result, &treatment->relations, NULL,
				      &arena, &error),
			       &error);
		assert_int_equal(result.count, 0);
	}
	arena_release(&arena);
}

static void check_statement(const struct statement *statement,
			    const struct treatment *treatment,
			    const struct treatment_table *table)
{
	const struct cube *cube = table->cube;

	for (uint32_t c = 0; c < cube->cell_count; c++) {
		uint8_t mark = treatment->relations.marks[table->first + c];
		int64_t count = cube->counts[c];
		bool hidden = mark == CELL_RISKY || mark == CELL_HELPER;

		if (profile_is_small(treatment->profile, count))
			assert_true(hidden);
		for (size_t m = 0; m < statement->measure_count; m++)
			if (hidden) {
				assert_int_equal(
					statement->measures[m].symbols[c],
					SYMBOL_SUPPRESSED);
				assert_int_equal(
					statement->measures[m].values[c], 0);
			}
		if (!hidden && statement->measures[0].symbols[c] == SYMBOL_NONE)
			assert_int_equal(
				statement->measures[0].values[c],
				profile_rounded(treatment->profile, count));
	}
}

static void random_tables_are_safe(void **state)
{
	uint32_t seed = 5;
	unsigned int made = 0;

	(void)state;
	make_profiles();
	for (unsigned int i = 0; i < 60; i++) {
		const struct profile *profile = &profiles[i % 8];
		struct arena arena = {0};
		struct error error = {0};
		struct classification one, other, third;
		const struct classification *list[] = {&one, &other, &third};
		struct treatment treatment;
		struct treatment_table tables[2] = {{0}};
		struct cube cubes[2];
		struct statement statement;
		struct statement_plan plan = {.counted = SLICE("pupils"),
					      .counted_label = SLICE("Pupils"),
					      .percent = PERCENT_ROWS + i % 3,
					      .columns = 1};
		size_t count = 1 + i % 2;

		make_dimension(&one, "one", 1 + i % 3, 2 + i % 3, &arena);
		make_dimension(&other, "other", 1, 3 + i % 2, &arena);
		make_dimension(&third, "third", 1, 2, &arena);
		assert_success(cube_make(&cubes[0], list, 2 + i % 4 / 3, &arena,
					 &error),
			       &error);
		fill(&cubes[0], 5 + i * 2, &seed);
		tables[0].cube = &cubes[0];
		if (count == 2) {
			/* The first dimension's totals, by another one. */
			assert_success(
				cube_make(&cubes[1], list, 1, &arena, &error),
				&error);
			for (uint32_t c = 0; c < one.count; c++)
				cubes[1].counts[c] =
					cubes[0].counts[c *
							cubes[0].strides[0]];
			tables[1].cube = &cubes[1];
		}
		if (treat(&treatment, tables, count, profile, 1, &arena,
			  &error) != 0) {
			/* It may be refused, but never half done. */
			assert_int_equal(error.code, ERROR_REFUSED);
			arena_release(&arena);
			continue;
		}
		made++;
		attack_again(&treatment);
		for (size_t t = 0; t < count; t++) {
			plan.columns = tables[t].cube->dimension_count > 1;
			assert_success(statement_make(&statement, &treatment,
						      &tables[t], &plan, &arena,
						      &error),
				       &error);
			check_statement(&statement, &treatment, &tables[t]);
		}
		arena_release(&arena);
	}
	assert_true(made > 45);
}

/* --- what linked tables share is hidden in all of them ----------------------------------- */

static void shared_totals_are_hidden_alike(void **state)
{
	static const int64_t counts[] = {0, 0, 4, 30, 0, 20, 25};
	struct arena arena = {0};
	struct error error = {0};
	struct classification area, sex;
	const struct classification *list[] = {&area, &sex};
	struct treatment treatment;
	struct treatment_table tables[2] = {{0}};
	struct cube by_both, by_area;

	(void)state;
	make_dimension(&area, "area", 1, 3, &arena);
	make_dimension(&sex, "sex", 1, 2, &arena);
	assert_success(cube_make(&by_both, list, 2, &arena, &error), &error);
	assert_success(cube_make(&by_area, list, 1, &arena, &error), &error);
	for (uint32_t a = 1; a <= 3; a++) {
		by_both.counts[a * 3 + 1] = counts[a * 2 - 1];
		by_both.counts[a * 3 + 2] = counts[a * 2];
	}
	cube_sum(&by_both);
	for (uint32_t a = 0; a <= 3; a++)
		by_area.counts[a] = by_both.counts[a * 3];
	tables[0].cube = &by_both;
	tables[1].cube = &by_area;
	assert_success(treat(&treatment, tables, 2, &profile_default, 1, &arena,
			     &error),
		       &error);
	/* Shared cells are counted once. */
	assert_int_equal(treatment.cells, 12);
	for (uint32_t a = 0; a <= 3; a++)
		assert_int_equal(relations_is_shown(&treatment.relations,
						    tables[0].first + a * 3),
				 relations_is_shown(&treatment.relations,
						    tables[1].first + a));
	arena_release(&arena);
}

enum { EXCLUDED_AREAS = 3, EXCLUDED_PEOPLE = 300 };

/* By area how many were excluded for one reason, for another, and not. */
static const uint32_t excluded[EXCLUDED_AREAS][3] = {
	{4, 5, 40}, {5, 4, 50}, {20, 30, 40}};

/* Whether somebody was excluded, and why, by area: two tables of the same people.
 * Whoever was not has no reason. */
static void make_exclusions(struct cube *whether, struct cube *why,
			    struct treatment_table *tables,
			    uint32_t persons[2][EXCLUDED_PEOPLE])
{
	size_t count = 0;

	for (uint32_t a = 0; a < EXCLUDED_AREAS; a++)
		for (uint32_t reason = 0; reason < 3; reason++)
			for (uint32_t i = 0; i < excluded[a][reason]; i++) {
				uint32_t kind[] = {a + 1, reason == 2 ? 2 : 1};
				uint32_t cause[] = {a + 1, reason + 1};

				persons[0][count] = cube_cell(whether, kind);
				persons[1][count] = cube_cell(why, cause);
				whether->counts[persons[0][count]]++;
				why->counts[persons[1][count]]++;
				count++;
			}
	cube_sum(whether);
	cube_sum(why);
	tables[0] = (struct treatment_table){
		.cube = whether, .persons = persons[0], .person_count = count};
	tables[1] = (struct treatment_table){
		.cube = why, .persons = persons[1], .person_count = count};
}

/* Of how many areas one table hides who was not excluded, and the other shows who
 * has no reason. */
static unsigned int told_apart(const struct treatment *treatment,
			       const struct treatment_table *tables)
{
	unsigned int told = 0;

	for (uint32_t a = 1; a <= EXCLUDED_AREAS; a++) {
		uint32_t whether[] = {a, 2}, why[] = {a, 3};
		uint32_t one =
			tables[0].first + cube_cell(tables[0].cube, whether);
		uint32_t other =
			tables[1].first + cube_cell(tables[1].cube, why);

		told += relations_is_shown(&treatment->relations, one) !=
			relations_is_shown(&treatment->relations, other);
	}
	return told;
}

static void what_the_same_people_are_in_is_hidden_alike(void **state)
{
	uint32_t persons[2][EXCLUDED_PEOPLE];
	struct arena arena = {0};
	struct error error = {0};
	struct classification area, kinds, reasons;
	const struct classification *by_kind[] = {&area, &kinds};
	const struct classification *by_reason[] = {&area, &reasons};
	struct treatment_table tables[2];
	struct treatment treatment;
	struct cube whether, why;

	(void)state;
	make_dimension(&area, "area", 1, EXCLUDED_AREAS, &arena);
	make_dimension(&kinds, "kind", 1, 2, &arena);
	make_dimension(&reasons, "reason", 1, 3, &arena);
	assert_success(cube_make(&whether, by_kind, 2, &arena, &error), &error);
	assert_success(cube_make(&why, by_reason, 2, &arena, &error), &error);
	make_exclusions(&whether, &why, tables, persons);
	assert_success(treat(&treatment, tables, 2, &profile_default, 1, &arena,
			     &error),
		       &error);
	assert_int_equal(told_apart(&treatment, tables), 0);
	/* Without the people it is not seen. */
	tables[0].persons = tables[1].persons = NULL;
	assert_success(treat(&treatment, tables, 2, &profile_default, 1, &arena,
			     &error),
		       &error);
	assert_true(told_apart(&treatment, tables) > 0);
	arena_release(&arena);
}

/* --- lack of memory, at every step ------------------------------------------------------ */

static const char table_text[] = "school,reason,pupils\n"
				 "Alder,Bullying,12\nAlder,Drugs,3\n"
				 "Birch,Bullying,15\nBirch,Drugs,22\n"
				 "Birch,Total,37\n";
static const char groups_text[] = "code,parent,label\nAlder,trees,\n"
				  "Birch,trees,Birch school\ntrees,,Trees\n";

static int make_all(struct builder *out, struct arena *arena,
		    struct error *error)
{
	struct count_file_asked asked = {
		.hierarchy = {groups_text, sizeof(groups_text) - 1}};
	struct statement_plan plan = {.counted = SLICE("pupils"),
				      .counted_label = SLICE("Pupils"),
				      .percent = PERCENT_ROWS,
				      .columns = 1};
	struct count_file file;
	struct cube cube;
	struct treatment treatment;
	struct treatment_table table = {.cube = &cube};
	struct statement statement;

	if (count_file_read(&file,
			    (struct slice){table_text, sizeof(table_text) - 1},
			    &asked, &cube, NULL, arena, error) != 0 ||
	    treat(&treatment, &table, 1, &profile_default, 1, arena, error) !=
		    0 ||
	    statement_make(&statement, &treatment, &table, &plan, arena,
			   error) != 0)
		return -1;
	statement_write_csv(&statement, out);
	statement_write_wide(&statement, out);
	statement_write_json(&statement, out);
	statement_write_csvw(&statement, SLICE("x.csv"), out);
	statement_write_text(&statement, 30, out);
	return out->failed ? error_memory(error) : 0;
}

static void nothing_is_made_without_memory(void **state)
{
	bool failed = true;

	(void)state;
	for (uint64_t nth = 1; failed; nth++) {
		struct arena arena = {0};
		struct builder out = {0};
		struct error error = {0};
		int result;

		memory_fail_at(nth);
		result = make_all(&out, &arena, &error);
		failed = memory_failed();
		memory_fail_at(0);
		if (result != 0 && !failed)
			fail_msg("%s", error.message);
		assert_int_equal(result, failed ? -1 : 0);
		if (failed)
			assert_int_equal(error.code, ERROR_MEMORY);
		builder_release(&out);
		arena_release(&arena);
	}
}

/* --- means ------------------------------------------------------------------------------ */

/* Twelve in each of four cells; in one of them one person has nearly all of the
 * days. */
static void means_that_tell_of_one_are_hidden(void **state)
{
	struct count_file_asked asked = {
		.dimensions = {SLICE("a"), SLICE("b")},
		.dimension_count = 2,
		.value = SLICE("days"),
	};
	struct profile profile = profile_default;
	struct arena arena = {0};
	struct error error = {0};
	struct builder text = {0}, out = {0};
	struct count_file file;
	struct cube cube;
	struct magnitudes magnitudes;
	struct treatment treatment;
	struct treatment_table table = {.cube = &cube,
					.magnitudes = &magnitudes};
	struct statement_plan plan = {.counted = SLICE("n"),
				      .counted_label = SLICE("n"),
				      .columns = 1,
				      .mean = SLICE("mean"),
				      .mean_label = SLICE("Mean"),
				      .value_decimals = COUNT_FILE_DECIMALS,
				      .mean_decimals = 1};
	struct statement statement;

	(void)state;
	builder_add_text(&text, "a,b,days\n");
	for (unsigned int i = 0; i < 48; i++)
		builder_add_format(&text, "%c,%c,%u\n", "xy"[i % 2],
				   "pq"[i / 2 % 2], i == 0 ? 900 : 2 + i % 3);
	profile.dominance_count = 2;
	profile.dominance_percent = 90;
	profile.estimate_percent = 10;
	assert_success(count_file_read(&file, builder_slice(&text), &asked,
				       &cube, &magnitudes, &arena, &error),
		       &error);
	assert_success(
		treat(&treatment, &table, 1, &profile, 1, &arena, &error),
		&error);
	assert_success(statement_make(&statement, &treatment, &table, &plan,
				      &arena, &error),
		       &error);
	statement_write_csv(&statement, &out);
	/* All four counts are 12, yet x,p is dominated, and so is each total
	 * with it; some cells beside them go as well. */
	assert_true(statement.hidden >= 2);
	assert_non_null(memmem(out.at, out.len, "x,x,p,p,c,c\r\n", 13));
	assert_null(memmem(out.at, out.len, ",78.", 4));
	builder_release(&text);
	builder_release(&out);
	arena_release(&arena);
}

/* --- what may be said ------------------------------------------------------------------- */

static void rounded_tables_say_low_and_unreliable(void **state)
{
	static const char text[] = "a,b,n\nx,p,2000\nx,q,1\nx,r,40\n"
				   "y,p,52\ny,q,900\ny,r,81\n";
	struct count_file_asked asked = {.dimension_count = 0};
	struct arena arena = {0};
	struct error error = {0};
	struct count_file file;
	struct cube cube;
	struct treatment treatment;
	struct treatment_table table = {.cube = &cube};
	struct statement_plan plan = {.counted = SLICE("n"),
				      .counted_label = SLICE("n"),
				      .percent = PERCENT_ROWS,
				      .columns = 1};
	struct statement statement;
	struct builder out = {0};

	(void)state;
	make_profiles();
	profiles[2].high = 0; /* only rounding to 5 */
	profiles[2].decimals_from = 1500;
	assert_success(count_file_read(&file, slice_of(text), &asked, &cube,
				       NULL, &arena, &error),
		       &error);
	assert_success(
		treat(&treatment, &table, 1, &profiles[2], 1, &arena, &error),
		&error);
	assert_success(statement_make(&statement, &treatment, &table, &plan,
				      &arena, &error),
		       &error);
	statement_write_csv(&statement, &out);
	assert_slice(builder_slice(&out),
		     "a,a-label,b,b-label,n,percent,percent-note\r\n"
		     "x,x,p,p,2000,98.0,\r\n"
		     "x,x,q,q,low,low,\r\n"
		     "x,x,r,r,40,2.0,\r\n"
		     "x,x,total,Total,2040,100.0,\r\n"
		     "y,y,p,p,50,5,u\r\n"
		     "y,y,q,q,900,87,u\r\n"
		     "y,y,r,r,80,8,u\r\n"
		     "y,y,total,Total,1035,100,u\r\n"
		     "total,Total,p,p,2050,66.7,\r\n"
		     "total,Total,q,q,900,29.3,\r\n"
		     "total,Total,r,r,120,3.9,\r\n"
		     "total,Total,total,Total,3075,100.0,\r\n");
	builder_release(&out);
	arena_release(&arena);
}

/* Rounded to add up, nothing is suppressed; what that leaves open is refused. */
static void rounded_totals_are_sums(void **state)
{
	struct profile profile = profile_default;
	uint32_t seed = 31, made = 0;

	(void)state;
	profile.high = 4;
	profile.rounding = ROUNDING_CONTROLLED;
	for (uint32_t trial = 0; trial < 24; trial++) {
		struct arena arena = {0};
		struct error error = {0};
		struct classification area, sex;
		const struct classification *dimensions[] = {&area, &sex};
		struct cube cube;
		struct treatment treatment;
		struct treatment_table table = {.cube = &cube};

		profile.base = trial % 2 ? 5 : 10;
		make_dimension(&area, "area", 3, 3, &arena);
		make_dimension(&sex, "sex", 1, 2, &arena);
		assert_success(cube_make(&cube, dimensions, 2, &arena, &error),
			       &error);
		fill(&cube, 10 + trial * 4, &seed);
		if (treat(&treatment, &table, 1, &profile, 1, &arena, &error) ==
		    0) {
			const struct relations *relations =
				&treatment.relations;

			made++;
			for (uint32_t c = 0; c < relations->cell_count; c++) {
				assert_true(relations_is_shown(relations, c));
				assert_int_equal(
					treatment.shown[c] % profile.base, 0);
			}
			for (uint32_t e = 0; e < relations->equation_count;
			     e++) {
				int64_t sum = 0;

				for (uint64_t i = relations->starts[e];
				     i < relations->starts[e + 1]; i++)
					sum += relations->weights[i] *
					       treatment.shown
						       [relations->terms[i]];
				assert_int_equal(sum, 0);
			}
		} else {
			assert_int_equal(error.code, ERROR_REFUSED);
		}
		arena_release(&arena);
	}
	assert_true(made >= 12);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_tables_are_safe),
		cmocka_unit_test(shared_totals_are_hidden_alike),
		cmocka_unit_test(what_the_same_people_are_in_is_hidden_alike),
		cmocka_unit_test(means_that_tell_of_one_are_hidden),
		cmocka_unit_test(rounded_tables_say_low_and_unreliable),
		cmocka_unit_test(rounded_totals_are_sums),
		cmocka_unit_test(nothing_is_made_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

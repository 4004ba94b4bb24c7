/*
 * Plans: from files, from a number of pupils; files of a school.
 */
#include "tests/generate/town.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "formats/format.h"
#include "generate/files.h"
#include "generate/plan.h"
#include "tests/test.h"

static struct dictionary *dictionary;

static int setup(void **state)
{
	(void)state;
	dictionary = town_dictionary();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	dictionary_free(dictionary);
	return 0;
}

/* --- files ------------------------------------------------------------------- */

static void a_file_says_which_schools_there_are(void **state)
{
	static const char text[] =
		"Setting,LAESTAB,pupils,name,lsoas,first-year\r\n"
		"primary,8862001,210,\"St Mary's, Crundale\","
		"E01024661  E01024648,N2\r\n"
		"special,8867001,60,,,\r\n";
	struct place_plan plan = {.seed = 5};
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	assert_success(plan_read(&plan, slice_of(text), SLICE("plan.csv"),
				 &arena, &error),
		       &error);
	assert_int_equal(plan.count, 2);
	assert_int_equal(plan.seed, 5);
	assert_slice(plan.schools[0].laestab, "8862001");
	assert_slice(plan.schools[0].name, "St Mary's, Crundale");
	assert_slice(plan.schools[0].first_year, "N2");
	assert_int_equal(plan.schools[0].lsoa_count, 2);
	assert_slice(plan.schools[0].lsoas[1], "E01024648");
	assert_int_equal(plan.schools[1].pupils, 60);
	assert_int_equal(plan.schools[1].lsoa_count, 0);
	arena_release(&arena);
}

/* A plan and what is said of it: by the reader, or by the population. */
static void a_wrong_plan_is_told_with_its_place(void **state)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
		{"", "plan.csv: the plan is empty"},
		{"laestab,pupils\n",
		 "plan.csv:1:1: a plan needs laestab, setting and pupils (name "
		 "the columns in the first line)"},
		{"laestab,setting,pupils,colour\n",
		 "plan.csv:1:24: no column of a plan (columns are laestab, "
		 "setting, pupils, name, urn, first-year, last-year, area, "
		 "pct-area, lsoas)"},
		{"laestab,setting,pupils,pupils\n",
		 "plan.csv:1:24: the column is there twice (take one away)"},
		{"laestab,setting,pupils\n8862001,primary,-1\n",
		 "plan.csv:2:17: the number of pupils is none from 0 to 20000 "
		 "(write digits alone)"},
		{"laestab,setting,pupils\n8862001,primary\n",
		 "plan.csv:2:16: the number of pupils is none from 0 to 20000 "
		 "(write digits alone)"},
		{"laestab,setting,pupils\n\"8862001\n",
		 "plan.csv:2:1: the quotation mark that opens here is never "
		 "closed"},
		{"laestab,setting,pupils\n886200,primary,5\n",
		 "record 1: a school's number is authority and establishment, "
		 "seven digits (8861101, for example)"},
		{"laestab,setting,pupils\n8862001,primry,5\n",
		 "record 1: there is no such type of school (types are "
		 "primary, "
		 "secondary, special ...: see 'setting' in the dictionary)"},
		{"laestab,setting,pupils\n8862001,primary,5\n8862001,infant,"
		 "5\n",
		 "record 2: two schools have the same number (each needs one "
		 "of "
		 "its own)"},
		{"laestab,setting,pupils,first-year,last-year\n8862001,primary,"
		 "5,6,2\n",
		 "record 1: a school's year groups are not a first and a last "
		 "one (codes are N1, N2, R and 1 to 14)"},
		{"laestab,setting,pupils,lsoas\n8862001,primary,5,W01000001\n",
		 "record 1: an area of a school is no lower layer area of "
		 "England (E01 and six digits)"},
		{"laestab,setting,pupils\n", "a plan has 1 to 30000 schools"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct population *population = NULL;
		struct place_plan plan = {0};
		struct arena arena = {0};
		struct error error = {0};
		char said[900];

		if (plan_read(&plan, slice_of(rows[i].text), SLICE("plan.csv"),
			      &arena, &error) == 0)
			assert_int_equal(population_open(&population, &plan,
							 dictionary, &error),
					 -1);
		error_text(&error, said, sizeof(said));
		if (strncmp(said, rows[i].said, strlen(rows[i].said)) != 0)
			fail_msg("row %zu: %s", i, said);
		assert_int_equal(error.code, ERROR_INPUT);
		arena_release(&arena);
	}
}

/* --- a number of pupils --------------------------------------------------------- */

static void a_plan_has_as_many_pupils_as_wished(void **state)
{
	static const uint64_t counts[] = {1,     37,     640,    2500,
					  20000, 100000, 2000000};
	static const char *const types[] = {"special", "junior"};
	static const char *const authorities[] = {"302", "384"};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(counts) / sizeof(counts[0]); i++) {
		struct plan_wish wish = {.pupils = counts[i / 2]};
		struct population *population;
		struct place_plan plan = {0};
		struct arena arena = {0};
		struct error error = {0};
		uint64_t sum = 0;

		if (i % 2 == 1 && wish.pupils <= 100000) {
			wish.settings = types;
			wish.setting_count = 2;
			wish.authorities = authorities;
			wish.authority_count = 2;
		}
		assert_success(
			plan_usual(&plan, &wish, dictionary, &arena, &error),
			&error);
		for (size_t s = 0; s < plan.count; s++)
			sum += plan.schools[s].pupils;
		assert_int_equal(sum, wish.pupils);
		assert_success(
			population_open(&population, &plan, dictionary, &error),
			&error);
		population_close(population);
		arena_release(&arena);
	}
}

static void a_wish_for_what_is_not_there_is_refused(void **state)
{
	static const char *const type = "primry", *const authority = "999";
	struct plan_wish wish = {
		.pupils = 10, .settings = &type, .setting_count = 1};
	struct place_plan plan = {0};
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	assert_int_equal(plan_usual(&plan, &wish, dictionary, &arena, &error),
			 -1);
	assert_string_equal(error.message,
			    "there is no type of school 'primry'");
	wish = (struct plan_wish){
		.pupils = 10, .authorities = &authority, .authority_count = 1};
	assert_int_equal(plan_usual(&plan, &wish, dictionary, &arena, &error),
			 -1);
	assert_string_equal(error.message, "there is no local authority '999'");
	wish = (struct plan_wish){0};
	assert_int_equal(plan_usual(&plan, &wish, dictionary, &arena, &error),
			 -1);
	arena_release(&arena);
}

/* --- what is written is read --------------------------------------------------------- */

struct reread {
	uint64_t taken;
	char first[600];
};

static int take(void *context, const struct record *record, struct error *error)
{
	struct reread *reread = context;

	(void)record;
	(void)error;
	reread->taken++;
	return 0;
}

static int reject(void *context, const struct rejection *rejection,
		  struct error *error)
{
	struct reread *reread = context;

	(void)error;
	if (reread->first[0] == '\0')
		snprintf(reread->first, sizeof(reread->first),
			 "record %llu, %.*s: %.*s",
			 (unsigned long long)rejection->record,
			 SLICE_ARGS(rejection->field),
			 SLICE_ARGS(rejection->message));
	return 0;
}

static void read_back(const struct format *format, const char *path,
		      int32_t date, uint64_t pupils)
{
	struct reread reread = {0};
	struct builder content = {0};
	struct arena arena = {0};
	struct error error = {0};
	struct reading reading = {.dictionary = dictionary,
				  .file_name = slice_of(path),
				  .today = date,
				  .take = take,
				  .reject = reject,
				  .context = &reread,
				  .arena = &arena};

	assert_success(file_read(path, 1 << 28, &content, &error), &error);
	assert_success(format->read(&reading, builder_slice(&content), &error),
		       &error);
	if (reread.first[0] != '\0')
		fail_msg("%s: %s", path, reread.first);
	assert_int_equal(reading.rejected, 0);
	assert_int_equal(reread.taken, pupils);
	builder_release(&content);
	arena_release(&arena);
}

static void what_is_written_is_read_without_complaint(void **state)
{
	static const char *const formats[] = {"ctf", "csv", "school-census"};
	static const int days[][3] = {{2009, 3, 1}, {2026, 1, 15}};
	struct population *population = town_open(dictionary);
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		char directory[] = "/tmp/hornbook-generate-XXXXXX";
		const int *day = days[i % 2];
		struct files_request request = {
			.population = population,
			.dictionary = dictionary,
			.format = format_find(slice_of(formats[i / 2])),
			.directory = directory,
			.date = date_from_civil(day[0], day[1], day[2]),
			.since = date_from_civil(day[0] - 1, day[1], day[2])};

		assert_non_null(mkdtemp(directory));
		for (size_t s = 0; s < town_school_count; s += 3) {
			struct files_made made;

			assert_success(
				files_write(&request, s, &made, &arena, &error),
				&error);
			assert_true(made.pupils + made.unnumbered >=
				    town_schools[s].pupils);
			if (request.format->read != NULL && i / 2 < 2)
				read_back(request.format, made.path,
					  request.date, made.pupils);
		}
		assert_success(directory_remove(directory, &error), &error);
	}
	arena_release(&arena);
	population_close(population);
}

/* --- memory ------------------------------------------------------------------------ */

static int make_files(struct population *population, const char *directory,
		      struct error *error)
{
	static const char text[] = "laestab,setting,pupils,lsoas\n"
				   "8862001,primary,12,E01024661\n";
	struct files_request request = {.population = population,
					.dictionary = dictionary,
					.format = format_find(SLICE("csv")),
					.directory = directory,
					.date = date_from_civil(2026, 1, 15),
					.since = DATE_NONE};
	struct plan_wish wish = {.pupils = 3000};
	struct place_plan plan = {0};
	struct arena arena = {0};
	struct files_made made;
	int result = plan_usual(&plan, &wish, dictionary, &arena, error);

	if (result == 0)
		result = plan_read(&plan, slice_of(text), SLICE("plan.csv"),
				   &arena, error);
	if (result == 0)
		result = files_write(&request, 13, &made, &arena, error);
	arena_release(&arena);
	return result;
}

static void memory_runs_out(void **state)
{
	struct population *population = town_open(dictionary);
	char directory[] = "/tmp/hornbook-generate-XXXXXX";
	struct error error = {0};

	(void)state;
	assert_non_null(mkdtemp(directory));
	for (uint64_t nth = 1;; nth += 1 + nth / 40) {
		int result;

		memory_fail_at(nth);
		result = make_files(population, directory, &error);
		memory_fail_at(0);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	assert_success(directory_remove(directory, &error), &error);
	population_close(population);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_says_which_schools_there_are),
		cmocka_unit_test(a_wrong_plan_is_told_with_its_place),
		cmocka_unit_test(a_plan_has_as_many_pupils_as_wished),
		cmocka_unit_test(a_wish_for_what_is_not_there_is_refused),
		cmocka_unit_test(what_is_written_is_read_without_complaint),
		cmocka_unit_test(memory_runs_out),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

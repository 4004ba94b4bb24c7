/* Texts that leave with tables: one release, or none of it (F16). */
#include "invariants.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "register/register.h"
#include "share/text.h"

enum { PUPILS = 24 };

static const char good[] = "Pupils do well. The tables are beside this.\n";

/* Girls, and two boys, whom the tables withhold. */
static void import_pupils(struct school *school)
{
	static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
	struct builder text = {0};

	builder_add_text(&text, "pupil.upn,pupil.surname,pupil.forename,"
				"pupil.birth-date,pupil.sex,"
				"enrolment.school\n");
	for (unsigned int n = 0; n < PUPILS; n++) {
		char digits[16];
		unsigned int sum = 0;
		bool girl = n > 1;

		snprintf(digits, sizeof(digits), "8861101050%02u", n);
		for (unsigned int i = 0; i < 12; i++)
			sum += (unsigned int)(digits[i] - '0') * (i + 2);
		builder_add_format(
			&text,
			"%c%s,Trevelyan%c,Anna%c,1998-0%u-02,%c,8861101\n",
			letters[sum % 23], digits, 'a' + (int)n, 'a' + (int)n,
			n % 9 + 1, girl ? 'F' : 'M');
	}
	school_import(school,
		      school_write(school, "pupils.csv", builder_text(&text)));
	builder_release(&text);
}

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_set_up(school, "demo/england/notices/ofsted.notice",
		      date_from_civil(2009, 10, 19));
	import_pupils(school);
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

/* To everybody, with one text. */
static struct share_request publication(const char *const *path)
{
	return (struct share_request){
		.recipient = SLICE("public"),
		.purpose = SLICE("publication"),
		.texts = path,
		.text_count = 1,
	};
}

static const char *in_release(struct school *school, const char *name)
{
	const char *directory =
		arena_copy(&school->arena, school->report.directory).at;

	return path_join(&school->arena, directory, name);
}

static void words_and_figures_leave_as_one_release(void **state)
{
	struct school *school = *state;
	const char *path = school_write(school, "report.txt", good);
	struct slice manifest;

	school_share(school, publication(&path));
	assert_slice(school->report.level, "aggregate by school");
	assert_slice(school_read(school, in_release(school, "report.txt")),
		     good);
	manifest = school_read(school, in_release(school, "manifest.json"));
	assert_true(holds(manifest, "\"file\": \"report.txt\""));
	assert_true(holds(manifest, "\"format\": \"text\""));
	assert_true(holds(manifest, "\"bytes\": 44"));
	assert_int_equal(school->report.texts->pupils, PUPILS);
	assert_int_equal(reopen_and_check(school), 1);
}

static void nothing_leaves_with_a_text_that_tells_of_somebody(void **state)
{
	static const char *const texts[] = {
		"One of them is Annaa Trevelyana.\n",
		"One of them is U886200015007.\n",
		"Two boys in the school did well.\n",
		"| School | Boys |\n|---|---|\n| 8861101 | 2 |\n",
		"Well done.\n\n<script>plot(\"U886200015007\")</script>\n",
		"Well done.\n\n<img src=\"data:image/png;base64,AAAA\">\n",
	};
	struct school *school = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *path = school_write(school, "report.md", texts[i]);

		school_refused(school, publication(&path), "may tell of");
		assert_int_equal(school->report.texts->list[0].found.count > 0,
				 1);
		assert_int_equal(reopen_and_check(school), 0);
	}
}

static void no_text_stands_in_for_another_file(void **state)
{
	struct school *school = *state;
	const char *twice[2] = {school_write(school, "report.txt", good)};
	const char *path = school_write(school, "manifest.json", good);
	struct share_request request = publication(&path);

	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "of this name");
	path = school_write(school, "publication_2009-10-19.csv", good);
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "has this name");
	twice[1] = twice[0];
	request.texts = twice;
	request.text_count = 2;
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "of this name");
	assert_int_equal(reopen_and_check(school), 0);
}

static void a_sealed_package_takes_no_text(void **state)
{
	struct school *school = *state;
	const char *path = school_write(school, "report.txt", good);
	struct share_request request = publication(&path);

	school->sealed = true;
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "in the clear");
}

/* Shares with each allocation or write failing. */
static void fail_at_every_point(struct school *school,
				void (*fail_at)(uint64_t), bool (*failed)(void),
				unsigned int spread)
{
	const char *path = school_write(school, "report.txt", good);
	unsigned int releases = 0, failures = 0;

	for (uint64_t n = 1;; n += 1 + n / spread) {
		unsigned int now;
		int result;
		bool struck;

		fail_at(n);
		result = school_try_share(school, publication(&path));
		struck = failed();
		fail_at(0);
		now = reopen_and_check(school);
		if (result == 0) {
			assert_int_equal(now, releases + 1);
			assert_slice(
				school_read(school,
					    in_release(school, "report.txt")),
				good);
			if (!struck)
				break;
		} else {
			assert_true(struck);
			assert_true(now == releases || now == releases + 1);
			failures++;
		}
		releases = now;
	}
	assert_true(failures > 5);
}

static void any_failure_of_memory_leaves_all_or_nothing(void **state)
{
	fail_at_every_point(*state, memory_fail_at, memory_failed, 2);
}

static void any_failure_of_the_disk_leaves_all_or_nothing(void **state)
{
	fail_at_every_point(*state, file_fail_at, file_failed, 3);
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(words_and_figures_leave_as_one_release),
		WITH_NODE(nothing_leaves_with_a_text_that_tells_of_somebody),
		WITH_NODE(no_text_stands_in_for_another_file),
		WITH_NODE(a_sealed_package_takes_no_text),
		WITH_NODE(any_failure_of_memory_leaves_all_or_nothing),
		WITH_NODE(any_failure_of_the_disk_leaves_all_or_nothing),
	};

	return cmocka_run_group_tests_name("share texts", tests, NULL, NULL);
}

/*
 * What is published is what is enforced: over the notices of this tree and over
 * invented laws, each with a seed, so that what differs can be asked again:
 *
 *     build/tests/test_publish_publication_proof SEED [LAWS]
 *
 * With a seed laws that take long are not passed over; `make differential` asks
 * hundreds of them.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "tests/policy/real_case.h"
#include "tests/publish/publication_proof.h"

enum { LAWS = 120, KINDS = 1 << 12, QUESTIONS = 6, REAL_QUESTIONS = 25 };

static unsigned long only_seed, laws = LAWS;
static char path[] = SCRATCH "law-XXXXXX";
static struct publication_tally tally;

/* What differs is left where somebody can look at it. */
static void keep(struct slice text, const char *name)
{
	struct error error = {0};

	assert_success(file_replace(name, text, 0600, &error), &error);
	print_message("# see %s\n", name);
}

static void fail_with(struct invented_case *law, unsigned long seed,
		      struct builder *report)
{
	char name[64];

	if (only_seed != 0)
		keep(builder_slice(&law->dictionary_text),
		     "/tmp/hornbook-seed.dictionary");
	for (size_t i = 0; only_seed != 0 && i < law->notice_count; i++) {
		snprintf(name, sizeof(name), "/tmp/hornbook-seed-%zu.notice",
			 i);
		keep(law->notices[i]->source->text, name);
	}
	fail_msg("seed %lu: %s", seed, builder_text(report));
}

/* A day on which a notice is in force; DATE_NONE when none was found. */
static int32_t some_day(const struct invented_case *law,
			struct choices *choices)
{
	for (int i = 0; i < 20; i++) {
		int32_t date = invent_date(choices);

		if (policy_notice_on(law->policy, date) >= 0)
			return date;
	}
	return DATE_NONE;
}

static void check_law(unsigned long seed)
{
	struct choices choices = {.state = seed};
	struct invented_case law = {0};
	struct builder report = {0};
	int32_t date = DATE_NONE;

	assert_int_equal(invented_case_make(&law, &choices, path), 0);
	if (law.policy != NULL)
		date = some_day(&law, &choices);
	if (date != DATE_NONE &&
	    (only_seed != 0 || publication_is_quick(&law, date, KINDS))) {
		tally.laws++;
		if (!publication_check(&law, date, false, QUESTIONS, &choices,
				       &tally, &report))
			fail_with(&law, seed, &report);
	}
	invented_case_release(&law);
	builder_release(&report);
}

static void print_tally(void)
{
	print_message("# %lu publications with %lu flows: %lu fields may go, "
		      "%lu may not (%lu pairs not looked at); %lu pupils, %lu "
		      "permitted\n",
		      tally.publications, tally.flows, tally.may, tally.may_not,
		      tally.undecided, tally.answers, tally.permitted);
}

/* Over which the two once differed, though they take a little longer: a share
 * that limits the level may only go out so often; a law names a profile that is
 * not in use, and another is a duty at times. */
static const unsigned long once_wrong[] = {52, 341};

static void test_once_wrong(void **state)
{
	unsigned long asked = only_seed;

	(void)state;
	for (size_t i = 0;
	     asked == 0 && i < sizeof(once_wrong) / sizeof(once_wrong[0]);
	     i++) {
		only_seed = once_wrong[i];
		check_law(only_seed);
	}
	only_seed = asked;
}

static void test_invented(void **state)
{
	unsigned long first = only_seed != 0 ? only_seed : 1;

	(void)state;
	tally = (struct publication_tally){0};
	for (unsigned long seed = first; tally.laws < laws; seed++)
		check_law(seed);
	print_tally();
	if (only_seed != 0)
		return;
	assert_true(tally.undecided < tally.laws / 50);
	assert_true(tally.permitted > tally.answers / 50);
}

/* --- the notices of this tree --------------------------------------------------- */

/* Beside those of real_case.h. */
static const char *const others[] = {
	"demo/notices/assessment-agency.notice",
	"demo/notices/education-department.notice",
	"demo/notices/funding-body.notice",
	"demo/notices/health-department.notice",
	"demo/notices/kent-authority.notice",
	"demo/notices/other-department.notice",
};

enum { OTHERS = sizeof(others) / sizeof(others[0]) };

static void check_on(const struct invented_case *law, int32_t date,
		     struct choices *choices)
{
	struct builder report = {0};

	if (policy_notice_on(law->policy, date) >= 0 &&
	    !publication_check(law, date, true, REAL_QUESTIONS, choices, &tally,
			       &report))
		fail_msg("%s", builder_text(&report));
	builder_release(&report);
}

/* Soon after it began, and by the law of 2026 where it still holds. */
static void check_notice(const struct invented_case *law,
			 struct choices *choices)
{
	int32_t from = law->notices[0]->from;

	check_on(law, from + 200, choices);
	if (from < date_from_civil(2025, 1, 1))
		check_on(law, date_from_civil(2026, 9, 1), choices);
}

static void check_other(struct dictionary *dictionary, const char *name,
			struct choices *choices)
{
	struct invented_case made = {.dictionary = dictionary};
	struct source *source;
	struct notice *notice;
	struct error error = {0};

	made.findings = findings_in(&made.arena);
	assert_success(source_from_file(&source, name, &made.arena, &error),
		       &error);
	assert_success(notice_read(&notice, source, dictionary, &made.arena,
				   &made.findings, &error),
		       &error);
	made.notices[made.notice_count++] = notice;
	assert_success(policy_make(&made.policy, dictionary, made.notices, 1,
				   &made.findings, &error),
		       &error);
	invented_case_turns(&made);
	check_notice(&made, choices);
	made.dictionary = NULL; /* not its own */
	invented_case_release(&made);
}

static void test_real(void **state)
{
	struct real_cases cases;
	struct choices choices = {.state = 1};

	(void)state;
	if (only_seed != 0)
		return;
	real_cases_open(&cases);
	for (size_t i = 0; i < cases.count; i++)
		if (cases.list[i].notice_count > 0)
			check_notice(&cases.list[i], &choices);
	for (size_t i = 0; i < OTHERS; i++)
		check_other(cases.dictionary, others[i], &choices);
	print_tally();
	assert_true(tally.publications > cases.count - 1 + OTHERS);
	assert_int_equal(tally.undecided, 0);
	assert_true(tally.permitted > tally.answers / 50);
	real_cases_release(&cases);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real),
		cmocka_unit_test(test_invented),
		cmocka_unit_test(test_once_wrong),
	};
	int failed;
	int file = mkstemp(path);

	if (file < 0)
		return 1;
	close(file);
	if (argc > 1) {
		only_seed = strtoul(argv[1], NULL, 10);
		laws = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}

/* What does not get out, and what is said about it. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/ledger.h"
#include "register/register.h"

static const struct share_request youth_support = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
};

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_set_up(school, KENT, date_from_civil(2026, 1, 15));
	school_import(school, KENT_PUPILS);
	*state = school;
	return 0;
}

static int set_up_oakfield(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_set_up(school, NORTHAMPTONSHIRE, date_from_civil(2009, 3, 2));
	school_import(school, OAKFIELD_PUPILS);
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static uint64_t withheld(const struct school *school, enum reason reason)
{
	uint64_t most = 0;

	for (size_t i = 0; i < school->report.withheld_count; i++)
		if (school->report.withheld[i].reason == reason &&
		    school->report.withheld[i].pupils > most)
			most = school->report.withheld[i].pupils;
	return most;
}

/* --- the gates ------------------------------------------------------------ */

static void a_closed_body_is_refused_and_its_successor_named(void **state)
{
	struct share_request request = youth_support;
	struct school *school = *state;

	request.recipient = SLICE("connexions");
	school_refused(school, request, "Local authority youth support");
	assert_true(holds(school->report.refusal,
			  "to be asked for as 'youth-support'"));
	assert_int_equal(school->report.gates[GATE_RECIPIENT].pupils, 40);
	assert_int_equal(school->report.gates[GATE_RECIPIENT].wholly, 40);
	request.recipient = SLICE("authority-youth-support");
	school_share(school, request);
}

static void what_the_notice_does_not_promise_stays(void **state)
{
	struct school *school = *state;

	school_refused(school,
		       (struct share_request){
			       .recipient = SLICE("inspectorate"),
			       .purpose = SLICE("inspection"),
		       },
		       "does not tell families");
	assert_int_equal(ledger_size(school->node->ledger), 0);
}

static void what_no_law_allows_stays(void **state)
{
	struct school *school = *state;

	school_refused(school,
		       (struct share_request){.recipient = SLICE("department"),
					      .purpose = SLICE("teaching")},
		       "no law");
}

static void a_transfer_file_needs_a_transfer(void **state)
{
	struct school *school = *state;

	school_refused(school,
		       (struct share_request){
			       .recipient = SLICE("next-school"),
			       .collection = SLICE("common-transfer-file"),
			       .destination = SLICE("8862345"),
		       },
		       "gateways.dictionary:");
	assert_true(withheld(school, REASON_TRIGGER) > 0);
}

static struct share_request profiling(void)
{
	return (struct share_request){
		.recipient = SLICE("crime-reduction-partnership"),
		.purpose = SLICE("crime-risk-profiling"),
	};
}

static void permit(struct school *school, const char *recipient, int32_t from,
		   int32_t until)
{
	struct permission permission = {
		.kind = SLICE("authorisation"),
		.recipient = slice_of(recipient),
		.from = from,
		.until = until,
		.recorded = school->today,
	};

	assert_success(register_permit(school->node->pupils, &permission,
				       &school->error),
		       &school->error);
}

static void an_academy_must_have_authorised_it_for_today(void **state)
{
	static const char body[] = "crime-reduction-partnership";
	struct school *school = *state;
	int32_t today = school->today;

	school_refused(school, profiling(), "has not authorised");
	permit(school, body, today - 30, today - 1); /* expired */
	school_refused(school, profiling(), "has not authorised");
	permit(school, body, today + 1, DATE_NONE); /* not yet */
	school_refused(school, profiling(), "has not authorised");
	permit(school, "outreach", today, DATE_NONE); /* another's */
	school_refused(school, profiling(), "has not authorised");
	permit(school, body, today, today);
	school_share(school, profiling());
}

static void an_authorisation_counts_from_when_it_was_recorded(void **state)
{
	struct school *school = *state;
	int32_t today = school->today;

	school->today = today + 10;
	permit(school, "crime-reduction-partnership", today, DATE_NONE);
	school->today = today;
	school_refused(school, profiling(), "has not authorised");
}

static void six_months_lie_between_two_profiles(void **state)
{
	struct school *school = *state;

	permit(school, "crime-reduction-partnership", school->today, DATE_NONE);
	school_share(school, profiling());
	school_refused(school, profiling(), "too recent");
	school->today = date_from_civil(2009, 9, 1);
	school_refused(school, profiling(), "too recent");
	school->today = date_from_civil(2009, 9, 2);
	school_share(school, profiling());
}

static void a_dry_run_starts_no_six_months(void **state)
{
	struct school *school = *state;
	struct share_request request = profiling();

	permit(school, "crime-reduction-partnership", school->today, DATE_NONE);
	request.dry_run = true;
	school_share(school, request);
	school_share(school, profiling());
}

static void an_empty_register_releases_nothing(void **state)
{
	struct school school;

	(void)state;
	school_set_up(&school, KENT, date_from_civil(2026, 1, 15));
	school_refused(&school, youth_support, "no pupils");
	school_tear_down(&school);
}

/* --- names ---------------------------------------------------------------- */

static void a_misspelt_name_is_told_the_nearest(void **state)
{
	struct share_request request = youth_support;
	struct school *school = *state;

	request.recipient = SLICE("yuoth-support");
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "'youth-support'");
	request = youth_support;
	request.purpose = SLICE("youth-support-service");
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "'youth-support-services'");
	request = youth_support;
	request.trigger = SLICE("requests");
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "'request'");
	request = youth_support;
	request.collection = SLICE("school-sensus");
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "'school-census'");
	request = youth_support;
	request.format = SLICE("parchment");
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "'parchment'");
	request = (struct share_request){.recipient = SLICE("department")};
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "needs a purpose");
	assert_false(directory_exists(school->out));
}

static void a_pupil_who_is_not_there_is_not_named(void **state)
{
	const struct slice upns[] = {SLICE("G886200313024"),
				     SLICE("A886200000001")};
	struct share_request request = youth_support;
	struct school *school = *state;
	char text[1024];

	request.upns = upns;
	request.upn_count = 2;
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_NOT_FOUND, "number 2 of those given");
	error_text(&school->error, text, sizeof(text));
	assert_null(strstr(text, "A886200000001"));
	assert_false(directory_exists(school->out));
}

/* --- where releases go ---------------------------------------------------- */

static void nothing_is_released_where_everybody_may_write(void **state)
{
	struct school *school = *state;

	assert_int_equal(mkdir(school->out, 0700), 0);
	assert_int_equal(chmod(school->out, 0777), 0);
	assert_int_equal(school_try_share(school, youth_support), -1);
	school_says(school, ERROR_INPUT, "everybody on this machine");
	assert_int_equal(count_entries(school->out), 0);
	assert_int_equal(chmod(school->out, 01777), 0);
	school_share(school, youth_support);
}

static void a_file_is_no_directory_for_releases(void **state)
{
	struct school *school = *state;
	struct share_request request = youth_support;

	request.out = school_write(school, "file", "a letter");
	assert_int_equal(school_try_share(school, request), -1);
	assert_slice(school_read(school, request.out), "a letter");
	assert_int_equal(ledger_size(school->node->ledger), 0);
}

static void links_laid_in_the_way_are_not_followed(void **state)
{
	struct school *school = *state;
	const char *victim = school_path(school, "victim");

	assert_int_equal(mkdir(victim, 0700), 0);
	school_write(school, "victim/letter", "dear");
	assert_int_equal(mkdir(school->out, 0700), 0);
	assert_int_equal(
		symlink(victim,
			school_path(school, "out/.R-2026-0001.partial")),
		0);
	school_share(school, youth_support);
	assert_int_equal(count_entries(victim), 1);
	assert_int_equal(count_entries(school->out), 1);

	/* One that leads nowhere, where the release is to appear. */
	assert_int_equal(
		symlink("nowhere",
			school_path(school, "out/R-2026-0002-youth-support")),
		0);
	assert_int_equal(school_try_share(school, youth_support), -1);
	school_says(school, ERROR_INPUT, "stands here already");
	assert_int_equal(ledger_size(school->node->ledger), 1);
	assert_int_equal(count_entries(school->out), 2);
}

static void a_release_takes_the_place_of_nothing(void **state)
{
	struct school *school = *state;

	assert_int_equal(mkdir(school->out, 0700), 0);
	school_write(school, "out/R-2026-0001-youth-support", "a letter");
	assert_int_equal(school_try_share(school, youth_support), -1);
	school_says(school, ERROR_INPUT, "stands here already");
	assert_int_equal(ledger_size(school->node->ledger), 0);
	assert_int_equal(count_entries(school->out), 1);
}

static void a_directory_named_relative_to_here_is_found_again(void **state)
{
	struct school *school = *state;
	struct share_request request = youth_support;
	struct release *releases;
	size_t count;
	char *here = getcwd(NULL, 0);

	assert_non_null(here);
	assert_int_equal(chdir(school->root), 0);
	request.out = "releases/of today";
	school_share(school, request);
	assert_int_equal(chdir(here), 0);
	free(here);
	assert_success(register_releases(school->node->pupils, &releases,
					 &count, &school->arena,
					 &school->error),
		       &school->error);
	assert_int_equal(count, 1);
	assert_true(slice_starts_with(releases[0].directory,
				      slice_of(school->root)));
	assert_true(directory_exists(
		arena_copy(&school->arena, releases[0].directory).at));
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define WITH_OAKFIELD(test) \
	cmocka_unit_test_setup_teardown(test, set_up_oakfield, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(a_closed_body_is_refused_and_its_successor_named),
		WITH_NODE(what_the_notice_does_not_promise_stays),
		WITH_NODE(what_no_law_allows_stays),
		WITH_NODE(a_transfer_file_needs_a_transfer),
		WITH_OAKFIELD(an_academy_must_have_authorised_it_for_today),
		WITH_OAKFIELD(
			an_authorisation_counts_from_when_it_was_recorded),
		WITH_OAKFIELD(six_months_lie_between_two_profiles),
		WITH_OAKFIELD(a_dry_run_starts_no_six_months),
		cmocka_unit_test(an_empty_register_releases_nothing),
		WITH_NODE(a_misspelt_name_is_told_the_nearest),
		WITH_NODE(a_pupil_who_is_not_there_is_not_named),
		WITH_NODE(nothing_is_released_where_everybody_may_write),
		WITH_NODE(a_file_is_no_directory_for_releases),
		WITH_NODE(links_laid_in_the_way_are_not_followed),
		WITH_NODE(a_release_takes_the_place_of_nothing),
		WITH_NODE(a_directory_named_relative_to_here_is_found_again),
	};

	return cmocka_run_group_tests_name("share refusals", tests, NULL, NULL);
}

#include "tests/test.h"

#include "base/arena.h"
#include "base/date.h"
#include "language/diagnostic.h"
#include "language/source.h"
#include "policy/notice.h"
#include "register/register.h"
#include "share/kept.h"
#include "share/node.h"

#define HEAD(version, from)                                         \
	"notice \"What we do\" version " version " from " from "\n" \
	"controller \"Invented body\" agency as local-nhs\n"
#define FROM_SCHOOL(purposes, keep)                                   \
	"receive measurements from school { for " purposes "; under " \
	"gdpr-6-1-e, gdpr-9-2-h; " keep " }\n"

struct office {
	struct arena arena;
	struct node node;
};

static int32_t day(int year, int month, int date)
{
	return date_from_civil(year, month, date);
}

static void adopt(struct office *office, const char *text)
{
	struct findings findings = findings_in(&office->arena);
	struct error error = {0};
	struct source *source;
	struct notice *notice;

	assert_success(source_from_text(&source, SLICE("x.notice"),
					slice_of(text), &office->arena, &error),
		       &error);
	assert_success(notice_read(&notice, source, office->node.dictionary,
				   &office->arena, &findings, &error),
		       &error);
	assert_int_equal(findings.errors, 0);
	office->node.notices[office->node.notice_count++] = notice;
}

static int32_t last_day(struct office *office, const char *purpose,
			int32_t received, int32_t delete_by)
{
	const struct register_grant grant = {
		.sender = SLICE("school"),
		.purpose = slice_of(purpose),
		.received = received,
		.delete_by = delete_by,
	};

	return grant_last_day(&office->node, &grant);
}

static int set_up(void **state)
{
	static struct office office;
	struct findings findings;
	struct error error = {0};

	office = (struct office){0};
	findings = findings_in(&office.arena);
	assert_success(dictionary_load(&office.node.dictionary,
				       "dictionaries/england", &findings,
				       &error),
		       &error);
	*state = &office;
	return 0;
}

static int tear_down(void **state)
{
	struct office *office = *state;

	dictionary_free(office->node.dictionary);
	arena_release(&office->arena);
	return 0;
}

static void as_long_as_the_notice_says(void **state)
{
	struct office *office = *state;

	adopt(office,
	      HEAD("1", "2020-01-01") FROM_SCHOOL(
		      "own-result", "keep until 1 year after collection then "
				    "destroy"));
	assert_int_equal(
		last_day(office, "own-result", day(2026, 1, 15), DATE_NONE),
		day(2027, 1, 15));
	assert_int_equal(
		last_day(office, "own-result", day(2024, 2, 29), DATE_NONE),
		day(2025, 2, 28));
	/* For another purpose, or from somebody else, nothing is said. */
	assert_int_equal(last_day(office, "local-health-services",
				  day(2026, 1, 15), DATE_NONE),
			 DATE_NONE);
}

static void the_senders_day_holds_too(void **state)
{
	struct office *office = *state;

	adopt(office,
	      HEAD("1", "2020-01-01") FROM_SCHOOL(
		      "own-result", "keep until 1 year after collection then "
				    "destroy"));
	assert_int_equal(last_day(office, "own-result", day(2026, 1, 15),
				  day(2026, 6, 1)),
			 day(2026, 6, 1));
	assert_int_equal(last_day(office, "own-result", day(2026, 1, 15),
				  day(2030, 6, 1)),
			 day(2027, 1, 15));
	assert_int_equal(
		last_day(office, "teaching", day(2026, 1, 15), day(2030, 6, 1)),
		day(2030, 6, 1));
}

static void what_is_to_be_reviewed_is_not_destroyed(void **state)
{
	struct office *office = *state;

	adopt(office,
	      HEAD("1", "2020-01-01") FROM_SCHOOL(
		      "own-result", "keep until 1 year after collection then "
				    "review"));
	assert_int_equal(
		last_day(office, "own-result", day(2026, 1, 15), DATE_NONE),
		DATE_NONE);
}

static void of_two_clauses_the_longer_time_counts(void **state)
{
	struct office *office = *state;

	adopt(office,
	      HEAD("1", "2020-01-01") FROM_SCHOOL(
		      "own-result",
		      "keep until 1 year after collection then destroy")
		      FROM_SCHOOL("own-result, local-health-services",
				  "keep until 3 years after collection then "
				  "destroy"));
	assert_int_equal(
		last_day(office, "own-result", day(2026, 1, 15), DATE_NONE),
		day(2029, 1, 15));
}

static void a_later_notice_shortens_and_does_not_lengthen(void **state)
{
	struct office *office = *state;

	adopt(office,
	      HEAD("1", "2020-01-01") FROM_SCHOOL(
		      "own-result", "keep until 2 years after collection then "
				    "destroy"));
	adopt(office,
	      HEAD("2", "2026-01-01") FROM_SCHOOL(
		      "own-result", "keep until 5 years after collection then "
				    "destroy"));
	assert_int_equal(
		last_day(office, "own-result", day(2025, 12, 31), DATE_NONE),
		day(2027, 12, 31));
	/* What comes under the later one had no other promise. */
	assert_int_equal(
		last_day(office, "own-result", day(2026, 1, 1), DATE_NONE),
		day(2031, 1, 1));
	adopt(office,
	      HEAD("3", "2026-06-01") FROM_SCHOOL(
		      "own-result", "keep until 6 months after collection then "
				    "destroy"));
	assert_int_equal(
		last_day(office, "own-result", day(2026, 1, 1), DATE_NONE),
		day(2026, 7, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(as_long_as_the_notice_says,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_senders_day_holds_too,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_to_be_reviewed_is_not_destroyed, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			of_two_clauses_the_longer_time_counts, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_later_notice_shortens_and_does_not_lengthen, set_up,
			tear_down),
	};

	return cmocka_run_group_tests_name("share kept", tests, NULL, NULL);
}

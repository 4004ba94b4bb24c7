/*
 * Whether what is published, read back from its text, is what the rules come
 * to: every claim of the page for parents and for staff is one of the rules, and
 * every one of the rules is on the page.
 */
#include "parse_back.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"

static struct library library;

static const struct {
	const char *path;
	int32_t year, month; /* on its first day; 0: the notice's own first */
} editions[] = {
	{"notices/all-saints-denstone.notice", 0, 0},
	{"notices/crofton-junior.notice", 0, 0},
	{"notices/department-third-parties.notice", 0, 0},
	{"notices/enterprise-learning-alliance.notice", 0, 0},
	{"notices/enterprise-learning-alliance.notice", 2025, 11},
	{"notices/northamptonshire.notice", 0, 0},
	{"demo/notices/assessment-agency.notice", 0, 0},
	{"demo/notices/education-department.notice", 0, 0},
	{"demo/notices/funding-body.notice", 0, 0},
	{"demo/notices/health-department.notice", 0, 0},
	{"demo/notices/kent-alternative-provision.notice", 0, 0},
	{"demo/notices/kent-alternative-provision.notice", 2026, 1},
	{"demo/notices/kent-authority.notice", 0, 0},
	{"demo/notices/northamptonshire-academy.notice", 0, 0},
	{"demo/notices/other-department.notice", 0, 0},
	/* With every clause that there is. */
	{"tests/publish/faithful/everything.notice", 0, 0},
	{"tests/publish/faithful/everything.notice", 2025, 12},
};

enum { TOLD_MOST = 12 };

/* Lines of one list that the other has not. */
static unsigned int missing(const struct claims *from, const struct claims *in,
			    const char *what)
{
	unsigned int count = 0;

	for (size_t i = 0, j = 0; i < from->count; i++) {
		while (j < in->count &&
		       slice_compare(in->list[j], from->list[i]) < 0)
			j++;
		if (j < in->count && slice_equal(in->list[j], from->list[i]))
			continue;
		if (count++ < TOLD_MOST)
			print_error("    %s: %.*s\n", what,
				    SLICE_ARGS(from->list[i]));
	}
	return count;
}

static unsigned int parse_back(struct edition_of *edition, const char *path,
			       enum audience audience)
{
	struct claims text = {.arena = &edition->arena};
	struct claims rules = {.arena = &edition->arena};
	struct reader reader, again;
	struct reading reading;
	unsigned int wrong;

	reader_open(&reader, edition->publication, library.english, audience,
		    &edition->arena);
	again = reader;
	reading_make(&reading, edition_page(edition, &library, audience),
		     &edition->arena);
	wrong = claims_of_text(&text, &reader, &reading);
	claims_of_rules(&rules, &again);
	assert_true(rules.count > 100);
	wrong += missing(&text, &rules, "said, and not so");
	wrong += missing(&rules, &text, "so, and not said");
	if (wrong > 0)
		print_error("%s for %s: %u of %zu claims\n", path,
			    audience_name(audience), wrong, rules.count);
	return wrong;
}

static void what_is_published_is_what_the_rules_come_to(void **state)
{
	unsigned int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(editions) / sizeof(editions[0]); i++) {
		int32_t date = editions[i].year == 0
				       ? DATE_NONE
				       : date_from_civil(editions[i].year,
							 editions[i].month, 1);
		struct edition_of edition;

		edition_open(&edition, &library, editions[i].path, date);
		wrong +=
			parse_back(&edition, editions[i].path, AUDIENCE_PARENT);
		wrong += parse_back(&edition, editions[i].path, AUDIENCE_STAFF);
		edition_close(&edition);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_published_is_what_the_rules_come_to),
	};
	int failures;

	library_open(&library);
	failures = cmocka_run_group_tests_name("publish parsed back", tests,
					       NULL, NULL);
	library_close(&library);
	return failures;
}

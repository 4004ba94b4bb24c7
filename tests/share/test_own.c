/*
 * What goes only to the pupils' own school or authority, whose number is given
 * with the request (F18, R-123), from a node of the department.
 */
#include "support.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/file.h"
#include "policy/plan.h"
#include "policy/pupil.h"
#include "policy/request.h"

static const char NOTICE[] =
	"notice \"What the department does\" version 1 from 2020-01-01\n"
	"controller \"Department for Education\" department\n"
	"hold identity, enrolment { for department-statistics }\n"
	"share with school {\n"
	"    send pupil.sex, enrolment.school\n"
	"    for  feedback\n"
	"}\n";

static const char PUPILS[] =
	"pupil.upn,pupil.surname,pupil.forename,pupil.birth-date,pupil.sex,"
	"enrolment.school\n"
	"G886200313024,Aster,Ann,2012-02-29,F,8862345\n"
	"J886200418025,Birch,Ben,2012-03-01,M,8862346\n";

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_empty(school, date_from_civil(2026, 1, 15));
	assert_success(
		school_make(school, school_write(school, "d.notice", NOTICE)),
		&school->error);
	school_reopen(school);
	school_import(school, school_write(school, "pupils.csv", PUPILS));
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static struct share_request feedback(const char *number)
{
	return (struct share_request){
		.recipient = SLICE("school"),
		.purpose = SLICE("feedback"),
		.destination = slice_of(number),
	};
}

static void a_school_gets_its_own_pupils(void **state)
{
	struct school *school = *state;
	struct slice payload;

	school_share(school, feedback("886/2345"));
	assert_int_equal(school->report.considered, 2);
	assert_int_equal(school->report.released, 1);
	payload = school_payload(school);
	assert_non_null(strstr(payload.at, "8862345"));
	assert_null(strstr(payload.at, "8862346"));
	school_share(school, feedback("886"));
	assert_int_equal(school->report.released, 2);
	school_share(school, feedback("886LLLL"));
	assert_int_equal(school->report.released, 2);
}

static void whose_number_is_not_known_gets_nothing(void **state)
{
	static const char *const numbers[] = {NULL,  "unknown", "outside",
					      "887", "8862347", "XXXXXXX"};
	struct school *school = *state;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		assert_success(school_try_share(school, feedback(numbers[i])),
			       &school->error);
		assert_true(school->report.refused);
	}
	assert_int_equal(school_try_share(school, feedback("88")), -1);
	school_says(school, ERROR_INPUT, "no authority's");
}

static void an_explanation_says_that_it_is_not_for_this_pupil(void **state)
{
	struct school *school = *state;
	struct share_request asked = feedback("8862346");
	const struct decision *decision;
	struct request request;
	struct field_set held;
	struct pupil pupil;
	struct plan *plan;

	asked.today = school->today;
	assert_success(share_decide(school->node, &asked,
				    SLICE("G886200313024"), &plan, &request,
				    &pupil, &decision, &held, &school->arena,
				    &school->error),
		       &school->error);
	assert_int_equal(decision->outcome, OUTCOME_DENY);
	assert_true(slice_is(request.recipient_number, "8862346"));
	plan_free(plan);
	assert_success(share_decide(school->node, &asked,
				    SLICE("J886200418025"), &plan, &request,
				    &pupil, &decision, &held, &school->arena,
				    &school->error),
		       &school->error);
	assert_int_equal(decision->outcome, OUTCOME_PERMIT);
	plan_free(plan);
}

static void a_manifest_says_which_body_and_which_law(void **state)
{
	struct school *school = *state;
	struct slice text;
	json_t *manifest;
	const json_t *controller;

	school_share(school, feedback("8862345"));
	text = school_read(school, path_join(&school->arena,
					     school->report.directory.at,
					     "manifest.json"));
	manifest = json_loadb(text.at, text.len, 0, NULL);
	assert_non_null(manifest);
	controller = json_object_get(manifest, "controller");
	assert_string_equal(
		json_string_value(json_object_get(controller, "body")),
		"department");
	assert_string_equal(
		json_string_value(json_object_get(manifest, "regime")),
		"UK General Data Protection Regulation");
	json_decref(manifest);
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(a_school_gets_its_own_pupils),
		WITH_NODE(whose_number_is_not_known_gets_nothing),
		WITH_NODE(an_explanation_says_that_it_is_not_for_this_pupil),
		WITH_NODE(a_manifest_says_which_body_and_which_law),
	};

	return cmocka_run_group_tests_name("share own pupils", tests, NULL,
					   NULL);
}

/* Parents of whom a court order limits what may be disclosed. */
#include "support.h"

#include <stdlib.h>

#include "base/file.h"
#include "policy/plan.h"
#include "policy/pupil.h"
#include "policy/request.h"
#include "register/register.h"

/* Of one pupil one parent of two is kept back, of the other the only one. */
#define WITH_TWO "G886200313024"
#define WITH_ONE "N886200514026"

static const char parents[] =
	"pupil.upn,parent[1].surname,parent[1].forename,"
	"parent[1].disclosure-limited,parent[1].mobile,"
	"parent[2].surname,parent[2].forename,parent[2].disclosure-"
	"limited\n" WITH_TWO
	",Keptback,Anna,true,07700 900999,Mayleave,Bert,false\n" WITH_ONE
	",Keptback,Carla,true,07700 900998,,,\n";

static const struct slice both[] = {SLICE_INIT(WITH_TWO), SLICE_INIT(WITH_ONE)};

static const struct share_request youth_support = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
	.upns = both,
	.upn_count = 2,
};

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_set_up(school, KENT, date_from_civil(2026, 1, 15));
	school_import(school, KENT_PUPILS);
	school_import(school, school_write(school, "parents.csv", parents));
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static struct slice manifest_of(struct school *school)
{
	struct slice directory =
		arena_copy(&school->arena, school->report.directory);

	return school_read(school, path_join(&school->arena, directory.at,
					     "manifest.json"));
}

/* Whether the last release's roll says that the pupil's part had this field. */
static bool had(struct school *school, struct slice upn, const char *name)
{
	const struct dictionary *dictionary = school->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));
	struct pupil_release *list;
	uint64_t pupil;
	size_t count;

	assert_non_null(field);
	assert_success(register_find(school->node->pupils, upn, &pupil,
				     &school->error),
		       &school->error);
	assert_success(register_pupil_releases(school->node->pupils, pupil,
					       &list, &count, &school->arena,
					       &school->error),
		       &school->error);
	assert_int_equal(count, 1);
	return field_set_has(&list[0].fields,
			     (uint16_t)(field - dictionary->fields));
}

static void the_parent_is_left_out_and_the_other_is_not(void **state)
{
	struct school *school = *state;
	struct slice payload;

	school_share(school, youth_support);
	payload = school_payload(school);
	assert_true(holds(payload, "Mayleave"));
	assert_false(holds(payload, "Keptback"));
	assert_false(holds(payload, "Carla"));
	assert_false(holds(payload, "07700 90099"));
	assert_int_equal(school->report.released, 2);
	assert_int_equal(school->report.limited, 2);
	assert_true(had(school, both[0], "parent.surname"));
	assert_false(had(school, both[1], "parent.surname"));
	assert_false(had(school, both[1], "parent.mobile"));
}

static void the_recipient_is_not_told_that_there_is_an_order(void **state)
{
	struct school *school = *state;

	school_share(school, youth_support);
	assert_false(holds(school_payload(school), "limited"));
	assert_false(holds(manifest_of(school), "limited"));
}

static void a_duty_does_not_override_a_court(void **state)
{
	struct school *school = *state;
	struct share_request request = youth_support;

	request.trigger = SLICE("request");
	school_share(school, request);
	assert_false(holds(school_payload(school), "Keptback"));
	assert_true(holds(school_payload(school), "Mayleave"));
}

static void those_who_protect_the_child_hear_of_the_parent(void **state)
{
	struct school *school = *state;

	school_share(school, (struct share_request){
				     .recipient = SLICE("childrens-services"),
				     .purpose = SLICE("child-protection"),
				     .trigger = SLICE("enquiry"),
				     .upns = both,
				     .upn_count = 2,
			     });
	assert_true(holds(school_payload(school), "Keptback"));
	assert_true(
		holds(school_payload(school), "parent[1].disclosure-limited"));
	assert_int_equal(school->report.limited, 0);
	assert_true(had(school, both[1], "parent.surname"));
}

static void
an_answer_for_explaining_does_not_say_that_it_would_leave(void **state)
{
	struct school *school = *state;
	const struct dictionary *dictionary = school->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, SLICE("parent.surname"));
	struct share_request request = youth_support;
	const struct decision *decision;
	struct request policy_request;
	struct field_set held[2];
	struct pupil pupil;

	assert_non_null(field);
	request.today = school->today;
	for (int i = 0; i < 2; i++) {
		struct plan *plan;

		assert_success(share_decide(school->node, &request, both[i],
					    &plan, &policy_request, &pupil,
					    &decision, &held[i], &school->arena,
					    &school->error),
			       &school->error);
		plan_free(plan);
	}
	assert_true(field_set_has(&held[0],
				  (uint16_t)(field - dictionary->fields)));
	assert_false(field_set_has(&held[1],
				   (uint16_t)(field - dictionary->fields)));
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(the_parent_is_left_out_and_the_other_is_not),
		WITH_NODE(the_recipient_is_not_told_that_there_is_an_order),
		WITH_NODE(a_duty_does_not_override_a_court),
		WITH_NODE(those_who_protect_the_child_hear_of_the_parent),
		WITH_NODE(
			an_answer_for_explaining_does_not_say_that_it_would_leave),
	};

	return cmocka_run_group_tests_name("share court orders", tests, NULL,
					   NULL);
}

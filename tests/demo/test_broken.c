/* How rules are broken on purpose, and that each breakage is of something. */
#include "tests/test.h"

#include "base/builder.h"
#include "base/file.h"
#include "demo/broken.h"
#include "demo/promise.h"

static const char gateway[] = "gateway leavers \"What leavers do\" {  # F35\n"
			      "    law   esa-2008-s68\n"
			      "    data  pupil.name, pupil.upn,\n"
			      "          destinations\n"
			      "    when  own-roll and (age < 19 or age < 25\n"
			      "          and learning-difficulty)\n"
			      "    level named\n"
			      "}\n"
			      "gateway other \"Another\" {\n"
			      "    when  own-roll\n"
			      "}\n";

static void assert_spoilt(const char *text, unsigned int round, uint64_t flows,
			  const char *expected)
{
	struct builder out = {0};

	broken_spoil(slice_of(text), round, flows, &out);
	assert_string_equal(builder_text(&out), expected);
	builder_release(&out);
}

static void a_clause_becomes_another_to_its_last_line(void **state)
{
	(void)state;
	assert_spoilt(gateway, 1, 1ull << 34,
		      "gateway leavers \"What leavers do\" {  # F35\n"
		      "    law   esa-2008-s68\n"
		      "    data  pupil.name, pupil.upn,\n"
		      "          destinations\n"
		      "    level named\n"
		      "    when age < 30\n"
		      "}\n"
		      "gateway other \"Another\" {\n"
		      "    when  own-roll\n"
		      "}\n");
}

static void fields_are_added_to_what_is_sent(void **state)
{
	(void)state;
	assert_spoilt("collection leavers \"x\" {\n    data a\n    data b\n}\n",
		      2, 1ull << 34,
		      "collection leavers \"x\" {\n"
		      "    data ethnicity,\n        a\n    data b\n}\n");
	assert_spoilt("share with school {\n    send a\n"
		      "    for participation-tracking\n}\n"
		      "share with school {\n    send a\n    for feedback\n}\n",
		      2, 1ull << 34,
		      "share with school {\n    send ethnicity,\n        a\n"
		      "    for participation-tracking\n}\n"
		      "share with school {\n    send a\n    for feedback\n}\n");
}

static void a_share_is_known_by_the_body_s_holder_too(void **state)
{
	(void)state;
	assert_spoilt("share with lsc by local-authority, connexions {\n"
		      "    objection by parent leaves pupil.name\n"
		      "    for careers-advice\n}\n",
		      2, 1ull << 32,
		      "share with lsc by local-authority, connexions {\n"
		      "    objection by parent leaves pupil.name\n"
		      "    for careers-advice\n}\n");
	assert_spoilt("share with lsc, connexions {\n"
		      "    when age >= 13\n"
		      "    for careers-advice\n}\n",
		      1, 1ull << 32,
		      "share with lsc, connexions {\n"
		      "    for careers-advice\n"
		      "    when age >= 5\n}\n");
}

static void other_rounds_and_flows_leave_a_text_as_it_is(void **state)
{
	(void)state;
	assert_spoilt(gateway, 1, 1ull << 1, gateway);
	assert_spoilt(gateway, 99, 0, gateway);
	assert_spoilt("", 1, 0, "");
	assert_spoilt("# share {\nnot a block", 1, 0, "# share {\nnot a block");
}

/* What the rules call their things changes; a breakage of nothing proves
 * nothing. */
static void each_breakage_changes_the_law_of_england(void **state)
{
	static const char *const files[] = {"gateways", "collections",
					    "profiles", "purposes",
					    "bodies",   "laws"};
	(void)state;
	for (size_t i = 0; i < breakage_count; i++) {
		const struct breakage *breakage = &breakages[i];
		bool changed = false;

		assert_in_range(breakage->flow, 1, PROMISE_FLOWS);
		for (size_t j = 0; j < sizeof(files) / sizeof(files[0]); j++) {
			struct builder path = {0}, text = {0}, spoilt = {0};
			struct error error = {0};

			builder_add_format(&path,
					   "dictionaries/england/%s.dictionary",
					   files[j]);
			assert_success(file_read(builder_text(&path), 1 << 20,
						 &text, &error),
				       &error);
			broken_spoil(builder_slice(&text),
				     broken_round(breakage),
				     1ull << (breakage->flow - 1), &spoilt);
			changed =
				changed || !slice_equal(builder_slice(&text),
							builder_slice(&spoilt));
			builder_release(&path);
			builder_release(&text);
			builder_release(&spoilt);
		}
		/* Of a notice's own words the dictionary has none. */
		changed = changed || breakage->texts[0].from != NULL;
		changed = changed || broken_by_hand(breakage);
		if (!changed)
			fail_msg("F%02u: '%s' breaks nothing", breakage->flow,
				 breakage->what);
	}
}

static void no_flow_is_left_out(void **state)
{
	uint64_t flows = 0;

	(void)state;
	for (size_t i = 0; i < breakage_count; i++)
		flows |= 1ull << (breakages[i].flow - 1);
	for (unsigned int flow = 1; flow <= PROMISE_FLOWS; flow++)
		if ((flows >> (flow - 1) & 1) == 0)
			fail_msg("F%02u is never broken", flow);
}

static void a_text_that_stands_nowhere_is_told_from_one_that_does(void **state)
{
	const struct broken_text there = {"age < 25", "age < 99"};
	const struct broken_text nowhere = {"age < 26", "age < 99"};
	const struct broken_text none = {0};

	(void)state;
	assert_true(broken_stands_in(&there, slice_of(gateway)));
	assert_false(broken_stands_in(&nowhere, slice_of(gateway)));
	assert_false(broken_stands_in(&none, slice_of(gateway)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clause_becomes_another_to_its_last_line),
		cmocka_unit_test(fields_are_added_to_what_is_sent),
		cmocka_unit_test(a_share_is_known_by_the_body_s_holder_too),
		cmocka_unit_test(other_rounds_and_flows_leave_a_text_as_it_is),
		cmocka_unit_test(each_breakage_changes_the_law_of_england),
		cmocka_unit_test(no_flow_is_left_out),
		cmocka_unit_test(
			a_text_that_stands_nowhere_is_told_from_one_that_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

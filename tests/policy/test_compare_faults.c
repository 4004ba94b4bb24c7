/*
 * Every allocation fails once, in cutting a space and saying it, and in
 * comparing two notices: it is said, nothing is lost, and the same asked again
 * has the same answer.
 */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "policy/compare_notices.h"
#include "policy/space.h"
#include "tests/policy/lawbook.h"

static const char LAW[] =
	"gateway a {\n"
	"    to        youth for advice\n"
	"    data      reach, telephone, marks\n"
	"    when      age >= 13 and (age < 20 or carer)\n"
	"    on        request\n"
	"    needs     terms where boarder\n"
	"    every     1 month\n"
	"    objection by parent until 16 then pupil leaves reach\n"
	"    onward    to council for advice\n"
	"}\n"
	"gateway b { to council for advice; data marks; duty }\n";

static const char OLD[] =
	"notice \"N\" version 1 from 2018-01-01 review every 1 year\n"
	"controller \"C\" school college number \"123/4567\"\n"
	"hold health, learning { for advice; under guess; keep until age 25 }\n"
	"share with youth { send reach, telephone; for advice }\n"
	"share with council { send marks; for advice }\n"
	"never x { to police; send health; when carer }\n"
	"honour refusals\n";

static const char NEW[] =
	"notice \"N\" version 2 from 2020-01-01\n"
	"controller \"C\" school college number \"123/4567\"\n"
	"hold health { for advice; keep until age 26 }\n"
	"receive number from council { for advice }\n"
	"share with youth {\n"
	"    send      reach, telephone, marks\n"
	"    for       advice\n"
	"    when      age >= 14\n"
	"    objection by pupil leaves name\n"
	"}\n";

static struct lawbook book;

static struct compare_request request(void)
{
	return (struct compare_request){
		.notices = {book.notices[0], book.notices[1]},
		.dictionaries = {book.dictionary, book.dictionary},
		.on = DATE_NONE,
	};
}

static int compare(struct builder *out, struct error *error)
{
	const struct compare_request asked = request();
	struct notice_comparison *comparison;

	if (compare_notices(&comparison, &asked, &book.findings, error) != 0)
		return -1;
	assert_non_null(comparison);
	comparison_json(comparison, out);
	comparison_free(comparison);
	return out->failed ? error_memory(error) : 0;
}

static int tell(struct space *space, struct plan *plan, struct builder *out,
		struct error *error)
{
	struct cell_set set;
	uint32_t *decisions =
		memory_array(space_size(space), sizeof(*decisions));
	int result = -1;

	if (decisions == NULL)
		return error_memory(error);
	if (space_decide(space, 0, decisions, error) != 0 ||
	    space_set(space, &set, error) != 0)
		goto out;
	for (uint32_t cell = 0; cell < space_size(space); cell++)
		if (plan_decision(plan, decisions[cell])->outcome ==
		    OUTCOME_PERMIT)
			cell_set_add(&set, cell);
	if (space_say(space, &set, out, error) != 0 ||
	    space_tell(space, &set, out, error) != 0 ||
	    space_say_cell(space, space_example(space, &set), &set, out,
			   error) != 0)
		goto out;
	result = out->failed ? error_memory(error) : 0;
out:
	memory_free(decisions);
	return result;
}

static int cut(struct builder *out, struct error *error)
{
	const struct request asked = {
		.recipient = SLICE("youth"),
		.purpose = SLICE("advice"),
		.trigger = SLICE("request"),
		.date = date_from_civil(2026, 1, 15),
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
	struct space_options options = {.told = SPACE_TOLD_EACH};
	struct space *space = NULL;
	struct plan *plan;
	int result = -1;

	if (plan_make(&plan, book.policy, &asked, error) != 0)
		return -1;
	if (space_make(&space, &plan, 1, &options, error) == 0)
		result = tell(space, plan, out, error);
	space_free(space);
	plan_free(plan);
	return result;
}

static void fail_each(int (*call)(struct builder *out, struct error *error))
{
	struct builder expected = {0};
	struct error error = {0};
	uint64_t n = 0;

	assert_success(call(&expected, &error), &error);
	for (bool failed = true; failed;) {
		struct builder out = {0};
		int result;

		memory_fail_at(++n);
		result = call(&out, &error);
		failed = memory_failed();
		memory_fail_at(0);
		if (failed) {
			assert_int_equal(result, -1);
			assert_int_equal(error.code, ERROR_MEMORY);
		} else {
			assert_int_equal(result, 0);
			assert_string_equal(builder_text(&out),
					    builder_text(&expected));
		}
		builder_release(&out);
	}
	assert_in_range(n, 20, 1000000);
	builder_release(&expected);
}

static void check_space(void **state)
{
	(void)state;
	fail_each(cut);
}

static void check_comparison(void **state)
{
	(void)state;
	fail_each(compare);
}

static int make(void **state)
{
	(void)state;
	lawbook_dictionary(&book, slice_of(LAW));
	lawbook_notice(&book, slice_of(OLD));
	lawbook_notice(&book, slice_of(NEW));
	lawbook_policy(&book);
	return book.policy == NULL;
}

static int done(void **state)
{
	(void)state;
	lawbook_release(&book);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(check_space, NULL),
		cmocka_unit_test_prestate(check_comparison, NULL),
	};

	return cmocka_run_group_tests_name("policy compare faults", tests, make,
					   done);
}

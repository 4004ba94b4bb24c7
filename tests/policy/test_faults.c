/*
 * Every allocation fails once, in making notices, policies and plans, in
 * deciding and in the decision service: it is said, nothing is lost, and the
 * same asked again has the same answer.
 */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "policy/pupil.h"
#include "policy/service.h"
#include "policy/space.h"
#include "tests/policy/lawbook.h"

static const char LAW[] =
	"approval four \"Four\" lasts 1 year { weighs who \"Who asks\" }\n"
	"terms extract \"Extracts\" { covers use \"Use\" }\n"
	"role keeper \"Keeper\"\n"
	"fact asked code \"Asked\" codes colour otherwise red\n"
	"gateway a {\n"
	"    law       guess, new-act\n"
	"    by        school, council, second-agency\n"
	"    to        youth for advice\n"
	"    data      reach, telephone and held categories\n"
	"    when      age >= 13 and (age < 20 or carer)\n"
	"    duty      on request\n"
	"    needs     terms extract where boarder\n"
	"    needs     approval by four where asked = blue\n"
	"    needs     role keeper where boarder\n"
	"    needs     consent by pupil where carer and boarder\n"
	"    objection by parent until 16 then pupil stated to 2024-01-01 "
	"leaves reach\n"
	"    onward    to council for advice at aggregate by town\n"
	"    level     named results aggregate by town\n"
	"    without   decisions\n"
	"    delete    after 6 months\n"
	"}\n"
	"gateway b { to youth for advice; data marks; level pupil }\n"
	"never c { to youth; for offers; send health; when boarder }\n";

static const char NOTICE[] =
	"notice \"N\" version 1 from 2018-01-01 review every 1 year\n"
	"controller \"C\" school college as council number \"123/4567\"\n"
	"hold health, learning { for advice; under guess; keep until age 25 }\n"
	"receive number from council { for advice }\n"
	"share with youth {\n"
	"    send      reach, telephone, marks\n"
	"    for       advice\n"
	"    under     guess\n"
	"    without   identification\n"
	"    objection by parent until 16 then pupil leaves name\n"
	"}\n"
	"never x { to police; send health; when carer }\n"
	"honour refusals\n";

static const char LINE[] =
	"{\"id\":\"one\",\"date\":\"2026-01-15\",\"recipient\":\"youth\","
	"\"purpose\":\"advice\",\"trigger\":\"request\","
	"\"approvals\":[\"head\",{\"by\":\"panel\",\"to\":\"youth\"},"
	"{\"by\":\"four\",\"given\":\"2026-01-01\",\"weighs\":[\"who\"]},"
	"{\"kind\":\"terms\",\"terms\":\"extract\",\"covers\":[\"use\"]}],"
	"\"role\":\"keeper\","
	"\"recipient-number\":\"123\","
	"\"received\":{\"contact\":{\"from\":\"shop\",\"for\":\"advice\","
	"\"reference\":\"R-1\",\"onward\":[{\"to\":[\"council\",\"police\"],"
	"\"for\":[\"advice\"],\"level\":\"aggregate by town\"}]},"
	"\"health\":[{\"from\":\"shop\"}]},"
	"\"terms\":true,\"fields\":[\"reach\",\"contact\",\"health\"],"
	"\"pupil\":{\"birth-date\":\"2010-01-15\",\"carer\":true},"
	"\"wishes\":[{\"kind\":\"objection\",\"by\":\"parent\"}]}";

static struct lawbook book;

static struct request a_request(void)
{
	return (struct request){
		.recipient = SLICE("youth"),
		.purpose = SLICE("advice"),
		.trigger = SLICE("request"),
		.date = date_from_civil(2026, 1, 15),
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
}

/* Whether the call failed, as it must when an allocation did. */
static bool failed(int result, const struct error *error)
{
	bool made_to_fail = memory_failed();

	memory_fail_at(0);
	if (result == 0)
		return false;
	assert_true(made_to_fail);
	assert_int_equal(error->code, ERROR_MEMORY);
	return true;
}

static void check_notice(void **state)
{
	uint64_t n = 0;
	bool again = true;

	(void)state;
	while (again) {
		struct arena arena = {0};
		struct findings findings = findings_in(&arena);
		struct error error = {0};
		struct source *source;
		struct notice *notice = NULL;

		assert_success(source_from_text(&source, SLICE("n"),
						slice_of(NOTICE), &arena,
						&error),
			       &error);
		memory_fail_at(++n);
		again = failed(notice_read(&notice, source, book.dictionary,
					   &arena, &findings, &error),
			       &error);
		assert_int_equal(notice == NULL, again);
		arena_release(&arena);
	}
	assert_in_range(n, 2, 10000);
}

static void check_policy(void **state)
{
	uint64_t n = 0;
	bool again = true;

	(void)state;
	while (again) {
		struct arena arena = {0};
		struct findings findings = findings_in(&arena);
		struct error error = {0};
		struct policy *policy;

		memory_fail_at(++n);
		again = failed(policy_make(&policy, book.dictionary,
					   book.notices, book.notice_count,
					   &findings, &error),
			       &error);
		assert_int_equal(policy == NULL, again);
		policy_free(policy);
		arena_release(&arena);
	}
	assert_in_range(n, 2, 10000);
}

static void check_plan(void **state)
{
	uint64_t n = 0;
	bool again = true;

	(void)state;
	while (again) {
		struct request request = a_request();
		struct error error = {0};
		struct plan *plan = NULL;

		memory_fail_at(++n);
		again = failed(plan_make(&plan, book.policy, &request, &error),
			       &error);
		assert_int_equal(plan == NULL, again);
		plan_free(plan);
	}
	assert_in_range(n, 2, 10000);
}

static void check_space(void **state)
{
	struct request request = a_request();
	struct error error = {0};
	struct plan *plan;
	uint64_t n = 0;
	bool again = true;

	(void)state;
	assert_success(plan_make(&plan, book.policy, &request, &error), &error);
	while (again) {
		struct space *space = NULL;

		memory_fail_at(++n);
		again = failed(space_make(&space, &plan, 1, NULL, &error),
			       &error);
		assert_int_equal(space == NULL, again);
		space_free(space);
	}
	plan_free(plan);
	assert_in_range(n, 2, 10000);
}

/* Pupils of all kinds, so that there are many answers. */
static void fill(struct batch *batch, int32_t births[BATCH_PUPILS],
		 uint8_t objections[BATCH_PUPILS],
		 uint8_t refusals[BATCH_PUPILS], int32_t date)
{
	*batch = (struct batch){.count = BATCH_PUPILS, .collected_all = date};
	for (int i = 0; i < BATCH_PUPILS; i++) {
		births[i] = date - 365 * (i % 25);
		objections[i] = i % 2 == 0;
		refusals[i] = i % 3 == 0;
	}
	batch->facts[condition_birth_fact(book.dictionary)] = births;
	batch->wishes[WISH_OBJECTION_PARENT] = objections;
	batch->wishes[WISH_REFUSAL_PUPIL] = refusals;
}

/* One plan all along: a failure leaves it as good as it was. */
static void check_decide(void **state)
{
	static int32_t births[BATCH_PUPILS];
	static uint8_t objections[BATCH_PUPILS], refusals[BATCH_PUPILS];
	struct request request = a_request();
	uint32_t decisions[BATCH_PUPILS], expected[BATCH_PUPILS];
	struct plan *plan, *other;
	struct error error = {0};
	struct batch batch;
	uint64_t n = 0;
	bool again = true;

	(void)state;
	fill(&batch, births, objections, refusals, request.date);
	assert_success(plan_make(&plan, book.policy, &request, &error), &error);
	assert_success(plan_make(&other, book.policy, &request, &error),
		       &error);
	assert_success(plan_decide(other, &batch, expected, &error), &error);
	/* Each attempt gets a little further, so the same n does again. */
	for (int attempt = 0; again && attempt < 10000; attempt++) {
		memory_fail_at(1 + n % 3);
		again = failed(plan_decide(plan, &batch, decisions, &error),
			       &error);
		n++;
	}
	assert_false(again);
	assert_int_equal(plan_decision_count(plan), plan_decision_count(other));
	assert_in_range(plan_decision_count(plan), 4, 64);
	for (int i = 0; i < BATCH_PUPILS; i++)
		assert_true(
			field_set_count(
				plan_decision(plan, decisions[i])->released) ==
			field_set_count(
				plan_decision(other, expected[i])->released));
	plan_free(plan);
	plan_free(other);
}

static void answer(struct service *service, struct builder *out)
{
	struct error error = {0};
	bool faulty;

	assert_success(
		service_answer(service, slice_of(LINE), out, &faulty, &error),
		&error);
	assert_false(faulty);
}

/* A line that could not be answered is asked again of the same service. */
static void check_service(void **state)
{
	struct builder expected = {0};
	struct service *service;
	struct error error = {0};
	uint64_t n = 0;
	bool again = true;

	(void)state;
	assert_success(service_make(&service, book.policy, &error), &error);
	answer(service, &expected);
	service_free(service);
	while (again) {
		struct builder out = {0};
		bool faulty = false;

		assert_success(service_make(&service, book.policy, &error),
			       &error);
		memory_fail_at(++n);
		again = failed(service_answer(service, slice_of(LINE), &out,
					      &faulty, &error),
			       &error);
		assert_false(faulty);
		builder_release(&out);
		answer(service, &out);
		assert_true(slice_equal(builder_slice(&out),
					builder_slice(&expected)));
		builder_release(&out);
		service_free(service);
	}
	assert_in_range(n, 10, 10000);
	builder_release(&expected);
}

/* What an allocation failing in the middle must never do: a whole answer that
 * says something else. */
static void check_service_answers(void **state)
{
	struct builder expected = {0};
	struct service *service;
	struct error error = {0};

	(void)state;
	assert_success(service_make(&service, book.policy, &error), &error);
	answer(service, &expected);
	for (uint64_t n = 1; n < 200; n++) {
		struct builder out = {0};
		bool faulty = false;
		int result;

		memory_fail_at(n);
		result = service_answer(service, slice_of(LINE), &out, &faulty,
					&error);
		if (!failed(result, &error))
			assert_true(slice_equal(builder_slice(&out),
						builder_slice(&expected)));
		builder_release(&out);
	}
	service_free(service);
	builder_release(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_notice),
		cmocka_unit_test(check_policy),
		cmocka_unit_test(check_plan),
		cmocka_unit_test(check_space),
		cmocka_unit_test(check_decide),
		cmocka_unit_test(check_service),
		cmocka_unit_test(check_service_answers),
	};
	int failures;

	lawbook_dictionary(&book, slice_of(LAW));
	lawbook_notice(&book, slice_of(NOTICE));
	lawbook_policy(&book);
	if (book.policy == NULL)
		return 1;
	failures =
		cmocka_run_group_tests_name("policy faults", tests, NULL, NULL);
	lawbook_release(&book);
	return failures;
}

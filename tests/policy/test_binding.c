/* Bindings of many pupils: those that come to the same are told apart by
 * nothing, and a batch says which each pupil has. */
#include "tests/test.h"

#include <stdlib.h>

#include "base/date.h"
#include "policy/plan_parts.h"
#include "policy/pupil.h"
#include "tests/policy/lawbook.h"

enum { BINDINGS = 300, PUPILS = 900 };

static const char LAW[] =
	"gateway a { to council for statistics; data learning, health }\n";
static const char NOTICE[] =
	"notice \"N\" version 1 from 2018-01-01\n"
	"controller \"C\" school\n"
	"share with council { send learning, health; for statistics }\n";

static const struct slice council = SLICE_INIT("council");

struct bench {
	struct lawbook book;
	struct source sources[3];
	struct onward_terms onward[3];
	struct licence licences[3]; /* named, pupil level, to nobody */
	struct bound bounds[3];
	struct binding bindings[BINDINGS]; /* each the licence of its number */
	struct request request;
	struct plan *plan;
};

static int set_up(void **state)
{
	static const char *const names[] = {"received from shop",
					    "received from youth",
					    "received from police"};
	struct bench *bench = calloc(1, sizeof(*bench));
	struct error error = {0};
	uint16_t learning;

	assert_non_null(bench);
	lawbook_dictionary(&bench->book, slice_of(LAW));
	lawbook_notice(&bench->book, slice_of(NOTICE));
	lawbook_policy(&bench->book);
	assert_non_null(bench->book.policy);
	learning = dictionary_find(bench->book.dictionary, KIND_CATEGORY,
				   SLICE("learning"));
	for (int i = 0; i < 3; i++) {
		bench->sources[i].name = slice_of(names[i]);
		bench->onward[i] = (struct onward_terms){
			.bodies = &council,
			.body_count = 1,
			.level = {i == 1 ? LEVEL_PUPIL : LEVEL_NAMED,
				  DICTIONARY_NONE}};
		bench->licences[i] =
			(struct licence){.level = level_named(),
					 .onward = &bench->onward[i],
					 .onward_count = i == 2 ? 0 : 1,
					 .delete_by = DATE_NONE,
					 .clause = {&bench->sources[i], 0, 0}};
		bench->bounds[i] =
			(struct bound){learning, &bench->licences[i]};
	}
	for (int i = 0; i < BINDINGS; i++)
		bench->bindings[i] = (struct binding){&bench->bounds[i % 3], 1};
	bench->request = (struct request){
		.recipient = council,
		.purpose = SLICE("statistics"),
		.date = date_from_civil(2026, 1, 15),
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
		.bindings = bench->bindings,
		.binding_count = BINDINGS,
	};
	assert_success(plan_make(&bench->plan, bench->book.policy,
				 &bench->request, &error),
		       &error);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	plan_free(bench->plan);
	lawbook_release(&bench->book);
	free(bench);
	return 0;
}

/* Nothing, at pupil level, nowhere: three of three hundred. */
static void bindings_that_come_to_the_same_have_one_number(void **state)
{
	const struct bench *bench = *state;

	assert_int_equal(bench->plan->restriction_count, 3);
	assert_int_equal(bench->plan->bound_bits, 2);
	for (int i = 0; i < BINDINGS; i++)
		assert_int_equal(bench->plan->restriction_of[i], i % 3);
}

static void check_answer(const struct bench *bench, uint16_t binding,
			 const struct decision *decision)
{
	bool own = binding == BINDING_OWN;
	uint16_t marks = dictionary_find(bench->book.dictionary, KIND_FIELD,
					 SLICE("marks"));

	assert_int_equal(decision->outcome, OUTCOME_PERMIT);
	assert_int_equal(decision->level.kind,
			 !own && binding % 3 == 1 ? LEVEL_PUPIL : LEVEL_NAMED);
	assert_int_equal(field_set_has(&decision->released, marks),
			 own || binding % 3 != 2);
	if (!own && binding % 3 == 2)
		assert_int_equal(decision->verdicts[marks].reason,
				 REASON_NOT_GRANTED);
}

static void each_pupil_of_a_batch_has_its_own(void **state)
{
	const struct bench *bench = *state;
	uint16_t binding[BATCH_PUPILS] = {0};
	uint32_t decisions[BATCH_PUPILS];
	struct error error = {0};
	struct batch batch = {
		.count = PUPILS,
		.collected_all = bench->request.date,
		.binding = binding,
	};

	for (int i = 0; i < PUPILS; i++)
		binding[i] =
			(uint16_t)(i % 4 == 3 ? BINDING_OWN : i * 7 % BINDINGS);
	assert_success(plan_decide(bench->plan, &batch, decisions, &error),
		       &error);
	for (int i = 0; i < PUPILS; i++)
		check_answer(bench, binding[i],
			     plan_decision(bench->plan, decisions[i]));
	assert_int_equal(plan_decision_count(bench->plan), 3);
}

static void without_a_column_all_is_the_controllers_own(void **state)
{
	const struct bench *bench = *state;
	uint32_t decisions[BATCH_PUPILS];
	struct error error = {0};
	struct batch batch = {
		.count = 2,
		.collected_all = bench->request.date,
	};

	assert_success(plan_decide(bench->plan, &batch, decisions, &error),
		       &error);
	check_answer(bench, BINDING_OWN,
		     plan_decision(bench->plan, decisions[1]));
}

static void what_the_terms_say_can_be_told(void **state)
{
	const struct bench *bench = *state;
	struct terms_said said;

	assert_true(plan_terms_said(bench->plan, 1, 0, &said));
	assert_true(said.granted);
	assert_int_equal(said.level.kind, LEVEL_PUPIL);
	assert_false(plan_terms_said(bench->plan, 1, 1, &said));
	assert_true(plan_terms_said(bench->plan, 2, 0, &said));
	assert_false(said.granted);
	assert_true(slice_is(said.clause.source->name, "received from police"));
	assert_false(plan_terms_said(bench->plan, BINDING_OWN, 0, &said));
}

/* Categories that nobody asks for make no difference. */
static void what_is_not_asked_for_is_not_restricted(void **state)
{
	struct bench *bench = *state;
	struct field_set weight = {0};
	struct error error = {0};

	field_set_add(&weight, dictionary_find(bench->book.dictionary,
					       KIND_FIELD, SLICE("weight")));
	bench->request.fields = &weight;
	plan_free(bench->plan);
	bench->plan = NULL;
	assert_success(plan_make(&bench->plan, bench->book.policy,
				 &bench->request, &error),
		       &error);
	assert_int_equal(bench->plan->restriction_count, 1);
	assert_int_equal(bench->plan->bound_bit, NO_BIT);
}

/* From one place, at one time, under two agreements. */
static void terms_from_one_place_are_told_apart_by_their_level(void **state)
{
	const struct bench *bench = *state;
	static const enum level_kind levels[] = {LEVEL_PUPIL, LEVEL_INSIDE};
	struct onward_terms onward[2] = {bench->onward[1], bench->onward[1]};
	struct licence licences[2] = {bench->licences[1], bench->licences[1]};
	struct bound bounds[2] = {bench->bounds[1], bench->bounds[1]};
	struct binding bindings[2] = {{&bounds[0], 1}, {&bounds[1], 1}};
	struct request request = bench->request;
	struct error error = {0};
	struct plan *plan;

	request.bindings = bindings;
	request.binding_count = 2;
	for (int i = 0; i < 2; i++) {
		onward[i].level.kind = levels[i];
		licences[i].onward = &onward[i];
		bounds[i].licence = &licences[i];
	}
	assert_success(plan_make(&plan, bench->book.policy, &request, &error),
		       &error);
	for (uint16_t i = 0; i < 2; i++) {
		const struct decision *decision;
		struct pupil pupil;

		pupil_init(&pupil);
		pupil.binding = i;
		for (int c = 0; c < CATEGORY_LIMIT; c++)
			pupil.collected[c] = request.date;
		assert_success(plan_decide_one(plan, &pupil, &decision, &error),
			       &error);
		assert_int_equal(decision->level.kind, levels[i]);
	}
	plan_free(plan);
}

#define WITH_PLAN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAN(bindings_that_come_to_the_same_have_one_number),
		WITH_PLAN(each_pupil_of_a_batch_has_its_own),
		WITH_PLAN(without_a_column_all_is_the_controllers_own),
		WITH_PLAN(what_the_terms_say_can_be_told),
		WITH_PLAN(terms_from_one_place_are_told_apart_by_their_level),
		WITH_PLAN(what_is_not_asked_for_is_not_restricted),
	};

	return cmocka_run_group_tests_name("policy binding", tests, NULL, NULL);
}

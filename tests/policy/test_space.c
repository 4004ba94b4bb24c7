/* Every pupil is in one cell, and a cell has one answer. */
#include "tests/test.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "policy/space.h"
#include "policy/space_parts.h"
#include "tests/policy/invented_case.h"
#include "tests/policy/lawbook.h"

static char path[] = SCRATCH "space-XXXXXX";

/* --- the notice of Kent ------------------------------------------------------- */

static struct lawbook kent;

static int read_kent(void **state)
{
	(void)state;
	lawbook_england(&kent);
	lawbook_notice_file(
		&kent, SLICE("demo/notices/kent-alternative-provision.notice"));
	lawbook_policy(&kent);
	return kent.policy == NULL;
}

static int done(void **state)
{
	(void)state;
	lawbook_release(&kent);
	lawbook_done();
	return 0;
}

static struct request asked(const char *recipient, const char *purpose)
{
	return (struct request){
		.recipient = slice_of(recipient),
		.purpose = slice_of(purpose),
		.date = date_from_civil(2020, 1, 15),
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
}

/* The set of cells in which a field is released. */
static void releasing(struct space *space, struct plan *plan, uint16_t field,
		      struct cell_set *set)
{
	uint32_t *decisions =
		memory_array(space_size(space), sizeof(*decisions));

	assert_non_null(decisions);
	assert_success(space_decide(space, 0, decisions, NULL), NULL);
	assert_success(space_set(space, set, NULL), NULL);
	for (uint32_t cell = 0; cell < space_size(space); cell++) {
		const struct decision *decision =
			plan_decision(plan, decisions[cell]);

		if (field_set_has(&decision->released, field))
			cell_set_add(set, cell);
	}
	memory_free(decisions);
}

struct saying {
	const char *label, *recipient, *purpose, *field, *condition, *example;
};

static struct saying sayings[] = {
	{"a name yields to no objection, but to a refusal", "youth-support",
	 "youth-support-services", "pupil.surname",
	 "age >= 13 and age < 20, not restricted, without refusal; or "
	 "age >= 13 and age < 25 and learning-difficulty, not restricted, "
	 "without refusal",
	 "a pupil of 14"},
	{"a telephone number yields to an objection", "youth-support",
	 "youth-support-services", "pupil.mobile",
	 "age >= 13 and age < 20, without objection, refusal or restriction; "
	 "or age >= 13 and age < 25 and learning-difficulty, without "
	 "objection, refusal or restriction",
	 "a pupil of 14"},
	{"what the law requires asks nothing of a pupil", "department",
	 "school-funding", "pupil.upn", "every pupil", "a pupil"},
	{"what nobody promised reaches nobody", "inspectorate", "inspection",
	 "pupil.sex", "no pupil", NULL},
};

static void check_saying(void **state)
{
	const struct saying *saying = *state;
	struct request request = asked(saying->recipient, saying->purpose);
	struct builder said = {0};
	struct error error = {0};
	struct cell_set set;
	struct space *space;
	struct plan *plan;
	uint16_t field = dictionary_find(kent.dictionary, KIND_FIELD,
					 slice_of(saying->field));

	assert_int_not_equal(field, DICTIONARY_NONE);
	assert_success(plan_make(&plan, kent.policy, &request, &error), &error);
	assert_success(space_make(&space, &plan, 1, NULL, &error), &error);
	assert_true(space_whole(space));
	releasing(space, plan, field, &set);
	assert_success(space_say(space, &set, &said, &error), &error);
	assert_string_equal(builder_text(&said), saying->condition);
	builder_clear(&said);
	if (saying->example != NULL) {
		assert_success(space_say_cell(space, space_example(space, &set),
					      &set, &said, &error),
			       &error);
		assert_string_equal(builder_text(&said), saying->example);
	}
	builder_release(&said);
	space_free(space);
	plan_free(plan);
}

/* --- invented laws -------------------------------------------------------------- */

enum { LAWS = 150, REQUESTS = 3, PUPILS = 12 };

struct trial {
	struct choices choices;
	struct invented_case invented;
	struct invented_request asked;
	struct plan *plan;
	struct space *space;
	uint32_t *decisions;
	unsigned long seed;
};

/* Data whose day of collection nobody knows, and notices given by the day. */
static void settle_told(const struct trial *trial, struct pupil *pupil)
{
	int32_t date = trial->asked.request.date;

	for (int c = 0; c < CATEGORY_LIMIT; c++)
		pupil->collected[c] = DATE_NONE;
	for (size_t v = 0; v < trial->invented.notice_count; v++) {
		const struct notice *notice =
			trial->invented.policy->notices[v].notice;

		pupil->served[v] =
			pupil->served[v] != DATE_NONE && notice->from <= date
				? date
				: DATE_NONE;
	}
}

static bool same_verdict(const struct verdict *a, const struct verdict *b)
{
	return a->gate == b->gate && a->reason == b->reason &&
	       a->clause.source == b->clause.source &&
	       a->clause.start == b->clause.start;
}

static bool same_answer(const struct trial *trial, const struct decision *a,
			const struct decision *b)
{
	if (a->outcome != b->outcome || !level_equal(a->level, b->level) ||
	    memcmp(&a->released, &b->released, sizeof(a->released)) != 0 ||
	    a->obligation_count != b->obligation_count)
		return false;
	for (size_t i = 0; i < a->obligation_count; i++)
		if (a->obligations[i].kind != b->obligations[i].kind ||
		    a->obligations[i].clause.start !=
			    b->obligations[i].clause.start ||
		    a->obligations[i].date != b->obligations[i].date)
			return false;
	if (field_set_empty(plan_possible(trial->plan)))
		return true; /* why nothing leaves is not asked */
	for (uint16_t f = field_set_next(&a->requested, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&a->requested, (uint16_t)(f + 1)))
		if (!same_verdict(&a->verdicts[f], &b->verdicts[f]))
			return false;
	return true;
}

static void check_pupil(struct trial *trial)
{
	const struct decision *decision;
	struct pupil pupil;
	uint32_t cell;

	invent_pupil(&trial->choices, &trial->invented, &trial->asked, &pupil);
	settle_told(trial, &pupil);
	cell = space_find(trial->space, 0, &pupil);
	if (cell == UINT32_MAX) {
		assert_false(space_whole(trial->space));
		return;
	}
	assert_success(plan_decide_one(trial->plan, &pupil, &decision, NULL),
		       NULL);
	if (!same_answer(trial, decision,
			 plan_decision(trial->plan, trial->decisions[cell])))
		fail_msg("seed %lu: a pupil is decided otherwise than its cell",
			 trial->seed);
}

/* A cell's own pupil is found in it, and alone has the cell's answer. */
static void check_cells(struct trial *trial)
{
	for (int i = 0; i < PUPILS; i++) {
		uint32_t cell =
			choose(&trial->choices, space_size(trial->space));
		const struct decision *decision;
		struct pupil pupil;

		space_pupil(trial->space, 0, cell, &pupil);
		assert_int_equal(space_find(trial->space, 0, &pupil), cell);
		assert_success(
			plan_decide_one(trial->plan, &pupil, &decision, NULL),
			NULL);
		assert_true(same_answer(
			trial, decision,
			plan_decision(trial->plan, trial->decisions[cell])));
	}
}

/* The boxes of a set hold what is in it and nothing else. */
static void check_cover(struct trial *trial)
{
	uint16_t field = field_set_next(plan_requested(trial->plan), 0);
	struct boxes boxes;
	struct cell_set set;

	if (field == DICTIONARY_NONE || space_size(trial->space) > 20000)
		return;
	releasing(trial->space, trial->plan, field, &set);
	assert_success(space_cover(trial->space, &set, &boxes, NULL), NULL);
	for (uint32_t cell = 0; cell < space_size(trial->space); cell++) {
		bool found = false;

		for (size_t b = 0; b < boxes.count && !found; b++)
			found = space_box_has(trial->space, &boxes.list[b],
					      boxes.axes, cell);
		if (found != cell_set_has(&set, cell))
			fail_msg("seed %lu: cell %u is said wrongly",
				 trial->seed, cell);
	}
}

static unsigned long whole, split;

static void check_request(struct trial *trial)
{
	const struct space_options options = {.told = SPACE_TOLD_EACH,
					      .most = 1 << 16};
	struct error error = {0};

	invent_request(&trial->choices, &trial->invented, &trial->asked);
	/* A space is that of the controller's own data. */
	trial->asked.request.binding_count = 0;
	trial->asked.states_controller = false;
	if (plan_make(&trial->plan, trial->invented.policy,
		      &trial->asked.request, &error) != 0)
		return;
	assert_success(
		space_make(&trial->space, &trial->plan, 1, &options, &error),
		&error);
	whole += space_whole(trial->space);
	split += space_size(trial->space) > 1;
	trial->decisions = memory_array(space_size(trial->space),
					sizeof(*trial->decisions));
	assert_success(space_decide(trial->space, 0, trial->decisions, &error),
		       &error);
	for (int i = 0; i < PUPILS; i++)
		check_pupil(trial);
	check_cells(trial);
	check_cover(trial);
	memory_free(trial->decisions);
	space_free(trial->space);
	plan_free(trial->plan);
}

static void check_invented(void **state)
{
	(void)state;
	for (unsigned long seed = 1; seed <= LAWS; seed++) {
		struct trial trial = {.choices = {.state = seed}, .seed = seed};

		assert_int_equal(invented_case_make(&trial.invented,
						    &trial.choices, path),
				 0);
		assert_non_null(trial.invented.policy);
		for (int i = 0; i < REQUESTS; i++)
			check_request(&trial);
		invented_case_release(&trial.invented);
	}
	assert_in_range(split, LAWS / 2, LAWS * REQUESTS);
	assert_in_range(whole, LAWS * REQUESTS / 2, LAWS * REQUESTS);
}

int main(void)
{
	struct CMUnitTest tests[8] = {
		cmocka_unit_test_prestate(check_invented, NULL),
	};
	size_t count = 1;
	int file = mkstemp(path);
	int failures;

	if (file < 0)
		return 1;
	close(file);
	for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++)
		tests[count++] = (struct CMUnitTest){
			.name = sayings[i].label,
			.test_func = check_saying,
			.initial_state = &sayings[i],
		};
	failures = _cmocka_run_group_tests("policy space", tests, count,
					   read_kent, done);
	unlink(path);
	return failures;
}

/*
 * Two invented notices compared, against many pupils asked of both: where the
 * comparison tells of no difference there is none, every example differs, and
 * every pupil that is answered otherwise lies among those it tells of.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "policy/compare_parts.h"
#include "policy/pupil.h"
#include "tests/policy/invented_case.h"
#include "tests/policy/lawbook.h"

enum { LAWS = 50, ASKED = 30, CELLS = 1 << 8 };

static char path[] = SCRATCH "compare-XXXXXX";
static char second_path[] = SCRATCH "compare-XXXXXX";
static unsigned long first_seed = 1, last_seed = LAWS;

static struct {
	unsigned long pairs, same, exact, asked, differed;
	unsigned long kinds[CHANGE_KIND_COUNT], flows[FLOW_KIND_COUNT];
} seen;

struct pair {
	unsigned long seed;
	struct choices choices;
	struct arena arena;
	struct invented_case laws[2]; /* the second for a change of law */
	struct findings findings;
	struct compare_request request;
	struct notice_comparison *comparison;
};

/* --- two notices ------------------------------------------------------------------ */

/* A copy without one of its lines, mostly a clause. */
static void drop_line(struct choices *choices, struct slice text,
		      struct builder *out)
{
	struct slice rest = text;
	unsigned int lines = 0, dropped;

	while (rest.len > 0) {
		slice_cut(&rest, '\n');
		lines++;
	}
	dropped = choose(choices, lines);
	for (unsigned int i = 0; text.len > 0; i++) {
		struct slice line = slice_cut(&text, '\n');

		if (i == dropped && line.len > 0 && line.at[0] == ' ')
			continue;
		builder_add(out, line);
		builder_add_byte(out, '\n');
	}
}

static const struct notice *read_text(struct pair *pair, const char *name,
				      struct slice text,
				      const struct dictionary *dictionary)
{
	struct error error = {0};
	struct source *source;
	struct notice *notice;

	assert_success(source_from_text(&source, slice_of(name), text,
					&pair->arena, &error),
		       &error);
	assert_success(notice_read(&notice, source, dictionary, &pair->arena,
				   &pair->findings, &error),
		       &error);
	return notice;
}

static void swap_sides(struct compare_request *request)
{
	struct compare_request before = *request;

	for (int side = 0; side < COMPARE_SIDES; side++) {
		request->notices[side] = before.notices[1 - side];
		request->dictionaries[side] = before.dictionaries[1 - side];
	}
}

/* The same notice with a line less, another notice, or another law. */
static bool make_pair(struct pair *pair)
{
	struct invented_case *law = &pair->laws[0];
	struct compare_request *request = &pair->request;
	struct builder other = {0};
	struct slice text;

	assert_int_equal(invented_case_make(law, &pair->choices, path), 0);
	if (law->policy == NULL || law->notice_count == 0)
		return false;
	text = builder_slice(&law->notice_texts[0]);
	pair->findings = findings_in(&pair->arena);
	request->on = invent_date(&pair->choices);
	request->most = CELLS;
	request->dictionaries[COMPARE_OLD] = law->dictionary;
	request->dictionaries[COMPARE_NEW] = law->dictionary;
	if (pair->seed % 3 == 0) {
		assert_int_equal(invented_case_make(&pair->laws[1],
						    &pair->choices,
						    second_path),
				 0);
		if (pair->laws[1].dictionary == NULL)
			return false;
		request->dictionaries[COMPARE_NEW] = pair->laws[1].dictionary;
		builder_add(&other, text);
	} else if (pair->seed % 3 == 1 && law->notice_count > 1) {
		builder_add(&other, builder_slice(&law->notice_texts[1]));
	} else {
		drop_line(&pair->choices, text, &other);
	}
	request->notices[COMPARE_OLD] = read_text(
		pair, "old.notice", text, request->dictionaries[COMPARE_OLD]);
	request->notices[COMPARE_NEW] =
		read_text(pair, "new.notice", builder_slice(&other),
			  request->dictionaries[COMPARE_NEW]);
	builder_release(&other);
	/* Lines are added as often as they are dropped. */
	if (chance(&pair->choices, 50))
		swap_sides(request);
	return pair->findings.errors == 0;
}

/* --- asking both ------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each once, whatever the order of the rules. */
static void write_obligations(const struct decision *decision,
			      struct builder *out)
{
	struct builder texts[OBLIGATION_LIMIT] = {0};
	const char *list[OBLIGATION_LIMIT];
	size_t count = decision->obligation_count;

	assert_in_range(count, 0, OBLIGATION_LIMIT);
	for (size_t i = 0; i < count; i++) {
		obligation_write(&decision->obligations[i], &texts[i]);
		list[i] = builder_text(&texts[i]);
	}
	qsort(list, count, sizeof(list[0]), by_text);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(list[i], list[i - 1]) != 0)
			builder_add_format(out, "; %s", list[i]);
	for (size_t i = 0; i < count; i++)
		builder_release(&texts[i]);
}

/* What comes of an answer, as a text in which names stand for indexes. */
static void write_answer(struct plan *plan, const struct decision *decision,
			 struct builder *out)
{
	const struct dictionary *dictionary = plan->dictionary;
	const struct field_set *released = &decision->released;

	if (decision->outcome != OUTCOME_PERMIT)
		return;
	level_write(dictionary, decision->level, out);
	for (uint16_t f = field_set_next(released, 0); f != DICTIONARY_NONE;
	     f = field_set_next(released, (uint16_t)(f + 1)))
		builder_add_format(out, " %.*s",
				   SLICE_ARGS(dictionary->fields[f].name));
	write_obligations(decision, out);
}

static bool is_told(const struct flow *flow, size_t situation, uint32_t cell)
{
	for (size_t i = 0; i < flow->difference_count; i++)
		if (flow->differences[i].situation == situation &&
		    cell_set_has(&flow->differences[i].cells, cell))
			return true;
	return false;
}

/* Whether the two notices answer a pupil otherwise. */
static bool differ(struct pair *pair, const struct request *request,
		   const struct pupil pupils[COMPARE_SIDES])
{
	struct builder answers[COMPARE_SIDES] = {0};
	bool result;

	for (int side = 0; side < COMPARE_SIDES; side++) {
		const struct decision *decision;
		struct error error = {0};
		struct plan *plan;

		assert_success(plan_make(&plan,
					 pair->comparison->policies[side],
					 request, &error),
			       &error);
		assert_success(
			plan_decide_one(plan, &pupils[side], &decision, &error),
			&error);
		write_answer(plan, decision, &answers[side]);
		plan_free(plan);
	}
	result = !slice_equal(builder_slice(&answers[0]),
			      builder_slice(&answers[1]));
	builder_release(&answers[0]);
	builder_release(&answers[1]);
	return result;
}

static void tell_families(const struct pair *pair, struct pupil *pupil)
{
	for (int c = 0; c < CATEGORY_LIMIT; c++)
		pupil->collected[c] = DATE_NONE;
	pupil->served[0] = pair->comparison->summary.on;
}

static struct request request_in(const struct pair *pair,
				 const struct flow *flow, size_t situation,
				 struct grant *grants)
{
	struct request request = {
		.recipient = flow->recipient,
		.purpose = flow->purpose,
		.date = pair->comparison->summary.on,
		.controller_kind = DICTIONARY_NONE,
	};

	situation_ask(&flow->situations, situation, &request, grants);
	return request;
}

static void check_pupil(struct pair *pair, const struct flow *flow)
{
	struct invented_request asked = {0};
	struct grant grants[SITUATION_NEEDS];
	size_t situation =
		choose(&pair->choices, (unsigned int)flow->situations.count);
	struct request request = request_in(pair, flow, situation, grants);
	struct pupil pupils[COMPARE_SIDES];
	uint32_t cell;
	bool told;

	asked.request = request;
	invent_pupil(&pair->choices, &pair->laws[0], &asked, &pupils[0]);
	tell_families(pair, &pupils[0]);
	cell = space_find(flow->space, COMPARE_OLD, &pupils[0]);
	if (cell == UINT32_MAX)
		return;
	/* Both dictionaries state the same facts in the same order. */
	pupils[1] = pupils[0];
	if (space_find(flow->space, COMPARE_NEW, &pupils[1]) != cell)
		space_pupil(flow->space, COMPARE_NEW, cell, &pupils[1]);
	told = is_told(flow, situation, cell);
	seen.asked++;
	if (told != differ(pair, &request, pupils))
		fail_msg("seed %lu: %s for '%.*s' to '%.*s'", pair->seed,
			 told ? "told, and nothing differs"
			      : "not told, and something differs",
			 SLICE_ARGS(flow->purpose),
			 SLICE_ARGS(flow->recipient));
	seen.differed += told;
}

/* The example of a difference: plain as it is, both answer it otherwise. */
static void check_example(struct pair *pair, const struct flow *flow,
			  const struct difference *difference)
{
	uint32_t cell = space_example(flow->space, &difference->cells);
	struct grant grants[SITUATION_NEEDS];
	struct request request;
	struct pupil pupils[COMPARE_SIDES];

	if (difference->group != FLOW_GROUPS)
		return;
	request = request_in(pair, flow, difference->situation, grants);
	for (int side = 0; side < COMPARE_SIDES; side++)
		space_pupil(flow->space, (size_t)side, cell, &pupils[side]);
	if (!differ(pair, &request, pupils))
		fail_msg("seed %lu: an example does not differ", pair->seed);
}

/* A flow is told of when anything in it differs, and only then. */
static void check_told(struct pair *pair, const struct flow *flow)
{
	const struct flow_change *change;
	bool found = false, promise = false;

	for (size_t i = 0;
	     (change = comparison_flow(pair->comparison, i)) != NULL; i++)
		for (size_t p = 0; p < change->purpose_count; p++)
			if (slice_equal(change->recipient, flow->recipient) &&
			    slice_equal(change->purposes[p], flow->purpose)) {
				found = true;
				promise = change->changes[0].case_count == 0;
			}
	if (flow->difference_count > 0 && (!found || promise))
		fail_msg("seed %lu: a difference is not told", pair->seed);
	if (flow->difference_count == 0 && found && !promise)
		fail_msg("seed %lu: a change is told that is none", pair->seed);
}

static void check_flow(struct pair *pair, struct slice recipient,
		       struct slice purpose)
{
	struct error error = {0};
	struct flow flow;

	if (flow_ask(&flow, pair->comparison, recipient, purpose, &error) !=
	    0) {
		assert_int_equal(error.code, ERROR_INPUT);
		flow_release(&flow);
		return;
	}
	seen.exact += flow.whole;
	check_told(pair, &flow);
	for (size_t i = 0; i < flow.difference_count; i++)
		check_example(pair, &flow, &flow.differences[i]);
	for (int i = 0; flow.group_count > 0 && i < ASKED; i++)
		check_pupil(pair, &flow);
	flow_release(&flow);
}

static void count_changes(const struct notice_comparison *comparison)
{
	const struct flow_change *flow;

	for (size_t i = 0; (flow = comparison_flow(comparison, i)) != NULL;
	     i++) {
		seen.flows[flow->kind]++;
		for (size_t c = 0; c < flow->change_count; c++)
			seen.kinds[flow->changes[c].kind]++;
	}
	seen.same += comparison_same(comparison);
}

static void check_pair(struct pair *pair)
{
	static const char *const bodies[] = {"b0", "b1", "b2"};
	static const char *const purposes[] = {"p0", "p1", "p2", "p3"};
	struct error error = {0};

	assert_success(compare_notices(&pair->comparison, &pair->request,
				       &pair->findings, &error),
		       &error);
	assert_non_null(pair->comparison);
	seen.pairs++;
	count_changes(pair->comparison);
	for (size_t b = 0; b < 3; b++)
		for (size_t p = 0; p < 4; p++)
			check_flow(pair, slice_of(bodies[b]),
				   slice_of(purposes[p]));
}

static void check_pairs(void **state)
{
	(void)state;
	for (unsigned long seed = first_seed; seed <= last_seed; seed++) {
		struct pair pair = {.seed = seed, .choices = {.state = seed}};

		if (make_pair(&pair))
			check_pair(&pair);
		comparison_free(pair.comparison);
		invented_case_release(&pair.laws[0]);
		invented_case_release(&pair.laws[1]);
		arena_release(&pair.arena);
	}
}

/* What never comes up is not compared. */
static void check_coverage(void **state)
{
	(void)state;
	if (first_seed == last_seed)
		not_run("one seed alone");
	assert_in_range(seen.kinds[CHANGE_SENT], 5, seen.asked);
	assert_in_range(seen.kinds[CHANGE_WITHHELD], 5, seen.asked);
	assert_in_range(seen.kinds[CHANGE_OBLIGED], 5, seen.asked);
	assert_in_range(seen.kinds[CHANGE_FREED], 5, seen.asked);
	assert_in_range(seen.kinds[CHANGE_PROMISED], 5, seen.asked);
	assert_in_range(seen.kinds[CHANGE_UNPROMISED], 5, seen.asked);
	assert_in_range(seen.kinds[CHANGE_REVEALED] +
				seen.kinds[CHANGE_COVERED] +
				seen.kinds[CHANGE_LEVEL],
			3, seen.asked);
	assert_in_range(seen.flows[FLOW_BEGINS], 3, seen.asked);
	assert_in_range(seen.flows[FLOW_ENDS], 3, seen.asked);
	assert_in_range(seen.flows[FLOW_WIDENS] + seen.flows[FLOW_NARROWS], 2,
			seen.asked);
	print_message("# %lu pairs, %lu same, %lu pupils asked, %lu differ\n",
		      seen.pairs, seen.same, seen.asked, seen.differed);
	assert_in_range(seen.differed, seen.asked / 20, seen.asked);
	assert_in_range(seen.same, 3, seen.pairs);
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(check_pairs, NULL),
		cmocka_unit_test_prestate(check_coverage, NULL),
	};
	int files[] = {mkstemp(path), mkstemp(second_path)};
	int failures;

	if (files[0] < 0 || files[1] < 0)
		return 1;
	close(files[0]);
	close(files[1]);
	if (count > 1)
		first_seed = last_seed = strtoul(arguments[1], NULL, 10);
	failures = cmocka_run_group_tests_name("policy compare notices", tests,
					       NULL, NULL);
	unlink(path);
	unlink(second_path);
	return failures;
}

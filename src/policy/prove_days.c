/* Where time is cut: a decision stays the same from one cut to the next. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "policy/prove_parts.h"

struct cuts {
	struct prover *prover;
	int32_t *list;
	size_t count, capacity;
	bool failed;
	bool births; /* dates of birth are compared with days */
};

static void cut(struct cuts *cuts, int32_t day)
{
	struct proof *proof = cuts->prover->proof;
	int32_t *list;

	if (day <= proof->from || day > proof->to || cuts->failed)
		return;
	list = arena_grow(cuts->prover->arena, cuts->list, cuts->count,
			  &cuts->capacity, sizeof(*list));
	if (list == NULL) {
		cuts->failed = true;
		return;
	}
	cuts->list = list;
	list[cuts->count++] = day;
}

/* Something is so from its first day to its last. */
static void cut_period(struct cuts *cuts, int32_t from, int32_t to)
{
	if (from != DATE_NONE)
		cut(cuts, from);
	if (to != DATE_NONE && to < INT32_MAX)
		cut(cuts, to + 1);
}

/* What a rule names for small counts, or what takes its place, may not be in use:
 * then nothing goes in tables. */
static void cut_profiles(struct cuts *cuts, const struct profile *profiles,
			 size_t count)
{
	for (size_t i = 0; i < count; i++)
		cut_period(cuts, profiles[i].from, profiles[i].to);
}

static void cut_dictionary(struct cuts *cuts)
{
	const struct dictionary *dictionary = cuts->prover->dictionary;

	for (uint16_t i = 0; i < dictionary->law_count; i++)
		cut_period(cuts, dictionary->laws[i].from,
			   dictionary->laws[i].to);
	for (uint16_t i = 0; i < dictionary->purpose_count; i++)
		cut_period(cuts, dictionary->purposes[i].from,
			   dictionary->purposes[i].to);
	for (uint16_t i = 0; i < dictionary->body_count; i++)
		for (uint16_t h = 0; h < dictionary->bodies[i].holder_count;
		     h++)
			cut_period(cuts, dictionary->bodies[i].holders[h].from,
				   dictionary->bodies[i].holders[h].to);
	cut_profiles(cuts, dictionary->profiles, dictionary->profile_count);
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (field_set_has(&cuts->prover->assertion->fields, i))
			cut_period(cuts, dictionary->fields[i].collected_from,
				   dictionary->fields[i].collected_to);
}

/* An approval that can no longer be given runs out some time later. */
static void cut_approvals(struct cuts *cuts)
{
	const struct dictionary *dictionary = cuts->prover->dictionary;

	for (uint16_t i = 0; i < dictionary->approval_count; i++) {
		const struct approval *approval = &dictionary->approvals[i];

		cut_period(cuts, approval->from, approval->to);
		if (approval->to == DATE_NONE)
			continue;
		cut(cuts,
		    date_add_months(approval->to, approval->lasts_months) +
			    approval->lasts_days);
	}
}

/* An objection cannot have been stated on a day to come: one that a rule
 * accepts no more is there only from the day after (C09). */
static void cut_rules(struct cuts *cuts, const struct compiled_rule *rules,
		      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &rules[i].rule;

		cut_period(cuts, rule->from, rule->to);
		for (size_t o = 0; o < rule->objection_count; o++)
			cut_period(cuts, rule->objections[o].stated.from,
				   rule->objections[o].stated.to);
	}
}

static void cut_policy(struct cuts *cuts, const struct policy *policy)
{
	cut_rules(cuts, policy->gateways, policy->gateway_count);
	cut_rules(cuts, policy->prohibitions, policy->prohibition_count);
	for (size_t i = 0; i < policy->notice_count; i++) {
		const struct compiled_notice *notice = &policy->notices[i];

		cut_period(cuts, notice->notice->from,
			   policy_notice_end(policy, i));
		cut_rules(cuts, notice->shares, notice->notice->share_count);
		cut_rules(cuts, notice->prohibitions,
			  notice->notice->prohibition_count);
		cut_profiles(cuts, notice->notice->profiles,
			     notice->notice->profile_count);
	}
}

/* --- dates of birth that are compared with days --------------------------------- */

/* Days and ages that conditions ask of the date of birth. */
struct births {
	struct cuts *cuts;
	uint16_t fact;
	int32_t *days;
	size_t day_count, day_capacity;
	int32_t *ages;
	size_t age_count, age_capacity;
};

static void keep(struct births *births, int32_t **list, size_t *count,
		 size_t *capacity, int32_t value)
{
	int32_t *grown;

	for (size_t i = 0; i < *count; i++)
		if ((*list)[i] == value)
			return;
	grown = arena_grow(births->cuts->prover->arena, *list, *count, capacity,
			   sizeof(*grown));
	if (grown == NULL) {
		births->cuts->failed = true;
		return;
	}
	*list = grown;
	grown[(*count)++] = value;
}

static void keep_age(struct births *births, int32_t age)
{
	if (age >= 0 && age < 200)
		keep(births, &births->ages, &births->age_count,
		     &births->age_capacity, age);
}

static void keep_day(struct births *births, int32_t day)
{
	if (day > INT32_MIN / 2 && day < INT32_MAX / 2)
		keep(births, &births->days, &births->day_count,
		     &births->day_capacity, day);
}

static void look_at_program(struct births *births,
			    const struct condition_program *program)
{
	for (size_t i = 0; i < program->count; i++) {
		const struct condition_step *step = &program->steps[i];

		if (step->operation == OPERATION_AGE) {
			keep_age(births, step->low);
			keep_age(births,
				 step->high < INT32_MAX ? step->high + 1 : -1);
		} else if (step->operation == OPERATION_RANGE &&
			   step->fact == births->fact) {
			keep_day(births, step->low);
			keep_day(births, step->high < INT32_MAX ? step->high + 1
								: INT32_MAX);
		}
	}
}

static void look_at_rules(struct births *births,
			  const struct compiled_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &rules[i].rule;

		look_at_program(births, &rules[i].when);
		for (size_t n = 0; n < rule->need_count; n++)
			look_at_program(births, &rules[i].where[n]);
		for (size_t o = 0; o < rule->objection_count; o++)
			keep_age(births, rule->objections[o].by.age);
	}
}

/* Somebody born on a day that is compared reaches an age that is asked: one
 * born on 29 February on the day after, in a year without that day. */
static void cut_birthdays(struct births *births)
{
	for (size_t d = 0; d < births->day_count; d++)
		for (size_t a = 0; a < births->age_count; a++) {
			int32_t day = date_add_months(births->days[d],
						      12 * births->ages[a]);

			for (int32_t near = -1; near <= 1; near++)
				cut(births->cuts, day + near);
		}
}

static void cut_births(struct cuts *cuts)
{
	struct prover *prover = cuts->prover;
	struct births births = {
		.cuts = cuts,
		.fact = condition_birth_fact(prover->dictionary),
	};

	keep_age(&births, HAND_OVER_AGE);
	look_at_program(&births, &prover->assertion->when);
	for (size_t n = 0; n < prover->world.count; n++) {
		const struct policy *policy = prover->world.nodes[n].policy;

		look_at_rules(&births, policy->gateways, policy->gateway_count);
		look_at_rules(&births, policy->prohibitions,
			      policy->prohibition_count);
		for (size_t v = 0; v < policy->notice_count; v++) {
			const struct compiled_notice *notice =
				&policy->notices[v];

			look_at_rules(&births, notice->shares,
				      notice->notice->share_count);
			look_at_rules(&births, notice->prohibitions,
				      notice->notice->prohibition_count);
		}
	}
	cut_birthdays(&births);
	cuts->births = births.day_count > 0;
}

/* --- days on which all is as on a day before ------------------------------------------ */

/* What is so on a day, of all that the decisions can depend on; one byte each. */
struct state_of_day {
	uint8_t *bytes;
	size_t count, room;
};

static void note(struct state_of_day *state, unsigned int value)
{
	if (state->count < state->room)
		state->bytes[state->count] = (uint8_t)value;
	state->count++;
}

static bool concerns(const struct prover *prover, const struct rule *rule)
{
	return rule->held || !field_set_empty(field_set_intersection(
				     rule->fields, prover->assertion->fields));
}

/* Which sides of a window's edges there are days on. */
static void note_window(struct window window, int32_t day,
			struct state_of_day *state)
{
	if (window.from != DATE_NONE)
		note(state, day >= window.from);
	if (window.to != DATE_NONE)
		note(state, day > window.to);
}

/* What binds tables by a rule on the day: nothing, what it names, or one of
 * those that took its place. */
static void note_profile(const struct prover *prover, const struct rule *rule,
			 int32_t day, struct state_of_day *state)
{
	const struct dictionary *dictionary = prover->dictionary;
	const struct profile *profile =
		rule->profile != NULL
			? dictionary_profile_on(dictionary, rule->profile, day)
			: NULL;
	unsigned int which = 0;

	if (profile != NULL)
		which = profile == rule->profile
				? 1
				: 2 + (unsigned int)(profile -
						     dictionary->profiles);
	note(state, which & UINT8_MAX);
	note(state, which >> 8);
}

static void note_rules(const struct prover *prover,
		       const struct compiled_rule *rules, size_t count,
		       int32_t day, struct state_of_day *state)
{
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &rules[i].rule;

		if (!concerns(prover, rule))
			continue;
		note(state, rule_in_force(rule, prover->dictionary, day, NULL));
		note_profile(prover, rule, day, state);
		for (size_t o = 0; o < rule->objection_count; o++)
			note_window(rule->objections[o].stated, day, state);
	}
}

static void note_bodies(const struct prover *prover, int32_t day,
			struct state_of_day *state)
{
	const struct dictionary *dictionary = prover->dictionary;

	for (uint16_t b = 0; b < dictionary->body_count; b++) {
		const struct body *body = &dictionary->bodies[b];
		const struct holder *holder = body_holder(body, day);

		unsigned int index =
			holder == NULL ? UINT16_MAX
				       : (unsigned int)(holder - body->holders);

		note(state, index & UINT8_MAX);
		note(state, index >> 8);
		note(state, assertion_speaks_of(prover->assertion, dictionary,
						b, day));
	}
}

static void note_terms(const struct prover *prover, int32_t day,
		       struct state_of_day *state)
{
	const struct dictionary *dictionary = prover->dictionary;

	for (uint16_t p = 0; p < dictionary->purpose_count; p++)
		note(state, date_between(dictionary->purposes[p].from,
					 dictionary->purposes[p].to, day));
	for (uint16_t f = 0; f < dictionary->field_count; f++)
		if (field_set_has(&prover->assertion->fields, f))
			note(state,
			     date_between(dictionary->fields[f].collected_from,
					  dictionary->fields[f].collected_to,
					  day));
	for (uint16_t a = 0; a < dictionary->approval_count; a++) {
		const struct approval *approval = &dictionary->approvals[a];
		int32_t end = approval->to;

		note(state, date_between(approval->from, approval->to, day));
		if (end != DATE_NONE)
			note(state,
			     day >= date_add_months(end,
						    approval->lasts_months) +
					     approval->lasts_days);
	}
}

static void note_notices(const struct prover *prover, int32_t day,
			 struct state_of_day *state)
{
	for (size_t n = 0; n < prover->world.given; n++) {
		const struct policy *policy = prover->world.nodes[n].policy;

		note(state, (unsigned int)(policy_notice_on(policy, day) + 1));
		for (size_t v = 0; v < policy->notice_count; v++) {
			const struct compiled_notice *notice =
				&policy->notices[v];

			note(state, notice->notice->from <= day);
			note_rules(prover, notice->shares,
				   notice->notice->share_count, day, state);
			note_rules(prover, notice->prohibitions,
				   notice->notice->prohibition_count, day,
				   state);
		}
	}
}

static void note_day(const struct prover *prover, int32_t day,
		     struct state_of_day *state)
{
	const struct policy *law = prover->world.nodes[0].policy;

	state->count = 0;
	note_rules(prover, law->gateways, law->gateway_count, day, state);
	note_rules(prover, law->prohibitions, law->prohibition_count, day,
		   state);
	note_bodies(prover, day, state);
	note_terms(prover, day, state);
	note_notices(prover, day, state);
}

/* Keeps the first of the days on which all is the same.  Where dates of birth
 * are compared with days, each day is its own. */
static int leave_out_same(struct prover *prover, int32_t *days, size_t *count)
{
	struct state_of_day first = {NULL, 0, 0};
	uint8_t *states;
	size_t kept = 0;

	note_day(prover, days[0], &first);
	states = arena_array(&prover->scratch, *count, first.count);
	if (states == NULL)
		return error_memory(prover->error);
	for (size_t i = 0; i < *count; i++) {
		struct state_of_day state = {states + kept * first.count, 0,
					     first.count};
		size_t same = 0;

		note_day(prover, days[i], &state);
		while (same < kept && memcmp(states + same * first.count,
					     state.bytes, first.count) != 0)
			same++;
		if (same == kept)
			days[kept++] = days[i];
	}
	*count = kept;
	arena_clear(&prover->scratch);
	return 0;
}

/* ------------------------------------------------------------------------------------ */

static int by_day(const void *a, const void *b)
{
	const int32_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

int find_days(struct prover *prover, int32_t **days, size_t *count)
{
	struct cuts cuts = {.prover = prover};
	size_t kept = 0;

	cuts.list = arena_array(prover->arena, 16, sizeof(*cuts.list));
	if (cuts.list == NULL)
		return error_memory(prover->error);
	cuts.capacity = 16;
	cuts.list[cuts.count++] = prover->proof->from;
	if (prover->proof->from < prover->proof->to) {
		cut_dictionary(&cuts);
		cut_approvals(&cuts);
		for (size_t n = 0; n < prover->world.count; n++)
			cut_policy(&cuts, prover->world.nodes[n].policy);
		cut_births(&cuts);
	}
	if (cuts.failed)
		return error_memory(prover->error);
	qsort(cuts.list, cuts.count, sizeof(*cuts.list), by_day);
	for (size_t i = 0; i < cuts.count; i++)
		if (i == 0 || cuts.list[i] != cuts.list[kept - 1])
			cuts.list[kept++] = cuts.list[i];
	*days = cuts.list;
	*count = kept;
	if (kept < 2 || cuts.births)
		return 0;
	return leave_out_same(prover, *days, count);
}

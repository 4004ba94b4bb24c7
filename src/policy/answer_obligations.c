/* What the recipient must keep to, and what the controller must know. */
#include "policy/answer_parts.h"

static void oblige(struct answering *answering, enum obligation_kind kind,
		   struct range clause, int32_t date)
{
	struct decision *decision = answering->decision;
	struct obligation *list;

	list = arena_grow(&answering->plan->arena, answering->obligations,
			  decision->obligation_count,
			  &answering->obligation_capacity, sizeof(*list));
	if (list == NULL) {
		answering->failed = true;
		return;
	}
	list[decision->obligation_count++] = (struct obligation){
		.kind = kind, .clause = clause, .date = date};
	answering->obligations = list;
	decision->obligations = list;
}

/* Duty fields that gate 3 would have withheld. */
static struct field_set notice_gap(const struct answering *answering)
{
	return field_set_difference(
		field_set_intersection(answering->open, answering->duty),
		plan_fields_promised(answering->plan, answering->signature));
}

/* Whether wishes would have withheld some of `owed` but for the duty. */
static bool wishes_overridden(const struct answering *answering,
			      struct field_set owed)
{
	const struct plan *plan = answering->plan;
	const struct candidate *candidate;

	if (field_set_empty(owed))
		return false;
	if (!plan->purpose->protects &&
	    (answer_bit(answering, plan->restricted_bit) ||
	     answer_bit(answering, plan->refused_bit)))
		return true;
	if (plan->purpose->marketing &&
	    answer_bit(answering, plan->marketing_bit))
		return true;
	if (!plan->purpose->protects &&
	    answer_bit(answering, plan->objected_bit) &&
	    !field_set_empty(field_set_difference(
		    owed, answer_clause_fields(answering))))
		return true;
	for (size_t i = 0; (candidate = candidate_at(plan, i)) != NULL; i++) {
		struct field_set lost;

		if (!candidate_live(candidate, answering->signature))
			continue;
		lost = answer_objected(answering, candidate);
		lost = field_set_intersection(lost, owed);
		if (!field_set_empty(lost))
			return true;
	}
	return false;
}

static bool is_obliged(const struct answering *answering,
		       enum obligation_kind kind, struct range clause)
{
	for (size_t i = 0; i < answering->decision->obligation_count; i++) {
		const struct obligation *one = &answering->obligations[i];

		if (one->kind == kind && clause_same(one->clause, clause))
			return true;
	}
	return false;
}

/* Duty fields that left against the terms under which they were received. */
static void oblige_beyond_terms(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	const struct restrictions *restrictions = answering->restrictions;
	struct field_set owed =
		field_set_intersection(answering->open, answering->duty);

	for (size_t i = 0; i < restrictions->count; i++) {
		const struct terms_said *said = &restrictions->list[i];
		bool within =
			said->granted &&
			level_within(plan->dictionary,
				     answering->decision->level, said->level);
		struct field_set fields = field_set_intersection(
			owed, plan->category_fields[said->category]);

		if (!within && !field_set_empty(fields) &&
		    !is_obliged(answering, OBLIGATION_BEYOND_TERMS,
				said->clause))
			oblige(answering, OBLIGATION_BEYOND_TERMS, said->clause,
			       DATE_NONE);
	}
}

static void oblige_for_duty(struct answering *answering)
{
	struct field_set owed =
		field_set_intersection(answering->open, answering->duty);
	const struct candidate *duty;

	duty = answer_first_duty(answering, notice_gap(answering));
	if (duty != NULL)
		oblige(answering, OBLIGATION_NOTICE_GAP, duty->rule->range,
		       DATE_NONE);
	if (wishes_overridden(answering, owed))
		oblige(answering, OBLIGATION_OVERRIDDEN,
		       answer_first_duty(answering, owed)->rule->range,
		       DATE_NONE);
	oblige_beyond_terms(answering);
}

static void oblige_for_safety(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	struct field_set plain = field_set_difference(
		answering->open, answer_clause_fields(answering));

	if (plan->purpose->protects &&
	    (answer_bit(answering, plan->restricted_bit) ||
	     answer_bit(answering, plan->refused_bit) ||
	     (answer_bit(answering, plan->objected_bit) &&
	      !field_set_empty(plain))))
		oblige(answering, OBLIGATION_SAFETY, plan->purpose->range,
		       DATE_NONE);
}

static void oblige_passed_on(struct answering *answering,
			     const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->objection_count; i++) {
		struct field_set lost;

		lost = field_set_difference(candidate->fields,
					    rule->objections[i].leaves);
		lost = field_set_intersection(lost, answering->open);
		if (answer_bit(answering, candidate->passed_on_bits[i]) &&
		    !field_set_empty(lost))
			oblige(answering, OBLIGATION_PASSED_ON,
			       rule->objections[i].range, DATE_NONE);
	}
}

static void oblige_unconfirmed(struct answering *answering,
			       const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;
	struct range last = no_clause;

	if (rule->kind != RULE_GATEWAY ||
	    field_set_empty(answer_used(answering, candidate)))
		return;
	for (size_t i = 0; i < rule->law_count; i++) {
		const struct law *law =
			&answering->plan->dictionary->laws[rule->laws[i]];
		struct range clause = rule->law_ranges[i];

		if (!law->unconfirmed || clause.start == last.start)
			continue;
		oblige(answering, OBLIGATION_UNCONFIRMED, clause, DATE_NONE);
		last = clause; /* a clause may name several */
	}
}

static void oblige_within(struct answering *answering,
			  const struct candidate *candidate)
{
	const struct range clause = candidate->rule->within_range;

	if (clause.source != NULL &&
	    !field_set_empty(answer_used(answering, candidate)))
		oblige(answering, OBLIGATION_WITHIN, clause, DATE_NONE);
}

/* --- what the recipient may make of it (C17, C31) ------------------------------- */

static void oblige_nobody(struct answering *answering,
			  const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;

	if (field_set_empty(answer_used(answering, candidate)))
		return;
	if (rule->results == RESULTS_NOBODY)
		oblige(answering, OBLIGATION_NO_IDENTITY_OUT, rule->level_range,
		       DATE_NONE);
	if (rule->kind == RULE_GATEWAY &&
	    (rule->without & WITHOUT_IDENTIFICATION) != 0)
		oblige(answering, OBLIGATION_NO_IDENTITY_OUT,
		       rule->without_range, DATE_NONE);
}

static void oblige_area(struct answering *answering,
			const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;
	struct decision *decision = answering->decision;
	const struct area *areas = answering->plan->dictionary->areas;

	if (rule->results != RESULTS_AREA ||
	    field_set_empty(answer_used(answering, candidate)))
		return;
	oblige(answering, OBLIGATION_RESULTS_AREA, rule->level_range,
	       DATE_NONE);
	if (!answering->failed)
		answering->obligations[decision->obligation_count - 1].area =
			areas[rule->results_area].name;
}

static void oblige_no_decision(struct answering *answering,
			       const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;

	if (rule->kind == RULE_GATEWAY &&
	    (rule->without & WITHOUT_DECISIONS) != 0 &&
	    !field_set_empty(answer_used(answering, candidate)))
		oblige(answering, OBLIGATION_NO_DECISION, rule->without_range,
		       DATE_NONE);
}

/* The notice's own promises, of all its versions so far. */
static void oblige_promised(struct answering *answering, enum without without,
			    enum obligation_kind kind)
{
	const struct plan *plan = answering->plan;
	struct field_set promised = answer_voluntary(answering);

	for (size_t i = 0; i < plan->promise_count; i++) {
		const struct promise *promise = &plan->promises[i];

		if ((promise->rule->without & without) != 0 &&
		    !field_set_empty(
			    field_set_intersection(promise->fields, promised)))
			oblige(answering, kind, promise->rule->without_range,
			       DATE_NONE);
	}
}

static void find_results(struct answering *answering,
			 const struct candidate *candidate)
{
	if (candidate->rule->results != RESULTS_UNSTATED &&
	    !field_set_empty(answer_used(answering, candidate)))
		answering->results_stated = true;
}

static void oblige_results(struct answering *answering)
{
	answer_each_live(answering, find_results);
	if (answering->decision->level.kind == LEVEL_INSIDE &&
	    !answering->results_stated)
		oblige(answering, OBLIGATION_NO_IDENTITY_OUT, no_clause,
		       DATE_NONE);
	answer_each_live(answering, oblige_nobody);
	oblige_promised(answering, WITHOUT_IDENTIFICATION,
			OBLIGATION_NO_IDENTITY_OUT);
	answer_each_live(answering, oblige_area);
	answer_each_live(answering, oblige_no_decision);
	oblige_promised(answering, WITHOUT_DECISIONS, OBLIGATION_NO_DECISION);
}

static void oblige_onward(struct answering *answering,
			  const struct candidate *candidate)
{
	if (field_set_empty(answer_used(answering, candidate)))
		return;
	for (size_t i = 0; i < candidate->rule->onward_count; i++)
		oblige(answering, OBLIGATION_ONWARD,
		       candidate->rule->onward[i].range, DATE_NONE);
}

/* By when a rule wants it destroyed; DATE_NONE when it does not say. */
static int32_t delete_by(const struct answering *answering,
			 const struct rule *rule)
{
	if (rule->delete_range.source == NULL || rule->delete_by != DATE_NONE)
		return rule->delete_by;
	return date_add_months(answering->plan->request.date,
			       rule->delete_months) +
	       rule->delete_days;
}

/* The earliest of all the dates by which it must be destroyed. */
static void oblige_delete(struct answering *answering)
{
	const struct candidate *candidate;
	int32_t earliest = DATE_NONE;
	struct range clause = no_clause;

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++) {
		int32_t by = delete_by(answering, candidate->rule);

		if (by == DATE_NONE ||
		    field_set_empty(answer_used(answering, candidate)))
			continue;
		if (earliest == DATE_NONE || by < earliest) {
			earliest = by;
			clause = candidate->rule->delete_range;
		}
	}
	if (earliest != DATE_NONE)
		oblige(answering, OBLIGATION_DELETE, clause, earliest);
}

void answer_obligations(struct answering *answering)
{
	oblige_for_duty(answering);
	oblige_for_safety(answering);
	answer_each_live(answering, oblige_passed_on);
	answer_each_live(answering, oblige_unconfirmed);
	answer_each_live(answering, oblige_within);
	oblige_results(answering);
	answer_each_live(answering, oblige_onward);
	oblige_delete(answering);
}

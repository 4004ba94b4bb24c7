/* The rules that speak of a request, and what of them is the same for every
 * pupil. */
#include "base/date.h"
#include "base/error.h"
#include "language/tree.h"
#include "policy/plan_parts.h"

static const struct window any_day = {DATE_NONE, DATE_NONE};

bool plan_is_candidate(const struct plan *plan, const struct rule *rule)
{
	return plan->body != DICTIONARY_NONE &&
	       plan->purpose_index != DICTIONARY_NONE && !rule->by_other &&
	       rule_reaches(rule, plan->dictionary, plan->body,
			    plan->purpose_index, plan->request.date) &&
	       rule_is_for(rule, plan->dictionary, &plan->discloser,
			   plan->request.date);
}

static bool trigger_in(const struct plan *plan, uint64_t triggers)
{
	return triggers == 0 ||
	       (plan->trigger < 64 && (triggers >> plan->trigger & 1) != 0);
}

static bool is_due(const struct plan *plan, const struct rule *rule)
{
	return rule->every_months == 0 ||
	       plan->request.last_release == DATE_NONE ||
	       plan->request.date >= date_add_months(plan->request.last_release,
						     rule->every_months);
}

static int plan_needs(struct planner *planner, struct candidate *candidate,
		      const struct compiled_rule *compiled)
{
	const struct rule *rule = &compiled->rule;
	struct arena *arena = &planner->plan->arena;
	int *bits = arena_array(arena, rule->need_count, sizeof(*bits));
	int *consents = arena_array(arena, rule->need_count, sizeof(*consents));
	enum reason *faults =
		arena_array(arena, rule->need_count, sizeof(*faults));

	if (bits == NULL || consents == NULL || faults == NULL)
		return error_memory(planner->error);
	for (size_t i = 0; i < rule->need_count; i++) {
		const struct need *need = &rule->needs[i];

		if (planner_condition(planner, &compiled->where[i],
				      BIT_NOT_FALSE, &bits[i]) != 0)
			return -1;
		faults[i] = need_fault(need, &planner->plan->request,
				       planner->plan->dictionary, NULL);
		consents[i] = need->kind == NEED_CONSENT
				      ? planner_holder(planner, BIT_CONSENTED,
						       need->by, any_day)
				      : NO_BIT;
	}
	candidate->need_bits = bits;
	candidate->consent_bits = consents;
	candidate->faults = faults;
	return 0;
}

static int plan_objections(struct planner *planner, struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;
	struct arena *arena = &planner->plan->arena;
	int *objected =
		arena_array(arena, rule->objection_count, sizeof(*objected));
	int *passed_on =
		arena_array(arena, rule->objection_count, sizeof(*passed_on));

	if (objected == NULL || passed_on == NULL)
		return error_memory(planner->error);
	for (size_t i = 0; i < rule->objection_count; i++) {
		struct hand_over by = rule->objections[i].by;
		struct window stated = rule->objections[i].stated;

		objected[i] = planner_holder(planner, BIT_OBJECTED, by, stated);
		passed_on[i] = NO_BIT;
		if (by.age > 0 && by.first != by.second)
			passed_on[i] = planner_holder(planner, BIT_PASSED_ON,
						      by, stated);
	}
	candidate->objected_bits = objected;
	candidate->passed_on_bits = passed_on;
	return 0;
}

static int plan_candidate(struct planner *planner, struct candidate *candidate,
			  const struct compiled_rule *compiled)
{
	struct plan *plan = planner->plan;
	const struct rule *rule = &compiled->rule;
	struct field_set held = plan->notice != NULL ? plan->notice->held
						     : (struct field_set){0};

	candidate->rule = rule;
	candidate->fields = rule_fields(rule, &held);
	/* The notice cites its laws; only the dictionary's say what is in
	 * force (C25: cited and effective basis are kept apart). */
	candidate->in_force =
		rule->kind == RULE_SHARE ||
		rule_in_force(rule, plan->dictionary, plan->request.date,
			      &candidate->not_in_force);
	candidate->triggered = trigger_in(plan, rule->triggers);
	candidate->due = is_due(plan, rule);
	candidate->duty = rule->duty && trigger_in(plan, rule->duty_triggers);
	if (planner_condition(planner, &compiled->when,
			      rule->kind == RULE_PROHIBITION ? BIT_NOT_FALSE
							     : BIT_HOLDS,
			      &candidate->when_bit) != 0 ||
	    plan_needs(planner, candidate, compiled) != 0)
		return -1;
	return plan_objections(planner, candidate);
}

static int plan_list(struct planner *planner, struct candidates *candidates,
		     const struct compiled_rule *rules, size_t count)
{
	struct plan *plan = planner->plan;

	candidates->list =
		arena_array(&plan->arena, count, sizeof(*candidates->list));
	if (candidates->list == NULL)
		return error_memory(planner->error);
	for (size_t i = 0; i < count; i++) {
		if (!plan_is_candidate(plan, &rules[i].rule))
			continue;
		if (plan_candidate(planner,
				   &candidates->list[candidates->count++],
				   &rules[i]) != 0)
			return -1;
	}
	return 0;
}

int plan_candidates(struct planner *planner)
{
	struct plan *plan = planner->plan;
	const struct policy *policy = plan->policy;
	int current = policy_notice_on(policy, plan->request.date);
	const struct compiled_notice *notice;

	if (plan_list(planner, &plan->gateways, policy->gateways,
		      policy->gateway_count) != 0 ||
	    plan_list(planner, &plan->law_prohibitions, policy->prohibitions,
		      policy->prohibition_count) != 0)
		return -1;
	if (current < 0)
		return 0;
	notice = &policy->notices[current];
	if (plan_list(planner, &plan->shares, notice->shares,
		      notice->notice->share_count) != 0)
		return -1;
	if (plan_list(planner, &plan->notice_prohibitions, notice->prohibitions,
		      notice->notice->prohibition_count) != 0)
		return -1;
	/* What the controller promises never to do it does not do, whatever
	 * becomes of the law that it cites. */
	for (size_t i = 0; i < plan->notice_prohibitions.count; i++)
		plan->notice_prohibitions.list[i].in_force = true;
	return 0;
}

struct field_set candidate_fields(const struct candidates *candidates)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < candidates->count; i++)
		fields = field_set_union(fields, candidates->list[i].fields);
	return fields;
}

const struct candidate *candidate_at(const struct plan *plan, size_t number)
{
	const struct candidates *gateways = &plan->gateways;
	const struct candidates *shares = &plan->shares;

	if (number < gateways->count)
		return &gateways->list[number];
	number -= gateways->count;
	return number < shares->count ? &shares->list[number] : NULL;
}

bool plan_requires(const struct plan *plan, const struct rule *rule)
{
	return rule->duty && trigger_in(plan, rule->duty_triggers);
}

/* What the versions of a notice told families of a flow (gate 3), and what they
 * promised for good. */
#include "base/error.h"
#include "policy/plan_parts.h"

/* The fields of which it bears on an answer whether families were told: what
 * law and notice let go.  Of others versions may tell what they like; asking
 * for them would use up bits. */
static struct field_set fields_in_question(const struct plan *plan)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < plan->gateways.count; i++)
		if (plan->gateways.list[i].in_force)
			fields = field_set_union(fields,
						 plan->gateways.list[i].fields);
	fields =
		field_set_intersection(fields, candidate_fields(&plan->shares));
	fields = field_set_intersection(fields, plan->requested);
	return field_set_difference(fields, plan->uncollected);
}

/* The fields of the request's flow that one version of the notice tells of. */
static struct field_set told_by(const struct plan *plan, size_t version)
{
	const struct compiled_notice *compiled =
		&plan->policy->notices[version];
	struct field_set fields = {0};

	for (size_t i = 0; i < compiled->notice->share_count; i++) {
		const struct rule *rule = &compiled->shares[i].rule;

		if (plan_is_candidate(plan, rule))
			fields = field_set_union(
				fields,
				rule_fields(rule, &compiled->notice->held));
	}
	return fields;
}

/* Versions that tell the same of a category share one bit, so that a long
 * history of notices does not need many. */
static int plan_telling(struct planner *planner, size_t version,
			uint16_t category, struct field_set fields)
{
	struct plan *plan = planner->plan;
	struct telling *telling;

	for (size_t i = 0; i < plan->telling_count; i++) {
		telling = &plan->tellings[i];
		if (telling->category != category || telling->bit == NO_BIT ||
		    memcmp(&telling->fields, &fields, sizeof(fields)) != 0)
			continue;
		plan->bits[telling->bit].versions |= 1u << version;
		return 0;
	}
	telling = arena_grow(&plan->arena, plan->tellings, plan->telling_count,
			     &plan->telling_capacity, sizeof(*telling));
	if (telling == NULL)
		return error_memory(planner->error);
	plan->tellings = telling;
	telling[plan->telling_count++] = (struct telling){
		.fields = fields,
		.category = category,
		.bit = planner_bit(planner,
				   (struct bit){.kind = BIT_TOLD,
						.category = category,
						.versions = 1u << version}),
	};
	return 0;
}

int plan_told(struct planner *planner)
{
	struct plan *plan = planner->plan;
	struct field_set asked = fields_in_question(plan);

	for (size_t v = 0; v < plan->policy->notice_count; v++) {
		struct field_set told =
			field_set_intersection(told_by(plan, v), asked);

		for (uint16_t c = 0; c < plan->dictionary->category_count;
		     c++) {
			struct field_set fields;

			fields = field_set_intersection(
				told, plan->category_fields[c]);
			if (!field_set_empty(fields) &&
			    plan_telling(planner, v, c, fields) != 0)
				return -1;
		}
	}
	return 0;
}

/* --- promises that outlive their version -------------------------------------------- */

static int plan_promise(struct planner *planner, const struct rule *rule,
			const struct notice *notice)
{
	struct plan *plan = planner->plan;
	struct promise *list;

	if (rule->without == 0 || !plan_is_candidate(plan, rule))
		return 0;
	list = arena_grow(&plan->arena, plan->promises, plan->promise_count,
			  &plan->promise_capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(planner->error);
	plan->promises = list;
	list[plan->promise_count++] =
		(struct promise){rule, rule_fields(rule, &notice->held)};
	return 0;
}

int plan_promises(struct planner *planner)
{
	const struct policy *policy = planner->plan->policy;

	for (size_t v = 0; v < policy->notice_count; v++) {
		const struct compiled_notice *compiled = &policy->notices[v];
		const struct notice *notice = compiled->notice;

		if (notice->from > planner->plan->request.date)
			continue;
		for (size_t i = 0; i < notice->share_count; i++)
			if (plan_promise(planner, &compiled->shares[i].rule,
					 notice) != 0)
				return -1;
	}
	return 0;
}

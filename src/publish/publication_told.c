/* Flows that are told of another controller, as the share tells them. */
#include "base/error.h"
#include "language/tree.h"
#include "publish/publication_parts.h"

static uint16_t kind_of_body(const struct dictionary *dictionary, uint16_t body)
{
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));

	return codes != DICTIONARY_NONE
		       ? code_set_find(dictionary, codes,
				       dictionary->bodies[body].kind)
		       : DICTIONARY_NONE;
}

/* Whether a gateway in force lets the other controller do some of it. */
static bool lets_other(const struct maker *maker, const struct rule *rule,
		       const struct published_flow *flow,
		       const struct discloser *other)
{
	bool reaches = false;

	for (size_t p = 0; p < flow->purpose_count; p++)
		reaches = reaches ||
			  rule_reaches(rule, maker->dictionary, flow->body,
				       flow->purposes[p], maker->date);
	return reaches &&
	       rule_is_for(rule, maker->dictionary, other, maker->date) &&
	       rule_in_force(rule, maker->dictionary, maker->date, NULL) &&
	       !field_set_empty(field_set_intersection(
		       rule_fields(rule, &maker->notice->held), flow->fields));
}

static int find_other_laws(struct maker *maker, struct published_flow *flow,
			   const struct discloser *other,
			   struct published_part *part)
{
	const struct policy *policy = maker->policy;
	struct published_rule *gateways = arena_array(
		maker->arena, policy->gateway_count, sizeof(*gateways));
	uint16_t *laws = arena_array(maker->arena, maker->dictionary->law_count,
				     sizeof(*laws));

	if (gateways == NULL || laws == NULL)
		return error_memory(maker->error);
	part->gateways = gateways;
	part->laws = laws;
	for (size_t i = 0; i < policy->gateway_count; i++) {
		const struct rule *rule = &policy->gateways[i].rule;

		if (!lets_other(maker, rule, flow, other))
			continue;
		gateways[part->gateway_count++] =
			(struct published_rule){rule, rule->when, false};
		for (size_t l = 0; l < rule->law_count; l++) {
			bool known = false;

			for (size_t k = 0; k < part->law_count; k++)
				known = known || laws[k] == rule->laws[l];
			if (!known)
				laws[part->law_count++] = rule->laws[l];
		}
	}
	return 0;
}

/* What the share itself says, as it stands: whether it is so is for the other
 * controller to enforce. */
static int fill_told(struct maker *maker, struct published_flow *flow,
		     struct published_part *part, struct published_rule *own)
{
	const struct rule *rule = flow->share;
	struct published_way *way = arena_allocate(maker->arena, sizeof(*way));
	struct published_need *needs =
		arena_array(maker->arena, rule->need_count, sizeof(*needs));
	struct published_objection *objections = arena_array(
		maker->arena, rule->objection_count, sizeof(*objections));
	struct published_onward *onward =
		arena_array(maker->arena, rule->onward_count, sizeof(*onward));

	if (way == NULL || needs == NULL || objections == NULL ||
	    onward == NULL)
		return error_memory(maker->error);
	*own = (struct published_rule){rule, rule->when, false};
	*way = (struct published_way){
		.share = own,
		.when = rule->when,
		.triggers = rule->triggers,
		.every_months = rule->every_months,
		.level = rule->level,
	};
	for (size_t i = 0; i < rule->need_count; i++)
		needs[i] =
			(struct published_need){.need = &rule->needs[i],
						.of = own,
						.where = rule->needs[i].where,
						.said = rule->needs[i].where};
	for (size_t i = 0; i < rule->objection_count; i++)
		objections[i] = (struct published_objection){
			.clause = &rule->objections[i],
			.of = own,
			.stops = field_set_difference(
				flow->fields, rule->objections[i].leaves),
			.still = field_set_intersection(
				flow->fields, rule->objections[i].leaves),
		};
	for (size_t i = 0; i < rule->onward_count; i++)
		onward[i] = (struct published_onward){.limit = &rule->onward[i],
						      .of = own};
	part->ways = way;
	part->way_count = 1;
	part->needs = needs;
	part->need_count = rule->need_count;
	part->objections = objections;
	part->objection_count = rule->objection_count;
	part->onward = onward;
	part->onward_count = rule->onward_count;
	part->shares = own;
	part->share_count = 1;
	return 0;
}

int tell_flow(struct maker *maker, struct published_flow *flow)
{
	const struct rule *rule = flow->share;
	uint16_t holder;
	uint16_t by =
		dictionary_body(maker->dictionary,
				statement_text(flow->statement, "by"), &holder);
	struct published_part *part =
		arena_allocate(maker->arena, sizeof(*part));
	struct published_rule *own = arena_allocate(maker->arena, sizeof(*own));
	struct discloser other = {kind_of_body(maker->dictionary, by), by,
				  holder};

	if (part == NULL || own == NULL)
		return error_memory(maker->error);
	flow->by = by;
	flow->by_label =
		holder != DICTIONARY_NONE
			? maker->dictionary->bodies[by].holders[holder].label
			: body_label(&maker->dictionary->bodies[by],
				     maker->date);
	*part = (struct published_part){
		.fields = flow->fields,
		.purposes = flow->purposes,
		.purpose_count = flow->purpose_count,
		.level = rule->level,
		.results = rule->results,
		.results_area = rule->results_area,
		.without = rule->without,
		.delete_range = rule->delete_range,
		.delete_by = rule->delete_by,
		.delete_months = rule->delete_months,
		.delete_days = rule->delete_days,
	};
	flow->parts = part;
	flow->part_count = 1;
	return fill_told(maker, flow, part, own) != 0 ||
			       find_other_laws(maker, flow, &other, part) != 0
		       ? -1
		       : 0;
}

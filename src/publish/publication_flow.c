/* The flows: shares in the order of the notice, those of one recipient together,
 * and what the law requires beside them. */
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "language/tree.h"
#include "publish/publication_parts.h"

/* --- the recipient ------------------------------------------------------------------- */

static void name_recipient(const struct maker *maker, uint16_t body,
			   uint16_t alias, struct published_flow *flow)
{
	const struct body *entry = &maker->dictionary->bodies[body];
	const struct holder *now = body_holder(entry, maker->date);

	flow->body = body;
	flow->holder = DICTIONARY_NONE;
	if (alias != DICTIONARY_NONE && now != &entry->holders[alias]) {
		flow->recipient = entry->holders[alias].label;
		return;
	}
	flow->recipient = body_label(entry, maker->date);
	if (now != NULL)
		flow->holder = (uint16_t)(now - entry->holders);
}

static struct published_flow *new_flow(struct maker *maker)
{
	struct published_flow *list =
		arena_grow(&maker->scratch, maker->flows, maker->flow_count,
			   &maker->flow_capacity, sizeof(*list));

	if (list == NULL) {
		error_memory(maker->error);
		return NULL;
	}
	maker->flows = list;
	list[maker->flow_count] = (struct published_flow){
		.holder = DICTIONARY_NONE, .by = DICTIONARY_NONE};
	return &list[maker->flow_count];
}

/* --- ids -------------------------------------------------------------------------------- */

static int name_flow(struct maker *maker, struct published_flow *flow,
		     const char *first, struct slice second, struct slice third,
		     struct slice fourth)
{
	struct slice words[] = {slice_of(first), second, third, fourth};
	struct builder text = {0};

	for (size_t i = 0; i < 4; i++) {
		if (slice_empty(words[i]))
			continue;
		if (i > 0)
			builder_add_byte(&text, '-');
		builder_add(&text, words[i]);
	}
	flow->id = (struct slice){NULL, 0};
	if (!text.failed)
		flow->id = make_id(maker, builder_slice(&text), maker->flows,
				   maker->flow_count, sizeof(*maker->flows));
	builder_release(&text);
	return flow->id.at != NULL ? 0 : error_memory(maker->error);
}

static struct slice first_purpose(const struct maker *maker,
				  const struct published_flow *flow)
{
	return flow->purpose_count > 0
		       ? maker->dictionary->purposes[flow->purposes[0]].name
		       : (struct slice){NULL, 0};
}

/* --- shares ----------------------------------------------------------------------------- */

static int list_purposes(struct maker *maker, const struct rule *share,
			 struct published_flow *flow)
{
	uint16_t *list;
	size_t count = 0;

	for (size_t i = 0; i < share->reach_count; i++)
		count += share->reaches[i].purpose_count;
	list = arena_array(maker->arena, count, sizeof(*list));
	if (list == NULL)
		return error_memory(maker->error);
	flow->purposes = list;
	for (size_t i = 0; i < share->reach_count; i++)
		for (size_t p = 0; p < share->reaches[i].purpose_count; p++) {
			uint16_t purpose = share->reaches[i].purposes[p];
			bool known = false;

			for (size_t k = 0; k < flow->purpose_count; k++)
				known = known || list[k] == purpose;
			if (!known)
				list[flow->purpose_count++] = purpose;
		}
	return 0;
}

/* Why a share lets nothing go of what others do: its own condition is never
 * so, or it is set off by nothing that the law lets it be set off by. */
static struct published_withheld stopped_by_share(const struct field_case *one,
						  const struct rule *share)
{
	struct published_withheld withheld = {
		.gate = GATE_PUPIL,
		.reason = REASON_TRIGGER,
		.clause = share->triggers != 0 ? share->triggers_range
					       : share->range,
	};

	for (size_t i = 0; i < one->share_count; i++)
		if (one->shares[i].published->rule == share &&
		    share->when != NULL &&
		    (one->shares[i].published->dead || share->triggers == 0)) {
			withheld.reason = REASON_CONDITION;
			withheld.clause = share->when->range;
		}
	return withheld;
}

static int put_case(struct maker *maker, struct flow_builder *builder,
		    const struct pair *pair, const struct field_case *one,
		    const struct rule *share)
{
	struct published_part part;
	struct published_withheld withheld;

	if (draft_part(maker, pair, one, share, &part) != 0)
		return -1;
	if (part.way_count > 0)
		return add_part(maker, builder, &part, pair->purpose);
	if (one->goes)
		withheld = stopped_by_share(one, share);
	else
		withheld = (struct published_withheld){
			.gate = (enum gate)one->verdict.gate,
			.reason = (enum reason)one->verdict.reason,
			.clause = one->verdict.clause,
		};
	withheld.fields = one->fields;
	return add_withheld(maker, builder, &withheld, pair->purpose);
}

static bool has_share(const struct field_case *one, const struct rule *share)
{
	for (size_t i = 0; i < one->share_count; i++)
		if (one->shares[i].published->rule == share)
			return true;
	return false;
}

static int put_share(struct maker *maker, struct published_flow *flow,
		     uint16_t alias)
{
	struct flow_builder builder = {0};

	for (size_t p = 0; p < flow->purpose_count; p++) {
		const struct pair *pair;

		if (find_pair(maker, flow->body, alias, flow->purposes[p],
			      &pair) != 0)
			return -1;
		for (size_t i = 0; i < pair->case_count; i++)
			if (has_share(&pair->cases[i], flow->share) &&
			    put_case(maker, &builder, pair, &pair->cases[i],
				     flow->share) != 0)
				return -1;
	}
	return finish_parts(maker, &builder, flow);
}

/* Without a purpose nothing is promised. */
static int withhold_all(struct maker *maker, struct published_flow *flow)
{
	struct published_withheld *withheld =
		arena_allocate(maker->arena, sizeof(*withheld));

	if (withheld == NULL)
		return error_memory(maker->error);
	*withheld = (struct published_withheld){
		.fields = flow->fields,
		.gate = GATE_PROMISE,
		.reason = REASON_NOT_PROMISED,
		.clause = flow->share->range,
	};
	flow->withheld = withheld;
	flow->withheld_count = 1;
	return 0;
}

/* --- told of another controller ---------------------------------------------------------- */

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
		needs[i] = (struct published_need){&rule->needs[i], own,
						   rule->needs[i].where};
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
		onward[i] = (struct published_onward){&rule->onward[i], own};
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

static int tell(struct maker *maker, struct published_flow *flow)
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

/* --- a share ------------------------------------------------------------------------------- */

static int find_parts(struct maker *maker, struct published_flow *flow,
		      uint16_t alias)
{
	if (flow->share->by_other) {
		flow->state = FLOW_TOLD;
		return tell(maker, flow);
	}
	if (flow->purpose_count == 0) {
		flow->state = FLOW_NOT_DONE;
		return withhold_all(maker, flow);
	}
	if (put_share(maker, flow, alias) != 0)
		return -1;
	flow->state = flow->part_count > 0 ? FLOW_SENT : FLOW_NOT_DONE;
	return 0;
}

static int add_share(struct maker *maker, const struct rule *share)
{
	struct published_flow *flow = new_flow(maker);
	struct slice name = statement_text(share->statement, "with");
	uint16_t alias;
	uint16_t body = dictionary_body(maker->dictionary, name, &alias);

	if (flow == NULL)
		return -1;
	flow->share = share;
	flow->statement = share->statement;
	flow->source = share->range;
	flow->fields = rule_fields(share, &maker->notice->held);
	flow->held = share->held;
	name_recipient(maker, body, alias, flow);
	if (list_purposes(maker, share, flow) != 0 ||
	    make_citations(maker, share->statement, &flow->cited,
			   &flow->cited_count) != 0 ||
	    find_parts(maker, flow, alias) != 0 ||
	    name_flow(maker, flow, share->by_other ? "told" : "share", name,
		      first_purpose(maker, flow),
		      share->by_other ? maker->dictionary->bodies[flow->by].name
				      : (struct slice){NULL, 0}) != 0)
		return -1;
	maker->flow_count++;
	return 0;
}

/* --- what the law requires beside -------------------------------------------------------------- */

/* An untold flow while its parts are found: one for a recipient and the gateway
 * that requires them. */
struct untold {
	uint16_t body;
	const struct rule *gateway;
	struct flow_builder builder;
	uint16_t *purposes;
	size_t purpose_count, purpose_capacity;
};

struct untold_list {
	struct untold *at;
	size_t count, capacity;
};

static struct untold *find_untold(struct maker *maker, struct untold_list *list,
				  uint16_t body, const struct rule *gateway)
{
	struct untold *grown;

	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].body == body && list->at[i].gateway == gateway)
			return &list->at[i];
	grown = arena_grow(&maker->scratch, list->at, list->count,
			   &list->capacity, sizeof(*grown));
	if (grown == NULL) {
		error_memory(maker->error);
		return NULL;
	}
	list->at = grown;
	grown[list->count] = (struct untold){.body = body, .gateway = gateway};
	return &grown[list->count++];
}

static int add_untold_purpose(struct maker *maker, struct untold *untold,
			      uint16_t purpose)
{
	uint16_t *list;

	for (size_t i = 0; i < untold->purpose_count; i++)
		if (untold->purposes[i] == purpose)
			return 0;
	list = arena_grow(maker->arena, untold->purposes, untold->purpose_count,
			  &untold->purpose_capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(maker->error);
	untold->purposes = list;
	list[untold->purpose_count++] = purpose;
	return 0;
}

static int add_untold_case(struct maker *maker, struct untold_list *list,
			   const struct pair *pair,
			   const struct field_case *one)
{
	struct published_part part;
	struct untold *untold;

	if (draft_part(maker, pair, one, NULL, &part) != 0)
		return -1;
	if (part.way_count == 0)
		return 0;
	untold = find_untold(maker, list, pair->body,
			     part.ways[0].gateway->rule);
	if (untold == NULL)
		return -1;
	return add_part(maker, &untold->builder, &part, pair->purpose) != 0 ||
			       add_untold_purpose(maker, untold,
						  pair->purpose) != 0
		       ? -1
		       : 0;
}

static int look_at_pair(struct maker *maker, struct untold_list *list,
			uint16_t body, uint16_t purpose, bool *seen)
{
	const struct pair *pair;
	size_t place =
		(size_t)body * maker->dictionary->purpose_count + purpose;

	if (seen[place])
		return 0;
	seen[place] = true;
	if (find_pair(maker, body, DICTIONARY_NONE, purpose, &pair) != 0)
		return -1;
	for (size_t i = 0; i < pair->case_count; i++)
		if (pair->cases[i].share_count == 0 && pair->cases[i].goes &&
		    add_untold_case(maker, list, pair, &pair->cases[i]) != 0)
			return -1;
	return 0;
}

/* A gateway that names no purpose is for every one. */
static int look_at_reach(struct maker *maker, struct untold_list *list,
			 const struct reach *reach, bool *seen)
{
	size_t count = reach->purpose_count > 0
			       ? reach->purpose_count
			       : maker->dictionary->purpose_count;

	for (size_t b = 0; b < reach->body_count; b++)
		for (size_t p = 0; p < count; p++)
			if (look_at_pair(maker, list, reach->bodies[b],
					 reach->purpose_count > 0
						 ? reach->purposes[p]
						 : (uint16_t)p,
					 seen) != 0)
				return -1;
	return 0;
}

static int find_required(struct maker *maker, struct untold_list *list)
{
	const struct dictionary *dictionary = maker->dictionary;
	const struct policy *policy = maker->policy;
	bool *seen = arena_array(&maker->scratch, dictionary->body_count,
				 dictionary->purpose_count);

	if (seen == NULL)
		return error_memory(maker->error);
	for (size_t i = 0; i < policy->gateway_count; i++) {
		const struct rule *rule = &policy->gateways[i].rule;

		if (!rule->duty ||
		    !rule_is_for(rule, dictionary, &maker->discloser,
				 maker->date) ||
		    !rule_in_force(rule, dictionary, maker->date, NULL))
			continue;
		for (size_t r = 0; r < rule->reach_count; r++)
			if (look_at_reach(maker, list, &rule->reaches[r],
					  seen) != 0)
				return -1;
	}
	return 0;
}

static int add_untold(struct maker *maker, struct untold *untold)
{
	struct published_flow *flow = new_flow(maker);
	const struct dictionary *dictionary = maker->dictionary;

	if (flow == NULL)
		return -1;
	flow->state = FLOW_UNTOLD;
	flow->source = untold->gateway->range;
	flow->purposes = untold->purposes;
	flow->purpose_count = untold->purpose_count;
	name_recipient(maker, untold->body, DICTIONARY_NONE, flow);
	if (finish_parts(maker, &untold->builder, flow) != 0 ||
	    name_flow(maker, flow, "law", dictionary->bodies[untold->body].name,
		      untold->gateway->name, (struct slice){NULL, 0}) != 0)
		return -1;
	flow->fields = flow->sent;
	maker->flow_count++;
	return 0;
}

/* --- order ------------------------------------------------------------------------------------- */

static bool same_recipient(const struct published_flow *a,
			   const struct published_flow *b)
{
	return a->body == b->body && slice_equal(a->recipient, b->recipient);
}

static int name_recipients(struct maker *maker,
			   struct published_recipient *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct builder text = {0};

		builder_add_text(&text, "recipient-");
		builder_add(&text,
			    maker->dictionary->bodies[list[i].body].name);
		if (!text.failed)
			list[i].id = make_id(maker, builder_slice(&text), list,
					     i, sizeof(*list));
		builder_release(&text);
		if (list[i].id.at == NULL)
			return error_memory(maker->error);
	}
	return 0;
}

static int put_in_order(struct maker *maker)
{
	struct publication *publication = maker->publication;
	size_t count = maker->flow_count, placed = 0;
	struct published_flow *flows =
		arena_array(maker->arena, count, sizeof(*flows));
	struct published_recipient *recipients =
		arena_array(maker->arena, count, sizeof(*recipients));
	bool *done = arena_array(&maker->scratch, count, sizeof(*done));

	if (flows == NULL || recipients == NULL || done == NULL)
		return error_memory(maker->error);
	publication->flows = flows;
	publication->flow_count = count;
	publication->recipients = recipients;
	for (size_t i = 0; i < count; i++) {
		const struct published_flow *first = &maker->flows[i];
		struct published_recipient *recipient;

		if (done[i])
			continue;
		recipient = &recipients[publication->recipient_count++];
		*recipient = (struct published_recipient){
			.body = first->body,
			.holder = first->holder,
			.label = first->recipient,
			.first_flow = placed,
		};
		for (size_t j = i; j < count; j++) {
			if (done[j] || !same_recipient(first, &maker->flows[j]))
				continue;
			done[j] = true;
			flows[placed++] = maker->flows[j];
			recipient->flow_count++;
			recipient->sent = field_set_union(recipient->sent,
							  maker->flows[j].sent);
		}
	}
	return name_recipients(maker, recipients, publication->recipient_count);
}

int make_flows(struct maker *maker)
{
	struct untold_list untold = {0};

	for (size_t i = 0; i < maker->notice->share_count; i++)
		if (add_share(maker, &maker->compiled->shares[i].rule) != 0)
			return -1;
	if (find_required(maker, &untold) != 0)
		return -1;
	for (size_t i = 0; i < untold.count; i++)
		if (add_untold(maker, &untold.at[i]) != 0)
			return -1;
	return put_in_order(maker);
}

/* What the law requires and no share tells of. */
#include "base/error.h"
#include "publish/publication_parts.h"

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

int add_required(struct maker *maker)
{
	struct untold_list list = {0};

	if (find_required(maker, &list) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (add_untold(maker, &list.at[i]) != 0)
			return -1;
	return 0;
}

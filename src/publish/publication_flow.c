/* The flows: shares in the order of the notice, those of one recipient together,
 * and what the law requires beside them. */
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "language/tree.h"
#include "publish/publication_draft.h"

/* --- the recipient ------------------------------------------------------------------- */

void name_recipient(const struct maker *maker, uint16_t body, uint16_t alias,
		    struct published_flow *flow)
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

struct published_flow *new_flow(struct maker *maker)
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

int name_flow(struct maker *maker, struct published_flow *flow,
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

/* Why a share lets nothing go of what others do: what the engine says where it
 * is live; else its own condition is never so, or it is set off by nothing that
 * the law lets it be set off by. */
static struct published_withheld stopped_by_share(const struct field_case *one,
						  const struct rule *share)
{
	struct published_withheld withheld = {
		.gate = GATE_PUPIL,
		.reason = REASON_TRIGGER,
		.clause = share->triggers != 0 ? share->triggers_range
					       : share->range,
	};
	struct stop stop;

	if (find_stop(one, share, &stop))
		return (struct published_withheld){
			.gate = (enum gate)stop.gate,
			.reason = (enum reason)stop.reason,
			.clause = share->range,
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

/* --- a share ------------------------------------------------------------------------------- */

static int find_parts(struct maker *maker, struct published_flow *flow,
		      uint16_t alias)
{
	if (flow->share->by_other) {
		flow->state = FLOW_TOLD;
		return tell_flow(maker, flow);
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
	for (size_t i = 0; i < maker->notice->share_count; i++)
		if (add_share(maker, &maker->compiled->shares[i].rule) != 0)
			return -1;
	if (add_required(maker) != 0)
		return -1;
	return put_in_order(maker);
}

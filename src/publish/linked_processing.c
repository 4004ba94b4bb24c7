/*
 * The record of processing (law: UK GDPR article 30(1)) in terms of DPV 2.3: one
 * process for what is held together, for what is received, and for each flow.
 * Data is said by category here; the notice says it by field.
 */
#include "publish/linked_parts.h"

static void add_categories(struct linked *linked, struct graph_node *node,
			   struct field_set fields)
{
	const struct dictionary *dictionary = linked->dictionary;

	for (uint16_t i = 0; i < dictionary->category_count; i++) {
		const struct category *category = &dictionary->categories[i];
		struct slice name =
			linked_term_name(linked, "category", category->name);

		for (uint16_t j = 0; j < category->field_count; j++) {
			uint16_t at = (uint16_t)(category->first_field + j);

			if (!field_set_has(&fields, at))
				continue;
			graph_name(linked->graph, node, "dpv:hasPersonalData",
				   name);
			if (dictionary->fields[at].special)
				graph_name(linked->graph, node,
					   "term:hasSpecialCategoryData", name);
		}
	}
}

/* Who gets any of these fields from this controller. */
static void add_recipients(struct linked *linked, struct graph_node *node,
			   struct field_set fields)
{
	const struct publication *publication = linked->publication;

	for (size_t i = 0; i < publication->recipient_count; i++) {
		const struct published_recipient *recipient =
			&publication->recipients[i];

		if (!field_set_empty(
			    field_set_intersection(recipient->sent, fields)))
			linked_add_recipient(linked, node, recipient->body);
	}
}

static struct graph_node *add_process(struct linked *linked,
				      struct graph_node *record,
				      const char *kind, struct slice id)
{
	struct graph *graph = linked->graph;
	struct graph_node *node =
		graph_node(graph, linked_own(linked, kind, id));

	graph_name(graph, record, "dpv:hasProcess", node->name);
	graph_type(graph, node, "dpv:PersonalDataProcess");
	graph_text(graph, node, "dct:identifier", id);
	graph_name(graph, node, "dpv:hasDataController",
		   linked->controller->name);
	return node;
}

static void add_holding(struct linked *linked, struct graph_node *record,
			const struct published_holding *published)
{
	const struct holding *holding = published->holding;
	struct graph_node *node =
		add_process(linked, record, "holding", published->id);

	graph_name(linked->graph, node, "dpv:hasProcessing",
		   SLICE("dpv:Store"));
	linked_add_purposes(linked, node, holding->purposes,
			    holding->purpose_count);
	linked_add_subjects(linked, node, holding->fields);
	add_categories(linked, node, holding->fields);
	add_recipients(linked, node, holding->fields);
	linked_add_laws(linked, node, holding->laws, holding->law_count);
	linked_add_keep(linked, node, holding);
}

static void add_receipt(struct linked *linked, struct graph_node *record,
			const struct published_receipt *receipt)
{
	struct graph_node *node =
		add_process(linked, record, "receipt", receipt->id);

	graph_name(linked->graph, node, "dpv:hasProcessing",
		   SLICE("dpv:Obtain"));
	graph_name(linked->graph, node, "dpv:hasDataSource",
		   linked_body(linked, receipt->from));
	linked_add_purposes(linked, node, receipt->purposes,
			    receipt->purpose_count);
	linked_add_subjects(linked, node, receipt->fields);
	add_categories(linked, node, receipt->fields);
	add_recipients(linked, node, receipt->fields);
	for (size_t i = 0; i < receipt->cited_count; i++)
		linked_add_laws(linked, node, &receipt->cited[i].law, 1);
	linked_add_keep(linked, node, &receipt->keep);
}

static bool same_need(const struct published_need *a,
		      const struct published_need *b)
{
	return a->need == b->need && a->where == b->where;
}

/* Parts of a flow have most safeguards in common. */
static bool is_needed_before(const struct published_flow *flow, size_t part,
			     const struct published_need *need)
{
	for (size_t i = 0; i < part; i++)
		for (size_t j = 0; j < flow->parts[i].need_count; j++)
			if (same_need(&flow->parts[i].needs[j], need))
				return true;
	return false;
}

static void add_needs(struct linked *linked, struct graph_node *node,
		      const struct published_flow *flow, size_t part)
{
	for (size_t i = 0; i < flow->parts[part].need_count; i++) {
		const struct published_need *need = &flow->parts[part].needs[i];

		if (!is_needed_before(flow, part, need))
			linked_add_need(linked, node, need->need, need->where);
	}
}

static void add_flow(struct linked *linked, struct graph_node *record,
		     const struct published_flow *flow)
{
	struct graph_node *node = add_process(linked, record, "flow", flow->id);

	graph_name(linked->graph, node, "dpv:hasProcessing",
		   SLICE("dpv:DiscloseByTransmission"));
	linked_add_subjects(linked, node, flow->sent);
	add_categories(linked, node, flow->sent);
	linked_add_recipient(linked, node, flow->body);
	for (size_t i = 0; i < flow->part_count; i++) {
		const struct published_part *part = &flow->parts[i];

		linked_add_purposes(linked, node, part->purposes,
				    part->purpose_count);
		linked_add_laws(linked, node, part->laws, part->law_count);
		linked_add_laws(linked, node, part->grounds,
				part->ground_count);
		graph_name(linked->graph, node, "term:hasLevel",
			   linked_level(linked, part->level));
		add_needs(linked, node, flow, i);
	}
}

int linked_processing(struct graph *graph,
		      const struct publication *publication,
		      const struct linked_tables *tables,
		      const struct linked_bases *bases, struct arena *arena,
		      struct error *error)
{
	struct linked linked;
	struct graph_node *record;

	if (linked_begin(&linked, graph, publication->dictionary, publication,
			 tables, bases, arena, error) != 0)
		return -1;
	record = graph_node(graph, SLICE("here:processing"));
	graph_name(graph, linked.controller, "dpv:hasRecordOfActivity",
		   record->name);
	graph_type(graph, record, "dpv:DataProcessingRecord");
	graph_name(graph, record, "dct:publisher", linked.controller->name);
	graph_date(graph, record, "dct:date", publication->date);
	graph_name(graph, record, "dct:source", linked.version);
	for (size_t i = 0; i < publication->holding_count; i++)
		add_holding(&linked, record, &publication->holdings[i]);
	for (size_t i = 0; i < publication->receipt_count; i++)
		add_receipt(&linked, record, &publication->receipts[i]);
	for (size_t i = 0; i < publication->flow_count; i++)
		if (publication->flows[i].state == FLOW_SENT ||
		    publication->flows[i].state == FLOW_UNTOLD)
			add_flow(&linked, record, &publication->flows[i]);
	return linked_end(&linked, error);
}

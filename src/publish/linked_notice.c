/* A notice, as it takes effect, in terms of DPV 2.3. */
#include "publish/linked_parts.h"

static const char *const states[] = {
	[FLOW_SENT] = "term:state/sent",
	[FLOW_TOLD] = "term:state/told",
	[FLOW_NOT_DONE] = "term:state/not-done",
	[FLOW_UNTOLD] = "term:state/untold",
};

static const char *const duties[] = {
	[DUTY_NONE] = "term:duty/none",
	[DUTY_SOME] = "term:duty/some",
	[DUTY_ALWAYS] = "term:duty/always",
};

/* --- what a part says ------------------------------------------------------------------ */

/* What is done to the data beside sending it. */
static const char *const shaping[] = {
	[LEVEL_NAMED] = NULL,
	[LEVEL_PUPIL] = "dpv:Pseudonymise",
	[LEVEL_INSIDE] = "dpv:Pseudonymise",
	[LEVEL_ANONYMISED] = "dpv:Anonymise",
	[LEVEL_AGGREGATE] = "dpv:Aggregate",
};

static void add_way(struct linked *linked, struct graph_node *part,
		    const struct published_way *way)
{
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_inner(graph, part, "term:way");

	graph_type(graph, node, "term:Way");
	if (way->gateway != NULL && way->gateway->rule->name.len > 0)
		graph_name(graph, node, "term:through",
			   linked_term_name(linked, "gateway",
					    way->gateway->rule->name));
	graph_flag(graph, node, "term:promised", way->share != NULL);
	linked_condition_text(linked, node, "term:condition", way->when);
	linked_add_triggers(linked, node, way->triggers);
	linked_add_level(linked, node, way->level);
	if (way->every_months > 0) {
		struct graph_node *frequency =
			graph_inner(graph, node, "dpv:hasFrequency");

		graph_type(graph, frequency, "dpv:SporadicFrequency");
		linked_add_duration(linked, frequency, "term:every",
				    way->every_months, 0);
	}
}

static void add_objection(struct linked *linked, struct graph_node *part,
			  const struct published_objection *objection)
{
	struct graph_node *node =
		linked_add_objection(linked, part, objection->clause);

	if (objection->closed)
		graph_flag(linked->graph, node, "term:closed", true);
	linked_add_fields(linked, node, "term:stops", objection->stops);
	linked_add_fields(linked, node, "term:stillSends", objection->still);
}

static void add_wishes(struct linked *linked, struct graph_node *node,
		       const struct published_part *part)
{
	struct graph *graph = linked->graph;
	bool any = part->wishes_bear;

	for (size_t i = 0; i < part->objection_count; i++) {
		if (part->objections[i].yields)
			continue; /* a duty sends it all the same */
		any = true;
		if (!linked_stopped_before(part, i))
			add_objection(linked, node, &part->objections[i]);
	}
	if (part->wishes_bear) {
		struct graph_node *general =
			graph_inner(graph, node, "dpv:hasEntityInvolvement");

		graph_type(graph, general, "dpv:ObjectingToProcess");
		graph_flag(graph, general, "term:generalRefusal", true);
	}
	if (!any)
		graph_type(graph,
			   graph_inner(graph, node, "dpv:hasEntityInvolvement"),
			   "dpv:CannotObjectToProcess");
}

static void add_exceptions(struct linked *linked, struct graph_node *node,
			   const struct published_part *part)
{
	for (size_t i = 0; i < part->except_count; i++)
		linked_condition_text(linked, node, "term:except",
				      part->except[i].when);
}

static void add_part(struct linked *linked, struct graph_node *flow,
		     const struct published_flow *published,
		     const struct published_part *part)
{
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_node(
		graph, linked_own(linked, "flow",
				  linked_part_name(linked, published, part)));

	graph_name(graph, flow, "dpv:hasProcess", node->name);
	graph_type(graph, node, "dpv:PersonalDataProcess");
	graph_name(graph, node, "dct:isPartOf", flow->name);
	graph_name(graph, node, "dpv:hasProcessing",
		   SLICE("dpv:DiscloseByTransmission"));
	if (shaping[part->level.kind] != NULL)
		graph_name(graph, node, "dpv:hasProcessing",
			   slice_of(shaping[part->level.kind]));
	linked_add_recipient(linked, node, published->body);
	linked_add_purposes(linked, node, part->purposes, part->purpose_count);
	linked_add_data(linked, node, part->fields);
	linked_add_subjects(linked, node, part->fields);
	linked_add_level(linked, node, part->level);
	linked_add_laws(linked, node, part->laws, part->law_count);
	linked_add_laws(linked, node, part->grounds, part->ground_count);
	graph_name(graph, node, "term:hasDuty", slice_of(duties[part->duty]));
	if (part->duty == DUTY_ALWAYS)
		graph_name(graph, node, "dpv:hasNecessity",
			   SLICE("dpv:Required"));
	for (size_t i = 0; i < part->way_count; i++)
		add_way(linked, node, &part->ways[i]);
	add_exceptions(linked, node, part);
	for (size_t i = 0; i < part->need_count; i++)
		linked_add_need(linked, node, part->needs[i].need,
				part->needs[i].where);
	add_wishes(linked, node, part);
	for (size_t i = 0; i < part->onward_count; i++)
		linked_add_onward(linked, node, part->onward[i].limit);
	if (part->delete_range.source != NULL)
		linked_add_deletion(linked, node, part->delete_by,
				    part->delete_months, part->delete_days);
}

/* --- flows ----------------------------------------------------------------------------- */

static void add_withheld(struct linked *linked, struct graph_node *flow,
			 const struct published_withheld *withheld)
{
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_inner(graph, flow, "term:withholds");

	graph_type(graph, node, "term:Withheld");
	linked_add_purposes(linked, node, withheld->purposes,
			    withheld->purpose_count);
	linked_add_fields(linked, node, "dpv:hasPersonalData",
			  withheld->fields);
	graph_text(graph, node, "term:gate",
		   slice_of(gate_name(withheld->gate)));
	graph_text(graph, node, "term:reason",
		   slice_of(reason_name(withheld->reason)));
}

static void add_flow(struct linked *linked, const struct published_flow *flow)
{
	struct graph *graph = linked->graph;
	struct graph_node *node =
		graph_node(graph, linked_own(linked, "flow", flow->id));
	struct graph_node *notice = graph_node(graph, linked->version);

	graph_name(graph, notice, "dpv:hasProcess", node->name);
	graph_type(graph, node, "dpv:PersonalDataProcess");
	graph_name(graph, node, "dct:isVersionOf",
		   graph_join(graph, "here:", SLICE("flow"), flow->id));
	graph_text(graph, node, "dct:identifier", flow->id);
	graph_name(graph, node, "dpv:hasNotice", linked->version);
	graph_name(graph, node, "term:state", slice_of(states[flow->state]));
	graph_name(graph, node, "dpv:hasDataController",
		   flow->by != DICTIONARY_NONE ? linked_body(linked, flow->by)
					       : linked->controller->name);
	linked_add_recipient(linked, node, flow->body);
	graph_words(graph, node, "term:recipientName", flow->recipient,
		    linked->language);
	linked_add_purposes(linked, node, flow->purposes, flow->purpose_count);
	linked_add_data(linked, node, flow->fields);
	if (flow->held)
		graph_flag(graph, node, "term:heldCategories", true);
	for (size_t i = 0; i < flow->cited_count; i++)
		graph_name(graph, node, "term:cites",
			   linked_law(linked, flow->cited[i].law));
	for (size_t i = 0; i < flow->part_count; i++)
		add_part(linked, node, flow, &flow->parts[i]);
	for (size_t i = 0; i < flow->withheld_count; i++)
		add_withheld(linked, node, &flow->withheld[i]);
}

/* --- what is held and received -------------------------------------------------------------- */

static void add_collection(struct linked *linked, struct graph_node *holding,
			   struct slice name, struct field_set fields,
			   const char *necessity)
{
	struct graph *graph = linked->graph;
	struct graph_node *node;

	if (field_set_empty(fields))
		return;
	node = graph_node(graph, name);
	graph_name(graph, holding, "dpv:hasProcess", node->name);
	graph_type(graph, node, "dpv:PersonalDataProcess");
	graph_name(graph, node, "dct:isPartOf", holding->name);
	graph_name(graph, node, "dpv:hasProcessing", SLICE("dpv:Collect"));
	graph_name(graph, node, "dpv:hasNecessity", slice_of(necessity));
	linked_add_fields(linked, node, "dpv:hasPersonalData", fields);
}

static void cited_laws(struct linked *linked, struct graph_node *node,
		       const struct published_citation *cited, size_t count)
{
	for (size_t i = 0; i < count; i++)
		linked_add_laws(linked, node, &cited[i].law, 1);
}

static void add_holding(struct linked *linked,
			const struct published_holding *holding)
{
	struct graph *graph = linked->graph;
	struct graph_node *node =
		graph_node(graph, linked_own(linked, "holding", holding->id));
	struct graph_node *notice = graph_node(graph, linked->version);

	graph_name(graph, notice, "dpv:hasProcess", node->name);
	graph_type(graph, node, "dpv:PersonalDataProcess");
	graph_text(graph, node, "dct:identifier", holding->id);
	graph_name(graph, node, "dpv:hasNotice", linked->version);
	graph_name(graph, node, "dpv:hasDataController",
		   linked->controller->name);
	graph_name(graph, node, "dpv:hasProcessing", SLICE("dpv:Store"));
	graph_name(graph, node, "dpv:hasProcessing", SLICE("dpv:Use"));
	linked_add_purposes(linked, node, holding->holding->purposes,
			    holding->holding->purpose_count);
	linked_add_data(linked, node, holding->holding->fields);
	linked_add_subjects(linked, node, holding->holding->fields);
	linked_add_laws(linked, node, holding->holding->laws,
			holding->holding->law_count);
	linked_add_keep(linked, node, holding->holding);
	add_collection(linked, node,
		       graph_join(graph, "", node->name, SLICE("mandatory")),
		       holding->mandatory, "dpv:Required");
	add_collection(linked, node,
		       graph_join(graph, "", node->name, SLICE("voluntary")),
		       holding->voluntary, "dpv:Optional");
}

static void add_receipt(struct linked *linked,
			const struct published_receipt *receipt)
{
	struct graph *graph = linked->graph;
	struct graph_node *node =
		graph_node(graph, linked_own(linked, "receipt", receipt->id));
	struct graph_node *notice = graph_node(graph, linked->version);

	graph_name(graph, notice, "dpv:hasProcess", node->name);
	graph_type(graph, node, "dpv:PersonalDataProcess");
	graph_text(graph, node, "dct:identifier", receipt->id);
	graph_name(graph, node, "dpv:hasNotice", linked->version);
	graph_name(graph, node, "dpv:hasDataController",
		   linked->controller->name);
	graph_name(graph, node, "dpv:hasProcessing", SLICE("dpv:Obtain"));
	graph_name(graph, node, "dpv:hasDataSource",
		   linked_body(linked, receipt->from));
	linked_add_purposes(linked, node, receipt->purposes,
			    receipt->purpose_count);
	linked_add_data(linked, node, receipt->fields);
	linked_add_subjects(linked, node, receipt->fields);
	cited_laws(linked, node, receipt->cited, receipt->cited_count);
	linked_add_keep(linked, node, &receipt->keep);
}

/* --- rights, links -------------------------------------------------------------------------- */

/* The Act of 1998 is no law of DPV, and its rights are other ones. */
static bool is_gdpr(const struct linked *linked)
{
	uint16_t regime = linked->publication->regime;
	const struct linked_mapping *mapping = NULL;

	if (regime != DICTIONARY_NONE)
		mapping = linked_mapping_find(
			linked->tables, "law",
			linked->dictionary->laws[regime].name);
	return mapping != NULL && mapping->term.len > 0;
}

static void add_right(struct linked *linked,
		      const struct published_right *right)
{
	struct graph *graph = linked->graph;
	const struct linked_mapping *mapping =
		linked_mapping_find(linked->tables, "right", right->name);
	struct graph_node *node =
		graph_node(graph, linked_own(linked, "right", right->name));
	struct graph_node *notice = graph_node(graph, linked->version);

	graph_name(graph, notice, "dpv:hasRight", node->name);
	graph_type(graph, node, "dpv:ActiveRight");
	graph_type(graph, node, "dpv:DataSubjectRight");
	graph_text(graph, node, "dct:identifier", right->name);
	if (mapping != NULL && mapping->term.len > 0 && is_gdpr(linked))
		graph_name(graph, node,
			   mapping->relation == RELATION_BROAD
				   ? "skos:broadMatch"
				   : "skos:closeMatch",
			   mapping->term);
	if (right->user == RIGHT_PUPIL_FROM_AGE)
		graph_number(graph, node, "term:pupilFromAge", right->age);
	if (right->user == RIGHT_PUPIL_WHEN_ABLE)
		graph_flag(graph, node, "term:pupilWhenAble", true);
}

static void add_link(struct linked *linked, struct graph_node *notice,
		     const struct published_link *link)
{
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_inner(graph, notice, "dct:references");

	graph_type(graph, node, "schema:WebPage");
	graph_words(graph, node, "schema:name", link->label, linked->language);
	graph_typed(graph, node, "schema:url", link->url, "xsd:anyURI");
}

static void add_bans(struct linked *linked, struct graph_node *notice)
{
	const struct publication *publication = linked->publication;
	struct graph *graph = linked->graph;

	for (size_t i = 0; i < publication->ban_count; i++) {
		const struct published_ban *ban = &publication->bans[i];
		struct graph_node *node =
			graph_inner(graph, notice, "term:promisesNever");

		graph_type(graph, node, "dpv:Prohibition");
		graph_text(graph, node, "dct:identifier", ban->id);
		graph_words(graph, node, "dct:description", ban->label,
			    linked->language);
		linked_add_fields(linked, node, "dpv:hasPersonalData",
				  ban->fields);
	}
}

/* --- the notice itself ----------------------------------------------------------------------- */

static void add_notice(struct linked *linked)
{
	const struct publication *publication = linked->publication;
	const struct notice *notice = publication->notice;
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_node(graph, linked->version);

	graph_name(graph, linked->controller, "dpv:hasNotice", node->name);
	graph_type(graph, node, "dpv:PrivacyNotice");
	graph_words(graph, node, "dct:title", notice->title, linked->language);
	graph_name(graph, node, "dct:isVersionOf", SLICE("here:notice"));
	graph_number(graph, node, "schema:version", (int64_t)notice->version);
	graph_name(graph, node, "dct:publisher", linked->controller->name);
	graph_date(graph, node, "dct:date", publication->date);
	linked_add_period(linked, node, publication->from, publication->to);
	graph_date(graph, node, "term:reviewed", notice->reviewed);
	graph_date(graph, node, "term:reviewDue", publication->review_due);
	graph_name(graph, node, "dpv:hasNoticeStatus",
		   publication->review_overdue ? SLICE("dpv:NoticeStale")
					       : SLICE("dpv:NoticeLatest"));
	if (publication->regime != DICTIONARY_NONE)
		graph_name(graph, node, "dpv:hasApplicableLaw",
			   linked_law(linked, publication->regime));
	if (publication->honours_refusals)
		graph_flag(graph, node, "term:honoursRefusals", true);
	for (size_t i = 0; i < publication->link_count; i++)
		add_link(linked, node, &publication->links[i]);
	add_bans(linked, node);
}

int linked_notice(struct graph *graph, const struct publication *publication,
		  const struct linked_tables *tables,
		  const struct linked_bases *bases, struct arena *arena,
		  struct error *error)
{
	struct linked linked;

	if (linked_begin(&linked, graph, publication->dictionary, publication,
			 tables, bases, arena, error) != 0)
		return -1;
	add_notice(&linked);
	for (size_t i = 0; i < publication->holding_count; i++)
		add_holding(&linked, &publication->holdings[i]);
	for (size_t i = 0; i < publication->receipt_count; i++)
		add_receipt(&linked, &publication->receipts[i]);
	for (size_t i = 0; i < publication->flow_count; i++)
		add_flow(&linked, &publication->flows[i]);
	for (size_t i = 0; i < publication->right_count; i++)
		add_right(&linked, &publication->rights[i]);
	return linked_end(&linked, error);
}

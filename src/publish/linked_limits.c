/* What a disclosure is subject to, as the views in DPV's terms say it. */
#include "base/error.h"
#include "publish/linked_parts.h"

/* --- whose word counts ------------------------------------------------------------------ */

static struct slice holder_name(enum wish_holder holder)
{
	return holder == HOLDER_PARENT ? SLICE("term:subject/parent")
				       : SLICE("term:subject/pupil");
}

static void add_holder(struct linked *linked, struct graph_node *node,
		       const struct hand_over *by)
{
	graph_name(linked->graph, node, "term:by", holder_name(by->first));
	if (by->age == 0)
		return;
	graph_number(linked->graph, node, "term:untilAge", by->age);
	graph_name(linked->graph, node, "term:thenBy", holder_name(by->second));
}

/* --- safeguards -------------------------------------------------------------------------- */

static const char *const need_names[NEED_KIND_COUNT] = {
	[NEED_APPROVAL] = "approval", [NEED_AUTHORISATION] = "authorisation",
	[NEED_CONSENT] = "consent",   [NEED_IDENTITY] = "identity",
	[NEED_TERMS] = "terms",       [NEED_ROLE] = "role",
};

struct slice linked_need_target(struct linked *linked, const struct need *need)
{
	const struct dictionary *dictionary = linked->dictionary;

	if (need->kind == NEED_APPROVAL)
		return linked_term_name(
			linked, "approval",
			dictionary->approvals[need->approval].name);
	if (need->kind == NEED_TERMS && need->terms != DICTIONARY_NONE)
		return linked_term_name(linked, "terms",
					dictionary->terms[need->terms].name);
	if (need->kind == NEED_ROLE)
		return linked_term_name(linked, "role",
					dictionary->roles[need->role].name);
	return (struct slice){NULL, 0};
}

void linked_add_need(struct linked *linked, struct graph_node *node,
		     const struct need *need, const struct condition *where)
{
	struct graph *graph = linked->graph;
	struct slice target = linked_need_target(linked, need);
	struct slice kind = slice_of(need_names[need->kind]);
	const struct linked_mapping *mapping =
		linked_mapping_find(linked->tables, "need", kind);
	struct graph_node *measure =
		graph_inner(graph, node, "dpv:hasOrganisationalMeasure");

	graph_type(graph, measure, "dpv:OrganisationalMeasure");
	if (mapping != NULL && mapping->relation == RELATION_BROAD)
		graph_name(graph, measure, "rdf:type", mapping->term);
	graph_text(graph, measure, "term:safeguard", kind);
	if (target.len > 0)
		graph_name(graph, measure, "dct:conformsTo", target);
	if (need->kind == NEED_CONSENT)
		add_holder(linked, measure, &need->by);
	linked_condition_text(linked, measure, "term:condition", where);
}

/* --- how long ----------------------------------------------------------------------------- */

void linked_add_keep(struct linked *linked, struct graph_node *node,
		     const struct holding *holding)
{
	struct graph *graph = linked->graph;
	struct graph_node *condition, *duration;

	if (holding->keep_until_age == 0 && holding->keep_months == 0)
		return;
	condition = graph_inner(graph, node, "dpv:hasStorageCondition");
	graph_type(graph, condition, "dpv:StorageDuration");
	if (holding->then.len > 0)
		graph_text(graph, condition, "term:afterwards", holding->then);
	duration = graph_inner(graph, condition, "dpv:hasDuration");
	graph_type(graph, duration, "dpv:UntilEventDuration");
	if (holding->keep_until_age > 0) {
		graph_number(graph, duration, "term:untilAge",
			     holding->keep_until_age);
		return;
	}
	linked_add_duration(linked, duration, "term:timeAfterEvent",
			    holding->keep_months, 0);
	graph_text(graph, duration, "term:event", holding->keep_event);
}

void linked_add_deletion(struct linked *linked, struct graph_node *node,
			 int32_t by, int months, int days)
{
	struct graph *graph = linked->graph;
	struct graph_node *condition =
		graph_inner(graph, node, "dpv:hasStorageCondition");
	struct graph_node *duration;

	graph_type(graph, condition, "dpv:StorageDeletion");
	duration = graph_inner(graph, condition, "dpv:hasDuration");
	if (by != DATE_NONE) {
		graph_type(graph, duration, "dpv:UntilTimeDuration");
		graph_date(graph, duration, "dcat:endDate", by);
		return;
	}
	graph_type(graph, duration, "dpv:TemporalDuration");
	linked_add_duration(linked, duration, "term:timeAfterEvent", months,
			    days);
}

/* --- onward ------------------------------------------------------------------------------- */

void linked_add_onward(struct linked *linked, struct graph_node *node,
		       const struct onward_limit *limit)
{
	struct graph *graph = linked->graph;
	struct graph_node *next = graph_inner(graph, node, "term:onward");

	graph_type(graph, next, "dpv:Process");
	if (limit->body_count == 0) {
		graph_flag(graph, next, "term:toNobody", true);
		return;
	}
	for (size_t i = 0; i < limit->body_count; i++)
		linked_add_recipient(linked, next, limit->bodies[i]);
	linked_add_purposes(linked, next, limit->purposes,
			    limit->purpose_count);
	linked_add_level(linked, next, limit->level);
	if (limit->then_by_law)
		graph_flag(graph, next, "term:thenByLaw", true);
}

/* --- objections ------------------------------------------------------------------------ */

struct graph_node *linked_add_objection(struct linked *linked,
					struct graph_node *node,
					const struct objection_clause *clause)
{
	struct graph_node *inner =
		graph_inner(linked->graph, node, "dpv:hasEntityInvolvement");

	graph_type(linked->graph, inner, "dpv:ObjectingToProcess");
	add_holder(linked, inner, &clause->by);
	return inner;
}

static bool same_fields(struct field_set a, struct field_set b)
{
	return field_set_empty(field_set_difference(a, b)) &&
	       field_set_empty(field_set_difference(b, a));
}

static bool same_objection(const struct published_objection *a,
			   const struct published_objection *b)
{
	const struct hand_over *x = &a->clause->by, *y = &b->clause->by;

	return x->first == y->first && x->age == y->age &&
	       (x->age == 0 || x->second == y->second) &&
	       a->closed == b->closed && a->yields == b->yields &&
	       same_fields(a->stops, b->stops) &&
	       same_fields(a->still, b->still);
}

bool linked_stopped_before(const struct published_part *part, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same_objection(&part->objections[i],
				   &part->objections[index]))
			return true;
	return false;
}

/*
 * The rules as a policy of ODRL 2.2 (W3C Recommendation of 15 February 2018).
 *
 * What the controller may and must disclose are permissions and obligations of
 * the controller to distribute; what a wish, an exception, a promise or the law
 * stops are prohibitions, which win (`conflict prohibit`); and what binds the
 * recipient are its own rules.  A statutory duty that no wish stops has no
 * prohibition beside it: ODRL cannot say that one rule beats another.
 */
#include "policy/notice.h"
#include "publish/linked_parts.h"

struct writer {
	struct linked linked;
	struct graph_node *policy;
	const struct published_flow *flow;
	const struct published_part *part;
	struct slice name; /* of the part: flow, field, purpose */
	struct slice data; /* the collection of its fields */
};

/* --- rules and constraints ----------------------------------------------------------------- */

/* A name that no rule has yet: of two rules about the same the second ends
 * in "-2". */
static struct slice free_name(struct writer *writer, struct slice name)
{
	struct graph *graph = writer->linked.graph;
	struct slice tried = name;

	for (unsigned int i = 2; graph_find(graph, tried) != NULL; i++) {
		struct builder text = {0};

		builder_add(&text, name);
		builder_add_format(&text, "-%u", i);
		tried = graph_take(graph, &text, name);
		if (graph->failed)
			break;
	}
	return tried;
}

/* A rule of the policy: "permission", "obligation" or "prohibition". */
static struct graph_node *rule(struct writer *writer, const char *property,
			       const char *type, const char *kind,
			       struct slice name)
{
	struct graph *graph = writer->linked.graph;
	struct graph_node *node = graph_node(
		graph,
		free_name(writer, linked_own(&writer->linked, kind, name)));

	graph_name(graph, writer->policy, property, node->name);
	graph_type(graph, node, type);
	return node;
}

static void add_values(struct writer *writer, struct graph_node *rule_node,
		       const char *left, const struct slice *values,
		       size_t count)
{
	struct graph *graph = writer->linked.graph;
	struct graph_value *items;
	struct graph_node *node;

	if (count == 0)
		return;
	node = linked_constraint(&writer->linked, rule_node, left,
				 count == 1 ? "odrl:eq" : "odrl:isAnyOf");
	if (count == 1) {
		graph_name(graph, node, "odrl:rightOperand", values[0]);
		return;
	}
	items = arena_array(graph->arena, count, sizeof(*items));
	if (items == NULL) {
		graph->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		items[i] = (struct graph_value){
			.kind = GRAPH_NAME,
			.text = values[i],
		};
	graph_list(graph, node, "odrl:rightOperand", items, count);
}

/* To one of these, each called by its name. */
static void constrain_names(struct writer *writer, struct graph_node *node,
			    const char *left,
			    struct slice (*name_of)(struct linked *linked,
						    uint16_t index),
			    const uint16_t *list, size_t count)
{
	struct slice *names = arena_array(writer->linked.graph->arena,
					  count + 1, sizeof(*names));

	if (names == NULL) {
		writer->linked.graph->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		names[i] = name_of(&writer->linked, list[i]);
	add_values(writer, node, left, names, count);
}

static void constrain_purposes(struct writer *writer, struct graph_node *node,
			       const uint16_t *purposes, size_t count)
{
	constrain_names(writer, node, "odrl:purpose", linked_purpose, purposes,
			count);
}

static void constrain_recipients(struct writer *writer, struct graph_node *node,
				 const uint16_t *bodies, size_t count)
{
	constrain_names(writer, node, "odrl:recipient", linked_body, bodies,
			count);
}

static void constrain_triggers(struct writer *writer, struct graph_node *node,
			       uint64_t triggers)
{
	const struct dictionary *dictionary = writer->linked.dictionary;
	struct slice names[64];
	size_t count = 0;

	for (uint16_t i = 0; i < dictionary->trigger_count && i < 64; i++)
		if ((triggers >> i & 1) != 0)
			names[count++] =
				linked_term_name(&writer->linked, "trigger",
						 dictionary->triggers[i].name);
	add_values(writer, node, "odrl:event", names, count);
}

static void constrain_date(struct writer *writer, struct graph_node *node,
			   const char *operator, int32_t date)
{
	if (date == DATE_NONE)
		return;
	graph_date(writer->linked.graph,
		   linked_constraint(&writer->linked, node,
				     "odrl:dateTime", operator),
		   "odrl:rightOperand", date);
}

static void constrain_level(struct writer *writer, struct graph_node *node,
			    struct level level)
{
	struct linked *linked = &writer->linked;
	struct graph_node *constraint = linked_constraint(
		linked, node, "term:operand/level", "odrl:eq");

	graph_name(linked->graph, constraint, "odrl:rightOperand",
		   linked_level(linked, level));
	if (level.area == DICTIONARY_NONE)
		return;
	constraint =
		linked_constraint(linked, node, "term:operand/area", "odrl:eq");
	graph_name(
		linked->graph, constraint, "odrl:rightOperand",
		linked_term_name(linked, "area",
				 linked->dictionary->areas[level.area].name));
}

/* --- what the controller does ---------------------------------------------------------------- */

/* The version's own days bound all that it promises. */
static void constrain_days(struct writer *writer, struct graph_node *node)
{
	const struct publication *publication = writer->linked.publication;

	constrain_date(writer, node, "odrl:gteq", publication->from);
	constrain_date(writer, node, "odrl:lteq", publication->to);
}

static void disclose(struct writer *writer, struct graph_node *node,
		     struct slice data)
{
	struct graph *graph = writer->linked.graph;

	graph_name(graph, node, "odrl:assignee",
		   writer->linked.controller->name);
	graph_name(graph, node, "odrl:action", SLICE("odrl:distribute"));
	graph_name(graph, node, "odrl:target", data);
}

static void constrain_flow(struct writer *writer, struct graph_node *node)
{
	constrain_recipients(writer, node, &writer->flow->body, 1);
	constrain_purposes(writer, node, writer->part->purposes,
			   writer->part->purpose_count);
	constrain_days(writer, node);
}

static const char *const need_actions[NEED_KIND_COUNT] = {
	[NEED_APPROVAL] = "term:action/have-approved",
	[NEED_AUTHORISATION] = "term:action/authorise",
	[NEED_CONSENT] = "odrl:obtainConsent",
	[NEED_IDENTITY] = "term:action/check-identity",
	[NEED_TERMS] = "term:action/have-terms-signed",
	[NEED_ROLE] = "term:action/check-role",
};

static void add_duties(struct writer *writer, struct graph_node *permission)
{
	struct linked *linked = &writer->linked;
	struct graph *graph = linked->graph;

	for (size_t i = 0; i < writer->part->need_count; i++) {
		const struct published_need *published =
			&writer->part->needs[i];
		const struct need *need = published->need;
		struct slice target = linked_need_target(linked, need);
		struct graph_node *duty =
			graph_inner(graph, permission, "odrl:duty");

		graph_type(graph, duty, "odrl:Duty");
		graph_name(graph, duty, "odrl:action",
			   slice_of(need_actions[need->kind]));
		if (target.len > 0)
			graph_name(graph, duty, "dct:conformsTo", target);
		linked_constrain(linked, duty, published->where);
	}
}

static void constrain_way(struct writer *writer, struct graph_node *node,
			  const struct published_way *way)
{
	constrain_flow(writer, node);
	linked_constrain(&writer->linked, node, way->when);
	constrain_level(writer, node, way->level);
	if (way->every_months > 0)
		linked_add_duration(&writer->linked,
				    linked_constraint(&writer->linked, node,
						      "odrl:timeInterval",
						      "odrl:eq"),
				    "odrl:rightOperand", way->every_months, 0);
}

/* Of the part, and of the gateway that it passes. */
static struct slice way_name(struct writer *writer, const struct rule *gateway)
{
	if (gateway == NULL || gateway->name.len == 0)
		return writer->name;
	return graph_join(writer->linked.graph, "", writer->name,
			  gateway->name);
}

static void add_way(struct writer *writer, const struct published_way *way)
{
	struct linked *linked = &writer->linked;
	const struct rule *gateway =
		way->gateway != NULL ? way->gateway->rule : NULL;
	struct slice name = way_name(writer, gateway);
	struct graph_node *node = rule(writer, "odrl:permission",
				       "odrl:Permission", "permission", name);

	disclose(writer, node, writer->data);
	constrain_way(writer, node, way);
	constrain_triggers(writer, node, way->triggers);
	add_duties(writer, node);
	if (gateway == NULL)
		return;
	if (gateway->name.len > 0)
		graph_name(linked->graph, node, "term:through",
			   linked_term_name(linked, "gateway", gateway->name));
	if (!gateway->duty)
		return;
	node = rule(writer, "odrl:obligation", "odrl:Duty", "obligation", name);
	disclose(writer, node, writer->data);
	constrain_way(writer, node, way);
	constrain_triggers(writer, node,
			   gateway->duty_triggers != 0 ? gateway->duty_triggers
						       : way->triggers);
}

/* --- what stops it ----------------------------------------------------------------------------- */

static struct slice collection(struct writer *writer, const char *kind,
			       struct slice name, struct field_set fields)
{
	struct linked *linked = &writer->linked;
	struct graph_node *node =
		graph_node(linked->graph,
			   free_name(writer, linked_own(linked, kind, name)));

	graph_type(linked->graph, node, "odrl:AssetCollection");
	linked_add_fields(linked, node, "dpv:hasPersonalData", fields);
	return node->name;
}

static struct graph_node *stop(struct writer *writer, const char *kind,
			       struct slice data)
{
	struct graph_node *node = rule(writer, "odrl:prohibition",
				       "odrl:Prohibition", kind, writer->name);

	disclose(writer, node, data);
	constrain_flow(writer, node);
	return node;
}

static void add_objections(struct writer *writer)
{
	struct linked *linked = &writer->linked;

	for (size_t i = 0; i < writer->part->objection_count; i++) {
		const struct published_objection *objection =
			&writer->part->objections[i];
		struct graph_node *node;

		if (objection->yields || field_set_empty(objection->stops) ||
		    linked_stopped_before(writer->part, i))
			continue;
		node = stop(writer, "objection",
			    collection(writer, "stopped", writer->name,
				       objection->stops));
		graph_flag(linked->graph,
			   linked_constraint(linked, node,
					     "term:operand/objection",
					     "odrl:eq"),
			   "odrl:rightOperand", true);
	}
	if (!writer->part->wishes_bear)
		return;
	graph_flag(linked->graph,
		   linked_constraint(linked,
				     stop(writer, "refusal", writer->data),
				     "term:operand/general-refusal", "odrl:eq"),
		   "odrl:rightOperand", true);
}

static void add_exceptions(struct writer *writer)
{
	for (size_t i = 0; i < writer->part->except_count; i++)
		linked_constrain(&writer->linked,
				 stop(writer, "exception", writer->data),
				 writer->part->except[i].when);
}

/* --- what binds the recipient --------------------------------------------------------------------- */

static struct graph_node *binding(struct writer *writer, const char *property,
				  const char *type, const char *kind,
				  struct slice name, const char *action)
{
	struct linked *linked = &writer->linked;
	struct graph *graph = linked->graph;
	struct graph_node *node = rule(writer, property, type, kind, name);

	graph_name(graph, node, "odrl:assigner", linked->controller->name);
	graph_name(graph, node, "odrl:assignee",
		   linked_body(linked, writer->flow->body));
	graph_name(graph, node, "odrl:action", slice_of(action));
	graph_name(graph, node, "odrl:target", writer->data);
	return node;
}

static void add_onward(struct writer *writer, const struct onward_limit *limit)
{
	const struct dictionary *dictionary = writer->linked.dictionary;
	struct slice next = SLICE("nobody");
	struct graph_node *node;

	if (limit->body_count > 0)
		next = dictionary->bodies[limit->bodies[0]].name;
	next = graph_join(writer->linked.graph, "", writer->name, next);
	if (limit->body_count == 0) {
		binding(writer, "odrl:prohibition", "odrl:Prohibition",
			"onward", next, "odrl:distribute");
		return;
	}
	node = binding(writer, "odrl:permission", "odrl:Permission", "onward",
		       next, "odrl:distribute");
	constrain_recipients(writer, node, limit->bodies, limit->body_count);
	constrain_purposes(writer, node, limit->purposes, limit->purpose_count);
	constrain_level(writer, node, limit->level);
}

static void add_deletion(struct writer *writer)
{
	const struct published_part *part = writer->part;
	struct graph_node *node;

	if (part->delete_range.source == NULL)
		return;
	node = binding(writer, "odrl:obligation", "odrl:Duty", "deletion",
		       writer->name, "odrl:delete");
	if (part->delete_by != DATE_NONE) {
		constrain_date(writer, node, "odrl:lteq", part->delete_by);
		return;
	}
	linked_add_duration(&writer->linked,
			    linked_constraint(&writer->linked, node,
					      "odrl:elapsedTime", "odrl:lteq"),
			    "odrl:rightOperand", part->delete_months,
			    part->delete_days);
}

static void add_terms(struct writer *writer)
{
	const struct published_part *part = writer->part;
	struct graph_node *node =
		binding(writer, "odrl:permission", "odrl:Permission", "use",
			writer->name, "odrl:use");

	constrain_purposes(writer, node, part->purposes, part->purpose_count);
	if ((part->without & WITHOUT_DECISIONS) != 0)
		binding(writer, "odrl:prohibition", "odrl:Prohibition",
			"decisions", writer->name,
			"term:action/decide-about-person");
	if ((part->without & WITHOUT_IDENTIFICATION) != 0)
		binding(writer, "odrl:prohibition", "odrl:Prohibition",
			"identification", writer->name,
			"term:action/identify-anybody");
	for (size_t i = 0; i < part->onward_count; i++)
		add_onward(writer, part->onward[i].limit);
	add_deletion(writer);
}

/* --- flows and prohibitions --------------------------------------------------------------------------- */

static void add_part(struct writer *writer, const struct published_flow *flow,
		     const struct published_part *part)
{
	writer->flow = flow;
	writer->part = part;
	writer->name = linked_part_name(&writer->linked, flow, part);
	writer->data = collection(writer, "data", writer->name, part->fields);
	for (size_t i = 0; i < part->way_count; i++)
		add_way(writer, &part->ways[i]);
	add_objections(writer);
	add_exceptions(writer);
	add_terms(writer);
}

/* What is never done, by the notice's own words or by law. */
static void add_prohibition(struct writer *writer, const char *kind,
			    struct slice name, const struct rule *forbidding,
			    struct field_set fields)
{
	for (size_t i = 0; i < forbidding->reach_count || i == 0; i++) {
		struct graph_node *node = rule(writer, "odrl:prohibition",
					       "odrl:Prohibition", kind, name);
		const struct reach *reach = &forbidding->reaches[i];

		disclose(writer, node,
			 collection(writer, "never", name, fields));
		constrain_days(writer, node);
		if (i < forbidding->reach_count) {
			constrain_recipients(writer, node, reach->bodies,
					     reach->body_count);
			constrain_purposes(writer, node, reach->purposes,
					   reach->purpose_count);
		}
		linked_constrain(&writer->linked, node, forbidding->when);
	}
}

static struct discloser discloser_of(const struct notice *notice)
{
	return (struct discloser){notice->kind, notice->body, notice->holder};
}

static void add_prohibitions(struct writer *writer)
{
	const struct publication *publication = writer->linked.publication;
	const struct policy *policy = publication->policy;
	struct discloser discloser = discloser_of(publication->notice);

	for (size_t i = 0; i < publication->ban_count; i++)
		add_prohibition(writer, "prohibition", publication->bans[i].id,
				publication->bans[i].rule,
				publication->bans[i].fields);
	for (size_t i = 0; i < policy->prohibition_count; i++) {
		const struct rule *law = &policy->prohibitions[i].rule;

		if (rule_in_force(law, policy->dictionary, publication->date,
				  NULL) &&
		    rule_is_for(law, policy->dictionary, &discloser,
				publication->date))
			add_prohibition(
				writer, "law", law->name, law,
				rule_fields(law, &publication->notice->held));
	}
}

static void add_policy(struct writer *writer)
{
	const struct linked *linked = &writer->linked;
	const struct publication *publication = linked->publication;
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_node(
		graph, graph_join(graph, "", linked->version, SLICE("policy")));

	writer->policy = node;
	graph_type(graph, node, "odrl:Set");
	graph_name(graph, node, "odrl:uid", node->name);
	graph_name(graph, node, "odrl:profile", SLICE("term:scheme"));
	graph_name(graph, node, "odrl:conflict", SLICE("odrl:prohibit"));
	graph_words(graph, node, "dct:title", publication->notice->title,
		    linked->language);
	graph_name(graph, node, "dct:source", linked->version);
	graph_name(graph, node, "dct:publisher", linked->controller->name);
	graph_date(graph, node, "dct:date", publication->date);
	linked_add_period(&writer->linked, node, publication->from,
			  publication->to);
}

int linked_policy(struct graph *graph, const struct publication *publication,
		  const struct linked_tables *tables,
		  const struct linked_bases *bases, struct arena *arena,
		  struct error *error)
{
	struct writer writer = {.policy = NULL};

	if (linked_begin(&writer.linked, graph, publication->dictionary,
			 publication, tables, bases, arena, error) != 0)
		return -1;
	add_policy(&writer);
	for (size_t i = 0; i < publication->flow_count; i++) {
		const struct published_flow *flow = &publication->flows[i];

		/* What another controller does is no rule of this one. */
		if (flow->state == FLOW_TOLD)
			continue;
		for (size_t j = 0; j < flow->part_count; j++)
			add_part(&writer, flow, &flow->parts[j]);
	}
	add_prohibitions(&writer);
	return linked_end(&writer.linked, error);
}

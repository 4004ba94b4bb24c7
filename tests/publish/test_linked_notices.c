/*
 * Linked data of the thirteen notices of this tree: nothing in it breaks a shape
 * or uses a term that does not exist, what is read back of it is what the program
 * does, and every shape can be broken.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/date.h"
#include "language/tree.h"
#include "policy/rule.h"
#include "tests/publish/linked_trip.h"

/* --- no faults, and the same when read back -------------------------------------------- */

static void check_view(struct linked_case *test, linked_view *view)
{
	struct builder json = {0}, again = {0}, turtle = {0}, other = {0};
	struct graph graph, back;

	linked_case_make(test, view, &graph);
	linked_case_check(&graph, test->path);
	linked_case_json(&graph, &json);
	linked_case_read(&test->arena, builder_slice(&json), &back);
	linked_case_check(&back, test->path);
	assert_int_equal(back.count, graph.count);
	linked_case_json(&back, &again);
	linked_case_same(&again, &json, test->path);
	graph_write_turtle(&graph, &turtle);
	graph_write_turtle(&back, &other);
	linked_case_same(&other, &turtle, test->path);
	builder_release(&json);
	builder_release(&again);
	builder_release(&turtle);
	builder_release(&other);
}

static void views_have_no_faults_and_come_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < LINKED_NOTICES; i++) {
		struct linked_case test;

		linked_case_notice(&test, i);
		for (size_t v = 0; v < LINKED_VIEWS; v++)
			check_view(&test, linked_views[v]);
		linked_case_close(&test);
	}
}

static void views_are_the_same_whenever_they_are_made(void **state)
{
	struct builder first = {0}, second = {0};
	struct linked_case test;
	struct graph graph;

	(void)state;
	for (size_t v = 0; v < LINKED_VIEWS; v++) {
		builder_clear(&first);
		builder_clear(&second);
		linked_case_notice(&test, 3);
		linked_case_make(&test, linked_views[v], &graph);
		linked_case_json(&graph, &first);
		linked_case_close(&test);
		linked_case_notice(&test, 3);
		linked_case_make(&test, linked_views[v], &graph);
		linked_case_json(&graph, &second);
		linked_case_close(&test);
		linked_case_same(&second, &first, "made again");
	}
	builder_release(&first);
	builder_release(&second);
}

/* --- the round trip: what a reader learns is what the program does ---------------------- */

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

static const char *const holders[] = {
	[HOLDER_PARENT] = "term:subject/parent",
	[HOLDER_PUPIL] = "term:subject/pupil",
};

/* Whether an objection of the part is told as it is. */
static bool is_told(const struct trip *trip,
		    const struct published_objection *objection)
{
	const struct graph_value *value = NULL;
	const struct hand_over *by = &objection->clause->by;

	while ((value = graph_value(trip->node, "dpv:hasEntityInvolvement",
				    value)) != NULL) {
		struct trip inner = *trip;
		struct field_set stops = {{0}};
		const struct graph_value *field = NULL;
		char age[16];

		inner.node = value->node;
		if (!graph_is(inner.node, "dpv:ObjectingToProcess") ||
		    trip_count(inner.node, "term:by") == 0 ||
		    !slice_is(trip_only(&inner, "term:by"), holders[by->first]))
			continue;
		snprintf(age, sizeof(age), "%d", by->age);
		if (by->age > 0 &&
		    (trip_count(inner.node, "term:untilAge") == 0 ||
		     !slice_is(trip_only(&inner, "term:untilAge"), age)))
			continue;
		while ((field = graph_value(inner.node, "term:stops", field)) !=
		       NULL)
			stops = field_set_union(
				stops, trip_named_fields(trip->dictionary,
							 field->text));
		if (field_set_empty(
			    field_set_difference(stops, objection->stops)) &&
		    field_set_empty(
			    field_set_difference(objection->stops, stops)))
			return true;
	}
	return false;
}

static bool has_inner(const struct graph_node *node, const char *property,
		      const char *type)
{
	const struct graph_value *value = NULL;

	while ((value = graph_value(node, property, value)) != NULL)
		if (value->kind == GRAPH_NODE && graph_is(value->node, type))
			return true;
	return false;
}

static void expect_wishes(const struct trip *trip,
			  const struct published_part *part)
{
	size_t stopping = 0;

	for (size_t i = 0; i < part->objection_count; i++) {
		if (part->objections[i].yields)
			continue;
		stopping++;
		assert_true(is_told(trip, &part->objections[i]));
	}
	assert_int_equal(has_inner(trip->node, "dpv:hasEntityInvolvement",
				   "dpv:CannotObjectToProcess"),
			 stopping == 0 && !part->wishes_bear);
}

static void expect_deletion(const struct trip *trip,
			    const struct published_part *part)
{
	const struct graph_value *value =
		graph_value(trip->node, "dpv:hasStorageCondition", NULL);
	struct trip inner = *trip;

	assert_int_equal(value != NULL, part->delete_range.source != NULL);
	if (value == NULL)
		return;
	inner.node = graph_value(value->node, "dpv:hasDuration", NULL)->node;
	expect_date(&inner, "dcat:endDate", part->delete_by);
	if (part->delete_by == DATE_NONE)
		assert_int_equal(trip_only(&inner, "term:timeAfterEvent").at[0],
				 'P');
}

static void expect_ways(const struct trip *trip,
			const struct published_part *part)
{
	const struct graph_value *value = NULL;

	assert_int_equal(trip_count(trip->node, "term:way"), part->way_count);
	for (size_t i = 0; i < part->way_count; i++) {
		const struct published_way *way = &part->ways[i];
		struct trip inner = *trip;

		value = graph_value(trip->node, "term:way", value);
		inner.node = value->node;
		assert_slice(trip_only(&inner, "term:promised"),
			     way->share != NULL ? "true" : "false");
		assert_slice(trip_only(&inner, "term:hasLevel"),
			     trip_levels[way->level.kind]);
		assert_int_equal(trip_count(inner.node, "term:condition"),
				 way->when != NULL);
		assert_int_equal(trip_count(inner.node, "dpv:hasFrequency"),
				 way->every_months > 0);
		expect_triggers(&inner, way->triggers);
	}
}

static void expect_onward(const struct trip *trip,
			  const struct published_part *part)
{
	const struct graph_value *value = NULL;

	assert_int_equal(trip_count(trip->node, "term:onward"),
			 part->onward_count);
	for (size_t i = 0; i < part->onward_count; i++) {
		const struct onward_limit *limit = part->onward[i].limit;
		struct trip inner = *trip;

		value = graph_value(trip->node, "term:onward", value);
		inner.node = value->node;
		expect_flag(&inner, "term:toNobody", limit->body_count == 0);
		expect_flag(&inner, "term:thenByLaw",
			    limit->then_by_law && limit->body_count > 0);
		expect_purposes(&inner, limit->purposes, limit->purpose_count);
		if (limit->body_count == 1)
			expect_recipient(&inner, limit->bodies[0]);
	}
}

static const struct graph_node *
part_node(const struct trip *trip, const struct graph_node *flow, size_t index)
{
	const struct graph_value *value = NULL;

	for (size_t i = 0; i <= index; i++)
		value = graph_value(flow, "dpv:hasProcess", value);
	assert_non_null(value);
	return graph_find(trip->graph, value->text);
}

static void expect_part(struct trip *trip, const struct published_flow *flow,
			const struct published_part *part)
{
	assert_non_null(trip->node);
	expect_recipient(trip, flow->body);
	expect_purposes(trip, part->purposes, part->purpose_count);
	expect_fields(trip, "dpv:hasPersonalData", part->fields);
	expect_special(trip, part->fields);
	expect_laws(trip, part->laws, part->law_count);
	expect_laws(trip, part->grounds, part->ground_count);
	assert_slice(trip_only(trip, "term:hasLevel"),
		     trip_levels[part->level.kind]);
	assert_slice(trip_only(trip, "term:hasDuty"), duties[part->duty]);
	expect_ways(trip, part);
	expect_onward(trip, part);
	assert_int_equal(trip_count(trip->node, "term:except"),
			 part->except_count);
	assert_int_equal(trip_count(trip->node, "dpv:hasOrganisationalMeasure"),
			 part->need_count);
	expect_wishes(trip, part);
	expect_deletion(trip, part);
}

static void expect_withheld(const struct trip *trip,
			    const struct published_flow *flow)
{
	const struct graph_value *value = NULL;

	assert_int_equal(trip_count(trip->node, "term:withholds"),
			 flow->withheld_count);
	for (size_t i = 0; i < flow->withheld_count; i++) {
		struct trip inner = *trip;

		value = graph_value(trip->node, "term:withholds", value);
		inner.node = value->node;
		expect_fields(&inner, "dpv:hasPersonalData",
			      flow->withheld[i].fields);
		expect_purposes(&inner, flow->withheld[i].purposes,
				flow->withheld[i].purpose_count);
		assert_slice(trip_only(&inner, "term:reason"),
			     reason_name(flow->withheld[i].reason));
	}
}

static void expect_flow(struct trip *trip, const struct published_flow *flow)
{
	const struct graph_node *node = trip_find_own(trip, "flow", flow->id);

	trip->node = node;
	assert_slice(trip_only(trip, "term:state"), states[flow->state]);
	assert_true(slice_equal(trip_only(trip, "term:recipientName"),
				flow->recipient));
	expect_recipient(trip, flow->body);
	expect_purposes(trip, flow->purposes, flow->purpose_count);
	expect_fields(trip, "dpv:hasPersonalData", flow->fields);
	expect_special(trip, flow->fields);
	expect_flag(trip, "term:heldCategories", flow->held);
	expect_withheld(trip, flow);
	assert_int_equal(trip_count(node, "dpv:hasProcess"), flow->part_count);
	for (size_t i = 0; i < flow->part_count; i++) {
		trip->node = part_node(trip, node, i);
		expect_part(trip, flow, &flow->parts[i]);
	}
}

static void expect_held(struct trip *trip)
{
	const struct publication *publication = trip->test->publication;

	for (size_t i = 0; i < publication->holding_count; i++) {
		const struct published_holding *held =
			&publication->holdings[i];

		trip->node = trip_find_own(trip, "holding", held->id);
		expect_fields(trip, "dpv:hasPersonalData",
			      held->holding->fields);
		expect_purposes(trip, held->holding->purposes,
				held->holding->purpose_count);
	}
	for (size_t i = 0; i < publication->receipt_count; i++) {
		const struct published_receipt *receipt =
			&publication->receipts[i];

		trip->node = trip_find_own(trip, "receipt", receipt->id);
		expect_fields(trip, "dpv:hasPersonalData", receipt->fields);
		expect_purposes(trip, receipt->purposes,
				receipt->purpose_count);
		assert_int_equal(
			dictionary_find(
				trip->dictionary, KIND_BODY,
				trip_after(trip_only(trip, "dpv:hasDataSource"),
					   "term:body/")),
			receipt->from);
	}
}

static void expect_notice(struct trip *trip)
{
	const struct publication *publication = trip->test->publication;
	const struct graph_value *period;
	struct trip inner = *trip;
	struct builder name = {0};

	builder_add_format(&name, "here:notice/%u",
			   (unsigned int)publication->notice->version);
	trip->node = graph_find(trip->graph, builder_slice(&name));
	builder_release(&name);
	assert_non_null(trip->node);
	assert_true(slice_equal(trip_only(trip, "dct:title"),
				publication->notice->title));
	expect_date(trip, "term:reviewDue", publication->review_due);
	expect_date(trip, "dct:date", publication->date);
	period = graph_value(trip->node, "dct:temporal", NULL);
	assert_non_null(period);
	inner.node = period->node;
	expect_date(&inner, "dcat:startDate", publication->from);
	expect_date(&inner, "dcat:endDate", publication->to);
	assert_int_equal(trip_count(trip->node, "dpv:hasRight"),
			 publication->right_count);
	assert_int_equal(trip_count(trip->node, "dpv:hasProcess"),
			 publication->flow_count + publication->holding_count +
				 publication->receipt_count);
}

static void read_notice(struct linked_case *test)
{
	struct builder json = {0};
	struct graph graph, back;
	struct trip trip = {.test = test, .graph = &back};

	linked_case_make(test, linked_notice, &graph);
	linked_case_json(&graph, &json);
	linked_case_read(&test->arena, builder_slice(&json), &back);
	trip.dictionary = test->publication->dictionary;
	expect_notice(&trip);
	for (size_t i = 0; i < test->publication->flow_count; i++)
		expect_flow(&trip, &test->publication->flows[i]);
	expect_held(&trip);
	builder_release(&json);
}

/* What none of the notices has: the index of children had to be destroyed by a
 * day. */
static const char INDEX[] = "notice \"What we do\" version 1 from 2009-06-01\n"
			    "controller \"A school\" school\n"
			    "share with child-index { send pupil.name; for "
			    "safeguarding-coordination }\n";

static void a_reader_learns_what_the_program_does(void **state)
{
	struct linked_case test;

	(void)state;
	for (size_t i = 0; i < LINKED_NOTICES; i++) {
		linked_case_notice(&test, i);
		read_notice(&test);
		linked_case_close(&test);
	}
	linked_case_text(&test, NULL, INDEX, NULL,
			 date_from_civil(2009, 11, 15));
	read_notice(&test);
	linked_case_close(&test);
}

/* --- the vocabulary tells the dictionary ------------------------------------------------- */

/* The node of a thing of the dictionary. */
static const struct graph_node *find_term(const struct trip *trip,
					  const char *kind, struct slice name)
{
	struct builder full = {0};
	const struct graph_node *node;

	builder_add_format(&full, "term:%s/", kind);
	builder_add(&full, name);
	node = graph_find(trip->graph, builder_slice(&full));
	builder_release(&full);
	if (node == NULL)
		fail_msg("there is no %s '%.*s'", kind, SLICE_ARGS(name));
	return node;
}

static void expect_gateway(struct trip *trip, const struct rule *rule)
{
	const struct graph_value *value = NULL;

	trip->node = find_term(trip, "gateway", rule->name);
	expect_period(trip, rule->from, rule->to);
	expect_fields(trip, "dpv:hasPersonalData", rule->fields);
	expect_special(trip, rule->fields);
	expect_laws(trip, rule->laws, rule->law_count);
	expect_laws(trip, rule->grounds, rule->ground_count);
	assert_slice(trip_only(trip, "term:hasLevel"),
		     trip_levels[rule->level.kind]);
	assert_int_equal(trip_count(trip->node, "term:discloser"),
			 rule->by_count);
	assert_int_equal(trip_count(trip->node, "term:disclosingKind"),
			 __builtin_popcount(rule->kinds));
	expect_triggers(trip, rule->triggers);
	assert_int_equal(trip_count(trip->node, "dpv:hasOrganisationalMeasure"),
			 rule->need_count);
	assert_int_equal(trip_count(trip->node, "term:onward"),
			 rule->onward_count);
	assert_int_equal(trip_count(trip->node, "term:reaches"),
			 rule->reach_count);
	for (size_t i = 0; i < rule->reach_count; i++) {
		struct trip inner = *trip;

		value = graph_value(trip->node, "term:reaches", value);
		inner.node = value->node;
		expect_purposes(&inner, rule->reaches[i].purposes,
				rule->reaches[i].purpose_count);
	}
}

/* Special where the dictionary says so of it, or of all its fields. */
static void expect_category(struct trip *trip, const struct category *category)
{
	bool special = category->field_count > 0;

	for (uint16_t i = 0; i < category->field_count; i++)
		special = special &&
			  trip->dictionary->fields[category->first_field + i]
				  .special;
	assert_int_equal(graph_is(find_term(trip, "category", category->name),
				  "dpv:SpecialCategoryPersonalData"),
			 category->special || special);
}

/* Holders that have a name of their own have their dates. */
static void expect_body(struct trip *trip, const struct body *body)
{
	find_term(trip, "body", body->name);
	for (uint16_t i = 0; i < body->holder_count; i++) {
		const struct holder *holder = &body->holders[i];

		if (holder->alias.len == 0)
			continue;
		trip->node = find_term(trip, "body", holder->alias);
		expect_period(trip, holder->from, holder->to);
		expect_flag(trip, "term:unconfirmed", holder->unconfirmed);
		assert_true(slice_equal(
			trip_after(trip_only(trip, "term:holds"), "term:body/"),
			body->name));
	}
}

static void the_vocabulary_tells_the_dictionary(void **state)
{
	struct linked_bases bases = {.language = SLICE("en-GB")};
	const struct dictionary *england;
	const struct policy *policy;
	struct error error = {0};
	struct builder json = {0};
	struct linked_case test;
	struct graph graph, back;
	struct trip trip = {.test = &test, .graph = &back};

	(void)state;
	linked_case_notice(&test, 9);
	england = trip.dictionary = test.publication->dictionary;
	policy = test.publication->policy;
	assert_success(linked_vocabulary(&graph, england, policy,
					 linked_case_tables(), &bases,
					 &test.arena, &error),
		       &error);
	linked_case_check(&graph, "vocabulary");
	linked_case_json(&graph, &json);
	linked_case_read(&test.arena, builder_slice(&json), &back);
	for (uint16_t i = 0; i < england->category_count; i++)
		expect_category(&trip, &england->categories[i]);
	for (uint16_t i = 0; i < england->law_count; i++) {
		trip.node = find_term(&trip, "law", england->laws[i].name);
		expect_period(&trip, england->laws[i].from,
			      england->laws[i].to);
	}
	for (uint16_t i = 0; i < england->purpose_count; i++) {
		trip.node =
			find_term(&trip, "purpose", england->purposes[i].name);
		expect_period(&trip, england->purposes[i].from,
			      england->purposes[i].to);
		expect_flag(&trip, "term:marketing",
			    england->purposes[i].marketing);
		expect_flag(&trip, "term:protects",
			    england->purposes[i].protects);
		expect_flag(&trip, "term:statisticsOnly",
			    england->purposes[i].statistics);
	}
	for (uint16_t i = 0; i < england->body_count; i++)
		expect_body(&trip, &england->bodies[i]);
	for (uint16_t i = 0; i < england->field_count; i++) {
		const struct field *field = &england->fields[i];

		trip.node = find_term(&trip, "field", field->name);
		assert_int_equal(
			graph_is(trip.node, "dpv:SpecialCategoryPersonalData"),
			field->special);
		assert_true(
			slice_equal(trip_after(trip_only(&trip, "skos:broader"),
					       "term:category/"),
				    england->categories[field->category].name));
	}
	/* What DPV does not know as special: a child's height and weight. */
	assert_true(
		graph_is(find_term(&trip, "category", SLICE("measurements")),
			 "dpv:SpecialCategoryPersonalData"));
	for (size_t i = 0; i < policy->gateway_count; i++)
		expect_gateway(&trip, &policy->gateways[i].rule);
	builder_release(&json);
	linked_case_close(&test);
}

/* --- every shape can be broken --------------------------------------------------------- */

enum breaking {
	BREAK_LEAST,
	BREAK_MOST,
	BREAK_KIND,
	BREAK_CLASS,
	BREAK_DATATYPE,
	BREAK_VALUES,
	BREAK_PATTERN,
	BREAKINGS
};

static bool can_break(const struct linked_shape *shape, enum breaking how)
{
	switch (how) {
	case BREAK_LEAST:
		return shape->least > 0;
	case BREAK_MOST:
		return shape->most > 0;
	case BREAK_KIND:
		return shape->kind != NODE_ANY;
	case BREAK_CLASS:
		return shape->value_class.len > 0;
	case BREAK_DATATYPE:
		return shape->datatype.len > 0;
	case BREAK_VALUES:
		return shape->values.len > 0;
	case BREAK_PATTERN:
		return shape->pattern.len > 0;
	case BREAKINGS:
		break;
	}
	return false;
}

/* A value that breaks the shape in one way. */
static struct graph_value broken(const struct linked_shape *shape,
				 const struct graph_value *good,
				 enum breaking how)
{
	struct graph_value bad = *good;

	if (how == BREAK_KIND && shape->kind == NODE_LITERAL)
		return (struct graph_value){.kind = GRAPH_NAME,
					    .text = SLICE("here:elsewhere")};
	if (how == BREAK_KIND)
		return (struct graph_value){.kind = GRAPH_TEXT,
					    .text = SLICE("words")};
	if (how == BREAK_CLASS)
		return (struct graph_value){.kind = GRAPH_NAME,
					    .text = SLICE("here:nothing")};
	if (how == BREAK_DATATYPE)
		bad.datatype = SLICE("xsd:double");
	if (how == BREAK_VALUES)
		bad.text = SLICE("none-of-them");
	if (how == BREAK_PATTERN)
		bad.text = SLICE("");
	return bad;
}

static struct graph_statement *first_of(struct graph_node *node,
					struct slice property)
{
	for (size_t i = 0; i < node->count; i++)
		if (slice_equal(node->statements[i].property, property))
			return &node->statements[i];
	return NULL;
}

static bool is_of_class(const struct graph_node *node, struct slice class)
{
	const struct graph_value *type = NULL;

	while ((type = graph_value(node, "rdf:type", type)) != NULL)
		if (linked_narrower(linked_case_tables(), type->text, class))
			return true;
	return false;
}

/* A node, also inside others, of the shape's class that has its property. */
static struct graph_node *find_in(struct graph_node *node,
				  const struct linked_shape *shape)
{
	if (is_of_class(node, shape->class) &&
	    first_of(node, shape->property) != NULL)
		return node;
	for (size_t i = 0; i < node->count; i++) {
		struct graph_value *value = &node->statements[i].value;
		struct graph_node *found = NULL;

		if (value->kind == GRAPH_NODE)
			found = find_in(value->node, shape);
		for (size_t j = 0; value->kind == GRAPH_LIST &&
				   j < value->item_count && found == NULL;
		     j++)
			if (value->items[j].kind == GRAPH_NODE)
				found = find_in(value->items[j].node, shape);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static struct graph_node *find_shaped(struct graph *graph,
				      const struct linked_shape *shape)
{
	struct graph_node *found = NULL;

	for (size_t i = 0; i < graph->count && found == NULL; i++)
		found = find_in(graph->nodes[i], shape);
	return found;
}

static bool is_reported(struct graph *graph, const struct linked_shape *shape)
{
	struct linked_faults faults;
	struct error error = {0};

	assert_success(
		linked_check(graph, linked_case_tables(), &faults, &error),
		&error);
	for (size_t i = 0; i < faults.count; i++)
		if (faults.list[i].shape == shape)
			return true;
	return false;
}

static void break_one(struct graph *graph, struct graph_node *node,
		      const struct linked_shape *shape, enum breaking how)
{
	struct graph_node kept = *node, *now = node;
	size_t count = node->count + shape->most + 1;
	struct graph_statement *list =
		arena_array(graph->arena, count, sizeof(*list));
	struct graph_statement *first;

	assert_non_null(list);
	memcpy(list, node->statements, node->count * sizeof(*list));
	now->statements = list;
	first = first_of(now, shape->property);
	if (how == BREAK_LEAST) {
		for (size_t i = 0; i < now->count; i++)
			if (slice_equal(list[i].property, shape->property))
				list[i].property = SLICE("skos:note");
	} else if (how == BREAK_MOST) {
		for (unsigned int i = 0; i < shape->most; i++)
			list[now->count++] = *first;
	} else {
		first->value = broken(shape, &first->value, how);
	}
	if (!is_reported(graph, shape))
		fail_msg("line %u of shapes.csv, broken in way %d, holds",
			 shape->line, (int)how);
	*node = kept;
	assert_false(is_reported(graph, shape));
}

static void break_all(struct graph *graph, bool *done)
{
	const struct linked_tables *tables = linked_case_tables();

	for (size_t i = 0; i < tables->shape_count; i++) {
		const struct linked_shape *shape = &tables->shapes[i];
		struct graph_node *node =
			done[i] ? NULL : find_shaped(graph, shape);

		if (node == NULL)
			continue;
		done[i] = true;
		for (int how = 0; how < BREAKINGS; how++)
			if (can_break(shape, (enum breaking)how))
				break_one(graph, node, shape,
					  (enum breaking)how);
	}
}

static void break_views(struct linked_case *test, bool *done)
{
	struct graph graph;

	for (size_t v = 0; v < LINKED_VIEWS; v++) {
		linked_case_make(test, linked_views[v], &graph);
		break_all(&graph, done);
	}
}

static void every_shape_can_be_broken(void **state)
{
	const struct linked_tables *tables = linked_case_tables();
	struct linked_bases bases = {.language = SLICE("en-GB")};
	static bool done[200];
	struct error error = {0};
	struct linked_case test;
	struct graph graph;

	(void)state;
	assert_true(tables->shape_count <= sizeof(done) / sizeof(*done));
	linked_case_text(&test, NULL, INDEX, NULL,
			 date_from_civil(2009, 11, 15));
	assert_success(linked_vocabulary(&graph, test.publication->dictionary,
					 test.publication->policy, tables,
					 &bases, &test.arena, &error),
		       &error);
	break_all(&graph, done);
	break_views(&test, done);
	linked_case_close(&test);
	/* From the end, where short ones stand. */
	for (size_t i = LINKED_NOTICES; i-- > 0;) {
		linked_case_notice(&test, i);
		break_views(&test, done);
		linked_case_close(&test);
	}
	for (size_t i = 0; i < tables->shape_count; i++)
		if (!done[i])
			fail_msg("nothing has what line %u of shapes.csv says",
				 tables->shapes[i].line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(views_have_no_faults_and_come_back),
		cmocka_unit_test(views_are_the_same_whenever_they_are_made),
		cmocka_unit_test(a_reader_learns_what_the_program_does),
		cmocka_unit_test(the_vocabulary_tells_the_dictionary),
		cmocka_unit_test(every_shape_can_be_broken),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	linked_cases_done();
	return failed;
}

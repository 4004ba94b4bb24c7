/*
 * What a machine reads in the policy (ODRL) and in the record of processing of
 * the thirteen notices is what the program does: no rule is missing, and none is
 * there that nothing stands for.
 */
#include "tests/test.h"

#include <stdlib.h>

#include "base/date.h"
#include "language/tree.h"
#include "policy/rule.h"
#include "tests/publish/linked_trip.h"

/* --- constraints ------------------------------------------------------------------------- */

/* The right operand of the constraint with this left operand and operator (NULL:
 * any); NULL when there is none. */
static const struct graph_value *operand(const struct graph_node *rule,
					 const char *left, const char *op)
{
	const struct graph_value *value = NULL, *is;

	while ((value = graph_value(rule, "odrl:constraint", value)) != NULL) {
		is = graph_value(value->node, "odrl:leftOperand", NULL);
		if (is == NULL || !slice_is(is->text, left))
			continue;
		is = graph_value(value->node, "odrl:operator", NULL);
		if (op == NULL || slice_is(is->text, op))
			return graph_value(value->node, "odrl:rightOperand",
					   NULL);
	}
	return NULL;
}

static bool has_date(const struct graph_node *rule, const char *op,
		     int32_t date)
{
	const struct graph_value *value = operand(rule, "odrl:dateTime", op);
	char text[DATE_TEXT_BYTES];

	if (date == DATE_NONE)
		return value == NULL;
	date_format(date, text);
	return value != NULL && slice_is(value->text, text);
}

/* Item `index` of a right operand; empty behind the last. */
static struct slice item(const struct graph_value *value, size_t index)
{
	if (value != NULL && value->kind == GRAPH_LIST)
		return index < value->item_count ? value->items[index].text
						 : (struct slice){NULL, 0};
	return value != NULL && index == 0 ? value->text
					   : (struct slice){NULL, 0};
}

/* Whether a right operand is these things of the dictionary, in order. */
static bool names(const struct trip *trip, const struct graph_value *value,
		  enum dictionary_kind kind, const char *prefix,
		  const uint16_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct slice name = item(value, i);

		if (!slice_starts_with(name, slice_of(prefix)) ||
		    dictionary_find(trip->dictionary, kind,
				    trip_after(name, prefix)) != list[i])
			return false;
	}
	return item(value, count).len == 0;
}

static bool has_triggers(const struct trip *trip, const struct graph_node *rule,
			 uint64_t triggers)
{
	uint16_t list[64];
	size_t count = 0;

	for (uint16_t i = 0; i < 64; i++)
		if ((triggers >> i & 1) != 0)
			list[count++] = i;
	return names(trip, operand(rule, "odrl:event", NULL), KIND_TRIGGER,
		     "term:trigger/", list, count);
}

static bool is_about(const struct trip *trip, const struct graph_node *rule,
		     struct field_set fields)
{
	const struct graph_node *target = graph_follow(
		trip->graph, graph_value(rule, "odrl:target", NULL));
	const struct graph_value *value = NULL;
	struct field_set told = {{0}};

	if (target == NULL)
		return false;
	while ((value = graph_value(target, "dpv:hasPersonalData", value)) !=
	       NULL)
		told = field_set_union(
			told, trip_named_fields(trip->dictionary, value->text));
	return field_set_empty(field_set_difference(told, fields)) &&
	       field_set_empty(field_set_difference(fields, told));
}

static bool does(const struct graph_node *rule, const char *action)
{
	return slice_is(graph_value(rule, "odrl:action", NULL)->text, action);
}

/* --- the rules of a policy --------------------------------------------------------------- */

/* What is looked for: a rule of the part, or a prohibition. */
struct wanted {
	const struct published_flow *flow;
	const struct published_part *part;
	const struct published_way *way;
	const struct onward_limit *limit;
	struct field_set fields;
	const char *action;
	const char *left; /* an operand that must be there */
	uint64_t triggers;
};

typedef bool matcher(const struct trip *trip, const struct graph_node *rule,
		     const struct wanted *wanted);

static void expect_rule(const struct trip *trip, const char *property,
			matcher *matches, const struct wanted *wanted,
			const char *what)
{
	const struct graph_value *value = NULL;

	while ((value = graph_value(trip->node, property, value)) != NULL)
		if (matches(trip, graph_follow(trip->graph, value), wanted))
			return;
	fail_msg("%s: '%.*s' has no %s", trip->test->path,
		 SLICE_ARGS(wanted->flow->id), what);
}

static bool is_disclosure(const struct trip *trip,
			  const struct graph_node *rule,
			  const struct wanted *wanted)
{
	const struct publication *publication = trip->test->publication;

	return does(rule, "odrl:distribute") &&
	       slice_is(graph_value(rule, "odrl:assignee", NULL)->text,
			"here:controller") &&
	       is_about(trip, rule, wanted->fields) &&
	       names(trip, operand(rule, "odrl:recipient", NULL), KIND_BODY,
		     "term:body/", &wanted->flow->body, 1) &&
	       names(trip, operand(rule, "odrl:purpose", NULL), KIND_PURPOSE,
		     "term:purpose/", wanted->part->purposes,
		     wanted->part->purpose_count) &&
	       has_date(rule, "odrl:gteq", publication->from) &&
	       has_date(rule, "odrl:lteq", publication->to);
}

static bool has_gateway(const struct graph_node *rule,
			const struct published_way *way)
{
	const struct graph_value *through =
		graph_value(rule, "term:through", NULL);

	if (way->gateway == NULL || way->gateway->rule->name.len == 0)
		return through == NULL;
	return through != NULL &&
	       slice_equal(trip_after(through->text, "term:gateway/"),
			   way->gateway->rule->name);
}

/* A condition of the way is constraints about facts, or joined ones. */
static bool has_facts(const struct graph_node *rule)
{
	const struct graph_value *value = NULL, *left;

	while ((value = graph_value(rule, "odrl:constraint", value)) != NULL) {
		left = graph_value(value->node, "odrl:leftOperand", NULL);
		if (left == NULL ||
		    slice_starts_with(left->text, SLICE("term:fact/")))
			return true;
	}
	return false;
}

static bool is_way(const struct trip *trip, const struct graph_node *rule,
		   const struct wanted *wanted)
{
	const struct published_way *way = wanted->way;
	const struct graph_value *level =
		operand(rule, "term:operand/level", "odrl:eq");
	const struct graph_value *area =
		operand(rule, "term:operand/area", "odrl:eq");

	return is_disclosure(trip, rule, wanted) && level != NULL &&
	       slice_is(level->text, trip_levels[way->level.kind]) &&
	       (area != NULL) == (way->level.area != DICTIONARY_NONE) &&
	       has_triggers(trip, rule, wanted->triggers) &&
	       has_facts(rule) == (way->when != NULL) &&
	       (operand(rule, "odrl:timeInterval", NULL) != NULL) ==
		       (way->every_months > 0);
}

static const char *const need_actions[NEED_KIND_COUNT] = {
	[NEED_APPROVAL] = "term:action/have-approved",
	[NEED_AUTHORISATION] = "term:action/authorise",
	[NEED_CONSENT] = "odrl:obtainConsent",
	[NEED_IDENTITY] = "term:action/check-identity",
	[NEED_TERMS] = "term:action/have-terms-signed",
	[NEED_ROLE] = "term:action/check-role",
};

static bool is_permission(const struct trip *trip,
			  const struct graph_node *rule,
			  const struct wanted *wanted)
{
	const struct graph_value *duty = NULL;

	if (!is_way(trip, rule, wanted) || !has_gateway(rule, wanted->way))
		return false;
	for (size_t i = 0; i < wanted->part->need_count; i++) {
		const struct published_need *need = &wanted->part->needs[i];

		duty = graph_value(rule, "odrl:duty", duty);
		if (duty == NULL ||
		    !does(duty->node, need_actions[need->need->kind]) ||
		    has_facts(duty->node) != (need->where != NULL))
			return false;
	}
	return trip_count(rule, "odrl:duty") == wanted->part->need_count;
}

/* A prohibition that one operand of our own decides. */
static bool is_stop(const struct trip *trip, const struct graph_node *rule,
		    const struct wanted *wanted)
{
	const struct graph_value *value;

	if (!is_disclosure(trip, rule, wanted))
		return false;
	if (wanted->left == NULL)
		return has_facts(rule);
	value = operand(rule, wanted->left, "odrl:eq");
	return value != NULL && slice_is(value->text, "true");
}

/* A rule that binds the recipient. */
static bool binds(const struct trip *trip, const struct graph_node *rule,
		  const struct wanted *wanted)
{
	const struct graph_value *assignee =
		graph_value(rule, "odrl:assignee", NULL);

	return does(rule, wanted->action) &&
	       slice_starts_with(assignee->text, SLICE("term:body/")) &&
	       dictionary_find(trip->dictionary, KIND_BODY,
			       trip_after(assignee->text, "term:body/")) ==
		       wanted->flow->body &&
	       is_about(trip, rule, wanted->fields);
}

static bool binds_use(const struct trip *trip, const struct graph_node *rule,
		      const struct wanted *wanted)
{
	return binds(trip, rule, wanted) &&
	       names(trip, operand(rule, "odrl:purpose", NULL), KIND_PURPOSE,
		     "term:purpose/", wanted->part->purposes,
		     wanted->part->purpose_count);
}

static bool binds_onward(const struct trip *trip, const struct graph_node *rule,
			 const struct wanted *wanted)
{
	const struct onward_limit *limit = wanted->limit;
	const struct graph_value *level =
		operand(rule, "term:operand/level", "odrl:eq");

	if (!binds(trip, rule, wanted))
		return false;
	if (limit->body_count == 0)
		return level == NULL;
	return level != NULL &&
	       slice_is(level->text, trip_levels[limit->level.kind]) &&
	       names(trip, operand(rule, "odrl:recipient", NULL), KIND_BODY,
		     "term:body/", limit->bodies, limit->body_count) &&
	       names(trip, operand(rule, "odrl:purpose", NULL), KIND_PURPOSE,
		     "term:purpose/", limit->purposes, limit->purpose_count);
}

static bool binds_deletion(const struct trip *trip,
			   const struct graph_node *rule,
			   const struct wanted *wanted)
{
	const struct published_part *part = wanted->part;
	const struct graph_value *time =
		operand(rule, "odrl:elapsedTime", "odrl:lteq");

	return binds(trip, rule, wanted) &&
	       has_date(rule, "odrl:lteq", part->delete_by) &&
	       (time != NULL) == (part->delete_by == DATE_NONE);
}

/* --- all of them ---------------------------------------------------------------------------- */

struct tally {
	size_t permissions, obligations, prohibitions;
};

static void expect_ways(const struct trip *trip, struct wanted *wanted,
			struct tally *tally)
{
	for (size_t i = 0; i < wanted->part->way_count; i++) {
		const struct published_way *way = &wanted->part->ways[i];

		wanted->way = way;
		wanted->triggers = way->triggers;
		expect_rule(trip, "odrl:permission", is_permission, wanted,
			    "permission");
		tally->permissions++;
		if (way->gateway == NULL || !way->gateway->rule->duty)
			continue;
		if (way->gateway->rule->duty_triggers != 0)
			wanted->triggers = way->gateway->rule->duty_triggers;
		expect_rule(trip, "odrl:obligation", is_way, wanted, "duty");
		tally->obligations++;
	}
}

static bool same_objection(const struct published_objection *a,
			   const struct published_objection *b)
{
	return a->clause->by.first == b->clause->by.first &&
	       a->clause->by.second == b->clause->by.second &&
	       a->clause->by.age == b->clause->by.age &&
	       a->yields == b->yields && a->closed == b->closed &&
	       memcmp(&a->stops, &b->stops, sizeof(a->stops)) == 0 &&
	       memcmp(&a->still, &b->still, sizeof(a->still)) == 0;
}

static bool is_again(const struct published_part *part, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same_objection(&part->objections[i],
				   &part->objections[index]))
			return true;
	return false;
}

static void expect_stops(const struct trip *trip, struct wanted *wanted,
			 struct tally *tally)
{
	const struct published_part *part = wanted->part;

	for (size_t i = 0; i < part->objection_count; i++) {
		if (part->objections[i].yields ||
		    field_set_empty(part->objections[i].stops) ||
		    is_again(part, i))
			continue;
		wanted->fields = part->objections[i].stops;
		wanted->left = "term:operand/objection";
		expect_rule(trip, "odrl:prohibition", is_stop, wanted,
			    "objection");
		tally->prohibitions++;
	}
	wanted->fields = part->fields;
	if (part->wishes_bear) {
		wanted->left = "term:operand/general-refusal";
		expect_rule(trip, "odrl:prohibition", is_stop, wanted,
			    "refusal");
		tally->prohibitions++;
	}
	wanted->left = NULL;
	for (size_t i = 0; i < part->except_count; i++) {
		expect_rule(trip, "odrl:prohibition", is_stop, wanted,
			    "exception");
		tally->prohibitions++;
	}
}

static void expect_limits(const struct trip *trip, struct wanted *wanted,
			  struct tally *tally)
{
	const struct published_part *part = wanted->part;

	wanted->action = "odrl:use";
	expect_rule(trip, "odrl:permission", binds_use, wanted, "use");
	tally->permissions++;
	wanted->action = "term:action/decide-about-person";
	if ((part->without & WITHOUT_DECISIONS) != 0) {
		expect_rule(trip, "odrl:prohibition", binds, wanted,
			    "ban of decisions");
		tally->prohibitions++;
	}
	wanted->action = "term:action/identify-anybody";
	if ((part->without & WITHOUT_IDENTIFICATION) != 0) {
		expect_rule(trip, "odrl:prohibition", binds, wanted,
			    "ban of identification");
		tally->prohibitions++;
	}
	wanted->action = "odrl:distribute";
	for (size_t i = 0; i < part->onward_count; i++) {
		bool nobody = part->onward[i].limit->body_count == 0;

		wanted->limit = part->onward[i].limit;
		expect_rule(trip,
			    nobody ? "odrl:prohibition" : "odrl:permission",
			    binds_onward, wanted, "onward limit");
		*(nobody ? &tally->prohibitions : &tally->permissions) += 1;
	}
	wanted->action = "odrl:delete";
	if (part->delete_range.source != NULL) {
		expect_rule(trip, "odrl:obligation", binds_deletion, wanted,
			    "deletion");
		tally->obligations++;
	}
}

static size_t prohibitions_of(const struct publication *publication)
{
	const struct policy *policy = publication->policy;
	const struct notice *notice = publication->notice;
	struct discloser discloser = {notice->kind, notice->body,
				      notice->holder};
	size_t count = 0;

	for (size_t i = 0; i < publication->ban_count; i++) {
		size_t reaches = publication->bans[i].rule->reach_count;

		count += reaches > 0 ? reaches : 1;
	}
	for (size_t i = 0; i < policy->prohibition_count; i++) {
		const struct rule *rule = &policy->prohibitions[i].rule;

		if (rule_in_force(rule, policy->dictionary, publication->date,
				  NULL) &&
		    rule_is_for(rule, policy->dictionary, &discloser,
				publication->date))
			count += rule->reach_count > 0 ? rule->reach_count : 1;
	}
	return count;
}

static void expect_policy(struct trip *trip)
{
	const struct publication *publication = trip->test->publication;
	struct tally tally = {0};

	for (size_t i = 0; i < publication->flow_count; i++) {
		const struct published_flow *flow = &publication->flows[i];

		if (flow->state == FLOW_TOLD)
			continue;
		for (size_t j = 0; j < flow->part_count; j++) {
			struct wanted wanted = {
				.flow = flow,
				.part = &flow->parts[j],
				.fields = flow->parts[j].fields,
			};

			expect_ways(trip, &wanted, &tally);
			expect_stops(trip, &wanted, &tally);
			expect_limits(trip, &wanted, &tally);
		}
	}
	assert_int_equal(trip_count(trip->node, "odrl:permission"),
			 tally.permissions);
	assert_int_equal(trip_count(trip->node, "odrl:obligation"),
			 tally.obligations);
	assert_int_equal(trip_count(trip->node, "odrl:prohibition"),
			 tally.prohibitions + prohibitions_of(publication));
}

/* --- the record of processing ------------------------------------------------------------- */

static void expect_categories(const struct trip *trip, struct field_set fields)
{
	size_t count = 0;

	for (uint16_t i = 0; i < trip->dictionary->category_count; i++) {
		const struct category *category =
			&trip->dictionary->categories[i];
		const struct graph_value *value = NULL;
		bool some = false, told = false;

		for (uint16_t j = 0; j < category->field_count; j++)
			some = some ||
			       field_set_has(
				       &fields,
				       (uint16_t)(category->first_field + j));
		while ((value = graph_value(trip->node, "dpv:hasPersonalData",
					    value)) != NULL)
			told = told || slice_equal(trip_after(value->text,
							      "term:category/"),
						   category->name);
		assert_int_equal(told, some);
		count += some;
	}
	assert_int_equal(trip_count(trip->node, "dpv:hasPersonalData"), count);
}

static void expect_recipients(const struct trip *trip, struct field_set fields)
{
	const struct publication *publication = trip->test->publication;
	size_t count = 0;

	for (size_t i = 0; i < publication->recipient_count; i++)
		count += !field_set_empty(field_set_intersection(
			publication->recipients[i].sent, fields));
	/* Two holders of one function are one body. */
	assert_true(trip_count(trip->node, "dpv:hasRecipientDataController") +
			    trip_count(trip->node, "dpv:hasRecipient") <=
		    count);
	assert_int_equal(
		trip_count(trip->node, "dpv:hasRecipientDataController") +
				trip_count(trip->node, "dpv:hasRecipient") >
			0,
		count > 0);
}

static void expect_keep(const struct trip *trip, const struct holding *holding)
{
	const struct graph_value *value =
		graph_value(trip->node, "dpv:hasStorageCondition", NULL);
	struct trip inner = *trip;

	assert_int_equal(value != NULL, holding->keep_until_age > 0 ||
						holding->keep_months > 0);
	if (value == NULL)
		return;
	inner.node = graph_value(value->node, "dpv:hasDuration", NULL)->node;
	if (holding->keep_until_age > 0)
		assert_int_equal(
			strtol(trip_only(&inner, "term:untilAge").at, NULL, 10),
			holding->keep_until_age);
	else
		assert_true(slice_equal(trip_only(&inner, "term:event"),
					holding->keep_event));
}

static void expect_sent(struct trip *trip, const struct published_flow *flow)
{
	trip->node = trip_find_own(trip, "flow", flow->id);
	expect_recipient(trip, flow->body);
	expect_categories(trip, flow->sent);
	for (size_t i = 0; i < flow->part_count; i++) {
		expect_laws(trip, flow->parts[i].laws,
			    flow->parts[i].law_count);
		expect_laws(trip, flow->parts[i].grounds,
			    flow->parts[i].ground_count);
	}
}

static void expect_record(struct trip *trip)
{
	const struct publication *publication = trip->test->publication;
	const struct graph_node *record = trip->node;
	size_t count = publication->holding_count + publication->receipt_count;

	for (size_t i = 0; i < publication->holding_count; i++) {
		const struct published_holding *held =
			&publication->holdings[i];

		trip->node = trip_find_own(trip, "holding", held->id);
		expect_categories(trip, held->holding->fields);
		expect_recipients(trip, held->holding->fields);
		expect_purposes(trip, held->holding->purposes,
				held->holding->purpose_count);
		expect_laws(trip, held->holding->laws,
			    held->holding->law_count);
		expect_keep(trip, held->holding);
	}
	for (size_t i = 0; i < publication->receipt_count; i++) {
		const struct published_receipt *receipt =
			&publication->receipts[i];

		trip->node = trip_find_own(trip, "receipt", receipt->id);
		expect_categories(trip, receipt->fields);
		expect_purposes(trip, receipt->purposes,
				receipt->purpose_count);
		expect_keep(trip, &receipt->keep);
	}
	for (size_t i = 0; i < publication->flow_count; i++)
		if (publication->flows[i].state == FLOW_SENT ||
		    publication->flows[i].state == FLOW_UNTOLD) {
			expect_sent(trip, &publication->flows[i]);
			count++;
		}
	assert_int_equal(trip_count(record, "dpv:hasProcess"), count);
}

/* --- over all notices --------------------------------------------------------------------- */

static struct slice policy_name(const struct linked_case *test,
				struct builder *name)
{
	builder_add_format(name, "here:notice/%u/policy",
			   (unsigned int)test->publication->notice->version);
	return builder_slice(name);
}

static void read_back(struct linked_case *test, linked_view *view,
		      struct graph *back)
{
	struct builder json = {0};
	struct graph graph;

	linked_case_make(test, view, &graph);
	linked_case_json(&graph, &json);
	linked_case_read(&test->arena, builder_slice(&json), back);
	builder_release(&json);
}

static void read_policy(struct linked_case *test)
{
	struct builder name = {0};
	struct graph back;
	struct trip trip = {.test = test, .graph = &back};

	trip.dictionary = test->publication->dictionary;
	read_back(test, linked_policy, &back);
	linked_case_check(&back, test->path);
	trip.node = graph_find(&back, policy_name(test, &name));
	assert_non_null(trip.node);
	expect_policy(&trip);
	builder_release(&name);
}

/* What the notices have little of: what some pupils' data is kept from, a duty on
 * some triggers only, and objections that stop a part. */
static const char RARE_LAW[] =
	"gateway advising { by school; to council for advice; data reach, "
	"marks\n"
	"    objection by parent until 16 then pupil leaves name, marks }\n"
	"gateway asking { by school; to youth for advice; data name\n"
	"    duty on request }\n"
	"never law-stop { by school; to council; send marks; when carer }\n";

static const char RARE_NOTICE[] =
	"notice \"N\" version 1 from 2018-01-01\n"
	"controller \"C\" school\n"
	"never own-stop \"Not of boarders\" { send address; when boarder }\n"
	"share with council { send reach, marks; for advice\n"
	"    objection by pupil leaves marks }\n"
	"share with youth { send name; for advice }\n";

static void policies_have_the_rules_that_the_program_has(void **state)
{
	const struct publication *publication;
	struct linked_case test;
	size_t exceptions = 0;

	(void)state;
	for (size_t i = 0; i < LINKED_NOTICES; i++) {
		linked_case_notice(&test, i);
		read_policy(&test);
		linked_case_close(&test);
	}
	linked_case_text(&test, RARE_LAW, RARE_NOTICE, NULL,
			 date_from_civil(2018, 6, 1));
	publication = test.publication;
	for (size_t i = 0; i < publication->flow_count; i++)
		for (size_t j = 0; j < publication->flows[i].part_count; j++)
			exceptions +=
				publication->flows[i].parts[j].except_count;
	assert_true(exceptions > 1);
	read_policy(&test);
	linked_case_close(&test);
}

static void records_have_the_processing_that_there_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < LINKED_NOTICES; i++) {
		struct linked_case test;
		struct graph back;
		struct trip trip = {.test = &test, .graph = &back};

		linked_case_notice(&test, i);
		trip.dictionary = test.publication->dictionary;
		read_back(&test, linked_processing, &back);
		trip.node = graph_find(&back, SLICE("here:processing"));
		assert_non_null(trip.node);
		expect_record(&trip);
		linked_case_close(&test);
	}
}

/* --- conditions mean the same --------------------------------------------------------------- */

struct pupil {
	int age;
	const char *year, *colour;
	bool carer;
};

static int compared(int64_t a, struct slice op, int64_t b)
{
	static const struct {
		const char *name;
		bool less, equal, more;
	} operators[] = {
		{"odrl:eq", false, true, false},
		{"odrl:neq", true, false, true},
		{"odrl:lt", true, false, false},
		{"odrl:lteq", true, true, false},
		{"odrl:gt", false, false, true},
		{"odrl:gteq", false, true, true},
	};

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (slice_is(op, operators[i].name))
			return a < b   ? operators[i].less
			       : a > b ? operators[i].more
				       : operators[i].equal;
	fail_msg("no operator '%.*s'", SLICE_ARGS(op));
	return 0;
}

static bool among(const struct graph_value *list, const char *code)
{
	for (size_t i = 0; i < list->item_count; i++)
		if (slice_is(list->items[i].text, code))
			return true;
	return false;
}

static bool holds(const struct graph_node *constraint,
		  const struct pupil *pupil);

static bool all_hold(const struct graph_value *list, const struct pupil *pupil,
		     bool all)
{
	for (size_t i = 0; i < list->item_count; i++)
		if (holds(list->items[i].node, pupil) != all)
			return !all;
	return all;
}

/* An evaluator of ODRL constraints as somebody else would write it. */
static bool holds(const struct graph_node *constraint,
		  const struct pupil *pupil)
{
	const struct graph_value *list =
		graph_value(constraint, "odrl:and", NULL);
	const struct graph_value *right =
		graph_value(constraint, "odrl:rightOperand", NULL);
	struct slice left, op;

	if (list != NULL)
		return all_hold(list, pupil, true);
	list = graph_value(constraint, "odrl:or", NULL);
	if (list != NULL)
		return all_hold(list, pupil, false);
	left = graph_value(constraint, "odrl:leftOperand", NULL)->text;
	op = graph_value(constraint, "odrl:operator", NULL)->text;
	if (slice_is(left, "term:fact/age"))
		return compared(pupil->age, op,
				strtol(right->text.at, NULL, 10));
	if (slice_is(left, "term:fact/carer"))
		return slice_is(right->text, pupil->carer ? "true" : "false") ==
		       slice_is(op, "odrl:eq");
	if (slice_is(left, "term:fact/year"))
		return among(right, pupil->year) ==
		       slice_is(op, "odrl:isAnyOf");
	if (slice_is(left, "term:fact/colour"))
		return among(right, pupil->colour) ==
		       slice_is(op, "odrl:isAnyOf");
	return true; /* of the flow: recipient, purpose, days, level */
}

static const char LAW[] =
	"gateway advising { by school; to council for advice; data reach }\n";

static const char *const years[] = {"R", "1", "2", "7", "11"};
static const char *const colours[] = {"red", "blue", "green"};

/* The order of a year. */
static int order(const struct pupil *pupil)
{
	return pupil->year[0] == 'R' ? 0 : (int)strtol(pupil->year, NULL, 10);
}

static bool red(const struct pupil *pupil)
{
	return strcmp(pupil->colour, "red") == 0;
}

static bool c_age(const struct pupil *p)
{
	return p->age >= 13 && p->age < 16;
}

static bool c_not(const struct pupil *p)
{
	return !(p->age >= 13 || p->carer);
}

static bool c_range(const struct pupil *p)
{
	return !(p->age >= 5 && p->age <= 11) || p->carer;
}

static bool c_members(const struct pupil *p)
{
	return p->age == 5 || (p->age >= 7 && p->age <= 8);
}

static bool c_not_members(const struct pupil *p)
{
	return !c_members(p);
}

static bool c_years(const struct pupil *p)
{
	return order(p) >= 2 && order(p) <= 7;
}

static bool c_not_years(const struct pupil *p)
{
	return !c_years(p) && !red(p);
}

static bool c_order(const struct pupil *p)
{
	return order(p) < 7 && (red(p) || !p->carer);
}

static bool c_not_less(const struct pupil *p)
{
	return !(p->age < 10) && !(order(p) <= 2);
}

static bool c_at_most(const struct pupil *p)
{
	return order(p) <= 2 && !(p->age <= 5) && !(p->age > 18);
}

static bool c_deep(const struct pupil *p)
{
	return !(p->carer && (red(p) || !(p->age > 10)));
}

static const struct {
	const char *condition;
	bool (*meant)(const struct pupil *pupil);
} conditions[] = {
	{"age >= 13 and age < 16", c_age},
	{"not (age >= 13 or carer)", c_not},
	{"not age in 5 to 11 or carer", c_range},
	{"age in 5, 7 to 8", c_members},
	{"not age in 5, 7 to 8", c_not_members},
	{"year in 2 to 7", c_years},
	{"not year in 2 to 7 and colour != red", c_not_years},
	{"year < 7 and (colour = red or not carer)", c_order},
	{"not age < 10 and not year <= 2", c_not_less},
	{"year <= 2 and not age <= 5 and not age > 18", c_at_most},
	{"not (carer and (colour = red or not age > 10))", c_deep},
};

static void expect_meaning(const struct graph_node *rule, size_t at)
{
	for (int i = 3; i < 21 * 5 * 3 * 2; i++) {
		const struct pupil pupil = {
			.age = i % 21,
			.year = years[i / 21 % 5],
			.colour = colours[i / 21 / 5 % 3],
			.carer = i / 21 / 5 / 3 > 0,
		};
		const struct graph_value *value = NULL;
		bool all = true;

		while ((value = graph_value(rule, "odrl:constraint", value)) !=
		       NULL)
			all = all && holds(value->node, &pupil);
		if (all != conditions[at].meant(&pupil))
			fail_msg("%s: age %d, year %s, %s, carer %d",
				 conditions[at].condition, pupil.age,
				 pupil.year, pupil.colour, pupil.carer);
	}
}

static void constraints_mean_what_conditions_mean(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++) {
		struct builder notice = {0};
		struct linked_case test;
		struct graph back;
		struct graph_node *rule;

		builder_add_format(
			&notice,
			"notice \"N\" version 1 from 2018-01-01\n"
			"controller \"C\" school\n"
			"share with council { send reach; for advice; when %s "
			"}\n",
			conditions[i].condition);
		linked_case_text(&test, LAW, builder_text(&notice), NULL,
				 date_from_civil(2018, 6, 1));
		read_back(&test, linked_policy, &back);
		rule = graph_find(&back,
				  SLICE("here:notice/1/permission/"
					"share-council-advice/name/advice/"
					"advising"));
		assert_non_null(rule);
		expect_meaning(rule, i);
		builder_release(&notice);
		linked_case_close(&test);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policies_have_the_rules_that_the_program_has),
		cmocka_unit_test(records_have_the_processing_that_there_is),
		cmocka_unit_test(constraints_mean_what_conditions_mean),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	linked_cases_done();
	return failed;
}

/* Conditions, as the language writes them and as constraints of ODRL 2.2. */
#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "language/tree.h"
#include "publish/linked_parts.h"

/* --- as text ------------------------------------------------------------------------ */

static const char *const comparisons[] = {
	[COMPARE_EQUAL] = "=",   [COMPARE_NOT_EQUAL] = "!=",
	[COMPARE_LESS] = "<",    [COMPARE_LESS_EQUAL] = "<=",
	[COMPARE_GREATER] = ">", [COMPARE_GREATER_EQUAL] = ">=",
};

/* In quotes where it is no name of the language. */
static void write_name(struct slice name, struct builder *out)
{
	bool plain = name.len > 0;

	for (size_t i = 0; i < name.len; i++) {
		char byte = name.at[i];

		plain = plain && ((byte >= 'a' && byte <= 'z') ||
				  (byte >= 'A' && byte <= 'Z') ||
				  (i > 0 && ((byte >= '0' && byte <= '9') ||
					     byte == '-' || byte == '.')));
	}
	if (plain) {
		builder_add(out, name);
		return;
	}
	builder_add_byte(out, '"');
	for (size_t i = 0; i < name.len; i++) {
		if (name.at[i] == '"' || name.at[i] == '\\')
			builder_add_byte(out, '\\');
		builder_add_byte(out, name.at[i]);
	}
	builder_add_byte(out, '"');
}

static void write_value(const struct condition_value *value,
			struct builder *out)
{
	char date[DATE_TEXT_BYTES];

	switch (value->kind) {
	case VALUE_NUMBER:
		builder_add_format(out, "%" PRId64, value->number);
		break;
	case VALUE_NAME:
		write_name(value->name, out);
		break;
	case VALUE_DATE:
		date_format(value->date, date);
		builder_add_text(out, date);
		break;
	}
}

static void write_members(const struct condition *condition,
			  struct builder *out)
{
	for (size_t i = 0; i < condition->member_count; i++) {
		const struct condition_member *member = &condition->members[i];
		struct builder low = {0}, high = {0};

		if (i > 0)
			builder_add_text(out, ", ");
		write_value(&member->low, &low);
		write_value(&member->high, &high);
		builder_add(out, builder_slice(&low));
		if (!slice_equal(builder_slice(&low), builder_slice(&high))) {
			builder_add_text(out, " to ");
			builder_add(out, builder_slice(&high));
		}
		out->failed = out->failed || low.failed || high.failed;
		builder_release(&low);
		builder_release(&high);
	}
}

/* How close a connective binds: `or` least. */
static int binding(const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_OR:
		return 0;
	case CONDITION_AND:
		return 1;
	case CONDITION_NOT:
	case CONDITION_FLAG:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		return 2;
	}
	return 2;
}

static void write_condition(const struct condition *condition, int around,
			    struct builder *out)
{
	int own = binding(condition);

	if (own < around)
		builder_add_byte(out, '(');
	switch (condition->kind) {
	case CONDITION_AND:
	case CONDITION_OR:
		write_condition(condition->left, own, out);
		builder_add_text(out, own == 0 ? " or " : " and ");
		write_condition(condition->right, own, out);
		break;
	case CONDITION_NOT:
		builder_add_text(out, "not ");
		write_condition(condition->left, 2, out);
		break;
	case CONDITION_FLAG:
		builder_add(out, condition->fact.text);
		break;
	case CONDITION_COMPARE:
		builder_add(out, condition->fact.text);
		builder_add_format(out, " %s ",
				   comparisons[condition->comparison]);
		write_value(&condition->value, out);
		break;
	case CONDITION_IN:
		builder_add(out, condition->fact.text);
		builder_add_text(out, " in ");
		write_members(condition, out);
		break;
	}
	if (own < around)
		builder_add_byte(out, ')');
}

void linked_condition_text(struct linked *linked, struct graph_node *node,
			   const char *property,
			   const struct condition *condition)
{
	struct builder text = {0};

	if (condition == NULL)
		return;
	write_condition(condition, 0, &text);
	graph_text(linked->graph, node, property,
		   graph_take(linked->graph, &text, SLICE("")));
}

/* --- as constraints ------------------------------------------------------------------- */

struct graph_node *linked_constraint(struct linked *linked,
				     struct graph_node *rule, const char *left,
				     const char *operator)
{
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_inner(graph, rule, "odrl:constraint");

	graph_type(graph, node, "odrl:Constraint");
	graph_name(graph, node, "odrl:leftOperand", slice_of(left));
	graph_name(graph, node, "odrl:operator", slice_of(operator));
	return node;
}

/* A constraint about a fact. */
static void begin(struct linked *linked, struct graph_node *node,
		  struct slice fact, const char *operator)
{
	graph_type(linked->graph, node, "odrl:Constraint");
	graph_name(linked->graph, node, "odrl:leftOperand",
		   linked_term_name(linked, "fact", fact));
	graph_name(linked->graph, node, "odrl:operator", slice_of(operator));
}

static const struct code_set *codes_of(const struct linked *linked,
				       struct slice name)
{
	const struct dictionary *dictionary = linked->dictionary;
	uint16_t fact = dictionary_find(dictionary, KIND_FACT, name);
	uint16_t codes;

	if (fact == DICTIONARY_NONE ||
	    dictionary->facts[fact].type != FACT_CODE)
		return NULL;
	codes = dictionary->facts[fact].codes;
	return codes == DICTIONARY_NONE ? NULL : &dictionary->code_sets[codes];
}

static struct graph_value operand(struct linked *linked,
				  const struct condition_value *value)
{
	struct builder text = {0};
	struct graph_value out = {.kind = GRAPH_TEXT};

	write_value(value, &text);
	out.text = graph_take(linked->graph, &text, SLICE(""));
	if (value->kind == VALUE_NUMBER)
		out.datatype = SLICE("xsd:integer");
	else if (value->kind == VALUE_DATE)
		out.datatype = SLICE("xsd:date");
	return out;
}

static struct slice written(const struct condition_value *value)
{
	return value->name; /* of a number its digits, which may be a code */
}

static int32_t order_of(const struct code_set *set,
			const struct condition_value *value)
{
	for (uint16_t i = 0; i < set->count; i++)
		if (slice_equal(set->codes[i].code, written(value)))
			return set->codes[i].order;
	return DATE_NONE;
}

/* Whether a code satisfies a comparison or lies in a member. */
static bool code_fits(const struct code_set *set, const struct code *code,
		      const struct condition *condition)
{
	int32_t order;

	if (condition->kind == CONDITION_IN) {
		for (size_t i = 0; i < condition->member_count; i++) {
			const struct condition_member *member =
				&condition->members[i];
			int32_t low = order_of(set, &member->low);
			int32_t high = order_of(set, &member->high);

			if (slice_equal(code->code, written(&member->low)))
				return true;
			if (low != DATE_NONE && high != DATE_NONE &&
			    code->order != DATE_NONE && low <= code->order &&
			    code->order <= high)
				return true;
		}
		return false;
	}
	order = order_of(set, &condition->value);
	switch (condition->comparison) {
	case COMPARE_EQUAL:
		return slice_equal(code->code, written(&condition->value));
	case COMPARE_NOT_EQUAL:
		return !slice_equal(code->code, written(&condition->value));
	case COMPARE_LESS:
		return code->order != DATE_NONE && code->order < order;
	case COMPARE_LESS_EQUAL:
		return code->order != DATE_NONE && code->order <= order;
	case COMPARE_GREATER:
		return code->order != DATE_NONE && code->order > order;
	case COMPARE_GREATER_EQUAL:
		return code->order != DATE_NONE && code->order >= order;
	}
	return false;
}

/* Codes have an order that no other system knows: they are listed. */
static void constrain_codes(struct linked *linked, struct graph_node *node,
			    const struct condition *condition,
			    const struct code_set *set, bool negated)
{
	struct graph_value *items = arena_array(
		linked->graph->arena, (size_t)set->count + 1, sizeof(*items));
	size_t count = 0;

	if (items == NULL) {
		linked->graph->failed = true;
		return;
	}
	for (uint16_t i = 0; i < set->count; i++)
		if (code_fits(set, &set->codes[i], condition))
			items[count++] = (struct graph_value){
				.kind = GRAPH_TEXT,
				.text = set->codes[i].code,
			};
	begin(linked, node, condition->fact.text,
	      negated ? "odrl:isNoneOf" : "odrl:isAnyOf");
	graph_list(linked->graph, node, "odrl:rightOperand", items, count);
}

static const char *operator_of(enum comparison comparison, bool negated)
{
	static const char *const operators[][2] = {
		[COMPARE_EQUAL] = {"odrl:eq", "odrl:neq"},
		[COMPARE_NOT_EQUAL] = {"odrl:neq", "odrl:eq"},
		[COMPARE_LESS] = {"odrl:lt", "odrl:gteq"},
		[COMPARE_LESS_EQUAL] = {"odrl:lteq", "odrl:gt"},
		[COMPARE_GREATER] = {"odrl:gt", "odrl:lteq"},
		[COMPARE_GREATER_EQUAL] = {"odrl:gteq", "odrl:lt"},
	};

	return operators[comparison][negated];
}

static void fill(struct linked *linked, struct graph_node *node,
		 const struct condition *condition, bool negated);

/* A logical constraint of some parts, which are nodes that the caller fills. */
static void connect(struct linked *linked, struct graph_node *node,
		    const char *connective, struct graph_node **parts,
		    size_t count)
{
	struct graph *graph = linked->graph;
	struct graph_value *items =
		arena_array(graph->arena, count + 1, sizeof(*items));

	if (items == NULL) {
		graph->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		parts[i] = arena_allocate(graph->arena, sizeof(*parts[i]));
		if (parts[i] == NULL) {
			graph->failed = true;
			return;
		}
		items[i] = (struct graph_value){
			.kind = GRAPH_NODE,
			.node = parts[i],
		};
	}
	graph_type(graph, node, "odrl:LogicalConstraint");
	graph_list(graph, node, connective, items, count);
}

static void constrain_range(struct linked *linked, struct graph_node *node,
			    const struct condition *condition,
			    const struct condition_member *member, bool negated)
{
	struct graph_node *parts[2] = {NULL, NULL};
	struct graph_value low = operand(linked, &member->low);
	struct graph_value high = operand(linked, &member->high);
	struct slice property = SLICE("odrl:rightOperand");

	if (graph_value_equal(&low, &high)) {
		begin(linked, node, condition->fact.text,
		      negated ? "odrl:neq" : "odrl:eq");
		graph_add(linked->graph, node, property, &low);
		return;
	}
	connect(linked, node, negated ? "odrl:or" : "odrl:and", parts, 2);
	if (linked->graph->failed)
		return;
	begin(linked, parts[0], condition->fact.text,
	      negated ? "odrl:lt" : "odrl:gteq");
	graph_add(linked->graph, parts[0], property, &low);
	begin(linked, parts[1], condition->fact.text,
	      negated ? "odrl:gt" : "odrl:lteq");
	graph_add(linked->graph, parts[1], property, &high);
}

static void constrain_ranges(struct linked *linked, struct graph_node *node,
			     const struct condition *condition, bool negated)
{
	struct graph_node **parts;

	if (condition->member_count == 1) {
		constrain_range(linked, node, condition, &condition->members[0],
				negated);
		return;
	}
	parts = arena_array(linked->graph->arena, condition->member_count + 1,
			    sizeof(struct graph_node *));
	if (parts == NULL) {
		linked->graph->failed = true;
		return;
	}
	connect(linked, node, negated ? "odrl:and" : "odrl:or", parts,
		condition->member_count);
	for (size_t i = 0;
	     i < condition->member_count && !linked->graph->failed; i++)
		constrain_range(linked, parts[i], condition,
				&condition->members[i], negated);
}

/* The parts of a chain of the same connective, from left to right, into `parts`
 * where that is not NULL; gives how many. */
static size_t chain(const struct condition *condition, enum condition_kind kind,
		    const struct condition **parts)
{
	size_t count;

	if (condition->kind != kind) {
		if (parts != NULL)
			*parts = condition;
		return 1;
	}
	count = chain(condition->left, kind, parts);
	return count + chain(condition->right, kind,
			     parts != NULL ? parts + count : NULL);
}

static void constrain_chain(struct linked *linked, struct graph_node *node,
			    const struct condition *condition, bool negated)
{
	struct arena *arena = linked->graph->arena;
	size_t count = chain(condition, condition->kind, NULL);
	const struct condition **parts =
		arena_array(arena, count, sizeof(const struct condition *));
	struct graph_node **nodes =
		arena_array(arena, count, sizeof(struct graph_node *));
	bool all = (condition->kind == CONDITION_AND) != negated;

	if (parts == NULL || nodes == NULL) {
		linked->graph->failed = true;
		return;
	}
	chain(condition, condition->kind, parts);
	connect(linked, node, all ? "odrl:and" : "odrl:or", nodes, count);
	for (size_t i = 0; i < count && !linked->graph->failed; i++)
		fill(linked, nodes[i], parts[i], negated);
}

/* One condition as the constraint `node`; a negated one by De Morgan's laws,
 * since ODRL has no "not". */
static void fill(struct linked *linked, struct graph_node *node,
		 const struct condition *condition, bool negated)
{
	struct graph *graph = linked->graph;
	struct graph_value value;
	const struct code_set *set;

	switch (condition->kind) {
	case CONDITION_AND:
	case CONDITION_OR:
		constrain_chain(linked, node, condition, negated);
		return;
	case CONDITION_NOT:
		fill(linked, node, condition->left, !negated);
		return;
	case CONDITION_FLAG:
		begin(linked, node, condition->fact.text, "odrl:eq");
		graph_flag(graph, node, "odrl:rightOperand", !negated);
		return;
	case CONDITION_COMPARE:
	case CONDITION_IN:
		break;
	}
	set = codes_of(linked, condition->fact.text);
	if (set != NULL) {
		constrain_codes(linked, node, condition, set, negated);
	} else if (condition->kind == CONDITION_IN) {
		constrain_ranges(linked, node, condition, negated);
	} else {
		value = operand(linked, &condition->value);
		begin(linked, node, condition->fact.text,
		      operator_of(condition->comparison, negated));
		graph_add(graph, node, SLICE("odrl:rightOperand"), &value);
	}
}

void linked_constrain(struct linked *linked, struct graph_node *rule,
		      const struct condition *condition)
{
	struct graph_node *node;

	if (condition == NULL)
		return;
	/* All constraints of a rule must hold: those that `and` joins stand
	 * beside each other. */
	if (condition->kind == CONDITION_AND) {
		linked_constrain(linked, rule, condition->left);
		linked_constrain(linked, rule, condition->right);
		return;
	}
	node = graph_inner(linked->graph, rule, "odrl:constraint");
	fill(linked, node, condition, false);
}

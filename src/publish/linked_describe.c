/*
 * What is said of the things of a dictionary: what they are, their labels, and
 * the nearest terms of DPV.  A notice names few of them and says little of each;
 * the vocabulary names all and says all.
 */
#include "base/error.h"
#include "language/tree.h"
#include "publish/linked_parts.h"

static bool is_full(const struct linked *linked)
{
	return linked->publication == NULL;
}

/* --- what all have -------------------------------------------------------------------- */

static const char *const matches[] = {
	[RELATION_NONE] = NULL,
	[RELATION_EXACT] = "skos:exactMatch",
	[RELATION_CLOSE] = "skos:closeMatch",
	[RELATION_BROAD] = "skos:broadMatch",
	[RELATION_NARROW] = "skos:narrowMatch",
	[RELATION_RELATED] = "skos:relatedMatch",
	[RELATION_TYPE] = "rdf:type",
};

static void add_match(struct linked *linked, struct graph_node *node,
		      const char *kind, struct slice name)
{
	const struct linked_mapping *mapping =
		linked_mapping_find(linked->tables, kind, name);

	if (mapping == NULL)
		return;
	if (mapping->relation != RELATION_NONE)
		graph_name(linked->graph, node, matches[mapping->relation],
			   mapping->term);
	if (mapping->note.len > 0 && is_full(linked))
		graph_words(linked->graph, node, "skos:editorialNote",
			    mapping->note, linked->language);
}

static struct graph_node *describe(struct linked *linked, const char *kind,
				   struct slice name, struct slice label)
{
	struct graph *graph = linked->graph;
	struct graph_node *node =
		graph_node(graph, linked_term_name(linked, kind, name));

	if (label.len > 0)
		graph_words(graph, node, "skos:prefLabel", label,
			    linked->language);
	if (is_full(linked)) {
		graph_text(graph, node, "skos:notation", name);
		graph_name(graph, node, "skos:inScheme", SLICE("term:scheme"));
	}
	return node;
}

static struct graph_node *describe_as(struct linked *linked, const char *type,
				      const char *kind, struct slice name,
				      struct slice label)
{
	struct graph_node *node =
		graph_node(linked->graph, linked_term_name(linked, kind, name));

	graph_type(linked->graph, node, type);
	graph_type(linked->graph, node, "skos:Concept");
	return describe(linked, kind, name, label);
}

/* --- data ------------------------------------------------------------------------------ */

static bool all_special(const struct linked *linked,
			const struct category *category)
{
	for (uint16_t i = 0; i < category->field_count; i++)
		if (!linked->dictionary->fields[category->first_field + i]
			     .special)
			return false;
	return category->field_count > 0;
}

void linked_describe_category(struct linked *linked, uint16_t index)
{
	const struct category *category =
		&linked->dictionary->categories[index];
	struct graph_node *node =
		describe_as(linked, "dpv:PersonalData", "category",
			    category->name, category->label);

	if (category->special || all_special(linked, category))
		graph_type(linked->graph, node,
			   "dpv:SpecialCategoryPersonalData");
	add_match(linked, node, "category", category->name);
}

static void describe_use(struct linked *linked, struct graph_node *node,
			 const struct field *field)
{
	struct graph *graph = linked->graph;

	if (field->requirement == REQUIREMENT_MANDATORY)
		graph_name(graph, node, "dpv:hasNecessity",
			   SLICE("dpv:Required"));
	if (field->requirement == REQUIREMENT_VOLUNTARY)
		graph_name(graph, node, "dpv:hasNecessity",
			   SLICE("dpv:Optional"));
	if (field->quasi)
		graph_flag(graph, node, "term:singlesOut", true);
	if (field->sensitivity != 0)
		graph_text(graph, node, "term:sensitivity",
			   (struct slice){&field->sensitivity, 1});
	if (field->identifiability != 0)
		graph_number(graph, node, "term:identifiability",
			     field->identifiability);
	linked_add_period(linked, node, field->collected_from,
			  field->collected_to);
}

void linked_describe_field(struct linked *linked, uint16_t index)
{
	const struct dictionary *dictionary = linked->dictionary;
	const struct field *field = &dictionary->fields[index];
	struct graph *graph = linked->graph;
	struct graph_node *node = describe_as(
		linked, "dpv:PersonalData", "field", field->name, field->label);

	if (field->special)
		graph_type(graph, node, "dpv:SpecialCategoryPersonalData");
	if (field->identifies)
		graph_type(graph, node, "dpv:IdentifyingPersonalData");
	graph_name(
		graph, node, "skos:broader",
		linked_term_name(linked, "category",
				 dictionary->categories[field->category].name));
	add_match(linked, node, "field", field->name);
	if (is_full(linked))
		describe_use(linked, node, field);
}

void linked_describe_group(struct linked *linked, uint16_t index)
{
	const struct dictionary *dictionary = linked->dictionary;
	const struct group *group = &dictionary->groups[index];
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_node(
		graph, linked_term_name(linked, "group", group->name));
	uint16_t field = field_set_next(&group->fields, 0);

	graph_type(graph, node, "dpv:PersonalData");
	graph_type(graph, node, "skos:Collection");
	describe(linked, "group", group->name, group->label);
	for (; field != DICTIONARY_NONE;
	     field = field_set_next(&group->fields, (uint16_t)(field + 1)))
		graph_name(graph, node, "skos:member",
			   linked_term_name(linked, "field",
					    dictionary->fields[field].name));
}

/* --- why, who, by which law --------------------------------------------------------------- */

void linked_describe_purpose(struct linked *linked, uint16_t index)
{
	const struct purpose *purpose = &linked->dictionary->purposes[index];
	struct graph_node *node = describe_as(linked, "dpv:Purpose", "purpose",
					      purpose->name, purpose->label);

	add_match(linked, node, "purpose", purpose->name);
	if (!is_full(linked))
		return;
	linked_add_period(linked, node, purpose->from, purpose->to);
	if (purpose->marketing)
		graph_flag(linked->graph, node, "term:marketing", true);
	if (purpose->protects)
		graph_flag(linked->graph, node, "term:protects", true);
	if (purpose->statistics)
		graph_flag(linked->graph, node, "term:statisticsOnly", true);
}

static void add_body_types(struct linked *linked, struct graph_node *node,
			   const struct body *body)
{
	const struct linked_mapping *mapping =
		linked_mapping_find(linked->tables, "body", body->name);

	if (mapping == NULL)
		mapping =
			linked_mapping_find(linked->tables, "kind", body->kind);
	graph_name(linked->graph, node, "rdf:type",
		   mapping != NULL && mapping->relation == RELATION_TYPE
			   ? mapping->term
			   : SLICE("dpv:LegalEntity"));
	if (linked_is_controller(linked, body))
		graph_type(linked->graph, node, "dpv:DataController");
}

static void describe_holders(struct linked *linked, struct graph_node *node,
			     const struct body *body)
{
	struct graph *graph = linked->graph;

	for (uint16_t i = 0; i < body->holder_count; i++) {
		const struct holder *holder = &body->holders[i];
		struct graph_node *held;

		if (holder->alias.len == 0)
			continue;
		held = graph_node(
			graph, linked_term_name(linked, "body", holder->alias));
		add_body_types(linked, held, body);
		describe(linked, "body", holder->alias, holder->label);
		graph_name(graph, held, "term:holds", node->name);
		linked_add_period(linked, held, holder->from, holder->to);
		if (holder->unconfirmed)
			graph_flag(graph, held, "term:unconfirmed", true);
		if (i + 1 < body->holder_count &&
		    body->holders[i + 1].alias.len > 0)
			graph_name(
				graph, held, "dct:isReplacedBy",
				linked_term_name(linked, "body",
						 body->holders[i + 1].alias));
	}
}

void linked_describe_body(struct linked *linked, uint16_t index)
{
	const struct dictionary *dictionary = linked->dictionary;
	const struct body *body = &dictionary->bodies[index];
	struct graph_node *node = graph_node(
		linked->graph, linked_term_name(linked, "body", body->name));

	add_body_types(linked, node, body);
	describe(linked, "body", body->name, body->label);
	if (!is_full(linked))
		return;
	graph_text(linked->graph, node, "term:bodyKind", body->kind);
	if (body->within != DICTIONARY_NONE)
		graph_name(linked->graph, node, "dct:isPartOf",
			   linked_body(linked, body->within));
	describe_holders(linked, node, body);
}

void linked_describe_law(struct linked *linked, uint16_t index)
{
	const struct law *law = &linked->dictionary->laws[index];
	struct graph_node *node = describe_as(
		linked,
		law->basis || law->condition ? "dpv:LegalBasis" : "dpv:Law",
		"law", law->name, law->label);

	add_match(linked, node, "law", law->name);
	linked_add_period(linked, node, law->from, law->to);
	if (law->unconfirmed)
		graph_flag(linked->graph, node, "term:unconfirmed", true);
	if (law->pending)
		graph_flag(linked->graph, node, "term:pending", true);
}

/* --- the rest --------------------------------------------------------------------------- */

static void describe_level(struct linked *linked, struct slice name)
{
	add_match(linked,
		  graph_node(linked->graph,
			     linked_term_name(linked, "level", name)),
		  "level", name);
}

void linked_describe_area(struct linked *linked, uint16_t index)
{
	const struct dictionary *dictionary = linked->dictionary;
	const struct area *area = &dictionary->areas[index];
	struct graph_node *node = describe_as(linked, "term:Area", "area",
					      area->name, area->label);

	if (area->within != DICTIONARY_NONE)
		graph_name(
			linked->graph, node, "dct:isPartOf",
			linked_term_name(linked, "area",
					 dictionary->areas[area->within].name));
}

void linked_describe_trigger(struct linked *linked, uint16_t index)
{
	const struct term *trigger = &linked->dictionary->triggers[index];

	describe_as(linked, "term:Trigger", "trigger", trigger->name,
		    trigger->label);
}

static void add_subjects(struct linked *linked, struct graph_node *node,
			 const struct term *list, uint16_t count)
{
	for (uint16_t i = 0; i < count; i++)
		graph_words(linked->graph, node, "dct:description",
			    list[i].label, linked->language);
}

void linked_describe_approval(struct linked *linked, uint16_t index)
{
	const struct approval *approval = &linked->dictionary->approvals[index];
	struct graph_node *node =
		describe_as(linked, "dpv:ApprovalProcedure", "approval",
			    approval->name, approval->label);

	linked_add_period(linked, node, approval->from, approval->to);
	add_subjects(linked, node, approval->criteria,
		     approval->criterion_count);
}

void linked_describe_terms(struct linked *linked, uint16_t index)
{
	const struct terms *terms = &linked->dictionary->terms[index];
	struct graph_node *node =
		describe_as(linked, "dpv:ContractualTerms", "terms",
			    terms->name, terms->label);

	add_subjects(linked, node, terms->subjects, terms->subject_count);
}

void linked_describe_role(struct linked *linked, uint16_t index)
{
	const struct term *role = &linked->dictionary->roles[index];

	describe_as(linked, "term:Role", "role", role->name, role->label);
}

void linked_describe_fact(struct linked *linked, uint16_t index)
{
	const struct fact *fact = &linked->dictionary->facts[index];

	describe_as(linked, "odrl:LeftOperand", "fact", fact->name,
		    fact->label);
}

/* A term of our own that stands for a value: a state, an action, a level. */
static void describe_own(struct linked *linked, const struct linked_term *term)
{
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_node(graph, term->name);

	graph_name(graph, node, "rdf:type", term->parent);
	graph_type(graph, node, "skos:Concept");
	graph_words(graph, node, "skos:prefLabel", term->label,
		    linked->language);
	if (slice_is(term->name, "term:subject/pupil"))
		graph_type(graph, node, "dpv:Student");
	if (slice_is(term->name, "term:subject/parent"))
		graph_type(graph, node, "dpv:ParentOfDataSubject");
	/* ODRL 2.2, 3.2.4: an action of a profile lies in one of the core's. */
	if (slice_is(term->parent, "odrl:Action"))
		graph_name(graph, node, "odrl:includedIn", SLICE("odrl:use"));
	if (!is_full(linked))
		return;
	if (term->definition.len > 0)
		graph_words(graph, node, "skos:definition", term->definition,
			    linked->language);
	graph_name(graph, node, "skos:inScheme", SLICE("term:scheme"));
}

void linked_describe_own(struct linked *linked, const struct graph *names)
{
	const struct linked_tables *tables = linked->tables;

	for (size_t i = 0; i < tables->term_count; i++) {
		const struct linked_term *term = &tables->terms[i];

		if (term->kind == LINKED_INDIVIDUAL &&
		    slice_starts_with(term->name, SLICE("term:")) &&
		    (names == NULL || graph_find(names, term->name) != NULL))
			describe_own(linked, term);
	}
	for (size_t i = 0; i < LINKED_LEVELS; i++)
		if (names == NULL ||
		    graph_find(names, linked_term_name(
					      linked, "level",
					      slice_of(linked_level_names[i]))))
			describe_level(linked, slice_of(linked_level_names[i]));
}

/* --- all that a graph names ---------------------------------------------------------------- */

static void note_value(struct graph *names, const struct graph_value *value);

static void note_node(struct graph *names, const struct graph_node *node)
{
	for (size_t i = 0; i < node->count; i++)
		note_value(names, &node->statements[i].value);
}

static void note_value(struct graph *names, const struct graph_value *value)
{
	switch (value->kind) {
	case GRAPH_NAME:
		if (slice_starts_with(value->text, SLICE("term:")))
			graph_node(names, value->text);
		break;
	case GRAPH_NODE:
		note_node(names, value->node);
		break;
	case GRAPH_LIST:
		for (size_t i = 0; i < value->item_count; i++)
			note_value(names, &value->items[i]);
		break;
	case GRAPH_TEXT:
		break;
	}
}

static bool is_named(struct linked *linked, const struct graph *names,
		     const char *kind, struct slice name)
{
	return graph_find(names, linked_term_name(linked, kind, name)) != NULL;
}

static void note_all(const struct graph *graph, struct graph *names)
{
	for (size_t i = 0; i < graph->count; i++)
		note_node(names, graph->nodes[i]);
}

/* Things whose kind, list and describing function have one shape. */
#define DESCRIBE_NAMED(kind, list, count, function)                          \
	for (uint16_t i = 0; i < dictionary->count; i++)                     \
		if (is_named(linked, names, kind, dictionary->list[i].name)) \
	function(linked, i)

static void describe_data(struct linked *linked, struct graph *names)
{
	const struct dictionary *dictionary = linked->dictionary;

	DESCRIBE_NAMED("group", groups, group_count, linked_describe_group);
	note_all(linked->graph, names);
	DESCRIBE_NAMED("field", fields, field_count, linked_describe_field);
	note_all(linked->graph, names);
	DESCRIBE_NAMED("category", categories, category_count,
		       linked_describe_category);
}

static void describe_rest(struct linked *linked, struct graph *names)
{
	const struct dictionary *dictionary = linked->dictionary;

	DESCRIBE_NAMED("purpose", purposes, purpose_count,
		       linked_describe_purpose);
	DESCRIBE_NAMED("body", bodies, body_count, linked_describe_body);
	DESCRIBE_NAMED("law", laws, law_count, linked_describe_law);
	DESCRIBE_NAMED("area", areas, area_count, linked_describe_area);
	DESCRIBE_NAMED("trigger", triggers, trigger_count,
		       linked_describe_trigger);
	DESCRIBE_NAMED("approval", approvals, approval_count,
		       linked_describe_approval);
	DESCRIBE_NAMED("terms", terms, terms_count, linked_describe_terms);
	DESCRIBE_NAMED("role", roles, role_count, linked_describe_role);
	DESCRIBE_NAMED("fact", facts, fact_count, linked_describe_fact);
	linked_describe_own(linked, names);
}

int linked_end(struct linked *linked, struct error *error)
{
	struct graph names;
	struct slice none = {NULL, 0};

	graph_init(&names, linked->graph->arena, none, none);
	note_all(linked->graph, &names);
	describe_data(linked, &names);
	describe_rest(linked, &names);
	if (names.failed || linked->graph->failed)
		return error_memory(error);
	return 0;
}

/* A dictionary as a vocabulary: a concept scheme of SKOS, with its gateways and
 * with the classes and properties of our own. */
#include "language/tree.h"
#include "policy/rule.h"
#include "publish/linked_parts.h"

/* --- gateways ----------------------------------------------------------------------------- */

static void add_reaches(struct linked *linked, struct graph_node *node,
			const struct rule *rule)
{
	for (size_t i = 0; i < rule->reach_count; i++) {
		const struct reach *reach = &rule->reaches[i];
		struct graph_node *inner =
			graph_inner(linked->graph, node, "term:reaches");

		graph_type(linked->graph, inner, "term:Reach");
		for (size_t j = 0; j < reach->body_count; j++)
			linked_add_recipient(linked, inner, reach->bodies[j]);
		linked_add_purposes(linked, inner, reach->purposes,
				    reach->purpose_count);
	}
}

/* Who may disclose by it; nothing where anybody may who holds the data. */
static void add_disclosers(struct linked *linked, struct graph_node *node,
			   const struct rule *rule)
{
	const struct dictionary *dictionary = linked->dictionary;
	uint16_t set = dictionary_find(dictionary, KIND_CODES,
				       SLICE("controller-kind"));

	for (uint16_t i = 0; set != DICTIONARY_NONE && i < 32 &&
			     i < dictionary->code_sets[set].count;
	     i++)
		if ((rule->kinds >> i & 1) != 0)
			graph_text(linked->graph, node, "term:disclosingKind",
				   dictionary->code_sets[set].codes[i].code);
	for (size_t i = 0; i < rule->by_count; i++)
		graph_name(linked->graph, node, "term:discloser",
			   linked_body(linked, rule->by_bodies[i]));
}

static void add_limits(struct linked *linked, struct graph_node *node,
		       const struct rule *rule)
{
	for (size_t i = 0; i < rule->need_count; i++)
		linked_add_need(linked, node, &rule->needs[i],
				rule->needs[i].where);
	for (size_t i = 0; i < rule->objection_count; i++)
		linked_add_fields(linked,
				  linked_add_objection(linked, node,
						       &rule->objections[i]),
				  "term:stillSends",
				  rule->objections[i].leaves);
	for (size_t i = 0; i < rule->onward_count; i++)
		linked_add_onward(linked, node, &rule->onward[i]);
	if (rule->delete_range.source != NULL)
		linked_add_deletion(linked, node, rule->delete_by,
				    rule->delete_months, rule->delete_days);
}

/* `gateway NAME [STRING]`: the string. */
static struct slice title_of(const struct statement *statement)
{
	for (size_t i = 0; i < statement->argument_count; i++)
		if (statement->arguments[i].kind == ARGUMENT_STRING &&
		    statement->arguments[i].name_count > 0)
			return statement->arguments[i].names[0].text;
	return (struct slice){NULL, 0};
}

static void add_gateway(struct linked *linked, const struct rule *rule)
{
	struct graph *graph = linked->graph;
	struct graph_node *node = graph_node(
		graph, linked_term_name(linked, "gateway", rule->name));
	struct slice label = title_of(rule->statement);

	graph_type(graph, node, "term:Gateway");
	graph_type(graph, node, "skos:Concept");
	graph_words(graph, node, "skos:prefLabel",
		    label.len > 0 ? label : rule->name, linked->language);
	graph_text(graph, node, "skos:notation", rule->name);
	graph_name(graph, node, "skos:inScheme", SLICE("term:scheme"));
	linked_add_laws(linked, node, rule->laws, rule->law_count);
	linked_add_laws(linked, node, rule->grounds, rule->ground_count);
	linked_add_period(linked, node, rule->from, rule->to);
	add_disclosers(linked, node, rule);
	add_reaches(linked, node, rule);
	linked_add_data(linked, node, rule->fields);
	if (rule->held)
		graph_flag(graph, node, "term:heldCategories", true);
	linked_condition_text(linked, node, "term:condition", rule->when);
	linked_add_triggers(linked, node, rule->triggers);
	linked_add_level(linked, node, rule->level);
	graph_name(graph, node, "term:hasDuty",
		   !rule->duty                ? SLICE("term:duty/none")
		   : rule->duty_triggers != 0 ? SLICE("term:duty/some")
					      : SLICE("term:duty/always"));
	if (rule->every_months > 0)
		linked_add_duration(linked, node, "term:every",
				    rule->every_months, 0);
	add_limits(linked, node, rule);
}

/* --- our own classes and properties ------------------------------------------------------- */

static void add_own(struct linked *linked, const struct linked_term *term)
{
	bool property = term->kind == LINKED_PROPERTY;
	struct graph *graph = linked->graph;
	struct graph_node *node;

	if (!slice_starts_with(term->name, SLICE("term:")) ||
	    term->kind == LINKED_INDIVIDUAL)
		return;
	node = graph_node(graph, term->name);
	graph_type(graph, node, property ? "rdf:Property" : "rdfs:Class");
	if (term->parent.len > 0)
		graph_name(graph, node,
			   property ? "rdfs:subPropertyOf" : "rdfs:subClassOf",
			   term->parent);
	if (term->domain.len > 0)
		graph_name(graph, node, "rdfs:domain", term->domain);
	if (term->range.len > 0)
		graph_name(graph, node, "rdfs:range",
			   slice_is(term->range, "text") ? SLICE("rdfs:Literal")
							 : term->range);
	graph_words(graph, node, "rdfs:label", term->label, linked->language);
	if (term->definition.len > 0)
		graph_words(graph, node, "skos:definition", term->definition,
			    linked->language);
}

/* --- the scheme ------------------------------------------------------------------------------ */

static void add_scheme(struct linked *linked)
{
	struct graph *graph = linked->graph;
	const struct dictionary *dictionary = linked->dictionary;
	struct graph_node *node = graph_node(graph, SLICE("term:scheme"));

	graph_type(graph, node, "skos:ConceptScheme");
	graph_words(graph, node, "dct:title", dictionary->title,
		    linked->language);
	graph_number(graph, node, "schema:version",
		     (int64_t)dictionary->version);
}

static void add_things(struct linked *linked)
{
	const struct dictionary *dictionary = linked->dictionary;

	for (uint16_t i = 0; i < dictionary->category_count; i++)
		linked_describe_category(linked, i);
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		linked_describe_field(linked, i);
	for (uint16_t i = 0; i < dictionary->group_count; i++)
		linked_describe_group(linked, i);
	for (uint16_t i = 0; i < dictionary->purpose_count; i++)
		linked_describe_purpose(linked, i);
	for (uint16_t i = 0; i < dictionary->body_count; i++)
		linked_describe_body(linked, i);
	for (uint16_t i = 0; i < dictionary->law_count; i++)
		linked_describe_law(linked, i);
	linked_describe_own(linked, NULL);
	for (uint16_t i = 0; i < dictionary->area_count; i++)
		linked_describe_area(linked, i);
	for (uint16_t i = 0; i < dictionary->trigger_count; i++)
		linked_describe_trigger(linked, i);
	for (uint16_t i = 0; i < dictionary->approval_count; i++)
		linked_describe_approval(linked, i);
	for (uint16_t i = 0; i < dictionary->terms_count; i++)
		linked_describe_terms(linked, i);
	for (uint16_t i = 0; i < dictionary->role_count; i++)
		linked_describe_role(linked, i);
	for (uint16_t i = 0; i < dictionary->fact_count; i++)
		linked_describe_fact(linked, i);
}

int linked_vocabulary(struct graph *graph, const struct dictionary *dictionary,
		      const struct policy *policy,
		      const struct linked_tables *tables,
		      const struct linked_bases *bases, struct arena *arena,
		      struct error *error)
{
	struct linked linked;

	if (linked_begin(&linked, graph, dictionary, NULL, tables, bases, arena,
			 error) != 0)
		return -1;
	add_scheme(&linked);
	for (size_t i = 0; i < tables->term_count; i++)
		add_own(&linked, &tables->terms[i]);
	add_things(&linked);
	for (size_t i = 0; i < policy->gateway_count; i++)
		add_gateway(&linked, &policy->gateways[i].rule);
	return linked_end(&linked, error);
}

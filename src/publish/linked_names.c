/* Names of things, and statements that several views make. */
#include <stdio.h>

#include "base/error.h"
#include "language/tree.h"
#include "publish/linked_parts.h"
#include "words/cover.h"

const char *const linked_level_names[LINKED_LEVELS] = {
	"named", "pupil", "inside", "anonymised", "aggregate"};

/* --- bases -------------------------------------------------------------------------- */

bool linked_base_good(struct slice base)
{
	struct slice rest = base, scheme = slice_cut(&rest, ':');

	if (scheme.len == 0 || scheme.len == base.len || rest.len == 0)
		return false;
	for (size_t i = 0; i < scheme.len; i++) {
		char byte = scheme.at[i];
		bool letter = (byte >= 'a' && byte <= 'z') ||
			      (byte >= 'A' && byte <= 'Z');

		if (!letter &&
		    (i == 0 || strchr("0123456789+-.", byte) == NULL))
			return false;
	}
	for (size_t i = 0; i < base.len; i++) {
		unsigned char byte = (unsigned char)base.at[i];

		if (byte <= ' ' || byte >= 0x7f ||
		    strchr("<>\"{}|^`\\", byte) != NULL)
			return false;
	}
	return true;
}

/* With an end to which a name can be added. */
static struct slice ended(struct graph *graph, struct slice base)
{
	if (base.len > 0 && strchr("/#:", base.at[base.len - 1]) != NULL)
		return base;
	return slice_part(graph_join(graph, "", base, SLICE("-")), 0,
			  base.len + 1);
}

static struct slice terms_base(struct graph *graph,
			       const struct dictionary *dictionary,
			       const struct linked_bases *bases)
{
	if (bases->terms.len > 0)
		return ended(graph, bases->terms);
	return ended(graph, graph_join(graph, "urn:hornbook:",
				       graph_slug(graph, dictionary->title),
				       (struct slice){NULL, 0}));
}

static struct slice kind_of(const struct notice *notice)
{
	const struct dictionary *dictionary = notice->dictionary;
	uint16_t set = dictionary_find(dictionary, KIND_CODES,
				       SLICE("controller-kind"));

	if (set == DICTIONARY_NONE || notice->kind == DICTIONARY_NONE)
		return SLICE("controller");
	return dictionary->code_sets[set].codes[notice->kind].code;
}

/* A school by its number; else a controller by kind, authority and name. */
static struct slice here_base(struct graph *graph, const struct notice *notice,
			      const struct linked_bases *bases)
{
	const struct dictionary *dictionary = notice->dictionary;
	struct slice name, kind;

	if (bases->here.len > 0)
		return ended(graph, bases->here);
	kind = graph_join(graph, "urn:hornbook:", kind_of(notice),
			  (struct slice){NULL, 0});
	if (notice->laestab.len > 0)
		return ended(graph,
			     graph_join(graph, "", kind, notice->laestab));
	name = graph_slug(graph, notice->controller);
	if (notice->authority != DICTIONARY_NONE)
		name = graph_join(
			graph, "",
			dictionary->authorities[notice->authority].name, name);
	return ended(graph, graph_join(graph, "", kind, name));
}

/* --- the controller ------------------------------------------------------------------ */

static void add_controller(struct linked *linked)
{
	const struct notice *notice = linked->publication->notice;
	struct graph *graph = linked->graph;
	const struct linked_mapping *mapping;
	struct graph_node *node = graph_node(graph, SLICE("here:controller"));

	linked->controller = node;
	graph_type(graph, node, "dpv:DataController");
	mapping = linked_mapping_find(linked->tables, "kind", kind_of(notice));
	if (mapping != NULL && mapping->relation == RELATION_TYPE)
		graph_name(graph, node, "rdf:type", mapping->term);
	graph_text(graph, node, "dpv:hasName", notice->controller);
	if (notice->laestab.len > 0)
		graph_text(graph, node, "dpv:hasIdentifier", notice->laestab);
	if (notice->body != DICTIONARY_NONE)
		graph_name(graph, node, "term:isBody",
			   linked_body(linked, notice->body));
	for (size_t i = 0; i < linked->publication->contact_count; i++) {
		const struct published_contact *contact =
			&linked->publication->contacts[i];
		struct graph_node *at = linked_contact(linked, contact);

		if (contact->body == DICTIONARY_NONE)
			graph_name(graph, node, "dpv:hasContact", at->name);
	}
}

int linked_begin(struct linked *linked, struct graph *graph,
		 const struct dictionary *dictionary,
		 const struct publication *publication,
		 const struct linked_tables *tables,
		 const struct linked_bases *bases, struct arena *arena,
		 struct error *error)
{
	struct slice none = {NULL, 0};
	struct slice terms, here = none;
	char version[32];

	graph_init(graph, arena, none, none);
	terms = terms_base(graph, dictionary, bases);
	if (publication != NULL)
		here = here_base(graph, publication->notice, bases);
	if (graph->failed)
		return error_memory(error);
	graph_init(graph, arena, terms, here);
	*linked = (struct linked){
		.graph = graph,
		.dictionary = dictionary,
		.publication = publication,
		.tables = tables,
		.language = bases->language,
	};
	if (publication == NULL)
		return 0;
	snprintf(version, sizeof(version), "%llu",
		 (unsigned long long)publication->notice->version);
	linked->version =
		graph_join(graph, "here:", SLICE("notice"), slice_of(version));
	add_controller(linked);
	return 0;
}

/* --- names --------------------------------------------------------------------------- */

struct slice linked_term_name(struct linked *linked, const char *kind,
			      struct slice name)
{
	return graph_join(linked->graph, "term:", slice_of(kind), name);
}

struct slice linked_purpose(struct linked *linked, uint16_t purpose)
{
	return linked_term_name(linked, "purpose",
				linked->dictionary->purposes[purpose].name);
}

struct slice linked_body(struct linked *linked, uint16_t body)
{
	return linked_term_name(linked, "body",
				linked->dictionary->bodies[body].name);
}

struct slice linked_law(struct linked *linked, uint16_t law)
{
	return linked_term_name(linked, "law",
				linked->dictionary->laws[law].name);
}

struct slice linked_level(struct linked *linked, struct level level)
{
	return linked_term_name(linked, "level",
				slice_of(linked_level_names[level.kind]));
}

struct slice linked_own(struct linked *linked, const char *kind,
			struct slice name)
{
	return graph_join(
		linked->graph, "",
		graph_join(linked->graph, "", linked->version, slice_of(kind)),
		name);
}

struct slice linked_part_name(struct linked *linked,
			      const struct published_flow *flow,
			      const struct published_part *part)
{
	const struct dictionary *dictionary = linked->dictionary;
	uint16_t field = field_set_next(&part->fields, 0);
	struct slice name = flow->id;

	if (field != DICTIONARY_NONE)
		name = graph_join(linked->graph, "", name,
				  dictionary->fields[field].name);
	if (part->purpose_count > 0)
		name = graph_join(linked->graph, "", name,
				  dictionary->purposes[part->purposes[0]].name);
	return name;
}

/* --- statements ----------------------------------------------------------------------- */

void linked_add_purposes(struct linked *linked, struct graph_node *node,
			 const uint16_t *purposes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		graph_name(linked->graph, node, "dpv:hasPurpose",
			   linked_purpose(linked, purposes[i]));
}

static struct slice cover_name(struct linked *linked, const struct cover *cover)
{
	const struct dictionary *dictionary = linked->dictionary;

	if (cover->kind == KIND_CATEGORY)
		return linked_term_name(
			linked, "category",
			dictionary->categories[cover->index].name);
	if (cover->kind == KIND_GROUP)
		return linked_term_name(linked, "group",
					dictionary->groups[cover->index].name);
	return linked_term_name(linked, "field",
				dictionary->fields[cover->index].name);
}

void linked_add_fields(struct linked *linked, struct graph_node *node,
		       const char *property, struct field_set fields)
{
	size_t count = 0;
	const struct cover *covers;

	if (field_set_empty(fields))
		return;
	covers = cover_fields(linked->dictionary, fields, NULL,
			      linked->graph->arena, &count);
	if (covers == NULL) {
		linked->graph->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		graph_name(linked->graph, node, property,
			   cover_name(linked, &covers[i]));
}

static struct field_set special_fields(const struct dictionary *dictionary)
{
	struct field_set fields = {{0}};

	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (dictionary->fields[i].special)
			field_set_add(&fields, i);
	return fields;
}

/* DPV 2.3 marks neither height nor weight as special category data; so what is
 * special is said for each process. */
void linked_add_data(struct linked *linked, struct graph_node *node,
		     struct field_set fields)
{
	struct field_set special = special_fields(linked->dictionary);

	linked_add_fields(linked, node, "dpv:hasPersonalData", fields);
	linked_add_fields(linked, node, "term:hasSpecialCategoryData",
			  field_set_intersection(fields, special));
}

static bool any_of(const struct linked *linked, struct field_set fields,
		   const char *category)
{
	const struct dictionary *dictionary = linked->dictionary;
	uint16_t field = field_set_next(&fields, 0);

	for (; field != DICTIONARY_NONE;
	     field = field_set_next(&fields, (uint16_t)(field + 1))) {
		uint16_t at = dictionary->fields[field].category;

		if (slice_is(dictionary->categories[at].name, category))
			return true;
	}
	return false;
}

void linked_add_subjects(struct linked *linked, struct graph_node *node,
			 struct field_set fields)
{
	struct graph *graph = linked->graph;

	graph_name(graph, node, "dpv:hasDataSubject",
		   SLICE("term:subject/pupil"));
	if (any_of(linked, fields, "parents"))
		graph_name(graph, node, "dpv:hasDataSubject",
			   SLICE("term:subject/parent"));
}

void linked_add_level(struct linked *linked, struct graph_node *node,
		      struct level level)
{
	struct graph *graph = linked->graph;
	const struct linked_mapping *mapping;

	graph_name(graph, node, "term:hasLevel", linked_level(linked, level));
	if (level.area != DICTIONARY_NONE)
		graph_name(graph, node, "term:countedBy",
			   linked_term_name(
				   linked, "area",
				   linked->dictionary->areas[level.area].name));
	mapping = linked_mapping_find(linked->tables, "level",
				      slice_of(linked_level_names[level.kind]));
	if (mapping != NULL && mapping->term.len > 0)
		graph_name(graph, graph_inner(graph, node, "dpv:hasData"),
			   "rdf:type", mapping->term);
}

void linked_add_laws(struct linked *linked, struct graph_node *node,
		     const uint16_t *laws, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct law *law = &linked->dictionary->laws[laws[i]];

		graph_name(linked->graph, node,
			   law->basis || law->condition
				   ? "dpv:hasLegalBasis"
				   : "dpv:hasApplicableLaw",
			   linked_law(linked, laws[i]));
	}
}

bool linked_is_controller(const struct linked *linked, const struct body *body)
{
	const struct linked_mapping *mapping =
		linked_mapping_find(linked->tables, "body", body->name);

	if (slice_is(body->kind, "family") || slice_is(body->kind, "public"))
		return false;
	return mapping == NULL || !slice_is(mapping->term, "dpv:Recipient");
}

void linked_add_recipient(struct linked *linked, struct graph_node *node,
			  uint16_t body)
{
	const struct body *recipient = &linked->dictionary->bodies[body];

	graph_name(linked->graph, node,
		   linked_is_controller(linked, recipient)
			   ? "dpv:hasRecipientDataController"
			   : "dpv:hasRecipient",
		   linked_body(linked, body));
}

void linked_add_period(struct linked *linked, struct graph_node *node,
		       int32_t from, int32_t to)
{
	struct graph *graph = linked->graph;
	struct graph_node *period;

	if (from == DATE_NONE && to == DATE_NONE)
		return;
	period = graph_inner(graph, node, "dct:temporal");
	graph_type(graph, period, "dct:PeriodOfTime");
	graph_date(graph, period, "dcat:startDate", from);
	graph_date(graph, period, "dcat:endDate", to);
}

void linked_add_duration(struct linked *linked, struct graph_node *node,
			 const char *property, int months, int days)
{
	struct builder text = {0};

	builder_add_byte(&text, 'P');
	if (months > 0 && months % 12 == 0)
		builder_add_format(&text, "%dY", months / 12);
	else if (months > 0)
		builder_add_format(&text, "%dM", months);
	if (days > 0 || months <= 0)
		builder_add_format(&text, "%dD", days);
	graph_typed(linked->graph, node, property,
		    graph_take(linked->graph, &text, SLICE("")),
		    "xsd:duration");
}

void linked_add_triggers(struct linked *linked, struct graph_node *node,
			 uint64_t triggers)
{
	const struct dictionary *dictionary = linked->dictionary;

	for (uint16_t i = 0; i < dictionary->trigger_count && i < 64; i++)
		if ((triggers >> i & 1) != 0)
			graph_name(
				linked->graph, node, "term:onTrigger",
				linked_term_name(linked, "trigger",
						 dictionary->triggers[i].name));
}

/* --- contacts ------------------------------------------------------------------------- */

struct graph_node *linked_contact(struct linked *linked,
				  const struct published_contact *contact)
{
	struct graph *graph = linked->graph;
	struct slice name = graph_join(graph, "here:", SLICE("contact"),
				       graph_slug(graph, contact->name));
	struct graph_node *node = graph_node(graph, name);

	graph_type(graph, node,
		   contact->post.len > 0 ? "schema:PostalAddress"
					 : "schema:ContactPoint");
	graph_text(graph, node, "schema:name", contact->name);
	if (contact->email.len > 0)
		graph_text(graph, node, "schema:email", contact->email);
	if (contact->telephone.len > 0)
		graph_text(graph, node, "schema:telephone", contact->telephone);
	if (contact->web.len > 0)
		graph_typed(graph, node, "schema:url", contact->web,
			    "xsd:anyURI");
	if (contact->post.len > 0)
		graph_text(graph, node, "schema:streetAddress", contact->post);
	if (contact->body != DICTIONARY_NONE)
		graph_name(graph, node, "term:contactOf",
			   linked_body(linked, contact->body));
	if (contact->complaints)
		graph_text(graph, node, "schema:contactType",
			   SLICE("complaints"));
	if (contact->objections)
		graph_text(graph, node, "schema:contactType",
			   SLICE("objections"));
	if (contact->requests)
		graph_text(graph, node, "schema:contactType",
			   SLICE("requests"));
	return node;
}

#include "publish/linked_graph.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"

static const struct {
	const char *prefix, *base;
} vocabularies[] = {
	/* clang-format off */
	{ "dcat", "http://www.w3.org/ns/dcat#" },
	{ "dct", "http://purl.org/dc/terms/" },
	{ "dpv", "https://w3id.org/dpv#" },
	{ "eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#" },
	{ "legal-eu", "https://w3id.org/dpv/legal/eu#" },
	{ "legal-gb", "https://w3id.org/dpv/legal/gb#" },
	{ "odrl", "http://www.w3.org/ns/odrl/2/" },
	{ "pd", "https://w3id.org/dpv/pd#" },
	{ "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#" },
	{ "rdfs", "http://www.w3.org/2000/01/rdf-schema#" },
	{ "schema", "https://schema.org/" },
	{ "sector-education", "https://w3id.org/dpv/sector/education#" },
	{ "sector-health", "https://w3id.org/dpv/sector/health#" },
	{ "sector-publicservices", "https://w3id.org/dpv/sector/publicservices#" },
	{ "skos", "http://www.w3.org/2004/02/skos/core#" },
	{ "xsd", "http://www.w3.org/2001/XMLSchema#" },
	/* clang-format on */
};

void graph_prefix(struct graph *graph, struct slice prefix, struct slice base)
{
	for (size_t i = 0; i < graph->prefix_count; i++)
		if (slice_equal(graph->prefixes[i].prefix, prefix))
			return;
	if (base.len == 0 || graph->prefix_count == GRAPH_PREFIXES)
		return;
	graph->prefixes[graph->prefix_count++] =
		(struct graph_prefix){prefix, base};
}

void graph_init(struct graph *graph, struct arena *arena, struct slice terms,
		struct slice here)
{
	*graph = (struct graph){.arena = arena};
	for (size_t i = 0; i < sizeof(vocabularies) / sizeof(*vocabularies);
	     i++)
		graph_prefix(graph, slice_of(vocabularies[i].prefix),
			     slice_of(vocabularies[i].base));
	graph_prefix(graph, SLICE("term"), terms);
	graph_prefix(graph, SLICE("here"), here);
}

/* --- nodes ------------------------------------------------------------------------ */

/* Where `name` is, or the free place for it; the table is never full. */
static size_t slot_of(const struct graph *graph, struct slice name)
{
	size_t at = (size_t)slice_hash(name) & (graph->slot_count - 1);

	while (graph->slots[at] != 0 &&
	       !slice_equal(graph->nodes[graph->slots[at] - 1]->name, name))
		at = (at + 1) & (graph->slot_count - 1);
	return at;
}

static bool make_slots(struct graph *graph)
{
	size_t count = graph->slot_count == 0 ? 256 : graph->slot_count * 2;
	uint32_t *slots = arena_array(graph->arena, count, sizeof(*slots));

	if (slots == NULL)
		return false;
	graph->slots = slots;
	graph->slot_count = count;
	for (size_t i = 0; i < graph->count; i++)
		slots[slot_of(graph, graph->nodes[i]->name)] = (uint32_t)i + 1;
	return true;
}

struct graph_node *graph_find(const struct graph *graph, struct slice name)
{
	size_t at;

	if (graph->slot_count == 0 || name.len == 0)
		return NULL;
	at = slot_of(graph, name);
	return graph->slots[at] == 0 ? NULL
				     : graph->nodes[graph->slots[at] - 1];
}

static struct graph_node *failed(struct graph *graph)
{
	graph->failed = true;
	return &graph->nowhere;
}

struct graph_node *graph_node(struct graph *graph, struct slice name)
{
	struct graph_node *node = graph_find(graph, name);
	struct graph_node **nodes;

	if (node != NULL)
		return node;
	if (graph->failed)
		return &graph->nowhere;
	if ((graph->count + 1) * 2 > graph->slot_count && !make_slots(graph))
		return failed(graph);
	nodes = arena_grow(graph->arena, graph->nodes, graph->count,
			   &graph->capacity, sizeof(*nodes));
	if (nodes == NULL)
		return failed(graph);
	graph->nodes = nodes;
	node = arena_allocate(graph->arena, sizeof(*node));
	if (node == NULL)
		return failed(graph);
	node->name = name;
	graph->slots[slot_of(graph, name)] = (uint32_t)graph->count + 1;
	nodes[graph->count++] = node;
	return node;
}

struct slice graph_take(struct graph *graph, struct builder *text,
			struct slice otherwise)
{
	struct slice copy = arena_copy(graph->arena, builder_slice(text));

	if (text->failed || copy.at == NULL) {
		graph->failed = true;
		copy = otherwise;
	}
	builder_release(text);
	return copy;
}

struct slice graph_join(struct graph *graph, const char *first,
			struct slice second, struct slice third)
{
	struct builder name = {0};

	builder_add_text(&name, first);
	builder_add(&name, second);
	if (third.len > 0) {
		builder_add_byte(&name, '/');
		builder_add(&name, third);
	}
	return graph_take(graph, &name, SLICE("here:"));
}

/* --- statements -------------------------------------------------------------------- */

bool graph_value_equal(const struct graph_value *a, const struct graph_value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case GRAPH_NAME:
		return slice_equal(a->text, b->text);
	case GRAPH_TEXT:
		return slice_equal(a->text, b->text) &&
		       slice_equal(a->datatype, b->datatype) &&
		       slice_equal(a->language, b->language);
	case GRAPH_NODE:
		return a->node == b->node;
	case GRAPH_LIST:
		if (a->item_count != b->item_count)
			return false;
		for (size_t i = 0; i < a->item_count; i++)
			if (!graph_value_equal(&a->items[i], &b->items[i]))
				return false;
		return true;
	}
	return false;
}

void graph_add(struct graph *graph, struct graph_node *node,
	       struct slice property, const struct graph_value *value)
{
	struct graph_statement *statements;

	if (graph->failed)
		return;
	for (size_t i = 0; i < node->count; i++)
		if (slice_equal(node->statements[i].property, property) &&
		    graph_value_equal(&node->statements[i].value, value))
			return;
	statements = arena_grow(graph->arena, node->statements, node->count,
				&node->capacity, sizeof(*statements));
	if (statements == NULL) {
		graph->failed = true;
		return;
	}
	node->statements = statements;
	statements[node->count++] = (struct graph_statement){property, *value};
}

void graph_type(struct graph *graph, struct graph_node *node, const char *type)
{
	graph_name(graph, node, "rdf:type", slice_of(type));
}

void graph_name(struct graph *graph, struct graph_node *node,
		const char *property, struct slice name)
{
	struct graph_value value = {.kind = GRAPH_NAME, .text = name};

	graph_add(graph, node, slice_of(property), &value);
}

void graph_text(struct graph *graph, struct graph_node *node,
		const char *property, struct slice text)
{
	graph_words(graph, node, property, text, (struct slice){NULL, 0});
}

void graph_words(struct graph *graph, struct graph_node *node,
		 const char *property, struct slice text, struct slice language)
{
	struct graph_value value = {
		.kind = GRAPH_TEXT,
		.text = text,
		.language = language,
	};

	graph_add(graph, node, slice_of(property), &value);
}

void graph_typed(struct graph *graph, struct graph_node *node,
		 const char *property, struct slice text, const char *datatype)
{
	struct graph_value value = {
		.kind = GRAPH_TEXT,
		.text = text,
		.datatype = slice_of(datatype),
	};

	graph_add(graph, node, slice_of(property), &value);
}

static void typed_copy(struct graph *graph, struct graph_node *node,
		       const char *property, const char *text,
		       const char *datatype)
{
	struct slice copy = arena_copy(graph->arena, slice_of(text));

	if (copy.at == NULL)
		graph->failed = true;
	else
		graph_typed(graph, node, property, copy, datatype);
}

void graph_date(struct graph *graph, struct graph_node *node,
		const char *property, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	if (date == DATE_NONE)
		return;
	date_format(date, text);
	typed_copy(graph, node, property, text, "xsd:date");
}

void graph_number(struct graph *graph, struct graph_node *node,
		  const char *property, int64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, number);
	typed_copy(graph, node, property, text, "xsd:integer");
}

void graph_flag(struct graph *graph, struct graph_node *node,
		const char *property, bool value)
{
	graph_typed(graph, node, property,
		    value ? SLICE("true") : SLICE("false"), "xsd:boolean");
}

struct graph_node *graph_inner(struct graph *graph, struct graph_node *node,
			       const char *property)
{
	struct graph_node *inner = arena_allocate(graph->arena, sizeof(*inner));
	struct graph_value value = {.kind = GRAPH_NODE, .node = inner};

	if (inner == NULL)
		return failed(graph);
	graph_add(graph, node, slice_of(property), &value);
	return inner;
}

void graph_list(struct graph *graph, struct graph_node *node,
		const char *property, const struct graph_value *items,
		size_t count)
{
	struct graph_value value = {
		.kind = GRAPH_LIST,
		.items = items,
		.item_count = count,
	};

	graph_add(graph, node, slice_of(property), &value);
}

/* --- asking ------------------------------------------------------------------------ */

const struct graph_value *graph_value(const struct graph_node *node,
				      const char *property,
				      const struct graph_value *previous)
{
	bool past = previous == NULL;

	for (size_t i = 0; i < node->count; i++) {
		const struct graph_value *value = &node->statements[i].value;

		if (past && slice_is(node->statements[i].property, property))
			return value;
		if (value == previous)
			past = true;
	}
	return NULL;
}

bool graph_is(const struct graph_node *node, const char *type)
{
	const struct graph_value *value = NULL;

	while ((value = graph_value(node, "rdf:type", value)) != NULL)
		if (slice_is(value->text, type))
			return true;
	return false;
}

struct graph_node *graph_follow(const struct graph *graph,
				const struct graph_value *value)
{
	if (value->kind == GRAPH_NODE)
		return value->node;
	return value->kind == GRAPH_NAME ? graph_find(graph, value->text)
					 : NULL;
}

/* --- names ------------------------------------------------------------------------- */

struct slice graph_short(struct graph *graph, struct slice name)
{
	const struct graph_prefix *best = NULL;

	for (size_t i = 0; i < graph->prefix_count; i++) {
		const struct graph_prefix *prefix = &graph->prefixes[i];

		/* "dpv://x" would be an address of its own. */
		if (slice_starts_with(name, prefix->base) &&
		    !slice_starts_with(
			    slice_part(name, prefix->base.len, name.len),
			    SLICE("//")) &&
		    (best == NULL || prefix->base.len > best->base.len))
			best = prefix;
	}
	if (best != NULL) {
		struct builder text = {0};

		builder_add(&text, best->prefix);
		builder_add_byte(&text, ':');
		builder_add(&text, slice_part(name, best->base.len, name.len));
		name = graph_take(graph, &text, name);
	}
	return name;
}

struct slice graph_full(struct graph *graph, struct slice name)
{
	struct slice rest = name;
	struct slice prefix = slice_cut(&rest, ':');

	for (size_t i = 0; i < graph->prefix_count; i++) {
		struct builder text = {0};

		if (!slice_equal(graph->prefixes[i].prefix, prefix) ||
		    prefix.len == name.len)
			continue;
		builder_add(&text, graph->prefixes[i].base);
		builder_add(&text, rest);
		name = graph_take(graph, &text, name);
		break;
	}
	return name;
}

static bool is_plain(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

struct slice graph_slug(struct graph *graph, struct slice text)
{
	struct builder slug = {0};
	bool gap = false;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];

		if (byte >= 'A' && byte <= 'Z')
			byte = (unsigned char)(byte - 'A' + 'a');
		if (!is_plain(byte) && byte < 0x80) {
			gap = slug.len > 0;
			continue;
		}
		if (gap)
			builder_add_byte(&slug, '-');
		gap = false;
		if (byte < 0x80)
			builder_add_byte(&slug, (char)byte);
		else
			builder_add_format(&slug, "%%%02X", byte);
	}
	if (slug.len == 0)
		builder_add_byte(&slug, '-');
	return graph_take(graph, &slug, SLICE("-"));
}

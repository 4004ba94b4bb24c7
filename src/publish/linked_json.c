/*
 * JSON-LD 1.1.  Names stand in short form; the context has the prefixes that
 * occur, and for each property whose values are all of one kind what that is, so
 * that values can be written plainly.  Whole numbers and truth values are JSON's
 * own (JSON-LD 1.1 section 4.2: xsd:integer, xsd:boolean).
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/json.h"
#include "publish/linked_graph.h"

enum sort { SORT_NAMES, SORT_TYPED, SORT_WORDS, SORT_PLAIN, SORT_MIXED };

/* What the values of a property are, in the whole graph. */
struct usage {
	struct slice property;
	enum sort sort;
	struct slice what; /* of TYPED the datatype, of WORDS the language */
};

struct writer {
	struct graph *graph;
	struct json json;
	struct usage *usages;
	size_t count, capacity;
	bool used[GRAPH_PREFIXES];
};

/* --- what occurs ------------------------------------------------------------------- */

static void use_name(struct writer *writer, struct slice name)
{
	struct slice rest = name;
	struct slice prefix = slice_cut(&rest, ':');

	if (prefix.len == name.len)
		return;
	for (size_t i = 0; i < writer->graph->prefix_count; i++)
		if (slice_equal(writer->graph->prefixes[i].prefix, prefix))
			writer->used[i] = true;
}

static struct usage *usage_of(struct writer *writer, struct slice property)
{
	struct usage *usages;

	for (size_t i = 0; i < writer->count; i++)
		if (slice_equal(writer->usages[i].property, property))
			return &writer->usages[i];
	usages = arena_grow(writer->graph->arena, writer->usages, writer->count,
			    &writer->capacity, sizeof(*usages));
	if (usages == NULL) {
		writer->graph->failed = true;
		return NULL;
	}
	writer->usages = usages;
	usages[writer->count] = (struct usage){.property = property};
	return &usages[writer->count++];
}

static bool is_native(const struct graph_value *value)
{
	uint64_t number;
	char first = value->text.len > 0 ? value->text.at[0] : '\0';

	if (slice_is(value->datatype, "xsd:boolean"))
		return slice_is(value->text, "true") ||
		       slice_is(value->text, "false");
	return slice_is(value->datatype, "xsd:integer") &&
	       (first != '0' || value->text.len == 1) &&
	       slice_number(value->text, INT64_MAX, &number);
}

static void sort_of(const struct graph_value *value, struct usage *usage)
{
	usage->what = (struct slice){NULL, 0};
	if (value->kind != GRAPH_TEXT) {
		usage->sort = SORT_NAMES;
	} else if (value->language.len > 0) {
		usage->sort = SORT_WORDS;
		usage->what = value->language;
	} else if (value->datatype.len > 0 && !is_native(value)) {
		usage->sort = SORT_TYPED;
		usage->what = value->datatype;
	} else {
		usage->sort = SORT_PLAIN;
	}
}

static void see_node(struct writer *writer, const struct graph_node *node);

static void see_value(struct writer *writer, struct slice property, bool first,
		      const struct graph_value *value)
{
	struct usage now, *usage;

	if (value->kind == GRAPH_LIST) {
		for (size_t i = 0; i < value->item_count; i++)
			see_value(writer, property, first && i == 0,
				  &value->items[i]);
		return;
	}
	if (value->kind == GRAPH_NODE)
		see_node(writer, value->node);
	if (value->kind == GRAPH_NAME)
		use_name(writer, value->text);
	use_name(writer, value->datatype);
	sort_of(value, &now);
	usage = usage_of(writer, property);
	if (usage == NULL)
		return;
	if (first) {
		usage->sort = now.sort;
		usage->what = now.what;
	} else if (usage->sort != now.sort ||
		   !slice_equal(usage->what, now.what)) {
		usage->sort = SORT_MIXED;
	}
}

static void see_node(struct writer *writer, const struct graph_node *node)
{
	/* Of what nothing is said nothing is written. */
	if (node->count > 0)
		use_name(writer, node->name);
	for (size_t i = 0; i < node->count; i++) {
		const struct graph_statement *statement = &node->statements[i];
		size_t before = writer->count;
		struct usage *usage;

		if (slice_is(statement->property, "rdf:type")) {
			use_name(writer, statement->value.text);
			continue;
		}
		use_name(writer, statement->property);
		usage = usage_of(writer, statement->property);
		if (usage == NULL)
			return;
		see_value(writer, statement->property, writer->count > before,
			  &statement->value);
	}
}

/* --- the context ------------------------------------------------------------------- */

static int by_property(const void *a, const void *b)
{
	const struct usage *left = a, *right = b;

	return slice_compare(left->property, right->property);
}

static const char *text_of(struct writer *writer, struct slice text)
{
	struct slice copy = arena_copy(writer->graph->arena, text);

	if (copy.at == NULL) {
		writer->graph->failed = true;
		return "";
	}
	return copy.at;
}

static void put_usage(struct writer *writer, const struct usage *usage)
{
	struct json *json = &writer->json;

	if (usage->sort == SORT_PLAIN || usage->sort == SORT_MIXED)
		return;
	json_key(json, text_of(writer, usage->property));
	json_open_object(json);
	if (usage->sort == SORT_NAMES)
		json_key_text(json, "@type", SLICE("@id"));
	else if (usage->sort == SORT_TYPED)
		json_key_text(json, "@type", usage->what);
	else
		json_key_text(json, "@language", usage->what);
	json_close_object(json);
}

static void put_context(struct writer *writer)
{
	struct graph *graph = writer->graph;
	struct json *json = &writer->json;

	json_key(json, "@context");
	json_open_object(json);
	for (size_t i = 0; i < graph->prefix_count; i++)
		if (writer->used[i])
			json_key_text(
				json,
				text_of(writer, graph->prefixes[i].prefix),
				graph->prefixes[i].base);
	if (writer->count > 1)
		qsort(writer->usages, writer->count, sizeof(*writer->usages),
		      by_property);
	for (size_t i = 0; i < writer->count; i++)
		put_usage(writer, &writer->usages[i]);
	json_close_object(json);
}

/* --- nodes ------------------------------------------------------------------------- */

static void put_node(struct writer *writer, const struct graph_node *node);

static void put_text(struct writer *writer, const struct usage *usage,
		     const struct graph_value *value)
{
	struct json *json = &writer->json;
	uint64_t number = 0;

	if (is_native(value)) {
		if (slice_is(value->datatype, "xsd:boolean"))
			json_put_boolean(json, slice_is(value->text, "true"));
		else if (slice_number(value->text, INT64_MAX, &number))
			json_put_number(json, (int64_t)number);
		return;
	}
	if (usage->sort != SORT_MIXED ||
	    (value->datatype.len == 0 && value->language.len == 0)) {
		json_put_text(json, value->text);
		return;
	}
	json_open_object(json);
	json_key_text(json, "@value", value->text);
	if (value->language.len > 0)
		json_key_text(json, "@language", value->language);
	else
		json_key_text(json, "@type", value->datatype);
	json_close_object(json);
}

static void put_value(struct writer *writer, const struct usage *usage,
		      const struct graph_value *value)
{
	struct json *json = &writer->json;

	switch (value->kind) {
	case GRAPH_TEXT:
		put_text(writer, usage, value);
		break;
	case GRAPH_NAME:
		if (usage->sort == SORT_NAMES) {
			json_put_text(json, value->text);
			break;
		}
		json_open_object(json);
		json_key_text(json, "@id", value->text);
		json_close_object(json);
		break;
	case GRAPH_NODE:
		put_node(writer, value->node);
		break;
	case GRAPH_LIST:
		json_open_object(json);
		json_key(json, "@list");
		json_open_array(json);
		for (size_t i = 0; i < value->item_count; i++)
			put_value(writer, usage, &value->items[i]);
		json_close_array(json);
		json_close_object(json);
		break;
	}
}

static const struct usage type_usage = {
	.property = SLICE_INIT("rdf:type"),
	.sort = SORT_NAMES,
};

static const struct usage *find_usage(const struct writer *writer,
				      struct slice property)
{
	struct usage key = {.property = property};

	if (slice_equal(property, type_usage.property))
		return &type_usage;
	return bsearch(&key, writer->usages, writer->count,
		       sizeof(*writer->usages), by_property);
}

static void put_property(struct writer *writer, const struct graph_node *node,
			 size_t first)
{
	struct slice property = node->statements[first].property;
	const struct usage *usage = find_usage(writer, property);
	struct json *json = &writer->json;
	size_t count = 0;

	for (size_t i = 0; i < first; i++)
		if (slice_equal(node->statements[i].property, property))
			return; /* written with the first one */
	for (size_t i = first; i < node->count; i++)
		if (slice_equal(node->statements[i].property, property))
			count++;
	json_key(json,
		 usage == &type_usage ? "@type" : text_of(writer, property));
	if (count > 1)
		json_open_array(json);
	for (size_t i = first; i < node->count; i++)
		if (slice_equal(node->statements[i].property, property))
			put_value(writer, usage, &node->statements[i].value);
	if (count > 1)
		json_close_array(json);
}

static void put_node(struct writer *writer, const struct graph_node *node)
{
	struct json *json = &writer->json;

	json_open_object(json);
	if (node->name.len > 0)
		json_key_text(json, "@id", node->name);
	for (size_t i = 0; i < node->count; i++)
		put_property(writer, node, i);
	json_close_object(json);
}

void graph_write_json(struct graph *graph, struct builder *out)
{
	struct writer writer = {
		.graph = graph,
		.json = json_writer(out, true),
	};

	for (size_t i = 0; i < graph->count; i++)
		see_node(&writer, graph->nodes[i]);
	if (graph->failed)
		return;
	json_open_object(&writer.json);
	put_context(&writer);
	json_key(&writer.json, "@graph");
	json_open_array(&writer.json);
	for (size_t i = 0; i < graph->count; i++)
		if (graph->nodes[i]->count > 0)
			put_node(&writer, graph->nodes[i]);
	json_close_array(&writer.json);
	json_close_object(&writer.json);
	builder_add_byte(out, '\n');
}

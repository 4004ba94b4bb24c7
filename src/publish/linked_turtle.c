/* Turtle 1.1 (W3C Recommendation of 25 February 2014). */
#include "base/builder.h"
#include "base/text.h"
#include "publish/linked_graph.h"

static void indent(struct builder *out, unsigned int depth)
{
	for (unsigned int i = 0; i < depth; i++)
		builder_add_text(out, "    ");
}

/* Turtle's IRIREF has none of these bytes. */
static bool is_barred(unsigned char byte)
{
	return byte <= ' ' || byte == 0x7f ||
	       strchr("<>\"{}|^`\\", byte) != NULL;
}

static void put_full(struct builder *out, struct slice name)
{
	builder_add_byte(out, '<');
	for (size_t i = 0; i < name.len; i++) {
		unsigned char byte = (unsigned char)name.at[i];

		if (is_barred(byte))
			builder_add_format(out, "%%%02X", byte);
		else
			builder_add_byte(out, (char)byte);
	}
	builder_add_byte(out, '>');
}

/* Whether a short form may stand in Turtle without escapes. */
static bool is_local(struct slice name)
{
	for (size_t i = 0; i < name.len; i++) {
		char byte = name.at[i];
		bool letter = (byte >= 'a' && byte <= 'z') ||
			      (byte >= 'A' && byte <= 'Z');
		bool digit = byte >= '0' && byte <= '9';

		if (!letter && !digit && byte != '_' && (byte != '-' || i == 0))
			return false;
	}
	return name.len > 0;
}

static void put_name(struct graph *graph, struct builder *out,
		     struct slice name)
{
	struct slice rest = name;
	struct slice prefix = slice_cut(&rest, ':');

	for (size_t i = 0; i < graph->prefix_count; i++)
		if (slice_equal(graph->prefixes[i].prefix, prefix) &&
		    is_local(rest)) {
			builder_add(out, name);
			return;
		}
	put_full(out, graph_full(graph, name));
}

static void put_character(struct builder *out, uint32_t character,
			  struct slice bytes)
{
	switch (character) {
	case '"':
		builder_add_text(out, "\\\"");
		break;
	case '\\':
		builder_add_text(out, "\\\\");
		break;
	case '\n':
		builder_add_text(out, "\\n");
		break;
	case '\r':
		builder_add_text(out, "\\r");
		break;
	case '\t':
		builder_add_text(out, "\\t");
		break;
	default:
		if (text_is_control(character))
			builder_add_format(out, "\\u%04X",
					   (unsigned int)character);
		else
			builder_add(out, bytes);
		break;
	}
}

static void put_quoted(struct builder *out, struct slice text)
{
	builder_add_byte(out, '"');
	while (text.len > 0) {
		struct slice before = text;
		uint32_t character;

		if (!text_next(&text, &character)) {
			builder_add_text(out, "\\uFFFD");
			text = slice_part(text, 1, text.len);
			continue;
		}
		put_character(out, character,
			      slice_part(before, 0, before.len - text.len));
	}
	builder_add_byte(out, '"');
}

static void put_statements(struct graph *graph, struct builder *out,
			   const struct graph_node *node, unsigned int depth);

static void put_value(struct graph *graph, struct builder *out,
		      const struct graph_value *value, unsigned int depth)
{
	switch (value->kind) {
	case GRAPH_NAME:
		put_name(graph, out, value->text);
		break;
	case GRAPH_TEXT:
		put_quoted(out, value->text);
		if (value->language.len > 0) {
			builder_add_byte(out, '@');
			builder_add(out, value->language);
		} else if (value->datatype.len > 0) {
			builder_add_text(out, "^^");
			put_name(graph, out, value->datatype);
		}
		break;
	case GRAPH_NODE:
		builder_add_text(out, "[\n");
		put_statements(graph, out, value->node, depth + 1);
		builder_add_byte(out, '\n');
		indent(out, depth);
		builder_add_byte(out, ']');
		break;
	case GRAPH_LIST:
		builder_add_text(out, "(");
		for (size_t i = 0; i < value->item_count; i++) {
			builder_add_byte(out, ' ');
			put_value(graph, out, &value->items[i], depth);
		}
		builder_add_text(out, " )");
		break;
	}
}

static bool seen_before(const struct graph_node *node, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (slice_equal(node->statements[i].property,
				node->statements[at].property))
			return true;
	return false;
}

static void put_values(struct graph *graph, struct builder *out,
		       const struct graph_node *node, size_t first,
		       unsigned int depth)
{
	struct slice property = node->statements[first].property;
	bool more = false;

	for (size_t i = first; i < node->count; i++) {
		if (!slice_equal(node->statements[i].property, property))
			continue;
		builder_add_text(out, more ? ", " : " ");
		put_value(graph, out, &node->statements[i].value, depth);
		more = true;
	}
}

static void put_statements(struct graph *graph, struct builder *out,
			   const struct graph_node *node, unsigned int depth)
{
	bool more = false;

	for (size_t i = 0; i < node->count; i++) {
		struct slice property = node->statements[i].property;

		if (seen_before(node, i))
			continue;
		if (more)
			builder_add_text(out, " ;\n");
		indent(out, depth);
		if (slice_is(property, "rdf:type"))
			builder_add_byte(out, 'a');
		else
			put_name(graph, out, property);
		put_values(graph, out, node, i, depth);
		more = true;
	}
}

void graph_write_turtle(struct graph *graph, struct builder *out)
{
	for (size_t i = 0; i < graph->prefix_count; i++) {
		builder_add_text(out, "@prefix ");
		builder_add(out, graph->prefixes[i].prefix);
		builder_add_text(out, ": ");
		put_full(out, graph->prefixes[i].base);
		builder_add_text(out, " .\n");
	}
	for (size_t i = 0; i < graph->count && !graph->failed; i++) {
		const struct graph_node *node = graph->nodes[i];

		if (node->count == 0)
			continue;
		builder_add_byte(out, '\n');
		put_name(graph, out, node->name);
		builder_add_byte(out, '\n');
		put_statements(graph, out, node, 1);
		builder_add_text(out, " .\n");
	}
}

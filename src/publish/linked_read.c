/*
 * Reading JSON-LD whose context stands in the file.  What this reader does not
 * know of JSON-LD it refuses, since to leave it out would change what is said.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "publish/linked_graph.h"

enum { READ_DEPTH = 64, READ_TERMS = 1024 };

/* A name that the context explains. */
struct known {
	const char *term;
	struct slice full;    /* what it stands for */
	const char *type;     /* "@id", a datatype, or NULL */
	const char *language; /* or NULL */
};

struct reader {
	struct graph *graph;
	struct error *error;
	const json_t *document;
	struct known *known;
	size_t count;
};

static int wrong(struct reader *reader, const char *what, const char *where)
{
	return error_set(reader->error, ERROR_INPUT, "%s: '%.100s'", what,
			 where);
}

static int too_deep(struct reader *reader)
{
	return error_set(reader->error, ERROR_INPUT,
			 "nodes lie more than %d deep in each other",
			 READ_DEPTH);
}

static struct slice kept(struct reader *reader, struct slice text)
{
	struct slice copy = arena_copy(reader->graph->arena, text);

	if (copy.at == NULL)
		reader->graph->failed = true;
	return copy;
}

/* --- names ------------------------------------------------------------------------- */

static const struct known *find_known(const struct reader *reader,
				      struct slice term)
{
	for (size_t i = 0; i < reader->count; i++)
		if (slice_is(term, reader->known[i].term))
			return &reader->known[i];
	return NULL;
}

static bool is_prefix_of_graph(const struct graph *graph, struct slice prefix)
{
	for (size_t i = 0; i < graph->prefix_count; i++)
		if (slice_equal(graph->prefixes[i].prefix, prefix))
			return true;
	return false;
}

static bool has_scheme(struct slice name)
{
	struct slice rest = name, scheme = slice_cut(&rest, ':');

	for (size_t i = 0; i < scheme.len; i++) {
		char byte = scheme.at[i];
		bool letter = (byte >= 'a' && byte <= 'z') ||
			      (byte >= 'A' && byte <= 'Z');
		bool other = (byte >= '0' && byte <= '9') || byte == '+' ||
			     byte == '-' || byte == '.';

		if (!letter && (i == 0 || !other))
			return false;
	}
	return scheme.len > 0 && scheme.len < name.len;
}

/* The full form of a name as the file writes it. */
static int expand(struct reader *reader, const char *text, struct slice *out)
{
	struct slice name = slice_of(text), rest = name;
	struct slice prefix = slice_cut(&rest, ':');
	const struct known *known;

	if (prefix.len == name.len || prefix.len == 0)
		return wrong(reader, "a name without a scheme or prefix", text);
	if (slice_is(prefix, "_"))
		return wrong(reader, "a name that holds in one file only",
			     text);
	known = find_known(reader, prefix);
	if (known == NULL || slice_starts_with(rest, SLICE("//"))) {
		if (is_prefix_of_graph(reader->graph, prefix))
			return wrong(reader,
				     "the context does not explain the prefix",
				     text);
		if (!has_scheme(name))
			return wrong(reader,
				     "a name without a scheme or prefix", text);
		*out = kept(reader, name);
		return 0;
	}
	{
		size_t len = known->full.len + rest.len;
		char *full = arena_allocate(reader->graph->arena, len + 1);

		if (full == NULL)
			return error_memory(reader->error);
		memcpy(full, known->full.at, known->full.len);
		if (rest.len > 0)
			memcpy(full + known->full.len, rest.at, rest.len);
		*out = (struct slice){full, len};
	}
	return 0;
}

/* As the graph has it.  A name whose scheme is one of the graph's prefixes would
 * be taken for another one. */
static int shorten(struct reader *reader, struct slice full, const char *text,
		   struct slice *name)
{
	struct slice rest = full, prefix = slice_cut(&rest, ':');

	*name = graph_short(reader->graph, full);
	if (slice_equal(*name, full) &&
	    is_prefix_of_graph(reader->graph, prefix))
		return wrong(reader, "a name that begins as a prefix does",
			     text);
	return 0;
}

static int read_name(struct reader *reader, const char *text,
		     struct slice *name)
{
	struct slice full;

	if (expand(reader, text, &full) != 0)
		return -1;
	return shorten(reader, full, text, name);
}

/* --- the context ------------------------------------------------------------------- */

static int read_term(struct reader *reader, const char *term, json_t *value)
{
	struct known *known = &reader->known[reader->count];
	const char *key;
	json_t *part;

	if (term[0] == '@')
		return strcmp(term, "@version") == 0
			       ? 0
			       : wrong(reader, "cannot read this of a context",
				       term);
	*known = (struct known){.term = term};
	if (json_is_string(value)) {
		if (expand(reader, json_string_value(value), &known->full) != 0)
			return -1;
		reader->count++;
		return 0;
	}
	if (!json_is_object(value))
		return wrong(reader, "cannot read this of a context", term);
	json_object_foreach(value, key, part)
	{
		const char *text = json_string_value(part);

		if (text == NULL)
			return wrong(reader, "cannot read this of a context",
				     key);
		if (strcmp(key, "@type") == 0)
			known->type = text;
		else if (strcmp(key, "@language") == 0)
			known->language = text;
		else if (strcmp(key, "@id") != 0)
			return wrong(reader, "cannot read this of a context",
				     key);
	}
	part = json_object_get(value, "@id");
	if (expand(reader, part != NULL ? json_string_value(part) : term,
		   &known->full) != 0)
		return -1;
	reader->count++;
	return 0;
}

/* A base of names that the graph does not have yet. */
static void take_base(struct reader *reader, const char *prefix)
{
	const struct known *known = find_known(reader, slice_of(prefix));

	if (known != NULL && known->type == NULL && known->language == NULL)
		graph_prefix(reader->graph, slice_of(prefix), known->full);
}

static int read_terms(struct reader *reader, json_t *context, bool prefixes)
{
	const char *term;
	json_t *value;

	json_object_foreach(context, term, value)
	{
		if (json_is_string(value) == prefixes &&
		    read_term(reader, term, value) != 0)
			return -1;
	}
	return 0;
}

static int read_context(struct reader *reader, json_t *context)
{
	if (!json_is_object(context)) {
		error_set(reader->error, ERROR_INPUT,
			  "the context does not stand in the file");
		return error_hint(reader->error,
				  "write what it says into \"@context\"");
	}
	if (json_object_size(context) > READ_TERMS)
		return error_set(reader->error, ERROR_INPUT,
				 "the context has more than %d terms",
				 READ_TERMS);
	/* Prefixes first: what follows may use them in any order. */
	if (read_terms(reader, context, true) != 0 ||
	    read_terms(reader, context, false) != 0)
		return -1;
	take_base(reader, "term");
	take_base(reader, "here");
	return 0;
}

/* --- values ------------------------------------------------------------------------ */

static int read_node(struct reader *reader, json_t *object, int depth,
		     struct graph_value *out);

static int read_type(struct reader *reader, const char *type,
		     struct slice *datatype)
{
	if (read_name(reader, type, datatype) != 0)
		return -1;
	if (slice_is(*datatype, "xsd:string"))
		*datatype = (struct slice){NULL, 0};
	return 0;
}

/* BCP 47, near enough: letters, digits and '-'. */
static int read_language(struct reader *reader, const char *tag,
			 struct slice *out)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

	if (*tag == '\0' || tag[strspn(tag, allowed)] != '\0')
		return wrong(reader, "no language", tag);
	*out = kept(reader, slice_of(tag));
	return 0;
}

static int read_scalar(struct reader *reader, const struct known *known,
		       json_t *value, struct graph_value *out)
{
	char digits[32];

	*out = (struct graph_value){.kind = GRAPH_TEXT};
	if (json_is_boolean(value)) {
		out->text =
			json_is_true(value) ? SLICE("true") : SLICE("false");
		out->datatype = SLICE("xsd:boolean");
		return 0;
	}
	if (json_is_integer(value)) {
		snprintf(digits, sizeof(digits), "%" PRId64,
			 (int64_t)json_integer_value(value));
		out->text = kept(reader, slice_of(digits));
		out->datatype = SLICE("xsd:integer");
		return 0;
	}
	if (!json_is_string(value))
		return wrong(reader, "cannot read a value",
			     known != NULL ? known->term : "");
	out->text = kept(reader, (struct slice){json_string_value(value),
						json_string_length(value)});
	if (known != NULL && known->language != NULL)
		return read_language(reader, known->language, &out->language);
	if (known != NULL && known->type != NULL)
		return read_type(reader, known->type, &out->datatype);
	return 0;
}

static int read_literal(struct reader *reader, json_t *object,
			struct graph_value *out)
{
	json_t *type = json_object_get(object, "@type");
	json_t *language = json_object_get(object, "@language");

	if (read_scalar(reader, NULL, json_object_get(object, "@value"), out) !=
	    0)
		return -1;
	if (json_object_size(object) > 2 ||
	    (json_object_size(object) == 2 && !json_is_string(type) &&
	     !json_is_string(language)))
		return wrong(reader, "cannot read a value", "@value");
	if (json_is_string(language))
		return read_language(reader, json_string_value(language),
				     &out->language);
	if (json_is_string(type))
		return read_type(reader, json_string_value(type),
				 &out->datatype);
	return 0;
}

static int read_value(struct reader *reader, const struct known *known,
		      json_t *value, int depth, struct graph_value *out);

static int read_list(struct reader *reader, const struct known *known,
		     json_t *list, int depth, struct graph_value *out)
{
	size_t count = json_is_array(list) ? json_array_size(list) : 1;
	struct graph_value *items =
		arena_array(reader->graph->arena, count + 1, sizeof(*items));

	if (items == NULL)
		return error_memory(reader->error);
	if (depth > READ_DEPTH)
		return too_deep(reader);
	for (size_t i = 0; i < count; i++)
		if (read_value(reader, known,
			       json_is_array(list) ? json_array_get(list, i)
						   : list,
			       depth, &items[i]) != 0)
			return -1;
	*out = (struct graph_value){
		.kind = GRAPH_LIST,
		.items = items,
		.item_count = count,
	};
	return 0;
}

static int read_value(struct reader *reader, const struct known *known,
		      json_t *value, int depth, struct graph_value *out)
{
	if (json_is_object(value)) {
		json_t *list = json_object_get(value, "@list");

		if (json_object_get(value, "@value") != NULL)
			return read_literal(reader, value, out);
		if (list != NULL)
			return read_list(reader, known, list, depth + 1, out);
		return read_node(reader, value, depth + 1, out);
	}
	if (json_is_string(value) && known != NULL && known->type != NULL &&
	    strcmp(known->type, "@id") == 0) {
		*out = (struct graph_value){.kind = GRAPH_NAME};
		return read_name(reader, json_string_value(value), &out->text);
	}
	return read_scalar(reader, known, value, out);
}

/* --- nodes ------------------------------------------------------------------------- */

static int read_types(struct reader *reader, json_t *types,
		      struct graph_node *node)
{
	size_t count = json_is_array(types) ? json_array_size(types) : 1;

	for (size_t i = 0; i < count; i++) {
		json_t *type =
			json_is_array(types) ? json_array_get(types, i) : types;
		struct slice name;

		if (!json_is_string(type))
			return wrong(reader, "not a type", "@type");
		if (read_name(reader, json_string_value(type), &name) != 0)
			return -1;
		graph_name(reader->graph, node, "rdf:type", name);
	}
	return 0;
}

static int read_property(struct reader *reader, const char *key, json_t *value,
			 int depth, struct graph_node *node)
{
	const struct known *known = find_known(reader, slice_of(key));
	size_t count = json_is_array(value) ? json_array_size(value) : 1;
	struct graph_value read;
	struct slice property;

	if (known != NULL ? shorten(reader, known->full, key, &property) != 0
			  : read_name(reader, key, &property) != 0)
		return -1;
	if (slice_is(property, "rdf:type"))
		return wrong(reader, "\"@type\" says what a thing is, not",
			     key);
	for (size_t i = 0; i < count; i++) {
		if (read_value(reader, known,
			       json_is_array(value) ? json_array_get(value, i)
						    : value,
			       depth, &read) != 0)
			return -1;
		graph_add(reader->graph, node, property, &read);
	}
	return 0;
}

static int read_statements(struct reader *reader, json_t *object, int depth,
			   struct graph_node *node)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		int status = 0;

		if (strcmp(key, "@type") == 0)
			status = read_types(reader, value, node);
		else if (key[0] != '@')
			status = read_property(reader, key, value, depth, node);
		else if (strcmp(key, "@id") != 0 &&
			 strcmp(key, "@context") != 0)
			status = wrong(reader, "cannot read this keyword", key);
		if (status != 0)
			return -1;
	}
	return 0;
}

/* A node inside another.  With a name it is a node of the graph, which the value
 * names. */
static int read_node(struct reader *reader, json_t *object, int depth,
		     struct graph_value *out)
{
	json_t *id = json_object_get(object, "@id");
	struct graph_node *node;

	if (depth > READ_DEPTH)
		return too_deep(reader);
	if (object != reader->document &&
	    json_object_get(object, "@context") != NULL)
		return wrong(reader, "a context inside", "@context");
	if (id == NULL) {
		node = arena_allocate(reader->graph->arena, sizeof(*node));
		if (node == NULL)
			return error_memory(reader->error);
		*out = (struct graph_value){.kind = GRAPH_NODE, .node = node};
	} else {
		*out = (struct graph_value){.kind = GRAPH_NAME};
		if (!json_is_string(id))
			return wrong(reader, "not a name", "@id");
		if (read_name(reader, json_string_value(id), &out->text) != 0)
			return -1;
		/* Only names it. */
		if (depth > 1 && json_object_size(object) == 1)
			return 0;
		node = graph_node(reader->graph, out->text);
	}
	return read_statements(reader, object, depth, node);
}

static int read_document(struct reader *reader, json_t *document)
{
	json_t *context = json_object_get(document, "@context");
	json_t *nodes = json_object_get(document, "@graph");
	struct graph_value value;

	if (context != NULL && read_context(reader, context) != 0)
		return -1;
	if (nodes == NULL)
		return read_node(reader, document, 1, &value);
	if (!json_is_array(nodes))
		return wrong(reader, "not a list of nodes", "@graph");
	if (json_object_size(document) != (context != NULL ? 2 : 1))
		return error_set(reader->error, ERROR_INPUT,
				 "something stands beside \"@graph\"");
	for (size_t i = 0; i < json_array_size(nodes); i++) {
		json_t *node = json_array_get(nodes, i);

		if (!json_is_object(node))
			return wrong(reader, "not a node", "@graph");
		if (read_node(reader, node, 1, &value) != 0)
			return -1;
	}
	return 0;
}

int graph_read_json(struct graph *graph, struct slice text, struct error *error)
{
	struct reader reader = {.graph = graph, .error = error};
	json_error_t fault;
	json_t *document;
	int status;

	document = json_loadb(text.at != NULL ? text.at : "", text.len,
			      JSON_REJECT_DUPLICATES, &fault);
	if (document == NULL) {
		if (json_error_code(&fault) == json_error_out_of_memory)
			return error_memory(error);
		error_set(error, ERROR_INPUT, "not JSON: %.200s", fault.text);
		return error_at(error, SLICE(""),
				fault.line > 0 ? (uint32_t)fault.line : 0,
				fault.column > 0 ? (uint32_t)fault.column : 0,
				0);
	}
	reader.document = document;
	reader.known = arena_array(graph->arena, READ_TERMS + 1,
				   sizeof(*reader.known));
	if (reader.known == NULL)
		status = error_memory(error);
	else if (!json_is_object(document))
		status = error_set(error, ERROR_INPUT,
				   "the file is no object with \"@graph\"");
	else
		status = read_document(&reader, document);
	json_decref(document);
	if (status == 0 && graph->failed)
		status = error_memory(error);
	return status;
}

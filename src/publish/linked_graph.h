/*
 * linked_graph.h - statements of linked data (RDF 1.1), to be written as JSON-LD
 * or Turtle and read back.
 *
 * A graph is a list of nodes, each a thing with a name (IRI) or, inside another
 * node, one without; a node has statements, each a property and a value.  Names
 * stand in short form, "dpv:Purpose", wherever one of the graph's prefixes fits,
 * so that two graphs with other bases can be compared.  A statement made twice is
 * one.  Nodes and statements keep the order in which they were made.
 *
 * Everything lives in the arena given to graph_init, and texts given must live as
 * long.  Running out of memory is remembered (`failed`), so that a caller checks
 * once, at the end; no function gives NULL.
 */
#ifndef HORNBOOK_PUBLISH_LINKED_GRAPH_H
#define HORNBOOK_PUBLISH_LINKED_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct error;

enum graph_kind {
	GRAPH_NAME, /* IRI */
	GRAPH_TEXT, /* a literal */
	GRAPH_NODE, /* a node without name */
	GRAPH_LIST,
};

struct graph_value {
	enum graph_kind kind;
	struct slice text;       /* NAME: short form; TEXT: its characters */
	struct slice datatype;   /* TEXT: short form; empty: a plain string */
	struct slice language;   /* TEXT: a language tag; else empty */
	struct graph_node *node; /* NODE */
	const struct graph_value *items; /* LIST */
	size_t item_count;
};

struct graph_statement {
	struct slice property; /* short form; "rdf:type" for types */
	struct graph_value value;
};

struct graph_node {
	struct slice name; /* short form; empty: none */
	struct graph_statement *statements;
	size_t count, capacity;
};

struct graph_prefix {
	struct slice prefix; /* "dpv" */
	struct slice base;   /* "https://w3id.org/dpv#" */
};

enum { GRAPH_PREFIXES = 24 };

struct graph {
	struct arena *arena;
	struct graph_prefix prefixes[GRAPH_PREFIXES];
	size_t prefix_count;
	struct graph_node **nodes; /* those with a name */
	size_t count, capacity;
	uint32_t *slots; /* by hash of the name: index + 1 */
	size_t slot_count;
	struct graph_node nowhere; /* where statements go when memory is out */
	bool failed;
};

/*
 * An empty graph with the prefixes of the vocabularies that are used here, and
 * "term" for the dictionary's own terms, "here" for the controller's things, where
 * these are not empty.
 */
void graph_init(struct graph *graph, struct arena *arena, struct slice terms,
		struct slice here);

/* One more prefix; not one that is there, nor beyond GRAPH_PREFIXES. */
void graph_prefix(struct graph *graph, struct slice prefix, struct slice base);

/* The node of this name (short form), made when it is not there. */
struct graph_node *graph_node(struct graph *graph, struct slice name);

/* The same, or NULL when it is not there. */
struct graph_node *graph_find(const struct graph *graph, struct slice name);

/* What was put together, which is empty then.  When memory runs out the graph has
 * failed, and it is `otherwise`. */
struct slice graph_take(struct graph *graph, struct builder *text,
			struct slice otherwise);

/* "prefix:" and the parts of a name, with '/' between them. */
struct slice graph_join(struct graph *graph, const char *first,
			struct slice second, struct slice third);

/* --- statements -------------------------------------------------------------------- */

void graph_type(struct graph *graph, struct graph_node *node, const char *type);
void graph_name(struct graph *graph, struct graph_node *node,
		const char *property, struct slice name);
void graph_text(struct graph *graph, struct graph_node *node,
		const char *property, struct slice text);
/* A text in a language; as graph_text where that is empty. */
void graph_words(struct graph *graph, struct graph_node *node,
		 const char *property, struct slice text,
		 struct slice language);
void graph_typed(struct graph *graph, struct graph_node *node,
		 const char *property, struct slice text, const char *datatype);
/* Nothing for DATE_NONE. */
void graph_date(struct graph *graph, struct graph_node *node,
		const char *property, int32_t date);
void graph_number(struct graph *graph, struct graph_node *node,
		  const char *property, int64_t number);
void graph_flag(struct graph *graph, struct graph_node *node,
		const char *property, bool value);
/* A node without name as the value; gives it. */
struct graph_node *graph_inner(struct graph *graph, struct graph_node *node,
			       const char *property);
void graph_list(struct graph *graph, struct graph_node *node,
		const char *property, const struct graph_value *items,
		size_t count);
void graph_add(struct graph *graph, struct graph_node *node,
	       struct slice property, const struct graph_value *value);

/* The first value of a property after `previous` (NULL: from the start); NULL
 * when there is none. */
const struct graph_value *graph_value(const struct graph_node *node,
				      const char *property,
				      const struct graph_value *previous);
bool graph_is(const struct graph_node *node, const char *type);
bool graph_value_equal(const struct graph_value *a,
		       const struct graph_value *b);

/* The node that a value is or names; NULL when it is a text, a list, or names
 * what the graph says nothing of. */
struct graph_node *graph_follow(const struct graph *graph,
				const struct graph_value *value);

/* Short form of a full name, full form of a short one. */
struct slice graph_short(struct graph *graph, struct slice name);
struct slice graph_full(struct graph *graph, struct slice name);

/* --- writing and reading ------------------------------------------------------------- */

/*
 * JSON-LD 1.1 with its context inside, so that reading it needs no network; in
 * the context stand the prefixes and types of the properties that occur.  Turtle
 * 1.1.  Memory out: `out->failed`, or `graph->failed`.
 */
void graph_write_json(struct graph *graph, struct builder *out);
void graph_write_turtle(struct graph *graph, struct builder *out);

/*
 * Reads JSON-LD of the kind that graph_write_json writes, and what people make
 * of it: one object with "@context" (prefixes and terms) and "@graph", or one
 * node.  Contexts elsewhere and other keywords are refused: nothing is fetched,
 * nothing is passed over in silence.  ERROR_INPUT with what and where.  A graph that
 * has no bases for "term" and "here" takes those that the file's context has.
 */
int graph_read_json(struct graph *graph, struct slice text,
		    struct error *error);

/* --- names -------------------------------------------------------------------------- */

/*
 * A text as part of a name: small letters, digits, '-' between them; other
 * characters than ASCII's as %XX.  "Crofton Junior School" is
 * "crofton-junior-school".  An empty result is "-".
 */
struct slice graph_slug(struct graph *graph, struct slice text);

#endif

/*
 * linked_tables.h - what linked data is made with and held against, as data.
 *
 * Three tables (terms.csv, mapping.csv, shapes.csv in linked-data/):
 *
 *     terms    every term of another vocabulary that is used, and our own: its
 *              kind, what it is narrower than, of which things a property is said,
 *              and what its values are; `label` and `definition` of our own
 *     mapping  a name of the dictionary, and the nearest term of the Data Privacy
 *              Vocabulary (DPV 2.3), or that there is none
 *     shapes   what is true of every graph: for each class, which property how
 *              often, with values of which kind (as SHACL's property shapes)
 *
 * Terms and mapping are facts about W3C vocabularies; their source and licence
 * stand in linked-data/README.md.
 */
#ifndef HORNBOOK_PUBLISH_LINKED_TABLES_H
#define HORNBOOK_PUBLISH_LINKED_TABLES_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;

enum linked_kind { LINKED_CLASS, LINKED_INDIVIDUAL, LINKED_PROPERTY };

struct linked_term {
	struct slice name; /* "dpv:hasPurpose" */
	enum linked_kind kind;
	struct slice parent; /* of which it is narrower; may be empty */
	struct slice domain; /* of a property: the class; empty: any */
	struct slice range;  /* the class, datatype or "text"; empty: any */
	struct slice label, definition; /* of our own terms */
};

/* How a name of ours stands to a term (SKOS mapping), or what the thing is. */
enum linked_relation {
	RELATION_NONE, /* DPV has no such term */
	RELATION_EXACT,
	RELATION_CLOSE,
	RELATION_BROAD, /* the term is the wider one */
	RELATION_NARROW,
	RELATION_RELATED,
	RELATION_TYPE, /* the thing is one of the term's class */
};

struct linked_mapping {
	struct slice kind; /* "purpose", "category", ... */
	struct slice name;
	enum linked_relation relation;
	struct slice term; /* empty for RELATION_NONE */
	struct slice note;
};

enum linked_node_kind { NODE_ANY, NODE_IRI, NODE_LITERAL, NODE_THING };

/* One row: what a property of a class's things is. */
struct linked_shape {
	struct slice class;
	struct slice property;
	unsigned int least, most;   /* values; most 0: any number */
	enum linked_node_kind kind; /* THING: with a name or without */
	struct slice value_class;   /* that its values are of; empty: any */
	struct slice datatype;      /* "text" for words in a language */
	struct slice values;  /* one of these; space between; empty: any */
	struct slice pattern; /* POSIX extended; empty: any */
	regex_t compiled;     /* of the pattern */
	uint32_t line;        /* in the file */
};

struct linked_tables {
	struct linked_term *terms;
	size_t term_count, term_capacity;
	uint32_t *slots; /* by hash of the name: index + 1 */
	size_t slot_count;
	struct linked_mapping *mappings;
	size_t mapping_count, mapping_capacity;
	struct linked_shape *shapes;
	size_t shape_count, shape_capacity;
	struct arena *arena; /* not owned; everything points into it */
};

/*
 * Reads the tables from the texts of their files, which are copied.  What is
 * wrong is ERROR_INPUT with line and column; the file is not named: who read it
 * adds that.  Release also after failure.
 */
int linked_terms_read(struct linked_tables *tables, struct slice text,
		      struct error *error);
int linked_mapping_read(struct linked_tables *tables, struct slice text,
			struct error *error);
int linked_shapes_read(struct linked_tables *tables, struct slice text,
		       struct error *error);
void linked_tables_release(struct linked_tables *tables);

/* NULL when there is none. */
const struct linked_term *linked_term_find(const struct linked_tables *tables,
					   struct slice name);
const struct linked_mapping *
linked_mapping_find(const struct linked_tables *tables, const char *kind,
		    struct slice name);

/* Whether the class `name` is `class`, or narrower. */
bool linked_narrower(const struct linked_tables *tables, struct slice name,
		     struct slice class);

#endif

/*
 * linked_data.h - the published rules for machines: linked data.
 *
 * Four views, each a graph (linked_graph.h) that can be written as JSON-LD or
 * Turtle:
 *
 *     notice      the notice as it takes effect, in the terms of the W3C Data
 *                 Privacy Vocabulary (DPV 2.3)
 *     processing  the record of processing (law: UK GDPR article 30), likewise
 *     policy      the rules, in ODRL 2.2: what may be, must be and must not be
 *                 disclosed, and what binds the recipient
 *     vocabulary  the dictionary's own terms (SKOS): categories, fields, purposes,
 *                 bodies, laws with their dates, gateways, each with its nearest
 *                 term of DPV
 *
 * The first three are made from a publication (publication.h), so that they claim
 * what the engine does.  What neither vocabulary can say (who passes on objecting
 * at sixteen, when a family was told) is said in terms of our own, which the
 * vocabulary defines; what ODRL cannot say at all stands in docs/formats.md.
 *
 * Names.  Everything has a name made of names, none of counters, so that equal
 * things have equal names in all versions and at all controllers:
 *
 *     term:purpose/careers-advice     a thing of the dictionary, by kind and name
 *     term:reviewDue                  a class or property of our own
 *     here:controller                 the controller
 *     here:notice  here:notice/3      its notice; version 3 of it
 *     here:flow/ID                    a flow, in whatever version
 *     here:notice/3/flow/ID           the flow as version 3 has it
 *     here:notice/3/flow/ID/FIELD/PURPOSE
 *                                     a part of it: the one that has this field
 *                                     for this purpose, the first of the part
 *
 * where `term` stands for "urn:hornbook:england/" (the dictionary's title) and
 * `here` for "urn:hornbook:school/8861234/", "urn:hornbook:school/kent/NAME/" or
 * the like, unless other bases are given.
 */
#ifndef HORNBOOK_PUBLISH_LINKED_DATA_H
#define HORNBOOK_PUBLISH_LINKED_DATA_H

#include "base/slice.h"

struct arena;
struct dictionary;
struct error;
struct findings;
struct graph;
struct linked_tables;
struct policy;
struct publication;

/* Bases of names; empty: those above.  A '/' is added where they end in none of
 * "/#:". */
struct linked_bases {
	struct slice terms, here;
	struct slice language; /* tag of the dictionary's labels */
};

/* Whether a text can be the base of names: an absolute IRI without anything that
 * would have to be escaped. */
bool linked_base_good(struct slice base);

/*
 * Make a view.  The graph is filled from empty, in `arena`; everything must
 * outlive it.  Fails only for want of memory.
 */
int linked_notice(struct graph *graph, const struct publication *publication,
		  const struct linked_tables *tables,
		  const struct linked_bases *bases, struct arena *arena,
		  struct error *error);
int linked_processing(struct graph *graph,
		      const struct publication *publication,
		      const struct linked_tables *tables,
		      const struct linked_bases *bases, struct arena *arena,
		      struct error *error);
int linked_policy(struct graph *graph, const struct publication *publication,
		  const struct linked_tables *tables,
		  const struct linked_bases *bases, struct arena *arena,
		  struct error *error);
int linked_vocabulary(struct graph *graph, const struct dictionary *dictionary,
		      const struct policy *policy,
		      const struct linked_tables *tables,
		      const struct linked_bases *bases, struct arena *arena,
		      struct error *error);

/* --- checking ------------------------------------------------------------------------ */

/* Something that is not as the tables say. */
struct linked_fault {
	struct slice node;     /* its name, or that of the node around it */
	struct slice property; /* empty: the node itself */
	const struct linked_shape *shape; /* NULL: a term is at fault */
	const char *what;                 /* "fewer values than it must have" */
	struct slice value;               /* that is at fault; may be empty */
};

struct linked_faults {
	struct linked_fault *list;
	size_t count, capacity;
};

/*
 * Holds a graph against the tables: every term of a vocabulary that the table of
 * terms knows must be one that it has, of the right kind, a property said of what
 * it is said of; and every shape must hold.  Faults in the order of nodes; none
 * when all is well.  Fails for want of memory.
 */
int linked_check(struct graph *graph, const struct linked_tables *tables,
		 struct linked_faults *faults, struct error *error);

#endif

/*
 * linked_parts.h - what the views of linked data have in common.  Private to
 * linked_*.c.
 */
#ifndef HORNBOOK_PUBLISH_LINKED_PARTS_H
#define HORNBOOK_PUBLISH_LINKED_PARTS_H

#include "base/arena.h"
#include "base/builder.h"
#include "dictionary/dictionary.h"
#include "policy/policy.h"
#include "publish/linked_data.h"
#include "publish/linked_graph.h"
#include "publish/linked_tables.h"
#include "publish/publication.h"

struct condition;

struct linked {
	struct graph *graph;
	const struct dictionary *dictionary;
	const struct publication *publication; /* NULL: the vocabulary */
	const struct linked_tables *tables;
	struct slice language;
	struct graph_node *controller;
	struct slice version; /* "here:notice/3" */
};

/* Fills `linked` and the graph; the controller's node where there is a
 * publication. */
int linked_begin(struct linked *linked, struct graph *graph,
		 const struct dictionary *dictionary,
		 const struct publication *publication,
		 const struct linked_tables *tables,
		 const struct linked_bases *bases, struct arena *arena,
		 struct error *error);

/* Describes all terms of the dictionary that the graph names, and ends. */
int linked_end(struct linked *linked, struct error *error);

/* --- names ------------------------------------------------------------------------- */

struct slice linked_purpose(struct linked *linked, uint16_t purpose);
struct slice linked_body(struct linked *linked, uint16_t body);
struct slice linked_law(struct linked *linked, uint16_t law);
struct slice linked_term_name(struct linked *linked, const char *kind,
			      struct slice name);
/* Of something in this version of the notice. */
struct slice linked_own(struct linked *linked, const char *kind,
			struct slice name);
struct slice linked_level(struct linked *linked, struct level level);

/* --- statements that several views make ---------------------------------------------- */

void linked_add_purposes(struct linked *linked, struct graph_node *node,
			 const uint16_t *purposes, size_t count);
/* Fields in few names: categories and groups that are whole, then fields. */
void linked_add_fields(struct linked *linked, struct graph_node *node,
		       const char *property, struct field_set fields);
/* dpv:hasPersonalData, and which of them is special category data. */
void linked_add_data(struct linked *linked, struct graph_node *node,
		     struct field_set fields);
void linked_add_subjects(struct linked *linked, struct graph_node *node,
			 struct field_set fields);
void linked_add_level(struct linked *linked, struct graph_node *node,
		      struct level level);
/* Whether a body decides itself what it does with data; not families, and
 * not one of which the mapping says only that it receives (C29). */
bool linked_is_controller(const struct linked *linked, const struct body *body);
/* Laws: bases and conditions as legal basis, others as applicable law. */
void linked_add_laws(struct linked *linked, struct graph_node *node,
		     const uint16_t *laws, size_t count);
void linked_add_recipient(struct linked *linked, struct graph_node *node,
			  uint16_t body);
void linked_add_period(struct linked *linked, struct graph_node *node,
		       int32_t from, int32_t to);
void linked_add_duration(struct linked *linked, struct graph_node *node,
			 const char *property, int months, int days);
void linked_add_triggers(struct linked *linked, struct graph_node *node,
			 uint64_t triggers);
struct graph_node *linked_contact(struct linked *linked,
				  const struct published_contact *contact);

/* --- what a disclosure is subject to ---------------------------------------------------- */

/* The approval, terms or role that a safeguard asks for; empty: none. */
struct slice linked_need_target(struct linked *linked, const struct need *need);

void linked_add_need(struct linked *linked, struct graph_node *node,
		     const struct need *need, const struct condition *where);
/* How long a holding or what is received is kept. */
void linked_add_keep(struct linked *linked, struct graph_node *node,
		     const struct holding *holding);
/* By when the recipient deletes it: a date, or so long after the release. */
void linked_add_deletion(struct linked *linked, struct graph_node *node,
			 int32_t by, int months, int days);
void linked_add_onward(struct linked *linked, struct graph_node *node,
		       const struct onward_limit *limit);
/* Gives the node that says who objects, for what it stops to be added. */
struct graph_node *linked_add_objection(struct linked *linked,
					struct graph_node *node,
					const struct objection_clause *clause);

/* Whether objection `index` of a part stops what an earlier one does already: a
 * share and a gateway may give the same. */
bool linked_stopped_before(const struct published_part *part, size_t index);

/* The first field and purpose of a part, by which it is named. */
struct slice linked_part_name(struct linked *linked,
			      const struct published_flow *flow,
			      const struct published_part *part);

/* --- the dictionary's terms ------------------------------------------------------------ */

/* What is said of one thing of the dictionary. */
void linked_describe_category(struct linked *linked, uint16_t index);
void linked_describe_field(struct linked *linked, uint16_t index);
void linked_describe_group(struct linked *linked, uint16_t index);
void linked_describe_purpose(struct linked *linked, uint16_t index);
void linked_describe_body(struct linked *linked, uint16_t index);
void linked_describe_law(struct linked *linked, uint16_t index);
void linked_describe_area(struct linked *linked, uint16_t index);
void linked_describe_trigger(struct linked *linked, uint16_t index);
void linked_describe_approval(struct linked *linked, uint16_t index);
void linked_describe_terms(struct linked *linked, uint16_t index);
void linked_describe_role(struct linked *linked, uint16_t index);
void linked_describe_fact(struct linked *linked, uint16_t index);

/* Our own terms that stand for values: those in `names`; NULL: all. */
void linked_describe_own(struct linked *linked, const struct graph *names);

enum { LINKED_LEVELS = 5 };
extern const char *const linked_level_names[LINKED_LEVELS];

/* --- conditions ----------------------------------------------------------------------- */

/* As the language writes it: "age >= 13 and year in 7 to 11". */
void linked_condition_text(struct linked *linked, struct graph_node *node,
			   const char *property,
			   const struct condition *condition);

/* The same as constraints of a rule (ODRL 2.2, 2.5). */
void linked_constrain(struct linked *linked, struct graph_node *rule,
		      const struct condition *condition);

/* One constraint: left operand, operator, and a value that the caller adds to
 * the node that is given back. */
struct graph_node *linked_constraint(struct linked *linked,
				     struct graph_node *rule, const char *left,
				     const char *operator);

#endif

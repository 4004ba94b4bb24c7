/*
 * publication_parts.h - the inside of making a publication: publication.c (in
 * order), publication_notice.c (what is not a flow), publication_case.c (which
 * fields are treated alike), publication_ask.c (what the engine says of them),
 * publication_condition.c (what is left to say of a condition), publication_part.c
 * (parts of a flow; publication_draft.h), publication_merge.c (said once) and
 * publication_flow.c with publication_told.c and publication_untold.c.  Private to
 * the publish room.
 */
#ifndef HORNBOOK_PUBLISH_PUBLICATION_PARTS_H
#define HORNBOOK_PUBLISH_PUBLICATION_PARTS_H

#include "base/arena.h"
#include "language/tree.h"
#include "policy/request.h"
#include "policy/space.h"
#include "publish/publication.h"

/* --- sets of pupils ------------------------------------------------------------- */

/* What one leaf of a condition says of each cell. */
struct leaf {
	const struct condition *condition;
	const uint8_t *truth; /* TRUTH_..., by cell */
};

/* Cells, and what the leaves of the rules' conditions say of them. */
struct cells {
	uint32_t count;
	const struct leaf *leaves;
	size_t leaf_count;
};

/* --- fields treated alike -------------------------------------------------------- */

/* Why nothing goes. */
struct stop {
	uint8_t gate;   /* enum gate */
	uint8_t reason; /* enum reason; REASON_NONE: it goes */
};

/* What set a request off, who asks, and how long ago the last release was. */
struct occasion {
	uint16_t trigger; /* DICTIONARY_NONE: nothing */
	uint16_t role;    /* DICTIONARY_NONE: not said */
	int waited;       /* months; INT_MAX: there was none */
	/* By cell: 0 when nothing goes, else 1 + the index of its level. */
	const uint8_t *level_of;
	const struct stop *stops; /* by cell */
};

/* A rule of a case. */
struct case_rule {
	struct published_rule *published; /* the publication's */
	const uint8_t *holds;             /* by cell: its condition is true */
};

enum { CASE_LEVELS = 250 };

/* Fields of which law and notice say the same for a recipient and a purpose. */
struct field_case {
	struct field_set fields;
	struct case_rule *gateways; /* in force */
	size_t gateway_count;
	struct case_rule *shares;
	size_t share_count;
	struct published_except *except;
	size_t except_count;

	struct cells cells;
	struct occasion *occasions;
	size_t occasion_count;
	struct level levels[CASE_LEVELS];
	size_t level_count;
	bool goes;
	struct verdict verdict; /* of the pupil who gets furthest */
};

/* A recipient as it is named, and a purpose. */
struct pair {
	uint16_t body;
	uint16_t alias; /* a holder that is named and is not the one on the
			   date; else DICTIONARY_NONE */
	uint16_t purpose;
	struct field_case *cases;
	size_t case_count, case_capacity;
};

/* --- making ------------------------------------------------------------------------ */

struct maker {
	struct publication *publication;
	struct arena *arena;  /* the publication's */
	struct arena scratch; /* until it is made */
	const struct policy *policy;
	const struct compiled_notice *compiled;
	const struct notice *notice;
	const struct dictionary *dictionary;
	int32_t date;
	struct discloser discloser;
	const struct grant *grants;
	size_t grant_count;
	struct pair **pairs;
	size_t pair_count, pair_capacity;
	struct published_flow *flows;
	size_t flow_count, flow_capacity;
	struct error *error;
};

/* publication_notice.c: contacts, links, holdings, receipts, rights, bans. */
int make_notice(struct maker *maker);

/* The laws that a statement of the notice cites. */
int make_citations(struct maker *maker, const struct statement *statement,
		   const struct published_citation **cited, size_t *count);

/* An id made of words, unlike all ids so far of a list of `count` elements of
 * `size` bytes, each of which begins with its id.  No text without memory. */
struct slice make_id(struct maker *maker, struct slice words, const void *list,
		     size_t count, size_t size);

/* publication_flow.c: all flows, in the order of the notice, then what the law
 * requires beside. */
int make_flows(struct maker *maker);

/* One more flow, not counted before it is whole; NULL without memory. */
struct published_flow *new_flow(struct maker *maker);

/* Whom it goes to, on the date or as the share names them. */
void name_recipient(const struct maker *maker, uint16_t body, uint16_t alias,
		    struct published_flow *flow);

/* Its id, of the words that are not empty. */
int name_flow(struct maker *maker, struct published_flow *flow,
	      const char *first, struct slice second, struct slice third,
	      struct slice fourth);

/* publication_told.c: the one part of a flow that is told of another
 * controller. */
int tell_flow(struct maker *maker, struct published_flow *flow);

/* publication_untold.c: adds what the law requires and no share tells of. */
int add_required(struct maker *maker);

/* publication_case.c: what law and notice say of a recipient and a purpose, once
 * for each; `*pair` lives in the scratch arena. */
int find_pair(struct maker *maker, uint16_t body, uint16_t holder,
	      uint16_t purpose, const struct pair **pair);

/* A holder that a rule names, unless it is the one on the date: that is asked
 * for as the body itself. */
uint16_t standing_alias(const struct maker *maker, uint16_t body,
			uint16_t holder);

/* publication_ask.c: asks the engine of all pupils and occasions. */
int ask_case(struct maker *maker, const struct pair *pair,
	     struct field_case *one);

/* publication_condition.c */

/* The leaves of a condition, added to a list in the scratch arena. */
int add_leaves(struct maker *maker, const struct condition *condition,
	       const struct condition ***leaves, size_t *count,
	       size_t *capacity);

/* Two conditions (NULL: none) as one.  In the publication's arena; NULL without
 * memory, or of none. */
const struct condition *join(struct maker *maker, enum condition_kind kind,
			     const struct condition *left,
			     const struct condition *right);

/* For each cell whether a condition (NULL: true) is true, or not false.  In the
 * scratch arena; NULL without memory. */
enum accept { ACCEPT_TRUE, ACCEPT_NOT_FALSE };
uint8_t *mark_cells(struct maker *maker, const struct cells *cells,
		    const struct condition *condition, enum accept accept);

bool marks_all(const struct cells *cells, const uint8_t *marks);
bool marks_none(const struct cells *cells, const uint8_t *marks);
bool marks_within(const struct cells *cells, const uint8_t *a,
		  const uint8_t *b);

/* A condition in fewer words that accepts the same cells; NULL when all. */
int simplify(struct maker *maker, const struct cells *cells,
	     const struct condition *condition, enum accept accept,
	     const struct condition **simple);

/* What two conditions (NULL: every pupil) ask together. */
int simplify_both(struct maker *maker, const struct cells *cells,
		  const struct condition *a, const struct condition *b,
		  const struct condition **simple);

/* Whether two conditions are written alike. */
bool condition_alike(const struct condition *a, const struct condition *b);

/* publication_part.c: what of a case goes by a share (NULL: by duty alone), with
 * all but its purposes; no ways: nothing. */
int draft_part(struct maker *maker, const struct pair *pair,
	       const struct field_case *one, const struct rule *share,
	       struct published_part *part);

/* publication_merge.c: parts and withheld entries of one flow. */
struct flow_builder {
	struct published_part *parts;
	size_t part_count, part_capacity;
	struct published_withheld *withheld;
	size_t withheld_count, withheld_capacity;
};

/* Each for one purpose; what differs in fields alone becomes one. */
int add_part(struct maker *maker, struct flow_builder *builder,
	     const struct published_part *part, uint16_t purpose);
int add_withheld(struct maker *maker, struct flow_builder *builder,
		 const struct published_withheld *withheld, uint16_t purpose);

/* What differs in purposes alone becomes one, and the largest comes first. */
int finish_parts(struct maker *maker, struct flow_builder *builder,
		 struct published_flow *flow);

#endif

/*
 * publication_draft.h - one case in one flow, while its part is drafted:
 * publication_way.c (by which ways it goes), publication_wish.c (safeguards,
 * objections, exceptions), publication_limit.c and publication_onward.c (what
 * binds the recipient) and publication_part.c (level, law, the whole).  Private to the publish room.
 */
#ifndef HORNBOOK_PUBLISH_PUBLICATION_DRAFT_H
#define HORNBOOK_PUBLISH_PUBLICATION_DRAFT_H

#include "publish/publication_parts.h"

/* A way, while it is compared with others. */
struct candidate_way {
	struct published_way way;
	const uint8_t *open; /* by cell */
	/* What it asks beside its two rules; NULL: nothing. */
	const struct condition *besides;
	bool is_left;
};

struct ways {
	struct candidate_way *list;
	size_t count;
};

/* One case in one flow. */
struct drafting {
	struct maker *maker;
	const struct field_case *one;
	const struct rule *share; /* the flow's; NULL: by duty alone */
	struct ways ways;
	struct published_part part;
};

/* publication_way.c: finds the ways, and leaves out those by which nothing goes
 * that does not go by others. */
int draft_ways(struct drafting *drafting);
int write_ways(struct drafting *drafting);

/* What the engine says where a share and a gateway are live and nothing goes all
 * the same; false when they never are. */
bool find_stop(const struct field_case *one, const struct rule *share,
	       struct stop *stop);

/* Whether the way's triggers and time are those of an occasion. */
bool is_open_on(const struct candidate_way *way,
		const struct occasion *occasion);

/* Whether a way is open for the pupils of a cell. */
bool is_open_at(const struct drafting *drafting, uint32_t cell);

/* Whether a duty sends it whatever shares say. */
bool is_owed(const struct ways *ways, const struct occasion *occasion,
	     uint32_t cell);

/* Whether a set of pupils has one for whom a way is open. */
bool meets_way(const struct drafting *drafting, const uint8_t *marks);

/* Whether a rule is used when data goes: where a duty sends it, duties alone
 * are. */
bool bears(const struct drafting *drafting, const struct case_rule *rule);

/* Visits the rules that bear on the part: gateways, then shares. */
const struct case_rule *next_rule(const struct drafting *drafting, size_t *at);

/* publication_wish.c */
int write_needs(struct drafting *drafting);
int write_objections(struct drafting *drafting);
int write_except(struct drafting *drafting);

/* publication_limit.c: what holds for every pupil whose data goes. */
void write_limits(struct drafting *drafting);
void add_promises(struct drafting *drafting, const struct pair *pair);

/* publication_onward.c: to whom it may go on, of a part for one purpose. */
int write_onward(struct drafting *drafting, uint16_t purpose);
bool same_onward(const struct published_onward *a,
		 const struct published_onward *b);

#endif

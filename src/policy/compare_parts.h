/*
 * compare_parts.h - the inside of a comparison: compare.c (which flows),
 * compare_flow.c (one flow asked of both notices), compare_change.c (what
 * differs, in words), compare_case.c (for whom), compare_situation.c,
 * compare_told.c.  Private to the
 * policy room.
 */
#ifndef HORNBOOK_POLICY_COMPARE_PARTS_H
#define HORNBOOK_POLICY_COMPARE_PARTS_H

#include "base/arena.h"
#include "base/builder.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"
#include "policy/plan_parts.h"
#include "policy/space.h"

struct statement;

struct notice_comparison {
	struct arena arena;
	struct compare_request request;
	/* The notices as if in force on the date, and their rules. */
	struct notice notices[COMPARE_SIDES];
	struct policy *policies[COMPARE_SIDES];
	/* The new dictionary's index of each of the old one's fields. */
	uint16_t to_new[FIELD_LIMIT];

	struct comparison_summary summary;
	struct flow_change *flows;
	size_t flow_count, flow_capacity;
	struct told_change *told;
	size_t told_count, told_capacity;
};

/* --- situations: all about a request that no pupil decides ------------------------- */

enum {
	SITUATION_NEEDS = 6,
	SITUATION_ROLES = 8,
	SITUATION_AXES = SITUATION_NEEDS + 4
};
enum { SITUATION_LIMIT = 1024 };

/* A need, by names, since dictionaries may differ. */
struct situation_need {
	enum need_kind kind;
	struct slice name; /* of the approval or terms; may be empty */
	/* All that it has to weigh or cover. */
	const struct slice *met;
	size_t met_count;
};

/*
 * What sets it off; for each need whether it is met; the time since the last
 * release; whether a field is asked for with all others or alone.  Numbered
 * like cells: the first value of each is the plain one.
 */
struct situations {
	struct slice triggers[64]; /* the first is none */
	size_t trigger_count;
	struct situation_need needs[SITUATION_NEEDS];
	size_t need_count;
	struct slice roles[SITUATION_ROLES]; /* the first is none */
	size_t role_count;
	int months[16]; /* since the last release; the first stands for longer
			   than any rule waits */
	size_t month_count;
	bool alone;
	bool whole;   /* false: there are more than are asked */
	size_t count; /* of those for one way of asking */
};

int situations_find(struct situations *situations,
		    struct plan *const plans[COMPARE_SIDES],
		    struct arena *arena, struct error *error);

/* Fills trigger, role, last release and grants (which hold
 * SITUATION_NEEDS). */
void situation_ask(const struct situations *situations, size_t situation,
		   struct request *request, struct grant *grants);

/*
 * Says a set of situations as a few, calling `say` with words for each; the
 * set is by number, those for asking alone after the others.  With `together`
 * only the first half counts.
 */
int situations_say(const struct situations *situations, const bool *set,
		   bool together, struct arena *arena, struct slice **words,
		   size_t *count, struct error *error);

/* --- one flow ------------------------------------------------------------------------ */

/* What comes of an answer, in terms that both notices share. */
struct outcome_part {
	struct field_set fields, gone; /* released */
	struct slice level;
	const struct slice *obligations; /* sorted */
	size_t obligation_count;
};

/* Pupils and a situation for which the two notices answer otherwise. */
struct difference {
	size_t situation; /* below `count`: all asked for; else alone */
	size_t group;     /* asked alone: which fields */
	const struct outcome_part *parts[COMPARE_SIDES];
	struct cell_set cells;
};

enum { FLOW_GROUPS = 64 };

struct flow {
	struct notice_comparison *comparison;
	struct slice recipient, purpose;
	struct arena arena;
	struct plan *plans[COMPARE_SIDES]; /* NULL: cannot be asked */
	struct space *space;
	struct situations situations;
	/* Fields that rules treat alike, of each notice's dictionary. */
	struct field_set groups[FLOW_GROUPS][COMPARE_SIDES];
	size_t group_count;
	bool whole;
	bool released[COMPARE_SIDES]; /* anything, to anybody, ever */
	struct difference *differences;
	size_t difference_count, difference_capacity;
};

/* Asks both notices.  Release also after failure. */
int flow_ask(struct flow *flow, struct notice_comparison *comparison,
	     struct slice recipient, struct slice purpose, struct error *error);
void flow_release(struct flow *flow);

/* --- for whom a flow changes ----------------------------------------------------------- */

/* One flow that is being told. */
struct telling_flow {
	struct flow *flow;
	struct arena *arena; /* the comparison's */
	struct error *error;
	size_t situations; /* by number, those for asking alone too */
	struct change *changes;
	size_t count, capacity;
};

/* Pupils by situation. */
struct by_situation {
	struct cell_set *sets; /* words NULL: nobody */
	bool *told;
};

int cases_open(struct telling_flow *telling, struct by_situation *pupils);
int cases_add(struct telling_flow *telling, struct by_situation *pupils,
	      const struct difference *difference);

/* Says them as the cases of a change.  With `together` what is asked for alone
 * does not count. */
int cases_tell(struct telling_flow *telling, struct by_situation *pupils,
	       bool together, struct change *change);

/* Adds the changes of a flow to the comparison, if there are any. */
int flow_tell(struct flow *flow, struct error *error);

/* The fields that a notice promises for a flow, in terms of the new
 * dictionary, and those that it has not. */
void flow_promised(const struct flow *flow, int side, struct field_set *fields,
		   struct field_set *gone);

/* Moves fields of a side's dictionary into terms of the new one. */
void compare_fields(const struct notice_comparison *comparison, int side,
		    struct field_set fields, struct field_set *in_new,
		    struct field_set *gone);

/* --- what is told ---------------------------------------------------------------------- */

int compare_told(struct notice_comparison *comparison, struct error *error);

/* Adds a statement with lists in order, on one line, without comments. */
void statement_canonical(const struct statement *statement,
			 struct builder *out);

#endif

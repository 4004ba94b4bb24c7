/*
 * prove_parts.h - the inside of a proof: prove.c (days and fields),
 * prove_world.c (controllers), prove_days.c (where time is cut),
 * prove_edges.c (what one controller lets go), prove_flow.c (to one body for one
 * purpose), prove_graph.c (where data can come to), prove_walk.c (in which
 * steps), prove_step.c (as a counter-example), prove_pupil.c (for which pupils) and prove_always.c.  Private to the
 * policy room.
 */
#ifndef HORNBOOK_POLICY_PROVE_PARTS_H
#define HORNBOOK_POLICY_PROVE_PARTS_H

#include "base/arena.h"
#include "policy/policy.h"
#include "policy/prove.h"
#include "policy/space_parts.h"

/* Somebody who discloses. */
struct node {
	struct slice label;
	struct slice school; /* the setting of an assumed school */
	uint16_t body; /* of one that is assumed; of others their notice says */
	bool assumed;
	struct policy *policy;
};

struct world {
	const struct dictionary *dictionary;
	struct arena *arena;
	struct findings *findings;
	struct error *error;
	struct node *nodes; /* given first */
	size_t count, capacity;
	size_t given;
	bool *assumed; /* by body: its nodes have been made */
};

/* Data that goes from a node to a body in one way: with one level, under the
 * same limits. */
struct edge {
	size_t node;
	struct request *request; /* for the one field */
	struct plan *plan;
	uint16_t to, purpose;
	uint16_t trigger, role; /* DICTIONARY_NONE: none */
	bool owed; /* a duty, whatever limits the data came under */
	struct level level;
	const struct rule *const *limits; /* rules in use with `onward` */
	size_t limit_count;
	/* Of whom it is so, whatever their wishes: NO_DEMAND of everybody.  And
	 * of whom it is so as the assertion says, where `targets`. */
	size_t demand, target;
	bool targets;
};

/*
 * A set of pupils by their facts, as words and as an edge that has it.  Edges
 * that demand the same share one, so that the many purposes and triggers under
 * one condition are looked at once.
 */
struct demand {
	struct slice words;
	size_t node, edge;
	bool asserted; /* as a target */
};

#define NO_DEMAND SIZE_MAX

/* Demands that were met together, or not. */
struct encounter {
	const size_t *demands;
	size_t count;
	bool possible;
};

/* What one rule of an earlier step lets be done with the data. */
struct limit {
	const struct rule *rule;
	uint16_t purpose; /* that it was received for */
};

struct edges {
	struct edge *list;
	size_t count, capacity;
	uint64_t flows; /* looked at for them */
	bool known;     /* these are all */
};

struct prover {
	struct world world;
	const struct dictionary *dictionary;
	const struct assertion *assertion;
	const struct prove_options *options;
	struct proof *proof;
	struct arena *arena; /* of the answer */
	struct error *error;
	struct walk *walks;
	size_t walk_capacity;
	bool beyond; /* the budget was too small for something */
	struct space_condition condition; /* the assertion's */

	/* Of one day. */
	int32_t date;
	struct arena day;
	const struct grant *grants; /* everything that can be granted then */
	size_t grant_count;

	/* And of one kind of field. */
	struct arena scratch;
	uint16_t field;          /* stands for all of `fields` */
	struct field_set fields; /* of the assertion, treated alike */
	struct edges *edges;     /* by node; list NULL: not found yet */
	bool *found;
	struct plan **plans;
	size_t plan_count, plan_capacity;
	struct demand *demands;
	size_t demand_count, demand_capacity;
	struct encounter *encounters;
	size_t encounter_count, encounter_capacity;
};

/* prove_world.c */
int world_make(struct world *world, const struct notice *const *notices,
	       size_t count);
/* The nodes that are a body on a date, `most` of them where there are more. */
int world_find(struct world *world, uint16_t body, int32_t date, size_t *nodes,
	       size_t most, size_t *count);
/* The body that a node is on a date, or DICTIONARY_NONE. */
uint16_t world_body(const struct world *world, size_t node, int32_t date);
int world_assume_all(struct world *world);
void world_release(struct world *world);

enum { NODES_OF_BODY = 128 };

/* prove_days.c: the days that stand for all from `from` to `to`. */
int find_days(struct prover *prover, int32_t **days, size_t *count);

/* prove_edges.c: finds all edges from a node, into prover->edges[node]. */
int find_edges(struct prover *prover, size_t node);

/* prove_flow.c */
/* The rules of a node on the day: gateways, then the notice's shares. */
struct rule_list {
	const struct compiled_rule *gateways, *shares;
	size_t gateway_count, share_count;
	const struct notice *notice;
};

struct rule_list rules_of(const struct prover *prover, size_t node);

/* Whether a rule of a list speaks of a field. */
bool rules_cover(const struct rule_list *rules, const struct rule *rule,
		 uint16_t field);

/* Finds the edges of one flow, behind those of the node. */
int find_flow(struct prover *prover, size_t node, uint16_t body,
	      uint16_t purpose);

/* Who discloses where the notice is not in force: whoever its first version
 * says. */
void say_discloser(const struct prover *prover, size_t node,
		   struct request *request);

/* A request that goes along an edge, and lives as long as the scratch; NULL
 * without memory.  A plan for it, which the prover frees. */
struct request *make_request(struct prover *prover, const struct edge *edge,
			     int32_t last_release);
int make_plan(struct prover *prover, size_t node, const struct request *request,
	      struct plan **plan);

/* In what ways a flow can be asked for: on which triggers that its rules name,
 * "none" (DICTIONARY_NONE) first; how long after the last release, "never"
 * (DATE_NONE) first; by whom, where a rule needs a role. */
enum { ROLES_OF_FLOW = 32, PERIODS_OF_FLOW = 32 };
struct ways {
	uint16_t triggers[65];
	size_t trigger_count;
	int32_t last[PERIODS_OF_FLOW + 2];
	size_t last_count;
	uint16_t roles[ROLES_OF_FLOW];
	size_t role_count;
};
void find_ways(struct prover *prover, size_t node, uint16_t body,
	       uint16_t purpose, struct ways *ways);

/* Whether a decision of the edge's plan lets the field go as the edge does. */
int edge_holds(struct prover *prover, const struct edge *edge,
	       const struct decision *decision, bool *holds);

/* prove_pupil.c */
enum { JOINT_EDGES = 16 };

/* One pupil for several edges: a cell for each, with the wishes there. */
struct joint {
	struct space *space;
	size_t count;
	uint32_t cells[JOINT_EDGES];
	struct slice words;
};

/* The space of plans, counted against the budget; NULL when that is spent. */
int space_of(struct prover *prover, struct plan *const *plans, size_t count,
	     enum space_told told, struct space **space);

/*
 * Finds what an edge demands, given the space of its plan, the decisions of its
 * cells and for each decision the index of the edge that it is.
 */
int find_demands(struct prover *prover, size_t node, size_t edge,
		 struct space *space, const uint32_t *decisions,
		 const size_t *found);

/* Whether one pupil can meet all demands. */
int demands_meet(struct prover *prover, const size_t *demands, size_t count,
		 bool *possible);

/*
 * One pupil that can go along all edges, the last one going to the assertion's
 * recipients as it says.  `*joint` is filled when found; free joint->space.
 */
int joint_find(struct prover *prover, const struct edge *const *edges,
	       size_t count, bool *found, struct joint *joint);

/* prove_graph.c */
/* The edges of every node that data can come to, pupils and limits aside. */
int find_graph(struct prover *prover);
/* By body, whether some edges lead on from it to a recipient; in the scratch. */
int find_useful(struct prover *prover, bool **useful);

/* prove_step.c */
/* One step of a walk, and the limits that its data had come under. */
struct leg {
	const struct edge *edge;
	struct level level;
	const struct limit *limits;
	size_t limit_count;
};
/* Adds the walk of a pupil, found for its edges, to the proof. */
int tell_walk(struct prover *prover, const struct leg *legs,
	      const struct joint *joint);

/* prove_walk.c */
int find_walks(struct prover *prover);
/* prove_always.c */
int find_failures(struct prover *prover);

/* prove.c */
int add_walk(struct prover *prover, const struct walk *walk);
/* A counter-example is enough; or the budget is spent. */
bool is_done(const struct prover *prover);

#endif

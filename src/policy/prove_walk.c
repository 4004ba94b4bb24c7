/* From one controller to the next. */
#include "base/error.h"
#include "policy/prove_parts.h"

/* Data where a walk has brought it. */
struct state {
	size_t node;
	struct level level;
	const struct state *before; /* NULL: where a walk begins */
	size_t depth;
	size_t node_index, edge_index; /* the edge that came here */
	const struct limit *limits;    /* of all steps so far */
	size_t limit_count;
	const size_t *demands; /* of all steps so far, in order */
	size_t demand_count;
};

struct walker {
	struct prover *prover;
	struct state **states;
	size_t count, capacity, next;
	bool *useful; /* find_useful */
};

static const struct edge *edge_of(const struct walker *walker,
				  const struct state *state)
{
	return &walker->prover->edges[state->node_index]
			.list[state->edge_index];
}

/* --- levels and limits --------------------------------------------------------------- */

/* The most revealing level that is within both; false when there is none. */
static bool level_meet(const struct dictionary *dictionary, struct level a,
		       struct level b, struct level *both)
{
	while (!level_within(dictionary, a, b)) {
		if (level_within(dictionary, b, a)) {
			*both = b;
			return true;
		}
		if (a.kind != LEVEL_AGGREGATE ||
		    dictionary->areas[a.area].within == DICTIONARY_NONE)
			return false;
		a.area = dictionary->areas[a.area].within;
	}
	*both = a;
	return true;
}

static bool has(const uint16_t *list, size_t count, uint16_t wanted)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == wanted)
			return true;
	return false;
}

/* Whether a clause lets the data go along an edge: for its purposes, else for
 * what it was received for. */
static bool clause_allows(const struct prover *prover,
			  const struct onward_limit *clause, uint16_t received,
			  const struct edge *edge)
{
	if (!onward_reaches(clause, prover->dictionary, edge->to, prover->date))
		return false;
	if (clause->purpose_count == 0)
		return edge->purpose == received;
	return has(clause->purposes, clause->purpose_count, edge->purpose);
}

/* Whether a rule's onward clauses let the data go along an edge; then at which
 * level at most. */
static bool limit_allows(const struct prover *prover, const struct limit *limit,
			 const struct edge *edge, struct level *level)
{
	const struct rule *rule = limit->rule;
	bool allowed = false;

	for (size_t i = 0; i < rule->onward_count; i++) {
		const struct onward_limit *clause = &rule->onward[i];

		if (!clause_allows(prover, clause, limit->purpose, edge))
			continue;
		if (!allowed ||
		    level_within(prover->dictionary, *level, clause->level))
			*level = clause->level;
		allowed = true;
	}
	return allowed;
}

/* Whether the rule binds no longer beyond an edge: each clause that lets the
 * data go along it says so. */
static bool limit_ends(const struct prover *prover, const struct limit *limit,
		       const struct edge *edge)
{
	const struct rule *rule = limit->rule;
	bool ends = false;

	for (size_t i = 0; i < rule->onward_count; i++) {
		const struct onward_limit *clause = &rule->onward[i];

		if (!clause_allows(prover, clause, limit->purpose, edge))
			continue;
		if (!clause->then_by_law)
			return false;
		ends = true;
	}
	return ends;
}

/* The level at which data of a state can go along an edge. */
static bool level_along(const struct walker *walker, const struct state *state,
			const struct edge *edge, struct level *level)
{
	const struct prover *prover = walker->prover;
	const struct dictionary *dictionary = prover->dictionary;

	/* What is not limited needs no duty to go. */
	if ((edge->owed && state->limit_count == 0) ||
	    !level_meet(dictionary, state->level, edge->level, level))
		return false;
	for (size_t i = 0; !edge->owed && i < state->limit_count; i++) {
		struct level allowed;

		if (!limit_allows(prover, &state->limits[i], edge, &allowed) ||
		    !level_meet(dictionary, *level, allowed, level))
			return false;
	}
	return level->kind == LEVEL_NAMED ||
	       !dictionary->fields[prover->field].identifies;
}

static bool reveals_enough(const struct prover *prover, struct level level)
{
	return !prover->assertion->has_level ||
	       level_within(prover->dictionary, prover->assertion->level,
			    level);
}

/* --- states ------------------------------------------------------------------------------ */

static bool has_limit(const struct limit *limits, size_t count,
		      struct limit limit)
{
	for (size_t i = 0; i < count; i++)
		if (limits[i].rule == limit.rule &&
		    limits[i].purpose == limit.purpose)
			return true;
	return false;
}

static bool limits_within(const struct state *some, const struct state *all)
{
	for (size_t i = 0; i < some->limit_count; i++)
		if (!has_limit(all->limits, all->limit_count, some->limits[i]))
			return false;
	return true;
}

static bool demands_within(const struct state *some, const struct state *all)
{
	for (size_t i = 0; i < some->demand_count; i++) {
		size_t j = 0;

		while (j < all->demand_count &&
		       all->demands[j] != some->demands[i])
			j++;
		if (j == all->demand_count)
			return false;
	}
	return true;
}

/* Whether whatever can be done in `b` can be done in `a`. */
static bool dominates(const struct prover *prover, const struct state *a,
		      const struct state *b)
{
	return a->node == b->node &&
	       level_within(prover->dictionary, b->level, a->level) &&
	       limits_within(a, b) && demands_within(a, b);
}

static bool is_dominated(const struct walker *walker, const struct state *state)
{
	for (size_t i = 0; i < walker->count; i++)
		if (dominates(walker->prover, walker->states[i], state))
			return true;
	return false;
}

static int add_state(struct walker *walker, const struct state *state)
{
	struct prover *prover = walker->prover;
	struct state **list, *copy;

	list = arena_grow(&prover->scratch, walker->states, walker->count,
			  &walker->capacity, sizeof(struct state *));
	copy = arena_allocate(&prover->scratch, sizeof(*copy));
	if (list == NULL || copy == NULL)
		return error_memory(prover->error);
	*copy = *state;
	walker->states = list;
	list[walker->count++] = copy;
	return 0;
}

/* Nothing is gained by coming back to a body, unless some limit has ended on the
 * way. */
static bool was_at(const struct walker *walker, const struct state *state,
		   uint16_t body)
{
	const struct prover *prover = walker->prover;

	for (const struct state *before = state->before; before != NULL;
	     before = before->before)
		if (world_body(&prover->world, before->node, prover->date) ==
			    body &&
		    limits_within(before, state))
			return true;
	return false;
}

/* A rule all of whose clauses say what for does not ask what the data was
 * received for. */
static struct limit limit_of(const struct rule *rule, uint16_t purpose)
{
	for (size_t i = 0; i < rule->onward_count; i++)
		if (rule->onward[i].purpose_count == 0)
			return (struct limit){rule, purpose};
	return (struct limit){rule, DICTIONARY_NONE};
}

static void add_limit(struct limit *limits, size_t *count, struct limit limit)
{
	if (!has_limit(limits, *count, limit))
		limits[(*count)++] = limit;
}

/* What all steps so far demand and limit, and one edge more. */
static int ask_more(struct walker *walker, struct state *state,
		    const struct edge *edge)
{
	struct prover *prover = walker->prover;
	const struct state *before = state->before;
	struct limit *limits;
	size_t *demands;

	limits = arena_array(&prover->scratch,
			     before->limit_count + edge->limit_count,
			     sizeof(*limits));
	demands = arena_array(&prover->scratch, before->demand_count + 1,
			      sizeof(*demands));
	if (limits == NULL || demands == NULL)
		return error_memory(prover->error);
	for (size_t i = 0; i < before->limit_count; i++)
		if (!limit_ends(prover, &before->limits[i], edge))
			add_limit(limits, &state->limit_count,
				  before->limits[i]);
	for (size_t i = 0; i < edge->limit_count; i++)
		add_limit(limits, &state->limit_count,
			  limit_of(edge->limits[i], edge->purpose));
	for (size_t i = 0; i < before->demand_count; i++)
		demands[state->demand_count++] = before->demands[i];
	if (edge->demand != NO_DEMAND)
		demands[state->demand_count++] = edge->demand;
	state->limits = limits;
	state->demands = demands;
	return 0;
}

static int arrive(struct walker *walker, const struct state *from, size_t index,
		  struct level level)
{
	struct prover *prover = walker->prover;
	const struct edge *edge = &prover->edges[from->node].list[index];
	size_t nodes[NODES_OF_BODY], count;
	struct state state = {
		.level = level,
		.before = from,
		.depth = from->depth + 1,
		.node_index = from->node,
		.edge_index = index,
	};

	if (prover->assertion->directly || !walker->useful[edge->to])
		return 0;
	if (ask_more(walker, &state, edge) != 0)
		return -1;
	if (was_at(walker, &state, edge->to))
		return 0;
	if (state.depth == JOINT_EDGES - 1) {
		prover->beyond = true;
		return 0;
	}
	if (world_find(&prover->world, edge->to, prover->date, nodes,
		       NODES_OF_BODY, &count) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		bool possible;

		state.node = nodes[i];
		if (is_dominated(walker, &state))
			continue;
		if (demands_meet(prover, state.demands, state.demand_count,
				 &possible) != 0)
			return -1;
		if (possible && add_state(walker, &state) != 0)
			return -1;
	}
	return 0;
}

/* --- a counter-example ------------------------------------------------------------------------ */

static struct leg leg_of(const struct state *from, const struct edge *edge,
			 struct level level)
{
	return (struct leg){edge, level, from->limits, from->limit_count};
}

static int show(struct walker *walker, const struct state *from,
		const struct edge *edge, struct level level)
{
	struct prover *prover = walker->prover;
	const struct edge *edges[JOINT_EDGES];
	struct leg legs[JOINT_EDGES];
	size_t count = from->depth + 1;
	struct joint joint;
	bool found;
	int result;

	legs[from->depth] = leg_of(from, edge, level);
	for (const struct state *at = from; at->before != NULL; at = at->before)
		legs[at->depth - 1] =
			leg_of(at->before, edge_of(walker, at), at->level);
	for (size_t i = 0; i < count; i++)
		edges[i] = legs[i].edge;
	if (joint_find(prover, edges, count, &found, &joint) != 0)
		return -1;
	if (!found)
		return 0;
	result = tell_walk(prover, legs, &joint);
	space_free(joint.space);
	return result;
}

/* Whether an earlier step went to the same recipient, as the assertion says;
 * once there is a counter-example, that is no other. */
static bool is_detour(const struct walker *walker, const struct state *from,
		      const struct edge *edge)
{
	if (walker->prover->proof->walk_count == 0)
		return false;
	for (; from->before != NULL; from = from->before) {
		const struct edge *earlier = edge_of(walker, from);

		if (earlier->targets && earlier->to == edge->to)
			return true;
	}
	return false;
}

/* The recipients have been reached: if somebody can come all the way, that is
 * a counter-example. */
static int refute(struct walker *walker, const struct state *from,
		  const struct edge *edge, struct level level)
{
	struct prover *prover = walker->prover;
	size_t demands[JOINT_EDGES], count = 0;
	bool possible;

	for (size_t i = 0; i < from->demand_count; i++)
		demands[count++] = from->demands[i];
	demands[count++] = edge->target;
	if (is_detour(walker, from, edge))
		return 0;
	if (demands_meet(prover, demands, count, &possible) != 0)
		return -1;
	return possible ? show(walker, from, edge, level) : 0;
}

/* ------------------------------------------------------------------------------------------------ */

static int go_on(struct walker *walker, const struct state *state)
{
	struct prover *prover = walker->prover;
	const struct edges *edges = &prover->edges[state->node];

	for (size_t e = 0; e < edges->count && !is_done(prover); e++) {
		const struct edge *edge = &edges->list[e];
		struct level level;

		if (!level_along(walker, state, edge, &level) ||
		    !reveals_enough(prover, level))
			continue;
		if (edge->targets && refute(walker, state, edge, level) != 0)
			return -1;
		if (arrive(walker, state, e, level) != 0)
			return -1;
	}
	return 0;
}

static int begin(struct walker *walker)
{
	struct prover *prover = walker->prover;
	size_t sources = prover->world.given > 0 ? prover->world.given
						 : prover->world.count;

	for (size_t n = 0; n < sources; n++) {
		struct state state = {.node = n, .level = level_named()};

		if (add_state(walker, &state) != 0)
			return -1;
	}
	return 0;
}

int find_walks(struct prover *prover)
{
	struct walker walker = {.prover = prover};

	if (find_graph(prover) != 0 ||
	    find_useful(prover, &walker.useful) != 0 || begin(&walker) != 0)
		return -1;
	while (walker.next < walker.count && !is_done(prover)) {
		const struct state *state = walker.states[walker.next++];

		if (go_on(&walker, state) != 0)
			return -1;
	}
	return 0;
}

/* What one controller lets go of one field on one day to one body for one
 * purpose: on which trigger, at which level and under which limits. */
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "policy/prove_parts.h"

/* --- rules that bear on a flow -------------------------------------------------- */

struct rule_list rules_of(const struct prover *prover, size_t node)
{
	const struct policy *policy = prover->world.nodes[node].policy;
	int version = policy_notice_on(policy, prover->date);
	struct rule_list rules = {
		.gateways = policy->gateways,
		.gateway_count = policy->gateway_count,
	};

	if (version < 0)
		return rules;
	rules.notice = policy->notices[version].notice;
	rules.shares = policy->notices[version].shares;
	rules.share_count = rules.notice->share_count;
	return rules;
}

bool rules_cover(const struct rule_list *rules, const struct rule *rule,
		 uint16_t field)
{
	static const struct field_set nothing;
	struct field_set fields = rule_fields(
		rule, rules->notice != NULL ? &rules->notice->held : &nothing);

	return field_set_has(&fields, field);
}

/* --- the ways in which a flow can be asked for ------------------------------------ */

static void add_triggers(struct ways *ways, uint64_t triggers)
{
	for (uint16_t t = 0; t < 64; t++) {
		bool there = (triggers >> t & 1) == 0;

		for (size_t i = 0; i < ways->trigger_count; i++)
			there |= ways->triggers[i] == t;
		if (!there)
			ways->triggers[ways->trigger_count++] = t;
	}
}

struct periods {
	int months[PERIODS_OF_FLOW];
	size_t count;
};

/* In order; those that are too many are told. */
static bool add_period(struct periods *periods, int months)
{
	size_t at = periods->count;

	if (months == 0)
		return true;
	for (size_t i = 0; i < periods->count; i++)
		if (periods->months[i] == months)
			return true;
	if (periods->count == PERIODS_OF_FLOW)
		return false;
	for (; at > 0 && periods->months[at - 1] > months; at--)
		periods->months[at] = periods->months[at - 1];
	periods->months[at] = months;
	periods->count++;
	return true;
}

/* The latest day from which so many months have passed on `date`. */
static int32_t months_ago(int32_t date, int months)
{
	int32_t day = date_add_months(date, -months);

	while (date_add_months(day, months) > date)
		day--;
	while (date_add_months(day + 1, months) <= date)
		day++;
	return day;
}

static bool add_roles(struct ways *ways, const struct rule *rule)
{
	for (size_t n = 0; n < rule->need_count; n++) {
		bool there = rule->needs[n].kind != NEED_ROLE;

		for (size_t i = 0; i < ways->role_count; i++)
			there |= ways->roles[i] == rule->needs[n].role;
		if (there)
			continue;
		if (ways->role_count == ROLES_OF_FLOW)
			return false;
		ways->roles[ways->role_count++] = rule->needs[n].role;
	}
	return true;
}

static void look_at(struct prover *prover, const struct rule *rule,
		    uint16_t body, uint16_t purpose, struct ways *ways,
		    struct periods *periods)
{
	if (!rule_reaches(rule, prover->dictionary, body, purpose,
			  prover->date))
		return;
	add_triggers(ways, rule->triggers | rule->duty_triggers);
	if (!add_period(periods, rule->every_months) || !add_roles(ways, rule))
		prover->beyond = true;
}

void find_ways(struct prover *prover, size_t node, uint16_t body,
	       uint16_t purpose, struct ways *ways)
{
	struct rule_list rules = rules_of(prover, node);
	struct periods periods = {.count = 0};

	*ways = (struct ways){
		.triggers = {DICTIONARY_NONE},
		.trigger_count = 1,
		.last = {DATE_NONE},
		.last_count = 1,
	};
	for (size_t i = 0; i < rules.gateway_count; i++)
		look_at(prover, &rules.gateways[i].rule, body, purpose, ways,
			&periods);
	for (size_t i = 0; i < rules.share_count; i++)
		look_at(prover, &rules.shares[i].rule, body, purpose, ways,
			&periods);
	if (ways->role_count == 0)
		ways->roles[ways->role_count++] = DICTIONARY_NONE;
	if (periods.count == 0)
		return;
	/* Released today already; or so long ago that some may again. */
	ways->last[ways->last_count++] = prover->date;
	for (size_t i = 0; i + 1 < periods.count; i++)
		ways->last[ways->last_count++] =
			months_ago(prover->date, periods.months[i]);
}

/* --- plans ------------------------------------------------------------------------ */

static int keep_plan(struct prover *prover, struct plan *plan)
{
	struct plan **plans;

	plans = arena_grow(&prover->scratch, prover->plans, prover->plan_count,
			   &prover->plan_capacity, sizeof(struct plan *));
	if (plans == NULL) {
		plan_free(plan);
		return error_memory(prover->error);
	}
	prover->plans = plans;
	plans[prover->plan_count++] = plan;
	return 0;
}

static struct slice term_name(const struct term *terms, uint16_t index)
{
	return index != DICTIONARY_NONE ? terms[index].name
					: (struct slice){"", 0};
}

void say_discloser(const struct prover *prover, size_t node,
		   struct request *request)
{
	const struct dictionary *dictionary = prover->dictionary;
	const struct notice *first =
		prover->world.nodes[node].policy->notices[0].notice;
	const struct body *body;

	request->controller_kind = first->kind;
	if (first->body == DICTIONARY_NONE)
		return;
	body = &dictionary->bodies[first->body];
	request->controller_as = first->holder != DICTIONARY_NONE
					 ? body->holders[first->holder].alias
					 : body->name;
}

/* All data of the field's category came under terms that let nothing go on. */
static int bind_request(struct prover *prover, struct request *request)
{
	static const struct slice nothing = SLICE_INIT("");
	static const struct licence none = {
		.purposes = &nothing,
		.purpose_count = 1,
		.level = {LEVEL_NAMED, DICTIONARY_NONE},
		.delete_by = DATE_NONE,
	};
	struct bound *bound = arena_allocate(&prover->scratch, sizeof(*bound));
	struct binding *binding =
		arena_allocate(&prover->scratch, sizeof(*binding));

	if (bound == NULL || binding == NULL)
		return error_memory(prover->error);
	*bound = (struct bound){
		prover->dictionary->fields[prover->field].category, &none};
	*binding = (struct binding){bound, 1};
	request->bindings = binding;
	request->binding_count = 1;
	return 0;
}

struct request *make_request(struct prover *prover, const struct edge *edge,
			     int32_t last_release)
{
	const struct dictionary *dictionary = prover->dictionary;
	struct request *request =
		arena_allocate(&prover->scratch, sizeof(*request));
	struct field_set *fields =
		arena_allocate(&prover->scratch, sizeof(*fields));

	if (request == NULL || fields == NULL)
		return NULL;
	field_set_add(fields, prover->field);
	*request = (struct request){
		.recipient = dictionary->bodies[edge->to].name,
		.purpose = dictionary->purposes[edge->purpose].name,
		.fields = fields,
		.date = prover->date,
		.trigger = term_name(dictionary->triggers, edge->trigger),
		.role = term_name(dictionary->roles, edge->role),
		.last_release = last_release,
		.grants = prover->grants,
		.grant_count = prover->grant_count,
	};
	say_discloser(prover, edge->node, request);
	if (edge->owed && bind_request(prover, request) != 0)
		return NULL;
	return request;
}

int make_plan(struct prover *prover, size_t node, const struct request *request,
	      struct plan **plan)
{
	if (plan_make(plan, prover->world.nodes[node].policy, request,
		      prover->error) != 0)
		return -1;
	return keep_plan(prover, *plan);
}

/* --- limits on what may be passed on ----------------------------------------------- */

static bool says_onward(const struct rule *rule,
			const struct decision *decision)
{
	for (size_t i = 0; i < decision->obligation_count; i++) {
		const struct obligation *obligation = &decision->obligations[i];

		for (size_t o = 0; o < rule->onward_count; o++)
			if (obligation->kind == OBLIGATION_ONWARD &&
			    clause_same(obligation->clause,
					rule->onward[o].range))
				return true;
	}
	return false;
}

/* A gateway is compiled for each controller; `law` is the one that stands for
 * all. */
static size_t gather_limits(const struct rule_list *rules,
			    const struct compiled_rule *law,
			    const struct decision *decision,
			    const struct rule **limits)
{
	size_t count = 0;

	for (size_t i = 0; i < rules->gateway_count; i++)
		if (says_onward(&rules->gateways[i].rule, decision))
			limits[count++] = &law[i].rule;
	for (size_t i = 0; i < rules->share_count; i++)
		if (says_onward(&rules->shares[i].rule, decision))
			limits[count++] = &rules->shares[i].rule;
	return count;
}

static int find_limits(struct prover *prover, struct edge *edge,
		       const struct decision *decision)
{
	struct rule_list rules = rules_of(prover, edge->node);
	const struct rule **limits;

	edge->limit_count = 0;
	limits = arena_array(&prover->scratch,
			     rules.gateway_count + rules.share_count,
			     sizeof(*limits));
	if (limits == NULL)
		return error_memory(prover->error);
	edge->limit_count =
		gather_limits(&rules, prover->world.nodes[0].policy->gateways,
			      decision, limits);
	edge->limits = limits;
	return 0;
}

static bool releases(const struct prover *prover,
		     const struct decision *decision)
{
	return decision->outcome == OUTCOME_PERMIT &&
	       field_set_has(&decision->released, prover->field);
}

static bool same_limits(const struct edge *a, const struct edge *b)
{
	return a->limit_count == b->limit_count &&
	       (a->limit_count == 0 ||
		memcmp(a->limits, b->limits,
		       a->limit_count * sizeof(*a->limits)) == 0);
}

int edge_holds(struct prover *prover, const struct edge *edge,
	       const struct decision *decision, bool *holds)
{
	struct edge other = {.node = edge->node};

	*holds = false;
	if (!releases(prover, decision) ||
	    !level_equal(decision->level, edge->level))
		return 0;
	if (find_limits(prover, &other, decision) != 0)
		return -1;
	*holds = same_limits(edge, &other);
	return 0;
}

/* --- edges ------------------------------------------------------------------------------ */

/* Adds a way of letting go, unless it is there; its index. */
static int add_edge(struct prover *prover, struct edges *edges, size_t first,
		    const struct edge *edge, size_t *index)
{
	struct edge *list;

	for (*index = first; *index < edges->count; (*index)++)
		if (level_equal(edges->list[*index].level, edge->level) &&
		    same_limits(&edges->list[*index], edge))
			return 0;
	list = arena_grow(&prover->scratch, edges->list, edges->count,
			  &edges->capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(prover->error);
	edges->list = list;
	list[edges->count++] = *edge;
	return 0;
}

/* For each decision of a plan, the edge that it is; SIZE_MAX: none. */
static int edges_of_decisions(struct prover *prover, struct edges *edges,
			      const struct edge *like, size_t *found)
{
	size_t first = edges->count;

	for (size_t d = 0; d < plan_decision_count(like->plan); d++) {
		const struct decision *decision =
			plan_decision(like->plan, (uint32_t)d);
		struct edge edge = *like;

		found[d] = SIZE_MAX;
		if (!releases(prover, decision))
			continue;
		edge.level = decision->level;
		if (find_limits(prover, &edge, decision) != 0 ||
		    add_edge(prover, edges, first, &edge, &found[d]) != 0)
			return -1;
	}
	return 0;
}

static int find_all_demands(struct prover *prover, size_t node, size_t first,
			    struct space *space, const uint32_t *decisions,
			    const size_t *found)
{
	for (size_t e = first; e < prover->edges[node].count; e++)
		if (find_demands(prover, node, e, space, decisions, found) != 0)
			return -1;
	return 0;
}

static int edges_of_space(struct prover *prover, struct edges *edges,
			  const struct edge *like, struct space *space)
{
	uint32_t *decisions =
		memory_array(space_size(space), sizeof(*decisions));
	size_t first = edges->count;
	size_t *found;
	int result = -1;

	if (decisions == NULL)
		return error_memory(prover->error);
	if (space_decide(space, 0, decisions, prover->error) == 0) {
		found = arena_array(&prover->scratch,
				    plan_decision_count(like->plan),
				    sizeof(*found));
		if (found == NULL)
			error_memory(prover->error);
		else if (edges_of_decisions(prover, edges, like, found) == 0)
			result = find_all_demands(prover, like->node, first,
						  space, decisions, found);
	}
	memory_free(decisions);
	return result;
}

static int find_edge(struct prover *prover, struct edges *edges,
		     const struct edge *like)
{
	struct edge edge = *like;
	struct field_set possible;
	struct space *space;
	int result;

	if (make_plan(prover, edge.node, edge.request, &edge.plan) != 0)
		return -1;
	possible = plan_possible(edge.plan);
	if (!field_set_has(&possible, prover->field)) {
		plan_free(prover->plans[--prover->plan_count]);
		return 0;
	}
	prover->proof->flows++;
	if (space_of(prover, &edge.plan, 1, SPACE_TOLD, &space) != 0)
		return -1;
	if (space == NULL)
		return 0;
	result = edges_of_space(prover, edges, &edge, space);
	space_free(space);
	return result;
}

/* With `owed`, also what a duty lets go that came under any terms. */
static int ask_edge(struct prover *prover, struct edge *like,
		    int32_t last_release, bool owed)
{
	like->owed = owed;
	like->request = make_request(prover, like, last_release);
	if (like->request == NULL)
		return error_memory(prover->error);
	if (find_edge(prover, &prover->edges[like->node], like) != 0)
		return -1;
	return owed ? ask_edge(prover, like, last_release, false) : 0;
}

/* Whether a duty for the field reaches the body for the purpose. */
static bool is_owed(struct prover *prover, size_t node, uint16_t body,
		    uint16_t purpose)
{
	struct rule_list rules = rules_of(prover, node);

	for (size_t i = 0; i < rules.gateway_count; i++) {
		const struct rule *rule = &rules.gateways[i].rule;

		if (rule->duty && rules_cover(&rules, rule, prover->field) &&
		    rule_reaches(rule, prover->dictionary, body, purpose,
				 prover->date))
			return !prover->assertion->directly;
	}
	return false;
}

int find_flow(struct prover *prover, size_t node, uint16_t body,
	      uint16_t purpose)
{
	struct edge like = {.node = node, .to = body, .purpose = purpose};
	bool owed = is_owed(prover, node, body, purpose);
	struct ways ways;

	find_ways(prover, node, body, purpose, &ways);
	for (size_t t = 0; t < ways.trigger_count; t++)
		for (size_t r = 0; r < ways.role_count; r++)
			for (size_t l = 0; l < ways.last_count; l++) {
				like.trigger = ways.triggers[t];
				like.role = ways.roles[r];
				if (ask_edge(prover, &like, ways.last[l],
					     owed) != 0)
					return -1;
			}
	return 0;
}

/* All that one controller lets go of one field on one day.  What the law does
 * not tell apart, be it purposes or controllers, is asked once. */
#include "base/error.h"
#include "policy/controller.h"
#include "policy/prove_parts.h"

/* --- purposes that no rule tells apart -------------------------------------------------- */

static bool same_reach(const struct prover *prover,
		       const struct compiled_rule *rules, size_t count,
		       uint16_t body, uint16_t a, uint16_t b)
{
	for (size_t i = 0; i < count; i++)
		if (rule_reaches(&rules[i].rule, prover->dictionary, body, a,
				 prover->date) !=
		    rule_reaches(&rules[i].rule, prover->dictionary, body, b,
				 prover->date))
			return false;
	return true;
}

static bool is_open(const struct purpose *purpose, int32_t date)
{
	return date_between(purpose->from, purpose->to, date);
}

static bool same_purpose(const struct prover *prover, uint16_t a, uint16_t b)
{
	const struct purpose *left = &prover->dictionary->purposes[a];
	const struct purpose *right = &prover->dictionary->purposes[b];

	return left->marketing == right->marketing &&
	       left->protects == right->protects &&
	       left->statistics == right->statistics &&
	       is_open(left, prover->date) == is_open(right, prover->date) &&
	       assertion_has_purpose(prover->assertion, a) ==
		       assertion_has_purpose(prover->assertion, b);
}

/* Whether every decision about a flow to the body is the same for either. */
static bool decided_alike(const struct prover *prover, size_t node,
			  uint16_t body, uint16_t a, uint16_t b)
{
	const struct policy *policy = prover->world.nodes[node].policy;

	if (!same_purpose(prover, a, b) ||
	    !same_reach(prover, policy->gateways, policy->gateway_count, body,
			a, b) ||
	    !same_reach(prover, policy->prohibitions, policy->prohibition_count,
			body, a, b))
		return false;
	for (size_t v = 0; v < policy->notice_count; v++) {
		const struct compiled_notice *notice = &policy->notices[v];

		if (!same_reach(prover, notice->shares,
				notice->notice->share_count, body, a, b) ||
		    !same_reach(prover, notice->prohibitions,
				notice->notice->prohibition_count, body, a, b))
			return false;
	}
	return true;
}

/* The edges to one body that one purpose has. */
struct asked_purpose {
	uint16_t purpose;
	size_t first, end;
	uint64_t flows;
};

static int copy_edge(struct prover *prover, size_t node, size_t index,
		     uint16_t purpose)
{
	struct edges *edges = &prover->edges[node];
	struct request *request =
		arena_allocate(&prover->scratch, sizeof(*request));
	struct edge *list;

	list = arena_grow(&prover->scratch, edges->list, edges->count,
			  &edges->capacity, sizeof(*list));
	if (request == NULL || list == NULL)
		return error_memory(prover->error);
	edges->list = list;
	*request = *list[index].request;
	request->purpose = prover->dictionary->purposes[purpose].name;
	list[edges->count] = list[index];
	list[edges->count].purpose = purpose;
	list[edges->count++].request = request;
	return 0;
}

static int ask_purpose(struct prover *prover, size_t node, uint16_t body,
		       uint16_t purpose, struct asked_purpose *asked,
		       size_t *count)
{
	struct asked_purpose one = {
		.purpose = purpose,
		.first = prover->edges[node].count,
		.flows = prover->proof->flows,
	};

	for (size_t i = 0; i < *count; i++) {
		if (!decided_alike(prover, node, body, purpose,
				   asked[i].purpose))
			continue;
		prover->proof->flows += asked[i].flows;
		for (size_t e = asked[i].first; e < asked[i].end; e++)
			if (copy_edge(prover, node, e, purpose) != 0)
				return -1;
		return 0;
	}
	if (find_flow(prover, node, body, purpose) != 0)
		return -1;
	one.end = prover->edges[node].count;
	one.flows = prover->proof->flows - one.flows;
	asked[(*count)++] = one;
	return 0;
}

/* Whether some gateway for the field reaches the body for the purpose; without
 * one nothing is released. */
static bool is_reached(const struct prover *prover,
		       const struct rule_list *rules,
		       const struct discloser *discloser, uint16_t body,
		       uint16_t purpose)
{
	for (size_t i = 0; i < rules->gateway_count; i++) {
		const struct rule *rule = &rules->gateways[i].rule;

		if (rules_cover(rules, rule, prover->field) &&
		    rule_is_for(rule, prover->dictionary, discloser,
				prover->date) &&
		    rule_reaches(rule, prover->dictionary, body, purpose,
				 prover->date) &&
		    rule_in_force(rule, prover->dictionary, prover->date, NULL))
			return true;
	}
	return false;
}

static int find_edges_to(struct prover *prover, size_t node,
			 const struct rule_list *rules,
			 const struct discloser *discloser, uint16_t body,
			 struct asked_purpose *asked)
{
	size_t count = 0;

	for (uint16_t p = 0; p < prover->dictionary->purpose_count; p++)
		if (!is_done(prover) &&
		    is_reached(prover, rules, discloser, body, p) &&
		    ask_purpose(prover, node, body, p, asked, &count) != 0)
			return -1;
	return 0;
}

static int find_all_edges(struct prover *prover, size_t node)
{
	const struct dictionary *dictionary = prover->dictionary;
	struct rule_list rules = rules_of(prover, node);
	struct request request = {.date = prover->date};
	struct discloser discloser;
	struct asked_purpose *asked;

	asked = arena_array(&prover->scratch, dictionary->purpose_count,
			    sizeof(*asked));
	if (asked == NULL)
		return error_memory(prover->error);
	say_discloser(prover, node, &request);
	discloser = controller_discloser(dictionary, rules.notice, &request);
	for (uint16_t b = 0; b < dictionary->body_count; b++)
		if (find_edges_to(prover, node, &rules, &discloser, b, asked) !=
		    0)
			return -1;
	return 0;
}

/* --- assumed bodies that the law does not tell apart ----------------------------------- */

static bool same_rules(const struct prover *prover,
		       const struct compiled_rule *rules, size_t count,
		       const struct discloser *a, const struct discloser *b)
{
	for (size_t i = 0; i < count; i++)
		if (rule_is_for(&rules[i].rule, prover->dictionary, a,
				prover->date) != rule_is_for(&rules[i].rule,
							     prover->dictionary,
							     b, prover->date))
			return false;
	return true;
}

static struct discloser discloser_of(const struct prover *prover, size_t node)
{
	const struct notice *notice =
		prover->world.nodes[node].policy->notices[0].notice;

	return (struct discloser){notice->kind, notice->body, notice->holder};
}

static bool discloses_alike(const struct prover *prover, size_t a, size_t b)
{
	const struct node *nodes = prover->world.nodes;
	const struct policy *law = nodes[a].policy;
	struct discloser left, right;

	if (!nodes[a].assumed || !nodes[b].assumed ||
	    !slice_equal(nodes[a].school, nodes[b].school))
		return false;
	left = discloser_of(prover, a);
	right = discloser_of(prover, b);
	return left.kind == right.kind &&
	       same_rules(prover, law->gateways, law->gateway_count, &left,
			  &right) &&
	       same_rules(prover, law->prohibitions, law->prohibition_count,
			  &left, &right);
}

static int copy_edges(struct prover *prover, size_t from, size_t node)
{
	const struct edges *known = &prover->edges[from];
	struct edges *edges = &prover->edges[node];

	edges->list = arena_array(&prover->scratch, known->count,
				  sizeof(*edges->list));
	if (edges->list == NULL)
		return error_memory(prover->error);
	for (size_t e = 0; e < known->count; e++) {
		edges->list[e] = known->list[e];
		edges->list[e].node = node;
	}
	edges->count = edges->capacity = known->count;
	edges->flows = known->flows;
	prover->proof->flows += known->flows;
	return 0;
}

int find_edges(struct prover *prover, size_t node)
{
	struct edges *edges = &prover->edges[node];
	uint64_t flows = prover->proof->flows;

	for (size_t n = prover->world.given; n < prover->world.count; n++)
		if (prover->edges[n].known &&
		    discloses_alike(prover, n, node)) {
			edges->known = true;
			return copy_edges(prover, n, node);
		}
	if (find_all_edges(prover, node) != 0)
		return -1;
	edges->known = !is_done(prover);
	edges->flows = prover->proof->flows - flows;
	return 0;
}

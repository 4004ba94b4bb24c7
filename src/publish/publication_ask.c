/*
 * What the engine says of fields that law and notice treat alike: asked for every
 * pupil that their rules can tell apart, on every occasion that they name, with
 * everything granted and every family told.
 */
#include <limits.h>

#include "base/date.h"
#include "base/error.h"
#include "language/diagnostic.h"
#include "language/tree.h"
#include "policy/plan.h"
#include "publish/publication_parts.h"

/* Cells of one case; a notice that needs more is no notice that a family could
 * read. */
enum { CASE_CELLS = 1 << 18 };

/* --- occasions ----------------------------------------------------------------------- */

static uint64_t triggers_of(const struct case_rule *rules, size_t count)
{
	uint64_t triggers = 0;

	for (size_t i = 0; i < count; i++)
		triggers |= rules[i].published->rule->triggers |
			    rules[i].published->rule->duty_triggers;
	return triggers;
}

static void mark_roles(const struct case_rule *rules, size_t count,
		       uint16_t role_count, bool *roles)
{
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = rules[i].published->rule;

		for (size_t n = 0; n < rule->need_count; n++)
			if (rule->needs[n].kind == NEED_ROLE &&
			    rule->needs[n].role < role_count)
				roles[rule->needs[n].role] = true;
	}
}

/* Where some rule wants so many months between releases: how many may have
 * passed, so that each is once too soon and once not; `list` has room for one
 * more than there are rules. */
static size_t find_waits(const struct case_rule *rules, size_t count, int *list,
			 size_t found)
{
	for (size_t i = 0; i < count; i++) {
		int months = rules[i].published->rule->every_months;
		bool known = months == 0;

		for (size_t w = 0; w < found; w++)
			known = known || list[w] == months;
		if (!known)
			list[found++] = months;
	}
	return found;
}

struct occasion_list {
	struct occasion *at;
	size_t count, capacity;
};

static int add_occasion(struct maker *maker, struct occasion_list *list,
			uint16_t trigger, uint16_t role, int waited)
{
	struct occasion *grown =
		arena_grow(&maker->scratch, list->at, list->count,
			   &list->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(maker->error);
	list->at = grown;
	grown[list->count++] = (struct occasion){
		.trigger = trigger, .role = role, .waited = waited};
	return 0;
}

static int add_triggered(struct maker *maker, struct occasion_list *list,
			 uint64_t triggers, uint16_t role, int waited)
{
	if (add_occasion(maker, list, DICTIONARY_NONE, role, waited) != 0)
		return -1;
	for (uint16_t t = 0; t < 64; t++)
		if ((triggers >> t & 1) != 0 &&
		    add_occasion(maker, list, t, role, waited) != 0)
			return -1;
	return 0;
}

static int add_waited(struct maker *maker, struct occasion_list *list,
		      const struct field_case *one, uint16_t role)
{
	uint64_t triggers = triggers_of(one->gateways, one->gateway_count) |
			    triggers_of(one->shares, one->share_count);
	int *waits = arena_array(&maker->scratch,
				 one->gateway_count + one->share_count + 2,
				 sizeof(*waits));
	size_t count = 0;

	if (waits == NULL)
		return error_memory(maker->error);
	count = find_waits(one->gateways, one->gateway_count, waits, count);
	count = find_waits(one->shares, one->share_count, waits, count);
	if (count > 0)
		waits[count++] = 0;
	waits[count++] = INT_MAX;
	for (size_t w = count; w > 0; w--)
		if (add_triggered(maker, list, triggers, role, waits[w - 1]) !=
		    0)
			return -1;
	return 0;
}

static int find_occasions(struct maker *maker, struct field_case *one)
{
	uint16_t role_count = maker->dictionary->role_count;
	bool *roles = arena_allocate(&maker->scratch, role_count + 1u);
	struct occasion_list list = {0};

	if (roles == NULL)
		return error_memory(maker->error);
	mark_roles(one->gateways, one->gateway_count, role_count, roles);
	mark_roles(one->shares, one->share_count, role_count, roles);
	if (add_waited(maker, &list, one, DICTIONARY_NONE) != 0)
		return -1;
	for (uint16_t r = 0; r < role_count; r++)
		if (roles[r] && add_waited(maker, &list, one, r) != 0)
			return -1;
	one->occasions = list.at;
	one->occasion_count = list.count;
	return 0;
}

/* --- the space of pupils --------------------------------------------------------------- */

static int make_plan(struct maker *maker, const struct pair *pair,
		     const struct field_case *one,
		     const struct occasion *occasion, struct plan **plan)
{
	const struct dictionary *dictionary = maker->dictionary;
	const struct body *body = &dictionary->bodies[pair->body];
	struct request request = {
		.recipient = pair->alias == DICTIONARY_NONE
				     ? body->name
				     : body->holders[pair->alias].alias,
		.purpose = dictionary->purposes[pair->purpose].name,
		.fields = &one->fields,
		.date = maker->date,
		.last_release = DATE_NONE,
		.grants = maker->grants,
		.grant_count = maker->grant_count,
		.controller_kind = DICTIONARY_NONE,
	};

	if (occasion->waited != INT_MAX)
		request.last_release =
			date_add_months(maker->date, -occasion->waited);
	if (occasion->trigger != DICTIONARY_NONE)
		request.trigger = dictionary->triggers[occasion->trigger].name;
	if (occasion->role != DICTIONARY_NONE)
		request.role = dictionary->roles[occasion->role].name;
	return plan_make(plan, maker->policy, &request, maker->error);
}

struct leaf_list {
	const struct condition **at;
	size_t count, capacity;
};

static int add_rule_leaves(struct maker *maker, const struct rule *rule,
			   struct leaf_list *leaves)
{
	if (add_leaves(maker, rule->when, &leaves->at, &leaves->count,
		       &leaves->capacity) != 0)
		return -1;
	for (size_t i = 0; i < rule->need_count; i++)
		if (add_leaves(maker, rule->needs[i].where, &leaves->at,
			       &leaves->count, &leaves->capacity) != 0)
			return -1;
	return 0;
}

static int find_leaves(struct maker *maker, const struct field_case *one,
		       struct leaf_list *leaves)
{
	for (size_t i = 0; i < one->gateway_count; i++)
		if (add_rule_leaves(maker, one->gateways[i].published->rule,
				    leaves) != 0)
			return -1;
	for (size_t i = 0; i < one->share_count; i++)
		if (add_rule_leaves(maker, one->shares[i].published->rule,
				    leaves) != 0)
			return -1;
	for (size_t i = 0; i < one->except_count; i++)
		if (add_rule_leaves(maker, one->except[i].rule, leaves) != 0)
			return -1;
	return 0;
}

static int compile_leaves(struct maker *maker, const struct leaf_list *leaves,
			  struct space_options *options)
{
	struct findings findings = findings_in(&maker->scratch);
	struct condition_program *programs =
		arena_array(&maker->scratch, leaves->count, sizeof(*programs));
	struct space_condition *conditions = arena_array(
		&maker->scratch, leaves->count, sizeof(*conditions));

	if (programs == NULL || conditions == NULL)
		return error_memory(maker->error);
	for (size_t i = 0; i < leaves->count; i++) {
		if (condition_compile(&programs[i], leaves->at[i],
				      maker->dictionary, &maker->scratch,
				      &findings, maker->error) != 0)
			return -1;
		conditions[i] = (struct space_condition){&programs[i],
							 maker->dictionary};
	}
	options->conditions = conditions;
	options->condition_count = leaves->count;
	return 0;
}

static int evaluate_leaves(struct maker *maker, struct space *space,
			   const struct leaf_list *leaves,
			   struct field_case *one)
{
	struct leaf *list =
		arena_array(&maker->scratch, leaves->count, sizeof(*list));

	if (list == NULL)
		return error_memory(maker->error);
	one->cells = (struct cells){
		.count = space_size(space),
		.leaves = list,
		.leaf_count = leaves->count,
	};
	for (size_t i = 0; i < leaves->count; i++) {
		uint8_t *truth =
			arena_allocate(&maker->scratch, one->cells.count);

		if (truth == NULL)
			return error_memory(maker->error);
		if (space_evaluate(space, i, truth, maker->error) != 0)
			return -1;
		list[i] = (struct leaf){leaves->at[i], truth};
	}
	return 0;
}

/* --- answers ------------------------------------------------------------------------------ */

static uint8_t level_number(struct field_case *one, struct level level)
{
	for (size_t i = 0; i < one->level_count; i++)
		if (level_equal(one->levels[i], level))
			return (uint8_t)(i + 1);
	if (one->level_count == CASE_LEVELS)
		return CASE_LEVELS;
	one->levels[one->level_count++] = level;
	return (uint8_t)one->level_count;
}

static struct stop take_verdict(struct field_case *one,
				const struct decision *decision)
{
	const struct verdict *verdict =
		&decision->verdicts[field_set_next(&one->fields, 0)];

	if (verdict->gate > one->verdict.gate)
		one->verdict = *verdict;
	return (struct stop){verdict->gate, verdict->reason};
}

/* Fields of a case go or stay together, but for what families object to: for
 * some pupil all go, or none ever does. */
static int take_answers(struct maker *maker, struct field_case *one,
			struct plan *plan, const uint32_t *decisions,
			struct occasion *occasion)
{
	uint8_t *level_of = arena_allocate(&maker->scratch, one->cells.count);
	struct stop *stops =
		arena_array(&maker->scratch, one->cells.count, sizeof(*stops));

	if (level_of == NULL || stops == NULL)
		return error_memory(maker->error);
	occasion->level_of = level_of;
	occasion->stops = stops;
	for (uint32_t i = 0; i < one->cells.count; i++) {
		const struct decision *decision =
			plan_decision(plan, decisions[i]);

		if (decision->outcome == OUTCOME_PERMIT) {
			level_of[i] = level_number(one, decision->level);
			one->goes = true;
		} else {
			stops[i] = take_verdict(one, decision);
		}
	}
	return 0;
}

static int ask_occasion(struct maker *maker, const struct pair *pair,
			struct space *space, struct field_case *one,
			size_t index)
{
	struct occasion *occasion = &one->occasions[index];
	uint32_t *decisions = arena_array(&maker->scratch, one->cells.count,
					  sizeof(*decisions));
	struct plan *plan = NULL;
	int result;

	if (decisions == NULL)
		return error_memory(maker->error);
	if (make_plan(maker, pair, one, occasion, &plan) != 0)
		return -1;
	result = space_decide_by(space, plan, decisions, maker->error);
	if (result == 0)
		result = take_answers(maker, one, plan, decisions, occasion);
	plan_free(plan);
	return result;
}

/* --- what is left to say of each rule -------------------------------------------------- */

static int describe_rules(struct maker *maker, const struct field_case *one,
			  struct case_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct published_rule *published = rules[i].published;

		rules[i].holds = mark_cells(maker, &one->cells,
					    published->rule->when, ACCEPT_TRUE);
		if (rules[i].holds == NULL)
			return error_memory(maker->error);
		published->dead = marks_none(&one->cells, rules[i].holds);
		if (simplify(maker, &one->cells, published->rule->when,
			     ACCEPT_TRUE, &published->when) != 0)
			return -1;
	}
	return 0;
}

/* Those that never keep anything back are left out. */
static int describe_bans(struct maker *maker, struct field_case *one)
{
	size_t count = one->except_count;

	one->except_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct published_except except = one->except[i];
		const uint8_t *marks =
			mark_cells(maker, &one->cells, except.rule->when,
				   ACCEPT_NOT_FALSE);

		if (marks == NULL)
			return error_memory(maker->error);
		if (marks_none(&one->cells, marks))
			continue;
		if (simplify(maker, &one->cells, except.rule->when,
			     ACCEPT_NOT_FALSE, &except.when) != 0)
			return -1;
		one->except[one->except_count++] = except;
	}
	return 0;
}

static int ask_all(struct maker *maker, const struct pair *pair,
		   struct space *space, const struct leaf_list *leaves,
		   struct field_case *one)
{
	if (!space_whole(space))
		return error_set(
			maker->error, ERROR_INPUT,
			"the rules for '%.*s' and the purpose '%.*s' "
			"ask too much of a pupil to be told",
			SLICE_ARGS(maker->dictionary->bodies[pair->body].name),
			SLICE_ARGS(maker->dictionary->purposes[pair->purpose]
					   .name));
	if (evaluate_leaves(maker, space, leaves, one) != 0)
		return -1;
	for (size_t i = 0; i < one->occasion_count; i++)
		if (ask_occasion(maker, pair, space, one, i) != 0)
			return -1;
	if (describe_rules(maker, one, one->gateways, one->gateway_count) !=
		    0 ||
	    describe_rules(maker, one, one->shares, one->share_count) != 0)
		return -1;
	return describe_bans(maker, one);
}

int ask_case(struct maker *maker, const struct pair *pair,
	     struct field_case *one)
{
	static const struct occasion nothing = {
		.trigger = DICTIONARY_NONE,
		.role = DICTIONARY_NONE,
		.waited = INT_MAX,
	};
	struct space_options options = {.told = SPACE_TOLD, .most = CASE_CELLS};
	struct leaf_list leaves = {0};
	struct space *space = NULL;
	struct plan *plan = NULL;
	int result = -1;

	if (find_occasions(maker, one) != 0 ||
	    find_leaves(maker, one, &leaves) != 0 ||
	    compile_leaves(maker, &leaves, &options) != 0 ||
	    make_plan(maker, pair, one, &nothing, &plan) != 0)
		return -1;
	if (space_make(&space, &plan, 1, &options, maker->error) == 0)
		result = ask_all(maker, pair, space, &leaves, one);
	space_free(space);
	plan_free(plan);
	return result;
}

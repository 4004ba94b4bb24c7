/* Days, kinds of fields, and what an answer rests on. */
#include "policy/prove_parts.h"

#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "language/diagnostic.h"

static bool same_step(const struct step *a, const struct step *b)
{
	return slice_equal(a->by, b->by) && slice_equal(a->school, b->school) &&
	       a->assumed == b->assumed && a->to == b->to &&
	       a->purpose == b->purpose && a->trigger == b->trigger &&
	       a->role == b->role && a->owed == b->owed &&
	       level_equal(a->level, b->level);
}

/* On another day, or with another time since the last release. */
static bool same_walk(const struct walk *a, const struct walk *b)
{
	if (a->step_count != b->step_count ||
	    memcmp(&a->fields, &b->fields, sizeof(a->fields)) != 0)
		return false;
	for (size_t i = 0; i < a->step_count; i++)
		if (!same_step(&a->steps[i], &b->steps[i]))
			return false;
	return true;
}

int add_walk(struct prover *prover, const struct walk *walk)
{
	struct proof *proof = prover->proof;
	struct walk *list;

	for (size_t i = 0; i < proof->walk_count; i++)
		if (same_walk(&proof->walks[i], walk))
			return 0;
	list = arena_grow(prover->arena, prover->walks, proof->walk_count,
			  &prover->walk_capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(prover->error);
	prover->walks = list;
	proof->walks = list;
	list[proof->walk_count++] = *walk;
	return 0;
}

bool is_done(const struct prover *prover)
{
	const struct proof *proof = prover->proof;

	return (proof->walk_count > 0 && !prover->options->all) ||
	       (prover->beyond && proof->cells >= proof->budget);
}

/* --- fields that no rule tells apart ------------------------------------------- */

static bool same_in(const struct field_set *set, uint16_t a, uint16_t b)
{
	return field_set_has(set, a) == field_set_has(set, b);
}

static bool same_in_rules(const struct compiled_rule *rules, size_t count,
			  uint16_t a, uint16_t b)
{
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &rules[i].rule;

		if (!same_in(&rule->fields, a, b))
			return false;
		for (size_t o = 0; o < rule->objection_count; o++)
			if (!same_in(&rule->objections[o].leaves, a, b))
				return false;
	}
	return true;
}

static bool same_in_policy(const struct policy *policy, uint16_t a, uint16_t b)
{
	if (!same_in_rules(policy->gateways, policy->gateway_count, a, b) ||
	    !same_in_rules(policy->prohibitions, policy->prohibition_count, a,
			   b))
		return false;
	for (size_t v = 0; v < policy->notice_count; v++) {
		const struct compiled_notice *compiled = &policy->notices[v];
		const struct notice *notice = compiled->notice;

		if (!same_in(&notice->held, a, b) ||
		    !same_in_rules(compiled->shares, notice->share_count, a,
				   b) ||
		    !same_in_rules(compiled->prohibitions,
				   notice->prohibition_count, a, b))
			return false;
	}
	return true;
}

static bool treated_alike(const struct prover *prover, uint16_t a, uint16_t b)
{
	const struct field *left = &prover->dictionary->fields[a];
	const struct field *right = &prover->dictionary->fields[b];

	if (left->category != right->category ||
	    left->identifies != right->identifies ||
	    left->collected_from != right->collected_from ||
	    left->collected_to != right->collected_to)
		return false;
	for (size_t n = 0; n < prover->world.count; n++)
		if (!prover->world.nodes[n].assumed || n == 0)
			if (!same_in_policy(prover->world.nodes[n].policy, a,
					    b))
				return false;
	return true;
}

/* Takes the next fields that are treated alike. */
static void take_alike(struct prover *prover, struct field_set *left)
{
	prover->field = field_set_next(left, 0);
	prover->fields = (struct field_set){0};
	for (uint16_t f = prover->field; f != DICTIONARY_NONE;
	     f = field_set_next(left, (uint16_t)(f + 1)))
		if (treated_alike(prover, prover->field, f))
			field_set_add(&prover->fields, f);
	*left = field_set_difference(*left, prover->fields);
}

/* --- a day ------------------------------------------------------------------------ */

static void forget(struct prover *prover)
{
	for (size_t i = 0; i < prover->plan_count; i++)
		plan_free(prover->plans[i]);
	prover->plans = NULL;
	prover->plan_count = prover->plan_capacity = 0;
	prover->edges = NULL;
	prover->found = NULL;
	prover->demands = NULL;
	prover->demand_count = prover->demand_capacity = 0;
	prover->encounters = NULL;
	prover->encounter_count = prover->encounter_capacity = 0;
	arena_clear(&prover->scratch);
}

static int ask_day(struct prover *prover)
{
	struct field_set left = prover->assertion->fields;
	int result = 0;

	prover->proof->days++;
	while (result == 0 && !field_set_empty(left) && !is_done(prover)) {
		take_alike(prover, &left);
		result = prover->assertion->kind == ASSERTION_ALWAYS
				 ? find_failures(prover)
				 : find_walks(prover);
		forget(prover);
	}
	return result;
}

/* Everything that can be granted on the day. */
static int grant_day(struct prover *prover)
{
	arena_clear(&prover->day);
	return grant_all(&prover->grants, &prover->grant_count,
			 prover->dictionary, prover->date, &prover->day,
			 prover->error);
}

static int ask_days(struct prover *prover)
{
	size_t count;
	int32_t *days;

	if (find_days(prover, &days, &count) != 0)
		return -1;
	for (size_t i = 0; i < count && !is_done(prover); i++) {
		prover->date = days[i];
		if (grant_day(prover) != 0 || ask_day(prover) != 0)
			return -1;
	}
	return 0;
}

/* --- what it rests on --------------------------------------------------------------- */

static bool concerns(const struct prover *prover, const struct rule *rule)
{
	return rule->held || !field_set_empty(field_set_intersection(
				     rule->fields, prover->assertion->fields));
}

static void note_laws(struct prover *prover, const struct compiled_rule *rules,
		      size_t count, bool *rests)
{
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &rules[i].rule;

		for (size_t l = 0;
		     concerns(prover, rule) && l < rule->law_count; l++)
			rests[rule->laws[l]] |=
				prover->dictionary->laws[rule->laws[l]]
					.unconfirmed;
	}
}

/* Indexes of what is true. */
static int list_true(struct prover *prover, const bool *flags, uint16_t count,
		     const uint16_t **list, size_t *list_count)
{
	uint16_t *indexes = arena_array(prover->arena, count, sizeof(*indexes));

	if (indexes == NULL)
		return error_memory(prover->error);
	for (uint16_t i = 0; i < count; i++)
		if (flags[i])
			indexes[(*list_count)++] = i;
	*list = indexes;
	return 0;
}

static int note_foundations(struct prover *prover)
{
	const struct dictionary *dictionary = prover->dictionary;
	const struct world *world = &prover->world;
	struct proof *proof = prover->proof;
	bool *rests = arena_array(prover->arena, dictionary->law_count,
				  sizeof(*rests));
	bool *assumed = arena_array(prover->arena, dictionary->body_count,
				    sizeof(*assumed));

	if (rests == NULL || assumed == NULL)
		return error_memory(prover->error);
	if (world->count > 0) {
		const struct policy *policy = world->nodes[0].policy;

		note_laws(prover, policy->gateways, policy->gateway_count,
			  rests);
		note_laws(prover, policy->prohibitions,
			  policy->prohibition_count, rests);
	}
	for (size_t n = world->given; n < world->count; n++)
		assumed[world->nodes[n].body] = true;
	if (list_true(prover, rests, dictionary->law_count, &proof->unconfirmed,
		      &proof->unconfirmed_count) != 0)
		return -1;
	return list_true(prover, assumed, dictionary->body_count,
			 &proof->assumed, &proof->assumed_count);
}

/* --- asking ------------------------------------------------------------------------------ */

static void choose_days(struct prover *prover)
{
	const struct assertion *assertion = prover->assertion;
	struct proof *proof = prover->proof;

	proof->from = assertion->from != DATE_NONE ? assertion->from
						   : prover->options->today;
	proof->to = assertion->to != DATE_NONE ? assertion->to : proof->from;
}

static int ask(struct prover *prover, const struct notice *const *notices,
	       size_t count)
{
	struct world *world = &prover->world;
	size_t errors = world->findings->errors;

	choose_days(prover);
	if (world_make(world, notices, count) != 0)
		return -1;
	if (world->given == 0 && world_assume_all(world) != 0)
		return -1;
	if (world->findings->errors > errors)
		return 0;
	prover->proof->controller_count = world->given;
	if (ask_days(prover) != 0 || note_foundations(prover) != 0)
		return -1;
	if (prover->proof->walk_count > 0)
		prover->proof->outcome = PROOF_REFUTED;
	else if (prover->beyond)
		prover->proof->outcome = PROOF_UNDECIDED;
	return 0;
}

int prove(struct proof *proof, const struct assertion *assertion,
	  const struct dictionary *dictionary,
	  const struct notice *const *notices, size_t notice_count,
	  const struct prove_options *options, struct arena *arena,
	  struct findings *findings, struct error *error)
{
	struct prover prover = {
		.world = {.dictionary = dictionary,
			  .arena = arena,
			  .findings = findings,
			  .error = error},
		.dictionary = dictionary,
		.assertion = assertion,
		.options = options,
		.proof = proof,
		.arena = arena,
		.error = error,
		.condition = {&assertion->when, dictionary},
	};
	int result;

	*proof = (struct proof){
		.assertion = assertion,
		.notice_count = notice_count,
		.budget = options->budget > 0 ? options->budget : PROVE_CELLS,
	};
	result = ask(&prover, notices, notice_count);
	forget(&prover);
	arena_release(&prover.day);
	arena_release(&prover.scratch);
	world_release(&prover.world);
	return result;
}

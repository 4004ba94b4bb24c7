#include "policy/plan_parts.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "language/tree.h"
#include "policy/controller.h"

/* What making a plan carries along. */
struct planner {
	struct plan *plan;
	struct error *error;
	bool too_many_bits;
};

static const struct window any_day = {DATE_NONE, DATE_NONE};

static int add_bit(struct planner *planner, struct bit bit)
{
	struct plan *plan = planner->plan;

	if (plan->bit_count == PLAN_BITS) {
		planner->too_many_bits = true;
		return NO_BIT;
	}
	plan->bits[plan->bit_count] = bit;
	return (int)plan->bit_count++;
}

/* A bit for a condition; NO_BIT for no condition. */
static int add_condition(struct planner *planner,
			 const struct condition_program *program,
			 enum bit_kind kind, int *bit)
{
	struct plan *plan = planner->plan;
	struct bit made = {.kind = kind};

	*bit = NO_BIT;
	if (program->count == 0)
		return 0;
	if (condition_bind(&made.program, program, plan->dictionary,
			   plan->request.date, &plan->arena,
			   planner->error) != 0)
		return -1;
	plan->facts |= condition_facts(program);
	*bit = add_bit(planner, made);
	return 0;
}

/* A bit for what holders may do; the same hand-over is asked only once. */
static int add_holder_bit(struct planner *planner, enum bit_kind kind,
			  struct hand_over by, struct window stated)
{
	struct plan *plan = planner->plan;
	struct bit bit = {.kind = kind, .by = by, .stated = stated};

	for (size_t i = 0; i < plan->bit_count; i++) {
		const struct bit *other = &plan->bits[i];

		if (other->kind == kind && other->by.first == by.first &&
		    other->by.second == by.second && other->by.age == by.age &&
		    other->stated.from == stated.from &&
		    other->stated.to == stated.to)
			return (int)i;
	}
	bit.latest_birth = date_latest_birth(by.age, plan->request.date);
	if (by.age > 0 && plan->birth_fact != DICTIONARY_NONE)
		plan->facts |= 1ull << plan->birth_fact;
	return add_bit(planner, bit);
}

/* --- gates 1 and 2: what is the same for every pupil ------------------------ */

static void plan_recipient(struct plan *plan)
{
	const struct dictionary *dictionary = plan->dictionary;
	const struct body *body;
	const struct holder *holder;
	uint16_t alias;

	plan->body =
		dictionary_body(dictionary, plan->request.recipient, &alias);
	if (plan->body == DICTIONARY_NONE) {
		plan->recipient_fault = REASON_RECIPIENT_UNKNOWN;
		return;
	}
	body = &dictionary->bodies[plan->body];
	holder = body_holder(body, plan->request.date);
	if (holder != NULL &&
	    (alias == DICTIONARY_NONE || holder == &body->holders[alias]))
		return;
	/* Never redirected: asking for a closed holder is refused even when
	 * the function has another one (C03). */
	plan->recipient_fault = REASON_RECIPIENT_CLOSED;
	plan->recipient_clause = alias != DICTIONARY_NONE
					 ? body->holders[alias].range
					 : body->range;
}

static bool within_dates(int32_t from, int32_t to, int32_t date)
{
	return (from == DATE_NONE || from <= date) &&
	       (to == DATE_NONE || date <= to);
}

static void plan_purpose(struct plan *plan)
{
	plan->purpose_index = dictionary_find(plan->dictionary, KIND_PURPOSE,
					      plan->request.purpose);
	if (plan->purpose_index == DICTIONARY_NONE) {
		plan->purpose_fault = REASON_PURPOSE_UNKNOWN;
		return;
	}
	plan->purpose = &plan->dictionary->purposes[plan->purpose_index];
	if (within_dates(plan->purpose->from, plan->purpose->to,
			 plan->request.date))
		return;
	plan->purpose_fault = REASON_PURPOSE_ENDED;
	plan->purpose_clause = plan->purpose->range;
}

/* Whoever asks for their own data gets what is held, also when nobody collects
 * it any more. */
static bool is_to_family(const struct plan *plan)
{
	return plan->body != DICTIONARY_NONE &&
	       slice_is(plan->dictionary->bodies[plan->body].kind, "family");
}

static void plan_windows(struct plan *plan)
{
	bool family = is_to_family(plan);

	for (uint16_t i = 0; i < plan->dictionary->field_count; i++) {
		const struct field *field = &plan->dictionary->fields[i];

		field_set_add(&plan->category_fields[field->category], i);
		if (!family &&
		    !within_dates(field->collected_from, field->collected_to,
				  plan->request.date))
			field_set_add(&plan->uncollected, i);
	}
}

/* --- candidates -------------------------------------------------------------- */

static bool is_candidate(const struct plan *plan, const struct rule *rule)
{
	return plan->body != DICTIONARY_NONE &&
	       plan->purpose_index != DICTIONARY_NONE && !rule->by_other &&
	       rule_reaches(rule, plan->dictionary, plan->body,
			    plan->purpose_index, plan->request.date) &&
	       rule_is_for(rule, plan->dictionary, &plan->discloser,
			   plan->request.date);
}

static bool trigger_in(const struct plan *plan, uint64_t triggers)
{
	return triggers == 0 ||
	       (plan->trigger < 64 && (triggers >> plan->trigger & 1) != 0);
}

static bool is_due(const struct plan *plan, const struct rule *rule)
{
	return rule->every_months == 0 ||
	       plan->request.last_release == DATE_NONE ||
	       plan->request.date >= date_add_months(plan->request.last_release,
						     rule->every_months);
}

static int plan_needs(struct planner *planner, struct candidate *candidate,
		      const struct compiled_rule *compiled)
{
	const struct rule *rule = &compiled->rule;
	struct arena *arena = &planner->plan->arena;
	int *bits = arena_array(arena, rule->need_count, sizeof(*bits));
	int *consents = arena_array(arena, rule->need_count, sizeof(*consents));
	enum reason *faults =
		arena_array(arena, rule->need_count, sizeof(*faults));

	if (bits == NULL || consents == NULL || faults == NULL)
		return error_memory(planner->error);
	for (size_t i = 0; i < rule->need_count; i++) {
		const struct need *need = &rule->needs[i];

		if (add_condition(planner, &compiled->where[i], BIT_NOT_FALSE,
				  &bits[i]) != 0)
			return -1;
		faults[i] = need_fault(need, &planner->plan->request,
				       planner->plan->dictionary, NULL);
		consents[i] = need->kind == NEED_CONSENT
				      ? add_holder_bit(planner, BIT_CONSENTED,
						       need->by, any_day)
				      : NO_BIT;
	}
	candidate->need_bits = bits;
	candidate->consent_bits = consents;
	candidate->faults = faults;
	return 0;
}

static int plan_objections(struct planner *planner, struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;
	struct arena *arena = &planner->plan->arena;
	int *objected =
		arena_array(arena, rule->objection_count, sizeof(*objected));
	int *passed_on =
		arena_array(arena, rule->objection_count, sizeof(*passed_on));

	if (objected == NULL || passed_on == NULL)
		return error_memory(planner->error);
	for (size_t i = 0; i < rule->objection_count; i++) {
		struct hand_over by = rule->objections[i].by;
		struct window stated = rule->objections[i].stated;

		objected[i] = add_holder_bit(planner, BIT_OBJECTED, by, stated);
		passed_on[i] = NO_BIT;
		if (by.age > 0 && by.first != by.second)
			passed_on[i] = add_holder_bit(planner, BIT_PASSED_ON,
						      by, stated);
	}
	candidate->objected_bits = objected;
	candidate->passed_on_bits = passed_on;
	return 0;
}

static int plan_candidate(struct planner *planner, struct candidate *candidate,
			  const struct compiled_rule *compiled)
{
	struct plan *plan = planner->plan;
	const struct rule *rule = &compiled->rule;
	struct field_set held = plan->notice != NULL ? plan->notice->held
						     : (struct field_set){0};

	candidate->rule = rule;
	candidate->fields = rule_fields(rule, &held);
	/* The notice cites its laws; only the dictionary's say what is in
	 * force (C25: cited and effective basis are kept apart). */
	candidate->in_force =
		rule->kind == RULE_SHARE ||
		rule_in_force(rule, plan->dictionary, plan->request.date,
			      &candidate->not_in_force);
	candidate->triggered = trigger_in(plan, rule->triggers);
	candidate->due = is_due(plan, rule);
	candidate->duty = rule->duty && trigger_in(plan, rule->duty_triggers);
	if (add_condition(planner, &compiled->when,
			  rule->kind == RULE_PROHIBITION ? BIT_NOT_FALSE
							 : BIT_HOLDS,
			  &candidate->when_bit) != 0 ||
	    plan_needs(planner, candidate, compiled) != 0)
		return -1;
	return plan_objections(planner, candidate);
}

static int plan_candidates(struct planner *planner,
			   struct candidates *candidates,
			   const struct compiled_rule *rules, size_t count)
{
	struct plan *plan = planner->plan;

	candidates->list =
		arena_array(&plan->arena, count, sizeof(*candidates->list));
	if (candidates->list == NULL)
		return error_memory(planner->error);
	for (size_t i = 0; i < count; i++) {
		if (!is_candidate(plan, &rules[i].rule))
			continue;
		if (plan_candidate(planner,
				   &candidates->list[candidates->count++],
				   &rules[i]) != 0)
			return -1;
	}
	return 0;
}

static int plan_all_candidates(struct planner *planner)
{
	struct plan *plan = planner->plan;
	const struct policy *policy = plan->policy;
	int current = policy_notice_on(policy, plan->request.date);
	const struct compiled_notice *notice;

	if (plan_candidates(planner, &plan->gateways, policy->gateways,
			    policy->gateway_count) != 0 ||
	    plan_candidates(planner, &plan->law_prohibitions,
			    policy->prohibitions,
			    policy->prohibition_count) != 0)
		return -1;
	if (current < 0)
		return 0;
	notice = &policy->notices[current];
	if (plan_candidates(planner, &plan->shares, notice->shares,
			    notice->notice->share_count) != 0)
		return -1;
	if (plan_candidates(planner, &plan->notice_prohibitions,
			    notice->prohibitions,
			    notice->notice->prohibition_count) != 0)
		return -1;
	/* What the controller promises never to do it does not do, whatever
	 * becomes of the law that it cites. */
	for (size_t i = 0; i < plan->notice_prohibitions.count; i++)
		plan->notice_prohibitions.list[i].in_force = true;
	return 0;
}

/* --- what was asked for ------------------------------------------------------- */

static struct field_set candidate_fields(const struct candidates *candidates)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < candidates->count; i++)
		fields = field_set_union(fields, candidates->list[i].fields);
	return fields;
}

static void plan_request_fields(struct plan *plan)
{
	if (plan->request.fields != NULL) {
		plan->requested = *plan->request.fields;
		return;
	}
	plan->requested = field_set_union(candidate_fields(&plan->gateways),
					  candidate_fields(&plan->shares));
	if (plan->notice != NULL)
		plan->requested =
			field_set_union(plan->requested, plan->notice->held);
	if (!field_set_empty(plan->requested))
		return;
	for (uint16_t i = 0; i < plan->dictionary->field_count; i++)
		field_set_add(&plan->requested, i);
}

/* --- gate 3: which versions of the notice told of it ---------------------------- */

/* The fields of the request's flow that one version of the notice tells of. */
static struct field_set told_by(const struct plan *plan, size_t version)
{
	const struct compiled_notice *compiled =
		&plan->policy->notices[version];
	struct field_set fields = {0};

	for (size_t i = 0; i < compiled->notice->share_count; i++) {
		const struct rule *rule = &compiled->shares[i].rule;

		if (is_candidate(plan, rule))
			fields = field_set_union(
				fields,
				rule_fields(rule, &compiled->notice->held));
	}
	return field_set_intersection(fields, plan->requested);
}

/* Versions that tell the same of a category share one bit, so that a long
 * history of notices does not need many. */
static void plan_telling(struct planner *planner, size_t version,
			 uint16_t category, struct field_set fields)
{
	struct plan *plan = planner->plan;
	struct telling *telling;

	for (size_t i = 0; i < plan->telling_count; i++) {
		telling = &plan->tellings[i];
		if (telling->category != category || telling->bit == NO_BIT ||
		    memcmp(&telling->fields, &fields, sizeof(fields)) != 0)
			continue;
		plan->bits[telling->bit].versions |= 1u << version;
		return;
	}
	if (plan->telling_count == PLAN_BITS) {
		planner->too_many_bits = true;
		return;
	}
	telling = &plan->tellings[plan->telling_count++];
	*telling = (struct telling){
		.fields = fields,
		.category = category,
		.bit = add_bit(planner,
			       (struct bit){.kind = BIT_TOLD,
					    .category = category,
					    .versions = 1u << version}),
	};
}

static void plan_told(struct planner *planner)
{
	struct plan *plan = planner->plan;

	for (size_t v = 0; v < plan->policy->notice_count; v++) {
		struct field_set told = told_by(plan, v);

		for (uint16_t c = 0; c < plan->dictionary->category_count;
		     c++) {
			struct field_set fields;

			fields = field_set_intersection(
				told, plan->category_fields[c]);
			if (!field_set_empty(fields))
				plan_telling(planner, v, c, fields);
		}
	}
}

/* --- promises that outlive their version -------------------------------------------- */

static int plan_promise(struct planner *planner, const struct rule *rule,
			const struct notice *notice)
{
	struct plan *plan = planner->plan;
	struct promise *list;

	if (rule->without == 0 || !is_candidate(plan, rule))
		return 0;
	list = arena_grow(&plan->arena, plan->promises, plan->promise_count,
			  &plan->promise_capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(planner->error);
	plan->promises = list;
	list[plan->promise_count++] =
		(struct promise){rule, rule_fields(rule, &notice->held)};
	return 0;
}

static int plan_promises(struct planner *planner)
{
	const struct policy *policy = planner->plan->policy;

	for (size_t v = 0; v < policy->notice_count; v++) {
		const struct compiled_notice *compiled = &policy->notices[v];
		const struct notice *notice = compiled->notice;

		if (notice->from > planner->plan->request.date)
			continue;
		for (size_t i = 0; i < notice->share_count; i++)
			if (plan_promise(planner, &compiled->shares[i].rule,
					 notice) != 0)
				return -1;
	}
	return 0;
}

/* The first data protection law in force on the date. */
static void plan_regime(struct plan *plan)
{
	plan->regime = DICTIONARY_NONE;
	for (uint16_t i = plan->dictionary->law_count; i > 0; i--) {
		const struct law *law = &plan->dictionary->laws[i - 1];

		if (law->regime &&
		    within_dates(law->from, law->to, plan->request.date))
			plan->regime = (uint16_t)(i - 1);
	}
}

/* --- what data is bound to ------------------------------------------------------------ */

static void plan_bound_bits(struct planner *planner)
{
	struct plan *plan = planner->plan;

	plan->bound_bit = NO_BIT;
	while (plan->restriction_count > 1ull << plan->bound_bits) {
		int bit = add_bit(planner,
				  (struct bit){.kind = BIT_BOUND,
					       .shift = plan->bound_bits});

		if (plan->bound_bits++ == 0)
			plan->bound_bit = bit;
		if (bit == NO_BIT)
			return;
	}
}

/* --- facts of the controller ------------------------------------------------------ */

static int plan_controller_facts(struct planner *planner)
{
	struct plan *plan = planner->plan;

	for (uint16_t i = 0; i < plan->dictionary->fact_count; i++) {
		const struct fact *fact = &plan->dictionary->facts[i];
		int32_t value;
		int32_t *column;

		if (fact->origin != FACT_CONTROLLER ||
		    (plan->facts >> i & 1) == 0)
			continue;
		value = controller_fact(plan->dictionary, plan->notice,
					plan->request.controller_kind, fact);
		column = arena_array(&plan->arena, BATCH_PUPILS,
				     sizeof(*column));
		if (column == NULL)
			return error_memory(planner->error);
		for (int j = 0; j < BATCH_PUPILS; j++)
			column[j] = value;
		plan->controller_facts[i] = column;
	}
	return 0;
}

/* -------------------------------------------------------------------------------- */

static int make(struct planner *planner)
{
	static const struct hand_over general = {HOLDER_PARENT, HOLDER_PUPIL,
						 HAND_OVER_AGE};
	struct plan *plan = planner->plan;
	int current = policy_notice_on(plan->policy, plan->request.date);

	plan->birth_fact = condition_birth_fact(plan->dictionary);
	if (current >= 0)
		plan->notice = plan->policy->notices[current].notice;
	plan->discloser = controller_discloser(plan->dictionary, plan->notice,
					       &plan->request);
	plan_recipient(plan);
	plan_purpose(plan);
	plan->trigger = dictionary_find(plan->dictionary, KIND_TRIGGER,
					plan->request.trigger);
	plan_windows(plan);
	plan_regime(plan);
	if (plan_all_candidates(planner) != 0 || plan_promises(planner) != 0)
		return -1;
	plan_request_fields(plan);
	plan_told(planner);
	if (plan_bindings(plan, planner->error) != 0)
		return -1;
	plan_bound_bits(planner);
	plan->objected_bit =
		add_holder_bit(planner, BIT_OBJECTED, general, any_day);
	plan->refused_bit =
		add_holder_bit(planner, BIT_REFUSED, general, any_day);
	plan->restricted_bit =
		add_bit(planner, (struct bit){.kind = BIT_RESTRICTED});
	plan->marketing_bit =
		add_bit(planner, (struct bit){.kind = BIT_MARKETING_STOPPED});
	if (planner->too_many_bits)
		return error_set(planner->error, ERROR_INPUT,
				 "the rules for this recipient and purpose ask "
				 "more than %d different things of a pupil",
				 PLAN_BITS);
	/* Not cleared, as an arena would: it is large. */
	plan->workspace = memory_allocate(sizeof(*plan->workspace));
	if (plan->workspace == NULL)
		return error_memory(planner->error);
	plan->workspace->answered = false;
	return plan_controller_facts(planner);
}

int plan_make(struct plan **out, const struct policy *policy,
	      const struct request *request, struct error *error)
{
	struct plan *plan = memory_array(1, sizeof(*plan));
	struct planner planner = {plan, error, false};

	if (plan == NULL)
		return error_memory(error);
	plan->policy = policy;
	plan->dictionary = policy->dictionary;
	plan->request = *request;
	if (make(&planner) != 0) {
		plan_free(plan);
		return -1;
	}
	*out = plan;
	return 0;
}

void plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	memory_free(plan->slots);
	memory_free(plan->workspace);
	arena_release(&plan->arena);
	memory_free(plan);
}

uint64_t plan_facts(const struct plan *plan)
{
	return plan->facts;
}

bool plan_asks_when_stated(const struct plan *plan)
{
	for (size_t i = 0; i < plan->bit_count; i++) {
		const struct bit *bit = &plan->bits[i];

		if ((bit->kind == BIT_OBJECTED || bit->kind == BIT_PASSED_ON) &&
		    (bit->stated.from != DATE_NONE ||
		     bit->stated.to != DATE_NONE))
			return true;
	}
	return false;
}

const struct field_set *plan_requested(const struct plan *plan)
{
	return &plan->requested;
}

struct field_set plan_possible(const struct plan *plan)
{
	struct field_set fields = {0};

	if (plan->recipient_fault != REASON_NONE ||
	    plan->purpose_fault != REASON_NONE)
		return fields;
	fields = candidate_fields(&plan->gateways);
	fields = field_set_intersection(fields, plan->requested);
	return field_set_difference(fields, plan->uncollected);
}

struct field_set plan_promised(const struct plan *plan)
{
	return field_set_intersection(candidate_fields(&plan->shares),
				      plan->requested);
}

const struct rule *plan_gateway(const struct plan *plan, size_t index)
{
	for (size_t i = 0; i < plan->gateways.count; i++)
		if (plan->gateways.list[i].in_force && index-- == 0)
			return plan->gateways.list[i].rule;
	return NULL;
}

const struct rule *plan_share(const struct plan *plan, size_t index)
{
	return index < plan->shares.count ? plan->shares.list[index].rule
					  : NULL;
}

bool plan_requires(const struct plan *plan, const struct rule *rule)
{
	return rule->duty && trigger_in(plan, rule->duty_triggers);
}

bool plan_is_aggregate(const struct plan *plan)
{
	const struct rule *rule = plan_gateway(plan, 0);

	for (size_t i = 0; rule != NULL; rule = plan_gateway(plan, ++i))
		if (rule->level.kind != LEVEL_AGGREGATE)
			return false;
	return plan_gateway(plan, 0) != NULL;
}

const struct notice *plan_notice(const struct plan *plan)
{
	return plan->notice;
}

const struct law *plan_regime_law(const struct plan *plan)
{
	return plan->regime != DICTIONARY_NONE
		       ? &plan->dictionary->laws[plan->regime]
		       : NULL;
}

size_t plan_decision_count(const struct plan *plan)
{
	return plan->decision_count;
}

const struct decision *plan_decision(const struct plan *plan, uint32_t index)
{
	return &plan->decisions[index];
}

#include "policy/plan_parts.h"

#include "base/error.h"
#include "base/memory.h"
#include "policy/controller.h"

static const struct window any_day = {DATE_NONE, DATE_NONE};

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

/* --- what was asked for ------------------------------------------------------- */

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
	while (plan->restriction_count + plan->request.binding_room >
	       1ull << plan->bound_bits) {
		int bit = planner_bit(planner,
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
	if (plan_candidates(planner) != 0 || plan_promises(planner) != 0)
		return -1;
	plan_request_fields(plan);
	if (plan_told(planner) != 0 || plan_bindings(plan, planner->error) != 0)
		return -1;
	plan_bound_bits(planner);
	plan->objected_bit =
		planner_holder(planner, BIT_OBJECTED, general, any_day);
	plan->refused_bit =
		planner_holder(planner, BIT_REFUSED, general, any_day);
	plan->restricted_bit =
		planner_bit(planner, (struct bit){.kind = BIT_RESTRICTED});
	plan->marketing_bit = planner_bit(
		planner, (struct bit){.kind = BIT_MARKETING_STOPPED});
	if (planner->out_of_memory)
		return error_memory(planner->error);
	if (planner->too_many_bits)
		return error_set(planner->error, ERROR_INPUT,
				 "the rules for this recipient and purpose ask "
				 "more than %d different things of a pupil",
				 PLAN_BITS);
	/* Not cleared, as an arena would: it is large, and little of it is
	 * touched. */
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
	struct planner planner = {.plan = plan, .error = error};

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

bool plan_is_aggregate(const struct plan *plan)
{
	const struct rule *rule = plan_gateway(plan, 0);

	for (size_t i = 0; rule != NULL; rule = plan_gateway(plan, ++i))
		if (rule->level.kind != LEVEL_AGGREGATE)
			return false;
	return plan_gateway(plan, 0) != NULL;
}

struct field_set plan_area_fields(const struct plan *plan)
{
	const struct dictionary *dictionary = plan->dictionary;
	const struct candidate *candidate;
	struct field_set fields = {0};

	for (size_t i = 0; (candidate = candidate_at(plan, i)) != NULL; i++)
		level_add_area(dictionary, candidate->rule->level, &fields);
	return fields;
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

/*
 * From a signature to a decision: the six gates, in order, over sets of fields
 * (mission: "every gate must open").  A field leaves the set that is still
 * open at the first gate where no rule is left for it, and takes that gate and
 * clause with it.
 */
#include <string.h>

#include "base/error.h"
#include "policy/answer_parts.h"

bool answer_bit(const struct answering *answering, int bit)
{
	return signature_says(answering->signature, bit);
}

void answer_withhold(struct answering *answering, struct field_set fields,
		     enum gate gate, enum reason reason, struct range clause)
{
	fields = field_set_intersection(fields, answering->open);
	answering->open = field_set_difference(answering->open, fields);
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		answering->verdicts[f] = (struct verdict){
			(uint8_t)gate, (uint8_t)reason, clause};
}

void answer_conflict(struct answering *answering, enum gate gate,
		     struct range first, struct range second)
{
	answering->conflict = true;
	answering->decision->conflict[0] = first;
	answering->decision->conflict[1] = second;
	answer_withhold(answering, answering->open, gate, REASON_CONFLICT,
			first);
}

/* --- candidates ----------------------------------------------------------------- */

struct field_set answer_objected(const struct answering *answering,
				 const struct candidate *candidate)
{
	struct field_set objected = {0};

	for (size_t i = 0; i < candidate->rule->objection_count; i++) {
		struct field_set lost;

		if (!answer_bit(answering, candidate->objected_bits[i]))
			continue;
		lost = field_set_difference(
			candidate->fields,
			candidate->rule->objections[i].leaves);
		objected = field_set_union(objected, lost);
	}
	return objected;
}

bool answer_needed(const struct answering *answering,
		   const struct candidate *candidate, size_t need)
{
	return candidate->need_bits[need] == NO_BIT ||
	       answer_bit(answering, candidate->need_bits[need]);
}

/* The first consent that the rule needs and the pupil lacks; NULL: none. */
static const struct need *unconsented(const struct answering *answering,
				      const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->need_count; i++)
		if (rule->needs[i].kind == NEED_CONSENT &&
		    answer_needed(answering, candidate, i) &&
		    !answer_bit(answering, candidate->consent_bits[i]))
			return &rule->needs[i];
	return NULL;
}

/* What a live duty requires when the consent that it needs is there. */
static struct field_set would_require(const struct answering *answering,
				      const struct candidate *candidate)
{
	if (!candidate->duty ||
	    !candidate_live(candidate, answering->signature))
		return (struct field_set){0};
	return field_set_difference(candidate->fields,
				    answer_objected(answering, candidate));
}

/* What a live duty requires: its fields, less what the law itself lets
 * families object to (law: ESA 2008 s14); nothing without a consent that the
 * law itself needs. */
static struct field_set duty_fields(const struct answering *answering,
				    const struct candidate *candidate)
{
	if (unconsented(answering, candidate) != NULL)
		return (struct field_set){0};
	return would_require(answering, candidate);
}

struct field_set answer_used(const struct answering *answering,
			     const struct candidate *candidate)
{
	struct field_set promised =
		field_set_difference(answering->open, answering->duty);
	struct field_set used;

	if (!candidate_live(candidate, answering->signature))
		return (struct field_set){0};
	used = field_set_intersection(candidate->fields, promised);
	if (candidate->rule->kind == RULE_GATEWAY) {
		struct field_set owed = duty_fields(answering, candidate);

		owed = field_set_intersection(owed, answering->duty);
		owed = field_set_intersection(owed, answering->open);
		used = field_set_union(used, owed);
	}
	return used;
}

const struct candidate *answer_first_duty(const struct answering *answering,
					  struct field_set fields)
{
	const struct candidates *gateways = &answering->plan->gateways;

	for (size_t i = 0; i < gateways->count; i++) {
		struct field_set owed;

		owed = duty_fields(answering, &gateways->list[i]);
		if (!field_set_empty(field_set_intersection(owed, fields)))
			return &gateways->list[i];
	}
	return NULL;
}

/* --- gates 1 and 2 ---------------------------------------------------------------- */

static void gate_recipient(struct answering *answering)
{
	const struct plan *plan = answering->plan;

	if (plan->recipient_fault != REASON_NONE)
		answer_withhold(answering, answering->open, GATE_RECIPIENT,
				plan->recipient_fault, plan->recipient_clause);
}

static void withhold_uncollected(struct answering *answering)
{
	struct field_set closed;

	closed = field_set_intersection(answering->open,
					answering->plan->uncollected);
	for (uint16_t f = field_set_next(&closed, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&closed, (uint16_t)(f + 1))) {
		struct field_set one = {0};

		field_set_add(&one, f);
		answer_withhold(answering, one, GATE_LAW,
				REASON_COLLECTION_ENDED,
				answering->plan->dictionary->fields[f].range);
	}
}

/* A prohibition of law stops a permission; against a duty it is a conflict. */
static void forbid_by_law(struct answering *answering)
{
	const struct candidates *list = &answering->plan->law_prohibitions;

	for (size_t i = 0; i < list->count && !answering->conflict; i++) {
		const struct candidate *never = &list->list[i];
		const struct candidate *duty;
		struct field_set fields;

		if (!candidate_live(never, answering->signature))
			continue;
		fields = field_set_intersection(never->fields, answering->open);
		duty = answer_first_duty(answering, fields);
		if (duty != NULL)
			answer_conflict(answering, GATE_LAW, never->rule->range,
					duty->rule->range);
		else
			answer_withhold(answering, fields, GATE_LAW,
					REASON_FORBIDDEN_BY_LAW,
					never->rule->range);
	}
}

static void gate_law(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	const struct candidates *gateways = &plan->gateways;
	struct field_set any = {0};
	struct field_set in_force = {0};

	if (plan->purpose_fault != REASON_NONE) {
		answer_withhold(answering, answering->open, GATE_LAW,
				plan->purpose_fault, plan->purpose_clause);
		return;
	}
	withhold_uncollected(answering);
	forbid_by_law(answering);
	for (size_t i = 0; i < gateways->count; i++) {
		const struct candidate *gateway = &gateways->list[i];

		any = field_set_union(any, gateway->fields);
		if (gateway->in_force)
			in_force = field_set_union(in_force, gateway->fields);
	}
	answer_withhold(answering, field_set_difference(answering->open, any),
			GATE_LAW, REASON_NO_GATEWAY, no_clause);
	for (size_t i = 0; i < gateways->count; i++) {
		const struct candidate *gateway = &gateways->list[i];

		if (!gateway->in_force)
			answer_withhold(
				answering,
				field_set_difference(gateway->fields, in_force),
				GATE_LAW, REASON_LAW_NOT_IN_FORCE,
				gateway->not_in_force);
	}
}

static void find_duties(struct answering *answering)
{
	const struct candidates *gateways = &answering->plan->gateways;

	for (size_t i = 0; i < gateways->count; i++)
		answering->duty = field_set_union(
			answering->duty,
			duty_fields(answering, &gateways->list[i]));
	answering->duty =
		field_set_intersection(answering->duty, answering->open);
}

/* A duty passes promise; the consent that its own law needs it does not. */
static void withhold_duties_unconsented(struct answering *answering)
{
	const struct candidates *gateways = &answering->plan->gateways;

	for (size_t i = 0; i < gateways->count; i++) {
		const struct candidate *gateway = &gateways->list[i];
		const struct need *need = unconsented(answering, gateway);
		struct field_set fields = would_require(answering, gateway);

		if (need != NULL)
			answer_withhold(
				answering,
				field_set_difference(fields, answering->duty),
				GATE_WISHES, REASON_NO_CONSENT, need->range);
	}
}

/* --- gate 3 -------------------------------------------------------------------------- */

struct field_set answer_voluntary(const struct answering *answering)
{
	return field_set_difference(answering->open, answering->duty);
}

struct field_set answer_bound(const struct answering *answering,
			      const struct terms_said *said)
{
	return field_set_intersection(
		answer_voluntary(answering),
		answering->plan->category_fields[said->category]);
}

/* Data carries the promise of whoever gave it; the controller's own gates can
 * only narrow that. */
static void gate_terms(struct answering *answering)
{
	const struct restrictions *restrictions = answering->restrictions;

	for (size_t i = 0; i < restrictions->count; i++) {
		const struct terms_said *said = &restrictions->list[i];

		if (!said->granted)
			answer_withhold(
				answering, answer_bound(answering, said),
				GATE_PROMISE, REASON_NOT_GRANTED, said->clause);
	}
}

/* What had to be destroyed before is not there for a duty either. */
static void withhold_over(struct answering *answering)
{
	const struct restrictions *restrictions = answering->restrictions;

	for (size_t i = 0; i < restrictions->count; i++) {
		const struct terms_said *said = &restrictions->list[i];

		if (said->over)
			answer_withhold(
				answering,
				answering->plan
					->category_fields[said->category],
				GATE_PROMISE, REASON_NOT_GRANTED, said->clause);
	}
}

static void gate_promise(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	struct field_set promised = {0};

	gate_terms(answering);
	for (size_t i = 0; i < plan->shares.count; i++)
		promised =
			field_set_union(promised, plan->shares.list[i].fields);
	answer_withhold(
		answering,
		field_set_difference(answer_voluntary(answering), promised),
		GATE_PROMISE, REASON_NOT_PROMISED,
		plan->notice != NULL ? plan->notice->range : no_clause);
	for (size_t i = 0; i < plan->notice_prohibitions.count; i++) {
		const struct candidate *never =
			&plan->notice_prohibitions.list[i];

		if (candidate_live(never, answering->signature))
			answer_withhold(answering,
					field_set_intersection(
						never->fields,
						answer_voluntary(answering)),
					GATE_PROMISE,
					REASON_FORBIDDEN_BY_NOTICE,
					never->rule->range);
	}
	for (size_t i = 0; i < plan->shares.count; i++) {
		const struct candidate *share = &plan->shares.list[i];
		struct field_set fields;

		fields = field_set_intersection(share->fields,
						answer_voluntary(answering));
		answer_withhold(answering,
				field_set_difference(fields, answering->told),
				GATE_PROMISE, REASON_NOT_TOLD,
				share->rule->range);
	}
}

/* --- gate 4 -------------------------------------------------------------------------- */

/* Why a rule in force does not hold for this pupil, and the clause. */
static enum reason not_live_reason(const struct answering *answering,
				   const struct candidate *candidate,
				   struct range *clause)
{
	const struct rule *rule = candidate->rule;

	if (!candidate->triggered) {
		*clause = rule->triggers_range;
		return REASON_TRIGGER;
	}
	if (candidate->when_bit != NO_BIT &&
	    !answer_bit(answering, candidate->when_bit)) {
		*clause = rule->when->range;
		return REASON_CONDITION;
	}
	*clause = rule->every_range;
	return REASON_TOO_SOON;
}

static void withhold_not_live(struct answering *answering,
			      const struct candidates *candidates)
{
	struct field_set live =
		candidate_live_fields(candidates, answering->signature);

	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *candidate = &candidates->list[i];
		struct field_set fields;
		struct range clause;
		enum reason reason;

		if (!candidate->in_force ||
		    candidate_live(candidate, answering->signature))
			continue;
		fields = field_set_intersection(candidate->fields,
						answer_voluntary(answering));
		reason = not_live_reason(answering, candidate, &clause);
		answer_withhold(answering, field_set_difference(fields, live),
				GATE_PUPIL, reason, clause);
	}
}

static void gate_pupil(struct answering *answering)
{
	withhold_not_live(answering, &answering->plan->gateways);
	withhold_not_live(answering, &answering->plan->shares);
}

/* --- gate 5 -------------------------------------------------------------------------- */

static void withhold_unconsented(struct answering *answering,
				 const struct candidate *candidate)
{
	const struct need *need = unconsented(answering, candidate);

	if (need != NULL)
		answer_withhold(
			answering,
			field_set_intersection(candidate->fields,
					       answer_voluntary(answering)),
			GATE_WISHES, REASON_NO_CONSENT, need->range);
}

static void withhold_objected(struct answering *answering,
			      const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->objection_count; i++) {
		struct field_set fields;

		if (!answer_bit(answering, candidate->objected_bits[i]))
			continue;
		fields = field_set_intersection(candidate->fields,
						answer_voluntary(answering));
		answer_withhold(answering,
				field_set_difference(
					fields, rule->objections[i].leaves),
				GATE_WISHES, REASON_OBJECTION,
				rule->objections[i].range);
	}
}

struct field_set answer_clause_fields(const struct answering *answering)
{
	const struct candidate *candidate;
	struct field_set fields = {0};

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++)
		if (candidate->rule->objection_count > 0 &&
		    candidate_live(candidate, answering->signature))
			fields = field_set_union(fields, candidate->fields);
	return fields;
}

static struct range honour_clause(const struct plan *plan)
{
	return plan->notice != NULL && plan->notice->honour != NULL
		       ? plan->notice->honour->range
		       : no_clause;
}

void answer_each_live(struct answering *answering,
		      void (*visit)(struct answering *answering,
				    const struct candidate *candidate))
{
	const struct candidate *candidate;

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++)
		if (candidate_live(candidate, answering->signature))
			visit(answering, candidate);
}

static void gate_wishes(struct answering *answering)
{
	const struct plan *plan = answering->plan;

	if (!plan->purpose->protects &&
	    answer_bit(answering, plan->restricted_bit))
		answer_withhold(answering, answer_voluntary(answering),
				GATE_WISHES, REASON_RESTRICTION, no_clause);
	if (!plan->purpose->protects &&
	    answer_bit(answering, plan->refused_bit))
		answer_withhold(answering, answer_voluntary(answering),
				GATE_WISHES, REASON_REFUSAL,
				honour_clause(plan));
	if (plan->purpose->marketing &&
	    answer_bit(answering, plan->marketing_bit))
		answer_withhold(answering, answer_voluntary(answering),
				GATE_WISHES, REASON_MARKETING_STOP,
				plan->purpose->range);
	answer_each_live(answering, withhold_unconsented);
	answer_each_live(answering, withhold_objected);
	/* Where no rule says what an objection leaves, it leaves nothing
	 * (R-168, C20). */
	if (!plan->purpose->protects &&
	    answer_bit(answering, plan->objected_bit))
		answer_withhold(
			answering,
			field_set_difference(answer_voluntary(answering),
					     answer_clause_fields(answering)),
			GATE_WISHES, REASON_OBJECTION, honour_clause(plan));
}

/* ------------------------------------------------------------------------------------ */

static void pass_gates(struct answering *answering)
{
	gate_recipient(answering);
	gate_law(answering);
	if (answering->conflict || field_set_empty(answering->open))
		return;
	withhold_over(answering);
	find_duties(answering);
	withhold_duties_unconsented(answering);
	gate_promise(answering);
	gate_pupil(answering);
	gate_wishes(answering);
	answer_safeguards(answering);
}

static const struct restrictions *
find_restrictions(const struct plan *plan, const struct signature *signature)
{
	size_t number = 0;

	for (unsigned int i = 0; i < plan->bound_bits; i++)
		number |= (size_t)signature_has(signature,
						(size_t)plan->bound_bit + i)
			  << i;
	return &plan->restrictions[number];
}

int answer(struct plan *plan, const struct signature *signature,
	   struct decision *decision, struct error *error)
{
	struct answering answering = {
		.plan = plan,
		.signature = signature,
		.decision = decision,
		.open = plan->requested,
		.told = plan_fields_told(plan, signature),
		.restrictions = find_restrictions(plan, signature),
	};

	*decision = (struct decision){
		.level = level_named(),
		.regime = plan->regime,
		.requested = plan->requested,
	};
	answering.verdicts =
		arena_array(&plan->arena, plan->dictionary->field_count,
			    sizeof(*answering.verdicts));
	if (answering.verdicts == NULL)
		return error_memory(error);
	decision->verdicts = answering.verdicts;
	pass_gates(&answering);
	decision->released = answering.open;
	if (answering.conflict)
		decision->outcome = OUTCOME_CONFLICT;
	else if (!field_set_empty(answering.open))
		decision->outcome = OUTCOME_PERMIT;
	if (decision->outcome == OUTCOME_PERMIT)
		answer_obligations(&answering);
	return answering.failed ? error_memory(error) : 0;
}

/*
 * From a signature to a decision: the six gates, in order, over sets of fields
 * (mission: "every gate must open").  A field leaves the set that is still
 * open at the first gate where no rule is left for it, and takes that gate and
 * clause with it.
 */
#include <string.h>

#include "base/error.h"
#include "language/tree.h"
#include "policy/plan_parts.h"

struct answering {
	struct plan *plan;
	uint64_t signature;
	struct decision *decision;
	struct verdict *verdicts;
	struct obligation *obligations;
	size_t obligation_capacity;
	bool failed; /* memory ran out */
	struct field_set open;	/* not withheld so far */
	struct field_set duty;	/* required by a duty, whatever was promised */
	struct field_set told;	/* families were told of it */
	struct field_set live;	/* some gateway's conditions hold */
	bool conflict;
};

static bool is_set(const struct answering *answering, int bit)
{
	return bit != NO_BIT && (answering->signature >> bit & 1) != 0;
}

static void withhold(struct answering *answering, struct field_set fields,
		     enum gate gate, enum reason reason, struct range clause)
{
	fields = field_set_intersection(fields, answering->open);
	answering->open = field_set_difference(answering->open, fields);
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		answering->verdicts[f] = (struct verdict){
			(uint8_t)gate, (uint8_t)reason, clause };
}

static void stop_with_conflict(struct answering *answering, enum gate gate,
			       struct range first, struct range second)
{
	answering->conflict = true;
	answering->decision->conflict[0] = first;
	answering->decision->conflict[1] = second;
	withhold(answering, answering->open, gate, REASON_CONFLICT, first);
}

static const struct range no_clause = { NULL, 0, 0 };

/* --- candidates ----------------------------------------------------------------- */

static bool is_live(const struct answering *answering,
		    const struct candidate *candidate)
{
	return candidate->in_force && candidate->triggered && candidate->due &&
	       (candidate->when_bit == NO_BIT ||
		is_set(answering, candidate->when_bit));
}

/* What an objection against this rule withholds from its fields. */
static struct field_set objected_fields(const struct answering *answering,
					const struct candidate *candidate)
{
	struct field_set objected = { 0 };

	for (size_t i = 0; i < candidate->rule->objection_count; i++) {
		struct field_set lost;

		if (!is_set(answering, candidate->objected_bits[i]))
			continue;
		lost = field_set_difference(
			candidate->fields,
			candidate->rule->objections[i].leaves);
		objected = field_set_union(objected, lost);
	}
	return objected;
}

/* What a live duty requires: its fields, less what the law itself lets
 * families object to (law: ESA 2008 s14). */
static struct field_set duty_fields(const struct answering *answering,
				    const struct candidate *candidate)
{
	if (!candidate->duty || !is_live(answering, candidate))
		return (struct field_set){ 0 };
	return field_set_difference(candidate->fields,
				    objected_fields(answering, candidate));
}

/* The open fields that a live gateway or share is being used for. */
static struct field_set used_fields(const struct answering *answering,
				    const struct candidate *candidate)
{
	struct field_set promised = field_set_difference(answering->open,
							 answering->duty);
	struct field_set used;

	if (!is_live(answering, candidate))
		return (struct field_set){ 0 };
	used = field_set_intersection(candidate->fields, promised);
	if (candidate->rule->kind == RULE_GATEWAY) {
		struct field_set owed = duty_fields(answering, candidate);

		owed = field_set_intersection(owed, answering->duty);
		owed = field_set_intersection(owed, answering->open);
		used = field_set_union(used, owed);
	}
	return used;
}

/* The first duty that requires one of `fields`. */
static const struct candidate *
first_duty(const struct answering *answering, struct field_set fields)
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
		withhold(answering, answering->open, GATE_RECIPIENT,
			 plan->recipient_fault, plan->recipient_clause);
}

static void withhold_uncollected(struct answering *answering)
{
	struct field_set closed;

	closed = field_set_intersection(answering->open,
					answering->plan->uncollected);
	for (uint16_t f = field_set_next(&closed, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&closed, (uint16_t)(f + 1))) {
		struct field_set one = { 0 };

		field_set_add(&one, f);
		withhold(answering, one, GATE_LAW, REASON_COLLECTION_ENDED,
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

		if (!is_live(answering, never))
			continue;
		fields = field_set_intersection(never->fields, answering->open);
		duty = first_duty(answering, fields);
		if (duty != NULL)
			stop_with_conflict(answering, GATE_LAW,
					   never->rule->range,
					   duty->rule->range);
		else
			withhold(answering, fields, GATE_LAW,
				 REASON_FORBIDDEN_BY_LAW, never->rule->range);
	}
}

static void gate_law(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	const struct candidates *gateways = &plan->gateways;
	struct field_set any = { 0 };
	struct field_set in_force = { 0 };

	if (plan->purpose_fault != REASON_NONE) {
		withhold(answering, answering->open, GATE_LAW,
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
	withhold(answering, field_set_difference(answering->open, any),
		 GATE_LAW, REASON_NO_GATEWAY, no_clause);
	for (size_t i = 0; i < gateways->count; i++) {
		const struct candidate *gateway = &gateways->list[i];

		if (!gateway->in_force)
			withhold(answering,
				 field_set_difference(gateway->fields,
						      in_force),
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
	answering->duty = field_set_intersection(answering->duty,
						 answering->open);
}

/* --- gate 3 -------------------------------------------------------------------------- */

static void find_told(struct answering *answering)
{
	const struct plan *plan = answering->plan;

	for (size_t i = 0; i < plan->telling_count; i++)
		if (is_set(answering, plan->tellings[i].bit))
			answering->told = field_set_union(
				answering->told, plan->tellings[i].fields);
}

/* All but what duties require. */
static struct field_set voluntary(const struct answering *answering)
{
	return field_set_difference(answering->open, answering->duty);
}

static void gate_promise(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	struct field_set promised = { 0 };

	for (size_t i = 0; i < plan->shares.count; i++)
		promised = field_set_union(promised,
					   plan->shares.list[i].fields);
	withhold(answering,
		 field_set_difference(voluntary(answering), promised),
		 GATE_PROMISE, REASON_NOT_PROMISED,
		 plan->notice != NULL ? plan->notice->range : no_clause);
	for (size_t i = 0; i < plan->notice_prohibitions.count; i++) {
		const struct candidate *never =
			&plan->notice_prohibitions.list[i];

		if (is_live(answering, never))
			withhold(answering,
				 field_set_intersection(never->fields,
							voluntary(answering)),
				 GATE_PROMISE, REASON_FORBIDDEN_BY_NOTICE,
				 never->rule->range);
	}
	for (size_t i = 0; i < plan->shares.count; i++) {
		const struct candidate *share = &plan->shares.list[i];
		struct field_set fields;

		fields = field_set_intersection(share->fields,
						voluntary(answering));
		withhold(answering,
			 field_set_difference(fields, answering->told),
			 GATE_PROMISE, REASON_NOT_TOLD, share->rule->range);
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
	    !is_set(answering, candidate->when_bit)) {
		*clause = rule->when->range;
		return REASON_CONDITION;
	}
	*clause = rule->every_range;
	return REASON_TOO_SOON;
}

static void withhold_not_live(struct answering *answering,
			      const struct candidates *candidates)
{
	struct field_set live = { 0 };

	for (size_t i = 0; i < candidates->count; i++)
		if (is_live(answering, &candidates->list[i]))
			live = field_set_union(live,
					       candidates->list[i].fields);
	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *candidate = &candidates->list[i];
		struct field_set fields;
		struct range clause;
		enum reason reason;

		if (!candidate->in_force || is_live(answering, candidate))
			continue;
		fields = field_set_intersection(candidate->fields,
						voluntary(answering));
		reason = not_live_reason(answering, candidate, &clause);
		withhold(answering, field_set_difference(fields, live),
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
	const struct rule *rule = candidate->rule;

	if (is_set(answering, answering->plan->consented_bit))
		return;
	for (size_t i = 0; i < rule->need_count; i++) {
		bool needed = candidate->need_bits[i] == NO_BIT ||
			      is_set(answering, candidate->need_bits[i]);

		if (rule->needs[i].kind == NEED_CONSENT && needed)
			withhold(answering,
				 field_set_intersection(candidate->fields,
							voluntary(answering)),
				 GATE_WISHES, REASON_NO_CONSENT,
				 rule->needs[i].range);
	}
}

static void withhold_objected(struct answering *answering,
			      const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->objection_count; i++) {
		struct field_set fields;

		if (!is_set(answering, candidate->objected_bits[i]))
			continue;
		fields = field_set_intersection(candidate->fields,
						voluntary(answering));
		withhold(answering,
			 field_set_difference(fields,
					      rule->objections[i].leaves),
			 GATE_WISHES, REASON_OBJECTION,
			 rule->objections[i].range);
	}
}

/* The fields of live rules that say what an objection leaves. */
static struct field_set clause_fields(const struct answering *answering)
{
	const struct candidates *lists[] = { &answering->plan->gateways,
					     &answering->plan->shares };
	struct field_set fields = { 0 };

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct candidate *candidate = &lists[l]->list[i];

			if (candidate->rule->objection_count > 0 &&
			    is_live(answering, candidate))
				fields = field_set_union(fields,
							 candidate->fields);
		}
	return fields;
}

static struct range honour_clause(const struct plan *plan)
{
	return plan->notice != NULL && plan->notice->honour != NULL
		       ? plan->notice->honour->range
		       : no_clause;
}

static void each_live(struct answering *answering,
		      void (*visit)(struct answering *answering,
				    const struct candidate *candidate))
{
	const struct candidates *lists[] = { &answering->plan->gateways,
					     &answering->plan->shares };

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++)
			if (is_live(answering, &lists[l]->list[i]))
				visit(answering, &lists[l]->list[i]);
}

static void gate_wishes(struct answering *answering)
{
	const struct plan *plan = answering->plan;

	if (!plan->purpose->protects && is_set(answering, plan->restricted_bit))
		withhold(answering, voluntary(answering), GATE_WISHES,
			 REASON_RESTRICTION, no_clause);
	if (!plan->purpose->protects && is_set(answering, plan->refused_bit))
		withhold(answering, voluntary(answering), GATE_WISHES,
			 REASON_REFUSAL, honour_clause(plan));
	if (plan->purpose->marketing && is_set(answering, plan->marketing_bit))
		withhold(answering, voluntary(answering), GATE_WISHES,
			 REASON_MARKETING_STOP, plan->purpose->range);
	each_live(answering, withhold_unconsented);
	each_live(answering, withhold_objected);
	/* Where no rule says what an objection leaves, it leaves nothing
	 * (R-168, C20). */
	if (!plan->purpose->protects && is_set(answering, plan->objected_bit))
		withhold(answering,
			 field_set_difference(voluntary(answering),
					      clause_fields(answering)),
			 GATE_WISHES, REASON_OBJECTION, honour_clause(plan));
}

/* --- gate 6 -------------------------------------------------------------------------- */

static void withhold_needed(struct answering *answering,
			    const struct candidate *candidate)
{
	static const enum reason reasons[] = {
		[NEED_APPROVAL] = REASON_NO_APPROVAL,
		[NEED_AUTHORISATION] = REASON_NO_AUTHORISATION,
		[NEED_CONSENT] = REASON_NO_CONSENT,
		[NEED_IDENTITY] = REASON_NO_IDENTITY,
		[NEED_TERMS] = REASON_NO_TERMS,
	};
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->need_count; i++) {
		bool needed = candidate->need_bits[i] == NO_BIT ||
			      is_set(answering, candidate->need_bits[i]);

		if (rule->needs[i].kind == NEED_CONSENT || !needed ||
		    candidate->granted[i])
			continue;
		withhold(answering, used_fields(answering, candidate),
			 GATE_SAFEGUARDS, reasons[rule->needs[i].kind],
			 rule->needs[i].range);
	}
}

/* The least revealing level that rules set for each field, and the clause. */
struct levels {
	struct level level[FIELD_LIMIT];
	struct range clause[FIELD_LIMIT];
	struct field_set known;
};

static void add_level(struct answering *answering, struct levels *levels,
		      const struct candidate *candidate)
{
	const struct dictionary *dictionary = answering->plan->dictionary;
	const struct rule *rule = candidate->rule;
	struct field_set used = used_fields(answering, candidate);

	for (uint16_t f = field_set_next(&used, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&used, (uint16_t)(f + 1))) {
		if (field_set_has(&levels->known, f) &&
		    (level_equal(rule->level, levels->level[f]) ||
		     !level_within(dictionary, rule->level, levels->level[f])))
			continue;
		field_set_add(&levels->known, f);
		levels->level[f] = rule->level;
		levels->clause[f] = rule->level_range;
	}
}

/* Every rule must allow the level found, or two of them disagree.  Looking at
 * the pairs only in turn would let the order of rules decide. */
static void check_level(struct answering *answering,
			const struct levels *levels,
			const struct candidate *candidate)
{
	const struct dictionary *dictionary = answering->plan->dictionary;
	const struct rule *rule = candidate->rule;
	struct field_set used = used_fields(answering, candidate);

	for (uint16_t f = field_set_next(&used, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&used, (uint16_t)(f + 1))) {
		if (level_within(dictionary, levels->level[f], rule->level))
			continue;
		stop_with_conflict(answering, GATE_SAFEGUARDS,
				   levels->clause[f], rule->level_range);
		return;
	}
}

static void find_levels(struct answering *answering, struct levels *levels)
{
	const struct candidates *lists[] = { &answering->plan->gateways,
					     &answering->plan->shares };

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++)
			add_level(answering, levels, &lists[l]->list[i]);
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++)
			if (!answering->conflict)
				check_level(answering, levels,
					    &lists[l]->list[i]);
}

/* The least revealing level over `fields`; a conflict when there is none. */
static struct level common_level(struct answering *answering,
				 const struct levels *levels,
				 struct field_set fields, struct range *clause)
{
	const struct dictionary *dictionary = answering->plan->dictionary;
	uint16_t least = field_set_next(&fields, 0);

	for (uint16_t f = least; f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		if (!level_within(dictionary, levels->level[least],
				  levels->level[f]) &&
		    level_within(dictionary, levels->level[f],
				 levels->level[least]))
			least = f;
	*clause = levels->clause[least];
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1))) {
		if (level_within(dictionary, levels->level[least],
				 levels->level[f]))
			continue;
		stop_with_conflict(answering, GATE_SAFEGUARDS, *clause,
				   levels->clause[f]);
		break;
	}
	return levels->level[least];
}

/* Fields whose own rule allows less than the level of the whole. */
static void withhold_beyond(struct answering *answering,
			    const struct levels *levels, struct level level)
{
	const struct dictionary *dictionary = answering->plan->dictionary;
	struct field_set fields = answering->open;

	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1))) {
		struct field_set one = { 0 };

		field_set_add(&one, f);
		if (!level_within(dictionary, level, levels->level[f]))
			withhold(answering, one, GATE_SAFEGUARDS, REASON_LEVEL,
				 levels->clause[f]);
		else if (level.kind != LEVEL_NAMED &&
			 dictionary->fields[f].identifies)
			withhold(answering, one, GATE_SAFEGUARDS,
				 REASON_IDENTIFIES, levels->clause[f]);
	}
}

static void gate_level(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	struct levels levels = { 0 };
	struct field_set owed;
	struct level level;
	struct range clause;

	if (field_set_empty(answering->open))
		return;
	find_levels(answering, &levels);
	if (answering->conflict)
		return;
	/* What a duty requires sets the level; the rest fits in or stays. */
	owed = field_set_intersection(answering->open, answering->duty);
	level = common_level(answering, &levels,
			     field_set_empty(owed) ? answering->open : owed,
			     &clause);
	if (answering->conflict)
		return;
	if (plan->request.has_level) {
		if (!level_within(plan->dictionary, plan->request.level,
				  level)) {
			withhold(answering, answering->open, GATE_SAFEGUARDS,
				 REASON_LEVEL, clause);
			return;
		}
		level = plan->request.level;
	}
	answering->decision->level = level;
	withhold_beyond(answering, &levels, level);
}

static void gate_safeguards(struct answering *answering)
{
	const struct candidates *lists[] = { &answering->plan->gateways,
					     &answering->plan->shares };

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++)
			withhold_needed(answering, &lists[l]->list[i]);
	gate_level(answering);
}

/* --- obligations ------------------------------------------------------------------- */

static void oblige(struct answering *answering, enum obligation_kind kind,
		   struct range clause, int32_t date)
{
	struct decision *decision = answering->decision;
	struct obligation *list;

	list = arena_grow(&answering->plan->arena, answering->obligations,
			  decision->obligation_count,
			  &answering->obligation_capacity, sizeof(*list));
	if (list == NULL) {
		answering->failed = true;
		return;
	}
	list[decision->obligation_count++] =
		(struct obligation){ kind, clause, date };
	answering->obligations = list;
	decision->obligations = list;
}

/* Duty fields that gate 3 would have withheld. */
static struct field_set notice_gap(const struct answering *answering)
{
	const struct plan *plan = answering->plan;
	struct field_set promised = { 0 };

	for (size_t i = 0; i < plan->shares.count; i++)
		if (is_live(answering, &plan->shares.list[i]))
			promised = field_set_union(promised,
						   plan->shares.list[i].fields);
	promised = field_set_intersection(promised, answering->told);
	for (size_t i = 0; i < plan->notice_prohibitions.count; i++)
		if (is_live(answering, &plan->notice_prohibitions.list[i]))
			promised = field_set_difference(
				promised,
				plan->notice_prohibitions.list[i].fields);
	return field_set_difference(
		field_set_intersection(answering->open, answering->duty),
		promised);
}

/* Whether wishes would have withheld some of `owed` but for the duty. */
static bool wishes_overridden(const struct answering *answering,
			      struct field_set owed)
{
	const struct plan *plan = answering->plan;
	const struct candidates *lists[] = { &plan->gateways, &plan->shares };

	if (field_set_empty(owed))
		return false;
	if (!plan->purpose->protects &&
	    (is_set(answering, plan->restricted_bit) ||
	     is_set(answering, plan->refused_bit)))
		return true;
	if (plan->purpose->marketing && is_set(answering, plan->marketing_bit))
		return true;
	if (!plan->purpose->protects &&
	    is_set(answering, plan->objected_bit) &&
	    !field_set_empty(
		    field_set_difference(owed, clause_fields(answering))))
		return true;
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			struct field_set lost;

			if (!is_live(answering, &lists[l]->list[i]))
				continue;
			lost = objected_fields(answering, &lists[l]->list[i]);
			lost = field_set_intersection(lost, owed);
			if (!field_set_empty(lost))
				return true;
		}
	return false;
}

static void oblige_for_duty(struct answering *answering)
{
	struct field_set owed = field_set_intersection(answering->open,
						       answering->duty);
	const struct candidate *duty;

	duty = first_duty(answering, notice_gap(answering));
	if (duty != NULL)
		oblige(answering, OBLIGATION_NOTICE_GAP, duty->rule->range,
		       DATE_NONE);
	if (wishes_overridden(answering, owed))
		oblige(answering, OBLIGATION_OVERRIDDEN,
		       first_duty(answering, owed)->rule->range, DATE_NONE);
}

static void oblige_for_safety(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	struct field_set plain = field_set_difference(answering->open,
						      clause_fields(answering));

	if (plan->purpose->protects &&
	    (is_set(answering, plan->restricted_bit) ||
	     is_set(answering, plan->refused_bit) ||
	     (is_set(answering, plan->objected_bit) &&
	      !field_set_empty(plain))))
		oblige(answering, OBLIGATION_SAFETY, plan->purpose->range,
		       DATE_NONE);
}

static void oblige_passed_on(struct answering *answering,
			     const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->objection_count; i++) {
		struct field_set lost;

		lost = field_set_difference(candidate->fields,
					    rule->objections[i].leaves);
		lost = field_set_intersection(lost, answering->open);
		if (is_set(answering, candidate->passed_on_bits[i]) &&
		    !field_set_empty(lost))
			oblige(answering, OBLIGATION_PASSED_ON,
			       rule->objections[i].range, DATE_NONE);
	}
}

static void oblige_unconfirmed(struct answering *answering,
			       const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;
	struct range last = no_clause;

	if (rule->kind != RULE_GATEWAY ||
	    field_set_empty(used_fields(answering, candidate)))
		return;
	for (size_t i = 0; i < rule->law_count; i++) {
		const struct law *law =
			&answering->plan->dictionary->laws[rule->laws[i]];
		struct range clause = rule->law_ranges[i];

		if (!law->unconfirmed || clause.start == last.start)
			continue;
		oblige(answering, OBLIGATION_UNCONFIRMED, clause, DATE_NONE);
		last = clause; /* a clause may name several */
	}
}

static void oblige_onward(struct answering *answering,
			  const struct candidate *candidate)
{
	if (field_set_empty(used_fields(answering, candidate)))
		return;
	for (size_t i = 0; i < candidate->rule->onward_count; i++)
		oblige(answering, OBLIGATION_ONWARD,
		       candidate->rule->onward[i].range, DATE_NONE);
}

/* The earliest of all the dates by which it must be destroyed. */
static void oblige_delete(struct answering *answering)
{
	const struct candidates *lists[] = { &answering->plan->gateways,
					     &answering->plan->shares };
	int32_t earliest = DATE_NONE;
	struct range clause = no_clause;

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct rule *rule = lists[l]->list[i].rule;
			int32_t by = answering->plan->request.date;

			if (rule->delete_months == 0 && rule->delete_days == 0)
				continue;
			if (field_set_empty(used_fields(answering,
							&lists[l]->list[i])))
				continue;
			by = date_add_months(by, rule->delete_months) +
			     rule->delete_days;
			if (earliest == DATE_NONE || by < earliest) {
				earliest = by;
				clause = rule->delete_range;
			}
		}
	if (earliest != DATE_NONE)
		oblige(answering, OBLIGATION_DELETE, clause, earliest);
}

static void find_obligations(struct answering *answering)
{
	oblige_for_duty(answering);
	oblige_for_safety(answering);
	each_live(answering, oblige_passed_on);
	each_live(answering, oblige_unconfirmed);
	if (answering->decision->level.kind == LEVEL_INSIDE)
		oblige(answering, OBLIGATION_NO_IDENTITY_OUT, no_clause,
		       DATE_NONE);
	each_live(answering, oblige_onward);
	oblige_delete(answering);
}

/* ------------------------------------------------------------------------------------ */

static void pass_gates(struct answering *answering)
{
	find_told(answering);
	gate_recipient(answering);
	gate_law(answering);
	if (answering->conflict || field_set_empty(answering->open))
		return;
	find_duties(answering);
	gate_promise(answering);
	gate_pupil(answering);
	gate_wishes(answering);
	gate_safeguards(answering);
}

int answer(struct plan *plan, uint64_t signature, struct decision *decision,
	   struct error *error)
{
	struct answering answering = {
		.plan = plan,
		.signature = signature,
		.decision = decision,
		.open = plan->requested,
	};

	*decision = (struct decision){
		.level = level_named(),
		.requested = plan->requested,
	};
	answering.verdicts = arena_array(&plan->arena,
					 plan->dictionary->field_count,
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
		find_obligations(&answering);
	return answering.failed ? error_memory(error) : 0;
}

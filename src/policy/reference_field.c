/* One field through the reference's gates, all but the level of the whole. */
#include "policy/reference_parts.h"

#include <string.h>

static void add_rule(struct rules *rules, const struct statement *rule)
{
	if (rules->count < RULES)
		rules->list[rules->count++] = rule;
}

bool reference_any_clause(const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		if (statement_child(rules->list[i], KEYWORD_OBJECTION, NULL) !=
		    NULL)
			return true;
	return false;
}

static bool rests_on_pending(const struct asking *asking,
			     const struct statement *gateway)
{
	const struct statement *laws = NULL;

	while ((laws = statement_child(gateway, KEYWORD_LAWS, laws)) != NULL) {
		const struct argument *names = statement_argument(laws, "");

		for (size_t i = 0; i < names->name_count; i++)
			if (asking->dictionary
				    ->laws[dictionary_find(
					    asking->dictionary, KIND_LAW,
					    names->names[i].text)]
				    .pending)
				return true;
	}
	return false;
}

static bool duty_applies(const struct asking *asking,
			 const struct statement *gateway)
{
	const struct statement *duty =
		statement_child(gateway, KEYWORD_DUTY, NULL);
	const struct argument *on;

	if (duty == NULL || rests_on_pending(asking, gateway))
		return false;
	on = statement_argument(duty, "on");
	return on == NULL || asking_trigger_named(asking, on);
}

void asking_find_gateways(const struct asking *asking, uint16_t field,
			  struct field_rules *rules)
{
	const struct dictionary *dictionary = asking->dictionary;

	for (uint16_t i = 0; i < dictionary->gateway_count; i++) {
		const struct statement *gateway = dictionary->gateways[i];
		const struct statement *need;
		enum reason reason;
		struct range why;

		if (!asking_speaks(asking, gateway) ||
		    !asking_covers_field(asking, asking->notice, gateway,
					 field))
			continue;
		add_rule(&rules->gateways, gateway);
		if (!asking_law_in_force(asking, gateway, &why)) {
			if (rules->not_in_force.source == NULL)
				rules->not_in_force = why;
			continue;
		}
		add_rule(&rules->in_force, gateway);
		if (!asking_rule_holds(asking, gateway, &reason, &why))
			continue;
		add_rule(&rules->live, gateway);
		if (!duty_applies(asking, gateway) ||
		    asking_objecting(asking, gateway, field) != NULL)
			continue;
		need = asking_unmet_consent(asking, gateway);
		if (need == NULL)
			add_rule(&rules->duties, gateway);
		else if (rules->unconsented == NULL)
			rules->unconsented = need;
	}
}

static void find_shares(const struct asking *asking, uint16_t field,
			struct field_rules *rules)
{
	const struct tree *tree;

	if (asking->notice == NULL)
		return;
	tree = asking->notice->tree;
	for (size_t i = 0; i < tree->count; i++) {
		const struct statement *share = &tree->statements[i];
		enum reason reason;
		struct range why;

		if (share->keyword != KEYWORD_SHARE ||
		    !asking_speaks(asking, share) ||
		    !asking_covers_field(asking, asking->notice, share, field))
			continue;
		add_rule(&rules->shares, share);
		if (asking_rule_holds(asking, share, &reason, &why))
			add_rule(&rules->live_shares, share);
	}
}

static const struct statement *notice_forbids(const struct asking *asking,
					      uint16_t field)
{
	const struct tree *tree;

	if (asking->notice == NULL)
		return NULL;
	tree = asking->notice->tree;
	for (size_t i = 0; i < tree->count; i++) {
		const struct statement *never = &tree->statements[i];

		if (never->keyword == KEYWORD_NEVER &&
		    asking_speaks(asking, never) &&
		    asking_covers_field(asking, asking->notice, never, field) &&
		    asking_prohibition_bites(asking, never))
			return never;
	}
	return NULL;
}

bool asking_law_forbids(const struct asking *asking,
			const struct statement *never, uint16_t field)
{
	struct range why;

	return asking_speaks(asking, never) &&
	       asking_covers_field(asking, asking->notice, never, field) &&
	       asking_law_in_force(asking, never, &why) &&
	       asking_prohibition_bites(asking, never);
}

/* Whether the family was told of the flow of this field: by a version in
 * force when it was collected, or given to them since. */
static bool was_told(const struct asking *asking, uint16_t field)
{
	const struct field *entry = &asking->dictionary->fields[field];
	int32_t collected = asking->pupil->collected[entry->category];
	int32_t today = asking->request->date;

	for (size_t v = 0; v < asking->notice_count; v++) {
		const struct notice *notice = asking->notices[v];
		int32_t served = asking->pupil->served[v];
		int32_t end = notice->to != DATE_NONE ? notice->to : INT32_MAX;
		bool tells = false;

		if (v + 1 < asking->notice_count &&
		    asking->notices[v + 1]->from <= end)
			end = asking->notices[v + 1]->from - 1;
		for (size_t i = 0; i < notice->tree->count; i++) {
			const struct statement *share =
				&notice->tree->statements[i];

			if (share->keyword == KEYWORD_SHARE &&
			    asking_speaks(asking, share) &&
			    asking_covers_field(asking, notice, share, field))
				tells = true;
		}
		if (!tells)
			continue;
		if (collected != DATE_NONE && collected >= notice->from &&
		    collected <= end && collected <= today)
			return true;
		if (served != DATE_NONE && served >= notice->from &&
		    served <= today)
			return true;
	}
	return false;
}

static struct field_answer withheld(enum gate gate, enum reason reason,
				    struct range clause)
{
	return (struct field_answer){
		.verdict = {(uint8_t)gate, (uint8_t)reason, clause},
		.level = level_named(),
	};
}

bool asking_fails_recipient(const struct asking *asking,
			    struct field_answer *result)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct body *body;
	const struct holder *now;
	uint16_t alias;
	uint16_t index =
		dictionary_body(dictionary, asking->request->recipient, &alias);

	if (index == DICTIONARY_NONE) {
		*result = withheld(GATE_RECIPIENT, REASON_RECIPIENT_UNKNOWN,
				   no_clause);
		return true;
	}
	body = &dictionary->bodies[index];
	now = body_holder(body, asking->request->date);
	if (alias == DICTIONARY_NONE && now == NULL) {
		*result = withheld(GATE_RECIPIENT, REASON_RECIPIENT_CLOSED,
				   body->range);
		return true;
	}
	if (alias != DICTIONARY_NONE && now != &body->holders[alias]) {
		*result = withheld(GATE_RECIPIENT, REASON_RECIPIENT_CLOSED,
				   body->holders[alias].range);
		return true;
	}
	return false;
}

bool asking_fails_purpose(const struct asking *asking,
			  struct field_answer *result)
{
	const struct purpose *purpose;
	uint16_t index = dictionary_find(asking->dictionary, KIND_PURPOSE,
					 asking->request->purpose);

	if (index == DICTIONARY_NONE) {
		*result = withheld(GATE_LAW, REASON_PURPOSE_UNKNOWN, no_clause);
		return true;
	}
	purpose = &asking->dictionary->purposes[index];
	if (reference_date_within(purpose->from, purpose->to,
				  asking->request->date))
		return false;
	*result = withheld(GATE_LAW, REASON_PURPOSE_ENDED, purpose->range);
	return true;
}

bool asking_is_collected(const struct asking *asking, uint16_t field)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct field *entry = &dictionary->fields[field];
	uint16_t holder;
	uint16_t body = dictionary_body(dictionary, asking->request->recipient,
					&holder);

	if (body != DICTIONARY_NONE &&
	    slice_is(dictionary->bodies[body].kind, "family"))
		return true;
	return reference_date_within(entry->collected_from, entry->collected_to,
				     asking->request->date);
}

static bool fails_law(const struct asking *asking, uint16_t field,
		      const struct field_rules *rules,
		      struct field_answer *result)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct field *entry = &dictionary->fields[field];

	if (!asking_is_collected(asking, field)) {
		*result = withheld(GATE_LAW, REASON_COLLECTION_ENDED,
				   entry->range);
		return true;
	}
	for (uint16_t i = 0; i < dictionary->prohibition_count; i++) {
		const struct statement *never = dictionary->prohibitions[i];

		if (!asking_law_forbids(asking, never, field))
			continue;
		*result = withheld(GATE_LAW, REASON_FORBIDDEN_BY_LAW,
				   reference_cited(never));
		return true;
	}
	if (rules->gateways.count == 0) {
		*result = withheld(GATE_LAW, REASON_NO_GATEWAY, no_clause);
		return true;
	}
	if (rules->in_force.count == 0) {
		*result = withheld(GATE_LAW, REASON_LAW_NOT_IN_FORCE,
				   rules->not_in_force);
		return true;
	}
	return false;
}

static bool fails_terms(const struct asking *asking, uint16_t field,
			struct field_answer *result)
{
	struct stated terms;
	bool granted;

	for (size_t i = 0; asking_bound(asking, field, i, &terms, &granted);
	     i++) {
		if (granted)
			continue;
		*result = withheld(GATE_PROMISE, REASON_NOT_GRANTED,
				   terms.clause);
		return true;
	}
	return false;
}

static bool fails_promise(const struct asking *asking, uint16_t field,
			  const struct field_rules *rules,
			  struct field_answer *result)
{
	const struct statement *never = notice_forbids(asking, field);

	if (fails_terms(asking, field, result))
		return true;
	if (rules->shares.count == 0)
		*result =
			withheld(GATE_PROMISE, REASON_NOT_PROMISED,
				 asking->notice != NULL ? asking->notice->range
							: no_clause);
	else if (never != NULL)
		*result = withheld(GATE_PROMISE, REASON_FORBIDDEN_BY_NOTICE,
				   reference_cited(never));
	else if (!was_told(asking, field))
		*result = withheld(GATE_PROMISE, REASON_NOT_TOLD,
				   reference_cited(rules->shares.list[0]));
	else
		return false;
	return true;
}

static bool fails_pupil(const struct asking *asking,
			const struct field_rules *rules,
			struct field_answer *result)
{
	const struct statement *failing = NULL;
	enum reason reason;
	struct range clause;

	if (rules->live.count == 0)
		failing = rules->in_force.list[0];
	else if (rules->live_shares.count == 0)
		failing = rules->shares.list[0];
	if (failing == NULL ||
	    asking_rule_holds(asking, failing, &reason, &clause))
		return false;
	*result = withheld(GATE_PUPIL, reason, clause);
	return true;
}

const struct purpose *asking_purpose(const struct asking *asking)
{
	return &asking->dictionary->purposes[dictionary_find(
		asking->dictionary, KIND_PURPOSE, asking->request->purpose)];
}

static bool fails_wishes(const struct asking *asking, uint16_t field,
			 const struct field_rules *rules,
			 struct field_answer *result)
{
	const struct purpose *purpose = asking_purpose(asking);
	const struct rules *lists[] = {&rules->live, &rules->live_shares};
	const bool *wishes = asking->pupil->wishes;
	const struct notice *notice = asking->notice;

	if (wishes[WISH_RESTRICTION] && !purpose->protects) {
		*result = withheld(GATE_WISHES, REASON_RESTRICTION, no_clause);
		return true;
	}
	if (asking_refused(asking) && !purpose->protects) {
		*result = withheld(GATE_WISHES, REASON_REFUSAL,
				   notice != NULL && notice->honour != NULL
					   ? notice->honour->range
					   : no_clause);
		return true;
	}
	if (wishes[WISH_MARKETING_STOP] && purpose->marketing) {
		*result = withheld(GATE_WISHES, REASON_MARKETING_STOP,
				   purpose->range);
		return true;
	}
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct statement *need =
				asking_unmet_consent(asking, lists[l]->list[i]);

			if (need == NULL)
				continue;
			*result = withheld(GATE_WISHES, REASON_NO_CONSENT,
					   need->range);
			return true;
		}
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct statement *clause = asking_objecting(
				asking, lists[l]->list[i], field);

			if (clause == NULL)
				continue;
			*result = withheld(GATE_WISHES, REASON_OBJECTION,
					   clause->range);
			return true;
		}
	if (asking_objected(asking) && !purpose->protects &&
	    !reference_any_clause(&rules->live) &&
	    !reference_any_clause(&rules->live_shares)) {
		*result = withheld(GATE_WISHES, REASON_OBJECTION,
				   notice != NULL && notice->honour != NULL
					   ? notice->honour->range
					   : no_clause);
		return true;
	}
	return false;
}

static bool fails_needs(const struct asking *asking,
			const struct field_rules *rules, bool duty,
			struct field_answer *result)
{
	const struct rules *lists[] = {duty ? &rules->duties : &rules->live,
				       &rules->live_shares};
	enum reason reason;
	struct range clause;

	for (size_t l = 0; l < (duty ? 1 : 2); l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			if (!asking_lacks_need(asking, lists[l]->list[i],
					       &reason, &clause))
				continue;
			*result = withheld(GATE_SAFEGUARDS, reason, clause);
			return true;
		}
	return false;
}

bool asking_speaks_of_field(const struct asking *asking, uint16_t field,
			    struct field_rules *rules)
{
	bool known =
		dictionary_find(asking->dictionary, KIND_PURPOSE,
				asking->request->purpose) != DICTIONARY_NONE;

	memset(rules, 0, sizeof(*rules));
	if (known) { /* no rule speaks of what does not exist */
		asking_find_gateways(asking, field, rules);
		find_shares(asking, field, rules);
	}
	return rules->gateways.count > 0 || rules->shares.count > 0 ||
	       (asking->notice != NULL &&
		field_set_has(&asking->notice->held, field));
}

/* Gates 1 to 6, all but the level, which is one for all fields. */
void asking_answer_field(const struct asking *asking, uint16_t field,
			 struct field_rules *rules, struct field_answer *result)
{
	struct range over;

	memset(rules, 0, sizeof(*rules));
	asking_find_gateways(asking, field, rules);
	find_shares(asking, field, rules);
	*result = withheld(GATE_NONE, REASON_NONE, no_clause);
	if (asking_fails_recipient(asking, result) ||
	    asking_fails_purpose(asking, result) ||
	    fails_law(asking, field, rules, result))
		return;
	if (asking_over(asking, field, &over)) {
		*result = withheld(GATE_PROMISE, REASON_NOT_GRANTED, over);
		return;
	}
	if (rules->duties.count > 0) {
		result->duty = true;
		result->gap = rules->live_shares.count == 0 ||
			      notice_forbids(asking, field) != NULL ||
			      !was_told(asking, field);
		if (fails_needs(asking, rules, true, result))
			return;
	} else if (rules->unconsented != NULL) {
		*result = withheld(GATE_WISHES, REASON_NO_CONSENT,
				   rules->unconsented->range);
		return;
	} else if (fails_promise(asking, field, rules, result) ||
		   fails_pupil(asking, rules, result) ||
		   fails_wishes(asking, field, rules, result) ||
		   fails_needs(asking, rules, false, result)) {
		return;
	}
	asking_field_level(asking, field, rules, result);
}

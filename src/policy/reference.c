#include "policy/reference_parts.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"

/* --- the whole answer ---------------------------------------------------------------------- */

struct whole {
	const struct asking *asking;
	struct field_answer *answers; /* by field */
	struct verdict *verdicts;
	struct decision *decision;
	struct field_rules rules; /* of the field in hand */
	struct obligation *obligations;
	bool results_stated; /* by a rule in use */
};

static bool passed(const struct whole *whole, uint16_t field)
{
	return field_set_has(&whole->asking->requested, field) &&
	       whole->answers[field].verdict.gate == GATE_NONE;
}

static void conflict_all(struct whole *whole, enum gate gate,
			 struct range first, struct range second)
{
	whole->decision->outcome = OUTCOME_CONFLICT;
	whole->decision->conflict[0] = first;
	whole->decision->conflict[1] = second;
	for (uint16_t f = 0; f < whole->asking->dictionary->field_count; f++)
		if (passed(whole, f))
			whole->answers[f].verdict = (struct verdict){
				(uint8_t)gate, REASON_CONFLICT, first};
}

/*
 * A law that forbids what another law requires is a conflict, found before
 * anything else of the law is: fields keep only what recipient, purpose,
 * collection dates and earlier prohibitions say.
 */
static bool law_conflict(struct whole *whole)
{
	const struct asking *asking = whole->asking;
	const struct dictionary *dictionary = asking->dictionary;
	struct field_answer fault;

	if (asking_fails_recipient(asking, &fault) ||
	    asking_fails_purpose(asking, &fault))
		return false;
	for (uint16_t i = 0; i < dictionary->prohibition_count; i++) {
		const struct statement *never = dictionary->prohibitions[i];
		const struct statement *duty = NULL;

		for (uint16_t g = 0;
		     g < dictionary->gateway_count && duty == NULL; g++)
			for (uint16_t f = 0; f < dictionary->field_count; f++) {
				bool open =
					field_set_has(&asking->requested, f) &&
					asking_is_collected(asking, f);

				for (uint16_t e = 0; open && e < i; e++)
					if (asking_law_forbids(
						    asking,
						    dictionary->prohibitions[e],
						    f))
						open = false;
				if (!open ||
				    !asking_law_forbids(asking, never, f))
					continue;
				asking_find_gateways(
					asking, f,
					(memset(&whole->rules, 0,
						sizeof(whole->rules)),
					 &whole->rules));
				for (size_t d = 0;
				     d < whole->rules.duties.count; d++)
					if (whole->rules.duties.list[d] ==
					    dictionary->gateways[g])
						duty = dictionary->gateways[g];
				if (duty != NULL)
					break;
			}
		if (duty == NULL)
			continue;
		whole->decision->outcome = OUTCOME_CONFLICT;
		whole->decision->conflict[0] = reference_cited(never);
		whole->decision->conflict[1] = reference_cited(duty);
		for (uint16_t f = 0; f < dictionary->field_count; f++) {
			struct verdict *verdict = &whole->answers[f].verdict;
			bool earlier = false;

			for (uint16_t e = 0; e < i; e++)
				if (asking_law_forbids(
					    asking, dictionary->prohibitions[e],
					    f))
					earlier = true;
			if (verdict->reason == REASON_COLLECTION_ENDED ||
			    earlier)
				continue;
			*verdict = (struct verdict){GATE_LAW, REASON_CONFLICT,
						    reference_cited(never)};
		}
		return true;
	}
	return false;
}

/* The order in which rules are asked for levels: by rule, then by field. */
static bool level_conflict(struct whole *whole)
{
	const struct dictionary *dictionary = whole->asking->dictionary;
	bool duty = false;

	for (uint16_t f = 0; f < dictionary->field_count; f++)
		duty |= passed(whole, f) && whole->answers[f].duty;
	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		struct field_answer *one = &whole->answers[f];

		if (!passed(whole, f) || !one->level_conflict)
			continue;
		if (!duty || one->duty) {
			conflict_all(whole, GATE_SAFEGUARDS, one->conflict[0],
				     one->conflict[1]);
			return true;
		}
		/* Only what is required must have a level. */
		one->verdict = (struct verdict){GATE_SAFEGUARDS, REASON_LEVEL,
						one->conflict[0]};
	}
	return false;
}

static bool common_level(struct whole *whole, struct level *level,
			 struct range *clause, bool *any)
{
	const struct asking *asking = whole->asking;
	struct stated levels[FIELD_LIMIT];
	struct stated least;
	size_t count = 0;
	bool duty = false;

	for (uint16_t f = 0; f < asking->dictionary->field_count; f++)
		duty |= passed(whole, f) && whole->answers[f].duty;
	for (uint16_t f = 0; f < asking->dictionary->field_count; f++) {
		const struct field_answer *one = &whole->answers[f];

		if (passed(whole, f) && (!duty || one->duty))
			levels[count++] =
				(struct stated){one->level, one->level_clause};
	}
	*any = count > 0;
	if (count == 0)
		return true;
	if (!asking_least_level(asking, levels, count, &least)) {
		conflict_all(whole, GATE_SAFEGUARDS, levels[0].clause,
			     levels[count - 1].clause);
		return false;
	}
	*level = least.level;
	*clause = least.clause;
	return true;
}

static bool reveals_no_more(const struct asking *asking, struct level a,
			    struct level b)
{
	int order = asking_compare_levels(asking, a, b);

	return order == -1 || order == 0;
}

static void apply_level(struct whole *whole, struct level level,
			struct range clause)
{
	const struct asking *asking = whole->asking;
	const struct request *request = asking->request;
	bool beyond = request->has_level &&
		      !reveals_no_more(asking, request->level, level);

	if (request->has_level && !beyond)
		level = request->level;
	if (!beyond)
		whole->decision->level = level;
	for (uint16_t f = 0; f < asking->dictionary->field_count; f++) {
		struct field_answer *one = &whole->answers[f];

		if (!passed(whole, f))
			continue;
		if (beyond)
			one->verdict = (struct verdict){GATE_SAFEGUARDS,
							REASON_LEVEL, clause};
		else if (!reveals_no_more(asking, level, one->level))
			one->verdict =
				(struct verdict){GATE_SAFEGUARDS, REASON_LEVEL,
						 one->level_clause};
		else if (level.kind != LEVEL_NAMED &&
			 asking->dictionary->fields[f].identifies)
			one->verdict = (struct verdict){GATE_SAFEGUARDS,
							REASON_IDENTIFIES,
							one->level_clause};
	}
}

/* --- how small counts are treated ---------------------------------------------------------- */

static bool has_rule(const struct rules *rules, const struct statement *rule)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->list[i] == rule)
			return true;
	return false;
}

/* Whether a rule lets a field that passed go; `rules` are the field's. */
static bool lets_go(const struct field_answer *one,
		    const struct field_rules *rules,
		    const struct statement *rule)
{
	if (one->duty)
		return has_rule(&rules->duties, rule);
	return has_rule(&rules->live, rule) ||
	       has_rule(&rules->live_shares, rule);
}

/* A rule whose profile is not in use, or asks for more than `kept`, keeps its
 * fields back. */
static void withhold_profile(struct whole *whole, const struct statement *rule,
			     const struct profile *kept, bool ended)
{
	const struct asking *asking = whole->asking;
	struct field_answer again;
	const struct profile *profile;
	struct range clause;

	if (!asking_profile(asking, rule, &profile, &clause) ||
	    (profile == NULL) != ended)
		return;
	if (!ended && kept != NULL && profile_keeps(kept, profile))
		return;
	for (uint16_t f = 0; f < asking->dictionary->field_count; f++) {
		if (!passed(whole, f) || (!ended && whole->answers[f].duty))
			continue;
		asking_answer_field(asking, f, &whole->rules, &again);
		if (lets_go(&whole->answers[f], &whole->rules, rule))
			whole->answers[f].verdict = (struct verdict){
				GATE_SAFEGUARDS, REASON_PROFILE, clause};
	}
}

/* Rules of law in the order of the dictionary, then those of the notice. */
static const struct statement *nth_rule(const struct asking *asking,
					size_t index)
{
	const struct dictionary *dictionary = asking->dictionary;

	if (index < dictionary->gateway_count)
		return dictionary->gateways[index];
	index -= dictionary->gateway_count;
	if (asking->notice == NULL || index >= asking->notice->tree->count)
		return NULL;
	return &asking->notice->tree->statements[index];
}

/* Whether a rule lets go what sets the profile: what a duty requires, or, where
 * none does, anything. */
static bool sets_profile(struct whole *whole, const struct statement *rule,
			 bool duty)
{
	const struct asking *asking = whole->asking;
	struct field_answer again;

	for (uint16_t f = 0; f < asking->dictionary->field_count; f++) {
		if (!passed(whole, f) || (duty && !whole->answers[f].duty))
			continue;
		asking_answer_field(asking, f, &whole->rules, &again);
		if (lets_go(&whole->answers[f], &whole->rules, rule))
			return true;
	}
	return false;
}

enum { PROFILES_NAMED = 256 };

/* The first of the profiles that keeps all others; a conflict without one. */
static bool strictest_profile(struct whole *whole, bool duty)
{
	const struct asking *asking = whole->asking;
	const struct profile *named[PROFILES_NAMED];
	const struct statement *rule;
	struct range clauses[PROFILES_NAMED];
	size_t count = 0;

	for (size_t r = 0;
	     (rule = nth_rule(asking, r)) != NULL && count < PROFILES_NAMED;
	     r++)
		if ((rule->keyword == KEYWORD_GATEWAY ||
		     rule->keyword == KEYWORD_SHARE) &&
		    asking_profile(asking, rule, &named[count],
				   &clauses[count]) &&
		    named[count] != NULL && sets_profile(whole, rule, duty))
			count++;
	for (size_t i = 0; i < count; i++) {
		bool keeps = true;

		for (size_t j = 0; j < count; j++)
			keeps &= profile_keeps(named[i], named[j]);
		if (!keeps)
			continue;
		whole->decision->profile = named[i];
		whole->decision->profile_clause = clauses[i];
		return true;
	}
	if (count == 0)
		return true;
	conflict_all(whole, GATE_SAFEGUARDS, clauses[0], clauses[count - 1]);
	return false;
}

/* Of tables. */
static bool apply_profile(struct whole *whole)
{
	const struct asking *asking = whole->asking;
	struct decision *decision = whole->decision;
	const struct statement *rule;
	bool duty = false;

	if (decision->level.kind != LEVEL_AGGREGATE)
		return true;
	for (size_t r = 0; (rule = nth_rule(asking, r)) != NULL; r++)
		withhold_profile(whole, rule, NULL, true);
	for (uint16_t f = 0; f < asking->dictionary->field_count; f++)
		duty |= passed(whole, f) && whole->answers[f].duty;
	if (!strictest_profile(whole, duty))
		return false;
	if (decision->profile == NULL)
		decision->profile = asking_default_profile(asking);
	for (size_t r = 0; duty && (rule = nth_rule(asking, r)) != NULL; r++)
		withhold_profile(whole, rule, decision->profile, false);
	return true;
}

/* --- obligations --------------------------------------------------------------------------- */

enum { OBLIGATIONS = 4096 };

static void oblige(struct whole *whole, enum obligation_kind kind,
		   struct range clause, int32_t date)
{
	struct decision *decision = whole->decision;

	for (size_t i = 0; i < decision->obligation_count; i++)
		if (whole->obligations[i].kind == kind &&
		    whole->obligations[i].clause.source == clause.source &&
		    whole->obligations[i].clause.start == clause.start)
			return;
	if (decision->obligation_count == OBLIGATIONS)
		return;
	whole->obligations[decision->obligation_count++] = (struct obligation){
		.kind = kind, .clause = clause, .date = date};
}

static bool names_use(const struct statement *without, const char *use)
{
	const struct argument *names = statement_argument(without, "");

	for (size_t i = 0; i < names->name_count; i++)
		if (slice_is(names->names[i].text, use))
			return true;
	return false;
}

static void oblige_without(struct whole *whole, const struct statement *rule)
{
	const struct statement *without =
		statement_child(rule, KEYWORD_WITHOUT, NULL);

	if (without == NULL)
		return;
	if (names_use(without, "decisions"))
		oblige(whole, OBLIGATION_NO_DECISION, without->range,
		       DATE_NONE);
	if (names_use(without, "identification"))
		oblige(whole, OBLIGATION_NO_IDENTITY_OUT, without->range,
		       DATE_NONE);
}

/* What any version of the notice so far has promised of this flow. */
static void oblige_promised(struct whole *whole, uint16_t field)
{
	const struct asking *asking = whole->asking;

	for (size_t v = 0; v < asking->notice_count; v++) {
		const struct notice *notice = asking->notices[v];

		if (notice->from > asking->request->date)
			continue;
		for (size_t i = 0; i < notice->tree->count; i++) {
			const struct statement *share =
				&notice->tree->statements[i];

			if (share->keyword == KEYWORD_SHARE &&
			    asking_speaks(asking, share) &&
			    asking_covers_field(asking, notice, share, field))
				oblige_without(whole, share);
		}
	}
}

static void oblige_results(struct whole *whole, const struct statement *rule)
{
	const struct statement *level =
		statement_child(rule, KEYWORD_LEVEL, NULL);
	const struct argument *last;
	struct decision *decision = whole->decision;

	if (level == NULL || !statement_has(level, "results"))
		return;
	whole->results_stated = true;
	if (statement_has(level, "nobody")) {
		oblige(whole, OBLIGATION_NO_IDENTITY_OUT, level->range,
		       DATE_NONE);
		return;
	}
	last = &level->arguments[level->argument_count - 1];
	oblige(whole, OBLIGATION_RESULTS_AREA, level->range, DATE_NONE);
	for (size_t i = 0; i < decision->obligation_count; i++)
		if (whole->obligations[i].kind == OBLIGATION_RESULTS_AREA &&
		    whole->obligations[i].clause.start == level->range.start)
			whole->obligations[i].area = last->names[0].text;
}

static bool field_wish_overridden(const struct asking *asking, uint16_t field,
				  const struct field_rules *rules)
{
	const struct purpose *purpose = asking_purpose(asking);
	const bool *wishes = asking->pupil->wishes;

	if (!purpose->protects &&
	    (wishes[WISH_RESTRICTION] || asking_refused(asking)))
		return true;
	if (purpose->marketing && wishes[WISH_MARKETING_STOP])
		return true;
	if (asking_objected(asking) && !purpose->protects &&
	    !reference_any_clause(&rules->live) &&
	    !reference_any_clause(&rules->live_shares))
		return true;
	for (size_t i = 0; i < rules->live.count; i++)
		if (asking_objecting(asking, rules->live.list[i], field) !=
		    NULL)
			return true;
	for (size_t i = 0; i < rules->live_shares.count; i++)
		if (asking_objecting(asking, rules->live_shares.list[i],
				     field) != NULL)
			return true;
	return false;
}

static bool any_unconfirmed(const struct asking *asking,
			    const struct argument *names)
{
	for (size_t i = 0; i < names->name_count; i++) {
		uint16_t law = dictionary_find(asking->dictionary, KIND_LAW,
					       names->names[i].text);

		if (asking->dictionary->laws[law].unconfirmed)
			return true;
	}
	return false;
}

static void oblige_rule(struct whole *whole, const struct statement *rule,
			uint16_t field, bool used)
{
	const struct asking *asking = whole->asking;
	const struct statement *child = NULL;

	while ((child = statement_child(rule, KEYWORD_OBJECTION, child)) !=
	       NULL)
		if (asking_objection_passed_on(asking, child) &&
		    !asking_leaves_field(asking, child, field))
			oblige(whole, OBLIGATION_PASSED_ON, child->range,
			       DATE_NONE);
	if (!used)
		return;
	child = NULL;
	while ((child = statement_child(rule, KEYWORD_LAWS, child)) != NULL)
		if (rule->keyword == KEYWORD_GATEWAY &&
		    any_unconfirmed(asking, statement_argument(child, "")))
			oblige(whole, OBLIGATION_UNCONFIRMED, child->range,
			       DATE_NONE);
	child = statement_child(rule, KEYWORD_WITHIN, NULL);
	if (child != NULL)
		oblige(whole, OBLIGATION_WITHIN, child->range, DATE_NONE);
	oblige_results(whole, rule);
	if (rule->keyword == KEYWORD_GATEWAY)
		oblige_without(whole, rule);
	child = NULL;
	while ((child = statement_child(rule, KEYWORD_ONWARD, child)) != NULL)
		oblige(whole, OBLIGATION_ONWARD, child->range, DATE_NONE);
	child = statement_child(rule, KEYWORD_DELETE, NULL);
	if (child != NULL) {
		bool in_days = statement_has(child, "days") ||
			       statement_has(child, "day");
		uint64_t number = statement_number(child, "after", 0);
		int32_t by = date_add_months(asking->request->date,
					     reference_months(child, "after"));

		if (in_days)
			by += number > 36525 ? 36525 : (int32_t)number;
		by = statement_date(child, "by", by);
		oblige(whole, OBLIGATION_DELETE, child->range, by);
	}
}

static void oblige_beyond_terms(struct whole *whole, uint16_t field)
{
	const struct asking *asking = whole->asking;
	struct stated terms;
	bool granted;

	for (size_t i = 0; asking_bound(asking, field, i, &terms, &granted);
	     i++)
		if (!granted || !reveals_no_more(asking, whole->decision->level,
						 terms.level))
			oblige(whole, OBLIGATION_BEYOND_TERMS, terms.clause,
			       DATE_NONE);
}

static void oblige_field(struct whole *whole, uint16_t field)
{
	const struct asking *asking = whole->asking;
	const struct purpose *purpose = asking_purpose(asking);
	const struct field_answer *one = &whole->answers[field];
	struct field_answer again;
	struct field_rules *rules = &whole->rules;

	asking_answer_field(asking, field, rules, &again);
	if (one->duty && one->gap)
		oblige(whole, OBLIGATION_NOTICE_GAP,
		       reference_cited(rules->duties.list[0]), DATE_NONE);
	if (one->duty && field_wish_overridden(asking, field, rules))
		oblige(whole, OBLIGATION_OVERRIDDEN, no_clause, DATE_NONE);
	if (one->duty)
		oblige_beyond_terms(whole, field);
	if (purpose->protects &&
	    (asking->pupil->wishes[WISH_RESTRICTION] ||
	     asking_refused(asking) ||
	     (asking_objected(asking) && !reference_any_clause(&rules->live) &&
	      !reference_any_clause(&rules->live_shares))))
		oblige(whole, OBLIGATION_SAFETY, purpose->range, DATE_NONE);
	for (size_t i = 0; i < rules->live.count; i++)
		oblige_rule(whole, rules->live.list[i], field,
			    !one->duty || has_rule(&rules->duties,
						   rules->live.list[i]));
	for (size_t i = 0; i < rules->live_shares.count; i++)
		oblige_rule(whole, rules->live_shares.list[i], field,
			    !one->duty);
	if (!one->duty)
		oblige_promised(whole, field);
}

static void oblige_all(struct whole *whole)
{
	for (uint16_t f = 0; f < whole->asking->dictionary->field_count; f++)
		if (passed(whole, f))
			oblige_field(whole, f);
	if (whole->decision->level.kind == LEVEL_INSIDE &&
	    !whole->results_stated)
		oblige(whole, OBLIGATION_NO_IDENTITY_OUT, no_clause, DATE_NONE);
}

/* ------------------------------------------------------------------------------------------- */

static void find_notice(struct asking *asking)
{
	asking->notice = NULL;
	for (size_t v = 0; v < asking->notice_count; v++)
		if (asking->notices[v]->from <= asking->request->date)
			asking->notice = asking->notices[v];
	if (asking->notice != NULL && asking->notice->to != DATE_NONE &&
	    asking->request->date > asking->notice->to)
		asking->notice = NULL;
}

/* What was named; else what a rule for the flow speaks of or the notice holds;
 * else everything. */
static struct field_set find_requested(const struct asking *asking,
				       struct field_rules *rules)
{
	uint16_t count = asking->dictionary->field_count;
	struct field_set all = {0}, fields = {0};

	if (asking->request->fields != NULL)
		return *asking->request->fields;
	for (uint16_t f = 0; f < count; f++) {
		field_set_add(&all, f);
		if (asking_speaks_of_field(asking, f, rules))
			field_set_add(&fields, f);
	}
	return field_set_empty(fields) ? all : fields;
}

static uint16_t regime_on(const struct dictionary *dictionary, int32_t date)
{
	for (uint16_t i = 0; i < dictionary->law_count; i++)
		if (dictionary->laws[i].regime &&
		    reference_date_within(dictionary->laws[i].from,
					  dictionary->laws[i].to, date))
			return i;
	return DICTIONARY_NONE;
}

static void decide(struct whole *whole)
{
	const struct asking *asking = whole->asking;
	uint16_t count = asking->dictionary->field_count;
	struct level level;
	struct range clause;
	bool any;

	for (uint16_t f = 0; f < count; f++)
		if (field_set_has(&asking->requested, f))
			asking_answer_field(asking, f, &whole->rules,
					    &whole->answers[f]);
	if (law_conflict(whole) || level_conflict(whole) ||
	    !common_level(whole, &level, &clause, &any))
		return;
	if (any)
		apply_level(whole, level, clause);
	if (!apply_profile(whole))
		return;
	for (uint16_t f = 0; f < count; f++)
		if (passed(whole, f))
			field_set_add(&whole->decision->released, f);
	if (field_set_empty(whole->decision->released))
		return;
	whole->decision->outcome = OUTCOME_PERMIT;
	oblige_all(whole);
}

int reference_decide(struct decision *decision,
		     const struct dictionary *dictionary,
		     const struct notice *const *notices, size_t notice_count,
		     const struct request *request,
		     const struct field_set *requested,
		     const struct pupil *pupil, struct arena *arena,
		     struct error *error)
{
	struct asking asking = {
		.dictionary = dictionary,
		.notices = notices,
		.notice_count = notice_count,
		.request = request,
		.pupil = pupil,
	};
	struct whole *whole = arena_allocate(arena, sizeof(*whole));

	if (whole == NULL)
		return error_memory(error);
	find_notice(&asking);
	asking.requested = requested != NULL
				   ? *requested
				   : find_requested(&asking, &whole->rules);
	*decision = (struct decision){
		.level = level_named(),
		.regime = regime_on(dictionary, request->date),
		.requested = asking.requested};
	whole->asking = &asking;
	whole->decision = decision;
	whole->answers = arena_array(arena, dictionary->field_count,
				     sizeof(*whole->answers));
	whole->verdicts = arena_array(arena, dictionary->field_count,
				      sizeof(*whole->verdicts));
	whole->obligations =
		arena_array(arena, OBLIGATIONS, sizeof(*whole->obligations));
	if (whole->answers == NULL || whole->verdicts == NULL ||
	    whole->obligations == NULL)
		return error_memory(error);
	decide(whole);
	for (uint16_t f = 0; f < dictionary->field_count; f++)
		whole->verdicts[f] = whole->answers[f].verdict;
	decision->verdicts = whole->verdicts;
	decision->obligations = whole->obligations;
	return 0;
}

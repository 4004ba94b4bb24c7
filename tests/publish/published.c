#include "tests/test.h"

#include "tests/publish/published.h"

#include "base/arena.h"
#include "base/date.h"
#include "language/diagnostic.h"
#include "language/tree.h"
#include "policy/controller.h"

/* --- conditions -------------------------------------------------------------------- */

static int truth_of(const struct reading *reading,
		    const struct condition *condition)
{
	static int32_t columns[FACT_LIMIT][BATCH_STEP];
	static struct condition_space space;
	const struct dictionary *dictionary = reading->publication->dictionary;
	const int32_t *facts[FACT_LIMIT] = {NULL};
	struct condition_program program, bound;
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct error error = {0};
	int truth;

	for (uint16_t i = 0; i < dictionary->fact_count; i++) {
		const struct fact *fact = &dictionary->facts[i];
		int32_t value = reading->pupil->facts[i];

		if (fact->origin == FACT_CONTROLLER)
			value = controller_fact(dictionary,
						reading->publication->notice,
						DICTIONARY_NONE, fact);
		for (int j = 0; j < BATCH_STEP; j++)
			columns[i][j] = value;
		facts[i] = columns[i];
	}
	assert_success(condition_compile(&program, condition, dictionary,
					 &arena, &findings, &error),
		       &error);
	assert_success(condition_bind(&bound, &program, dictionary,
				      reading->request->date, &arena, &error),
		       &error);
	truth = condition_evaluate(&bound, facts, BATCH_STEP, &space)[0];
	arena_release(&arena);
	return truth;
}

static bool is_true(const struct reading *reading,
		    const struct condition *condition)
{
	return condition == NULL || truth_of(reading, condition) == TRUTH_TRUE;
}

static bool is_not_false(const struct reading *reading,
			 const struct condition *condition)
{
	return condition == NULL || truth_of(reading, condition) != TRUTH_FALSE;
}

static bool is_set_off(const struct reading *reading, uint64_t triggers)
{
	return triggers == 0 || (reading->trigger < 64 &&
				 (triggers >> reading->trigger & 1) != 0);
}

static bool has_waited(const struct reading *reading, int months)
{
	int32_t last = reading->request->last_release;

	return months == 0 || last == DATE_NONE ||
	       reading->request->date >= date_add_months(last, months);
}

/* --- rules of a part ------------------------------------------------------------------ */

/* Whether a rule of a part speaks of this field and purpose: a part's rules are
 * those of all its fields and purposes. */
static bool speaks(const struct reading *reading, const struct rule *rule,
		   uint16_t field)
{
	const struct publication *publication = reading->publication;
	struct field_set fields = rule_fields(rule, &publication->notice->held);

	return field_set_has(&fields, field) &&
	       rule_reaches(rule, publication->dictionary, reading->body,
			    reading->purpose, publication->date);
}

static bool is_live(const struct reading *reading,
		    const struct published_rule *rule)
{
	return !rule->dead && is_true(reading, rule->when) &&
	       is_set_off(reading, rule->rule->triggers) &&
	       has_waited(reading, rule->rule->every_months);
}

static bool is_duty(const struct reading *reading,
		    const struct published_rule *rule)
{
	return rule->rule->duty &&
	       is_set_off(reading, rule->rule->duty_triggers);
}

static bool is_open(const struct reading *reading,
		    const struct published_way *way)
{
	return is_true(reading, way->when) &&
	       is_set_off(reading, way->triggers) &&
	       has_waited(reading, way->every_months);
}

/* --- wishes ------------------------------------------------------------------------------ */

static bool wishes(const struct reading *reading, enum wish_column column,
		   struct window window)
{
	const struct pupil *pupil = reading->pupil;

	return pupil->wishes[column] &&
	       ((window.from == DATE_NONE && window.to == DATE_NONE) ||
		window_accepts(window, pupil->first_stated[column],
			       pupil->last_stated[column]));
}

/* Whether whoever may at the pupil's age has; of one whose age is not known
 * either may object, and both must consent. */
static bool held_wish(const struct reading *reading, struct hand_over by,
		      enum wish_column parent, enum wish_column pupil,
		      struct window window, bool doubt)
{
	uint16_t fact = condition_birth_fact(reading->publication->dictionary);
	int32_t birth = fact != DICTIONARY_NONE ? reading->pupil->facts[fact]
						: DATE_NONE;
	bool first = wishes(reading, by.first == HOLDER_PARENT ? parent : pupil,
			    window);
	bool second = wishes(
		reading, by.second == HOLDER_PARENT ? parent : pupil, window);

	if (by.age == 0)
		return first;
	if (birth == DATE_NONE)
		return doubt ? first || second : first && second;
	return date_age(birth, reading->request->date) >= by.age ? second
								 : first;
}

static bool protects(const struct reading *reading)
{
	return reading->publication->dictionary->purposes[reading->purpose]
		.protects;
}

static const struct window any_day = {DATE_NONE, DATE_NONE};

/* Whoever refuses all sharing, or has it restricted, objects at least. */
static bool objects(const struct reading *reading, struct hand_over by,
		    struct window window)
{
	return held_wish(reading, by, WISH_OBJECTION_PARENT,
			 WISH_OBJECTION_PUPIL, window, true) ||
	       (!protects(reading) &&
		(held_wish(reading, by, WISH_REFUSAL_PARENT, WISH_REFUSAL_PUPIL,
			   window, true) ||
		 wishes(reading, WISH_RESTRICTION, window)));
}

static const struct hand_over general = {HOLDER_PARENT, HOLDER_PUPIL,
					 HAND_OVER_AGE};

/* --- what a rule of a part asks -------------------------------------------------------------- */

/* Whether needs of a rule are met: consents, or all others. */
static bool needs_met(const struct reading *reading,
		      const struct published_part *part,
		      const struct rule *rule, bool consents)
{
	for (size_t i = 0; i < part->need_count; i++) {
		const struct published_need *need = &part->needs[i];

		if (need->of->rule != rule ||
		    (need->need->kind == NEED_CONSENT) != consents ||
		    !is_not_false(reading, need->where))
			continue;
		if (consents ? !held_wish(reading, need->need->by,
					  WISH_CONSENT_PARENT,
					  WISH_CONSENT_PUPIL, any_day, false)
			     : need_fault(need->need, reading->request,
					  reading->publication->dictionary,
					  NULL) != REASON_NONE)
			return false;
	}
	return true;
}

static bool is_objected(const struct reading *reading,
			const struct published_part *part,
			const struct rule *rule, uint16_t field)
{
	for (size_t i = 0; i < part->objection_count; i++) {
		const struct published_objection *objection =
			&part->objections[i];

		if (objection->of->rule == rule && !objection->yields &&
		    field_set_has(&objection->stops, field) &&
		    objects(reading, objection->clause->by,
			    objection->clause->stated))
			return true;
	}
	return false;
}

static bool is_barred(const struct reading *reading,
		      const struct published_part *part, uint16_t field,
		      bool of_notice)
{
	for (size_t i = 0; i < part->except_count; i++)
		if (part->except[i].of_notice == of_notice &&
		    speaks(reading, part->except[i].rule, field) &&
		    is_not_false(reading, part->except[i].when))
			return true;
	return false;
}

/* --- the level ------------------------------------------------------------------------------------ */

enum { MOST_PROFILES = 64 };

/* What the rules that a field goes by ask for together. */
struct common_level {
	bool any, torn;
	struct level level;
	bool ended; /* one names a profile that is not in use */
	const struct profile *profiles[MOST_PROFILES];
	size_t profile_count;
};

static void add_profile(const struct reading *reading,
			struct common_level *common, const struct rule *rule)
{
	const struct profile *profile;

	if (rule->profile == NULL)
		return;
	profile = dictionary_profile_on(reading->publication->dictionary,
					rule->profile, reading->request->date);
	assert_true(common->profile_count < MOST_PROFILES);
	if (profile != NULL)
		common->profiles[common->profile_count++] = profile;
	else
		common->ended = true;
}

static void add_level(const struct reading *reading,
		      struct common_level *common, const struct rule *rule)
{
	if (!common->any)
		common->level = rule->level;
	else if (!level_least(reading->publication->dictionary, common->level,
			      rule->level, &common->level))
		common->torn = true;
	common->any = true;
	add_profile(reading, common, rule);
}

/* Whether a table can be made as all of them ask. */
static bool profiles_serve(const struct common_level *common)
{
	for (size_t i = 0; i < common->profile_count; i++) {
		size_t kept = 0;

		for (size_t j = 0; j < common->profile_count; j++)
			kept += profile_keeps(common->profiles[i],
					      common->profiles[j]);
		if (kept == common->profile_count)
			return !common->ended;
	}
	return !common->ended && common->profile_count == 0;
}

static bool level_serves(const struct reading *reading,
			 const struct common_level *common, uint16_t field)
{
	const struct field *entry =
		&reading->publication->dictionary->fields[field];

	return !common->torn &&
	       (common->level.kind == LEVEL_NAMED || !entry->identifies) &&
	       (common->level.kind != LEVEL_AGGREGATE ||
		profiles_serve(common));
}

/* --- by duty, by promise ----------------------------------------------------------------------------- */

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_OPEN };

static bool some_way(const struct reading *reading,
		     const struct published_part *part, bool by_duty)
{
	for (size_t i = 0; i < part->way_count; i++)
		if ((part->ways[i].share == NULL) == by_duty &&
		    is_open(reading, &part->ways[i]))
			return true;
	return false;
}

static enum answer by_duty(const struct reading *reading,
			   const struct published_part *part, uint16_t field)
{
	struct common_level common = {0};
	bool lacks_consent = false, lacks = false;

	for (size_t i = 0; i < part->gateway_count; i++) {
		const struct published_rule *rule = &part->gateways[i];

		if (!speaks(reading, rule->rule, field) ||
		    !is_live(reading, rule) || !is_duty(reading, rule) ||
		    is_objected(reading, part, rule->rule, field))
			continue;
		if (!needs_met(reading, part, rule->rule, true)) {
			lacks_consent = true;
			continue;
		}
		lacks = lacks || !needs_met(reading, part, rule->rule, false);
		add_level(reading, &common, rule->rule);
	}
	if (common.any)
		return !lacks && level_serves(reading, &common, field)
			       ? ANSWER_YES
			       : ANSWER_NO;
	return lacks_consent ? ANSWER_NO : ANSWER_OPEN;
}

static bool wish_against(const struct reading *reading,
			 const struct published_part *part, uint16_t field)
{
	const struct purpose *purpose =
		&reading->publication->dictionary->purposes[reading->purpose];

	if (purpose->marketing && wishes(reading, WISH_MARKETING_STOP, any_day))
		return true;
	if (!part->wishes_bear)
		return false;
	if (wishes(reading, WISH_RESTRICTION, any_day) ||
	    held_wish(reading, general, WISH_REFUSAL_PARENT, WISH_REFUSAL_PUPIL,
		      any_day, true))
		return true;
	for (size_t i = 0; i < part->gateway_count + part->share_count; i++) {
		const struct published_rule *rule =
			i < part->gateway_count
				? &part->gateways[i]
				: &part->shares[i - part->gateway_count];

		if (rule->rule->objection_count > 0 &&
		    speaks(reading, rule->rule, field) &&
		    is_live(reading, rule))
			return false;
	}
	return objects(reading, general, any_day);
}

static bool by_promise(const struct reading *reading,
		       const struct published_part *part, uint16_t field)
{
	struct common_level common = {0};

	if (is_barred(reading, part, field, true) ||
	    wish_against(reading, part, field))
		return false;
	for (size_t i = 0; i < part->gateway_count + part->share_count; i++) {
		const struct published_rule *rule =
			i < part->gateway_count
				? &part->gateways[i]
				: &part->shares[i - part->gateway_count];

		if (!speaks(reading, rule->rule, field) ||
		    !is_live(reading, rule))
			continue;
		if (!needs_met(reading, part, rule->rule, true) ||
		    !needs_met(reading, part, rule->rule, false) ||
		    is_objected(reading, part, rule->rule, field))
			return false;
		add_level(reading, &common, rule->rule);
	}
	return level_serves(reading, &common, field);
}

static bool part_goes(const struct reading *reading,
		      const struct published_part *part, uint16_t field)
{
	enum answer answer = ANSWER_OPEN;

	if (is_barred(reading, part, field, false))
		return false;
	if (some_way(reading, part, true))
		answer = by_duty(reading, part, field);
	if (answer != ANSWER_OPEN)
		return answer == ANSWER_YES;
	return some_way(reading, part, false) &&
	       by_promise(reading, part, field);
}

static bool is_for(const struct published_part *part, uint16_t purpose)
{
	for (size_t i = 0; i < part->purpose_count; i++)
		if (part->purposes[i] == purpose)
			return true;
	return false;
}

const struct published_part *published_goes(const struct reading *reading,
					    uint16_t field)
{
	const struct publication *publication = reading->publication;

	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];

		if (flow->body != reading->body || flow->state == FLOW_TOLD)
			continue;
		/* Whoever asks as a holder that has gone gets nothing. */
		if (reading->holder != DICTIONARY_NONE &&
		    reading->holder != flow->holder)
			continue;
		for (size_t p = 0; p < flow->part_count; p++)
			if (is_for(&flow->parts[p], reading->purpose) &&
			    field_set_has(&flow->parts[p].fields, field) &&
			    part_goes(reading, &flow->parts[p], field))
				return &flow->parts[p];
	}
	return NULL;
}

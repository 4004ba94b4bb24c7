/*
 * wording.c - levels, safeguards, objections and times in words.
 */
#include "words/wording.h"

#include "base/arena.h"
#include "policy/notice.h"

static struct slice *make_items(struct voice *voice, size_t count)
{
	struct slice *items =
		arena_array(voice->arena, count + 1, sizeof(*items));

	if (items == NULL)
		voice->failed = true;
	return items;
}

/* --- names in lists ----------------------------------------------------------------- */

static const struct slice *names_of(struct voice *voice, enum name_kind kind,
				    const uint16_t *list, size_t count)
{
	struct slice *items = make_items(voice, count);

	for (size_t i = 0; items != NULL && i < count; i++)
		items[i] = name_of(voice, kind, list[i]);
	return items;
}

static struct slice say_names(struct voice *voice, enum name_kind kind,
			      const uint16_t *list, size_t count)
{
	const struct slice *items = names_of(voice, kind, list, count);

	return items != NULL ? say_list(voice, items, count) : SLICE("");
}

struct slice say_purposes(struct voice *voice, const uint16_t *purposes,
			  size_t count)
{
	const struct slice *items =
		names_of(voice, NAME_PURPOSE, purposes, count);

	return items != NULL
		       ? say_joined(voice, items, count, PHRASE_PURPOSES_TWO,
				    PHRASE_PURPOSES_NEXT, PHRASE_PURPOSES_LAST)
		       : SLICE("");
}

struct slice say_laws(struct voice *voice, const uint16_t *laws, size_t count)
{
	return say_names(voice, NAME_LAW, laws, count);
}

struct slice say_triggers(struct voice *voice, uint64_t triggers)
{
	struct slice items[64];
	size_t count = 0;

	for (uint16_t i = 0; i < voice->dictionary->trigger_count && i < 64;
	     i++)
		if ((triggers >> i & 1) != 0)
			items[count++] = name_of(voice, NAME_TRIGGER, i);
	return say_choice(voice, items, count);
}

/* --- levels ---------------------------------------------------------------------------- */

static struct slice area_of(struct voice *voice, uint16_t area)
{
	return area != DICTIONARY_NONE ? name_of(voice, NAME_AREA, area)
				       : SLICE("");
}

static struct slice put_level(struct voice *voice, struct level level,
			      const enum phrase keys[])
{
	if (level.kind != LEVEL_AGGREGATE)
		return say(voice, keys[level.kind]);
	return say_with(voice, keys[level.kind],
			with("area", area_of(voice, level.area)));
}

struct slice say_level(struct voice *voice, struct level level)
{
	static const enum phrase keys[] = {
		[LEVEL_NAMED] = PHRASE_LEVEL_NAMED,
		[LEVEL_PUPIL] = PHRASE_LEVEL_PUPIL,
		[LEVEL_INSIDE] = PHRASE_LEVEL_INSIDE,
		[LEVEL_ANONYMISED] = PHRASE_LEVEL_ANONYMISED,
		[LEVEL_AGGREGATE] = PHRASE_LEVEL_AGGREGATE,
	};

	return put_level(voice, level, keys);
}

bool is_matched(const struct dictionary *dictionary, const uint16_t *purposes,
		size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (dictionary->purposes[purposes[i]].matched_by !=
		    DICTIONARY_NONE)
			return true;
	return false;
}

struct slice say_level_for(struct voice *voice, struct level level,
			   const uint16_t *purposes, size_t count)
{
	if (level.kind != LEVEL_PUPIL ||
	    !is_matched(voice->dictionary, purposes, count))
		return say_level(voice, level);
	return say_sentences(voice, say_level(voice, level),
			     say(voice, PHRASE_LEVEL_MATCHED));
}

struct slice say_at_level(struct voice *voice, struct level level)
{
	static const enum phrase keys[] = {
		[LEVEL_NAMED] = PHRASE_AT_NAMED,
		[LEVEL_PUPIL] = PHRASE_AT_PUPIL,
		[LEVEL_INSIDE] = PHRASE_AT_INSIDE,
		[LEVEL_ANONYMISED] = PHRASE_AT_ANONYMISED,
		[LEVEL_AGGREGATE] = PHRASE_AT_AGGREGATE,
	};

	return put_level(voice, level, keys);
}

struct slice say_results(struct voice *voice, enum results results,
			 uint16_t area)
{
	switch (results) {
	case RESULTS_UNSTATED:
		break;
	case RESULTS_NOBODY:
		return say(voice, PHRASE_RESULTS_NOBODY);
	case RESULTS_AREA:
		return say_with(voice, PHRASE_RESULTS_AREA,
				with("area", area_of(voice, area)));
	}
	return SLICE("");
}

/* --- safeguards -------------------------------------------------------------------------- */

struct slice say_sentences(struct voice *voice, struct slice first,
			   struct slice next)
{
	if (slice_empty(first) || slice_empty(next))
		return slice_empty(first) ? next : first;
	return say_with(voice, PHRASE_SENTENCES, with("first", first),
			with("next", next));
}

struct slice say_without(struct voice *voice, unsigned int without)
{
	struct slice decisions = {NULL, 0}, identification = {NULL, 0};

	if ((without & WITHOUT_DECISIONS) != 0)
		decisions = say(voice, PHRASE_WITHOUT_DECISIONS);
	if ((without & WITHOUT_IDENTIFICATION) != 0)
		identification = say(voice, PHRASE_WITHOUT_IDENTIFICATION);
	return say_sentences(voice, decisions, identification);
}

static struct slice say_consent(struct voice *voice, const struct hand_over *by,
				struct slice condition)
{
	struct phrase_value age = with_number("age", (uint64_t)by->age);
	struct phrase_value when = with("condition", condition);

	if (by->age == 0 && by->first == HOLDER_PARENT)
		return say_with(voice, PHRASE_NEED_CONSENT_PARENT, when);
	if (by->age == 0)
		return say_with(voice, PHRASE_NEED_CONSENT_PUPIL, when);
	if (by->first == HOLDER_PARENT)
		return say_with(voice, PHRASE_NEED_CONSENT_THEN_PUPIL, age,
				when);
	return say_with(voice, PHRASE_NEED_CONSENT_THEN_PARENT, age, when);
}

static struct slice put_need(struct voice *voice, const struct need *need,
			     struct slice condition)
{
	struct phrase_value when = with("condition", condition);

	switch (need->kind) {
	case NEED_APPROVAL:
		return say_with(voice, PHRASE_NEED_APPROVAL,
				with("approval", name_of(voice, NAME_APPROVAL,
							 need->approval)),
				when);
	case NEED_AUTHORISATION:
		return say_with(voice, PHRASE_NEED_AUTHORISATION, when);
	case NEED_CONSENT:
		return say_consent(voice, &need->by, condition);
	case NEED_IDENTITY:
		return say_with(voice, PHRASE_NEED_IDENTITY, when);
	case NEED_TERMS:
		return say_with(
			voice, PHRASE_NEED_TERMS,
			with("terms",
			     need->terms != DICTIONARY_NONE
				     ? name_of(voice, NAME_TERMS, need->terms)
				     : SLICE("")),
			when);
	case NEED_ROLE:
		return say_with(
			voice, PHRASE_NEED_ROLE,
			with("role", name_of(voice, NAME_ROLE, need->role)),
			when);
	case NEED_KIND_COUNT:
		break;
	}
	return SLICE("");
}

struct slice say_need(struct voice *voice, const struct need *need)
{
	return say_need_when(voice, need, &need->where, 1);
}

struct slice say_need_when(struct voice *voice, const struct need *need,
			   const struct condition *const *conditions,
			   size_t count)
{
	return put_need(voice, need, say_condition(voice, conditions, count));
}

/* --- objections --------------------------------------------------------------------------- */

static struct slice say_holder(struct voice *voice, const struct hand_over *by)
{
	struct phrase_value age = with_number("age", (uint64_t)by->age);

	if (by->age == 0)
		return say(voice, by->first == HOLDER_PARENT
					  ? PHRASE_OBJECTION_PARENT
					  : PHRASE_OBJECTION_PUPIL);
	return say_with(voice,
			by->first == HOLDER_PARENT
				? PHRASE_OBJECTION_THEN_PUPIL
				: PHRASE_OBJECTION_THEN_PARENT,
			age);
}

static struct slice say_window(struct voice *voice, const struct window *stated)
{
	struct slice from = say_date(voice, stated->from);
	struct slice to = say_date(voice, stated->to);

	if (from.len > 0 && to.len > 0)
		return say_with(voice, PHRASE_OBJECTION_BETWEEN,
				with("from", from), with("to", to));
	if (from.len > 0)
		return say_with(voice, PHRASE_OBJECTION_FROM,
				with("date", from));
	if (to.len > 0)
		return say_with(voice, PHRASE_OBJECTION_UNTIL,
				with("date", to));
	return SLICE("");
}

struct slice say_objection(struct voice *voice,
			   const struct objection_clause *objection,
			   const struct field_set *universe)
{
	struct slice leaves;

	if (field_set_empty(objection->leaves))
		leaves = say(voice, PHRASE_OBJECTION_NOTHING);
	else
		leaves = say_with(
			voice, PHRASE_OBJECTION_LEAVES,
			with("fields",
			     say_fields(voice, &objection->leaves, universe)));
	return say_sentences(
		voice,
		say_sentences(voice, say_holder(voice, &objection->by),
			      say_window(voice, &objection->stated)),
		leaves);
}

/* --- further on ------------------------------------------------------------------------------ */

static struct slice say_recipients(struct voice *voice,
				   const struct onward_limit *onward,
				   int32_t date)
{
	struct slice *items = make_items(voice, onward->body_count);

	for (size_t i = 0; items != NULL && i < onward->body_count; i++)
		items[i] = name_of_body(voice, onward->bodies[i], date);
	return items != NULL ? say_list(voice, items, onward->body_count)
			     : SLICE("");
}

struct slice say_onward(struct voice *voice, const struct onward_limit *onward,
			int32_t date, struct level sent)
{
	bool as_sent = level_within(voice->dictionary, sent, onward->level);

	if (onward->body_count == 0)
		return say(voice, PHRASE_ONWARD_NONE);
	return say_with(
		voice,
		onward->then_by_law ? PHRASE_ONWARD_BY_LAW : PHRASE_ONWARD_TO,
		with("recipients", say_recipients(voice, onward, date)),
		with("purposes", say_purposes(voice, onward->purposes,
					      onward->purpose_count)),
		with("level",
		     as_sent ? SLICE("") : say_at_level(voice, onward->level)));
}

/* --- times --------------------------------------------------------------------------------------- */

struct slice say_every(struct voice *voice, int months)
{
	if (months == 0)
		return SLICE("");
	return say_with(voice, PHRASE_EVERY,
			with("period", say_months(voice, months)));
}

struct slice say_delete(struct voice *voice, const struct rule *rule)
{
	struct slice period;

	if (rule->delete_range.source == NULL)
		return SLICE("");
	if (rule->delete_by != DATE_NONE)
		return say_with(voice, PHRASE_DELETE_BY,
				with("date", say_date(voice, rule->delete_by)));
	period = rule->delete_months > 0
			 ? say_months(voice, rule->delete_months)
			 : say_days(voice, rule->delete_days);
	return say_with(voice, PHRASE_DELETE_AFTER, with("period", period));
}

static struct slice loose_name(struct voice *voice, enum name_kind kind,
			       struct slice name)
{
	struct slice said = name_by(voice, kind, name, SLICE(""), FORM_NAME);

	return said.len > 0 ? said : name;
}

struct slice say_keep(struct voice *voice, const struct holding *holding)
{
	struct slice then = holding->then.len > 0 ? loose_name(voice, NAME_THEN,
							       holding->then)
						  : SLICE("");

	if (holding->keep_until_age > 0)
		return say_with(
			voice, PHRASE_KEEP_AGE,
			with_number("age", (uint64_t)holding->keep_until_age),
			with("then", then));
	if (holding->keep_months == 0)
		return SLICE("");
	return say_with(voice, PHRASE_KEEP_AFTER,
			with("period", say_months(voice, holding->keep_months)),
			with("event", loose_name(voice, NAME_EVENT,
						 holding->keep_event)),
			with("then", then));
}

/*
 * wording_condition.c - conditions as people say them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "language/tree.h"
#include "words/condition_form.h"
#include "words/phrasebook_parts.h"
#include "words/wording.h"

/* --- values ---------------------------------------------------------------------- */

static struct slice say_value(struct voice *voice, const struct fact *fact,
			      const struct condition_value *value)
{
	uint16_t code = DICTIONARY_NONE;

	if (value->kind == VALUE_DATE)
		return say_date(voice, value->date);
	if (fact->codes != DICTIONARY_NONE)
		code = code_set_find(voice->dictionary, fact->codes,
				     value->name);
	return code != DICTIONARY_NONE ? name_of_code(voice, fact->codes, code)
				       : value->name;
}

/* A value, or a range of them, and where it stands among all values. */
struct member {
	struct slice text;
	int64_t place;
};

static struct member make_member(struct voice *voice, const struct fact *fact,
				 const struct condition_value *low,
				 const struct condition_value *high)
{
	struct member member = {say_value(voice, fact, low), low->number};

	if (low->kind == VALUE_DATE)
		member.place = low->date;
	else if (fact->codes != DICTIONARY_NONE)
		member.place = code_set_find(voice->dictionary, fact->codes,
					     low->name);
	if (low->range.start != high->range.start)
		member.text = say_with(
			voice, PHRASE_RANGE, with("first", member.text),
			with("last", say_value(voice, fact, high)));
	return member;
}

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return slice_compare(x->text, y->text);
}

static size_t add_members(struct voice *voice, const struct fact *fact,
			  const struct condition *leaf, struct member *members)
{
	if (leaf->kind == CONDITION_COMPARE) {
		*members = make_member(voice, fact, &leaf->value, &leaf->value);
		return 1;
	}
	for (size_t i = 0; i < leaf->member_count; i++)
		members[i] = make_member(voice, fact, &leaf->members[i].low,
					 &leaf->members[i].high);
	return leaf->member_count;
}

/* The values of which one must be so, in their order. */
static struct slice say_members(struct voice *voice, const struct fact *fact,
				const struct literal *literal)
{
	struct member *members;
	struct slice *items;
	size_t count = 1;

	for (size_t i = 0; i < literal->count; i++)
		count += literal->leaves[i]->member_count + 1;
	members = arena_array(voice->arena, count, sizeof(*members));
	items = arena_array(voice->arena, count, sizeof(*items));
	if (members == NULL || items == NULL) {
		voice->failed = true;
		return SLICE("");
	}
	count = 0;
	for (size_t i = 0; i < literal->count; i++)
		count += add_members(voice, fact, literal->leaves[i],
				     members + count);
	qsort(members, count, sizeof(*members), compare_members);
	for (size_t i = 0; i < count; i++)
		items[i] = members[i].text;
	return say_choice(voice, items, count);
}

static struct slice say_number(struct voice *voice, int64_t number)
{
	char text[24];
	struct slice copy;

	snprintf(text, sizeof(text), "%lld", (long long)number);
	copy = arena_copy(voice->arena, slice_of(text));
	voice->failed |= copy.at == NULL;
	return copy;
}

/* "more than 3" is "4 or more". */
static struct slice say_bound(struct voice *voice, const struct fact *fact,
			      enum comparison comparison,
			      const struct condition_value *value)
{
	static const struct {
		enum phrase from, up_to, after, before;
	} keys[] = {
		[FACT_DATE] = {PHRASE_DATE_FROM, PHRASE_DATE_UP_TO,
			       PHRASE_DATE_FROM, PHRASE_DATE_UP_TO},
		[FACT_NUMBER] = {PHRASE_NUMBER_FROM, PHRASE_NUMBER_UP_TO,
				 PHRASE_NUMBER_FROM, PHRASE_NUMBER_UP_TO},
		[FACT_FLAG] = {PHRASE_CODE_FROM, PHRASE_CODE_UP_TO,
			       PHRASE_CODE_AFTER, PHRASE_CODE_BEFORE},
		[FACT_CODE] = {PHRASE_CODE_FROM, PHRASE_CODE_UP_TO,
			       PHRASE_CODE_AFTER, PHRASE_CODE_BEFORE},
	};
	int step = comparison == COMPARE_GREATER ? 1
		   : comparison == COMPARE_LESS  ? -1
						 : 0;
	bool least = comparison == COMPARE_GREATER ||
		     comparison == COMPARE_GREATER_EQUAL;
	enum phrase key =
		least ? keys[fact->type].from : keys[fact->type].up_to;
	struct slice text;

	if (fact->type == FACT_NUMBER && value->kind == VALUE_NUMBER)
		text = say_number(voice, value->number + step);
	else if (fact->type == FACT_DATE && value->kind == VALUE_DATE)
		text = say_date(voice, value->date + step);
	else
		text = say_value(voice, fact, value);
	if (fact->type == FACT_CODE && step != 0)
		key = least ? keys[fact->type].after : keys[fact->type].before;
	return say_with(voice, key, with("value", text));
}

/* --- facts ------------------------------------------------------------------------ */

/* What a fact says with its value; `*whole`: not of the child.  A fact that the
 * phrasebook does not name is said by its label. */
static struct slice put_fact(struct voice *voice, uint16_t index, bool denied,
			     struct slice value, bool *whole)
{
	const struct name_entry *entry =
		phrasebook_entry(voice->book, NAME_FACT, index);
	enum name_form form = denied ? FORM_DENIED : FORM_NAME;
	struct slice label = voice->dictionary->facts[index].label;
	const struct template *template =
		entry != NULL ? entry->text[form][voice->audience] : NULL;

	if (template != NULL) {
		*whole = entry->whole[voice->audience];
		return say_template(voice, template, "value", value);
	}
	*whole = true;
	if (value.len == 0)
		return say_with(voice,
				denied ? PHRASE_FACT_HOLDS_NOT
				       : PHRASE_FACT_HOLDS,
				with("fact", label));
	return say_with(voice, denied ? PHRASE_FACT_IS_NOT : PHRASE_FACT_IS,
			with("fact", label), with("value", value));
}

static struct slice say_literal(struct voice *voice,
				const struct literal *literal, bool *whole)
{
	const struct condition *leaf = literal->leaves[0];
	const struct fact *fact;
	enum comparison comparison = leaf->comparison;
	bool denied = literal->denied;

	*whole = true;
	if (literal->fact == DICTIONARY_NONE)
		return say_with(voice, PHRASE_CONDITION_LONG,
				with("condition", range_text(leaf->range)));
	fact = &voice->dictionary->facts[literal->fact];
	if (leaf->kind == CONDITION_FLAG)
		return put_fact(voice, literal->fact, denied, SLICE(""), whole);
	if (leaf->kind == CONDITION_IN || literal->count > 1)
		return put_fact(voice, literal->fact, denied,
				say_members(voice, fact, literal), whole);
	if (comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL)
		return put_fact(
			voice, literal->fact, false,
			say_bound(voice, fact,
				  denied ? comparison_opposite(comparison)
					 : comparison,
				  &leaf->value),
			whole);
	return put_fact(voice, literal->fact,
			denied != (comparison == COMPARE_NOT_EQUAL),
			say_value(voice, fact, &leaf->value), whole);
}

static struct slice say_ages(struct voice *voice,
			     const struct alternative *alternative)
{
	uint64_t low = (uint64_t)alternative->low;
	uint64_t high = (uint64_t)alternative->high;

	if (alternative->high == AGE_MOST)
		return say_with(voice, PHRASE_AGE_FROM,
				with_number("age", low));
	if (low == 0)
		return say_with(voice, PHRASE_AGE_UNDER,
				with_number("age", high + 1));
	if (low == high)
		return say_with(voice, PHRASE_AGE_ONE, with_number("age", low));
	return say_with(voice, PHRASE_AGE_RANGE, with_number("first", low),
			with_number("last", high));
}

static struct slice all_of(struct voice *voice, const struct slice *items,
			   size_t count)
{
	return say_joined(voice, items, count, PHRASE_CONDITION_TWO,
			  PHRASE_CONDITION_NEXT, PHRASE_CONDITION_LAST);
}

/* An alternative: what the child is or has, and what else must be so. */
struct said_alternative {
	struct slice predicate; /* of the child */
	struct slice rest;      /* whole clauses */
};

static struct said_alternative
say_alternative(struct voice *voice, const struct alternative *alternative)
{
	struct slice predicates[FACTS_LIMIT + 1], rest[FACTS_LIMIT];
	size_t predicate_count = 0, rest_count = 0;

	if (alternative->low > 0 || alternative->high < AGE_MOST)
		predicates[predicate_count++] = say_ages(voice, alternative);
	for (size_t i = 0; i < alternative->count; i++) {
		bool whole;
		struct slice text =
			say_literal(voice, &alternative->list[i], &whole);

		if (whole)
			rest[rest_count++] = text;
		else
			predicates[predicate_count++] = text;
	}
	return (struct said_alternative){
		.predicate = all_of(voice, predicates, predicate_count),
		.rest = all_of(voice, rest, rest_count),
	};
}

static struct slice subject(struct voice *voice, struct slice predicate)
{
	return say_with(voice, PHRASE_CONDITION_SUBJECT,
			with("predicate", predicate));
}

/* As a clause of its own. */
static struct slice clause_of(struct voice *voice,
			      const struct said_alternative *said)
{
	if (said->predicate.len == 0)
		return said->rest;
	if (said->rest.len == 0)
		return subject(voice, said->predicate);
	return say_with(voice, PHRASE_CONDITION_TWO,
			with("first", subject(voice, said->predicate)),
			with("last", said->rest));
}

static struct slice say_alternatives(struct voice *voice,
				     const struct alternatives *all)
{
	struct said_alternative said[ALTERNATIVES_LIMIT];
	struct slice text = {NULL, 0};
	bool predicates = true;

	for (size_t i = 0; i < all->count; i++) {
		said[i] = say_alternative(voice, &all->list[i]);
		predicates = predicates && said[i].rest.len == 0;
	}
	for (size_t i = 0; i < all->count; i++) {
		struct slice next = predicates ? said[i].predicate
					       : clause_of(voice, &said[i]);

		text = i == 0 ? next
			      : say_with(voice, PHRASE_CONDITION_OR,
					 with("first", text),
					 with("last", next));
	}
	return predicates ? subject(voice, text) : text;
}

/* --- a condition ------------------------------------------------------------------- */

/* As the rules have them, joined by nothing but their words. */
static struct slice say_raw(struct voice *voice,
			    const struct condition *const *conditions,
			    size_t count)
{
	struct slice *items =
		arena_array(voice->arena, count + 1, sizeof(*items));
	size_t kept = 0;

	if (items == NULL) {
		voice->failed = true;
		return SLICE("");
	}
	for (size_t i = 0; i < count; i++)
		if (conditions[i] != NULL)
			items[kept++] = say_with(
				voice, PHRASE_CONDITION_LONG,
				with("condition",
				     range_text(conditions[i]->range)));
	return all_of(voice, items, kept);
}

struct slice say_condition(struct voice *voice,
			   const struct condition *const *conditions,
			   size_t count)
{
	struct arena scratch = {0};
	struct alternatives *all =
		condition_form(voice->dictionary, conditions, count, &scratch);
	struct slice text = SLICE("");

	if (all == NULL)
		voice->failed = true;
	else if (all->too_many)
		text = say_raw(voice, conditions, count);
	else if (all->count == 0)
		text = say(voice, PHRASE_CONDITION_NEVER);
	else if (!condition_form_is_always(all))
		text = say_alternatives(voice, all);
	arena_release(&scratch);
	return text;
}

/*
 * wording_condition.c - conditions as people say them.
 *
 * Rules are written in many ways; so that equal ones are said alike, a condition
 * is first brought into one form: alternatives, each of facts that must all hold,
 * with ages as one range.  That changes no answer, also where a fact is not
 * known: and, or and not distribute over each other in three values too.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "language/tree.h"
#include "policy/condition.h"
#include "publish/phrasebook_parts.h"
#include "publish/wording.h"

/* More of either are not worded. */
enum { FACTS_LIMIT = 12, ALTERNATIVES_LIMIT = 12 };

/* A fact that must hold, or must not. */
struct literal {
	const struct condition *leaf;
	bool denied;
	uint16_t fact;
};

/* Facts that must all hold; ages from `low` to `high`. */
struct alternative {
	struct literal list[FACTS_LIMIT];
	size_t count;
	int64_t low, high;
};

/* One of these must hold. */
struct alternatives {
	struct alternative list[ALTERNATIVES_LIMIT];
	size_t count;
	bool too_many;
};

struct wording {
	struct voice *voice;
	struct arena scratch; /* ends with the condition */
	bool failed;
};

enum { AGE_MOST = INT_MAX };

/* --- into one form ---------------------------------------------------------------- */

static bool is_age(const struct condition *leaf)
{
	return leaf->kind != CONDITION_FLAG && slice_is(leaf->fact.text, "age");
}

static void add_alternative(struct alternatives *out,
			    const struct alternative *alternative)
{
	if (alternative->low > alternative->high)
		return; /* nobody is of that age */
	if (out->count == ALTERNATIVES_LIMIT)
		out->too_many = true;
	else
		out->list[out->count++] = *alternative;
}

static void add_ages(struct alternatives *out, int64_t low, int64_t high)
{
	struct alternative ages = {.low = low < 0 ? 0 : low, .high = high};

	add_alternative(out, &ages);
}

static void add_ages_outside(struct alternatives *out, int64_t low,
			     int64_t high)
{
	add_ages(out, 0, low - 1);
	if (high < AGE_MOST)
		add_ages(out, high + 1, AGE_MOST);
}

static void add_compared_ages(struct alternatives *out,
			      enum comparison comparison, int64_t age)
{
	switch (comparison) {
	case COMPARE_EQUAL:
		add_ages(out, age, age);
		break;
	case COMPARE_NOT_EQUAL:
		add_ages_outside(out, age, age);
		break;
	case COMPARE_LESS:
		add_ages(out, 0, age - 1);
		break;
	case COMPARE_LESS_EQUAL:
		add_ages(out, 0, age);
		break;
	case COMPARE_GREATER:
		add_ages(out, age + 1, AGE_MOST);
		break;
	case COMPARE_GREATER_EQUAL:
		add_ages(out, age, AGE_MOST);
		break;
	}
}

static enum comparison opposite(enum comparison comparison)
{
	switch (comparison) {
	case COMPARE_EQUAL:
		return COMPARE_NOT_EQUAL;
	case COMPARE_NOT_EQUAL:
		return COMPARE_EQUAL;
	case COMPARE_LESS:
		return COMPARE_GREATER_EQUAL;
	case COMPARE_LESS_EQUAL:
		return COMPARE_GREATER;
	case COMPARE_GREATER:
		return COMPARE_LESS_EQUAL;
	case COMPARE_GREATER_EQUAL:
		return COMPARE_LESS;
	}
	return comparison;
}

static bool literal_equal(const struct literal *a, const struct literal *b)
{
	return a->denied == b->denied && a->fact == b->fact &&
	       slice_equal(range_text(a->leaf->range),
			   range_text(b->leaf->range));
}

static bool has_literal(const struct alternative *alternative,
			const struct literal *literal)
{
	for (size_t i = 0; i < alternative->count; i++)
		if (literal_equal(&alternative->list[i], literal))
			return true;
	return false;
}

static void join(struct alternatives *out, const struct alternative *a,
		 const struct alternative *b)
{
	struct alternative both = *a;

	if (b->low > both.low)
		both.low = b->low;
	if (b->high < both.high)
		both.high = b->high;
	for (size_t i = 0; i < b->count; i++) {
		if (has_literal(&both, &b->list[i]))
			continue;
		if (both.count == FACTS_LIMIT) {
			out->too_many = true;
			return;
		}
		both.list[both.count++] = b->list[i];
	}
	add_alternative(out, &both);
}

static void multiply(struct alternatives *out, const struct alternatives *a,
		     const struct alternatives *b)
{
	out->too_many |= a->too_many || b->too_many;
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			join(out, &a->list[i], &b->list[j]);
}

static void unfold(struct wording *wording, const struct condition *condition,
		   bool denied, struct alternatives *out);

static void unfold_sides(struct wording *wording,
			 const struct condition *condition, bool denied,
			 struct alternatives *out)
{
	struct alternatives *sides =
		arena_array(&wording->scratch, 2, sizeof(*sides));

	if (sides == NULL) {
		wording->failed = true;
		return;
	}
	unfold(wording, condition->left, denied, &sides[0]);
	unfold(wording, condition->right, denied, &sides[1]);
	multiply(out, &sides[0], &sides[1]);
}

static void unfold_ages(struct wording *wording, const struct condition *leaf,
			bool denied, struct alternatives *out)
{
	struct alternatives *outside;

	if (leaf->kind == CONDITION_COMPARE) {
		add_compared_ages(out,
				  denied ? opposite(leaf->comparison)
					 : leaf->comparison,
				  leaf->value.number);
		return;
	}
	if (!denied) {
		for (size_t i = 0; i < leaf->member_count; i++)
			add_ages(out, leaf->members[i].low.number,
				 leaf->members[i].high.number);
		return;
	}
	/* Outside of each. */
	outside = arena_array(&wording->scratch, 3, sizeof(*outside));
	if (outside == NULL) {
		wording->failed = true;
		return;
	}
	add_ages(&outside[0], 0, AGE_MOST);
	for (size_t i = 0; i < leaf->member_count; i++) {
		outside[1].count = outside[2].count = 0;
		add_ages_outside(&outside[1], leaf->members[i].low.number,
				 leaf->members[i].high.number);
		multiply(&outside[2], &outside[0], &outside[1]);
		outside[0] = outside[2];
	}
	out->too_many |= outside[0].too_many;
	for (size_t i = 0; i < outside[0].count; i++)
		add_alternative(out, &outside[0].list[i]);
}

static void unfold_leaf(struct wording *wording, const struct condition *leaf,
			bool denied, struct alternatives *out)
{
	struct alternative alternative = {.low = 0, .high = AGE_MOST};

	if (is_age(leaf)) {
		unfold_ages(wording, leaf, denied, out);
		return;
	}
	alternative.list[alternative.count++] = (struct literal){
		.leaf = leaf,
		.denied = denied,
		.fact = condition_fact(wording->voice->dictionary,
				       leaf->fact.text),
	};
	add_alternative(out, &alternative);
}

static void unfold(struct wording *wording, const struct condition *condition,
		   bool denied, struct alternatives *out)
{
	switch (condition->kind) {
	case CONDITION_NOT:
		unfold(wording, condition->left, !denied, out);
		break;
	case CONDITION_AND:
	case CONDITION_OR:
		if ((condition->kind == CONDITION_AND) != denied) {
			unfold_sides(wording, condition, denied, out);
		} else {
			unfold(wording, condition->left, denied, out);
			unfold(wording, condition->right, denied, out);
		}
		break;
	case CONDITION_FLAG:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		unfold_leaf(wording, condition, denied, out);
		break;
	}
}

/* Whether whatever meets `a` meets `b`. */
static bool implies(const struct alternative *a, const struct alternative *b)
{
	if (a->low < b->low || a->high > b->high)
		return false;
	for (size_t i = 0; i < b->count; i++)
		if (!has_literal(a, &b->list[i]))
			return false;
	return true;
}

static void remove_implied(struct alternatives *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++) {
		bool needless = false;

		for (size_t j = 0; j < all->count; j++)
			needless |= j != i &&
				    implies(&all->list[i], &all->list[j]) &&
				    (j < i ||
				     !implies(&all->list[j], &all->list[i]));
		if (!needless)
			all->list[kept++] = all->list[i];
	}
	all->count = kept;
}

static int compare_literals(const void *a, const void *b)
{
	const struct literal *x = a, *y = b;

	if (x->fact != y->fact)
		return x->fact < y->fact ? -1 : 1;
	return slice_compare(range_text(x->leaf->range),
			     range_text(y->leaf->range));
}

static int compare_alternatives(const void *a, const void *b)
{
	const struct alternative *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	if (x->high != y->high)
		return x->high < y->high ? -1 : 1;
	for (size_t i = 0; i < x->count; i++) {
		int order = compare_literals(&x->list[i], &y->list[i]);

		if (order != 0)
			return order;
	}
	return 0;
}

static void put_in_order(struct alternatives *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].count > 1)
			qsort(all->list[i].list, all->list[i].count,
			      sizeof(struct literal), compare_literals);
	if (all->count > 1)
		qsort(all->list, all->count, sizeof(struct alternative),
		      compare_alternatives);
}

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

static struct slice say_members(struct voice *voice, const struct fact *fact,
				const struct condition *leaf)
{
	struct slice *items = arena_array(voice->arena, leaf->member_count + 1,
					  sizeof(*items));

	if (items == NULL) {
		voice->failed = true;
		return SLICE("");
	}
	for (size_t i = 0; i < leaf->member_count; i++) {
		const struct condition_member *member = &leaf->members[i];

		items[i] = say_value(voice, fact, &member->low);
		if (member->low.range.start != member->high.range.start)
			items[i] = say_with(
				voice, PHRASE_RANGE, with("first", items[i]),
				with("last",
				     say_value(voice, fact, &member->high)));
	}
	return say_choice(voice, items, leaf->member_count);
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
	const struct condition *leaf = literal->leaf;
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
	if (leaf->kind == CONDITION_IN)
		return put_fact(voice, literal->fact, denied,
				say_members(voice, fact, leaf), whole);
	if (comparison != COMPARE_EQUAL && comparison != COMPARE_NOT_EQUAL)
		return put_fact(
			voice, literal->fact, false,
			say_bound(voice, fact,
				  denied ? opposite(comparison) : comparison,
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

static bool is_always(const struct alternatives *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].count == 0 && all->list[i].low == 0 &&
		    all->list[i].high == AGE_MOST)
			return true;
	return false;
}

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

/* All conditions together in the one form. */
static struct alternatives *unfold_all(struct wording *wording,
				       const struct condition *const *list,
				       size_t count)
{
	struct alternatives *all =
		arena_array(&wording->scratch, 3, sizeof(*all));

	if (all == NULL)
		return NULL;
	add_ages(&all[0], 0, AGE_MOST);
	for (size_t i = 0; i < count; i++) {
		if (list[i] == NULL)
			continue;
		all[1].count = all[2].count = 0;
		unfold(wording, list[i], false, &all[1]);
		multiply(&all[2], &all[0], &all[1]);
		all[0] = all[2];
	}
	remove_implied(all);
	put_in_order(all);
	return wording->failed ? NULL : all;
}

struct slice say_condition(struct voice *voice,
			   const struct condition *const *conditions,
			   size_t count)
{
	struct wording wording = {.voice = voice};
	struct alternatives *all = unfold_all(&wording, conditions, count);
	struct slice text = SLICE("");

	if (all == NULL)
		voice->failed = true;
	else if (all->too_many)
		text = say_raw(voice, conditions, count);
	else if (all->count == 0)
		text = say(voice, PHRASE_CONDITION_NEVER);
	else if (!is_always(all))
		text = say_alternatives(voice, all);
	arena_release(&wording.scratch);
	return text;
}

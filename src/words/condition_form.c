#include "words/condition_form.h"

#include <stdlib.h>

#include "base/arena.h"
#include "dictionary/dictionary.h"
#include "language/tree.h"
#include "policy/condition.h"

struct forming {
	const struct dictionary *dictionary;
	struct arena *arena;
	bool failed;
};

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

enum comparison comparison_opposite(enum comparison comparison)
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
	if (a->denied != b->denied || a->fact != b->fact ||
	    a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!slice_equal(range_text(a->leaves[i]->range),
				 range_text(b->leaves[i]->range)))
			return false;
	return true;
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

static void unfold(struct forming *forming, const struct condition *condition,
		   bool denied, struct alternatives *out);

static void unfold_sides(struct forming *forming,
			 const struct condition *condition, bool denied,
			 struct alternatives *out)
{
	struct alternatives *sides =
		arena_array(forming->arena, 2, sizeof(*sides));

	if (sides == NULL) {
		forming->failed = true;
		return;
	}
	unfold(forming, condition->left, denied, &sides[0]);
	unfold(forming, condition->right, denied, &sides[1]);
	multiply(out, &sides[0], &sides[1]);
}

static void unfold_ages(struct forming *forming, const struct condition *leaf,
			bool denied, struct alternatives *out)
{
	struct alternatives *outside;

	if (leaf->kind == CONDITION_COMPARE) {
		add_compared_ages(out,
				  denied ? comparison_opposite(leaf->comparison)
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
	outside = arena_array(forming->arena, 3, sizeof(*outside));
	if (outside == NULL) {
		forming->failed = true;
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

static void unfold_leaf(struct forming *forming, const struct condition *leaf,
			bool denied, struct alternatives *out)
{
	struct alternative alternative = {.low = 0, .high = AGE_MOST};

	if (is_age(leaf)) {
		unfold_ages(forming, leaf, denied, out);
		return;
	}
	alternative.list[alternative.count++] = (struct literal){
		.leaves = {leaf},
		.count = 1,
		.denied = denied,
		.fact = condition_fact(forming->dictionary, leaf->fact.text),
	};
	add_alternative(out, &alternative);
}

static void unfold(struct forming *forming, const struct condition *condition,
		   bool denied, struct alternatives *out)
{
	switch (condition->kind) {
	case CONDITION_NOT:
		unfold(forming, condition->left, !denied, out);
		break;
	case CONDITION_AND:
	case CONDITION_OR:
		if ((condition->kind == CONDITION_AND) != denied) {
			unfold_sides(forming, condition, denied, out);
		} else {
			unfold(forming, condition->left, denied, out);
			unfold(forming, condition->right, denied, out);
		}
		break;
	case CONDITION_FLAG:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		unfold_leaf(forming, condition, denied, out);
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
	return slice_compare(range_text(x->leaves[0]->range),
			     range_text(y->leaves[0]->range));
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

/* --- alternatives that differ in one thing ------------------------------------------- */

/* Values of which one must be so: can be told together with others. */
static bool is_choice(const struct literal *literal)
{
	for (size_t i = 0; i < literal->count; i++)
		if (literal->leaves[i]->kind != CONDITION_IN &&
		    (literal->leaves[i]->kind != CONDITION_COMPARE ||
		     literal->leaves[i]->comparison != COMPARE_EQUAL))
			return false;
	return !literal->denied && literal->fact != DICTIONARY_NONE;
}

static bool join_literals(struct literal *a, const struct literal *b)
{
	if (a->fact != b->fact || !is_choice(a) || !is_choice(b) ||
	    a->count + b->count > LEAVES_LIMIT)
		return false;
	for (size_t i = 0; i < b->count; i++)
		a->leaves[a->count++] = b->leaves[i];
	return true;
}

/* The one fact in which they differ, whose values are joined. */
static bool join_values(struct alternative *a, const struct alternative *b)
{
	size_t differing = 0, at = 0, other = 0;

	if (a->count != b->count || a->low != b->low || a->high != b->high)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!has_literal(b, &a->list[i])) {
			differing++;
			at = i;
		}
	while (other < b->count && has_literal(a, &b->list[other]))
		other++;
	return differing == 1 && other < b->count &&
	       join_literals(&a->list[at], &b->list[other]);
}

/* Ages that touch; but not to all ages, since an age that is not known is
 * none of them. */
static bool join_ages(struct alternative *a, const struct alternative *b)
{
	int64_t low = a->low < b->low ? a->low : b->low;
	int64_t high = a->high > b->high ? a->high : b->high;

	if (a->count != b->count || a->low > b->high + 1 ||
	    b->low > a->high + 1 || (low == 0 && high == AGE_MOST))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!has_literal(b, &a->list[i]))
			return false;
	a->low = low;
	a->high = high;
	return true;
}

static void remove_alternative(struct alternatives *all, size_t index)
{
	for (size_t i = index + 1; i < all->count; i++)
		all->list[i - 1] = all->list[i];
	all->count--;
}

static void join_alike(struct alternatives *all)
{
	for (size_t i = 0; i < all->count; i++)
		for (size_t j = i + 1; j < all->count; j++)
			if (join_values(&all->list[i], &all->list[j]) ||
			    join_ages(&all->list[i], &all->list[j])) {
				remove_alternative(all, j);
				j = i;
			}
}

bool condition_form_is_always(const struct alternatives *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].count == 0 && all->list[i].low == 0 &&
		    all->list[i].high == AGE_MOST)
			return true;
	return false;
}

/* --- everything ------------------------------------------------------------------- */

static void settle(struct alternatives *all)
{
	remove_implied(all);
	put_in_order(all);
	join_alike(all);
	remove_implied(all);
	put_in_order(all);
}

struct alternatives *condition_form(const struct dictionary *dictionary,
				    const struct condition *const *list,
				    size_t count, struct arena *arena)
{
	struct forming forming = {.dictionary = dictionary, .arena = arena};
	struct alternatives *all = arena_array(arena, 3, sizeof(*all));

	if (all == NULL)
		return NULL;
	add_ages(&all[0], 0, AGE_MOST);
	for (size_t i = 0; i < count; i++) {
		if (list[i] == NULL)
			continue;
		all[1].count = all[2].count = 0;
		unfold(&forming, list[i], false, &all[1]);
		multiply(&all[2], &all[0], &all[1]);
		all[0] = all[2];
	}
	settle(all);
	return forming.failed ? NULL : all;
}

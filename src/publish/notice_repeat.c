/*
 * What is told already of a recipient.
 *
 * Two shares may promise one thing, the second for fewer pupils; told twice it
 * reads as if there were two.  A part is left out where another one says all of
 * it: implication is looked for in how conditions are written, so that what is
 * left out is always told, and at worst something stays that need not.
 */
#include "language/tree.h"
#include "policy/notice.h"
#include "publish/notice_terms.h"

/* --- conditions -------------------------------------------------------------------- */

static bool same_fact(const struct condition *a, const struct condition *b)
{
	return slice_equal(a->fact.text, b->fact.text);
}

/* A comparison or an `in` of numbers, as ranges from low to high. */
struct numbers {
	int64_t low, high;
};

enum { NUMBER_RANGES = 16 };

static bool compared(const struct condition *condition, struct numbers *range)
{
	int64_t number = condition->value.number;

	*range = (struct numbers){INT64_MIN, INT64_MAX};
	switch (condition->comparison) {
	case COMPARE_EQUAL:
		*range = (struct numbers){number, number};
		return true;
	case COMPARE_LESS:
		range->high = number - 1;
		return true;
	case COMPARE_LESS_EQUAL:
		range->high = number;
		return true;
	case COMPARE_GREATER:
		range->low = number + 1;
		return true;
	case COMPARE_GREATER_EQUAL:
		range->low = number;
		return true;
	case COMPARE_NOT_EQUAL:
		break;
	}
	return false;
}

/* How many ranges; 0: it is about something else than numbers. */
static size_t numbers_of(const struct condition *condition,
			 struct numbers ranges[NUMBER_RANGES])
{
	if (condition->kind == CONDITION_COMPARE)
		return condition->value.kind == VALUE_NUMBER &&
				       compared(condition, &ranges[0])
			       ? 1
			       : 0;
	if (condition->kind != CONDITION_IN ||
	    condition->member_count > NUMBER_RANGES)
		return 0;
	for (size_t i = 0; i < condition->member_count; i++) {
		const struct condition_member *member = &condition->members[i];

		if (member->low.kind != VALUE_NUMBER)
			return 0;
		ranges[i] = (struct numbers){member->low.number,
					     member->high.number};
	}
	return condition->member_count;
}

static bool numbers_within(const struct condition *a, const struct condition *b)
{
	struct numbers of_a[NUMBER_RANGES], of_b[NUMBER_RANGES];
	size_t a_count = numbers_of(a, of_a), b_count = numbers_of(b, of_b);

	if (a_count == 0 || b_count == 0 || !same_fact(a, b))
		return false;
	for (size_t i = 0; i < a_count; i++) {
		size_t j = 0;

		while (j < b_count && (of_a[i].low < of_b[j].low ||
				       of_a[i].high > of_b[j].high))
			j++;
		if (j == b_count)
			return false;
	}
	return true;
}

static bool same_text(const struct condition *a, const struct condition *b)
{
	return a == b ||
	       (a->kind == b->kind &&
		slice_equal(range_text(a->range), range_text(b->range)));
}

bool notice_implies(const struct condition *a, const struct condition *b)
{
	if (b == NULL)
		return true;
	if (a == NULL)
		return false;
	if (a->kind == CONDITION_OR)
		return notice_implies(a->left, b) &&
		       notice_implies(a->right, b);
	if (b->kind == CONDITION_AND)
		return notice_implies(a, b->left) &&
		       notice_implies(a, b->right);
	if (b->kind == CONDITION_OR &&
	    (notice_implies(a, b->left) || notice_implies(a, b->right)))
		return true;
	if (a->kind == CONDITION_AND)
		return notice_implies(a->left, b) ||
		       notice_implies(a->right, b);
	return same_text(a, b) || numbers_within(a, b);
}

/* --- ways, and the rest ---------------------------------------------------------------- */

/* Whether all that goes by `a` may go by `b`, as often and on the same level. */
static bool way_within(const struct published_way *a,
		       const struct published_way *b)
{
	bool rarer = b->triggers == 0 ||
		     (a->triggers != 0 && (a->triggers & ~b->triggers) == 0);

	return rarer && a->every_months >= b->every_months &&
	       level_equal(a->level, b->level) &&
	       notice_implies(a->when, b->when);
}

bool notice_way_repeats(const struct published_part *part, size_t way)
{
	const struct published_way *ways = part->ways;

	for (size_t i = 0; i < part->way_count; i++)
		if (i != way && way_within(&ways[way], &ways[i]) &&
		    (i < way || !way_within(&ways[i], &ways[way])))
			return true;
	return false;
}

static bool ways_within(const struct published_part *a,
			const struct published_part *b)
{
	for (size_t i = 0; i < a->way_count; i++) {
		size_t j = 0;

		while (j < b->way_count &&
		       !way_within(&a->ways[i], &b->ways[j]))
			j++;
		if (j == b->way_count)
			return false;
	}
	return true;
}

static bool purposes_within(const struct published_part *a,
			    const struct published_part *b)
{
	for (size_t i = 0; i < a->purpose_count; i++) {
		size_t j = 0;

		while (j < b->purpose_count && b->purposes[j] != a->purposes[i])
			j++;
		if (j == b->purpose_count)
			return false;
	}
	return true;
}

static bool terms_equal(const struct terms_of_part *a,
			const struct terms_of_part *b)
{
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (kind != TERM_WHEN &&
		    a->kinds[kind].hash != b->kinds[kind].hash)
			return false;
	return true;
}

bool notice_repeats(const struct terms_of_part *a,
		    const struct terms_of_part *b)
{
	return terms_equal(a, b) &&
	       field_set_empty(field_set_difference(a->part->fields,
						    b->part->fields)) &&
	       purposes_within(a->part, b->part) &&
	       b->part->except_count == 0 && ways_within(a->part, b->part);
}

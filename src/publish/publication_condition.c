/*
 * What is left to say of a condition at this controller.
 *
 * A condition is a set of pupils: those of whom it is true, or, in prohibitions
 * and where a need applies, those of whom it is not false.  With three values
 * both are monotone: a conjunction accepts what both sides accept, a
 * disjunction what either does, and "not" turns the one into the complement of
 * the other.  So a side may be left out where the other one already decides,
 * over all cells of the space of pupils.
 */
#include <string.h>

#include "base/error.h"
#include "language/tree.h"
#include "publish/publication_parts.h"

/* --- leaves ------------------------------------------------------------------------ */

static bool is_leaf(const struct condition *condition)
{
	return condition->kind != CONDITION_AND &&
	       condition->kind != CONDITION_OR &&
	       condition->kind != CONDITION_NOT;
}

int add_leaves(struct maker *maker, const struct condition *condition,
	       const struct condition ***leaves, size_t *count,
	       size_t *capacity)
{
	const struct condition **list;

	if (condition == NULL)
		return 0;
	if (!is_leaf(condition))
		return add_leaves(maker, condition->left, leaves, count,
				  capacity) != 0 ||
				       add_leaves(maker, condition->right,
						  leaves, count, capacity) != 0
			       ? -1
			       : 0;
	list = arena_grow(&maker->scratch, *leaves, *count, capacity,
			  sizeof(struct condition *));
	if (list == NULL)
		return error_memory(maker->error);
	*leaves = list;
	list[(*count)++] = condition;
	return 0;
}

static const uint8_t *leaf_truth(const struct cells *cells,
				 const struct condition *condition)
{
	for (size_t i = 0; i < cells->leaf_count; i++)
		if (cells->leaves[i].condition == condition)
			return cells->leaves[i].truth;
	return NULL;
}

/* --- sets of cells ----------------------------------------------------------------- */

static enum accept other_way(enum accept accept)
{
	return accept == ACCEPT_TRUE ? ACCEPT_NOT_FALSE : ACCEPT_TRUE;
}

static void fill_marks(const struct cells *cells,
		       const struct condition *condition, enum accept accept,
		       const uint8_t *left, const uint8_t *right,
		       uint8_t *marks)
{
	const uint8_t *truth = leaf_truth(cells, condition);

	for (uint32_t i = 0; i < cells->count; i++) {
		if (condition->kind == CONDITION_AND)
			marks[i] = left[i] & right[i];
		else if (condition->kind == CONDITION_OR)
			marks[i] = left[i] | right[i];
		else if (condition->kind == CONDITION_NOT)
			marks[i] = !left[i];
		else if (accept == ACCEPT_TRUE)
			marks[i] = truth[i] == TRUTH_TRUE;
		else
			marks[i] = truth[i] != TRUTH_FALSE;
	}
}

uint8_t *mark_cells(struct maker *maker, const struct cells *cells,
		    const struct condition *condition, enum accept accept)
{
	uint8_t *marks = arena_allocate(&maker->scratch, cells->count);
	const uint8_t *left = NULL, *right = NULL;

	if (marks == NULL)
		return NULL;
	if (condition == NULL) {
		memset(marks, 1, cells->count);
		return marks;
	}
	if (condition->kind == CONDITION_NOT)
		accept = other_way(accept);
	if (!is_leaf(condition)) {
		left = mark_cells(maker, cells, condition->left, accept);
		if (left == NULL)
			return NULL;
	}
	if (!is_leaf(condition) && condition->kind != CONDITION_NOT) {
		right = mark_cells(maker, cells, condition->right, accept);
		if (right == NULL)
			return NULL;
	}
	fill_marks(cells, condition, accept, left, right, marks);
	return marks;
}

bool marks_all(const struct cells *cells, const uint8_t *marks)
{
	return memchr(marks, 0, cells->count) == NULL;
}

bool marks_none(const struct cells *cells, const uint8_t *marks)
{
	return memchr(marks, 1, cells->count) == NULL;
}

bool marks_within(const struct cells *cells, const uint8_t *a, const uint8_t *b)
{
	for (uint32_t i = 0; i < cells->count; i++)
		if (a[i] > b[i])
			return false;
	return true;
}

/* --- fewer words --------------------------------------------------------------------- */

/* Sides of a chain of "and" or of "or". */
struct sides {
	const struct condition **at;
	const uint8_t **marks;
	size_t count, capacity;
};

static int flatten(struct maker *maker, const struct condition *condition,
		   enum condition_kind kind, struct sides *sides)
{
	const struct condition **list;

	if (condition == NULL)
		return 0;
	if (condition->kind == kind)
		return flatten(maker, condition->left, kind, sides) != 0 ||
				       flatten(maker, condition->right, kind,
					       sides) != 0
			       ? -1
			       : 0;
	list = arena_grow(&maker->scratch, sides->at, sides->count,
			  &sides->capacity, sizeof(struct condition *));
	if (list == NULL)
		return error_memory(maker->error);
	sides->at = list;
	list[sides->count++] = condition;
	return 0;
}

/* Whether a side changes nothing beside those that are left (not NULL). */
static bool is_idle(const struct cells *cells, const struct sides *sides,
		    size_t side, enum condition_kind kind)
{
	bool alone = true;

	for (size_t i = 0; i < sides->count; i++)
		alone = alone && (i == side || sides->at[i] == NULL);
	if (alone)
		return false;
	for (uint32_t c = 0; c < cells->count; c++) {
		uint8_t rest = kind == CONDITION_AND;

		for (size_t i = 0; i < sides->count; i++)
			if (i != side && sides->at[i] != NULL)
				rest = kind == CONDITION_AND
					       ? rest & sides->marks[i][c]
					       : rest | sides->marks[i][c];
		if (kind == CONDITION_AND ? rest > sides->marks[side][c]
					  : sides->marks[side][c] > rest)
			return false;
	}
	return true;
}

static int mark_sides(struct maker *maker, const struct cells *cells,
		      enum accept accept, struct sides *sides)
{
	sides->marks = arena_array(&maker->scratch, sides->count,
				   sizeof(*sides->marks));
	if (sides->marks == NULL)
		return error_memory(maker->error);
	for (size_t i = 0; i < sides->count; i++) {
		sides->marks[i] =
			mark_cells(maker, cells, sides->at[i], accept);
		if (sides->marks[i] == NULL)
			return error_memory(maker->error);
	}
	return 0;
}

const struct condition *join(struct maker *maker, enum condition_kind kind,
			     const struct condition *left,
			     const struct condition *right)
{
	struct condition *joined;

	if (left == NULL || right == NULL)
		return left != NULL ? left : right;
	joined = arena_allocate(maker->arena, sizeof(*joined));
	if (joined != NULL)
		*joined = (struct condition){.kind = kind,
					     .range = left->range,
					     .left = left,
					     .right = right};
	return joined;
}

static int simplify_any(struct maker *maker, const struct cells *cells,
			const struct condition *condition, enum accept accept,
			const struct condition **simple);

static int join_sides(struct maker *maker, const struct cells *cells,
		      enum condition_kind kind, enum accept accept,
		      const struct sides *sides,
		      const struct condition **simple)
{
	const struct condition *joined = NULL;

	for (size_t i = 0; i < sides->count; i++) {
		const struct condition *side;

		if (sides->at[i] == NULL)
			continue;
		if (simplify_any(maker, cells, sides->at[i], accept, &side) !=
		    0)
			return -1;
		joined = join(maker, kind, joined, side);
		if (joined == NULL)
			return error_memory(maker->error);
	}
	*simple = joined;
	return 0;
}

/* A chain without the sides that change nothing. */
static int simplify_chain(struct maker *maker, const struct cells *cells,
			  const struct condition *condition, enum accept accept,
			  const struct condition **simple)
{
	enum condition_kind kind = condition->kind;
	struct sides sides = {0};

	if (flatten(maker, condition, kind, &sides) != 0 ||
	    mark_sides(maker, cells, accept, &sides) != 0)
		return -1;
	/* The last ones first: they are the law's, and the promise is what
	 * families know. */
	for (size_t i = sides.count; i > 0; i--)
		if (is_idle(cells, &sides, i - 1, kind))
			sides.at[i - 1] = NULL;
	return join_sides(maker, cells, kind, accept, &sides, simple);
}

/* Never gives NULL: what accepts all stays, for who is above to leave out. */
static int simplify_any(struct maker *maker, const struct cells *cells,
			const struct condition *condition, enum accept accept,
			const struct condition **simple)
{
	const struct condition *inner;
	struct condition *negated;

	*simple = condition;
	if (is_leaf(condition))
		return 0;
	if (condition->kind != CONDITION_NOT)
		return simplify_chain(maker, cells, condition, accept, simple);
	if (simplify_any(maker, cells, condition->left, other_way(accept),
			 &inner) != 0)
		return -1;
	if (inner == condition->left)
		return 0;
	negated = arena_allocate(maker->arena, sizeof(*negated));
	if (negated == NULL)
		return error_memory(maker->error);
	*negated = *condition;
	negated->left = inner;
	*simple = negated;
	return 0;
}

int simplify(struct maker *maker, const struct cells *cells,
	     const struct condition *condition, enum accept accept,
	     const struct condition **simple)
{
	const uint8_t *marks;

	*simple = NULL;
	if (condition == NULL)
		return 0;
	marks = mark_cells(maker, cells, condition, accept);
	if (marks == NULL)
		return error_memory(maker->error);
	if (marks_all(cells, marks))
		return 0;
	return simplify_any(maker, cells, condition, accept, simple);
}

int simplify_both(struct maker *maker, const struct cells *cells,
		  const struct condition *a, const struct condition *b,
		  const struct condition **simple)
{
	const struct condition *both = join(maker, CONDITION_AND, a, b);

	if (both == NULL && (a != NULL || b != NULL))
		return error_memory(maker->error);
	return simplify(maker, cells, both, ACCEPT_TRUE, simple);
}

/* --- alike --------------------------------------------------------------------------- */

static bool same_value(const struct condition_value *a,
		       const struct condition_value *b)
{
	return a->kind == b->kind && a->number == b->number &&
	       a->date == b->date && slice_equal(a->name, b->name);
}

static bool same_members(const struct condition *a, const struct condition *b)
{
	if (a->member_count != b->member_count)
		return false;
	for (size_t i = 0; i < a->member_count; i++)
		if (!same_value(&a->members[i].low, &b->members[i].low) ||
		    !same_value(&a->members[i].high, &b->members[i].high))
			return false;
	return true;
}

bool condition_alike(const struct condition *a, const struct condition *b)
{
	if (a == NULL || b == NULL || a == b)
		return a == b;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CONDITION_AND:
	case CONDITION_OR:
		return condition_alike(a->left, b->left) &&
		       condition_alike(a->right, b->right);
	case CONDITION_NOT:
		return condition_alike(a->left, b->left);
	case CONDITION_FLAG:
		return slice_equal(a->fact.text, b->fact.text);
	case CONDITION_COMPARE:
		return slice_equal(a->fact.text, b->fact.text) &&
		       a->comparison == b->comparison &&
		       same_value(&a->value, &b->value);
	case CONDITION_IN:
		return slice_equal(a->fact.text, b->fact.text) &&
		       same_members(a, b);
	}
	return false;
}

/*
 * Wishes as they count: by whoever may state them at the pupil's age.  The
 * plans' own evaluation says where that is.
 */
#include "base/error.h"
#include "base/memory.h"
#include "policy/space_parts.h"

static const uint32_t ALL = ~0u;
static const uint32_t BARE =
	1u << WISH_OBJECTION_PARENT | 1u << WISH_OBJECTION_PUPIL;

static uint64_t wish_axes(const struct space *space, uint32_t wishes, bool aged)
{
	uint64_t axes = 0;

	for (size_t i = 0; i < space->axis_count; i++) {
		const struct axis *axis = &space->axes[i];

		if (axis->kind == AXIS_WISH && (wishes >> axis->wish & 1) != 0)
			axes |= 1ull << i;
		if (aged && axis->kind == AXIS_LINE &&
		    slice_is(axis->name, "birth-date"))
			axes |= 1ull << i;
	}
	return axes;
}

static bool same_mark(const struct mark *a, const struct mark *b)
{
	return a->kind == b->kind && a->by.first == b->by.first &&
	       a->by.second == b->by.second &&
	       a->latest_birth == b->latest_birth && a->wishes == b->wishes &&
	       a->stated.from == b->stated.from && a->stated.to == b->stated.to;
}

/* With `bare`, an objection alone: not what a refusal or a restriction adds. */
static int add_mark(struct space *space, const struct plan *plan, size_t bit,
		    bool bare, struct error *error)
{
	const struct bit *entry = &plan->bits[bit];
	uint32_t wishes = space_bit_wishes(plan, bit) & (bare ? BARE : ALL);
	bool aged = space_bit_aged(plan, bit);
	struct mark mark = {
		.kind = entry->kind,
		.by = entry->by,
		.latest_birth = aged ? entry->latest_birth : DATE_NONE,
		.stated = space_bit_window(entry)
				  ? entry->stated
				  : (struct window){DATE_NONE, DATE_NONE},
		.wishes = wishes,
		.axes = wish_axes(space, wishes, aged),
	};

	/* One wish alone is an axis already. */
	if ((wishes & (wishes - 1)) == 0 && !aged)
		return 0;
	for (size_t i = 0; i < space->mark_count; i++)
		if (same_mark(&space->marks[i], &mark))
			return 0;
	if (space->mark_count == MARK_LIMIT)
		return 0;
	mark.cells =
		arena_array(&space->arena, space->words, sizeof(*mark.cells));
	if (mark.cells == NULL)
		return error_memory(error);
	space->marks[space->mark_count++] = mark;
	return 0;
}

static void read_mark(const struct workspace *workspace, size_t bit,
		      uint32_t first, uint32_t count, uint64_t *cells)
{
	const uint8_t *values = NULL;

	for (size_t v = 0; v < workspace->varying; v++)
		if (workspace->which[v] == bit)
			values = workspace->values[v];
	for (uint32_t i = 0; i < count; i++) {
		bool set = values != NULL
				   ? values[i] != 0
				   : signature_has(&workspace->shared, bit);

		if (set)
			cells[(first + i) / 64] |= 1ull << ((first + i) % 64);
	}
}

static int mark_plan(struct space *space, struct plan *plan, bool bare,
		     struct space_columns *columns, struct error *error)
{
	size_t bits[MARK_LIMIT];
	size_t from = space->mark_count;
	struct batch batch;

	if (!space_plan_live(plan))
		return 0;
	for (size_t i = 0; i < plan->bit_count; i++) {
		size_t before = space->mark_count;

		if (bare && plan->bits[i].kind != BIT_OBJECTED)
			continue;
		if (space_bit_wishes(plan, i) != 0 &&
		    add_mark(space, plan, i, bare, error) != 0)
			return -1;
		if (space->mark_count > before)
			bits[before] = i;
	}
	for (uint32_t at = 0; from < space->mark_count && at < space->size;
	     at += BATCH_PUPILS) {
		space_fill(space, plan, at, columns, &batch);
		for (int w = 0; bare && w < WISH_COUNT; w++)
			if ((BARE >> w & 1) == 0)
				batch.wishes[w] = NULL;
		plan_sign(plan, &batch);
		for (size_t m = from; m < space->mark_count; m++)
			read_mark(plan->workspace, bits[m], at, batch.count,
				  space->marks[m].cells);
	}
	return 0;
}

int space_find_marks(struct space *space, struct error *error)
{
	struct space_columns *columns;
	int result = 0;

	if (space->marked)
		return 0;
	columns = memory_array(1, sizeof(*columns));
	if (columns == NULL)
		return error_memory(error);
	for (size_t i = 0; result == 0 && i < space->plan_count; i++) {
		result = mark_plan(space, space->plans[i], false, columns,
				   error);
		if (result == 0)
			result = mark_plan(space, space->plans[i], true,
					   columns, error);
	}
	memory_free(columns);
	space->marked = result == 0;
	return result;
}

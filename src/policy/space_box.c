/*
 * A set of cells as a few boxes that cover it and nothing else.
 *
 * From a cell of the set that no box covers yet a box grows: a constraint is
 * given up wherever everything that then lies in the box is in the set.  What
 * grows can be larger or smaller by the order in which that is tried, so two
 * are, and the one that covers more is kept.
 */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "policy/space_parts.h"

/* The part of the space that differs in what the set depends on. */
struct covering {
	struct space *space;
	uint64_t axes;        /* that the set depends on */
	uint32_t marks;       /* that depend on nothing else */
	uint32_t *good, *bad; /* cells in the set, and those that are not */
	size_t good_count, bad_count;
	bool *covered; /* of the good ones */
};

static bool depends_on(const struct space *space, const struct cell_set *set,
		       size_t axis)
{
	uint32_t stride = space->axes[axis].stride;

	for (uint32_t cell = 0; cell < space->size; cell++)
		if (space_digit(space, axis, cell) > 0 &&
		    cell_set_has(set, cell) != cell_set_has(set, cell - stride))
			return true;
	return false;
}

uint64_t space_depends(const struct space *space, const struct cell_set *set)
{
	uint64_t axes = 0;

	for (size_t i = 0; i < space->axis_count; i++)
		if (space->axes[i].walked < space->axes[i].class_count ||
		    depends_on(space, set, i))
			axes |= 1ull << i;
	return axes;
}

/* --- the cells that matter ------------------------------------------------------- */

static bool stands_for_others(const struct covering *covering, uint32_t cell)
{
	const struct space *space = covering->space;

	for (size_t i = 0; i < space->axis_count; i++)
		if ((covering->axes >> i & 1) == 0 &&
		    space_digit(space, i, cell) != 0)
			return false;
	return true;
}

static int find_cells(struct covering *covering, const struct cell_set *set,
		      struct error *error)
{
	const struct space *space = covering->space;
	size_t count = 1;

	for (size_t i = 0; i < space->axis_count; i++)
		if ((covering->axes >> i & 1) != 0)
			count *= space->axes[i].walked;
	covering->good = memory_array(count, sizeof(*covering->good));
	covering->bad = memory_array(count, sizeof(*covering->bad));
	covering->covered = memory_array(count, sizeof(*covering->covered));
	if (covering->good == NULL || covering->bad == NULL ||
	    covering->covered == NULL)
		return error_memory(error);
	for (uint32_t cell = 0; cell < space->size; cell++) {
		if (!stands_for_others(covering, cell))
			continue;
		if (cell_set_has(set, cell))
			covering->good[covering->good_count++] = cell;
		else
			covering->bad[covering->bad_count++] = cell;
	}
	return 0;
}

static uint32_t marks_of(const struct space *space, uint32_t cell)
{
	uint32_t marks = 0;

	for (size_t i = 0; i < space->mark_count; i++)
		marks |= (uint32_t)(space->marks[i].cells[cell / 64] >>
					    (cell % 64) &
				    1)
			 << i;
	return marks;
}

/* --- growing ------------------------------------------------------------------------ */

bool space_box_has(const struct space *space, const struct box *box,
		   uint64_t axes, uint32_t cell)
{
	for (size_t i = 0; i < space->axis_count; i++)
		if ((axes >> i & 1) != 0 &&
		    (box->classes[i] >> space_digit(space, i, cell) & 1) == 0)
			return false;
	if ((box->with | box->without) != 0) {
		uint32_t marks = marks_of(space, cell);

		if ((box->with & ~marks) != 0 || (box->without & marks) != 0)
			return false;
	}
	return true;
}

static bool box_has(const struct covering *covering, const struct box *box,
		    uint32_t cell)
{
	return space_box_has(covering->space, box, covering->axes, cell);
}

static bool fits(const struct covering *covering, const struct box *box)
{
	for (size_t i = 0; i < covering->bad_count; i++)
		if (box_has(covering, box, covering->bad[i]))
			return false;
	return true;
}

static uint64_t all_classes(const struct axis *axis)
{
	return axis->walked == 64 ? ~0ull : (1ull << axis->walked) - 1;
}

static void free_axis(const struct covering *covering, struct box *box,
		      size_t axis)
{
	const struct axis *entry = &covering->space->axes[axis];
	struct box larger = *box;

	larger.classes[axis] = all_classes(entry);
	if (fits(covering, &larger)) {
		*box = larger;
		return;
	}
	for (uint16_t c = 0; c < entry->walked; c++) {
		larger = *box;
		larger.classes[axis] |= 1ull << c;
		if (larger.classes[axis] != box->classes[axis] &&
		    fits(covering, &larger))
			*box = larger;
	}
}

static void free_axes(const struct covering *covering, struct box *box,
		      bool wishes)
{
	for (size_t i = 0; i < covering->space->axis_count; i++) {
		enum axis_kind kind = covering->space->axes[i].kind;
		bool is_wish = kind == AXIS_WISH || kind == AXIS_VERSION;

		if ((covering->axes >> i & 1) != 0 && is_wish == wishes)
			free_axis(covering, box, i);
	}
}

/* The marks that say most are tried last, so that they stay. */
static int mark_weight(const struct mark *mark)
{
	return (mark->kind != BIT_PASSED_ON) * 4 +
	       (mark->kind == BIT_OBJECTED) * 2 +
	       (mark->by.age == HAND_OVER_AGE);
}

static void free_marks(const struct covering *covering, struct box *box)
{
	for (int weight = 0; weight < 8; weight++)
		for (size_t i = 0; i < covering->space->mark_count; i++) {
			struct box larger = *box;

			if (mark_weight(&covering->space->marks[i]) != weight)
				continue;
			larger.with &= ~(1u << i);
			larger.without &= ~(1u << i);
			if (((box->with | box->without) >> i & 1) != 0 &&
			    fits(covering, &larger))
				*box = larger;
		}
}

static struct box grow(const struct covering *covering, uint32_t cell,
		       bool marks_first)
{
	const struct space *space = covering->space;
	uint32_t marks = marks_of(space, cell);
	struct box box = {
		.with = marks & covering->marks,
		.without = ~marks & covering->marks,
	};

	for (size_t i = 0; i < space->axis_count; i++)
		box.classes[i] = 1ull << space_digit(space, i, cell);
	if (marks_first)
		free_marks(covering, &box);
	free_axes(covering, &box, true);
	free_axes(covering, &box, false);
	free_marks(covering, &box);
	return box;
}

/* --- covering ------------------------------------------------------------------------ */

static size_t newly_covered(const struct covering *covering,
			    const struct box *box)
{
	size_t count = 0;

	for (size_t i = 0; i < covering->good_count; i++)
		count += !covering->covered[i] &&
			 box_has(covering, box, covering->good[i]);
	return count;
}

static int add_box(struct covering *covering, struct boxes *boxes,
		   const struct box *box, struct error *error)
{
	struct box *list =
		arena_grow(&covering->space->arena, boxes->list, boxes->count,
			   &boxes->capacity, sizeof(*list));

	if (list == NULL)
		return error_memory(error);
	boxes->list = list;
	list[boxes->count++] = *box;
	for (size_t i = 0; i < covering->good_count; i++)
		covering->covered[i] |=
			box_has(covering, box, covering->good[i]);
	return 0;
}

static int cover(struct covering *covering, struct boxes *boxes,
		 struct error *error)
{
	for (size_t i = 0; i < covering->good_count; i++) {
		struct box first, second;

		if (covering->covered[i])
			continue;
		first = grow(covering, covering->good[i], false);
		second = grow(covering, covering->good[i], true);
		if (newly_covered(covering, &second) >
		    newly_covered(covering, &first))
			first = second;
		if (add_box(covering, boxes, &first, error) != 0)
			return -1;
	}
	return 0;
}

static bool is_needed(const struct covering *covering,
		      const struct boxes *boxes, size_t index)
{
	for (size_t i = 0; i < covering->good_count; i++) {
		bool other = false;

		if (!box_has(covering, &boxes->list[index], covering->good[i]))
			continue;
		for (size_t b = 0; b < boxes->count && !other; b++)
			other = b != index && box_has(covering, &boxes->list[b],
						      covering->good[i]);
		if (!other)
			return true;
	}
	return false;
}

/* An early box may be covered by later ones. */
static void prune(const struct covering *covering, struct boxes *boxes)
{
	for (size_t i = boxes->count; i > 0; i--) {
		if (boxes->count == 1 || is_needed(covering, boxes, i - 1))
			continue;
		memmove(&boxes->list[i - 1], &boxes->list[i],
			(boxes->count - i) * sizeof(*boxes->list));
		boxes->count--;
	}
}

int space_cover(struct space *space, const struct cell_set *set,
		struct boxes *boxes, struct error *error)
{
	struct covering covering = {.space = space};
	int result;

	*boxes = (struct boxes){0};
	if (space_find_marks(space, error) != 0)
		return -1;
	covering.axes = boxes->axes = space_depends(space, set);
	for (size_t i = 0; i < space->mark_count; i++)
		if ((space->marks[i].axes & ~covering.axes) == 0)
			covering.marks |= 1u << i;
	result = find_cells(&covering, set, error);
	if (result == 0)
		result = cover(&covering, boxes, error);
	if (result == 0)
		prune(&covering, boxes);
	memory_free(covering.good);
	memory_free(covering.bad);
	memory_free(covering.covered);
	return result;
}

/*
 * A set of cells as a few boxes that cover it and nothing else.
 *
 * From a cell of the set that no box covers yet a box grows: a constraint is
 * given up wherever everything that then lies in the box is in the set.  What
 * grows can be larger or smaller by the order in which that is tried, so two
 * are, and the one that covers more is kept.
 *
 * What must be looked at is only the part of the space that differs in what
 * the set depends on: its *good* cells, in the set, and its *bad* ones.  For
 * each class and each mark there is a row of bits, so that a box is a few
 * rows joined.
 */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "policy/space_parts.h"

struct rows {
	uint32_t *cells;
	size_t count, words;
	uint64_t *bits; /* a row for each class of each axis, then the marks */
};

struct covering {
	struct space *space;
	uint64_t axes;            /* that the set depends on */
	uint32_t marks;           /* that depend on nothing else */
	size_t first[AXIS_LIMIT]; /* the row of each axis' first class */
	size_t first_mark, row_count;
	struct rows good, bad;
	uint64_t *covered; /* of the good cells */
	uint64_t *region;  /* to work in, as wide as the wider of both */
	uint64_t *other;
};

enum { NOWHERE = AXIS_LIMIT };

/* --- what a set depends on ------------------------------------------------------- */

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

/* The axes on which a set depends, as bits. */
static uint64_t axes_of(const struct space *space, const struct cell_set *set)
{
	uint64_t axes = 0;

	for (size_t i = 0; i < space->axis_count; i++)
		if (space->axes[i].walked < space->axes[i].class_count ||
		    depends_on(space, set, i))
			axes |= 1ull << i;
	return axes;
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

/* --- rows of bits ------------------------------------------------------------------ */

static bool stands_for_others(const struct covering *covering, uint32_t cell)
{
	const struct space *space = covering->space;

	for (size_t i = 0; i < space->axis_count; i++)
		if ((covering->axes >> i & 1) == 0 &&
		    space_digit(space, i, cell) != 0)
			return false;
	return true;
}

static void number_rows(struct covering *covering)
{
	const struct space *space = covering->space;
	size_t row = 0;

	for (size_t i = 0; i < space->axis_count; i++) {
		covering->first[i] = row;
		if ((covering->axes >> i & 1) != 0)
			row += space->axes[i].walked;
	}
	covering->first_mark = row;
	covering->row_count = row + space->mark_count;
}

static uint64_t *row(const struct rows *rows, size_t number)
{
	return rows->bits + number * rows->words;
}

static int fill_rows(const struct covering *covering, struct rows *rows,
		     struct error *error)
{
	const struct space *space = covering->space;

	rows->words = (rows->count + 63) / 64;
	/* One word more, since there may be none. */
	rows->bits = memory_array(covering->row_count * rows->words + 1,
				  sizeof(*rows->bits));
	if (rows->bits == NULL)
		return error_memory(error);
	for (size_t c = 0; c < rows->count; c++) {
		uint64_t bit = 1ull << (c % 64);
		uint32_t marks = marks_of(space, rows->cells[c]);

		for (size_t i = 0; i < space->axis_count; i++)
			if ((covering->axes >> i & 1) != 0)
				row(rows,
				    covering->first[i] +
					    space_digit(
						    space, i,
						    rows->cells[c]))[c / 64] |=
					bit;
		for (size_t m = 0; m < space->mark_count; m++)
			if ((marks >> m & 1) != 0)
				row(rows, covering->first_mark + m)[c / 64] |=
					bit;
	}
	return 0;
}

static int find_cells(struct covering *covering, const struct cell_set *set,
		      struct error *error)
{
	const struct space *space = covering->space;
	size_t count = 1, words;

	for (size_t i = 0; i < space->axis_count; i++)
		if ((covering->axes >> i & 1) != 0)
			count *= space->axes[i].walked;
	words = (count + 63) / 64;
	covering->good.cells = memory_array(count, sizeof(uint32_t));
	covering->bad.cells = memory_array(count, sizeof(uint32_t));
	covering->covered = memory_array(words, sizeof(uint64_t));
	covering->region = memory_array(words, sizeof(uint64_t));
	covering->other = memory_array(words, sizeof(uint64_t));
	if (covering->good.cells == NULL || covering->bad.cells == NULL ||
	    covering->covered == NULL || covering->region == NULL ||
	    covering->other == NULL)
		return error_memory(error);
	for (uint32_t cell = 0; cell < space->size; cell++) {
		struct rows *rows = cell_set_has(set, cell) ? &covering->good
							    : &covering->bad;

		if (stands_for_others(covering, cell))
			rows->cells[rows->count++] = cell;
	}
	number_rows(covering);
	if (fill_rows(covering, &covering->good, error) != 0)
		return -1;
	return fill_rows(covering, &covering->bad, error);
}

static uint64_t all_classes(const struct axis *axis)
{
	return axis->walked == 64 ? ~0ull : (1ull << axis->walked) - 1;
}

static void keep_classes(const struct covering *covering,
			 const struct rows *rows, size_t axis, uint64_t classes,
			 uint64_t *region)
{
	if (classes == all_classes(&covering->space->axes[axis]))
		return;
	for (size_t w = 0; w < rows->words; w++) {
		uint64_t any = 0;

		for (uint64_t left = classes; left != 0; left &= left - 1)
			any |= row(rows,
				   covering->first[axis] +
					   (size_t)__builtin_ctzll(left))[w];
		region[w] &= any;
	}
}

static void keep_mark(const struct covering *covering, const struct rows *rows,
		      const struct box *box, size_t mark, uint64_t *region)
{
	const uint64_t *bits = row(rows, covering->first_mark + mark);
	bool with = (box->with >> mark & 1) != 0;

	if (!with && (box->without >> mark & 1) == 0)
		return;
	for (size_t w = 0; w < rows->words; w++)
		region[w] &= with ? bits[w] : ~bits[w];
}

/* The cells of a box, as if it did not look at one axis and one mark. */
static void find_region(const struct covering *covering,
			const struct rows *rows, const struct box *box,
			size_t axis, size_t mark, uint64_t *region)
{
	for (size_t w = 0; w < rows->words; w++)
		region[w] = ~0ull;
	if (rows->count % 64 != 0)
		region[rows->words - 1] = (1ull << (rows->count % 64)) - 1;
	for (size_t i = 0; i < covering->space->axis_count; i++)
		if (i != axis && (covering->axes >> i & 1) != 0)
			keep_classes(covering, rows, i, box->classes[i],
				     region);
	for (size_t m = 0; m < covering->space->mark_count; m++)
		if (m != mark)
			keep_mark(covering, rows, box, m, region);
}

static bool meet(const struct rows *rows, const uint64_t *a, const uint64_t *b)
{
	for (size_t w = 0; w < rows->words; w++)
		if ((a[w] & b[w]) != 0)
			return true;
	return false;
}

static bool is_any(const struct rows *rows, const uint64_t *a)
{
	return meet(rows, a, a);
}

/* --- growing ------------------------------------------------------------------------ */

static void free_axis(const struct covering *covering, struct box *box,
		      size_t axis)
{
	uint64_t *region = covering->region;

	find_region(covering, &covering->bad, box, axis, NOWHERE, region);
	for (uint16_t c = 0; c < covering->space->axes[axis].walked; c++)
		if (!meet(&covering->bad, region,
			  row(&covering->bad, covering->first[axis] + c)))
			box->classes[axis] |= 1ull << c;
}

static void free_axes(const struct covering *covering, struct box *box,
		      bool wishes)
{
	for (size_t i = 0; i < covering->space->axis_count; i++)
		if ((covering->axes >> i & 1) != 0 &&
		    axis_is_wish(&covering->space->axes[i]) == wishes)
			free_axis(covering, box, i);
}

static void free_mark(const struct covering *covering, struct box *box,
		      size_t mark)
{
	if (((box->with | box->without) >> mark & 1) == 0)
		return;
	find_region(covering, &covering->bad, box, NOWHERE, mark,
		    covering->region);
	if (is_any(&covering->bad, covering->region))
		return;
	box->with &= ~(1u << mark);
	box->without &= ~(1u << mark);
}

/*
 * Marks that say most are tried last, so that they stay: nobody who may has
 * objected, refused or restricted; of who has, that it is an objection.
 */
static int mark_weight(const struct mark *mark, bool with)
{
	bool whole = (mark->wishes & 1u << WISH_RESTRICTION) != 0;

	if (mark->kind == BIT_PASSED_ON)
		return 0;
	if (mark->kind == BIT_OBJECTED && whole)
		return (with ? 2 : 8) + (mark->by.age == HAND_OVER_AGE);
	if (mark->kind == BIT_OBJECTED)
		return 6 + (mark->by.age == HAND_OVER_AGE);
	return 4;
}

static void free_marks(const struct covering *covering, struct box *box)
{
	for (int weight = 0; weight < 10; weight++)
		for (size_t i = 0; i < covering->space->mark_count; i++)
			if (mark_weight(&covering->space->marks[i],
					(box->with >> i & 1) != 0) == weight)
				free_mark(covering, box, i);
}

/* A class that no pupil of the box has was given freely, because of a mark;
 * without it the mark may be needless. */
static void tighten(const struct covering *covering, struct box *box)
{
	const struct rows *good = &covering->good;
	struct box tight = *box;

	for (size_t i = 0; i < covering->space->axis_count; i++) {
		if ((covering->axes >> i & 1) == 0)
			continue;
		find_region(covering, good, box, i, NOWHERE, covering->region);
		for (uint16_t c = 0; c < covering->space->axes[i].walked; c++)
			if (!meet(good, covering->region,
				  row(good, covering->first[i] + c)))
				tight.classes[i] &= ~(1ull << c);
	}
	free_marks(covering, &tight);
	if (__builtin_popcount(tight.with | tight.without) <
	    __builtin_popcount(box->with | box->without))
		*box = tight;
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
	tighten(covering, &box);
	return box;
}

/* --- covering ------------------------------------------------------------------------ */

static size_t newly_covered(const struct covering *covering,
			    const struct box *box)
{
	size_t count = 0;

	find_region(covering, &covering->good, box, NOWHERE, NOWHERE,
		    covering->region);
	for (size_t w = 0; w < covering->good.words; w++)
		count += (size_t)__builtin_popcountll(covering->region[w] &
						      ~covering->covered[w]);
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
	find_region(covering, &covering->good, box, NOWHERE, NOWHERE,
		    covering->region);
	for (size_t w = 0; w < covering->good.words; w++)
		covering->covered[w] |= covering->region[w];
	return 0;
}

static int cover(struct covering *covering, struct boxes *boxes,
		 struct error *error)
{
	for (size_t i = 0; i < covering->good.count; i++) {
		struct box first, second;

		if ((covering->covered[i / 64] >> (i % 64) & 1) != 0)
			continue;
		first = grow(covering, covering->good.cells[i], false);
		second = grow(covering, covering->good.cells[i], true);
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
	const struct rows *good = &covering->good;

	find_region(covering, good, &boxes->list[index], NOWHERE, NOWHERE,
		    covering->region);
	for (size_t b = 0; b < boxes->count; b++) {
		if (b == index)
			continue;
		find_region(covering, good, &boxes->list[b], NOWHERE, NOWHERE,
			    covering->other);
		for (size_t w = 0; w < good->words; w++)
			covering->region[w] &= ~covering->other[w];
	}
	return is_any(good, covering->region);
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

static void release(struct covering *covering)
{
	memory_free(covering->good.cells);
	memory_free(covering->good.bits);
	memory_free(covering->bad.cells);
	memory_free(covering->bad.bits);
	memory_free(covering->covered);
	memory_free(covering->region);
	memory_free(covering->other);
}

/* The same set is said in several ways. */
static int remember(struct space *space, const struct cell_set *set,
		    const struct boxes *boxes, struct error *error)
{
	if (space->covered.words == NULL &&
	    space_set(space, &space->covered, error) != 0)
		return -1;
	memcpy(space->covered.words, set->words,
	       space->words * sizeof(*set->words));
	space->boxes = *boxes;
	return 0;
}

int space_cover(struct space *space, const struct cell_set *set,
		struct boxes *boxes, struct error *error)
{
	struct covering covering = {.space = space};
	int result;

	if (space->covered.words != NULL &&
	    space_same(space, set, &space->covered)) {
		*boxes = space->boxes;
		return 0;
	}
	*boxes = (struct boxes){0};
	if (space_find_marks(space, error) != 0)
		return -1;
	covering.axes = boxes->axes = axes_of(space, set);
	for (size_t i = 0; i < space->mark_count; i++)
		if ((space->marks[i].axes & ~covering.axes) == 0)
			covering.marks |= 1u << i;
	result = find_cells(&covering, set, error);
	if (result == 0)
		result = cover(&covering, boxes, error);
	if (result == 0)
		prune(&covering, boxes);
	release(&covering);
	return result == 0 ? remember(space, set, boxes, error) : -1;
}

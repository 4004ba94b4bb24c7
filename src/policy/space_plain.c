/* Cells and sets of cells in plain words, for people who read no language. */
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/space_parts.h"

/* --- ages --------------------------------------------------------------------------- */

/* The youngest and the oldest age of a run of birth dates; -1: no bound.
 * False when a bound is no birthday. */
static bool ages_of(const struct space *space, const struct axis *axis,
		    size_t first, size_t last, int *youngest, int *oldest)
{
	int32_t on = space->plans[0]->request.date;

	*youngest = *oldest = -1;
	if (last + 2 < axis->point_count) {
		*youngest = date_age(axis->points[last].high, on);
		if (date_latest_birth(*youngest, on) != axis->points[last].high)
			return false;
	}
	if (first > 0) {
		*oldest = date_age(axis->points[first].low - 1, on) - 1;
		if (date_latest_birth(*oldest + 1, on) + 1 !=
		    axis->points[first].low)
			return false;
	}
	return true;
}

static void tell_ages(int youngest, int oldest, struct builder *out)
{
	if (youngest < 0)
		builder_add_format(out, "under %d", oldest + 1);
	else if (oldest < 0)
		builder_add_format(out, "of %d or older", youngest);
	else if (youngest == oldest)
		builder_add_format(out, "of %d", youngest);
	else
		builder_add_format(out, "of %d to %d", youngest, oldest);
}

static void tell_births(const struct axis *axis, size_t first, size_t last,
			struct builder *out)
{
	char text[32];

	builder_add_text(out, "born");
	if (first > 0) {
		date_format_long(axis->points[first].low, text, sizeof(text));
		builder_add_format(out, " from %s", text);
	}
	if (last + 2 < axis->point_count) {
		date_format_long(axis->points[last].high, text, sizeof(text));
		builder_add_format(out, " up to %s", text);
	}
}

/* The youngest first, as people count. */
static void tell_birth(const struct space *space, const struct axis *axis,
		       uint64_t classes, struct builder *out)
{
	const char *between = " ";

	for (size_t p = axis->point_count - 1; p > 0; p--) {
		size_t last = p - 1, first = last;
		int youngest, oldest;

		if (!axis_has(axis, classes, last))
			continue;
		while (first > 0 && axis_has(axis, classes, first - 1))
			first--;
		builder_add_text(out, between);
		if (first == 0 && last + 2 == axis->point_count)
			builder_add_text(out, "of known age");
		else if (ages_of(space, axis, first, last, &youngest, &oldest))
			tell_ages(youngest, oldest, out);
		else
			tell_births(axis, first, last, out);
		between = " or ";
		p = first + 1;
	}
	if (axis_has(axis, classes, axis->point_count - 1)) {
		builder_add_text(out, between);
		builder_add_text(out, "of unknown age");
	}
}

/* --- other facts --------------------------------------------------------------------- */

static struct slice axis_label(const struct axis *axis)
{
	const struct fact *fact = axis_flag(axis);

	if (fact == NULL)
		fact = axis_code(axis);
	if (fact == NULL && axis->fact_count == 1)
		fact = &axis->facts[0].dictionary->facts[axis->facts[0].fact];
	return fact != NULL ? fact->label : axis->name;
}

static void tell_fact(const struct space *space, const struct axis *axis,
		      uint64_t classes, struct builder *out)
{
	bool unknown = axis_has(axis, classes, axis->point_count - 1);
	size_t known = axis_known(axis, classes);
	const char *between = "";

	builder_add_text(out, " (");
	builder_add(out, axis_label(axis));
	builder_add_text(out, ": ");
	if (known == axis->point_count - 1)
		builder_add_text(out, "known");
	else if (known > 0 && axis_flag(axis) != NULL)
		builder_add_text(out,
				 axis_is_set(axis, classes) ? "yes" : "no");
	else if (known > 0)
		axis_say_values(space, axis, classes, out);
	if (known > 0)
		between = " or ";
	if (unknown) {
		builder_add_text(out, between);
		builder_add_text(out, "not known");
	}
	builder_add_byte(out, ')');
}

/* --- wishes ------------------------------------------------------------------------------ */

static const char *const wishes[WISH_COUNT][2] = {
	[WISH_OBJECTION_PARENT] = {"whose parent has not objected",
				   "whose parent has objected"},
	[WISH_OBJECTION_PUPIL] = {"who have not objected", "who have objected"},
	[WISH_REFUSAL_PARENT] = {"whose parent has not refused all sharing",
				 "whose parent has refused all sharing"},
	[WISH_REFUSAL_PUPIL] = {"who have not refused all sharing",
				"who have refused all sharing"},
	[WISH_CONSENT_PARENT] = {"whose parent has not consented",
				 "whose parent has consented"},
	[WISH_CONSENT_PUPIL] = {"who have not consented", "who have consented"},
	[WISH_RESTRICTION] = {"whose record is not restricted",
			      "whose record is restricted"},
	[WISH_MARKETING_STOP] = {"without a stop on marketing",
				 "with a stop on marketing"},
};

static void tell_wish(const struct axis *axis, uint64_t classes,
		      struct builder *out)
{
	uint64_t all = ((1ull << (axis->class_count - 1)) - 1) << 1;
	bool stated = (classes & 1) == 0;

	if (axis->kind == AXIS_WISH && (classes & all) != 0 &&
	    (classes & all) != all) {
		builder_add_text(out, "for whom it is so: ");
		space_say_wish(axis, classes, axis_wish_name(axis), out);
	} else if (axis->kind == AXIS_WISH) {
		builder_add_text(out, wishes[axis->wish][stated]);
	} else {
		builder_add_format(out, "who were%s told by version %llu",
				   stated ? " not" : "",
				   (unsigned long long)axis->version);
	}
}

/* --- boxes -------------------------------------------------------------------------------- */

static void tell_marks(const struct space *space, uint32_t marks, bool with,
		       const char **between, struct builder *out)
{
	for (size_t i = 0; i < space->mark_count; i++) {
		if ((marks >> i & 1) == 0)
			continue;
		builder_add_text(out, *between);
		mark_say(&space->marks[i], with, out);
		*between = ", ";
	}
}

static void tell_box(const struct space *space, const struct boxes *boxes,
		     const struct box *box, struct builder *out)
{
	const char *between = " ";

	for (size_t i = 0; i < space->axis_count; i++)
		if (axis_is_birth(&space->axes[i]) &&
		    box_constrains(space, boxes, box, i))
			tell_birth(space, &space->axes[i], box->classes[i],
				   out);
	for (size_t i = 0; i < space->axis_count; i++)
		if (!axis_is_birth(&space->axes[i]) &&
		    !axis_is_wish(&space->axes[i]) &&
		    box_constrains(space, boxes, box, i))
			tell_fact(space, &space->axes[i], box->classes[i], out);
	tell_marks(space, box->with, true, &between, out);
	tell_marks(space, box->without, false, &between, out);
	for (size_t i = 0; i < space->axis_count; i++) {
		if (!axis_is_wish(&space->axes[i]) ||
		    !box_constrains(space, boxes, box, i))
			continue;
		builder_add_text(out, between);
		tell_wish(&space->axes[i], box->classes[i], out);
		between = ", ";
	}
}

int space_tell(struct space *space, const struct cell_set *set,
	       struct builder *out, struct error *error)
{
	enum { MOST = 16 };
	struct boxes boxes;

	if (space_count(space, set) == 0) {
		builder_add_text(out, "no pupil");
		return 0;
	}
	if (space_cover(space, set, &boxes, error) != 0)
		return -1;
	for (size_t i = 0; i < boxes.count && i < MOST; i++) {
		size_t start;

		builder_add_text(out, i > 0 ? "; pupils" : "pupils");
		start = out->len;
		tell_box(space, &boxes, &boxes.list[i], out);
		if (out->len == start && !out->failed) {
			out->len -= sizeof("pupils") - 1;
			builder_add_text(out, "every pupil");
		}
	}
	if (boxes.count > MOST)
		builder_add_format(out, "; pupils in %zu further cases",
				   boxes.count - MOST);
	return 0;
}

/* --- one cell -------------------------------------------------------------------------------- */

static const char *const stated[WISH_COUNT] = {
	[WISH_OBJECTION_PARENT] = "whose parent has objected",
	[WISH_OBJECTION_PUPIL] = "who has objected",
	[WISH_REFUSAL_PARENT] = "whose parent has refused all sharing",
	[WISH_REFUSAL_PUPIL] = "who has refused all sharing",
	[WISH_CONSENT_PARENT] = "whose parent has consented",
	[WISH_CONSENT_PUPIL] = "who has consented",
	[WISH_RESTRICTION] = "whose record is restricted",
	[WISH_MARKETING_STOP] = "with a stop on marketing",
};

int space_tell_cell(struct space *space, uint32_t cell,
		    const struct cell_set *about, struct builder *out,
		    struct error *error)
{
	const char *between = " ";
	uint64_t axes;

	if (space_say_pupil(space, cell, about, &axes, out, error) != 0)
		return -1;
	for (size_t i = 0; i < space->axis_count; i++) {
		const struct axis *axis = &space->axes[i];

		if ((axes >> i & 1) != 0 && !axis_is_birth(axis) &&
		    !axis_is_wish(axis))
			tell_fact(space, axis,
				  1ull << space_digit(space, i, cell), out);
	}
	for (size_t i = 0; i < space->axis_count; i++) {
		const struct axis *axis = &space->axes[i];

		if (!axis_is_wish(axis) || space_digit(space, i, cell) == 0)
			continue;
		builder_add_text(out, between);
		if (axis->kind == AXIS_WISH)
			builder_add_text(out, stated[axis->wish]);
		else
			builder_add_format(out,
					   "who was not told by version %llu",
					   (unsigned long long)axis->version);
		between = " and ";
	}
	return 0;
}

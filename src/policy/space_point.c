/*
 * The values of an axis of facts, cut where conditions turn, and classes of
 * them that no condition tells apart.
 */
#include "base/date.h"
#include "base/error.h"
#include "policy/space_parts.h"

/* --- points ------------------------------------------------------------------------ */

static int add_point(struct space *space, struct axis *axis, struct point point,
		     struct error *error)
{
	struct point *points;

	if (axis->point_count == POINT_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "the rules ask '%.*s', which has more than %d "
				 "values",
				 SLICE_ARGS(axis->name), POINT_LIMIT);
	points = arena_grow(&space->arena, axis->points, axis->point_count,
			    &axis->point_capacity, sizeof(*points));
	if (points == NULL)
		return error_memory(error);
	axis->points = points;
	points[axis->point_count++] = point;
	return 0;
}

static const struct fact *fact_of(const struct axis_fact *fact)
{
	return &fact->dictionary->facts[fact->fact];
}

static int32_t value_of(const struct axis_fact *axis_fact, struct slice text)
{
	const struct fact *fact = fact_of(axis_fact);
	uint16_t code;

	if (fact->type == FACT_FLAG && fact->true_value_count == 0)
		return slice_is(text, "true");
	if (fact->type == FACT_FLAG) {
		for (uint16_t i = 0; i < fact->true_value_count; i++)
			if (slice_equal(text, fact->true_values[i]))
				return 1;
		return 0;
	}
	code = code_set_find(axis_fact->dictionary, fact->codes, text);
	if (code == DICTIONARY_NONE)
		return DATE_NONE;
	return code_fact_value(&axis_fact->dictionary->code_sets[fact->codes],
			       code);
}

static int add_value(struct space *space, struct axis *axis, struct slice text,
		     struct slice label, struct error *error)
{
	struct point point = {.known = true, .text = text, .label = label};
	int32_t *values;

	for (size_t i = 0; i < axis->point_count; i++)
		if (slice_equal(axis->points[i].text, text))
			return 0;
	values = arena_array(&space->arena, axis->fact_count, sizeof(*values));
	if (values == NULL)
		return error_memory(error);
	for (size_t i = 0; i < axis->fact_count; i++)
		values[i] = value_of(&axis->facts[i], text);
	point.values = values;
	return add_point(space, axis, point, error);
}

static int add_codes(struct space *space, struct axis *axis,
		     const struct dictionary *dictionary, uint16_t codes,
		     struct error *error)
{
	const struct code_set *set;

	if (codes == DICTIONARY_NONE)
		return 0;
	set = &dictionary->code_sets[codes];
	for (uint16_t i = 0; i < set->count; i++)
		if (add_value(space, axis, set->codes[i].code,
			      set->codes[i].label, error) != 0)
			return -1;
	return 0;
}

/* What a field may hold, as far as flags from it care. */
static int add_texts(struct space *space, struct axis *axis,
		     const struct fact *fact, struct error *error)
{
	if (add_value(space, axis, SLICE("false"), SLICE("no"), error) != 0 ||
	    add_value(space, axis, SLICE("true"), SLICE("yes"), error) != 0)
		return -1;
	for (uint16_t i = 0; i < fact->true_value_count; i++)
		if (add_value(space, axis, fact->true_values[i],
			      fact->true_values[i], error) != 0)
			return -1;
	return 0;
}

static int add_values(struct space *space, struct axis *axis,
		      struct error *error)
{
	struct point unknown = {.known = false};
	int32_t *values =
		arena_array(&space->arena, axis->fact_count, sizeof(*values));

	if (values == NULL)
		return error_memory(error);
	for (size_t i = 0; i < axis->fact_count; i++) {
		const struct dictionary *dictionary = axis->facts[i].dictionary;
		const struct fact *fact = fact_of(&axis->facts[i]);
		const struct field *field =
			space_shared_field(dictionary, fact);
		uint16_t codes = fact->codes;

		if (field != NULL && field->codes != DICTIONARY_NONE)
			codes = field->codes;
		if (codes != DICTIONARY_NONE
			    ? add_codes(space, axis, dictionary, codes,
					error) != 0
			    : add_texts(space, axis, fact, error) != 0)
			return -1;
	}
	for (size_t i = 0; i < axis->fact_count; i++)
		values[i] = DATE_NONE;
	unknown.values = values;
	return add_point(space, axis, unknown, error);
}

/* The next value after `after` at which a condition turns; INT32_MAX when none
 * does. */
static int32_t next_cut(const struct space *space, uint16_t axis, int32_t after)
{
	int32_t next = INT32_MAX;

	for (size_t i = 0; i < space->atom_count; i++) {
		const struct atom *atom = &space->atoms[i];

		if (atom->axis != axis)
			continue;
		if (atom->low > after && atom->low < next)
			next = atom->low;
		if (atom->high < INT32_MAX && atom->high >= after &&
		    atom->high + 1 < next)
			next = atom->high + 1;
	}
	return next;
}

static int add_intervals(struct space *space, struct axis *axis,
			 struct error *error)
{
	bool date = fact_of(&axis->facts[0])->type == FACT_DATE;
	int32_t low = date ? date_from_civil(1800, 1, 1) : DATE_NONE + 1;
	int32_t last = date ? date_from_civil(2999, 12, 31) : INT32_MAX;
	uint16_t index = (uint16_t)(axis - space->axes);

	for (;;) {
		int32_t next = next_cut(space, index, low);
		struct point point = {.known = true, .low = low, .high = last};

		if (next <= last && next != INT32_MAX)
			point.high = next - 1;
		if (add_point(space, axis, point, error) != 0)
			return -1;
		if (point.high == last)
			break;
		low = next;
	}
	return add_point(space, axis, (struct point){.known = false}, error);
}

/* --- classes: points that no condition tells apart ------------------------------------ */

static int32_t middle(int32_t low, int32_t high)
{
	return (int32_t)(((int64_t)low + high) / 2);
}

/* A value that people would think of, away from the ends of the calendar. */
static int32_t interval_value(const struct axis *axis,
			      const struct point *point)
{
	enum { HALF_A_YEAR = 182 };
	bool date = fact_of(&axis->facts[0])->type == FACT_DATE;
	bool first = point == &axis->points[0];
	bool last = point + 2 == &axis->points[axis->point_count];
	int32_t aside = date ? HALF_A_YEAR : 0;

	if (!point->known)
		return DATE_NONE;
	if (first && last)
		return date ? date_from_civil(2010, 1, 1) : 0;
	if (first)
		return point->high - aside < point->low ? point->high
							: point->high - aside;
	if (last)
		return point->low + aside > point->high ? point->low
							: point->low + aside;
	return middle(point->low, point->high);
}

static int32_t point_value(const struct axis *axis, const struct point *point,
			   uint16_t fact)
{
	return axis->kind == AXIS_VALUES ? point->values[fact]
					 : interval_value(axis, point);
}

static bool truth_of(const struct atom *atom, int32_t value, bool *known)
{
	*known = value != DATE_NONE;
	return *known && value >= atom->low && value <= atom->high;
}

static bool alike(const struct space *space, const struct axis *axis,
		  const struct point *a, const struct point *b)
{
	uint16_t index = (uint16_t)(axis - space->axes);

	for (size_t i = 0; i < space->atom_count; i++) {
		const struct atom *atom = &space->atoms[i];
		bool a_known, b_known;

		if (atom->axis != index)
			continue;
		if (truth_of(atom, point_value(axis, a, atom->fact),
			     &a_known) !=
			    truth_of(atom, point_value(axis, b, atom->fact),
				     &b_known) ||
		    a_known != b_known)
			return false;
	}
	return true;
}

/* Points beyond CLASS_LIMIT classes are in none: they are not walked. */
static void find_classes(struct space *space, struct axis *axis)
{
	for (size_t p = 0; p < axis->point_count; p++) {
		struct point *point = &axis->points[p];

		point->class = UINT16_MAX;
		for (uint16_t c = 0; c < axis->class_count; c++)
			if (alike(space, axis, point,
				  &axis->points[axis->sample[c]])) {
				point->class = c;
				break;
			}
		if (point->class != UINT16_MAX)
			continue;
		if (axis->class_count == CLASS_LIMIT) {
			space->whole = false;
			continue;
		}
		point->class = axis->class_count;
		axis->sample[axis->class_count++] = (uint16_t)p;
	}
}

int space_cut_facts(struct space *space, struct axis *axis, struct error *error)
{
	int result = axis->kind == AXIS_LINE ? add_intervals(space, axis, error)
					     : add_values(space, axis, error);

	if (result == 0)
		find_classes(space, axis);
	return result;
}

bool axis_value(const struct axis *axis, uint16_t class,
		const struct dictionary *dictionary, uint16_t fact,
		int32_t *value)
{
	for (uint16_t i = 0; i < axis->fact_count; i++)
		if (axis->facts[i].dictionary == dictionary &&
		    axis->facts[i].fact == fact) {
			*value = point_value(
				axis, &axis->points[axis->sample[class]], i);
			return true;
		}
	return false;
}

static bool in_class(const struct space *space, const struct axis *axis,
		     uint16_t class, const struct dictionary *dictionary,
		     const struct pupil *pupil)
{
	uint16_t index = (uint16_t)(axis - space->axes);

	for (size_t i = 0; i < space->atom_count; i++) {
		const struct atom *atom = &space->atoms[i];
		bool here, there;

		if (atom->axis != index ||
		    axis->facts[atom->fact].dictionary != dictionary)
			continue;
		if (truth_of(atom, pupil->facts[axis->facts[atom->fact].fact],
			     &here) !=
			    truth_of(atom,
				     point_value(
					     axis,
					     &axis->points[axis->sample[class]],
					     atom->fact),
				     &there) ||
		    here != there)
			return false;
	}
	return true;
}

uint16_t space_class_of(const struct space *space, size_t axis,
			const struct dictionary *dictionary,
			const struct pupil *pupil)
{
	const struct axis *entry = &space->axes[axis];

	for (uint16_t c = 0; c < entry->walked; c++)
		if (in_class(space, entry, c, dictionary, pupil))
			return c;
	return UINT16_MAX;
}

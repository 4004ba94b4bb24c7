/*
 * What a space is cut by: the facts that conditions ask, at the values that
 * they name, and the wishes and notices that the gates ask.
 */
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "policy/space_parts.h"

/* --- which wishes ---------------------------------------------------------------- */

bool space_plan_live(const struct plan *plan)
{
	return plan->purpose != NULL && !field_set_empty(plan_possible(plan));
}

static bool needs_consent(const struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++) {
		const struct rule *rule = candidates->list[i].rule;

		for (size_t n = 0; n < rule->need_count; n++)
			if (rule->needs[n].kind == NEED_CONSENT)
				return true;
	}
	return false;
}

static uint32_t holders(const struct bit *bit, enum wish_column parent,
			enum wish_column pupil)
{
	uint32_t wishes = 0;

	if (bit->by.first == HOLDER_PARENT ||
	    (bit->by.age > 0 && bit->by.second == HOLDER_PARENT))
		wishes |= 1u << parent;
	if (bit->by.first == HOLDER_PUPIL ||
	    (bit->by.age > 0 && bit->by.second == HOLDER_PUPIL))
		wishes |= 1u << pupil;
	return wishes;
}

uint32_t space_bit_wishes(const struct plan *plan, size_t index)
{
	const struct bit *bit = &plan->bits[index];

	switch (bit->kind) {
	case BIT_HOLDS:
	case BIT_NOT_FALSE:
	case BIT_BOUND: /* the controller's own data is meant */
	case BIT_TOLD:
		return 0;
	case BIT_OBJECTED:
		/* Whoever refuses all objects to this at least. */
		return holders(bit, WISH_OBJECTION_PARENT,
			       WISH_OBJECTION_PUPIL) |
		       (plan->purpose->protects
				? 0
				: holders(bit, WISH_REFUSAL_PARENT,
					  WISH_REFUSAL_PUPIL) |
					  1u << WISH_RESTRICTION);
	case BIT_PASSED_ON:
		return 1u << (bit->by.first == HOLDER_PARENT
				      ? WISH_OBJECTION_PARENT
				      : WISH_OBJECTION_PUPIL);
	case BIT_REFUSED:
		return holders(bit, WISH_REFUSAL_PARENT, WISH_REFUSAL_PUPIL);
	case BIT_CONSENTED:
		return needs_consent(&plan->gateways) ||
				       needs_consent(&plan->shares)
			       ? holders(bit, WISH_CONSENT_PARENT,
					 WISH_CONSENT_PUPIL)
			       : 0;
	case BIT_RESTRICTED:
		return 1u << WISH_RESTRICTION;
	case BIT_MARKETING_STOPPED:
		return plan->purpose->marketing ? 1u << WISH_MARKETING_STOP : 0;
	}
	return 0;
}

bool space_bit_aged(const struct plan *plan, size_t index)
{
	return plan->bits[index].by.age > 0 &&
	       plan->birth_fact != DICTIONARY_NONE &&
	       space_bit_wishes(plan, index) != 0;
}

/* --- axes -------------------------------------------------------------------------- */

static int add_axis(struct space *space, enum axis_kind kind, struct slice name,
		    struct axis **out, struct error *error)
{
	struct axis *axis;

	if (space->axis_count == AXIS_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "the rules ask more than %d different things "
				 "of a pupil",
				 AXIS_LIMIT);
	axis = &space->axes[space->axis_count++];
	*axis = (struct axis){.kind = kind, .name = name};
	*out = axis;
	return 0;
}

/* The field whose value settles a fact together with others; NULL when the
 * fact stands alone. */
static const struct field *shared_field(const struct dictionary *dictionary,
					const struct fact *fact)
{
	const struct field *field;

	if (fact->origin != FACT_FIELD || fact->field == DICTIONARY_NONE ||
	    (fact->type != FACT_FLAG && fact->type != FACT_CODE))
		return NULL;
	field = &dictionary->fields[fact->field];
	/* Of several items one may make one flag true, one another. */
	if (!slice_empty(dictionary->categories[field->category].each) ||
	    field->type == FIELD_DATE || field->type == FIELD_NUMBER)
		return NULL;
	return field;
}

static int find_axis(struct space *space, const struct dictionary *dictionary,
		     const struct fact *fact, struct axis **out,
		     struct error *error)
{
	const struct field *field = shared_field(dictionary, fact);
	struct slice name = field != NULL ? field->name : fact->name;
	enum axis_kind kind =
		fact->type == FACT_DATE || fact->type == FACT_NUMBER
			? AXIS_LINE
			: AXIS_VALUES;
	struct axis *axis = NULL;

	for (size_t i = 0; i < space->axis_count; i++)
		if (space->axes[i].kind == kind &&
		    space->axes[i].shared == (field != NULL) &&
		    slice_equal(space->axes[i].name, name)) {
			*out = &space->axes[i];
			return 0;
		}
	if (add_axis(space, kind, name, &axis, error) != 0)
		return -1;
	axis->shared = field != NULL;
	*out = axis;
	return 0;
}

static int find_fact(struct space *space, struct axis *axis,
		     const struct dictionary *dictionary, uint16_t fact,
		     uint16_t *index, struct error *error)
{
	struct axis_fact *list;

	for (size_t i = 0; i < axis->fact_count; i++)
		if (axis->facts[i].dictionary == dictionary &&
		    axis->facts[i].fact == fact) {
			*index = (uint16_t)i;
			return 0;
		}
	list = arena_grow(&space->arena, axis->facts, axis->fact_count,
			  &axis->fact_capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(error);
	axis->facts = list;
	list[axis->fact_count] = (struct axis_fact){dictionary, fact};
	*index = (uint16_t)axis->fact_count++;
	return 0;
}

static int add_atom(struct space *space, const struct dictionary *dictionary,
		    uint16_t fact, int32_t low, int32_t high,
		    struct error *error)
{
	const struct fact *entry = &dictionary->facts[fact];
	struct axis *axis;
	struct atom *atoms;
	uint16_t index;

	if (entry->origin == FACT_CONTROLLER)
		return 0;
	if (find_axis(space, dictionary, entry, &axis, error) != 0 ||
	    find_fact(space, axis, dictionary, fact, &index, error) != 0)
		return -1;
	atoms = arena_grow(&space->arena, space->atoms, space->atom_count,
			   &space->atom_capacity, sizeof(*atoms));
	if (atoms == NULL)
		return error_memory(error);
	space->atoms = atoms;
	atoms[space->atom_count++] =
		(struct atom){(uint16_t)(axis - space->axes), index, low, high};
	return 0;
}

static int add_program(struct space *space, const struct dictionary *dictionary,
		       const struct condition_program *bound,
		       struct error *error)
{
	for (size_t i = 0; i < bound->count; i++)
		if (bound->steps[i].operation == OPERATION_RANGE &&
		    add_atom(space, dictionary, bound->steps[i].fact,
			     bound->steps[i].low, bound->steps[i].high,
			     error) != 0)
			return -1;
	return 0;
}

static int add_wishes(struct space *space, uint32_t wishes, struct error *error)
{
	for (size_t i = 0; i < space->axis_count; i++)
		if (space->axes[i].kind == AXIS_WISH)
			wishes &= ~(1u << space->axes[i].wish);
	for (int wish = 0; wish < WISH_COUNT; wish++) {
		struct axis *axis;

		if ((wishes >> wish & 1) == 0)
			continue;
		if (add_axis(space, AXIS_WISH, (struct slice){NULL, 0}, &axis,
			     error) != 0)
			return -1;
		axis->wish = (enum wish_column)wish;
		axis->class_count = 2;
	}
	return 0;
}

static int add_version(struct space *space, uint64_t version,
		       struct error *error)
{
	struct axis *axis;

	for (size_t i = 0; i < space->axis_count; i++)
		if (space->axes[i].kind == AXIS_VERSION &&
		    space->axes[i].version == version)
			return 0;
	if (add_axis(space, AXIS_VERSION, (struct slice){NULL, 0}, &axis,
		     error) != 0)
		return -1;
	axis->version = version;
	axis->class_count = 2;
	return 0;
}

static int add_versions(struct space *space, const struct plan *plan,
			const struct bit *bit, struct error *error)
{
	if (space->options.told == SPACE_TOLD)
		return 0;
	for (size_t v = 0; v < plan->policy->notice_count; v++) {
		const struct notice *notice = plan->policy->notices[v].notice;

		if ((bit->versions >> v & 1) != 0 &&
		    notice->from <= plan->request.date &&
		    add_version(space, notice->version, error) != 0)
			return -1;
	}
	return 0;
}

static int add_bit(struct space *space, const struct plan *plan, size_t index,
		   struct error *error)
{
	const struct bit *bit = &plan->bits[index];

	if (bit->kind == BIT_HOLDS || bit->kind == BIT_NOT_FALSE)
		return add_program(space, plan->dictionary, &bit->program,
				   error);
	if (bit->kind == BIT_TOLD)
		return add_versions(space, plan, bit, error);
	if (space_bit_aged(plan, index) &&
	    add_atom(space, plan->dictionary, plan->birth_fact, DATE_NONE + 1,
		     bit->latest_birth, error) != 0)
		return -1;
	return add_wishes(space, space_bit_wishes(plan, index), error);
}

static int add_plan(struct space *space, const struct plan *plan,
		    struct error *error)
{
	if (!space_plan_live(plan))
		return 0;
	for (size_t i = 0; i < plan->bit_count; i++)
		if (add_bit(space, plan, i, error) != 0)
			return -1;
	return 0;
}

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
		const struct field *field = shared_field(dictionary, fact);
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

int space_find_axes(struct space *space, struct error *error)
{
	for (size_t i = 0; i < space->plan_count; i++)
		if (add_plan(space, space->plans[i], error) != 0)
			return -1;
	for (size_t i = 0; i < space->options.condition_count; i++)
		if (add_program(space, space->options.conditions[i].dictionary,
				&space->bound[i], error) != 0)
			return -1;
	for (size_t i = 0; i < space->axis_count; i++) {
		struct axis *axis = &space->axes[i];

		if (axis->kind == AXIS_WISH &&
		    space_cut_wish(space, axis, error) != 0)
			return -1;
		if (axis->kind != AXIS_LINE && axis->kind != AXIS_VALUES)
			continue;
		if ((axis->kind == AXIS_LINE
			     ? add_intervals(space, axis, error)
			     : add_values(space, axis, error)) != 0)
			return -1;
		find_classes(space, axis);
	}
	return 0;
}

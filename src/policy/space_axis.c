/*
 * What a space is cut by: the facts that conditions ask, at the values that
 * they name, and the wishes and notices that the gates ask.
 */
#include "base/error.h"
#include "policy/space_parts.h"

bool space_plan_live(const struct plan *plan)
{
	return plan->purpose != NULL && !field_set_empty(plan_possible(plan));
}

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

const struct field *space_shared_field(const struct dictionary *dictionary,
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
	const struct field *field = space_shared_field(dictionary, fact);
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
		if ((axis->kind == AXIS_LINE || axis->kind == AXIS_VALUES) &&
		    space_cut_facts(space, axis, error) != 0)
			return -1;
	}
	return 0;
}

#include "policy/space.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "policy/space_parts.h"

/* --- making ----------------------------------------------------------------------- */

static int bind_conditions(struct space *space, struct error *error)
{
	const struct space_options *options = &space->options;

	space->bound = arena_array(&space->arena, options->condition_count,
				   sizeof(*space->bound));
	if (space->bound == NULL)
		return error_memory(error);
	for (size_t i = 0; i < options->condition_count; i++)
		if (condition_bind(&space->bound[i],
				   options->conditions[i].program,
				   options->conditions[i].dictionary,
				   space->plans[0]->request.date, &space->arena,
				   error) != 0)
			return -1;
	return 0;
}

static uint64_t product(const struct space *space)
{
	uint64_t cells = 1;

	for (size_t i = 0; i < space->axis_count; i++)
		if (__builtin_mul_overflow(cells, space->axes[i].walked,
					   &cells))
			return UINT64_MAX;
	return cells;
}

/* Gives up the last class of the axis that has most, until the rest fits. */
static void keep_budget(struct space *space)
{
	while (product(space) > space->options.most) {
		struct axis *widest = &space->axes[0];

		for (size_t i = 1; i < space->axis_count; i++)
			if (space->axes[i].walked > widest->walked)
				widest = &space->axes[i];
		widest->walked--;
		space->whole = false;
	}
}

static void lay_out(struct space *space)
{
	uint32_t stride = 1;

	for (size_t i = 0; i < space->axis_count; i++)
		space->axes[i].walked = space->axes[i].class_count;
	keep_budget(space);
	for (size_t i = 0; i < space->axis_count; i++) {
		space->axes[i].stride = stride;
		stride *= space->axes[i].walked;
	}
	space->size = stride;
	space->words = (stride + 63) / 64;
}

static int make(struct space *space, struct plan *const *plans, size_t count,
		struct error *error)
{
	struct plan **copy =
		arena_array(&space->arena, count, sizeof(struct plan *));

	if (copy == NULL)
		return error_memory(error);
	memcpy(copy, plans, count * sizeof(struct plan *));
	space->plans = copy;
	space->plan_count = count;
	if (bind_conditions(space, error) != 0 ||
	    space_find_axes(space, error) != 0)
		return -1;
	lay_out(space);
	return 0;
}

int space_make(struct space **out, struct plan *const *plans, size_t plan_count,
	       const struct space_options *options, struct error *error)
{
	struct space *space = memory_array(1, sizeof(*space));

	if (space == NULL)
		return error_memory(error);
	if (options != NULL)
		space->options = *options;
	if (space->options.most == 0)
		space->options.most = SPACE_CELLS;
	space->whole = true;
	if (make(space, plans, plan_count, error) != 0) {
		space_free(space);
		return -1;
	}
	*out = space;
	return 0;
}

void space_free(struct space *space)
{
	if (space == NULL)
		return;
	arena_release(&space->arena);
	memory_free(space->work);
	memory_free(space);
}

uint32_t space_size(const struct space *space)
{
	return space->size;
}

bool space_whole(const struct space *space)
{
	return space->whole;
}

/* --- pupils ------------------------------------------------------------------------- */

/* Which versions of a policy's notice the families of a cell were given. */
static bool was_given(const struct space *space, const struct notice *notice,
		      uint32_t cell)
{
	if (space->options.told == SPACE_TOLD)
		return true;
	for (size_t i = 0; i < space->axis_count; i++)
		if (space->axes[i].kind == AXIS_VERSION &&
		    space->axes[i].version == notice->version)
			return space_digit(space, i, cell) == 0;
	return true;
}

static int32_t given_on(const struct space *space, const struct plan *plan,
			size_t version, uint32_t cell)
{
	const struct notice *notice = plan->policy->notices[version].notice;

	return notice->from <= plan->request.date &&
			       was_given(space, notice, cell)
		       ? plan->request.date
		       : DATE_NONE;
}

static void fill_wish(const struct axis *axis, uint16_t class,
		      struct pupil *pupil)
{
	pupil->wishes[axis->wish] = class > 0;
	axis_wish_days(axis, class, &pupil->first_stated[axis->wish],
		       &pupil->last_stated[axis->wish]);
}

void space_pupil_of(const struct space *space, const struct plan *plan,
		    uint32_t cell, struct pupil *pupil)
{
	pupil_init(pupil);
	if (plan->request.binding_count > 0)
		pupil->binding = 0;
	for (size_t i = 0; i < space->axis_count; i++) {
		const struct axis *axis = &space->axes[i];
		uint16_t class = space_digit(space, i, cell);

		if (axis->kind == AXIS_WISH)
			fill_wish(axis, class, pupil);
		for (size_t f = 0; f < axis->fact_count; f++)
			if (axis->facts[f].dictionary == plan->dictionary)
				axis_value(axis, class, plan->dictionary,
					   axis->facts[f].fact,
					   &pupil->facts[axis->facts[f].fact]);
	}
	for (size_t v = 0; v < plan->policy->notice_count; v++)
		pupil->served[v] = given_on(space, plan, v, cell);
}

void space_pupil(const struct space *space, size_t plan, uint32_t cell,
		 struct pupil *pupil)
{
	space_pupil_of(space, space->plans[plan], cell, pupil);
}

static uint16_t class_of(const struct space *space, const struct plan *plan,
			 size_t index, const struct pupil *pupil)
{
	const struct axis *axis = &space->axes[index];

	if (axis->kind == AXIS_WISH)
		return axis_wish_class(axis, pupil);
	if (axis->kind != AXIS_VERSION)
		return space_class_of(space, index, plan->dictionary, pupil);
	for (size_t v = 0; v < plan->policy->notice_count; v++)
		if (plan->policy->notices[v].notice->version == axis->version)
			return pupil->served[v] == DATE_NONE;
	return 0;
}

uint32_t space_find(const struct space *space, size_t plan,
		    const struct pupil *pupil)
{
	uint32_t cell = 0;

	for (size_t i = 0; i < space->axis_count; i++) {
		uint16_t class = class_of(space, space->plans[plan], i, pupil);

		if (class >= space->axes[i].walked)
			return UINT32_MAX;
		cell += class * space->axes[i].stride;
	}
	return cell;
}

/* --- sets ---------------------------------------------------------------------------------- */

int space_set(struct space *space, struct cell_set *set, struct error *error)
{
	uint64_t *words =
		arena_array(&space->arena, space->words, sizeof(*words));

	if (words == NULL)
		return error_memory(error);
	set->words = words;
	return 0;
}

uint32_t space_count(const struct space *space, const struct cell_set *set)
{
	uint32_t count = 0;

	for (size_t i = 0; i < space->words; i++)
		count += (uint32_t)__builtin_popcountll(set->words[i]);
	return count;
}

bool space_same(const struct space *space, const struct cell_set *a,
		const struct cell_set *b)
{
	return memcmp(a->words, b->words, space->words * sizeof(*a->words)) ==
	       0;
}

/* Wishes weigh more than facts that are not known, those more than flags that
 * are set; of the rest the youngest is plainest. */
static unsigned int oddness(const struct space *space, uint32_t cell)
{
	unsigned int odd = 0;

	for (size_t i = 0; i < space->axis_count; i++) {
		const struct axis *axis = &space->axes[i];
		uint16_t class = space_digit(space, i, cell);

		if (axis->kind == AXIS_WISH || axis->kind == AXIS_VERSION)
			odd += class == 0 ? 0 : 1000000;
		else if (!axis->points[axis->sample[class]].known)
			odd += 10000;
		else if (axis->kind == AXIS_VALUES)
			odd += class > 0 ? 100 : 0;
		else if (slice_is(axis->name, "birth-date"))
			odd += (unsigned int)(axis->point_count -
					      axis->sample[class]);
	}
	return odd;
}

uint32_t space_example(const struct space *space, const struct cell_set *set)
{
	unsigned int least = UINT32_MAX;
	uint32_t found = UINT32_MAX;

	for (uint32_t cell = 0; cell < space->size; cell++) {
		unsigned int odd;

		if (!cell_set_has(set, cell))
			continue;
		odd = oddness(space, cell);
		if (odd < least) {
			least = odd;
			found = cell;
		}
	}
	return found;
}

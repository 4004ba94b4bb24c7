#include "policy/space.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "policy/controller.h"
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
	space->all = product(space);
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

uint64_t space_all(const struct space *space)
{
	return space->all;
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

void space_pupil(const struct space *space, size_t plan_index, uint32_t cell,
		 struct pupil *pupil)
{
	const struct plan *plan = space->plans[plan_index];

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

/* --- batches ------------------------------------------------------------------------- */

struct columns {
	int32_t facts[FACT_LIMIT][BATCH_PUPILS];
	int32_t served[NOTICE_VERSIONS][BATCH_PUPILS];
	uint8_t wishes[WISH_COUNT][BATCH_PUPILS];
	int32_t first_stated[WISH_COUNT][BATCH_PUPILS];
	int32_t last_stated[WISH_COUNT][BATCH_PUPILS];
};

static void fill_fact(const struct space *space, size_t axis,
		      const struct axis_fact *fact, uint32_t first,
		      uint32_t count, int32_t *column)
{
	const struct axis *entry = &space->axes[axis];
	int32_t values[CLASS_LIMIT];

	for (uint16_t c = 0; c < entry->walked; c++)
		axis_value(entry, c, fact->dictionary, fact->fact, &values[c]);
	for (uint32_t i = 0; i < count; i++)
		column[i] = values[space_digit(space, axis, first + i)];
}

static void fill_facts(const struct space *space,
		       const struct dictionary *dictionary, uint32_t first,
		       struct columns *columns, struct batch *batch)
{
	for (size_t a = 0; a < space->axis_count; a++) {
		const struct axis *axis = &space->axes[a];

		for (size_t f = 0; f < axis->fact_count; f++) {
			uint16_t fact = axis->facts[f].fact;

			if (axis->facts[f].dictionary != dictionary)
				continue;
			fill_fact(space, a, &axis->facts[f], first,
				  batch->count, columns->facts[fact]);
			batch->facts[fact] = columns->facts[fact];
		}
	}
}

static void fill_wishes(const struct space *space, uint32_t first,
			struct columns *columns, struct batch *batch)
{
	for (size_t a = 0; a < space->axis_count; a++) {
		const struct axis *axis = &space->axes[a];
		int32_t *from = columns->first_stated[axis->wish];
		int32_t *to = columns->last_stated[axis->wish];
		uint8_t *column = columns->wishes[axis->wish];

		if (axis->kind != AXIS_WISH)
			continue;
		for (uint32_t i = 0; i < batch->count; i++) {
			uint16_t class = space_digit(space, a, first + i);

			column[i] = class > 0;
			axis_wish_days(axis, class, &from[i], &to[i]);
		}
		batch->wishes[axis->wish] = column;
		batch->first_stated[axis->wish] = from;
		batch->last_stated[axis->wish] = to;
	}
}

static const uint16_t all_bound[BATCH_PUPILS];

static void fill_batch(const struct space *space, const struct plan *plan,
		       uint32_t first, struct columns *columns,
		       struct batch *batch)
{
	*batch = (struct batch){.count = space->size - first,
				.collected_all = DATE_NONE};
	if (batch->count > BATCH_PUPILS)
		batch->count = BATCH_PUPILS;
	fill_facts(space, plan->dictionary, first, columns, batch);
	fill_wishes(space, first, columns, batch);
	if (plan->request.binding_count > 0)
		batch->binding = all_bound;
	for (size_t v = 0; v < plan->policy->notice_count; v++) {
		for (uint32_t i = 0; i < batch->count; i++)
			columns->served[v][i] =
				given_on(space, plan, v, first + i);
		batch->served[v] = columns->served[v];
	}
}

int space_decide(struct space *space, size_t plan_index, uint32_t *decisions,
		 struct error *error)
{
	struct plan *plan = space->plans[plan_index];
	struct columns *columns = memory_array(1, sizeof(*columns));
	struct batch batch;
	int result = 0;

	if (columns == NULL)
		return error_memory(error);
	for (uint32_t at = 0; result == 0 && at < space->size;
	     at += BATCH_PUPILS) {
		fill_batch(space, plan, at, columns, &batch);
		result = plan_decide(plan, &batch, decisions + at, error);
	}
	memory_free(columns);
	return result;
}

/* --- conditions ------------------------------------------------------------------------ */

struct evaluating {
	struct columns columns;
	struct condition_space space;
};

/* What conditions know of the controller, as in the first plan. */
static void fill_controller(const struct space *space,
			    const struct dictionary *dictionary,
			    struct columns *columns, struct batch *batch)
{
	const struct plan *plan = space->plans[0];

	for (uint16_t f = 0; f < dictionary->fact_count; f++) {
		const struct fact *fact = &dictionary->facts[f];
		int32_t value;

		if (fact->origin != FACT_CONTROLLER)
			continue;
		value = controller_fact(dictionary, plan->notice,
					plan->request.controller_kind, fact);
		for (int i = 0; i < BATCH_PUPILS; i++)
			columns->facts[f][i] = value;
		batch->facts[f] = columns->facts[f];
	}
}

int space_evaluate(struct space *space, size_t condition, uint8_t *truth,
		   struct error *error)
{
	const struct dictionary *dictionary =
		space->options.conditions[condition].dictionary;
	struct evaluating *work = memory_array(1, sizeof(*work));

	if (work == NULL)
		return error_memory(error);
	for (uint32_t at = 0; at < space->size; at += BATCH_PUPILS) {
		struct batch batch = {.count = space->size - at};
		const uint8_t *found;

		if (batch.count > BATCH_PUPILS)
			batch.count = BATCH_PUPILS;
		fill_facts(space, dictionary, at, &work->columns, &batch);
		fill_controller(space, dictionary, &work->columns, &batch);
		found = condition_evaluate(
			&space->bound[condition], batch.facts,
			batch_width(batch.count), &work->space);
		memcpy(truth + at, found, batch.count);
	}
	memory_free(work);
	return 0;
}

/* --- marks: wishes as they count --------------------------------------------------------- */

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

static int add_mark(struct space *space, const struct plan *plan, size_t bit,
		    struct error *error)
{
	const struct bit *entry = &plan->bits[bit];
	uint32_t wishes = space_bit_wishes(plan, bit);
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

static void read_marks(struct space *space, const struct plan *plan,
		       uint32_t first, uint32_t count, const size_t *bits,
		       size_t from)
{
	const struct workspace *workspace = plan->workspace;

	for (size_t m = from; m < space->mark_count; m++) {
		uint64_t *cells = space->marks[m].cells;
		const uint8_t *values = NULL;
		size_t bit = bits[m];

		for (size_t v = 0; v < workspace->varying; v++)
			if (workspace->which[v] == bit)
				values = workspace->values[v];
		for (uint32_t i = 0; i < count; i++) {
			bool set =
				values != NULL
					? values[i] != 0
					: (workspace->shared >> bit & 1) != 0;

			if (set)
				cells[(first + i) / 64] |=
					1ull << ((first + i) % 64);
		}
	}
}

static int mark_plan(struct space *space, struct plan *plan,
		     struct columns *columns, struct error *error)
{
	size_t bits[MARK_LIMIT];
	size_t from = space->mark_count;
	struct batch batch;

	if (!space_plan_live(plan))
		return 0;
	for (size_t i = 0; i < plan->bit_count; i++) {
		size_t before = space->mark_count;

		if (space_bit_wishes(plan, i) != 0 &&
		    add_mark(space, plan, i, error) != 0)
			return -1;
		if (space->mark_count > before)
			bits[before] = i;
	}
	for (uint32_t at = 0; from < space->mark_count && at < space->size;
	     at += BATCH_PUPILS) {
		fill_batch(space, plan, at, columns, &batch);
		plan_sign(plan, &batch);
		read_marks(space, plan, at, batch.count, bits, from);
	}
	return 0;
}

int space_find_marks(struct space *space, struct error *error)
{
	struct columns *columns;
	int result = 0;

	if (space->marked)
		return 0;
	columns = memory_array(1, sizeof(*columns));
	if (columns == NULL)
		return error_memory(error);
	for (size_t i = 0; result == 0 && i < space->plan_count; i++)
		result = mark_plan(space, space->plans[i], columns, error);
	memory_free(columns);
	space->marked = result == 0;
	return result;
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

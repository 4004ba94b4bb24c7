/* Cells in columns, and what plans and conditions make of them. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "policy/controller.h"
#include "policy/space_parts.h"

/* Cells in order hold a class of an axis for as long as its stride. */
struct walk {
	uint16_t class, walked;
	uint32_t stride, left; /* cells left of this class */
};

static struct walk walk_from(const struct space *space, size_t axis,
			     uint32_t first)
{
	const struct axis *entry = &space->axes[axis];

	return (struct walk){
		.class = space_digit(space, axis, first),
		.walked = entry->walked,
		.stride = entry->stride,
		.left = entry->stride - first % entry->stride,
	};
}

static inline uint16_t walk_on(struct walk *walk)
{
	uint16_t class = walk->class;

	if (--walk->left == 0) {
		walk->left = walk->stride;
		walk->class =
			class + 1u == walk->walked ? 0 : (uint16_t)(class + 1);
	}
	return class;
}

static void fill_column(const struct space *space, size_t axis,
			const int32_t values[CLASS_LIMIT], uint32_t first,
			uint32_t count, int32_t *column)
{
	struct walk walk = walk_from(space, axis, first);

	for (uint32_t i = 0; i < count; i++)
		column[i] = values[walk_on(&walk)];
}

static void fill_facts(const struct space *space,
		       const struct dictionary *dictionary, uint32_t first,
		       struct space_columns *columns, struct batch *batch)
{
	for (size_t a = 0; a < space->axis_count; a++) {
		const struct axis *axis = &space->axes[a];

		for (size_t f = 0; f < axis->fact_count; f++) {
			uint16_t fact = axis->facts[f].fact;
			int32_t values[CLASS_LIMIT];

			if (axis->facts[f].dictionary != dictionary)
				continue;
			for (uint16_t c = 0; c < axis->walked; c++)
				axis_value(axis, c, dictionary, fact,
					   &values[c]);
			fill_column(space, a, values, first, batch->count,
				    columns->facts[fact]);
			batch->facts[fact] = columns->facts[fact];
		}
	}
}

static void fill_wishes(const struct space *space, uint32_t first,
			struct space_columns *columns, struct batch *batch)
{
	for (size_t a = 0; a < space->axis_count; a++) {
		const struct axis *axis = &space->axes[a];
		enum wish_column wish = axis->wish;
		struct walk walk = walk_from(space, a, first);

		if (axis->kind != AXIS_WISH)
			continue;
		for (uint32_t i = 0; i < batch->count; i++) {
			uint16_t class = walk_on(&walk);

			columns->wishes[wish][i] = class > 0;
			axis_wish_days(axis, class,
				       &columns->first_stated[wish][i],
				       &columns->last_stated[wish][i]);
		}
		batch->wishes[wish] = columns->wishes[wish];
		batch->first_stated[wish] = columns->first_stated[wish];
		batch->last_stated[wish] = columns->last_stated[wish];
	}
}

static void fill_served(const struct space *space, const struct plan *plan,
			size_t version, uint32_t first, uint32_t count,
			int32_t *column)
{
	const struct notice *notice = plan->policy->notices[version].notice;
	int32_t values[CLASS_LIMIT] = {plan->request.date, DATE_NONE};
	size_t axis = space->axis_count;

	if (notice->from > plan->request.date)
		values[0] = DATE_NONE;
	for (size_t a = 0;
	     space->options.told == SPACE_TOLD_EACH && a < space->axis_count;
	     a++)
		if (space->axes[a].kind == AXIS_VERSION &&
		    space->axes[a].version == notice->version)
			axis = a;
	if (axis < space->axis_count) {
		fill_column(space, axis, values, first, count, column);
		return;
	}
	for (uint32_t i = 0; i < count; i++)
		column[i] = values[0];
}

static const uint16_t all_bound[BATCH_PUPILS];

void space_fill(const struct space *space, const struct plan *plan,
		uint32_t first, struct space_columns *columns,
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
		fill_served(space, plan, v, first, batch->count,
			    columns->served[v]);
		batch->served[v] = columns->served[v];
	}
}

/* --- kinds of cells ------------------------------------------------------------------ */

/* Pairs of a kind so far and a signature, each a new kind. */
struct kinds {
	struct {
		struct signature signature;
		uint32_t before, kind; /* kind UINT32_MAX: empty */
	} * slots;
	size_t slot_count; /* a power of two, more than twice the cells */
	uint32_t count;
};

static uint32_t kind_of(struct kinds *kinds, uint32_t before,
			const struct signature *signature)
{
	uint64_t hash =
		(signature_hash(signature) ^ before) * 0x9e3779b97f4a7c15u;
	size_t slot = (size_t)(hash >> 32) & (kinds->slot_count - 1);

	while (kinds->slots[slot].kind != UINT32_MAX &&
	       (!signature_equal(&kinds->slots[slot].signature, signature) ||
		kinds->slots[slot].before != before))
		slot = (slot + 1) & (kinds->slot_count - 1);
	if (kinds->slots[slot].kind == UINT32_MAX) {
		kinds->slots[slot].signature = *signature;
		kinds->slots[slot].before = before;
		kinds->slots[slot].kind = kinds->count++;
	}
	return kinds->slots[slot].kind;
}

static void read_signatures(const struct plan *plan, uint32_t count,
			    struct signature signatures[BATCH_PUPILS])
{
	const struct workspace *workspace = plan->workspace;

	for (uint32_t i = 0; i < count; i++)
		signatures[i] = workspace->shared;
	for (size_t v = 0; v < workspace->varying; v++)
		for (uint32_t i = 0; i < count; i++)
			signature_add(&signatures[i], workspace->which[v],
				      workspace->values[v][i] != 0);
}

static void split_kinds(struct space *space, struct plan *plan,
			struct space_columns *columns, struct kinds *kinds)
{
	struct signature signatures[BATCH_PUPILS];
	struct batch batch;

	kinds->count = 0;
	memset(kinds->slots, 0xff, kinds->slot_count * sizeof(*kinds->slots));
	for (uint32_t at = 0; at < space->size; at += BATCH_PUPILS) {
		space_fill(space, plan, at, columns, &batch);
		plan_sign(plan, &batch);
		read_signatures(plan, batch.count, signatures);
		for (uint32_t i = 0; i < batch.count; i++)
			space->kinds[at + i] = kind_of(
				kinds, space->kinds[at + i], &signatures[i]);
	}
}

/* Made when it is first wanted: it is large, and a publication asks of a space for
 * every occasion. */
static struct space_work *work_of(struct space *space)
{
	if (space->work == NULL)
		space->work = memory_array(1, sizeof(*space->work));
	return space->work;
}

static int find_kinds(struct space *space, struct error *error)
{
	struct kinds kinds = {.slot_count = 64};
	struct space_work *work = work_of(space);
	uint32_t *found =
		arena_array(&space->arena, space->size, sizeof(*found));
	uint32_t *samples =
		arena_array(&space->arena, space->size, sizeof(*samples));
	int result = -1;

	while (kinds.slot_count < 2 * (size_t)space->size)
		kinds.slot_count *= 2;
	kinds.slots = memory_array(kinds.slot_count, sizeof(*kinds.slots));
	if (work == NULL || found == NULL || samples == NULL ||
	    kinds.slots == NULL) {
		error_memory(error);
		goto out;
	}
	space->kinds = found;
	for (size_t p = 0; p < space->plan_count; p++)
		split_kinds(space, space->plans[p], &work->columns, &kinds);
	space->kind_count = kinds.count;
	for (uint32_t cell = space->size; cell > 0; cell--)
		samples[found[cell - 1]] = cell - 1;
	space->samples = samples;
	result = 0;
out:
	memory_free(kinds.slots);
	return result;
}

/* As fill_batch, of the samples of kinds from `first` on. */
static void gather_batch(const struct space *space, const struct plan *plan,
			 uint32_t first, struct space_columns *columns,
			 struct batch *batch)
{
	struct pupil pupil;

	*batch = (struct batch){.count = space->kind_count - first,
				.collected_all = DATE_NONE};
	if (batch->count > BATCH_PUPILS)
		batch->count = BATCH_PUPILS;
	for (size_t a = 0; a < space->axis_count; a++)
		for (size_t f = 0; f < space->axes[a].fact_count; f++) {
			const struct axis_fact *fact = &space->axes[a].facts[f];

			if (fact->dictionary == plan->dictionary)
				batch->facts[fact->fact] =
					columns->facts[fact->fact];
		}
	if (plan->request.binding_count > 0)
		batch->binding = all_bound;
	for (int w = 0; w < WISH_COUNT; w++) {
		batch->wishes[w] = columns->wishes[w];
		batch->first_stated[w] = columns->first_stated[w];
		batch->last_stated[w] = columns->last_stated[w];
	}
	for (size_t v = 0; v < plan->policy->notice_count; v++)
		batch->served[v] = columns->served[v];
	for (uint32_t i = 0; i < batch->count; i++) {
		space_pupil_of(space, plan, space->samples[first + i], &pupil);
		for (uint16_t f = 0; f < plan->dictionary->fact_count; f++)
			columns->facts[f][i] = pupil.facts[f];
		for (int w = 0; w < WISH_COUNT; w++) {
			columns->wishes[w][i] = pupil.wishes[w];
			columns->first_stated[w][i] = pupil.first_stated[w];
			columns->last_stated[w][i] = pupil.last_stated[w];
		}
		for (size_t v = 0; v < plan->policy->notice_count; v++)
			columns->served[v][i] = pupil.served[v];
	}
}

static int decide_kinds(struct space *space, struct plan *plan,
			uint32_t *decisions, struct error *error)
{
	struct space_work *work = work_of(space);
	struct batch batch;
	int result = 0;

	if (work == NULL)
		return error_memory(error);
	for (uint32_t at = 0; result == 0 && at < space->kind_count;
	     at += BATCH_PUPILS) {
		gather_batch(space, plan, at, &work->columns, &batch);
		result = plan_decide(plan, &batch, decisions + at, error);
	}
	return result;
}

int space_decide_by(struct space *space, struct plan *plan, uint32_t *decisions,
		    struct error *error)
{
	uint32_t *of_kinds;
	int result;

	if (space->samples == NULL && find_kinds(space, error) != 0)
		return -1;
	of_kinds = memory_array(space->kind_count, sizeof(*of_kinds));
	if (of_kinds == NULL)
		return error_memory(error);
	result = decide_kinds(space, plan, of_kinds, error);
	for (uint32_t cell = 0; result == 0 && cell < space->size; cell++)
		decisions[cell] = of_kinds[space->kinds[cell]];
	memory_free(of_kinds);
	return result;
}

int space_decide(struct space *space, size_t plan, uint32_t *decisions,
		 struct error *error)
{
	return space_decide_by(space, space->plans[plan], decisions, error);
}

/* --- conditions ------------------------------------------------------------------------ */

/* What conditions know of the controller, as in the first plan. */
static void fill_controller(const struct space *space,
			    const struct dictionary *dictionary,
			    struct space_columns *columns, struct batch *batch)
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
	struct space_work *work = work_of(space);

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
			batch_width(batch.count), &work->conditions);
		memcpy(truth + at, found, batch.count);
	}
	return 0;
}

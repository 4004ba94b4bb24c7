#include "tables/protect_search_parts.h"

#include "base/error.h"
#include "base/memory.h"

/*
 * In one dimension, the simple moves that a node n takes part in are
 *     n up, another leaf down, and with both all groups that hold only one of
 *     them (for siblings: none);
 *     n up, and all groups above it.
 * (Where n is a group itself, one leaf below it and the groups between go with
 * it.)  Such a step for each dimension makes a move of the cube: its cells are
 * all combinations, their weights the products.
 *
 * A combination has the cells of each step alone, so the prices of steps alone
 * bound that of the combination from below: steps are tried in order of price,
 * and a branch is left when it cannot be cheaper than the best so far.
 *
 * Of groups with very many members not all are tried for each of very many
 * cells: those that stand after the node, up to a number that falls with the
 * number of cells, and first of all those that are suppressed anyway.  All of
 * them are tried when that finds no move.
 */
enum {
	WIDE_GROUP = 512,    /* members of a group that is tried whole */
	WIDE_STEPS = 96,     /* kept of a wider one */
	WIDE_FREE = 48,      /* of them, suppressed anyway */
	WIDE_SEEN = 1 << 24, /* members tried for all cells once */
};

/* In how many equations of its cube a cell is. */
static uint32_t own_equations(const struct cube *cube, uint32_t cell)
{
	uint32_t count = 0;

	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		uint32_t node = cube_node(cube, cell, d);

		count += node != 0;
		count += !classification_is_leaf(cube->dimensions[d], node);
	}
	return count;
}

static void find_linked(struct search *search)
{
	const struct relations *relations = search->protection->relations;

	for (uint32_t k = 0; k < relations->cube_count; k++) {
		const struct relations_cube *at = &relations->cubes[k];

		for (uint32_t i = 0; i < at->cube->cell_count; i++) {
			uint32_t c = at->first + i;
			uint64_t in = relations->in_starts[c + 1] -
				      relations->in_starts[c];

			if (in != own_equations(at->cube, i))
				search->linked[c / 64] |= (uint64_t)1
							  << (c % 64);
		}
	}
}

int search_make(struct search **out, struct protection *protection,
		struct error *error)
{
	struct search *search = memory_array(1, sizeof(*search));
	bool whole = search != NULL;

	*out = search;
	if (!whole)
		return error_memory(error);
	search->protection = protection;
	search->breadth = WIDE_SEEN / (protection->target_count + 1);
	if (search->breadth < WIDE_GROUP)
		search->breadth = WIDE_GROUP;
	for (uint32_t d = 0; d < CUBE_LIMIT_DIMENSIONS; d++) {
		struct axis *axis = &search->axes[d];

		axis->steps = memory_array(STEP_LIMIT, sizeof(*axis->steps));
		axis->items =
			memory_array(STEP_LIMIT * 16, sizeof(*axis->items));
		whole = whole && axis->steps != NULL && axis->items != NULL;
	}
	for (int i = 0; i < 2; i++) {
		struct draft *draft = i == 0 ? &search->trial : &search->best;

		draft->capacity = DRAFT_LIMIT;
		draft->cells = memory_array(DRAFT_LIMIT, sizeof(*draft->cells));
		draft->weights =
			memory_array(DRAFT_LIMIT, sizeof(*draft->weights));
		whole = whole && draft->cells != NULL && draft->weights != NULL;
	}
	search->linked =
		memory_array((size_t)protection->relations->cell_count / 64 + 1,
			     sizeof(*search->linked));
	if (!whole || search->linked == NULL)
		return error_memory(error);
	find_linked(search);
	return cycle_make(search, error);
}

void search_free(struct search *search)
{
	if (search == NULL)
		return;
	for (uint32_t d = 0; d < CUBE_LIMIT_DIMENSIONS; d++) {
		memory_free(search->axes[d].steps);
		memory_free(search->axes[d].items);
	}
	memory_free(search->trial.cells);
	memory_free(search->trial.weights);
	memory_free(search->best.cells);
	memory_free(search->best.weights);
	memory_free(search->linked);
	cycle_free(search);
	memory_free(search);
}

/* One more cell on the way; false when no move can have it. */
static bool extend(struct search *search, uint32_t length, uint32_t node,
		   int32_t weight, int64_t *price)
{
	uint32_t own = search->cell / search->cube->strides[search->dimension] %
		       search->cube->dimensions[search->dimension]->count;
	int32_t offset = (int32_t)((int64_t)node - own) *
			 (int32_t)search->cube->strides[search->dimension];
	uint32_t cell =
		(uint32_t)((int32_t)(search->first + search->cell) + offset);
	const struct cell_price *at = &search->protection->prices[cell];

	if (length >= ITEM_LIMIT)
		return false;
	*price += at->price;
	if (*price >= search->step_limit || (at->rise == 0 && at->fall == 0) ||
	    is_linked(search, cell))
		return false;
	search->path[length] = (struct item){offset, weight};
	return true;
}

static void keep_step(struct search *search, uint32_t length, int64_t price)
{
	struct axis *axis = &search->axes[search->dimension];

	if (axis->count == STEP_LIMIT ||
	    axis->item_count + length > STEP_LIMIT * 16)
		return;
	axis->steps[axis->count] =
		(struct step){price, axis->item_count, length};
	axis->count++;
	for (uint32_t i = 0; i < length; i++)
		axis->items[axis->item_count++] = search->path[i];
}

/* Ends the way at each leaf below `node`. */
static void descend(struct search *search, uint32_t length, uint32_t node,
		    int64_t price)
{
	const struct classification *dimension =
		search->cube->dimensions[search->dimension];
	const struct classification_node *at = &dimension->nodes[node];

	if (!extend(search, length, node, -1, &price))
		return;
	if (at->child_count == 0)
		keep_step(search, length + 1, price);
	for (uint32_t i = 0; i < at->child_count; i++)
		descend(search, length + 1, at->first_child + i, price);
}

/* Tries the members after `node`, the first ones after the last, until there
 * are `most` steps. */
static void try_wide(struct search *search, uint32_t length, uint32_t node,
		     const struct classification_node *group, int64_t price,
		     uint32_t most)
{
	const struct axis *axis = &search->axes[search->dimension];
	uint32_t own = node - group->first_child;
	uint32_t end = group->child_count - 1;

	if (!search->whole && end > search->breadth)
		end = search->breadth;
	for (uint32_t i = 1; i <= end && axis->count < most; i++)
		descend(search, length,
			group->first_child + (own + i) % group->child_count,
			price);
}

static void try_siblings(struct search *search, uint32_t length, uint32_t node,
			 const struct classification_node *group, int64_t price)
{
	uint32_t before = search->axes[search->dimension].count;
	int64_t limit = search->step_limit;

	if (group->child_count > WIDE_GROUP) {
		if (limit > price + 1)
			search->step_limit = price + 1;
		try_wide(search, length, node, group, price,
			 before + WIDE_FREE);
		search->step_limit = limit;
		try_wide(search, length, node, group, price,
			 before + WIDE_STEPS);
		return;
	}
	for (uint32_t i = 0; i < group->child_count; i++)
		if (group->first_child + i != node)
			descend(search, length, group->first_child + i, price);
}

/*
 * From `node` to its siblings' leaves, and to the total; or (`far`) to the
 * leaves of other groups.
 */
static void climb(struct search *search, uint32_t length, uint32_t node,
		  int64_t price)
{
	const struct classification *dimension =
		search->cube->dimensions[search->dimension];
	bool among = !search->far; /* siblings, whose leaves are wanted */

	while (node != 0) {
		uint32_t parent = dimension->nodes[node].parent;
		const struct classification_node *group =
			&dimension->nodes[parent];

		if (among)
			try_siblings(search, length, node, group, price);
		if (!extend(search, length, parent, 1, &price))
			return;
		length++;
		node = parent;
		among = search->far;
	}
	if (!search->far)
		keep_step(search, length, price);
}

/* A group takes one of its leaves along. */
static void sink(struct search *search, uint32_t length, uint32_t node,
		 uint32_t from, int64_t price)
{
	const struct classification *dimension =
		search->cube->dimensions[search->dimension];
	const struct classification_node *at = &dimension->nodes[node];
	int64_t so_far;

	if (at->child_count == 0)
		climb(search, length, from, price);
	for (uint32_t i = 0; i < at->child_count; i++) {
		so_far = price;
		if (extend(search, length, at->first_child + i, 1, &so_far))
			sink(search, length + 1, at->first_child + i, from,
			     so_far);
	}
}

/* In order of price, then as they came. */
static void sort_steps(struct axis *axis)
{
	for (uint32_t i = 1; i < axis->count; i++) {
		struct step step = axis->steps[i];
		uint32_t at = i;

		while (at > 0 && axis->steps[at - 1].price > step.price) {
			axis->steps[at] = axis->steps[at - 1];
			at--;
		}
		axis->steps[at] = step;
	}
}

/* Whether there are some in each dimension. */
static bool list_near_steps(struct search *search)
{
	bool found = true;

	search->far = false;
	search->step_limit = search->limit;
	for (uint32_t d = 0; d < search->cube->dimension_count; d++) {
		struct axis *axis = &search->axes[d];
		uint32_t node = cube_node(search->cube, search->cell, d);

		axis->count = 0;
		axis->item_count = 0;
		search->dimension = d;
		sink(search, 0, node, node, 0);
		sort_steps(axis);
		found = found && axis->count > 0;
	}
	return found;
}

/* Steps to other groups, as far as they could still be part of a cheaper move.
 * Whether there are any. */
static bool list_far_steps(struct search *search)
{
	uint32_t dimensions = search->cube->dimension_count;
	int64_t least = 0;
	bool found = false;

	search->far = true;
	for (uint32_t d = 0; d < dimensions; d++)
		if (search->axes[d].count > 0)
			least += search->axes[d].steps[0].price;
	for (uint32_t d = 0; d < dimensions; d++) {
		struct axis *axis = &search->axes[d];
		uint32_t node = cube_node(search->cube, search->cell, d);
		uint32_t before = axis->count;

		search->dimension = d;
		search->step_limit = search->limit - least;
		if (before > 0)
			search->step_limit += axis->steps[0].price;
		sink(search, 0, node, node, 0);
		if (axis->count == 0)
			return false;
		found = found || axis->count > before;
		sort_steps(axis);
	}
	return found;
}

static bool is_enough(const struct search *search, uint32_t forth,
		      uint32_t back)
{
	return search->any ? target_helped_by(search->target, forth, back)
			   : target_met_by(search->target, forth, back);
}

static void take_best(struct search *search, uint32_t count, int64_t price)
{
	search->best.count = count;
	search->best.price = price;
	for (uint32_t i = 0; i < count; i++) {
		search->best.cells[i] = search->trial.cells[i];
		search->best.weights[i] = search->trial.weights[i];
	}
	search->limit = price;
}

static void combine(struct search *search, uint32_t depth, uint32_t count,
		    int64_t price, uint32_t forth, uint32_t back);

/* The cells so far, each moved by the items of the step. */
static void apply(struct search *search, uint32_t depth,
		  const struct step *step, uint32_t count, int64_t price,
		  uint32_t forth, uint32_t back)
{
	const struct axis *axis = &search->axes[search->order[depth]];
	const struct cell_price *prices = search->protection->prices;
	struct draft *trial = &search->trial;
	int64_t limit = search->limit - search->rest[depth + 1];
	uint32_t filled = count;

	if ((uint64_t)count * (step->count + 1) > trial->capacity)
		return;
	for (uint32_t i = 0; i < step->count; i++) {
		struct item item = axis->items[step->first + i];

		for (uint32_t j = 0; j < count; j++) {
			uint32_t cell = (uint32_t)((int32_t)trial->cells[j] +
						   item.offset);
			int32_t weight = trial->weights[j] * item.weight;
			const struct cell_price *at = &prices[cell];
			uint32_t along = weight > 0 ? at->rise : at->fall;
			uint32_t against = weight > 0 ? at->fall : at->rise;

			price += at->price;
			forth = along < forth ? along : forth;
			back = against < back ? against : back;
			if (price >= limit || is_linked(search, cell))
				return;
			trial->cells[filled] = cell;
			trial->weights[filled++] = weight;
		}
		if (!is_enough(search, forth, back))
			return;
	}
	combine(search, depth + 1, filled, price, forth, back);
}

static void combine(struct search *search, uint32_t depth, uint32_t count,
		    int64_t price, uint32_t forth, uint32_t back)
{
	const struct axis *axis;

	if (depth == search->cube->dimension_count) {
		take_best(search, count, price);
		return;
	}
	axis = &search->axes[search->order[depth]];
	for (uint32_t i = 0; i < axis->count; i++) {
		if (price + axis->steps[i].price + search->rest[depth + 1] >=
		    search->limit)
			return;
		apply(search, depth, &axis->steps[i], count, price, forth,
		      back);
	}
}

/* Dimensions with few steps first, so that the many of others are tried when
 * much is known. */
static void order_dimensions(struct search *search)
{
	uint32_t count = search->cube->dimension_count;

	for (uint32_t d = 0; d < count; d++) {
		uint32_t at = d;

		while (at > 0 && search->axes[search->order[at - 1]].count >
					 search->axes[d].count) {
			search->order[at] = search->order[at - 1];
			at--;
		}
		search->order[at] = d;
	}
	search->rest[count] = 0;
	for (uint32_t d = count; d-- > 0;)
		search->rest[d] = search->rest[d + 1] +
				  search->axes[search->order[d]].steps[0].price;
}

static const struct relations_cube *cube_of(const struct relations *relations,
					    uint32_t cell)
{
	for (uint32_t k = 0; k < relations->cube_count; k++) {
		const struct relations_cube *at = &relations->cubes[k];

		if (cell >= at->first &&
		    cell - at->first < at->cube->cell_count)
			return at;
	}
	return NULL;
}

static bool begin(struct search *search, const struct target *target,
		  int64_t limit, bool any)
{
	struct protection *protection = search->protection;
	const struct relations_cube *at =
		cube_of(protection->relations, target->cell);
	const struct cell_price *own = &protection->prices[target->cell];

	if (at == NULL || is_linked(search, target->cell))
		return false;
	search->cube = at->cube;
	search->first = at->first;
	search->cell = target->cell - at->first;
	search->target = target;
	search->any = any;
	search->limit = limit < PRICE_NEVER ? limit : PRICE_NEVER;
	search->best.count = 0;
	return is_enough(search, own->rise, own->fall);
}

static void combine_all(struct search *search)
{
	const struct cell_price *own =
		&search->protection->prices[search->target->cell];

	order_dimensions(search);
	search->trial.cells[0] = search->target->cell;
	search->trial.weights[0] = 1;
	combine(search, 0, 1, 0, own->rise, own->fall);
}

int64_t search_price(struct search *search, const struct target *target)
{
	if (!begin(search, target, PRICE_NEVER, false) ||
	    !list_near_steps(search))
		return PRICE_NEVER;
	combine_all(search);
	return search->limit;
}

static const struct draft *find_move(struct search *search,
				     const struct target *target, int64_t limit,
				     bool any)
{
	if (!begin(search, target, limit, any))
		return NULL;
	if (list_near_steps(search)) {
		combine_all(search);
		if (search->cube->dimension_count > 1 && search->limit > 0)
			cycle_search(search);
	}
	if (search->limit > 0 && list_far_steps(search))
		combine_all(search);
	return search->best.count > 0 ? &search->best : NULL;
}

static bool has_wide_group(const struct search *search)
{
	for (uint32_t d = 0; d < search->cube->dimension_count; d++)
		if (search->cube->dimensions[d]->count > search->breadth)
			return true;
	return false;
}

const struct draft *search_move(struct search *search,
				const struct target *target, int64_t limit,
				bool any)
{
	const struct draft *found;

	search->protection->searches++;
	search->cube = NULL;
	found = find_move(search, target, limit, any);
	if (found != NULL || limit != PRICE_NEVER || search->cube == NULL ||
	    !has_wide_group(search))
		return found;
	search->whole = true;
	found = find_move(search, target, limit, any);
	search->whole = false;
	return found;
}

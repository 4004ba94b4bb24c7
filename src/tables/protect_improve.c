#include "tables/protect_parts.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/mix.h"

/*
 * The greedy choice leaves helpers that later ones made needless, or that a
 * few moves less would do without.  First each helper is given up alone, the
 * dearest first; then several that hang together by their moves, drawn at random
 * (always the same), and what they did is done anew in another order
 * (ruin and recreate: Schrimpf et al. 2000).  What does not turn out cheaper is
 * undone.
 */
enum {
	PASSES = 4,
	DEEPEST = 8,     /* helpers given up together */
	TRIES = 20,      /* to find the next one of them */
	PATIENCE = 1000, /* ruins */
	COMPACTED = 64,  /* ruins between cleanings */
};

struct improvement {
	struct protecting *work;
	struct ranked *helpers;
	uint32_t count, capacity;
	uint32_t *todo; /* targets */
	uint32_t todo_count, todo_capacity;
	uint64_t random;
	uint64_t end; /* number of the last search */
};

static uint32_t draw(struct improvement *all, uint32_t limit)
{
	return (uint32_t)(mix_next(&all->random) % limit);
}

static bool is_helper(const struct protection *p, uint32_t cell)
{
	uint8_t mark = p->relations->marks[cell];

	return p->uses[cell] > 0 && (mark == CELL_FREE || mark == CELL_HELPER);
}

static int list_helpers(struct improvement *all, struct error *error)
{
	const struct protection *p = &all->work->protection;
	uint32_t cells = p->relations->cell_count;
	uint32_t count = 0;

	for (uint32_t c = 0; c < cells; c++)
		count += is_helper(p, c);
	if (count > all->capacity) {
		memory_free(all->helpers);
		all->capacity = 0;
		all->helpers = memory_array(count, sizeof(*all->helpers));
		if (all->helpers == NULL)
			return error_memory(error);
		all->capacity = count;
	}
	all->count = 0;
	for (uint32_t c = 0; c < cells; c++)
		if (is_helper(p, c))
			all->helpers[all->count++] =
				(struct ranked){p->relations->costs[c], c};
	if (count > 0)
		qsort(all->helpers, count, sizeof(*all->helpers),
		      ranked_compare);
	return 0;
}

/* The targets of the moves that were killed. */
static int list_targets(struct improvement *all, struct error *error)
{
	const struct protection *p = &all->work->protection;
	uint32_t count = 0;

	for (uint32_t k = 0; k < p->killed_count; k++)
		count += p->moves[p->killed[k]].count;
	if (count > all->todo_capacity) {
		memory_free(all->todo);
		all->todo_capacity = 0;
		all->todo = memory_array(count * (size_t)2, sizeof(*all->todo));
		if (all->todo == NULL)
			return error_memory(error);
		all->todo_capacity = count * 2;
	}
	all->todo_count = 0;
	for (uint32_t k = 0; k < p->killed_count; k++) {
		const struct move *move = &p->moves[p->killed[k]];

		for (uint32_t i = 0; i < move->count; i++) {
			uint32_t t =
				p->target[p->corners[move->first + i].cell];

			if (t != NONE)
				all->todo[all->todo_count++] = t;
		}
	}
	return 0;
}

static void shuffle(struct improvement *all)
{
	for (uint32_t i = all->todo_count; i > 1; i--) {
		uint32_t other = draw(all, i);
		uint32_t kept = all->todo[i - 1];

		all->todo[i - 1] = all->todo[other];
		all->todo[other] = kept;
	}
}

/* Meets again what the killed moves met; undoes all when that costs more than
 * `before`. */
static int mend(struct improvement *all, int64_t before, struct error *error)
{
	struct protection *p = &all->work->protection;
	bool met = true;

	for (uint32_t i = 0; i < all->todo_count && met; i++)
		if (protecting_meet(all->work, all->todo[i],
				    before - p->cost + 1, &met, error) != 0)
			return -1;
	if (!met || p->cost > before)
		protection_undo(p);
	return 0;
}

static int give_up(struct improvement *all, uint32_t helper,
		   struct error *error)
{
	struct protection *p = &all->work->protection;
	int64_t before = p->cost;

	protection_mark(p);
	if (protection_expose(p, helper, error) != 0 ||
	    list_targets(all, error) != 0)
		return -1;
	return mend(all, before, error);
}

/* A helper of a live move through a cell of a killed one; NONE: not found. */
static uint32_t next_helper(struct improvement *all)
{
	const struct protection *p = &all->work->protection;

	for (int i = 0; i < TRIES && p->killed_count > 0; i++) {
		const struct move *move =
			&p->moves[p->killed[draw(all, p->killed_count)]];
		uint32_t cell =
			p->corners[move->first + draw(all, move->count)].cell;

		for (uint32_t c = p->heads[cell]; c != NONE;
		     c = p->corners[c].next) {
			move = &p->moves[p->corners[c].move];
			if (move->dead)
				continue;
			cell = p->corners[move->first + draw(all, move->count)]
				       .cell;
			if (is_helper(p, cell))
				return cell;
			break;
		}
	}
	return NONE;
}

static int ruin(struct improvement *all, struct error *error)
{
	struct protection *p = &all->work->protection;
	int64_t before = p->cost;
	uint32_t depth = 1 + draw(all, DEEPEST);
	/* The dear ones more often. */
	uint32_t at = draw(all, 1 + draw(all, all->count));
	uint32_t helper = all->helpers[at].number;

	if (!is_helper(p, helper))
		return 0;
	protection_mark(p);
	while (depth-- > 0 && helper != NONE) {
		if (protection_expose(p, helper, error) != 0)
			return -1;
		helper = next_helper(all);
	}
	if (list_targets(all, error) != 0)
		return -1;
	shuffle(all);
	return mend(all, before, error);
}

static bool has_time(const struct improvement *all)
{
	return all->work->protection.searches < all->end;
}

static int give_up_each(struct improvement *all, struct error *error)
{
	struct protection *p = &all->work->protection;
	int64_t before;

	for (int pass = 0; pass < PASSES && has_time(all); pass++) {
		before = p->cost;
		if (list_helpers(all, error) != 0)
			return -1;
		for (uint32_t i = 0; i < all->count && has_time(all); i++)
			if (is_helper(p, all->helpers[i].number) &&
			    give_up(all, all->helpers[i].number, error) != 0)
				return -1;
		protection_compact(p);
		if (p->cost == before)
			break;
	}
	return 0;
}

static int ruin_many(struct improvement *all, struct error *error)
{
	for (uint32_t i = 0; i < PATIENCE && has_time(all); i++) {
		if (i % COMPACTED == 0) {
			protection_compact(&all->work->protection);
			if (list_helpers(all, error) != 0)
				return -1;
		}
		if (all->count == 0)
			break;
		if (ruin(all, error) != 0)
			return -1;
	}
	return 0;
}

int protecting_improve(struct protecting *work, uint64_t searches,
		       struct error *error)
{
	struct improvement all = {
		.work = work,
		.end = work->protection.searches + searches,
	};
	int result = give_up_each(&all, error);

	if (result == 0)
		result = ruin_many(&all, error);
	protection_compact(&work->protection);
	memory_free(all.helpers);
	memory_free(all.todo);
	return result;
}

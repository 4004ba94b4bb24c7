#include "tables/protect.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "tables/protect_parts.h"

enum { ROUNDS = 3 };

struct work {
	struct protection protection;
	struct search *search;
	const struct protect_options *options;
	struct draft draft; /* of programs */
};

struct ranked {
	int64_t key;
	uint32_t number;
};

static int by_key_down(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;

	if (x->key != y->key)
		return x->key > y->key ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int find_by_program(struct work *work, uint32_t t,
			   const struct draft **draft, struct error *error)
{
	bool found;

	if (program_move(&work->protection, t, &work->draft, &found, error) !=
	    0)
		return -1;
	*draft = found ? &work->draft : NULL;
	return 0;
}

/*
 * Meets a target with the cheapest move, or with several that bring it nearer
 * step by step.  `*met` tells whether that could be done below `limit`.
 */
static int meet(struct work *work, uint32_t t, int64_t limit, bool *met,
		struct error *error)
{
	struct protection *p = &work->protection;
	const struct target *target = &p->targets[t];
	int64_t end = limit < PRICE_NEVER ? p->cost + limit : PRICE_NEVER;

	*met = true;
	while (!target_met(target)) {
		struct target before = *target;
		const struct draft *draft =
			search_move(work->search, t, end - p->cost, false);

		if (draft == NULL)
			draft = search_move(work->search, t, end - p->cost,
					    true);
		if (draft == NULL && limit == PRICE_NEVER &&
		    find_by_program(work, t, &draft, error) != 0)
			return -1;
		if (draft == NULL) {
			*met = false;
			return 0;
		}
		if (protection_add(p, draft, error) != 0)
			return -1;
		/* Each move brings it nearer, so that this ends. */
		assert(target_helped_by(&before, target->risen,
					target->fallen));
	}
	return 0;
}

static int refuse(const struct work *work, uint32_t t, struct error *error)
{
	error_set(error, ERROR_REFUSED,
		  "a count cannot be hidden: whatever else is suppressed, what "
		  "has to stay published tells it");
	error_hint(error, "use larger groups, or a rule that lets zeros be "
			  "suppressed");
	return error_at(error, SLICE(""), 0, 0,
			(uint64_t)work->protection.targets[t].cell + 1);
}

/* Meets all targets, those first for which that alone costs most. */
static int meet_all(struct work *work, struct error *error)
{
	struct protection *p = &work->protection;
	struct ranked *ranked =
		memory_array((size_t)p->target_count + 1, sizeof(*ranked));
	int result = 0;

	if (ranked == NULL)
		return error_memory(error);
	for (uint32_t t = 0; t < p->target_count; t++) {
		const struct draft *draft =
			search_move(work->search, t, PRICE_NEVER, false);

		ranked[t].number = t;
		ranked[t].key = draft == NULL ? PRICE_NEVER : draft->price;
	}
	qsort(ranked, p->target_count, sizeof(*ranked), by_key_down);
	for (uint32_t i = 0; i < p->target_count && result == 0; i++) {
		bool met;

		result = meet(work, ranked[i].number, PRICE_NEVER, &met, error);
		if (result == 0 && !met)
			result = refuse(work, ranked[i].number, error);
	}
	memory_free(ranked);
	return result;
}

/* Tries to do without a helper. */
static int try_without(struct work *work, uint32_t cell, struct error *error)
{
	struct protection *p = &work->protection;
	int64_t before = p->cost;
	bool met = true;

	protection_mark(p);
	if (protection_expose(p, cell, error) != 0)
		return -1;
	for (uint32_t k = 0; k < p->killed_count && met; k++) {
		const struct move *move = &p->moves[p->killed[k]];
		uint32_t first = move->first;
		uint32_t count = move->count;

		for (uint32_t i = 0; i < count && met; i++) {
			uint32_t t = p->target[p->corners[first + i].cell];

			if (t != NONE && !target_met(&p->targets[t]) &&
			    meet(work, t, before - p->cost, &met, error) != 0)
				return -1;
		}
	}
	if (!met || p->cost >= before)
		protection_undo(p);
	return 0;
}

static int improve(struct work *work, struct error *error)
{
	struct protection *p = &work->protection;
	uint32_t cells = p->relations->cell_count;
	struct ranked *ranked = NULL;
	uint32_t count = 0;
	int result = 0;

	for (uint32_t c = 0; c < cells; c++)
		count += p->uses[c] > 0 && p->relations->costs[c] > 0 &&
			 p->relations->marks[c] != CELL_RISKY &&
			 p->relations->marks[c] != CELL_HIDDEN;
	ranked = memory_array((size_t)count + 1, sizeof(*ranked));
	if (ranked == NULL)
		return error_memory(error);
	count = 0;
	for (uint32_t c = 0; c < cells; c++)
		if (p->uses[c] > 0 && p->relations->marks[c] != CELL_RISKY &&
		    p->relations->marks[c] != CELL_HIDDEN)
			ranked[count++] =
				(struct ranked){p->relations->costs[c], c};
	qsort(ranked, count, sizeof(*ranked), by_key_down);
	for (uint32_t i = 0; i < count && result == 0; i++)
		if (p->uses[ranked[i].number] > 0)
			result = try_without(work, ranked[i].number, error);
	memory_free(ranked);
	return result;
}

static int run(struct work *work, struct error *error)
{
	struct protection *p = &work->protection;
	uint32_t rounds =
		work->options->rounds > 0 ? work->options->rounds : ROUNDS;
	int64_t before;

	if (search_make(&work->search, p, error) != 0 ||
	    meet_all(work, error) != 0)
		return -1;
	do {
		before = p->cost;
		if (improve(work, error) != 0)
			return -1;
		protection_compact(p);
	} while (--rounds > 0 && p->cost < before);
	return protection_check(p, error);
}

static void mark(struct work *work)
{
	const struct protection *p = &work->protection;
	uint8_t *marks = p->relations->marks;

	for (uint32_t c = 0; c < p->relations->cell_count; c++)
		if (marks[c] == CELL_FREE || marks[c] == CELL_HELPER)
			marks[c] = p->uses[c] > 0 ? CELL_HELPER : CELL_FREE;
}

static void report_on(const struct work *work, struct protect_report *report)
{
	const struct relations *relations = work->protection.relations;
	struct relations_loss loss = relations_lost(relations);

	*report = (struct protect_report){
		.cost = loss.cost,
		.risky = loss.risky,
		.helpers = loss.helpers,
		.searches = work->protection.searches,
		.programs = work->protection.programs,
	};
	for (uint32_t c = 0; c < relations->cell_count; c++)
		if (relations->marks[c] == CELL_RISKY)
			report->bound += relations->costs[c];
}

int protect(struct relations *relations, const struct protect_options *options,
	    struct protect_report *report, struct error *error)
{
	struct work work = {.options = options};
	int result;

	result = protection_begin(&work.protection, relations, error);
	if (result == 0)
		result = run(&work, error);
	if (result == 0) {
		mark(&work);
		if (report != NULL)
			report_on(&work, report);
	}
	search_free(work.search);
	memory_free(work.draft.cells);
	memory_free(work.draft.weights);
	protection_release(&work.protection);
	return result;
}

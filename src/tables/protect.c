#include "tables/protect.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "tables/protect_parts.h"

/* Searches for improving: enough to gain most of what can be gained of small
 * tables, and little enough for large ones. */
enum {
	SEARCHES_EACH = 100,   /* for each target ... */
	SEARCHES = 12000,      /* ... up to this */
	SEARCHES_MORE = 40000, /* and one for each target, up to this */
};

static uint64_t searches_for(uint64_t targets)
{
	uint64_t each = targets * SEARCHES_EACH;

	return (each < SEARCHES ? each : SEARCHES) +
	       (targets < SEARCHES_MORE ? targets : SEARCHES_MORE);
}

int ranked_compare(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;

	if (x->key != y->key)
		return x->key > y->key ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int refuse(const struct protecting *work, uint32_t t,
		  struct error *error)
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
static int meet_all(struct protecting *work, struct error *error)
{
	struct protection *p = &work->protection;
	struct ranked *ranked =
		memory_array((size_t)p->target_count + 1, sizeof(*ranked));
	int result = 0;

	if (ranked == NULL)
		return error_memory(error);
	for (uint32_t t = 0; t < p->target_count; t++) {
		ranked[t].number = t;
		ranked[t].key = search_price(work->search, &p->targets[t]);
	}
	qsort(ranked, p->target_count, sizeof(*ranked), ranked_compare);
	for (uint32_t i = 0; i < p->target_count && result == 0; i++) {
		bool met;

		result = protecting_meet(work, ranked[i].number, PRICE_NEVER,
					 &met, error);
		if (result == 0 && !met)
			result = refuse(work, ranked[i].number, error);
	}
	memory_free(ranked);
	return result;
}

static int run(struct protecting *work, struct error *error)
{
	struct protection *p = &work->protection;

	if (search_make(&work->search, p, error) != 0 ||
	    meet_all(work, error) != 0)
		return -1;
	if (protecting_improve(work, searches_for(p->target_count), error) != 0)
		return -1;
	return protection_check(p, error);
}

static void mark(struct protecting *work)
{
	const struct protection *p = &work->protection;
	uint8_t *marks = p->relations->marks;

	for (uint32_t c = 0; c < p->relations->cell_count; c++)
		if (marks[c] == CELL_FREE || marks[c] == CELL_HELPER)
			marks[c] = p->uses[c] > 0 ? CELL_HELPER : CELL_FREE;
}

static void report_on(const struct protecting *work,
		      struct protect_report *report)
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
	struct protecting work = {0};
	int result;

	result = protection_begin(&work.protection, relations,
				  options->insiders, error);
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

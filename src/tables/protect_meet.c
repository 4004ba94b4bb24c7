#include "tables/protect_parts.h"

#include <assert.h>

/*
 * Adds the cheapest move that costs less than `limit` and meets the target, or
 * else brings it nearer.  Programs take long, so that they are only asked when
 * there is no limit.
 */
static int add_move(struct protecting *work, const struct target *target,
		    int64_t limit, bool *found, struct error *error)
{
	struct protection *p = &work->protection;
	const struct draft *draft =
		search_move(work->search, target, limit, false);

	if (draft == NULL)
		draft = search_move(work->search, target, limit, true);
	if (draft == NULL && limit == PRICE_NEVER) {
		if (program_move(p, target, &work->draft, found, error) != 0)
			return -1;
		if (*found)
			draft = &work->draft;
	}
	*found = draft != NULL;
	return draft == NULL ? 0 : protection_add(p, draft, error);
}

/* Makes a move of target `t` that does without `insider`. */
static int go_round(struct protecting *work, uint32_t t, uint32_t insider,
		    int64_t limit, bool *found, struct error *error)
{
	struct cell_price *price = &work->protection.prices[insider];
	int64_t before = price->price;
	struct target only = {
		.cell = work->protection.targets[t].cell,
		.span = 1,
	};
	int result;

	price->price = PRICE_NEVER;
	result = add_move(work, &only, limit, found, error);
	price->price = before;
	return result;
}

int protecting_meet(struct protecting *work, uint32_t t, int64_t limit,
		    bool *met, struct error *error)
{
	struct protection *p = &work->protection;
	const struct target *target = &p->targets[t];
	int64_t end = limit < PRICE_NEVER ? p->cost + limit : PRICE_NEVER;
	uint32_t insider = NONE;

	*met = true;
	while (*met && (!target_met(target) ||
			(insider = protection_leak(p, t)) != NONE)) {
		struct target before = *target;
		int64_t rest = end == PRICE_NEVER ? PRICE_NEVER : end - p->cost;

		if (target_met(target)) {
			if (go_round(work, t, insider, rest, met, error) != 0)
				return -1;
			continue;
		}
		if (add_move(work, target, rest, met, error) != 0)
			return -1;
		/* Each move brings it nearer, so that this ends. */
		assert(!*met || target_helped_by(&before, target->risen,
						 target->fallen));
	}
	return 0;
}

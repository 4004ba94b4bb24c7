#include "policy/pupil.h"

#include "base/error.h"
#include "policy/plan_parts.h"

void pupil_init(struct pupil *pupil)
{
	*pupil = (struct pupil){ 0 };
	for (int i = 0; i < FACT_LIMIT; i++)
		pupil->facts[i] = DATE_NONE;
	for (int i = 0; i < CATEGORY_LIMIT; i++)
		pupil->collected[i] = DATE_NONE;
	for (int i = 0; i < NOTICE_VERSIONS; i++)
		pupil->served[i] = DATE_NONE;
}

void pupil_wish(struct pupil *pupil, const struct wish *wish,
		const struct request *request,
		const struct dictionary *dictionary)
{
	enum wish_column column;

	if (wish_bears(wish, request, dictionary, &column))
		pupil->wishes[column] = true;
}

/* Columns are as wide as a batch, so one pupil needs wide columns too; only
 * those of facts that are asked for are filled. */
struct wide {
	int32_t facts[FACT_LIMIT][BATCH_PUPILS];
	uint8_t wishes[WISH_COUNT][BATCH_PUPILS];
};

static void fill_batch(const struct plan *plan, const struct pupil *pupil,
		       struct wide *wide, struct batch *batch)
{
	*batch = (struct batch){ .count = 1 };
	for (int i = 0; i < FACT_LIMIT; i++) {
		if ((plan->facts >> i & 1) == 0 ||
		    pupil->facts[i] == DATE_NONE)
			continue;
		wide->facts[i][0] = pupil->facts[i];
		batch->facts[i] = wide->facts[i];
	}
	for (int i = 0; i < CATEGORY_LIMIT; i++)
		batch->collected[i] = &pupil->collected[i];
	for (int i = 0; i < NOTICE_VERSIONS; i++)
		batch->served[i] = &pupil->served[i];
	for (int i = 0; i < WISH_COUNT; i++) {
		if (!pupil->wishes[i])
			continue;
		wide->wishes[i][0] = 1;
		batch->wishes[i] = wide->wishes[i];
	}
}

int plan_decide_one(struct plan *plan, const struct pupil *pupil,
		    const struct decision **decision, struct error *error)
{
	uint32_t decisions[BATCH_PUPILS];
	struct batch batch;

	if (plan->one == NULL)
		plan->one = arena_allocate(&plan->arena, sizeof(*plan->one));
	if (plan->one == NULL)
		return error_memory(error);
	fill_batch(plan, pupil, plan->one, &batch);
	if (plan_decide(plan, &batch, decisions, error) != 0)
		return -1;
	*decision = plan_decision(plan, decisions[0]);
	return 0;
}

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

static int batch_of_one(struct plan *plan, const struct pupil *pupil,
			struct batch *batch, struct error *error)
{
	if (plan->one == NULL)
		plan->one = arena_allocate(&plan->arena, sizeof(*plan->one));
	if (plan->one == NULL)
		return error_memory(error);
	fill_batch(plan, pupil, plan->one, batch);
	return 0;
}

static enum standing standing_of(const struct candidate *candidate,
				 uint64_t signature)
{
	if (!candidate->triggered)
		return STANDING_NOT_TRIGGERED;
	if (candidate->when_bit != NO_BIT &&
	    (signature >> candidate->when_bit & 1) == 0)
		return STANDING_NOT_FOR_PUPIL;
	return candidate->due ? STANDING_HOLDS : STANDING_TOO_SOON;
}

static void find_standing(const struct candidates *candidates,
			  uint64_t signature,
			  enum standing standing[STANDING_LIMIT])
{
	size_t count = 0;

	for (size_t i = 0; i < candidates->count; i++)
		if (candidates->list[i].in_force && count < STANDING_LIMIT)
			standing[count++] = standing_of(&candidates->list[i],
							signature);
}

int plan_standing(struct plan *plan, const struct pupil *pupil,
		  enum standing gateways[STANDING_LIMIT],
		  enum standing shares[STANDING_LIMIT], struct error *error)
{
	uint64_t signatures[BATCH_PUPILS];
	struct batch batch;

	if (batch_of_one(plan, pupil, &batch, error) != 0)
		return -1;
	plan_sign(plan, &batch, signatures);
	find_standing(&plan->gateways, signatures[0], gateways);
	find_standing(&plan->shares, signatures[0], shares);
	return 0;
}

int plan_decide_one(struct plan *plan, const struct pupil *pupil,
		    const struct decision **decision, struct error *error)
{
	uint32_t decisions[BATCH_PUPILS];
	struct batch batch;

	if (batch_of_one(plan, pupil, &batch, error) != 0)
		return -1;
	if (plan_decide(plan, &batch, decisions, error) != 0)
		return -1;
	*decision = plan_decision(plan, decisions[0]);
	return 0;
}

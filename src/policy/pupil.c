#include "policy/pupil.h"

#include "base/error.h"
#include "policy/plan_parts.h"

void pupil_init(struct pupil *pupil)
{
	*pupil = (struct pupil){0};
	for (int i = 0; i < FACT_LIMIT; i++)
		pupil->facts[i] = DATE_NONE;
	for (int i = 0; i < CATEGORY_LIMIT; i++)
		pupil->collected[i] = DATE_NONE;
	for (int i = 0; i < NOTICE_VERSIONS; i++)
		pupil->served[i] = DATE_NONE;
	pupil->binding = BINDING_OWN;
	for (int i = 0; i < WISH_COUNT; i++)
		pupil->first_stated[i] = pupil->last_stated[i] = DATE_NONE;
}

void pupil_wish(struct pupil *pupil, const struct wish *wish,
		const struct request *request,
		const struct dictionary *dictionary)
{
	enum wish_column column;

	if (!wish_bears(wish, request, dictionary, &column))
		return;
	wish_stated(pupil->wishes[column], wish->date,
		    &pupil->first_stated[column], &pupil->last_stated[column]);
	pupil->wishes[column] = true;
}

/* One pupil takes columns a step wide; only those of facts that are asked for
 * are filled. */
struct wide {
	int32_t facts[FACT_LIMIT][BATCH_STEP];
	int32_t collected[CATEGORY_LIMIT][BATCH_STEP];
	int32_t served[NOTICE_VERSIONS][BATCH_STEP];
	uint8_t wishes[WISH_COUNT][BATCH_STEP];
	uint16_t binding[BATCH_STEP];
	int32_t first_stated[WISH_COUNT][BATCH_STEP];
	int32_t last_stated[WISH_COUNT][BATCH_STEP];
};

static void fill_batch(const struct plan *plan, const struct pupil *pupil,
		       struct wide *wide, struct batch *batch)
{
	*batch = (struct batch){.count = 1, .binding = wide->binding};
	wide->binding[0] = pupil->binding;
	for (int i = 0; i < FACT_LIMIT; i++) {
		if ((plan->facts >> i & 1) == 0 || pupil->facts[i] == DATE_NONE)
			continue;
		wide->facts[i][0] = pupil->facts[i];
		batch->facts[i] = wide->facts[i];
	}
	for (int i = 0; i < CATEGORY_LIMIT; i++) {
		wide->collected[i][0] = pupil->collected[i];
		batch->collected[i] = wide->collected[i];
	}
	for (size_t i = 0; i < plan->policy->notice_count; i++) {
		wide->served[i][0] = pupil->served[i];
		batch->served[i] = wide->served[i];
	}
	for (int i = 0; i < WISH_COUNT; i++) {
		if (!pupil->wishes[i])
			continue;
		wide->wishes[i][0] = 1;
		wide->first_stated[i][0] = pupil->first_stated[i];
		wide->last_stated[i][0] = pupil->last_stated[i];
		batch->wishes[i] = wide->wishes[i];
		batch->first_stated[i] = wide->first_stated[i];
		batch->last_stated[i] = wide->last_stated[i];
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
				 const struct signature *signature)
{
	if (!candidate->triggered)
		return STANDING_NOT_TRIGGERED;
	if (candidate->when_bit != NO_BIT &&
	    !signature_has(signature, (size_t)candidate->when_bit))
		return STANDING_NOT_FOR_PUPIL;
	return candidate->due ? STANDING_HOLDS : STANDING_TOO_SOON;
}

static void find_standing(const struct candidates *candidates,
			  const struct signature *signature,
			  enum standing standing[STANDING_LIMIT])
{
	size_t count = 0;

	for (size_t i = 0; i < candidates->count; i++)
		if (candidates->list[i].in_force && count < STANDING_LIMIT)
			standing[count++] =
				standing_of(&candidates->list[i], signature);
}

int plan_signature(struct plan *plan, const struct pupil *pupil,
		   struct signature *signature, struct error *error)
{
	struct batch batch;

	if (batch_of_one(plan, pupil, &batch, error) != 0)
		return -1;
	plan_sign(plan, &batch);
	*signature = plan->workspace->shared; /* one pupil: nothing varies */
	return 0;
}

int plan_standing(struct plan *plan, const struct pupil *pupil,
		  enum standing gateways[STANDING_LIMIT],
		  enum standing shares[STANDING_LIMIT], struct error *error)
{
	struct signature signature;

	if (plan_signature(plan, pupil, &signature, error) != 0)
		return -1;
	find_standing(&plan->gateways, &signature, gateways);
	find_standing(&plan->shares, &signature, shares);
	return 0;
}

int plan_decide_one(struct plan *plan, const struct pupil *pupil,
		    const struct decision **decision, struct error *error)
{
	uint32_t decision_index;
	struct batch batch;

	if (batch_of_one(plan, pupil, &batch, error) != 0)
		return -1;
	if (plan_decide(plan, &batch, &decision_index, error) != 0)
		return -1;
	*decision = plan_decision(plan, decision_index);
	return 0;
}

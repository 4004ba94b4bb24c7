/* Evaluating pupils: from columns to signatures to answers. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "policy/plan_parts.h"

/* --- wishes, by who may state them at the pupil's age ------------------------ */

/* 1 where the wish counts that the pupil's holder has stated.  Where the age
 * is not known, `doubt` says whether either holder's word is enough (against
 * a disclosure) or neither's (in favour of one). */
/* Each of these fills `out`, which is zero at first. */
static void held_wish(const struct plan *plan, const struct batch *batch,
		      const struct bit *bit, enum wish_column parent,
		      enum wish_column pupil, bool doubt,
		      uint8_t out[BATCH_PUPILS])
{
	const uint8_t *by_parent = batch->wishes[parent];
	const uint8_t *by_pupil = batch->wishes[pupil];
	const uint8_t *first = bit->by.first == HOLDER_PARENT ? by_parent
							      : by_pupil;
	const uint8_t *second = bit->by.second == HOLDER_PARENT ? by_parent
								: by_pupil;
	const int32_t *births = plan->birth_fact != DICTIONARY_NONE
					? batch->facts[plan->birth_fact]
					: NULL;

	if (first == NULL && second == NULL)
		return;
	for (uint32_t i = 0; i < batch->count; i++) {
		bool a = first != NULL && first[i] != 0;
		bool b = second != NULL && second[i] != 0;

		if (bit->by.age == 0)
			out[i] = a;
		else if (births == NULL || births[i] == DATE_NONE)
			out[i] = doubt ? a || b : a && b;
		else
			out[i] = births[i] > bit->latest_birth ? a : b;
	}
}

/* 1 where the first holder objected and the birthday has passed: the objection
 * no longer counts, and the second holder should know. */
static void passed_on(const struct plan *plan, const struct batch *batch,
		      const struct bit *bit, uint8_t out[BATCH_PUPILS])
{
	const uint8_t *first = batch->wishes[bit->by.first == HOLDER_PARENT
						     ? WISH_OBJECTION_PARENT
						     : WISH_OBJECTION_PUPIL];
	const int32_t *births = plan->birth_fact != DICTIONARY_NONE
					? batch->facts[plan->birth_fact]
					: NULL;

	if (first == NULL || births == NULL)
		return;
	for (uint32_t i = 0; i < batch->count; i++)
		out[i] = first[i] != 0 && births[i] != DATE_NONE &&
			 births[i] <= bit->latest_birth;
}

static void copy_wish(const struct batch *batch, enum wish_column column,
		      uint8_t out[BATCH_PUPILS])
{
	if (batch->wishes[column] == NULL)
		return;
	for (uint32_t i = 0; i < batch->count; i++)
		out[i] = batch->wishes[column][i] != 0;
}

/* --- gate 3: in force at collection, or given to the family since ------------- */

static void told_by_version(const struct plan *plan, const struct batch *batch,
			    const struct bit *bit, size_t version,
			    uint8_t out[BATCH_PUPILS])
{
	const int32_t *collected = batch->collected[bit->category];
	const int32_t *served = batch->served[version];
	int32_t from = plan->policy->notices[version].notice->from;
	int32_t end = policy_notice_end(plan->policy, version);
	int32_t date = plan->request.date;

	if (end > date)
		end = date;
	for (uint32_t i = 0; i < batch->count; i++) {
		int32_t when = collected != NULL ? collected[i]
						 : batch->collected_all;

		/* DATE_NONE is before every notice. */
		out[i] |= when >= from && when <= end;
		if (served != NULL)
			out[i] |= served[i] >= from && served[i] <= date;
	}
}

static void told(const struct plan *plan, const struct batch *batch,
		 const struct bit *bit, uint8_t out[BATCH_PUPILS])
{
	for (size_t v = 0; v < plan->policy->notice_count; v++)
		if ((bit->versions >> v & 1) != 0)
			told_by_version(plan, batch, bit, v, out);
}

/* --- one bit, then all of them -------------------------------------------------- */

static void evaluate_program(const struct plan *plan, const struct batch *batch,
			     const struct bit *bit, uint8_t out[BATCH_PUPILS])
{
	const int32_t *columns[FACT_LIMIT];

	for (int i = 0; i < FACT_LIMIT; i++)
		columns[i] = batch->facts[i] != NULL
				     ? batch->facts[i]
				     : plan->controller_facts[i];
	condition_evaluate(&bit->program, columns, out);
	if (bit->kind == BIT_HOLDS)
		for (int i = 0; i < BATCH_PUPILS; i++)
			out[i] = out[i] & 1;
	else
		for (int i = 0; i < BATCH_PUPILS; i++)
			out[i] = (uint8_t)((out[i] >> 1) ^ 1);
}

static void evaluate_bit(const struct plan *plan, const struct batch *batch,
			 const struct bit *bit, uint8_t out[BATCH_PUPILS])
{
	switch (bit->kind) {
	case BIT_HOLDS:
	case BIT_NOT_FALSE:
		evaluate_program(plan, batch, bit, out);
		break;
	case BIT_OBJECTED:
		held_wish(plan, batch, bit, WISH_OBJECTION_PARENT,
			  WISH_OBJECTION_PUPIL, true, out);
		break;
	case BIT_PASSED_ON:
		passed_on(plan, batch, bit, out);
		break;
	case BIT_REFUSED:
		held_wish(plan, batch, bit, WISH_REFUSAL_PARENT,
			  WISH_REFUSAL_PUPIL, true, out);
		break;
	case BIT_CONSENTED:
		held_wish(plan, batch, bit, WISH_CONSENT_PARENT,
			  WISH_CONSENT_PUPIL, false, out);
		break;
	case BIT_RESTRICTED:
		copy_wish(batch, WISH_RESTRICTION, out);
		break;
	case BIT_MARKETING_STOPPED:
		copy_wish(batch, WISH_MARKETING_STOP, out);
		break;
	case BIT_TOLD:
		told(plan, batch, bit, out);
		break;
	}
}

static bool is_uniform(const uint8_t *values, uint32_t count)
{
	return memcmp(values, values + 1, count - 1) == 0;
}

static void add_to_signatures(uint64_t *restrict signatures,
			      const uint8_t *restrict values, unsigned int bit)
{
	for (int i = 0; i < BATCH_PUPILS; i++)
		signatures[i] |= (uint64_t)values[i] << bit;
}

/* Bits that are alike for the whole batch, as most are, cost one comparison
 * and go into every signature at the end. */
void plan_sign(const struct plan *plan, const struct batch *batch,
	       uint64_t signatures[BATCH_PUPILS])
{
	uint64_t shared = 0;

	memset(signatures, 0, BATCH_PUPILS * sizeof(*signatures));
	for (size_t i = 0; i < plan->bit_count; i++) {
		uint8_t values[BATCH_PUPILS] = { 0 };

		evaluate_bit(plan, batch, &plan->bits[i], values);
		if (is_uniform(values, batch->count))
			shared |= (uint64_t)values[0] << i;
		else
			add_to_signatures(signatures, values, (unsigned int)i);
	}
	for (int i = 0; i < BATCH_PUPILS; i++)
		signatures[i] |= shared;
}

/* --- from signatures to answers --------------------------------------------------- */

static size_t slot_of(const struct plan *plan, uint64_t signature)
{
	/* Fibonacci hashing: the high bits of the product are well mixed. */
	uint64_t hash = (signature ^ signature >> 32) * 0x9e3779b97f4a7c15u;
	size_t slot = (size_t)(hash >> 40) & (plan->slot_count - 1);

	while (plan->slots[slot].decision != UINT32_MAX &&
	       plan->slots[slot].signature != signature)
		slot = (slot + 1) & (plan->slot_count - 1);
	return slot;
}

static int grow_slots(struct plan *plan, struct error *error)
{
	size_t count = plan->slot_count > 0 ? plan->slot_count * 2 : 64;
	void *old = plan->slots;
	size_t old_count = plan->slot_count;
	struct plan before = *plan;

	plan->slots = memory_array(count, sizeof(*plan->slots));
	if (plan->slots == NULL) {
		plan->slots = before.slots;
		return error_memory(error);
	}
	plan->slot_count = count;
	for (size_t i = 0; i < count; i++)
		plan->slots[i].decision = UINT32_MAX;
	for (size_t i = 0; i < old_count; i++)
		if (before.slots[i].decision != UINT32_MAX)
			plan->slots[slot_of(plan, before.slots[i].signature)] =
				before.slots[i];
	memory_free(old);
	return 0;
}

static int look_up(struct plan *plan, uint64_t signature, uint32_t *decision,
		   struct error *error)
{
	struct decision *decisions;
	size_t slot;

	if (plan->decision_count * 2 >= plan->slot_count &&
	    grow_slots(plan, error) != 0)
		return -1;
	slot = slot_of(plan, signature);
	if (plan->slots[slot].decision != UINT32_MAX) {
		*decision = plan->slots[slot].decision;
		return 0;
	}
	decisions = arena_grow(&plan->arena, plan->decisions,
			       plan->decision_count, &plan->decision_capacity,
			       sizeof(*decisions));
	if (decisions == NULL)
		return error_memory(error);
	plan->decisions = decisions;
	if (answer(plan, signature, &decisions[plan->decision_count], error) !=
	    0)
		return -1;
	*decision = (uint32_t)plan->decision_count++;
	plan->slots[slot].signature = signature;
	plan->slots[slot].decision = *decision;
	return 0;
}

int plan_decide(struct plan *plan, const struct batch *batch,
		uint32_t decisions[BATCH_PUPILS], struct error *error)
{
	uint64_t signatures[BATCH_PUPILS];
	uint64_t last;

	if (batch->count == 0)
		return 0;
	plan_sign(plan, batch, signatures);
	last = signatures[0];
	if (look_up(plan, last, &decisions[0], error) != 0)
		return -1;
	for (uint32_t i = 1; i < batch->count; i++) {
		if (signatures[i] == last) {
			decisions[i] = decisions[i - 1];
			continue;
		}
		last = signatures[i];
		if (look_up(plan, last, &decisions[i], error) != 0)
			return -1;
	}
	return 0;
}

/* Evaluating pupils: from columns to signatures to answers. */
#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "policy/plan_parts.h"

/* --- wishes, by who may state them at the pupil's age ------------------------ */

/* The wishes of a column that were stated on a day on which they could be, in
 * `room` where that is asked. */
static const uint8_t *accepted(const struct batch *batch, const struct bit *bit,
			       enum wish_column column,
			       uint8_t room[BATCH_PUPILS])
{
	const uint8_t *wishes = batch->wishes[column];
	const int32_t *first = batch->first_stated[column];
	const int32_t *last = batch->last_stated[column];

	if ((bit->kind != BIT_OBJECTED && bit->kind != BIT_PASSED_ON) ||
	    (bit->stated.from == DATE_NONE && bit->stated.to == DATE_NONE))
		return wishes;
	if (wishes == NULL || first == NULL || last == NULL)
		return wishes;
	for (uint32_t i = 0; i < batch->count; i++)
		room[i] = wishes[i] != 0 &&
			  window_accepts(bit->stated, first[i], last[i]);
	return room;
}

/* Each of these fills `out`, which is zero at first. */

/* 1 where the wish counts that the pupil's holder has stated.  Where the age
 * is not known, `doubt` says whether either holder's word is enough (against
 * a disclosure) or neither's (in favour of one). */
static void held_wish(const struct plan *plan, const struct batch *batch,
		      const struct bit *bit, enum wish_column parent,
		      enum wish_column pupil, bool doubt,
		      uint8_t out[BATCH_PUPILS])
{
	uint8_t room[2][BATCH_PUPILS];
	const uint8_t *by_parent = accepted(batch, bit, parent, room[0]);
	const uint8_t *by_pupil = accepted(batch, bit, pupil, room[1]);
	const uint8_t *first =
		bit->by.first == HOLDER_PARENT ? by_parent : by_pupil;
	const uint8_t *second =
		bit->by.second == HOLDER_PARENT ? by_parent : by_pupil;
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
	uint8_t room[BATCH_PUPILS];
	const uint8_t *first =
		accepted(batch, bit,
			 bit->by.first == HOLDER_PARENT ? WISH_OBJECTION_PARENT
							: WISH_OBJECTION_PUPIL,
			 room);
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
		int32_t when =
			collected != NULL ? collected[i] : batch->collected_all;

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

/* Whoever refuses all sharing, or has it restricted, objects to this flow at
 * least: so that the law's own limits on an objection hold for them too.  For
 * a purpose that keeps a child safe neither counts. */
static void objected_at_least(const struct plan *plan,
			      const struct batch *batch, const struct bit *bit,
			      uint8_t out[BATCH_PUPILS])
{
	uint8_t refused[BATCH_PUPILS] = {0};
	uint8_t room[BATCH_PUPILS];
	const uint8_t *restricted =
		accepted(batch, bit, WISH_RESTRICTION, room);

	if (plan->purpose != NULL && plan->purpose->protects)
		return;
	if (batch->wishes[WISH_REFUSAL_PARENT] == NULL &&
	    batch->wishes[WISH_REFUSAL_PUPIL] == NULL && restricted == NULL)
		return;
	held_wish(plan, batch, bit, WISH_REFUSAL_PARENT, WISH_REFUSAL_PUPIL,
		  true, refused);
	for (uint32_t i = 0; i < batch->count; i++)
		out[i] |=
			refused[i] | (restricted != NULL && restricted[i] != 0);
}

/* --- what the data is bound to ------------------------------------------------- */

static void bound(const struct plan *plan, const struct batch *batch,
		  const struct bit *bit, uint8_t out[BATCH_PUPILS])
{
	if (batch->binding == NULL)
		return;
	for (uint32_t i = 0; i < batch->count; i++) {
		uint16_t binding = batch->binding[i];
		uint16_t number = binding == BINDING_OWN
					  ? 0
					  : plan->restriction_of[binding];

		out[i] = number >> bit->shift & 1;
	}
}

/* A binding that is not there would let everything pass. */
static void check_bindings(const struct plan *plan, const struct batch *batch)
{
	size_t count = plan->request.binding_count;

	for (uint32_t i = 0; batch->binding != NULL && i < batch->count; i++)
		assert(batch->binding[i] == BINDING_OWN ||
		       batch->binding[i] < count);
}

/* --- one bit, then all of them -------------------------------------------------- */

static void find_columns(const struct plan *plan, const struct batch *batch,
			 const int32_t *columns[FACT_LIMIT])
{
	for (int i = 0; i < FACT_LIMIT; i++)
		columns[i] = batch->facts[i] != NULL
				     ? batch->facts[i]
				     : plan->controller_facts[i];
}

static void holds_step(const uint8_t *restrict truth, unsigned int shift,
		       uint8_t *restrict out)
{
	for (int i = 0; i < BATCH_STEP; i++)
		out[i] = (uint8_t)((truth[i] >> shift & 1u) ^ shift);
}

static void evaluate_program(const struct plan *plan, const struct batch *batch,
			     const struct bit *bit,
			     const int32_t *const *columns,
			     uint8_t out[BATCH_PUPILS])
{
	uint32_t width = batch_width(batch->count);
	const uint8_t *truth = condition_evaluate(&bit->program, columns, width,
						  &plan->workspace->space);
	/* Not false is: the bit of TRUTH_FALSE is not set. */
	unsigned int shift = bit->kind == BIT_HOLDS ? 0 : 1;

	for (uint32_t at = 0; at < width; at += BATCH_STEP)
		holds_step(truth + at, shift, out + at);
}

static void evaluate_bit(const struct plan *plan, const struct batch *batch,
			 const struct bit *bit, const int32_t *const *columns,
			 uint8_t out[BATCH_PUPILS])
{
	switch (bit->kind) {
	case BIT_HOLDS:
	case BIT_NOT_FALSE:
		evaluate_program(plan, batch, bit, columns, out);
		break;
	case BIT_OBJECTED:
		held_wish(plan, batch, bit, WISH_OBJECTION_PARENT,
			  WISH_OBJECTION_PUPIL, true, out);
		objected_at_least(plan, batch, bit, out);
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
	case BIT_BOUND:
		bound(plan, batch, bit, out);
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

/* Most bits are alike for the whole batch, and cost one comparison. */
void plan_sign(struct plan *plan, const struct batch *batch)
{
	const int32_t *columns[FACT_LIMIT];
	struct workspace *workspace = plan->workspace;
	uint32_t width = batch_width(batch->count);

	check_bindings(plan, batch);
	find_columns(plan, batch, columns);
	workspace->shared = (struct signature){0};
	workspace->varying = 0;
	for (size_t i = 0; i < plan->bit_count; i++) {
		uint8_t *values = workspace->values[workspace->varying];

		memset(values, 0, width);
		evaluate_bit(plan, batch, &plan->bits[i], columns, values);
		if (is_uniform(values, batch->count))
			signature_add(&workspace->shared, i, values[0] != 0);
		else
			workspace->which[workspace->varying++] = (uint8_t)i;
	}
}

/* --- from signatures to answers --------------------------------------------------- */

static size_t slot_of(const struct plan *plan,
		      const struct signature *signature)
{
	size_t slot = (size_t)(signature_hash(signature) >> 32) &
		      (plan->slot_count - 1);

	while (plan->slots[slot].decision != UINT32_MAX &&
	       !signature_equal(&plan->slots[slot].signature, signature))
		slot = (slot + 1) & (plan->slot_count - 1);
	return slot;
}

static int grow_slots(struct plan *plan, struct error *error)
{
	size_t old_count = plan->slot_count;
	size_t count = old_count > 0 ? old_count * 2 : 64;
	__typeof__(plan->slots) old = plan->slots;
	__typeof__(plan->slots) made = memory_array(count, sizeof(*made));

	if (made == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		made[i].decision = UINT32_MAX;
	plan->slots = made;
	plan->slot_count = count;
	for (size_t i = 0; i < old_count; i++)
		if (old[i].decision != UINT32_MAX)
			made[slot_of(plan, &old[i].signature)] = old[i];
	memory_free(old);
	return 0;
}

static int look_up(struct plan *plan, const struct signature *signature,
		   uint32_t *decision, struct error *error)
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
	decisions =
		arena_grow(&plan->arena, plan->decisions, plan->decision_count,
			   &plan->decision_capacity, sizeof(*decisions));
	if (decisions == NULL)
		return error_memory(error);
	plan->decisions = decisions;
	if (answer(plan, signature, &decisions[plan->decision_count], error) !=
	    0)
		return -1;
	*decision = (uint32_t)plan->decision_count++;
	plan->slots[slot].signature = *signature;
	plan->slots[slot].decision = *decision;
	return 0;
}

static void code_step(uint16_t *restrict codes, const uint8_t *restrict values,
		      unsigned int bit)
{
	for (int i = 0; i < BATCH_STEP; i++)
		codes[i] |= (uint16_t)(values[i] << bit);
}

static struct signature signature_of(const struct workspace *workspace,
				     uint16_t code)
{
	struct signature signature = workspace->shared;

	for (size_t v = 0; v < workspace->varying; v++)
		signature_add(&signature, workspace->which[v],
			      (code >> v & 1) != 0);
	return signature;
}

/* Forgets the answers of an earlier batch unless this one varies like it. */
static void keep_answers(struct workspace *workspace)
{
	size_t varying = workspace->varying;

	if (workspace->answered &&
	    signature_equal(&workspace->answered_shared, &workspace->shared) &&
	    workspace->answered_varying == varying &&
	    memcmp(workspace->answered_which, workspace->which, varying) == 0)
		return;
	memset(workspace->answers, 0xff,
	       sizeof(*workspace->answers) << varying);
	memcpy(workspace->answered_which, workspace->which, varying);
	workspace->answered_varying = varying;
	workspace->answered_shared = workspace->shared;
	workspace->answered = true;
}

/* Where few bits vary, as in every flow of a real notice: each combination is
 * looked up once for many batches. */
static int decide_few(struct plan *plan, const struct batch *batch,
		      uint32_t *decisions, struct error *error)
{
	struct workspace *workspace = plan->workspace;
	uint32_t *answers = workspace->answers;
	uint16_t *codes = workspace->codes;
	uint32_t width = batch_width(batch->count);

	keep_answers(workspace);
	memset(codes, 0, width * sizeof(*codes));
	for (unsigned int v = 0; v < workspace->varying; v++)
		for (uint32_t at = 0; at < width; at += BATCH_STEP)
			code_step(codes + at, workspace->values[v] + at, v);
	for (uint32_t i = 0; i < batch->count; i++) {
		uint32_t *answered = &answers[codes[i]];
		struct signature signature;

		if (*answered == UINT32_MAX) {
			signature = signature_of(workspace, codes[i]);
			if (look_up(plan, &signature, answered, error) != 0)
				return -1;
		}
		decisions[i] = *answered;
	}
	return 0;
}

static int decide_many(struct plan *plan, const struct batch *batch,
		       uint32_t *decisions, struct error *error)
{
	const struct workspace *workspace = plan->workspace;

	for (uint32_t i = 0; i < batch->count; i++) {
		struct signature signature = workspace->shared;

		for (size_t v = 0; v < workspace->varying; v++)
			signature_add(&signature, workspace->which[v],
				      workspace->values[v][i] != 0);
		if (look_up(plan, &signature, &decisions[i], error) != 0)
			return -1;
	}
	return 0;
}

int plan_decide(struct plan *plan, const struct batch *batch,
		uint32_t *decisions, struct error *error)
{
	if (batch->count == 0)
		return 0;
	plan_sign(plan, batch);
	if (plan->workspace->varying > FEW_BITS)
		return decide_many(plan, batch, decisions, error);
	return decide_few(plan, batch, decisions, error);
}

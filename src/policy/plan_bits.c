/* The different things that a plan asks of a pupil, one bit each. */
#include "base/date.h"
#include "base/error.h"
#include "policy/plan_parts.h"

int planner_bit(struct planner *planner, struct bit bit)
{
	struct plan *plan = planner->plan;
	struct bit *bits;

	if (plan->bit_count == PLAN_BITS) {
		planner->too_many_bits = true;
		return NO_BIT;
	}
	bits = arena_grow(&plan->arena, plan->bits, plan->bit_count,
			  &plan->bit_capacity, sizeof(*bits));
	if (bits == NULL) {
		planner->out_of_memory = true;
		return NO_BIT;
	}
	plan->bits = bits;
	bits[plan->bit_count] = bit;
	return (int)plan->bit_count++;
}

int planner_condition(struct planner *planner,
		      const struct condition_program *program,
		      enum bit_kind kind, int *bit)
{
	struct plan *plan = planner->plan;
	struct bit made = {.kind = kind};

	*bit = NO_BIT;
	if (program->count == 0)
		return 0;
	if (condition_bind(&made.program, program, plan->dictionary,
			   plan->request.date, &plan->arena,
			   planner->error) != 0)
		return -1;
	plan->facts |= condition_facts(program);
	*bit = planner_bit(planner, made);
	return 0;
}

int planner_holder(struct planner *planner, enum bit_kind kind,
		   struct hand_over by, struct window stated)
{
	struct plan *plan = planner->plan;
	struct bit bit = {.kind = kind, .by = by, .stated = stated};

	for (size_t i = 0; i < plan->bit_count; i++) {
		const struct bit *other = &plan->bits[i];

		if (other->kind == kind && other->by.first == by.first &&
		    other->by.second == by.second && other->by.age == by.age &&
		    other->stated.from == stated.from &&
		    other->stated.to == stated.to)
			return (int)i;
	}
	bit.latest_birth = date_latest_birth(by.age, plan->request.date);
	if (by.age > 0 && plan->birth_fact != DICTIONARY_NONE)
		plan->facts |= 1ull << plan->birth_fact;
	return planner_bit(planner, bit);
}

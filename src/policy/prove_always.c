/* A duty that is never lost: whatever a family was told and wishes, the field
 * goes. */
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "policy/prove_parts.h"

/* One controller, one recipient, one purpose. */
struct owed {
	struct prover *prover;
	size_t node;
	uint16_t body, purpose;
};

struct failure {
	struct request *request;
	uint16_t trigger, role;
	struct plan *plan;
	struct space *space; /* NULL: nothing has been lost yet */
	struct cell_set lost;
	uint32_t lost_count;
	uint32_t *decisions; /* in the space's arena */
};

static bool is_lost(const struct prover *prover, const struct failure *failure,
		    uint32_t cell)
{
	const struct decision *decision =
		plan_decision(failure->plan, failure->decisions[cell]);

	return decision->outcome != OUTCOME_PERMIT ||
	       !field_set_has(&decision->released, prover->field);
}

static int look_at_cells(struct prover *prover, struct failure *failure)
{
	struct space *space = failure->space;
	uint32_t size = space_size(space);
	uint8_t *truth = arena_array(&space->arena, size, 1);

	failure->decisions =
		arena_array(&space->arena, size, sizeof(*failure->decisions));
	if (truth == NULL || failure->decisions == NULL)
		return error_memory(prover->error);
	if (space_set(space, &failure->lost, prover->error) != 0 ||
	    space_decide(space, 0, failure->decisions, prover->error) != 0)
		return -1;
	if (prover->assertion->when.count > 0 &&
	    space_evaluate(space, 0, truth, prover->error) != 0)
		return -1;
	for (uint32_t c = 0; c < size; c++)
		if ((prover->assertion->when.count == 0 ||
		     truth[c] == TRUTH_TRUE) &&
		    is_lost(prover, failure, c))
			cell_set_add(&failure->lost, c);
	failure->lost_count = space_count(space, &failure->lost);
	return 0;
}

static int ask_way(struct owed *owed, uint16_t trigger, uint16_t role,
		   struct failure *failure)
{
	struct prover *prover = owed->prover;
	struct edge edge = {
		.node = owed->node,
		.to = owed->body,
		.purpose = owed->purpose,
		.trigger = trigger,
		.role = role,
	};
	int result;

	*failure = (struct failure){.trigger = trigger, .role = role};
	failure->request = make_request(prover, &edge, DATE_NONE);
	if (failure->request == NULL)
		return error_memory(prover->error);
	if (make_plan(prover, owed->node, failure->request, &failure->plan) !=
		    0 ||
	    space_of(prover, &failure->plan, 1, SPACE_TOLD_EACH,
		     &failure->space) != 0)
		return -1;
	prover->proof->flows++;
	if (failure->space == NULL)
		return 0;
	result = look_at_cells(prover, failure);
	if (result != 0) {
		space_free(failure->space);
		failure->space = NULL;
	}
	return result;
}

static int say_pupil(struct prover *prover, struct failure *failure,
		     uint32_t cell, struct slice *words)
{
	struct builder text = {0};
	int result;

	result = space_say_cell(failure->space, cell, &failure->lost, &text,
				prover->error);
	if (result == 0) {
		*words = arena_copy(prover->arena, builder_slice(&text));
		if (text.failed || words->at == NULL)
			result = error_memory(prover->error);
	}
	builder_release(&text);
	return result;
}

static int tell_failure(struct owed *owed, struct failure *failure)
{
	struct prover *prover = owed->prover;
	const struct node *node = &prover->world.nodes[owed->node];
	uint32_t cell = space_example(failure->space, &failure->lost);
	const struct decision *decision;
	struct step *step = arena_allocate(prover->arena, sizeof(*step));
	struct walk walk = {
		.date = prover->date,
		.fields = prover->fields,
		.steps = step,
		.step_count = 1,
	};

	if (step == NULL)
		return error_memory(prover->error);
	*step = (struct step){
		.by = node->label,
		.by_body = world_body(&prover->world, owed->node, prover->date),
		.assumed = node->assumed,
		.school = node->school,
		.to = owed->body,
		.purpose = owed->purpose,
		.trigger = failure->trigger,
		.role = failure->role,
		.last_release = DATE_NONE,
		.level = level_named(),
	};
	space_pupil(failure->space, 0, cell, &step->pupil);
	decision = plan_decision(failure->plan, failure->decisions[cell]);
	walk.verdict = decision->verdicts[prover->field];
	if (say_pupil(prover, failure, cell, &walk.pupil) != 0)
		return -1;
	return add_walk(prover, &walk);
}

static bool is_undecided(const struct failure *failure)
{
	return failure->space == NULL ||
	       (failure->lost_count == 0 && !space_whole(failure->space));
}

/* The trigger and role for which the fewest pupils are lost; none are: it is
 * kept.  Where one could not be asked whole it may keep it, so that the others
 * refute nothing. */
static int ask_owed(struct owed *owed)
{
	struct prover *prover = owed->prover;
	struct failure best = {.space = NULL};
	struct ways ways;
	bool kept = false, undecided = false;
	int result = 0;

	find_ways(prover, owed->node, owed->body, owed->purpose, &ways);
	for (size_t w = 0;
	     result == 0 && !kept && w < ways.trigger_count * ways.role_count;
	     w++) {
		struct failure failure;

		result = ask_way(owed, ways.triggers[w / ways.role_count],
				 ways.roles[w % ways.role_count], &failure);
		if (result == 0)
			undecided |= is_undecided(&failure);
		if (result != 0 || failure.space == NULL)
			continue;
		kept = failure.lost_count == 0 && space_whole(failure.space);
		if (!kept && failure.lost_count > 0 &&
		    (best.space == NULL ||
		     failure.lost_count < best.lost_count)) {
			space_free(best.space);
			best = failure;
		} else {
			space_free(failure.space);
		}
	}
	if (result == 0 && !kept && !undecided && best.space != NULL)
		result = tell_failure(owed, &best);
	space_free(best.space);
	return result;
}

/* Nobody owes data to itself, whether or not its notice is in force. */
static bool is_itself(const struct prover *prover, size_t node, uint16_t body)
{
	const struct policy *policy = prover->world.nodes[node].policy;

	return world_body(&prover->world, node, prover->date) == body ||
	       policy->notices[0].notice->body == body;
}

int find_failures(struct prover *prover)
{
	const struct assertion *assertion = prover->assertion;

	for (size_t n = 0; n < prover->world.given; n++)
		for (size_t b = 0; b < assertion->body_count; b++)
			for (size_t p = 0; p < assertion->purpose_count; p++) {
				struct owed owed = {prover, n,
						    assertion->bodies[b].body,
						    assertion->purposes[p]};

				if (is_itself(prover, n, owed.body))
					continue;
				if (is_done(prover))
					return 0;
				if (ask_owed(&owed) != 0)
					return -1;
			}
	return 0;
}

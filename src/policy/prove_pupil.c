/* For which pupils: one pupil's facts for all steps of a walk, and wishes for
 * each step. */
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "policy/prove_parts.h"

/* Whether it may be otherwise at each step: what families were told and wish,
 * and whether the pupil is one of the recipient's own. */
static bool is_of_step(const struct axis *axis)
{
	const struct axis_fact *fact = axis->facts;

	if (axis->kind == AXIS_WISH || axis->kind == AXIS_VERSION)
		return true;
	return fact->dictionary->facts[fact->fact].origin == FACT_RECIPIENT;
}

/* The cell with the same facts of the pupil, without what may be otherwise at
 * each step: wishes, and whether the pupil is the recipient's own. */
static uint32_t facts_of_cell(const struct space *space, uint32_t cell)
{
	uint32_t facts = cell;

	for (size_t i = 0; i < space->axis_count; i++)
		if (is_of_step(&space->axes[i]))
			facts -= space->axes[i].stride *
				 space_digit(space, i, cell);
	return facts;
}

/* The largest space that is made at once. */
enum { SPACE_MOST = 1 << 22 };

int space_of(struct prover *prover, struct plan *const *plans, size_t count,
	     enum space_told told, struct space **space)
{
	struct proof *proof = prover->proof;
	uint64_t left = proof->budget - proof->cells;
	struct error error = {0};
	struct space_options options = {
		.told = told,
		.most = left < SPACE_MOST ? (uint32_t)left : SPACE_MOST,
		.conditions = &prover->condition,
		.condition_count = prover->assertion->when.count > 0,
	};

	*space = NULL;
	if (left == 0) {
		prover->beyond = true;
		return 0;
	}
	if (space_make(space, plans, count, &options, &error) != 0) {
		*space = NULL;
		if (error.code != ERROR_INPUT) {
			if (prover->error != NULL)
				*prover->error = error;
			return -1;
		}
		prover->beyond = true; /* more is asked than can be cut */
		return 0;
	}
	proof->cells += space_size(*space);
	prover->beyond |= !space_whole(*space);
	return 0;
}

/* --- as the assertion says --------------------------------------------------------- */

/* Whether a cell has stated the objection that is asserted, where that can make
 * a difference. */
static bool has_objected(const struct prover *prover, const struct space *space,
			 uint32_t cell)
{
	const struct assertion *assertion = prover->assertion;
	enum wish_column wish = assertion->objector == HOLDER_PARENT
					? WISH_OBJECTION_PARENT
					: WISH_OBJECTION_PUPIL;

	if (!assertion->objected)
		return true;
	for (size_t i = 0; i < space->axis_count; i++) {
		const struct axis *axis = &space->axes[i];

		if (axis->kind == AXIS_WISH && axis->wish == wish &&
		    axis->class_count > 1)
			return space_digit(space, i, cell) > 0;
	}
	return true;
}

/* The cells that the assertion speaks of. */
static int find_asserted(struct prover *prover, struct space *space,
			 struct cell_set *asserted)
{
	uint32_t size = space_size(space);
	uint8_t *truth = arena_array(&space->arena, size, 1);

	if (truth == NULL)
		return error_memory(prover->error);
	if (space_set(space, asserted, prover->error) != 0 ||
	    (prover->assertion->when.count > 0 &&
	     space_evaluate(space, 0, truth, prover->error) != 0))
		return -1;
	for (uint32_t c = 0; c < size; c++)
		if (truth[c] != TRUTH_FALSE && has_objected(prover, space, c))
			cell_set_add(asserted, c);
	return 0;
}

/* --- demands ------------------------------------------------------------------------- */

/* All cells with the facts of some cell of the set; how many are not. */
static int spread(struct prover *prover, struct space *space,
		  const struct cell_set *set, struct cell_set *spread,
		  uint32_t *left)
{
	uint32_t size = space_size(space);
	uint8_t *there = arena_array(&space->arena, size, 1);

	if (there == NULL)
		return error_memory(prover->error);
	if (space_set(space, spread, prover->error) != 0)
		return -1;
	for (uint32_t c = 0; c < size; c++)
		if (cell_set_has(set, c))
			there[facts_of_cell(space, c)] = 1;
	*left = 0;
	for (uint32_t c = 0; c < size; c++)
		if (there[facts_of_cell(space, c)] != 0)
			cell_set_add(spread, c);
		else
			++*left;
	return 0;
}

/* The demand with these words; a new one when there is none. */
static int keep_demand(struct prover *prover, struct slice words,
		       const struct demand *like, size_t *index)
{
	struct demand *list;

	for (*index = 0; *index < prover->demand_count; (*index)++)
		if (slice_equal(prover->demands[*index].words, words))
			return 0;
	list = arena_grow(&prover->scratch, prover->demands,
			  prover->demand_count, &prover->demand_capacity,
			  sizeof(*list));
	words = arena_copy(&prover->scratch, words);
	if (list == NULL || words.at == NULL)
		return error_memory(prover->error);
	prover->demands = list;
	list[prover->demand_count] = *like;
	list[prover->demand_count++].words = words;
	return 0;
}

static int find_demand(struct prover *prover, struct space *space,
		       const struct cell_set *set, const struct demand *like,
		       size_t *index)
{
	struct builder words = {0};
	struct cell_set whole;
	uint32_t left;
	bool exact;
	int result = -1;

	*index = NO_DEMAND;
	if (spread(prover, space, set, &whole, &left) != 0)
		return -1;
	if (left == 0 && space_whole(space))
		return 0;
	/* What the words do not say whole keeps its own. */
	if (space_says_whole(space, &whole, &exact, prover->error) != 0)
		return -1;
	if (!exact)
		builder_add_format(&words, "%zu %zu %d ", like->node,
				   like->edge, like->asserted);
	if (space_say(space, &whole, &words, prover->error) == 0)
		result = words.failed
				 ? error_memory(prover->error)
				 : keep_demand(prover, builder_slice(&words),
					       like, index);
	builder_release(&words);
	return result;
}

/* Whether an edge goes to the assertion's recipients. */
static bool is_target(const struct prover *prover, const struct edge *edge)
{
	return assertion_speaks_of(prover->assertion, prover->dictionary,
				   edge->to, prover->date) &&
	       assertion_has_purpose(prover->assertion, edge->purpose);
}

int find_demands(struct prover *prover, size_t node, size_t index,
		 struct space *space, const uint32_t *decisions,
		 const size_t *found)
{
	struct edge *edge = &prover->edges[node].list[index];
	struct demand like = {.node = node, .edge = index};
	struct cell_set set, asserted, both;

	if (space_set(space, &set, prover->error) != 0 ||
	    space_set(space, &both, prover->error) != 0 ||
	    find_asserted(prover, space, &asserted) != 0)
		return -1;
	for (uint32_t c = 0; c < space_size(space); c++) {
		if (found[decisions[c]] != index)
			continue;
		cell_set_add(&set, c);
		if (cell_set_has(&asserted, c))
			cell_set_add(&both, c);
	}
	edge->targets =
		is_target(prover, edge) && space_count(space, &both) > 0;
	if (find_demand(prover, space, &set, &like, &edge->demand) != 0)
		return -1;
	like.asserted = true;
	edge->target = NO_DEMAND;
	if (!edge->targets)
		return 0;
	return find_demand(prover, space, &both, &like, &edge->target);
}

/* --- several edges at once ---------------------------------------------------------- */

struct meeting {
	struct prover *prover;
	struct space *space;
	const struct edge *const *edges;
	const bool *asserted; /* for each edge */
	size_t count;
	uint32_t size;
	uint32_t *decisions;
	struct cell_set as_asserted;
	uint8_t *met;                      /* by facts: so many edges so far */
	struct cell_set sets[JOINT_EDGES]; /* that go along each edge */
};

/* Which of a plan's decisions are the edge's. */
static int judge(struct meeting *meeting, size_t index, bool **holds)
{
	struct prover *prover = meeting->prover;
	const struct edge *edge = meeting->edges[index];
	size_t count = plan_decision_count(edge->plan);

	*holds = arena_array(&meeting->space->arena, count, sizeof(**holds));
	if (*holds == NULL)
		return error_memory(prover->error);
	for (size_t d = 0; d < count; d++)
		if (edge_holds(prover, edge,
			       plan_decision(edge->plan, (uint32_t)d),
			       &(*holds)[d]) != 0)
			return -1;
	return 0;
}

static int meet(struct meeting *meeting, size_t index)
{
	struct cell_set *set = &meeting->sets[index];
	bool *holds;

	if (space_set(meeting->space, set, meeting->prover->error) != 0 ||
	    space_decide(meeting->space, index, meeting->decisions,
			 meeting->prover->error) != 0 ||
	    judge(meeting, index, &holds) != 0)
		return -1;
	for (uint32_t c = 0; c < meeting->size; c++) {
		uint8_t *met = &meeting->met[facts_of_cell(meeting->space, c)];

		if (!holds[meeting->decisions[c]] || *met < index ||
		    (meeting->asserted[index] &&
		     !cell_set_has(&meeting->as_asserted, c)))
			continue;
		cell_set_add(set, c);
		*met = (uint8_t)(index + 1);
	}
	return 0;
}

static int meet_all(struct meeting *meeting)
{
	struct arena *arena = &meeting->space->arena;
	struct prover *prover = meeting->prover;

	meeting->size = space_size(meeting->space);
	meeting->decisions =
		arena_array(arena, meeting->size, sizeof(*meeting->decisions));
	meeting->met = arena_array(arena, meeting->size, 1);
	if (meeting->decisions == NULL || meeting->met == NULL)
		return error_memory(prover->error);
	if (find_asserted(prover, meeting->space, &meeting->as_asserted) != 0)
		return -1;
	for (size_t i = 0; i < meeting->count; i++)
		if (meet(meeting, i) != 0)
			return -1;
	return 0;
}

static int make_meeting(struct meeting *meeting)
{
	struct plan *plans[JOINT_EDGES];

	for (size_t i = 0; i < meeting->count; i++)
		plans[i] = meeting->edges[i]->plan;
	return space_of(meeting->prover, plans, meeting->count, SPACE_TOLD,
			&meeting->space);
}

static bool has_met(const struct meeting *meeting)
{
	for (uint32_t c = 0; c < meeting->size; c++)
		if (meeting->met[c] == meeting->count)
			return true;
	return false;
}

static int ask_demands(struct prover *prover, const size_t *demands,
		       size_t count, bool *possible)
{
	const struct edge *edges[JOINT_EDGES];
	bool asserted[JOINT_EDGES];
	struct meeting meeting = {
		.prover = prover,
		.edges = edges,
		.asserted = asserted,
		.count = count,
	};
	int result;

	for (size_t i = 0; i < count; i++) {
		const struct demand *demand = &prover->demands[demands[i]];

		edges[i] = &prover->edges[demand->node].list[demand->edge];
		asserted[i] = demand->asserted;
	}
	*possible = false;
	if (make_meeting(&meeting) != 0)
		return -1;
	if (meeting.space == NULL)
		return 0;
	result = meet_all(&meeting);
	*possible = result == 0 && has_met(&meeting);
	space_free(meeting.space);
	return result;
}

static const struct encounter *
find_encounter(const struct prover *prover, const size_t *demands, size_t count)
{
	for (size_t i = 0; i < prover->encounter_count; i++) {
		const struct encounter *encounter = &prover->encounters[i];

		if (encounter->count == count &&
		    memcmp(encounter->demands, demands,
			   count * sizeof(*demands)) == 0)
			return encounter;
	}
	return NULL;
}

/* Each once, in order; without those of everybody. */
static size_t sort_demands(size_t *sorted, const size_t *demands, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		size_t at = kept;
		bool there = demands[i] == NO_DEMAND;

		for (size_t j = 0; j < kept; j++)
			there |= sorted[j] == demands[i];
		if (there)
			continue;
		for (; at > 0 && sorted[at - 1] > demands[i]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = demands[i];
		kept++;
	}
	return kept;
}

int demands_meet(struct prover *prover, const size_t *demands, size_t count,
		 bool *possible)
{
	const struct encounter *known;
	struct encounter *list;
	size_t *sorted;

	sorted = arena_array(&prover->scratch, count + 1, sizeof(*sorted));
	if (sorted == NULL)
		return error_memory(prover->error);
	count = sort_demands(sorted, demands, count);
	*possible = true;
	if (count < 2)
		return 0; /* an edge is somebody's */
	known = find_encounter(prover, sorted, count);
	if (known != NULL) {
		*possible = known->possible;
		return 0;
	}
	if (ask_demands(prover, sorted, count, possible) != 0)
		return -1;
	list = arena_grow(&prover->scratch, prover->encounters,
			  prover->encounter_count, &prover->encounter_capacity,
			  sizeof(*list));
	if (list == NULL)
		return error_memory(prover->error);
	prover->encounters = list;
	list[prover->encounter_count++] =
		(struct encounter){sorted, count, *possible};
	return 0;
}

/* --- an example ------------------------------------------------------------------------ */

/* The cells of an edge whose facts all edges have; of these facts only. */
static int narrow(struct meeting *meeting, size_t index, uint32_t facts,
		  struct cell_set *narrowed)
{
	if (space_set(meeting->space, narrowed, meeting->prover->error) != 0)
		return -1;
	for (uint32_t c = 0; c < meeting->size; c++) {
		uint32_t of_cell = facts_of_cell(meeting->space, c);

		if (cell_set_has(&meeting->sets[index], c) &&
		    meeting->met[of_cell] == meeting->count &&
		    (facts == UINT32_MAX || facts == of_cell))
			cell_set_add(narrowed, c);
	}
	return 0;
}

static int say(struct meeting *meeting, uint32_t cell,
	       const struct cell_set *about, struct joint *joint)
{
	struct prover *prover = meeting->prover;
	struct builder words = {0};
	int result;

	result = space_say_cell(meeting->space, cell, about, &words,
				prover->error);
	if (result == 0) {
		joint->words = arena_copy(prover->arena, builder_slice(&words));
		if (words.failed || joint->words.at == NULL)
			result = error_memory(prover->error);
	}
	builder_release(&words);
	return result;
}

static int choose_example(struct meeting *meeting, bool *found,
			  struct joint *joint)
{
	size_t last = meeting->count - 1;
	struct cell_set set;
	uint32_t cell, facts;

	if (narrow(meeting, last, UINT32_MAX, &set) != 0)
		return -1;
	cell = space_example(meeting->space, &set);
	*found = cell != UINT32_MAX;
	if (!*found)
		return 0;
	if (say(meeting, cell, &set, joint) != 0)
		return -1;
	facts = facts_of_cell(meeting->space, cell);
	joint->cells[last] = cell;
	for (size_t i = 0; i < last; i++) {
		if (narrow(meeting, i, facts, &set) != 0)
			return -1;
		joint->cells[i] = space_example(meeting->space, &set);
	}
	joint->count = meeting->count;
	joint->space = meeting->space;
	return 0;
}

int joint_find(struct prover *prover, const struct edge *const *edges,
	       size_t count, bool *found, struct joint *joint)
{
	bool asserted[JOINT_EDGES] = {false};
	struct meeting meeting = {
		.prover = prover,
		.edges = edges,
		.asserted = asserted,
		.count = count,
	};
	int result;

	*found = false;
	asserted[count - 1] = true;
	if (make_meeting(&meeting) != 0)
		return -1;
	if (meeting.space == NULL)
		return 0;
	result = meet_all(&meeting);
	if (result == 0)
		result = choose_example(&meeting, found, joint);
	if (result != 0 || !*found)
		space_free(meeting.space);
	return result;
}

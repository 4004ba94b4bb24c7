#include "tables/exact.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "tables/exact_attack.h"
#include "tables/exact_cut.h"
#include "tables/exact_find.h"
#include "tables/exact_master.h"
#include "tables/exact_problem.h"
#include "tables/relations.h"

const struct exact_limits exact_limits_default = {.nodes = 2000,
						  .attacks = 200000};

enum {
	ROOT_ROUNDS = 100, /* of cuts */
	NODE_ROUNDS = 12,
	STALL_ROUNDS = 4, /* without a better bound */
	FIND_ROUNDS = 16, /* at the root: choices are sought every so often */
	FIND_NODES = 32,  /* and then every so many nodes */
	BRIDGE_DEPTH = 2, /* nodes further down look for no bridges */
	TRIALS = 8,       /* branches tried before one is taken */
	TRIAL_STEPS = 60, /* of the solver, for each */
	RELIABLE = 4,     /* trials after which their mean is believed */
};

static const double least_gain = 0.01; /* of a bound, in parts of the gap */

struct node {
	double bound;
	uint32_t parent; /* the root is its own */
	uint32_t choice;
	uint32_t depth;
	bool value;
};

/* What holding a choice at 0 or at 1 did to the bound, on average. */
struct experience {
	double gain[2];
	uint32_t count[2];
};

struct search {
	const struct exact_limits *limits;
	struct problem problem;
	struct attacker attacker;
	struct master master;
	struct cutter cutter;
	struct finder finder;

	/* What no better choice can be outside of, by choice. */
	double *low, *high;
	struct experience *experience;
	double *trial;  /* by column */
	uint8_t *basis; /* of the solver, while branches are tried */
	size_t basis_size;

	struct node *nodes;
	size_t node_count, node_capacity;
	uint32_t *heap; /* open nodes, the least bound first */
	size_t heap_count, heap_capacity;
	uint32_t done;
	double open_bound; /* of what was given up, INFINITY at first */
};

/* Costs are whole numbers, so a bound may be rounded up. */
static double rounded(double bound)
{
	return ceil(bound - 1e-6 - fabs(bound) * 1e-13);
}

static bool hopeless(const struct search *search, double bound)
{
	return rounded(bound) >= search->finder.best_cost;
}

static bool before(const struct search *search, uint32_t a, uint32_t b)
{
	const struct node *one = &search->nodes[a];
	const struct node *other = &search->nodes[b];

	if (one->bound != other->bound)
		return one->bound < other->bound;
	/* Deeper ones are nearer to a choice. */
	if (one->depth != other->depth)
		return one->depth > other->depth;
	return a < b;
}

static int push(struct search *search, struct node node, struct error *error)
{
	size_t at;

	if (search->node_count == search->node_capacity) {
		size_t more = search->node_capacity * 2 + 64;
		struct node *nodes =
			memory_resize(search->nodes, more * sizeof(*nodes));
		uint32_t *heap;

		if (nodes == NULL)
			return error_memory(error);
		search->nodes = nodes;
		heap = memory_resize(search->heap, more * sizeof(*heap));
		if (heap == NULL)
			return error_memory(error);
		search->heap = heap;
		search->node_capacity = more;
	}
	search->nodes[search->node_count] = node;
	at = search->heap_count++;
	search->heap[at] = (uint32_t)search->node_count++;
	while (at > 0 &&
	       before(search, search->heap[at], search->heap[(at - 1) / 2])) {
		uint32_t swap = search->heap[at];

		search->heap[at] = search->heap[(at - 1) / 2];
		search->heap[(at - 1) / 2] = swap;
		at = (at - 1) / 2;
	}
	return 0;
}

static uint32_t pop(struct search *search)
{
	uint32_t *heap = search->heap, top = heap[0];
	size_t at = 0;

	heap[0] = heap[--search->heap_count];
	for (;;) {
		size_t child = at * 2 + 1;
		uint32_t swap;

		if (child >= search->heap_count)
			break;
		if (child + 1 < search->heap_count &&
		    before(search, heap[child + 1], heap[child]))
			child++;
		if (!before(search, heap[child], heap[at]))
			break;
		swap = heap[at];
		heap[at] = heap[child];
		heap[child] = swap;
		at = child;
	}
	return top;
}

static void enter(struct search *search, uint32_t at)
{
	struct master *master = &search->master;
	size_t size = master->choice_count * sizeof(double);

	memcpy(master->low, search->low, size);
	memcpy(master->high, search->high, size);
	while (search->nodes[at].depth > 0) {
		const struct node *node = &search->nodes[at];

		if (node->value)
			master->low[node->choice] = 1;
		else
			master->high[node->choice] = 0;
		at = node->parent;
	}
}

/* Choices that would make the bound reach the best cost are settled. */
static void fix(struct search *search, double *low, double *high)
{
	const struct master *master = &search->master;

	for (uint32_t i = 0; i < master->choice_count; i++) {
		double change = fabs(master->reduced[i]) * master->unit;

		if (low[i] == high[i] ||
		    !hopeless(search, master->bound + change))
			continue;
		if (master->reduced[i] > 0)
			high[i] = 0;
		else
			low[i] = 1;
	}
}

static bool is_whole(const struct master *master)
{
	for (uint32_t i = 0; i < master->choice_count; i++)
		if (master->solution[i] != 0 && master->solution[i] != 1)
			return false;
	return true;
}

static void find(struct search *search)
{
	finder_complete(&search->finder, search->master.suppressed, false);
	finder_complete(&search->finder, search->master.suppressed, true);
}

static bool tired(const struct search *search)
{
	return attacker_tired(&search->attacker);
}

enum outcome {
	OUTCOME_CLOSED, /* nothing better in it */
	OUTCOME_OPEN,   /* to be branched on */
	OUTCOME_GIVEN_UP,
};

struct progress {
	bool root;
	uint32_t depth;
	int rounds, stalled;
	double mark; /* the bound that was last a gain */
};

/* Whether more rounds of cuts are worth while in a node. */
static bool goes_on(struct progress *progress, const struct search *search)
{
	const struct master *master = &search->master;
	double gap = fmax(search->finder.best_cost - master->bound, 1);

	if (isinf(gap))
		gap = fmax(master->bound, 1);
	if (master->bound > progress->mark + least_gain * gap) {
		progress->mark = master->bound;
		progress->stalled = 0;
	} else {
		progress->stalled++;
	}
	progress->rounds++;
	/* A whole choice that is not good has to be cut off. */
	if (is_whole(master))
		return true;
	return progress->rounds <
		       (progress->root ? ROOT_ROUNDS : NODE_ROUNDS) &&
	       progress->stalled < STALL_ROUNDS;
}

static void take_choice(struct search *search)
{
	const struct master *master = &search->master;
	const struct problem *problem = &search->problem;
	bool *chosen = (bool *)search->basis;

	for (uint32_t i = 0; i < problem->column_count; i++)
		chosen[i] = master->suppressed[i] == 1;
	finder_offer(&search->finder, chosen);
}

static enum outcome solve_once(struct search *search, struct node *node,
			       const struct progress *progress)
{
	struct master *master = &search->master;

	switch (master_solve(master)) {
	case MASTER_IMPOSSIBLE:
		return OUTCOME_CLOSED;
	case MASTER_LOST:
		return OUTCOME_GIVEN_UP;
	case MASTER_SOLVED:
		break;
	}
	node->bound = fmax(node->bound, master->bound);
	if (progress->root && progress->rounds % FIND_ROUNDS == 0)
		find(search);
	if (hopeless(search, node->bound))
		return OUTCOME_CLOSED;
	if (progress->root)
		fix(search, search->low, search->high);
	fix(search, master->low, master->high);
	return tired(search) ? OUTCOME_GIVEN_UP : OUTCOME_OPEN;
}

static int bound_node(struct search *search, struct node *node,
		      enum outcome *outcome, struct error *error)
{
	struct master *master = &search->master;
	struct progress progress = {.root = node->depth == 0,
				    .depth = node->depth,
				    .mark = -INFINITY};

	for (;;) {
		uint32_t added;
		bool good;

		*outcome = solve_once(search, node, &progress);
		if (*outcome != OUTCOME_OPEN)
			return 0;
		if (cutter_separate(&search->cutter,
				    node->depth <= BRIDGE_DEPTH, &added, &good,
				    error) != 0)
			return -1;
		if (good && is_whole(master)) {
			take_choice(search);
			*outcome = hopeless(search, node->bound)
					   ? OUTCOME_CLOSED
					   : OUTCOME_GIVEN_UP;
			return 0;
		}
		if (added == 0 || !goes_on(&progress, search))
			break;
		master_prune(master);
	}
	return 0;
}

static double expected(const struct experience *experience, int value,
		       double distance, double mean)
{
	return distance *
	       (experience->count[value] > 0
			? experience->gain[value] / experience->count[value]
			: mean);
}

static double score(const struct search *search, uint32_t choice)
{
	const struct experience *experience = &search->experience[choice];
	double value = search->master.solution[choice];
	double mean = search->master.costs[choice] * search->master.unit;
	double down = expected(experience, 0, value, mean);
	double up = expected(experience, 1, 1 - value, mean);

	return fmax(down, 1e-6) * fmax(up, 1e-6);
}

static void learn(struct experience *experience, int value, double distance,
		  double gain)
{
	experience->gain[value] += fmax(gain, 0) / distance;
	experience->count[value]++;
}

static bool reliable(const struct experience *experience)
{
	return experience->count[0] >= RELIABLE &&
	       experience->count[1] >= RELIABLE;
}

static int make_basis_room(struct search *search, struct error *error)
{
	size_t size = search->master.choice_count +
		      (size_t)search->master.row_count + 1;
	uint8_t *basis;

	if (size <= search->basis_size)
		return 0;
	basis = memory_resize(search->basis, size * 2);
	if (basis == NULL)
		return error_memory(error);
	search->basis = basis;
	search->basis_size = size * 2;
	return 0;
}

/* Tries both ways of a choice and remembers; a way that leads nowhere is as
 * good as one that costs what is left. */
static double try_choice(struct search *search, uint32_t choice, double bound)
{
	struct master *master = &search->master;
	double value = master->solution[choice];
	double left = fmax(search->finder.best_cost - bound, 1);
	double gains[2];

	for (int i = 0; i < 2; i++) {
		gains[i] = master_try(master, choice, i, TRIAL_STEPS,
				      search->basis) -
			   bound;
		gains[i] = fmin(fmax(gains[i], 0), left);
		learn(&search->experience[choice], i, i ? 1 - value : value,
		      gains[i]);
	}
	return fmax(gains[0], 1e-6) * fmax(gains[1], 1e-6);
}

/* The choice to branch on: by trial while there is little experience. */
static int pick(struct search *search, double bound, uint32_t *picked,
		struct error *error)
{
	struct master *master = &search->master;
	double *solution = search->trial;
	double best = -1;
	bool *tried = (bool *)search->cutter.taken;

	if (make_basis_room(search, error) != 0)
		return -1;
	/* Trying overwrites nothing but the solver's own solution. */
	memcpy(solution, master->solution,
	       master->choice_count * sizeof(double));
	memset(tried, 0, master->choice_count * sizeof(bool));
	*picked = UINT32_MAX;
	for (int trial = 0; trial < TRIALS; trial++) {
		double most = -1, result;
		uint32_t next = UINT32_MAX;

		for (uint32_t i = 0; i < master->choice_count; i++) {
			if (tried[i] || solution[i] == 0 || solution[i] == 1 ||
			    score(search, i) <= most)
				continue;
			next = i;
			most = score(search, i);
		}
		if (next == UINT32_MAX)
			break;
		tried[next] = true;
		result = reliable(&search->experience[next])
				 ? most
				 : try_choice(search, next, bound);
		if (result > best) {
			best = result;
			*picked = next;
		}
	}
	return 0;
}

static int branch(struct search *search, uint32_t at, double bound,
		  struct error *error)
{
	uint32_t choice;

	if (pick(search, bound, &choice, error) != 0)
		return -1;
	if (choice == UINT32_MAX) {
		search->open_bound = fmin(search->open_bound, bound);
		return 0;
	}
	for (int value = 0; value < 2; value++) {
		struct node node = {.bound = bound,
				    .parent = at,
				    .choice = choice,
				    .depth = search->nodes[at].depth + 1,
				    .value = value == 1};

		if (push(search, node, error) != 0)
			return -1;
	}
	return 0;
}

static int visit(struct search *search, uint32_t at, struct error *error)
{
	struct node node = search->nodes[at];
	enum outcome outcome;

	enter(search, at);
	if (bound_node(search, &node, &outcome, error) != 0)
		return -1;
	if (outcome == OUTCOME_GIVEN_UP)
		search->open_bound = fmin(search->open_bound, node.bound);
	if (outcome != OUTCOME_OPEN)
		return 0;
	if (search->done % FIND_NODES == 0)
		find(search);
	return branch(search, at, node.bound, error);
}

static int explore(struct search *search, struct error *error)
{
	struct node root = {.bound = search->master.given_cost};

	if (push(search, root, error) != 0)
		return -1;
	while (search->heap_count > 0 && !tired(search) &&
	       search->done < search->limits->nodes) {
		uint32_t at = pop(search);

		if (hopeless(search, search->nodes[at].bound))
			continue;
		search->done++;
		if (visit(search, at, error) != 0)
			return -1;
	}
	for (size_t i = 0; i < search->heap_count; i++)
		search->open_bound = fmin(search->open_bound,
					  search->nodes[search->heap[i]].bound);
	return 0;
}

static int begin(struct search *search, const struct relations *relations,
		 struct arena *arena, struct error *error)
{
	struct problem *problem = &search->problem;
	size_t count;

	if (problem_make(problem, relations, arena, error) != 0)
		return -1;
	count = (size_t)problem->column_count + 1;
	search->attacker.limit = UINT64_MAX;
	if (attacker_make(&search->attacker, problem, arena, error) != 0 ||
	    master_make(&search->master, problem, arena, error) != 0 ||
	    cutter_make(&search->cutter, &search->master, &search->attacker,
			arena, error) != 0 ||
	    finder_make(&search->finder, problem, &search->attacker,
			search->cutter.settled, arena, error) != 0)
		return -1;
	search->attacker.limit = search->limits->attacks;
	search->low = arena_array(arena, count, sizeof(double));
	search->high = arena_array(arena, count, sizeof(double));
	search->trial = arena_array(arena, count, sizeof(double));
	search->experience =
		arena_array(arena, count, sizeof(*search->experience));
	search->basis = memory_allocate(count);
	search->basis_size = count;
	if (search->low == NULL || search->high == NULL ||
	    search->trial == NULL || search->experience == NULL ||
	    search->basis == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < search->master.choice_count; i++)
		search->high[i] = 1;
	search->open_bound = INFINITY;
	return 0;
}

/* First choices: the helpers that are there, and the cheapest ways. */
static void start(struct search *search, const struct relations *relations)
{
	const struct problem *problem = &search->problem;
	bool *chosen = (bool *)search->basis;
	bool some = false;

	for (uint32_t i = 0; i < problem->column_count; i++) {
		chosen[i] = relations->marks[problem->cells[i]] == CELL_HELPER;
		some = some || chosen[i];
	}
	if (some)
		finder_offer(&search->finder, chosen);
	for (uint32_t i = 0; i < problem->column_count; i++)
		search->trial[i] = 0;
	finder_complete(&search->finder, search->trial, false);
	finder_complete(&search->finder, search->trial, true);
}

static int finish(struct search *search, struct relations *relations,
		  struct exact_report *report, struct error *error)
{
	const struct problem *problem = &search->problem;
	const struct finder *finder = &search->finder;
	double gap;

	if (isinf(finder->best_cost)) {
		error_set(error, ERROR_REFUSED,
			  "no suppression was found within the work allowed");
		return error_hint(error, "allow more work, or use the fast "
					 "suppression");
	}
	for (uint32_t i = 0; i < relations->cell_count; i++)
		if (relations->marks[i] == CELL_HELPER)
			relations->marks[i] = CELL_FREE;
	for (uint32_t i = 0; i < problem->column_count; i++)
		if (finder->best[i] && !problem->given[i])
			relations->marks[problem->cells[i]] = CELL_HELPER;
	gap = fmax(0, finder->best_cost - rounded(search->open_bound));
	report->cost = relations_lost(relations).cost;
	report->proven = gap == 0;
	report->bound = report->cost - (int64_t)gap;
	report->nodes = search->done;
	report->cuts = search->master.cuts;
	report->attacks = search->attacker.attacks;
	return 0;
}

int exact_suppress(struct relations *relations,
		   const struct exact_limits *limits,
		   struct exact_report *report, struct error *error)
{
	struct arena arena = {0};
	struct search search = {.limits = limits};
	int result = begin(&search, relations, &arena, error);

	if (result == 0) {
		start(&search, relations);
		result = explore(&search, error);
	}
	if (result == 0)
		result = finish(&search, relations, report, error);
	attacker_release(&search.attacker);
	master_release(&search.master);
	memory_free(search.nodes);
	memory_free(search.heap);
	memory_free(search.basis);
	arena_release(&arena);
	return result;
}

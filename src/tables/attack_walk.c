/*
 * Witnesses by walking.  One unknown is changed by 1; each equation that no
 * longer holds is mended by changing another unknown of it, preferably one
 * that mends a second equation too, until all hold.  In a table of two
 * dimensions that goes round a cycle, in one of three round the corners of a
 * box.  What comes out changes by whole numbers, so multiples of it as far as
 * bounds allow, both ways, are whole tables that fit.
 */
#include "base/arena.h"
#include "base/error.h"
#include "base/mix.h"
#include "tables/attack.h"
#include "tables/attack_system.h"

enum {
	WALK_STEPS = 320,      /* changes in one walk */
	WALK_OPEN = 96,        /* equations open at once, before giving up */
	WALK_CANDIDATES = 192, /* looked at in one equation */
	WALK_TIES = 24,        /* of them, looked at more closely */
	WALK_CLOSERS = 32,     /* looked at to close an equation */
	WALK_TRIES = 6,        /* walks for one unknown each way */
	WALK_CLIMB = 24,       /* moves one upon another */
	WALK_ROOM = 24,        /* unknowns of an equation that are raised */
	WALK_LOOSENED = 200,   /* times sought from values off their bounds, */
	WALK_IDLE = 30,        /* of them in a row that found nothing, */
	WALK_SOUGHT = 30000,   /* and unknowns sought in all of them */
};

/* Unknowns looked at in all walks from values off their bounds: some seconds.
 * What is still open then is settled by programs, or counts as unsafe. */
#define WALK_LOOKS UINT64_C(500000000)

struct attack_walker {
	struct attack_system *system;
	int64_t *delta;    /* by unknown */
	int64_t *residual; /* by equation */
	uint32_t *lengths; /* by equation: unknowns that can move */
	uint32_t *places;  /* by equation: in `open`, from 1 */
	uint32_t open[WALK_OPEN + 64];
	size_t open_count;
	uint32_t touched[WALK_STEPS];
	int64_t steps[WALK_STEPS];
	size_t touched_count;
	uint32_t target, held;
	uint64_t seed;
	uint64_t looks; /* at unknowns, ever */
	bool overflow;
};

/* A number that looks random, the same for the same arguments. */
static uint64_t scatter(uint64_t seed, uint64_t number)
{
	return mix(seed * 0xD1342543DE82EF95u + number * MIX_STEP);
}

int attack_walker_make(struct attack_walker **out, struct attack_system *system,
		       struct arena *arena, struct error *error)
{
	struct attack_walker *walker = arena_allocate(arena, sizeof(*walker));
	size_t equations = system->equation_count;

	if (walker == NULL)
		return error_memory(error);
	walker->system = system;
	walker->delta = arena_array(arena, system->count, sizeof(int64_t));
	walker->residual = arena_array(arena, equations, sizeof(int64_t));
	walker->lengths = arena_array(arena, equations, sizeof(uint32_t));
	walker->places = arena_array(arena, equations, sizeof(uint32_t));
	if (walker->delta == NULL || walker->residual == NULL ||
	    walker->lengths == NULL || walker->places == NULL)
		return error_memory(error);
	for (uint32_t e = 0; e < equations; e++)
		for (uint64_t t = system->starts[e]; t < system->starts[e + 1];
		     t++)
			walker->lengths[e] +=
				!attack_fixed(system, system->terms[t]);
	*out = walker;
	return 0;
}

static void open_equation(struct attack_walker *walker, uint32_t e)
{
	if (walker->open_count >= WALK_OPEN + 64) {
		walker->overflow = true;
		return;
	}
	walker->open[walker->open_count++] = e;
	walker->places[e] = (uint32_t)walker->open_count;
}

static void close_equation(struct attack_walker *walker, uint32_t e)
{
	uint32_t place = walker->places[e] - 1;
	uint32_t last = walker->open[--walker->open_count];

	walker->open[place] = last;
	walker->places[last] = place + 1;
	walker->places[e] = 0;
}

/* Changes an unknown by 1. */
static void step(struct attack_walker *walker, uint32_t i, int direction)
{
	const struct attack_system *system = walker->system;

	if (walker->delta[i] == 0)
		walker->touched[walker->touched_count++] = i;
	walker->delta[i] += direction;
	for (uint64_t t = system->in_starts[i]; t < system->in_starts[i + 1];
	     t++) {
		uint32_t e = system->in[t];

		walker->residual[e] += system->in_signs[t] * direction;
		if (walker->residual[e] == 0 && walker->places[e] != 0)
			close_equation(walker, e);
		else if (walker->residual[e] != 0 && walker->places[e] == 0)
			open_equation(walker, e);
	}
}

static void clear(struct attack_walker *walker)
{
	const struct attack_system *system = walker->system;

	for (size_t i = 0; i < walker->touched_count; i++) {
		uint32_t x = walker->touched[i];

		walker->delta[x] = 0;
		for (uint64_t t = system->in_starts[x];
		     t < system->in_starts[x + 1]; t++) {
			walker->residual[system->in[t]] = 0;
			walker->places[system->in[t]] = 0;
		}
	}
	walker->touched_count = 0;
	walker->open_count = 0;
	walker->overflow = false;
}

static bool may_move(const struct attack_walker *walker, uint32_t i,
		     int direction)
{
	const struct attack_system *system = walker->system;
	int64_t value = system->value[i] + walker->delta[i] + direction;

	return i != walker->target && i != walker->held &&
	       walker->delta[i] * direction >= 0 && value >= system->low[i] &&
	       value <= system->high[i];
}

/* Which way an unknown must go to mend an equation in which it has this
 * sign. */
static int mending(const struct attack_walker *walker, uint32_t e, int8_t sign)
{
	return (walker->residual[e] > 0) == (sign > 0) ? -1 : 1;
}

/* Equations mended less those broken. */
static int merit(const struct attack_walker *walker, uint32_t i, int direction)
{
	const struct attack_system *system = walker->system;
	int score = 0;

	for (uint64_t t = system->in_starts[i]; t < system->in_starts[i + 1];
	     t++)
		score += walker->residual[system->in[t]] * system->in_signs[t] *
						 direction <
					 0
				 ? 2
				 : -1;
	return score;
}

/* Whether an unknown of `e`, which `i` is going to break, would mend it and
 * another open equation at once. */
static bool has_closer(struct attack_walker *walker, uint32_t e, uint32_t i,
		       int residual)
{
	const struct attack_system *system = walker->system;
	uint64_t to = system->starts[e + 1];

	if (to - system->starts[e] > WALK_CLOSERS)
		to = system->starts[e] + WALK_CLOSERS;
	for (uint64_t t = system->starts[e]; t < to; t++) {
		uint32_t k = system->terms[t];
		int direction =
			(residual > 0) == (system->signs[t] > 0) ? -1 : 1;

		walker->looks++;
		if (k == i || !may_move(walker, k, direction))
			continue;
		for (uint64_t u = system->in_starts[k];
		     u < system->in_starts[k + 1]; u++)
			if (system->in[u] != e &&
			    walker->residual[system->in[u]] *
					    system->in_signs[u] * direction <
				    0)
				return true;
	}
	return false;
}

static int promise(struct attack_walker *walker, uint32_t i, int direction)
{
	const struct attack_system *system = walker->system;
	int score = 0;

	for (uint64_t t = system->in_starts[i]; t < system->in_starts[i + 1];
	     t++) {
		uint32_t e = system->in[t];
		int change = system->in_signs[t] * direction;

		if (walker->residual[e] == 0)
			score += has_closer(walker, e, i, change);
	}
	return score;
}

struct choice {
	uint32_t unknown;
	int direction;
	int merit;
};

/* The best unknown to mend an equation with; false when there is none. */
static bool choose(struct attack_walker *walker, uint32_t e,
		   struct choice *chosen)
{
	const struct attack_system *system = walker->system;
	struct choice ties[WALK_TIES];
	size_t tie_count = 0;
	int best = INT32_MIN;
	uint64_t count = system->starts[e + 1] - system->starts[e];
	uint64_t from = scatter(walker->seed, e) % count;
	int promised = -1;
	uint64_t drawn = 0;

	for (uint64_t n = 0; n < count && n < WALK_CANDIDATES; n++) {
		uint64_t t = system->starts[e] + (from + n) % count;
		uint32_t i = system->terms[t];
		int direction = mending(walker, e, system->signs[t]);
		int score;

		walker->looks++;
		if (!may_move(walker, i, direction))
			continue;
		score = merit(walker, i, direction);
		if (score > best)
			tie_count = 0;
		best = score > best ? score : best;
		if (score == best && tie_count < WALK_TIES)
			ties[tie_count++] =
				(struct choice){i, direction, score};
	}
	for (size_t n = 0; n < tie_count; n++) {
		int score = tie_count == 1 ? 0
					   : promise(walker, ties[n].unknown,
						     ties[n].direction);
		uint64_t draw = scatter(walker->seed + walker->touched_count,
					ties[n].unknown);

		if (score < promised || (score == promised && draw < drawn))
			continue;
		promised = score;
		drawn = draw;
		*chosen = ties[n];
	}
	return tie_count > 0;
}

/* The open equation with the fewest unknowns. */
static uint32_t shortest(const struct attack_walker *walker)
{
	uint32_t found = walker->open[0];

	for (size_t i = 1; i < walker->open_count; i++) {
		uint32_t e = walker->open[i];

		if (walker->lengths[e] < walker->lengths[found] ||
		    (walker->lengths[e] == walker->lengths[found] && e < found))
			found = e;
	}
	return found;
}

bool attack_walk(struct attack_walker *walker, uint32_t unknown, int direction,
		 uint32_t held, uint64_t seed, struct attack_move *move)
{
	const struct attack_system *system = walker->system;
	int64_t value = system->value[unknown] + direction;
	bool found;

	if (unknown == held || value < system->low[unknown] ||
	    value > system->high[unknown])
		return false;
	clear(walker);
	walker->target = unknown;
	walker->held = held;
	walker->seed = seed;
	step(walker, unknown, direction);
	for (int steps = 1;
	     walker->open_count > 0 && steps < WALK_STEPS &&
	     walker->open_count <= WALK_OPEN && !walker->overflow;
	     steps++) {
		struct choice choice;

		if (!choose(walker, shortest(walker), &choice))
			break;
		step(walker, choice.unknown, choice.direction);
	}
	found = walker->open_count == 0 && !walker->overflow;
	for (size_t i = 0; i < walker->touched_count; i++)
		walker->steps[i] = walker->delta[walker->touched[i]];
	*move = (struct attack_move){walker->touched, walker->steps,
				     walker->touched_count};
	return found;
}

static void add_multiple(struct attack_system *system,
			 const struct attack_move *move, int64_t times)
{
	for (size_t n = 0; n < move->count; n++)
		system->value[move->unknowns[n]] += times * move->steps[n];
}

static bool keeps_quotients(struct attack_system *system,
			    const struct attack_move *move, int64_t times)
{
	bool holds;

	add_multiple(system, move, times);
	holds = attack_quotients_hold(system, system->value);
	add_multiple(system, move, -times);
	return holds;
}

int64_t attack_reach(struct attack_system *system,
		     const struct attack_move *move, int64_t sign)
{
	int64_t reach = INT64_MAX;
	bool quotients = false;

	for (size_t n = 0; n < move->count; n++) {
		uint32_t i = move->unknowns[n];
		int64_t change = sign * move->steps[n];
		int64_t room =
			change > 0
				? (system->high[i] - system->value[i]) / change
				: (system->value[i] - system->low[i]) / -change;

		reach = room < reach ? room : reach;
		quotients |=
			system->in_quotient != NULL && system->in_quotient[i];
	}
	while (quotients && reach > 0 &&
	       !keeps_quotients(system, move, sign * reach))
		reach /= 2;
	return reach;
}

/* Notes where the values of a move's unknowns have come to. */
static void witness(struct attack_system *system,
		    const struct attack_move *move)
{
	for (size_t n = 0; n < move->count; n++) {
		uint32_t i = move->unknowns[n];

		if (system->value[i] < system->seen_low[i])
			system->seen_low[i] = system->value[i];
		if (system->value[i] > system->seen_high[i])
			system->seen_high[i] = system->value[i];
	}
}

/* Goes as far as a move leads each way, and comes back. */
static bool try_both_ways(struct attack_system *system,
			  const struct attack_move *move)
{
	bool moved = false;

	for (int sign = -1; sign <= 1; sign += 2) {
		int64_t reach = sign * attack_reach(system, move, sign);

		if (reach == 0)
			continue;
		moved = true;
		add_multiple(system, move, reach);
		witness(system, move);
		add_multiple(system, move, -reach);
	}
	return moved;
}

static bool reached(const struct attack_system *system, uint32_t i,
		    int direction)
{
	return direction > 0 ? system->seen_high[i] >= system->need_high[i]
			     : system->seen_low[i] <= system->need_low[i];
}

/* What some moves have changed. */
struct trail {
	uint32_t unknowns[WALK_CLIMB * WALK_STEPS];
	int64_t values[WALK_CLIMB * WALK_STEPS]; /* before */
	size_t count;
};

static void note_trail(struct trail *trail, const struct attack_system *system,
		       const struct attack_move *move)
{
	for (size_t n = 0; n < move->count; n++) {
		trail->unknowns[trail->count] = move->unknowns[n];
		trail->values[trail->count++] =
			system->value[move->unknowns[n]];
	}
}

static void go_back(struct trail *trail, struct attack_system *system)
{
	while (trail->count > 0) {
		trail->count--;
		system->value[trail->unknowns[trail->count]] =
			trail->values[trail->count];
	}
}

/* Adds move to move, each from where the last led. */
static void climb(struct attack_system *system, struct attack_walker *walker,
		  uint32_t i, int direction, uint32_t held, struct trail *trail)
{
	trail->count = 0;
	for (uint64_t n = 0; n < WALK_CLIMB; n++) {
		struct attack_move move;
		int64_t reach;
		bool enough = reached(system, i, direction) &&
			      system->seen_high[i] - system->seen_low[i] >=
				      system->span[i];

		if (enough)
			break;
		if (!attack_walk(walker, i, direction, held, n + 1, &move))
			continue;
		reach = attack_reach(system, &move, 1);
		if (reach == 0)
			continue;
		note_trail(trail, system, &move);
		add_multiple(system, &move, reach);
		witness(system, &move);
	}
	go_back(trail, system);
}

static void seek(struct attack_system *system, struct attack_walker *walker,
		 uint32_t i, struct trail *trail)
{
	struct attack_move move;

	for (uint64_t n = 0; n < WALK_TRIES && attack_open(system, i); n++)
		for (int direction = 1; direction >= -1; direction -= 2)
			if (attack_open(system, i) &&
			    attack_walk(walker, i, direction, ATTACK_NONE, n,
					&move))
				try_both_ways(system, &move);
	for (int direction = 1; direction >= -1; direction -= 2)
		if (attack_open(system, i))
			climb(system, walker, i, direction, ATTACK_NONE, trail);
}

/* Raises one unknown that lies on its lower bound, if it can be. */
static void lift(struct attack_system *system, struct attack_walker *walker,
		 uint32_t i, uint32_t held, uint64_t seed)
{
	struct attack_move move;
	int64_t reach;

	if (attack_fixed(system, i) || system->value[i] > system->low[i] ||
	    !attack_walk(walker, i, 1, held, seed, &move))
		return;
	reach = attack_reach(system, &move, 1);
	if (reach == 0)
		return;
	add_multiple(system, &move, (reach + 1) / 2);
	witness(system, &move);
}

/* Raises those that hang together with an unknown in short equations. */
static void make_room(struct attack_system *system,
		      struct attack_walker *walker, uint32_t i, uint64_t seed)
{
	for (uint64_t t = system->in_starts[i]; t < system->in_starts[i + 1];
	     t++) {
		uint32_t e = system->in[t];

		for (uint64_t u = system->starts[e];
		     u < system->starts[e + 1] &&
		     u < system->starts[e] + WALK_ROOM;
		     u++)
			if (system->terms[u] != i)
				lift(system, walker, system->terms[u], i, seed);
	}
}

/*
 * Seeks from values off their bounds: a count of 1 that cannot be less stands
 * in the way of many moves.  What is reached fits all that is published as well
 * as the truth does.
 */
static void seek_loosened(struct attack_system *system,
			  struct attack_walker *walker, struct trail *trail,
			  uint64_t round)
{
	for (uint32_t i = 0; i < system->count; i++)
		lift(system, walker, i, ATTACK_NONE, i + round);
	for (uint32_t i = 0; i < system->count && walker->looks < WALK_LOOKS;
	     i++) {
		if (!attack_open(system, i) || attack_fixed(system, i))
			continue;
		make_room(system, walker, i, round);
		seek(system, walker, i, trail);
	}
}

static uint32_t count_open(const struct attack_system *system)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < system->count; i++)
		count += attack_open(system, i) && !attack_fixed(system, i);
	return count;
}

/* Until all are seen to be safe, or it leads nowhere, or is too much work. */
static void seek_rounds(struct attack_system *system,
			struct attack_walker *walker, struct trail *trail)
{
	uint32_t left = count_open(system);
	uint64_t sought = 0;
	uint64_t idle = 0;

	walker->looks = 0;
	for (uint64_t round = 0;
	     left > 0 && idle < WALK_IDLE && round < WALK_LOOSENED &&
	     sought < WALK_SOUGHT && walker->looks < WALK_LOOKS;
	     round++) {
		uint32_t before = left;

		seek_loosened(system, walker, trail, round);
		left = count_open(system);
		sought += before;
		idle = left < before ? 0 : idle + 1;
	}
}

static void seek_all(struct attack_system *system, struct attack_walker *walker,
		     const struct attack_options *options, struct trail *trail)
{
	for (uint32_t i = 0; i < system->count; i++) {
		if (options->progress != NULL && i % 1024 == 0)
			options->progress(options->context, i, system->count);
		if (attack_open(system, i) && !attack_fixed(system, i))
			seek(system, walker, i, trail);
	}
}

int attack_seek(struct attack_system *system, struct attack_walker *walker,
		const struct attack_options *options, struct error *error)
{
	struct arena arena = {0};
	struct trail *trail = arena_allocate(&arena, sizeof(*trail));

	if (trail == NULL)
		return error_memory(error);
	seek_all(system, walker, options, trail);
	seek_rounds(system, walker, trail);
	for (uint32_t i = 0; i < system->count; i++)
		system->truth[i] = system->value[i];
	arena_release(&arena);
	return 0;
}

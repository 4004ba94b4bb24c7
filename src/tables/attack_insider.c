/*
 * The pupils of a small cell know its count.  What such a reader can work out
 * lies in the lines through that cell: there one unknown less is left.  A move
 * that changes another cell of the line but not this one shows that other cell
 * to be open to this reader as well, and one move shows it of many readers.
 */
#include "base/arena.h"
#include "base/error.h"
#include "tables/attack.h"
#include "tables/attack_system.h"

enum {
	INSIDER_TRIES = 4,    /* walks that avoid one insider */
	INSIDER_EXACT = 8000, /* components in which the rest is proved */
	INSIDER_LINE = 4096,  /* lines longer than that hide enough */
};

struct inside {
	struct attack_system *system;
	struct attack_walker *walker;
	const struct attack_component *components;
	uint32_t *keys;     /* by unknown: its component, from 1 */
	uint32_t *insiders; /* of the lines of one unknown */
	size_t insider_count, insider_capacity;
	struct attack_leak *leaks;
	size_t count, capacity;
	struct arena *arena;
	struct arena scratch;
};

static bool may_leak(const struct attack_system *system, uint32_t i)
{
	return system->risky[i] && !attack_fixed(system, i) &&
	       attack_safe(system, i);
}

/*
 * Whether two unknowns of an equation differ by what is published: a total and
 * its only part that is withheld.  Whoever knows the one learns nothing about
 * other people from the other.
 */
static bool differ_openly(const struct attack_system *system, uint32_t e,
			  uint32_t a, uint32_t b)
{
	int signs = 0;

	for (uint64_t t = system->starts[e]; t < system->starts[e + 1]; t++) {
		uint32_t i = system->terms[t];

		if (i == a || i == b)
			signs += system->signs[t];
		else if (!attack_fixed(system, i))
			return false;
	}
	return signs == 0;
}

/*
 * Whether everything else in an equation that is not known is part of `s`: the
 * pupils of those are among its own, who know themselves.
 */
static bool holds_others(const struct attack_system *system, uint32_t e,
			 uint32_t i, uint32_t s)
{
	uint32_t alike = 0;
	int sign = 0;
	int other = 0;

	for (uint64_t t = system->starts[e]; t < system->starts[e + 1]; t++) {
		if (system->terms[t] == s)
			sign = system->signs[t];
		if (system->terms[t] == i)
			other = system->signs[t];
	}
	for (uint64_t t = system->starts[e]; t < system->starts[e + 1]; t++)
		alike += system->signs[t] == sign &&
			 !attack_fixed(system, system->terms[t]);
	return sign != 0 && other == -sign && alike == 1;
}

static bool is_listed(const struct inside *inside, uint32_t insider)
{
	for (size_t n = 0; n < inside->insider_count; n++)
		if (inside->insiders[n] == insider)
			return true;
	return false;
}

/* Strikes out the insiders from whose count `i` differs openly, or who are
 * counted in `i` themselves. */
static void forget_open(struct inside *inside, uint32_t i)
{
	const struct attack_system *system = inside->system;
	size_t left = 0;

	for (size_t n = 0; n < inside->insider_count; n++) {
		uint32_t s = inside->insiders[n];
		bool open = false;

		for (uint64_t t = system->in_starts[i];
		     t < system->in_starts[i + 1] && !open; t++)
			open = differ_openly(system, system->in[t], i, s) ||
			       holds_others(system, system->in[t], i, s);
		if (!open)
			inside->insiders[left++] = s;
	}
	inside->insider_count = left;
}

/* The insiders in lines of `i`, each once. */
static int collect_insiders(struct inside *inside, uint32_t i,
			    struct error *error)
{
	const struct attack_system *system = inside->system;

	inside->insider_count = 0;
	for (uint64_t t = system->in_starts[i]; t < system->in_starts[i + 1];
	     t++) {
		uint32_t e = system->in[t];

		if (system->starts[e + 1] - system->starts[e] > INSIDER_LINE)
			continue;
		for (uint64_t u = system->starts[e]; u < system->starts[e + 1];
		     u++) {
			uint32_t s = system->terms[u];

			if (s == i || !system->insider[s] ||
			    attack_fixed(system, s) || is_listed(inside, s))
				continue;
			inside->insiders = arena_grow(
				&inside->scratch, inside->insiders,
				inside->insider_count,
				&inside->insider_capacity, sizeof(uint32_t));
			if (inside->insiders == NULL)
				return error_memory(error);
			inside->insiders[inside->insider_count++] = s;
		}
	}
	forget_open(inside, i);
	return 0;
}

static bool moves(const struct attack_move *move, uint32_t unknown)
{
	for (size_t n = 0; n < move->count; n++)
		if (move->unknowns[n] == unknown)
			return true;
	return false;
}

/* Strikes out the insiders to whom a move leaves its target open. */
static void strike_out(struct inside *inside, const struct attack_move *move)
{
	size_t left = 0;

	if (attack_reach(inside->system, move, 1) == 0)
		return;
	for (size_t n = 0; n < inside->insider_count; n++)
		if (moves(move, inside->insiders[n]))
			inside->insiders[left++] = inside->insiders[n];
	inside->insider_count = left;
}

static int add_leak(struct inside *inside, struct attack_leak leak,
		    struct error *error)
{
	inside->leaks = arena_grow(inside->arena, inside->leaks, inside->count,
				   &inside->capacity, sizeof(leak));
	if (inside->leaks == NULL)
		return error_memory(error);
	inside->leaks[inside->count++] = leak;
	return 0;
}

/* As if the insider's count were published, how open is `i`? */
static int judge(struct inside *inside, uint32_t i, uint32_t insider,
		 struct error *error)
{
	struct attack_system *system = inside->system;
	const struct attack_component *component =
		&inside->components[inside->keys[i] - 1];
	int64_t low = system->low[i], high = system->high[i];
	int64_t seen_low = system->seen_low[i];
	int64_t seen_high = system->seen_high[i];
	int64_t insider_low = system->low[insider];
	int64_t insider_high = system->high[insider];
	uint32_t span = system->span[i];
	int64_t need_low = system->need_low[i];
	int64_t need_high = system->need_high[i];
	struct attack_leak leak = {.unknown = i, .insider = insider};
	bool open;
	int result;

	system->low[insider] = system->high[insider] = system->truth[insider];
	system->seen_low[i] = system->seen_high[i] = system->truth[i];
	system->need_low[i] = system->need_high[i] = system->truth[i];
	system->span[i] = 1;
	result = attack_seek_one(system, i, error);
	if (result == 0 && component->unknown_count <= INSIDER_EXACT)
		result = attack_settle_one(system, component, i, error);
	open = !attack_safe(system, i);
	leak.low = system->low[i];
	leak.high = system->high[i];
	leak.proved = leak.low == leak.high;
	system->low[insider] = insider_low;
	system->high[insider] = insider_high;
	system->low[i] = low;
	system->high[i] = high;
	system->seen_low[i] =
		seen_low < system->seen_low[i] ? seen_low : system->seen_low[i];
	system->seen_high[i] = seen_high > system->seen_high[i]
				       ? seen_high
				       : system->seen_high[i];
	system->need_low[i] = need_low;
	system->need_high[i] = need_high;
	system->span[i] = span;
	if (result == 0 && open)
		result = add_leak(inside, leak, error);
	return result;
}

static int attack_one(struct inside *inside, uint32_t i, struct error *error)
{
	struct attack_move move;

	if (collect_insiders(inside, i, error) != 0)
		return -1;
	for (uint64_t n = 0; n < 2 && inside->insider_count > 0; n++)
		for (int direction = 1; direction >= -1; direction -= 2)
			if (attack_walk(inside->walker, i, direction,
					ATTACK_NONE, n, &move))
				strike_out(inside, &move);
	while (inside->insider_count > 0) {
		uint32_t insider = inside->insiders[0];
		size_t before = inside->insider_count;

		for (uint64_t n = 0; n < INSIDER_TRIES; n++)
			for (int direction = 1; direction >= -1; direction -= 2)
				if (attack_walk(inside->walker, i, direction,
						insider, n, &move))
					strike_out(inside, &move);
		if (inside->insider_count < before &&
		    (inside->insider_count == 0 ||
		     inside->insiders[0] != insider))
			continue;
		if (judge(inside, i, insider, error) != 0)
			return -1;
		inside->insiders[0] = inside->insiders[--inside->insider_count];
	}
	return 0;
}

int attack_insiders(struct attack_leak **leaks, size_t *count,
		    struct attack_system *system, struct attack_walker *walker,
		    const struct attack_component *components,
		    size_t component_count, struct arena *arena,
		    struct error *error)
{
	struct inside inside = {
		.system = system,
		.walker = walker,
		.components = components,
		.arena = arena,
	};
	int result = 0;

	inside.keys =
		arena_array(&inside.scratch, system->count, sizeof(uint32_t));
	if (inside.keys == NULL)
		result = error_memory(error);
	for (size_t k = 0; result == 0 && k < component_count; k++)
		for (size_t n = 0; n < components[k].unknown_count; n++)
			inside.keys[components[k].unknowns[n]] =
				(uint32_t)k + 1;
	for (uint32_t i = 0; result == 0 && i < system->count; i++)
		if (may_leak(system, i))
			result = attack_one(&inside, i, error);
	arena_release(&inside.scratch);
	*leaks = inside.leaks;
	*count = inside.count;
	return result;
}

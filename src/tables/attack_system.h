/*
 * attack_system.h - what is published of some tables, as equations over the
 * cells that are not shown.  Private to the attack (attack.h).
 *
 * Each unknown has bounds that are proved (`low` to `high`) and counts that
 * are witnessed (`seen_low` to `seen_high`): both belong to whole numbers that
 * solve everything.  `value` is the whole solution from which others are
 * sought; it is the truth except inside a search.
 */
#ifndef HORNBOOK_TABLES_ATTACK_SYSTEM_H
#define HORNBOOK_TABLES_ATTACK_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct attack_options;
struct error;
struct relations;

/* For sums and products of counts. */
__extension__ typedef __int128 wide;

/* least * whole <= scale * part <= most * whole, both unknowns. */
struct attack_quotient {
	uint32_t part, whole;
	int64_t least, most, scale;
};

struct attack_system {
	uint32_t count;
	uint32_t *cells; /* of the relations, ascending */
	int64_t *truth; /* while searching, any whole numbers that fit */
	int64_t *value;
	int64_t *low, *high;
	int64_t *seen_low, *seen_high;
	int64_t *need_low, *need_high; /* safe when seen at or beyond both, */
	uint32_t *span;                /* and so far apart */
	bool *asks;                    /* it asks for some protection */
	bool *risky;                   /* insiders must not find it exactly */
	bool *insider;                 /* its pupils know it */
	int64_t headroom; /* `high` of what nothing bounds, at first */

	/* Equation e: signs times unknowns terms[starts[e]] up to
	 * terms[starts[e + 1]] add up to sums[e]. */
	uint32_t equation_count;
	uint64_t *starts;
	uint32_t *terms;
	int8_t *signs;
	int64_t *sums;
	uint32_t *origins; /* equations of the relations */

	/* Unknown i is in equations in[in_starts[i]] up to
	 * in[in_starts[i + 1]], with those signs. */
	uint64_t *in_starts;
	uint32_t *in;
	int8_t *in_signs;

	struct attack_quotient *quotients;
	size_t quotient_count;
	bool *in_quotient; /* by unknown; NULL when there is no quotient */

	uint64_t programs; /* linear programs solved */
};

/* Fails with ERROR_CORRUPT when what is shown does not add up. */
int attack_system_make(struct attack_system *system,
		       const struct relations *relations,
		       const struct attack_options *options,
		       struct arena *arena, struct error *error);

static inline bool attack_fixed(const struct attack_system *system, uint32_t i)
{
	return system->low[i] == system->high[i];
}

static inline bool attack_safe(const struct attack_system *system, uint32_t i)
{
	return system->seen_low[i] <= system->need_low[i] &&
	       system->seen_high[i] >= system->need_high[i] &&
	       system->seen_high[i] - system->seen_low[i] >= system->span[i];
}

/* Whether its proved bounds already leave less than it asks for. */
static inline bool attack_lost(const struct attack_system *system, uint32_t i)
{
	return system->low[i] > system->need_low[i] ||
	       system->high[i] < system->need_high[i] ||
	       system->high[i] - system->low[i] < system->span[i];
}

/* Neither is known yet. */
static inline bool attack_open(const struct attack_system *system, uint32_t i)
{
	return !attack_safe(system, i) && !attack_lost(system, i);
}

/*
 * Narrows `low` and `high` by each equation alone until nothing changes, or
 * for some rounds: exact, cheap, and leaves less to the rest.  Fails with
 * ERROR_CORRUPT (record: the relations' equation, from 1) when nothing fits.
 */
int attack_narrow(struct attack_system *system, struct arena *scratch,
		  struct error *error);

/* Whether values solve all quotients that these unknowns are in. */
bool attack_quotients_hold(const struct attack_system *system,
			   const int64_t *values);

/* Unknowns that hang together by equations and quotients, without those
 * already fixed. */
struct attack_component {
	const uint32_t *unknowns; /* ascending */
	size_t unknown_count;
	const uint32_t *equations;
	size_t equation_count;
};

int attack_components(const struct attack_system *system,
		      struct attack_component **components, size_t *count,
		      struct arena *arena, struct error *error);

/* --- walks (attack_walk.c) ------------------------------------------------- */

/* A way to change some unknowns so that every equation still holds. */
struct attack_move {
	const uint32_t *unknowns;
	const int64_t *steps; /* by how much each changes */
	size_t count;
};

struct attack_walker;

int attack_walker_make(struct attack_walker **out, struct attack_system *system,
		       struct arena *arena, struct error *error);

/*
 * Looks for a move that changes `unknown` by 1 in `direction` (1 or -1) from
 * the present values, within proved bounds, and leaves `held` (or ATTACK_NONE)
 * as it is; `seed` varies the way.  False when none was found, which proves
 * nothing.  The move is good until the next search.
 */
bool attack_walk(struct attack_walker *walker, uint32_t unknown, int direction,
		 uint32_t held, uint64_t seed, struct attack_move *move);

/* The largest multiple of a move that stays within bounds from the present
 * values; 0 when quotients forbid even one. */
int64_t attack_reach(struct attack_system *system,
		     const struct attack_move *move, int64_t sign);

/* Seeks witnesses for each unknown that is open.  Leaves in truth and value
 * whole numbers that solve everything, further from bounds than the truth. */
int attack_seek(struct attack_system *system, struct attack_walker *walker,
		const struct attack_options *options, struct error *error);

/* --- linear programs (attack_program.c) ------------------------------------ */

/* Seeks witnesses for the open unknowns of a component, changing only some
 * hundred unknowns around each. */
int attack_seek_near(struct attack_system *system,
		     const struct attack_component *component,
		     struct error *error);

/* Settles the unknowns of a component: each becomes safe or lost, or stays
 * open where whole numbers could not be found. */
int attack_settle(struct attack_system *system,
		  const struct attack_component *component,
		  struct error *error);

/* The same for one unknown, and the search nearby for one. */
int attack_settle_one(struct attack_system *system,
		      const struct attack_component *component,
		      uint32_t unknown, struct error *error);
int attack_seek_one(struct attack_system *system, uint32_t unknown,
		    struct error *error);

/* Finds whole numbers that fit, and makes them truth and value.  Fails with
 * ERROR_CORRUPT when there are none. */
int attack_fit(struct attack_system *system,
	       const struct attack_component *component, struct error *error);

/* --- insiders (attack_insider.c) ------------------------------------------- */

struct attack_leak {
	uint32_t unknown, insider;
	int64_t low, high;
	bool proved;
};

/* Attacks as each unknown in turn whose only pupil knows it. */
int attack_insiders(struct attack_leak **leaks, size_t *count,
		    struct attack_system *system, struct attack_walker *walker,
		    const struct attack_component *components,
		    size_t component_count, struct arena *arena,
		    struct error *error);

#endif

/*
 * protect_parts.h - what the parts of protect.h share.
 *
 * A move is a set of cells with a weight each; the weights add up to 0 in every
 * equation, so the move can be added to the counts, once or several times
 * (`forth`), or taken from them (`back`), as often as all its cells have room.
 * A cell that some move raises by 1 and some move lowers by 1 can hold three
 * counts.
 */
#ifndef HORNBOOK_TABLES_PROTECT_PARTS_H
#define HORNBOOK_TABLES_PROTECT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tables/relations.h"

struct error;

/* The price of a cell that must stay published. */
#define PRICE_NEVER ((int64_t)1 << 56)

/* More room than this is never asked about. */
enum { ROOM_LIMIT = 1 << 30 };

#define NONE UINT32_MAX

/* What a search reads of a cell, in one place. */
struct cell_price {
	int64_t price; /* 0: suppressed anyway */
	uint32_t rise, fall;
};

/* What a target has to be able to do, and can as witnessed so far. */
struct target {
	uint32_t cell;
	uint32_t below, above, span;
	uint32_t fallen, risen; /* by the live moves */
};

struct move {
	uint32_t first, count; /* of its corners */
	uint32_t forth, back;
	bool dead;
};

struct corner {
	uint32_t cell;
	uint32_t move;
	uint32_t next; /* corner of the same cell, or NONE */
	int32_t weight;
};

struct protection {
	struct relations *relations;
	struct cell_price *prices;
	uint32_t *heads;  /* by cell: the last corner of it, or NONE */
	uint32_t *uses;   /* by cell: live moves that it is a corner of */
	uint32_t *target; /* by cell: its target, or NONE */
	struct target *targets;
	uint32_t target_count;
	struct move *moves;
	struct corner *corners;
	uint32_t move_count, corner_count;
	uint32_t move_capacity, corner_capacity;
	uint32_t insiders; /* cells of at most so many are known to some */
	int64_t cost;      /* of helpers */
	uint64_t searches, programs;

	/* What has been done since protection_mark, to be undone. */
	uint32_t *killed; /* moves */
	uint32_t killed_count, killed_capacity;
	uint32_t *repriced; /* cells, with the price before */
	int64_t *old_prices;
	uint32_t repriced_count, repriced_capacity;
	uint32_t marked_moves;
};

/* A move on its way. */
struct draft {
	uint32_t *cells;
	int32_t *weights;
	uint32_t count;
	uint32_t capacity;
	int64_t price; /* of what it suppresses anew */
};

int protection_begin(struct protection *protection, struct relations *relations,
		     uint32_t insiders, struct error *error);
void protection_release(struct protection *protection);

static inline bool target_met_by(const struct target *target, uint32_t risen,
				 uint32_t fallen)
{
	if (risen < target->risen)
		risen = target->risen;
	if (fallen < target->fallen)
		fallen = target->fallen;
	return risen >= target->above && fallen >= target->below &&
	       risen + fallen >= target->span;
}

static inline bool target_met(const struct target *target)
{
	return target_met_by(target, 0, 0);
}

/* How far a target still has to go up, and down, were it to go only there. */
static inline uint32_t target_rise_wanted(const struct target *target)
{
	uint32_t rest = target->span > target->fallen
				? target->span - target->fallen
				: 0;

	return rest > target->above ? rest : target->above;
}

static inline uint32_t target_fall_wanted(const struct target *target)
{
	uint32_t rest =
		target->span > target->risen ? target->span - target->risen : 0;

	return rest > target->below ? rest : target->below;
}

/* Whether it is nearer to being met than before. */
static inline bool target_helped_by(const struct target *target, uint32_t risen,
				    uint32_t fallen)
{
	return (risen > target->risen &&
		target->risen < target_rise_wanted(target)) ||
	       (fallen > target->fallen &&
		target->fallen < target_fall_wanted(target));
}

/*
 * The ways to meet a target by one move: how often it has to be possible to
 * make it, and to unmake it.  All of them for small spans.  False when there is
 * no such way, or it is another's.
 */
enum { TARGET_WAYS = 5 };
bool target_way(const struct target *target, uint32_t way, uint32_t *forth,
		uint32_t *back);

/* Takes a move in: suppresses its cells and credits its targets.  Fails with
 * ERROR_MEMORY only. */
int protection_add(struct protection *protection, const struct draft *draft,
		   struct error *error);

/*
 * A cell whose pupils could work out target `t`: known to them, part of a total
 * together with it, and in all its moves.  NONE when there is no such.
 */
uint32_t protection_leak(const struct protection *protection, uint32_t t);

/* From here on what is done can be undone. */
void protection_mark(struct protection *protection);
/* Publishes a helper again, for the time being: kills the moves that need it,
 * and publishes all helpers which no other move needs. */
int protection_expose(struct protection *protection, uint32_t cell,
		      struct error *error);
void protection_undo(struct protection *protection);

/* Forgets dead moves. */
void protection_compact(struct protection *protection);

/* Whether the live moves prove what they are to prove: ERROR_REFUSED if not. */
int protection_check(const struct protection *protection, struct error *error);

/* search */
struct search;
int search_make(struct search **search, struct protection *protection,
		struct error *error);
void search_free(struct search *search);

/*
 * The cheapest move of simple shape that costs less than `limit` and meets
 * the target (or, `any`, brings it nearer); NULL when there is none.
 */
const struct draft *search_move(struct search *search,
				const struct target *target, int64_t limit,
				bool any);

/* About what meeting the target costs: the price of a very simple move, or
 * PRICE_NEVER. */
int64_t search_price(struct search *search, const struct target *target);

/* The same by linear programming over the equations near the cell; `draft`,
 * empty at first, is the caller's. */
int program_move(struct protection *protection, const struct target *target,
		 struct draft *draft, bool *found, struct error *error);

/* One call of protect(). */
struct protecting {
	struct protection protection;
	struct search *search;
	struct draft draft; /* of programs */
};

/*
 * Meets a target with the cheapest move, or with several that bring it nearer
 * step by step, so that no insider finds it.  `*met` tells whether that could
 * be done for less than `limit`.
 */
int protecting_meet(struct protecting *work, uint32_t t, int64_t limit,
		    bool *met, struct error *error);

/* Makes it cheaper, with so many searches at most, or a few more. */
int protecting_improve(struct protecting *work, uint64_t searches,
		       struct error *error);

/* For sorting: by falling key, then by number. */
struct ranked {
	int64_t key;
	uint32_t number;
};

int ranked_compare(const void *a, const void *b);

#endif

/*
 * attack.h - what a reader can work out from what is published.
 *
 * The reader sees the counts of cells that are shown (CELL_FREE, CELL_OPEN),
 * knows all equations, and knows of every other cell that it is a whole number
 * from its `least` to its `most`.  The attack finds, for each cell that is not
 * shown and asks for protection (below, above, span; every suppressed cell, risky
 * or helper, asks to be left at least two counts), how far it could lie
 * from what it is, and lists those that are less open than they ask for.
 *
 * It shares nothing with the code that suppresses but relations.h.
 *
 * What is proved.  A cell that is not listed is safe, and the proof is whole
 * tables: for each such cell sets of whole numbers were found that fit all that
 * is published and in which the cell reaches down and up as far as it asks.
 * They were checked in integers; no verdict of safety rests on floating
 * point.  EXPOSURE_PROVED: the cell does lie from `low` to `high`, by
 * equations alone or by linear programming, and that is too little.
 * EXPOSURE_UNSHOWN: neither could be shown within the bounded effort; what
 * must not be published if unsafe is then to be taken as unsafe.
 *
 * What is not: a reader who knows some of the pupils counted (but see
 * `insiders`), or how the program that suppressed prefers cells, may narrow a
 * count further.
 *
 * The same relations give the same answer on every machine: effort is bounded
 * by counts, never by time.
 */
#ifndef HORNBOOK_TABLES_ATTACK_H
#define HORNBOOK_TABLES_ATTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;
struct relations;

/* Instead of a cell: none. */
#define ATTACK_NONE UINT32_MAX

/*
 * A published percentage or mean, as an interval of the quotient of two cells,
 * either of which may be shown or not:
 *     least * whole <= scale * part <= most * whole.
 * 12.5% to one decimal is from 1245 to 1255 with scale 10000.
 */
struct attack_ratio {
	uint32_t part, whole;
	int64_t least, most, scale; /* 0 <= least <= most; scale >= 1; each at
				       most ATTACK_LIMIT_RATIO */
};

#define ATTACK_LIMIT_RATIO ((int64_t)1000000000)

struct attack_options {
	/*
	 * Pupils of one cell who know each other know its count.  Where a
	 * suppressed cell counts from 1 to this many, attacks once as they
	 * could: they must not be able to work out exactly another cell that
	 * asks for protection and is part of a total together with theirs, or
	 * is that total; unless the two differ only by what is shown, or it is
	 * part of theirs and counts some of themselves.  0:
	 * nobody knows more than what is published; 1: who is alone in a cell
	 * knows it; 2: pairs too.
	 */
	uint32_t insiders;

	/*
	 * The counts of cells that are not shown are nobody's here (a table
	 * made by others): counts that fit are looked for first, `below` and
	 * `above` are not asked, only `span`.
	 */
	bool unknown_counts;

	const struct attack_ratio *ratios;
	size_t ratio_count;

	/* How far it is, now and then; may be NULL. */
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
};

enum exposure_kind {
	EXPOSURE_PROVED,
	EXPOSURE_UNSHOWN,
};

struct attack_exposure {
	uint32_t cell;
	uint32_t insider; /* the cell whose pupils find this, or ATTACK_NONE:
			     every reader does */
	enum exposure_kind kind;
	int64_t low, high; /* high is RELATIONS_UNBOUNDED when nothing bounds
			      it */
};

struct attack_result {
	struct attack_exposure *exposures; /* by cell, then insider */
	size_t count;
	uint64_t unknowns;   /* cells that are not shown */
	uint64_t needy;      /* of them, those that ask for protection */
	uint64_t components; /* sets of unknowns that hang together */
	uint64_t programs;   /* linear programs that were solved */
};

/*
 * Attacks; `result` is in `arena`.  Options may be NULL.  Fails with
 * ERROR_CORRUPT when no whole table fits what is published (record: an equation
 * that cannot hold, from 1, where one was found), with ERROR_REFUSED when counts
 * are unknown and none that fit were found, and with ERROR_MEMORY.
 */
int attack(struct attack_result *result, const struct relations *relations,
	   const struct attack_options *options, struct arena *arena,
	   struct error *error);

#endif

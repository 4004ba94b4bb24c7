/*
 * protect.h - chooses which further cells to suppress so that none that is
 * too small can be worked out (secondary suppression).
 *
 * Given cells that are risky (primary.h), finds others to suppress with them,
 * so that whoever knows everything that is published, and beforehand that every
 * count lies between `least` and `most`, is left the room that `below`, `above`
 * and `span` ask for around each risky cell, and at least two different counts
 * for every other suppressed one.  Tries to lose little: the sum of the costs.
 *
 * Safe by construction: for each such cell it holds *moves*, whole numbers that
 * can be added to some suppressed counts without any equation noticing, and
 * that stay within what is known beforehand.  The counts moved fit what is
 * published as well as the true ones do.  Before it ends, all moves are checked
 * against the equations once more.  A set of tables for which no moves are
 * found is refused, never half protected.
 *
 * All suppressed cells are shown alike: the symbol must not tell which of them
 * is small itself, or a reader knew more than is reckoned with here.
 *
 * The same relations and options give the same cells, whatever the machine and
 * the number of threads.
 */
#ifndef HORNBOOK_TABLES_PROTECT_H
#define HORNBOOK_TABLES_PROTECT_H

#include <stdint.h>

struct error;
struct relations;

struct protect_options {
	/*
	 * Pupils of one cell who know each other and so know its count: where a
	 * suppressed cell counts at most that many, they must not be able to
	 * work out another risky cell that is part of a total together with
	 * theirs.  0: nobody knows more than what is published; 1: a pupil who
	 * is the only one in a cell knows it; 2: pairs too.
	 */
	uint32_t insiders;

	uint32_t threads; /* at most; 0: one */
};

struct protect_report {
	int64_t cost;            /* of all suppressed cells */
	int64_t bound;           /* no choice that is safe costs less */
	uint64_t risky, helpers; /* cells suppressed */
	uint64_t searches;       /* for a move */
	uint64_t programs; /* linear ones, where no simple move was found */
};

/*
 * Marks helpers among the free cells.  What is marked CELL_HELPER beforehand is
 * free again first.  `report` may be NULL.
 *
 * Fails with ERROR_REFUSED when cells cannot be protected (too few may be
 * suppressed; record: one that cannot, from 1), with ERROR_INPUT when a count is not within its own bounds, with
 * ERROR_MEMORY; the marks are then as they were.
 */
int protect(struct relations *relations, const struct protect_options *options,
	    struct protect_report *report, struct error *error);

#endif

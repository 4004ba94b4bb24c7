/*
 * exact.h - the cheapest secondary suppression of a small table, with proof.
 *
 * Chooses cells to suppress so that every cell that needs it keeps its
 * protection interval against a reader who solves linear programs over all
 * that is published, and so that the sum of the costs of what is suppressed is
 * as small as can be.  Branch and cut after Fischetti and Salazar-Gonzalez
 * (Mathematical Programming 84, 1999; Journal of the American Statistical
 * Association 95, 2000): the choice is a program over yes-or-no variables, one
 * for each cell, and each attack that succeeds on a trial choice gives an
 * inequality that all good choices fulfil.
 *
 * The work is bounded by counts and never by the clock, so the same table gives
 * the same answer; when the bound is reached the best choice found is kept, and
 * the report says how far from the best it can be at most.
 */
#ifndef HORNBOOK_TABLES_EXACT_H
#define HORNBOOK_TABLES_EXACT_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct relations;

/* The most cells and terms: larger systems are for the fast suppressor. */
enum {
	EXACT_LIMIT_CELLS = 1 << 15,
	EXACT_LIMIT_TERMS = 1 << 18,
	EXACT_LIMIT_FLOWS = 1 << 26, /* cells by risky cells, three times */
};

/* A bound that is 0 is not wanted: no branching, no programs for attacks. */
struct exact_limits {
	uint32_t nodes;   /* of the search tree */
	uint64_t attacks; /* linear programs that attack or repair a choice */
};

struct exact_report {
	int64_t cost;  /* of all that is suppressed, risky cells included */
	int64_t bound; /* no choice costs less */
	bool proven;   /* that no choice costs less than `cost` */
	uint32_t nodes;
	uint32_t cuts;
	uint64_t attacks;
};

/* What is bearable for tables of a few hundred cells: seconds. */
extern const struct exact_limits exact_limits_default;

/*
 * Marks cells that are CELL_FREE as CELL_HELPER, or CELL_HELPER as CELL_FREE,
 * until all cells marked CELL_RISKY, and those CELL_HIDDEN, have what `below`,
 * `above` and `span` ask for.  Helpers that are there already are a first
 * choice, no more; what they ask for themselves is not looked at.  On failure
 * the marks are as they were.
 *
 * Fails with ERROR_REFUSED (record: the cell, from 1) when a cell cannot be
 * protected even if all that may be suppressed is, or when `limits` were too
 * tight to find any choice; with ERROR_INPUT when the system is too large; and
 * with ERROR_MEMORY.
 */
int exact_suppress(struct relations *relations,
		   const struct exact_limits *limits,
		   struct exact_report *report, struct error *error);

#endif

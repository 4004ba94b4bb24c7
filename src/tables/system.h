/*
 * system.h - what a published set of tables says of its suppressed cells, as
 * equations over whole numbers.
 *
 * The unknowns are the suppressed cells of all tables together with the
 * suppressed totals, which the tables share.  The equations: in each table the
 * cells of a row make its total, those of a column its total, the column
 * totals the overall total; and the row totals make the overall total.  Shown
 * cells stand on the right-hand side.
 *
 * Each unknown has bounds that are proved (`low` to `high`) and counts that
 * are witnessed (`seen_low` to `seen_high`): both belong to whole numbers that
 * solve all equations.  The true counts are the first witness.
 */
#ifndef HORNBOOK_TABLES_SYSTEM_H
#define HORNBOOK_TABLES_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;
struct table_set;

struct unknown {
	size_t table, row, column; /* as in struct exposure */
	uint32_t count;            /* the truth */
	uint32_t needed;           /* it is safe when seen_high - seen_low is
				      at least this */
	int64_t low, high;
	int64_t seen_low, seen_high;
	int64_t trial; /* of the solution that is being checked */
	int place;     /* in the judge's model of its component */
	bool still;    /* held at its true count for the time being */
};

struct term {
	uint32_t unknown;
	int32_t sign; /* 1, or -1 for a total */
};

struct system {
	struct unknown *unknowns;
	size_t unknown_count;
	/* Equation e: its terms add up to sums[e]; the terms are
	 * terms[starts[e]] up to terms[starts[e + 1]]. */
	struct term *terms;
	size_t *starts;
	int64_t *sums;
	size_t equation_count;
};

/* Fails with ERROR_CORRUPT when the true counts do not add up. */
int system_make(struct system *system, const struct table_set *set,
		struct arena *arena, struct error *error);

/* Narrows `low` and `high` by each equation alone until nothing changes, or
 * for some rounds: exact, cheap, and leaves less to the judge. */
void system_narrow(struct system *system);

/* Whether it stays at its true count. */
static inline bool unknown_fixed(const struct unknown *unknown)
{
	return unknown->still || unknown->low == unknown->high;
}

static inline bool unknown_safe(const struct unknown *unknown)
{
	return unknown->seen_high - unknown->seen_low >= unknown->needed;
}

/* Unknowns that hang together by equations, without those already fixed. */
struct component {
	const uint32_t *unknowns;
	size_t unknown_count;
	const uint32_t *equations;
	size_t equation_count;
};

int system_components(const struct system *system,
		      struct component **components, size_t *count,
		      struct arena *arena, struct error *error);

/*
 * Looks for witnesses that make unknowns of a component safe; proves nothing
 * of the others.
 */
int component_witness(struct system *system, const struct component *component,
		      struct error *error);

/*
 * Settles each unknown of a component: afterwards it is safe, or its bounds
 * are as narrow as whole numbers allow (or as a bounded search could make
 * them, which is then on the side of caution).
 */
int component_judge(struct system *system, const struct component *component,
		    struct error *error);

#endif

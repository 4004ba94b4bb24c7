/*
 * relations.h - any set of linked tables: cells, and equations between them.
 *
 * What suppresses, rounds and attacks need not know what a table is about.
 * To it a set of tables is cells with counts, and equations: a total is the
 * sum of its parts.  A hierarchical cube gives one for every group of every
 * dimension and every combination of the others; tables that share cells are
 * linked by `relations_equate`; groups that can be worked out from two
 * releases are cells that were never published (CELL_HIDDEN).
 *
 * Use: relations_begin, then cells (relations_add_cells, relations_add_cube)
 * and equations, then relations_finish; afterwards only states, bounds,
 * protections and costs change.  A failure in between is kept and told by
 * relations_finish, so that callers check once.
 */
#ifndef HORNBOOK_TABLES_RELATIONS_H
#define HORNBOOK_TABLES_RELATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cube;
struct error;

enum {
	RELATIONS_LIMIT_CELLS = 1 << 26,
	RELATIONS_LIMIT_TERMS = 1 << 29,
};

/* So that floating point solvers hold every count exactly. */
#define RELATIONS_LIMIT_COUNT ((int64_t)1 << 53)

/* Instead of an upper bound: none is known. */
#define RELATIONS_UNBOUNDED INT64_MAX

enum cell_mark {
	CELL_FREE,   /* published, unless it is needed to hide another */
	CELL_OPEN,   /* published, and has to stay so (a zero that the profile
			shows; what was published before) */
	CELL_RISKY,  /* suppressed: it would tell too much itself (primary) */
	CELL_HELPER, /* suppressed: it would give another away (secondary) */
	CELL_HIDDEN, /* was never published and costs nothing; where `needed`,
			`below` or `above` are set it has to be safe too */
};

struct relations_cube {
	const struct cube *cube;
	uint32_t first; /* its cell i is cell first + i */
};

/* Arrays by cell are apart, so that a pass reads only what it needs. */
struct relations {
	uint32_t cell_count;
	int64_t *counts; /* the truth, within RELATIONS_LIMIT_COUNT of 0 */

	/* What every reader knows beforehand: least <= count <= most.  0 and
	 * RELATIONS_UNBOUNDED at first. */
	int64_t *least, *most;

	/*
	 * What suppression has to leave: low and high being the least and the
	 * greatest count that fit all that is published,
	 *     low <= count - below, high >= count + above, high - low >= span.
	 * 0 where nothing is asked.  (Lower, upper and sliding protection:
	 * Fischetti and Salazar-Gonzalez 2000.)
	 */
	uint32_t *below, *above, *span;

	int64_t *costs; /* information lost when it is suppressed; > 0; at
			   first the larger of 1 and its count */
	uint8_t *marks; /* enum cell_mark; CELL_FREE at first */

	/* Equation e: weights times counts of cells terms[starts[e]] up to
	 * terms[starts[e + 1]] add up to 0; a total has weight -1. */
	uint32_t equation_count;
	uint64_t *starts; /* equation_count + 1 */
	uint32_t *terms;  /* cells */
	int8_t *weights;  /* 1 or -1 */

	/* The other way round: cell c is in equations in[in_starts[c]] up to
	 * in[in_starts[c + 1]], in ascending order. */
	uint64_t *in_starts;
	uint32_t *in;

	/* Cubes among the cells, in the order added. */
	struct relations_cube *cubes;
	uint32_t cube_count;

	/* Until relations_finish. */
	struct arena *arena;
	size_t cell_capacity, equation_capacity, term_capacity, cube_capacity;
	uint64_t term_count;
	bool out_of_memory, too_large;
};

/* `arena` holds everything and must outlive it. */
void relations_begin(struct relations *relations, struct arena *arena);

/* Adds cells with these counts and gives the first one's number. */
uint32_t relations_add_cells(struct relations *relations, const int64_t *counts,
			     size_t count);

/* Adds a cube's cells, which it copies, and its equations; keeps a pointer to
 * the cube.  Gives the number of the cube's first cell. */
uint32_t relations_add_cube(struct relations *relations,
			    const struct cube *cube);

/* Says that `total` is the sum of `parts`. */
void relations_add_total(struct relations *relations, uint32_t total,
			 const uint32_t *parts, size_t count);

/* An equation with any weights, each 1 or -1. */
void relations_add_equation(struct relations *relations, const uint32_t *cells,
			    const int8_t *weights, size_t count);

/* Says that two cells count the same pupils. */
void relations_equate(struct relations *relations, uint32_t one,
		      uint32_t other);

/* Closes it.  Fails with ERROR_MEMORY, with ERROR_INPUT when it grew beyond its
 * limits or holds a count that did, and with ERROR_CORRUPT (record: the equation, from 1) when the true
 * counts do not fit an equation. */
int relations_finish(struct relations *relations, struct error *error);

/* As relations_finish, where not all counts are known (tables that others
 * published): whether they fit the equations is not looked at. */
int relations_finish_unknown(struct relations *relations, struct error *error);

static inline bool relations_is_shown(const struct relations *relations,
				      uint32_t cell)
{
	return relations->marks[cell] == CELL_FREE ||
	       relations->marks[cell] == CELL_OPEN;
}

/* How many cells were published before and are suppressed now, by mark, and
 * what that costs in all. */
struct relations_loss {
	uint64_t risky, helpers; /* cells */
	int64_t risky_counts, helper_counts;
	int64_t cost;
};

struct relations_loss relations_lost(const struct relations *relations);

#endif

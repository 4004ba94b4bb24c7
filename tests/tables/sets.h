/*
 * sets.h - sets of tables for tests: from a written list of pupils, from
 * marked counts, and at random.
 */
#ifndef HORNBOOK_TESTS_TABLES_SETS_H
#define HORNBOOK_TESTS_TABLES_SETS_H

#include "base/arena.h"
#include "base/slice.h"
#include "tables/table.h"

/* A number that looks random; the same state gives the same numbers. */
uint64_t sets_random(uint64_t *state);

/*
 * Counts pupils written one kind a line, all words between spaces:
 *
 *     profile default
 *     area school
 *     dimensions sen sex
 *     N1 K F 12            12 pupils of area N1 with sen K and sex F
 *
 * "-" is an empty value.
 */
int sets_from_pupils(struct table_set *set, struct slice text,
		     struct arena *arena, struct error *error);

/*
 * Reads counts that are already marked, p primary, s secondary, the last
 * column row totals and the last line column totals:
 *
 *     profile default
 *     table sen
 *     3p 12s 15
 *     ...
 *
 * Each further "table" repeats the same row totals.
 */
int sets_from_marks(struct table_set *set, struct slice text,
		    struct arena *arena, struct error *error);

struct sets_shape {
	size_t areas;
	size_t dimensions;
	size_t values;
	size_t pupils;
	unsigned int skew; /* how much the first values are preferred */
};

/* Random pupils counted. */
int sets_at_random(struct table_set *set, struct sets_shape shape,
		   const struct table_profile *profile, uint64_t seed,
		   struct arena *arena, struct error *error);

#endif

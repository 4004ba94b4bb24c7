/*
 * gather.h - pupils as they come, gathered into columns and then a cube.
 *
 * What codes there will be is not known before the last pupil was seen, and
 * pupils are seen once.  So each dimension keeps a column: a code is looked up
 * in a hash of those seen (nothing is copied and nothing compared with more than
 * one of them), and its number kept, in one byte while there are no more than
 * 256, then in two, then in four.  gather_finish makes the classifications and
 * counts the columns (count.h).
 *
 * A dimension may have several levels, finest first: LSOA, MSOA, authority.
 * What lies in what is learnt from the pupils themselves.  Where they
 * contradict one another (the same LSOA in two MSOAs) the greater number
 * decides, so that every table has one hierarchy and all totals fit.
 */
#ifndef HORNBOOK_TABLES_GATHER_H
#define HORNBOOK_TABLES_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "tables/count.h"

struct arena;
struct cube;
struct error;
struct gather;

enum {
	GATHER_LIMIT_DIMENSIONS = 4,
	GATHER_LIMIT_LEVELS = 6,
};

/* The code under which a pupil is counted of whom a value is not known. */
#define GATHER_UNKNOWN "unknown"

struct gather_dimension {
	struct slice name;  /* "lsoa" */
	struct slice label; /* "Lower layer super output area" */
	uint32_t levels;    /* at least 1 */
};

int gather_begin(struct gather **out, const struct gather_dimension *dimensions,
		 size_t count, bool values, struct error *error);

/*
 * One pupil: a code for each level of each dimension, in order, empty where
 * not known; and a value or COUNT_NO_VALUE.  Copies what it keeps.
 */
int gather_add(struct gather *gather, const struct slice *codes, int64_t value,
	       struct error *error);

/* How codes are called, and in what group they lie where the pupils do not say
 * it: may change `label` and `parent`, which are the code and empty before.
 * Also called for the parents that it names, with levels counted on. */
struct gather_naming {
	void *context;
	void (*name)(void *context, size_t dimension, uint32_t level,
		     struct slice code, struct slice *label,
		     struct slice *parent);
};

/*
 * Makes the cube and, where values were gathered, the magnitudes (may be NULL);
 * all in `arena`, and independent of the order in which pupils came.
 * `contradicted` (may be NULL) gets how many pupils a hierarchy
 * contradicts.
 */
int gather_finish(struct gather *gather, const struct gather_naming *naming,
		  unsigned int threads, struct cube *cube,
		  struct magnitudes *magnitudes, uint64_t *contradicted,
		  struct arena *arena, struct error *error);

/* Of each pupil, in the order in which they came, the cell of the cube that
 * gather_finish made, of leaves only; in `arena`. */
int gather_persons(const struct gather *gather, const struct cube *cube,
		   uint32_t **cells, size_t *count, struct arena *arena,
		   struct error *error);

void gather_free(struct gather *gather);

#endif

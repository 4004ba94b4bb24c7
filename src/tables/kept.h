/*
 * kept.h - tables that were let out, kept as bytes so that later ones can be
 * compared with them (differencing.h).
 *
 * Kept are the classifications, who was counted in which leaf of each, which
 * cells were shown and how counts were rounded: enough to know what a reader
 * knows.  The counts follow from the people.  The people themselves are only
 * numbered, in the order in which they were counted; whoever keeps the bytes
 * knows who is who, and keeps them from being read: they tell of each what the
 * table counts by.
 *
 * All numbers are varints of at most 5 or 10 bytes (7 bits each, the lowest
 * first); texts have their length before them; columns are of 1, 2 or 4 bytes
 * a person, the lowest first.  The first four bytes are "HKT1".
 */
#ifndef HORNBOOK_TABLES_KEPT_H
#define HORNBOOK_TABLES_KEPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "tables/cube.h"

struct arena;
struct builder;
struct differencing_table;
struct error;
struct profile;
struct treatment;
struct treatment_table;

enum {
	KEPT_LIMIT_TABLES = 512,
	KEPT_LIMIT_PERSONS = 1 << 26,
};

struct kept_table {
	struct cube cube; /* the true counts, totals included */
	uint8_t *marks;   /* enum cell_mark, by cell */
	/* Of each cell what its shown figure may stand for; of one that is not
	 * shown what everybody knows of it. */
	int64_t *least, *most;
	uint32_t *span;    /* that each asks for */
	uint32_t *persons; /* by person: the cell of leaves */
	uint32_t places;   /* bit d: dimension d says where people are */
};

struct kept {
	struct kept_table *tables;
	size_t table_count;
	size_t person_count;
	uint32_t threshold; /* counts from 1 to below it were too small */
	uint32_t interval;  /* struct profile's */
};

/* The people of a table: the cell in which each stands (kept, not copied), and
 * which dimensions say where they are. */
struct kept_people {
	uint32_t *persons;
	uint32_t places;
};

/*
 * Fills `out` from tables as they were treated; `people` are those of each
 * table.  Fails only without memory.
 */
int kept_make(struct kept *out, const struct treatment *treatment,
	      const struct treatment_table *tables,
	      const struct kept_people *people, size_t table_count,
	      size_t person_count, struct arena *arena, struct error *error);

/* Adds the bytes of tables that kept_make has filled. */
void kept_write(const struct kept *kept, struct builder *out);

/* Everything in `arena`.  Fails with ERROR_CORRUPT on what kept_write could not
 * have written. */
int kept_read(struct kept *out, struct slice bytes, struct arena *arena,
	      struct error *error);

/* A table as the attacker takes it, but for `persons`, which are numbered
 * differently there. */
void kept_attacked(const struct kept_table *table,
		   struct differencing_table *out);

#endif

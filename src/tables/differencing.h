/*
 * differencing.h - what tables published at different times, or of different
 * areas, give away together.
 *
 * A table of all pupils and one of all but three speak of the three; so do two
 * six-monthly cuts of which the later has three pupils more, and a school's
 * table beside that of the area in which all but three of its pupils live.
 *
 * All tables count some of the same people.  Those who stand in the same cells
 * of all tables are an atom; each cell is the sum of its atoms, which nobody
 * published (CELL_HIDDEN).  A reader is taken to know which atoms there are,
 * but not how many people are in them: so whoever knows that nobody left can
 * work out how many joined.  (R-176; T3.)
 *
 * Beside every cell that its own table withholds, these have to be safe, where
 * they are from 1 to below the threshold: for each two tables and each two
 * cells of them that overlap, those in the one but not in the other; and each
 * atom.  What is the same people as a cell of a table is left to that table.
 *
 * Tables that were made to be published together were judged together, and
 * readers know little of who is in cells of one that speak of something else
 * than those of the other.  Told of releases (`by_release`), only groups of
 * cells of different ones are looked at, and only where both speak of the same:
 * neither says of its people what the other does not, but for where they are.
 */
#ifndef HORNBOOK_TABLES_DIFFERENCING_H
#define HORNBOOK_TABLES_DIFFERENCING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tables/attack.h"

struct arena;
struct cube;
struct error;
struct relations;

/* Instead of a cell: this person is not counted. */
#define DIFFERENCING_ABSENT UINT32_MAX

/* One table, as it was or is to be published. */
struct differencing_table {
	const struct cube *cube; /* with the true counts, totals included */
	const uint8_t *marks;    /* enum cell_mark, by cell of the cube */

	/* Protections that its profile asks for (relations.h), by cell; each
	 * may be NULL: nothing. */
	const uint32_t *below, *above, *span;

	/* For a rounded table the interval that each count stands for, by
	 * cell; NULL: counts that are shown are exact. */
	const int64_t *least, *most;

	/* By person: the cell of the cube, made of leaves only, in which the
	 * table counts this person, or DIFFERENCING_ABSENT.  NULL: not known
	 * any more; the table is then linked to none. */
	const uint32_t *persons;

	uint32_t release; /* with `by_release`: tables of one have one number */
	uint32_t places;  /* and bit d: dimension d says where people are */
};

struct differencing_rules {
	uint32_t threshold; /* groups from 1 to threshold - 1 must be safe */
	uint32_t span;      /* by this much: high - low >= span */
	uint32_t insiders;  /* as struct attack_options */
	bool by_release;
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
};

/*
 * A count that can be worked out, or not shown to be safe: of the people in
 * `cell` of `table`, those not in `other_cell` of `other_table`, or, `both`,
 * those who are in it too.  A cell of a table by itself has `other_table`
 * SIZE_MAX.
 */
struct differencing_exposure {
	size_t table, other_table;
	uint32_t cell, other_cell;
	bool both;
	int64_t low, high;
	enum exposure_kind kind;
	bool insider; /* only by somebody who is alone in a cell */
};

struct differencing_result {
	struct differencing_exposure *exposures;
	size_t count;
	uint64_t atoms, groups;
};

/* The most atoms, and pairs of cells looked at for groups. */
enum {
	DIFFERENCING_LIMIT_ATOMS = 1 << 24,
	DIFFERENCING_LIMIT_PAIRS = 1 << 26,
};

/*
 * Attacks all tables together.  `person_count` is the length of `persons` in
 * each table.  Fails with ERROR_CORRUPT (record: the table, from 1) when a
 * table's counts are not those of its persons, with ERROR_REFUSED beyond the
 * limits, and with ERROR_MEMORY.
 */
int differencing_attack(struct differencing_result *result,
			const struct differencing_table *tables,
			size_t table_count, size_t person_count,
			const struct differencing_rules *rules,
			struct arena *arena, struct error *error);

#endif

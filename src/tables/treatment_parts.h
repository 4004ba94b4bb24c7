/*
 * treatment_parts.h - what the steps of treatment.h share.
 */
#ifndef HORNBOOK_TABLES_TREATMENT_PARTS_H
#define HORNBOOK_TABLES_TREATMENT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tables/attack.h"
#include "tables/treatment.h"

/* Pupils who know each other: of a cell of two, either knows the other
 * (singletons and pairs inside one line). */
enum { INSIDERS = 2 };

struct treating {
	struct treatment *treatment;
	struct relations *relations;
	struct treatment_table *tables;
	size_t table_count;
	const struct profile *profile;
	unsigned int threads;
	uint8_t *again;      /* by cell: an earlier table shows it too */
	uint8_t *forced;     /* by cell: hidden because of what the attacker
				found */
	uint32_t first_rest; /* beside parts that are all of a total */
	bool rounded; /* the attacker is to know of counts what their rounding
			 tells, and no more */
	struct arena *arena;
};

/* The tables' cells as relations, those that are the same linked; fills the
 * tables' `first`, and what is to be filled by cell is made. */
int treatment_relate(struct treating *treating, struct error *error);

/* Says of cells of different tables in which the same people stand that they are
 * the same. */
int treatment_equate_same(const struct treating *treating, struct error *error);

/* What a table's sums say, as relations of their own: sums without signs, in the
 * cells of its counts, risky where they would tell too much. */
int treatment_relate_sums(const struct treating *treating,
			  const struct treatment_table *table,
			  struct relations *sums, struct error *error);

/* Primary suppression. */
int treatment_mark(const struct treating *treating, struct error *error);

/* What stands in several tables is hidden in all of them. */
void treatment_mark_alike(const struct treating *treating);

/* What the attacker opens of what is hidden: counts first; where they are safe,
 * the sums behind means. */
int treatment_judge(const struct treating *treating,
		    struct attack_result *result, struct error *error);

/* Takes out what only tells insiders of themselves. */
void treatment_drop_own(const struct treating *treating,
			struct attack_result *result);

int treatment_refuse(const struct attack_result *result, struct error *error);

/* Rounds all counts so that they add up; nothing is suppressed. */
int treatment_round(const struct treating *treating, struct error *error);

#endif

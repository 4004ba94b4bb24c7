/*
 * release_tables.h - the tables of one release, while they are made.  Private
 * to table_release.c, table_compare.c and table_csv.c.
 */
#ifndef HORNBOOK_SHARE_RELEASE_TABLES_H
#define HORNBOOK_SHARE_RELEASE_TABLES_H

#include "share/tabulate.h"
#include "tables/kept.h"
#include "tables/treatment.h"

struct disclosure;

struct released_table {
	struct tabulate *tabulate;
	struct tabulated counted;
	uint8_t *withheld; /* by cell: beside what left before it would tell
			      too much */
};

struct released_tables {
	struct released_table *list;
	struct treatment_table *treated;
	size_t count;
	struct treatment treatment;
	struct kept kept;
};

/* Treats them by the profile, with what is withheld, and fills `kept`. */
int tables_treat(struct disclosure *disclosure, struct released_tables *tables,
		 struct error *error);

/*
 * Treats them so that they tell nothing together with what left before and
 * counts some of the same pupils: whoever received it, all that left is taken to
 * be known to the public (T3).  Withholds more, or fails with ERROR_REFUSED.
 */
int tables_compare(struct disclosure *disclosure,
		   struct released_tables *tables, struct error *error);

/* Adds tables that nobody asked for one by one: a line for each cell with
 * columns table, area, value, label, pupils. */
void tables_add_csv(const struct released_tables *tables, struct builder *out);

#endif

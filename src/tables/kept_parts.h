/*
 * kept_parts.h - what writing and reading kept tables share.  Private to the
 * tables room.
 */
#ifndef HORNBOOK_TABLES_KEPT_PARTS_H
#define HORNBOOK_TABLES_KEPT_PARTS_H

#include "tables/kept.h"

#define KEPT_MAGIC "HKT1"

/* Marks, span, least and most for the cells of its cube. */
int kept_table_allocate(struct kept_table *table, struct arena *arena,
			struct error *error);

#endif

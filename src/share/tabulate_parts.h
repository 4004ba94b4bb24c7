/*
 * tabulate_parts.h - a table that is being counted: tabulate_names.c (what is asked
 * for, in the dictionary), tabulate.c (what may be counted, and pupils),
 * tabulate_state.c (what its codes are called, and how it is told) and
 * tabulate_preview.c (for the controller's own eyes).  Private to tabulate.
 */
#ifndef HORNBOOK_SHARE_TABULATE_PARTS_H
#define HORNBOOK_SHARE_TABULATE_PARTS_H

#include "base/arena.h"
#include "share/tabulate.h"
#include "tables/gather.h"

enum { VALUE_DECIMALS = 4 }; /* that numbers are counted with */

struct axis {
	struct slice name, label;
	uint16_t fields[GATHER_LIMIT_LEVELS]; /* finest first */
	uint16_t areas[GATHER_LIMIT_LEVELS];  /* DICTIONARY_NONE: no area */
	uint32_t levels;
};

struct tabulate {
	const struct dictionary *dictionary;
	const struct share_table *asked;
	struct share_table own; /* of one that nobody asked for */
	struct axis axes[SHARE_TABLE_DIMENSIONS];
	uint16_t mean;         /* DICTIONARY_NONE: none */
	struct gather *gather; /* from the first record on */
	struct arena arena;
};

/* tabulate.c: makes ready for the first record. */
int tabulate_begin_gather(struct tabulate *tabulate, struct error *error);

#endif

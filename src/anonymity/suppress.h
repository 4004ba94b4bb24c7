/*
 * suppress.h - cells left out of the rows that still stand out.
 *
 * Cells are left out in the way that loses least first: of what rows are then
 * alike in sufficient number, those are settled, and the search goes on with the
 * others, until only what is alike in nothing remains: that is not written.
 */
#ifndef HORNBOOK_ANONYMITY_SUPPRESS_H
#define HORNBOOK_ANONYMITY_SUPPRESS_H

#include <stdint.h>

#include "anonymity/loss.h"
#include "anonymity/tuples.h"

struct arena;
struct error;

/* Fills `starred` and `dropped` of the recoding, whose levels are chosen; both
 * stay NULL where every row is settled as it is. */
int suppress(struct recoding *recoding, struct tuples *tuples,
	     const struct loss_table *loss, const struct anonymity_model *model,
	     struct arena *arena, struct error *error);

#endif

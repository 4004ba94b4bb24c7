/*
 * loss.h - what each level of a ladder loses of a column, in millionths: 0 as it
 * is, a million left out.  Whole numbers, so that no sum depends on an order.
 */
#ifndef HORNBOOK_ANONYMITY_LOSS_H
#define HORNBOOK_ANONYMITY_LOSS_H

#include <stdint.h>

#include "anonymity/anonymise.h"

enum { LOSS_WHOLE = 1000000 };

struct loss_table {
	size_t count; /* of quasi-identifiers */
	uint8_t levels[RECODING_QUASI];
	uint32_t by_level[RECODING_QUASI][LADDER_LEVELS];
};

int loss_make(struct loss_table *table, const struct microdata *data,
	      const struct recoding *recoding, enum loss loss,
	      struct error *error);

#endif

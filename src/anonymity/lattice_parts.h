/*
 * lattice_parts.h - what the two ways of searching share; private to lattice.
 */
#ifndef HORNBOOK_ANONYMITY_LATTICE_PARTS_H
#define HORNBOOK_ANONYMITY_LATTICE_PARTS_H

#include "anonymity/lattice.h"

struct lattice {
	struct tuples *tuples;
	const struct loss_table *loss;
	const struct anonymity_model *model;
	uint64_t limit; /* rows that may be left out */
	uint8_t least_levels[RECODING_QUASI];
	struct lattice_result *result;
	uint64_t least; /* loss of the best so far, rows left out included */
};

/* Whether these levels fulfil the model; if so, and they lose less than all
 * before, they become the result. */
int lattice_try(struct lattice *lattice, const uint8_t *levels, bool *fulfils,
		struct error *error);

/* What they lose in one row, rows left out not counted. */
uint64_t lattice_loss(const struct lattice *lattice, const uint8_t *levels);

/* lattice_climb.c: raising levels one by one. */
int lattice_climb(struct lattice *lattice, struct error *error);

#endif

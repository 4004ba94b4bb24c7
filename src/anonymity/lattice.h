/*
 * lattice.h - which level each quasi-identifier is to have.
 *
 * Combinations of levels form a lattice: one that is coarser in one and finer in
 * none joins classes and parts none, so that fewer rows stand in classes that do
 * not fulfil the model.  What is found of one combination therefore holds of
 * all above it, or of all below (Samarati 2001; LeFevre, DeWitt and Ramakrishnan
 * 2005).  Combinations are visited in order of loss; one that is not settled is
 * followed upwards along those that lose least, and where on that way the model
 * becomes fulfilled is found by bisection (Kohlmayer and others 2012).  No level is
 * looked at below the one that its quasi-identifier needs with all others left
 * out.  The first that is fulfilled loses least: that is a proof.
 *
 * Where there are more than LATTICE_NODES combinations, levels are raised one by
 * one, and lowered again where that does no harm; that proves nothing.
 */
#ifndef HORNBOOK_ANONYMITY_LATTICE_H
#define HORNBOOK_ANONYMITY_LATTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "anonymity/loss.h"
#include "anonymity/model.h"
#include "anonymity/tuples.h"

enum { LATTICE_NODES = 1 << 21 };

struct lattice_result {
	uint8_t levels[RECODING_QUASI];
	uint64_t combinations, tried;
	bool proved;
};

/* ERROR_REFUSED when not even rows without any quasi-identifier fulfil the
 * model. */
int lattice_search(struct lattice_result *result, struct tuples *tuples,
		   const struct loss_table *loss,
		   const struct anonymity_model *model, struct error *error);

#endif

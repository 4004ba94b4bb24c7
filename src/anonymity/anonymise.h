/*
 * anonymise.h - rows made such that they fulfil a model, losing least.
 *
 * First every combination of levels of the quasi-identifiers' ladders is
 * looked at (lattice.h) for the one that loses least of those in which no more
 * rows than the model lets be left out stand in classes that do not fulfil it.
 * Of these rows then as few cells are left out as make them alike (suppress.h);
 * what still stands out is not written.  Last of all the judge (measure.h) looks
 * at what would be written: rows that it cannot call safe do not leave.
 *
 * The same rows, in any order, become the same; no clock and no chance has a
 * part in it.
 *
 * What is not covered: what the other columns tell of one that is a
 * quasi-identifier and sensitive too (ethnic group, special provision): rows are
 * made alike in it, and nothing is asked of its values; several releases of the same people compared with each
 * other; whoever knows this
 * program and reasons from what it would not have needed to do; and columns
 * that are neither quasi-identifiers nor sensitive, which are written as they
 * are.
 */
#ifndef HORNBOOK_ANONYMITY_ANONYMISE_H
#define HORNBOOK_ANONYMITY_ANONYMISE_H

#include "anonymity/measure.h"
#include "anonymity/model.h"
#include "anonymity/recoding.h"

struct arena;
struct error;

/* How loss is reckoned: each quasi-identifier counts alike, 0 as it is, 1 left
 * out. */
enum loss {
	LOSS_ENTROPY,     /* non-uniform entropy: bits of the value that the
			     level no longer tells (Gionis and Tassa 2009) */
	LOSS_GRANULARITY, /* values joined, of all there are (Iyengar 2002) */
};

struct anonymise_outcome {
	struct recoding recoding;
	struct measure before, after;
	uint64_t combinations; /* of levels there are */
	uint64_t tried;        /* of them, looked at row by row */
	bool proved;           /* that none loses less */
	uint64_t starred_rows; /* of which cells are left out */
	uint64_t starred_cells;
	double lost; /* of all that the quasi-identifiers tell; 1: all */
};

/*
 * Finds how to write the rows.  ERROR_REFUSED when nothing that is left of them
 * fulfils the model; they must then not leave.  All in `arena`.
 */
int anonymise(struct anonymise_outcome *outcome, const struct microdata *data,
	      const struct anonymity_model *model, double threshold,
	      enum loss loss, struct arena *arena, struct error *error);

#endif

/*
 * sample.h - who of those who may go out is drawn for a survey (F26, R-132).
 *
 * Stratified random sampling without replacement, the sample allotted to strata
 * in proportion to their size (Cochran, Sampling Techniques, 3rd edition 1977,
 * chapter 5), rounded by largest remainder (Hamilton's method; ties to the larger
 * stratum, then by its values).  Whoever is not released at all (a refusal, an
 * objection) is no member of any stratum, so that the counts are right.  Each
 * member gets a number from the ChaCha20 stream of the seed, in order of the
 * register; the smallest are drawn.  The same seed over the same pupils draws
 * the same ones.
 *
 * A reserve is who comes next by the same numbers, allotted likewise, when some of
 * the sample cannot be had: it leaves as a release of its own, only if needed.
 */
#ifndef HORNBOOK_SHARE_SAMPLE_H
#define HORNBOOK_SHARE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

enum { SAMPLE_FIELDS = 8, SAMPLE_STRATA = 100000 };

struct sample_request {
	uint64_t size;
	const struct slice *by; /* fields that make the strata; none: one */
	size_t by_count;
	uint64_t seed;
	uint64_t reserve; /* not 0: these, who come after the first `size` */
};

struct sample_stratum {
	const struct slice *values; /* one for each field; empty: not known */
	uint64_t members;
	uint64_t drawn;
};

struct sample_report {
	uint64_t
		asked; /* pupils of whom it was asked whether they may go out */
	const struct sample_stratum *strata; /* in order of their values */
	size_t stratum_count;
	size_t by_count;   /* values of each */
	uint64_t eligible; /* members of all strata */
	uint64_t drawn;
};

struct disclosure;
struct error;

/* Draws among those whom disclosure->rows has after a counting scan: leaves the
 * disclosure with them as its pupils, and to be counted again.  ERROR_INPUT for
 * a request that is none. */
int sample_draw(struct disclosure *disclosure, struct error *error);

#endif

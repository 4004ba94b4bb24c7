/*
 * sif.h - published cell suppression instances, as far as they can be had.
 *
 * The instances of the cell suppression library of Fischetti and Salazar
 * (CSPLIB) survive in CUTEst as SIF files, which J. Castro wrote of them for
 * another problem: to perturb the tables as little as possible (European
 * Journal of Operational Research 171, 2006).  What they say, and what not:
 *
 *  - equations: ROWS and COLUMNS, a total having -1;
 *  - counts: twice the inverse of QMATRIX (which weighs by 1 / count), to six
 *    digits, so totals are added up anew;
 *  - what is known beforehand: BOUNDS are deviations from the count;
 *  - risky cells: those with a lower bound above 0, which is how far above the
 *    count has to be thought possible; how far below is not said, nor are
 *    these cells' own lower bounds, which are taken as the others' are;
 *  - costs: the counts, at least 1 (QMATRIX has no other weights).
 */
#ifndef HORNBOOK_TESTS_TABLES_SIF_H
#define HORNBOOK_TESTS_TABLES_SIF_H

#include <stdint.h>

struct arena;
struct error;
struct relations;

enum sif_protection {
	SIF_ABOVE, /* as in the file */
	SIF_BOTH,  /* as much below, as far as least allows */
};

/*
 * Reads an instance.  Counts are `*scale` times what they are in the file, so
 * that bounds with decimals are whole; costs are not.
 */
int sif_read(struct relations *relations, const char *path,
	     enum sif_protection protection, int64_t *scale,
	     struct arena *arena, struct error *error);

#endif

/*
 * measure.h - how much rows reveal, as they would be published.
 *
 * This is the judge.  It groups the rows by what would be written, by nothing
 * else, and shares no code with what chose the levels (lattice.h).
 *
 * A cell that is left out is a value of its own here, so that rows are alike
 * only where they lack the same.  Whoever knows a person then finds at least as
 * many rows as are counted.
 *
 * Risk (El Emam 2013): the prosecutor knows that a person is in the file, and has
 * one chance in the size of the class; the journalist does not, and has one in
 * the size of the class in the population; the marketer wants as many right as
 * can be.  Where no population is given, the file is taken for it, which is the
 * worst case; so are rows of which cells are left out.
 */
#ifndef HORNBOOK_ANONYMITY_MEASURE_H
#define HORNBOOK_ANONYMITY_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anonymity/model.h"
#include "anonymity/recoding.h"

struct arena;
struct error;

struct risk {
	double highest; /* of any row */
	double average; /* of all rows */
	uint64_t above; /* rows whose risk exceeds the threshold */
	uint64_t rows;
};

/* Of one sensitive column. */
struct column_measure {
	uint16_t column;
	uint32_t distinct; /* values in the class that has fewest */
	double entropy;    /* e to the least entropy: the l that holds */
	double recursive;  /* (c,l) holds for every c above this; INFINITY:
			      for none */
	double closeness;  /* the largest distance from the whole */
	enum ladder_distance distance;
	uint64_t told; /* rows in classes that have but one value */
};

struct measure {
	uint64_t rows; /* that would be written */
	uint64_t classes;
	uint64_t smallest; /* k */
	uint64_t uniques;  /* rows that are alike to none */
	double average_class;
	double threshold;
	struct risk prosecutor, journalist;
	double marketer; /* share of rows that can be matched right */
	bool population; /* one was given */
	struct column_measure *columns; /* sensitive ones */
	size_t column_count;
};

/*
 * Measures.  `model` says which l the recursive measure is for, and may be NULL
 * (then 2).  A file without rows measures as safe: k is then 0 and classes 0.
 */
int measure_rows(struct measure *measure, const struct microdata *data,
		 const struct recoding *recoding,
		 const struct anonymity_model *model, double threshold,
		 struct arena *arena, struct error *error);

/* Whether rows so measured are what the model wants; if not, `*why` (may be
 * NULL) is the first thing that is missing, for people. */
bool measure_fulfils(const struct measure *measure,
		     const struct anonymity_model *model, const char **why);

#endif

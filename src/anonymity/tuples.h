/*
 * tuples.h - rows that have the same quasi-identifiers, once.
 *
 * What a combination of levels comes to is found over these, not over rows.
 */
#ifndef HORNBOOK_ANONYMITY_TUPLES_H
#define HORNBOOK_ANONYMITY_TUPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anonymity/grouper.h"
#include "base/arena.h"
#include "anonymity/model.h"
#include "anonymity/recoding.h"
#include "anonymity/spread.h"

struct error;

/* What the rows of each tuple have in one sensitive column: the values of tuple i
 * stand from starts[i]. */
struct tuple_values {
	const struct column *column;
	struct spread spread;
	uint64_t *starts;
	uint32_t *values, *rows;
	uint32_t *place;           /* scratch, by value */
	struct spread_class class; /* scratch */
};

struct tuples {
	const struct microdata *data;
	const struct recoding *recoding; /* only which are the quasi-
					    identifiers */
	uint32_t count;
	uint32_t *of_row;
	uint32_t *cells[RECODING_QUASI]; /* values, by tuple */
	uint32_t *rows;                  /* how many, by tuple */
	struct tuple_values *sensitive;
	size_t sensitive_count;
	struct grouper grouper;
	struct arena arena;

	/* Of the classes in hand. */
	uint32_t class_count;
	uint64_t *sizes;
	bool *fails;
	uint64_t *starts; /* tuples by class, in `order` */
	uint32_t *order;
};

int tuples_make(struct tuples *tuples, const struct microdata *data,
		const struct recoding *recoding, struct error *error);
void tuples_release(struct tuples *tuples);

/*
 * Groups tuples (those of `list`; NULL: the first `count`) on these levels,
 * without the quasi-identifiers in `mask`, and finds which classes do not fulfil
 * the model: `fails` by class, classes of the list's places in
 * grouper.classes.  `*failing` is how many rows stand in them; once that is
 * more than `limit`, the rest may not have been looked at.
 */
int tuples_judge(struct tuples *tuples, const uint8_t *levels, uint32_t mask,
		 const uint32_t *list, size_t count,
		 const struct anonymity_model *model, uint64_t limit,
		 uint64_t *failing, struct error *error);

#endif

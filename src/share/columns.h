/*
 * columns.h - from records to the columns that a plan decides over.
 */
#ifndef HORNBOOK_SHARE_COLUMNS_H
#define HORNBOOK_SHARE_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

#include "policy/plan.h"
#include "policy/pupil.h"
#include "register/record.h"

/*
 * Room for one batch, about half a megabyte, to be allocated once.  What a
 * plan asks is prepared by columns_init; columns_fill may then be called for
 * batch after batch.
 */
struct columns {
	const struct dictionary *dictionary;
	const struct policy *policy;
	const struct request *request;
	uint64_t asked; /* facts that the plan asks, of those from fields */
	uint64_t categories_asked; /* whose dates of collection matter */
	uint16_t wishes, served;   /* categories; DICTIONARY_NONE */
	struct {
		uint16_t kind, by, recipient, purpose, date, withdrawn;
		uint16_t version, served_on;
		uint16_t agreement;
	} fields; /* DICTIONARY_NONE where the dictionary has none */
	struct batch batch;
	int32_t facts[FACT_LIMIT][BATCH_PUPILS];
	int32_t collected[CATEGORY_LIMIT][BATCH_PUPILS];
	int32_t served_on[NOTICE_VERSIONS][BATCH_PUPILS];
	uint8_t wish[WISH_COUNT][BATCH_PUPILS];
	bool when_stated; /* bears on the answer */
	int32_t first_stated[WISH_COUNT][BATCH_PUPILS];
	int32_t last_stated[WISH_COUNT][BATCH_PUPILS];
};

void columns_init(struct columns *columns, const struct plan *plan,
		  const struct policy *policy, const struct request *request);

/* The categories that must be read for the facts, wishes and notices given,
 * as bits. */
uint64_t columns_categories(const struct columns *columns);

/* Fills the columns from at most BATCH_PUPILS records; the batch is good until
 * the next call. */
const struct batch *columns_fill(struct columns *columns,
				 const struct record *records, size_t count);

/* The facts of one record. */
void columns_pupil(const struct columns *columns, const struct record *record,
		   struct pupil *pupil);

#endif

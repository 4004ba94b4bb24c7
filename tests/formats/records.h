/*
 * records.h - what tests of the formats share: the dictionary of England, a
 * reading that writes down what it is told, and records made of text.
 */
#ifndef HORNBOOK_TESTS_FORMATS_RECORDS_H
#define HORNBOOK_TESTS_FORMATS_RECORDS_H

#include "base/arena.h"
#include "base/builder.h"
#include "dictionary/dictionary.h"
#include "formats/format.h"
#include "register/record.h"

/* The dictionary of England; fails the test when it does not load. */
struct dictionary *load_england(void);

/* 2026-01-20, on which the samples stand. */
int32_t sample_date(void);

/* A reading and what came of it, as lines:
 *     record 1 line 21
 *     identity.0 pupil.upn = ...
 *     reject 2 14:7 1510 UPN: ...      ("warn" instead of "reject")
 */
struct notebook {
	struct reading reading;
	struct builder text;
	struct arena arena;
	/* Also called with each record taken; may be NULL. */
	int (*also)(void *context, const struct record *record,
		    struct error *error);
	void *also_context;
};

void notebook_init(struct notebook *notebook,
		   const struct dictionary *dictionary);
void notebook_release(struct notebook *notebook);

/* Adds a record's lines to `out`, without its number and line. */
void write_record(struct builder *out, const struct dictionary *dictionary,
		  const struct record *record);

/*
 * A record from lines "field = value", "field[period] = value" and, for an
 * item other than the first, "field.2 = value" (counted from 1).  It lives in
 * `arena`.
 */
struct record parse_record(const struct dictionary *dictionary,
			   struct arena *arena, struct slice text);

#endif

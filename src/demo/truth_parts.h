/*
 * truth_parts.h - what a promise asks of a pupil, read from a record.  Private to
 * truth*.c.
 */
#ifndef HORNBOOK_DEMO_TRUTH_PARTS_H
#define HORNBOOK_DEMO_TRUTH_PARTS_H

#include "demo/truth.h"

struct arena;

enum { TRUTH_FIELDS = 21 };

/* The fields that promises ask about, as the dictionary has them. */
struct truth_terms {
	const struct dictionary *dictionary;
	uint16_t fields[TRUTH_FIELDS];
};

void truth_terms_init(struct truth_terms *terms,
		      const struct dictionary *dictionary);

/* Fills in all but `since` and `older` from pupil->record, which must outlive it;
 * false when memory is out. */
bool truth_read(const struct truth_terms *terms, struct truth_pupil *pupil,
		const struct truth_school *school, struct arena *arena);

#endif

/*
 * learner_answer.h - what the learner registration answers, and what whoever
 * asked is to do then (F06, F08).
 *
 * Codes: WSRC of searching and registering, WSVRC of verifying a number, WSEC
 * of what could not be done; VRF flags say what did not agree (source: the
 * registration's interface as public programs use it).
 */
#ifndef HORNBOOK_FORMATS_LEARNER_ANSWER_H
#define HORNBOOK_FORMATS_LEARNER_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/* What becomes of the number that comes with an answer. */
enum learner_number {
	LEARNER_NUMBER_NONE,   /* none comes, or it must not be used */
	LEARNER_NUMBER_GOOD,   /* it is the learner's */
	LEARNER_NUMBER_LINKED, /* two were made one: the one that is left */
};

struct learner_answer {
	struct slice code;
	enum learner_number number;
	const char *meaning;
	const char *advice; /* NULL: nothing is to be done */
};

extern const struct learner_answer learner_answers[];
extern const size_t learner_answer_count;

/* NULL for a code that is not known. */
const struct learner_answer *learner_answer_find(struct slice code);

/* What a flag of a verification says did not agree; NULL when it is not known. */
const char *learner_flag(struct slice flag);

#endif

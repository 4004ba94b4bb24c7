/*
 * learners.h - learner numbers: the registration's answers, and what a school
 * has been answered.
 */
#ifndef HORNBOOK_SHARE_LEARNERS_H
#define HORNBOOK_SHARE_LEARNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;
struct node;

enum { LEARNERS_ANSWERS = 32 }; /* room for learner_answers[] */

struct learners_report {
	uint64_t held;    /* learners with a number, before */
	uint64_t asked;   /* of whom was asked since the last answers */
	uint64_t issued;  /* new numbers */
	uint64_t unnamed; /* asked without UPN: nobody can be told */
	uint64_t answers[LEARNERS_ANSWERS]; /* by index of learner_answers[] */
};

/*
 * Answers, in the node of the learner registration, for every learner of whom
 * a school has sent a record since the last answers, or who has none (F06).
 * Of several schools that wrote of one UPN, the last is answered.  A learner
 * with a number is verified; one without is searched for among those who have
 * one, found (WSRC0004, WSRC0022), told as possible (WSRC0003: one to ten;
 * WSRC0002: more) without a number, or registered with a new one (WSRC0005).
 * With `search` nobody is registered: who is not found is told so (WSRC0001).
 * Without name or date of birth the answer is WSRC0021.
 * What is answered is the registration's own, and share lets it out (F08).
 *
 * New numbers follow the highest of the registration's own, in order of the
 * register, without those that any school has written of.  All or nothing.  ERROR_INPUT in another body's node.
 */
int learners_answer(struct node *node, bool search, int32_t today,
		    struct learners_report *report, struct error *error);

/* A pupil of whom there is an answer. */
struct learner_line {
	struct slice upn, uln, answer, flags;
};

/* All of them, in order of the register, in `arena`. */
int learners_list(struct node *node, struct learner_line **lines, size_t *count,
		  struct arena *arena, struct error *error);

#endif

/*
 * finding_kind.h - every finding that the program knows, by its id: what it
 * means, why it matters, and how to put it right.
 *
 * Ids are stable.  A few stand for a like fault in more than one stage, so that
 * one id may have several kinds.
 */
#ifndef HORNBOOK_POLICY_FINDING_KIND_H
#define HORNBOOK_POLICY_FINDING_KIND_H

#include <stddef.h>

#include "language/diagnostic.h"

enum finding_stage {
	STAGE_LANGUAGE,   /* the parser: either kind of file */
	STAGE_DICTIONARY, /* loading a dictionary */
	STAGE_NOTICE,     /* reading a notice, and compiling rules */
	STAGE_PHRASEBOOK, /* reading a phrasebook */
	STAGE_CHECK,      /* the checker */
};

/* Texts are never NULL; they may be empty. */
struct finding_kind {
	const char *id;
	enum finding_stage stage;
	enum severity severity;
	const char *why;
	const char *law_1998, *law; /* to 24 May 2018, and since */
	const char *hint;
	const char *before, *after; /* parts of a dictionary or notice */
};

extern const struct finding_kind finding_kinds[];
extern const size_t finding_kind_count;

/* "the parser", ... */
const char *finding_stage_name(enum finding_stage stage);

/* The first kind with this id from `*at` on, and `*at` behind it; NULL: none. */
const struct finding_kind *finding_kind_next(struct slice id, size_t *at);

#endif

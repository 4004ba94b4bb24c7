/*
 * lawbook.h - a dictionary and notices read for a test, from texts in the
 * test or from the files of this source tree.
 */
#ifndef HORNBOOK_TESTS_POLICY_LAWBOOK_H
#define HORNBOOK_TESTS_POLICY_LAWBOOK_H

#include "base/arena.h"
#include "language/diagnostic.h"
#include "policy/policy.h"

struct lawbook {
	struct arena arena;
	struct findings findings;
	struct dictionary *dictionary;
	bool borrowed; /* the dictionary is somebody else's */
	const struct notice *notices[NOTICE_VERSIONS];
	size_t notice_count;
	char directory[40];    /* that the dictionary was read from */
	struct policy *policy; /* NULL when there are findings of errors */
};

/* Reads a dictionary text as the file "law.dictionary", and after it the small
 * country of basis.dictionary that the tests here have in common; not when the
 * text begins with "dictionary". */
void lawbook_dictionary(struct lawbook *book, struct slice text);

/* The dictionary of England, read once and kept until lawbook_done. */
void lawbook_england(struct lawbook *book);
void lawbook_done(void);

/* Reads one more notice, if there is a dictionary; its source is "N.notice". */
void lawbook_notice(struct lawbook *book, struct slice text);
void lawbook_notice_file(struct lawbook *book, struct slice path);

/* Makes the policy, if there were no errors so far. */
void lawbook_policy(struct lawbook *book);

void lawbook_release(struct lawbook *book);

/* All findings as people see them, but without the directory. */
void lawbook_findings(struct lawbook *book, struct builder *out);

#endif

/*
 * letter.h - the letter to families on what a new version of the notice changes.
 *
 * What leaves and what does not is compare_notices.h's to find: each recipient
 * in which it sees a difference is in the letter, with what it will get, or not
 * get any more, and on which terms; where the difference is in words that only
 * the whole notice has, the letter says that there is one.  What is only told
 * (what is kept, rights, contacts, what others do) is compared here, from both
 * publications.  Title, review, links and laws that are cited have a line each,
 * below.  It says nothing else, and says so when nothing changes for families.
 */
#ifndef HORNBOOK_PUBLISH_LETTER_H
#define HORNBOOK_PUBLISH_LETTER_H

#include "document/document.h"
#include "words/phrasebook.h"

struct arena;
struct error;
struct notice_comparison;
struct publication;

/* Both publications are of one day, the first of the new version: the older one
 * from a policy that has that version alone, the newer one from all, since what
 * an earlier version forbids recipients binds them still (C17). */
struct letter_request {
	const struct publication *before, *after;
	const struct notice_comparison *comparison;
	const struct phrasebook *book;
	enum audience audience;
	int32_t today; /* the letter's; DATE_NONE: before the new version */
};

/* Composes the letter; it and its texts live in `arena`.  ERROR_MEMORY. */
int letter_document(struct document *document,
		    const struct letter_request *request, struct arena *arena,
		    struct error *error);

#endif

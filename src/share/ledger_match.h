/*
 * ledger_match.h - the ledger's entries of one kind held against what the node has of
 * them: each has its entry, and each entry is one of them.  Private to the share
 * room.
 */
#ifndef HORNBOOK_SHARE_LEDGER_MATCH_H
#define HORNBOOK_SHARE_LEDGER_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct error;
struct node;

struct ledger_match {
	/* The reference in an entry; false when it is of another kind. */
	bool (*reference)(struct slice entry, struct slice *reference);
	/* What the node has; best in the order in which it was entered. */
	const struct slice *references;
	size_t count;
	/* Whether one is what its entry says: ERROR_CORRUPT tells. */
	int (*compare)(void *context, size_t which, struct slice entry,
		       struct error *error);
	void *context;
	const char *unknown; /* what the node lacks: "the node has no list" */
	const char *missing; /* what has no entry: "what was recorded as" */
};

int ledger_match(struct node *node, const struct ledger_match *match,
		 struct error *error);

#endif

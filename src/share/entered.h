/*
 * entered.h - the releases that the register knows, held against the ledger's
 * entries.
 *
 * Every release that went out has its entry, every entry its release, and each
 * entry's commitment opens: manifest and roll are what was entered at the time.
 * What was entered before entries committed to a manifest cannot be opened; of
 * such a release only what the entry itself says is known to be so, and its
 * manifest is not to be relied on.
 *
 * The tree and its signature are ledger_verify's.
 */
#ifndef HORNBOOK_SHARE_ENTERED_H
#define HORNBOOK_SHARE_ENTERED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "register/register.h"

struct arena;
struct commitment_progress;
struct error;
struct node;

struct entered_release {
	struct release release;
	uint64_t entry; /* its index; UINT64_MAX: none */
	bool stands;    /* no later entry takes it back */
	bool opened;    /* the manifest is what the entry commits to */
};

/* All that the register knows, oldest first, void ones too. */
struct entered {
	struct entered_release *list;
	size_t count;
	size_t done;       /* that went out */
	size_t not_opened; /* of all entries */
	size_t servings;   /* of notices (served.h) */
	size_t cases;      /* entries about one child (case_log.h) */
};

/*
 * Compares releases, keys, receipts, parcels, servings and entries about one child with the ledger's entries.
 * Everything lives in `arena`; `progress` may be NULL.  ERROR_CORRUPT says what
 * does not agree.
 */
int entered_verify(struct entered *entered, struct node *node,
		   const struct commitment_progress *progress,
		   struct arena *arena, struct error *error);

#endif

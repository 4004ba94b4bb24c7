/*
 * case_log.h - what was done about one child beside a release: look-ups in a
 * directory (F30), decisions to share for its safety or not to (F29), requests
 * of families (F38, F39).
 *
 * An entry says who did what on which day, in which role and for which reason.
 * It lies sealed in the register, as the origin of an import without records, so
 * that it is there whole or not at all; it names the child by its row id, and who
 * is shielded by a keyed token of its UPN too, which outlives the record.
 * The ledger's entry commits to all of it under a key of the node's and tells
 * nothing but that there is one:
 *
 *     {"entry":"case","reference":"C-2009-0001","date":"2009-03-02",
 *      "commitment":HEX}
 *
 * so that nobody sees from outside whether a child was looked up, an enquiry
 * answered, or a decision made not to.  Order of events:
 *
 *     1. the node notes the entry (`case`)
 *     2. the register has it
 *     3. the ledger's entry is durable
 *     4. the note is removed
 *
 * Whoever asks is answered after 4.  A process killed between 2 and 3 leaves an
 * entry that the next start completes.
 *
 * A reason has no names in it, as it outlives the child's record.
 */
#ifndef HORNBOOK_SHARE_CASE_LOG_H
#define HORNBOOK_SHARE_CASE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;
struct node;

enum case_kind {
	CASE_LOOK_UP,    /* in the directory */
	CASE_SHIELD,     /* from now on a look-up tells nothing of the child */
	CASE_UNSHIELD,   /* as any other again */
	CASE_SHARED,     /* decided to share for the child's safety */
	CASE_NOT_SHARED, /* decided not to */
	CASE_ACCESS,     /* a family's request was answered */
	CASE_KIND_COUNT
};

enum case_outcome {
	CASE_DONE,
	CASE_FOUND,
	CASE_SHIELDED,  /* found, and only that was told */
	CASE_NOT_FOUND, /* nobody is known by that */
	CASE_SEVERAL,   /* more than one is: nobody was shown */
	CASE_REFUSED,   /* whoever asked may not */
	CASE_NOT_GIVEN, /* what an earlier entry decided came to nothing */
	CASE_OUTCOME_COUNT
};

/* "look-up", "not-shared"; "found", "not-found". */
const char *case_kind_name(enum case_kind kind);
const char *case_outcome_name(enum case_outcome outcome);

enum { CASE_TEXT_BYTES = 2000 }; /* of each text, at most */

struct case_entry {
	struct slice reference; /* "C-2009-0001": given by case_enter */
	enum case_kind kind;
	enum case_outcome outcome;
	int32_t date;
	uint64_t pupil;     /* 0: none */
	struct slice child; /* token of its UPN; may be empty */
	struct slice by;    /* who did or asked it: a name or a role */
	struct slice role;  /* of the dictionary; may be empty */
	struct slice with;  /* body to or for which; may be empty */
	struct slice reason;
	struct slice note; /* what else: identity seen, why refused */
	uint64_t index;    /* of the ledger's entry, once it is entered */
};

/*
 * Enters it; reference and index are filled, the reference in `arena`.
 * ERROR_INPUT for a text that is empty where it must not be (by, reason) or too
 * long.
 */
int case_enter(struct node *node, struct case_entry *entry, struct arena *arena,
	       struct error *error);

/* All of them, oldest first, in `arena`; `index` is not filled. */
int case_list(struct node *node, struct case_entry **list, size_t *count,
	      struct arena *arena, struct error *error);

/* Likewise, those about one pupil. */
int case_list_of(struct node *node, uint64_t pupil, struct case_entry **list,
		 size_t *count, struct arena *arena, struct error *error);

/* Completes what a killed process left; adds to `*recovered`. */
int case_recover(struct node *node, unsigned int *recovered,
		 struct error *error);

/* Whether each has its entry in the ledger and each such entry is one of them.
 * ERROR_CORRUPT says what does not agree. */
int case_verify_all(struct node *node, size_t *count, struct error *error);

#endif

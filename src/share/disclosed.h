/*
 * disclosed.h - a small file that proves to a parent, or to anybody, what one
 * release held of one pupil.
 *
 * It is a C2SP tlog-proof (ledger/proof.h) of the release's entry, which any
 * client of such logs can check.  Its `extra` is JSON of one line that opens
 * what the entry commits to (share/commitment.h), always in this order:
 *
 *     disclosed       1, the version of this
 *     key             the ledger's key as the node has it: a claim
 *     entry           the entry's bytes
 *     statement       leaf 0
 *     leaves          of the tree that the entry commits to
 *     statement-salt, statement-path
 *     row, row-salt, row-path        the pupil's leaf
 *     number-is       "upn", "uln" or "none"
 *     number, nonce                  they open the pupil's tag
 *     fields          names, in byte order
 *
 * Salts, hashes and nonce are base64.  Nothing in it is about other pupils, but
 * how many there were (the entry says so too), the hashes of a path, and in
 * `row` the pupil's place in the order of the register.  It holds also when the
 * release was withdrawn later.
 *
 * It names the child: who has it knows what was sent of whom.
 */
#ifndef HORNBOOK_SHARE_DISCLOSED_H
#define HORNBOOK_SHARE_DISCLOSED_H

#include "ledger/proof.h"
#include "register/tag.h"
#include "share/commitment.h"

struct builder;

enum { DISCLOSED_VERSION = 1 };

struct disclosed {
	struct slice key;
	struct slice entry;
	struct slice statement;
	uint64_t leaves;
	struct commitment_leaf statement_leaf, row_leaf;
	struct tag_opening tag;
	const struct slice *fields;
	size_t field_count;
};

/*
 * Adds the file that proves what release `reference` held of the pupil with
 * this UPN.  ERROR_NOT_FOUND when it held nothing or there is no such release
 * or pupil; ERROR_INPUT when the release is of a kind that cannot be proved:
 * tables hold nothing of one pupil, and of some entered by older programs no
 * single pupil can be shown.
 */
int disclosed_make(struct node *node, struct slice reference, struct slice upn,
		   const struct commitment_progress *progress,
		   struct builder *out, struct error *error);

struct disclosed_trust {
	const struct note_key *key; /* NULL: the one that the file claims */
	const struct note_key *witnesses;
	size_t witness_count;
	size_t threshold; /* of them must have cosigned */
};

struct disclosed_verified {
	struct disclosed disclosed;
	struct note_key key; /* that has signed */
	struct tlog_verified log;
};

/*
 * Verifies such a file with nothing but itself and the keys trusted.
 * Everything lives in `arena` or `text`.  ERROR_INPUT when it is no such file;
 * ERROR_CORRUPT says what does not hold.
 */
int disclosed_verify(struct slice text, const struct disclosed_trust *trust,
		     struct disclosed_verified *verified, struct arena *arena,
		     struct error *error);

/* The JSON above; used by both. */
void disclosed_write(const struct disclosed *disclosed, struct builder *out);

#endif

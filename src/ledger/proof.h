/*
 * proof.h - a proof that an entry is in a ledger, for someone who has no
 * ledger: C2SP tlog-proof.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra aGVsbG8=                       optional; base64
 *     index 73894
 *     gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=   the path, from the leaf's
 *     ...                                  sibling up; none in a tree of one
 *                                          an empty line
 *     hornbook/8861101                     the checkpoint, signed
 *     ...
 *
 * It is verified against the entry's bytes and keys that the reader trusts
 * already: the ledger's and, if he wants it so, those of witnesses, of which
 * a number must have cosigned.  `extra` is not covered by any signature.
 */
#ifndef HORNBOOK_LEDGER_PROOF_H
#define HORNBOOK_LEDGER_PROOF_H

#include "ledger/checkpoint.h"

struct arena;

enum { TLOG_PROOF_LIMIT = 1 << 20 /* bytes of a proof's text */ };

struct tlog_proof {
	uint64_t index;
	size_t path_length;
	uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	struct slice extra; /* the caller's; empty: none */
	struct slice note;  /* the checkpoint with its signatures, verbatim */
};

/*
 * Proves entry `index` against the newest checkpoint over it that witnesses
 * have cosigned; when there is none, against the current one.  The note is
 * copied into `arena`.  ERROR_INPUT when there is no such entry; ERROR_CORRUPT when
 * what is on disk does not prove it.
 */
int ledger_prove(struct ledger *ledger, uint64_t index, struct arena *arena,
		 struct tlog_proof *proof, struct error *error);

/* Adds the text. */
void tlog_proof_write(const struct tlog_proof *proof, struct builder *out);

/*
 * Reads exactly what tlog_proof_write writes; `extra` is decoded into `arena`,
 * the note points into `text`.  Nothing is verified.  ERROR_INPUT.
 */
int tlog_proof_parse(struct tlog_proof *proof, struct slice text,
		     struct arena *arena, struct error *error);

/* Whom the reader trusts. */
struct tlog_trust {
	const struct note_key *logs; /* keys of one ledger: any of them */
	size_t log_count;
	const struct note_key *witnesses;
	size_t witness_count;
	size_t threshold; /* how many different keys of witnesses must have
			   * cosigned; the ledger's own is none */
};

struct tlog_verified {
	struct checkpoint checkpoint;
	size_t witnesses; /* that cosigned, of those trusted */
	uint64_t seconds; /* of the threshold-newest cosignature; 0 without:
			   * that many say it stood so at this time */
};

/* Whether a checkpoint is one that the reader trusts.  ERROR_CORRUPT. */
int tlog_note_verify(struct slice note, const struct tlog_trust *trust,
		     struct tlog_verified *verified, struct error *error);

/*
 * Whether `proof` proves that the bytes `entry` are entry `proof->index` of
 * the ledger that the reader trusts.  `*verified` may be NULL.  ERROR_CORRUPT
 * says what does not hold.
 */
int tlog_proof_verify(const struct tlog_proof *proof, struct slice entry,
		      const struct tlog_trust *trust,
		      struct tlog_verified *verified, struct error *error);

#endif

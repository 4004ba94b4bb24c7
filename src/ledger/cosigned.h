/*
 * cosigned.h - having our checkpoints cosigned, and comparing them.
 *
 * In the ledger's directory:
 *
 *     witness/keys              keys of witnesses that are trusted, a line each
 *     witness/<ID>.requested    the checkpoint that was sent to one of them
 *     witness/<ID>.size         the size that it cosigned last
 *     cosigned                  the newest checkpoint with cosignatures
 *     evidence/                 of split views (evidence.h)
 *
 * A checkpoint is replaced by the next append and then has no cosignatures;
 * proofs of entries before it are made against `cosigned`.
 */
#ifndef HORNBOOK_LEDGER_COSIGNED_H
#define HORNBOOK_LEDGER_COSIGNED_H

#include "ledger/checkpoint.h"
#include "ledger/key_list.h"

struct arena;
struct ledger;

/* Takes the cosignatures of this key from now on.  ERROR_INPUT. */
int ledger_trust_witness(struct ledger *ledger, struct slice key_text,
			 bool *added, struct error *error);

/*
 * Adds a request to the witness called `name` (empty: the only one that is
 * trusted) to cosign the current checkpoint: witness.h has its form.  Without
 * any witness to trust the request says that nothing was cosigned so far.
 * ERROR_CORRUPT when the witness cosigned more entries than there are.
 */
int ledger_witness_request(struct ledger *ledger, struct slice name,
			   struct builder *out, struct error *error);

struct cosigned {
	struct checkpoint checkpoint; /* that was cosigned */
	char witness[LEDGER_ORIGIN_BYTES];
	bool current; /* and it is that of the ledger now */
	bool stale;   /* the witness only says what it cosigned last: `size` */
	uint64_t size;
};

/*
 * Takes what a witness answered: cosignatures, which must be of a trusted
 * witness over a checkpoint that was sent to it or is current; or the size
 * that it has, from which the next request goes on.  ERROR_INPUT when it is
 * neither; ERROR_CORRUPT as ledger_witness_request.
 */
int ledger_add_cosignature(struct ledger *ledger, struct slice name,
			   struct slice response, struct cosigned *cosigned,
			   struct error *error);

/* The newest cosigned checkpoint that covers entry `index` and is signed by
 * the current key; zero entries when there is none. */
int ledger_cosigned(struct ledger *ledger, uint64_t index,
		    struct checkpoint *checkpoint, struct builder *note,
		    struct error *error);

/* The keys that the ledger has or had, the current one first; at most
 * KEY_LIST_LIMIT. */
int ledger_keys(const struct ledger *ledger, struct key_list *list,
		struct error *error);

/* --- split views -------------------------------------------------------------- */

enum comparison {
	COMPARED_SAME,
	COMPARED_OLDER, /* the first is an earlier state of the second */
	COMPARED_NEWER, /* the other way round */
	COMPARED_SPLIT, /* both cannot be */
	COMPARED_OPEN,  /* a proof is needed to tell */
};

struct compared {
	enum comparison comparison;
	struct checkpoint first, second;
	/* The proof that the one leads to the other; as in
	 * witness_request. */
	size_t path_length;
	uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	bool shortened; /* split: the ledger is shorter than it was */
	bool retired;   /* split: by a key that had given way to another */
	const char *evidence;
};

/*
 * Compares a checkpoint of this ledger that somebody holds with the ledger.
 * One with more entries than the ledger has means that the ledger was put
 * back, and is a split view.  Both notes are then saved.  ERROR_INPUT when the
 * note is not signed by a key that this ledger has or had.
 */
int ledger_compare(struct ledger *ledger, struct slice note,
		   struct arena *arena, struct compared *compared,
		   struct error *error);

/*
 * Compares two checkpoints of one ledger, both signed by one of `keys`; the
 * second may be a request to a witness, whose proof is then used.  A split view
 * is saved below `directory`.
 */
int checkpoint_compare(struct slice first, struct slice second,
		       const struct note_key *keys, size_t key_count,
		       const char *directory, struct arena *arena,
		       struct compared *compared, struct error *error);

#endif

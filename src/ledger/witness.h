/*
 * witness.h - cosigning the ledgers of others: C2SP tlog-witness, over files.
 *
 * A witness keeps, for each ledger that it knows, the last checkpoint that it
 * cosigned, and cosigns only what that one is a prefix of.  A ledger that
 * shows different trees to different people gets a witness to cosign one of
 * them at most.  In one directory:
 *
 *     logs                     keys of the ledgers that are cosigned, a line
 *                              each; a ledger may have several
 *     <16 digits>.checkpoint   the last one cosigned, by the origin's hash
 *     evidence/                of split views (evidence.h)
 *
 * A request is the body of tlog-witness' add-checkpoint:
 *
 *     old 20852014             the size that was cosigned last; 0: none
 *     PlRNCrwHpqhGrup...       the consistency proof
 *                              an empty line
 *     example.com/log          the checkpoint
 *     ...
 *
 * The answer is signature lines; or the size in decimal, when the request
 * starts from another than the one cosigned last.  Whoever calls keeps other
 * processes out of the directory.
 */
#ifndef HORNBOOK_LEDGER_WITNESS_H
#define HORNBOOK_LEDGER_WITNESS_H

#include "ledger/checkpoint.h"
#include "ledger/key_list.h"

struct arena;

struct witness {
	const char *directory; /* made when needed */
	struct note_key key;   /* a cosigner's */
	const uint8_t *secret_key;
};

/* The key of a witness called `name`, from a seed of 32 bytes; `secret_key` has
 * KEY_SECRET_BYTES and is the caller's to wipe. */
int witness_key(struct note_key *key, uint8_t *secret_key, struct slice name,
		const uint8_t *seed, struct error *error);

/* Has the ledger of this key cosigned from now on.  ERROR_INPUT. */
int witness_trust(const char *directory, struct slice key_text, bool *added,
		  struct error *error);

/* Takes that key's signatures no more: one that gave way to another, or was
 * taken.  What was cosigned last stays.  ERROR_INPUT. */
int witness_distrust(const char *directory, struct slice key_text,
		     bool *removed, struct error *error);

/* The ledgers' keys. */
int witness_logs(const char *directory, struct key_list *logs,
		 struct error *error);

/* The checkpoint of `origin` that was cosigned last; zero entries when none
 * was.  Its note is added to `note`. */
int witness_last(const char *directory, const struct key_list *logs,
		 const char *origin, struct checkpoint *last,
		 struct builder *note, struct error *error);

struct witness_request {
	uint64_t old_size;
	size_t path_length;
	uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	struct slice note;
};

void witness_request_write(const struct witness_request *request,
			   struct builder *out);

/* The note points into `text`.  ERROR_INPUT. */
int witness_request_parse(struct witness_request *request, struct slice text,
			  struct error *error);

/* In the order in which they are looked for; tlog-witness' status beside. */
enum witness_outcome {
	WITNESS_COSIGNED, /* 200 */
	WITNESS_UNKNOWN,  /* 404: a ledger that is not cosigned here */
	WITNESS_UNSIGNED, /* 403: not by a key that is known */
	WITNESS_SPLIT,    /* 409: other entries than were cosigned before */
	WITNESS_STALE,    /* 409: not from the checkpoint cosigned last */
	WITNESS_UNPROVED, /* 422: the proof does not hold */
};

struct witness_answer {
	enum witness_outcome outcome;
	struct checkpoint asked, last;
	/* Of a split view, or of a request that does not prove that it goes on
	 * from what was cosigned last: where both notes are, in the arena. */
	const char *evidence;
};

/*
 * Answers a request.  What is cosigned is on disk, durably, before it is
 * signed; `seconds` (since 1970) is the time to be signed.  `response` gets
 * what is to go back: signature lines, the size, or nothing.  ERROR_INPUT when
 * it is no request, ERROR_CORRUPT when what is kept was altered.
 */
int witness_cosign(const struct witness *witness, struct slice request,
		   uint64_t seconds, struct arena *arena,
		   struct witness_answer *answer, struct builder *response,
		   struct error *error);

#endif

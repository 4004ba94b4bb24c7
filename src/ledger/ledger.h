/*
 * ledger.h - an append-only list of entries in a Merkle tree (RFC 6962).
 *
 * An entry, once appended, can be proved present and proved unaltered; it
 * cannot be taken back.  Entries hold counts and salted commitments, never
 * personal data.  On disk, in one directory:
 *
 *     entries      each entry: 4 bytes length (big-endian), the bytes
 *     checkpoint   a C2SP signed note: origin, size, root hash, Ed25519 signature
 *     key.pub      the verifier's key in signed-note form
 *
 * An append is durable (entries synced, then the checkpoint replaced and
 * synced) when ledger_append returns.  What a crash left beyond the checkpoint
 * is either completed (whole entries) or cut off (a torn one) by ledger_open, which says so.
 * A ledger belongs to one thread and one process.
 */
#ifndef HORNBOOK_LEDGER_LEDGER_H
#define HORNBOOK_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;
struct ledger;

enum {
	LEDGER_HASH_BYTES = 32,
	LEDGER_SEED_BYTES = 32,
	LEDGER_ENTRY_LIMIT = 1 << 16,
	LEDGER_PROOF_LIMIT = 64,
};

/* Makes an empty ledger; `origin` names it ("hornbook/8861101"), `seed` is the
 * signing key's (Ed25519) and is not kept. */
int ledger_create(const char *directory, struct slice origin,
		  const uint8_t seed[LEDGER_SEED_BYTES], struct error *error);

/*
 * Opens it for appending.  `*repaired`, which may be NULL, tells that a crash
 * left something to repair.  ERROR_CORRUPT when the entries do not hash to
 * the checkpoint's root or its signature is not by this key.
 */
int ledger_open(struct ledger **out, const char *directory,
		const uint8_t seed[LEDGER_SEED_BYTES], bool *repaired,
		struct error *error);
void ledger_free(struct ledger *ledger);

uint64_t ledger_size(const struct ledger *ledger);
void ledger_root(const struct ledger *ledger, uint8_t root[LEDGER_HASH_BYTES]);

/* Appends `entry` (at most LEDGER_ENTRY_LIMIT bytes) and makes it durable;
 * `*index` counts from 0. */
int ledger_append(struct ledger *ledger, struct slice entry, uint64_t *index,
		  struct error *error);

/* Calls `visit` for each entry from `from` on; stops at the first that does
 * not return 0 and returns that.  The slice is good during the call. */
int ledger_each(struct ledger *ledger, uint64_t from,
		int (*visit)(void *context, uint64_t index, struct slice entry,
			     struct error *error),
		void *context, struct error *error);

struct ledger_check {
	uint64_t size;
	uint8_t root[LEDGER_HASH_BYTES];
	char origin[128];
};

/*
 * Verifies everything without any secret: reads entries, builds the tree
 * anew, compares the root with the checkpoint, verifies the signature with key.pub.
 * ERROR_CORRUPT says which entry or what does not hold.
 */
int ledger_verify(const char *directory, struct ledger_check *check,
		  struct error *error);

/* --- the tree by itself (RFC 6962 section 2.1) ---------------------------- */

void tree_leaf_hash(struct slice entry, uint8_t hash[LEDGER_HASH_BYTES]);
void tree_node_hash(const uint8_t left[LEDGER_HASH_BYTES],
		    const uint8_t right[LEDGER_HASH_BYTES],
		    uint8_t hash[LEDGER_HASH_BYTES]);

/* The root over `size` leaf hashes; SHA-256 of nothing for none. */
void tree_root(const uint8_t (*leaves)[LEDGER_HASH_BYTES], uint64_t size,
	       uint8_t root[LEDGER_HASH_BYTES]);

/* The audit path of leaf `index` in a tree of `size`; gives its length. */
size_t tree_inclusion(const uint8_t (*leaves)[LEDGER_HASH_BYTES],
		      uint64_t size, uint64_t index,
		      uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES]);
bool tree_verify_inclusion(const uint8_t leaf[LEDGER_HASH_BYTES],
			   uint64_t index, uint64_t size,
			   const uint8_t (*path)[LEDGER_HASH_BYTES],
			   size_t path_length,
			   const uint8_t root[LEDGER_HASH_BYTES]);

/* The proof that the tree of `old_size` is a prefix of that of `size`. */
size_t tree_consistency(const uint8_t (*leaves)[LEDGER_HASH_BYTES],
			uint64_t old_size, uint64_t size,
			uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES]);
bool tree_verify_consistency(uint64_t old_size, uint64_t size,
			     const uint8_t old_root[LEDGER_HASH_BYTES],
			     const uint8_t root[LEDGER_HASH_BYTES],
			     const uint8_t (*path)[LEDGER_HASH_BYTES],
			     size_t path_length);

#endif

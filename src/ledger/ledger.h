/*
 * ledger.h - an append-only list of entries in a Merkle tree (RFC 6962).
 *
 * An entry, once appended, can be proved present and proved unaltered; it
 * cannot be taken back.  Entries hold counts and salted commitments, never
 * personal data.  On disk, in one directory:
 *
 *     entries      each entry: 4 bytes length (big-endian), its leaf hash, the
 *                  bytes
 *     checkpoint   a C2SP signed note: origin, size, root hash, signatures
 *     tile/        the tree and the entries as C2SP tlog-tiles, made from
 *                  `entries` (tiles.h): with the checkpoint all that clients
 *                  of such logs read
 *     key.pub      the verifier's key in signed-note form
 *     settled      a shortcut for opening
 *     pending      the size and root of the last append, under a key of the seed,
 *                  durable before its entries
 *
 * An append is durable (entries synced, tiles written, then the checkpoint
 * replaced and synced) when ledger_append returns.  What lies beyond the
 * checkpoint is completed by ledger_open if `pending` proves it to be the whole
 * of an append that a crash interrupted, and else cut off, whoever wrote it;
 * ledger_open says so.  A ledger from before there were tiles gets them when it
 * is opened.  The leaf hash beside each entry lets a check name the entry that
 * was altered.
 * A ledger belongs to one thread and one process: a lock on `entries` keeps
 * others out.
 */
#ifndef HORNBOOK_LEDGER_LEDGER_H
#define HORNBOOK_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct error;
struct ledger;

enum {
	LEDGER_HASH_BYTES = 32,
	LEDGER_SEED_BYTES = 64, /* half for the first key, half for later */
	LEDGER_ENTRY_LIMIT = (1 << 16) - 1, /* C2SP tlog-tiles: a uint16 */
	LEDGER_PROOF_LIMIT = 64,
	LEDGER_ORIGIN_BYTES = 128, /* with its closing NUL */
};

/*
 * Makes an empty ledger in `directory`, which is made when it is missing.
 * `origin` names it ("hornbook/8861101"): UTF-8 of 1 to 127 bytes without
 * spaces, control characters and '+'.  `seed` is that of the signing keys
 * (Ed25519).  ERROR_INPUT when there is a ledger already.
 */
int ledger_create(const char *directory, struct slice origin,
		  const uint8_t seed[LEDGER_SEED_BYTES], struct error *error);

/*
 * Opens it for appending.  `*repaired`, which may be NULL, tells that a crash
 * left something to repair.  ERROR_CORRUPT when the entries do not hash to
 * the checkpoint's root, a tile says something else than they, or the
 * checkpoint is not signed by this key; ERROR_BUSY while
 * it is open elsewhere; ERROR_NOT_FOUND when none was made here.
 */
int ledger_open(struct ledger **out, const char *directory,
		const uint8_t seed[LEDGER_SEED_BYTES], bool *repaired,
		struct error *error);
void ledger_free(struct ledger *ledger);

uint64_t ledger_size(const struct ledger *ledger);
void ledger_root(const struct ledger *ledger, uint8_t root[LEDGER_HASH_BYTES]);

/*
 * Appends `entry` (at most LEDGER_ENTRY_LIMIT bytes) and makes it durable;
 * `*index`, which may be NULL, counts from 0.  After a failure the ledger is
 * as it was, or, when that cannot be known, refuses further appends until it
 * is opened again; it then has the whole entry or nothing of it.
 */
int ledger_append(struct ledger *ledger, struct slice entry, uint64_t *index,
		  struct error *error);

/*
 * Appends all of `entries` or none of them, and makes them durable together:
 * one sync for the lot.  `*first`, which may be NULL, is the index of the
 * first.  Failing as ledger_append; after a crash all of them are there or
 * none.
 */
int ledger_append_batch(struct ledger *ledger, const struct slice *entries,
			size_t count, uint64_t *first, struct error *error);

/* Adds the bytes of entry `index` to `out`.  ERROR_INPUT when there is none. */
int ledger_entry(struct ledger *ledger, uint64_t index, struct builder *out,
		 struct error *error);

/* Calls `visit` for each entry from `from` on that is there at the start;
 * stops at the first that does not return 0 and returns that.  The slice is
 * good during the call. */
int ledger_each(struct ledger *ledger, uint64_t from,
		int (*visit)(void *context, uint64_t index, struct slice entry,
			     struct error *error),
		void *context, struct error *error);

struct ledger_check {
	uint64_t size;
	uint8_t root[LEDGER_HASH_BYTES];
	char origin[LEDGER_ORIGIN_BYTES];
	uint64_t rotations;      /* of the signing key (rotation.h) */
	bool tiles;              /* there are any */
	uint64_t missing_tiles;  /* or torn: opening the ledger or a proof
				  * makes them anew */
	uint64_t unsigned_bytes; /* after the last entry that the checkpoint
				  * covers: a running append, or a crash's */
};

/* Compares all tiles with all entries, and makes anew those that are missing or
 * torn.  ERROR_CORRUPT. */
int ledger_mend(struct ledger *ledger, struct error *error);

/*
 * Verifies everything without any secret: reads entries, builds the tree
 * anew, compares the root with the checkpoint and each tile with the tree,
 * verifies the signature with key.pub.  Takes no lock: it may run beside an appending process.
 * ERROR_CORRUPT says which entry or what does not hold.
 */
int ledger_verify(const char *directory, struct ledger_check *check,
		  struct error *error);

/*
 * --- the tree by itself (RFC 6962 section 2.1) ------------------------------
 *
 * Leaves and paths are not written to, only not const: ISO C gives no such array
 * from one that is.
 */

void tree_leaf_hash(struct slice entry, uint8_t hash[LEDGER_HASH_BYTES]);
void tree_node_hash(const uint8_t left[LEDGER_HASH_BYTES],
		    const uint8_t right[LEDGER_HASH_BYTES],
		    uint8_t hash[LEDGER_HASH_BYTES]);

/*
 * The right edge of a growing tree: the roots of the complete subtrees that
 * make it up, `peak[n]` over 2^n leaves where bit n of `size` is set.  All
 * that appending needs.  Zeroed it is the empty tree.
 */
struct tree_edge {
	uint64_t size;
	uint8_t peak[64][LEDGER_HASH_BYTES];
};

void tree_edge_add(struct tree_edge *edge,
		   const uint8_t leaf[LEDGER_HASH_BYTES]);

/* The same, telling in `carried[n]` the root of each complete subtree of 2^n
 * leaves that this leaf ends. */
void tree_edge_carry(struct tree_edge *edge,
		     const uint8_t leaf[LEDGER_HASH_BYTES],
		     uint8_t carried[64][LEDGER_HASH_BYTES]);
void tree_edge_root(const struct tree_edge *edge,
		    uint8_t root[LEDGER_HASH_BYTES]);

/* The root over `size` leaf hashes; SHA-256 of nothing for none. */
void tree_root(uint8_t (*leaves)[LEDGER_HASH_BYTES], uint64_t size,
	       uint8_t root[LEDGER_HASH_BYTES]);

/* The audit path of leaf `index` in a tree of `size`; gives its length, 0 when
 * there is no such leaf. */
size_t tree_inclusion(uint8_t (*leaves)[LEDGER_HASH_BYTES], uint64_t size,
		      uint64_t index,
		      uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES]);
bool tree_verify_inclusion(const uint8_t leaf[LEDGER_HASH_BYTES],
			   uint64_t index, uint64_t size,
			   uint8_t (*path)[LEDGER_HASH_BYTES],
			   size_t path_length,
			   const uint8_t root[LEDGER_HASH_BYTES]);

/* The proof that the tree of `old_size` is a prefix of that of `size`; empty
 * when either is nothing, both are the same, or it is none. */
size_t tree_consistency(uint8_t (*leaves)[LEDGER_HASH_BYTES], uint64_t old_size,
			uint64_t size,
			uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES]);
bool tree_verify_consistency(uint64_t old_size, uint64_t size,
			     const uint8_t old_root[LEDGER_HASH_BYTES],
			     const uint8_t root[LEDGER_HASH_BYTES],
			     uint8_t (*path)[LEDGER_HASH_BYTES],
			     size_t path_length);

#endif

/*
 * salts.h - the salts of a commitment's leaves, made again whenever they are
 * needed and never stored.  Private to the share room.
 *
 * They are the ChaCha20 stream under a key derived from the node's secret, the
 * use, the reference and a hash of what is committed to, 32 bytes a leaf.
 */
#ifndef HORNBOOK_SHARE_SALTS_H
#define HORNBOOK_SHARE_SALTS_H

#include <stdbool.h>
#include <stdint.h>

#include <sodium.h>

#include "base/slice.h"
#include "share/commitment.h"

struct node;

enum { SALTS = 1024 }; /* made at a time */

/* To be wiped by the caller (sodium_memzero). */
struct salts {
	uint8_t key[crypto_stream_chacha20_KEYBYTES];
	uint64_t first; /* leaf */
	bool made;
	uint8_t bytes[SALTS][COMMITMENT_SALT_BYTES];
};

/* `use` is text that ends in a NUL, which is hashed with it. */
void salts_begin(struct salts *salts, const struct node *node, struct slice use,
		 const uint8_t hash[LEDGER_HASH_BYTES], struct slice reference);

/* Good until the next call. */
const uint8_t *salts_of(struct salts *salts, uint64_t leaf);

#endif

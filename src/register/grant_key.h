/*
 * grant_key.h - a grant's key, out of which the key for one pupil can be cut.
 *
 * A section received under a grant is sealed with a key made from the pupil's
 * own and this one's leaf for the pupil.  The leaves are those of a tree with
 * 16 branches at each of 8 levels, one leaf for each pupil's id of 32 bits; a
 * node's children are derived from it (crypto_kdf), so a new key is the root
 * alone.  Destroying what a grant says of one pupil puts, in the place of the
 * node above that leaf, its descendants beside the way to it: from them every
 * other leaf can be made, and that one never again (a puncturable pseudorandom
 * function after Goldreich, Goldwasser and Micali).  So the sections are
 * unreadable in every copy of register.db, though pupil and grant live on.
 *
 * Asking for leaves in order of pupil costs little more than one derivation a
 * leaf: the way to the last one is kept.
 */
#ifndef HORNBOOK_REGISTER_GRANT_KEY_H
#define HORNBOOK_REGISTER_GRANT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;
struct error;

enum {
	GRANT_LEAF_BYTES = 32,
	GRANT_LEVELS = 8,
};

struct grant_node {
	uint8_t key[GRANT_LEAF_BYTES];
	uint32_t first; /* the least pupil below it */
	uint8_t depth;  /* 0: the root; GRANT_LEVELS: a leaf */
};

struct grant_key {
	struct grant_node *nodes; /* in order, none below another */
	size_t count;
	/* The way to the leaf asked for last: keys by depth, from the node's
	 * on. */
	uint8_t way[GRANT_LEVELS + 1][GRANT_LEAF_BYTES];
	size_t walked; /* the node, plus 1; 0: none yet */
	uint32_t pupil;
	/* By which the sender's pseudonyms can be made again from numbers;
	 * it goes when the grant goes. */
	uint8_t matching[GRANT_LEAF_BYTES];
	bool has_matching;
};

/* A fresh one; release wipes and frees it. */
int grant_key_make(struct grant_key *key, struct error *error);
void grant_key_release(struct grant_key *key);

/* False when the pupil's leaf was cut out. */
bool grant_key_leaf(struct grant_key *key, uint64_t pupil,
		    uint8_t leaf[GRANT_LEAF_BYTES]);

/* Cuts the pupil's leaf out; one that is gone already is fine.  On failure the
 * key is as it was. */
int grant_key_cut(struct grant_key *key, uint64_t pupil, struct error *error);

/* A node is its first pupil (4 bytes), its depth (1) and its key (32).  The key
 * for matching, where there is one, stands behind them with 255 in all bytes of
 * pupil and depth. */
void grant_key_encode(const struct grant_key *key, struct builder *out);

/* ERROR_CORRUPT unless the nodes are in order and apart. */
int grant_key_decode(struct grant_key *key, struct slice bytes,
		     struct error *error);

#endif

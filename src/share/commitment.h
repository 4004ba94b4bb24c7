/*
 * commitment.h - what the ledger's entry of a release commits to, and how one
 * pupil's part of it is opened without the others.
 *
 * The entry holds kind, reference, date, counts (none for tables) and one
 * root: that of a Merkle tree (RFC 6962 hashing) over these leaves:
 *
 *     0      the statement: what of the manifest a parent may see
 *     1      the manifest
 *     2...   one for each row of the roll, in order of pupil
 *
 * A leaf is: salt (32 bytes), kind (one byte), content.  The content of a row
 * is the pupil's tag (register/tag.h) and the SHA-256 of the names of the
 * fields sent, in byte order, each ended by a newline.  Names outlive any
 * edition of the dictionary.
 *
 * Salts are never stored: they are the ChaCha20 stream under a key derived
 * from the node's secret, the reference and the manifest, 32 bytes a leaf.  So
 * nobody can test guesses against the ledger, and the salts that one opening
 * shows tell nothing of the others.
 *
 * Leaves are made batch by batch from the register; memory does not grow with
 * the roll.
 */
#ifndef HORNBOOK_SHARE_COMMITMENT_H
#define HORNBOOK_SHARE_COMMITMENT_H

#include <stdint.h>

#include "base/slice.h"
#include "ledger/ledger.h"
#include "register/register.h"

struct arena;
struct error;
struct node;

enum { COMMITMENT_SALT_BYTES = 32, COMMITMENT_FIRST_ROW = 2 };

/* The letters are hashed. */
enum leaf_kind {
	LEAF_STATEMENT = 'S',
	LEAF_MANIFEST = 'M',
	LEAF_ROW = 'P',
};

/* The hash of a leaf. */
void commitment_leaf(const uint8_t salt[COMMITMENT_SALT_BYTES],
		     enum leaf_kind kind, struct slice content,
		     uint8_t hash[LEDGER_HASH_BYTES]);

/* Of a row; `fields` is the hash of the names. */
void commitment_row_leaf(const uint8_t salt[COMMITMENT_SALT_BYTES],
			 const uint8_t tag[TAG_BYTES],
			 const uint8_t fields[LEDGER_HASH_BYTES],
			 uint8_t hash[LEDGER_HASH_BYTES]);

/* Called now and then with rows done and all; `show` may be NULL. */
struct commitment_progress {
	void (*show)(void *context, uint64_t done, uint64_t total);
	void *context;
};

/*
 * What of a manifest everybody may see who may see that there was a release:
 * who, to whom, when, why, under which law, promise and terms; no counts and
 * nothing of the file.  Members of the manifest's JSON, as they stand there.
 * ERROR_CORRUPT when the manifest is no JSON object.
 */
int commitment_statement(struct slice manifest, struct slice *statement,
			 struct arena *arena, struct error *error);

/* The root for a release as the register holds it, prepared or done. */
int commitment_root(struct node *node, const struct release *release,
		    const struct commitment_progress *progress,
		    uint8_t root[LEDGER_HASH_BYTES], struct error *error);

/* A leaf with what opens it. */
struct commitment_leaf {
	uint8_t salt[COMMITMENT_SALT_BYTES];
	uint64_t index;
	uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	size_t path_length;
};

/* One pupil's row and the statement, opened. */
struct commitment_opening {
	uint64_t size; /* leaves of the tree */
	uint8_t root[LEDGER_HASH_BYTES];
	struct slice statement;
	struct commitment_leaf statement_leaf;
	struct commitment_leaf row_leaf;
	uint8_t tag[TAG_BYTES];
	struct slice fields; /* names, each ended by a newline */
};

/* ERROR_NOT_FOUND when the release did not hold the pupil. */
int commitment_open(struct node *node, const struct release *release,
		    uint64_t pupil, const struct commitment_progress *progress,
		    struct commitment_opening *opening, struct arena *arena,
		    struct error *error);

/* Appends the entry of a prepared release to the ledger, durably. */
int commitment_enter(struct node *node, const struct release *release,
		     uint64_t *index, struct error *error);

#endif

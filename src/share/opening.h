/*
 * opening.h - what the files that open a commitment for one family have in
 * common: their JSON, and what is looked at besides the proof itself.
 * Private to the share room.
 *
 * Reading is of what came from outside.
 */
#ifndef HORNBOOK_SHARE_OPENING_H
#define HORNBOOK_SHARE_OPENING_H

#include <jansson.h>
#include <stdbool.h>

#include "register/tag.h"
#include "share/commitment.h"

struct arena;
struct builder;
struct disclosed_trust;
struct error;
struct json;
struct node;
struct note_key;
struct tlog_verified;

/* --- writing ------------------------------------------------------------------ */

void opening_put_bytes(struct json *json, const uint8_t *bytes, size_t size);
void opening_put_path(struct json *json, const struct commitment_leaf *leaf);

/* "key", "entry", "statement", "leaves", and the two leaves. */
struct opening {
	struct slice key, entry, statement;
	uint64_t leaves;
	const struct commitment_leaf *statement_leaf, *row_leaf;
};
void opening_put(struct json *json, const struct opening *opening);

/* "number-is", "number", "nonce". */
void opening_put_tag(struct json *json, const struct tag_opening *tag);

/* ledger/key.pub of the node, in `arena`. */
int opening_key(const struct node *node, struct slice *key, struct arena *arena,
		struct error *error);

/* --- reading ------------------------------------------------------------------- */

struct opening_reader {
	const json_t *object;
	struct arena *arena;
	bool failed; /* memory ran out */
};

bool opening_take_text(struct opening_reader *reader, const json_t *value,
		       struct slice *text);
bool opening_text(struct opening_reader *reader, const char *name,
		  struct slice *text);
bool opening_number(const struct opening_reader *reader, const char *name,
		    uint64_t *number);
bool opening_leaf(const struct opening_reader *reader, const char *salt,
		  const char *path, struct commitment_leaf *leaf);
bool opening_tag(struct opening_reader *reader, struct tag_opening *tag);

/* A kind of such files; `opened` is its own struct, zero before it is read. */
struct opening_kind {
	bool (*read)(struct opening_reader *reader, void *opened);
	void (*write)(const void *opened, struct builder *out);
	const char *malformed;
};

/* Reads one that is as it would be written, byte for byte: there is nothing in it
 * that could be altered and is not looked at.  ERROR_INPUT: `malformed`. */
int opening_parse(const struct opening_kind *kind, struct slice text,
		  void *opened, struct arena *arena, struct error *error);

/* --- looking ---------------------------------------------------------------------- */

/* Whether a member of an entry or statement says this. */
bool opening_says(const json_t *object, const char *name, const char *text);

/* The root of an entry. */
bool opening_root(const json_t *entry, uint8_t root[LEDGER_HASH_BYTES]);

bool opening_is_in(struct commitment_leaf *leaf,
		   const uint8_t hash[LEDGER_HASH_BYTES], uint64_t leaves,
		   const uint8_t root[LEDGER_HASH_BYTES]);

/* "the proof does not hold: ...", ERROR_CORRUPT. */
int opening_does_not_hold(struct error *error, const char *what);

/* The key that the file claims, which must be the one trusted if there is one;
 * ERROR_INPUT when it is none. */
int opening_trust(const struct disclosed_trust *trust, struct slice claimed,
		  struct note_key *key, struct error *error);

/* The ledger of one school does not vouch for what another did: a ledger that is
 * named by a number is that of the controller with that number. */
int opening_origin(const struct tlog_verified *log, struct slice statement,
		   struct error *error);

#endif

/*
 * checkpoint.h - a ledger's size and root, signed: C2SP tlog-checkpoint in a
 * C2SP signed-note with Ed25519.
 *
 *     hornbook/8861101                     the origin
 *     2                                    entries, decimal
 *     +sVCA+fMaWzwz9tCySodnbr3CtnmIfS9jZhmLwDjwSU=   the root, base64
 *                                          an empty line
 *     — hornbook/8861101 q1b2...=          key's name, base64 of key id (4
 *                                          bytes) and signature (64)
 *
 * The signature covers the text before the empty line.  The key's name is the
 * origin.  Signatures of other keys (witnesses) may follow and are not looked
 * at; one by this key that does not hold spoils the note.  Extension lines,
 * which we never write, are refused.
 */
#ifndef HORNBOOK_LEDGER_CHECKPOINT_H
#define HORNBOOK_LEDGER_CHECKPOINT_H

#include "ledger/ledger.h"

struct builder;

enum {
	KEY_PUBLIC_BYTES = 32,
	KEY_SECRET_BYTES = 64,
	KEY_ID_BYTES = 4,
	KEY_TEXT_LIMIT = 256,
	NOTE_LIMIT = 1 << 17,           /* bytes of a note */
	NOTE_SIGNATURES = 32,           /* lines; C2SP asks for at least 16 */
	NOTE_SIGNATURE_LIMIT = 1 << 13, /* bytes; post-quantum ones have 5000 */
};

struct note_key {
	char name[LEDGER_ORIGIN_BYTES];
	uint8_t id[KEY_ID_BYTES];
	uint8_t public_key[KEY_PUBLIC_BYTES];
};

struct checkpoint {
	char origin[LEDGER_ORIGIN_BYTES];
	uint64_t size;
	uint8_t root[LEDGER_HASH_BYTES];
};

/* Whether a key or ledger may be called this: UTF-8 of 1 to 127 bytes without
 * any Unicode space, control character or '+'. */
bool note_name_valid(struct slice name);

/* The key of this name and these bytes.  ERROR_INPUT for a name that will not
 * do. */
int note_key_make(struct note_key *key, struct slice name,
		  const uint8_t public_key[KEY_PUBLIC_BYTES],
		  struct error *error);

/* Adds "name+keyid+base64", without a newline. */
void note_key_write(const struct note_key *key, struct builder *out);

/* Reads exactly what note_key_write writes; the id must be the key's. */
int note_key_parse(struct note_key *key, struct slice text,
		   struct error *error);

/* Adds `text`, which ends in a newline, and its signature. */
void note_sign(struct slice text, const struct note_key *key,
	       const uint8_t secret_key[KEY_SECRET_BYTES], struct builder *out);

/*
 * Gives in `*text` the part of `note` that `key` has signed.  ERROR_CORRUPT
 * when it is no signed note or not signed by this key.
 */
int note_open(struct slice note, const struct note_key *key, struct slice *text,
	      struct error *error);

/* Adds the signed note of `checkpoint`. */
void checkpoint_write(const struct checkpoint *checkpoint,
		      const struct note_key *key,
		      const uint8_t secret_key[KEY_SECRET_BYTES],
		      struct builder *out);

/* Opens and reads a note.  ERROR_CORRUPT as note_open, and when its text is
 * not a checkpoint whose origin is the key's name. */
int checkpoint_open(struct checkpoint *checkpoint, struct slice note,
		    const struct note_key *key, struct error *error);

#endif

/*
 * note.h - text signed by one or more keys: C2SP signed-note.
 *
 *     any lines of text
 *                                          an empty line
 *     — hornbook/8861101 q1b2...=          key's name, base64 of key id (4
 *                                          bytes) and signature
 *
 * The signature covers the text before the last empty line.  Two kinds of key
 * are known: Ed25519 (type 1) and the timestamped Ed25519 of a witness (type
 * 4, C2SP tlog-cosignature).  Signatures of keys that the reader does not know
 * are not looked at; one by a known key that does not hold spoils the note.
 */
#ifndef HORNBOOK_LEDGER_NOTE_H
#define HORNBOOK_LEDGER_NOTE_H

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

/* C2SP signed-note: signature types; the numbers are in keys' texts. */
enum note_key_type {
	NOTE_ED25519 = 1,
	NOTE_COSIGNATURE = 4,
};

struct note_key {
	char name[LEDGER_ORIGIN_BYTES];
	enum note_key_type type;
	uint8_t id[KEY_ID_BYTES];
	uint8_t public_key[KEY_PUBLIC_BYTES];
};

/* Whether a key or ledger may be called this: UTF-8 of 1 to 127 bytes without
 * any Unicode space, control character or '+'. */
bool note_name_valid(struct slice name);

/* The key of this name and these bytes, for signing or for cosigning.
 * ERROR_INPUT for a name that will not do. */
int note_key_make(struct note_key *key, struct slice name,
		  const uint8_t public_key[KEY_PUBLIC_BYTES],
		  struct error *error);
int note_cosigner_make(struct note_key *key, struct slice name,
		       const uint8_t public_key[KEY_PUBLIC_BYTES],
		       struct error *error);

/* Adds "name+keyid+base64", without a newline. */
void note_key_write(const struct note_key *key, struct builder *out);

/* Reads exactly what note_key_write writes for a key of this type; the id must
 * be the key's.  ERROR_INPUT. */
int note_key_parse(struct note_key *key, struct slice text,
		   struct error *error);
int note_cosigner_parse(struct note_key *key, struct slice text,
			struct error *error);

bool note_key_equal(const struct note_key *a, const struct note_key *b);

/* Whether whoever signs with one can sign with the other, whatever they are
 * called. */
bool note_key_same_public(const struct note_key *a, const struct note_key *b);

/* Adds `text`, which ends in a newline, and its signature. */
void note_sign(struct slice text, const struct note_key *key,
	       const uint8_t secret_key[KEY_SECRET_BYTES], struct builder *out);

/* Adds one more signature line only: of a signing key, or of a cosigner that
 * says at `seconds` (since 1970) that this is the largest tree it has seen. */
void note_add_signature(struct slice text, const struct note_key *key,
			const uint8_t secret_key[KEY_SECRET_BYTES],
			struct builder *out);
void note_add_cosignature(struct slice text, const struct note_key *key,
			  const uint8_t secret_key[KEY_SECRET_BYTES],
			  uint64_t seconds, struct builder *out);

/*
 * Gives in `*text` the part of `note` that `key` has signed.  ERROR_CORRUPT
 * when it is no signed note or not signed by this key.
 */
int note_open(struct slice note, const struct note_key *key, struct slice *text,
	      struct error *error);

/* What one known key has to do with a note. */
struct note_signed {
	bool holds;
	uint64_t seconds; /* of the latest cosignature; else 0 */
};

/*
 * Tells for each of `count` keys whether it has signed; several may, or none.
 * ERROR_CORRUPT when it is no signed note, or a signature of one of the keys
 * does not hold.
 */
int note_check(struct slice note, const struct note_key *keys, size_t count,
	       struct slice *text, struct note_signed *found,
	       struct error *error);

/* Cuts a note into text and signature lines without verifying anything:
 * only for what is verified later.  ERROR_CORRUPT when it is no signed note. */
int note_split(struct slice note, struct slice *text, struct slice *signatures,
	       struct error *error);

#endif

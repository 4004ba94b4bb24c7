/*
 * minisign.h - detached signatures in the format of minisign(1).
 *
 * What is signed here is verified by `minisign -V` and the other way round.
 * A signature is four lines, each ended by a newline:
 *
 *     untrusted comment: TEXT              covered by nothing
 *     base64 of "ED", key id (8 bytes), signature of the message (64)
 *     trusted comment: TEXT
 *     base64 of the global signature (64), over signature and trusted comment
 *
 * "ED" signs the message's BLAKE2b-512, so that any message streams; we write
 * no other.  "Ed", which is what minisign -l writes, signs the message itself
 * and is verified only where the message is in memory.  Nothing covers which of
 * the two it is: an "ED" signature of a message passes as an "Ed" signature of
 * its hash.  Whoever expects "ED" asks for it (`prehashed`).
 *
 * Reading is strict: no other lines, no carriage returns, no control character
 * but the tabs that minisign itself writes, base64 in one spelling only.
 *
 * The format: https://jedisct1.github.io/minisign/ and minisign 0.11 itself.
 */
#ifndef HORNBOOK_SEAL_MINISIGN_H
#define HORNBOOK_SEAL_MINISIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include "base/slice.h"
#include "seal/stream.h"

struct builder;
struct error;

enum {
	MINISIGN_ID_BYTES = 8,
	MINISIGN_KEY_BYTES = 32,
	MINISIGN_SECRET_BYTES = 64,
	MINISIGN_SIGNATURE_BYTES = 64,
	MINISIGN_HASH_BYTES = 64,
	MINISIGN_PUBLIC_TEXT_BYTES = 56 + 1, /* "RW...", NUL */
	MINISIGN_ID_TEXT_BYTES = 16 + 1,

	/* What minisign 0.11 can read of a comment without its prefix. */
	MINISIGN_UNTRUSTED_LIMIT_BYTES = 1003,
	MINISIGN_TRUSTED_LIMIT_BYTES = 8173,

	MINISIGN_TEXT_LIMIT_BYTES = 10240, /* of a whole signature */
	MINISIGN_FILE_LIMIT_BYTES = 2048,  /* of a public key's file */
};

struct minisign_public {
	uint8_t id[MINISIGN_ID_BYTES]; /* random, told apart by; not a hash */
	uint8_t key[MINISIGN_KEY_BYTES];
};

/* The caller wipes it (minisign_secret_wipe). */
struct minisign_secret {
	uint8_t id[MINISIGN_ID_BYTES];
	uint8_t key[MINISIGN_SECRET_BYTES]; /* as libsodium has it */
};

/* --- keys ----------------------------------------------------------------- */

/* A new random pair. */
int minisign_secret_make(struct minisign_secret *secret, struct error *error);
void minisign_secret_wipe(struct minisign_secret *secret);
void minisign_secret_public(const struct minisign_secret *secret,
			    struct minisign_public *public_key);

/* "RW...", NUL-ended. */
void minisign_public_write(const struct minisign_public *public_key,
			   char text[MINISIGN_PUBLIC_TEXT_BYTES]);

/* Adds the two lines of a public key's file, as `minisign -p` wants them. */
void minisign_public_write_file(const struct minisign_public *public_key,
				struct builder *out);

/*
 * Reads "RW..." alone, or a public key's file (whose lines may end as
 * Windows ends them).  ERROR_INPUT when it is none, or its point of the curve
 * is one under which a signature proves nothing.
 */
int minisign_public_parse(struct minisign_public *public_key, struct slice text,
			  struct error *error);
int minisign_public_parse_file(struct minisign_public *public_key,
			       struct slice text, struct error *error);

/* The key id as minisign shows it: hexadecimal, capital, no leading zeros. */
void minisign_id_text(const uint8_t id[MINISIGN_ID_BYTES],
		      char text[MINISIGN_ID_TEXT_BYTES]);

/* --- the hash of a message -------------------------------------------------- */

struct minisign_hashing {
	crypto_generichash_state state;
};

void minisign_hash_begin(struct minisign_hashing *hashing);
void minisign_hash_add(struct minisign_hashing *hashing, struct slice bytes);
void minisign_hash_end(struct minisign_hashing *hashing,
		       uint8_t hash[MINISIGN_HASH_BYTES]);

/* A sink that hashes what it is given; never fails. */
struct stream_sink minisign_hash_sink(struct minisign_hashing *hashing);

/* --- signing -------------------------------------------------------------- */

/*
 * Adds the signature's text to `out`.  ERROR_INPUT when a comment is too long,
 * is not UTF-8, or holds a control character other than a tab.
 */
int minisign_sign(const struct minisign_secret *secret, struct slice message,
		  struct slice untrusted, struct slice trusted,
		  struct builder *out, struct error *error);
int minisign_sign_hash(const struct minisign_secret *secret,
		       const uint8_t hash[MINISIGN_HASH_BYTES],
		       struct slice untrusted, struct slice trusted,
		       struct builder *out, struct error *error);

/* --- verifying ------------------------------------------------------------ */

/* A signature that was read and not yet verified: nothing in it is known to be
 * true but that it says so. */
struct minisign_signature {
	uint8_t id
		[MINISIGN_ID_BYTES]; /* of the key that is said to have signed */
	bool prehashed;              /* "ED" */
	uint8_t signature[MINISIGN_SIGNATURE_BYTES];
	uint8_t global[MINISIGN_SIGNATURE_BYTES];
	struct slice untrusted; /* both borrowed from the text */
	struct slice trusted;
};

/* ERROR_INPUT when the text is no signature. */
int minisign_parse(struct minisign_signature *signature, struct slice text,
		   struct error *error);

/*
 * Whether `public_key` signed this message with this trusted comment.
 * ERROR_KEY when another key is said to have signed, ERROR_INPUT when message,
 * comment or signature were altered.
 */
int minisign_verify(const struct minisign_signature *signature,
		    const struct minisign_public *public_key,
		    struct slice message, struct error *error)
	__attribute__((warn_unused_result));

/* The same for a message of this hash; refuses what is not prehashed. */
int minisign_verify_hash(const struct minisign_signature *signature,
			 const struct minisign_public *public_key,
			 const uint8_t hash[MINISIGN_HASH_BYTES],
			 struct error *error)
	__attribute__((warn_unused_result));

#endif

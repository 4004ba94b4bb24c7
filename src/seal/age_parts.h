/*
 * age_parts.h - what the parts of the age format share; for them and their
 * tests only.
 *
 *     age-encryption.org/v1
 *     -> X25519 SHARE            a stanza: type and arguments; for X25519
 *     WRAPPED                    the ephemeral public key, and the file's key
 *                                under what both keys agree on
 *     --- MAC                    over all up to and with "---"
 *     nonce (16 bytes), chunks   each at most 64 KiB and a tag of 16 bytes
 *
 * SHARE, WRAPPED and MAC are base64 without padding, in lines of 64 of which the
 * last is shorter.
 */
#ifndef HORNBOOK_SEAL_AGE_PARTS_H
#define HORNBOOK_SEAL_AGE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "seal/age.h"

struct builder;
struct error;
struct evp_cipher_ctx_st; /* libcrypto's EVP_CIPHER_CTX */

enum {
	AGE_FILE_KEY_BYTES = 16,
	AGE_WRAPPED_BYTES = 32,
	AGE_MAC_BYTES = 32,
	AGE_TAG_BYTES = 16,
	AGE_NONCE_BYTES = 16, /* before the chunks */
	AGE_SEALED_CHUNK_BYTES = AGE_CHUNK_BYTES + AGE_TAG_BYTES,
	AGE_LINE_CHARACTERS = 64, /* of base64, in header and armor */
	AGE_LINE_BYTES = 48,
};

#define AGE_VERSION_LINE "age-encryption.org/v1\n"

/* libsodium, ready. */
int age_ready(struct error *error);

/* HKDF-SHA-256 (RFC 5869) for one block of output. */
void age_derive(struct slice secret, struct slice salt, const char *label,
		uint8_t key[AGE_KEY_BYTES]);

/* --- header --------------------------------------------------------------- */

/* Adds the header for `recipients`.  ERROR_INPUT when one of them is no key. */
int age_header_write(const struct age_recipient *recipients, size_t count,
		     const uint8_t file_key[AGE_FILE_KEY_BYTES],
		     struct builder *out, struct error *error);

/* Of the header up to and with "---". */
void age_header_mac(const uint8_t file_key[AGE_FILE_KEY_BYTES],
		    struct slice header, uint8_t mac[AGE_MAC_BYTES]);

/* Reads a whole header and finds the file's key; fails as age_unseal_open. */
int age_header_open(struct slice header, const struct age_identity *identities,
		    size_t count, uint8_t file_key[AGE_FILE_KEY_BYTES],
		    struct error *error);

/* --- chunks --------------------------------------------------------------- */

/*
 * Seals or opens one chunk after another; zeroed, it may be released.  To seal,
 * chunks at the beginning can be left for the end.  No chunk is ever sealed
 * twice, since two texts under one nonce give both away.
 */
struct age_cipher {
	struct evp_cipher_ctx_st *context;
	uint64_t chunk;
	uint64_t left; /* chunks from the first that are not sealed yet */
	uint64_t end;  /* this one was sealed, or never is; 0: there is none */
};

int age_cipher_init(struct age_cipher *cipher,
		    const uint8_t file_key[AGE_FILE_KEY_BYTES],
		    const uint8_t nonce[AGE_NONCE_BYTES], bool seals,
		    struct error *error);
void age_cipher_release(struct age_cipher *cipher);

/* Goes on at chunk `count`, before any was sealed; and back to the first, when
 * no other is to come than those that were left. */
void age_cipher_leave(struct age_cipher *cipher, uint64_t count);
void age_cipher_return(struct age_cipher *cipher);

/* `sealed` has room for `text.len + AGE_TAG_BYTES`. */
int age_cipher_seal(struct age_cipher *cipher, struct slice text, bool last,
		    uint8_t *sealed, struct error *error);

/*
 * False when the chunk is not authentic; what `text`, of `size` bytes less the
 * tag, then holds is wiped, and the same chunk may be tried again.
 */
bool age_cipher_open(struct age_cipher *cipher, const uint8_t *sealed,
		     size_t size, bool last, uint8_t *text);

/* --- armor ---------------------------------------------------------------- */

#define AGE_ARMOR_BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define AGE_ARMOR_END "-----END AGE ENCRYPTED FILE-----"

enum {
	AGE_ARMOR_LINES = 64,         /* that are written at once */
	AGE_ARMOR_SPACE_LIMIT = 1024, /* white space around the armor */
};

/* Writes what it gets as lines of base64. */
struct age_armor {
	struct stream_sink sink;
	bool begun;
	size_t filled;
	char text[AGE_ARMOR_LINES * (AGE_LINE_CHARACTERS + 1)];
	size_t text_filled;
	uint8_t bytes[AGE_LINE_BYTES];
};

int age_armor_write(struct age_armor *armor, struct slice bytes,
		    struct error *error);
int age_armor_close(struct age_armor *armor, struct error *error);

/* Reads them back, strictly. */
struct age_dearmor {
	struct stream_source source;
	size_t filled, used; /* of `text` */
	size_t size, given;  /* of `bytes` */
	uint64_t line;       /* from 1 */
	enum { ARMOR_BEFORE, ARMOR_WITHIN, ARMOR_LAST, ARMOR_AFTER } state;
	uint8_t bytes[AGE_LINE_BYTES];
	char text[4096];
};

int age_dearmor_read(struct age_dearmor *dearmor, void *bytes, size_t size,
		     size_t *got, struct error *error);

#endif

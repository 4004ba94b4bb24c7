/*
 * seal.h - authenticated encryption of short texts, with an algorithm id in
 * every one.
 *
 * A sealed text is: algorithm id (1 byte), nonce, ciphertext, tag of 16 bytes.
 *
 *     1  AES-256-GCM, nonce of 12 bytes; where the processor has it
 *     2  XChaCha20-Poly1305-IETF, nonce of 24 bytes; everywhere
 *
 * Nonces are random.  Algorithm 1 is only for a pupil's own key: it seals at
 * most 2^15 categories of 2^16 versions, in practice a few hundred texts, and
 * among 2^22 random nonces of 96 bits two are equal with a chance of 2^-53.  A
 * counter (category, version) would be worse: an import that is undone, or a
 * register restored from a backup, seals a different text under the same
 * number.  Keys that seal without limit use algorithm 2.
 *
 * Additional data is authenticated and not stored; it says where the sealed
 * text belongs, so that it opens nowhere else.
 */
#ifndef HORNBOOK_REGISTER_SEAL_H
#define HORNBOOK_REGISTER_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include "base/slice.h"

struct builder;
struct error;

enum seal_algorithm {
	SEAL_AES256GCM = 1,
	SEAL_XCHACHA20POLY1305 = 2,
};

enum {
	SEAL_KEY_BYTES = 32,
	SEAL_NONCE_BYTES = 24, /* AES-256-GCM uses the first 12 */
	SEAL_TAG_BYTES = 16,
	SEAL_ADDED_BYTES = 1 + SEAL_NONCE_BYTES + SEAL_TAG_BYTES, /* at most */
};

/* A key made ready once for many texts; wiped with seal_key_wipe. */
struct seal_key {
	crypto_aead_aes256gcm_state aes; /* only when `scheduled` */
	uint8_t bytes[SEAL_KEY_BYTES];
	bool scheduled;
};

/* Must succeed once before anything else here; may be called again. */
int seal_ready(struct error *error);

/* The fastest algorithm that this processor has. */
enum seal_algorithm seal_preferred(void);

void seal_key_init(struct seal_key *key, const uint8_t bytes[SEAL_KEY_BYTES]);
void seal_key_wipe(struct seal_key *key);

/* Adds the sealed text to `out`.  `nonce` is fresh random bytes. */
void seal_add(const struct seal_key *key, enum seal_algorithm algorithm,
	      const uint8_t nonce[SEAL_NONCE_BYTES], struct slice additional,
	      struct slice text, struct builder *out);

/*
 * Opens a sealed text into `room`, of at least `sealed.len` bytes.
 * ERROR_CORRUPT when it was not sealed with this key for this additional data;
 * ERROR_SYSTEM when this processor lacks its algorithm.
 */
int seal_open(const struct seal_key *key, struct slice sealed,
	      struct slice additional, char *room, struct slice *text,
	      struct error *error);

#endif

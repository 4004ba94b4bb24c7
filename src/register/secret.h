/*
 * secret.h - a node's key: made, wrapped, opened, wiped.
 *
 * The key is 32 random bytes in memory that is locked and wiped
 * (sodium_malloc).  At rest it is sealed either under a passphrase (Argon2id,
 * then XChaCha20-Poly1305) or under a key file of 32 random bytes; the file
 * that holds it says which.  Keys for single uses are derived from it
 * (crypto_kdf), never the key itself used.
 */
#ifndef HORNBOOK_REGISTER_SECRET_H
#define HORNBOOK_REGISTER_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct error;
struct secret;

enum { SECRET_KEY_BYTES = 32 };

/* What a derived key is for; the numbers are on disk. */
enum secret_use {
	SECRET_WRAP = 1,      /* wrapping pupils' keys */
	SECRET_TOKEN = 2,     /* blind index */
	SECRET_LEDGER = 3,    /* commitments' salts */
	SECRET_SIGN = 4,      /* seed of the ledger's signing key */
	SECRET_PSEUDONYM = 5, /* pseudonyms at level pupil */
	SECRET_CHECK = 6,     /* telling a wrong key from a right one */
	SECRET_RECORD = 7,    /* sealing what is not a pupil's */
	SECRET_KEYS = 8,      /* the keyring, and what is known of others */
	SECRET_ROTATE = 9,    /* seeds of the ledger's later signing keys */
	SECRET_WITNESS = 10,  /* seed of the key that cosigns others' ledgers */
	SECRET_MATCHING = 11, /* keys by which recipients match pupils */
};

/* Fills `bytes` with randomness from the kernel. */
void secret_random(void *bytes, size_t size);

/* A fresh key. */
int secret_make(struct secret **out, struct error *error);

/* A key from given bytes, for tests. */
int secret_from_bytes(struct secret **out,
		      const uint8_t bytes[SECRET_KEY_BYTES],
		      struct error *error);
int secret_copy(struct secret **out, const struct secret *secret,
		struct error *error);

/* Wipes and frees; NULL does nothing. */
void secret_free(struct secret *secret);

/* Derives the key for one use into `key`, which the caller wipes. */
void secret_derive(const struct secret *secret, enum secret_use use,
		   uint8_t key[SECRET_KEY_BYTES]);

/* Writes the key to `path`, sealed under a passphrase (at least 8 bytes). */
int secret_store_passphrase(const struct secret *secret, const char *path,
			    struct slice passphrase, struct error *error);

/* Writes the key to `path`, sealed under the key file, which is made (mode
 * 0600) when it is not there. */
int secret_store_key_file(const struct secret *secret, const char *path,
			  const char *key_file, struct error *error);

/* Whether the file wants a passphrase (else a key file). */
int secret_wants_passphrase(const char *path, bool *passphrase,
			    struct error *error);

/* Opens it.  ERROR_KEY when passphrase or key file is not the right one. */
int secret_open_passphrase(struct secret **out, const char *path,
			   struct slice passphrase, struct error *error);
int secret_open_key_file(struct secret **out, const char *path,
			 const char *key_file, struct error *error);

#endif

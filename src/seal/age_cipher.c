/*
 * The chunks.  The bulk of a file goes through libcrypto, whose
 * ChaCha20-Poly1305 is three times as fast as libsodium's where the processor
 * has AVX2 or AVX-512.
 */
#include "seal/age_parts.h"

#include <assert.h>

#include <openssl/evp.h>
#include <sodium.h>

#include "base/error.h"

enum { CHUNK_NONCE_BYTES = 12 };

static int library_failed(struct error *error)
{
	return error_set(error, ERROR_SYSTEM,
			 "the cryptographic library does not seal or open");
}

int age_cipher_init(struct age_cipher *cipher,
		    const uint8_t file_key[AGE_FILE_KEY_BYTES],
		    const uint8_t nonce[AGE_NONCE_BYTES], bool seals,
		    struct error *error)
{
	struct slice secret = {(const char *)file_key, AGE_FILE_KEY_BYTES};
	struct slice salt = {(const char *)nonce, AGE_NONCE_BYTES};
	uint8_t key[AGE_KEY_BYTES];
	int ready;

	*cipher = (struct age_cipher){.context = EVP_CIPHER_CTX_new()};
	if (cipher->context == NULL)
		return error_memory(error);
	age_derive(secret, salt, "payload", key);
	ready = EVP_CipherInit_ex(cipher->context, EVP_chacha20_poly1305(),
				  NULL, key, NULL, seals);
	sodium_memzero(key, sizeof(key));
	return ready == 1 ? 0 : library_failed(error);
}

void age_cipher_release(struct age_cipher *cipher)
{
	EVP_CIPHER_CTX_free(cipher->context);
	cipher->context = NULL;
}

/* Eleven bytes of number, most significant first, and whether it is the last
 * chunk.  2^64 chunks are more than there is. */
static bool set_nonce(struct age_cipher *cipher, bool last)
{
	uint8_t nonce[CHUNK_NONCE_BYTES] = {0};

	for (unsigned int i = 0; i < 8; i++)
		nonce[10 - i] = (uint8_t)(cipher->chunk >> 8 * i);
	nonce[11] = last;
	/* -1: it goes on to seal, or to open, as it was made for */
	return EVP_CipherInit_ex(cipher->context, NULL, NULL, NULL, nonce,
				 -1) == 1;
}

void age_cipher_leave(struct age_cipher *cipher, uint64_t count)
{
	assert(cipher->chunk == 0 && cipher->end == 0 && count > 0);
	cipher->chunk = count;
	cipher->left = count;
}

void age_cipher_return(struct age_cipher *cipher)
{
	assert(cipher->left > 0 && cipher->chunk >= cipher->left);
	cipher->chunk = 0;
	cipher->end = cipher->left;
	cipher->left = 0;
}

int age_cipher_seal(struct age_cipher *cipher, struct slice text, bool last,
		    uint8_t *sealed, struct error *error)
{
	int written = 0;
	int rest = 0;

	if (cipher->end > 0 && cipher->chunk >= cipher->end)
		return error_set(error, ERROR_SYSTEM,
				 "a chunk would be sealed twice");
	if (!set_nonce(cipher, last) ||
	    (text.len > 0 &&
	     EVP_CipherUpdate(cipher->context, sealed, &written,
			      (const uint8_t *)text.at, (int)text.len) != 1) ||
	    EVP_CipherFinal_ex(cipher->context, sealed + written, &rest) != 1 ||
	    (size_t)(written + rest) != text.len ||
	    EVP_CIPHER_CTX_ctrl(cipher->context, EVP_CTRL_AEAD_GET_TAG,
				AGE_TAG_BYTES, sealed + text.len) != 1)
		return library_failed(error);
	cipher->chunk++;
	return 0;
}

bool age_cipher_open(struct age_cipher *cipher, const uint8_t *sealed,
		     size_t size, bool last, uint8_t *text)
{
	size_t text_size = size - AGE_TAG_BYTES;
	uint8_t tag[AGE_TAG_BYTES];
	int written = 0;
	int rest = 0;

	memcpy(tag, sealed + text_size, sizeof(tag));
	if (!set_nonce(cipher, last) ||
	    EVP_CIPHER_CTX_ctrl(cipher->context, EVP_CTRL_AEAD_SET_TAG,
				AGE_TAG_BYTES, tag) != 1 ||
	    (text_size > 0 && EVP_CipherUpdate(cipher->context, text, &written,
					       sealed, (int)text_size) != 1) ||
	    EVP_CipherFinal_ex(cipher->context, text + written, &rest) != 1 ||
	    (size_t)(written + rest) != text_size) {
		sodium_memzero(text, text_size);
		return false;
	}
	cipher->chunk++;
	return true;
}

#include "register/seal.h"

#include <assert.h>
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"

static_assert(SEAL_KEY_BYTES == crypto_aead_aes256gcm_KEYBYTES, "key size");
static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	      "key size");
static_assert(SEAL_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	      "nonce size");
static_assert(SEAL_TAG_BYTES == crypto_aead_aes256gcm_ABYTES, "tag size");
static_assert(SEAL_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES,
	      "tag size");

int seal_ready(struct error *error)
{
	if (sodium_init() < 0)
		return error_set(error, ERROR_SYSTEM,
				 "the cryptographic library cannot start");
	return 0;
}

enum seal_algorithm seal_preferred(void)
{
	return crypto_aead_aes256gcm_is_available() ? SEAL_AES256GCM
						    : SEAL_XCHACHA20POLY1305;
}

void seal_key_init(struct seal_key *key, const uint8_t bytes[SEAL_KEY_BYTES])
{
	memcpy(key->bytes, bytes, SEAL_KEY_BYTES);
	key->scheduled = crypto_aead_aes256gcm_is_available() &&
			 crypto_aead_aes256gcm_beforenm(&key->aes, bytes) == 0;
}

void seal_key_wipe(struct seal_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

static size_t nonce_bytes(enum seal_algorithm algorithm)
{
	return algorithm == SEAL_AES256GCM ? crypto_aead_aes256gcm_NPUBBYTES
					   : SEAL_NONCE_BYTES;
}

void seal_add(const struct seal_key *key, enum seal_algorithm algorithm,
	      const uint8_t nonce[SEAL_NONCE_BYTES], struct slice additional,
	      struct slice text, struct builder *out)
{
	const uint8_t *plain = (const uint8_t *)text.at;
	const uint8_t *bound = (const uint8_t *)additional.at;
	size_t before = 1 + nonce_bytes(algorithm);
	size_t size;
	uint8_t *room;

	if (!size_add(text.len, before + SEAL_TAG_BYTES, &size)) {
		out->failed = true;
		return;
	}
	room = (uint8_t *)builder_reserve(out, size);
	if (room == NULL)
		return;
	room[0] = (uint8_t)algorithm;
	memcpy(room + 1, nonce, before - 1);
	if (algorithm == SEAL_AES256GCM)
		crypto_aead_aes256gcm_encrypt_afternm(
			room + before, NULL, plain, text.len, bound,
			additional.len, NULL, nonce, &key->aes);
	else
		crypto_aead_xchacha20poly1305_ietf_encrypt(
			room + before, NULL, plain, text.len, bound,
			additional.len, NULL, nonce, key->bytes);
	builder_commit(out, size);
}

static int refuse(struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "a sealed text was not sealed with this key for this "
			 "place");
}

int seal_open(const struct seal_key *key, struct slice sealed,
	      struct slice additional, char *room, struct slice *text,
	      struct error *error)
{
	const uint8_t *bytes = (const uint8_t *)sealed.at;
	const uint8_t *bound = (const uint8_t *)additional.at;
	enum seal_algorithm algorithm;
	unsigned long long opened;
	size_t before;
	int result;

	if (sealed.len < 1 ||
	    (bytes[0] != SEAL_AES256GCM && bytes[0] != SEAL_XCHACHA20POLY1305))
		return refuse(error);
	algorithm = (enum seal_algorithm)bytes[0];
	before = 1 + nonce_bytes(algorithm);
	if (sealed.len < before + SEAL_TAG_BYTES)
		return refuse(error);
	if (algorithm == SEAL_AES256GCM && !key->scheduled)
		return error_set(error, ERROR_SYSTEM,
				 "this processor cannot open AES-256-GCM");
	if (algorithm == SEAL_AES256GCM)
		result = crypto_aead_aes256gcm_decrypt_afternm(
			(uint8_t *)room, &opened, NULL, bytes + before,
			sealed.len - before, bound, additional.len, bytes + 1,
			&key->aes);
	else
		result = crypto_aead_xchacha20poly1305_ietf_decrypt(
			(uint8_t *)room, &opened, NULL, bytes + before,
			sealed.len - before, bound, additional.len, bytes + 1,
			key->bytes);
	if (result != 0)
		return refuse(error);
	*text = (struct slice){room, (size_t)opened};
	return 0;
}

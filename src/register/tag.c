#include "register/tag.h"

#include <sodium.h>

#include "register/secret.h"

void tag_make(const struct tag_opening *opening, uint8_t tag[TAG_BYTES])
{
	const unsigned char kind = (unsigned char)opening->kind;
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, opening->nonce, TAG_NONCE_BYTES);
	crypto_hash_sha256_update(&state, &kind, 1);
	if (opening->number.len > 0)
		crypto_hash_sha256_update(
			&state, (const unsigned char *)opening->number.at,
			opening->number.len);
	crypto_hash_sha256_final(&state, tag);
}

void tag_nonce(const uint8_t *key, uint8_t nonce[TAG_NONCE_BYTES])
{
	static const unsigned char use[] = "hornbook tag";

	crypto_generichash(nonce, TAG_NONCE_BYTES, use, sizeof(use) - 1, key,
			   SECRET_KEY_BYTES);
}

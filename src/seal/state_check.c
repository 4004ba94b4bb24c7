#include "seal/state_check.h"

#include <assert.h>

#include <sodium.h>

static_assert((int)STATE_KEY_BYTES == crypto_kdf_KEYBYTES, "key size");
static_assert((int)STATE_KEY_BYTES == crypto_generichash_KEYBYTES, "key size");

void state_derive(const uint8_t key[STATE_KEY_BYTES], enum state_use use,
		  uint8_t derived[STATE_KEY_BYTES])
{
	crypto_kdf_derive_from_key(derived, STATE_KEY_BYTES, (uint64_t)use,
				   "hb-keys_", key);
}

void state_check_make(const uint8_t key[STATE_KEY_BYTES], enum state_use use,
		      struct slice state, uint8_t check[STATE_CHECK_BYTES])
{
	uint8_t derived[STATE_KEY_BYTES];

	state_derive(key, use, derived);
	crypto_generichash(check, STATE_CHECK_BYTES, (const uint8_t *)state.at,
			   state.len, derived, sizeof(derived));
	sodium_memzero(derived, sizeof(derived));
}

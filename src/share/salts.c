#include "share/salts.h"

#include <assert.h>
#include <string.h>

#include "register/secret.h"
#include "share/node.h"

/* Two salts are one block of the stream. */
static_assert(2 * COMMITMENT_SALT_BYTES == 64, "a block of ChaCha20");

void salts_begin(struct salts *salts, const struct node *node, struct slice use,
		 const uint8_t hash[LEDGER_HASH_BYTES], struct slice reference)
{
	uint8_t key[SECRET_KEY_BYTES];
	crypto_generichash_state state;

	secret_derive(node->secret, SECRET_LEDGER, key);
	crypto_generichash_init(&state, key, sizeof(key), sizeof(salts->key));
	crypto_generichash_update(&state, (const unsigned char *)use.at,
				  use.len + 1);
	crypto_generichash_update(&state, hash, LEDGER_HASH_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)reference.at,
				  reference.len);
	crypto_generichash_final(&state, salts->key, sizeof(salts->key));
	salts->made = false;
	sodium_memzero(key, sizeof(key));
	sodium_memzero(&state, sizeof(state));
}

const uint8_t *salts_of(struct salts *salts, uint64_t leaf)
{
	static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];
	uint64_t first = leaf - leaf % SALTS;

	if (!salts->made || first != salts->first) {
		memset(salts->bytes, 0, sizeof(salts->bytes));
		crypto_stream_chacha20_xor_ic(salts->bytes[0], salts->bytes[0],
					      sizeof(salts->bytes), nonce,
					      first / 2, salts->key);
		salts->first = first;
		salts->made = true;
	}
	return salts->bytes[leaf % SALTS];
}

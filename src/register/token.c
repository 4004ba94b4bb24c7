#include "register/token.h"

#include <sodium.h>

enum { NUMBER_BYTES = 32 };

bool token_make(const uint8_t key[TOKEN_KEY_BYTES], enum token_kind kind,
		struct slice number, uint8_t token[TOKEN_BYTES])
{
	uint8_t text[2 + NUMBER_BYTES] = {(uint8_t)kind, ':'};

	number = slice_trim(number);
	if (number.len == 0 || number.len > NUMBER_BYTES)
		return false;
	for (size_t i = 0; i < number.len; i++) {
		uint8_t c = (uint8_t)number.at[i];

		text[2 + i] =
			c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
	}
	crypto_generichash(token, TOKEN_BYTES, text, 2 + number.len, key,
			   TOKEN_KEY_BYTES);
	sodium_memzero(text, sizeof(text));
	return true;
}

static void hash_counted(crypto_generichash_state *state, struct slice text)
{
	uint8_t length[8];

	for (unsigned int i = 0; i < sizeof(length); i++)
		length[i] = (uint8_t)((uint64_t)text.len >> (56 - 8 * i));
	crypto_generichash_update(state, length, sizeof(length));
	crypto_generichash_update(
		state, (const unsigned char *)(text.len > 0 ? text.at : ""),
		text.len);
}

bool token_make_pseudonym(const uint8_t key[TOKEN_KEY_BYTES],
			  struct slice sender, struct slice purpose,
			  struct slice pseudonym, uint8_t token[TOKEN_BYTES])
{
	static const uint8_t kind[2] = {TOKEN_PSEUDONYM, ':'};
	crypto_generichash_state state;

	pseudonym = slice_trim(pseudonym);
	if (pseudonym.len == 0)
		return false;
	crypto_generichash_init(&state, key, TOKEN_KEY_BYTES, TOKEN_BYTES);
	crypto_generichash_update(&state, kind, sizeof(kind));
	hash_counted(&state, sender);
	hash_counted(&state, purpose);
	hash_counted(&state, pseudonym);
	crypto_generichash_final(&state, token, TOKEN_BYTES);
	sodium_memzero(&state, sizeof(state));
	return true;
}

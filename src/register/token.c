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

#include "share/matching.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

enum { NUMBER_BYTES = 32 };

static_assert(MATCHING_KEY_BYTES == crypto_auth_hmacsha256_KEYBYTES,
	      "a key of HMAC-SHA-256");

bool matching_pseudonym(const uint8_t key[MATCHING_KEY_BYTES],
			struct slice number,
			char text[2 * MATCHING_PSEUDONYM_BYTES + 1])
{
	uint8_t capital[NUMBER_BYTES], hash[crypto_auth_hmacsha256_BYTES];

	number = slice_trim(number);
	if (number.len == 0 || number.len > NUMBER_BYTES)
		return false;
	for (size_t i = 0; i < number.len; i++) {
		uint8_t c = (uint8_t)number.at[i];

		capital[i] =
			c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
	}
	crypto_auth_hmacsha256(hash, capital, number.len, key);
	sodium_bin2hex(text, 2 * MATCHING_PSEUDONYM_BYTES + 1, hash,
		       MATCHING_PSEUDONYM_BYTES);
	sodium_memzero(capital, sizeof(capital));
	sodium_memzero(hash, sizeof(hash));
	return true;
}

void matching_write(const uint8_t key[MATCHING_KEY_BYTES],
		    char text[MATCHING_TEXT_BYTES + 1])
{
	sodium_bin2hex(text, 2 * MATCHING_KEY_BYTES + 1, key,
		       MATCHING_KEY_BYTES);
	memcpy(text + (size_t)2 * MATCHING_KEY_BYTES, "\n", 2);
}

bool matching_read(struct slice text, uint8_t key[MATCHING_KEY_BYTES])
{
	size_t size = 0;

	return text.len == MATCHING_TEXT_BYTES &&
	       text.at[text.len - 1] == '\n' &&
	       sodium_hex2bin(key, MATCHING_KEY_BYTES, text.at, text.len - 1,
			      NULL, &size, NULL) == 0 &&
	       size == MATCHING_KEY_BYTES;
}

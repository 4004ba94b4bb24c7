/*
 * token.h - the blind index: how a pupil is found without the store knowing by
 * what.
 *
 * A token is BLAKE2b of 128 bits, keyed with the node's key for tokens, over
 * the kind of number and the number in one normal form (no spaces around,
 * capital letters); for a pseudonym as it is, and who gave it for what.  Equal numbers give equal tokens; without the key a token
 * says nothing, and the kinds cannot be mistaken for each other.
 */
#ifndef HORNBOOK_REGISTER_TOKEN_H
#define HORNBOOK_REGISTER_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum { TOKEN_BYTES = 16, TOKEN_KEY_BYTES = 32 };

/* The letters are hashed. */
enum token_kind {
	TOKEN_UPN = 'U', /* present and former ones alike */
	TOKEN_ULN = 'L',
	TOKEN_PSEUDONYM = 'P', /* with its sender and purpose */
};

/* False, and `token` untouched, when the number is empty or longer than any
 * such number. */
bool token_make(const uint8_t key[TOKEN_KEY_BYTES], enum token_kind kind,
		struct slice number, uint8_t token[TOKEN_BYTES]);

/* What a sender calls a pupil for a purpose. */
bool token_make_pseudonym(const uint8_t key[TOKEN_KEY_BYTES],
			  struct slice sender, struct slice purpose,
			  struct slice pseudonym, uint8_t token[TOKEN_BYTES]);

#endif

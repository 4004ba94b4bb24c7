/*
 * matching.h - a pseudonym that its recipient can make again from a number that
 * it holds (F18).
 *
 *     pseudonym = the first 16 bytes of HMAC-SHA-256(key, number), as 32
 *                 hexadecimal digits in small letters
 *
 * where key is the 32 bytes that travel with the release, and number the unique
 * pupil number without blanks around it, in capital letters (docs/formats.md).
 * The key is one recipient's for one purpose.  Without it a pseudonym tells
 * nothing of a number; with it, every number can be tried, and there are few:
 * so it goes to nobody but whom the pupils are, sealed.
 *
 * It travels as a file of its own in the package, beside the manifest, which
 * states its hash alone: a manifest is kept, staged and shown in the clear.
 */
#ifndef HORNBOOK_SHARE_MATCHING_H
#define HORNBOOK_SHARE_MATCHING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum {
	MATCHING_KEY_BYTES = 32,
	MATCHING_TEXT_BYTES = 2 * 32 + 1, /* of the file: digits, line end */
	MATCHING_PSEUDONYM_BYTES = 16,
};

/* The file's name, the number, and how it is done, as the manifest says. */
#define MATCHING_FILE "matching.key"
#define MATCHING_NUMBER "pupil.upn"
#define MATCHING_DERIVATION "hmac-sha256-128"

/* False when it is no number: empty, or too long for one. */
bool matching_pseudonym(const uint8_t key[MATCHING_KEY_BYTES],
			struct slice number,
			char text[2 * MATCHING_PSEUDONYM_BYTES + 1]);

/* The key as its file has it; both are the caller's to wipe. */
void matching_write(const uint8_t key[MATCHING_KEY_BYTES],
		    char text[MATCHING_TEXT_BYTES + 1]);
bool matching_read(struct slice text, uint8_t key[MATCHING_KEY_BYTES]);

#endif

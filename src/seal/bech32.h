/*
 * bech32.h - keys as text that notices a slip of the pen.
 *
 * A text is a prefix, the digit 1, five bits a character, and six characters of
 * checksum: BIP 173's Bech32, of which age's keys are made.  The prefix's case
 * is that of the whole text: "age" is written and read in lower case only,
 * "AGE-SECRET-KEY-" in upper case only.
 */
#ifndef HORNBOOK_SEAL_BECH32_H
#define HORNBOOK_SEAL_BECH32_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct error;

enum {
	BECH32_BYTES_LIMIT = 40, /* BIP 173 has texts of at most 90 */
	BECH32_CHECKSUM_CHARACTERS = 6,
};

/* Characters that `size` bytes become, without prefix and NUL. */
#define BECH32_CHARACTERS(size) \
	(1 + ((size)*8 + 4) / 5 + BECH32_CHECKSUM_CHARACTERS)

/* Writes at most BECH32_BYTES_LIMIT bytes, and a NUL. */
void bech32_encode(const char *prefix, const uint8_t *bytes, size_t size,
		   char *text);

/* Reads exactly `size` bytes.  ERROR_INPUT, never with the text in it; `bytes`
 * are then all zero. */
int bech32_decode(const char *prefix, struct slice text, uint8_t *bytes,
		  size_t size, struct error *error);

#endif

/*
 * decode.h - bytes of a file into characters with their places.
 *
 * UTF-8; UTF-16 when a byte order mark says so; a byte that is not UTF-8 is read
 * as Windows-1252, which is what British offices write.  CR LF and CR end a line
 * as LF does.  A NUL is no text: ERROR_INPUT.
 */
#ifndef HORNBOOK_GUARD_DECODE_H
#define HORNBOOK_GUARD_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "guard/token.h"

struct error;

enum encoding { ENCODING_UTF_8, ENCODING_UTF_16_LE, ENCODING_UTF_16_BE };

typedef void character_taker(void *context, uint32_t character,
			     const struct spot *spot);

struct decoder {
	character_taker *take;
	void *context;
	enum encoding encoding;
	bool begun; /* the byte order mark was looked for */
	bool return_before;
	uint32_t high; /* of a surrogate pair; 0: none */
	uint8_t kept[4];
	size_t kept_count; /* bytes of a character that goes on */
	struct spot spot;
};

struct decoder decoder_of(character_taker *take, void *context);

/* Any bytes of the file, in order; the first at least four, where it has them. */
int decoder_add(struct decoder *decoder, struct slice bytes,
		struct error *error);
int decoder_end(struct decoder *decoder, struct error *error);

#endif

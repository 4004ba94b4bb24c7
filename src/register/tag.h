/*
 * tag.h - what stands for a pupil in commitments: a commitment of its own to
 * the pupil's number.
 *
 * A tag is SHA-256 over a nonce of 32 bytes, the kind of number (one byte) and
 * the number.  The nonce is derived from the pupil's key and never stored: who
 * has it (the node, or a parent to whom it was shown) can prove which pupil
 * the tag is; once the key is destroyed nobody can, and the tag tells nothing.
 *
 * Tags are stored, one for each pupil that was ever released or whose family was
 * given a notice with proof, when it first is; they stay when the pupil is erased, so that the rows of others can
 * still be proved.  A number that changes later does not change the tag.
 */
#ifndef HORNBOOK_REGISTER_TAG_H
#define HORNBOOK_REGISTER_TAG_H

#include <stdint.h>

#include "base/slice.h"

enum { TAG_BYTES = 32, TAG_NONCE_BYTES = 32 };

/* The letters are hashed. */
enum tag_kind {
	TAG_UPN = 'U',
	TAG_ULN = 'L',
	TAG_NONE = 'N', /* the pupil has neither; the number is empty */
};

struct tag_opening {
	uint8_t nonce[TAG_NONCE_BYTES];
	enum tag_kind kind;
	struct slice number;
};

void tag_make(const struct tag_opening *opening, uint8_t tag[TAG_BYTES]);

/* The nonce of the pupil with this key of 32 bytes. */
void tag_nonce(const uint8_t *key, uint8_t nonce[TAG_NONCE_BYTES]);

#endif

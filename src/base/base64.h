/*
 * base64.h - standard base64 (RFC 4648 section 4), strict: only the canonical
 * form, all of a text, without line ends.
 */
#ifndef HORNBOOK_BASE_BASE64_H
#define HORNBOOK_BASE_BASE64_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;

void base64_add(struct builder *out, const uint8_t *bytes, size_t size);

/* Reads all of `text` into at most `limit` bytes; false when it is empty, too
 * long, or not what base64_add writes. */
bool base64_read(struct slice text, uint8_t *bytes, size_t limit, size_t *size);

/* Reads all of `text` into exactly `size` bytes. */
bool base64_read_exactly(struct slice text, uint8_t *bytes, size_t size);

/* As base64_read, without padding. */
bool base64_read_unpadded(struct slice text, uint8_t *bytes, size_t limit,
			  size_t *size);

#endif

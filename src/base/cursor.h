/*
 * cursor.h - reading bytes that came from outside.
 *
 * A cursor cannot pass the end of its slice.  Each function either reads a
 * whole item and steps over it, or returns false and leaves the cursor where
 * it was.
 */
#ifndef HORNBOOK_BASE_CURSOR_H
#define HORNBOOK_BASE_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct cursor {
	const char *at;
	const char *end;
};

static inline struct cursor cursor_over(struct slice bytes)
{
	return (struct cursor){bytes.at, bytes.at + bytes.len};
}

static inline size_t cursor_left(const struct cursor *cursor)
{
	return (size_t)(cursor->end - cursor->at);
}

bool cursor_byte(struct cursor *cursor, uint8_t *byte);
bool cursor_u32(struct cursor *cursor, uint32_t *number);
bool cursor_u64(struct cursor *cursor, uint64_t *number);

/* `size` bytes, borrowed from the cursor's slice. */
bool cursor_bytes(struct cursor *cursor, size_t size, struct slice *bytes);

/* LEB128 of at most ten bytes, in its shortest form only. */
bool cursor_varint(struct cursor *cursor, uint64_t *number);

/* A varint length and then that many bytes. */
bool cursor_counted(struct cursor *cursor, struct slice *bytes);

#endif

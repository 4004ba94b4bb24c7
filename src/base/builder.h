/*
 * builder.h - bytes that grow.
 *
 * A builder owns its bytes and cannot overflow.  When memory runs out it
 * remembers that (`failed`) and ignores everything added after, so that a
 * writer checks once, at the end.  A zeroed struct builder is empty and
 * ready.
 */
#ifndef HORNBOOK_BASE_BUILDER_H
#define HORNBOOK_BASE_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct builder {
	char *at;
	size_t len;
	size_t capacity;
	bool failed; /* memory ran out: the content is not whole */
};

void builder_add(struct builder *builder, struct slice bytes);
void builder_add_text(struct builder *builder, const char *text);
void builder_add_byte(struct builder *builder, char byte);
void builder_add_format(struct builder *builder, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Decimal digits. */
void builder_add_number(struct builder *builder, uint64_t number);

/* Two lower-case hexadecimal digits for each byte. */
void builder_add_hex(struct builder *builder, struct slice bytes);

/*
 * LEB128: seven bits a byte, least significant first, the top bit set on all
 * but the last.  Read back by cursor_varint.
 */
void builder_add_varint(struct builder *builder, uint64_t number);

/* A varint length and then the bytes.  Read back by cursor_counted. */
void builder_add_counted(struct builder *builder, struct slice bytes);

/* Big-endian, as file formats and hashes want them. */
void builder_add_u32(struct builder *builder, uint32_t number);
void builder_add_u64(struct builder *builder, uint64_t number);

/*
 * Makes room for `size` more bytes and gives a pointer to write them at;
 * builder_commit then counts what was written.  NULL when memory is out.
 */
char *builder_reserve(struct builder *builder, size_t size);
static inline void builder_commit(struct builder *builder, size_t size)
{
	builder->len += size;
}

/* What has been built; good until the builder changes. */
static inline struct slice builder_slice(const struct builder *builder)
{
	return (struct slice){builder->at, builder->len};
}

/* The content with a closing NUL, or "" when memory is out. */
const char *builder_text(struct builder *builder);

/* Empties it for reuse; keeps the memory. */
void builder_clear(struct builder *builder);

/* Empties it and frees the memory; it may be used again. */
void builder_release(struct builder *builder);

#endif

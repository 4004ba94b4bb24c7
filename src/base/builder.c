#include "base/builder.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

char *builder_reserve(struct builder *builder, size_t size)
{
	size_t needed;
	size_t capacity = builder->capacity > 0 ? builder->capacity : 64;
	char *larger;

	if (builder->failed)
		return NULL;
	if (!size_add(builder->len, size, &needed) || needed > SIZE_MAX / 2) {
		builder->failed = true;
		return NULL;
	}
	if (needed <= builder->capacity)
		return builder->at + builder->len;
	while (capacity < needed)
		capacity *= 2;
	larger = memory_resize(builder->at, capacity);
	if (larger == NULL) {
		builder->failed = true;
		return NULL;
	}
	builder->at = larger;
	builder->capacity = capacity;
	return builder->at + builder->len;
}

void builder_add(struct builder *builder, struct slice bytes)
{
	char *room;

	if (bytes.len == 0)
		return;
	room = builder_reserve(builder, bytes.len);
	if (room == NULL)
		return;
	memcpy(room, bytes.at, bytes.len);
	builder->len += bytes.len;
}

void builder_add_text(struct builder *builder, const char *text)
{
	builder_add(builder, slice_of(text));
}

void builder_add_byte(struct builder *builder, char byte)
{
	char *room = builder_reserve(builder, 1);

	if (room == NULL)
		return;
	*room = byte;
	builder->len++;
}

void builder_add_format(struct builder *builder, const char *format, ...)
{
	va_list arguments;
	char *room;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	room = builder_reserve(builder, (size_t)length + 1);
	if (room == NULL)
		return;
	va_start(arguments, format);
	vsnprintf(room, (size_t)length + 1, format, arguments);
	va_end(arguments);
	builder->len += (size_t)length;
}

void builder_add_number(struct builder *builder, uint64_t number)
{
	char digits[20];
	size_t start = sizeof(digits);

	do {
		digits[--start] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	builder_add(builder,
		    (struct slice){digits + start, sizeof(digits) - start});
}

void builder_add_hex(struct builder *builder, struct slice bytes)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.at[i];

		builder_add_byte(builder, digits[byte >> 4]);
		builder_add_byte(builder, digits[byte & 15]);
	}
}

void builder_add_varint(struct builder *builder, uint64_t number)
{
	while (number >= 0x80) {
		builder_add_byte(builder, (char)(number | 0x80));
		number >>= 7;
	}
	builder_add_byte(builder, (char)number);
}

void builder_add_counted(struct builder *builder, struct slice bytes)
{
	builder_add_varint(builder, bytes.len);
	builder_add(builder, bytes);
}

static void add_big_endian(struct builder *builder, uint64_t number,
			   unsigned int bytes)
{
	for (unsigned int i = bytes; i > 0; i--)
		builder_add_byte(builder, (char)(number >> (8 * (i - 1))));
}

void builder_add_u32(struct builder *builder, uint32_t number)
{
	add_big_endian(builder, number, 4);
}

void builder_add_u64(struct builder *builder, uint64_t number)
{
	add_big_endian(builder, number, 8);
}

const char *builder_text(struct builder *builder)
{
	char *room = builder_reserve(builder, 1);

	if (room == NULL)
		return "";
	*room = '\0';
	return builder->at;
}

void builder_clear(struct builder *builder)
{
	builder->len = 0;
	builder->failed = false;
}

void builder_release(struct builder *builder)
{
	memory_free(builder->at);
	*builder = (struct builder){0};
}

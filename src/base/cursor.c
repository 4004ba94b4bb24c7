#include "base/cursor.h"

bool cursor_bytes(struct cursor *cursor, size_t size, struct slice *bytes)
{
	if (size > cursor_left(cursor))
		return false;
	*bytes = (struct slice){cursor->at, size};
	cursor->at += size;
	return true;
}

bool cursor_byte(struct cursor *cursor, uint8_t *byte)
{
	struct slice one;

	if (!cursor_bytes(cursor, 1, &one))
		return false;
	*byte = (uint8_t)one.at[0];
	return true;
}

static bool big_endian(struct cursor *cursor, size_t size, uint64_t *number)
{
	struct slice bytes;
	uint64_t value = 0;

	if (!cursor_bytes(cursor, size, &bytes))
		return false;
	for (size_t i = 0; i < size; i++)
		value = value << 8 | (uint8_t)bytes.at[i];
	*number = value;
	return true;
}

bool cursor_u32(struct cursor *cursor, uint32_t *number)
{
	uint64_t value;

	if (!big_endian(cursor, 4, &value))
		return false;
	*number = (uint32_t)value;
	return true;
}

bool cursor_u64(struct cursor *cursor, uint64_t *number)
{
	return big_endian(cursor, 8, number);
}

bool cursor_varint(struct cursor *cursor, uint64_t *number)
{
	struct cursor ahead = *cursor;
	uint64_t value = 0;
	unsigned int shift = 0;
	uint8_t byte;

	do {
		if (!cursor_byte(&ahead, &byte))
			return false;
		if (shift == 63 && byte > 1)
			return false;
		if (shift > 0 && byte == 0)
			return false; /* a longer form of a shorter number */
		value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while ((byte & 0x80) != 0 && shift <= 63);
	if ((byte & 0x80) != 0)
		return false;
	*cursor = ahead;
	*number = value;
	return true;
}

bool cursor_counted(struct cursor *cursor, struct slice *bytes)
{
	struct cursor ahead = *cursor;
	uint64_t size;

	if (!cursor_varint(&ahead, &size) || size > cursor_left(&ahead) ||
	    !cursor_bytes(&ahead, (size_t)size, bytes))
		return false;
	*cursor = ahead;
	return true;
}

#include "base/base64.h"

#include <sodium.h>

#include "base/builder.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL

void base64_add(struct builder *out, const uint8_t *bytes, size_t size)
{
	size_t room = sodium_base64_encoded_len(size, BASE64);
	char *text = builder_reserve(out, room);

	if (text == NULL)
		return;
	sodium_bin2base64(text, room, bytes, size, BASE64);
	builder_commit(out, room - 1); /* without the closing NUL */
}

/* libsodium 1.0.18 takes some bytes above ASCII for letters. */
static bool is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] > 0x7f)
			return false;
	return true;
}

static bool read_variant(struct slice text, int variant, uint8_t *bytes,
			 size_t limit, size_t *size)
{
	return text.len > 0 && is_ascii(text) &&
	       sodium_base642bin(bytes, limit, text.at, text.len, NULL, size,
				 NULL, variant) == 0;
}

bool base64_read(struct slice text, uint8_t *bytes, size_t limit, size_t *size)
{
	return read_variant(text, BASE64, bytes, limit, size);
}

bool base64_read_exactly(struct slice text, uint8_t *bytes, size_t size)
{
	size_t got;

	return base64_read(text, bytes, size, &got) && got == size;
}

bool base64_read_unpadded(struct slice text, uint8_t *bytes, size_t limit,
			  size_t *size)
{
	return read_variant(text, sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
			    bytes, limit, size);
}

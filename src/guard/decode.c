#include "guard/decode.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

struct decoder decoder_of(character_taker *take, void *context)
{
	return (struct decoder){
		.take = take,
		.context = context,
		.spot = {.line = 1, .column = 1},
	};
}

static int put(struct decoder *decoder, uint32_t character, struct error *error)
{
	if (character == 0) {
		error_set(error, ERROR_INPUT, "a NUL byte: this is no text");
		return error_at(error, (struct slice){NULL, 0},
				decoder->spot.line, decoder->spot.column, 0);
	}
	if (character == '\n' && decoder->return_before) {
		decoder->return_before = false;
		return 0;
	}
	decoder->return_before = character == '\r';
	if (character == '\r')
		character = '\n';
	decoder->take(decoder->context, character, &decoder->spot);
	if (character == '\n') {
		decoder->spot.line++;
		decoder->spot.column = 1;
	} else {
		decoder->spot.column++;
	}
	return 0;
}

/* --- UTF-8 ------------------------------------------------------------------ */

/* How many bytes a character has that begins so; 1 where none does. */
static size_t length_of(uint8_t first)
{
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
}

/* Most of a text: what can be seen of ASCII. */
static void put_plain(struct decoder *decoder, struct slice *bytes)
{
	size_t at = 0;

	while (at < bytes->len) {
		unsigned char byte = (unsigned char)bytes->at[at];

		if (byte < ' ' || byte > '~')
			break;
		decoder->take(decoder->context, byte, &decoder->spot);
		decoder->spot.column++;
		at++;
	}
	if (at > 0)
		decoder->return_before = false;
	*bytes = slice_part(*bytes, at, bytes->len);
}

/* Gives what is whole; what may go on stays unless it is the `last`. */
static int put_utf8(struct decoder *decoder, struct slice *bytes, bool last,
		    struct error *error)
{
	while (bytes->len > 0) {
		uint32_t character;

		put_plain(decoder, bytes);
		if (bytes->len == 0)
			break;
		if (text_next(bytes, &character)) {
			if (put(decoder, character, error) != 0)
				return -1;
			continue;
		}
		if (!last && bytes->len < length_of((uint8_t)bytes->at[0]))
			return 0;
		if (put(decoder, text_windows_1252((unsigned char)bytes->at[0]),
			error) != 0)
			return -1;
		*bytes = slice_part(*bytes, 1, bytes->len);
	}
	return 0;
}

/* --- UTF-16 ----------------------------------------------------------------- */

static int put_unit(struct decoder *decoder, uint32_t unit, struct error *error)
{
	uint32_t high = decoder->high;

	decoder->high = 0;
	if (unit >= 0xdc00 && unit <= 0xdfff && high != 0)
		return put(decoder,
			   0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00),
			   error);
	if (high != 0 && put(decoder, 0xfffd, error) != 0)
		return -1;
	if (unit >= 0xd800 && unit <= 0xdbff) {
		decoder->high = unit;
		return 0;
	}
	return put(decoder, unit >= 0xdc00 && unit <= 0xdfff ? 0xfffd : unit,
		   error);
}

static int put_utf16(struct decoder *decoder, struct slice *bytes,
		     struct error *error)
{
	bool little = decoder->encoding == ENCODING_UTF_16_LE;

	while (bytes->len >= 2) {
		uint32_t first = (uint8_t)bytes->at[0];
		uint32_t second = (uint8_t)bytes->at[1];

		*bytes = slice_part(*bytes, 2, bytes->len);
		if (put_unit(decoder,
			     little ? second << 8 | first : first << 8 | second,
			     error) != 0)
			return -1;
	}
	return 0;
}

/* --- pieces ----------------------------------------------------------------- */

static int put_bytes(struct decoder *decoder, struct slice *bytes, bool last,
		     struct error *error)
{
	return decoder->encoding == ENCODING_UTF_8
		       ? put_utf8(decoder, bytes, last, error)
		       : put_utf16(decoder, bytes, error);
}

static void begin(struct decoder *decoder, struct slice *bytes)
{
	size_t mark = 0;

	decoder->begun = true;
	if (slice_starts_with(*bytes, SLICE("\xef\xbb\xbf"))) {
		mark = 3;
	} else if (slice_starts_with(*bytes, SLICE("\xff\xfe"))) {
		decoder->encoding = ENCODING_UTF_16_LE;
		mark = 2;
	} else if (slice_starts_with(*bytes, SLICE("\xfe\xff"))) {
		decoder->encoding = ENCODING_UTF_16_BE;
		mark = 2;
	}
	*bytes = slice_part(*bytes, mark, bytes->len);
}

int decoder_add(struct decoder *decoder, struct slice bytes,
		struct error *error)
{
	if (!decoder->begun)
		begin(decoder, &bytes);
	/* A character that the last piece began is ended byte by byte. */
	while (decoder->kept_count > 0 && bytes.len > 0) {
		struct slice kept;

		decoder->kept[decoder->kept_count++] = (uint8_t)bytes.at[0];
		bytes = slice_part(bytes, 1, bytes.len);
		kept = (struct slice){(const char *)decoder->kept,
				      decoder->kept_count};
		if (put_bytes(decoder, &kept, false, error) != 0)
			return -1;
		memmove(decoder->kept, kept.at, kept.len);
		decoder->kept_count = kept.len;
	}
	if (bytes.len == 0)
		return 0;
	if (put_bytes(decoder, &bytes, false, error) != 0)
		return -1;
	if (bytes.len > 0)
		memcpy(decoder->kept, bytes.at, bytes.len);
	decoder->kept_count = bytes.len;
	return 0;
}

int decoder_end(struct decoder *decoder, struct error *error)
{
	struct slice kept = {(const char *)decoder->kept, decoder->kept_count};

	return put_bytes(decoder, &kept, true, error);
}

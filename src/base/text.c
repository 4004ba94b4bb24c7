#include "base/text.h"

#include "base/builder.h"

bool text_next(struct slice *text, uint32_t *character)
{
	const unsigned char *at = (const unsigned char *)text->at;
	uint32_t value;
	size_t length;

	if (text->len == 0)
		return false;
	if (at[0] < 0x80) {
		value = at[0];
		length = 1;
	} else if (at[0] >= 0xc2 && at[0] <= 0xdf) {
		value = at[0] & 0x1f;
		length = 2;
	} else if ((at[0] & 0xf0) == 0xe0) {
		value = at[0] & 0x0f;
		length = 3;
	} else if (at[0] >= 0xf0 && at[0] <= 0xf4) {
		value = at[0] & 0x07;
		length = 4;
	} else {
		return false;
	}
	if (length > text->len)
		return false;
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return false;
		value = value << 6 | (at[i] & 0x3f);
	}
	if ((length == 3 && value < 0x800) ||
	    (length == 4 && value < 0x10000) || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return false;
	*text = slice_part(*text, length, text->len);
	*character = value;
	return true;
}

bool text_is_utf8(struct slice text, size_t *valid_bytes)
{
	struct slice rest = text;
	uint32_t character;

	while (text_next(&rest, &character))
		continue;
	if (valid_bytes != NULL)
		*valid_bytes = text.len - rest.len;
	return rest.len == 0;
}

/* --- what can be shown ------------------------------------------------------ */

bool text_is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character <= 0x9f);
}

static bool is_unfit(uint32_t c)
{
	return text_is_control(c) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xfeff ||
	       (c & 0xfffe) == 0xfffe /* no character, nor in XML */;
}

bool text_is_clean(struct slice text)
{
	uint32_t character;

	while (text.len > 0)
		if (!text_next(&text, &character) || is_unfit(character))
			return false;
	return true;
}

struct slice text_next_clean(struct slice *text)
{
	struct slice whole = *text;
	uint32_t character;

	if (!text_next(text, &character)) {
		*text = slice_part(whole, 1, whole.len);
		return SLICE("?");
	}
	return is_unfit(character)
		       ? SLICE("?")
		       : slice_part(whole, 0, whole.len - text->len);
}

void text_add_clean(struct slice text, struct builder *out)
{
	while (text.len > 0)
		builder_add(out, text_next_clean(&text));
}

size_t text_length(struct slice text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.at[i] & 0xc0) != 0x80;
	return count;
}

static void add_character(struct builder *out, uint32_t character)
{
	if (character < 0x80) {
		builder_add_byte(out, (char)character);
	} else if (character < 0x800) {
		builder_add_byte(out, (char)(0xc0 | character >> 6));
		builder_add_byte(out, (char)(0x80 | (character & 0x3f)));
	} else {
		builder_add_byte(out, (char)(0xe0 | character >> 12));
		builder_add_byte(out, (char)(0x80 | (character >> 6 & 0x3f)));
		builder_add_byte(out, (char)(0x80 | (character & 0x3f)));
	}
}

uint32_t text_windows_1252(unsigned char byte)
{
	/* 0x80 to 0x9f; 0 where the code page has nothing. */
	static const uint16_t upper[32] = {
		0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
		0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
	};

	if (byte < 0x80 || byte >= 0xa0)
		return byte;
	return upper[byte - 0x80] != 0 ? upper[byte - 0x80] : 0xfffd;
}

void text_from_windows_1252(struct slice text, struct builder *out,
			    size_t *undefined)
{
	for (size_t i = 0; i < text.len; i++) {
		uint32_t character =
			text_windows_1252((unsigned char)text.at[i]);

		if (character == 0xfffd && undefined != NULL)
			(*undefined)++;
		add_character(out, character);
	}
}

enum { DISTANCE_BYTES = 64 };

static unsigned int smallest(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int least = a < b ? a : b;

	return least < c ? least : c;
}

unsigned int text_distance(struct slice a, struct slice b, unsigned int limit)
{
	unsigned int rows[3][DISTANCE_BYTES + 1];
	unsigned int *before = rows[0], *last = rows[1], *row = rows[2];

	if (a.len > DISTANCE_BYTES || b.len > DISTANCE_BYTES)
		return limit + 1;
	for (size_t j = 0; j <= b.len; j++)
		last[j] = (unsigned int)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned int *oldest = before;
		unsigned int least = (unsigned int)i;

		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= b.len; j++) {
			bool same = a.at[i - 1] == b.at[j - 1];

			row[j] = smallest(row[j - 1] + 1, last[j] + 1,
					  last[j - 1] + (same ? 0 : 1));
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1] &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
			if (row[j] < least)
				least = row[j];
		}
		if (least > limit)
			return limit + 1;
		before = last;
		last = row;
		row = oldest;
	}
	return last[b.len] <= limit ? last[b.len] : limit + 1;
}

struct slice text_nearest(struct slice word, const struct slice *candidates,
			  size_t count)
{
	unsigned int limit = (unsigned int)(word.len / 3);
	struct slice best = {NULL, 0};

	if (limit < 1)
		limit = 1;
	if (limit > 3)
		limit = 3;
	for (size_t i = 0; i < count; i++) {
		unsigned int distance;

		distance = text_distance(word, candidates[i], limit);
		if (distance > limit)
			continue;
		best = candidates[i];
		if (distance == 0)
			break;
		limit = distance - 1;
	}
	return best;
}

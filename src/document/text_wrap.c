#include "document/text_wrap.h"

#include <stdint.h>

#include "base/text.h"

struct span {
	uint32_t first;
	uint32_t last;
};

/* Blocks of combining marks and of what is not seen. */
static const struct span narrow[] = {
	{0x00ad, 0x00ad}, {0x0300, 0x036f},   {0x0483, 0x0489},
	{0x0591, 0x05bd}, {0x0610, 0x061a},   {0x064b, 0x065f},
	{0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},   {0x200b, 0x200d},
	{0x2060, 0x2064}, {0x20d0, 0x20ff},   {0xfe00, 0xfe0f},
	{0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
};

/* Blocks whose characters are wide. */
static const struct span wide[] = {
	{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x4dbf},
	{0x4e00, 0xa4cf},   {0xa960, 0xa97c},   {0xac00, 0xd7a3},
	{0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},
	{0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
	{0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

static bool is_in(uint32_t character, const struct span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (character >= spans[i].first && character <= spans[i].last)
			return true;
	return false;
}

static size_t width_of(uint32_t character)
{
	if (character < narrow[0].first)
		return 1;
	if (is_in(character, narrow, sizeof(narrow) / sizeof(narrow[0])))
		return 0;
	return is_in(character, wide, sizeof(wide) / sizeof(wide[0])) ? 2 : 1;
}

size_t text_width(struct slice text)
{
	size_t width = 0;
	uint32_t character;

	while (text_next(&text, &character))
		width += width_of(character);
	return width;
}

static struct slice skip_spaces(struct slice text)
{
	size_t count = 0;

	while (count < text.len && text.at[count] == ' ')
		count++;
	return slice_part(text, count, text.len);
}

/* The bytes up to the next space or line end. */
static size_t word_length(struct slice text)
{
	size_t length = 0;

	while (length < text.len && text.at[length] != ' ' &&
	       text.at[length] != '\n')
		length++;
	return length;
}

bool text_wrap_next(struct slice *rest, size_t columns, struct slice *line)
{
	struct slice text = skip_spaces(*rest);
	size_t length = 0;
	size_t width = 0;
	size_t at = 0;

	if (text.len == 0)
		return false;
	while (at < text.len && text.at[at] != '\n') {
		struct slice left = slice_part(text, at, text.len);
		struct slice word = skip_spaces(left);
		size_t gap = left.len - word.len;

		word.len = word_length(word);
		width += gap + text_width(word);
		if (word.len == 0 || (length > 0 && width > columns))
			break;
		at += gap + word.len;
		length = at;
	}
	*line = slice_part(text, 0, length);
	text = skip_spaces(slice_part(text, length, text.len));
	if (text.len > 0 && text.at[0] == '\n')
		text = slice_part(text, 1, text.len);
	*rest = text;
	return true;
}

size_t text_widest_line(struct slice text)
{
	size_t widest = 0;

	while (text.len > 0) {
		size_t width = text_width(slice_cut(&text, '\n'));

		if (width > widest)
			widest = width;
	}
	return widest;
}

size_t text_widest_word(struct slice text)
{
	size_t widest = 0;
	struct slice line;

	/* One column holds one word at most. */
	while (text_wrap_next(&text, 1, &line)) {
		size_t width = text_width(line);

		if (width > widest)
			widest = width;
	}
	return widest;
}

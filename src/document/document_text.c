#include "document/document_text.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "document/document.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' ||
	       c == '\f';
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char to_small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* --- text -------------------------------------------------------------------- */

static bool has_two_spaces(struct slice text)
{
	for (size_t i = 1; i < text.len; i++)
		if (text.at[i] == ' ' && text.at[i - 1] == ' ')
			return true;
	return false;
}

struct slice document_text_clean(struct arena *arena, struct slice text)
{
	size_t length = 0;
	char *copy;

	if (text_is_clean(text) && !has_two_spaces(text))
		return arena_copy(arena, text);
	/* What is put in place of something is never longer. */
	copy = arena_allocate(arena, text.len + 1);
	if (copy == NULL)
		return (struct slice){0};
	while (text.len > 0) {
		bool space = is_space(text.at[0]);
		struct slice next = text_next_clean(&text);

		if (space && length > 0 && copy[length - 1] == ' ')
			continue;
		memcpy(copy + length, space ? " " : next.at, next.len);
		length += next.len;
	}
	return (struct slice){copy, length};
}

/* --- ids ----------------------------------------------------------------------- */

static size_t add_identifier(char *id, size_t length, struct slice text)
{
	bool gap = length > 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = to_small(text.at[i]);

		if (!is_small(c) && !is_digit(c)) {
			gap = length > 0;
			continue;
		}
		if (length == 0 && is_digit(c))
			id[length++] = 'n';
		if (gap)
			id[length++] = '-';
		gap = false;
		id[length++] = c;
	}
	return length;
}

struct slice document_text_identifier(struct arena *arena,
				      const struct slice *texts, size_t count)
{
	size_t room = 2;
	size_t length = 0;
	char *id;

	for (size_t i = 0; i < count; i++)
		room += texts[i].len + 1;
	id = arena_allocate(arena, room);
	if (id == NULL)
		return (struct slice){0};
	for (size_t i = 0; i < count; i++)
		length = add_identifier(id, length, texts[i]);
	/* Nothing that ASCII can write. */
	if (length == 0)
		id[length++] = 'x';
	return (struct slice){id, length};
}

struct slice document_text_numbered(struct arena *arena, struct slice id,
				    unsigned int number)
{
	size_t room = id.len + sizeof("-4294967295");
	char *text = arena_allocate(arena, room);

	if (text == NULL)
		return (struct slice){0};
	snprintf(text, room, "%.*s-%u", SLICE_ARGS(id), number);
	return slice_of(text);
}

/* --- addresses ------------------------------------------------------------------- */

static bool has_scheme(struct slice target)
{
	static const struct slice schemes[] = {
		SLICE_INIT("http://"),
		SLICE_INIT("https://"),
		SLICE_INIT("mailto:"),
		SLICE_INIT("tel:"),
	};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (target.len > schemes[i].len &&
		    slice_equal_ignoring_case(
			    slice_part(target, 0, schemes[i].len), schemes[i]))
			return true;
	return false;
}

/* Characters that no address has (RFC 3986, section 2). */
static bool is_unsafe(char c)
{
	return c == ' ' || memchr("\"<>\\^`{|}", c, 9) != NULL;
}

static bool is_address(struct slice target)
{
	if (!has_scheme(target) || !text_is_clean(target))
		return false;
	for (size_t i = 0; i < target.len; i++)
		if (is_unsafe(target.at[i]))
			return false;
	return true;
}

/* "leaflet.html", "leaflet.html#pupils": a name without a directory. */
static bool is_neighbour(struct slice target)
{
	struct slice rest = target;
	struct slice name = slice_cut(&rest, '#');

	if (name.len == 0 || name.at[0] == '.')
		return false;
	for (size_t i = 0; i < target.len; i++) {
		char c = to_small(target.at[i]);

		if (!is_small(c) && !is_digit(c) && c != '-' && c != '_' &&
		    c != '.' && !(c == '#' && i == name.len))
			return false;
	}
	return true;
}

bool document_may_link(struct slice target)
{
	if (target.len > 1 && target.at[0] == '#')
		return true;
	return is_address(target) || is_neighbour(target);
}

static struct slice inside_target(struct arena *arena, struct slice target)
{
	const struct slice name = slice_part(target, 1, target.len);
	struct slice id = document_text_identifier(arena, &name, 1);
	char *copy;

	if (id.at == NULL)
		return id;
	copy = arena_allocate(arena, id.len + 2);
	if (copy == NULL)
		return (struct slice){0};
	copy[0] = '#';
	memcpy(copy + 1, id.at, id.len);
	return (struct slice){copy, id.len + 1};
}

struct slice document_text_target(struct arena *arena, struct slice target)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t length = 0;
	char *copy;

	if (target.at[0] == '#')
		return inside_target(arena, target);
	copy = arena_array(arena, target.len + 1, 3);
	if (copy == NULL)
		return (struct slice){0};
	for (size_t i = 0; i < target.len; i++) {
		unsigned char byte = (unsigned char)target.at[i];

		if (byte < 0x80) {
			copy[length++] = (char)byte;
			continue;
		}
		copy[length++] = '%';
		copy[length++] = digits[byte >> 4];
		copy[length++] = digits[byte & 15];
	}
	return (struct slice){copy, length};
}

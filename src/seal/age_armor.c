/*
 * Armor: base64 in lines of 64 between two lines that say what it is
 * (RFC 7468's strict form).  The reader takes line ends of LF or CRLF, and white
 * space around the whole, as age does; a blank at a line's end, a short line
 * before the last, padding in another place are refused, so that one file has
 * one armor.
 */
#include "seal/age_parts.h"

#include <sodium.h>

#include "base/error.h"
#include "base/base64.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL

/* --- writing -------------------------------------------------------------- */

static int flush_text(struct age_armor *armor, struct error *error)
{
	struct slice text = {armor->text, armor->text_filled};

	armor->text_filled = 0;
	return stream_write(armor->sink, text, error);
}

/* What is held, as a line. */
static int add_line(struct age_armor *armor, struct error *error)
{
	char line[AGE_LINE_CHARACTERS + 1];
	size_t size;

	sodium_bin2base64(line, sizeof(line), armor->bytes, armor->filled,
			  BASE64);
	size = strlen(line);
	line[size++] = '\n';
	armor->filled = 0;
	if (sizeof(armor->text) - armor->text_filled < size &&
	    flush_text(armor, error) != 0)
		return -1;
	memcpy(armor->text + armor->text_filled, line, size);
	armor->text_filled += size;
	return 0;
}

static int begin(struct age_armor *armor, struct error *error)
{
	if (armor->begun)
		return 0;
	armor->begun = true;
	return stream_write(armor->sink, SLICE(AGE_ARMOR_BEGIN "\n"), error);
}

int age_armor_write(struct age_armor *armor, struct slice bytes,
		    struct error *error)
{
	if (begin(armor, error) != 0)
		return -1;
	while (bytes.len > 0) {
		size_t room = sizeof(armor->bytes) - armor->filled;
		size_t taken = bytes.len < room ? bytes.len : room;

		memcpy(armor->bytes + armor->filled, bytes.at, taken);
		armor->filled += taken;
		bytes = slice_part(bytes, taken, bytes.len);
		if (armor->filled == sizeof(armor->bytes) &&
		    add_line(armor, error) != 0)
			return -1;
	}
	return 0;
}

int age_armor_close(struct age_armor *armor, struct error *error)
{
	if (begin(armor, error) != 0 ||
	    (armor->filled > 0 && add_line(armor, error) != 0) ||
	    flush_text(armor, error) != 0)
		return -1;
	return stream_write(armor->sink, SLICE(AGE_ARMOR_END "\n"), error);
}

static int write_lines(void *context, struct slice bytes, struct error *error)
{
	return age_armor_write(context, bytes, error);
}

int age_armor(struct stream_source source, struct stream_sink sink,
	      struct error *error)
{
	struct age_armor armor = {.sink = sink};
	struct stream_sink lines = {write_lines, &armor};

	if (stream_copy(source, lines, NULL, error) != 0)
		return -1;
	return age_armor_close(&armor, error);
}

/* --- reading -------------------------------------------------------------- */

static int fault(const struct age_dearmor *dearmor, struct error *error,
		 const char *what)
{
	return error_set(error, ERROR_INPUT,
			 "the sealed file's armor is not as it must be: line "
			 "%llu: %s",
			 (unsigned long long)dearmor->line, what);
}

static bool is_space(char character)
{
	return character == ' ' || character == '\t' || character == '\r' ||
	       character == '\n';
}

/* False at the end of the source; `*failed` when it failed. */
static bool refill(struct age_dearmor *dearmor, bool *failed,
		   struct error *error)
{
	size_t left = dearmor->filled - dearmor->used;
	size_t got = 0;

	memmove(dearmor->text, dearmor->text + dearmor->used, left);
	dearmor->used = 0;
	dearmor->filled = left;
	if (left == sizeof(dearmor->text))
		return false;
	*failed = stream_read(dearmor->source, dearmor->text + left,
			      sizeof(dearmor->text) - left, &got, error) != 0;
	dearmor->filled += got;
	return !*failed && got > 0;
}

/* The next line without its end, which the last may lack; borrowed until the
 * next call. */
static int next_line(struct age_dearmor *dearmor, struct slice *line,
		     struct error *error)
{
	bool failed = false;
	const char *end;
	const char *at;
	size_t left;

	dearmor->line++;
	for (;;) {
		at = dearmor->text + dearmor->used;
		left = dearmor->filled - dearmor->used;
		end = memchr(at, '\n', left);
		if (end != NULL || !refill(dearmor, &failed, error))
			break;
	}
	if (failed)
		return -1;
	if (end == NULL) {
		at = dearmor->text;
		left = dearmor->filled;
		if (left == 0)
			return fault(dearmor, error, "it was cut off");
		dearmor->used = left;
	} else {
		left = (size_t)(end - at);
		dearmor->used += left + 1;
	}
	if (end != NULL && left > 0 && at[left - 1] == '\r')
		left--;
	*line = (struct slice){at, left};
	return 0;
}

/* White space around the armor: an error when it is too much, or when anything
 * else stands there and `only` white space may. */
static int skip_space(struct age_dearmor *dearmor, bool only,
		      struct error *error)
{
	size_t skipped = 0;
	bool failed = false;

	for (;;) {
		if (dearmor->used == dearmor->filled &&
		    !refill(dearmor, &failed, error))
			return failed ? -1 : 0;
		if (!is_space(dearmor->text[dearmor->used]))
			return only ? fault(dearmor, error,
					    "something follows its end")
				    : 0;
		if (++skipped > AGE_ARMOR_SPACE_LIMIT)
			return fault(dearmor, error,
				     "too much white space around it");
		dearmor->line += dearmor->text[dearmor->used] == '\n';
		dearmor->used++;
	}
}

static int read_begin(struct age_dearmor *dearmor, struct error *error)
{
	struct slice line;

	if (skip_space(dearmor, false, error) != 0 ||
	    next_line(dearmor, &line, error) != 0)
		return -1;
	if (!slice_is(line, AGE_ARMOR_BEGIN))
		return error_set(error, ERROR_INPUT,
				 "this is no file sealed with age v1");
	dearmor->state = ARMOR_WITHIN;
	return 0;
}

static int read_end(struct age_dearmor *dearmor, struct error *error)
{
	dearmor->state = ARMOR_AFTER;
	return skip_space(dearmor, true, error);
}

/* A line of base64, or the end. */
static int read_line(struct age_dearmor *dearmor, struct error *error)
{
	struct slice line;

	if (next_line(dearmor, &line, error) != 0)
		return -1;
	if (slice_is(line, AGE_ARMOR_END))
		return read_end(dearmor, error);
	if (dearmor->state == ARMOR_LAST)
		return fault(dearmor, error,
			     "a short line before is not the last");
	if (line.len == 0)
		return fault(dearmor, error, "it is empty");
	if (line.len > AGE_LINE_CHARACTERS)
		return fault(dearmor, error, "more than 64 characters");
	if (!base64_read(line, dearmor->bytes, sizeof(dearmor->bytes),
			 &dearmor->size))
		return fault(dearmor, error, "not canonical base64");
	dearmor->given = 0;
	if (dearmor->size < AGE_LINE_BYTES)
		dearmor->state = ARMOR_LAST;
	return 0;
}

int age_dearmor_read(struct age_dearmor *dearmor, void *bytes, size_t size,
		     size_t *got, struct error *error)
{
	size_t left;

	if (dearmor->state == ARMOR_BEFORE && read_begin(dearmor, error) != 0)
		return -1;
	while (dearmor->given == dearmor->size && dearmor->state != ARMOR_AFTER)
		if (read_line(dearmor, error) != 0)
			return -1;
	left = dearmor->size - dearmor->given;
	*got = left < size ? left : size;
	memcpy(bytes, dearmor->bytes + dearmor->given, *got);
	dearmor->given += *got;
	return 0;
}

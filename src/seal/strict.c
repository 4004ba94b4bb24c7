#include "seal/strict.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

void strict_fail(struct strict *strict, const char *what, const char *name)
{
	if (!strict->failed)
		error_set(strict->error, ERROR_INPUT, "%s '%s'", what, name);
	strict->failed = true;
}

static void out_of_memory(struct strict *strict)
{
	if (!strict->failed)
		error_memory(strict->error);
	strict->failed = true;
}

/* A member, counted; NULL when it is not there. */
static const json_t *take(struct strict *strict, const char *name)
{
	const json_t *value;

	if (strict->failed)
		return NULL;
	value = json_object_get(strict->object, name);
	if (value != NULL)
		strict->taken++;
	return value;
}

static int check_document(struct strict *strict, const char *kind, int format)
{
	const json_t *said = take(strict, "hornbook");
	const json_t *number = take(strict, "format");

	if (said == NULL || !json_is_string(said) ||
	    strcmp(json_string_value(said), kind) != 0)
		return error_set(strict->error, ERROR_INPUT,
				 "is not a %s of Hornbook's", kind);
	if (number == NULL || !json_is_integer(number) ||
	    json_integer_value(number) < 1)
		return error_set(strict->error, ERROR_INPUT,
				 "does not say which format it is in");
	if (json_integer_value(number) > format)
		return error_set(strict->error, ERROR_INPUT,
				 "was written by a newer Hornbook");
	if (json_integer_value(number) < format)
		return error_set(strict->error, ERROR_INPUT,
				 "is in a format that Hornbook has given up");
	return 0;
}

int strict_open(struct strict *strict, json_t **document, struct slice text,
		size_t limit_bytes, const char *kind, int format,
		struct arena *arena, struct error *error)
{
	json_error_t fault;

	*document = NULL;
	if (text.len > limit_bytes)
		return error_set(error, ERROR_INPUT,
				 "is larger than the %zu bytes that a %s may "
				 "have",
				 limit_bytes, kind);
	*document = json_loadb(text.at != NULL ? text.at : "", text.len,
			       JSON_REJECT_DUPLICATES, &fault);
	if (*document == NULL) {
		if (json_error_code(&fault) == json_error_out_of_memory)
			return error_memory(error);
		return error_set(error, ERROR_INPUT,
				 "is not JSON with each name once: line %d",
				 fault.line);
	}
	*strict = (struct strict){
		.object = *document, .arena = arena, .error = error};
	if (check_document(strict, kind, format) == 0)
		return 0;
	strict->failed = true;
	return -1;
}

struct strict strict_element(const struct strict *strict, const json_t *array,
			     size_t index)
{
	struct strict element = {
		.object = json_array_get(array, index),
		.arena = strict->arena,
		.error = strict->error,
		.failed = strict->failed,
	};

	if (!json_is_object(element.object))
		strict_fail(&element, "holds something other than", "{...}");
	return element;
}

static struct slice copy_text(struct strict *strict, const json_t *value,
			      const char *name, size_t limit)
{
	struct slice text;

	if (!json_is_string(value)) {
		strict_fail(strict, "has no text as its", name);
		return SLICE("");
	}
	text = (struct slice){json_string_value(value),
			      json_string_length(value)};
	if (text.len > limit || !text_is_clean(text)) {
		strict_fail(strict,
			    "has control characters in, or is too long in, its",
			    name);
		return SLICE("");
	}
	text = arena_copy(strict->arena, text);
	if (text.at == NULL) {
		out_of_memory(strict);
		return SLICE("");
	}
	return text;
}

struct slice strict_text(struct strict *strict, const char *name, size_t limit)
{
	struct slice text = strict_optional(strict, name, limit);

	if (text.len == 0)
		strict_fail(strict, "lacks its", name);
	return text;
}

struct slice strict_optional(struct strict *strict, const char *name,
			     size_t limit)
{
	const json_t *value = take(strict, name);

	if (value == NULL)
		return SLICE("");
	return copy_text(strict, value, name, limit);
}

static int32_t read_date(struct strict *strict, const json_t *value,
			 const char *name)
{
	int32_t date = DATE_NONE;

	if (strict->failed)
		return DATE_NONE;
	if (!json_is_string(value) ||
	    !date_parse((struct slice){json_string_value(value),
				       json_string_length(value)},
			&date))
		strict_fail(strict, "has no date as its", name);
	return date;
}

int32_t strict_date(struct strict *strict, const char *name)
{
	return read_date(strict, take(strict, name), name);
}

int32_t strict_date_or_none(struct strict *strict, const char *name)
{
	const json_t *value = take(strict, name);

	if (value != NULL && json_is_null(value))
		return DATE_NONE;
	return read_date(strict, value, name);
}

static bool is_lower(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= 'A' && text.at[i] <= 'F')
			return false;
	return true;
}

void strict_hex(struct strict *strict, const char *name, uint8_t *bytes,
		size_t size)
{
	const json_t *value = take(strict, name);
	const char *end = NULL;
	struct slice text;
	size_t got;

	if (strict->failed)
		return;
	if (!json_is_string(value)) {
		strict_fail(strict, "lacks its", name);
		return;
	}
	text = (struct slice){json_string_value(value),
			      json_string_length(value)};
	if (text.len != 2 * size || !is_lower(text) ||
	    sodium_hex2bin(bytes, size, text.at, text.len, NULL, &got, &end) !=
		    0 ||
	    got != size || end != text.at + text.len)
		strict_fail(strict, "has no hexadecimal bytes as its", name);
}

const json_t *strict_array(struct strict *strict, const char *name,
			   size_t limit)
{
	const json_t *value = take(strict, name);

	if (!strict->failed && !json_is_array(value))
		strict_fail(strict, "has no list of", name);
	if (!strict->failed && json_array_size(value) > limit)
		strict_fail(strict, "has too many", name);
	return strict->failed ? NULL : value;
}

int strict_end(struct strict *strict)
{
	if (!strict->failed &&
	    json_object_size(strict->object) != strict->taken) {
		error_set(strict->error, ERROR_INPUT,
			  "holds something that is not known");
		strict->failed = true;
	}
	return strict->failed ? -1 : 0;
}

int strict_join(struct strict *strict, const struct strict *element)
{
	strict->failed |= element->failed;
	return strict->failed ? -1 : 0;
}

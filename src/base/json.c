#include "base/json.h"

#include <assert.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/text.h"

struct json json_writer(struct builder *out, bool indented)
{
	return (struct json){.out = out, .indented = indented};
}

static void new_line(struct json *json)
{
	if (!json->indented)
		return;
	builder_add_byte(json->out, '\n');
	for (unsigned int i = 0; i < json->depth; i++)
		builder_add_text(json->out, "  ");
}

static void before_value(struct json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->filled[json->depth])
		builder_add_byte(json->out, ',');
	json->filled[json->depth] = true;
	if (json->depth > 0)
		new_line(json);
}

static void open_bracket(struct json *json, char bracket)
{
	assert(json->depth < JSON_DEPTH);
	before_value(json);
	builder_add_byte(json->out, bracket);
	json->depth++;
	json->filled[json->depth] = false;
}

static void close_bracket(struct json *json, char bracket)
{
	bool filled = json->filled[json->depth];

	assert(json->depth > 0 && !json->after_key);
	json->depth--;
	if (filled)
		new_line(json);
	builder_add_byte(json->out, bracket);
}

void json_open_object(struct json *json)
{
	open_bracket(json, '{');
}

void json_close_object(struct json *json)
{
	close_bracket(json, '}');
}

void json_open_array(struct json *json)
{
	open_bracket(json, '[');
}

void json_close_array(struct json *json)
{
	close_bracket(json, ']');
}

static void add_string(struct builder *out, struct slice text)
{
	builder_add_byte(out, '"');
	while (text.len > 0) {
		struct slice rest = text;
		uint32_t character;

		if (!text_next(&rest, &character)) {
			builder_add_text(out, "\xef\xbf\xbd");
			text = slice_part(text, 1, text.len);
			continue;
		}
		if (character == '"' || character == '\\') {
			builder_add_byte(out, '\\');
			builder_add_byte(out, (char)character);
		} else if (character == '\n') {
			builder_add_text(out, "\\n");
		} else if (character < 0x20 || character == 0x7f) {
			builder_add_format(out, "\\u%04x", character);
		} else {
			builder_add(out,
				    slice_part(text, 0, text.len - rest.len));
		}
		text = rest;
	}
	builder_add_byte(out, '"');
}

void json_key(struct json *json, const char *name)
{
	before_value(json);
	add_string(json->out, slice_of(name));
	builder_add_text(json->out, json->indented ? ": " : ":");
	json->after_key = true;
}

void json_put_text(struct json *json, struct slice text)
{
	before_value(json);
	add_string(json->out, text);
}

void json_put_number(struct json *json, int64_t number)
{
	before_value(json);
	builder_add_format(json->out, "%lld", (long long)number);
}

void json_put_decimal(struct json *json, int64_t units, unsigned int decimals)
{
	uint64_t plain = units < 0 ? -(uint64_t)units : (uint64_t)units;
	uint64_t one = 1;

	for (unsigned int i = 0; i < decimals; i++)
		one *= 10;
	before_value(json);
	if (units < 0)
		builder_add_byte(json->out, '-');
	builder_add_number(json->out, plain / one);
	if (decimals > 0)
		builder_add_format(json->out, ".%0*llu", (int)decimals,
				   (unsigned long long)(plain % one));
}

void json_put_boolean(struct json *json, bool value)
{
	before_value(json);
	builder_add_text(json->out, value ? "true" : "false");
}

void json_put_null(struct json *json)
{
	before_value(json);
	builder_add_text(json->out, "null");
}

void json_key_text(struct json *json, const char *name, struct slice text)
{
	json_key(json, name);
	json_put_text(json, text);
}

void json_key_number(struct json *json, const char *name, int64_t number)
{
	json_key(json, name);
	json_put_number(json, number);
}

void json_key_boolean(struct json *json, const char *name, bool value)
{
	json_key(json, name);
	json_put_boolean(json, value);
}

void json_key_date(struct json *json, const char *name, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	json_key(json, name);
	if (date == DATE_NONE) {
		json_put_null(json);
		return;
	}
	date_format(date, text);
	json_put_text(json, slice_of(text));
}

/*
 * json.h - writing JSON (RFC 8259) as a stream.
 *
 * The writer keeps track of commas and nesting; the caller opens and closes.
 * It writes to a builder, which remembers failure.  Text is escaped; bytes
 * that are not UTF-8 become U+FFFD.  Reading is jansson's (see
 * docs/decisions.md).
 */
#ifndef HORNBOOK_BASE_JSON_H
#define HORNBOOK_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;

enum { JSON_DEPTH = 32 };

struct json {
	struct builder *out;
	bool indented;      /* two spaces a level, for people */
	unsigned int depth; /* open objects and arrays; at most JSON_DEPTH */
	bool filled[JSON_DEPTH + 1];
	bool after_key;
};

/* A writer onto `out`, which must outlive it. */
struct json json_writer(struct builder *out, bool indented);

void json_open_object(struct json *json);
void json_close_object(struct json *json);
void json_open_array(struct json *json);
void json_close_array(struct json *json);

/* The name of the next value; only directly inside an object. */
void json_key(struct json *json, const char *name);

void json_put_text(struct json *json, struct slice text);
void json_put_number(struct json *json, int64_t number);
/* `units` of the last of `decimals` places: 123 and 1 are 12.3. */
void json_put_decimal(struct json *json, int64_t units, unsigned int decimals);
void json_put_boolean(struct json *json, bool value);
void json_put_null(struct json *json);

/* key and value in one. */
void json_key_text(struct json *json, const char *name, struct slice text);
void json_key_number(struct json *json, const char *name, int64_t number);
void json_key_boolean(struct json *json, const char *name, bool value);

/* "yyyy-mm-dd", or null for DATE_NONE. */
void json_key_date(struct json *json, const char *name, int32_t date);

#endif

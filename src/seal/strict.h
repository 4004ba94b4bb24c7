/*
 * strict.h - reading small JSON documents that say what is expected and no
 * more.  Private to the seal room.
 *
 * A document is bounded in size; names given twice, unknown members, missing
 * ones and other types are refused.  Text is one line for people: of bounded
 * length, without control characters and without those that turn the direction
 * of writing, since names are shown to whoever has to trust them.
 *
 * The first failure is remembered (`failed`, `error`), and what is read after
 * it is empty, so that a reader checks once, at strict_end.
 */
#ifndef HORNBOOK_SEAL_STRICT_H
#define HORNBOOK_SEAL_STRICT_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/slice.h"

struct arena;
struct error;

struct strict {
	const json_t *object;
	size_t taken; /* members read so far */
	struct arena *arena;
	struct error *error;
	bool failed;
};

/*
 * Reads a document whose member "format" is `format`, which is then taken, and
 * "hornbook" is `kind`.  The caller gives `*document` back (json_decref), also
 * after a failure.  ERROR_INPUT; a greater number is that of a newer Hornbook.
 */
int strict_open(struct strict *strict, json_t **document, struct slice text,
		size_t limit_bytes, const char *kind, int format,
		struct arena *arena, struct error *error);

/* An element of an array of objects. */
struct strict strict_element(const struct strict *strict, const json_t *array,
			     size_t index);

/* A member of at most `limit` bytes, copied; the second may be missing or
 * empty. */
struct slice strict_text(struct strict *strict, const char *name, size_t limit);
struct slice strict_optional(struct strict *strict, const char *name,
			     size_t limit);

/* "yyyy-mm-dd"; the second may be null: DATE_NONE. */
int32_t strict_date(struct strict *strict, const char *name);
int32_t strict_date_or_none(struct strict *strict, const char *name);

/* Lower-case hexadecimal of exactly `size` bytes. */
void strict_hex(struct strict *strict, const char *name, uint8_t *bytes,
		size_t size);

/* An array of at most `limit` elements; NULL on failure. */
const json_t *strict_array(struct strict *strict, const char *name,
			   size_t limit);

/* 0 when all was there and there is no more. */
int strict_end(struct strict *strict);

/* Takes over the failure of an element.  Returns -1 then. */
int strict_join(struct strict *strict, const struct strict *element);

/* Remembers a failure that the caller found. */
void strict_fail(struct strict *strict, const char *what, const char *name);

#endif

/*
 * slice.h - borrowed text or bytes: a pointer and a length.
 *
 * A slice owns nothing and needs no closing NUL; it is good for as long as
 * what it points into.  SLICE("x") is for code, SLICE_INIT("x") for tables.
 */
#ifndef HORNBOOK_BASE_SLICE_H
#define HORNBOOK_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *at; /* NULL only when len is 0 */
	size_t len;
};

/* clang-format off */
#define SLICE(literal) ((struct slice){ "" literal, sizeof(literal) - 1 })
#define SLICE_INIT(literal) { "" literal, sizeof(literal) - 1 }
/* clang-format on */

/* For printf: printf("%.*s", SLICE_ARGS(name)). */
#define SLICE_ARGS(slice) (int)(slice).len, (slice).at ? (slice).at : ""

static inline struct slice slice_of(const char *text)
{
	return (struct slice){text, text != NULL ? strlen(text) : 0};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool slice_is(struct slice a, const char *text)
{
	return slice_equal(a, slice_of(text));
}

static inline bool slice_empty(struct slice a)
{
	return a.len == 0;
}

/* Byte order, a shorter prefix first: for sorting and searching. */
int slice_compare(struct slice a, struct slice b);

/* Letters A-Z and a-z alike; all other bytes as they are. */
bool slice_equal_ignoring_case(struct slice a, struct slice b);

bool slice_starts_with(struct slice a, struct slice prefix);
bool slice_ends_with(struct slice a, struct slice suffix);

/* The part from `from` up to but not including `to`, both clipped to `a`. */
struct slice slice_part(struct slice a, size_t from, size_t to);

/* Without the spaces, tabs and line ends around it. */
struct slice slice_trim(struct slice a);

/*
 * Cuts `*rest` at the first `separator`: gives back what stands before it and
 * leaves in `*rest` what stands after.  Without one, gives back everything and
 * leaves `*rest` empty.
 */
struct slice slice_cut(struct slice *rest, char separator);

/*
 * Reads a whole slice as a decimal number without sign.  False, and `*value`
 * untouched, when it is empty, holds anything but digits, or exceeds
 * `maximum`.
 */
bool slice_number(struct slice a, uint64_t maximum, uint64_t *value);

/* A hash for in-memory tables (FNV-1a, 64 bits); never stored. */
uint64_t slice_hash(struct slice a);

#endif

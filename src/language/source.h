/*
 * source.h - the text of a dictionary or notice, and places in it.
 *
 * A source owns its text for as long as trees, diagnostics and compiled rules
 * point into it.  A range names a piece of one source; every value in a
 * tree has one.
 */
#ifndef HORNBOOK_LANGUAGE_SOURCE_H
#define HORNBOOK_LANGUAGE_SOURCE_H

#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;

/* Limits on what is read: a notice is a few pages, a dictionary a booklet. */
enum { SOURCE_LIMIT_BYTES = 4 << 20 };

struct source {
	struct slice name; /* as diagnostics show it: the path, or "-" */
	struct slice text; /* UTF-8, followed by a NUL that is not counted */
	const uint32_t *lines; /* offset of each line's first byte */
	uint32_t line_count;
};

struct range {
	const struct source *source;
	uint32_t start; /* byte offset */
	uint32_t end;   /* one past the last byte */
};

struct position {
	uint32_t line;   /* from 1 */
	uint32_t column; /* from 1, in characters */
};

/* Further out in a line columns are counted in bytes, so that a thousand
 * findings in one line of megabytes are still told at once. */
enum { SOURCE_COLUMN_BYTES = 64 << 10 };

/* A source over a copy of `text`, living in `arena`.  Fails on text that is
 * not UTF-8, holds a NUL, or is larger than SOURCE_LIMIT_BYTES. */
int source_from_text(struct source **out, struct slice name, struct slice text,
		     struct arena *arena, struct error *error);

/* The same from a file; "-" is standard input. */
int source_from_file(struct source **out, const char *path, struct arena *arena,
		     struct error *error);

struct position source_position(const struct source *source, uint32_t offset);

/* The line's text without its line end; lines count from 1. */
struct slice source_line(const struct source *source, uint32_t line);

/* The text of a range. */
struct slice range_text(struct range range);

/* "file:line" of a range's start, as decisions and explanations cite a clause;
 * the file by the last part of its name.  In the arena; NULL without memory. */
const char *range_citation(struct range range, struct arena *arena);

#endif

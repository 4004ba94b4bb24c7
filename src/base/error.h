/*
 * error.h - what went wrong, where, and what to do about it.
 *
 * A function that can fail returns 0 or -1 (or NULL) and fills the
 * struct error that its caller passed.  error_set and its kin return -1, so
 * that `return error_set(error, ERROR_INPUT, "...")` reads as one sentence.
 * Messages never hold personal data: they name files, lines, columns,
 * records, fields and rules, not people and not values.
 *
 * A NULL error is allowed everywhere and means that nobody wants the details.
 */
#ifndef HORNBOOK_BASE_ERROR_H
#define HORNBOOK_BASE_ERROR_H

#include <stdint.h>

#include "base/slice.h"

enum error_code {
	ERROR_NONE,
	ERROR_REFUSED,   /* the rules do not allow it */
	ERROR_INPUT,     /* a file or an argument is wrong */
	ERROR_NOT_FOUND, /* no such node, pupil, file, name */
	ERROR_KEY,       /* the key or passphrase does not open this */
	ERROR_CORRUPT,   /* stored data is not what was written */
	ERROR_BUSY,      /* another process holds what is needed */
	ERROR_SYSTEM,    /* reading, writing, syncing failed */
	ERROR_MEMORY,    /* no memory left */
};

/* Where in the input; 0 and "" mean that this part is not known. */
struct place {
	char file[256];
	uint32_t line;   /* from 1 */
	uint32_t column; /* from 1, in characters */
	uint64_t record; /* from 1 */
};

struct error {
	enum error_code code;
	struct place place;
	char message[512]; /* what is wrong; no full stop, no newline */
	char hint[256];    /* what to do; may be empty */
};

/* Sets code and message, and clears place and hint.  Returns -1. */
int error_set(struct error *error, enum error_code code, const char *format,
	      ...) __attribute__((format(printf, 3, 4)));

/* As error_set, ending the message with ": " and the text of errno. */
int error_system(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "not enough memory".  Returns -1. */
int error_memory(struct error *error);

/* Adds what the reader can do.  Returns -1. */
int error_hint(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds a place.  `file` is cut to fit; 0 leaves line, column, record out.
 * Returns -1. */
int error_at(struct error *error, struct slice file, uint32_t line,
	     uint32_t column, uint64_t record);

/*
 * Writes "file:line:column: record N: message (hint)" into `text`, leaving
 * out what is not known; always NUL-ended.  Control characters in the file's
 * name become '?'.
 */
void error_text(const struct error *error, char *text, size_t size);

#endif

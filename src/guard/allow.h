/*
 * allow.h - findings that somebody has looked at and accepted.
 *
 * A file of them holds no text of a report: a line for each, with its kind and a
 * hash, salted by the file's own salt, over kind, the file's name, the text found
 * and the three words before it (of a cell: its place and number).  So an
 * accepted finding stays accepted when the report grows above it, and comes
 * back when it, its surroundings or the file's name changes.  The place behind
 * it is for people: where it was when it was accepted.
 *
 *     hornbook guard accepted 1
 *     salt 6f2c...
 *     full-name 1f0e... report.md:14:8
 */
#ifndef HORNBOOK_GUARD_ALLOW_H
#define HORNBOOK_GUARD_ALLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct error;
struct guard_finding;

enum { ALLOW_SALT_BYTES = 16, ALLOW_HASH_BYTES = 16 };

struct allowed {
	uint8_t hash[ALLOW_HASH_BYTES];
	struct slice kind, place;
};

struct allow {
	struct arena *arena; /* holds all below */
	uint8_t salt[ALLOW_SALT_BYTES];
	struct allowed *list;
	size_t count, capacity;
};

/* An empty one, with a fresh salt. */
void allow_begin(struct allow *allow, struct arena *arena);

/* Reads the content of such a file.  ERROR_INPUT with the line. */
int allow_read(struct allow *allow, struct slice content, struct arena *arena,
	       struct error *error);

/* Whether a finding in the file of this name (without directories) is accepted. */
bool allow_has(const struct allow *allow, struct slice name,
	       const struct guard_finding *finding);

/* Accepts it; nothing changes when it is already. */
int allow_add(struct allow *allow, struct slice name,
	      const struct guard_finding *finding, struct error *error);

/* Adds the content of the file. */
void allow_write(const struct allow *allow, struct builder *out);

#endif

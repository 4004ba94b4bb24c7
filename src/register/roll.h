/*
 * roll.h - which pupils a release held and which fields of each.
 *
 * Rows lie in chunks of at most ROLL_CHUNK pupils in order, so that one pupil
 * is sought in one chunk of each release.  A row is two varints: how much
 * higher the pupil's id is than the one before (the first: than the chunk's
 * first), and the mask.  A mask is a set of fields, kept as the node's
 * numbers: each a varint, how much higher than the one before.
 */
#ifndef HORNBOOK_REGISTER_ROLL_H
#define HORNBOOK_REGISTER_ROLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "register/numbers.h"

struct builder;
struct error;
struct field_set;
struct roll_row;

enum { ROLL_CHUNK = 4096 };

void roll_encode(const struct roll_row *rows, size_t count,
		 struct builder *out);

/* Looks for a pupil in a chunk that begins with `first`. ERROR_CORRUPT when
 * it is malformed up to there. */
int roll_find(struct slice rows, uint64_t first, uint64_t pupil, bool *found,
	      uint16_t *mask, struct error *error);

/* ERROR_MEMORY. */
int mask_encode(const struct field_set *fields, const struct numbers *numbers,
		struct builder *out, struct error *error);

/* Fields that the dictionary does not know are left out. */
int mask_decode(struct slice bytes, const struct numbers *numbers,
		struct field_set *fields, struct error *error);

#endif

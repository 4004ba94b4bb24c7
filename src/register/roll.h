/*
 * roll.h - which pupils a release held and which fields of each, in few bytes.
 *
 * A roll lies in chunks of at most ROLL_CHUNK pupils.  A chunk covers a range
 * of 2^level ids, the range-th of that size, so that ranges nest and one pupil
 * is in one range of each level.  Where pupils lie close together a range has
 * 256 ids (level 8); where they are rare it is the largest one (12, 16 ... 32)
 * that holds few enough of them and reaches into no chunk before.
 * A store keeps chunks in order of range and only then of release: what was
 * sent of one pupil in a thousand releases lies side by side.
 *
 * The fields sent of a pupil are one of the node's sets of fields, which are
 * numbered from 1 and shared by all releases.  A chunk is
 *
 *     form     one byte, below
 *     sets     varint: how many; then their numbers, ascending, each a varint:
 *              how much higher than the one before (the first: than 0)
 *     places   a value for each id of the range: 0 when the pupil is not in
 *              the release, else which of the sets it has, from 1
 *
 *     1 packed      values side by side, each in as many bits as the number of
 *                   sets needs, the first in the lowest bits; level 8 only
 *     2 runs        varint length and varint value, to the end of the range;
 *                   level 8 only
 *     3 exceptions  varint: the value that is not told; then for each other
 *                   place two varints: how many places it skips, and its
 *                   value, which is left out when there is one set
 *
 * Which form is the shortest is found for each chunk.
 *
 * The outline of a roll tells which sets and which chunks it has: the sets as
 * above; then for each run of chunks that adjoin and have one level three
 * varints: level, how many blocks of 256 ids it skips, how many chunks.
 */
#ifndef HORNBOOK_REGISTER_ROLL_H
#define HORNBOOK_REGISTER_ROLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;
struct error;
struct roll_row;

enum {
	ROLL_CHUNK = 256,
	ROLL_LEVEL_LEAST = 8,
	ROLL_LEVEL_MOST = 32,
	ROLL_LEVEL_STEP = 4,
};

#define ROLL_SET_MOST 0xffffffffull

static inline uint64_t roll_range(uint64_t pupil, unsigned int level)
{
	return pupil >> level;
}

/* --- writing -------------------------------------------------------------- */

struct roll_sink {
	int (*chunk)(void *context, unsigned int level, uint64_t range,
		     struct slice bytes, struct error *error);
	void *context;
};

/*
 * Writes a roll chunk by chunk, in order of pupil, and adds its outline.
 * `rows` are in order of pupil, their masks indexes into `sets`, the numbers
 * of `set_count` different sets.
 */
int roll_write(const struct roll_row *rows, size_t count, const uint64_t *sets,
	       size_t set_count, const struct roll_sink *sink,
	       struct builder *outline, struct error *error);

/* --- reading -------------------------------------------------------------- */

/* The set of a pupil who is in the range; 0 when not in the release.
 * ERROR_CORRUPT when the chunk is malformed up to there. */
int roll_find(struct slice chunk, unsigned int level, uint64_t range,
	      uint64_t pupil, uint64_t *set, struct error *error);

struct roll_part {
	size_t count; /* from 1 */
	uint64_t pupils[ROLL_CHUNK];
	uint64_t sets[ROLL_CHUNK];
};

/* The whole chunk.  ERROR_CORRUPT unless it is one that roll_write could have
 * written, in any of the forms. */
int roll_read(struct slice chunk, unsigned int level, uint64_t range,
	      struct roll_part *part, struct error *error);

struct roll_outline_visitor {
	int (*set)(void *context, uint64_t set, struct error *error);
	int (*chunk)(void *context, unsigned int level, uint64_t range,
		     struct error *error);
	void *context;
};

/* All sets, then all chunks in order. */
int roll_outline(struct slice outline,
		 const struct roll_outline_visitor *visitor,
		 struct error *error);

#endif

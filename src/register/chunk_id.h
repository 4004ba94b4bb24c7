/*
 * chunk_id.h - where a chunk of a roll lies in register.db: range, level and
 * release in one number, so that the table's own order is that of ranges, and
 * a range's releases are neighbours.
 */
#ifndef HORNBOOK_REGISTER_CHUNK_ID_H
#define HORNBOOK_REGISTER_CHUNK_ID_H

#include "register/store.h"

static inline uint64_t chunk_id(unsigned int level, uint64_t range,
				uint64_t release)
{
	uint64_t step = (level - ROLL_LEVEL_LEAST) / ROLL_LEVEL_STEP;

	static_assert((ROLL_LEVEL_MOST - ROLL_LEVEL_LEAST) / ROLL_LEVEL_STEP <
			      8,
		      "a level is three bits");
	static_assert(STORE_RELEASE_MOST == (1 << 28) - 1,
		      "a release is 28 bits");
	return (range << 3 | step) << 28 | release;
}

#endif

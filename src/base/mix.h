/*
 * mix.h - numbers that look random and are the same everywhere: for drawing,
 * for hashing, and for breaking ties.  Never for secrets.
 */
#ifndef HORNBOOK_BASE_MIX_H
#define HORNBOOK_BASE_MIX_H

#include <stdint.h>

/* By which a state goes on, or by which a number is spread before it is mixed. */
#define MIX_STEP UINT64_C(0x9E3779B97F4A7C15)

/* Each bit of it depends on all of `z` (SplitMix64: Steele, Lea, Flood 2014). */
static inline uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* The next number of a state. */
static inline uint64_t mix_next(uint64_t *state)
{
	return mix(*state += MIX_STEP);
}

#endif

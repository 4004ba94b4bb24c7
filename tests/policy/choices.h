/*
 * choices.h - choosing by bytes from outside (a fuzzer's), and by a seeded
 * generator when those run out.  The same bytes and seed choose the same.
 */
#ifndef HORNBOOK_TESTS_POLICY_CHOICES_H
#define HORNBOOK_TESTS_POLICY_CHOICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct choices {
	const uint8_t *bytes;
	size_t left;
	uint64_t state;
};

/* 0 to count - 1; SplitMix64 (Steele, Lea, Flood 2014) without bytes. */
static inline unsigned int choose(struct choices *choices, unsigned int count)
{
	uint64_t mixed;

	if (choices->left > 0) {
		choices->left--;
		return *choices->bytes++ % count;
	}
	choices->state += 0x9e3779b97f4a7c15u;
	mixed = choices->state;
	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
	mixed ^= mixed >> 31;
	return (unsigned int)((mixed >> 32) % count);
}

/* True in so many of a hundred cases. */
static inline bool chance(struct choices *choices, unsigned int percent)
{
	return choose(choices, 100) < percent;
}

#endif

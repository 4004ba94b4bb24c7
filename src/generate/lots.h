/*
 * lots.h - drawing lots that depend on nothing but their key.
 *
 * A key is a number made from the seed and from what is drawn for (a child, a
 * household, a year); a topic is one of the rows below.  The lots of a key and a
 * topic are the same whenever they are asked for, so that a child's name does
 * not change because its absences are drawn in another way.  All is whole
 * numbers: every machine draws the same.
 *
 * splitmix64 (Steele, Lea and Flood 2014): small, and good enough for lots.
 */
#ifndef HORNBOOK_GENERATE_LOTS_H
#define HORNBOOK_GENERATE_LOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mix.h"
#include "base/slice.h"

/* New topics go to the end: the number is part of every lot. */
enum topic {
	TOPIC_AREA,
	TOPIC_TRADE,
	TOPIC_TRADE_DAY,
	TOPIC_TWINS,
	TOPIC_FAMILY,
	TOPIC_HOUSEHOLD,
	TOPIC_HOME,
	TOPIC_PARENTS,
	TOPIC_BIRTH,
	TOPIC_NAMES,
	TOPIC_NUMBERS,
	TOPIC_CONTACTS,
	TOPIC_CHARACTERISTICS,
	TOPIC_MEALS,
	TOPIC_NEEDS,
	TOPIC_HEALTH,
	TOPIC_CARE,
	TOPIC_ATTENDANCE,
	TOPIC_EXCLUSIONS,
	TOPIC_ASSESSMENTS,
	TOPIC_MEASUREMENTS,
	TOPIC_PROGRESS,
	TOPIC_QUALIFICATIONS,
	TOPIC_LEARNER,
	TOPIC_DESTINATION,
	TOPIC_YOUTH,
	TOPIC_CONCERNS,
	TOPIC_VIEWS,
	TOPIC_WISHES,
	TOPIC_SERVED,
	TOPIC_EARLY_YEARS,
	TOPIC_BELIEF,
	TOPIC_SCHOOL,
	TOPIC_ENROLMENT,
	TOPIC_FAITH,
};

struct lots {
	uint64_t state;
};

static inline uint64_t lots_mix(uint64_t key, uint64_t with)
{
	return mix(key + MIX_STEP * (with + 1));
}

static inline struct lots lots_of(uint64_t key, enum topic topic)
{
	return (struct lots){lots_mix(key, (uint64_t)topic << 32)};
}

static inline uint64_t lots_draw(struct lots *lots)
{
	return mix_next(&lots->state);
}

/* From 0, less than `limit`, which must not be 0. */
static inline uint32_t lots_below(struct lots *lots, uint32_t limit)
{
	return (uint32_t)((lots_draw(lots) >> 32) * limit >> 32);
}

static inline int lots_between(struct lots *lots, int from, int to)
{
	return from + (int)lots_below(lots, (uint32_t)(to - from + 1));
}

/* True for about so many of 10,000. */
static inline bool lots_chance(struct lots *lots, uint32_t of_10000)
{
	return lots_below(lots, 10000) < of_10000;
}

/* From 0, less than `limit`, the lower the likelier: for lists in order of how
 * common their entries are. */
static inline uint32_t lots_early(struct lots *lots, uint32_t limit)
{
	uint32_t a = lots_below(lots, limit), b = lots_below(lots, limit);

	return a < b ? a : b;
}

/* A text as a key. */
static inline uint64_t lots_text(uint64_t key, struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		key = lots_mix(key, (unsigned char)text.at[i]);
	return key;
}

#endif

/*
 * decide_world.h - rules and invented pupils in columns, to decide over.
 */
#ifndef HORNBOOK_BENCH_DECIDE_WORLD_H
#define HORNBOOK_BENCH_DECIDE_WORLD_H

#include "base/arena.h"
#include "policy/plan.h"
#include "policy/policy.h"

struct error;

enum { WORLD_NOTICES = 64 };

struct world {
	struct arena arena;
	struct dictionary *dictionary;
	struct policy *policies[WORLD_NOTICES]; /* one for each notice */
	size_t policy_count;
	int32_t date;

	uint32_t count; /* of pupils; columns are whole batches wide */
	int32_t *births;
	int32_t *learning_difficulty;
	int32_t *years;
	uint8_t *wishes[WISH_COUNT]; /* a parent's objection of one in fifty;
					the others are NULL */
	uint32_t *decisions;
};

/* Reads the dictionary of England, and one policy for each path (again for a
 * path that is there twice).  world_free also after a failure. */
int world_rules(struct world *world, const char *const *paths, size_t count,
		struct error *error);

/* Invents pupils of 4 to 20, one in twenty-five with a learning difficulty;
 * the same for the same number. */
int world_pupils(struct world *world, uint32_t count, struct error *error);

/* The pupils from `first` on, at most BATCH_PUPILS of the first `count`. */
void world_batch(const struct world *world, uint32_t first, uint32_t count,
		 struct batch *batch);

/* A column for as many pupils, in whole batches, all zero. */
void *world_column(struct world *world, size_t size, struct error *error);

/* xorshift64 (Marsaglia 2003). */
uint64_t world_random(uint64_t *state);

void world_free(struct world *world);

#endif

#include "decide_world.h"

#include "base/date.h"
#include "base/error.h"
#include "language/diagnostic.h"

enum { YEAR_DAYS = 365 };

static int add_policy(struct world *world, const char *path,
		      struct error *error)
{
	struct findings findings = findings_in(&world->arena);
	const struct notice *notices[1];
	struct source *source;
	struct notice *notice;
	struct policy *policy;

	if (source_from_file(&source, path, &world->arena, error) != 0 ||
	    notice_read(&notice, source, world->dictionary, &world->arena,
			&findings, error) != 0)
		return -1;
	notices[0] = notice;
	if (policy_make(&policy, world->dictionary, notices, 1, &findings,
			error) != 0)
		return -1;
	if (policy == NULL)
		return error_set(error, ERROR_INPUT, "%s has faults", path);
	world->policies[world->policy_count++] = policy;
	return 0;
}

int world_rules(struct world *world, const char *const *paths, size_t count,
		struct error *error)
{
	struct findings findings = findings_in(&world->arena);

	if (dictionary_load(&world->dictionary, "dictionaries/england",
			    &findings, error) != 0)
		return -1;
	if (world->dictionary == NULL)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has faults");
	if (count > WORLD_NOTICES)
		return error_set(error, ERROR_INPUT,
				 "there is room for %d notices", WORLD_NOTICES);
	for (size_t i = 0; i < count; i++)
		if (add_policy(world, paths[i], error) != 0)
			return -1;
	return 0;
}

void *world_column(struct world *world, size_t size, struct error *error)
{
	size_t batches = (world->count + BATCH_PUPILS - 1) / BATCH_PUPILS;
	void *made = arena_array(&world->arena, batches * BATCH_PUPILS, size);

	if (made == NULL)
		error_memory(error);
	return made;
}

uint64_t world_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

int world_pupils(struct world *world, uint32_t count, struct error *error)
{
	uint64_t state = 20260115;
	uint8_t *objections;

	world->count = count;
	world->births = world_column(world, sizeof(int32_t), error);
	world->learning_difficulty =
		world_column(world, sizeof(int32_t), error);
	world->years = world_column(world, sizeof(int32_t), error);
	world->decisions = world_column(world, sizeof(uint32_t), error);
	objections = world_column(world, 1, error);
	if (world->births == NULL || world->learning_difficulty == NULL ||
	    world->years == NULL || world->decisions == NULL ||
	    objections == NULL)
		return -1;
	world->wishes[WISH_OBJECTION_PARENT] = objections;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t random = world_random(&state);

		world->births[i] =
			world->date - 4 * (YEAR_DAYS + 1) -
			(int32_t)(random % (uint64_t)(16 * YEAR_DAYS));
		world->learning_difficulty[i] = ((random >> 20) & 1023) < 41;
		world->years[i] = date_age(world->births[i], world->date) - 5;
		objections[i] = (random >> 40) % 50 == 0;
	}
	return 0;
}

void world_batch(const struct world *world, uint32_t first, uint32_t count,
		 struct batch *batch)
{
	const struct dictionary *dictionary = world->dictionary;
	uint32_t left = count - first;

	*batch = (struct batch){
		.count = left < BATCH_PUPILS ? left : BATCH_PUPILS,
		.collected_all = world->date,
	};
	batch->facts[condition_birth_fact(dictionary)] = world->births + first;
	batch->facts[condition_fact(dictionary, SLICE("learning-difficulty"))] =
		world->learning_difficulty + first;
	batch->facts[condition_fact(dictionary, SLICE("year"))] =
		world->years + first;
	for (int w = 0; w < WISH_COUNT; w++)
		if (world->wishes[w] != NULL)
			batch->wishes[w] = world->wishes[w] + first;
}

void world_free(struct world *world)
{
	for (size_t i = 0; i < world->policy_count; i++)
		policy_free(world->policies[i]);
	dictionary_free(world->dictionary);
	arena_release(&world->arena);
}

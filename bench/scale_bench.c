/*
 * How decisions scale: one, five and fifty rule sets over a thousand to 8.4
 * million pupils (as many as England has in state-funded schools), in batches
 * on one core; the same with more and more different answers among the pupils;
 * and how long it takes to read and compile the rules.
 *
 *     scale_bench NOTICE...
 *
 * The first notice is the school's own.  Fifty rule sets are the notices given,
 * read again and again, each compiled by itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "bench.h"
#include "decide_world.h"

enum {
	MOST_PUPILS = 8400000,
	MASK_PUPILS = 1000000,
	DECISIONS_A_RUN =
		20000000, /* small worlds are decided more than once */
	RUNS = 5,
	MOST_SETS = 50,
	COMPILE_RUNS = 21,
};

struct scale {
	struct world world;
	const char *paths[WORLD_NOTICES];
	size_t path_count;

	struct plan *plans[MOST_SETS];
	size_t sets;
	uint32_t pupils;
	uint32_t rounds;
};

/* --- rule sets over pupils -------------------------------------------------- */

static int open_plans(struct scale *scale, size_t sets, struct error *error)
{
	const struct request request = {
		.recipient = SLICE("youth-support"),
		.purpose = SLICE("careers-advice"),
		.date = scale->world.date,
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};

	for (scale->sets = 0; scale->sets < sets; scale->sets++)
		if (plan_make(&scale->plans[scale->sets],
			      scale->world.policies[scale->sets], &request,
			      error) != 0)
			return -1;
	return 0;
}

static void close_plans(struct scale *scale)
{
	for (size_t i = 0; i < scale->sets; i++)
		plan_free(scale->plans[i]);
	scale->sets = 0;
}

static int decide_all(void *context)
{
	struct scale *scale = context;
	struct world *world = &scale->world;

	for (uint32_t round = 0; round < scale->rounds; round++)
		for (uint32_t first = 0; first < scale->pupils;
		     first += BATCH_PUPILS) {
			struct batch batch;

			world_batch(world, first, scale->pupils, &batch);
			for (size_t s = 0; s < scale->sets; s++)
				if (plan_decide(scale->plans[s], &batch,
						world->decisions + first,
						NULL) != 0)
					return -1;
		}
	return 0;
}

static int measure_scale(struct scale *scale, const char *what)
{
	double decisions = (double)scale->pupils * (double)scale->sets;

	scale->rounds = (uint32_t)(DECISIONS_A_RUN / decisions) + 1;
	return bench_compare(&(struct bench){
		.what = what,
		.unit = "M decisions",
		.amount = decisions * scale->rounds / 1e6,
		.ours = decide_all,
		.context = scale,
		.runs = RUNS,
	});
}

static int measure_sizes(struct scale *scale, struct error *error)
{
	static const struct {
		uint32_t pupils;
		const char *name;
	} sizes[] = {{1000, "1 k"}, {100000, "100 k"}, {MOST_PUPILS, "8.4 M"}};
	static const size_t sets[] = {1, 5, MOST_SETS};
	char what[80];

	for (size_t s = 0; s < sizeof(sets) / sizeof(*sets); s++) {
		if (open_plans(scale, sets[s], error) != 0)
			return -1;
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			snprintf(what, sizeof(what),
				 "decide, %zu rule set%s, %s pupils", sets[s],
				 sets[s] == 1 ? "" : "s", sizes[i].name);
			scale->pupils = sizes[i].pupils;
			if (measure_scale(scale, what) != 0)
				return -1;
		}
		close_plans(scale);
	}
	return 0;
}

/* --- different answers --------------------------------------------------------- */

/* Gives half of the pupils each of the first `wishes` wishes. */
static int spread(struct scale *scale, int wishes, struct error *error)
{
	struct world *world = &scale->world;
	uint64_t state = 7;

	for (int w = 0; w < wishes; w++)
		if (world->wishes[w] == NULL &&
		    (world->wishes[w] = world_column(world, 1, error)) == NULL)
			return -1;
	for (uint32_t i = 0; i < MASK_PUPILS; i++) {
		uint64_t random = world_random(&state);

		for (int w = 0; w < wishes; w++)
			world->wishes[w][i] = random >> (20 + w) & 1;
	}
	return 0;
}

static int measure_masks(struct scale *scale, struct error *error)
{
	static const int wishes[] = {0, 2, 4, WISH_COUNT};
	char what[80];

	scale->pupils = MASK_PUPILS;
	scale->rounds = 1;
	memset(scale->world.wishes, 0, sizeof(scale->world.wishes));
	for (size_t i = 0; i < sizeof(wishes) / sizeof(*wishes); i++) {
		if (spread(scale, wishes[i], error) != 0 ||
		    open_plans(scale, 1, error) != 0 || decide_all(scale) != 0)
			return -1;
		snprintf(what, sizeof(what), "decide, %zu different answers",
			 plan_decision_count(scale->plans[0]));
		if (measure_scale(scale, what) != 0)
			return -1;
		close_plans(scale);
	}
	return 0;
}

/* --- reading the rules ----------------------------------------------------------- */

static int compile_all(void *context)
{
	const struct scale *scale = context;
	struct world world = {0};
	int result = world_rules(&world, scale->paths, scale->path_count, NULL);

	world_free(&world);
	return result;
}

static int measure_compile(struct scale *scale, size_t notices)
{
	size_t all = scale->path_count;
	char what[80];
	int result;

	scale->path_count = notices;
	snprintf(what, sizeof(what), "compile the dictionary and %zu notices",
		 notices);
	result = bench_compare(&(struct bench){
		.what = what,
		.unit = "ms",
		.amount = 1,
		.ours = compile_all,
		.context = scale,
		.runs = COMPILE_RUNS,
		.seconds = 1e-3,
	});
	scale->path_count = all;
	return result;
}

/* --------------------------------------------------------------------------------- */

static int measure(struct scale *scale, size_t notices, struct error *error)
{
	scale->world.date = date_from_civil(2026, 1, 15);
	if (measure_compile(scale, notices) != 0 ||
	    world_rules(&scale->world, scale->paths, scale->path_count,
			error) != 0 ||
	    world_pupils(&scale->world, MOST_PUPILS, error) != 0)
		return -1;
	return measure_sizes(scale, error) != 0 ? -1
						: measure_masks(scale, error);
}

int main(int argc, char **argv)
{
	static struct scale scale;
	struct error error = {0};
	char text[1024];
	size_t given = (size_t)argc - 1;
	int result;

	if (argc < 2 || given > MOST_SETS) {
		fprintf(stderr, "usage: scale_bench NOTICE...\n");
		return 2;
	}
	for (scale.path_count = 0; scale.path_count < MOST_SETS;
	     scale.path_count++)
		scale.paths[scale.path_count] =
			argv[1 + scale.path_count % given];
	result = measure(&scale, given, &error);
	if (error.code != ERROR_NONE) {
		error_text(&error, text, sizeof(text));
		fprintf(stderr, "bench: %s\n", text);
	}
	close_plans(&scale);
	world_free(&scale.world);
	return result == 0 ? 0 : 1;
}

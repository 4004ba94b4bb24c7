/*
 * How fast decisions are made: for a million invented pupils in columns, in
 * batches on one core, beside a loop that asks only an age and a flag of the
 * same columns; and one pupil at a time, as calls and as lines of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "bench.h"
#include "language/diagnostic.h"
#include "policy/pupil.h"
#include "policy/service.h"

enum {
	PUPILS = 1000000,
	BATCHES = (PUPILS + BATCH_PUPILS - 1) / BATCH_PUPILS,
	ROOM = BATCHES * BATCH_PUPILS, /* columns are whole batches wide */
	SINGLE = 100000,               /* pupils asked one by one */
	RUNS = 9,
};

struct world {
	struct arena arena;
	struct dictionary *dictionary;
	struct policy *policy;
	int32_t date;
	int32_t *births;
	int32_t *learning_difficulty;
	int32_t *years;
	uint8_t *objections; /* a parent's, of one in fifty */
	uint32_t *decisions;
	struct pupil *pupils; /* SINGLE of the same */
};

struct flow {
	struct world *world;
	struct request request;
	struct field_set fields;
	struct plan *plan;
	struct service *service;
	struct builder answers;
	int32_t latest_13, latest_20; /* for the plain loop */
};

/* --- the world ------------------------------------------------------------ */

static int load(struct world *world, struct error *error)
{
	struct findings findings = findings_in(&world->arena);
	const struct notice *notices[1];
	struct source *source;
	struct notice *notice;

	if (dictionary_load(&world->dictionary, "dictionaries/england",
			    &findings, error) != 0 ||
	    source_from_file(&source,
			     "notices/kent-alternative-provision.notice",
			     &world->arena, error) != 0 ||
	    notice_read(&notice, source, world->dictionary, &world->arena,
			&findings, error) != 0)
		return -1;
	notices[0] = notice;
	if (policy_make(&world->policy, world->dictionary, notices, 1,
			&findings, error) != 0)
		return -1;
	return world->policy != NULL
		       ? 0
		       : error_set(error, ERROR_INPUT, "the notice has faults");
}

static void *column(struct world *world, size_t size, struct error *error)
{
	void *made = arena_array(&world->arena, ROOM, size);

	if (made == NULL)
		error_memory(error);
	return made;
}

/* xorshift64 (Marsaglia 2003). */
static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Ages 4 to 20; one in twenty-five with a learning difficulty. */
static void invent(struct world *world)
{
	uint64_t state = 20260115;

	for (int i = 0; i < PUPILS; i++) {
		uint64_t random = next(&state);

		world->births[i] =
			world->date - 4 * 366 - (int32_t)(random % (16 * 365));
		world->learning_difficulty[i] = ((random >> 20) & 1023) < 41;
		world->years[i] = date_age(world->births[i], world->date) - 5;
		world->objections[i] = (random >> 40) % 50 == 0;
	}
}

static int make_pupils(struct world *world, struct error *error)
{
	uint16_t birth = condition_birth_fact(world->dictionary);
	uint16_t difficulty =
		condition_fact(world->dictionary, SLICE("learning-difficulty"));

	world->pupils =
		arena_array(&world->arena, SINGLE, sizeof(*world->pupils));
	if (world->pupils == NULL)
		return error_memory(error);
	for (int i = 0; i < SINGLE; i++) {
		struct pupil *pupil = &world->pupils[i];

		pupil_init(pupil);
		for (int c = 0; c < CATEGORY_LIMIT; c++)
			pupil->collected[c] = world->date;
		pupil->facts[birth] = world->births[i];
		pupil->facts[difficulty] = world->learning_difficulty[i];
		pupil->wishes[WISH_OBJECTION_PARENT] = world->objections[i];
	}
	return 0;
}

static int make_world(struct world *world, struct error *error)
{
	world->date = date_from_civil(2026, 1, 15);
	if (load(world, error) != 0)
		return -1;
	world->births = column(world, sizeof(int32_t), error);
	world->learning_difficulty = column(world, sizeof(int32_t), error);
	world->years = column(world, sizeof(int32_t), error);
	world->objections = column(world, 1, error);
	world->decisions = column(world, sizeof(uint32_t), error);
	if (world->births == NULL || world->learning_difficulty == NULL ||
	    world->years == NULL || world->objections == NULL ||
	    world->decisions == NULL)
		return -1;
	invent(world);
	return make_pupils(world, error);
}

/* --- ours ----------------------------------------------------------------- */

static void fill_batch(const struct flow *flow, uint32_t first,
		       struct batch *batch)
{
	const struct world *world = flow->world;
	const struct dictionary *dictionary = world->dictionary;
	uint32_t left = PUPILS - first;

	*batch = (struct batch){
		.count = left < BATCH_PUPILS ? left : BATCH_PUPILS,
		.collected_all = world->date,
	};
	batch->facts[condition_birth_fact(dictionary)] = world->births + first;
	batch->facts[condition_fact(dictionary, SLICE("learning-difficulty"))] =
		world->learning_difficulty + first;
	batch->facts[condition_fact(dictionary, SLICE("year"))] =
		world->years + first;
	batch->wishes[WISH_OBJECTION_PARENT] = world->objections + first;
}

static int decide_batches(void *context)
{
	struct flow *flow = context;

	for (uint32_t b = 0; b < BATCHES; b++) {
		uint32_t first = b * BATCH_PUPILS;
		struct batch batch;

		fill_batch(flow, first, &batch);
		if (plan_decide(flow->plan, &batch,
				flow->world->decisions + first, NULL) != 0)
			return -1;
	}
	return 0;
}

static int decide_singly(void *context)
{
	struct flow *flow = context;
	const struct decision *decision;

	for (int i = 0; i < SINGLE; i++)
		if (plan_decide_one(flow->plan, &flow->world->pupils[i],
				    &decision, NULL) != 0)
			return -1;
	return 0;
}

static int decide_lines(void *context)
{
	struct flow *flow = context;
	char line[400], born[DATE_TEXT_BYTES];
	bool faulty;

	for (int i = 0; i < SINGLE / 10; i++) {
		date_format(flow->world->births[i], born);
		snprintf(line, sizeof(line),
			 "{\"id\":%d,\"date\":\"2026-01-15\",\"recipient\":"
			 "\"%.*s\",\"purpose\":\"%.*s\",\"fields\":["
			 "\"pupil.name\",\"pupil.birth-date\",\"ethnicity\"],"
			 "\"pupil\":{\"birth-date\":\"%s\","
			 "\"learning-difficulty\":%s},\"wishes\":[%s]}",
			 i, SLICE_ARGS(flow->request.recipient),
			 SLICE_ARGS(flow->request.purpose), born,
			 flow->world->learning_difficulty[i] ? "true" : "false",
			 flow->world->objections[i]
				 ? "{\"kind\":\"objection\",\"by\":\"parent\"}"
				 : "");
		builder_clear(&flow->answers);
		if (service_answer(flow->service, slice_of(line),
				   &flow->answers, &faulty, NULL) != 0 ||
		    faulty)
			return -1;
	}
	return 0;
}

/* --- the peer ------------------------------------------------------------- */

/* From 13, to 20 or with a flag: an answer a pupil, nothing more. */
static int plain_loop(void *context)
{
	struct flow *flow = context;
	const int32_t *births = flow->world->births;
	const int32_t *flags = flow->world->learning_difficulty;
	uint32_t *decisions = flow->world->decisions;

	for (int i = 0; i < PUPILS; i++)
		decisions[i] = births[i] <= flow->latest_13 &&
			       (births[i] > flow->latest_20 || flags[i] == 1);
	return 0;
}

/* -------------------------------------------------------------------------- */

static int open_flow(struct flow *flow, struct world *world,
		     const char *recipient, const char *purpose,
		     struct error *error)
{
	*flow = (struct flow){
		.world = world,
		.request =
			{
				.recipient = slice_of(recipient),
				.purpose = slice_of(purpose),
				.date = world->date,
				.last_release = DATE_NONE,
				.controller_kind = DICTIONARY_NONE,
			},
		.latest_13 = date_latest_birth(13, world->date),
		.latest_20 = date_latest_birth(20, world->date),
	};
	return plan_make(&flow->plan, world->policy, &flow->request, error) !=
				       0 ||
			       service_make(&flow->service, world->policy,
					    error) != 0
		       ? -1
		       : 0;
}

static int measure_flow(struct flow *flow, const char *number)
{
	char what[3][80];
	int result;

	snprintf(what[0], sizeof(what[0]), "decide %s in batches", number);
	snprintf(what[1], sizeof(what[1]), "decide %s one by one", number);
	snprintf(what[2], sizeof(what[2]), "decide %s as JSON lines", number);
	result = bench_compare(&(struct bench){
			 what[0], "M decisions", PUPILS / 1e6, decide_batches,
			 "a loop: an age and a flag", plain_loop, flow, RUNS}) |
		 bench_compare(&(struct bench){what[1], "M decisions",
					       SINGLE / 1e6, decide_singly,
					       NULL, NULL, flow, RUNS}) |
		 bench_compare(&(struct bench){what[2], "k decisions",
					       SINGLE / 1e4, decide_lines, NULL,
					       NULL, flow, RUNS});
	plan_free(flow->plan);
	service_free(flow->service);
	builder_release(&flow->answers);
	return result;
}

int main(void)
{
	struct world world = {0};
	struct error error = {0};
	struct flow flow;
	char text[1024];
	int result = -1;

	if (make_world(&world, &error) == 0 &&
	    open_flow(&flow, &world, "youth-support", "careers-advice",
		      &error) == 0) {
		result = measure_flow(&flow, "F33");
		if (open_flow(&flow, &world, "department",
			      "department-statistics", &error) == 0)
			result |= measure_flow(&flow, "F02");
	}
	if (error.code != ERROR_NONE) {
		error_text(&error, text, sizeof(text));
		fprintf(stderr, "bench: %s\n", text);
	}
	policy_free(world.policy);
	dictionary_free(world.dictionary);
	arena_release(&world.arena);
	return result == 0 ? 0 : 1;
}

/*
 * How fast decisions are made: for a million invented pupils in columns, in
 * batches on one core, beside a loop that asks only an age and a flag of the
 * same columns; and one pupil at a time, as calls and as lines of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "bench.h"
#include "decide_world.h"
#include "policy/pupil.h"
#include "policy/service.h"

enum {
	PUPILS = 1000000,
	BATCHES = (PUPILS + BATCH_PUPILS - 1) / BATCH_PUPILS,
	SINGLE = 100000, /* pupils asked one by one */
	RUNS = 9,
};

struct flow {
	struct world *world;
	struct request request;
	struct field_set fields;
	struct plan *plan;
	struct pupil *pupils; /* SINGLE of the world's */
	struct service *service;
	struct builder answers;
	int32_t latest_13, latest_20; /* for the plain loop */
};

/* --- pupils to ask one by one --------------------------------------------- */

static int make_pupils(struct flow *flow, struct error *error)
{
	struct world *world = flow->world;
	uint16_t birth = condition_birth_fact(world->dictionary);
	uint16_t difficulty =
		condition_fact(world->dictionary, SLICE("learning-difficulty"));

	flow->pupils =
		arena_array(&world->arena, SINGLE, sizeof(*flow->pupils));
	if (flow->pupils == NULL)
		return error_memory(error);
	for (int i = 0; i < SINGLE; i++) {
		struct pupil *pupil = &flow->pupils[i];

		pupil_init(pupil);
		for (int c = 0; c < CATEGORY_LIMIT; c++)
			pupil->collected[c] = world->date;
		pupil->facts[birth] = world->births[i];
		pupil->facts[difficulty] = world->learning_difficulty[i];
		pupil->wishes[WISH_OBJECTION_PARENT] =
			world->wishes[WISH_OBJECTION_PARENT][i];
	}
	return 0;
}

/* --- ours ----------------------------------------------------------------- */

static int decide_batches(void *context)
{
	struct flow *flow = context;

	for (uint32_t b = 0; b < BATCHES; b++) {
		uint32_t first = b * BATCH_PUPILS;
		struct batch batch;

		world_batch(flow->world, first, PUPILS, &batch);
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
		if (plan_decide_one(flow->plan, &flow->pupils[i], &decision,
				    NULL) != 0)
			return -1;
	return 0;
}

/* Nothing is at hand but the rules: each pupil is a request of its own. */
static int decide_anew(void *context)
{
	struct flow *flow = context;
	const struct decision *decision;

	for (int i = 0; i < SINGLE / 10; i++) {
		struct plan *plan;
		int result;

		if (plan_make(&plan, flow->world->policies[0], &flow->request,
			      NULL) != 0)
			return -1;
		result = plan_decide_one(plan, &flow->pupils[i], &decision,
					 NULL);
		plan_free(plan);
		if (result != 0)
			return -1;
	}
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
			 flow->world->wishes[WISH_OBJECTION_PARENT][i]
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
	if (make_pupils(flow, error) != 0 ||
	    plan_make(&flow->plan, world->policies[0], &flow->request, error) !=
		    0)
		return -1;
	return service_make(&flow->service, world->policies[0], error);
}

static int measure_flow(struct flow *flow, const char *number)
{
	struct bench bench = {.context = flow, .runs = RUNS};
	char what[80];
	int result;

	bench.what = what;
	bench.unit = "M decisions";
	bench.amount = PUPILS / 1e6;
	bench.ours = decide_batches;
	bench.peer = plain_loop;
	bench.peer_name = "a loop: an age and a flag";
	snprintf(what, sizeof(what), "decide %s in batches", number);
	result = bench_compare(&bench);

	bench.unit = "k decisions";
	bench.amount = SINGLE / 1e4;
	bench.ours = decide_lines;
	bench.peer = NULL;
	snprintf(what, sizeof(what), "decide %s as JSON lines", number);
	result |= bench_compare(&bench);

	bench.unit = "us";
	bench.seconds = 1e-6;
	bench.amount = SINGLE;
	bench.ours = decide_singly;
	snprintf(what, sizeof(what), "one decision with reasons, %s", number);
	result |= bench_compare(&bench);
	bench.amount = SINGLE / 10.0;
	bench.ours = decide_anew;
	snprintf(what, sizeof(what), "the same from the request on, %s",
		 number);
	result |= bench_compare(&bench);

	plan_free(flow->plan);
	service_free(flow->service);
	builder_release(&flow->answers);
	return result;
}

int main(void)
{
	const char *notice = "demo/notices/kent-alternative-provision.notice";
	struct world world = {0};
	struct error error = {0};
	struct flow flow;
	char text[1024];
	int result = -1;

	world.date = date_from_civil(2026, 1, 15);
	if (world_rules(&world, &notice, 1, &error) == 0 &&
	    world_pupils(&world, PUPILS, &error) == 0 &&
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
	world_free(&world);
	return result == 0 ? 0 : 1;
}

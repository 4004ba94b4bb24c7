/* A plan of schools, and the pupils of the first of them. */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"
#include "generate/plan.h"
#include "generate/population.h"

enum { SOME_PUPILS = 64 };

static void make_some(const struct population *population)
{
	struct population_stream *stream;
	struct record records[SOME_PUPILS];
	struct arena arena = {0};
	struct error error;
	size_t count;

	if (population_stream_open(&stream, population, 0,
				   date_from_civil(2026, 1, 15), DATE_NONE, 0,
				   &error) != 0)
		return;
	must(population_next(stream, records, SOME_PUPILS, &count, &arena,
			     &error) == 0);
	arena_release(&arena);
	population_stream_close(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct place_plan plan = {.seed = 1};
	struct population *population;
	struct arena arena = {0};
	struct error error;

	if (plan_read(&plan, (struct slice){(const char *)data, size},
		      SLICE("plan.csv"), &arena, &error) == 0 &&
	    population_open(&population, &plan, england(), &error) == 0) {
		make_some(population);
		population_close(population);
	}
	arena_release(&arena);
	return 0;
}

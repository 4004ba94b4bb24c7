/*
 * growth_bench - height and weight of a million children assessed over columns:
 * body mass index, z-score and both bands, by a growth reference that is invented.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "growth/assess.h"

#include "bench.h"

enum { CHILDREN = 1000000, RUNS = 9 };

struct work {
	struct growth_reference reference;
	struct growth_columns columns;
	struct growth_results results;
};

static int assess(void *context)
{
	struct work *work = context;

	growth_assess(&work->reference, &growth_limits, &work->columns,
		      &work->results);
	return 0;
}

static int read_reference(struct work *work, struct arena *arena,
			  struct error *error)
{
	struct builder text = {0};
	int result;

	builder_add_text(&text, "sex,age_months,L,M,S\n");
	for (int sex = 0; sex < GROWTH_SEX_UNKNOWN; sex++)
		for (int month = 48; month <= 156; month++)
			builder_add_format(
				&text, "%s,%d,-1.%d,1%d.%02d,0.1\n",
				sex == GROWTH_MALE ? "male" : "female", month,
				200 + month, 5 + sex, month % 100);
	result = growth_reference_read(&work->reference, builder_slice(&text),
				       SLICE("invented.csv"), arena, error);
	builder_release(&text);
	return result;
}

/* The same children in every run. */
static uint32_t draw(uint64_t *state, uint32_t from, uint32_t to)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return from + (uint32_t)(*state >> 33) % (to - from);
}

static int make_children(struct work *work, struct arena *arena)
{
	int32_t *birth = arena_array(arena, CHILDREN, sizeof(*birth));
	int32_t *measured = arena_array(arena, CHILDREN, sizeof(*measured));
	uint8_t *sex = arena_array(arena, CHILDREN, sizeof(*sex));
	uint32_t *height = arena_array(arena, CHILDREN, sizeof(*height));
	uint32_t *weight = arena_array(arena, CHILDREN, sizeof(*weight));
	uint8_t *states = arena_array(arena, CHILDREN, sizeof(*states));
	double *bmi = arena_array(arena, CHILDREN, sizeof(*bmi));
	double *z = arena_array(arena, CHILDREN, sizeof(*z));
	uint8_t *population = arena_array(arena, CHILDREN, 1);
	uint8_t *clinical = arena_array(arena, CHILDREN, 1);
	uint64_t state = 1;

	if (birth == NULL || measured == NULL || sex == NULL ||
	    height == NULL || weight == NULL || states == NULL || bmi == NULL ||
	    z == NULL || population == NULL || clinical == NULL)
		return -1;
	for (size_t i = 0; i < CHILDREN; i++) {
		measured[i] = 20000 + (int32_t)draw(&state, 0, 200);
		birth[i] = measured[i] - (int32_t)draw(&state, 1500, 4300);
		sex[i] = (uint8_t)draw(&state, 0, 2);
		height[i] = draw(&state, 950, 1550) * 1000;
		weight[i] = height[i] / 1000 * (height[i] / 1000) / 1000 *
			    draw(&state, 12000, 24000);
	}
	work->columns = (struct growth_columns){
		CHILDREN, birth, measured, NULL, sex, height, weight};
	work->results =
		(struct growth_results){states, bmi, z, population, clinical};
	return 0;
}

int main(void)
{
	static struct work work;
	struct arena arena = {0};
	struct error error = {0};
	char text[1024];
	int result = 1;
	const struct bench bench = {
		.what = "z-scores and bands over columns",
		.unit = "children",
		.amount = CHILDREN,
		.ours = assess,
		.context = &work,
		.runs = RUNS,
	};

	if (read_reference(&work, &arena, &error) != 0) {
		error_text(&error, text, sizeof(text));
		fprintf(stderr, "growth_bench: %s\n", text);
	} else if (make_children(&work, &arena) == 0) {
		result = bench_compare(&bench) != 0;
	}
	arena_release(&arena);
	return result;
}

/*
 * Counts pupils by columns: 8.4 million, as many as England's schools have,
 * by three dimensions, all totals included.
 *
 *     table_bench [PUPILS.csv]
 *
 * writes the same pupils as CSV for a peer (bench/duckdb/group.js).
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "bench/bench.h"
#include "tables/count.h"
#include "tables/cube.h"

enum {
	PUPILS = 8400000,
	AREAS = 343,
	REGIONS = 9,
	ETHNICITIES = 20,
	YEARS = 15,
	RUNS = 7,
	FULL_AREAS = 33755, /* as there are LSOAs */
};

struct world {
	struct arena arena;
	struct classification areas, ethnicities, years;
	struct cube cube;
	uint16_t *area;
	uint8_t *ethnicity, *year;
	int64_t *values;
};

static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static int make_dimension(struct world *world, struct classification *out,
			  const char *name, uint32_t groups, uint32_t values)
{
	struct classification_entry *entries = arena_array(
		&world->arena, (size_t)groups + values, sizeof(*entries));
	char text[32];

	for (uint32_t i = 0; i < groups + values; i++) {
		snprintf(text, sizeof(text), i < groups ? "g%06u" : "v%06u",
			 i < groups ? i : i - groups);
		entries[i].code = arena_copy(&world->arena, slice_of(text));
		if (i >= groups && groups > 0)
			entries[i].parent =
				entries[(i - groups) * groups / values].code;
	}
	return classification_make(out, slice_of(name), slice_of(name), entries,
				   (size_t)groups + values, &world->arena,
				   NULL);
}

/* Few values are most frequent, as in life. */
static uint32_t skewed(uint64_t *state, uint32_t count)
{
	uint32_t value = next_random(state) % count;

	return next_random(state) % 4 == 0 ? value
					   : next_random(state) % (value + 1);
}

static int make_world(struct world *world, uint32_t regions, uint32_t areas)
{
	const struct classification *list[] = {
		&world->areas, &world->ethnicities, &world->years};
	uint64_t state = 1;

	world->area = arena_array(&world->arena, PUPILS, 2);
	world->ethnicity = arena_array(&world->arena, PUPILS, 1);
	world->year = arena_array(&world->arena, PUPILS, 1);
	world->values = arena_array(&world->arena, PUPILS, 8);
	if (world->area == NULL || world->ethnicity == NULL ||
	    world->year == NULL || world->values == NULL ||
	    make_dimension(world, &world->areas, "area", regions, areas) != 0 ||
	    make_dimension(world, &world->ethnicities, "ethnicity", 0,
			   ETHNICITIES) != 0 ||
	    make_dimension(world, &world->years, "year", 0, YEARS) != 0 ||
	    cube_make(&world->cube, list, 3, &world->arena, NULL) != 0)
		return -1;
	for (size_t i = 0; i < PUPILS; i++) {
		/* Leaves stand after the groups. */
		world->area[i] =
			(uint16_t)(1 + regions + skewed(&state, areas));
		world->ethnicity[i] =
			(uint8_t)(1 + skewed(&state, ETHNICITIES));
		world->year[i] = (uint8_t)(1 + next_random(&state) % YEARS);
		world->values[i] = next_random(&state) % 380;
	}
	return 0;
}

static int count(struct world *world, const int64_t *values)
{
	struct count_column columns[] = {
		{world->area, 2}, {world->ethnicity, 1}, {world->year, 1}};
	struct magnitudes magnitudes;
	struct counting *counting;
	struct arena arena = {0};
	int result = -1;

	for (uint32_t c = 0; c < world->cube.cell_count; c++)
		world->cube.counts[c] = 0;
	if (counting_begin(&counting, &world->cube, NULL, values != NULL,
			   (unsigned int)sysconf(_SC_NPROCESSORS_ONLN),
			   NULL) != 0)
		return -1;
	if (counting_add(counting, columns, values, PUPILS, NULL) == 0)
		result = counting_finish(counting,
					 values != NULL ? &magnitudes : NULL,
					 &arena, NULL);
	counting_free(counting);
	arena_release(&arena);
	return result == 0 && world->cube.counts[0] == PUPILS ? 0 : -1;
}

static int count_pupils(void *context)
{
	return count(context, NULL);
}

static int count_values(void *context)
{
	struct world *world = context;

	return count(world, world->values);
}

static int write_csv(const struct world *world, const char *path)
{
	FILE *file = fopen(path, "w");

	if (file == NULL)
		return -1;
	fputs("area,ethnicity,year\n", file);
	for (size_t i = 0; i < PUPILS; i++)
		fprintf(file, "%u,%u,%u\n", world->area[i], world->ethnicity[i],
			world->year[i]);
	return fclose(file);
}

static int measure(const char *what, bench_run *run, struct world *world)
{
	return bench_compare(&(struct bench){
		.what = what,
		.unit = "M cells",
		.amount = PUPILS / 1e6,
		.ours = run,
		.peer_name = "-",
		.context = world,
		.runs = RUNS,
	});
}

int main(int argc, char **argv)
{
	static struct world world, full;

	if (make_world(&world, REGIONS, AREAS) != 0 ||
	    (argc > 1 && write_csv(&world, argv[1]) != 0) ||
	    measure("count pupils by area, ethnic group and year", count_pupils,
		    &world) != 0 ||
	    measure("the same, with sums and largest values", count_values,
		    &world) != 0)
		return EXIT_FAILURE;
	arena_release(&world.arena);
	if (make_world(&full, 343, FULL_AREAS) != 0 ||
	    measure("count pupils by LSOA, ethnic group and year", count_pupils,
		    &full) != 0)
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}

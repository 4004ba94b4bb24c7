/*
 * protect_bench - measures how long tables take to be protected, and then to be
 * attacked as a reader could, and tells what protecting loses.  Fails when the
 * attack finds a count.
 *
 *     protect_bench [T1.csv T2.csv]
 *
 * The files are those of gen_tables.py: school-like counts by region and
 * authority, ethnic group and ethnicity, sex, and in T2 also free meals and
 * need.  A table of a million cells is invented here.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "bench/bench.h"
#include "tables/attack.h"
#include "tables/cube.h"
#include "tables/primary.h"
#include "tables/profile.h"
#include "tables/protect.h"
#include "tables/relations.h"

enum { DIMENSIONS_LIMIT = 5, ENTRIES_LIMIT = 4096, LINE_LIMIT = 256 };

/* What a reader knows of zeros. */
enum zeros {
	ZEROS_NOT_USED, /* that they are shown, but it is not made use of */
	ZEROS_SHOWN,    /* that they are never suppressed */
	ZEROS_NEEDED,   /* nothing: they are suppressed if needed */
};

static const char *const zeros_told[] = {", zeros not used", "",
					 ", zeros if needed"};

struct world {
	struct arena arena;
	struct classification dimensions[DIMENSIONS_LIMIT];
	struct cube cube;
	struct relations relations;
	uint8_t *marks; /* before */
	enum zeros zeros;
};

static int failed(const struct error *error)
{
	char text[1024];

	error_text(error, text, sizeof(text));
	(void)fprintf(stderr, "protect_bench: %s\n", text);
	return -1;
}

/* --- the two files ------------------------------------------------------- */

/* Which columns of a line are a dimension: its groups, its values. */
struct layout {
	uint32_t dimensions;
	uint32_t group[DIMENSIONS_LIMIT]; /* the same as `value`: no groups */
	uint32_t value[DIMENSIONS_LIMIT];
	uint32_t count;
};

static const struct layout layouts[] = {
	{3, {0, 2, 4}, {1, 3, 4}, 5},
	{5, {0, 2, 4, 5, 6}, {1, 3, 4, 5, 6}, 7},
};

struct entries {
	struct classification_entry list[ENTRIES_LIMIT];
	size_t count;
};

static void add_entry(struct entries *entries, struct slice code,
		      struct slice parent, struct arena *arena)
{
	/* Lines are sorted, so what is there already is mostly near. */
	for (size_t i = entries->count; i-- > 0;)
		if (slice_equal(entries->list[i].code, code))
			return;
	if (entries->count < ENTRIES_LIMIT)
		entries->list[entries->count++] = (struct classification_entry){
			arena_copy(arena, code),
			{0},
			arena_copy(arena, parent)};
}

static uint32_t split(char *line, struct slice columns[8])
{
	uint32_t count = 0;

	for (char *at = strtok(line, ",\n"); at != NULL && count < 8;
	     at = strtok(NULL, ",\n"))
		columns[count++] = slice_of(at);
	return count;
}

/* Calls `take` with the columns of each line but the first. */
static int each_line(const char *path, const struct layout *layout,
		     void (*take)(struct world *, const struct layout *,
				  const struct slice *, struct entries *),
		     struct world *world, struct entries *entries)
{
	FILE *file = fopen(path, "r");
	char line[LINE_LIMIT];
	bool heading = true;

	if (file == NULL)
		return -1;
	while (fgets(line, sizeof(line), file) != NULL) {
		struct slice columns[8];

		if (!heading && split(line, columns) > layout->count)
			take(world, layout, columns, entries);
		heading = false;
	}
	(void)fclose(file);
	return 0;
}

static void take_codes(struct world *world, const struct layout *layout,
		       const struct slice *columns, struct entries *entries)
{
	for (uint32_t d = 0; d < layout->dimensions; d++) {
		struct slice group = columns[layout->group[d]];

		if (layout->group[d] == layout->value[d])
			group = (struct slice){0};
		else
			add_entry(&entries[d], group, (struct slice){0},
				  &world->arena);
		add_entry(&entries[d], columns[layout->value[d]], group,
			  &world->arena);
	}
}

static void take_count(struct world *world, const struct layout *layout,
		       const struct slice *columns, struct entries *entries)
{
	uint32_t nodes[CUBE_LIMIT_DIMENSIONS];

	(void)entries;
	for (uint32_t d = 0; d < layout->dimensions; d++)
		nodes[d] = classification_find(&world->dimensions[d],
					       columns[layout->value[d]]);
	world->cube.counts[cube_cell(&world->cube, nodes)] +=
		atol(columns[layout->count].at);
}

static int make_cube(struct world *world, const struct entries *entries,
		     uint32_t count, struct error *error)
{
	const struct classification *dimensions[DIMENSIONS_LIMIT];

	for (uint32_t d = 0; d < count; d++) {
		if (classification_make(&world->dimensions[d], SLICE("d"),
					SLICE("d"), entries[d].list,
					entries[d].count, &world->arena,
					error) != 0)
			return -1;
		dimensions[d] = &world->dimensions[d];
	}
	return cube_make(&world->cube, dimensions, count, &world->arena, error);
}

static int relate(struct world *world, struct error *error)
{
	struct relations *relations = &world->relations;
	struct profile profile = profile_default;

	cube_sum(&world->cube);
	relations_begin(relations, &world->arena);
	(void)relations_add_cube(relations, &world->cube);
	if (relations_finish(relations, error) != 0)
		return -1;
	/* 1 to 5, and three counts for each. */
	profile.high = 5;
	profile.zeros_needed = world->zeros == ZEROS_NEEDED;
	if (primary_mark_counts(relations, 0, relations->cell_count, &profile,
				error) != 0)
		return -1;
	world->marks = arena_allocate(&world->arena, relations->cell_count);
	if (world->marks == NULL)
		return error_memory(error);
	memcpy(world->marks, relations->marks, relations->cell_count);
	return 0;
}

static int read_world(struct world *world, const char *path,
		      const struct layout *layout, struct error *error)
{
	struct entries *entries =
		arena_array(&world->arena, DIMENSIONS_LIMIT, sizeof(*entries));

	if (entries == NULL)
		return error_memory(error);
	if (each_line(path, layout, take_codes, world, entries) != 0)
		return error_system(error, "%s", path);
	if (make_cube(world, entries, layout->dimensions, error) != 0)
		return -1;
	if (each_line(path, layout, take_count, world, entries) != 0)
		return error_system(error, "%s", path);
	return relate(world, error);
}

/* --- a million cells ------------------------------------------------------ */

static uint64_t scatter(uint64_t n)
{
	uint64_t z = (n + 1) * 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static double unit(uint64_t n)
{
	return ((double)(scatter(n) >> 11) + 0.5) / 9007199254740992.0;
}

/* Log-normal by Box and Muller. */
static double skewed(uint64_t n, double deviation)
{
	return exp(deviation * sqrt(-2 * log(unit(2 * n))) *
		   cos(6.283185307179586 * unit(2 * n + 1)));
}

static void add_code(struct entries *entries, struct arena *arena, char kind,
		     uint32_t number, char parent_kind, uint32_t parent)
{
	char code[16];
	char above[16] = "";

	(void)snprintf(code, sizeof(code), "%c%04u", kind, number);
	if (parent_kind != 0)
		(void)snprintf(above, sizeof(above), "%c%04u", parent_kind,
			       parent);
	entries->list[entries->count++] = (struct classification_entry){
		arena_copy(arena, slice_of(code)),
		{0},
		arena_copy(arena, slice_of(above))};
}

/* 1,200 wards in 100 districts in 10 regions; 18 ethnicities in 6 groups; 10
 * years; 2 sexes. */
static int invent_world(struct world *world, struct error *error)
{
	struct entries *entries =
		arena_array(&world->arena, DIMENSIONS_LIMIT, sizeof(*entries));
	uint32_t nodes[CUBE_LIMIT_DIMENSIONS];

	if (entries == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < 10; i++)
		add_code(&entries[0], &world->arena, 'R', i, 0, 0);
	for (uint32_t i = 0; i < 100; i++)
		add_code(&entries[0], &world->arena, 'D', i, 'R', i / 10);
	for (uint32_t i = 0; i < 1200; i++)
		add_code(&entries[0], &world->arena, 'W', i, 'D', i / 12);
	for (uint32_t i = 0; i < 6; i++)
		add_code(&entries[1], &world->arena, 'G', i, 0, 0);
	for (uint32_t i = 0; i < 18; i++)
		add_code(&entries[1], &world->arena, 'E', i, 'G', i / 3);
	for (uint32_t i = 0; i < 10; i++)
		add_code(&entries[2], &world->arena, 'Y', i, 0, 0);
	for (uint32_t i = 0; i < 2; i++)
		add_code(&entries[3], &world->arena, 'S', i, 0, 0);
	if (make_cube(world, entries, 4, error) != 0)
		return -1;
	for (uint32_t c = 0; c < world->cube.cell_count; c++) {
		double expected;
		bool leaf = true;

		cube_nodes(&world->cube, c, nodes);
		for (uint32_t d = 0; d < 4; d++)
			leaf = leaf && classification_is_leaf(
					       &world->dimensions[d], nodes[d]);
		if (!leaf)
			continue;
		expected = 20 * skewed(nodes[0], 0.5) *
			   skewed(5000 + nodes[1], 1.2) *
			   skewed(10000 + nodes[0] * 32 + nodes[1], 0.8);
		world->cube.counts[c] =
			(int64_t)(expected * (0.5 + unit(900000 + c)));
	}
	return relate(world, error);
}

/* --- measuring ------------------------------------------------------------ */

static int protect_once(void *context)
{
	struct world *world = context;
	const struct protect_options options = {.threads = 2};
	struct error error = {0};

	memcpy(world->relations.marks, world->marks,
	       world->relations.cell_count);
	if (protect(&world->relations, &options, NULL, &error) != 0)
		return failed(&error);
	return 0;
}

static int attack_once(void *context)
{
	struct world *world = context;
	struct attack_result result;
	struct arena arena = {0};
	struct error error = {0};
	int status = attack(&result, &world->relations, NULL, &arena, &error);

	if (status != 0)
		(void)failed(&error);
	else if (result.count > 0) {
		(void)fprintf(stderr,
			      "protect_bench: %zu cells can be worked out or "
			      "could not be shown to be safe\n",
			      result.count);
		status = -1;
	}
	arena_release(&arena);
	return status;
}

static int measure(struct world *world, const char *name, unsigned int runs)
{
	struct relations *relations = &world->relations;
	struct relations_loss loss;
	uint64_t zeros = 0;
	struct bench bench = {
		.unit = "ms",
		.amount = 1,
		.context = world,
		.runs = runs,
		.seconds = 1e-3,
	};
	char what[160];

	for (uint32_t c = 0;
	     c < relations->cell_count && world->zeros == ZEROS_NOT_USED; c++)
		relations->least[c] = 0;
	if (protect_once(world) != 0)
		return -1;
	loss = relations_lost(relations);
	for (uint32_t c = 0; c < relations->cell_count; c++)
		zeros += relations->counts[c] == 0 &&
			 relations->marks[c] == CELL_HELPER;
	(void)snprintf(what, sizeof(what),
		       "protect %s, %u cells, %llu small: %lld pupils "
		       "suppressed%s, %llu zeros",
		       name, relations->cell_count,
		       (unsigned long long)loss.risky,
		       (long long)(loss.risky_counts + loss.helper_counts),
		       zeros_told[world->zeros], (unsigned long long)zeros);
	bench.what = what;
	bench.ours = protect_once;
	if (bench_compare(&bench) != 0)
		return -1;
	(void)snprintf(what, sizeof(what),
		       "attack %s, %llu suppressed: none can be worked out",
		       name, (unsigned long long)(loss.risky + loss.helpers));
	bench.ours = attack_once;
	return bench_compare(&bench);
}

static int measure_file(const char *path, const char *name, uint32_t layout,
			enum zeros zeros, unsigned int runs)
{
	struct world world = {.zeros = zeros};
	struct error error = {0};
	int result = read_world(&world, path, &layouts[layout], &error);

	if (result != 0)
		(void)failed(&error);
	else
		result = measure(&world, name, runs);
	arena_release(&world.arena);
	return result;
}

static int measure_million(enum zeros zeros)
{
	struct world world = {.zeros = zeros};
	struct error error = {0};
	int result = invent_world(&world, &error);

	if (result != 0)
		(void)failed(&error);
	else
		result = measure(&world, "a million", 1);
	arena_release(&world.arena);
	return result;
}

int main(int argc, char **argv)
{
	int result = 0;

	if (argc == 3) {
		for (enum zeros zeros = 0; zeros <= ZEROS_NEEDED; zeros++)
			result |= measure_file(argv[1], "t1", 0, zeros, 9);
		result |= measure_file(argv[2], "t2", 1, ZEROS_SHOWN, 1);
		result |= measure_file(argv[2], "t2", 1, ZEROS_NEEDED, 1);
	}
	result |= measure_million(ZEROS_SHOWN);
	result |= measure_million(ZEROS_NEEDED);
	return result == 0 ? 0 : 1;
}

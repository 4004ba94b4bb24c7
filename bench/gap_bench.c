/*
 * gap_bench - how far the fast suppressor is from the cheapest.
 *
 *     gap_bench [INSTANCES]
 *
 * Protects many small invented tables, and the published instances in the
 * directory INSTANCES (SIF files, tests/tables/sif.h), by the fast suppressor
 * and by the exact one, and prints what the fast one loses beyond what the
 * exact one has or has proved.  Work is bounded by counts, so that all but the
 * seconds is the same each time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/cube.h"
#include "tables/exact.h"
#include "tables/protect.h"
#include "tables/relations.h"
#include "tests/tables/sif.h"

enum { TABLES = 40, THRESHOLD = 10 };

static const struct exact_limits limits = {.nodes = 200, .attacks = 20000};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void fail(const char *what, const struct error *error)
{
	char text[1024];

	error_text(error, text, sizeof(text));
	fprintf(stderr, "gap_bench: %s: %s\n", what, text);
	exit(1);
}

/* splitmix64 */
static uint32_t draw(uint64_t *state, uint32_t below)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return (uint32_t)((z ^ z >> 31) % below);
}

struct shape {
	const char *label;
	uint32_t dimensions, leaves[3], groups[3];
};

static const struct shape shapes[] = {
	{"6 by 6", 2, {6, 6, 0}, {0, 0, 0}},
	{"9 in groups of 3, by 6", 2, {9, 6, 0}, {3, 0, 0}},
	{"8 in pairs by 8 in fours", 2, {8, 8, 0}, {2, 4, 0}},
	{"4 by 4 by 2", 3, {4, 4, 2}, {0, 0, 0}},
	{"6 in threes by 4 by 3", 3, {6, 4, 3}, {3, 0, 0}},
};

static int make_dimension(struct classification *out, uint32_t leaves,
			  uint32_t group, struct arena *arena,
			  struct error *error)
{
	struct classification_entry entries[64] = {0};
	size_t count = 0;
	char code[16];

	for (uint32_t i = 0; i < leaves; i++) {
		snprintf(code, sizeof(code), "v%u", i);
		entries[count].code = arena_copy(arena, slice_of(code));
		count++;
		if (group == 0)
			continue;
		snprintf(code, sizeof(code), "g%u", i / group);
		entries[count - 1].parent = arena_copy(arena, slice_of(code));
		if (i % group != 0)
			continue;
		entries[count].code = entries[count - 1].parent;
		count++;
	}
	return classification_make(out, SLICE("d"), SLICE("d"), entries, count,
				   arena, error);
}

static int make_cube(struct cube *cube, const struct shape *shape,
		     uint64_t *state, struct arena *arena, struct error *error)
{
	const struct classification *dimensions[3];
	struct classification *made =
		arena_array(arena, shape->dimensions, sizeof(*made));

	if (made == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < shape->dimensions; i++) {
		if (make_dimension(&made[i], shape->leaves[i], shape->groups[i],
				   arena, error) != 0)
			return -1;
		dimensions[i] = &made[i];
	}
	if (cube_make(cube, dimensions, shape->dimensions, arena, error) != 0)
		return -1;
	/* Many small ones, a few large, some zeros. */
	for (uint32_t i = 0; i < cube->cell_count; i++) {
		uint32_t kind = draw(state, 10);

		cube->counts[i] = kind == 0  ? 0
				  : kind < 4 ? draw(state, 15)
					     : draw(state, 200);
	}
	cube_sum(cube);
	return 0;
}

static void mark(struct relations *relations)
{
	for (uint32_t i = 0; i < relations->cell_count; i++) {
		if (relations->counts[i] == 0) {
			relations->marks[i] = CELL_OPEN;
			continue;
		}
		relations->least[i] = 1;
		if (relations->counts[i] >= THRESHOLD)
			continue;
		relations->marks[i] = CELL_RISKY;
		relations->span[i] = 3;
	}
}

struct outcome {
	int64_t fast, exact, bound; /* costs */
	int64_t risky;              /* cost that is lost in any case */
	double fast_seconds, exact_seconds;
	bool proven;
	uint32_t nodes, cuts;
};

/* False when the table cannot be protected. */
static bool compare(struct relations *relations,
		    const struct exact_limits *most, struct outcome *outcome)
{
	struct protect_options options = {.threads = 1};
	struct protect_report fast;
	struct exact_report exact;
	struct error error = {0};
	double start = seconds();

	*outcome = (struct outcome){0};
	for (uint32_t i = 0; i < relations->cell_count; i++)
		if (relations->marks[i] == CELL_RISKY)
			outcome->risky += relations->costs[i];
	if (protect(relations, &options, &fast, &error) != 0) {
		if (error.code == ERROR_REFUSED)
			return false;
		fail("fast", &error);
	}
	outcome->fast_seconds = seconds() - start;
	outcome->fast = fast.cost;
	/* On its own, not from what the fast one found. */
	for (uint32_t i = 0; i < relations->cell_count; i++)
		if (relations->marks[i] == CELL_HELPER)
			relations->marks[i] = CELL_FREE;
	start = seconds();
	if (exact_suppress(relations, most, &exact, &error) != 0)
		fail("exact", &error);
	outcome->exact_seconds = seconds() - start;
	outcome->exact = exact.cost;
	outcome->bound = exact.bound;
	outcome->proven = exact.proven;
	outcome->nodes = exact.nodes;
	outcome->cuts = exact.cuts;
	return true;
}

/* Of the cost of helpers, in parts of a hundred. */
static double gap(const struct outcome *outcome)
{
	int64_t least = outcome->bound - outcome->risky;
	int64_t more = outcome->fast - outcome->bound;

	if (more <= 0)
		return 0;
	return least > 0 ? 100.0 * (double)more / (double)least : 100;
}

static int ascending(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

static void run_shape(const struct shape *shape)
{
	double gaps[TABLES], total = 0, fast = 0, exact = 0;
	uint64_t state = 2026;
	size_t count = 0, proven = 0, best = 0;

	for (uint32_t i = 0; i < TABLES; i++) {
		struct arena arena = {0};
		struct relations relations;
		struct outcome outcome;
		struct error error = {0};
		struct cube cube;

		if (make_cube(&cube, shape, &state, &arena, &error) != 0)
			fail("table", &error);
		relations_begin(&relations, &arena);
		relations_add_cube(&relations, &cube);
		if (relations_finish(&relations, &error) != 0)
			fail("table", &error);
		mark(&relations);
		if (compare(&relations, &limits, &outcome)) {
			gaps[count] = gap(&outcome);
			total += gaps[count];
			best += gaps[count++] == 0;
			proven += outcome.proven;
			fast += outcome.fast_seconds;
			exact += outcome.exact_seconds;
		}
		arena_release(&arena);
	}
	if (count == 0)
		return;
	qsort(gaps, count, sizeof(*gaps), ascending);
	printf("%-26s %4zu %6zu %5zu %6.1f %6.1f %6.1f %6.1f %8.3f %8.3f\n",
	       shape->label, count, proven, best, gaps[count / 2],
	       gaps[count * 9 / 10], gaps[count - 1], total / (double)count,
	       fast, exact);
	fflush(stdout);
}

/* Instances that are worth their time, and how much of it. */
static const struct {
	const char *name;
	enum sif_protection protection;
	struct exact_limits limits;
} instances[] = {
	{"TARGUS", SIF_ABOVE, {2000, 500000}},
	{"TARGUS", SIF_BOTH, {2000, 500000}},
	{"TABLE7", SIF_ABOVE, {2000, 500000}},
	{"TABLE8", SIF_ABOVE, {2000, 500000}},
	{"TABLE8", SIF_BOTH, {2000, 500000}},
	{"OSORIO", SIF_ABOVE, {20, 2000}},
	{"HIE1372D", SIF_ABOVE, {5, 10000}},
	{"TABLE1", SIF_ABOVE, {1, 3000}},
	{"TABLE6", SIF_ABOVE, {1, 3000}},
	{"HIER13", SIF_ABOVE, {1, 2000}},
};

static void run_instance(const char *directory, size_t number)
{
	struct arena arena = {0};
	struct relations relations;
	struct outcome outcome;
	struct error error = {0};
	char path[512];
	int64_t scale;

	snprintf(path, sizeof(path), "%s/%s.SIF", directory,
		 instances[number].name);
	if (sif_read(&relations, path, instances[number].protection, &scale,
		     &arena, &error) != 0)
		fail(path, &error);
	if (compare(&relations, &instances[number].limits, &outcome))
		printf("%-9s %-5s %11lld %11lld %11lld %-6s %5u %6u %8.2f "
		       "%8.2f\n",
		       instances[number].name,
		       instances[number].protection == SIF_BOTH ? "both"
								: "above",
		       (long long)outcome.fast, (long long)outcome.exact,
		       (long long)outcome.bound,
		       outcome.proven ? "proven" : "open", outcome.nodes,
		       outcome.cuts, outcome.fast_seconds,
		       outcome.exact_seconds);
	else
		printf("%-9s not protected by the fast suppressor\n",
		       instances[number].name);
	fflush(stdout);
	arena_release(&arena);
}

int main(int argc, char **argv)
{
	printf("%u invented tables each; gap of the fast suppressor's helpers "
	       "in %%\n%-26s %4s %6s %5s %6s %6s %6s %6s %8s %8s\n",
	       TABLES, "shape", "done", "proven", "best", "median", "90th",
	       "worst", "mean", "fast s", "exact s");
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		run_shape(&shapes[i]);
	if (argc < 2)
		return 0;
	printf("\n%-9s %-5s %11s %11s %11s %-6s %5s %6s %8s %8s\n", "instance",
	       "side", "fast", "exact", "bound", "", "nodes", "cuts", "fast s",
	       "exact s");
	for (size_t i = 0; i < sizeof(instances) / sizeof(*instances); i++)
		run_instance(argv[1], i);
	return 0;
}

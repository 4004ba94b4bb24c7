#include "tests/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/memory.h"
#include "tables/attack.h"
#include "tables/cube.h"
#include "tables/relations.h"

/* --- small tables at random ------------------------------------------------- */

enum { CUBES = 2, DIMENSIONS = 4, CELLS = 600 };

struct world {
	struct arena arena;
	struct classification dimensions[CUBES][DIMENSIONS];
	struct cube cubes[CUBES];
	size_t cube_count;
	struct relations relations;
	struct attack_ratio ratios[4];
	size_t ratio_count;
	uint64_t random;
};

static uint64_t draw(struct world *world, uint64_t below)
{
	uint64_t z = world->random += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return (z ^ z >> 31) % below;
}

/* `leaves` values, those from `grouped` on in a group "g". */
static void make_dimension(struct world *world, struct classification *out,
			   const char *name, size_t leaves, size_t grouped)
{
	static const char *const codes[] = {"a", "b", "c", "d", "e"};
	struct classification_entry entries[6];
	struct error error = {0};
	size_t count = 0;

	if (grouped < leaves)
		entries[count++] =
			(struct classification_entry){.code = SLICE("g")};
	for (size_t i = 0; i < leaves; i++)
		entries[count++] = (struct classification_entry){
			.code = slice_of(codes[i]),
			.parent = i >= grouped ? SLICE("g") : SLICE(""),
		};
	assert_success(classification_make(out, slice_of(name), SLICE(""),
					   entries, count, &world->arena,
					   &error),
		       &error);
}

/* What a world is like. */
struct shape {
	size_t leaves[CUBES][DIMENSIONS]; /* 0: no such dimension */
	size_t grouped[CUBES][DIMENSIONS];
	uint64_t pupils;
};

static bool is_leaf_cell(const struct cube *cube, uint32_t cell)
{
	for (uint32_t d = 0; d < cube->dimension_count; d++)
		if (!classification_is_leaf(cube->dimensions[d],
					    cube_node(cube, cell, d)))
			return false;
	return true;
}

static void make_cube(struct world *world, size_t k, const struct shape *shape)
{
	static const char *const names[] = {"p", "q", "r", "s"};
	const struct classification *dimensions[DIMENSIONS];
	struct error error = {0};
	size_t count = 0;

	for (size_t d = 0; d < DIMENSIONS && shape->leaves[k][d] > 0; d++) {
		make_dimension(world, &world->dimensions[k][d], names[d],
			       shape->leaves[k][d], shape->grouped[k][d]);
		dimensions[count++] = &world->dimensions[k][d];
	}
	assert_success(cube_make(&world->cubes[k], dimensions, count,
				 &world->arena, &error),
		       &error);
}

static uint32_t random_leaf_cell(struct world *world, const struct cube *cube)
{
	uint32_t cell;

	do
		cell = (uint32_t)draw(world, cube->cell_count);
	while (!is_leaf_cell(cube, cell));
	return cell;
}

/* Both cubes have the same first dimension and count the same pupils. */
static void count_pupils(struct world *world, uint64_t pupils)
{
	for (uint64_t n = 0; n < pupils; n++) {
		uint32_t first = random_leaf_cell(world, &world->cubes[0]);

		world->cubes[0].counts[first]++;
		for (size_t k = 1; k < world->cube_count; k++) {
			const struct cube *cube = &world->cubes[k];
			uint32_t cell;

			do
				cell = random_leaf_cell(world, cube);
			while (cube_node(cube, cell, 0) !=
			       cube_node(&world->cubes[0], first, 0));
			world->cubes[k].counts[cell]++;
		}
	}
	for (size_t k = 0; k < world->cube_count; k++)
		cube_sum(&world->cubes[k]);
}

static uint32_t margin(const struct world *world, size_t k, uint32_t node)
{
	return world->relations.cubes[k].first +
	       node * world->cubes[k].strides[0];
}

static void relate(struct world *world)
{
	struct relations *relations = &world->relations;
	struct error error = {0};

	relations_begin(relations, &world->arena);
	for (size_t k = 0; k < world->cube_count; k++)
		relations_add_cube(relations, &world->cubes[k]);
	for (size_t k = 1; k < world->cube_count; k++)
		for (uint32_t n = 0; n < world->dimensions[0][0].count; n++)
			relations_equate(relations, margin(world, 0, n),
					 margin(world, k, n));
	assert_success(relations_finish(relations, &error), &error);
	assert_true(relations->cell_count < CELLS);
}

/* Withholds cells; the overall totals are always shown. */
static void withhold(struct world *world)
{
	struct relations *relations = &world->relations;
	uint64_t share = 30 + draw(world, 60);
	uint64_t totals = draw(world, 70);
	bool intervals = draw(world, 3) == 0;
	bool ones = draw(world, 2) == 0;

	for (size_t k = 0; k < world->cube_count; k++)
		for (uint32_t c = 1; c < world->cubes[k].cell_count; c++) {
			uint32_t cell = relations->cubes[k].first + c;
			int64_t count = relations->counts[cell];
			bool leaf = is_leaf_cell(&world->cubes[k], c);

			if (draw(world, 100) >= (leaf ? share : totals) ||
			    (ones && count == 0))
				continue;
			relations->marks[cell] =
				(uint8_t)(draw(world, 4) == 0 ? CELL_HELPER
							      : CELL_RISKY);
			relations->least[cell] = ones ? 1 : 0;
			relations->below[cell] = (uint32_t)draw(world, 2);
			relations->above[cell] = (uint32_t)draw(world, 3);
			relations->span[cell] = (uint32_t)draw(world, 4);
			if (!intervals || draw(world, 2) == 0)
				continue;
			relations->least[cell] =
				count > 1 ? count - (int64_t)draw(world, 3) : 0;
			if (relations->least[cell] < 0)
				relations->least[cell] = 0;
			relations->most[cell] = count + (int64_t)draw(world, 3);
		}
}

/* A percentage in whole numbers of two cells, one part of the other. */
static void publish_percentages(struct world *world)
{
	const struct cube *cube = &world->cubes[0];
	uint64_t wanted = draw(world, 4);

	world->ratio_count = 0;
	for (uint64_t n = 0; n < wanted; n++) {
		uint32_t part = 1 + (uint32_t)draw(world, cube->cell_count - 1);
		uint32_t whole =
			part - cube_node(cube, part, 0) * cube->strides[0];
		int64_t percent;

		if (whole == part || cube->counts[whole] == 0)
			continue;
		percent = (cube->counts[part] * 100 + cube->counts[whole] / 2) /
			  cube->counts[whole];
		world->ratios[world->ratio_count++] = (struct attack_ratio){
			.part = part,
			.whole = whole,
			.least = percent > 0 ? percent * 10 - 5 : 0,
			.most = percent * 10 + 5,
			.scale = 1000,
		};
	}
}

static void make_world(struct world *world, const struct shape *shape,
		       uint64_t seed)
{
	memset(world, 0, sizeof(*world));
	world->random = seed;
	world->cube_count = shape->leaves[1][0] > 0 ? 2 : 1;
	for (size_t k = 0; k < world->cube_count; k++)
		make_cube(world, k, shape);
	count_pupils(world, shape->pupils);
	relate(world);
	withhold(world);
	if (seed % 3 != 1)
		publish_percentages(world);
}

/* --- an attacker who tries all tables --------------------------------------- */

struct exhaustion {
	struct world *world;
	uint32_t leaves[CELLS], leaf_cubes[CELLS];
	size_t leaf_count;
	int64_t *counts; /* trial */
	int64_t low[CELLS], high[CELLS];
	/* With one cell known to its pupils. */
	uint32_t insider;
	uint64_t solutions;
};

static bool fits(const struct exhaustion *exhaustion, const int64_t *counts)
{
	const struct world *world = exhaustion->world;
	const struct relations *relations = &world->relations;

	for (uint32_t c = 0; c < relations->cell_count; c++) {
		if ((relations_is_shown(relations, c) ||
		     c == exhaustion->insider) &&
		    counts[c] != relations->counts[c])
			return false;
		if (counts[c] < relations->least[c] ||
		    counts[c] > relations->most[c])
			return false;
	}
	for (uint32_t e = 0; e < relations->equation_count; e++) {
		int64_t sum = 0;

		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++)
			sum += relations->weights[t] *
			       counts[relations->terms[t]];
		if (sum != 0)
			return false;
	}
	for (size_t i = 0; i < world->ratio_count; i++) {
		const struct attack_ratio *ratio = &world->ratios[i];

		if (ratio->least * counts[ratio->whole] >
			    ratio->scale * counts[ratio->part] ||
		    ratio->scale * counts[ratio->part] >
			    ratio->most * counts[ratio->whole])
			return false;
	}
	return true;
}

static void take(struct exhaustion *exhaustion)
{
	struct world *world = exhaustion->world;
	int64_t counts[CELLS];

	for (size_t k = 0; k < world->cube_count; k++) {
		struct cube trial = world->cubes[k];

		trial.counts =
			exhaustion->counts + world->relations.cubes[k].first;
		cube_sum(&trial);
	}
	memcpy(counts, exhaustion->counts,
	       world->relations.cell_count * sizeof(*counts));
	if (!fits(exhaustion, counts))
		return;
	exhaustion->solutions++;
	for (uint32_t c = 0; c < world->relations.cell_count; c++) {
		if (counts[c] < exhaustion->low[c])
			exhaustion->low[c] = counts[c];
		if (counts[c] > exhaustion->high[c])
			exhaustion->high[c] = counts[c];
	}
}

static void try_leaf(struct exhaustion *exhaustion, size_t n, int64_t left)
{
	const struct relations *relations = &exhaustion->world->relations;
	const struct cube *cubes = exhaustion->world->cubes;
	uint32_t cell;
	int64_t from = 0;
	int64_t to = left;

	if (n == exhaustion->leaf_count) {
		if (left == 0)
			take(exhaustion);
		return;
	}
	cell = exhaustion->leaves[n];
	if (n > 0 &&
	    exhaustion->leaf_cubes[n] != exhaustion->leaf_cubes[n - 1]) {
		if (left != 0)
			return;
		left = to = cubes[exhaustion->leaf_cubes[n]].counts[0];
	}
	if (relations_is_shown(relations, cell) ||
	    cell == exhaustion->insider) {
		from = relations->counts[cell];
		to = from <= left ? from : from - 1;
	}
	for (int64_t count = from; count <= to; count++) {
		exhaustion->counts[cell] = count;
		try_leaf(exhaustion, n + 1, left - count);
	}
}

static void exhaust(struct exhaustion *exhaustion, struct world *world,
		    uint32_t insider)
{
	memset(exhaustion, 0, sizeof(*exhaustion));
	exhaustion->world = world;
	exhaustion->insider = insider;
	exhaustion->counts = arena_array(
		&world->arena, world->relations.cell_count, sizeof(int64_t));
	for (uint32_t k = 0; k < world->cube_count; k++)
		for (uint32_t c = 0; c < world->cubes[k].cell_count; c++)
			if (is_leaf_cell(&world->cubes[k], c)) {
				exhaustion->leaf_cubes[exhaustion->leaf_count] =
					k;
				exhaustion->leaves[exhaustion->leaf_count++] =
					world->relations.cubes[k].first + c;
			}
	for (uint32_t c = 0; c < CELLS; c++) {
		exhaustion->low[c] = INT64_MAX;
		exhaustion->high[c] = INT64_MIN;
	}
	try_leaf(exhaustion, 0, world->cubes[0].counts[0]);
	assert_true(exhaustion->solutions > 0);
}

/* --- comparison ------------------------------------------------------------ */

static bool is_exposed(const struct relations *relations, uint32_t c,
		       const struct exhaustion *exhaustion)
{
	int64_t count = relations->counts[c];
	int64_t span = relations->span[c] > 0 ? relations->span[c] : 1;

	return !relations_is_shown(relations, c) &&
	       (exhaustion->low[c] > count - relations->below[c] ||
		exhaustion->high[c] < count + relations->above[c] ||
		exhaustion->high[c] - exhaustion->low[c] < span);
}

static size_t skip_insiders(const struct attack_result *result, size_t at)
{
	while (at < result->count &&
	       result->exposures[at].insider != ATTACK_NONE)
		at++;
	return at;
}

/* What readers without knowledge of their own find. */
static void compare(struct world *world, const struct attack_result *result,
		    const struct exhaustion *exhaustion, uint64_t *exposed)
{
	const struct relations *relations = &world->relations;
	size_t at = skip_insiders(result, 0);

	for (uint32_t c = 0; c < relations->cell_count; c++) {
		const struct attack_exposure *exposure;

		if (!is_exposed(relations, c, exhaustion))
			continue;
		exposure = &result->exposures[at];
		assert_true(at < result->count);
		assert_int_equal(exposure->cell, c);
		assert_int_equal(exposure->kind, EXPOSURE_PROVED);
		assert_int_equal(exposure->low, exhaustion->low[c]);
		assert_int_equal(exposure->high, exhaustion->high[c]);
		at = skip_insiders(result, at + 1);
		(*exposed)++;
	}
	assert_int_equal(at, result->count);
}

static bool in_line(const struct relations *relations, uint32_t a, uint32_t b)
{
	for (uint64_t i = relations->in_starts[a];
	     i < relations->in_starts[a + 1]; i++)
		for (uint64_t j = relations->in_starts[b];
		     j < relations->in_starts[b + 1]; j++)
			if (relations->in[i] == relations->in[j])
				return true;
	return false;
}

/* Whether two cells differ by what every reader knows: in some equation the
 * other cells have one count in all tables, and these count against each
 * other. */
static bool differ_openly(const struct relations *relations,
			  const struct exhaustion *open, uint32_t a, uint32_t b)
{
	for (uint32_t e = 0; e < relations->equation_count; e++) {
		int found = 0;
		int weights = 0;
		bool known = true;

		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++) {
			uint32_t c = relations->terms[t];

			if (c == a || c == b) {
				found++;
				weights += relations->weights[t];
			} else if (open->low[c] != open->high[c]) {
				known = false;
			}
		}
		if (found == 2 && weights == 0 && known)
			return true;
	}
	return false;
}

/* Whether in some equation `total` counts against all others that are not
 * known, `part` among them: the pupils of the part know themselves. */
static bool holds(const struct relations *relations,
		  const struct exhaustion *open, uint32_t part, uint32_t total)
{
	for (uint32_t e = 0; e < relations->equation_count; e++) {
		int sides[3] = {0, 0, 0};
		int weights[2] = {0, 0};

		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++) {
			uint32_t c = relations->terms[t];

			if (c == part || c == total)
				weights[c == total] = relations->weights[t];
			if (open->low[c] != open->high[c])
				sides[relations->weights[t] + 1]++;
		}
		if (weights[0] * weights[1] < 0 && sides[weights[1] + 1] == 1)
			return true;
	}
	return false;
}

static bool listed(const struct attack_result *result, uint32_t cell,
		   uint32_t insider)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->exposures[i].cell == cell &&
		    result->exposures[i].insider == insider)
			return true;
	return false;
}

/* What the pupils of cell `insider` find of others in its lines. */
static void compare_insider(struct world *world,
			    const struct attack_result *result,
			    const struct exhaustion *open, uint32_t insider,
			    uint64_t *exposed)
{
	const struct relations *relations = &world->relations;
	struct exhaustion *known =
		arena_allocate(&world->arena, sizeof(*known));

	exhaust(known, world, insider);
	for (uint32_t c = 0; c < relations->cell_count; c++) {
		bool found;

		if (c == insider || relations->marks[c] != CELL_RISKY ||
		    is_exposed(relations, c, open) ||
		    !in_line(relations, c, insider) ||
		    differ_openly(relations, open, c, insider) ||
		    holds(relations, open, c, insider))
			continue;
		found = known->low[c] == known->high[c];
		*exposed += found;
		if (open->low[insider] != open->high[insider])
			assert_int_equal(listed(result, c, insider), found);
	}
}

static void check_world(const struct shape *shape, uint64_t seed,
			uint64_t *exposed, uint64_t *inside)
{
	static struct world world;
	static struct exhaustion exhaustion;
	struct attack_options options = {.insiders = seed % 3 != 0};
	struct attack_result result;
	struct error error = {0};

	make_world(&world, shape, seed);
	options.ratios = world.ratios;
	options.ratio_count = world.ratio_count;
	exhaust(&exhaustion, &world, ATTACK_NONE);
	assert_success(attack(&result, &world.relations, &options, &world.arena,
			      &error),
		       &error);
	compare(&world, &result, &exhaustion, exposed);
	for (uint32_t c = 0; options.insiders && c < world.relations.cell_count;
	     c++)
		if (world.relations.counts[c] == 1 &&
		    !relations_is_shown(&world.relations, c))
			compare_insider(&world, &result, &exhaustion, c,
					inside);
	arena_release(&world.arena);
}

static const struct shape shapes[] = {
	{{{5}}, {{5}}, 9},
	{{{5}}, {{3}}, 9},
	{{{3, 3}}, {{3, 3}}, 9},
	{{{3, 3}}, {{1, 3}}, 8},
	{{{2, 4}}, {{2, 2}}, 9},
	{{{2, 2, 2}}, {{2, 2, 2}}, 10},
	{{{2, 3, 2}}, {{2, 1, 2}}, 6},
	{{{2, 2, 2, 2}}, {{2, 2, 2, 2}}, 5},
	{{{2, 2}, {2, 3}}, {{2, 2}, {2, 3}}, 7},
	{{{3, 2}, {3, 2}}, {{3, 2}, {3, 2}}, 6},
	{{{3, 2}, {3, 2}}, {{1, 2}, {1, 2}}, 5},
};

static void agrees_with_exhaustion(void **state)
{
	uint64_t exposed = 0;
	uint64_t inside = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (uint64_t seed = 1; seed <= 60; seed++)
			check_world(&shapes[i], seed * 100 + i, &exposed,
				    &inside);
	/* Of no use if hardly anything could be worked out. */
	assert_true(exposed > 500);
	assert_true(inside > 10);
}

static void memory_runs_out(void **state)
{
	static struct world world;
	static const struct attack_options options = {.insiders = 1};
	struct error error = {0};
	uint64_t n = 0;
	int outcome;

	(void)state;
	make_world(&world, &shapes[8], 314);
	do {
		struct arena own = {0};
		struct attack_result result;

		memory_fail_at(++n);
		outcome = attack(&result, &world.relations, &options, &own,
				 &error);
		memory_fail_at(0);
		if (outcome != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&own);
		assert_true(n < 2000);
	} while (outcome != 0);
	assert_true(n > 3);
	arena_release(&world.arena);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		{"agrees with an attacker who tries all tables",
		 agrees_with_exhaustion, NULL, NULL, NULL},
		{"memory running out is reported", memory_runs_out, NULL, NULL,
		 NULL},
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("intervals", tests, NULL, NULL);
}

/*
 * Small invented rows: the levels that are chosen lose no more than any others
 * that fulfil the model, found by trying all of them in another way; and what
 * has to hold of any rows holds.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "anonymity/anonymise.h"
#include "anonymity/ladder.h"
#include "anonymity/loss.h"
#include "base/arena.h"
#include "base/builder.h"
#include "base/memory.h"
#include "tests/test.h"

enum { COLUMNS = 5, QUASI = 3, ROUNDS = 300 };

static uint64_t state_of;

static uint32_t draw(uint32_t below)
{
	state_of = state_of * UINT64_C(6364136223846793005) +
		   UINT64_C(1442695040888963407);
	return (uint32_t)(state_of >> 33) % below;
}

struct world {
	struct microdata *data;
	struct arena arena;
	struct anonymity_model model;
};

/* Quasi-identifiers of 8 values over 4 over 2, and two sensitive columns. */
static void make_world(struct world *world, uint64_t seed)
{
	static const char *const names[COLUMNS] = {"a", "b", "c", "s", "n"};
	struct slice slices[COLUMNS];
	size_t rows;
	struct error error;

	state_of = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	*world = (struct world){0};
	for (int i = 0; i < COLUMNS; i++)
		slices[i] = slice_of(names[i]);
	assert_success(microdata_make(&world->data, slices, COLUMNS, &error),
		       &error);
	rows = 1 + draw(40);
	for (size_t row = 0; row < rows; row++) {
		char text[COLUMNS][16];

		for (int i = 0; i < COLUMNS; i++) {
			uint32_t most = i < QUASI ? 8 : i == 3 ? 3 : 6;

			snprintf(text[i], sizeof(text[i]), "%u",
				 draw(draw(2) == 0 ? 2 : most));
			slices[i] = slice_of(text[i]);
		}
		assert_success(microdata_add(world->data, slices, &error),
			       &error);
	}
	world->model = (struct anonymity_model){
		.k = 1 + draw(4),
		.diversity = (enum diversity)draw(4),
		.l = 1 + draw(2) + draw(2),
		.c = 1 + draw(3),
		.t = draw(3) == 0 ? 0.1 * (1 + draw(8)) : 1,
	};
	if (world->model.t >= 1 &&
	    (world->model.diversity == DIVERSITY_NONE ||
	     world->model.diversity == DIVERSITY_DISTINCT))
		world->model.leave_out = 100 * draw(4);
}

static void make_ladder(struct world *world, struct column *column)
{
	struct ladder *ladder = arena_allocate(&world->arena, sizeof(*ladder));
	struct error error;

	assert_non_null(ladder);
	assert_success(ladder_begin(ladder, column, &world->arena, &error),
		       &error);
	for (uint32_t width = 2; width <= 4; width *= 2) {
		struct slice *labels = arena_array(
			&world->arena, column->value_count, sizeof(*labels));

		for (uint32_t v = 0; v < column->value_count; v++) {
			char text[16];

			snprintf(text, sizeof(text), "%u/%u",
				 (uint32_t)(column->values[v].at[0] - '0') /
					 width,
				 width);
			labels[v] = arena_copy(&world->arena, slice_of(text));
		}
		assert_success(ladder_add(ladder, column, SLICE("half"), labels,
					  &world->arena, &error),
			       &error);
	}
	assert_success(ladder_end(ladder, column, &world->arena, &error),
		       &error);
	column->ladder = ladder;
}

static void make_roles(struct world *world)
{
	struct error error;
	struct ladder *ladder;

	for (int i = 0; i < COLUMNS; i++) {
		world->data->columns[i].role =
			i < QUASI ? COLUMN_QUASI : COLUMN_SENSITIVE;
		if (i < 4)
			make_ladder(world, &world->data->columns[i]);
	}
	world->data->columns[3].ladder =
		draw(2) == 0 ? world->data->columns[3].ladder : NULL;
	if (world->data->columns[3].ladder != NULL && draw(2) == 0) {
		struct ladder *tree =
			arena_allocate(&world->arena, sizeof(*tree));

		*tree = *world->data->columns[3].ladder;
		tree->distance = DISTANCE_HIERARCHICAL;
		world->data->columns[3].ladder = tree;
	}
	ladder = arena_allocate(&world->arena, sizeof(*ladder));
	assert_success(ladder_numbers(ladder, &world->data->columns[4],
				      world->data->row_count, 2, &world->arena,
				      &error),
		       &error);
	world->data->columns[4].ladder = ladder;
}

static void free_world(struct world *world)
{
	microdata_free(world->data);
	arena_release(&world->arena);
}

/* --- the slow way ------------------------------------------------------------------- */

static uint32_t shown(const struct column *column, uint8_t level, size_t row)
{
	return column->ladder->levels[level].groups[column->cells[row]];
}

static bool alike(const struct world *world, const uint8_t *levels, size_t a,
		  size_t b)
{
	for (int q = 0; q < QUASI; q++)
		if (shown(&world->data->columns[q], levels[q], a) !=
		    shown(&world->data->columns[q], levels[q], b))
			return false;
	return true;
}

/* How many rows of a class, or of all, have a value. */
static double share(const struct world *world, const uint8_t *levels,
		    size_t row, int column, uint32_t value, bool all,
		    size_t *have)
{
	size_t rows = 0;

	*have = 0;
	for (size_t i = 0; i < world->data->row_count; i++)
		if (all || alike(world, levels, row, i)) {
			rows++;
			*have += world->data->columns[column].cells[i] == value;
		}
	return (double)*have / (double)rows;
}

/* Earth mover's distance, by its definition for each kind. */
static double distance(const struct world *world, const uint8_t *levels,
		       size_t row, int index)
{
	const struct column *column = &world->data->columns[index];
	double extra[16], sum = 0;
	uint32_t count = column->value_count;
	size_t have;

	for (uint32_t v = 0; v < count; v++)
		extra[v] = share(world, levels, row, index, v, false, &have) -
			   share(world, levels, row, index, v, true, &have);
	if (column->ladder == NULL ||
	    column->ladder->distance == DISTANCE_EQUAL) {
		for (uint32_t v = 0; v < count; v++)
			sum += fabs(extra[v]) / 2;
		return sum;
	}
	if (column->ladder->distance == DISTANCE_ORDERED) {
		double reached = 0;

		for (uint32_t r = 0; r + 1 < count; r++) {
			for (uint32_t v = 0; v < count; v++)
				if (column->ladder->ranks[v] == r)
					reached += extra[v];
			sum += fabs(reached);
		}
		return count > 1 ? sum / (count - 1) : 0;
	}
	for (size_t l = 1; l < column->ladder->count; l++) {
		const struct ladder_level *level = &column->ladder->levels[l];
		const struct ladder_level *below = level - 1;

		for (uint32_t g = 0; g < level->group_count; g++) {
			double more = 0, less = 0;

			for (uint32_t b = 0; b < below->group_count; b++) {
				double child = 0;
				bool mine = false;

				for (uint32_t v = 0; v < count; v++)
					if (below->groups[v] == b) {
						child += extra[v];
						mine = level->groups[v] == g;
					}
				if (mine && child > 0)
					more += child;
				else if (mine)
					less -= child;
			}
			sum += fmin(more, less) * level->height /
			       column->ladder->levels[column->ladder->count - 1]
				       .height;
		}
	}
	return sum;
}

static int descending(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return left < right ? 1 : -(left > right);
}

static bool is_diverse(const struct world *world, const uint8_t *levels,
		       size_t row, int index)
{
	const struct anonymity_model *model = &world->model;
	size_t counts[16], distinct = 0, rest = 0;
	double entropy = 0;

	for (uint32_t v = 0; v < world->data->columns[index].value_count; v++) {
		size_t have;
		double part = share(world, levels, row, index, v, false, &have);

		if (have == 0)
			continue;
		counts[distinct++] = have;
		entropy -= part * log(part);
	}
	qsort(counts, distinct, sizeof(*counts), descending);
	for (size_t i = (size_t)model->l - 1; i < distinct; i++)
		rest += counts[i];
	switch (model->diversity) {
	case DIVERSITY_DISTINCT:
		return (double)distinct >= model->l;
	case DIVERSITY_ENTROPY:
		return entropy >= log(model->l) - 1e-9;
	case DIVERSITY_RECURSIVE:
		return rest > 0 && (double)counts[0] < model->c * (double)rest;
	case DIVERSITY_NONE:
		break;
	}
	return true;
}

static bool is_safe(const struct world *world, const uint8_t *levels,
		    size_t row)
{
	uint32_t size = 0;

	for (size_t i = 0; i < world->data->row_count; i++)
		size += alike(world, levels, row, i);
	if (size < world->model.k)
		return false;
	for (int s = QUASI; s < COLUMNS; s++)
		if (!is_diverse(world, levels, row, s) ||
		    (world->model.t < 1 &&
		     distance(world, levels, row, s) > world->model.t + 1e-9))
			return false;
	return true;
}

/* The least loss of any combination; UINT64_MAX: none fulfils. */
static uint64_t least_loss(const struct world *world,
			   const struct loss_table *table)
{
	uint64_t rows = world->data->row_count, least = UINT64_MAX;
	uint8_t levels[QUASI];

	for (levels[0] = 0; levels[0] < table->levels[0]; levels[0]++)
		for (levels[1] = 0; levels[1] < table->levels[1]; levels[1]++)
			for (levels[2] = 0; levels[2] < table->levels[2];
			     levels[2]++) {
				uint64_t failing = 0, loss = 0;

				for (size_t row = 0; row < rows; row++)
					failing += !is_safe(world, levels, row);
				if (failing >
				    rows * world->model.leave_out / 1000)
					continue;
				for (int q = 0; q < QUASI; q++)
					loss += table->by_level[q][levels[q]];
				loss = loss * (rows - failing) +
				       (uint64_t)QUASI * LOSS_WHOLE * failing;
				least = loss < least ? loss : least;
			}
	return least;
}

static uint64_t found_loss(const struct world *world,
			   const struct anonymise_outcome *outcome,
			   const struct loss_table *table)
{
	uint64_t rows = world->data->row_count, failing = 0, loss = 0;

	for (size_t row = 0; row < rows; row++)
		failing += !is_safe(world, outcome->recoding.levels, row);
	for (int q = 0; q < QUASI; q++)
		loss += table->by_level[q][outcome->recoding.levels[q]];
	return loss * (rows - failing) + (uint64_t)QUASI * LOSS_WHOLE * failing;
}

/* --- the tests -------------------------------------------------------------------------- */

static void nothing_loses_less(void **state)
{
	size_t made = 0, left_out = 0;

	(void)state;
	for (uint64_t seed = 0; seed < ROUNDS; seed++) {
		enum loss loss =
			seed % 2 == 0 ? LOSS_ENTROPY : LOSS_GRANULARITY;
		struct anonymise_outcome outcome;
		struct recoding recoding;
		struct loss_table table;
		struct world world;
		struct error error;
		uint64_t least;
		int result;

		make_world(&world, seed);
		make_roles(&world);
		recoding_begin(&recoding, world.data);
		assert_success(
			loss_make(&table, world.data, &recoding, loss, &error),
			&error);
		least = least_loss(&world, &table);
		result = anonymise(&outcome, world.data, &world.model, 0.2,
				   loss, &world.arena, &error);
		if (result != 0)
			assert_int_equal(error.code, ERROR_REFUSED);
		if (least == UINT64_MAX) {
			assert_int_equal(result, -1);
		} else if (result == 0) {
			assert_true(outcome.proved);
			assert_true(found_loss(&world, &outcome, &table) ==
				    least);
			assert_true(measure_fulfils(&outcome.after,
						    &world.model, NULL));
			left_out += outcome.starred_cells > 0;
			made++;
		} else {
			/* All that is left fulfils it, but it is nothing. */
			assert_true(world.model.leave_out > 0);
		}
		free_world(&world);
	}
	/* The rounds are of use. */
	assert_true(made > ROUNDS / 4);
	assert_true(left_out > 5);
}

/* Coarser levels join classes: rows are alike to no fewer, and what can be told
 * of sensitive values grows less. */
static void coarser_is_never_less_safe(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < ROUNDS; seed++) {
		struct measure fine, coarse;
		struct recoding recoding;
		struct world world;
		struct error error;

		make_world(&world, seed);
		make_roles(&world);
		recoding_begin(&recoding, world.data);
		for (int q = 0; q < QUASI; q++)
			recoding.levels[q] = (uint8_t)draw((
				uint32_t)(world.data->columns[q].ladder->count -
					  1));
		assert_success(measure_rows(&fine, world.data, &recoding, NULL,
					    0.2, &world.arena, &error),
			       &error);
		recoding.levels[draw(QUASI)]++;
		assert_success(measure_rows(&coarse, world.data, &recoding,
					    NULL, 0.2, &world.arena, &error),
			       &error);
		assert_true(coarse.smallest >= fine.smallest);
		assert_true(coarse.uniques <= fine.uniques);
		assert_true(coarse.prosecutor.average <=
			    fine.prosecutor.average);
		for (size_t i = 0; i < fine.column_count; i++) {
			assert_true(coarse.columns[i].distinct >=
				    fine.columns[i].distinct);
			assert_true(coarse.columns[i].entropy >=
				    fine.columns[i].entropy - 1e-9);
			assert_true(coarse.columns[i].closeness <=
				    fine.columns[i].closeness + 1e-9);
		}
		free_world(&world);
	}
}

/* People of the population, one by one, whose texts are those of a row. */
static uint64_t people_like(const struct world *world,
			    const struct recoding *recoding, size_t row,
			    size_t from, size_t to)
{
	bool everybody = from >= world->data->row_count;
	struct recoding whole = *recoding;
	uint64_t count = 0;

	/* Nothing is left out of the population. */
	if (everybody)
		whole.starred = NULL;
	for (size_t other = from; other < to; other++) {
		bool alike = everybody || !recoding_drops(recoding, other);

		for (size_t q = 0; q < recoding->quasi_count && alike; q++)
			alike = slice_equal(
				recoding_text(recoding, world->data,
					      recoding->quasi[q], row),
				recoding_text(&whole, world->data,
					      recoding->quasi[q], other));
		count += alike;
	}
	return count;
}

/* The journalist's risk, by looking at everybody for each row. */
static void check_journalist(struct world *world, struct recoding *recoding)
{
	size_t rows = world->data->row_count;
	struct risk expected = {0};
	size_t written = rows - recoding->dropped_count;
	struct measure measure;
	struct error error;

	for (size_t row = 0; row < rows; row++) {
		uint64_t alike = people_like(world, recoding, row, 0, rows);
		uint64_t people = people_like(world, recoding, row, rows,
					      rows + world->data->population);
		double chance = 1 / (double)(people > alike ? people : alike);

		if (recoding_drops(recoding, row))
			continue;
		expected.average += chance / (double)written;
		if (chance > expected.highest)
			expected.highest = chance;
		expected.above += chance > 0.2 + 1e-9;
	}
	assert_success(measure_rows(&measure, world->data, recoding, NULL, 0.2,
				    &world->arena, &error),
		       &error);
	assert_true(measure.population);
	assert_true(fabs(measure.journalist.highest - expected.highest) < 1e-9);
	assert_true(fabs(measure.journalist.average - expected.average) < 1e-9);
	assert_true(measure.journalist.above == expected.above);
	assert_true(measure.journalist.highest <= measure.prosecutor.highest);
	assert_true(measure.marketer == measure.journalist.average);
}

static void a_journalist_looks_among_everybody(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < ROUNDS; seed++) {
		struct anonymise_outcome outcome;
		struct recoding recoding;
		struct world world, frame;
		struct error error;

		make_world(&frame, seed + ROUNDS);
		make_world(&world, seed);
		for (size_t i = 0; i < QUASI; i++)
			world.data->columns[i].role = COLUMN_QUASI;
		assert_success(microdata_set_population(world.data, frame.data,
							&error),
			       &error);
		make_roles(&world);
		recoding_begin(&recoding, world.data);
		for (int q = 0; q < QUASI; q++)
			recoding.levels[q] = (uint8_t)draw(
				(uint32_t)world.data->columns[q].ladder->count);
		check_journalist(&world, &recoding);
		/* Cells that are left out are looked for among the rows. */
		if (anonymise(&outcome, world.data, &world.model, 0.2,
			      LOSS_ENTROPY, &world.arena, &error) == 0)
			check_journalist(&world, &outcome.recoding);
		free_world(&world);
		free_world(&frame);
	}
}

static void text_of(struct world *world, const struct recoding *recoding,
		    struct builder *text)
{
	recoding_write(recoding, world->data, NULL, 0, world->data->row_count,
		       text);
	assert_false(text->failed);
}

static int by_text(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a,
			     *(const struct slice *)b);
}

static size_t sorted_lines(struct slice text, struct slice lines[64])
{
	size_t count = 0;

	while (text.len > 0 && count < 64)
		lines[count++] = slice_cut(&text, '\n');
	qsort(lines, count, sizeof(*lines), by_text);
	return count;
}

/* The same rows in the opposite order become the same. */
static void order_of_rows_is_no_matter(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < ROUNDS; seed++) {
		struct builder texts[2] = {{0}, {0}};
		struct slice lines[2][64];
		struct world world, other;
		struct anonymise_outcome outcome;
		struct error error;
		size_t rows;
		int result;

		make_world(&world, seed);
		make_world(&other, seed);
		rows = world.data->row_count;
		microdata_free(other.data);
		{
			struct slice names[COLUMNS], values[COLUMNS];

			for (int i = 0; i < COLUMNS; i++)
				names[i] = world.data->columns[i].name;
			assert_success(microdata_make(&other.data, names,
						      COLUMNS, &error),
				       &error);
			for (size_t row = rows; row > 0; row--) {
				for (int i = 0; i < COLUMNS; i++)
					values[i] = column_value(
						&world.data->columns[i],
						row - 1);
				assert_success(microdata_add(other.data, values,
							     &error),
					       &error);
			}
		}
		state_of = seed;
		make_roles(&world);
		state_of = seed;
		make_roles(&other);
		result = anonymise(&outcome, world.data, &world.model, 0.2,
				   LOSS_ENTROPY, &world.arena, &error);
		if (result == 0)
			text_of(&world, &outcome.recoding, &texts[0]);
		assert_int_equal(anonymise(&outcome, other.data, &other.model,
					   0.2, LOSS_ENTROPY, &other.arena,
					   &error),
				 result);
		if (result == 0) {
			text_of(&other, &outcome.recoding, &texts[1]);
			assert_int_equal(sorted_lines(builder_slice(&texts[0]),
						      lines[0]),
					 sorted_lines(builder_slice(&texts[1]),
						      lines[1]));
			for (size_t i = 0; i < 40 && i <= outcome.after.rows;
			     i++)
				assert_true(
					slice_equal(lines[0][i], lines[1][i]));
		}
		builder_release(&texts[0]);
		builder_release(&texts[1]);
		free_world(&world);
		free_world(&other);
	}
}

static void memory_may_run_out(void **state)
{
	(void)state;
	for (uint64_t nth = 1;; nth++) {
		struct anonymise_outcome outcome;
		struct world world;
		struct error error;
		int result;

		make_world(&world, 4);
		world.model = (struct anonymity_model){
			.k = 3,
			.diversity = DIVERSITY_DISTINCT,
			.l = 2,
			.t = 1,
			.leave_out = 300,
		};
		make_roles(&world);
		memory_fail_at(nth);
		result = anonymise(&outcome, world.data, &world.model, 0.2,
				   LOSS_ENTROPY, &world.arena, &error);
		memory_fail_at(0);
		free_world(&world);
		if (result == 0) {
			assert_true(nth > 20);
			return;
		}
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_loses_less),
		cmocka_unit_test(coarser_is_never_less_safe),
		cmocka_unit_test(a_journalist_looks_among_everybody),
		cmocka_unit_test(order_of_rows_is_no_matter),
		cmocka_unit_test(memory_may_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The table that the lines of a file of counts make. */
#include "base/arena.h"
#include "base/error.h"
#include "tables/count.h"
#include "tables/count_doubt.h"
#include "tables/count_file_parts.h"
#include "tables/cube.h"
#include "tables/relations.h"

static int check_hidden_total(const struct reading *reading,
			      const struct cube *cube, struct error *error)
{
	struct count_doubt doubt;

	if (reading->file->layout == COUNT_FILE_RECORDS ||
	    slice_is(reading->asked->total, "none") ||
	    !count_doubt_total(cube, &doubt))
		return 0;
	error_set(error, ERROR_INPUT,
		  "in '%.*s', the value '%.*s' is everywhere the sum of the "
		  "others: is it their total?",
		  SLICE_ARGS(doubt.dimension),
		  doubt.code.len > 60 ? 60 : (int)doubt.code.len,
		  doubt.code.at);
	return error_hint(error,
			  "if it is, say --total '%.*s'; if it is not, "
			  "--total none",
			  doubt.code.len > 60 ? 60 : (int)doubt.code.len,
			  doubt.code.at);
}

/* The nodes of a dimension's codes. */
static uint32_t *find_nodes(const struct dimension *dimension,
			    struct arena *arena, struct error *error)
{
	struct classification_index index;
	uint32_t *nodes =
		arena_array(arena, dimension->codes.count, sizeof(*nodes));

	if (nodes == NULL ||
	    classification_index_make(&index, &dimension->classification, arena,
				      error) != 0) {
		error_memory(error);
		return NULL;
	}
	for (uint32_t i = 0; i < dimension->codes.count; i++)
		nodes[i] = classification_index_find(&index,
						     dimension->codes.texts[i]);
	return nodes;
}

struct filling {
	struct reading *reading;
	struct cube *cube;
	uint32_t *nodes[COUNT_FILE_DIMENSIONS];
	uint8_t *given; /* by cell: a line has it */
};

/* The cell of a line; whether all of its nodes are leaves. */
static bool cell_of(const struct filling *filling, const struct line *line,
		    uint32_t *cell)
{
	bool leaf = true;

	*cell = 0;
	for (size_t d = 0; d < filling->reading->dimension_count; d++) {
		uint32_t node = line->codes[d] == TOTAL
					? 0
					: filling->nodes[d][line->codes[d]];

		leaf = leaf && classification_is_leaf(
				       filling->cube->dimensions[d], node);
		*cell += node * filling->cube->strides[d];
	}
	return leaf;
}

/* Whether several lines make one cell. */
static bool adds_up(const struct reading *reading)
{
	return reading->file->layout == COUNT_FILE_RECORDS ||
	       (reading->file->layout == COUNT_FILE_LONG && reading->left_out);
}

static int fill_leaves(struct filling *filling, struct error *error)
{
	const struct reading *reading = filling->reading;
	bool adds = adds_up(reading);
	uint32_t cell;

	for (size_t i = 0; i < reading->line_count; i++) {
		const struct line *line = &reading->lines[i];

		if (!cell_of(filling, line, &cell)) {
			if (reading->file->layout != COUNT_FILE_RECORDS)
				continue;
			error_set(error, ERROR_INPUT,
				  "a record names a group of the hierarchy and "
				  "not one of its values");
			return count_file_fail(line, error);
		}
		if (filling->given[cell] && !adds) {
			error_set(error, ERROR_INPUT,
				  "the same cell is given twice");
			return count_file_fail(line, error);
		}
		filling->given[cell] = 1;
		filling->cube->counts[cell] += line->count;
		if (filling->cube->counts[cell] > RELATIONS_LIMIT_COUNT) {
			error_set(error, ERROR_INPUT, "counts are too large");
			return count_file_fail(line, error);
		}
	}
	return 0;
}

/* A total that is given has to be the sum of its parts: else people are counted
 * that are in no part, and what protects the parts is wrong. */
static int check_totals(const struct filling *filling, struct error *error)
{
	const struct reading *reading = filling->reading;
	uint32_t cell;

	for (size_t i = 0; i < reading->line_count; i++) {
		const struct line *line = &reading->lines[i];

		if (cell_of(filling, line, &cell) || adds_up(reading) ||
		    filling->cube->counts[cell] == line->count)
			continue;
		error_set(error, ERROR_INPUT,
			  "a total is given as %lld, and its parts add up to "
			  "%lld",
			  (long long)line->count,
			  (long long)filling->cube->counts[cell]);
		error_hint(error, "put what is missing on a line of its own, "
				  "or take the totals out");
		return count_file_fail(line, error);
	}
	return 0;
}

static int count_values(const struct filling *filling,
			struct magnitudes *magnitudes, struct error *error)
{
	const struct reading *reading = filling->reading;
	struct count_column columns[COUNT_FILE_DIMENSIONS];
	size_t count = reading->line_count;
	int64_t *values = arena_array(reading->arena, count, sizeof(*values));
	struct counting *counting;
	int result = -1;

	for (size_t d = 0; d < reading->dimension_count; d++) {
		uint32_t *codes =
			arena_array(reading->arena, count, sizeof(*codes));

		if (codes == NULL || values == NULL)
			return error_memory(error);
		for (size_t i = 0; i < count; i++) {
			codes[i] =
				filling->nodes[d][reading->lines[i].codes[d]];
			values[i] = reading->lines[i].value;
		}
		columns[d] = (struct count_column){codes, sizeof(*codes)};
	}
	for (uint32_t c = 0; c < filling->cube->cell_count; c++)
		filling->cube->counts[c] = 0;
	if (counting_begin(&counting, filling->cube, NULL, true, 1, error) != 0)
		return -1;
	if (counting_add(counting, columns, values, count, error) == 0)
		result = counting_finish(counting, magnitudes, reading->arena,
					 error);
	counting_free(counting);
	return result;
}

int count_file_cube(struct reading *reading, struct cube *cube,
		    struct magnitudes *magnitudes, struct error *error)
{
	const struct classification *list[COUNT_FILE_DIMENSIONS];
	struct filling filling = {.reading = reading, .cube = cube};

	for (size_t d = 0; d < reading->dimension_count; d++)
		list[d] = &reading->dimensions[d].classification;
	if (cube_make(cube, list, reading->dimension_count, reading->arena,
		      error) != 0)
		return -1;
	filling.given = arena_allocate(reading->arena, cube->cell_count);
	if (filling.given == NULL)
		return error_memory(error);
	for (size_t d = 0; d < reading->dimension_count; d++) {
		filling.nodes[d] = find_nodes(&reading->dimensions[d],
					      reading->arena, error);
		if (filling.nodes[d] == NULL)
			return -1;
	}
	if (fill_leaves(&filling, error) != 0)
		return -1;
	cube_sum(cube);
	if (check_totals(&filling, error) != 0 ||
	    check_hidden_total(reading, cube, error) != 0)
		return -1;
	reading->file->counted =
		reading->count_column != SIZE_MAX
			? reading->headings[reading->count_column]
			: SLICE("count");
	return reading->value_column != SIZE_MAX
		       ? count_values(&filling, magnitudes, error)
		       : 0;
}

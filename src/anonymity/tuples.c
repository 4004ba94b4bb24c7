#include "anonymity/tuples.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"

#define NO_PLACE UINT32_MAX

/* --- tuples --------------------------------------------------------------------- */

static int find_tuples(struct tuples *tuples, struct error *error)
{
	const struct microdata *data = tuples->data;
	const struct recoding *recoding = tuples->recoding;
	struct digit digits[RECODING_QUASI];

	for (size_t q = 0; q < recoding->quasi_count; q++) {
		const struct column *column =
			&data->columns[recoding->quasi[q]];

		digits[q] = (struct digit){column->cells, NULL,
					   column->value_count};
	}
	if (grouper_run(&tuples->grouper, digits, recoding->quasi_count, NULL,
			data->row_count, &tuples->count, error) != 0)
		return -1;
	tuples->of_row =
		memory_array(data->row_count + 1, sizeof(*tuples->of_row));
	tuples->rows =
		memory_array((size_t)tuples->count + 1, sizeof(*tuples->rows));
	if (tuples->of_row == NULL || tuples->rows == NULL)
		return error_memory(error);
	for (size_t row = 0; row < data->row_count; row++) {
		tuples->of_row[row] = tuples->grouper.classes[row];
		tuples->rows[tuples->of_row[row]]++;
	}
	return 0;
}

static int take_cells(struct tuples *tuples, struct error *error)
{
	const struct microdata *data = tuples->data;

	for (size_t q = 0; q < tuples->recoding->quasi_count; q++) {
		const struct column *column =
			&data->columns[tuples->recoding->quasi[q]];
		uint32_t *cells =
			memory_array((size_t)tuples->count + 1, sizeof(*cells));

		if (cells == NULL)
			return error_memory(error);
		tuples->cells[q] = cells;
		for (size_t row = 0; row < data->row_count; row++)
			cells[tuples->of_row[row]] = column->cells[row];
	}
	return 0;
}

/* --- sensitive values ------------------------------------------------------------- */

/* Pairs of tuple and value, in order of tuple. */
static int take_pairs(struct tuples *tuples, struct tuple_values *values,
		      uint32_t pair_count, struct error *error)
{
	const struct microdata *data = tuples->data;
	const uint32_t *pairs = tuples->grouper.classes;
	uint32_t *at = memory_array((size_t)pair_count + 1, sizeof(*at));

	values->starts =
		memory_array((size_t)tuples->count + 2, sizeof(uint64_t));
	values->values = memory_array((size_t)pair_count + 1, sizeof(uint32_t));
	values->rows = memory_array((size_t)pair_count + 1, sizeof(uint32_t));
	if (at == NULL || values->starts == NULL || values->values == NULL ||
	    values->rows == NULL) {
		memory_free(at);
		return error_memory(error);
	}
	memset(at, 0xff, pair_count * sizeof(*at));
	for (size_t row = 0; row < data->row_count; row++)
		if (at[pairs[row]] == NO_PLACE) {
			at[pairs[row]] = 0;
			values->starts[tuples->of_row[row] + 2]++;
		}
	for (uint32_t i = 0; i < tuples->count; i++)
		values->starts[i + 2] += values->starts[i + 1];
	memset(at, 0xff, pair_count * sizeof(*at));
	for (size_t row = 0; row < data->row_count; row++) {
		uint32_t *place = &at[pairs[row]];

		if (*place == NO_PLACE) {
			*place = (uint32_t)values
					 ->starts[tuples->of_row[row] + 1]++;
			values->values[*place] = values->column->cells[row];
		}
		values->rows[*place]++;
	}
	memory_free(at);
	return 0;
}

static int make_scratch(struct tuples *tuples, struct tuple_values *values,
			struct error *error)
{
	const struct column *column = values->column;
	size_t count = column->value_count;
	uint64_t *counts = arena_array(&tuples->arena, count, sizeof(*counts));

	values->place =
		arena_array(&tuples->arena, count, sizeof(*values->place));
	values->class.values =
		arena_array(&tuples->arena, count, sizeof(uint32_t));
	values->class.counts =
		arena_array(&tuples->arena, count, sizeof(uint64_t));
	if (counts == NULL || values->place == NULL ||
	    values->class.values == NULL || values->class.counts == NULL)
		return error_memory(error);
	memset(values->place, 0xff, count * sizeof(*values->place));
	for (size_t row = 0; row < tuples->data->row_count; row++)
		counts[column->cells[row]]++;
	return spread_make(&values->spread, column, counts, &tuples->arena,
			   error);
}

static int take_sensitive(struct tuples *tuples, const struct column *column,
			  struct error *error)
{
	struct tuple_values *values =
		&tuples->sensitive[tuples->sensitive_count++];
	struct digit digits[2] = {
		{tuples->of_row, NULL, tuples->count},
		{column->cells, NULL, column->value_count},
	};
	uint32_t pairs;

	values->column = column;
	if (grouper_run(&tuples->grouper, digits, 2, NULL,
			tuples->data->row_count, &pairs, error) != 0 ||
	    take_pairs(tuples, values, pairs, error) != 0)
		return -1;
	return make_scratch(tuples, values, error);
}

/* --- making and freeing --------------------------------------------------------------- */

static int make_classes(struct tuples *tuples, struct error *error)
{
	size_t count = (size_t)tuples->count + 2;

	tuples->sizes = memory_array(count, sizeof(*tuples->sizes));
	tuples->fails = memory_array(count, sizeof(*tuples->fails));
	tuples->starts = memory_array(count, sizeof(*tuples->starts));
	tuples->order = memory_array(count, sizeof(*tuples->order));
	return tuples->sizes != NULL && tuples->fails != NULL &&
			       tuples->starts != NULL && tuples->order != NULL
		       ? 0
		       : error_memory(error);
}

int tuples_make(struct tuples *tuples, const struct microdata *data,
		const struct recoding *recoding, struct error *error)
{
	size_t sensitive = microdata_count(data, COLUMN_SENSITIVE);

	*tuples = (struct tuples){.data = data, .recoding = recoding};
	tuples->sensitive = arena_array(&tuples->arena, sensitive,
					sizeof(*tuples->sensitive));
	if (tuples->sensitive == NULL)
		return error_memory(error);
	if (find_tuples(tuples, error) != 0 || take_cells(tuples, error) != 0 ||
	    make_classes(tuples, error) != 0)
		return -1;
	for (size_t i = 0; i < data->column_count; i++)
		if (data->columns[i].role == COLUMN_SENSITIVE &&
		    take_sensitive(tuples, &data->columns[i], error) != 0)
			return -1;
	return 0;
}

void tuples_release(struct tuples *tuples)
{
	for (size_t i = 0; i < tuples->sensitive_count; i++) {
		memory_free(tuples->sensitive[i].starts);
		memory_free(tuples->sensitive[i].values);
		memory_free(tuples->sensitive[i].rows);
	}
	for (size_t q = 0; q < RECODING_QUASI; q++)
		memory_free(tuples->cells[q]);
	memory_free(tuples->of_row);
	memory_free(tuples->rows);
	memory_free(tuples->sizes);
	memory_free(tuples->fails);
	memory_free(tuples->starts);
	memory_free(tuples->order);
	grouper_release(&tuples->grouper);
	arena_release(&tuples->arena);
}

/* --- judging ------------------------------------------------------------------------------ */

static int group(struct tuples *tuples, const uint8_t *levels, uint32_t mask,
		 const uint32_t *list, size_t count, struct error *error)
{
	const struct recoding *recoding = tuples->recoding;
	struct digit digits[RECODING_QUASI];
	size_t digit_count = 0;

	for (size_t q = 0; q < recoding->quasi_count; q++) {
		const struct column *column =
			&tuples->data->columns[recoding->quasi[q]];
		struct digit *digit = &digits[digit_count];

		if ((mask >> q & 1) != 0)
			continue;
		*digit = (struct digit){tuples->cells[q], NULL,
					column->value_count};
		if (levels[q] > 0) {
			const struct ladder_level *level =
				&column->ladder->levels[levels[q]];

			digit->groups = level->groups;
			digit->count = level->group_count;
		}
		digit_count++;
	}
	return grouper_run(&tuples->grouper, digits, digit_count, list, count,
			   &tuples->class_count, error);
}

static void count_sizes(struct tuples *tuples, const uint32_t *list,
			size_t count)
{
	memset(tuples->sizes, 0,
	       ((size_t)tuples->class_count + 1) * sizeof(*tuples->sizes));
	for (size_t i = 0; i < count; i++)
		tuples->sizes[tuples->grouper.classes[i]] +=
			tuples->rows[list != NULL ? list[i] : i];
}

static void put_in_order(struct tuples *tuples, const uint32_t *list,
			 size_t count)
{
	const uint32_t *classes = tuples->grouper.classes;
	uint64_t *starts = tuples->starts;

	memset(starts, 0, ((size_t)tuples->class_count + 2) * sizeof(*starts));
	for (size_t i = 0; i < count; i++)
		if (classes[i] + 1 < tuples->class_count)
			starts[classes[i] + 2]++;
	for (uint32_t c = 0; c + 1 < tuples->class_count; c++)
		starts[c + 2] += starts[c + 1];
	for (size_t i = 0; i < count; i++)
		tuples->order[starts[classes[i] + 1]++] =
			list != NULL ? list[i] : (uint32_t)i;
}

static void gather(struct tuple_values *values, const uint32_t *tuples,
		   size_t count)
{
	struct spread_class *class = &values->class;

	class->count = 0;
	class->rows = 0;
	for (size_t i = 0; i < count; i++) {
		uint64_t to = values->starts[tuples[i] + 1];

		for (uint64_t p = values->starts[tuples[i]]; p < to; p++) {
			uint32_t value = values->values[p];

			if (values->place[value] == NO_PLACE) {
				values->place[value] = (uint32_t) class->count;
				class->values[class->count] = value;
				class->counts[class->count++] = 0;
			}
			class->counts[values->place[value]] += values->rows[p];
			class->rows += values->rows[p];
		}
	}
	for (size_t i = 0; i < class->count; i++)
		values->place[class->values[i]] = NO_PLACE;
}

static bool is_safe(struct tuples *tuples, uint32_t class,
		    const struct anonymity_model *model)
{
	uint64_t from = tuples->starts[class];

	for (size_t s = 0; s < tuples->sensitive_count; s++) {
		struct tuple_values *values = &tuples->sensitive[s];

		gather(values, tuples->order + from,
		       tuples->starts[class + 1] - from);
		if (!spread_fulfils(&values->spread, &values->class, model))
			return false;
	}
	return true;
}

int tuples_judge(struct tuples *tuples, const uint8_t *levels, uint32_t mask,
		 const uint32_t *list, size_t count,
		 const struct anonymity_model *model, uint64_t limit,
		 uint64_t *failing, struct error *error)
{
	bool sensitive = tuples->sensitive_count > 0 &&
			 (model->diversity != DIVERSITY_NONE || model->t < 1);

	*failing = 0;
	if (group(tuples, levels, mask, list, count, error) != 0)
		return -1;
	count_sizes(tuples, list, count);
	for (uint32_t c = 0; c < tuples->class_count; c++) {
		tuples->fails[c] = tuples->sizes[c] < model->k;
		if (tuples->fails[c])
			*failing += tuples->sizes[c];
	}
	if (!sensitive || *failing > limit)
		return 0;
	put_in_order(tuples, list, count);
	for (uint32_t c = 0; c < tuples->class_count && *failing <= limit;
	     c++) {
		if (tuples->fails[c] || is_safe(tuples, c, model))
			continue;
		tuples->fails[c] = true;
		*failing += tuples->sizes[c];
	}
	return 0;
}

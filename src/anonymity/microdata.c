#include "anonymity/microdata.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "formats/csv.h"

enum { FIRST_ROWS = 256, FIRST_SLOTS = 64 };

#define FREE_SLOT UINT32_MAX

/* --- making and freeing --------------------------------------------------- */

int microdata_make(struct microdata **out, const struct slice *names,
		   size_t count, struct error *error)
{
	struct microdata *data;

	if (count == 0 || count > MICRODATA_COLUMNS)
		return error_set(error, ERROR_INPUT,
				 "rows have 1 to %d columns, not %zu",
				 MICRODATA_COLUMNS, count);
	data = memory_array(1, sizeof(*data));
	if (data == NULL)
		return error_memory(error);
	data->columns =
		arena_array(&data->arena, count, sizeof(*data->columns));
	data->column_count = data->columns != NULL ? count : 0;
	for (size_t i = 0; i < data->column_count; i++) {
		data->columns[i].name = arena_copy(&data->arena, names[i]);
		if (data->columns[i].name.at == NULL)
			data->column_count = 0;
	}
	if (data->column_count == 0) {
		microdata_free(data);
		return error_memory(error);
	}
	*out = data;
	return 0;
}

void microdata_free(struct microdata *data)
{
	if (data == NULL)
		return;
	for (size_t i = 0; i < data->column_count; i++) {
		memory_free(data->columns[i].values);
		memory_free(data->columns[i].cells);
		memory_free(data->columns[i].slots);
	}
	arena_release(&data->arena);
	memory_free(data);
}

/* --- values ------------------------------------------------------------------ */

static size_t slot_of(const struct column *column, struct slice value)
{
	size_t slot = (size_t)slice_hash(value) & (column->slot_count - 1);

	while (column->slots[slot] != FREE_SLOT &&
	       !slice_equal(column->values[column->slots[slot]], value))
		slot = (slot + 1) & (column->slot_count - 1);
	return slot;
}

static int grow_slots(struct column *column, struct error *error)
{
	size_t count =
		column->slot_count > 0 ? column->slot_count * 2 : FIRST_SLOTS;
	uint32_t *slots = memory_array(count, sizeof(*slots));

	if (slots == NULL)
		return error_memory(error);
	memory_free(column->slots);
	column->slots = slots;
	column->slot_count = count;
	memset(slots, 0xff, count * sizeof(*slots));
	for (uint32_t i = 0; i < column->value_count; i++)
		slots[slot_of(column, column->values[i])] = i;
	return 0;
}

/* Room for one more element than `count`; `*array` is kept on failure. */
static int grow(void **array, size_t count, size_t *capacity, size_t size,
		struct error *error)
{
	size_t wanted = *capacity > 0 ? *capacity * 2 : FIRST_ROWS;
	size_t bytes;
	void *grown;

	if (count < *capacity)
		return 0;
	grown = size_multiply(wanted, size, &bytes)
			? memory_resize(*array, bytes)
			: NULL;
	if (grown == NULL)
		return error_memory(error);
	*array = grown;
	*capacity = wanted;
	return 0;
}

static int take_value(struct microdata *data, struct column *column,
		      struct slice value, uint32_t *cell, struct error *error)
{
	void *values = column->values;
	size_t slot;

	if ((size_t)column->value_count * 2 >= column->slot_count &&
	    grow_slots(column, error) != 0)
		return -1;
	slot = slot_of(column, value);
	*cell = column->slots[slot];
	if (*cell != FREE_SLOT)
		return 0;
	if (grow(&values, column->value_count, &column->value_capacity,
		 sizeof(*column->values), error) != 0)
		return -1;
	column->values = values;
	value = arena_copy(&data->arena, value);
	if (value.at == NULL)
		return error_memory(error);
	*cell = column->value_count;
	column->values[column->value_count] = value;
	column->slots[slot] = column->value_count++;
	return 0;
}

/* --- rows ------------------------------------------------------------------- */

static int grow_rows(struct microdata *data, struct error *error)
{
	size_t capacity = data->row_capacity;

	if (data->population > 0)
		return error_set(error, ERROR_INPUT,
				 "rows come before their population");
	if (data->row_count >= MICRODATA_ROWS)
		return error_set(error, ERROR_INPUT, "more than %d rows",
				 MICRODATA_ROWS);
	if (data->row_count < data->row_capacity)
		return 0;
	for (size_t i = 0; i < data->column_count; i++) {
		void *cells = data->columns[i].cells;

		capacity = data->row_capacity;
		if (grow(&cells, data->row_count, &capacity,
			 sizeof(*data->columns[i].cells), error) != 0)
			return -1;
		data->columns[i].cells = cells;
	}
	data->row_capacity = capacity;
	return 0;
}

int microdata_add(struct microdata *data, const struct slice *values,
		  struct error *error)
{
	if (grow_rows(data, error) != 0)
		return -1;
	for (size_t i = 0; i < data->column_count; i++) {
		struct column *column = &data->columns[i];

		if (take_value(data, column, values[i],
			       &column->cells[data->row_count], error) != 0)
			return -1;
	}
	data->row_count++;
	return 0;
}

/* --- the population ----------------------------------------------------------- */

/* The cells of everybody, behind those of the rows. */
static int take_population(struct microdata *data, struct column *column,
			   const struct column *from, size_t count,
			   struct error *error)
{
	uint32_t *known =
		memory_array((size_t)from->value_count + 1, sizeof(*known));
	int result = 0;

	if (known == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < from->value_count && result == 0; v++)
		result = take_value(data, column, from->values[v], &known[v],
				    error);
	for (size_t row = 0; row < count && result == 0; row++)
		column->cells[data->row_count + row] = known[from->cells[row]];
	memory_free(known);
	return result;
}

static int make_room(struct microdata *data, struct column *column,
		     size_t count, struct error *error)
{
	size_t bytes;
	uint32_t *cells = NULL;

	if (size_multiply(data->row_count + count + 1, sizeof(*cells), &bytes))
		cells = memory_resize(column->cells, bytes);
	if (cells == NULL)
		return error_memory(error);
	column->cells = cells;
	return 0;
}

int microdata_set_population(struct microdata *data,
			     const struct microdata *frame, struct error *error)
{
	size_t count = frame->row_count;

	for (size_t i = 0; i < data->column_count; i++) {
		struct column *column = &data->columns[i];
		const struct column *from = microdata_find(frame, column->name);

		if (column->role != COLUMN_QUASI)
			continue;
		if (from == NULL)
			return error_set(error, ERROR_INPUT,
					 "the population has no column "
					 "'%.*s'",
					 SLICE_ARGS(column->name));
		if (make_room(data, column, count, error) != 0 ||
		    take_population(data, column, from, count, error) != 0)
			return -1;
	}
	data->row_capacity = data->row_count;
	data->population = count;
	return 0;
}

struct column *microdata_find(const struct microdata *data, struct slice name)
{
	for (size_t i = 0; i < data->column_count; i++)
		if (slice_equal_ignoring_case(data->columns[i].name, name))
			return &data->columns[i];
	return NULL;
}

bool microdata_repeats(const struct column *column, size_t row_count)
{
	size_t filled = 0, values = column->value_count;

	for (size_t row = 0; row < row_count; row++)
		filled += !slice_empty(column_value(column, row));
	return filled > values - (filled < row_count);
}

size_t microdata_count(const struct microdata *data, enum column_role role)
{
	size_t count = 0;

	for (size_t i = 0; i < data->column_count; i++)
		count += data->columns[i].role == role;
	return count;
}

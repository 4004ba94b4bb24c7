#include "anonymity/measure.h"

#include <math.h>
#include <string.h>

#include "anonymity/spread.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"

#define NO_CLASS UINT32_MAX

/* --- grouping ------------------------------------------------------------------- */

/*
 * Rows are numbered by class: first all are of one, then each quasi-identifier
 * parts the classes by what is published of it.  Pairs of old class and value
 * are found by hashing.
 *
 * Whoever is in the population stands behind the rows, and is parted as what would
 * be published of them without any cell left out.  Rows come first, so that
 * classes in which there is a row have the lower numbers.
 */
struct grouping {
	uint32_t *classes;     /* by row; NO_CLASS: it is not written */
	size_t row_count;      /* with the population */
	struct recoding whole; /* no cell left out */
	uint32_t count;
	uint64_t *keys; /* of pairs */
	uint32_t *numbers;
	size_t slot_count;
};

static void grouping_release(struct grouping *grouping)
{
	memory_free(grouping->classes);
	memory_free(grouping->keys);
	memory_free(grouping->numbers);
}

static size_t pair_slot(const struct grouping *grouping, uint64_t key)
{
	uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15);
	size_t slot = (size_t)(hash ^ hash >> 32) & (grouping->slot_count - 1);

	while (grouping->numbers[slot] != NO_CLASS &&
	       grouping->keys[slot] != key)
		slot = (slot + 1) & (grouping->slot_count - 1);
	return slot;
}

static int resize_pairs(struct grouping *grouping, size_t count,
			struct error *error)
{
	struct grouping old = *grouping;

	grouping->keys = memory_array(count, sizeof(*grouping->keys));
	grouping->numbers = memory_array(count, sizeof(*grouping->numbers));
	if (grouping->keys == NULL || grouping->numbers == NULL) {
		memory_free(grouping->keys);
		memory_free(grouping->numbers);
		grouping->keys = old.keys;
		grouping->numbers = old.numbers;
		return error_memory(error);
	}
	memset(grouping->numbers, 0xff, count * sizeof(*grouping->numbers));
	grouping->slot_count = count;
	for (size_t i = 0; i < old.slot_count; i++) {
		size_t slot;

		if (old.numbers[i] == NO_CLASS)
			continue;
		slot = pair_slot(grouping, old.keys[i]);
		grouping->keys[slot] = old.keys[i];
		grouping->numbers[slot] = old.numbers[i];
	}
	memory_free(old.keys);
	memory_free(old.numbers);
	return 0;
}

static int part(struct grouping *grouping, const struct microdata *data,
		const struct recoding *recoding, size_t quasi,
		struct error *error)
{
	uint32_t count = 0;

	memset(grouping->numbers, 0xff,
	       grouping->slot_count * sizeof(*grouping->numbers));
	for (size_t row = 0; row < grouping->row_count; row++) {
		const struct recoding *as =
			row < data->row_count ? recoding : &grouping->whole;
		uint64_t key;
		size_t slot;

		if (grouping->classes[row] == NO_CLASS)
			continue;
		if ((size_t)count * 2 >= grouping->slot_count &&
		    resize_pairs(grouping, grouping->slot_count * 2, error) !=
			    0)
			return -1;
		key = (uint64_t)grouping->classes[row] << 32 |
		      recoding_group(as, data, quasi, row);
		slot = pair_slot(grouping, key);
		if (grouping->numbers[slot] == NO_CLASS) {
			grouping->keys[slot] = key;
			grouping->numbers[slot] = count++;
		}
		grouping->classes[row] = grouping->numbers[slot];
	}
	grouping->count = count;
	return 0;
}

/* Of classes only those in which there is a row. */
static void count_written(struct grouping *grouping, size_t row_count)
{
	uint32_t count = 0;

	for (size_t row = 0; row < row_count; row++)
		if (grouping->classes[row] != NO_CLASS &&
		    grouping->classes[row] >= count)
			count = grouping->classes[row] + 1;
	grouping->count = count;
}

static int group(struct grouping *grouping, const struct microdata *data,
		 const struct recoding *recoding, uint64_t *rows,
		 struct error *error)
{
	*rows = 0;
	grouping->row_count = data->row_count + data->population;
	grouping->whole = *recoding;
	grouping->whole.starred = NULL;
	grouping->whole.dropped = NULL;
	grouping->classes = memory_array(grouping->row_count + 1,
					 sizeof(*grouping->classes));
	if (grouping->classes == NULL || resize_pairs(grouping, 64, error) != 0)
		return error_memory(error);
	for (size_t row = 0; row < data->row_count; row++) {
		bool dropped = recoding_drops(recoding, row);

		grouping->classes[row] = dropped ? NO_CLASS : 0;
		*rows += !dropped;
	}
	grouping->count = *rows > 0;
	/* All of one class; memory_array gives zeros. */
	for (size_t q = 0; q < recoding->quasi_count; q++)
		if (part(grouping, data, recoding, q, error) != 0)
			return -1;
	count_written(grouping, data->row_count);
	return 0;
}

/* --- sensitive columns --------------------------------------------------------------- */

/* Rows in order of class: those of class c stand from starts[c]. */
struct in_order {
	uint64_t *starts;
	uint32_t *rows;
};

static int sort_rows(struct in_order *order, const struct grouping *grouping,
		     size_t row_count, struct error *error)
{
	order->starts =
		memory_array((size_t)grouping->count + 2, sizeof(uint64_t));
	order->rows = memory_array(row_count + 1, sizeof(uint32_t));
	if (order->starts == NULL || order->rows == NULL)
		return error_memory(error);
	for (size_t row = 0; row < row_count; row++)
		if (grouping->classes[row] != NO_CLASS)
			order->starts[grouping->classes[row] + 2]++;
	for (uint32_t c = 0; c < grouping->count; c++)
		order->starts[c + 2] += order->starts[c + 1];
	for (size_t row = 0; row < row_count; row++)
		if (grouping->classes[row] != NO_CLASS)
			order->rows[order->starts[grouping->classes[row] +
						  1]++] = (uint32_t)row;
	return 0;
}

/* What is counted of one class at a time. */
struct counting {
	uint64_t *whole; /* by value, all rows */
	uint32_t *place; /* by value, where it stands in the class; NO_CLASS */
	struct spread spread;
	struct spread_class class;
};

static int begin_counting(struct counting *counting,
			  const struct microdata *data,
			  const struct grouping *grouping,
			  const struct column *column, struct arena *arena,
			  struct error *error)
{
	uint32_t count = column->value_count;

	*counting = (struct counting){
		.whole = arena_array(arena, count, sizeof(uint64_t)),
		.place = arena_array(arena, count, sizeof(uint32_t)),
	};
	counting->class.values = arena_array(arena, count, sizeof(uint32_t));
	counting->class.counts = arena_array(arena, count, sizeof(uint64_t));
	if (counting->whole == NULL || counting->place == NULL ||
	    counting->class.values == NULL || counting->class.counts == NULL)
		return error_memory(error);
	memset(counting->place, 0xff, count * sizeof(uint32_t));
	for (size_t row = 0; row < data->row_count; row++)
		if (grouping->classes[row] != NO_CLASS)
			counting->whole[column->cells[row]]++;
	return spread_make(&counting->spread, column, counting->whole, arena,
			   error);
}

static void count_class(struct counting *counting, const struct column *column,
			const uint32_t *rows, size_t count)
{
	struct spread_class *class = &counting->class;

	class->count = 0;
	class->rows = count;
	for (size_t i = 0; i < count; i++) {
		uint32_t value = column->cells[rows[i]];

		if (counting->place[value] == NO_CLASS) {
			counting->place[value] = (uint32_t) class->count;
			class->values[class->count] = value;
			class->counts[class->count++] = 0;
		}
		class->counts[counting->place[value]]++;
	}
	for (size_t i = 0; i < class->count; i++)
		counting->place[class->values[i]] = NO_CLASS;
}

static void take_class(struct column_measure *measure,
		       struct counting *counting, uint32_t l, bool first)
{
	struct spread_class *class = &counting->class;
	double entropy = spread_entropy(class);
	double closeness = spread_closeness(&counting->spread, class);
	double recursive = spread_recursive(class, l);

	if (first || class->count < measure->distinct)
		measure->distinct = (uint32_t) class->count;
	if (first || entropy < measure->entropy)
		measure->entropy = entropy;
	if (first || recursive > measure->recursive)
		measure->recursive = recursive;
	if (first || closeness > measure->closeness)
		measure->closeness = closeness;
	if (class->count == 1)
		measure->told += class->rows;
}

static int measure_column(struct column_measure *measure,
			  const struct microdata *data,
			  const struct grouping *grouping,
			  const struct in_order *order, uint32_t l,
			  struct arena *arena, struct error *error)
{
	const struct column *column = &data->columns[measure->column];
	struct counting counting;

	if (begin_counting(&counting, data, grouping, column, arena, error) !=
	    0)
		return -1;
	measure->distance = counting.spread.distance;
	for (uint32_t c = 0; c < grouping->count; c++) {
		uint64_t from = order->starts[c];

		count_class(&counting, column, order->rows + from,
			    order->starts[c + 1] - from);
		take_class(measure, &counting, l, c == 0);
	}
	return 0;
}

static int measure_columns(struct measure *measure,
			   const struct microdata *data,
			   const struct grouping *grouping,
			   const struct anonymity_model *model,
			   struct arena *arena, struct error *error)
{
	uint32_t l = model != NULL && model->diversity != DIVERSITY_NONE
			     ? (uint32_t)model->l
			     : 2;
	size_t count = microdata_count(data, COLUMN_SENSITIVE);
	struct in_order order = {0};
	int result;

	measure->columns = arena_array(arena, count, sizeof(*measure->columns));
	if (measure->columns == NULL)
		return error_memory(error);
	result = count > 0 ? sort_rows(&order, grouping, data->row_count, error)
			   : 0;
	for (size_t i = 0; i < data->column_count && result == 0; i++) {
		struct column_measure *one =
			&measure->columns[measure->column_count];

		if (data->columns[i].role != COLUMN_SENSITIVE)
			continue;
		one->column = (uint16_t)i;
		measure->column_count++;
		result = measure_column(one, data, grouping, &order, l, arena,
					error);
	}
	memory_free(order.starts);
	memory_free(order.rows);
	return result;
}

/* --- risk ---------------------------------------------------------------------------- */

/* A bound that is met is not exceeded, whatever the last digit. */
static const double slack = 1e-9;

/* How many rows a class has, and how many people it may be of. */
struct class_size {
	uint64_t rows, people;
};

static void add_risk(struct risk *risk, uint64_t rows, uint64_t among,
		     double threshold)
{
	double chance = 1 / (double)among;

	risk->rows += rows;
	risk->average += chance * (double)rows;
	if (chance > risk->highest)
		risk->highest = chance;
	if (chance > threshold + slack)
		risk->above += rows;
}

static void measure_risk(struct measure *measure,
			 const struct class_size *sizes)
{
	for (uint64_t c = 0; c < measure->classes; c++) {
		const struct class_size *size = &sizes[c];

		if (c == 0 || size->rows < measure->smallest)
			measure->smallest = size->rows;
		measure->uniques += size->rows == 1;
		add_risk(&measure->prosecutor, size->rows, size->rows,
			 measure->threshold);
		/* Where the population holds fewer, it is not all of it; and of
		 * rows that lack cells nobody is found in it. */
		add_risk(&measure->journalist, size->rows,
			 size->people > size->rows ? size->people : size->rows,
			 measure->threshold);
	}
	if (measure->rows == 0)
		return;
	measure->average_class =
		(double)measure->rows / (double)measure->classes;
	measure->prosecutor.average =
		(double)measure->classes / (double)measure->rows;
	measure->journalist.average =
		measure->population
			? measure->journalist.average / (double)measure->rows
			: measure->prosecutor.average;
	measure->marketer = measure->journalist.average;
}

static int measure_sizes(struct measure *measure,
			 const struct grouping *grouping, size_t row_count,
			 struct error *error)
{
	struct class_size *sizes =
		memory_array((size_t)grouping->count + 1, sizeof(*sizes));

	if (sizes == NULL)
		return error_memory(error);
	for (size_t row = 0; row < row_count; row++)
		if (grouping->classes[row] != NO_CLASS)
			sizes[grouping->classes[row]].rows++;
	for (size_t row = row_count; row < grouping->row_count; row++)
		if (grouping->classes[row] < grouping->count)
			sizes[grouping->classes[row]].people++;
	measure->classes = grouping->count;
	measure_risk(measure, sizes);
	memory_free(sizes);
	return 0;
}

int measure_rows(struct measure *measure, const struct microdata *data,
		 const struct recoding *recoding,
		 const struct anonymity_model *model, double threshold,
		 struct arena *arena, struct error *error)
{
	struct grouping grouping = {0};
	int result;

	*measure = (struct measure){.threshold = threshold,
				    .population = data->population > 0};
	result = group(&grouping, data, recoding, &measure->rows, error);
	if (result == 0)
		result = measure_sizes(measure, &grouping, data->row_count,
				       error);
	if (result == 0)
		result = measure_columns(measure, data, &grouping, model, arena,
					 error);
	grouping_release(&grouping);
	return result;
}

/* --- a model --------------------------------------------------------------------------- */

static const char *missing(const struct column_measure *measure,
			   const struct anonymity_model *model)
{
	switch (model->diversity) {
	case DIVERSITY_DISTINCT:
		if ((double)measure->distinct < model->l)
			return "some rows that are alike have too few "
			       "different sensitive values";
		break;
	case DIVERSITY_ENTROPY:
		if (measure->entropy < model->l - slack)
			return "the sensitive values of some rows that are "
			       "alike are spread too unevenly (entropy)";
		break;
	case DIVERSITY_RECURSIVE:
		if (!(measure->recursive < model->c))
			return "one sensitive value is too frequent in some "
			       "rows that are alike ((c,l)-diversity)";
		break;
	case DIVERSITY_NONE:
		break;
	}
	if (model->t < 1 && measure->closeness > model->t + slack)
		return "the sensitive values of some rows that are alike are "
		       "too far from those of all rows (t-closeness)";
	return NULL;
}

bool measure_fulfils(const struct measure *measure,
		     const struct anonymity_model *model, const char **why)
{
	const char *found = NULL;

	if (measure->rows > 0 && measure->smallest < model->k)
		found = "some rows are alike to too few others";
	for (size_t i = 0;
	     i < measure->column_count && measure->rows > 0 && found == NULL;
	     i++)
		found = missing(&measure->columns[i], model);
	if (why != NULL)
		*why = found;
	return found == NULL;
}

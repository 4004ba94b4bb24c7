#include "anonymity/loss.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"

static const uint32_t *groups_of(const struct column *column, size_t level)
{
	return column->ladder != NULL ? column->ladder->levels[level].groups
				      : NULL;
}

/* Rows, or values, of each group. */
static uint64_t *count_groups(const struct column *column, size_t level,
			      const uint64_t *weights)
{
	const uint32_t *groups = groups_of(column, level);
	uint64_t *counts =
		memory_array((size_t)column->value_count + 1, sizeof(*counts));

	for (uint32_t v = 0; counts != NULL && v < column->value_count; v++)
		counts[groups != NULL ? groups[v] : v] +=
			weights != NULL ? weights[v] : 1;
	return counts;
}

/* Bits of their values that rows no longer tell. */
static int entropy(const struct column *column, size_t level,
		   const uint64_t *rows, double *bits, struct error *error)
{
	const uint32_t *groups = groups_of(column, level);
	uint64_t *counts = count_groups(column, level, rows);

	if (counts == NULL)
		return error_memory(error);
	*bits = 0;
	for (uint32_t v = 0; v < column->value_count; v++)
		if (rows[v] > 0)
			*bits += (double)rows[v] *
				 log2((double)counts[groups != NULL ? groups[v]
								    : v] /
				      (double)rows[v]);
	memory_free(counts);
	return 0;
}

static int granularity(const struct column *column, size_t level,
		       const uint64_t *rows, double *joined,
		       struct error *error)
{
	const uint32_t *groups = groups_of(column, level);
	uint64_t *counts = count_groups(column, level, NULL);

	if (counts == NULL)
		return error_memory(error);
	*joined = 0;
	for (uint32_t v = 0; v < column->value_count; v++)
		*joined += (double)rows[v] *
			   (double)(counts[groups != NULL ? groups[v] : v] - 1);
	memory_free(counts);
	return 0;
}

static int find_levels(uint32_t *by_level, size_t levels,
		       const struct column *column, const uint64_t *rows,
		       enum loss loss, struct error *error)
{
	double lost[LADDER_LEVELS] = {0};

	for (size_t l = 1; l < levels; l++)
		if ((loss == LOSS_ENTROPY
			     ? entropy(column, l, rows, &lost[l], error)
			     : granularity(column, l, rows, &lost[l], error)) !=
		    0)
			return -1;
	for (size_t l = 1; l < levels; l++)
		by_level[l] =
			lost[levels - 1] > 0
				? (uint32_t)lround(lost[l] / lost[levels - 1] *
						   LOSS_WHOLE)
				: 0;
	return 0;
}

static int loss_of(uint32_t *by_level, size_t levels,
		   const struct column *column, size_t row_count,
		   enum loss loss, struct error *error)
{
	uint64_t *rows =
		memory_array((size_t)column->value_count + 1, sizeof(*rows));
	int result;

	if (rows == NULL)
		return error_memory(error);
	for (size_t row = 0; row < row_count; row++)
		rows[column->cells[row]]++;
	result = find_levels(by_level, levels, column, rows, loss, error);
	memory_free(rows);
	return result;
}

int loss_make(struct loss_table *table, const struct microdata *data,
	      const struct recoding *recoding, enum loss loss,
	      struct error *error)
{
	*table = (struct loss_table){.count = recoding->quasi_count};
	for (size_t q = 0; q < table->count; q++) {
		const struct column *column =
			&data->columns[recoding->quasi[q]];

		table->levels[q] =
			column->ladder != NULL && column->value_count > 1
				? (uint8_t)column->ladder->count
				: 1;
		if (loss_of(table->by_level[q], table->levels[q], column,
			    data->row_count, loss, error) != 0)
			return -1;
	}
	return 0;
}

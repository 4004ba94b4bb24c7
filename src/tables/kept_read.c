/* Kept tables from their bytes. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/kept_parts.h"
#include "tables/relations.h"

enum { DIMENSIONS = KEPT_LIMIT_TABLES * CUBE_LIMIT_DIMENSIONS };

struct reading {
	struct slice rest;
	struct kept *kept;
	struct classification *dimensions;
	uint32_t **columns; /* by dimension: the node of each person */
	size_t dimension_count;
	struct arena *arena;
	struct error *error;
};

static int corrupt(struct reading *reading)
{
	return error_set(reading->error, ERROR_CORRUPT,
			 "a table that was let out is kept damaged");
}

static bool get_bytes(struct reading *reading, size_t len, struct slice *bytes)
{
	if (len > reading->rest.len)
		return false;
	*bytes = slice_part(reading->rest, 0, len);
	reading->rest = slice_part(reading->rest, len, reading->rest.len);
	return true;
}

static bool get_number(struct reading *reading, uint64_t most, uint64_t *number)
{
	struct slice byte;

	*number = 0;
	for (unsigned int shift = 0; shift < 64; shift += 7) {
		uint64_t bits;

		if (!get_bytes(reading, 1, &byte))
			return false;
		bits = (uint64_t)(byte.at[0] & 0x7f);
		if (shift == 63 && bits > 1)
			return false;
		*number |= bits << shift;
		if ((byte.at[0] & 0x80) == 0)
			return *number <= most;
	}
	return false;
}

static bool get_text(struct reading *reading, struct slice *text)
{
	uint64_t len;

	return get_number(reading, reading->rest.len, &len) &&
	       get_bytes(reading, (size_t)len, text);
}

/* --- classifications ---------------------------------------------------------------- */

static bool get_entries(struct reading *reading,
			struct classification_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t parent;

		if (!get_text(reading, &entries[i].code) ||
		    !get_text(reading, &entries[i].label) ||
		    !get_number(reading, i, &parent))
			return false;
		if (parent > 0)
			entries[i].parent = entries[parent - 1].code;
	}
	return true;
}

/* Nodes are numbered anew, and must come to the same numbers. */
static bool is_same(const struct classification *dimension,
		    const struct classification_entry *entries, size_t count)
{
	if (dimension->count != count + 1)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!slice_equal(dimension->nodes[i + 1].code, entries[i].code))
			return false;
	return true;
}

static int read_classification(struct reading *reading,
			       struct classification *dimension)
{
	struct classification_entry *entries;
	struct classification_node *total;
	struct slice name, label, code, total_label;
	struct error fault = {0};
	uint64_t count;

	/* An entry has three bytes at least. */
	if (!get_text(reading, &name) || !get_text(reading, &label) ||
	    !get_text(reading, &code) || !get_text(reading, &total_label) ||
	    !get_number(reading, CLASSIFICATION_LIMIT_NODES - 1, &count) ||
	    count > reading->rest.len / 3)
		return corrupt(reading);
	entries = arena_array(reading->arena, (size_t)count, sizeof(*entries));
	if (entries == NULL)
		return error_memory(reading->error);
	if (!get_entries(reading, entries, (size_t)count))
		return corrupt(reading);
	if (classification_make(dimension, name, label, entries, (size_t)count,
				reading->arena, &fault) != 0)
		return fault.code == ERROR_MEMORY ? error_memory(reading->error)
						  : corrupt(reading);
	if (!is_same(dimension, entries, (size_t)count))
		return corrupt(reading);
	total = arena_array(reading->arena, dimension->count, sizeof(*total));
	if (total == NULL)
		return error_memory(reading->error);
	memcpy(total, dimension->nodes, dimension->count * sizeof(*total));
	total[0].code = arena_copy(reading->arena, code);
	total[0].label = arena_copy(reading->arena, total_label);
	if (total[0].code.at == NULL || total[0].label.at == NULL)
		return error_memory(reading->error);
	dimension->nodes = total;
	return 0;
}

static int read_column(struct reading *reading,
		       const struct classification *dimension,
		       uint32_t **column)
{
	size_t persons = reading->kept->person_count;
	uint64_t width;
	struct slice bytes;
	uint32_t *nodes;

	if (!get_number(reading, 4, &width) || width == 0 || width == 3 ||
	    !get_bytes(reading, persons * (size_t)width, &bytes))
		return corrupt(reading);
	nodes = arena_array(reading->arena, persons, sizeof(*nodes));
	if (nodes == NULL)
		return error_memory(reading->error);
	for (size_t i = 0; i < persons; i++) {
		for (size_t b = 0; b < width; b++)
			nodes[i] |=
				(uint32_t)(unsigned char)bytes.at[i * width + b]
				<< 8 * b;
		if (nodes[i] >= dimension->count ||
		    !classification_is_leaf(dimension, nodes[i]))
			return corrupt(reading);
	}
	*column = nodes;
	return 0;
}

static int read_dimensions(struct reading *reading)
{
	uint64_t count;

	if (!get_number(reading, DIMENSIONS, &count) ||
	    count > reading->rest.len)
		return corrupt(reading);
	reading->dimensions = arena_array(reading->arena, (size_t)count,
					  sizeof(*reading->dimensions));
	reading->columns = arena_array(reading->arena, (size_t)count,
				       sizeof(*reading->columns));
	if (reading->dimensions == NULL || reading->columns == NULL)
		return error_memory(reading->error);
	reading->dimension_count = (size_t)count;
	for (size_t i = 0; i < count; i++)
		if (read_classification(reading, &reading->dimensions[i]) !=
			    0 ||
		    read_column(reading, &reading->dimensions[i],
				&reading->columns[i]) != 0)
			return -1;
	return 0;
}

/* --- tables ------------------------------------------------------------------------- */

static bool read_cell(struct reading *reading, struct kept_table *table,
		      uint32_t c)
{
	int64_t count = table->cube.counts[c];
	uint64_t span, below, above;
	struct slice mark;

	if (!get_bytes(reading, 1, &mark) ||
	    !get_number(reading, UINT32_MAX, &span) ||
	    !get_number(reading, (uint64_t)RELATIONS_LIMIT_COUNT, &below) ||
	    !get_number(reading, (uint64_t)RELATIONS_LIMIT_COUNT, &above) ||
	    (unsigned char)mark.at[0] > CELL_HIDDEN)
		return false;
	table->marks[c] = (uint8_t)mark.at[0];
	table->span[c] = (uint32_t)span;
	table->least[c] = count - (int64_t)below;
	table->most[c] =
		above == 0 ? RELATIONS_UNBOUNDED : count + (int64_t)(above - 1);
	return true;
}

static int count_persons(struct reading *reading, struct kept_table *table,
			 uint32_t *const *columns)
{
	size_t persons = reading->kept->person_count;

	table->persons =
		arena_array(reading->arena, persons, sizeof(*table->persons));
	if (table->persons == NULL)
		return error_memory(reading->error);
	for (size_t i = 0; i < persons; i++) {
		for (uint32_t d = 0; d < table->cube.dimension_count; d++)
			table->persons[i] +=
				columns[d][i] * table->cube.strides[d];
		table->cube.counts[table->persons[i]]++;
	}
	cube_sum(&table->cube);
	return 0;
}

/* Each cell has four bytes at least: what is there bounds what is allocated. */
static bool is_large(const struct reading *reading,
		     const struct classification *const *dimensions,
		     size_t count)
{
	uint64_t cells = 1;

	for (size_t d = 0; d < count; d++) {
		cells *= dimensions[d]->count;
		if (cells > reading->rest.len / 4)
			return true;
	}
	return false;
}

static int read_table(struct reading *reading, struct kept_table *table)
{
	const struct classification *dimensions[CUBE_LIMIT_DIMENSIONS];
	uint32_t *columns[CUBE_LIMIT_DIMENSIONS];
	uint64_t count, number;

	if (!get_number(reading, (1u << CUBE_LIMIT_DIMENSIONS) - 1, &number) ||
	    !get_number(reading, CUBE_LIMIT_DIMENSIONS, &count) || count == 0)
		return corrupt(reading);
	table->places = (uint32_t)number;
	for (size_t d = 0; d < count; d++) {
		if (!get_number(reading, UINT32_MAX, &number) ||
		    number >= reading->dimension_count)
			return corrupt(reading);
		dimensions[d] = &reading->dimensions[number];
		columns[d] = reading->columns[number];
	}
	if (is_large(reading, dimensions, (size_t)count))
		return corrupt(reading);
	if (cube_make(&table->cube, dimensions, (size_t)count, reading->arena,
		      reading->error) != 0 ||
	    kept_table_allocate(table, reading->arena, reading->error) != 0 ||
	    count_persons(reading, table, columns) != 0)
		return -1;
	for (uint32_t c = 0; c < table->cube.cell_count; c++)
		if (!read_cell(reading, table, c))
			return corrupt(reading);
	return 0;
}

static int read_tables(struct reading *reading)
{
	struct kept *kept = reading->kept;
	uint64_t count;

	if (!get_number(reading, KEPT_LIMIT_TABLES, &count) ||
	    count > reading->rest.len)
		return corrupt(reading);
	kept->tables = arena_array(reading->arena, (size_t)count,
				   sizeof(*kept->tables));
	if (kept->tables == NULL)
		return error_memory(reading->error);
	kept->table_count = (size_t)count;
	for (size_t t = 0; t < count; t++)
		if (read_table(reading, &kept->tables[t]) != 0)
			return -1;
	return reading->rest.len == 0 ? 0 : corrupt(reading);
}

int kept_read(struct kept *out, struct slice bytes, struct arena *arena,
	      struct error *error)
{
	struct kept kept = {0};
	struct reading reading = {
		.rest = bytes, .kept = &kept, .arena = arena, .error = error};
	struct slice magic;
	uint64_t threshold, interval, persons;

	if (!get_bytes(&reading, sizeof(KEPT_MAGIC) - 1, &magic) ||
	    !slice_is(magic, KEPT_MAGIC) ||
	    !get_number(&reading, UINT32_MAX, &threshold) ||
	    !get_number(&reading, UINT32_MAX, &interval) ||
	    !get_number(&reading, KEPT_LIMIT_PERSONS, &persons) ||
	    persons > reading.rest.len)
		return corrupt(&reading);
	kept.threshold = (uint32_t)threshold;
	kept.interval = (uint32_t)interval;
	kept.person_count = (size_t)persons;
	if (read_dimensions(&reading) != 0 || read_tables(&reading) != 0)
		return -1;
	*out = kept;
	return 0;
}

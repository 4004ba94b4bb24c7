/* A ladder from a file, as other tools of the field have them. */
#include "anonymity/ladder.h"

#include "anonymity/microdata.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/csv.h"

/* The file's rows, by value of the column. */
struct lines {
	struct slice *labels; /* by level, then by value */
	bool *seen;
	size_t levels;
};

static uint32_t value_of(const struct column *column, struct slice text)
{
	size_t slot = (size_t)slice_hash(text) & (column->slot_count - 1);

	if (column->slot_count == 0)
		return UINT32_MAX;
	while (column->slots[slot] != UINT32_MAX &&
	       !slice_equal(column->values[column->slots[slot]], text))
		slot = (slot + 1) & (column->slot_count - 1);
	return column->slots[slot];
}

static int at_line(const struct csv_row *row, struct error *error)
{
	return error_at(error, (struct slice){NULL, 0}, row->line, 0, 0);
}

static int begin(struct lines *lines, const struct column *column,
		 const struct csv_row *row, struct arena *arena,
		 struct error *error)
{
	lines->levels = row->count - 1;
	if (lines->levels + 1 >= LADDER_LEVELS) {
		error_set(error, ERROR_INPUT, "a column has at most %d levels",
			  LADDER_LEVELS);
		return at_line(row, error);
	}
	lines->labels =
		arena_array(arena, lines->levels * column->value_count + 1,
			    sizeof(*lines->labels));
	lines->seen = arena_array(arena, (size_t)column->value_count + 1,
				  sizeof(*lines->seen));
	if (lines->labels == NULL || lines->seen == NULL)
		return error_memory(error);
	return 0;
}

static int take(struct lines *lines, const struct column *column,
		const struct csv_row *row, struct arena *arena,
		struct error *error)
{
	uint32_t value = value_of(column, csv_unguarded(row->fields[0]));

	if (row->count != lines->levels + 1) {
		error_set(error, ERROR_INPUT,
			  "this row has %zu fields and the first %zu",
			  row->count, lines->levels + 1);
		return at_line(row, error);
	}
	if (value == UINT32_MAX)
		return 0; /* of somebody else's data */
	if (lines->seen[value]) {
		error_set(error, ERROR_INPUT, "the same value a second time");
		return at_line(row, error);
	}
	lines->seen[value] = true;
	for (size_t l = 0; l < lines->levels; l++) {
		struct slice *label =
			&lines->labels[l * column->value_count + value];

		*label = arena_copy(arena, csv_unguarded(row->fields[l + 1]));
		if (label->at == NULL)
			return error_memory(error);
	}
	return 0;
}

static int read_lines(struct lines *lines, const struct column *column,
		      struct csv *csv, struct arena *arena, struct error *error)
{
	struct csv_row row;
	int got;

	while ((got = csv_read(csv, &row, error)) > 0) {
		if (lines->labels == NULL &&
		    begin(lines, column, &row, arena, error) != 0)
			return -1;
		if (take(lines, column, &row, arena, error) != 0)
			return -1;
	}
	if (got == 0 && lines->labels == NULL)
		return error_set(error, ERROR_INPUT, "the file is empty");
	return got;
}

static int add_levels(struct ladder *ladder, const struct column *column,
		      const struct lines *lines, struct arena *arena,
		      struct error *error)
{
	if (ladder_begin(ladder, column, arena, error) != 0)
		return -1;
	for (size_t l = 0; l < lines->levels; l++) {
		struct builder text = {0};
		struct slice name;

		builder_add_format(&text, "level %zu", l + 1);
		name = arena_copy(arena, builder_slice(&text));
		builder_release(&text);
		if (name.len == 0)
			return error_memory(error);
		if (ladder_add(ladder, column, name,
			       lines->labels + l * column->value_count, arena,
			       error) != 0)
			return -1;
	}
	if (ladder->count > 1)
		ladder->distance = DISTANCE_HIERARCHICAL;
	return ladder_end(ladder, column, arena, error);
}

int ladder_read(struct ladder *ladder, const struct column *column,
		struct slice bytes, struct arena *arena, struct error *error)
{
	struct csv *csv = memory_array(1, sizeof(*csv));
	struct lines lines = {0};
	int result;

	if (csv == NULL)
		return error_memory(error);
	result = csv_begin(csv, bytes, 0, error);
	if (result == 0)
		result = read_lines(&lines, column, csv, arena, error);
	csv_release(csv);
	memory_free(csv);
	if (result != 0)
		return -1;
	for (uint32_t v = 0; v < column->value_count; v++)
		if (!lines.seen[v] && !slice_empty(column->values[v])) {
			error_set(error, ERROR_INPUT,
				  "column '%.*s' has a value that the file "
				  "does not tell of",
				  SLICE_ARGS(column->name));
			return error_hint(error, "each value has a row: the "
						 "value, then what it becomes "
						 "on each level");
		}
	return add_levels(ladder, column, &lines, arena, error);
}

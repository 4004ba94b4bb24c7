#include "base/error.h"
#include "demo/promise_cells.h"
#include "dictionary/dictionary.h"

/*
 * Tables of counts, in both of their forms: one for all tables of a release
 * (table,area,value,label,pupils), or one table with a column for each dimension.
 * A count may not be so small that it is somebody, nor may such a one be the
 * difference of what is shown.
 */

/* Areas by which may be counted, with the field that says a pupil's. */
static const struct {
	const char *name, *field;
} areas[] = {
	{"lsoa", "pupil.lsoa"},
	{"msoa", "pupil.msoa"},
	{"authority", "pupil.home-authority"},
	{"pct-area", "pupil.pct-area"},
	{"school", "enrolment.school"},
	{"year-group", "enrolment.year-group"},
};

static uint16_t field_of(const struct truth *truth, struct slice name,
			 bool *area)
{
	const struct dictionary *dictionary = truth_dictionary(truth);

	*area = false;
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (slice_is(name, areas[i].name) ||
		    slice_is(name, areas[i].field)) {
			*area = true;
			return dictionary_find(dictionary, KIND_FIELD,
					       slice_of(areas[i].field));
		}
	if (slice_is(name, "sex"))
		name = SLICE("pupil.sex");
	return dictionary_find(dictionary, KIND_FIELD, name);
}

static struct slice area_name(struct slice name)
{
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (slice_is(name, areas[i].field))
			return slice_of(areas[i].name);
	return name;
}

/* --- what is counted by ------------------------------------------------------- */

static void examine_area(struct cells *cells, struct slice name)
{
	struct examination *examination = cells->examination;
	const char *by = examination->promise->by;
	struct slice rest = slice_of(by);

	ask(examination);
	if (by == NULL)
		return;
	while (rest.len > 0)
		if (slice_equal(slice_cut(&rest, ' '), area_name(name)))
			return;
	object(examination, "counted by an area that was not told of");
}

static struct dimension *add_dimension(struct cells *cells, struct slice name,
				       size_t column)
{
	struct dimension *dimension;

	if (cells->dimension_count == CELL_DIMENSIONS) {
		object(cells->examination, "a table of too many dimensions");
		return NULL;
	}
	dimension = &cells->dimensions[cells->dimension_count++];
	*dimension = (struct dimension){.name = name, .column = column};
	dimension->field = field_of(cells->examination->evidence->truth, name,
				    &dimension->area);
	dimension->school = slice_is(area_name(name), "school");
	/* Year groups are an area only where nothing else is. */
	if (dimension->area && (cells->dimension_count == 1 ||
				!slice_is(area_name(name), "year-group")))
		examine_area(cells, name);
	return dimension;
}

/* "aggregate by lsoa" */
static struct slice area_of_level(struct slice level)
{
	struct slice ahead = SLICE("aggregate by ");

	return slice_starts_with(level, ahead)
		       ? slice_part(level, ahead.len, level.len)
		       : (struct slice){0};
}

static bool take_head(struct cells *cells, const struct slice *names,
		      size_t count)
{
	struct examination *examination = cells->examination;

	cells->release = count == 5 && slice_is(names[0], "table") &&
			 slice_is(names[1], "area") &&
			 slice_is(names[4], "pupils");
	cells->count_column = count;
	for (size_t i = 0; i < count; i++)
		if (slice_is(names[i], "pupils"))
			cells->count_column = i;
	ask(examination);
	if (cells->count_column == count) {
		object(examination, "a table without a column of pupils");
		return false;
	}
	for (size_t i = 0; !cells->release && i < cells->count_column; i++) {
		struct slice name = arena_copy(&cells->arena, names[i]);

		if (!slice_ends_with(name, SLICE("-label")) &&
		    add_dimension(cells, name, i) == NULL)
			return false;
	}
	return true;
}

/* --- reading ------------------------------------------------------------------------ */

static int64_t number_of(struct slice text)
{
	uint64_t number;

	return slice_number(text, INT64_MAX, &number) ? (int64_t)number : -1;
}

/* The next table of a file that has several; `*good` is whether it can be one. */
static int begin_table(struct cells *cells, struct slice name, bool *good,
		       struct error *error)
{
	struct slice area = area_of_level(cells->examination->paper.level);

	if (cells_judge(cells, error) != 0)
		return -1;
	cells->dimension_count = 0;
	cells->table = arena_copy(&cells->arena, name);
	if (area.len == 0 && cells->examination->promise->by != NULL) {
		struct slice rest = slice_of(cells->examination->promise->by);

		area = slice_cut(&rest, ' ');
	}
	add_dimension(cells, area, 1);
	*good = slice_equal(area_name(name), area) ||
		add_dimension(cells, cells->table, 2) != NULL;
	return 0;
}

/* The number of a code of a dimension, from 0. */
static int number_code(struct cells *cells, struct dimension *dimension,
		       struct slice code, uint32_t *id, struct error *error)
{
	struct slice *grown;

	/* Codes come in the order of rows: mostly it is one of the last. */
	for (size_t i = dimension->code_count; i > 0; i--)
		if (slice_equal(dimension->codes[i - 1], code)) {
			*id = (uint32_t)(i - 1);
			return 0;
		}
	grown = arena_grow(&cells->arena, dimension->codes,
			   dimension->code_count, &dimension->code_capacity,
			   sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	dimension->codes = grown;
	*id = (uint32_t)dimension->code_count;
	grown[dimension->code_count++] = code;
	return 0;
}

static int take_cell(struct cells *cells, const struct slice *texts,
		     uint64_t row, struct error *error)
{
	struct cell *grown, *cell;

	bool good = true;

	if (cells->release && !slice_equal(texts[0], cells->table) &&
	    begin_table(cells, texts[0], &good, error) != 0)
		return -1;
	if (!good)
		return 0;
	grown = arena_grow(&cells->arena, cells->cells, cells->count,
			   &cells->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	cells->cells = grown;
	cell = &grown[cells->count++];
	*cell = (struct cell){.row = row, .truth = -1};
	cell->shown = number_of(texts[cells->count_column]);
	for (size_t i = 0; i < cells->dimension_count; i++) {
		cell->codes[i] = arena_copy(&cells->arena,
					    texts[cells->dimensions[i].column]);
		if (cell->codes[i].at == NULL)
			return error_memory(error);
		if (number_code(cells, &cells->dimensions[i], cell->codes[i],
				&cell->ids[i], error) != 0)
			return -1;
	}
	cells->examination->result->rows++;
	return 0;
}

static int read_tables(struct cells *cells, struct slice bytes,
		       struct error *error)
{
	struct examination *examination = cells->examination;
	struct slice texts[CELL_COLUMNS];
	const char *fault = NULL;
	size_t head = 0, count;
	uint64_t row = 0;

	while (promise_next_cells(&bytes, texts, CELL_COLUMNS, &count,
				  &cells->arena, &fault)) {
		if (row++ == 0) {
			head = count;
			if (!take_head(cells, texts, count))
				return 0;
			continue;
		}
		examination->row = row - 1;
		if (count != head || row > CELL_LIMIT) {
			object(examination, "the table is not to be read");
			return 0;
		}
		if (take_cell(cells, texts, row - 1, error) != 0)
			return -1;
	}
	if (fault != NULL)
		object(examination, "the table is not to be read: %s", fault);
	if (cells_judge(cells, error) != 0)
		return -1;
	ask(examination);
	if (row == 0)
		object(examination, "the table is empty");
	return 0;
}

int examine_tables(struct examination *examination,
		   const struct promise_file *file, struct error *error)
{
	struct cells cells = {.examination = examination};
	int status = read_tables(&cells, file->bytes, error);

	arena_release(&cells.arena);
	examination->row = 0;
	return status;
}

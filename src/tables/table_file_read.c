#include "base/arena.h"
#include "base/error.h"
#include "tables/table_figure.h"
#include "tables/table_file_reading.h"

/* --- the cells -------------------------------------------------------------- */

static void set_interval(struct table_file_cell *cell, int64_t least,
			 int64_t most)
{
	cell->least = least > 0 ? least : 0;
	cell->most = most;
}

/* What a published number says of the count. */
static void set_number(const struct reading *reading,
		       struct table_file_cell *cell, int64_t value)
{
	int64_t base = reading->files->options.rounded;
	int64_t midpoint = reading->files->options.midpoint;

	cell->kind = TABLE_CELL_SHOWN;
	if (midpoint > 1 && value > 0)
		set_interval(cell, value - (midpoint + 1) / 2 + 1,
			     value + midpoint / 2);
	else if (base > 1)
		/* Halves may go either way. */
		set_interval(cell, value - base / 2, value + base / 2);
	else
		set_interval(cell, value, value);
}

static int set_figure(const struct reading *reading, const struct csv_row *row,
		      size_t field, struct table_file_cell *cell,
		      struct error *error)
{
	struct figure figure = figure_read(reading_field(row, field));
	int64_t base = reading->files->options.rounded;

	cell->kind = TABLE_CELL_WITHHELD;
	cell->most = RELATIONS_UNBOUNDED;
	switch (figure.kind) {
	case FIGURE_NUMBER:
		if (figure.percent || figure.decimals > 0)
			return files_error(reading->files, error, cell->place,
					   "a count has to be a whole number");
		set_number(reading, cell, figure.value);
		return 0;
	case FIGURE_INTERVAL:
		set_interval(cell, figure.least, figure.most);
		return 0;
	case FIGURE_WITHHELD:
		return 0;
	case FIGURE_LOW:
		if (base > 1)
			set_interval(cell, 1, base / 2);
		return 0;
	case FIGURE_MISSING:
		cell->kind = TABLE_CELL_MISSING;
		return 0;
	case FIGURE_NEGATIVE:
		return files_error(reading->files, error, cell->place,
				   "a count cannot be negative");
	case FIGURE_OTHER:
		break;
	}
	files_error(reading->files, error, cell->place,
		    "this is neither a count nor a symbol that stands for one");
	return error_hint(error,
			  "known are c * ~ : - .. x z low u, '1 to 7', '<5'");
}

static int no_code(const struct reading *reading, const struct csv_row *row,
		   size_t column, struct error *error)
{
	size_t field = column < row->count ? column : row->count - 1;

	return files_error(reading->files, error,
			   reading_place(reading, row, field),
			   "there is no code here");
}

/* Whether some code of a line, from a column up to another, is filled; or, with
 * `total`, stands for the total. */
static bool any_code(const struct reading *reading, const struct csv_row *row,
		     size_t from, size_t to, bool total)
{
	for (size_t c = from; c < to; c++)
		if (reading->columns[c].kind == COLUMN_CODES &&
		    reading_field(row, c).len > 0 &&
		    (!total || figure_is_total(reading_field(row, c))))
			return true;
	return false;
}

/* A code that is left out: before other codes that of the line above, as where
 * cells were merged; behind a total the total. */
static int read_empty(struct reading *reading, const struct csv_row *row,
		      size_t c, uint32_t *code, struct error *error)
{
	struct column *column = &reading->columns[c];

	*code = 0;
	if (reading->levels)
		return 0;
	if (column->above != ATTACK_NONE &&
	    any_code(reading, row, c + 1, reading->count, false)) {
		*code = column->above;
		return 0;
	}
	return any_code(reading, row, 0, c, true)
		       ? 0
		       : no_code(reading, row, c, error);
}

static int read_codes(struct reading *reading, const struct csv_row *row,
		      uint32_t *codes, struct error *error)
{
	for (size_t c = 0; c < reading->count; c++) {
		struct column *column = &reading->columns[c];
		struct slice text = reading_field(row, c);
		uint32_t *code = &codes[column->dimension];

		if (column->kind != COLUMN_CODES)
			continue;
		if (text.len == 0
			    ? read_empty(reading, row, c, code, error) != 0
			    : files_code(reading->files, column->dimension,
					 text, code, error) != 0)
			return -1;
		column->above = *code;
	}
	return 0;
}

static int add_percentage(struct reading *reading, const struct csv_row *row,
			  size_t field, uint32_t cell, struct error *error)
{
	struct table_files *files = reading->files;
	struct figure figure = figure_read(reading_field(row, field));

	if (figure.kind != FIGURE_NUMBER)
		return 0;
	files->percentages = arena_grow(
		files->arena, files->percentages, files->percentage_count,
		&files->percentage_capacity, sizeof(struct percentage));
	if (files->percentages == NULL)
		return error_memory(error);
	files->percentages[files->percentage_count++] = (struct percentage){
		.cell = cell,
		.dimension = (uint32_t)reading->percent_of,
		.value = figure.value,
		.decimals = figure.decimals,
	};
	return 0;
}

static int read_row(struct reading *reading, const struct csv_row *row,
		    struct error *error)
{
	uint32_t codes[TABLE_FILE_DIMENSIONS] = {0};

	if (read_codes(reading, row, codes, error) != 0)
		return -1;
	for (size_t c = 0; c < reading->count && c < row->count; c++) {
		const struct column *column = &reading->columns[c];
		struct table_file_cell cell = {
			.place = reading_place(reading, row, c),
			.codes = codes,
		};

		if (column->kind != COLUMN_COUNTS)
			continue;
		if (reading->wide)
			codes[reading->across] = column->code;
		if (set_figure(reading, row, c, &cell, error) != 0 ||
		    files_add_cell(reading->files, cell, error) != 0)
			return -1;
		for (size_t p = 0; p < reading->count && p < row->count; p++)
			if (reading->columns[p].kind == COLUMN_PERCENT &&
			    reading->columns[p].of == c &&
			    add_percentage(
				    reading, row, p,
				    (uint32_t)reading->files->cell_count - 1,
				    error) != 0)
				return -1;
	}
	return 0;
}

static int read_rows(struct reading *reading, struct error *error)
{
	size_t before = reading->files->cell_count;
	struct csv_row row;
	int more;

	while ((more = csv_read(&reading->csv, &row, error)) == 1)
		if (!reading_is_outside(reading, &row) &&
		    read_row(reading, &row, error) != 0)
			return -1;
	if (more < 0)
		return -1;
	if (reading->files->cell_count == before)
		return files_error(
			reading->files, error,
			(struct table_file_place){reading->file, 1, 1},
			"the table has no rows");
	return files_drop_twins(reading->files, before, error);
}

/* --- files ------------------------------------------------------------------ */

static int add_name(struct table_files *files, struct slice name,
		    struct error *error)
{
	files->names = arena_grow(files->arena, files->names, files->file_count,
				  &files->name_capacity, sizeof(struct slice));
	name = arena_copy(files->arena, name);
	if (files->names == NULL || name.at == NULL)
		return error_memory(error);
	files->names[files->file_count++] = name;
	return 0;
}

static int say_file(const struct table_files *files, struct error *error)
{
	struct slice name = files->names[files->file_count - 1];

	if (error != NULL && error->place.file[0] == '\0')
		error_at(error, name, error->place.line, error->place.column,
			 0);
	return -1;
}

int files_add(struct table_files *files, struct slice name, struct slice bytes,
	      int (*take)(struct reading *reading, struct error *error),
	      struct error *error)
{
	struct reading reading = {.files = files};
	int result;

	if (add_name(files, name, error) != 0)
		return -1;
	reading.file = (uint32_t)files->file_count - 1;
	result = csv_begin(&reading.csv, bytes, 0, error);
	if (result == 0)
		result = take(&reading, error);
	csv_release(&reading.csv);
	return result == 0 ? 0 : say_file(files, error);
}

static int read_table(struct reading *reading, struct error *error)
{
	return reading_columns(reading, error) == 0 ? read_rows(reading, error)
						    : -1;
}

int table_files_add(struct table_files *files, struct slice name,
		    struct slice bytes, struct error *error)
{
	return files_add(files, name, bytes, read_table, error);
}

#include "base/arena.h"
#include "base/error.h"
#include "formats/csv.h"
#include "tables/table_figure.h"
#include "tables/table_file_parts.h"

enum column_kind {
	COLUMN_CODES,
	COLUMN_COUNTS,
	COLUMN_PERCENT,
	COLUMN_IGNORED,
};

struct column {
	struct slice heading; /* in the arena */
	enum column_kind kind;
	bool counts_by_name;
	uint64_t numbers; /* and intervals in it */
	uint64_t figures; /* with symbols */
	uint64_t withheld;
	uint64_t others;  /* what is no figure */
	bool totals;      /* a word for the total stands in it */
	bool signs;       /* a % */
	size_t dimension; /* of codes */
	uint32_t code;    /* of a wide table's counts */
	uint32_t above;   /* of codes: what stood in the line above */
	size_t of;        /* of a percentage: the column of its count */
};

struct reading {
	struct table_files *files;
	uint32_t file;
	struct csv csv;
	struct column *columns;
	size_t count;
	bool wide;
	bool levels;       /* an empty code is the total */
	size_t across;     /* the dimension of a wide table's columns */
	size_t last;       /* the last dimension of codes */
	size_t percent_of; /* the dimension of percentages */
	size_t counts;     /* how many columns of counts */
};

static struct table_file_place place_of(const struct reading *reading,
					const struct csv_row *row, size_t field)
{
	struct table_file_place place = {.file = reading->file};

	csv_place(&reading->csv, row, field, &place.line, &place.column);
	return place;
}

static struct slice field_of(const struct csv_row *row, size_t field)
{
	return field < row->count
		       ? slice_trim(csv_unguarded(row->fields[field]))
		       : SLICE("");
}

static size_t filled_fields(const struct csv_row *row)
{
	size_t filled = 0;

	for (size_t i = 0; i < row->count; i++)
		filled += slice_trim(row->fields[i]).len > 0;
	return filled;
}

/* Titles and notes above and below a table have one field. */
static bool is_note(const struct csv_row *row)
{
	size_t filled = filled_fields(row);

	return filled == 0 ||
	       (filled == 1 && slice_trim(row->fields[0]).len > 0);
}

/* A note whose commas made several fields of it: "Note: c is hidden, see ...". */
static bool is_loose_note(const struct reading *reading,
			  const struct csv_row *row)
{
	static const char *const words[] = {"note", "source", "footnote",
					    "symbol", "key"};
	struct slice first = field_of(row, 0);
	bool begins = row->count < reading->count;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct slice word = slice_of(words[i]);

		begins |= slice_equal_ignoring_case(
			slice_part(first, 0,
				   first.len < word.len ? first.len : word.len),
			word);
	}
	for (size_t i = 1; begins && i < row->count; i++)
		begins = field_of(row, i).len == 0 ||
			 figure_read(field_of(row, i)).kind == FIGURE_OTHER;
	return begins;
}

static bool is_outside(const struct reading *reading, const struct csv_row *row)
{
	return is_note(row) || is_loose_note(reading, row);
}

/* --- what the columns are --------------------------------------------------- */

static bool contains(struct slice text, const char *word)
{
	struct slice sought = slice_of(word);

	for (size_t i = 0; i + sought.len <= text.len; i++)
		if (slice_equal_ignoring_case(
			    slice_part(text, i, i + sought.len), sought))
			return true;
	return false;
}

static bool names_counts(const struct reading *reading, struct slice heading)
{
	static const char *const names[] = {
		"pupils",    "count",     "counts",    "number of pupils",
		"headcount", "people",    "patients",  "pupil_count",
		"children",  "obs_value", "obs value", "students",
		"frequency", "freq",      "number",
	};
	struct slice wanted = reading->files->options.counts;

	if (wanted.len > 0)
		return slice_equal_ignoring_case(heading, wanted);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal_ignoring_case(heading, slice_of(names[i])))
			return true;
	return false;
}

/* What says which other columns are filled (the open data standard of the
 * Department for Education): not codes of their own. */
static bool says_level(struct slice heading)
{
	return slice_equal_ignoring_case(heading, SLICE("geographic_level")) ||
	       slice_equal_ignoring_case(heading, SLICE("time_identifier"));
}

/* "sex-label" beside "sex": for people, not for us. */
static bool is_beside(const struct reading *reading, struct slice heading)
{
	static const char *const ends[] = {"-label", "_label", "-note",
					   "_note"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct slice end = slice_of(ends[i]);
		struct slice name;

		if (!slice_ends_with(heading, end))
			continue;
		name = slice_part(heading, 0, heading.len - end.len);
		for (size_t c = 0; c < reading->count; c++)
			if (slice_equal_ignoring_case(
				    reading->columns[c].heading, name))
				return true;
	}
	return false;
}

/* Reads the next line that is no note; `at` and `line` are where it begins. */
static int next_full(struct csv *csv, struct csv_row *row, const char **at,
		     uint32_t *line, struct error *error)
{
	int more;

	do {
		*at = csv->at;
		*line = csv->line;
		more = csv_read(csv, row, error);
	} while (more == 1 && is_note(row));
	return more;
}

/* Reads the line of headings, and not a title above it that has several
 * fields, though fewer than what comes below. */
static int find_heading(struct reading *reading, struct csv_row *row,
			struct error *error)
{
	struct csv *csv = &reading->csv;
	const char *at, *below;
	uint32_t line, line_below;
	size_t filled;
	int more = next_full(csv, row, &at, &line, error);

	while (more == 1) {
		filled = filled_fields(row);
		more = next_full(csv, row, &below, &line_below, error);
		if (more < 0)
			return -1;
		if (more == 0 || filled_fields(row) <= filled + 1) {
			csv_return(csv, at, line);
			return csv_read(csv, row, error);
		}
		at = below;
		line = line_below;
	}
	return more;
}

static int read_heading(struct reading *reading, struct error *error)
{
	struct csv_row row;
	struct arena *arena = reading->files->arena;
	int more = find_heading(reading, &row, error);

	if (more < 0)
		return -1;
	if (more == 0)
		return files_error(
			reading->files, error,
			(struct table_file_place){reading->file, 1, 1},
			"there is no table in this file");
	reading->count = row.count;
	reading->columns =
		arena_array(arena, row.count, sizeof(*reading->columns));
	if (reading->columns == NULL)
		return error_memory(error);
	for (size_t c = 0; c < row.count; c++) {
		struct column *column = &reading->columns[c];

		column->heading = arena_copy(arena, field_of(&row, c));
		if (column->heading.at == NULL)
			return error_memory(error);
		column->counts_by_name = names_counts(reading, column->heading);
		column->above = ATTACK_NONE;
	}
	return 0;
}

/* Looks over all rows at what stands in the columns. */
static int look_over(struct reading *reading, struct error *error)
{
	struct csv_row row;
	int more;

	while ((more = csv_read(&reading->csv, &row, error)) == 1) {
		if (is_outside(reading, &row))
			continue;
		if (row.count > reading->count &&
		    field_of(&row, reading->count).len > 0)
			return files_error(
				reading->files, error,
				place_of(reading, &row, reading->count),
				"this row has more fields than "
				"there are headings");
		for (size_t c = 0; c < row.count && c < reading->count; c++) {
			struct figure figure = figure_read(field_of(&row, c));
			struct column *column = &reading->columns[c];

			column->others += figure.kind == FIGURE_OTHER;
			column->withheld += figure.kind == FIGURE_WITHHELD;
			column->figures += figure.kind != FIGURE_OTHER;
			column->numbers += figure.kind == FIGURE_NUMBER ||
					   figure.kind == FIGURE_INTERVAL;
			column->totals |= figure_is_total(field_of(&row, c));
			column->signs |= figure.percent;
		}
	}
	return more;
}

static bool is_percent(const struct column *column)
{
	return column->signs || contains(column->heading, "%") ||
	       contains(column->heading, "percent");
}

static int no_counts(const struct reading *reading, struct error *error)
{
	files_error(reading->files, error,
		    (struct table_file_place){reading->file, 1, 1},
		    "no column of counts was found");
	return error_hint(error, "name its heading with --count");
}

static int kinds_by_name(struct reading *reading)
{
	bool found = false;

	for (size_t c = 0; c < reading->count; c++) {
		struct column *column = &reading->columns[c];

		if (column->kind == COLUMN_IGNORED ||
		    column->kind == COLUMN_PERCENT)
			continue;
		if (column->counts_by_name && !found) {
			column->kind = COLUMN_COUNTS;
			reading->counts = 1;
			found = true;
		} else if (contains(column->heading, "mean")) {
			column->kind = COLUMN_IGNORED;
		}
	}
	return found;
}

/* A few oddities are mistakes, to be told by their place; but a column that
 * holds symbols alone is one of counts only if there is nothing else in it. */
static bool holds_counts(const struct column *column)
{
	if (column->totals)
		return false;
	return column->numbers > 0
		       ? column->others <= column->figures / 2
		       : column->withheld > 0 && column->others == 0;
}

static int find_kinds(struct reading *reading, struct error *error)
{
	for (size_t c = 0; c < reading->count; c++) {
		struct column *column = &reading->columns[c];

		if (says_level(column->heading)) {
			column->kind = COLUMN_IGNORED;
			reading->levels = true;
		} else if (is_beside(reading, column->heading) ||
			   column->heading.len == 0)
			column->kind = c == 0 && column->heading.len == 0
					       ? COLUMN_CODES
					       : COLUMN_IGNORED;
		else if (is_percent(column) && !column->counts_by_name)
			column->kind = COLUMN_PERCENT;
	}
	if (kinds_by_name(reading))
		return 0;
	if (reading->files->options.counts.len > 0)
		return no_counts(reading, error);
	for (size_t c = 1; c < reading->count; c++) {
		struct column *column = &reading->columns[c];

		if (column->kind == COLUMN_CODES && holds_counts(column)) {
			column->kind = COLUMN_COUNTS;
			reading->counts++;
		}
	}
	if (reading->counts == 0)
		return no_counts(reading, error);
	reading->wide = reading->counts > 1;
	return 0;
}

/* The name of a wide table's columns: what stands in the corner behind a
 * backslash, else their headings, so that the same headings are the same
 * dimension in every file. */
static int name_across(struct reading *reading, struct slice *name,
		       struct error *error)
{
	struct builder text = {0};
	struct slice corner = reading->columns[0].heading;

	for (size_t i = 0; i < corner.len; i++)
		if (corner.at[i] == '\\') {
			reading->columns[0].heading =
				slice_trim(slice_part(corner, 0, i));
			*name = slice_trim(
				slice_part(corner, i + 1, corner.len));
			return 0;
		}
	for (size_t c = 0; c < reading->count; c++)
		if (reading->columns[c].kind == COLUMN_COUNTS &&
		    !figure_is_total(reading->columns[c].heading)) {
			if (text.len > 0)
				builder_add_byte(&text, '/');
			builder_add(&text, reading->columns[c].heading);
		}
	*name = arena_copy(reading->files->arena, builder_slice(&text));
	if (text.failed)
		name->at = NULL;
	builder_release(&text);
	return name->at == NULL ? error_memory(error) : 0;
}

static int name_dimensions(struct reading *reading, struct error *error)
{
	struct table_files *files = reading->files;
	struct slice across = {0};
	bool any = false;

	if (reading->wide && name_across(reading, &across, error) != 0)
		return -1;
	for (size_t c = 0; c < reading->count; c++) {
		struct column *column = &reading->columns[c];

		if (column->kind != COLUMN_CODES)
			continue;
		if (files_dimension(files,
				    column->heading.len > 0 ? column->heading
							    : SLICE("rows"),
				    &column->dimension, error) != 0)
			return -1;
		reading->last = column->dimension;
		any = true;
	}
	if (!any)
		return files_error(
			files, error,
			(struct table_file_place){reading->file, 1, 1},
			"no column of codes was found");
	if (!reading->wide)
		return 0;
	if (files_dimension(files, across, &reading->across, error) != 0)
		return -1;
	reading->last = reading->across;
	for (size_t c = 0; c < reading->count; c++) {
		struct column *column = &reading->columns[c];

		if (column->kind == COLUMN_COUNTS &&
		    files_code(files, reading->across, column->heading,
			       &column->code, error) != 0)
			return -1;
	}
	return 0;
}

/* A heading without what says that it is a percentage. */
static struct slice without_percent(struct slice heading)
{
	static const char *const words[] = {
		"%", "(%)", "percent", "percentage", "of", "-", "_"};
	bool changed = true;

	while (changed) {
		changed = false;
		heading = slice_trim(heading);
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			struct slice word = slice_of(words[i]);
			struct slice begin = slice_part(heading, 0, word.len);
			struct slice end = slice_part(
				heading,
				heading.len > word.len ? heading.len - word.len
						       : 0,
				heading.len);

			if (heading.len < word.len)
				continue;
			if (slice_equal_ignoring_case(begin, word)) {
				heading = slice_part(heading, word.len,
						     heading.len);
				changed = true;
			} else if (slice_equal_ignoring_case(end, word)) {
				heading = slice_part(heading, 0,
						     heading.len - word.len);
				changed = true;
			}
		}
	}
	return heading;
}

/* Which counts the percentages are of. */
static void match_percentages(struct reading *reading)
{
	const struct table_files *files = reading->files;
	struct slice of = files->options.percent_of;

	reading->percent_of = reading->last;
	for (size_t d = 0; of.len > 0 && d < files->dimension_count; d++)
		if (slice_equal_ignoring_case(files->dimensions[d].told.name,
					      of))
			reading->percent_of = d;
	for (size_t c = 0; c < reading->count; c++) {
		struct column *column = &reading->columns[c];
		struct slice name = without_percent(column->heading);

		column->of = SIZE_MAX;
		if (column->kind != COLUMN_PERCENT)
			continue;
		for (size_t i = 0; i < reading->count; i++) {
			const struct column *other = &reading->columns[i];

			if (other->kind == COLUMN_COUNTS &&
			    (!reading->wide ||
			     slice_equal_ignoring_case(other->heading, name)))
				column->of = i;
		}
	}
}

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
	struct figure figure = figure_read(field_of(row, field));
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

	return files_error(reading->files, error, place_of(reading, row, field),
			   "there is no code here");
}

/* Whether some code of a line, from a column up to another, is filled; or, with
 * `total`, stands for the total. */
static bool any_code(const struct reading *reading, const struct csv_row *row,
		     size_t from, size_t to, bool total)
{
	for (size_t c = from; c < to; c++)
		if (reading->columns[c].kind == COLUMN_CODES &&
		    field_of(row, c).len > 0 &&
		    (!total || figure_is_total(field_of(row, c))))
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
		struct slice text = field_of(row, c);
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
	struct figure figure = figure_read(field_of(row, field));

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
			.place = place_of(reading, row, c),
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
		if (!is_outside(reading, &row) &&
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

static int named(const struct table_files *files, struct error *error)
{
	struct slice name = files->names[files->file_count - 1];

	if (error != NULL && error->place.file[0] == '\0')
		error_at(error, name, error->place.line, error->place.column,
			 0);
	return -1;
}

int table_files_add(struct table_files *files, struct slice name,
		    struct slice bytes, struct error *error)
{
	struct reading reading = {.files = files};
	const char *body;
	uint32_t line;
	int result;

	if (add_name(files, name, error) != 0)
		return -1;
	reading.file = (uint32_t)files->file_count - 1;
	result = csv_begin(&reading.csv, bytes, 0, error);
	if (result == 0)
		result = read_heading(&reading, error);
	body = reading.csv.at;
	line = reading.csv.line;
	if (result == 0)
		result = look_over(&reading, error);
	if (result == 0)
		result = find_kinds(&reading, error);
	if (result == 0)
		result = name_dimensions(&reading, error);
	if (result == 0) {
		match_percentages(&reading);
		csv_return(&reading.csv, body, line);
		result = read_rows(&reading, error);
	}
	csv_release(&reading.csv);
	return result == 0 ? 0 : named(files, error);
}

/* --- hierarchies ------------------------------------------------------------ */

static int add_line(struct table_files *files, struct hierarchy_line line,
		    struct error *error)
{
	line.dimension = arena_copy(files->arena, line.dimension);
	line.code = arena_copy(files->arena, line.code);
	line.parent = arena_copy(files->arena, line.parent);
	files->lines = arena_grow(files->arena, files->lines, files->line_count,
				  &files->line_capacity, sizeof(line));
	if (files->lines == NULL || line.dimension.at == NULL ||
	    line.code.at == NULL || line.parent.at == NULL)
		return error_memory(error);
	files->lines[files->line_count++] = line;
	return 0;
}

static int read_lines(struct reading *reading, struct error *error)
{
	static const char *const headings[] = {"code", "parent", "dimension"};
	size_t places[3] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
	struct csv_row row;
	int more = csv_read(&reading->csv, &row, error);

	for (size_t c = 0; more == 1 && c < row.count; c++)
		for (size_t h = 0; h < 3; h++)
			if (slice_equal_ignoring_case(field_of(&row, c),
						      slice_of(headings[h])))
				places[h] = c;
	if (more < 0)
		return -1;
	if (places[0] == SIZE_MAX || places[1] == SIZE_MAX)
		return files_error(
			reading->files, error,
			(struct table_file_place){reading->file, 1, 1},
			"a hierarchy has the columns code and "
			"parent");
	while ((more = csv_read(&reading->csv, &row, error)) == 1) {
		struct hierarchy_line line = {
			.code = field_of(&row, places[0]),
			.parent = field_of(&row, places[1]),
			.dimension = places[2] != SIZE_MAX
					     ? field_of(&row, places[2])
					     : SLICE(""),
			.place = place_of(reading, &row, 0),
		};

		if (line.code.len == 0)
			return files_error(reading->files, error, line.place,
					   "there is no code here");
		if (add_line(reading->files, line, error) != 0)
			return -1;
	}
	return more;
}

int table_files_add_hierarchy(struct table_files *files, struct slice name,
			      struct slice bytes, struct error *error)
{
	struct reading reading = {.files = files};
	int result;

	if (add_name(files, name, error) != 0)
		return -1;
	reading.file = (uint32_t)files->file_count - 1;
	result = csv_begin(&reading.csv, bytes, 0, error);
	if (result == 0)
		result = read_lines(&reading, error);
	csv_release(&reading.csv);
	return result == 0 ? 0 : named(files, error);
}

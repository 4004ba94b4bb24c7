/* What the columns of a table of others are. */
#include "base/arena.h"
#include "base/error.h"
#include "tables/table_figure.h"
#include "tables/table_file_reading.h"

/* --- what is no row -------------------------------------------------------------- */

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
	struct slice first = reading_field(row, 0);
	bool begins = row->count < reading->count;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct slice word = slice_of(words[i]);

		begins |= slice_equal_ignoring_case(
			slice_part(first, 0,
				   first.len < word.len ? first.len : word.len),
			word);
	}
	for (size_t i = 1; begins && i < row->count; i++)
		begins =
			reading_field(row, i).len == 0 ||
			figure_read(reading_field(row, i)).kind == FIGURE_OTHER;
	return begins;
}

bool reading_is_outside(const struct reading *reading,
			const struct csv_row *row)
{
	return is_note(row) || is_loose_note(reading, row);
}

/* --- what they are -------------------------------------------------------------- */

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

		column->heading = arena_copy(arena, reading_field(&row, c));
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
		if (reading_is_outside(reading, &row))
			continue;
		if (row.count > reading->count &&
		    reading_field(&row, reading->count).len > 0)
			return files_error(
				reading->files, error,
				reading_place(reading, &row, reading->count),
				"this row has more fields than "
				"there are headings");
		for (size_t c = 0; c < row.count && c < reading->count; c++) {
			struct figure figure =
				figure_read(reading_field(&row, c));
			struct column *column = &reading->columns[c];

			column->others += figure.kind == FIGURE_OTHER;
			column->withheld += figure.kind == FIGURE_WITHHELD;
			column->figures += figure.kind != FIGURE_OTHER;
			column->numbers += figure.kind == FIGURE_NUMBER ||
					   figure.kind == FIGURE_INTERVAL;
			column->totals |=
				figure_is_total(reading_field(&row, c));
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

int reading_columns(struct reading *reading, struct error *error)
{
	const char *body;
	uint32_t line;

	if (read_heading(reading, error) != 0)
		return -1;
	body = reading->csv.at;
	line = reading->csv.line;
	if (look_over(reading, error) != 0 || find_kinds(reading, error) != 0 ||
	    name_dimensions(reading, error) != 0)
		return -1;
	match_percentages(reading);
	csv_return(&reading->csv, body, line);
	return 0;
}

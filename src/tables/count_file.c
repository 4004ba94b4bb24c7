#include "tables/count_file.h"

#include <ctype.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/csv.h"
#include "tables/count.h"
#include "tables/count_doubt.h"
#include "tables/cube.h"
#include "tables/numbering.h"
#include "tables/relations.h"
#include "tables/table_figure.h"

/* The total in a column of codes. */
#define TOTAL UINT32_MAX

enum column_role {
	COLUMN_OTHER,
	COLUMN_DIMENSION,
	COLUMN_LABEL, /* of the dimension whose heading it begins with */
	COLUMN_COUNT,
	COLUMN_VALUE,
};

struct dimension {
	struct slice name;
	size_t column;
	size_t label_column; /* SIZE_MAX: none */
	struct numbering codes;
	struct slice *labels; /* by code */
	size_t label_count, label_capacity;
	struct classification classification;
};

/* One line of counts, or one cell of a wide table. */
struct line {
	uint32_t codes[COUNT_FILE_DIMENSIONS]; /* TOTAL: of the total */
	int64_t count;
	int64_t value;
	uint32_t number; /* of the line in the file */
	uint32_t column;
};

struct reading {
	const struct count_file_asked *asked;
	struct count_file *file;
	struct csv csv;
	struct slice *headings;
	enum column_role *roles;
	size_t column_count;
	size_t count_column, value_column; /* SIZE_MAX: none */
	struct dimension dimensions[COUNT_FILE_DIMENSIONS];
	size_t dimension_count;
	struct line *lines;
	size_t line_count, line_capacity;
	bool left_out; /* some column of codes is not counted by */
	struct arena *arena;
};

/* --- headings and words -------------------------------------------------------------- */

static bool is_total(const struct reading *reading, struct slice text)
{
	return figure_is_total(text) ||
	       (!slice_empty(reading->asked->total) &&
		slice_equal_ignoring_case(text, reading->asked->total));
}

static bool is_count_name(struct slice text)
{
	static const char *const words[] = {
		"count", "counts",    "n",         "number", "pupils",
		"freq",  "frequency", "headcount", "value",  "pupil_count",
		"cases", "persons",   "people",    "num"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_equal_ignoring_case(text, slice_of(words[i])))
			return true;
	return false;
}

static size_t find_heading(const struct reading *reading, struct slice name)
{
	for (size_t i = 0; i < reading->column_count; i++)
		if (slice_equal(reading->headings[i], name))
			return i;
	for (size_t i = 0; i < reading->column_count; i++)
		if (slice_equal_ignoring_case(reading->headings[i], name))
			return i;
	return SIZE_MAX;
}

static int need_heading(const struct reading *reading, struct slice name,
			size_t *column, struct error *error)
{
	*column = find_heading(reading, name);
	if (*column != SIZE_MAX)
		return 0;
	error_set(error, ERROR_INPUT, "no column is headed '%.*s'",
		  name.len > 60 ? 60 : (int)name.len, name.at);
	return error_at(error, (struct slice){NULL, 0}, 1, 0, 0);
}

/* The label column of a heading: "sex-label", "sex label", "sex_name". */
static size_t find_label(const struct reading *reading, struct slice name)
{
	for (size_t i = 0; i < reading->column_count; i++) {
		struct slice heading = reading->headings[i];
		struct slice rest = slice_part(heading, name.len, heading.len);

		if (!slice_starts_with(heading, name) || rest.len < 2)
			continue;
		rest = slice_part(rest, 1, rest.len);
		if (slice_equal_ignoring_case(rest, SLICE("label")) ||
		    slice_equal_ignoring_case(rest, SLICE("name")))
			return i;
	}
	return SIZE_MAX;
}

static int fail_at(const struct line *line, struct error *error)
{
	return error_at(error, (struct slice){NULL, 0}, line->number,
			line->column, 0);
}

static int read_headings(struct reading *reading, struct error *error)
{
	struct csv_row row;
	int found = csv_read(&reading->csv, &row, error);

	if (found < 0)
		return -1;
	if (found == 0)
		return error_set(error, ERROR_INPUT,
				 "the file is empty: a table begins with a "
				 "line of headings");
	reading->column_count = row.count;
	reading->headings =
		arena_array(reading->arena, row.count, sizeof(struct slice));
	reading->roles =
		arena_array(reading->arena, row.count, sizeof(*reading->roles));
	if (reading->headings == NULL || reading->roles == NULL)
		return error_memory(error);
	for (size_t i = 0; i < row.count; i++) {
		reading->headings[i] =
			arena_copy(reading->arena, slice_trim(row.fields[i]));
		if (reading->headings[i].at == NULL)
			return error_memory(error);
	}
	return 0;
}

static int add_dimension(struct reading *reading, size_t column,
			 struct error *error)
{
	struct dimension *dimension;

	if (reading->dimension_count == COUNT_FILE_DIMENSIONS) {
		error_set(error, ERROR_INPUT,
			  "a table is by at most %d columns",
			  COUNT_FILE_DIMENSIONS);
		return error_hint(error, "name them with --rows, --columns, "
					 "--by and --and");
	}
	if (reading->roles[column] != COLUMN_OTHER) {
		error_set(error, ERROR_INPUT,
			  "the column '%.*s' cannot be counted by twice, or is "
			  "counts",
			  SLICE_ARGS(reading->headings[column]));
		return -1;
	}
	reading->roles[column] = COLUMN_DIMENSION;
	dimension = &reading->dimensions[reading->dimension_count++];
	dimension->name = reading->headings[column];
	dimension->column = column;
	dimension->label_column = find_label(reading, dimension->name);
	if (dimension->label_column != SIZE_MAX)
		reading->roles[dimension->label_column] = COLUMN_LABEL;
	return 0;
}

static int find_counts(struct reading *reading, struct error *error)
{
	const struct count_file_asked *asked = reading->asked;

	reading->count_column = reading->value_column = SIZE_MAX;
	if (!slice_empty(asked->value)) {
		if (need_heading(reading, asked->value, &reading->value_column,
				 error) != 0)
			return -1;
		reading->roles[reading->value_column] = COLUMN_VALUE;
	}
	if (!slice_empty(asked->count)) {
		if (need_heading(reading, asked->count, &reading->count_column,
				 error) != 0)
			return -1;
	}
	for (size_t i = 0;
	     reading->count_column == SIZE_MAX && i < reading->column_count;
	     i++)
		if (reading->roles[i] == COLUMN_OTHER &&
		    is_count_name(reading->headings[i]))
			reading->count_column = i;
	if (reading->count_column != SIZE_MAX)
		reading->roles[reading->count_column] = COLUMN_COUNT;
	if (reading->count_column == SIZE_MAX ||
	    reading->value_column == SIZE_MAX)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "means are made of records, a line for each person, "
			 "and not of counts");
}

/* Labels are found when their dimension is, which stands before. */
static int add_dimensions(struct reading *reading, size_t from, size_t to,
			  struct error *error)
{
	for (size_t i = from; i < to; i++)
		if (reading->roles[i] == COLUMN_OTHER &&
		    add_dimension(reading, i, error) != 0)
			return -1;
	return 0;
}

/* Columns that nobody named: none may be passed over in silence. */
static int check_all_used(const struct reading *reading, struct error *error)
{
	for (size_t i = 0; i < reading->column_count; i++) {
		if (reading->roles[i] != COLUMN_OTHER)
			continue;
		error_set(error, ERROR_INPUT,
			  "the column '%.*s' is neither of values nor of "
			  "counts",
			  SLICE_ARGS(reading->headings[i]));
		error_hint(error,
			   "name what to count by with --rows, --columns, --by "
			   "and --and; all else is then left out");
		return error_at(error, (struct slice){NULL, 0}, 1, 0, 0);
	}
	return 0;
}

static int find_columns(struct reading *reading, struct error *error)
{
	const struct count_file_asked *asked = reading->asked;
	size_t column;

	if (find_counts(reading, error) != 0)
		return -1;
	for (size_t d = 0; d < asked->dimension_count; d++)
		if (need_heading(reading, asked->dimensions[d], &column,
				 error) != 0 ||
		    add_dimension(reading, column, error) != 0)
			return -1;
	reading->file->layout = reading->count_column != SIZE_MAX
					? COUNT_FILE_LONG
					: COUNT_FILE_RECORDS;
	if (asked->dimension_count > 0)
		return 0;
	if (reading->count_column == SIZE_MAX) {
		reading->file->layout = COUNT_FILE_WIDE;
		return add_dimension(reading, 0, error);
	}
	/* Those before the counts; where they stand first, those after. */
	if (add_dimensions(reading, 0, reading->count_column, error) != 0 ||
	    (reading->dimension_count == 0 &&
	     add_dimensions(reading, reading->count_column + 1,
			    reading->column_count, error) != 0))
		return -1;
	return reading->dimension_count > 0
		       ? check_all_used(reading, error)
		       : error_set(error, ERROR_INPUT,
				   "the file has nothing to count by");
}

/* --- counts and values --------------------------------------------------------------- */

/* A whole number, with or without commas between thousands. */
static bool read_count(struct slice text, int64_t *count)
{
	uint64_t number = 0;

	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == ',' && i > 0 && (text.len - i) % 4 == 0)
			continue;
		if (c < '0' || c > '9' ||
		    number > (uint64_t)RELATIONS_LIMIT_COUNT / 10)
			return false;
		number = number * 10 + (uint64_t)(c - '0');
	}
	*count = (int64_t)number;
	return true;
}

static bool is_decimal(struct slice text)
{
	bool digit = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c >= '0' && c <= '9')
			digit = true;
		else if (c != '.' && c != ',' && c != '-' && c != '+')
			return false;
	}
	return digit;
}

static int refuse_count(const struct reading *reading, struct slice text,
			const struct line *line, struct error *error)
{
	if (text.len == 0) {
		error_set(error, ERROR_INPUT, "a count is missing");
		error_hint(error, "write 0 where there is nobody");
	} else if (text.at[0] == '-' && is_decimal(text)) {
		error_set(error, ERROR_INPUT, "a count is negative");
	} else if (is_decimal(text)) {
		error_set(error, ERROR_INPUT,
			  "a count is no whole number, or too large a one");
	} else if (reading->file->layout == COUNT_FILE_WIDE) {
		error_set(error, ERROR_INPUT, "a count is no number");
		error_hint(error, "if each line is a person, name the columns "
				  "to count by with --rows and --columns");
	} else {
		error_set(error, ERROR_INPUT, "a count is no number");
		error_hint(error, "numbers that are hidden already cannot be "
				  "treated, since they are not known: use the "
				  "table before that, or hornbook attack");
	}
	return fail_at(line, error);
}

/* In units of the last decimal that is summed; further ones are cut. */
static bool read_value(struct slice text, int64_t *value)
{
	bool negative = text.len > 0 && text.at[0] == '-';
	struct slice rest = negative ? slice_part(text, 1, text.len) : text;
	struct slice whole = slice_cut(&rest, '.');
	uint64_t units = 0, decimals = 0;
	size_t places =
		rest.len < COUNT_FILE_DECIMALS ? rest.len : COUNT_FILE_DECIMALS;

	if (!slice_number(whole, COUNT_LIMIT_VALUE / 10000 - 1, &units) ||
	    (places > 0 &&
	     !slice_number(slice_part(rest, 0, places), 9999, &decimals)))
		return false;
	for (size_t i = places; i < COUNT_FILE_DECIMALS; i++)
		decimals *= 10;
	*value = (int64_t)(units * 10000 + decimals);
	if (negative)
		*value = -*value;
	return true;
}

/* --- lines --------------------------------------------------------------------------- */

static int number_code(struct reading *reading, struct dimension *dimension,
		       struct slice text, struct slice label, uint32_t *number,
		       struct error *error)
{
	struct slice code = slice_trim(text);

	if (is_total(reading, code) &&
	    reading->file->layout != COUNT_FILE_RECORDS) {
		*number = TOTAL;
		return 0;
	}
	if (slice_empty(code))
		code = SLICE("unknown");
	if (numbering_add(&dimension->codes, code, number, error) != 0)
		return -1;
	if (*number < dimension->label_count)
		return 0;
	dimension->labels = arena_grow(
		reading->arena, dimension->labels, dimension->label_count,
		&dimension->label_capacity, sizeof(struct slice));
	if (dimension->labels == NULL)
		return error_memory(error);
	label = arena_copy(reading->arena, slice_trim(label));
	if (label.at == NULL)
		return error_memory(error);
	dimension->labels[dimension->label_count++] = label;
	return 0;
}

static int keep_line(struct reading *reading, const struct line *line,
		     struct error *error)
{
	struct line *lines =
		arena_grow(reading->arena, reading->lines, reading->line_count,
			   &reading->line_capacity, sizeof(*lines));

	if (lines == NULL)
		return error_memory(error);
	reading->lines = lines;
	lines[reading->line_count++] = *line;
	return 0;
}

static int number_codes(struct reading *reading, const struct csv_row *row,
			struct line *line, struct error *error)
{
	for (size_t d = 0; d < reading->dimension_count; d++) {
		struct dimension *dimension = &reading->dimensions[d];
		struct slice label = {"", 0};

		if (dimension->label_column != SIZE_MAX)
			label = row->fields[dimension->label_column];
		if (dimension->column < row->count &&
		    number_code(reading, dimension,
				csv_unguarded(row->fields[dimension->column]),
				label, &line->codes[d], error) != 0)
			return -1;
	}
	return 0;
}

/* A total over a column that is not counted by would count everybody twice. */
static int check_others(struct reading *reading, const struct csv_row *row,
			const struct line *line, struct error *error)
{
	for (size_t i = 0; i < row->count; i++) {
		struct slice text = slice_trim(row->fields[i]);

		if (reading->roles[i] != COLUMN_OTHER || text.len == 0 ||
		    is_decimal(text))
			continue;
		reading->left_out = true;
		if (reading->file->layout != COUNT_FILE_LONG ||
		    !is_total(reading, text))
			continue;
		error_set(error, ERROR_INPUT,
			  "the column '%.*s' has totals, so leaving it out "
			  "would count people twice",
			  SLICE_ARGS(reading->headings[i]));
		error_hint(error, "count by it too, or take its totals out");
		return fail_at(line, error);
	}
	return 0;
}

static void place_line(const struct reading *reading, const struct csv_row *row,
		       size_t column, struct line *line)
{
	csv_place(&reading->csv, row, column, &line->number, &line->column);
}

static int take_wide(struct reading *reading, const struct csv_row *row,
		     struct line *line, struct error *error)
{
	struct dimension *across = &reading->dimensions[1];

	for (size_t i = 1; i < row->count; i++) {
		struct slice text = slice_trim(row->fields[i]);

		place_line(reading, row, i, line);
		if (number_code(reading, across, reading->headings[i],
				(struct slice){"", 0}, &line->codes[1],
				error) != 0)
			return -1;
		if (!read_count(text, &line->count))
			return refuse_count(reading, text, line, error);
		if (keep_line(reading, line, error) != 0)
			return -1;
	}
	return 0;
}

static int take_row(struct reading *reading, const struct csv_row *row,
		    struct error *error)
{
	struct line line = {.count = 1, .value = COUNT_NO_VALUE};
	struct slice text;

	place_line(reading, row, 0, &line);
	if (row->count != reading->column_count) {
		error_set(error, ERROR_INPUT,
			  "a line has %zu fields, and the headings are %zu",
			  row->count, reading->column_count);
		line.column = 0;
		return fail_at(&line, error);
	}
	if (number_codes(reading, row, &line, error) != 0 ||
	    check_others(reading, row, &line, error) != 0)
		return -1;
	if (reading->file->layout == COUNT_FILE_WIDE)
		return take_wide(reading, row, &line, error);
	if (reading->count_column != SIZE_MAX) {
		text = slice_trim(row->fields[reading->count_column]);
		place_line(reading, row, reading->count_column, &line);
		if (!read_count(text, &line.count))
			return refuse_count(reading, text, &line, error);
	}
	if (reading->value_column != SIZE_MAX) {
		text = slice_trim(row->fields[reading->value_column]);
		place_line(reading, row, reading->value_column, &line);
		if (text.len > 0 && !read_value(text, &line.value)) {
			error_set(error, ERROR_INPUT,
				  "a value is no number, or too large a one");
			return fail_at(&line, error);
		}
	}
	return keep_line(reading, &line, error);
}

static int begin_wide(struct reading *reading, struct error *error)
{
	struct dimension *across = &reading->dimensions[1];

	if (reading->column_count < 2) {
		error_set(error, ERROR_INPUT,
			  "the file has no column of counts");
		return error_hint(error,
				  "name the column to count by with --rows");
	}
	across->name = SLICE("column");
	across->column = across->label_column = SIZE_MAX;
	reading->dimension_count = 2;
	return 0;
}

static int read_lines(struct reading *reading, struct error *error)
{
	struct csv_row row;
	int found;

	if (reading->file->layout == COUNT_FILE_WIDE &&
	    begin_wide(reading, error) != 0)
		return -1;
	while ((found = csv_read(&reading->csv, &row, error)) > 0)
		if (take_row(reading, &row, error) != 0)
			return -1;
	reading->file->lines = reading->line_count;
	return found;
}

/* --- doubts -------------------------------------------------------------------------- */

/* Values that look like counts, in columns that nobody named. */
static int check_values(const struct reading *reading, struct error *error)
{
	if (reading->asked->dimension_count > 0 ||
	    reading->dimension_count == 1 ||
	    reading->file->layout != COUNT_FILE_LONG)
		return 0;
	for (size_t d = 0; d < reading->dimension_count; d++) {
		const struct dimension *dimension = &reading->dimensions[d];

		/* Values come again, counts seldom do. */
		if ((size_t)dimension->codes.count * 2 < reading->line_count ||
		    !count_doubt_numbers(dimension->name,
					 dimension->codes.texts,
					 dimension->codes.count))
			continue;
		error_set(error, ERROR_INPUT,
			  "the column '%.*s' has numbers only: are they "
			  "counts, or values to count by?",
			  SLICE_ARGS(dimension->name));
		error_hint(error,
			   "say what to count by with --rows and --columns; "
			   "counts side by side are read when the column of "
			   "totals is headed Total");
		return error_at(error, (struct slice){NULL, 0}, 1, 0, 0);
	}
	return 0;
}

static int check_hidden_total(const struct reading *reading,
			      const struct cube *cube, struct error *error)
{
	struct count_doubt doubt;

	if (reading->file->layout == COUNT_FILE_RECORDS ||
	    slice_is(reading->asked->total, "none") ||
	    !count_doubt_total(cube, &doubt))
		return 0;
	error_set(error, ERROR_INPUT,
		  "in '%.*s', the value '%.*s' is everywhere the sum of the "
		  "others: is it their total?",
		  SLICE_ARGS(doubt.dimension),
		  doubt.code.len > 60 ? 60 : (int)doubt.code.len,
		  doubt.code.at);
	return error_hint(error,
			  "if it is, say --total '%.*s'; if it is not, "
			  "--total none",
			  doubt.code.len > 60 ? 60 : (int)doubt.code.len,
			  doubt.code.at);
}

/* --- hierarchies --------------------------------------------------------------------- */

struct group {
	struct slice code, parent, label;
};

struct groups {
	struct group *list;
	size_t count, capacity;
	struct numbering codes; /* of list[i] */
};

static int read_group(struct groups *groups, const struct csv_row *row,
		      const size_t columns[3], struct arena *arena,
		      struct error *error)
{
	struct group group = {{"", 0}, {"", 0}, {"", 0}};
	struct slice *const texts[] = {&group.code, &group.parent,
				       &group.label};
	uint32_t number;

	for (size_t i = 0; i < 3; i++) {
		if (columns[i] >= row->count)
			continue;
		*texts[i] = arena_copy(
			arena,
			slice_trim(csv_unguarded(row->fields[columns[i]])));
		if (texts[i]->at == NULL)
			return error_memory(error);
	}
	if (slice_empty(group.code))
		return 0;
	if (numbering_add(&groups->codes, group.code, &number, error) != 0)
		return -1;
	if (number < groups->count) {
		error_set(error, ERROR_INPUT, "the hierarchy has a code twice");
		return error_at(error, (struct slice){NULL, 0}, row->line, 0,
				0);
	}
	groups->list = arena_grow(arena, groups->list, groups->count,
				  &groups->capacity, sizeof(group));
	if (groups->list == NULL)
		return error_memory(error);
	groups->list[groups->count++] = group;
	return 0;
}

static int read_groups(struct groups *groups, struct slice bytes,
		       struct csv *csv, struct arena *arena,
		       struct error *error)
{
	static const char *const names[] = {"code", "parent", "label"};
	size_t columns[3] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
	struct csv_row row;
	int found;

	if (csv_begin(csv, bytes, 0, error) != 0 ||
	    (found = csv_read(csv, &row, error)) < 0)
		return -1;
	for (size_t i = 0; found > 0 && i < row.count; i++)
		for (size_t k = 0; k < 3; k++)
			if (slice_equal_ignoring_case(slice_trim(row.fields[i]),
						      slice_of(names[k])))
				columns[k] = i;
	if (columns[0] == SIZE_MAX || columns[1] == SIZE_MAX)
		return error_set(error, ERROR_INPUT,
				 "a hierarchy has the columns code and parent "
				 "(and perhaps label)");
	while ((found = csv_read(csv, &row, error)) > 0)
		if (read_group(groups, &row, columns, arena, error) != 0)
			return -1;
	return found;
}

/* --- the cube ------------------------------------------------------------------------ */

struct entries {
	struct classification_entry *list;
	size_t count, capacity;
	struct numbering codes;
};

static int add_entry(struct entries *entries, struct slice code,
		     struct slice label, struct slice parent,
		     struct arena *arena, struct error *error)
{
	uint32_t number;

	if (numbering_add(&entries->codes, code, &number, error) != 0)
		return -1;
	if (number < entries->count)
		return 0;
	entries->list = arena_grow(arena, entries->list, entries->count,
				   &entries->capacity, sizeof(*entries->list));
	if (entries->list == NULL)
		return error_memory(error);
	entries->list[entries->count++] =
		(struct classification_entry){code, label, parent};
	return 0;
}

/* A code and all groups in which it lies. */
static int add_with_groups(struct entries *entries, const struct groups *groups,
			   struct slice code, struct slice label,
			   struct arena *arena, struct error *error)
{
	for (size_t depth = 0; depth <= groups->count; depth++) {
		struct slice parent = {"", 0};
		uint32_t number = numbering_find(&groups->codes, code);

		if (number != UINT32_MAX) {
			parent = groups->list[number].parent;
			if (slice_empty(label))
				label = groups->list[number].label;
		}
		if (figure_is_total(parent))
			parent = (struct slice){"", 0};
		if (add_entry(entries, code, label, parent, arena, error) != 0)
			return -1;
		if (slice_empty(parent))
			return 0;
		code = parent;
		label = (struct slice){"", 0};
	}
	return 0;
}

static int make_dimension(struct reading *reading, struct dimension *dimension,
			  struct groups *groups, struct error *error)
{
	struct entries entries = {0};
	int result = 0;

	for (uint32_t i = 0; result == 0 && i < dimension->codes.count; i++)
		result = add_with_groups(
			&entries, groups, dimension->codes.texts[i],
			dimension->labels[i], reading->arena, error);
	if (result == 0)
		result = classification_make(&dimension->classification,
					     dimension->name, dimension->name,
					     entries.list, entries.count,
					     reading->arena, error);
	numbering_release(&entries.codes);
	return result;
}

/* The nodes of a dimension's codes. */
static uint32_t *find_nodes(const struct dimension *dimension,
			    struct arena *arena, struct error *error)
{
	struct classification_index index;
	uint32_t *nodes =
		arena_array(arena, dimension->codes.count, sizeof(*nodes));

	if (nodes == NULL ||
	    classification_index_make(&index, &dimension->classification, arena,
				      error) != 0) {
		error_memory(error);
		return NULL;
	}
	for (uint32_t i = 0; i < dimension->codes.count; i++)
		nodes[i] = classification_index_find(&index,
						     dimension->codes.texts[i]);
	return nodes;
}

struct filling {
	struct reading *reading;
	struct cube *cube;
	uint32_t *nodes[COUNT_FILE_DIMENSIONS];
	uint8_t *given; /* by cell: a line has it */
};

/* The cell of a line; whether all of its nodes are leaves. */
static bool cell_of(const struct filling *filling, const struct line *line,
		    uint32_t *cell)
{
	bool leaf = true;

	*cell = 0;
	for (size_t d = 0; d < filling->reading->dimension_count; d++) {
		uint32_t node = line->codes[d] == TOTAL
					? 0
					: filling->nodes[d][line->codes[d]];

		leaf = leaf && classification_is_leaf(
				       filling->cube->dimensions[d], node);
		*cell += node * filling->cube->strides[d];
	}
	return leaf;
}

/* Whether several lines make one cell. */
static bool adds_up(const struct reading *reading)
{
	return reading->file->layout == COUNT_FILE_RECORDS ||
	       (reading->file->layout == COUNT_FILE_LONG && reading->left_out);
}

static int fill_leaves(struct filling *filling, struct error *error)
{
	const struct reading *reading = filling->reading;
	bool adds = adds_up(reading);
	uint32_t cell;

	for (size_t i = 0; i < reading->line_count; i++) {
		const struct line *line = &reading->lines[i];

		if (!cell_of(filling, line, &cell)) {
			if (reading->file->layout != COUNT_FILE_RECORDS)
				continue;
			error_set(error, ERROR_INPUT,
				  "a record names a group of the hierarchy and "
				  "not one of its values");
			return fail_at(line, error);
		}
		if (filling->given[cell] && !adds) {
			error_set(error, ERROR_INPUT,
				  "the same cell is given twice");
			return fail_at(line, error);
		}
		filling->given[cell] = 1;
		filling->cube->counts[cell] += line->count;
		if (filling->cube->counts[cell] > RELATIONS_LIMIT_COUNT) {
			error_set(error, ERROR_INPUT, "counts are too large");
			return fail_at(line, error);
		}
	}
	return 0;
}

/* A total that is given has to be the sum of its parts: else people are counted
 * that are in no part, and what protects the parts is wrong. */
static int check_totals(const struct filling *filling, struct error *error)
{
	const struct reading *reading = filling->reading;
	uint32_t cell;

	for (size_t i = 0; i < reading->line_count; i++) {
		const struct line *line = &reading->lines[i];

		if (cell_of(filling, line, &cell) || adds_up(reading) ||
		    filling->cube->counts[cell] == line->count)
			continue;
		error_set(error, ERROR_INPUT,
			  "a total is given as %lld, and its parts add up to "
			  "%lld",
			  (long long)line->count,
			  (long long)filling->cube->counts[cell]);
		error_hint(error, "put what is missing on a line of its own, "
				  "or take the totals out");
		return fail_at(line, error);
	}
	return 0;
}

static int count_values(const struct filling *filling,
			struct magnitudes *magnitudes, struct error *error)
{
	const struct reading *reading = filling->reading;
	struct count_column columns[COUNT_FILE_DIMENSIONS];
	size_t count = reading->line_count;
	int64_t *values = arena_array(reading->arena, count, sizeof(*values));
	struct counting *counting;
	int result = -1;

	for (size_t d = 0; d < reading->dimension_count; d++) {
		uint32_t *codes =
			arena_array(reading->arena, count, sizeof(*codes));

		if (codes == NULL || values == NULL)
			return error_memory(error);
		for (size_t i = 0; i < count; i++) {
			codes[i] =
				filling->nodes[d][reading->lines[i].codes[d]];
			values[i] = reading->lines[i].value;
		}
		columns[d] = (struct count_column){codes, sizeof(*codes)};
	}
	for (uint32_t c = 0; c < filling->cube->cell_count; c++)
		filling->cube->counts[c] = 0;
	if (counting_begin(&counting, filling->cube, NULL, true, 1, error) != 0)
		return -1;
	if (counting_add(counting, columns, values, count, error) == 0)
		result = counting_finish(counting, magnitudes, reading->arena,
					 error);
	counting_free(counting);
	return result;
}

static int make_cube(struct reading *reading, struct cube *cube,
		     struct magnitudes *magnitudes, struct error *error)
{
	const struct classification *list[COUNT_FILE_DIMENSIONS];
	struct filling filling = {.reading = reading, .cube = cube};

	for (size_t d = 0; d < reading->dimension_count; d++)
		list[d] = &reading->dimensions[d].classification;
	if (cube_make(cube, list, reading->dimension_count, reading->arena,
		      error) != 0)
		return -1;
	filling.given = arena_allocate(reading->arena, cube->cell_count);
	if (filling.given == NULL)
		return error_memory(error);
	for (size_t d = 0; d < reading->dimension_count; d++) {
		filling.nodes[d] = find_nodes(&reading->dimensions[d],
					      reading->arena, error);
		if (filling.nodes[d] == NULL)
			return -1;
	}
	if (fill_leaves(&filling, error) != 0)
		return -1;
	cube_sum(cube);
	if (check_totals(&filling, error) != 0 ||
	    check_hidden_total(reading, cube, error) != 0)
		return -1;
	reading->file->counted =
		reading->count_column != SIZE_MAX
			? reading->headings[reading->count_column]
			: SLICE("count");
	return reading->value_column != SIZE_MAX
		       ? count_values(&filling, magnitudes, error)
		       : 0;
}

static int make_dimensions(struct reading *reading, struct error *error)
{
	struct groups groups = {0};
	struct csv *csv = NULL;
	int result = 0;

	if (reading->asked->hierarchy.at != NULL) {
		csv = memory_array(1, sizeof(*csv));
		if (csv == NULL)
			return error_memory(error);
		result = read_groups(&groups, reading->asked->hierarchy, csv,
				     reading->arena, error);
		csv_release(csv);
		memory_free(csv);
	}
	for (size_t d = 0; result == 0 && d < reading->dimension_count; d++)
		result = make_dimension(reading, &reading->dimensions[d],
					&groups, error);
	numbering_release(&groups.codes);
	return result;
}

int count_file_read(struct count_file *file, struct slice bytes,
		    const struct count_file_asked *asked, struct cube *cube,
		    struct magnitudes *magnitudes, struct arena *arena,
		    struct error *error)
{
	struct reading *reading = arena_allocate(arena, sizeof(*reading));
	int result;

	if (reading == NULL)
		return error_memory(error);
	*file = (struct count_file){0};
	reading->asked = asked;
	reading->file = file;
	reading->arena = arena;
	result = csv_begin(&reading->csv, bytes, 0, error);
	if (result == 0)
		result = read_headings(reading, error);
	if (result == 0)
		result = find_columns(reading, error);
	if (result == 0)
		result = read_lines(reading, error);
	if (result == 0)
		result = check_values(reading, error);
	if (result == 0)
		result = make_dimensions(reading, error);
	if (result == 0)
		result = make_cube(reading, cube, magnitudes, error);
	csv_release(&reading->csv);
	for (size_t d = 0; d < COUNT_FILE_DIMENSIONS; d++)
		numbering_release(&reading->dimensions[d].codes);
	return result;
}

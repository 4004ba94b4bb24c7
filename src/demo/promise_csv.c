#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_read.h"

struct cell_reader {
	struct slice rest;
	struct arena *arena;
	const char *fault;
	bool line_over;
};

static char next_byte(struct cell_reader *reader)
{
	char byte = reader->rest.at[0];

	reader->rest.at++;
	reader->rest.len--;
	return byte;
}

static void end_line(struct cell_reader *reader, char ending)
{
	reader->line_over = true;
	if (ending == '\r' && reader->rest.len > 0 &&
	    reader->rest.at[0] == '\n')
		next_byte(reader);
}

/* After a closing quotation mark, and after a plain cell. */
static void end_cell(struct cell_reader *reader)
{
	char byte;

	if (reader->rest.len == 0) {
		reader->line_over = true;
		return;
	}
	byte = next_byte(reader);
	if (byte == '\r' || byte == '\n')
		end_line(reader, byte);
	else if (byte != ',')
		reader->fault = "something stands behind a quotation mark";
}

/* What stands between quotation marks, doubled ones made single. */
static struct slice quoted(struct cell_reader *reader)
{
	struct slice text = {reader->rest.at, 0};
	char *copy;
	size_t length = 0;
	bool doubled = false;

	for (;;) {
		if (reader->rest.len == 0) {
			reader->fault = "a quotation mark is not closed";
			return (struct slice){0};
		}
		if (next_byte(reader) != '"')
			continue;
		if (reader->rest.len == 0 || reader->rest.at[0] != '"')
			break;
		next_byte(reader);
		doubled = true;
	}
	text.len = (size_t)(reader->rest.at - text.at) - 1;
	end_cell(reader);
	if (!doubled)
		return text;
	copy = arena_allocate(reader->arena, text.len);
	if (copy == NULL) {
		reader->fault = "memory";
		return (struct slice){0};
	}
	for (size_t i = 0; i < text.len; i++) {
		copy[length++] = text.at[i];
		i += text.at[i] == '"';
	}
	return (struct slice){copy, length};
}

static struct slice plain(struct cell_reader *reader)
{
	struct slice text = {reader->rest.at, 0};

	while (text.len < reader->rest.len && text.at[text.len] != ',' &&
	       text.at[text.len] != '\r' && text.at[text.len] != '\n')
		if (text.at[text.len++] == '"')
			reader->fault = "a quotation mark stands in a cell";
	reader->rest = slice_part(reader->rest, text.len, reader->rest.len);
	end_cell(reader);
	return text;
}

bool promise_next_cells(struct slice *bytes, struct slice *cells, size_t most,
			size_t *count, struct arena *arena, const char **fault)
{
	struct cell_reader reader = {.rest = *bytes, .arena = arena};

	*count = 0;
	if (bytes->len == 0)
		return false;
	while (!reader.line_over && reader.fault == NULL) {
		struct slice cell = {0};

		if (reader.rest.len == 0) /* behind the last comma */
			reader.line_over = true;
		else if (reader.rest.at[0] == '"') {
			next_byte(&reader);
			cell = quoted(&reader);
		} else
			cell = plain(&reader);
		if (*count == most)
			reader.fault = "there are too many columns";
		else if (cell.len > PROMISE_TEXT_BYTES)
			reader.fault = "a cell is too long";
		else
			cells[(*count)++] = cell;
	}
	*fault = reader.fault;
	*bytes = reader.rest;
	return reader.fault == NULL;
}

struct column {
	struct slice heading;
	struct slice field;
	enum meaning meaning;
	bool chosen;
	uint32_t item;
};

struct csv_reading {
	struct promise_visit *visit;
	struct arena names; /* of columns */
	struct arena arena; /* of a row */
	struct column columns[PROMISE_COLUMNS];
	size_t count;
	struct slice cells[PROMISE_COLUMNS];
	/* Of the record: a row, or where rows have a kind, a pupil's own and
	 * those of its things that follow. */
	struct promise_value values[PROMISE_COLUMNS];
	size_t value_count;
	uint32_t rows;      /* of the record in hand */
	struct slice whose; /* the second cell of the record's first row */
	bool open;
};

static int take_headings(struct csv_reading *csv, size_t count,
			 struct error *error)
{
	struct promise_visit *visit = csv->visit;

	for (size_t i = 0; i < count; i++) {
		struct column *column = &csv->columns[i];

		/* A quoted heading lies in the row's arena. */
		column->heading = arena_copy(&csv->names, csv->cells[i]);
		if (column->heading.at == NULL)
			return error_memory(error);
		column->meaning = meaning_of_heading(
			column->heading, &column->item, &column->field);
		column->chosen = meaning_is_field(column->heading);
		if (visit->column != NULL &&
		    visit->column(visit->context, column->meaning,
				  column->chosen, error) != 0)
			return -1;
	}
	csv->count = count;
	return 0;
}

/* A text that was written with an apostrophe before it, so that no spreadsheet
 * takes it for a formula, without it. */
static struct slice unguarded(struct slice text)
{
	if (text.len > 1 && text.at[0] == '\'' &&
	    memchr("=+-@\t", text.at[1], 5) != NULL)
		return slice_part(text, 1, text.len);
	return text;
}

/* The second row of a batch file for learner registration is of the file. */
static bool is_file_row(const struct csv_reading *csv)
{
	return csv->visit->rows == 0 &&
	       slice_is(csv->columns[0].heading, "ULN") &&
	       slice_is(csv->cells[0], "2A");
}

/* What learner registration wants in a column of whose value nothing is said. */
static bool is_filler(struct slice heading, struct slice text)
{
	return (slice_is(heading, "Gender") && slice_is(text, "9")) ||
	       (slice_is(heading, "LastKnownPostCode") &&
		slice_is(text, "ZZ99 9ZZ"));
}

/* Extracts at pupil level have a row for each thing that a pupil has several of;
 * the first column says what a row is of, the second whose it is. */
static bool has_kinds(const struct csv_reading *csv)
{
	return csv->count > 1 && slice_is(csv->columns[0].heading, "Row");
}

static int end_record(struct csv_reading *csv, struct error *error)
{
	struct promise_row row = {.number = csv->visit->rows,
				  .values = csv->values,
				  .count = csv->value_count};
	int result = 0;

	if (csv->open)
		result = csv->visit->row(csv->visit->context, &row, error);
	csv->open = false;
	csv->value_count = 0;
	return result;
}

static void take_cells(struct csv_reading *csv, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct column *column = &csv->columns[i];

		if (csv->cells[i].len == 0 ||
		    is_filler(column->heading, csv->cells[i]))
			continue;
		if (csv->value_count == PROMISE_COLUMNS) {
			csv->visit->fault = "a record has too many values";
			csv->visit->fault_row = csv->visit->rows;
			return;
		}
		csv->values[csv->value_count++] = (struct promise_value){
			.meaning = column->meaning,
			.name = column->heading,
			.field = column->field,
			.item = has_kinds(csv) ? csv->rows : column->item,
			.text = unguarded(csv->cells[i]),
		};
	}
}

static int take_row(struct csv_reading *csv, size_t count, struct error *error)
{
	struct promise_visit *visit = csv->visit;
	bool more;

	if (count != csv->count) {
		visit->fault = "a row has not as many cells as there are "
			       "columns";
		visit->fault_row = visit->rows + 1;
		return 0;
	}
	more = has_kinds(csv) && !slice_is(csv->cells[0], "pupil");
	if (more && (!csv->open || !slice_equal(csv->cells[1], csv->whose))) {
		visit->fault = "a row does not follow that of its pupil";
		visit->fault_row = visit->rows + 1;
		return 0;
	}
	csv->rows = more ? csv->rows + 1 : 1;
	if (!more) {
		visit->rows++;
		csv->open = true;
		csv->whose = count > 1 ? csv->cells[1] : (struct slice){0};
	}
	take_cells(csv, count);
	return has_kinds(csv) || visit->fault != NULL ? 0
						      : end_record(csv, error);
}

/* What comes may be of the record in hand, whose texts are kept until then. */
static int begin_row(struct csv_reading *csv, struct error *error)
{
	if (has_kinds(csv) && !slice_is(csv->cells[0], "pupil"))
		return 0;
	return end_record(csv, error);
}

static int read_lines(struct csv_reading *csv, struct slice bytes,
		      struct error *error)
{
	struct promise_visit *visit = csv->visit;
	bool first = true;
	size_t count;
	int result = 0;

	while (result == 0 && visit->fault == NULL &&
	       promise_next_cells(&bytes, csv->cells, PROMISE_COLUMNS, &count,
				  &csv->arena, &visit->fault)) {
		if (first)
			result = take_headings(csv, count, error);
		else if (!is_file_row(csv) &&
			 (result = begin_row(csv, error)) == 0)
			result = take_row(csv, count, error);
		first = false;
		if (!csv->open)
			arena_clear(&csv->arena);
	}
	if (result == 0 && visit->fault == NULL)
		result = end_record(csv, error);
	if (result == 0 && visit->fault != NULL &&
	    strcmp(visit->fault, "memory") == 0)
		return error_memory(error);
	if (visit->fault != NULL && visit->fault_row == 0)
		visit->fault_row = visit->rows + 1;
	if (first && visit->fault == NULL)
		visit->fault = "it is empty";
	return result;
}

int promise_read_csv(struct promise_visit *visit, struct slice bytes,
		     struct error *error)
{
	struct csv_reading *csv = memory_array(1, sizeof(*csv));
	int result;

	if (csv == NULL)
		return error_memory(error);
	csv->visit = visit;
	if (slice_starts_with(bytes, SLICE("\xef\xbb\xbf")))
		bytes = slice_part(bytes, 3, bytes.len);
	result = read_lines(csv, bytes, error);
	arena_release(&csv->names);
	arena_release(&csv->arena);
	memory_free(csv);
	return result;
}

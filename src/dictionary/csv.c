/* csv.c - see csv.h. */
#include "dictionary/csv.h"

#include "base/arena.h"
#include "language/diagnostic.h"

static char peek(const struct csv_reader *reader)
{
	/* A source ends with a NUL that cannot stand within. */
	return reader->source->text.at[reader->at];
}

static bool at_end(const struct csv_reader *reader)
{
	return reader->at >= reader->source->text.len;
}

static struct range range_from(const struct csv_reader *reader, uint32_t start)
{
	return (struct range){reader->source, start, reader->at};
}

/* Steps over a line end, when there is one. */
static bool skip_line_end(struct csv_reader *reader)
{
	uint32_t at = reader->at;

	if (reader->source->text.at[at] == '\r')
		at++;
	if (at >= reader->source->text.len ||
	    reader->source->text.at[at] != '\n')
		return false;
	reader->at = at + 1;
	return true;
}

static bool ends_cell(const struct csv_reader *reader)
{
	const char *at = reader->source->text.at + reader->at;

	return at_end(reader) || *at == ',' || *at == '\n' ||
	       (*at == '\r' && at[1] == '\n');
}

struct csv_reader csv_open(const struct source *source, struct arena *arena,
			   struct findings *findings)
{
	struct csv_reader reader = {
		.source = source, .arena = arena, .findings = findings};

	if (slice_starts_with(source->text, SLICE("\xef\xbb\xbf")))
		reader.at = 3;
	return reader;
}

/* Gives up: what follows cannot be told apart any more. */
static bool fault(struct csv_reader *reader, uint32_t start,
		  const char *message)
{
	findings_add(reader->findings, SEVERITY_ERROR, "csv-form",
		     range_from(reader, start), "%s", message);
	reader->at = (uint32_t)reader->source->text.len;
	return false;
}

/* The text between quotes with "" as ". */
static bool unquote(struct csv_reader *reader, struct slice inside,
		    struct slice *text)
{
	char *copy = arena_allocate(reader->arena, inside.len + 1);
	size_t len = 0;

	if (copy == NULL) {
		reader->failed = true;
		return false;
	}
	for (size_t i = 0; i < inside.len; i++) {
		copy[len++] = inside.at[i];
		if (inside.at[i] == '"')
			i++;
	}
	*text = (struct slice){copy, len};
	return true;
}

static bool read_quoted(struct csv_reader *reader, struct csv_cell *cell)
{
	uint32_t start = reader->at++;
	bool doubled = false;
	struct slice inside;

	for (;; reader->at++) {
		if (at_end(reader))
			return fault(reader, start,
				     "a quoted text does not end");
		if (peek(reader) != '"')
			continue;
		if (reader->source->text.at[reader->at + 1] != '"')
			break;
		doubled = true;
		reader->at++;
	}
	inside = slice_part(reader->source->text, start + 1, reader->at);
	reader->at++;
	cell->range = range_from(reader, start);
	cell->text = inside;
	if (doubled && !unquote(reader, inside, &cell->text))
		return false;
	if (!ends_cell(reader))
		return fault(reader, start,
			     "a comma or a line end must follow the quotes");
	return true;
}

static bool read_cell(struct csv_reader *reader, struct csv_cell *cell)
{
	uint32_t start = reader->at;

	if (!at_end(reader) && peek(reader) == '"')
		return read_quoted(reader, cell);
	while (!ends_cell(reader)) {
		if (peek(reader) == '"')
			return fault(reader, start,
				     "a quote stands within unquoted text");
		reader->at++;
	}
	cell->range = range_from(reader, start);
	cell->text = slice_trim(range_text(cell->range));
	return true;
}

bool csv_next(struct csv_reader *reader, struct csv_row *row)
{
	uint32_t start;

	while (!at_end(reader) && skip_line_end(reader))
		;
	if (at_end(reader) || reader->failed)
		return false;
	start = reader->at;
	row->count = 0;
	for (;;) {
		if (row->count == CSV_CELLS)
			return fault(reader, start, "a row has too many cells");
		if (!read_cell(reader, &row->cells[row->count++]))
			return false;
		if (at_end(reader) || peek(reader) != ',')
			break;
		reader->at++;
	}
	row->range = range_from(reader, start);
	if (!at_end(reader))
		skip_line_end(reader);
	return true;
}

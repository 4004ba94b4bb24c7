/* A text in whatever format, read piece by piece. */
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "formats/csv.h"
#include "guard/decode.h"
#include "guard/page.h"
#include "guard/pipes.h"
#include "guard/table_check.h"

enum {
	PIECE_BYTES = 1 << 16,
	BEGINNING_BYTES = 512, /* by which a format is told */
	CSV_BYTES = 1 << 28,   /* of a file with columns, which is read whole */
};

/* A second stream of tokens counts far from the first. */
#define SIDE_TOKENS (1ull << 40)

struct reading_text {
	const struct guard *guard;
	struct guard_report *report;
	struct error *error;
	struct scanner text, side;
	struct page page;
	struct pipes pipes;
	struct decoder decoder;
	struct builder whole; /* of a file with columns */
	guard_reader *read;
	void *context;
	char *piece;
	size_t piece_length;
};

/* --- formats ---------------------------------------------------------------- */

static const char *const format_names[GUARD_FORMAT_COUNT] = {
	[GUARD_ANY] = "",
	[GUARD_TEXT] = "text",
	[GUARD_MARKDOWN] = "markdown",
	[GUARD_HTML] = "html",
	[GUARD_CSV] = "csv",
};

bool guard_format_find(struct slice name, enum guard_format *format)
{
	for (int f = GUARD_TEXT; f < GUARD_FORMAT_COUNT; f++)
		if (slice_is(name, format_names[f])) {
			*format = (enum guard_format)f;
			return true;
		}
	return false;
}

const char *guard_format_text(enum guard_format format)
{
	return format_names[format];
}

static bool has_ending(struct slice name, const char *ending)
{
	size_t length = strlen(ending);

	return name.len > length &&
	       slice_equal_ignoring_case(
		       slice_part(name, name.len - length, name.len),
		       slice_of(ending));
}

static enum guard_format format_of(struct slice name, struct slice beginning)
{
	static const struct {
		const char *ending;
		enum guard_format format;
	} endings[] = {
		{".csv", GUARD_CSV},           {".tsv", GUARD_CSV},
		{".html", GUARD_HTML},         {".htm", GUARD_HTML},
		{".xhtml", GUARD_HTML},        {".svg", GUARD_HTML},
		{".xml", GUARD_HTML},          {".md", GUARD_MARKDOWN},
		{".markdown", GUARD_MARKDOWN}, {".txt", GUARD_TEXT},
		{".text", GUARD_TEXT},
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (has_ending(name, endings[i].ending))
			return endings[i].format;
	beginning = slice_trim(beginning);
	if (slice_equal_ignoring_case(slice_part(beginning, 0, 9),
				      SLICE("<!doctype")) ||
	    slice_equal_ignoring_case(slice_part(beginning, 0, 5),
				      SLICE("<html")))
		return GUARD_HTML;
	return GUARD_TEXT;
}

/* What is no text, by its first bytes, and what helps. */
static int refuse_binary(struct slice beginning, struct error *error)
{
	static const struct {
		struct slice mark;
		const char *what, *hint;
	} marks[] = {
		{SLICE_INIT("%PDF-"), "a PDF document",
		 "pdftotext -layout FILE.pdf FILE.txt makes a text of it"},
		{SLICE_INIT("PK\003\004"),
		 "a document of an office program, or another archive",
		 "save it as HTML, CSV or plain text"},
		{SLICE_INIT("\xd0\xcf\x11\xe0"),
		 "a document of an older office program",
		 "save it as HTML, CSV or plain text"},
		{SLICE_INIT("{\\rtf"), "a document in RTF",
		 "save it as HTML or plain text"},
		{SLICE_INIT("\x89PNG"), "a picture",
		 "what is in a picture has to be read by somebody"},
		{SLICE_INIT("\xff\xd8\xff"), "a picture",
		 "what is in a picture has to be read by somebody"},
		{SLICE_INIT("GIF8"), "a picture",
		 "what is in a picture has to be read by somebody"},
		{SLICE_INIT("\x1f\x8b"), "a compressed file", "unpack it"},
		{SLICE_INIT("SQLite format 3"), "a database",
		 "export what is to be published"},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (!slice_starts_with(beginning, marks[i].mark))
			continue;
		error_set(error, ERROR_INPUT,
			  "this is %s, which cannot be scanned as it is",
			  marks[i].what);
		return error_hint(error, "%s", marks[i].hint);
	}
	return 0;
}

/* --- characters ------------------------------------------------------------- */

static void take_text(void *context, uint32_t character,
		      const struct spot *spot)
{
	struct reading_text *reading = context;

	pipes_add(&reading->pipes, character, spot);
	scanner_add(&reading->text, character, spot);
}

static void take_markdown(void *context, uint32_t character,
			  const struct spot *spot)
{
	struct reading_text *reading = context;

	pipes_add(&reading->pipes, character, spot);
	page_add(&reading->page, character, spot);
}

static void take_html(void *context, uint32_t character,
		      const struct spot *spot)
{
	struct reading_text *reading = context;

	page_add(&reading->page, character, spot);
}

/* A file with columns becomes UTF-8 first. */
static void take_whole(void *context, uint32_t character,
		       const struct spot *spot)
{
	struct reading_text *reading = context;
	char bytes[4];
	size_t length = 0;

	(void)spot;
	if (character < 0x80) {
		bytes[length++] = (char)character;
	} else if (character < 0x800) {
		bytes[length++] = (char)(0xc0 | character >> 6);
		bytes[length++] = (char)(0x80 | (character & 0x3f));
	} else {
		if (character < 0x10000) {
			bytes[length++] = (char)(0xe0 | character >> 12);
		} else {
			bytes[length++] = (char)(0xf0 | character >> 18);
			bytes[length++] =
				(char)(0x80 | (character >> 12 & 0x3f));
		}
		bytes[length++] = (char)(0x80 | (character >> 6 & 0x3f));
		bytes[length++] = (char)(0x80 | (character & 0x3f));
	}
	builder_add(&reading->whole, (struct slice){bytes, length});
}

/* --- columns ---------------------------------------------------------------- */

/* Headings are kept to be told beside places. */
static int keep_headings(struct guard_report *report, const struct csv_row *row,
			 struct error *error)
{
	report->columns = arena_array(report->arena, row->count,
				      sizeof(*report->columns));
	if (report->columns == NULL)
		return error_memory(error);
	report->column_count = row->count;
	for (size_t i = 0; i < row->count; i++) {
		struct slice heading = slice_trim(row->fields[i]);

		if (heading.len > GUARD_COLUMN_BYTES || !text_is_clean(heading))
			continue;
		report->columns[i] = arena_copy(report->arena, heading);
		if (report->columns[i].at == NULL)
			return error_memory(error);
	}
	return 0;
}

static void scan_field(struct reading_text *reading, struct slice field,
		       struct spot spot)
{
	struct spot from = spot;
	uint32_t character;
	struct slice rest = field;

	while (text_next(&rest, &character)) {
		scanner_add(&reading->text, character, &spot);
		if (character == '\n') {
			spot.line++;
			spot.column = 1;
		} else {
			spot.column++;
		}
	}
	scanner_part(&reading->text, GAP_CELL);
	table_check_cell(reading->text.tables, slice_trim(field), &from, &spot);
}

/* Characters before the text of a field: its quotation mark.  One whose quotes
 * were undone is no longer in the file. */
static uint32_t quote_of(const struct csv *csv, struct slice field)
{
	if (field.at == NULL || field.len == 0)
		return 0;
	if (field.at < csv->bytes.at || field.at >= csv->end)
		return 1;
	return field.at > csv->bytes.at && field.at[-1] == '"';
}

static int scan_rows(struct reading_text *reading, struct csv *csv)
{
	struct csv_row row;
	uint32_t number = 0;
	int more;

	while ((more = csv_read(csv, &row, reading->error)) == 1) {
		number++;
		if (number == 1 &&
		    keep_headings(reading->report, &row, reading->error) != 0)
			return -1;
		for (size_t i = 0; i < row.count; i++) {
			struct spot spot = {.row = number,
					    .cell = (uint32_t)i + 1};

			csv_place(csv, &row, i, &spot.line, &spot.column);
			spot.column += quote_of(csv, row.fields[i]);
			scan_field(reading, row.fields[i], spot);
		}
		scanner_part(&reading->text, GAP_BREAK);
		table_check_row(reading->text.tables);
	}
	return more;
}

static int scan_columns(struct reading_text *reading)
{
	struct csv *csv;
	int result;

	if (reading->whole.failed)
		return error_memory(reading->error);
	csv = memory_array(1, sizeof(*csv));
	if (csv == NULL)
		return error_memory(reading->error);
	result = csv_begin(csv, builder_slice(&reading->whole), 0,
			   reading->error);
	if (result == 0)
		result = scan_rows(reading, csv);
	csv_release(csv);
	memory_free(csv);
	return result;
}

/* --- pieces ----------------------------------------------------------------- */

/* Fills the piece as far as the file goes; its length is 0 at the end. */
static int read_piece(struct reading_text *reading)
{
	size_t count;

	reading->piece_length = 0;
	do {
		if (reading->read(reading->context,
				  reading->piece + reading->piece_length,
				  PIECE_BYTES - reading->piece_length, &count,
				  reading->error) != 0)
			return -1;
		reading->piece_length += count;
	} while (count > 0 && reading->piece_length < PIECE_BYTES);
	reading->report->bytes += reading->piece_length;
	return 0;
}

static int too_large(struct error *error)
{
	error_set(error, ERROR_INPUT, "a file with columns of more than %d MiB",
		  CSV_BYTES >> 20);
	return error_hint(error, "cut it into several, or scan it with "
				 "--as text, which looks at no tables");
}

static int read_on(struct reading_text *reading)
{
	bool columns = reading->report->format == GUARD_CSV;

	while (reading->piece_length > 0 && !reading->text.failed &&
	       !reading->side.failed) {
		struct slice piece = {reading->piece, reading->piece_length};

		if (decoder_add(&reading->decoder, piece, reading->error) != 0)
			return -1;
		if (columns && reading->whole.len > CSV_BYTES)
			return too_large(reading->error);
		if (read_piece(reading) != 0)
			return -1;
	}
	return decoder_end(&reading->decoder, reading->error);
}

/* The name is published with the file. */
static void scan_name(struct reading_text *reading, struct slice name)
{
	struct spot spot = {0};
	uint32_t character;

	for (spot.column = 1; text_next(&name, &character); spot.column++)
		scanner_add(&reading->text, character, &spot);
	scanner_part(&reading->text, GAP_BREAK);
}

static int begin(struct reading_text *reading, enum guard_format format,
		 struct slice name)
{
	static character_taker *const takers[GUARD_FORMAT_COUNT] = {
		[GUARD_TEXT] = take_text,
		[GUARD_MARKDOWN] = take_markdown,
		[GUARD_HTML] = take_html,
		[GUARD_CSV] = take_whole,
	};
	struct guard_report *report = reading->report;
	struct slice beginning;

	if (read_piece(reading) != 0)
		return -1;
	beginning = slice_part(
		(struct slice){reading->piece, reading->piece_length}, 0,
		BEGINNING_BYTES);
	if (refuse_binary(beginning, reading->error) != 0)
		return -1;
	report->format =
		format == GUARD_ANY ? format_of(name, beginning) : format;
	if (scanner_begin(&reading->text, reading->guard, report,
			  reading->error) != 0 ||
	    scanner_begin(&reading->side, reading->guard, report,
			  reading->error) != 0)
		return -1;
	reading->side.token_count = SIDE_TOKENS;
	reading->side.token_first = SIDE_TOKENS;
	reading->page = page_of(&reading->text, &reading->side,
				report->format == GUARD_MARKDOWN);
	reading->pipes.scanner = &reading->text;
	reading->decoder = decoder_of(takers[report->format], reading);
	scan_name(reading, name);
	return 0;
}

static int end(struct reading_text *reading)
{
	enum guard_format format = reading->report->format;

	if (format == GUARD_CSV && scan_columns(reading) != 0)
		return -1;
	if (format == GUARD_TEXT || format == GUARD_MARKDOWN)
		pipes_end(&reading->pipes);
	if (format == GUARD_HTML || format == GUARD_MARKDOWN)
		page_end(&reading->page);
	if (scanner_end(&reading->side) != 0 ||
	    scanner_end(&reading->text) != 0)
		return -1;
	findings_settle(&reading->text);
	return 0;
}

/* A heading in which something was found is not told. */
static void hide_headings(struct guard_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct spot *spot = &report->list[i].from;

		if (spot->row == 1 && spot->cell > 0 &&
		    spot->cell <= report->column_count)
			report->columns[spot->cell - 1].len = 0;
	}
}

int guard_scan(const struct guard *guard, struct slice name,
	       enum guard_format format, guard_reader *read, void *context,
	       struct guard_report *report, struct arena *arena,
	       struct error *error)
{
	struct reading_text *reading = memory_array(1, sizeof(*reading));
	int result = -1;

	*report = (struct guard_report){.arena = arena};
	if (reading == NULL)
		return error_memory(error);
	reading->guard = guard;
	reading->report = report;
	reading->error = error;
	reading->read = read;
	reading->context = context;
	reading->piece = memory_allocate(PIECE_BYTES);
	if (reading->piece == NULL)
		error_memory(error);
	else if (begin(reading, format, name) == 0 && read_on(reading) == 0 &&
		 end(reading) == 0)
		result = 0;
	if (result == 0)
		hide_headings(report);
	table_check_release(reading->text.tables);
	table_check_release(reading->side.tables);
	if (reading->piece != NULL)
		explicit_bzero(reading->piece, PIECE_BYTES);
	memory_free(reading->piece);
	builder_release(&reading->whole);
	explicit_bzero(reading, sizeof(*reading));
	memory_free(reading);
	return result;
}

#include "tests/document/compose.h"

#include "base/date.h"
#include "tests/test.h"

enum { PARTS = 16 };

struct line {
	struct document *document;
	struct document_about *about;
	const struct source *source;
	struct slice parts[PARTS];
	size_t count;
};

/* --- reading a line ---------------------------------------------------------------- */

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Takes \xNN for a byte. */
static struct slice unescape(struct slice text, struct arena *arena)
{
	char *out = arena_allocate(arena, text.len + 1);
	size_t length = 0;

	assert_non_null(out);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\' && i + 3 < text.len &&
		    text.at[i + 1] == 'x' && digit_of(text.at[i + 2]) >= 0 &&
		    digit_of(text.at[i + 3]) >= 0) {
			out[length++] = (char)(digit_of(text.at[i + 2]) * 16 +
					       digit_of(text.at[i + 3]));
			i += 3;
			continue;
		}
		out[length++] = text.at[i];
	}
	return (struct slice){out, length};
}

static void cut_parts(struct line *line, struct slice rest, struct arena *arena)
{
	line->count = 0;
	while (rest.len > 0) {
		struct slice part = slice_cut(&rest, '|');

		assert_true(line->count < PARTS);
		if (line->count > 0 && part.len > 0 && part.at[0] == ' ')
			part = slice_part(part, 1, part.len);
		if (rest.len > 0 && part.len > 0 &&
		    part.at[part.len - 1] == ' ')
			part.len--;
		line->parts[line->count++] = unescape(part, arena);
	}
	for (size_t i = line->count; i < PARTS; i++)
		line->parts[i] = SLICE("");
}

/* --- what a line does ------------------------------------------------------------------ */

static void do_section(struct line *line)
{
	document_begin_section(line->document, slice_trim(line->parts[0]),
			       line->parts[1]);
}

static void do_paragraph(struct line *line)
{
	document_paragraph(line->document, line->parts[0]);
}

static void do_begin_paragraph(struct line *line)
{
	document_begin_paragraph(line->document);
}

static void do_bulleted(struct line *line)
{
	document_begin_list(line->document, DOCUMENT_BULLETED);
}

static void do_numbered(struct line *line)
{
	document_begin_list(line->document, DOCUMENT_NUMBERED);
}

static void do_item(struct line *line)
{
	document_item(line->document, line->parts[0]);
}

static void do_begin_item(struct line *line)
{
	document_begin_item(line->document);
}

static void do_pairs(struct line *line)
{
	document_begin_pairs(line->document);
}

static void do_pair(struct line *line)
{
	document_pair(line->document, line->parts[0], line->parts[1]);
}

static void do_begin_pair(struct line *line)
{
	document_begin_pair(line->document, line->parts[0]);
}

static void do_table(struct line *line)
{
	struct document_column columns[PARTS] = {0};
	bool row_headings = false;

	for (size_t i = 2; i < line->count; i++) {
		struct slice heading = line->parts[i];
		char first = heading.len > 0 ? heading.at[0] : '\0';

		if (first == '>' || first == '=' || first == '-')
			heading = slice_part(heading, 1, heading.len);
		row_headings |= first == '-';
		columns[i - 2] = (struct document_column){
			.heading = heading,
			.align = first == '>'   ? DOCUMENT_FINISH
				 : first == '=' ? DOCUMENT_CENTRE
						: DOCUMENT_START,
		};
	}
	document_begin_table(line->document, slice_trim(line->parts[0]),
			     line->parts[1], columns, line->count - 2,
			     row_headings);
}

static void do_row(struct line *line)
{
	document_begin_row(line->document);
	for (size_t i = 0; i < line->count; i++)
		document_cell(line->document, line->parts[i]);
	document_end(line->document);
}

static void do_begin_row(struct line *line)
{
	document_begin_row(line->document);
}

static void do_begin_cell(struct line *line)
{
	document_begin_cell(line->document);
}

static void do_note(struct line *line)
{
	document_begin_note(line->document, line->parts[0]);
}

static void do_figure(struct line *line)
{
	const struct document_drawing drawing = {
		.svg = line->parts[3],
		.description = line->parts[2],
		.width = 120,
		.height = 40,
	};

	document_figure(line->document, line->parts[0], line->parts[1],
			&drawing);
}

static void do_contents(struct line *line)
{
	document_contents(line->document, line->parts[0]);
}

static void do_text(struct line *line)
{
	document_text(line->document, line->parts[0]);
}

static void do_strong(struct line *line)
{
	document_strong(line->document, line->parts[0]);
}

static void do_code(struct line *line)
{
	document_code(line->document, line->parts[0]);
}

static void do_link(struct line *line)
{
	document_link(line->document, line->parts[0], line->parts[1]);
}

static void do_break(struct line *line)
{
	document_break(line->document);
}

static void do_id(struct line *line)
{
	document_id(line->document, line->parts[0]);
}

static void do_source(struct line *line)
{
	uint64_t number = 0;
	struct range range = {.source = line->source};

	assert_true(slice_number(line->parts[0], 99, &number) && number > 0);
	range.start = range.end = (uint32_t)number - 1;
	document_source(line->document, range);
}

static void do_end(struct line *line)
{
	document_end(line->document);
}

static const struct {
	struct slice word;
	void (*act)(struct line *line);
} verbs[] = {
	{SLICE_INIT("begin paragraph"), do_begin_paragraph},
	{SLICE_INIT("begin item"), do_begin_item},
	{SLICE_INIT("begin pair"), do_begin_pair},
	{SLICE_INIT("begin row"), do_begin_row},
	{SLICE_INIT("begin cell"), do_begin_cell},
	{SLICE_INIT("section"), do_section},
	{SLICE_INIT("paragraph"), do_paragraph},
	{SLICE_INIT("bulleted"), do_bulleted},
	{SLICE_INIT("numbered"), do_numbered},
	{SLICE_INIT("item"), do_item},
	{SLICE_INIT("pairs"), do_pairs},
	{SLICE_INIT("pair"), do_pair},
	{SLICE_INIT("table"), do_table},
	{SLICE_INIT("row"), do_row},
	{SLICE_INIT("note"), do_note},
	{SLICE_INIT("figure"), do_figure},
	{SLICE_INIT("contents"), do_contents},
	{SLICE_INIT("text"), do_text},
	{SLICE_INIT("strong"), do_strong},
	{SLICE_INIT("code"), do_code},
	{SLICE_INIT("link"), do_link},
	{SLICE_INIT("break"), do_break},
	{SLICE_INIT("id"), do_id},
	{SLICE_INIT("source"), do_source},
	{SLICE_INIT("end"), do_end},
};

static bool starts_with_word(struct slice text, struct slice word)
{
	return slice_starts_with(text, word) &&
	       (text.len == word.len || text.at[word.len] == ' ');
}

static void do_line(struct line *line, struct slice text, struct arena *arena)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (!starts_with_word(text, verbs[i].word))
			continue;
		cut_parts(line,
			  slice_part(text, verbs[i].word.len + 1, text.len),
			  arena);
		verbs[i].act(line);
		return;
	}
	fail_msg("no such line: %.*s", SLICE_ARGS(text));
}

/* Whether a line says what the document is; then it is noted. */
static bool read_about(struct document_about *about, struct slice text,
		       struct arena *arena)
{
	const struct {
		struct slice word;
		struct slice *value;
	} rows[] = {
		{SLICE("title"), &about->title},
		{SLICE("author"), &about->author},
		{SLICE("subtitle"), &about->subtitle},
		{SLICE("subject"), &about->subject},
		{SLICE("footer"), &about->footer},
		{SLICE("language"), &about->language},
	};

	if (slice_is(text, "large")) {
		about->large = true;
		return true;
	}
	if (slice_is(text, "series")) {
		about->series = true;
		return true;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (starts_with_word(text, rows[i].word)) {
			*rows[i].value =
				unescape(slice_part(text, rows[i].word.len + 1,
						    text.len),
					 arena);
			return true;
		}
	return false;
}

int compose(struct document *document, struct slice lines, struct arena *arena,
	    struct error *error)
{
	struct document_about about = {
		.title = SLICE("Title"),
		.language = SLICE("en-GB"),
		.date = DATE_NONE,
		.skip_word = SLICE("Skip to the text"),
		.links_word = SLICE("Links"),
		.sources_word = SLICE("Source:"),
	};
	struct line line = {.document = document, .about = &about};
	struct source *source = NULL;
	bool begun = false;

	assert_success(
		source_from_text(&source, SLICE("notices/pupils.notice"),
				 SLICE("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"),
				 arena, error),
		error);
	line.source = source;
	while (lines.len > 0) {
		struct slice text = slice_cut(&lines, '\n');

		if (text.len == 0 ||
		    (!begun && read_about(&about, text, arena)))
			continue;
		if (!begun)
			document_begin(document, arena, &about);
		begun = true;
		do_line(&line, text, arena);
	}
	if (!begun)
		document_begin(document, arena, &about);
	return document_finish(document, error);
}

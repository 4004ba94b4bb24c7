/*
 * Any texts in every place of a document: what is written is text that can be
 * shown, HTML has no tag that a text brought, and printed text is wrapped.
 */
#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "fuzz/target.h"
#include "document/document.h"
#include "document/html.h"
#include "document/markdown.h"
#include "document/text.h"
#include "document/text_wrap.h"

/* The next line of the input; when there is none, a word. */
static struct slice next(struct slice *input)
{
	struct slice line = slice_cut(input, '\n');

	return line.len > 0 ? line : SLICE("word");
}

static void add_runs(struct document *document, struct slice *input)
{
	document_text(document, next(input));
	document_strong(document, next(input));
	document_code(document, next(input));
	document_break(document);
	document_link(document, next(input), next(input));
	document_text(document, next(input));
}

static void add_table(struct document *document, struct slice *input)
{
	struct document_column columns[2] = {{.heading = next(input)},
					     {.heading = next(input)}};

	document_begin_table(document, next(input), next(input), columns, 2,
			     true);
	document_begin_row(document);
	document_cell(document, next(input));
	document_begin_cell(document);
	add_runs(document, input);
	document_end(document);
	document_end(document);
	document_end(document);
}

static void add_lists(struct document *document, struct slice *input)
{
	document_begin_list(document, DOCUMENT_BULLETED);
	document_begin_item(document);
	add_runs(document, input);
	document_begin_list(document, DOCUMENT_NUMBERED);
	document_item(document, next(input));
	document_end(document);
	document_end(document);
	document_end(document);
	document_begin_pairs(document);
	document_pair(document, next(input), next(input));
	document_end(document);
}

static void compose(struct document *document, struct slice input,
		    struct arena *arena)
{
	const struct document_about about = {
		.title = next(&input),
		.author = next(&input),
		.language = SLICE("en-GB"),
		.date = DATE_NONE,
		.footer = next(&input),
	};
	const struct document_drawing drawing = {
		.svg = SLICE("<path/>"),
		.description = next(&input),
	};

	document_begin(document, arena, &about);
	document_contents(document, next(&input));
	document_begin_section(document, next(&input), next(&input));
	document_begin_paragraph(document);
	add_runs(document, &input);
	document_end(document);
	add_lists(document, &input);
	document_begin_note(document, next(&input));
	document_paragraph(document, next(&input));
	document_end(document);
	add_table(document, &input);
	document_figure(document, next(&input), next(&input), &drawing);
	document_end(document);
}

static void check_lines(struct slice text, bool wrapped)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		must(text_is_clean(line));
		must(!wrapped || text_width(line) <= TEXT_COLUMNS ||
		     text_widest_word(line) > TEXT_COLUMNS - 24);
	}
}

static size_t count(struct slice text, char c)
{
	size_t found = 0;

	for (size_t i = 0; i < text.len; i++)
		found += text.at[i] == c;
	return found;
}

/* The body: the head's stylesheet has tabs. */
static struct slice body_of(struct slice html)
{
	const char *body = memmem(html.at, html.len, "<body", 5);

	must(body != NULL);
	return slice_part(html, (size_t)(body - html.at), html.len);
}

static struct slice body_with_links(struct builder *out, struct arena *arena)
{
	/* "word" is a target that may be linked to: the name of a file. */
	struct document document;
	struct error error;

	compose(&document, SLICE(""), arena);
	must(document_finish(&document, &error) == 0);
	html_write(&document, true, out);
	return body_of(builder_slice(out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static size_t most_tags;
	struct slice input = {(const char *)data, size};
	struct arena arena = {0};
	struct builder out = {0};
	struct document document;
	struct error error;
	struct slice body;

	if (most_tags == 0)
		most_tags = count(body_with_links(&out, &arena), '<');
	builder_clear(&out);
	compose(&document, input, &arena);
	if (document_finish(&document, &error) != 0) {
		arena_release(&arena);
		return 0;
	}
	html_write(&document, true, &out);
	must(!out.failed);
	body = body_of(builder_slice(&out));
	check_lines(body, false);
	must(count(body, '<') == count(body, '>'));
	/* No text adds a tag; one that is no target has no link. */
	must(count(body, '<') <= most_tags);
	builder_clear(&out);
	markdown_write(&document, true, &out);
	check_lines(builder_slice(&out), false);
	builder_clear(&out);
	text_write(&document, true, &out);
	check_lines(builder_slice(&out), true);
	builder_release(&out);
	arena_release(&arena);
	return 0;
}

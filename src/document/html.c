#include "document/html.h"

#include "base/builder.h"
#include "base/date.h"
#include "configuration.h"
#include "document/document.h"
#include "document/html_block.h"
#include "document/markup.h"
#include "document/stylesheet.h"

static void add_meta(struct builder *out, const char *name,
		     struct slice content)
{
	if (content.len == 0)
		return;
	builder_add_text(out, "<meta");
	markup_attribute(out, "name", slice_of(name));
	markup_attribute(out, "content", content);
	builder_add_text(out, ">\n");
}

static void add_date(struct builder *out, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	if (date == DATE_NONE)
		return;
	date_format(date, text);
	add_meta(out, "dcterms.date", slice_of(text));
}

/* On paper, in a series. */
static const char series[] =
	"@media print {\n"
	"\t.series > header, .series > footer { display: none; }\n"
	"\t.series > main > section + section { break-before: page; }\n"
	"\tbody.series { font-size: 10pt; line-height: 1.4; }\n"
	"\t.series h2 { margin-top: 0; }\n"
	"\t.series h3 { margin: 1.25rem 0 0.4rem; }\n"
	"\t.series p { margin-bottom: 0.6rem; }\n"
	"\t.series main a[href^=\"http\"]::after { content: none; }\n"
	"\t.series dl { display: grid; grid-template-columns: 9rem 1fr; }\n"
	"\t.series dd { border-top: 1px solid var(--line); }\n"
	"\t.series dt, .series dd { padding-top: 0.3rem; "
	"padding-bottom: 0.3rem; }\n"
	"}\n";

static void add_style(struct builder *out, const struct document_about *about)
{
	builder_add_text(out, "<style>\n");
	for (size_t i = 0; i < sizeof(stylesheet) / sizeof(stylesheet[0]); i++)
		builder_add_text(out, stylesheet[i]);
	if (about->series)
		builder_add_text(out, series);
	builder_add_text(out, "</style>\n");
}

/* "title - author", as a browser's tab and a search show it. */
static void add_title(struct builder *out, const struct document_about *about)
{
	builder_add_text(out, "<title>");
	markup_add(out, about->title);
	if (about->author.len > 0) {
		builder_add_text(out, " - ");
		markup_add(out, about->author);
	}
	builder_add_text(out, "</title>\n");
}

static void add_head(struct builder *out, const struct document_about *about)
{
	builder_add_text(
		out,
		"<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\""
		" content=\"default-src 'none'; style-src 'unsafe-inline'; "
		"base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\""
		" content=\"width=device-width, initial-scale=1\">\n");
	add_title(out, about);
	add_meta(out, "author", about->author);
	add_meta(out, "description", about->subject);
	add_date(out, about->date);
	add_meta(out, "generator", SLICE("Hornbook " HORNBOOK_VERSION));
	add_style(out, about);
	builder_add_text(out, "</head>\n");
}

static void add_line(struct builder *out, const char *class, struct slice text)
{
	if (text.len == 0)
		return;
	builder_add_text(out, "<p");
	markup_attribute(out, "class", slice_of(class));
	builder_add_byte(out, '>');
	markup_add(out, text);
	builder_add_text(out, "</p>\n");
}

static void add_banner(struct builder *out, const struct document_about *about)
{
	builder_add_text(out, "<header>\n");
	add_line(out, "author", about->author);
	markup_element(out, "h1", about->title);
	builder_add_byte(out, '\n');
	add_line(out, "subtitle", about->subtitle);
	builder_add_text(out, "</header>\n");
}

static void add_skip(struct builder *out, struct slice words)
{
	if (words.len == 0)
		return;
	builder_add_text(out, "<a class=\"skip\" href=\"#main.text\">");
	markup_add(out, words);
	builder_add_text(out, "</a>\n");
}

static void add_footer(struct builder *out, struct slice text)
{
	if (text.len == 0)
		return;
	builder_add_text(out, "<footer>\n");
	markup_element(out, "p", text);
	builder_add_text(out, "\n</footer>\n");
}

static void add_body(struct builder *out, const struct document_about *about)
{
	builder_add_text(out, "<body");
	if (about->large || about->series)
		markup_attribute(out, "class",
				 !about->series ? SLICE("large")
				 : about->large ? SLICE("large series")
						: SLICE("series"));
	builder_add_text(out, ">\n");
}

void html_write(const struct document *document, bool sources,
		struct builder *out)
{
	const struct document_about *about = &document->about;
	struct html html = {
		.document = document,
		.sources = sources,
		.out = out,
	};

	builder_add_text(out, "<!DOCTYPE html>\n<html");
	markup_attribute(out, "lang", about->language);
	builder_add_text(out, ">\n");
	add_head(out, about);
	add_body(out, about);
	add_skip(out, about->skip_word);
	add_banner(out, about);
	builder_add_text(out, "<main id=\"main.text\" tabindex=\"-1\">\n");
	html_add_blocks(&html, document->root);
	builder_add_text(out, "</main>\n");
	add_footer(out, about->footer);
	builder_add_text(out, "</body>\n</html>\n");
}

/* PDF: what it says of itself, long documents, what cannot be, memory. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "configuration.h"
#include "document/pdf.h"
#include "tests/document/compose.h"
#include "tests/document/pdf_tools.h"

/* --- one document with everything ---------------------------------------------------------- */

static const struct slice everything = SLICE_INIT(
	"title Where it goes\nauthor Elmfield Academy\nsubtitle S\n"
	"subject What we give to whom\nlanguage cy\nfooter F\n"
	"contents Contents\n"
	"section a | A heading\n"
	"begin paragraph\nlink x | https://example.org/(y)\n"
	"text  and \nlink here | #t\ncode pupil.name\nend\nsource 3\n"
	"bulleted\nbegin item\nstrong y\nnumbered\nitem z\nend\nend\nend\n"
	"note N\npairs\npair t | u\nend\nend\n"
	"table t | A table | -Who | >How many | \nrow c | 1 | d\nsource 4\n"
	"row e | 22 | f\nend\n"
	"figure f | F | From the school to the council. | "
	"<g fill=\"none\" stroke=\"black\"><rect x=\"1\" y=\"1\" width=\"30\" "
	"height=\"9\" rx=\"2\"/><path d=\"M 3 3 l 5,5 h 3 v 2 Q 1 2 3 4 z\"/>"
	"<text x=\"9\" y=\"9\" fill=\"#123\">T</text></g>\n"
	"end\n");

static void write_everything(struct arena *arena, bool sources,
			     struct builder *out)
{
	struct document document;
	struct error error = {0};

	assert_success(compose(&document, everything, arena, &error), &error);
	assert_success(pdf_write(&document, sources, out, &error), &error);
}

static void test_about(void **state)
{
	static const struct {
		const char *tool;
		const char *wanted;
	} rows[] = {
		{"pdfinfo", "Title:           Where it goes\n"},
		{"pdfinfo", "Author:          Elmfield Academy\n"},
		{"pdfinfo", "Subject:         What we give to whom\n"},
		{"pdfinfo", "Tagged:          yes\n"},
		{"pdfinfo", "(A4)"},
		{"pdfinfo -meta", "<pdfuaid:part>1</pdfuaid:part>"},
		{"pdfinfo -meta", "<rdf:li>cy</rdf:li>"},
		{"pdfinfo -url", "https://example.org/(y)"},
		{"pdfinfo -dests", "\"t\""},
		{"pdfinfo -struct", "    H2 (block)\n"},
		{"pdfinfo -struct", "      Link (inline)\n"},
		{"pdfinfo -struct", "      Code (inline)\n"},
		{"pdfinfo -struct", "       /ListNumbering /Decimal\n"},
		{"pdfinfo -struct",
		 "          TH:\n             /Scope /Column\n"},
		{"pdfinfo -struct",
		 "          TH:\n             /Scope /Row\n"},
		{"pdfinfo -struct", "      Caption\n"},
		{"pdffonts",
		 "LiberationSans                CID TrueType      Identity-H   "
		 "    yes yes yes"},
	};
	struct arena arena = {0};
	struct builder out = {0};

	(void)state;
	write_everything(&arena, false, &out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		pdf_check_says(rows[i].tool, builder_slice(&out),
			       rows[i].wanted);
	builder_release(&out);
	arena_release(&arena);
}

static void test_repertoire(void **state)
{
	static const char *const with[] = {"",
					   "Zo\u00eb \u0141uczak-O\u2019Brien",
					   "\u0418\u043b\u044c\u0438\u043d"};
	static const char *const without[] = {
		"Nguy\u1ec5n", "\u674e", "\u0645\u062d\u0645\u062f", "a\xff"};
	struct arena arena = {0};
	struct pdf_repertoire *repertoire;
	struct error error = {0};

	(void)state;
	assert_success(pdf_repertoire_open(&repertoire, &arena, &error),
		       &error);
	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		assert_true(pdf_repertoire_has(repertoire, slice_of(with[i])));
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		assert_false(
			pdf_repertoire_has(repertoire, slice_of(without[i])));
	arena_release(&arena);
}

/* Letters: a page for each, each with its own first heading, no page numbers. */
static void test_series(void **state)
{
	struct arena arena = {0};
	struct builder out = {0}, shown = {0};
	struct document document;
	struct error error = {0};

	(void)state;
	assert_success(compose(&document,
			       SLICE("title Letters\nauthor Elm\nseries\n"
				     "section a | One\nparagraph x\n"
				     "section b | More\nparagraph z\nend\nend\n"
				     "section c | Two\nparagraph y\nend\n"),
			       &arena, &error),
		       &error);
	assert_success(pdf_write(&document, false, &out, &error), &error);
	pdf_check_says("pdfinfo", builder_slice(&out),
		       "Title:           Letters\n");
	pdf_check_says("pdfinfo", builder_slice(&out), "Pages:           2\n");
	pdf_check_says("pdfinfo -struct", builder_slice(&out),
		       "    H1 (block)\n");
	pdf_run_tool("f() { pdftotext -layout \"$1\" -; }; f",
		     builder_slice(&out), &shown);
	assert_null(strstr(builder_text(&shown), "Letters"));
	assert_null(strstr(builder_text(&shown), "1 / 2"));
	assert_non_null(strstr(builder_text(&shown), "\fTwo\n"));
	pdf_check_says("f() { qpdf --qdf --object-streams=disable \"$1\" - | "
		       "tr '\\0' ' '; }; f",
		       builder_slice(&out), "/Duplex /Simplex");
	builder_release(&shown);
	builder_release(&out);
	arena_release(&arena);
}

/* The catalogue and all else, with nothing compressed. */
static void test_objects(void **state)
{
	static const char *const wanted[] = {
		"/Lang (cy)",
		"/DisplayDocTitle true",
		"/Marked true",
		"/PageMode /UseOutlines",
		"/Title (A heading)",
		"/Alt (From the school to the council.)",
		"/BBox [",
		"/Aside /Sect",
		"/Tabs /S",
		"/Contents (here)",
		"/Dest (t)",
		"/Artifact BMC",
	};
	struct arena arena = {0};
	struct builder out = {0}, shown = {0};
	const char *text;

	(void)state;
	write_everything(&arena, true, &out);
	pdf_run_tool("f() { qpdf --qdf --object-streams=disable \"$1\" -; }; f",
		     builder_slice(&out), &shown);
	for (size_t i = 0; i < shown.len; i++)
		if (shown.at[i] == '\0')
			shown.at[i] = ' ';
	text = builder_text(&shown);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (strstr(text, wanted[i]) == NULL)
			fail_msg("there is no %s", wanted[i]);
	builder_release(&shown);
	builder_release(&out);
	arena_release(&arena);
}

static void test_same(void **state)
{
	struct arena arena = {0};
	struct builder first = {0}, second = {0};

	(void)state;
	write_everything(&arena, true, &first);
	write_everything(&arena, true, &second);
	assert_true(slice_equal(builder_slice(&first), builder_slice(&second)));
	builder_release(&first);
	builder_release(&second);
	arena_release(&arena);
}

/* --- long documents ------------------------------------------------------------------------ */

static void put_many(struct builder *lines, int sections)
{
	builder_add_text(lines, "title Long\nauthor A\ncontents C\n");
	for (int i = 0; i < sections; i++) {
		builder_add_format(lines,
				   "section s%d | Heading%d\n"
				   "paragraph We give them these things:\n"
				   "bulleted\n",
				   i, i);
		for (int j = 0; j < i % 7; j++)
			builder_add_text(
				lines, "item Name, address and date of birth, "
				       "so that they can write to you about "
				       "careers, and about training.\n");
		builder_add_text(lines, "end\nnote N\nparagraph Inside.\nend\n"
					"table | T | -Who | What\n");
		for (int j = 0; j < i % 5 + 1; j++)
			builder_add_text(
				lines,
				"row Department | Name, address, date of "
				"birth, ethnic group, first language and "
				"more\n");
		builder_add_text(lines, "end\nend\n");
	}
}

/* No page's last line above its foot is a heading, a caption, or the sentence
 * before a list. */
static void check_ends(struct slice pages)
{
	while (pages.len > 0) {
		struct slice page = slice_cut(&pages, '\f');
		struct slice last = {0}, foot = {0};

		while (page.len > 0) {
			struct slice line = slice_trim(slice_cut(&page, '\n'));

			if (line.len > 0) {
				last = foot;
				foot = line;
			}
		}
		/* in the contents a page's number follows */
		assert_false(slice_starts_with(last, SLICE("Heading")) &&
			     memchr(last.at, ' ', last.len) == NULL);
		assert_false(slice_starts_with(last, SLICE("We give")));
		assert_false(slice_is(last, "T"));
		assert_false(slice_is(last, "N"));
	}
}

/* Whether a word stands in a text, with spaces or line ends around it. */
static bool has_word(struct slice text, struct slice word)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		while (line.len > 0)
			if (slice_equal(slice_cut(&line, ' '), word))
				return true;
	}
	return false;
}

/* No word is broken: each that is seen is one that was written. */
static void check_whole_words(struct slice pages, struct slice written)
{
	while (pages.len > 0) {
		struct slice line = slice_cut(&pages, '\n');

		while (line.len > 0) {
			struct slice word = slice_cut(&line, ' ');

			word = slice_starts_with(word, SLICE("\f"))
				       ? slice_part(word, 1, word.len)
				       : word;
			if (word.len == 0 || slice_is(word, "/") ||
			    strspn(word.at, "0123456789") >= word.len ||
			    slice_is(word, "\xE2\x80\xA2"))
				continue;
			if (!has_word(written, word))
				fail_msg("'%.*s' is no whole word",
					 SLICE_ARGS(word));
		}
	}
}

static void test_long(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder lines = {0}, out = {0}, text = {0};

	(void)state;
	put_many(&lines, 60);
	assert_success(
		compose(&document, builder_slice(&lines), &arena, &error),
		&error);
	assert_success(pdf_write(&document, false, &out, &error), &error);
	pdf_check_words(&document, builder_slice(&out));
	pdf_run_tool("f() { pdftotext -layout \"$1\" -; }; f",
		     builder_slice(&out), &text);
	check_ends(builder_slice(&text));
	for (size_t i = 0; i < lines.len; i++)
		if (lines.at[i] == '-') /* before a heading of rows */
			lines.at[i] = ' ';
	check_whole_words(builder_slice(&text), builder_slice(&lines));
	builder_release(&lines);
	builder_release(&out);
	builder_release(&text);
	arena_release(&arena);
}

/* Of each page, between its running title and its foot, the first and last
 * line. */
static void check_paragraphs(struct slice pages)
{
	bool first_page = true;

	while (pages.len > 0) {
		struct slice page = slice_cut(&pages, '\f');
		struct slice lines[80];
		size_t count = 0, first = first_page ? 0 : 1;

		while (page.len > 0 && count < 80) {
			lines[count] = slice_trim(slice_cut(&page, '\n'));
			count += lines[count].len > 0;
		}
		first_page = false;
		if (count < first + 3)
			continue;
		/* neither the last line of one alone, nor the first */
		assert_false(
			slice_starts_with(lines[count - 2], SLICE("First")));
		assert_false(
			slice_ends_with(lines[first], SLICE("last.")) &&
			!slice_ends_with(lines[first + 1], SLICE("last.")) &&
			slice_starts_with(lines[first + 1], SLICE("First")));
	}
}

/* Paragraphs of two to nine lines, over many pages. */
static void test_paragraphs(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder lines = {0}, out = {0}, text = {0};

	(void)state;
	builder_add_text(&lines, "title T\nauthor A\n");
	for (int i = 0; i < 200; i++) {
		builder_add_text(&lines, "paragraph First");
		for (int j = 0; j < 20 + i * 7 % 90; j++)
			builder_add_text(&lines, " words");
		builder_add_text(&lines, " last.\n");
	}
	assert_success(
		compose(&document, builder_slice(&lines), &arena, &error),
		&error);
	assert_success(pdf_write(&document, false, &out, &error), &error);
	pdf_run_tool("f() { pdftotext -layout \"$1\" -; }; f",
		     builder_slice(&out), &text);
	check_paragraphs(builder_slice(&text));
	builder_release(&lines);
	builder_release(&out);
	builder_release(&text);
	arena_release(&arena);
}

/* A cell and a word longer than a page and a line. */
static void test_giants(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder lines = {0}, out = {0};

	(void)state;
	builder_add_text(&lines, "paragraph ");
	for (int i = 0; i < 300; i++)
		builder_add_text(&lines, "Llanfairpwllgwyngyll");
	builder_add_text(&lines, "\ntable t | T | A | B | C | D | E | F\nrow ");
	for (int i = 0; i < 900; i++)
		builder_add_text(&lines, "information that goes on ");
	builder_add_text(&lines, "| Llanfairpwllgwyngyllgogerychwyrndrobwll"
				 "llantysiliogogogoch | c | d | e | f\nend\n");
	assert_success(
		compose(&document, builder_slice(&lines), &arena, &error),
		&error);
	assert_success(pdf_write(&document, false, &out, &error), &error);
	pdf_check_words(&document, builder_slice(&out));
	builder_release(&lines);
	builder_release(&out);
	arena_release(&arena);
}

/* --- what cannot be ------------------------------------------------------------------------ */

static void check_refused(struct slice lines, const char *directory,
			  const char *wanted)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder out = {0};

	assert_success(compose(&document, lines, &arena, &error), &error);
	builder_add_text(&out, "before");
	assert_int_equal(
		pdf_write_with(directory, &document, false, &out, &error), -1);
	if (strstr(error.message, wanted) == NULL)
		fail_msg("'%s' does not say '%s'", error.message, wanted);
	assert_slice(builder_slice(&out), "before");
	builder_release(&out);
	arena_release(&arena);
}

static void test_refused(void **state)
{
	const char *fonts = HORNBOOK_FONT_DIRECTORY;

	(void)state;
	check_refused(SLICE("paragraph x\n"), "/nowhere",
		      "there is no font '/nowhere/LiberationSans-Regular.ttf'");
	check_refused(SLICE("paragraph x \xE5\xAD\xA6\n"), fonts,
		      "no character U+5B66");
	check_refused(SLICE("figure f | F | D | <text>\xE5\xAD\xA6</text>\n"),
		      fonts, "no character U+5B66");
	check_refused(SLICE("figure f | F | D | <image href=\"x\"/>\n"), fonts,
		      "the element 'image'");
	check_refused(SLICE("figure f | F | D | <g><rect></g>\n"), fonts,
		      "not well-formed");
	check_refused(SLICE("figure f | F | D | <path d=\"M 1 2 A 3 4\"/>\n"),
		      fonts, "the path 'A 3 4'");
	check_refused(SLICE("figure f | F | D | <rect fill=\"red\"/>\n"), fonts,
		      "the colour 'red'");
	check_refused(SLICE("figure f | F | D | <g transform=\"scale(2)\"/>\n"),
		      fonts, "the transform 'scale(2)'");
}

/* A font cut anywhere is refused or read, and never read beyond its end. */
static void test_cut_font(void **state)
{
	static const char *const names[] = {"LiberationSans-Regular.ttf",
					    "LiberationSans-Bold.ttf",
					    "LiberationMono-Regular.ttf"};
	char directory[] = SCRATCH "fonts-XXXXXX";
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder font = {0};

	(void)state;
	assert_non_null(mkdtemp(directory));
	assert_success(file_read(HORNBOOK_FONT_DIRECTORY
				 "/LiberationSans-Regular.ttf",
				 UINT64_MAX, &font, &error),
		       &error);
	assert_success(compose(&document, SLICE("paragraph \xC5\xB5 x\n"),
			       &arena, &error),
		       &error);
	for (size_t size = 0; size < font.len; size += font.len / 40 + 7) {
		struct builder out = {0};

		for (size_t i = 0; i < 3; i++)
			assert_success(
				file_put(path_join(&arena, directory, names[i]),
					 slice_part(builder_slice(&font), 0,
						    size),
					 0600, 0700, &error),
				&error);
		if (pdf_write_with(directory, &document, false, &out, &error) !=
		    0)
			assert_int_equal(error.code, ERROR_INPUT);
		builder_release(&out);
	}
	assert_success(directory_remove(directory, &error), &error);
	builder_release(&font);
	arena_release(&arena);
}

static void test_memory(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	bool failed = true;

	(void)state;
	assert_success(compose(&document, everything, &arena, &error), &error);
	for (uint64_t nth = 1; failed; nth++) {
		struct builder out = {0};
		int result;

		memory_fail_at(nth);
		result = pdf_write(&document, true, &out, &error);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		if (failed)
			assert_int_equal(error.code, ERROR_MEMORY);
		builder_release(&out);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_about),
		cmocka_unit_test(test_repertoire),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_paragraphs),
		cmocka_unit_test(test_giants),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut_font),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("publish pdf", tests, NULL, NULL);
}

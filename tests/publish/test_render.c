/* Documents in HTML, Markdown and text: the files of render/. */
#include "tests/data.h"
#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/memory.h"
#include "base/text.h"
#include "publish/html.h"
#include "publish/markdown.h"
#include "publish/text.h"
#include "publish/text_wrap.h"
#include "tests/publish/compose.h"

typedef void writer(const struct document *, bool, struct builder *);

/* What stands in <main>; the rest is the same for all, and long. */
static struct slice main_of(struct slice html)
{
	static const char begin[] = "<main id=\"main.text\" tabindex=\"-1\">\n";
	const char *from = memmem(html.at, html.len, begin, sizeof(begin) - 1);
	const char *to = memmem(html.at, html.len, "</main>", 7);

	assert_non_null(from);
	assert_non_null(to);
	from += sizeof(begin) - 1;
	return (struct slice){from, (size_t)(to - from)};
}

/* No line that could have been broken is too wide; none ends with a space; all
 * can be shown. */
static void check_lines(struct slice text, bool narrow)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		assert_true(text_is_clean(line));
		if (!narrow)
			continue;
		assert_false(slice_ends_with(line, SLICE(" ")));
		if (text_width(line) > TEXT_COLUMNS)
			assert_true(text_widest_word(line) > TEXT_COLUMNS - 24);
	}
}

static void check_section(const struct data_case *test, const char *name,
			  const struct document *document, bool sources,
			  writer *write)
{
	struct slice expected = data_text(test, name);
	struct builder out = {0};
	struct slice actual;

	write(document, sources, &out);
	assert_false(out.failed);
	actual = write == html_write ? main_of(builder_slice(&out))
				     : builder_slice(&out);
	check_lines(actual, write == text_write);
	if (expected.len > 0 && !slice_equal(actual, expected)) {
		fprintf(stderr, "%.*s:%u: %s is\n%.*s@@@\n",
			SLICE_ARGS(test->file), test->line, name,
			SLICE_ARGS(actual));
		fail_msg("%s is not as written", name);
	}
	builder_release(&out);
}

static void check_document(void **state)
{
	const struct data_case *test = *state;
	struct arena arena = {0};
	struct document document;
	struct error error = {0};

	assert_success(
		compose(&document, data_text(test, "document"), &arena, &error),
		&error);
	check_section(test, "html", &document, false, html_write);
	check_section(test, "markdown", &document, false, markdown_write);
	check_section(test, "text", &document, false, text_write);
	check_section(test, "html sources", &document, true, html_write);
	check_section(test, "markdown sources", &document, true,
		      markdown_write);
	check_section(test, "text sources", &document, true, text_write);
	arena_release(&arena);
}

/* --- memory ------------------------------------------------------------------------ */

static const struct slice everything = SLICE_INIT(
	"title T\nauthor A\nsubtitle S\nfooter F\n"
	"contents C\n"
	"section a | A\n"
	"begin paragraph\nlink x | https://example.org/\ncode f\nend\n"
	"source 3\n"
	"bulleted\nbegin item\nstrong y\nnumbered\nitem z\nend\nend\nend\n"
	"note N\npairs\npair t | u\nend\nend\n"
	"table t | T | -a | >b\nrow c | 1\nend\n"
	"figure f | F | G | <g/>\n"
	"end\n");

static void check_memory(writer *write)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	bool failed = true;

	assert_success(compose(&document, everything, &arena, &error), &error);
	for (uint64_t nth = 1; failed; nth++) {
		struct builder out = {0};

		memory_fail_at(nth);
		write(&document, true, &out);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(out.failed, failed);
		builder_release(&out);
	}
	arena_release(&arena);
}

static void test_memory(void **state)
{
	(void)state;
	check_memory(html_write);
	check_memory(markdown_write);
	check_memory(text_write);
}

/* --- the page around ----------------------------------------------------------------- */

static void test_page(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder out = {0};
	const char *page;

	(void)state;
	assert_success(compose(&document,
			       SLICE("title A < B\nauthor \"Elm\" & Co\n"
				     "subject </head>\nlanguage cy\nlarge\n"
				     "footer <f>\nparagraph x\n"),
			       &arena, &error),
		       &error);
	html_write(&document, false, &out);
	page = builder_text(&out);
	assert_non_null(strstr(page, "<html lang=\"cy\">"));
	assert_non_null(
		strstr(page, "<title>A &lt; B - &quot;Elm&quot; &amp; Co"));
	assert_non_null(strstr(page, "content=\"&lt;/head&gt;\""));
	assert_non_null(strstr(page, "default-src 'none'"));
	assert_non_null(strstr(page, "<body class=\"large\">"));
	assert_non_null(strstr(page, "href=\"#main.text\">Skip to the text<"));
	assert_non_null(strstr(page, "<h1>A &lt; B</h1>"));
	assert_non_null(strstr(page, "<p>&lt;f&gt;</p>\n</footer>"));
	assert_non_null(strstr(page, "max-width: 46rem"));
	builder_release(&out);
	arena_release(&arena);
}

static void test_widths(void **state)
{
	static const struct {
		struct slice text;
		size_t width;
	} rows[] = {
		{SLICE_INIT("abc"), 3},
		{SLICE_INIT("Tŷ Glas – caffè"), 15},
		{SLICE_INIT("e\xcc\x81"), 1},
		{SLICE_INIT("学校"), 4},
		{SLICE_INIT(""), 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(text_width(rows[i].text), rows[i].width);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_widths),
	};
	int failures = cmocka_run_group_tests_name("publish render", tests,
						   NULL, NULL);

	return failures + data_run("publish render files",
				   "tests/publish/render", check_document);
}

/* What composers rely on: ids, links, cleaning, sources, and memory that ends. */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "document/document.h"
#include "document/html.h"
#include "document/markdown.h"
#include "document/markup.h"
#include "document/text.h"
#include "document/text_wrap.h"
#include "tests/document/compose.h"

static const struct document_about about = {
	.title = SLICE_INIT("How we use your information"),
	.author = SLICE_INIT("Elmfield Academy"),
	.language = SLICE_INIT("en-GB"),
	.date = DATE_NONE,
	.skip_word = SLICE_INIT("Skip"),
};

static int compose_all(struct document *document, struct arena *arena,
		       struct error *error)
{
	static const struct document_column columns[] = {
		{.heading = SLICE_INIT("Who")},
		{.heading = SLICE_INIT("How many"), .align = DOCUMENT_FINISH},
	};
	static const struct document_drawing drawing = {
		.svg = SLICE_INIT("<rect width=\"9\" height=\"9\"/>"),
		.description = SLICE_INIT("One square."),
		.width = 9,
		.height = 9,
	};
	static const struct source source = {.name = SLICE_INIT("a.notice")};
	const struct range range = {.source = &source, .start = 3, .end = 9};

	document_begin(document, arena, &about);
	document_contents(document, SLICE("Contents"));
	document_begin_section(document, SLICE(""), SLICE("Who we are"));
	document_paragraph(document, SLICE("A school."));
	document_source(document, range);
	document_source(document, range);
	document_begin_list(document, DOCUMENT_NUMBERED);
	document_item(document, SLICE("One"));
	document_begin_item(document);
	document_strong(document, SLICE("Two"));
	document_break(document);
	document_link(document, SLICE("table"), SLICE("#Counts"));
	document_end(document);
	document_source(document, range);
	document_end(document);
	document_begin_note(document, SLICE("Note"));
	document_begin_pairs(document);
	document_pair(document, SLICE("Term"), SLICE("Text"));
	document_end(document);
	document_end(document);
	document_end(document);
	document_begin_table(document, SLICE("counts"), SLICE("Counts"),
			     columns, 2, true);
	document_begin_row(document);
	document_cell(document, SLICE("A council"));
	document_cell(document, SLICE("7"));
	document_end(document);
	document_end(document);
	document_figure(document, SLICE("map"), SLICE("Map"), &drawing);
	return document_finish(document, error);
}

static void test_tree(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	const struct document_block *block;

	(void)state;
	assert_success(compose_all(&document, &arena, &error), &error);
	block = document.root->children->next;
	assert_int_equal(block->kind, BLOCK_SECTION);
	assert_slice(block->id, "who-we-are");
	assert_int_equal(block->level, 1);
	assert_int_equal(block->count, 3);
	assert_int_equal(block->children->source_count, 1);
	block = block->children->next;
	assert_int_equal(block->list, DOCUMENT_NUMBERED);
	assert_int_equal(block->last->source_count, 1);
	assert_slice(block->last->runs->next->next->target, "#counts");
	block = document.root->children->next->next;
	assert_int_equal(block->columns->count, 2);
	assert_int_equal(block->children->count, 2);
	arena_release(&arena);
}

/* The first block of an arena is full so far already that each allocation of the
 * document is once the one that needs a second. */
static void test_memory(void **state)
{
	enum { BLOCK_BYTES = 4096, STEP_BYTES = 16 };

	(void)state;
	for (size_t full = STEP_BYTES; full <= BLOCK_BYTES;
	     full += STEP_BYTES) {
		struct arena arena = {0};
		struct document document;
		struct error error = {0};
		bool failed;
		int status;

		assert_non_null(arena_allocate(&arena, full));
		memory_fail_at(1);
		status = compose_all(&document, &arena, &error);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(status, failed ? -1 : 0);
		if (failed)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
	}
}

static void test_texts(void **state)
{
	static const struct {
		const char *label;
		struct slice text;
		const char *clean;
	} rows[] = {
		{"plain", SLICE_INIT("a b"), "a b"},
		{"line ends", SLICE_INIT("a\r\n\t b\n"), "a b "},
		{"controls", SLICE_INIT("a\x1b[31mb\x7f\0"), "a?[31mb??"},
		{"turned",
		 SLICE_INIT("a\xe2\x80\xae"
			    "b"),
		 "a?b"},
		{"not UTF-8",
		 SLICE_INIT("a\xff"
			    "b\xc3"),
		 "a?b?"},
		{"markup", SLICE_INIT("<b>&amp;"), "<b>&amp;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = {0};
		struct document document;

		print_message("# %s\n", rows[i].label);
		document_begin(&document, &arena, &about);
		document_paragraph(&document, rows[i].text);
		assert_slice(document.root->children->runs->text,
			     rows[i].clean);
		arena_release(&arena);
	}
}

static void test_ids(void **state)
{
	static const struct {
		struct slice heading;
		const char *id;
	} rows[] = {
		{SLICE_INIT("Careers Advice"), "careers-advice"},
		{SLICE_INIT(" careers: advice! "), "careers-advice-2"},
		{SLICE_INIT("CAREERS ADVICE"), "careers-advice-3"},
		{SLICE_INIT("careers advice 2"), "careers-advice-2-2"},
		{SLICE_INIT("2026"), "n2026"},
		{SLICE_INIT("Tŷ"), "t"},
		{SLICE_INIT("学校"), "x"},
		{SLICE_INIT("\"><script>"), "script"},
	};
	struct arena arena = {0};
	struct document document;
	struct error error = {0};

	(void)state;
	document_begin(&document, &arena, &about);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		document_begin_section(&document, SLICE(""), rows[i].heading);
		document_end(&document);
		assert_slice(document.root->last->id, rows[i].id);
		assert_true(document_has_id(&document, slice_of(rows[i].id)));
	}
	for (int i = 0; i < 300; i++) {
		document_paragraph(&document, SLICE("a"));
		document_id(&document, SLICE("many"));
	}
	assert_slice(document.root->last->id, "many-300");
	assert_false(document_has_id(&document, SLICE("none")));
	assert_slice(document_identifier(&document, SLICE("share"),
					 SLICE("NHS England")),
		     "share-nhs-england");
	assert_success(document_finish(&document, &error), &error);
	arena_release(&arena);
}

static void test_links(void **state)
{
	static const struct {
		struct slice target;
		const char *stored; /* NULL: no link */
	} rows[] = {
		{SLICE_INIT("https://ico.org.uk/make-a-complaint/"),
		 "https://ico.org.uk/make-a-complaint/"},
		{SLICE_INIT("HTTP://example.org"), "HTTP://example.org"},
		{SLICE_INIT("mailto:office@elmfield.example"),
		 "mailto:office@elmfield.example"},
		{SLICE_INIT("tel:+441632960000"), "tel:+441632960000"},
		{SLICE_INIT("https://example.org/t\xc5\xb7"),
		 "https://example.org/t%C5%B7"},
		{SLICE_INIT("leaflet.html"), "leaflet.html"},
		{SLICE_INIT("leaflet.html#years"), "leaflet.html#years"},
		{SLICE_INIT("javascript:alert(1)"), NULL},
		{SLICE_INIT("JaVaScRiPt:alert(1)"), NULL},
		{SLICE_INIT(" https://example.org"), NULL},
		{SLICE_INIT("https://example.org/\"onclick=x"), NULL},
		{SLICE_INIT("https://example.org/\n"), NULL},
		{SLICE_INIT("https://example.org/\xe2\x80\xae"), NULL},
		{SLICE_INIT("https://"), NULL},
		{SLICE_INIT("data:text/html,x"), NULL},
		{SLICE_INIT("//example.org"), NULL},
		{SLICE_INIT("../secret"), NULL},
		{SLICE_INIT(".hidden"), NULL},
		{SLICE_INIT("a#b#c"), NULL},
		{SLICE_INIT("#"), NULL},
		{SLICE_INIT(""), NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = {0};
		struct document document;
		const struct document_run *run;

		document_begin(&document, &arena, &about);
		document_begin_paragraph(&document);
		document_link(&document, SLICE("here"), rows[i].target);
		document_end(&document);
		run = document.root->children->runs;
		assert_slice(run->text, "here");
		if (rows[i].stored == NULL)
			assert_int_equal(run->kind, RUN_TEXT);
		else
			assert_slice(run->target, rows[i].stored);
		arena_release(&arena);
	}
}

static void test_lost_link(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};

	(void)state;
	document_begin(&document, &arena, &about);
	document_begin_list(&document, DOCUMENT_BULLETED);
	document_begin_item(&document);
	document_link(&document, SLICE("there"), SLICE("#nowhere"));
	document_end(&document);
	document_end(&document);
	assert_int_equal(document_finish(&document, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_non_null(strstr(error.message, "\"#nowhere\""));
	arena_release(&arena);
}

static void test_nameless(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};

	(void)state;
	document_begin(&document, &arena, &about);
	document_begin_section(&document, SLICE("a"), SLICE(""));
	document_end(&document);
	assert_int_equal(document_finish(&document, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	arena_release(&arena);
}

static void test_figure(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder out = {0};

	(void)state;
	assert_success(compose_all(&document, &arena, &error), &error);
	document_figure_svg(document.root->last, &out);
	assert_slice(builder_slice(&out),
		     "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""
		     " width=\"9\" height=\"9\" viewBox=\"0 0 9 9\""
		     " aria-labelledby=\"map.title\""
		     " aria-describedby=\"map.description\">\n"
		     "<title id=\"map.title\">Map</title>\n"
		     "<desc id=\"map.description\">One square.</desc>\n"
		     "<rect width=\"9\" height=\"9\"/>\n"
		     "</svg>\n");
	builder_release(&out);
	arena_release(&arena);
}

/* --- renderers: what their .test files do not tell (test_render.c) ------------------- */

typedef void writer(const struct document *, bool, struct builder *);

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

static void test_render_memory(void **state)
{
	(void)state;
	check_memory(html_write);
	check_memory(markdown_write);
	check_memory(text_write);
}

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

/* Letters: each by itself, and nothing around them on paper. */
static void test_series(void **state)
{
	struct arena arena = {0};
	struct document document;
	struct error error = {0};
	struct builder page = {0}, text = {0};

	(void)state;
	assert_success(compose(&document,
			       SLICE("title Letters\nauthor Elm\nseries\n"
				     "section | One\nparagraph x\nend\n"
				     "section | Two\nparagraph y\nend\n"),
			       &arena, &error),
		       &error);
	html_write(&document, false, &page);
	assert_non_null(strstr(builder_text(&page), "<body class=\"series\">"));
	assert_non_null(strstr(builder_text(&page), "break-before: page"));
	text_write(&document, false, &text);
	assert_string_equal(builder_text(&text),
			    "One\n---\n\nx\n\fTwo\n---\n\ny\n");
	builder_release(&page);
	builder_release(&text);
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

/* What goes past documents, into pictures and feeds, stays well-formed too, and
 * cannot turn the line around. */
static void test_markup(void **state)
{
	struct builder out = {0};

	(void)state;
	markup_add(&out, SLICE("a<b>&\"c' \xe2\x80\xae\x01\xef\xbf\xbe<"));
	assert_string_equal(builder_text(&out),
			    "a&lt;b&gt;&amp;&quot;c&#39; ???&lt;");
	builder_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_lost_link),
		cmocka_unit_test(test_nameless),
		cmocka_unit_test(test_figure),
		cmocka_unit_test(test_render_memory),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_markup),
	};

	return cmocka_run_group_tests_name("publish document", tests, NULL,
					   NULL);
}

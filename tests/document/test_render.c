/* Documents in HTML, Markdown and text: the files of render/. */
#include "tests/data.h"
#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/text.h"
#include "document/html.h"
#include "document/markdown.h"
#include "document/text.h"
#include "document/text_wrap.h"
#include "tests/document/compose.h"

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

int main(void)
{
	return data_run("publish render", "tests/document/render",
			check_document);
}

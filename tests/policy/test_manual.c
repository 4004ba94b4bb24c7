/* The example of docs/decide.md gives the answers that it shows, and every
 * reason and obligation is explained in docs/language.md. */
#include "tests/test.h"

#include "base/builder.h"
#include "base/file.h"
#include "policy/decision.h"
#include "policy/service.h"
#include "tests/policy/lawbook.h"

static void read_document(const char *path, struct builder *text)
{
	struct error error = {0};

	assert_success(file_read(path, 1 << 20, text, &error), &error);
}

/* The indented line after the mark; `*rest` goes on behind it. */
static bool next_line(struct slice *rest, const char *mark, struct slice *line)
{
	while (rest->len > 0)
		if (slice_is(slice_cut(rest, '\n'), mark)) {
			*line = slice_trim(slice_cut(rest, '\n'));
			return true;
		}
	return false;
}

/* Without digits before a quote: the line of a clause moves when a dictionary
 * grows. */
static void add_without_lines(struct builder *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		while (out->len > 0 && text.at[i] == '"' &&
		       out->at[out->len - 1] >= '0' &&
		       out->at[out->len - 1] <= '9')
			out->len--;
		builder_add_byte(out, text.at[i]);
	}
}

static void check_same(struct slice actual, struct slice shown)
{
	struct builder first = {0}, second = {0};

	add_without_lines(&first, slice_trim(actual));
	add_without_lines(&second, shown);
	assert_string_equal(builder_text(&first), builder_text(&second));
	builder_release(&first);
	builder_release(&second);
}

static void check_example(void **state)
{
	struct lawbook book = {0};
	struct builder document = {0};
	struct error error = {0};
	struct service *service;
	struct slice rest, request, answer;
	int examples = 0;

	(void)state;
	lawbook_england(&book);
	lawbook_notice_file(
		&book, SLICE("demo/notices/kent-alternative-provision.notice"));
	lawbook_policy(&book);
	assert_non_null(book.policy);
	assert_success(service_make(&service, book.policy, &error), &error);
	read_document("docs/decide.md", &document);
	rest = builder_slice(&document);
	while (next_line(&rest, "<!-- request -->", &request)) {
		struct builder out = {0};
		bool faulty;

		assert_success(
			service_answer(service, request, &out, &faulty, &error),
			&error);
		assert_true(next_line(&rest, "<!-- answer -->", &answer));
		check_same(builder_slice(&out), answer);
		builder_release(&out);
		examples++;
	}
	assert_int_equal(examples, 2);
	builder_release(&document);
	service_free(service);
	lawbook_release(&book);
	lawbook_done();
}

static void require(struct builder *document, const char *what)
{
	if (strstr(builder_text(document), what) == NULL)
		fail_msg("docs/language.md does not explain %s", what);
}

static void check_reasons(void **state)
{
	struct builder document = {0};

	(void)state;
	read_document("docs/language.md", &document);
	for (int reason = REASON_NONE + 1; reason < REASON_CONFLICT; reason++) {
		struct builder word = {0};

		builder_add_format(&word, "`%s`",
				   reason_name((enum reason)reason));
		require(&document, builder_text(&word));
		builder_release(&word);
	}
	builder_release(&document);
}

static void check_obligations(void **state)
{
	static const struct source source = {.text = {"", 0}};
	struct builder document = {0};

	(void)state;
	read_document("docs/language.md", &document);
	for (int kind = 0; kind < OBLIGATION_DELETE; kind++) {
		struct obligation obligation = {
			.kind = (enum obligation_kind)kind,
			.clause = {&source, 0, 0}};
		struct builder text = {0}, word = {0};
		struct slice first;

		obligation_write(&obligation, &text);
		first = builder_slice(&text);
		first = slice_cut(&first, ':');
		builder_add_format(&word, "\n| `%.*s` |", SLICE_ARGS(first));
		require(&document, builder_text(&word));
		builder_release(&text);
		builder_release(&word);
	}
	require(&document, "\n| `delete by` |");
	builder_release(&document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_example),
		cmocka_unit_test(check_reasons),
		cmocka_unit_test(check_obligations),
	};

	return cmocka_run_group_tests_name("policy manual", tests, NULL, NULL);
}

#include "tests/test.h"

#include "tests/policy/decide_case.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/file.h"
#include "policy/service.h"
#include "tests/data.h"
#include "tests/policy/lawbook.h"
#include "tests/policy/line.h"
#include "tests/policy/telling.h"

/* --- a case ------------------------------------------------------------------------- */

static void read_notices(struct lawbook *book, const struct data_case *test)
{
	for (size_t i = 0; i < test->count; i++) {
		struct slice text = test->sections[i].text;

		if (!slice_is(test->sections[i].name, "notice"))
			continue;
		if (slice_starts_with(text, SLICE("notices/")) ||
		    slice_starts_with(text, SLICE("demo/notices/")))
			lawbook_notice_file(book, slice_cut(&text, '\n'));
		else
			lawbook_notice(book, text);
	}
}

static void read_law(struct lawbook *book, const struct data_case *test)
{
	struct slice dictionary = data_text(test, "dictionary");

	if (dictionary.len > 0)
		lawbook_dictionary(book, dictionary);
	else
		lawbook_england(book);
	read_notices(book, test);
	lawbook_policy(book);
}

/* The reference is asked the same. */
static void check_reference(const struct policy *policy, struct slice line)
{
	json_t *request = json_loadb(line.at, line.len, 0, NULL);
	struct builder why = {0};

	if (json_is_object(request) &&
	    line_ask(policy, request, NULL, &why, NULL) == LINE_DIFFERS)
		fail_msg("the evaluators differ: %s", builder_text(&why));
	json_decref(request);
	builder_release(&why);
}

static void ask(const struct data_case *test, const struct policy *policy,
		struct service *service, struct slice line, struct builder *out)
{
	struct error error = {0};
	struct builder text = {0};
	json_t *answer;
	bool faulty;

	assert_success(service_answer(service, line, &text, &faulty, &error),
		       &error);
	answer = json_loadb(text.at, text.len, 0, NULL);
	assert_non_null(answer);
	assert_int_equal(faulty, json_object_get(answer, "error") != NULL);
	tell_answer(test, policy->dictionary, answer, out);
	check_reference(policy, line);
	json_decref(answer);
	builder_release(&text);
}

static void ask_all(const struct data_case *test, const struct policy *policy,
		    struct builder *out)
{
	struct slice requests = data_text(test, "request");
	struct error error = {0};
	struct service *service;

	assert_success(service_make(&service, policy, &error), &error);
	while (requests.len > 0)
		ask(test, policy, service, slice_cut(&requests, '\n'), out);
	service_free(service);
}

/* Every fault that the cases bring out is explained in the reference. */
static void check_documented(const struct findings *findings)
{
	struct builder reference = {0};
	struct error error = {0};

	assert_success(
		file_read("docs/language.md", 1 << 20, &reference, &error),
		&error);
	for (size_t i = 0; i < findings->count; i++) {
		struct builder id = {0};

		builder_add_format(&id, "`%s`", findings->list[i].id);
		if (strstr(builder_text(&reference), builder_text(&id)) == NULL)
			fail_msg("docs/language.md does not explain %s",
				 findings->list[i].id);
		builder_release(&id);
	}
	builder_release(&reference);
}

void decide_case_check(void **state)
{
	const struct data_case *test = *state;
	struct slice expected = data_text(test, "expected");
	struct lawbook book = {0};
	struct builder text = {0};
	bool agree;

	read_law(&book, test);
	if (book.policy != NULL)
		ask_all(test, book.policy, &text);
	else
		lawbook_findings(&book, &text);
	/* cmocka's own messages are cut at a kilobyte. */
	agree = slice_equal(builder_slice(&text), expected);
	if (!agree)
		fprintf(stderr, "%.*s:%u: got\n%.*s", SLICE_ARGS(test->file),
			test->line, SLICE_ARGS(builder_slice(&text)));
	if (book.policy == NULL)
		check_documented(&book.findings);
	builder_release(&text);
	lawbook_release(&book);
	assert_true(agree);
}

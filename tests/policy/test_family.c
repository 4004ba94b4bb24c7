/*
 * What families are told, as the cases of the .test files in family/ have it: a
 * dictionary (england: that of this source tree) and notices, requests as for
 * the decision service, and the sentences, each on a line of its own.
 *
 * Every reason and every obligation must be told of in some case.
 */
#include "tests/test.h"

#include <jansson.h>
#include <stdio.h>

#include "base/builder.h"
#include "policy/decision.h"
#include "policy/service.h"
#include "tests/data.h"
#include "tests/policy/lawbook.h"

static bool reasons_told[REASON_COUNT], obligations_told[OBLIGATION_COUNT];

static void mark(const char *cause)
{
	for (int i = 0; i < REASON_COUNT; i++)
		if (strcmp(reason_name((enum reason)i), cause) == 0)
			reasons_told[i] = true;
	for (int i = 0; i < OBLIGATION_COUNT; i++)
		if (strcmp(obligation_name((enum obligation_kind)i), cause) ==
		    0)
			obligations_told[i] = true;
}

/* Spaces after full stops are those of the table. */
static void add_line(const char *text, struct builder *out)
{
	for (const char *at = text; *at != '\0'; at++)
		if (at[0] != ' ' || at[1] != ' ')
			builder_add_byte(out, *at);
	builder_add_byte(out, '\n');
}

static void print_answer(const struct builder *answer, struct builder *out)
{
	json_t *line = json_loadb(answer->at, answer->len, 0, NULL);
	const json_t *explanation = json_object_get(line, "explanation");
	const json_t *sentence;
	size_t i;

	assert_non_null(line);
	if (explanation == NULL)
		add_line(json_string_value(json_object_get(line, "error")),
			 out);
	json_array_foreach(json_object_get(explanation, "sentences"), i,
			   sentence)
	{
		mark(json_string_value(json_object_get(sentence, "cause")));
		add_line(json_string_value(json_object_get(sentence, "text")),
			 out);
	}
	json_decref(line);
}

static void read_book(const struct data_case *test, struct lawbook *book)
{
	struct slice dictionary = data_text(test, "dictionary");

	*book = (struct lawbook){0};
	if (slice_is(slice_trim(dictionary), "england"))
		lawbook_england(book);
	else
		lawbook_dictionary(book, dictionary);
	for (size_t i = 0; i < test->count; i++)
		if (slice_is(test->sections[i].name, "notice"))
			lawbook_notice(book, test->sections[i].text);
	lawbook_policy(book);
	if (book->policy == NULL) {
		struct builder text = {0};

		lawbook_findings(book, &text);
		fail_msg("%s", builder_text(&text));
	}
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct slice requests = data_text(test, "request");
	struct builder actual = {0};
	struct service *service;
	struct lawbook book;
	struct error error;

	read_book(test, &book);
	assert_success(service_make(&service, book.policy, &error), &error);
	while (requests.len > 0) {
		struct builder answer = {0};
		bool faulty;

		assert_success(service_answer(service,
					      slice_cut(&requests, '\n'),
					      &answer, &faulty, &error),
			       &error);
		print_answer(&answer, &actual);
		if (requests.len > 0)
			builder_add_text(&actual, "-\n");
		builder_release(&answer);
	}
	if (!slice_equal(builder_slice(&actual), data_text(test, "expected"))) {
		fprintf(stderr, "%.*s:%u: got\n%s", SLICE_ARGS(test->file),
			test->line, builder_text(&actual));
		fail();
	}
	service_free(service);
	lawbook_release(&book);
	builder_release(&actual);
}

int main(void)
{
	int failures = data_run("family", "tests/policy/family", check);

	for (int i = REASON_NONE + 1; i < REASON_COUNT; i++) {
		if (reasons_told[i])
			continue;
		fprintf(stderr, "no case tells of %s\n",
			reason_name((enum reason)i));
		failures++;
	}
	for (int i = 0; i < OBLIGATION_COUNT; i++) {
		if (obligations_told[i])
			continue;
		fprintf(stderr, "no case tells of %s\n",
			obligation_name((enum obligation_kind)i));
		failures++;
	}
	lawbook_done();
	return failures;
}

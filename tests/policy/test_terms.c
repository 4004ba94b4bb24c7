/*
 * Terms of releases: the .test files of tests/policy/terms, each a dictionary,
 * a notice, requests as of `hornbook decide`, and the terms that what is sent
 * has.  Where there is a "receiver", a notice too, "asked" are requests of it,
 * over data that came under the first of the terms: their "received" is a list of
 * categories.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/builder.h"
#include "base/json.h"
#include "policy/service.h"
#include "policy/service_parts.h"
#include "policy/terms.h"
#include "tests/data.h"
#include "tests/policy/lawbook.h"
#include "tests/policy/telling.h"

/* --- a request's terms -------------------------------------------------------------- */

static int find(struct licence *terms, struct plan *plan,
		const struct pupil *pupil, struct arena *arena, bool *sent,
		struct error *error)
{
	const struct decision *decision;
	uint32_t index = 0;
	struct terms_asked asked = {.decisions = &index, .decision_count = 1};

	if (plan_decide_one(plan, pupil, &decision, error) != 0)
		return -1;
	*sent = decision->outcome == OUTCOME_PERMIT;
	asked.fields = decision->released;
	asked.level = decision->level;
	return *sent ? terms_find(terms, plan, &asked, arena, error) : 0;
}

static void write_terms(const struct dictionary *dictionary,
			const struct licence *terms, struct builder *out)
{
	struct json json = json_writer(out, false);

	terms_write(dictionary, terms, &json);
	assert_false(out->failed);
}

/* What is written reads back the same. */
static void check_read(const struct dictionary *dictionary, struct slice text,
		       struct arena *arena)
{
	struct builder again = {0};
	struct licence terms;
	struct error error = {0};

	assert_success(terms_read(&terms, dictionary, text, arena, &error),
		       &error);
	write_terms(dictionary, &terms, &again);
	assert_true(slice_equal(builder_slice(&again), text));
	builder_release(&again);
}

/* The first terms are kept for the receiver. */
static void ask(const struct lawbook *book, struct slice line,
		struct builder *first, struct builder *out)
{
	struct arena arena = {0};
	struct reading reading = {.dictionary = book->dictionary,
				  .policy = book->policy,
				  .arena = &arena};
	json_t *object = json_loadb(line.at, line.len, 0, NULL);
	struct builder text = {0};
	struct licence terms;
	struct pupil pupil;
	struct plan *plan;
	struct error error = {0};
	bool sent;

	assert_true(service_read_request(&reading, object));
	assert_true(service_read_pupil(&reading, object, &pupil));
	assert_success(plan_make(&plan, book->policy, &reading.request, &error),
		       &error);
	assert_success(find(&terms, plan, &pupil, &arena, &sent, &error),
		       &error);
	if (sent) {
		write_terms(book->dictionary, &terms, &text);
		check_read(book->dictionary, builder_slice(&text), &arena);
		builder_add(out, builder_slice(&text));
		builder_add_byte(out, '\n');
		if (first->len == 0)
			builder_add(first, builder_slice(&text));
	} else {
		builder_add_text(out, "nothing is sent\n");
	}
	plan_free(plan);
	json_decref(object);
	builder_release(&text);
	arena_release(&arena);
}

static void read_law(struct lawbook *book, const struct data_case *test,
		     const char *notices)
{
	if (data_text(test, "dictionary").len > 0)
		lawbook_dictionary(book, data_text(test, "dictionary"));
	else
		lawbook_england(book);
	for (size_t i = 0; i < test->count; i++) {
		struct slice text = test->sections[i].text;

		if (!slice_is(test->sections[i].name, notices))
			continue;
		if (slice_starts_with(text, SLICE("notices/")) ||
		    slice_starts_with(text, SLICE("demo/notices/")))
			lawbook_notice_file(book, slice_cut(&text, '\n'));
		else
			lawbook_notice(book, text);
	}
	lawbook_policy(book);
}

/* --- at the receiver ----------------------------------------------------------------- */

/* The list of categories becomes what each of them came under. */
static void put_received(json_t *line, struct slice terms)
{
	json_t *received = json_object();
	json_t *list = json_object_get(line, "received");
	size_t i;
	json_t *name;

	json_array_foreach(list, i, name)
	{
		json_t *one = json_loadb(terms.at, terms.len, 0, NULL);

		json_object_set_new(one, "from",
				    json_string("previous-school"));
		json_object_set_new(received, json_string_value(name), one);
	}
	json_object_set_new(line, "received", received);
}

static void ask_receiver(const struct data_case *test, struct lawbook *book,
			 struct service *service, struct slice text,
			 struct slice terms, struct builder *out)
{
	json_t *line = json_loadb(text.at, text.len, 0, NULL);
	struct builder answer = {0};
	struct error error = {0};
	json_t *told;
	char *written;
	bool faulty;

	put_received(line, terms);
	written = json_dumps(line, JSON_COMPACT);
	assert_success(service_answer(service, slice_of(written), &answer,
				      &faulty, &error),
		       &error);
	told = json_loadb(answer.at, answer.len, 0, NULL);
	tell_answer(test, book->dictionary, told, out);
	json_decref(told);
	json_decref(line);
	free(written);
	builder_release(&answer);
}

static void ask_all_of_receiver(const struct data_case *test,
				struct slice terms, struct builder *out)
{
	struct slice lines = data_text(test, "asked");
	struct lawbook book = {0};
	struct service *service;
	struct error error = {0};

	read_law(&book, test, "receiver");
	assert_non_null(book.policy);
	assert_success(service_make(&service, book.policy, &error), &error);
	while (lines.len > 0)
		ask_receiver(test, &book, service, slice_cut(&lines, '\n'),
			     terms, out);
	service_free(service);
	lawbook_release(&book);
}

static void check_case(void **state)
{
	const struct data_case *test = *state;
	struct slice requests = data_text(test, "request");
	struct lawbook book = {0};
	struct builder text = {0}, first = {0};
	bool agree;

	read_law(&book, test, "notice");
	if (book.policy == NULL)
		lawbook_findings(&book, &text);
	while (book.policy != NULL && requests.len > 0)
		ask(&book, slice_cut(&requests, '\n'), &first, &text);
	if (data_text(test, "receiver").len > 0)
		ask_all_of_receiver(test, builder_slice(&first), &text);
	agree = slice_equal(builder_slice(&text), data_text(test, "expected"));
	if (!agree)
		fprintf(stderr, "%.*s:%u: got\n%.*s", SLICE_ARGS(test->file),
			test->line, SLICE_ARGS(builder_slice(&text)));
	builder_release(&text);
	builder_release(&first);
	lawbook_release(&book);
	assert_true(agree);
}

int main(void)
{
	int failures = data_run("terms", "tests/policy/terms", check_case);

	lawbook_done();
	return failures;
}

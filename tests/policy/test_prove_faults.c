/*
 * Every allocation fails once, in reading an assertion, proving it and telling
 * the answer: it is said, nothing is lost, and the same asked again has the
 * same answer.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "policy/prove.h"
#include "tests/policy/lawbook.h"

static const char LAW[] =
	"role head-of-year \"Head of year\"\n"
	"terms pledge \"Pledge\" { covers security \"Security\" }\n"
	"gateway a {\n"
	"    by school; to council for advice; data reach, medical\n"
	"    when age >= 13 and age < 20 or carer\n"
	"    objection by parent until 16 then pupil leaves address\n"
	"    onward to police for safety at pupil\n"
	"    onward to youth\n"
	"}\n"
	"gateway b { by authority; to police, youth for safety; data name,\n"
	"    medical; when not carer; needs terms pledge; duty on request }\n"
	"gateway c { by agency; to shop for offers; data medical; every 1 "
	"year\n"
	"    needs role head-of-year }\n";

static const char NOTICE[] =
	"notice \"N\" version 1 from 2018-01-01\n"
	"controller \"C\" school college\n"
	"share with council { send reach, medical; for advice }\n";

static const char *const ASSERTIONS[] = {
	"never health, name to police when age < 16 and not carer",
	"never medical to shop after objection by parent from 2019-01-01 to "
	"2019-06-01",
	"never medical to any body outside kind authority, agency at pupil or "
	"more revealing",
	"always name to council for advice when age = 14",
};

enum { ASSERTION_COUNT = sizeof(ASSERTIONS) / sizeof(ASSERTIONS[0]) };

static struct lawbook book;

static int ask(const char *text, struct arena *arena, struct builder *out,
	       struct error *error)
{
	struct prove_options options = {.today = date_from_civil(2026, 1, 15),
					.all = true};
	struct findings findings = findings_in(arena);
	struct assertion assertion;
	struct proof proof;

	if (assertion_read(&assertion, slice_of(text), book.dictionary, arena,
			   &findings, error) != 0 ||
	    prove(&proof, &assertion, book.dictionary, book.notices,
		  book.notice_count, &options, arena, &findings, error) != 0)
		return -1;
	assert_int_equal(findings.errors, 0);
	proof_text(&proof, book.dictionary, out);
	proof_json(&proof, book.dictionary, out);
	return out->failed ? error_memory(error) : 0;
}

static void check_faults(void **state)
{
	const char *text = *state;
	struct builder expected = {0};
	struct error error = {0};
	struct arena arena = {0};
	bool again = true;
	uint64_t n = 0;

	assert_success(ask(text, &arena, &expected, &error), &error);
	arena_release(&arena);
	while (again) {
		struct builder out = {0};
		int result;

		/* Every one at first; then now and then, for the time. */
		n += n < 1500 ? 1 : 37;
		memory_fail_at(n);
		result = ask(text, &arena, &out, &error);
		again = memory_failed();
		memory_fail_at(0);
		if (again) {
			assert_int_equal(result, -1);
			assert_int_equal(error.code, ERROR_MEMORY);
		} else {
			assert_success(result, &error);
			assert_string_equal(builder_text(&out),
					    builder_text(&expected));
		}
		builder_release(&out);
		arena_release(&arena);
	}
	assert_true(n > 10);
	builder_release(&expected);
}

static int read_book(void **state)
{
	(void)state;
	lawbook_dictionary(&book, slice_of(LAW));
	lawbook_notice(&book, slice_of(NOTICE));
	assert_int_equal(book.findings.errors, 0);
	return 0;
}

static int forget_book(void **state)
{
	(void)state;
	lawbook_release(&book);
	return 0;
}

int main(void)
{
	struct CMUnitTest tests[ASSERTION_COUNT];

	for (size_t i = 0; i < ASSERTION_COUNT; i++) {
		static char texts[ASSERTION_COUNT][200];

		snprintf(texts[i], sizeof(texts[i]), "%s", ASSERTIONS[i]);
		tests[i] = (struct CMUnitTest){.name = ASSERTIONS[i],
					       .test_func = check_faults,
					       .initial_state = texts[i]};
	}
	return cmocka_run_group_tests_name("policy prove faults", tests,
					   read_book, forget_book);
}

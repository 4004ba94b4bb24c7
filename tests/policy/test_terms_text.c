/* Text that is no terms, terms of another dictionary, and memory that runs out. */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "policy/pupil.h"
#include "policy/terms.h"
#include "tests/policy/lawbook.h"

/* --- text that is no terms --------------------------------------------------------- */

static void what_is_not_understood_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"[]",
		"{",
		"\"by law\"",
		"{\"for\":\"advice\"}",
		"{\"for\":[]}",
		"{\"for\":[\"\"]}",
		"{\"for\":[1]}",
		"{\"level\":\"secret\"}",
		"{\"level\":1}",
		"{\"level\":\"aggregate by planet\"}",
		"{\"onward\":\"free\"}",
		"{\"onward\":{}}",
		"{\"onward\":[1]}",
		"{\"onward\":[{}]}",
		"{\"onward\":[{\"to\":[]}]}",
		"{\"onward\":[{\"to\":[\"police\"],\"for\":[]}]}",
		"{\"onward\":[{\"to\":[\"police\"],\"then\":\"freely\"}]}",
		"{\"onward\":[{\"to\":[\"police\"],\"until\":\"noon\"}]}",
		"{\"onward\":[{\"to\":[\"police\"],\"level\":\"x\"}]}",
		"{\"delete-by\":\"2026-02-30\"}",
		"{\"delete-by\":20260230}",
		"{\"without\":\"decisions\"}",
		"{\"without\":[\"fear\"]}",
		"{\"within\":3}",
		"{\"for\":[\"advice\"],\"for\":[\"offers\"]}",
	};
	struct lawbook book = {0};
	struct arena arena = {0};

	(void)state;
	lawbook_dictionary(&book, slice_of(""));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct licence terms;
		struct error error = {0};

		assert_int_equal(terms_read(&terms, book.dictionary,
					    slice_of(texts[i]), &arena, &error),
				 -1);
		assert_int_equal(error.code, ERROR_INPUT);
	}
	arena_release(&arena);
	lawbook_release(&book);
}

static void the_longest_list_is_bounded(void **state)
{
	struct lawbook book = {0};
	struct arena arena = {0};
	struct builder text = {0};
	struct licence terms;
	struct error error = {0};

	(void)state;
	lawbook_dictionary(&book, slice_of(""));
	builder_add_text(&text, "{\"for\":[\"advice\"");
	for (int i = 0; i < TERMS_NAMES; i++)
		builder_add_text(&text, ",\"x\"");
	builder_add_text(&text, "]}");
	assert_int_equal(terms_read(&terms, book.dictionary,
				    builder_slice(&text), &arena, &error),
			 -1);
	/* Short lists, but too many of them. */
	builder_clear(&text);
	builder_add_text(&text, "{\"onward\":[{\"to\":[\"council\"]}");
	for (int i = 1; i < TERMS_ENTRIES; i++) {
		builder_add_text(&text, ",{\"to\":[\"x\"");
		for (int n = 0; n < TERMS_NAMES / TERMS_ENTRIES; n++)
			builder_add_text(&text, ",\"x\"");
		builder_add_text(&text, "]}");
	}
	builder_add_text(&text, "]}");
	assert_int_equal(terms_read(&terms, book.dictionary,
				    builder_slice(&text), &arena, &error),
			 -1);
	assert_non_null(strstr(error.message, "too many names"));
	builder_clear(&text);
	builder_add_text(&text, "{\"level\":\"named\"}");
	while (text.len <= TERMS_BYTES)
		builder_add_byte(&text, ' ');
	assert_int_equal(terms_read(&terms, book.dictionary,
				    builder_slice(&text), &arena, &error),
			 -1);
	builder_release(&text);
	arena_release(&arena);
	lawbook_release(&book);
}

/* Another node's dictionary has other names: what they would allow it does not
 * allow here. */
static void names_of_another_dictionary_allow_nothing(void **state)
{
	static const char text[] =
		"{\"for\":[\"alchemy\"],\"level\":\"named\",\"onward\":["
		"{\"to\":[\"wizard\",\"council\"],\"for\":[\"alchemy\"],"
		"\"level\":\"named\"},"
		"{\"to\":[\"council\"],\"level\":\"aggregate by planet\"},"
		"{\"to\":[\"police\"],\"level\":\"pupil\"}]}";
	struct lawbook book = {0};
	struct arena arena = {0};
	struct licence terms;
	struct error error = {0};

	(void)state;
	lawbook_dictionary(&book, slice_of(""));
	assert_success(terms_read(&terms, book.dictionary, slice_of(text),
				  &arena, &error),
		       &error);
	assert_int_equal(terms.purpose_count, 1);
	assert_int_equal(terms.onward_count, 2);
	assert_int_equal(terms.onward[0].purpose_count, 1);
	assert_true(slice_is(terms.onward[1].bodies[0], "police"));
	assert_int_equal(terms.delete_by, DATE_NONE);
	assert_false(terms.by_law);
	arena_release(&arena);
	lawbook_release(&book);
}

/* --- memory ------------------------------------------------------------------------------ */

static int find_and_read(struct plan *plan, const struct dictionary *dictionary,
			 struct arena *arena, struct error *error)
{
	static const char text[] =
		"{\"for\":[\"advice\"],\"onward\":[{\"to\":[\"police\"],"
		"\"for\":[\"advice\"]}],\"without\":[\"decisions\"]}";
	static const uint32_t first = 0;
	const struct terms_asked asked = {
		.decisions = &first,
		.decision_count = 1,
		.fields = plan_possible(plan),
		.level = level_named(),
	};
	struct licence terms;

	if (terms_find(&terms, plan, &asked, arena, error) != 0)
		return -1;
	assert_int_equal(terms.onward_count, 1);
	if (terms_read(&terms, dictionary, slice_of(text), arena, error) != 0)
		return -1;
	return terms_name(&terms, SLICE("shop"), SLICE("R-1"), arena, error);
}

static void no_failed_allocation_goes_unnoticed(void **state)
{
	static const char flow[] =
		"gateway a { to council for advice; data marks; onward to "
		"youth, police }";
	static const char notice[] = "notice \"N\" version 1 from 2018-01-01\n"
				     "controller \"C\" school\n"
				     "share with council { send marks; for "
				     "advice; onward to police }";
	struct lawbook book = {0};
	struct request request = {
		.recipient = SLICE("council"),
		.purpose = SLICE("advice"),
		.date = date_from_civil(2026, 1, 15),
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
	struct pupil pupil;
	bool failed = true;

	(void)state;
	pupil_init(&pupil);
	for (int c = 0; c < CATEGORY_LIMIT; c++)
		pupil.collected[c] = request.date;
	lawbook_dictionary(&book, slice_of(flow));
	lawbook_notice(&book, slice_of(notice));
	lawbook_policy(&book);
	assert_non_null(book.policy);
	for (uint64_t n = 1; failed; n++) {
		struct arena arena = {0};
		struct error error = {0};
		const struct decision *decision;
		struct plan *plan;
		int result;

		assert_success(plan_make(&plan, book.policy, &request, &error),
			       &error);
		assert_success(plan_decide_one(plan, &pupil, &decision, &error),
			       &error);
		assert_int_equal(decision->outcome, OUTCOME_PERMIT);
		memory_fail_at(n);
		result = find_and_read(plan, book.dictionary, &arena, &error);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result == 0, !failed);
		plan_free(plan);
		arena_release(&arena);
	}
	lawbook_release(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_understood_is_refused),
		cmocka_unit_test(the_longest_list_is_bounded),
		cmocka_unit_test(names_of_another_dictionary_allow_nothing),
		cmocka_unit_test(no_failed_allocation_goes_unnoticed),
	};

	return cmocka_run_group_tests_name("policy terms text", tests, NULL,
					   NULL);
}

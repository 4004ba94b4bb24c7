/*
 * What the checker says of a notice, as the cases of the .test files in check/
 * have it: the notice (a text, or a file of the source tree), perhaps its next
 * or an earlier version, the day as on which it is checked, the ids that the case is about
 * (none: all), and the findings.
 *
 * The dictionary is check/small.dictionary unless the case says "england".
 * Every id must be found in some case, and not be found in another that is
 * about it.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "dictionary/dictionary.h"
#include "language/source.h"
#include "policy/check.h"
#include "policy/check_parts.h"
#include "tests/data.h"

static bool found[CHECK_COUNT], not_found[CHECK_COUNT];

static struct slice line_of(const struct data_case *test, const char *section)
{
	return slice_trim(data_text(test, section));
}

static void load(const struct data_case *test, struct dictionary **dictionary,
		 struct findings *findings)
{
	const char *path = "tests/policy/check/small.dictionary";
	struct error error;

	if (slice_is(line_of(test, "dictionary"), "england"))
		path = "dictionaries/england";
	assert_success(dictionary_load(dictionary, path, findings, &error),
		       &error);
	assert_non_null(*dictionary);
	assert_int_equal(findings->count, 0);
}

static void read_source(const struct data_case *test, const char *section,
			struct source **source, struct arena *arena)
{
	struct slice file = line_of(test, "file");
	struct error error;

	if (file.len > 0)
		assert_success(source_from_file(source,
						arena_copy(arena, file).at,
						arena, &error),
			       &error);
	else
		assert_success(source_from_text(source, SLICE("notice"),
						data_text(test, section), arena,
						&error),
			       &error);
}

static bool is_about(const struct data_case *test, const char *id)
{
	struct slice ids = line_of(test, "about");
	bool all = ids.len == 0;

	while (ids.len > 0)
		if (slice_is(slice_cut(&ids, ' '), id))
			return true;
	return all;
}

static void print(const struct data_case *test, const struct findings *findings,
		  struct builder *out)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		struct position place = source_position(finding->range.source,
							finding->range.start);

		if (!is_about(test, finding->id))
			continue;
		builder_add_format(out, "%u:%u: %s: %.*s [%s]\n", place.line,
				   place.column,
				   severity_name(finding->severity),
				   SLICE_ARGS(finding->message), finding->id);
		if (finding->hint.len > 0)
			builder_add_format(out, "hint: %.*s\n",
					   SLICE_ARGS(finding->hint));
		if (finding->law.len > 0)
			builder_add_format(out, "law: %.*s\n",
					   SLICE_ARGS(finding->law));
	}
}

/* Marks the ids that a case shows, and those that it shows to be absent. */
static void mark(const struct data_case *test, const struct findings *findings)
{
	for (int i = 0; i < CHECK_COUNT; i++) {
		bool seen = false;

		for (size_t j = 0; j < findings->count; j++)
			seen = seen ||
			       strcmp(findings->list[j].id, checks[i].id) == 0;
		if (!is_about(test, checks[i].id))
			continue;
		if (seen)
			found[i] = true;
		else
			not_found[i] = true;
	}
}

/* cmocka's own message would be cut. */
static void fail_with(const struct data_case *test, struct builder *actual)
{
	fprintf(stderr, "%.*s:%u: found is\n%s", SLICE_ARGS(test->file),
		test->line, builder_text(actual));
	fail();
}

/* The notice, and the versions after and before it if the case has them. */
static size_t read_notices(const struct data_case *test,
			   const struct dictionary *dictionary,
			   const struct notice *notices[3], struct arena *arena,
			   struct findings *findings)
{
	static const char *const sections[] = {"notice", "next", "earlier"};
	size_t count = 0;

	for (size_t i = 0; i < 3; i++) {
		struct notice *notice;
		struct source *source;
		struct error error;

		if (i > 0 && data_text(test, sections[i]).len == 0)
			continue;
		read_source(test, sections[i], &source, arena);
		assert_success(notice_read(&notice, source, dictionary, arena,
					   findings, &error),
			       &error);
		notices[count++] = notice;
	}
	return count;
}

static int32_t today_of(const struct data_case *test)
{
	int32_t today = DATE_NONE;

	if (line_of(test, "today").len > 0)
		assert_true(date_parse(line_of(test, "today"), &today));
	return today;
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct dictionary *dictionary;
	const struct notice *notices[3];
	struct policy *policy;
	struct builder actual = {0};
	struct error error;
	size_t count;

	load(test, &dictionary, &findings);
	count = read_notices(test, dictionary, notices, &arena, &findings);
	assert_success(policy_make(&policy, dictionary, notices, count,
				   &findings, &error),
		       &error);
	assert_non_null(policy);
	/* Only what the checker itself says is of interest here. */
	assert_int_equal(findings.count, 0);
	assert_success(notice_check(notices[0], policy, today_of(test), &arena,
				    &findings, &error),
		       &error);
	findings_sort(&findings);
	mark(test, &findings);
	print(test, &findings, &actual);
	if (!slice_equal(slice_of(builder_text(&actual)),
			 data_text(test, "expected")))
		fail_with(test, &actual);
	builder_release(&actual);
	policy_free(policy);
	dictionary_free(dictionary);
	arena_release(&arena);
}

int main(void)
{
	int failures = data_run("check", "tests/policy/check", check);

	for (int i = 0; i < CHECK_COUNT; i++) {
		if (!found[i])
			fprintf(stderr, "no case finds %s\n", checks[i].id);
		if (!not_found[i])
			fprintf(stderr, "no case is about %s in vain\n",
				checks[i].id);
		failures += !found[i] + !not_found[i];
	}
	return failures;
}

#include "tests/test.h"

#include "tests/data.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"

struct suite {
	const char *directory;
	struct arena arena;
	struct data_case *cases;
	size_t count;
	size_t capacity;
};

static struct slice without_last_blanks(struct slice text)
{
	while (text.len > 1 && text.at[text.len - 1] == '\n' &&
	       text.at[text.len - 2] == '\n')
		text.len--;
	if (text.len == 1 && text.at[0] == '\n')
		text.len = 0;
	return text;
}

static void add_case(struct suite *suite, struct slice file, unsigned int line,
		     struct slice label)
{
	struct data_case *test;

	suite->cases = arena_grow(&suite->arena, suite->cases, suite->count,
				  &suite->capacity, sizeof(*suite->cases));
	if (suite->cases == NULL)
		abort();
	test = &suite->cases[suite->count++];
	*test = (struct data_case){.file = file, .line = line};
	snprintf(test->label, sizeof(test->label), "%.*s", SLICE_ARGS(label));
}

static void read_cases(struct suite *suite, struct slice file,
		       struct slice text)
{
	struct slice rest = text;
	struct data_section *section = NULL;
	unsigned int line = 0;

	while (rest.len > 0) {
		struct slice row = slice_cut(&rest, '\n');

		line++;
		if (slice_starts_with(row, SLICE("=== "))) {
			add_case(suite, file, line,
				 slice_part(row, 4, row.len));
			section = NULL;
		} else if (slice_starts_with(row, SLICE("--- ")) &&
			   suite->count > 0) {
			struct data_case *test =
				&suite->cases[suite->count - 1];

			if (test->count == DATA_SECTIONS)
				abort();
			section = &test->sections[test->count++];
			section->name = slice_part(row, 4, row.len);
			section->text = slice_part(rest, 0, 0);
		} else if (section != NULL) {
			section->text.len =
				(size_t)(rest.at - section->text.at);
		}
	}
	for (size_t i = 0; i < suite->count; i++)
		for (size_t j = 0; j < suite->cases[i].count; j++)
			suite->cases[i].sections[j].text = without_last_blanks(
				suite->cases[i].sections[j].text);
}

static int read_file(void *context, const char *name, struct error *error)
{
	struct suite *suite = context;
	struct builder content = {0};
	struct slice text;
	char *path;

	if (!slice_ends_with(slice_of(name), SLICE(".test")))
		return 0;
	path = path_join(&suite->arena, suite->directory, name);
	if (path == NULL || file_read(path, 1 << 24, &content, error) != 0)
		return -1;
	text = arena_copy(&suite->arena, builder_slice(&content));
	builder_release(&content);
	read_cases(suite, slice_of(path), text);
	return 0;
}

struct slice data_text(const struct data_case *test, const char *name)
{
	for (size_t i = 0; i < test->count; i++)
		if (slice_is(test->sections[i].name, name))
			return test->sections[i].text;
	return (struct slice){"", 0};
}

bool data_first(struct data_case *test, struct slice text)
{
	struct suite suite = {0};
	bool any;

	read_cases(&suite, SLICE("-"), text);
	any = suite.count > 0;
	if (any)
		*test = suite.cases[0];
	arena_release(&suite.arena);
	return any;
}

int data_run(const char *group, const char *directory,
	     void (*check)(void **state))
{
	struct suite suite = {.directory = directory};
	struct error error = {0};
	struct CMUnitTest *tests;
	int failures;

	if (directory_each(directory, read_file, &suite, &error) != 0 ||
	    suite.count == 0) {
		fprintf(stderr, "%s: no tests: %s\n", directory, error.message);
		return 1;
	}
	tests = calloc(suite.count, sizeof(*tests));
	if (tests == NULL)
		abort();
	for (size_t i = 0; i < suite.count; i++)
		tests[i] = (struct CMUnitTest){
			.name = suite.cases[i].label,
			.test_func = check,
			.initial_state = &suite.cases[i],
		};
	failures =
		_cmocka_run_group_tests(group, tests, suite.count, NULL, NULL);
	free(tests);
	arena_release(&suite.arena);
	return failures;
}

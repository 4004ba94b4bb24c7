/*
 * The shrinker, over engines that err.  For each, a law is invented over which
 * the faulty engine and the reference differ, and made small; the cases are
 * then put to the engine as it is, as .test files.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "language/diagnostic.h"
#include "language/parser.h"
#include "policy/pupil.h"
#include "tests/data.h"
#include "tests/policy/decide_case.h"
#include "tests/policy/differential.h"
#include "tests/policy/lawbook.h"
#include "tests/policy/line.h"

static void forget_objections(struct request *request, struct pupil *pupil)
{
	(void)request;
	pupil->wishes[WISH_OBJECTION_PARENT] = false;
	pupil->wishes[WISH_OBJECTION_PUPIL] = false;
}

static void count_a_day_late(struct request *request, struct pupil *pupil)
{
	(void)pupil;
	request->date++;
}

static void hear_no_trigger(struct request *request, struct pupil *pupil)
{
	(void)pupil;
	request->trigger = (struct slice){NULL, 0};
}

static void grant_nothing(struct request *request, struct pupil *pupil)
{
	(void)pupil;
	request->grant_count = 0;
}

static void reveal_more(struct request *request, struct pupil *pupil)
{
	(void)pupil;
	request->has_level = false;
}

static void think_all_adults(struct request *request, struct pupil *pupil)
{
	(void)request;
	if (pupil->facts[0] != DATE_NONE)
		pupil->facts[0] = -10000;
}

/* At most so many statements are left, of all texts and blocks. */
static const struct engine {
	const char *label;
	struct line_fault fault;
	size_t statements;
} engines[] = {
	{"an engine that forgets objections", {forget_objections}, 20},
	{"an engine that counts a day too many", {count_a_day_late}, 20},
	{"an engine that hears no trigger", {hear_no_trigger}, 20},
	{"an engine to which nothing is granted", {grant_nothing}, 20},
	{"an engine that reveals more than is asked", {reveal_more}, 20},
	{"an engine that thinks all are adults", {think_all_adults}, 20},
};

enum { ENGINES = sizeof(engines) / sizeof(engines[0]), SEEDS = 2000 };

static char directory[] = SCRATCH "shrink-XXXXXX";
static struct law_file file;

static size_t count_statements(const struct statement *list, size_t count)
{
	size_t all = count;

	for (size_t i = 0; i < count; i++)
		all += count_statements(list[i].children, list[i].child_count);
	return all;
}

static size_t count_text(struct slice text)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct source *source;
	struct tree *tree;
	size_t count = 0;

	if (source_from_text(&source, SLICE("-"), text, &arena, NULL) == 0 &&
	    parse(&tree, source, &arena, &findings, NULL) == 0)
		count = count_statements(tree->statements, tree->count);
	arena_release(&arena);
	return count;
}

/* Finds a difference; the report has it as a case, from its "=== " line on. */
static struct slice find_case(const struct engine *engine,
			      struct differential *differential)
{
	for (unsigned long seed = 1; seed <= SEEDS; seed++) {
		struct choices choices = {.state = seed};
		const char *found;

		if (differential_run(differential, &choices))
			continue;
		found = strstr(builder_text(&differential->report), "=== ");
		assert_non_null(found);
		return slice_of(found);
	}
	fail_msg("no law over which %s errs", engine->label);
	return SLICE("");
}

static void check_small(const struct engine *engine, struct slice text)
{
	const char *request = strstr(text.at, "--- request\n");
	struct builder law = {0};
	size_t count;

	assert_non_null(request);
	text.len = (size_t)(request - text.at);
	slice_cut(&text, '\n');
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		builder_add(&law, slice_starts_with(line, SLICE("---"))
					  ? SLICE("")
					  : line);
		builder_add_byte(&law, '\n');
	}
	count = count_text(builder_slice(&law));
	if (count == 0 || count > engine->statements)
		fail_msg("%s: %zu statements are left of\n%s", engine->label,
			 count, builder_text(&law));
	builder_release(&law);
}

static void check_engine(void **state)
{
	const struct engine *engine = *state;
	struct data_case test;
	void *as_state = &test;
	char path[64];
	struct differential differential = {.path = file.path,
					    .directory = directory,
					    .fault = &engine->fault};
	struct slice found;

	found = find_case(engine, &differential);
	check_small(engine, found);
	assert_true(data_first(&test, found));
	decide_case_check(&as_state);
	snprintf(path, sizeof(path), "%s/requests.jsonl", directory);
	assert_true(file_exists(path));
	builder_release(&differential.report);
}

/* What an engine without fault answers is left alone. */
static void check_no_difference(void **state)
{
	struct choices choices = {.state = 1};
	struct differential differential = {.path = file.path};

	(void)state;
	assert_true(differential_run(&differential, &choices));
	assert_int_equal(differential.report.len, 0);
}

int main(void)
{
	struct CMUnitTest tests[ENGINES + 1] = {
		cmocka_unit_test_prestate(check_no_difference, NULL),
	};
	struct error error = {0};
	int failures;

	for (size_t i = 0; i < ENGINES; i++)
		tests[i + 1] = (struct CMUnitTest){
			engines[i].label, check_engine, NULL, NULL,
			(void *)(uintptr_t)&engines[i]};
	if (mkdtemp(directory) == NULL || !law_file_make(&file))
		return 1;
	failures =
		cmocka_run_group_tests_name("policy shrink", tests, NULL, NULL);
	lawbook_done();
	law_file_remove(&file);
	if (directory_remove(directory, &error) != 0)
		return 1;
	return failures;
}

/*
 * The cases of the .test files here: a text, and the tree it becomes, its
 * canonical layout, or what is said about its faults.
 */
#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "language/diagnostic.h"
#include "language/format.h"
#include "language/parser.h"
#include "tests/data.h"

struct reading {
	struct arena arena;
	struct findings findings;
	struct tree *tree;
};

static void read_text(struct reading *reading, struct slice text)
{
	struct error error = {0};
	struct source *source;

	*reading = (struct reading){0};
	reading->findings = findings_in(&reading->arena);
	assert_success(source_from_text(&source, SLICE("text"), text,
					&reading->arena, &error),
		       &error);
	assert_success(parse(&reading->tree, source, &reading->arena,
			     &reading->findings, &error),
		       &error);
	findings_sort(&reading->findings);
}

static void compare(const struct data_case *test, struct builder *actual,
		    const char *section)
{
	struct slice expected = data_text(test, section);
	struct slice text = slice_of(builder_text(actual));

	if (!slice_equal(text, expected))
		fail_msg("%.*s:%u: %s is\n%.*s", SLICE_ARGS(test->file),
			 test->line, section, SLICE_ARGS(text));
	builder_release(actual);
}

static void check_findings(const struct data_case *test,
			   struct reading *reading)
{
	struct builder actual = {0};

	for (size_t i = 0; i < reading->findings.count; i++)
		finding_print(&reading->findings.list[i], &actual);
	compare(test, &actual, "findings");
}

/* Every id that the cases bring out is explained in the reference. */
static void check_documented(const struct findings *findings)
{
	struct builder reference = {0};
	struct error error = {0};

	assert_success(
		file_read("docs/language.md", 1 << 20, &reference, &error),
		&error);
	for (size_t i = 0; i < findings->count; i++) {
		struct builder row = {0};

		builder_add_format(&row, "\n| `%s` |", findings->list[i].id);
		if (strstr(builder_text(&reference), builder_text(&row)) ==
		    NULL)
			fail_msg("docs/language.md does not explain %s",
				 findings->list[i].id);
		builder_release(&row);
	}
	builder_release(&reference);
}

static void check_layout(const struct data_case *test, struct reading *reading)
{
	struct reading again;
	struct builder first = {0};
	struct builder second = {0};

	format_tree(reading->tree, &first);
	read_text(&again, builder_slice(&first));
	assert_int_equal(again.findings.count, 0);
	format_tree(again.tree, &second);
	if (!slice_equal(builder_slice(&first), builder_slice(&second)))
		fail_msg("formatting again changes\n%.*s",
			 SLICE_ARGS(builder_slice(&first)));
	arena_release(&again.arena);
	builder_release(&second);
	compare(test, &first, "formatted");
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct builder tree = {0};
	struct reading reading;

	read_text(&reading, data_text(test, "input"));
	check_documented(&reading.findings);
	check_findings(test, &reading);
	if (slice_is(test->sections[1].name, "tree")) {
		tree_print(reading.tree, &tree);
		compare(test, &tree, "tree");
	} else if (slice_is(test->sections[1].name, "formatted")) {
		check_layout(test, &reading);
	} else {
		assert_true(reading.findings.errors > 0);
	}
	arena_release(&reading.arena);
}

int main(void)
{
	return data_run("language", "tests/language", check);
}

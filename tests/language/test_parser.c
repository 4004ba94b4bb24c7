#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "language/format.h"
#include "language/parser.h"

struct reading {
	struct arena arena;
	struct findings findings;
	struct tree *tree;
};

static int try_text(struct reading *reading, struct slice text,
		    struct error *error)
{
	struct source *source;

	*reading = (struct reading){0};
	reading->findings = findings_in(&reading->arena);
	if (source_from_text(&source, SLICE("text"), text, &reading->arena,
			     error) != 0)
		return -1;
	return parse(&reading->tree, source, &reading->arena,
		     &reading->findings, error);
}

static void read_text(struct reading *reading, struct slice text)
{
	struct error error = {0};

	assert_success(try_text(reading, text, &error), &error);
}

static void arguments_are_found_by_their_labels(void **state)
{
	const struct statement *hold, *keep, *law;
	const struct argument *names;
	struct reading reading;

	(void)state;
	read_text(&reading,
		  SLICE("law a \"An act\" from 2009-01-26 basis\n"
			"hold b, c { keep until 3 years after leaving }\n"));
	assert_int_equal(reading.findings.count, 0);
	assert_int_equal(reading.tree->count, 2);
	law = &reading.tree->statements[0];
	assert_int_equal(law->keyword, KEYWORD_LAW);
	assert_slice(statement_text(law, ""), "a");
	assert_slice(statement_text(law, "1"), "An act");
	assert_int_equal(statement_date(law, "from", DATE_NONE),
			 date_from_civil(2009, 1, 26));
	assert_int_equal(statement_date(law, "to", DATE_NONE), DATE_NONE);
	assert_true(statement_has(law, "basis"));
	assert_false(statement_has(law, "regime"));
	assert_null(statement_argument(law, "basis"));

	hold = &reading.tree->statements[1];
	names = statement_argument(hold, "");
	assert_non_null(names);
	assert_int_equal(names->kind, ARGUMENT_NAMES);
	assert_int_equal(names->name_count, 2);
	assert_slice(names->names[1].text, "c");
	assert_slice(range_text(names->range), "b, c");
	keep = statement_child(hold, KEYWORD_KEEP, NULL);
	assert_non_null(keep);
	assert_int_equal(statement_number(keep, "until", 0), 3);
	assert_int_equal(statement_number(keep, "age", 99), 99);
	assert_true(statement_has(keep, "years"));
	assert_slice(statement_text(keep, "after"), "leaving");
	assert_slice(statement_text(keep, "then"), "");
	assert_slice(range_text(keep->range),
		     "keep until 3 years after leaving");
	assert_slice(range_text(keep->keyword_range), "keep");
	assert_null(statement_child(hold, KEYWORD_KEEP, keep));
	assert_null(statement_child(hold, KEYWORD_FOR, NULL));
	arena_release(&reading.arena);
}

static void a_condition_gives_values_by_kind(void **state)
{
	const struct condition *condition;
	const struct statement *when;
	struct reading reading;

	(void)state;
	read_text(&reading,
		  SLICE("share with a { when b in 007 to 2020-01-02, \"x\" }"));
	when = &reading.tree->statements[0].children[0];
	condition = statement_argument(when, "")->condition;
	assert_int_equal(condition->kind, CONDITION_IN);
	assert_int_equal(condition->member_count, 2);
	assert_int_equal(condition->members[0].low.kind, VALUE_NUMBER);
	assert_int_equal(condition->members[0].low.number, 7);
	assert_slice(condition->members[0].low.name, "007");
	assert_int_equal(condition->members[0].high.kind, VALUE_DATE);
	assert_int_equal(condition->members[0].high.date,
			 date_from_civil(2020, 1, 2));
	assert_int_equal(condition->members[1].low.kind, VALUE_NAME);
	assert_slice(condition->members[1].high.name, "x");
	assert_slice(range_text(condition->range),
		     "b in 007 to 2020-01-02, \"x\"");
	arena_release(&reading.arena);
}

static void faulty_statements_are_left_out_of_the_tree(void **state)
{
	struct reading reading;

	(void)state;
	read_text(&reading, SLICE("right access\nright 3\nsend a\n"
				  "share with b { send c; send; for d }\n"));
	assert_int_equal(reading.findings.errors, 3);
	assert_int_equal(reading.tree->count, 2);
	assert_int_equal(reading.tree->statements[1].child_count, 2);
	arena_release(&reading.arena);
}

/* `text` again and again, up to the largest source. */
static void repeat(struct builder *out, const char *head, const char *text,
		   size_t size)
{
	size_t len = strlen(text);

	builder_add_text(out, head);
	while (out->len + len <= size)
		builder_add_text(out, text);
}

static void a_long_condition_is_refused(void **state)
{
	struct builder text = {0};
	struct reading reading;

	(void)state;
	repeat(&text, "share with a { when b", " and b", 100000);
	builder_add_text(&text, " }");
	read_text(&reading, builder_slice(&text));
	assert_int_equal(reading.findings.count, 1);
	assert_string_equal(reading.findings.list[0].id, "condition-too-long");
	builder_release(&text);
	arena_release(&reading.arena);
}

static void a_long_text_is_refused(void **state)
{
	(void)state;
	for (int more = 0; more < 2; more++) {
		struct builder text = {0};
		struct reading reading;

		builder_add_text(&text, "notice \"");
		repeat(&text, "", "a", text.len + 4000 + (size_t)more);
		builder_add_text(&text, "\" version 1 from 2018-05-25\n");
		read_text(&reading, builder_slice(&text));
		assert_int_equal(reading.findings.count, more);
		if (more > 0)
			assert_string_equal(reading.findings.list[0].id,
					    "text-too-long");
		builder_release(&text);
		arena_release(&reading.arena);
	}
}

static void hostile_texts_are_read_in_linear_time(void **state)
{
	static const char *const texts[][2] = {
		{"", "("},
		{"", "{"},
		{"", "share with a {"},
		{"", "share with a {\n"},
		{"", "}"},
		{"", "\""},
		{"", "\"\\"},
		{"", "#\n"},
		{"", ";"},
		{"", "\xe2\x80\x9c "},
		{"", "right a\n"},
		{"", "zebra-zebra-zebra-zebra-zebra-zebra-zebra-zebra\n"},
		{"share with a { when ", "("},
		{"share with a { when ", "not "},
		{"share with a { when a in b", ",b"},
		{"share with a { send b", ",\n#\nb"},
		{"share with a { ", "{"},
		{"purpose p \"P\"", " marketing"},
		{"right ", "1"},
		{"right ", "a-"},
		{"", "share with a { for b } "},
		{"share with a { ", "when c; "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct builder text = {0};
		struct builder out = {0};
		struct reading reading;

		repeat(&text, texts[i][0], texts[i][1], 1 << 20);
		read_text(&reading, builder_slice(&text));
		findings_sort(&reading.findings);
		for (size_t j = 0; j < reading.findings.count && j < 3; j++)
			finding_print(&reading.findings.list[j], &out);
		if (reading.findings.errors == 0)
			format_tree(reading.tree, &out);
		builder_release(&out);
		builder_release(&text);
		arena_release(&reading.arena);
	}
}

static const char everything[] =
	"# first\n"
	"include \"a \\\"b\\\"\"  # behind\n\n"
	"codes c \"C\" { code a, 1 \"A\"; code b \"B\" }\n"
	"share with d {\n"
	"    send e, # in\n f and held categories\n"
	"    when (g in 1 to 2, h or not i) and j >= 2020-01-01\n"
	"    # inside\n"
	"}\n"
	"# last\n";

static const char faults[] = "sahre with a { ((\nsend a\nright in; right \"x\n"
			     "keep until\nshare with b { level what; send\n";

static int read_all(const char *text, struct builder *out, struct error *error)
{
	struct reading reading;
	int result = try_text(&reading, slice_of(text), error);

	if (result == 0) {
		findings_sort(&reading.findings);
		for (size_t i = 0; i < reading.findings.count; i++)
			finding_print(&reading.findings.list[i], out);
		findings_print_json(&reading.findings, out);
		format_tree(reading.tree, out);
		tree_print(reading.tree, out);
	}
	arena_release(&reading.arena);
	return result;
}

/* Whichever allocation fails, the caller learns of it. */
static void check_memory(const char *text)
{
	struct builder whole = {0};
	struct error error = {0};
	bool failed = true;

	assert_success(read_all(text, &whole, &error), &error);
	for (uint64_t n = 1; failed; n++) {
		struct builder out = {0};
		int result;

		assert_true(n < 10000);
		memory_fail_at(n);
		result = read_all(text, &out, &error);
		failed = memory_failed();
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		else if (failed)
			assert_true(out.failed);
		else
			assert_true(slice_equal(builder_slice(&out),
						builder_slice(&whole)));
		builder_release(&out);
	}
	builder_release(&whole);
}

static void no_failed_allocation_goes_unnoticed(void **state)
{
	(void)state;
	check_memory(everything);
	check_memory(faults);
}

/*
 * The same for allocations in the arena, of which few reach the system: with
 * ever more of its first block used up, each in turn is the one that fails.
 */
static void no_full_arena_goes_unnoticed(void **state)
{
	static const char *const texts[] = {everything, faults};

	(void)state;
	for (size_t i = 0; i < 2 * 4096 / 16; i++) {
		const char *text = texts[i % 2];
		struct reading reading = {0};
		struct error error = {0};
		struct source *source;
		int result;

		assert_non_null(
			arena_allocate(&reading.arena, 4096 - i / 2 * 16));
		reading.findings = findings_in(&reading.arena);
		memory_fail_at(1);
		result =
			source_from_text(&source, SLICE("text"), slice_of(text),
					 &reading.arena, &error);
		if (result == 0)
			result = parse(&reading.tree, source, &reading.arena,
				       &reading.findings, &error);
		assert_int_equal(result == 0, !memory_failed());
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&reading.arena);
	}
}

struct directory {
	const char *path;
	size_t count; /* files that were read */
};

static int check_file(void *context, const char *name, struct error *error)
{
	struct reading reading = {0};
	struct builder first = {0};
	struct builder second = {0};
	struct source *source;
	char *path;
	struct directory *directory = context;

	if (!slice_ends_with(slice_of(name), SLICE(".dictionary")) &&
	    !slice_ends_with(slice_of(name), SLICE(".notice")))
		return 0;
	directory->count++;
	reading.findings = findings_in(&reading.arena);
	path = path_join(&reading.arena, directory->path, name);
	assert_non_null(path);
	assert_success(source_from_file(&source, path, &reading.arena, error),
		       error);
	assert_success(parse(&reading.tree, source, &reading.arena,
			     &reading.findings, error),
		       error);
	if (reading.findings.count > 0) {
		finding_print(&reading.findings.list[0], &first);
		fail_msg("%s", builder_text(&first));
	}
	format_tree(reading.tree, &first);
	arena_release(&reading.arena);
	read_text(&reading, builder_slice(&first));
	assert_int_equal(reading.findings.count, 0);
	format_tree(reading.tree, &second);
	assert_true(slice_equal(builder_slice(&first), builder_slice(&second)));
	arena_release(&reading.arena);
	builder_release(&first);
	builder_release(&second);
	return 0;
}

static void dictionaries_and_notices_have_no_faults(void **state)
{
	struct directory dictionaries = {.path = "dictionaries/england"};
	struct directory notices = {.path = "notices"};
	struct error error = {0};

	(void)state;
	assert_success(directory_each(dictionaries.path, check_file,
				      &dictionaries, &error),
		       &error);
	assert_true(dictionaries.count > 0);
	if (directory_exists(notices.path))
		assert_success(directory_each(notices.path, check_file,
					      &notices, &error),
			       &error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_found_by_their_labels),
		cmocka_unit_test(a_condition_gives_values_by_kind),
		cmocka_unit_test(faulty_statements_are_left_out_of_the_tree),
		cmocka_unit_test(a_long_condition_is_refused),
		cmocka_unit_test(a_long_text_is_refused),
		cmocka_unit_test(hostile_texts_are_read_in_linear_time),
		cmocka_unit_test(no_failed_allocation_goes_unnoticed),
		cmocka_unit_test(no_full_arena_goes_unnoticed),
		cmocka_unit_test(dictionaries_and_notices_have_no_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

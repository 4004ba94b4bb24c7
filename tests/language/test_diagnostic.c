#include "tests/test.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/memory.h"
#include "language/diagnostic.h"

struct place_in {
	struct arena arena;
	struct findings findings;
	struct source *source;
};

static void set_up(struct place_in *in, const char *text)
{
	struct error error = {0};

	*in = (struct place_in){0};
	in->findings = findings_in(&in->arena);
	assert_success(source_from_text(&in->source, SLICE("kent.notice"),
					slice_of(text), &in->arena, &error),
		       &error);
}

static struct finding *add(struct place_in *in, enum severity severity,
			   uint32_t start, uint32_t end, const char *message)
{
	return findings_add(&in->findings, severity, "an-id",
			    (struct range){in->source, start, end}, "%s",
			    message);
}

static void assert_prints(const struct finding *finding, const char *expected)
{
	struct builder out = {0};

	finding_print(finding, &out);
	assert_string_equal(builder_text(&out), expected);
	builder_release(&out);
}

static void a_finding_shows_line_caret_hint_and_law(void **state)
{
	const struct slice names[] = {SLICE_INIT("school"),
				      SLICE_INIT("youth-support")};
	struct finding *finding;
	struct place_in in;

	(void)state;
	set_up(&in, "notice\n\n    share with yuoth-support {\n");
	finding = findings_add(&in.findings, SEVERITY_ERROR, "unknown-body",
			       (struct range){in.source, 23, 36},
			       "no body is called '%s'", "yuoth-support");
	finding_hint_nearest(&in.findings, finding, SLICE("yuoth-support"),
			     names, 2);
	finding->law = SLICE("ESA 2008 s14");
	assert_prints(finding, "kent.notice:3:16: error: no body is called "
			       "'yuoth-support' [unknown-body]\n"
			       "    3 |     share with yuoth-support {\n"
			       "      |                ^~~~~~~~~~~~~\n"
			       "hint: did you mean 'youth-support'?\n"
			       "law: ESA 2008 s14\n");
	arena_release(&in.arena);
}

static void no_hint_is_given_when_nothing_is_near(void **state)
{
	const struct slice names[] = {SLICE_INIT("school")};
	struct finding *finding;
	struct place_in in;

	(void)state;
	set_up(&in, "x\n");
	finding = add(&in, SEVERITY_WARNING, 0, 1, "m");
	finding_hint_nearest(&in.findings, finding, SLICE("zebra"), names, 1);
	assert_int_equal(finding->hint.len, 0);
	assert_prints(finding, "kent.notice:1:1: warning: m [an-id]\n"
			       "    1 | x\n"
			       "      | ^\n");
	arena_release(&in.arena);
}

static void a_finding_over_lines_is_marked_to_the_end_of_the_first(void **state)
{
	struct place_in in;

	(void)state;
	set_up(&in, "ab cd\nef\n");
	assert_prints(add(&in, SEVERITY_ADVICE, 3, 8, "m"),
		      "kent.notice:1:4: advice: m [an-id]\n"
		      "    1 | ab cd\n"
		      "      |    ^~\n");
	/* the end of a text that ends with a newline */
	assert_prints(add(&in, SEVERITY_ERROR, 9, 9, "m"),
		      "kent.notice:3:1: error: m [an-id]\n"
		      "    3 | \n"
		      "      | ^\n");
	arena_release(&in.arena);
}

static void tabs_and_control_characters_do_not_move_the_caret(void **state)
{
	struct place_in in;

	(void)state;
	set_up(&in, "a\t\x1b[1m\tb\n");
	assert_prints(add(&in, SEVERITY_ERROR, 7, 8, "m"),
		      "kent.notice:1:8: error: m [an-id]\n"
		      "    1 | a       ?[1m    b\n"
		      "      |                 ^\n");
	arena_release(&in.arena);
}

static void a_finding_without_place_is_one_line(void **state)
{
	struct place_in in;
	struct finding *finding;

	(void)state;
	set_up(&in, "");
	finding = findings_add(&in.findings, SEVERITY_ERROR, "an-id",
			       (struct range){0}, "m");
	assert_prints(finding, "error: m [an-id]\n");
	arena_release(&in.arena);
}

/* The shown part has at most 100 columns, wherever the fault is. */
static void a_long_line_is_cut(void **state)
{
	char text[1001];
	struct place_in in;

	(void)state;
	memset(text, 'x', 1000);
	text[1000] = '\0';
	set_up(&in, text);
	for (uint32_t start = 0; start <= 1000; start += 50) {
		struct builder out = {0};
		struct slice rest;
		struct slice line;

		finding_print(add(&in, SEVERITY_ERROR, start, 1000, "m"), &out);
		rest = builder_slice(&out);
		slice_cut(&rest, '\n');
		line = slice_cut(&rest, '\n');
		assert_int_equal(line.len, 8 + 100);
		line = slice_cut(&rest, '\n');
		assert_true(line.len <= 8 + 101);
		assert_non_null(memchr(line.at, '^', line.len));
		builder_release(&out);
	}
	arena_release(&in.arena);
}

/* Thousands of findings in one line of megabytes must not take minutes. */
static void far_out_in_a_line_columns_are_bytes(void **state)
{
	struct builder text = {0};
	struct builder out = {0};
	struct place_in in;
	uint32_t end;

	(void)state;
	while (text.len < (1 << 20))
		builder_add_text(&text, "\xc3\xa9");
	set_up(&in, builder_text(&text));
	end = (uint32_t)in.source->text.len;
	assert_int_equal(source_position(in.source, 64 << 10).column,
			 (32 << 10) + 1);
	assert_int_equal(source_position(in.source, end).column,
			 (32 << 10) + (end - (64 << 10)) + 1);
	finding_print(add(&in, SEVERITY_ERROR, end - 2, end, "m"), &out);
	assert_non_null(strstr(builder_text(&out), "| ...\xc3\xa9"));
	builder_release(&out);
	builder_release(&text);
	arena_release(&in.arena);
}

static void findings_are_sorted_and_told_once(void **state)
{
	struct place_in in;

	(void)state;
	set_up(&in, "abcdef\n");
	add(&in, SEVERITY_ERROR, 4, 5, "b");
	add(&in, SEVERITY_WARNING, 1, 2, "c");
	add(&in, SEVERITY_ERROR, 4, 5, "a");
	add(&in, SEVERITY_ERROR, 4, 5, "b");
	findings_sort(&in.findings);
	assert_int_equal(in.findings.count, 3);
	assert_int_equal(in.findings.errors, 2);
	assert_int_equal(in.findings.warnings, 1);
	assert_slice(in.findings.list[0].message, "c");
	assert_slice(in.findings.list[1].message, "a");
	assert_slice(in.findings.list[2].message, "b");
	arena_release(&in.arena);
}

static void findings_beyond_the_limit_are_counted(void **state)
{
	struct finding *finding = NULL;
	struct place_in in;

	(void)state;
	set_up(&in, "x\n");
	for (int i = 0; i < FINDINGS_LIMIT + 5; i++)
		finding = add(&in, SEVERITY_ERROR, 0, 1, "m");
	finding_hint(&in.findings, finding, "h");
	assert_int_equal(in.findings.count, FINDINGS_LIMIT);
	assert_int_equal(in.findings.errors, FINDINGS_LIMIT + 5);
	assert_false(in.findings.failed);
	arena_release(&in.arena);
}

static void findings_are_json_for_programs(void **state)
{
	struct builder out = {0};
	struct place_in in;
	json_t *list, *first;

	(void)state;
	set_up(&in, "ab\n\u00e9\"cd\n");
	finding_hint(&in.findings, add(&in, SEVERITY_ERROR, 5, 7, "a \"b\""),
		     "h");
	findings_add(&in.findings, SEVERITY_ADVICE, "no-place",
		     (struct range){0}, "m");
	findings_print_json(&in.findings, &out);
	list = json_loads(builder_text(&out), 0, NULL);
	assert_int_equal(json_array_size(list), 2);
	first = json_array_get(list, 0);
	assert_string_equal(json_string_value(json_object_get(first, "file")),
			    "kent.notice");
	assert_int_equal(json_integer_value(json_object_get(first, "line")), 2);
	assert_int_equal(json_integer_value(json_object_get(first, "column")),
			 2);
	assert_int_equal(
		json_integer_value(json_object_get(first, "endColumn")), 4);
	assert_string_equal(
		json_string_value(json_object_get(first, "message")),
		"a \"b\"");
	assert_string_equal(
		json_string_value(json_object_get(first, "severity")), "error");
	assert_true(
		json_is_null(json_object_get(json_array_get(list, 1), "file")));
	json_decref(list);
	builder_release(&out);
	arena_release(&in.arena);
}

static void without_memory_a_finding_is_still_counted(void **state)
{
	struct place_in in;

	(void)state;
	set_up(&in, "x\n");
	/* the arena's first block is used up, so that the list needs another */
	assert_non_null(arena_allocate(&in.arena, 4096));
	memory_fail_at(1);
	for (int i = 0; i < 100; i++)
		finding_hint(&in.findings,
			     add(&in, SEVERITY_ERROR, 0, 1, "message"), "hint");
	memory_fail_at(0);
	assert_true(in.findings.failed);
	assert_int_equal(in.findings.errors, 100);
	arena_release(&in.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_shows_line_caret_hint_and_law),
		cmocka_unit_test(no_hint_is_given_when_nothing_is_near),
		cmocka_unit_test(
			a_finding_over_lines_is_marked_to_the_end_of_the_first),
		cmocka_unit_test(
			tabs_and_control_characters_do_not_move_the_caret),
		cmocka_unit_test(a_finding_without_place_is_one_line),
		cmocka_unit_test(a_long_line_is_cut),
		cmocka_unit_test(far_out_in_a_line_columns_are_bytes),
		cmocka_unit_test(findings_are_sorted_and_told_once),
		cmocka_unit_test(findings_beyond_the_limit_are_counted),
		cmocka_unit_test(findings_are_json_for_programs),
		cmocka_unit_test(without_memory_a_finding_is_still_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

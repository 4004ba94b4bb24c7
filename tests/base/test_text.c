/*
 * Text: slices, UTF-8, Windows-1252, spelling, errors and JSON.
 */
#include "tests/test.h"

#include <errno.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/json.h"
#include "base/text.h"

static void slices_are_cut_and_trimmed(void **state)
{
	struct slice rest = SLICE("a,b,,c");
	struct slice empty = {NULL, 0};

	(void)state;
	assert_slice(slice_cut(&rest, ','), "a");
	assert_slice(slice_cut(&rest, ','), "b");
	assert_slice(slice_cut(&rest, ','), "");
	assert_slice(slice_cut(&rest, ','), "c");
	assert_int_equal(rest.len, 0);
	assert_int_equal(slice_cut(&empty, ',').len, 0);
	assert_slice(slice_trim(SLICE(" \t\r\n a b \n")), "a b");
	assert_slice(slice_trim(SLICE(" \n")), "");
	assert_slice(slice_part(SLICE("abc"), 1, 99), "bc");
	assert_slice(slice_part(SLICE("abc"), 2, 1), "");
	assert_true(slice_starts_with(SLICE("abc"), SLICE("ab")));
	assert_false(slice_starts_with(SLICE("ab"), SLICE("abc")));
	assert_true(slice_ends_with(SLICE("abc"), SLICE("bc")));
	assert_false(slice_ends_with(SLICE("bc"), SLICE("abc")));
	assert_true(slice_equal_ignoring_case(SLICE("aZ1"), SLICE("Az1")));
	assert_false(slice_equal_ignoring_case(SLICE("a["), SLICE("a{")));
	assert_true(slice_compare(SLICE("a"), SLICE("ab")) < 0);
	assert_true(slice_compare(SLICE("\xff"), SLICE("a")) > 0);
	assert_int_equal(slice_compare(empty, SLICE("")), 0);
}

static void numbers_are_digits_within_their_maximum(void **state)
{
	uint64_t value = 42;

	(void)state;
	assert_false(slice_number(SLICE(""), 9, &value));
	assert_false(slice_number(SLICE("-1"), 9, &value));
	assert_false(slice_number(SLICE("1 "), 9, &value));
	assert_false(slice_number(SLICE("10"), 9, &value));
	assert_false(slice_number(SLICE("18446744073709551616"), UINT64_MAX,
				  &value));
	assert_int_equal(value, 42);
	assert_true(slice_number(SLICE("18446744073709551615"), UINT64_MAX,
				 &value));
	assert_true(value == UINT64_MAX);
	assert_true(slice_number(SLICE("007"), 9, &value));
	assert_int_equal(value, 7);
}

/* RFC 3629: the ends of each range, and what lies just outside. */
static void utf_8_is_read_strictly(void **state)
{
	static const struct {
		struct slice text;
		uint32_t character; /* 0: refused */
	} rows[] = {
		{SLICE_INIT("a"), 'a'},
		{SLICE_INIT("\x7f"), 0x7f},
		{SLICE_INIT("\xc2\x80"), 0x80},
		{SLICE_INIT("\xdf\xbf"), 0x7ff},
		{SLICE_INIT("\xe0\xa0\x80"), 0x800},
		{SLICE_INIT("\xed\x9f\xbf"), 0xd7ff},
		{SLICE_INIT("\xee\x80\x80"), 0xe000},
		{SLICE_INIT("\xf0\x90\x80\x80"), 0x10000},
		{SLICE_INIT("\xf4\x8f\xbf\xbf"), 0x10ffff},
		{SLICE_INIT("\x80"), 0},
		{SLICE_INIT("\xc0\x80"), 0},
		{SLICE_INIT("\xc1\xbf"), 0},
		{SLICE_INIT("\xc2"), 0},
		{SLICE_INIT("\xc2\x41"), 0},
		{SLICE_INIT("\xe0\x9f\xbf"), 0},
		{SLICE_INIT("\xed\xa0\x80"), 0},
		{SLICE_INIT("\xf0\x8f\xbf\xbf"), 0},
		{SLICE_INIT("\xf4\x90\x80\x80"), 0},
		{SLICE_INIT("\xf5\x80\x80\x80"), 0},
		{SLICE_INIT("\xff"), 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct slice rest = rows[i].text;
		uint32_t character = 42;

		if (rows[i].character == 0) {
			assert_false(text_next(&rest, &character));
			assert_int_equal(rest.len, rows[i].text.len);
			assert_int_equal(character, 42);
			continue;
		}
		assert_true(text_next(&rest, &character));
		assert_int_equal(character, rows[i].character);
		assert_int_equal(rest.len, 0);
	}
}

static void faults_of_utf_8_have_a_place(void **state)
{
	size_t valid = 42;

	(void)state;
	assert_true(text_is_utf8(SLICE("caf\xc3\xa9"), &valid));
	assert_int_equal(valid, 5);
	assert_false(text_is_utf8(SLICE("caf\xe9 x"), &valid));
	assert_int_equal(valid, 3);
	assert_false(text_is_utf8(SLICE("\xff"), NULL));
	assert_int_equal(text_length(SLICE("caf\xc3\xa9")), 4);
}

static void what_a_terminal_obeys_is_not_shown(void **state)
{
	static const struct {
		const char *text;
		const char *shown; /* the same: it is clean */
	} cases[] = {
		{"", ""},
		{"Zo\xc3\xab O'Neill \xe2\x80\x93 7",
		 "Zo\xc3\xab O'Neill \xe2\x80\x93 7"},
		{"a\x1b[31m", "a?[31m"},
		{"a\tb\nc\x7f", "a?b?c?"},
		{"\xc2\x9b"
		 "31m",
		 "?31m"},
		{"\xc2\xa0", "\xc2\xa0"},
		{"\xe2\x80\xaegnp.exe", "?gnp.exe"},
		{"\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "???"},
		{"\xe2\x81\xa6\xe2\x81\xa9", "??"},
		{"\xe2\x80\xa8\xe2\x80\xa9\xef\xbb\xbf", "???"},
		{"\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\xbf\xbe", "???"},
		{"\xef\xbf\xbd", "\xef\xbf\xbd"},
		{"\x9b\xff", "??"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct slice text = slice_of(cases[i].text);
		struct builder out = {0};

		text_add_clean(text, &out);
		assert_string_equal(builder_text(&out), cases[i].shown);
		assert_int_equal(text_is_clean(text),
				 slice_is(text, cases[i].shown));
		builder_release(&out);
	}
}

static void windows_1252_becomes_utf_8(void **state)
{
	struct builder out = {0};
	size_t undefined = 0;

	(void)state;
	text_from_windows_1252(SLICE("Zo\xeb \x80\x9f\x81\x9d"), &out,
			       &undefined);
	assert_slice(builder_slice(&out), "Zo\xc3\xab \xe2\x82\xac\xc5\xb8"
					  "\xef\xbf\xbd\xef\xbf\xbd");
	assert_int_equal(undefined, 2);
	builder_release(&out);
}

static void slips_are_counted_up_to_a_limit(void **state)
{
	char words[2][66];

	(void)state;
	assert_int_equal(text_distance(SLICE("send"), SLICE("send"), 3), 0);
	assert_int_equal(text_distance(SLICE("send"), SLICE("sned"), 3), 1);
	assert_int_equal(text_distance(SLICE("send"), SLICE("sends"), 3), 1);
	assert_int_equal(text_distance(SLICE("kitten"), SLICE("sitting"), 9),
			 3);
	/* swapped neighbours are not touched again: alignment, not distance */
	assert_int_equal(text_distance(SLICE("ca"), SLICE("abc"), 9), 3);
	assert_int_equal(text_distance(SLICE("abc"), SLICE("xyz"), 1), 2);
	assert_int_equal(text_distance(SLICE(""), SLICE("ab"), 3), 2);
	memset(words, 'a', sizeof(words));
	assert_int_equal(text_distance((struct slice){words[0], 64},
				       (struct slice){words[1], 64}, 3),
			 0);
	assert_int_equal(text_distance((struct slice){words[0], 65},
				       (struct slice){words[1], 65}, 3),
			 4);
}

static void hints_name_only_what_is_near(void **state)
{
	static const struct slice names[] = {SLICE_INIT("pupil.name"),
					     SLICE_INIT("pupil.uln"),
					     SLICE_INIT("pupil.upn")};

	(void)state;
	assert_slice(text_nearest(SLICE("pupil.unp"), names, 3), "pupil.upn");
	assert_slice(text_nearest(SLICE("pupil.nam"), names, 3), "pupil.name");
	assert_int_equal(text_nearest(SLICE("zebra"), names, 3).len, 0);
	assert_int_equal(text_nearest(SLICE("x"), names, 0).len, 0);
}

static void errors_say_what_is_known(void **state)
{
	struct error error = {0};
	char text[1024], longer[600];

	(void)state;
	assert_int_equal(error_set(&error, ERROR_INPUT, "%d faults", 2), -1);
	error_text(&error, text, sizeof(text));
	assert_string_equal(text, "2 faults");
	error_at(&error, SLICE("a\x1b.csv"), 3, 4, 5);
	error_hint(&error, "mend %s", "them");
	error_text(&error, text, sizeof(text));
	assert_string_equal(text, "a?.csv:3:4: record 5: 2 faults (mend them)");
	error_at(&error, SLICE("a.csv"), 3, 0, 0);
	error_text(&error, text, 8);
	assert_string_equal(text, "a.csv:3");
	errno = ENOENT;
	error_system(&error, "cannot read");
	assert_int_equal(error.code, ERROR_SYSTEM);
	assert_int_equal(error.place.line, 0);
	assert_string_equal(error.message,
			    "cannot read: No such file or directory");
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	error_set(&error, ERROR_INPUT, "%s", longer);
	assert_int_equal(strlen(error.message), sizeof(error.message) - 1);
	error_at(&error, slice_of(longer), 0, 0, 0);
	assert_int_equal(strlen(error.place.file),
			 sizeof(error.place.file) - 1);
	assert_int_equal(error_hint(NULL, "x"), -1);
	assert_int_equal(error_at(NULL, SLICE(""), 0, 0, 0), -1);
	assert_int_equal(error_system(NULL, "x"), -1);
}

static void json_is_escaped_and_nested(void **state)
{
	struct builder out = {0};
	struct json json = json_writer(&out, false);

	(void)state;
	json_open_object(&json);
	json_key_text(&json, "a", SLICE("\"\\\n\t\x7f\xc3\xa9\xff"));
	json_key_number(&json, "b", INT64_MIN);
	json_key(&json, "c");
	json_open_array(&json);
	json_put_boolean(&json, true);
	json_put_null(&json);
	json_open_object(&json);
	json_close_object(&json);
	json_close_array(&json);
	json_key_date(&json, "d", 0);
	json_key_date(&json, "e", DATE_NONE);
	json_close_object(&json);
	assert_string_equal(builder_text(&out),
			    "{\"a\":\"\\\"\\\\\\n\\u0009\\u007f\xc3\xa9"
			    "\xef\xbf\xbd\",\"b\":-9223372036854775808,"
			    "\"c\":[true,null,{}],\"d\":\"1970-01-01\","
			    "\"e\":null}");
	builder_release(&out);
}

static void json_for_people_is_indented(void **state)
{
	struct builder out = {0};
	struct json json = json_writer(&out, true);

	(void)state;
	json_open_array(&json);
	json_open_object(&json);
	json_key_boolean(&json, "a", false);
	json_close_object(&json);
	json_open_array(&json);
	json_close_array(&json);
	json_close_array(&json);
	assert_string_equal(builder_text(&out),
			    "[\n  {\n    \"a\": false\n  },\n  []\n]");
	builder_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_are_cut_and_trimmed),
		cmocka_unit_test(numbers_are_digits_within_their_maximum),
		cmocka_unit_test(utf_8_is_read_strictly),
		cmocka_unit_test(faults_of_utf_8_have_a_place),
		cmocka_unit_test(what_a_terminal_obeys_is_not_shown),
		cmocka_unit_test(windows_1252_becomes_utf_8),
		cmocka_unit_test(slips_are_counted_up_to_a_limit),
		cmocka_unit_test(hints_name_only_what_is_near),
		cmocka_unit_test(errors_say_what_is_known),
		cmocka_unit_test(json_is_escaped_and_nested),
		cmocka_unit_test(json_for_people_is_indented),
	};

	return cmocka_run_group_tests_name("base text", tests, NULL, NULL);
}

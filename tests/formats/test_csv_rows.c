#include "tests/test.h"

#include "base/builder.h"
#include "base/memory.h"
#include "formats/csv.h"

struct guard_row {
	const char *label;
	enum csv_kind kind;
	const char *value;
	const char *written;
};

/* clang-format off */
static const struct guard_row guard_rows[] = {
	{ "plain text stays", CSV_TEXT, "Smith", "Smith" },
	{ "a formula gets an apostrophe", CSV_TEXT, "=1+1", "'=1+1" },
	{ "a formula with a quotation mark is guarded and quoted", CSV_TEXT, "=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"" },
	{ "a plus sign is guarded", CSV_TEXT, "+441234567890", "'+441234567890" },
	{ "a minus sign is guarded in text", CSV_TEXT, "-3", "'-3" },
	{ "an at sign is guarded", CSV_TEXT, "@SUM(A1)", "'@SUM(A1)" },
	{ "a tab is guarded and quoted", CSV_TEXT, "\tx", "\"'\tx\"" },
	{ "a carriage return is guarded and quoted", CSV_TEXT, "\rx", "\"'\rx\"" },
	{ "a line feed is guarded and quoted", CSV_TEXT, "\nx", "\"'\nx\"" },
	{ "an apostrophe before a letter stays as it is", CSV_TEXT, "'t Hooft", "'t Hooft" },
	{ "an apostrophe before a formula gets another", CSV_TEXT, "'=x", "''=x" },
	{ "a sign further on does no harm", CSV_TEXT, "Smith-Jones", "Smith-Jones" },
	{ "a negative number stays", CSV_NUMBER, "-3", "-3" },
	{ "a negative decimal number stays", CSV_NUMBER, "-3.25", "-3.25" },
	{ "a number that is a formula is guarded", CSV_NUMBER, "-3+1", "'-3+1" },
	{ "a number with a plus sign is guarded", CSV_NUMBER, "+3", "'+3" },
	{ "a lone minus sign is no number", CSV_NUMBER, "-", "'-" },
	{ "a code stays", CSV_CODE, "-", "-" },
	{ "a comma is quoted", CSV_TEXT, "a,b", "\"a,b\"" },
	{ "a comma after eight characters is quoted", CSV_TEXT, "12345678,", "\"12345678,\"" },
	{ "a quotation mark is doubled", CSV_TEXT, "5\" tall", "\"5\"\" tall\"" },
	{ "a line end is quoted", CSV_TEXT, "a\nb", "\"a\nb\"" },
	{ "a space at the start is quoted", CSV_TEXT, " a", "\" a\"" },
	{ "a space at the end is quoted", CSV_TEXT, "a ", "\"a \"" },
	{ "a byte order mark at the start is quoted", CSV_TEXT, "\xef\xbb\xbfx", "\"\xef\xbb\xbfx\"" },
	{ "a semicolon needs no quotation marks", CSV_TEXT, "a;b", "a;b" },
	{ "characters beyond ASCII stay", CSV_TEXT, "Zo\xc3\xab Ren\xc3\xa9" "e", "Zo\xc3\xab Ren\xc3\xa9" "e" },
	{ "nothing stays nothing beside another field", CSV_TEXT, "", "" },
};
/* clang-format on */

enum { GUARD_ROWS = sizeof(guard_rows) / sizeof(guard_rows[0]) };

static void test_guard(void **state)
{
	const struct guard_row *test = *state;
	struct slice fields[2] = {slice_of(test->value), SLICE("z")};
	enum csv_kind kinds[2] = {test->kind, CSV_CODE};
	struct builder out = {0}, expected = {0};
	struct csv csv;
	struct csv_row row;
	struct error error = {0};

	csv_add_row(&out, fields, kinds, 2);
	builder_add_format(&expected, "%s,z\r\n", test->written);
	assert_slice(builder_slice(&out), builder_text(&expected));
	assert_success(csv_begin(&csv, builder_slice(&out), ',', &error),
		       &error);
	assert_int_equal(csv_read(&csv, &row, &error), 1);
	assert_int_equal(row.count, 2);
	if (test->kind != CSV_CODE)
		assert_slice(csv_unguarded(row.fields[0]), test->value);
	csv_release(&csv);
	builder_release(&out);
	builder_release(&expected);
}

static void test_lone_empty_field_is_a_row(void **state)
{
	struct slice field = SLICE("");
	struct builder out = {0};

	(void)state;
	csv_add_row(&out, &field, NULL, 1);
	assert_slice(builder_slice(&out), "\"\"\r\n");
	builder_release(&out);
}

static void test_want_of_memory_is_remembered(void **state)
{
	struct slice field = SLICE("x");
	struct builder out = {0};

	(void)state;
	memory_fail_at(1);
	csv_add_row(&out, &field, NULL, 1);
	memory_fail_at(0);
	assert_true(out.failed);
	builder_release(&out);
}

/* All short strings of awkward characters come back as they were. */
static void test_everything_comes_back(void **state)
{
	static const char letters[] = "a,\"\n\r'=- ;\t0";
	enum { LETTERS = sizeof(letters) - 1, LONGEST = 4 };
	struct builder out = {0};
	unsigned int cases = 1;

	(void)state;
	for (int i = 0; i < LONGEST; i++)
		cases *= LETTERS;
	for (unsigned int i = 0; i < cases; i++) {
		char text[LONGEST + 1] = {0};
		struct slice fields[2] = {{text, 0}, {text, 0}};
		struct csv csv;
		struct csv_row row;
		unsigned int rest = i;

		for (size_t j = 0; j < LONGEST; j++, rest /= LETTERS)
			text[j] = letters[rest % LETTERS];
		fields[0].len = fields[1].len = i % (LONGEST + 1);
		builder_clear(&out);
		csv_add_row(&out, fields, NULL, 2);
		assert_int_equal(
			csv_begin(&csv, builder_slice(&out), ',', NULL), 0);
		if (csv_read(&csv, &row, NULL) != 1 || row.count != 2 ||
		    !slice_equal(csv_unguarded(row.fields[0]), fields[0]) ||
		    !slice_equal(csv_unguarded(row.fields[1]), fields[1]) ||
		    csv_read(&csv, &row, NULL) != 0)
			fail_msg("case %u did not come back", i);
		csv_release(&csv);
	}
	builder_release(&out);
}

int main(void)
{
	struct CMUnitTest tests[GUARD_ROWS + 3] = {
		cmocka_unit_test(test_lone_empty_field_is_a_row),
		cmocka_unit_test(test_want_of_memory_is_remembered),
		cmocka_unit_test(test_everything_comes_back),
	};

	for (size_t i = 0; i < GUARD_ROWS; i++)
		tests[i + 3] = (struct CMUnitTest){
			.name = guard_rows[i].label,
			.test_func = test_guard,
			.initial_state = (void *)(uintptr_t)&guard_rows[i],
		};
	return cmocka_run_group_tests_name("csv rows", tests, NULL, NULL);
}

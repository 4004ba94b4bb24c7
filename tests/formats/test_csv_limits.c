#include "tests/test.h"

#include <stdlib.h>

#include "base/builder.h"
#include "base/memory.h"
#include "formats/csv.h"

static int first_row(struct slice bytes, struct error *error)
{
	struct csv csv;
	struct csv_row row;
	int result = csv_begin(&csv, bytes, 0, error);

	if (result == 0)
		result = csv_read(&csv, &row, error);
	csv_release(&csv);
	return result;
}

static void repeat(struct builder *out, struct slice text, size_t times)
{
	for (size_t i = 0; i < times; i++)
		builder_add(out, text);
}

static void test_most_columns(void **state)
{
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	repeat(&text, SLICE(","), CSV_COLUMNS - 1);
	assert_int_equal(first_row(builder_slice(&text), &error), 1);
	builder_add_byte(&text, ',');
	assert_int_equal(first_row(builder_slice(&text), &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(error.place.column, CSV_COLUMNS + 1);
	repeat(&text, SLICE("x,"), 1000000);
	assert_int_equal(first_row(builder_slice(&text), &error), -1);
	builder_release(&text);
}

static void test_longest_field(void **state)
{
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	repeat(&text, SLICE("0123456789abcdef"), CSV_FIELD_BYTES / 16);
	assert_int_equal(first_row(builder_slice(&text), &error), 1);
	builder_add_byte(&text, 'x');
	assert_int_equal(first_row(builder_slice(&text), &error), -1);
	builder_clear(&text);
	builder_add_text(&text, "a,\"");
	repeat(&text, SLICE("0123456789abcdef"), CSV_FIELD_BYTES / 16);
	builder_add_text(&text, "x\"");
	assert_int_equal(first_row(builder_slice(&text), &error), -1);
	assert_int_equal(error.place.column, 3);
	builder_release(&text);
}

static void test_unclosed_quote_of_a_mebibyte(void **state)
{
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	builder_add_text(&text, "a,b\nc,\"");
	repeat(&text, SLICE("line after line,\n"), 1 << 16);
	assert_int_equal(first_row(builder_slice(&text), &error), 1);
	text.at[3] = ',';
	assert_int_equal(first_row(builder_slice(&text), &error), -1);
	assert_int_equal(error.place.line, 1);
	assert_int_equal(error.place.column, 7);
	builder_release(&text);
}

static void test_nul_bytes_only(void **state)
{
	struct error error = {0};
	char *bytes = calloc(1, 1 << 20);

	(void)state;
	assert_non_null(bytes);
	assert_int_equal(first_row((struct slice){bytes, 1 << 20}, &error), -1);
	assert_string_equal(error.message, "a NUL byte");
	free(bytes);
}

static void test_a_row_can_be_read_again(void **state)
{
	struct csv csv;
	struct csv_row first, second, again;
	uint32_t line, column;

	(void)state;
	assert_int_equal(
		csv_begin(&csv, SLICE("\"a\"\"\n\",b\r\nc,d\r\n"), 0, NULL), 0);
	assert_int_equal(csv_read(&csv, &first, NULL), 1);
	assert_int_equal(csv_read(&csv, &second, NULL), 1);
	csv_return(&csv, first.start, first.line);
	assert_int_equal(csv_read(&csv, &again, NULL), 1);
	assert_slice(again.fields[0], "a\"\n");
	assert_slice(again.fields[1], "b");
	assert_int_equal(again.line, 1);
	csv_place(&csv, &second, 1, &line, &column);
	assert_int_equal(line, 3);
	assert_int_equal(column, 3);
	csv_release(&csv);
}

static void test_reading_survives_want_of_memory(void **state)
{
	struct slice text = SLICE("\"a\"\"b\",Zo\xeb\n\"c\"\"d\",\x93x\n");
	int result = -1;

	(void)state;
	for (uint64_t nth = 1; result != 0; nth++) {
		struct error error = {0};
		struct csv csv;
		struct csv_row row;

		memory_fail_at(nth);
		result = csv_begin(&csv, text, 0, &error);
		while (result == 0 &&
		       (result = csv_read(&csv, &row, &error)) == 1)
			result = 0;
		csv_release(&csv);
		if (memory_failed())
			assert_int_equal(error.code, ERROR_MEMORY);
		assert_true(nth < 100);
	}
	memory_fail_at(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_most_columns),
		cmocka_unit_test(test_longest_field),
		cmocka_unit_test(test_unclosed_quote_of_a_mebibyte),
		cmocka_unit_test(test_nul_bytes_only),
		cmocka_unit_test(test_a_row_can_be_read_again),
		cmocka_unit_test(test_reading_survives_want_of_memory),
	};

	return cmocka_run_group_tests_name("csv limits", tests, NULL, NULL);
}

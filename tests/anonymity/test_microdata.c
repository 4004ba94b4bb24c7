#include <stdio.h>

#include "anonymity/microdata.h"
#include "base/memory.h"
#include "tests/test.h"

static struct microdata *read_text(const char *text)
{
	struct microdata *data;
	struct error error;

	assert_success(microdata_read(&data, slice_of(text), &error), &error);
	return data;
}

static void rows_are_kept_by_column(void **state)
{
	struct microdata *data = read_text("Sex, Area ,score\nF,E01,\"4,5\"\n"
					   "M,E01,\nF,E02,'=2\n");
	struct column *sex = microdata_find(data, SLICE("sex"));

	(void)state;
	assert_int_equal(data->row_count, 3);
	assert_int_equal(data->column_count, 3);
	assert_non_null(sex);
	assert_int_equal(sex->value_count, 2);
	assert_slice(column_value(sex, 1), "M");
	assert_slice(column_value(sex, 2), "F");
	assert_slice(data->columns[1].name, "Area");
	assert_slice(column_value(&data->columns[2], 0), "4,5");
	assert_slice(column_value(&data->columns[2], 1), "");
	assert_slice(column_value(&data->columns[2], 2), "=2");
	assert_null(microdata_find(data, SLICE("age")));
	microdata_free(data);
}

static void many_rows_and_values(void **state)
{
	struct slice names[2] = {SLICE("number"), SLICE("part")};
	struct microdata *data;
	struct error error;

	(void)state;
	assert_success(microdata_make(&data, names, 2, &error), &error);
	for (int i = 0; i < 5000; i++) {
		char number[16], part[16];
		struct slice values[2];

		snprintf(number, sizeof(number), "%d", i);
		snprintf(part, sizeof(part), "%d", i % 7);
		values[0] = slice_of(number);
		values[1] = slice_of(part);
		assert_success(microdata_add(data, values, &error), &error);
	}
	assert_int_equal(data->columns[0].value_count, 5000);
	assert_int_equal(data->columns[1].value_count, 7);
	assert_slice(column_value(&data->columns[0], 4321), "4321");
	assert_slice(column_value(&data->columns[1], 4321), "2");
	microdata_free(data);
}

static void what_cannot_be_rows_is_refused(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"", "the file is empty: not even a header names its columns"},
		{"a,,c\n", "column 2 has no name in the header"},
		{"a,b,A\n", "columns 1 and 3 have the same name"},
		{"a,b\n1,2\n1\n", "this row has 1 fields and the header 2"},
		{"a,b\n1,2,3\n", "this row has 3 fields and the header 2"},
		{"a,\"b\nc\"\n",
		 "the name of column 2 is not one line of text"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct microdata *data;
		struct error error;

		assert_int_equal(
			microdata_read(&data, slice_of(cases[i].text), &error),
			-1);
		assert_int_equal(error.code, ERROR_INPUT);
		assert_string_equal(error.message, cases[i].message);
	}
}

static void memory_may_run_out(void **state)
{
	struct slice text = SLICE("a,b\n1,x\n2,\"y\"\"z\"\n3,x\n");

	(void)state;
	for (uint64_t nth = 1;; nth++) {
		struct microdata *data;
		struct error error;
		int result;

		memory_fail_at(nth);
		result = microdata_read(&data, text, &error);
		memory_fail_at(0);
		if (result == 0) {
			microdata_free(data);
			assert_true(nth > 5);
			return;
		}
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_kept_by_column),
		cmocka_unit_test(many_rows_and_values),
		cmocka_unit_test(what_cannot_be_rows_is_refused),
		cmocka_unit_test(memory_may_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include "base/builder.h"
#include "tables/table.h"
#include "tests/data.h"
#include "tests/tables/sets.h"

static void check_case(void **state)
{
	const struct data_case *test = *state;
	struct arena arena = {0};
	struct builder out = {0};
	struct builder text = {0};
	struct error error = {0};
	struct table_set set;

	assert_success(sets_from_pupils(&set, data_text(test, "pupils"), &arena,
					&error),
		       &error);
	assert_success(table_suppress(&set, &arena, &error), &error);
	table_write_csv(&set, &out);
	for (size_t i = 0; i < out.len; i++) {
		if (out.at[i] != '\r')
			builder_add_byte(&text, out.at[i]);
		else
			assert_true(out.at[i + 1] == '\n');
	}
	assert_true(slice_ends_with(builder_slice(&out), SLICE("\r\n")));
	assert_string_equal(
		builder_text(&text),
		arena_copy(&arena, data_text(test, "published")).at);
	builder_release(&out);
	builder_release(&text);
	arena_release(&arena);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return data_run("published tables", "tests/tables/published",
			check_case);
}

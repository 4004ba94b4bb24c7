#include "tests/test.h"

#include "base/builder.h"
#include "tables/table.h"
#include "tests/data.h"
#include "tests/tables/sets.h"

static void write_exposure(struct builder *out, const struct table_set *set,
			   const struct exposure *exposure)
{
	if (exposure->table == set->table_count)
		builder_add_text(out, "total");
	else
		builder_add(out, set->tables[exposure->table].name);
	if (exposure->row == set->row_count)
		builder_add_text(out, " total");
	else
		builder_add_format(out, " %zu", exposure->row + 1);
	builder_add_format(out, " %zu: %u to %u\n", exposure->column + 1,
			   exposure->low, exposure->high);
}

static void check_case(void **state)
{
	const struct data_case *test = *state;
	struct slice expected = data_text(test, "exposed");
	struct arena arena = {0};
	struct builder out = {0};
	struct error error = {0};
	struct exposure *exposures;
	struct table_set set;
	size_t count;

	assert_success(sets_from_marks(&set, data_text(test, "published"),
				       &arena, &error),
		       &error);
	if (table_attack(&set, &exposures, &count, &arena, &error) != 0) {
		builder_add_format(&out, "error: %s\n", error.message);
		count = 0;
	}
	for (size_t i = 0; i < count; i++)
		write_exposure(&out, &set, &exposures[i]);
	assert_string_equal(builder_text(&out),
			    arena_copy(&arena, expected).at);
	builder_release(&out);
	arena_release(&arena);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return data_run("attacked tables", "tests/tables/attacked", check_case);
}

#include "tests/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "growth/reference.h"
#include "tests/data.h"

/* Good rows for "months A B SEX", everything else as it is. */
static void expand(struct slice text, struct builder *out)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');
		struct slice word = slice_cut(&line, ' ');
		uint64_t from, to;

		if (!slice_is(word, "months")) {
			builder_add(out, word);
			builder_add_byte(out, '\n');
			continue;
		}
		assert_true(slice_number(slice_cut(&line, ' '), 400, &from));
		assert_true(slice_number(slice_cut(&line, ' '), 400, &to));
		for (; from <= to; from++)
			builder_add_format(out, "%.*s,%d,1,16,0.125\n",
					   SLICE_ARGS(line), (int)from);
	}
}

static void reads_as_told(void **state)
{
	const struct data_case *test = *state;
	struct growth_reference reference;
	struct builder text = {0};
	struct arena arena = {0};
	struct error error = {0};
	char actual[1024];

	expand(data_text(test, "input"), &text);
	if (growth_reference_read(&reference, builder_slice(&text),
				  SLICE("hostile.csv"), &arena, &error) != 0)
		error_text(&error, actual, sizeof(actual));
	else
		snprintf(actual, sizeof(actual),
			 "months %d to %d, days %d to %d",
			 reference.first_month, reference.last_month,
			 (int)reference.first_day, (int)reference.last_day);
	assert_slice(slice_trim(data_text(test, "expected")), actual);
	builder_release(&text);
	arena_release(&arena);
}

int main(void)
{
	return data_run("growth references", "tests/growth/reference",
			reads_as_told);
}

/* The decision service's lines, to the byte. */
#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "tests/data.h"
#include "tests/policy/counter.h"

static struct counter counter;

static void check_lines(void **state)
{
	const struct data_case *test = *state;
	struct slice requests = data_text(test, "request");
	struct builder out = {0};
	bool agree;

	while (requests.len > 0)
		counter_ask(&counter, slice_cut(&requests, '\n'), &out);
	agree = slice_equal(builder_slice(&out), data_text(test, "expected"));
	if (!agree)
		fprintf(stderr, "%.*s:%u: got\n%.*s", SLICE_ARGS(test->file),
			test->line, SLICE_ARGS(builder_slice(&out)));
	builder_release(&out);
	assert_true(agree);
}

int main(void)
{
	int failures;

	if (counter_open(&counter) != 0)
		return 1;
	failures = data_run("decision service", "tests/policy/service",
			    check_lines);
	counter_close(&counter);
	return failures;
}

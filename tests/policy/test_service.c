/* The decision service: its memory of earlier requests, and what it refuses. */
#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/memory.h"
#include "tests/policy/counter.h"

static struct counter counter;

/* More flows than are remembered, asked in turn: the same answers. */
static void check_memory(void **state)
{
	struct builder first = {0};

	(void)state;
	for (int round = 0; round < 3; round++) {
		struct builder again = {0};
		struct builder *out = round == 0 ? &first : &again;

		for (int day = 1; day <= 28; day++) {
			char line[200];

			snprintf(line, sizeof(line),
				 "{\"date\":\"%d-02-%02d\",\"recipient\":"
				 "\"council\",\"purpose\":\"advice\"}",
				 2017 + day % 3, day);
			assert_false(
				counter_ask(&counter, slice_of(line), out));
		}
		if (round > 0)
			assert_true(slice_equal(builder_slice(&first),
						builder_slice(&again)));
		builder_release(&again);
	}
	builder_release(&first);
}

/* Pupils of one flow do not remember each other's facts and wishes. */
static void check_pupils(void **state)
{
	static const char *const lines[] = {
		"{\"date\":\"2026-01-15\",\"recipient\":\"shop\",\"purpose\":"
		"\"advice\",\"wishes\":[{\"kind\":\"objection\"}]}",
		"{\"date\":\"2026-01-15\",\"recipient\":\"shop\",\"purpose\":"
		"\"advice\"}",
	};

	(void)state;
	for (int i = 0; i < 6; i++) {
		struct builder out = {0};

		assert_false(
			counter_ask(&counter, slice_of(lines[i % 2]), &out));
		assert_non_null(strstr(builder_text(&out),
				       i % 2 == 0 ? "\"deny\"" : "\"permit\""));
		builder_release(&out);
	}
}

static void check_long_line(void **state)
{
	size_t size = SERVICE_LINE_BYTES + 1;
	char *line = memory_allocate(size);
	struct builder out = {0};

	(void)state;
	assert_non_null(line);
	memset(line, ' ', size);
	line[0] = '{';
	line[size - 2] = '}';
	assert_true(counter_ask(&counter, (struct slice){line, size}, &out));
	assert_string_equal(builder_text(&out),
			    "{\"id\":null,\"error\":\"longer than 1048576 "
			    "bytes\"}\n");
	builder_clear(&out);
	assert_true(
		counter_ask(&counter, (struct slice){line, size - 1}, &out));
	assert_string_equal(builder_text(&out),
			    "{\"id\":null,\"error\":\"the request has no "
			    "'date'\"}\n");
	builder_release(&out);
	memory_free(line);
}

/* Rules that ask too much are the request's fault, not the program's end. */
static void check_too_much(void **state)
{
	struct builder law = {0}, out = {0};
	struct lawbook large = {0};
	struct error error = {0};
	struct service *other;
	bool faulty = false;

	(void)state;
	for (int i = 0; i < 260; i++)
		builder_add_format(&law,
				   "gateway g%d { to council; data name; "
				   "when marks > %d }\n",
				   i, i);
	lawbook_dictionary(&large, builder_slice(&law));
	lawbook_policy(&large);
	assert_success(service_make(&other, large.policy, &error), &error);
	assert_success(service_answer(other,
				      SLICE("{\"date\":\"2026-01-15\","
					    "\"recipient\":\"council\","
					    "\"purpose\":\"advice\"}"),
				      &out, &faulty, &error),
		       &error);
	assert_true(faulty);
	assert_non_null(strstr(builder_text(&out), "256 different things"));
	service_free(other);
	lawbook_release(&large);
	builder_release(&law);
	builder_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_memory),
		cmocka_unit_test(check_pupils),
		cmocka_unit_test(check_long_line),
		cmocka_unit_test(check_too_much),
	};
	int failures;

	if (counter_open(&counter) != 0)
		return 1;
	failures = cmocka_run_group_tests_name("policy service", tests, NULL,
					       NULL);
	counter_close(&counter);
	return failures;
}

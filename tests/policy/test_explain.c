/* Explanations for every reader when memory runs out. */
#include "tests/test.h"

#include "base/builder.h"
#include "base/memory.h"
#include "policy/service.h"
#include "tests/policy/lawbook.h"

static const char flow[] =
	"gateway a {\n    law guess\n    to youth for advice\n"
	"    data reach, health, learning\n    when age >= 13\n    duty on "
	"enquiry\n"
	"    objection by parent until 16 then pupil leaves reach\n"
	"    onward to police\n    delete after 90 days\n}\n";

static const char notice[] =
	"notice \"N\" version 1 from 2018-01-01\ncontroller \"C\" school\n"
	"share with youth { send reach, medical; for advice }\n";

/* Every reader's answer, with the n-th allocation failing. */
static void no_failed_allocation_goes_unnoticed(void **state)
{
	static const char *const explain[] = {"parent", "pupil", "officer",
					      "engineer"};
	struct lawbook book = {0};

	(void)state;
	lawbook_dictionary(&book, slice_of(flow));
	lawbook_notice(&book, slice_of(notice));
	lawbook_policy(&book);
	assert_non_null(book.policy);
	for (size_t r = 0; r < sizeof(explain) / sizeof(explain[0]); r++) {
		struct builder line = {0};
		bool failed = true;

		builder_add_format(
			&line,
			"{\"date\":\"2026-01-15\",\"recipient\":\"youth\","
			"\"purpose\":\"advice\",\"explain\":\"%s\","
			"\"trigger\":\"enquiry\",\"pupil\":{\"birth-date\":"
			"\"2010-01-15\"},\"wishes\":[{\"kind\":\"objection\","
			"\"by\":\"parent\",\"date\":\"2019-05-03\"}]}",
			explain[r]);
		for (uint64_t n = 1; failed; n++) {
			struct builder out = {0};
			struct service *service;
			struct error error;
			bool faulty;
			int result;

			assert_success(
				service_make(&service, book.policy, &error),
				&error);
			memory_fail_at(n);
			result = service_answer(service, builder_slice(&line),
						&out, &faulty, &error);
			failed = memory_failed();
			memory_fail_at(0);
			assert_int_equal(result == 0, !failed);
			if (!failed)
				assert_false(faulty);
			service_free(service);
			builder_release(&out);
		}
		builder_release(&line);
	}
	lawbook_release(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_failed_allocation_goes_unnoticed),
	};

	return cmocka_run_group_tests_name("policy explain", tests, NULL, NULL);
}

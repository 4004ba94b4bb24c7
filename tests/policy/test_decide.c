/*
 * The .test files here (decide_case.h says what stands in them), or those of
 * another directory: test_policy_decide DIRECTORY
 */
#include "tests/test.h"

#include "tests/data.h"
#include "tests/policy/decide_case.h"
#include "tests/policy/lawbook.h"

int main(int count, char **arguments)
{
	int failures =
		data_run("decide", count > 1 ? arguments[1] : "tests/policy",
			 decide_case_check);

	lawbook_done();
	return failures;
}

/*
 * The engine against the reference, over invented laws.  Every law has a seed,
 * so that what fails can be asked again:
 *
 *     build/tests/test_policy_differential SEED
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/policy/differential.h"
#include "tests/policy/real_case.h"

/* At least so many; and so often must everything come up among them. */
enum { DECISIONS = 80000, OFTEN = 3, ENGLISH = 5000 };

static struct differential differential;
static unsigned long only_seed;

static void check_agreement(void **state)
{
	unsigned long seed = only_seed > 0 ? only_seed : 1;

	(void)state;
	while (differential.tally.decisions < DECISIONS) {
		struct choices choices = {.state = seed};

		if (!differential_run(&differential, &choices)) {
			fputs(builder_text(&differential.report), stderr);
			fail_msg("the evaluators differ over the law of seed "
				 "%lu",
				 seed);
		}
		if (seed++ == only_seed)
			break;
	}
}

/* The law and the notices that there are. */
static void check_england(void **state)
{
	static struct differential england;
	struct real_cases cases;

	(void)state;
	if (only_seed > 0)
		not_run("one seed alone");
	england.path = differential.path;
	real_cases_open(&cases);
	for (unsigned long seed = 1; england.tally.decisions < ENGLISH;
	     seed++) {
		struct choices choices = {.state = seed};

		if (differential_run_real(&england, &choices,
					  &cases.list[seed % cases.count]))
			continue;
		fputs(builder_text(&england.report), stderr);
		fail_msg("the evaluators differ over seed %lu", seed);
	}
	assert_in_range(england.tally.outcomes[OUTCOME_PERMIT], ENGLISH / 100,
			ENGLISH);
	real_cases_release(&cases);
}

/* What never comes up is not compared. */
static void check_coverage(void **state)
{
	struct builder missing = {0};
	size_t count;

	(void)state;
	if (only_seed > 0)
		not_run("one seed alone");
	count = tally_missing(&differential.tally, OFTEN, &missing);
	if (count > 0)
		fputs(builder_text(&missing), stderr);
	builder_release(&missing);
	assert_int_equal(count, 0);
	assert_in_range(differential.tally.outcomes[OUTCOME_PERMIT],
			differential.tally.decisions / 20,
			differential.tally.decisions);
}

int main(int count, char **arguments)
{
	struct law_file file;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(check_agreement, NULL),
		cmocka_unit_test_prestate(check_coverage, NULL),
		cmocka_unit_test_prestate(check_england, NULL),
	};
	int failures;

	if (!law_file_make(&file))
		return 1;
	if (count > 1)
		only_seed = strtoul(arguments[1], NULL, 10);
	differential.path = file.path;
	failures = cmocka_run_group_tests_name("policy differential", tests,
					       NULL, NULL);
	law_file_remove(&file);
	builder_release(&differential.report);
	return failures;
}

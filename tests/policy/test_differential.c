/*
 * The engine against the reference, over invented laws.  Every law has a seed,
 * so that what fails can be asked again:
 *
 *     build/tests/test_policy_differential SEED
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "policy/decision.h"
#include "tests/policy/differential.h"

enum { LAWS = 600 };

static struct differential differential;
static unsigned long first_seed = 1, last_seed = LAWS;

static void check_agreement(void **state)
{
	(void)state;
	for (unsigned long seed = first_seed; seed <= last_seed; seed++) {
		struct choices choices = {.state = seed};

		if (differential_run(&differential, &choices))
			continue;
		fputs(builder_text(&differential.report), stderr);
		fail_msg("the evaluators differ over the law of seed %lu",
			 seed);
	}
}

/* What never comes up is not compared. */
static void check_coverage(void **state)
{
	(void)state;
	if (first_seed == last_seed)
		skip();
	for (int r = REASON_NONE; r < REASON_COUNT; r++)
		if (differential.reasons[r] < 20)
			fail_msg("only %lu fields withheld for %s",
				 differential.reasons[r],
				 reason_name((enum reason)r));
	for (int o = 0; o < OBLIGATION_COUNT; o++)
		if (differential.obligations[o] < 20)
			fail_msg("only %lu obligations of kind %d",
				 differential.obligations[o], o);
	assert_in_range(differential.permits, differential.decisions / 20,
			differential.decisions);
	assert_in_range(differential.conflicts, 20, differential.decisions);
}

int main(int count, char **arguments)
{
	char path[] = "/tmp/hornbook-law-XXXXXX";
	int file = mkstemp(path);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(check_agreement, NULL),
		cmocka_unit_test_prestate(check_coverage, NULL),
	};
	int failures;

	if (file < 0)
		return 1;
	close(file);
	if (count > 1)
		first_seed = last_seed = strtoul(arguments[1], NULL, 10);
	if (count > 2)
		last_seed = strtoul(arguments[2], NULL, 10);
	differential.path = path;
	failures = cmocka_run_group_tests_name("policy differential", tests,
					       NULL, NULL);
	unlink(path);
	builder_release(&differential.report);
	return failures;
}

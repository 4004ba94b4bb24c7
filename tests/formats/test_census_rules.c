/*
 * What a census is held to: every rule of the table, broken and kept.  The cases
 * of census_rules/ change a file that breaks none (census_sheet.h).  `date` is
 * census day (2026-01-15), `rule` what must be found by `breaks` and not by
 * `keeps`; `both` is said of both; with `others` none nobody else is in the file.
 */
#include "tests/test.h"

#include <stdio.h>

#include "tests/data.h"
#include "tests/formats/census_sheet.h"
#include "tests/formats/records.h"

static struct dictionary *england;
static struct census_rules rules;
static bool tried[CENSUS_RULES_LIMIT];

static size_t find_rule(struct slice number)
{
	for (size_t i = 0; i < rules.count; i++)
		if (slice_equal(rules.list[i].number, number))
			return i;
	fail_msg("there is no rule %.*s", SLICE_ARGS(number));
	return 0;
}

static uint64_t found(const struct data_case *test, size_t rule,
		      const char *section)
{
	static struct census_sheet sheet;
	struct census_report report;
	struct arena arena = {0};
	struct slice date = slice_trim(data_text(test, "date"));
	uint64_t count;

	sheet_begin(&sheet, date.len > 0 ? date : SLICE("2026-01-15"));
	sheet_change(&sheet, data_text(test, "both"));
	sheet_change(&sheet, data_text(test, section));
	sheet_check(&sheet,
		    slice_is(slice_trim(data_text(test, "others")), "none"),
		    england, &rules, &report, &arena);
	count = report.counts[rule];
	arena_release(&arena);
	return count;
}

static void check(void **state)
{
	const struct data_case *test = *state;
	size_t rule = find_rule(slice_trim(data_text(test, "rule")));

	tried[rule] = true;
	if (found(test, rule, "breaks") == 0)
		fail_msg("what breaks it is not found");
	if (found(test, rule, "keeps") != 0)
		fail_msg("what keeps it is found");
}

/* A rule that nothing is known to break may be one that nothing breaks. */
static int untried(void)
{
	int count = 0;

	for (size_t i = 0; i < rules.count; i++) {
		if (tried[i])
			continue;
		(void)fprintf(stderr, "rule %.*s has no case\n",
			      SLICE_ARGS(rules.list[i].number));
		count++;
	}
	return count;
}

int main(void)
{
	struct error error = {0};
	int failures;

	england = load_england();
	if (census_rules_own(&rules, &error) != 0) {
		char text[1024];

		error_text(&error, text, sizeof(text));
		(void)fprintf(stderr, "%s\n", text);
		return 1;
	}
	failures = data_run("rules of the census", "tests/formats/census_rules",
			    check);
	failures += untried();
	census_rules_release(&rules);
	dictionary_free(england);
	return failures;
}

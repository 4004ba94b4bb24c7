/* What a profile means for a count. */
#include "tests/test.h"

#include "tables/profile.h"

static void test_small(void **state)
{
	struct profile profile = profile_default;

	(void)state;
	assert_false(profile_is_small(&profile, 0));
	assert_true(profile_is_small(&profile, 1));
	assert_true(profile_is_small(&profile, 9));
	assert_false(profile_is_small(&profile, 10));
	profile.zeros_hidden = true;
	profile.zeros_needed = false;
	assert_true(profile_is_small(&profile, 0));
	profile.low = profile.high = 0;
	assert_false(profile_is_small(&profile, 1));
}

/* A count is shown as a number that leads back to a range with it. */
static void check_rounded(const struct profile *profile, int64_t count)
{
	int64_t shown = profile_rounded(profile, count), least, most;

	profile_rounded_from(profile, shown, &least, &most);
	assert_true(least <= count && count <= most);
	if (profile->rounding == ROUNDING_CONTROLLED)
		return;
	if (least != 0)
		assert_int_not_equal(profile_rounded(profile, least - 1),
				     shown);
	assert_int_equal(profile_rounded(profile, least), shown);
	assert_int_equal(profile_rounded(profile, most), shown);
	assert_int_not_equal(profile_rounded(profile, most + 1), shown);
}

static void test_rounded(void **state)
{
	struct profile profile = profile_default;

	(void)state;
	for (int kind = ROUNDING_NONE; kind <= ROUNDING_CONTROLLED; kind++) {
		profile.rounding = (enum profile_rounding)kind;
		for (uint32_t base = 2; base <= 10; base++) {
			profile.base = kind == ROUNDING_NONE ? 1 : base;
			for (int64_t count = 0; count < 50; count++)
				check_rounded(&profile, count);
		}
	}
	/* law: NCMP since October 2020 rounds to the nearest 5. */
	profile.rounding = ROUNDING_NEAREST;
	profile.base = 5;
	assert_int_equal(profile_rounded(&profile, 7), 5);
	assert_int_equal(profile_rounded(&profile, 8), 10);
	assert_int_equal(profile_rounded(&profile, -8), -10);
	/* OpenSAFELY: 1 to 6 become 3, 7 to 12 become 9. */
	profile.rounding = ROUNDING_MIDPOINT;
	profile.base = 6;
	assert_int_equal(profile_rounded(&profile, 0), 0);
	assert_int_equal(profile_rounded(&profile, 1), 3);
	assert_int_equal(profile_rounded(&profile, 6), 3);
	assert_int_equal(profile_rounded(&profile, 7), 9);
}

static void test_percentages(void **state)
{
	struct profile profile = profile_default;

	(void)state;
	/* NCMP: one decimal from 4,000 on. */
	profile.decimals = 1;
	profile.decimals_from = 4000;
	assert_int_equal(profile_decimals(&profile, 3999), 0);
	assert_int_equal(profile_decimals(&profile, 4000), 1);
}

/* Each rule on its own: whoever changes it to the looser no longer keeps it. */
static void test_keeps(void **state)
{
	static const struct profile strict = {
		.low = 1,
		.high = 7,
		.interval = 4,
		.zeros_hidden = true,
		.whole_hidden = true,
		.rounding = ROUNDING_NEAREST,
		.base = 10,
		.percentages = PERCENTAGES_FROM_ROUNDED,
		.decimals = 1,
		.decimals_from = 4000,
		.percent_low = 1,
		.percent_high = 5,
		.cohort = 5,
		.cohort_one = 10,
		.records = 8,
		.degrees = 10,
		.dominance_count = 2,
		.dominance_percent = 85,
		.estimate_percent = 10,
	};
	struct profile loose[] = {
		strict, strict, strict, strict, strict, strict,
		strict, strict, strict, strict, strict, strict,
		strict, strict, strict, strict, strict, strict,
	};

	(void)state;
	loose[0].high = 6;
	loose[1].low = 2;
	loose[2].interval = 3;
	loose[3].zeros_hidden = false;
	loose[4].whole_hidden = false;
	loose[5].rounding = ROUNDING_NONE;
	loose[6].base = 5;
	loose[7].percentages = PERCENTAGES_FROM_COUNTS;
	loose[8].decimals = 2;
	loose[9].decimals_from = 3999;
	loose[10].percent_high = 4;
	loose[11].percent_low = 2;
	loose[12].cohort = 4;
	loose[13].cohort_one = 9;
	loose[14].records = 7;
	loose[15].degrees = 9;
	loose[16].dominance_percent = 86;
	loose[17].estimate_percent = 9;
	assert_true(profile_keeps(&strict, &strict));
	for (size_t i = 0; i < sizeof(loose) / sizeof(loose[0]); i++) {
		if (profile_keeps(&loose[i], &strict))
			fail_msg("%zu", i);
		assert_true(profile_keeps(&strict, &loose[i]));
	}
	/* Of two ways to round neither is the stricter. */
	loose[0] = strict;
	loose[0].rounding = ROUNDING_MIDPOINT;
	assert_false(profile_keeps(&strict, &loose[0]));
	assert_false(profile_keeps(&loose[0], &strict));
	/* Rounded so that all adds up small counts are shown, as multiples. */
	loose[1] = strict;
	loose[1].rounding = ROUNDING_NONE;
	loose[2] = strict;
	loose[2].rounding = ROUNDING_CONTROLLED;
	assert_false(profile_keeps(&loose[2], &loose[1]));
}

static void test_in_use(void **state)
{
	struct profile profile = profile_default;

	(void)state;
	assert_true(profile_in_use(&profile, 0));
	profile.from = 10;
	profile.to = 20;
	assert_false(profile_in_use(&profile, 9));
	assert_true(profile_in_use(&profile, 10));
	assert_true(profile_in_use(&profile, 20));
	assert_false(profile_in_use(&profile, 21));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_rounded),
		cmocka_unit_test(test_percentages),
		cmocka_unit_test(test_keeps),
		cmocka_unit_test(test_in_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/test.h"

#include "base/date.h"

static int32_t day(const char *text)
{
	int32_t date = DATE_NONE;

	if (!date_parse(slice_of(text), &date))
		fail_msg("%s is no date", text);
	return date;
}

static void is(int32_t date, const char *expected)
{
	char text[DATE_TEXT_BYTES];

	date_format(date, text);
	assert_string_equal(text, expected);
}

static void days_have_their_number(void **state)
{
	(void)state;
	assert_int_equal(day("1970-01-01"), 0);
	assert_int_equal(day("1969-12-31"), -1);
	assert_int_equal(day("2000-03-01") - day("2000-02-28"), 2);
	assert_int_equal(day("1900-03-01") - day("1900-02-28"), 1);
	assert_int_equal(day("2018-05-25"), 17676);
	is(17676, "2018-05-25");
}

/* Every day from 1800 to 2999, one after the other. */
static void days_and_numbers_agree(void **state)
{
	int32_t date = date_from_civil(1800, 1, 1);
	int weekday = 2; /* a Wednesday */

	(void)state;
	for (int year = 1800; year <= 2999; year++)
		for (int month = 1; month <= 12; month++)
			for (int d = 1; date_valid(year, month, d); d++) {
				struct civil civil = date_to_civil(date);

				assert_true(civil.year == year &&
					    civil.month == month &&
					    civil.day == d);
				assert_int_equal(
					date_from_civil(year, month, d), date);
				assert_int_equal(date_weekday(date), weekday);
				weekday = (weekday + 1) % 7;
				date++;
			}
	assert_int_equal(date, date_from_civil(3000, 1, 1));
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const texts[] = {
		"",           "2018-5-25",  "2018-05-2",  "2018-05-251",
		"2018/05/25", "2018-13-01", "2018-00-01", "2018-01-00",
		"2018-04-31", "2019-02-29", "1900-02-29", "1799-12-31",
		"3000-01-01", "+018-05-25", " 018-05-25", "2018-05-2x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		int32_t date = 42;

		if (date_parse(slice_of(texts[i]), &date))
			fail_msg("'%s' was taken", texts[i]);
		assert_int_equal(date, 42);
	}
}

static void british_dates_are_read(void **state)
{
	int32_t date = 42;

	(void)state;
	assert_true(date_parse_british(SLICE("25/05/2018"), &date));
	is(date, "2018-05-25");
	assert_true(date_parse_british(SLICE("01-02-2018"), &date));
	is(date, "2018-02-01");
	date = 42;
	assert_false(date_parse_british(SLICE("25/05-2018"), &date));
	assert_false(date_parse_british(SLICE("05/25/2018"), &date));
	assert_false(date_parse_british(SLICE("5/5/2018"), &date));
	assert_int_equal(date, 42);
}

static void months_end_on_their_last_day(void **state)
{
	(void)state;
	is(date_add_months(day("2018-01-31"), 1), "2018-02-28");
	is(date_add_months(day("2020-02-29"), 12), "2021-02-28");
	is(date_add_months(day("2020-02-29"), 48), "2024-02-29");
	is(date_add_months(day("2018-01-15"), -1), "2017-12-15");
	is(date_add_months(day("2018-12-31"), 6), "2019-06-30");
	is(date_add_months(day("2018-05-25"), 0), "2018-05-25");
}

static void an_age_is_reached_on_the_birthday(void **state)
{
	(void)state;
	assert_int_equal(date_age(day("2005-09-01"), day("2018-08-31")), 12);
	assert_int_equal(date_age(day("2005-09-01"), day("2018-09-01")), 13);
	assert_int_equal(date_age(day("2004-02-29"), day("2017-02-28")), 12);
	assert_int_equal(date_age(day("2004-02-29"), day("2017-03-01")), 13);
	assert_int_equal(date_age(day("2004-02-29"), day("2020-02-29")), 16);
	assert_int_equal(date_age(day("2018-01-02"), day("2018-01-01")), -1);
}

/* For every birth, old enough is born by the latest birth. */
static void the_latest_birth_divides_the_births(void **state)
{
	static const char *const days[] = {"2020-02-28", "2020-02-29",
					   "2020-03-01", "2021-02-28",
					   "2021-03-01", "2021-12-31"};

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		for (int age = 0; age <= 25; age++) {
			int32_t on = day(days[i]);
			int32_t latest = date_latest_birth(age, on);

			for (int32_t birth = latest - 3; birth <= latest + 3;
			     birth++)
				assert_int_equal(date_age(birth, on) >= age,
						 birth <= latest);
		}
}

static void academic_years_turn_in_september(void **state)
{
	char text[20];

	(void)state;
	assert_int_equal(date_academic_year(day("2018-08-31")), 2017);
	assert_int_equal(date_academic_year(day("2018-09-01")), 2018);
	date_format_long(day("2999-09-30"), text, sizeof(text));
	assert_string_equal(text, "30 September 2999");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_have_their_number),
		cmocka_unit_test(days_and_numbers_agree),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(british_dates_are_read),
		cmocka_unit_test(months_end_on_their_last_day),
		cmocka_unit_test(an_age_is_reached_on_the_birthday),
		cmocka_unit_test(the_latest_birth_divides_the_births),
		cmocka_unit_test(academic_years_turn_in_september),
	};

	return cmocka_run_group_tests_name("base dates", tests, NULL, NULL);
}

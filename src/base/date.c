#include "base/date.h"

#include <stdio.h>

/* Days from civil: Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms".  Years begin in March, so that the leap day comes last. */
int32_t date_from_civil(int year, int month, int day)
{
	int shifted = month <= 2 ? year - 1 : year;
	int era = (shifted >= 0 ? shifted : shifted - 399) / 400;
	int year_of_era = shifted - era * 400;
	int month_from_march = (month + 9) % 12;
	int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 -
			 year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

struct civil date_to_civil(int32_t date)
{
	int64_t shifted = (int64_t)date + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int day_of_era = (int)(shifted - era * 146097);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			   day_of_era / 146096) /
			  365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 -
					year_of_era / 100);
	int month_from_march = (5 * day_of_year + 2) / 153;
	int month = month_from_march < 10 ? month_from_march + 3
					  : month_from_march - 9;

	return (struct civil){
		.year = (int)(year_of_era + era * 400) + (month <= 2),
		.month = month,
		.day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
	};
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_valid(int year, int month, int day)
{
	return year >= 1800 && year <= 2999 && month >= 1 && month <= 12 &&
	       day >= 1 && day <= days_in_month(year, month);
}

static bool digits(const char *at, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		*value = *value * 10 + (at[i] - '0');
	}
	return true;
}

bool date_parse(struct slice text, int32_t *date)
{
	int year, month, day;

	if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-' ||
	    !digits(text.at, 4, &year) || !digits(text.at + 5, 2, &month) ||
	    !digits(text.at + 8, 2, &day) || !date_valid(year, month, day))
		return false;
	*date = date_from_civil(year, month, day);
	return true;
}

bool date_parse_british(struct slice text, int32_t *date)
{
	int year, month, day;

	if (text.len != 10 || (text.at[2] != '/' && text.at[2] != '-') ||
	    text.at[5] != text.at[2] || !digits(text.at, 2, &day) ||
	    !digits(text.at + 3, 2, &month) || !digits(text.at + 6, 4, &year) ||
	    !date_valid(year, month, day))
		return false;
	*date = date_from_civil(year, month, day);
	return true;
}

void date_format(int32_t date, char text[DATE_TEXT_BYTES])
{
	struct civil civil = date_to_civil(date);

	text[0] = (char)('0' + civil.year / 1000 % 10);
	text[1] = (char)('0' + civil.year / 100 % 10);
	text[2] = (char)('0' + civil.year / 10 % 10);
	text[3] = (char)('0' + civil.year % 10);
	text[4] = '-';
	text[5] = (char)('0' + civil.month / 10);
	text[6] = (char)('0' + civil.month % 10);
	text[7] = '-';
	text[8] = (char)('0' + civil.day / 10);
	text[9] = (char)('0' + civil.day % 10);
	text[10] = '\0';
}

void date_format_long(int32_t date, char *text, size_t size)
{
	static const char *const months[] = {
		"January",   "February", "March",    "April",
		"May",       "June",     "July",     "August",
		"September", "October",  "November", "December",
	};
	struct civil civil = date_to_civil(date);

	snprintf(text, size, "%d %s %d", civil.day, months[civil.month - 1],
		 civil.year);
}

int32_t date_add_months(int32_t date, int months)
{
	struct civil civil = date_to_civil(date);
	int total = civil.year * 12 + civil.month - 1 + months;
	int year = total / 12;
	int month = total % 12 + 1;
	int last = days_in_month(year, month);

	return date_from_civil(year, month,
			       civil.day < last ? civil.day : last);
}

/* Month and day as one number, so that anniversaries compare. */
static int day_of_calendar(struct civil civil)
{
	return civil.month * 32 + civil.day;
}

int date_age(int32_t birth, int32_t on)
{
	struct civil born = date_to_civil(birth);
	struct civil today = date_to_civil(on);
	int age = today.year - born.year;

	return day_of_calendar(today) < day_of_calendar(born) ? age - 1 : age;
}

int32_t date_latest_birth(int age, int32_t on)
{
	struct civil today = date_to_civil(on);
	int year = today.year - age;

	/* On 29 February everyone born up to that day of a common year, which
	 * has none, counts: its 28 February is the latest. */
	if (today.day > days_in_month(year, today.month))
		return date_from_civil(year, today.month,
				       days_in_month(year, today.month));
	return date_from_civil(year, today.month, today.day);
}

int date_academic_year(int32_t date)
{
	struct civil civil = date_to_civil(date);

	return civil.month >= 9 ? civil.year : civil.year - 1;
}

int date_weekday(int32_t date)
{
	/* 1970-01-01 was a Thursday. */
	int weekday = (int)(((int64_t)date + 3) % 7);

	return weekday >= 0 ? weekday : weekday + 7;
}

#include "formats/school_census.h"

#include "base/date.h"

/*
 * Census days, and the earlier terms whose data each census returns.  Since
 * autumn 2019 exclusions of two terms are returned, before that of one.
 * Terms: autumn is 1 August to 31 December, spring 1 January to Easter Sunday,
 * summer Easter Monday to 31 July.
 */
/* clang-format off */
static const struct term_row {
	const char *code;
	int month, week; /* census day is the n-th Thursday of the month */
	enum census_term attendance;
	int attendance_years_back;
	enum census_term exclusions_first, exclusions_last;
	enum census_term exclusions_only; /* before autumn 2019 */
} terms[] = {
	[CENSUS_AUTUMN] = { "AUT", 10, 1, CENSUS_SUMMER, 1,
			    CENSUS_SPRING, CENSUS_SUMMER, CENSUS_SPRING },
	[CENSUS_SPRING] = { "SPR", 1, 3, CENSUS_AUTUMN, 0,
			    CENSUS_SUMMER, CENSUS_AUTUMN, CENSUS_SUMMER },
	[CENSUS_SUMMER] = { "SUM", 5, 3, CENSUS_SPRING, 0,
			    CENSUS_AUTUMN, CENSUS_SPRING, CENSUS_AUTUMN },
};
/* clang-format on */

enum { TWO_TERMS_SINCE = 2019, THURSDAY = 3 };

/* The anonymous Gregorian computus (Nature, 20 April 1876; Meeus, Astronomical
 * Algorithms, chapter 8). */
int32_t census_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, f = (b + 8) / 25;
	int g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4;
	int l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return date_from_civil(year, n / 31, n % 31 + 1);
}

static enum census_term term_of(int32_t date)
{
	struct civil civil = date_to_civil(date);

	if (civil.month >= 9)
		return CENSUS_AUTUMN;
	return date <= census_easter(civil.year) ? CENSUS_SPRING
						 : CENSUS_SUMMER;
}

static int32_t thursday_of(int year, int month, int week)
{
	int32_t first = date_from_civil(year, month, 1);

	return first + (THURSDAY - date_weekday(first) + 7) % 7 +
	       7 * (week - 1);
}

/* The last term of this kind that ended before `date`: its two ends. */
static void term_before(int32_t date, enum census_term term, int32_t *from,
			int32_t *to)
{
	for (int year = date_to_civil(date).year;; year--) {
		int32_t easter = census_easter(year);

		switch (term) {
		case CENSUS_AUTUMN:
			*from = date_from_civil(year, 8, 1);
			*to = date_from_civil(year, 12, 31);
			break;
		case CENSUS_SPRING:
			*from = date_from_civil(year, 1, 1);
			*to = easter;
			break;
		case CENSUS_SUMMER:
			*from = easter + 1;
			*to = date_from_civil(year, 7, 31);
			break;
		}
		if (*to < date)
			return;
	}
}

struct census_return census_return_on(int32_t date)
{
	enum census_term term = term_of(date);
	const struct term_row *row = &terms[term];
	int year = date_to_civil(date).year;
	struct census_return result = {
		.term = term,
		.code = row->code,
		.reference_date = thursday_of(year, row->month, row->week),
		.attendance_term = terms[row->attendance].code,
	};
	int32_t other;

	result.academic_year = date_academic_year(result.reference_date);
	result.attendance_year =
		result.academic_year - row->attendance_years_back;
	if (result.academic_year < TWO_TERMS_SINCE) {
		term_before(result.reference_date, row->exclusions_only,
			    &result.exclusions_from, &result.exclusions_to);
	} else {
		term_before(result.reference_date, row->exclusions_first,
			    &result.exclusions_from, &other);
		term_before(result.reference_date, row->exclusions_last, &other,
			    &result.exclusions_to);
	}
	return result;
}

bool census_return_of(struct slice term, int year, struct census_return *census)
{
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		if (!slice_is(term, terms[i].code))
			continue;
		*census = census_return_on(
			thursday_of(year, terms[i].month, terms[i].week));
		return true;
	}
	return false;
}

int32_t census_day_before(const struct census_return *census)
{
	int year = date_to_civil(census->reference_date).year;
	int32_t within_last = census->term == CENSUS_AUTUMN
				      ? date_from_civil(year, 6, 1)
			      : census->term == CENSUS_SPRING
				      ? date_from_civil(year - 1, 10, 15)
				      : date_from_civil(year, 1, 15);

	return census_return_on(within_last).reference_date;
}

#include "generate/calendar.h"

#include "base/date.h"
#include "formats/school_census.h"

enum { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };

static int32_t on_or_after(int32_t date, int weekday)
{
	return date + (weekday - date_weekday(date) + 7) % 7;
}

int32_t calendar_first_day(int year)
{
	/* Mondays and Tuesdays are for training. */
	int32_t first = date_from_civil(year, 9, 2);

	while (date_weekday(first) < TUESDAY || date_weekday(first) > FRIDAY)
		first++;
	return first;
}

/* Days without school within a term: a week at half term, and bank holidays. */
struct closing {
	int32_t half_term; /* its Monday */
	int32_t holidays[3];
};

static bool is_open(const struct closing *closing, int32_t day)
{
	if (date_weekday(day) >= SATURDAY)
		return false;
	if (day >= closing->half_term && day < closing->half_term + 7)
		return false;
	for (int i = 0; i < 3; i++)
		if (closing->holidays[i] == day)
			return false;
	return true;
}

static void make_term(struct term_days *term, int32_t first, int32_t last,
		      const struct closing *closing)
{
	while (!is_open(closing, first))
		first++;
	while (!is_open(closing, last))
		last--;
	if (last - first >= TERM_DAYS_MOST)
		last = first + TERM_DAYS_MOST - 1;
	term->first = first;
	term->last = last;
	term->open_count = 0;
	for (int32_t day = first; day <= last; day++) {
		char *marks = &term->marks[2 * (day - first)];
		bool open = is_open(closing, day);

		marks[0] = open ? '/' : '#';
		marks[1] = open ? '\\' : '#';
		if (open)
			term->open[term->open_count++] = (uint8_t)(day - first);
	}
}

static void make_calendar(struct calendar *calendar, int year)
{
	int32_t sunday = census_easter(year + 1);
	int32_t spring = date_from_civil(year + 1, 1, 3);
	int32_t easter_break = sunday - 2; /* Good Friday */
	int32_t back, may = date_from_civil(year + 1, 5, 31);
	struct closing closing = {
		.half_term = on_or_after(date_from_civil(year, 10, 22), MONDAY),
		.holidays = {DATE_NONE, DATE_NONE, DATE_NONE}};

	calendar->year = year;
	make_term(&calendar->terms[TERM_AUTUMN], calendar_first_day(year),
		  on_or_after(date_from_civil(year, 12, 16), FRIDAY), &closing);
	closing.half_term =
		on_or_after(date_from_civil(year + 1, 2, 12), MONDAY);
	/* Two weeks about Easter; when it is late, before it. */
	if (date_to_civil(sunday).month == 4 && date_to_civil(sunday).day > 14)
		easter_break = sunday - 9;
	make_term(&calendar->terms[TERM_SPRING], spring, easter_break - 1,
		  &closing);
	back = on_or_after(easter_break + 14, MONDAY);
	closing.half_term = may - date_weekday(may); /* spring bank holiday */
	closing.holidays[0] =
		on_or_after(date_from_civil(year + 1, 5, 1), MONDAY);
	closing.holidays[1] = sunday + 1;
	closing.holidays[2] = sunday - 2;
	make_term(&calendar->terms[TERM_SUMMER], back,
		  on_or_after(date_from_civil(year + 1, 7, 20), WEDNESDAY),
		  &closing);
}

void calendars_make(struct calendars *calendars, int year)
{
	for (int i = 0; i < CALENDARS; i++)
		make_calendar(&calendars->years[i], year - i);
}

int32_t calendar_school_monday(int year, uint32_t week)
{
	/* In weeks from the first Monday of September. */
	static const uint8_t weeks[SCHOOL_WEEKS] = {
		1,  2,  3,  4,  5,  6,  8,  9,  10, 11, 12, 13, 14, 19, 20, 21,
		22, 25, 26, 27, 28, 33, 34, 35, 36, 37, 40, 41, 42, 43, 44,
	};

	return on_or_after(date_from_civil(year, 9, 1), MONDAY) +
	       7 * weeks[week];
}

const char *calendar_term_code(enum school_term term)
{
	static const char *const codes[] = {"AUT", "SPR", "SUM"};

	return codes[term];
}

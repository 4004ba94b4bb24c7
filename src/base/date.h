/*
 * date.h - civil dates, without clocks and time zones.
 *
 * A date is a number of days in the proleptic Gregorian calendar, 0 being
 * 1970-01-01, in an int32_t so that a column of dates is an array.  Dates from
 * outside are bounded to the years 1800 to 2999.
 *
 * Ages: a person reaches an age at the start of the anniversary of the birth
 * (law: Family Law Reform Act 1969 s9).  One born on 29 February reaches it on
 * 1 March in a year without that day: until 28 February has passed the
 * anniversary has not come.
 */
#ifndef HORNBOOK_BASE_DATE_H
#define HORNBOOK_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* No date: not known, or no limit.  Smaller than every date. */
#define DATE_NONE INT32_MIN

/* The bytes of "yyyy-mm-dd" and a closing NUL. */
enum { DATE_TEXT_BYTES = 11 };

struct civil {
	int year;
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

/* The date of a civil day, which must exist. */
int32_t date_from_civil(int year, int month, int day);

struct civil date_to_civil(int32_t date);

/* Whether there is such a day, in the years 1800 to 2999. */
bool date_valid(int year, int month, int day);

/* Reads exactly "yyyy-mm-dd".  False, and `*date` untouched, otherwise. */
bool date_parse(struct slice text, int32_t *date);

/* Reads "dd/mm/yyyy" or "dd-mm-yyyy", as British exports write it. */
bool date_parse_british(struct slice text, int32_t *date);

/* Writes "yyyy-mm-dd" and a NUL. */
void date_format(int32_t date, char text[DATE_TEXT_BYTES]);

/* Writes "3 May 2019" and a NUL; 20 bytes are enough. */
void date_format_long(int32_t date, char *text, size_t size);

/*
 * The same day of the month `months` (may be negative) later; where that month
 * is too short, its last day (29 February + 12 months = 28 February).  For
 * periods and deadlines, never for ages.
 */
int32_t date_add_months(int32_t date, int months);

/* Whole years of age on `on`; negative before birth. */
int date_age(int32_t birth, int32_t on);

/*
 * The latest date of birth that makes a person at least `age` on `on`: for
 * every birth b, date_age(b, on) >= age exactly when b <= this.
 */
int32_t date_latest_birth(int age, int32_t on);

/* The year in which the academic year of `date` began: it turns on 1
 * September. */
int date_academic_year(int32_t date);

/* 0 for Monday to 6 for Sunday. */
int date_weekday(int32_t date);

#endif

/*
 * Birth dates, in the ways that they are written in Britain: 2009-03-12,
 * 12/03/2009, 12.3.09, 12 March 2009, 12th of March, 2009, March 12, 2009,
 * 20090312.
 */
#include <string.h>

#include "base/date.h"
#include "guard/scan.h"

/* A date that ends with a token. */
struct written {
	uint64_t first;
	int32_t date;
};

static bool number_of(const struct token *token, size_t least, size_t most,
		      int *number)
{
	uint64_t value;

	if (!token->number || token->length < least || token->length > most ||
	    !slice_number(token_text(token), 99999999, &value))
		return false;
	*number = (int)value;
	return true;
}

/* "march", "mar", "sept"; 0: none. */
static int month_of(const struct token *token)
{
	static const char *const months[] = {"january", "february", "march",
					     "april",   "may",      "june",
					     "july",    "august",   "september",
					     "october", "november", "december"};
	struct slice text = token_text(token);

	if (text.len < 3 || token->number)
		return 0;
	for (int m = 0; m < 12; m++)
		if (slice_starts_with(slice_of(months[m]), text) &&
		    (text.len <= 4 || slice_is(text, months[m])))
			return m + 1;
	return 0;
}

/* Two digits are of the hundred years that end today. */
static bool year_of(const struct scanner *scanner, const struct token *token,
		    int *year)
{
	int today = date_to_civil(scanner->guard->today).year;

	if (number_of(token, 4, 4, year))
		return true;
	if (!number_of(token, 2, 2, year))
		return false;
	*year += today / 100 * 100;
	if (*year > today)
		*year -= 100;
	return true;
}

static bool make(int year, int month, int day, uint64_t first,
		 struct written *written)
{
	if (!date_valid(year, month, day))
		return false;
	written->date = date_from_civil(year, month, day);
	written->first = first;
	return true;
}

/* The token `back` before, where it is there and no sentence ended since. */
static const struct token *before(const struct scanner *scanner,
				  uint64_t number, uint64_t back)
{
	if (scanner_kept(scanner, number) < back)
		return NULL;
	for (uint64_t t = number - back + 1; t <= number; t++)
		if (scanner_token(scanner, t)->gap >= GAP_CELL)
			return NULL;
	return scanner_token(scanner, number - back);
}

static bool is_mark(char mark)
{
	return mark == '/' || mark == '-' || mark == '.';
}

/* Three numbers with the same mark between. */
static bool read_numbers(const struct scanner *scanner, uint64_t number,
			 struct written *written)
{
	const struct token *last = scanner_token(scanner, number);
	const struct token *middle = before(scanner, number, 1);
	const struct token *first = before(scanner, number, 2);
	int day, month, year;

	if (first == NULL || middle == NULL || !is_mark(last->mark) ||
	    middle->mark != last->mark || !number_of(middle, 1, 2, &month))
		return false;
	if (number_of(first, 4, 4, &year) && number_of(last, 1, 2, &day))
		return make(year, month, day, number - 2, written);
	return number_of(first, 1, 2, &day) && year_of(scanner, last, &year) &&
	       make(year, month, day, number - 2, written);
}

static bool is_ordinal(const struct token *token)
{
	static const char *const endings[] = {"st", "nd", "rd", "th"};

	for (size_t i = 0; i < 4; i++)
		if (slice_is(token_text(token), endings[i]))
			return token->gap <= GAP_SPACE;
	return false;
}

/* The day of a month, perhaps "12th" or "12th of", that ends `back` tokens
 * before. */
static bool read_day(const struct scanner *scanner, uint64_t number,
		     uint64_t back, int *day, uint64_t *first)
{
	const struct token *token = before(scanner, number, back);

	if (token != NULL && slice_is(token_text(token), "of"))
		token = before(scanner, number, ++back);
	if (token != NULL && is_ordinal(token))
		token = before(scanner, number, ++back);
	if (token == NULL || !number_of(token, 1, 2, day))
		return false;
	*first = number - back;
	return true;
}

static bool read_words(const struct scanner *scanner, uint64_t number,
		       struct written *written)
{
	const struct token *one = before(scanner, number, 1);
	uint64_t first;
	int day, month, year;

	if (one == NULL ||
	    !year_of(scanner, scanner_token(scanner, number), &year))
		return false;
	month = month_of(one);
	if (month != 0)
		return read_day(scanner, number, 2, &day, &first) &&
		       make(year, month, day, first, written);
	if (!read_day(scanner, number, 1, &day, &first) || first < 2 ||
	    before(scanner, number, number - first + 1) == NULL)
		return false;
	month = month_of(scanner_token(scanner, first - 1));
	return month != 0 && make(year, month, day, first - 1, written);
}

static bool read_digits(const struct scanner *scanner, uint64_t number,
			struct written *written)
{
	int value;

	if (!number_of(scanner_token(scanner, number), 8, 8, &value))
		return false;
	return make(value / 10000, value / 100 % 100, value % 100, number,
		    written) ||
	       make(value % 10000, value / 10000 % 100, value / 1000000, number,
		    written);
}

/* Whether the words before say that somebody was born. */
static bool is_said(const struct scanner *scanner, uint64_t first)
{
	static const char *const words[] = {"born", "birth", "birthday",
					    "birthdate", "dob"};
	uint64_t kept = scanner_kept(scanner, first);

	for (uint64_t back = 1; back <= kept && back <= 6; back++) {
		const struct token *token =
			scanner_token(scanner, first - back);

		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
			if (slice_is(token_text(token), words[w]))
				return true;
		if (back + 2 <= kept && slice_is(token_text(token), "b") &&
		    slice_is(token_text(
				     scanner_token(scanner, first - back - 1)),
			     "o"))
			return true; /* D.O.B. */
	}
	return false;
}

static bool is_school_near(const struct scanner *scanner, int32_t birth,
			   uint64_t first)
{
	for (size_t s = 0; s < scanner->school_count; s++)
		if (scanner->schools[s].last + SCAN_NEAR >= first &&
		    name_index_birth(scanner->guard->names, birth,
				     scanner->schools[s].school) != NULL)
			return true;
	return false;
}

void match_dates(struct scanner *scanner, uint64_t number)
{
	const struct token *token = scanner_token(scanner, number);
	const struct name_fact *fact;
	struct guard_finding *finding;
	struct written written;

	if (scanner->guard->names == NULL || !token->number ||
	    scanner_gap_after(scanner, number) == GAP_NONE)
		return;
	if (!read_numbers(scanner, number, &written) &&
	    !read_words(scanner, number, &written) &&
	    !read_digits(scanner, number, &written))
		return;
	fact = name_index_birth(scanner->guard->names, written.date, 0);
	if (fact == NULL)
		return;
	finding = scanner_found(scanner, GUARD_BIRTH_DATE, GUARD_WARNING,
				written.first, number, fact, "");
	if (finding == NULL)
		return;
	finding->birth = written.date;
	finding->near = is_said(scanner, written.first) ||
			is_school_near(scanner, written.date, written.first) ||
			(scanner->name_last != 0 &&
			 scanner->name_last + SCAN_NEAR >= written.first);
}

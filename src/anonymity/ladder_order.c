/* Dates and numbers: what lies beside each other is joined. */
#include "anonymity/ladder.h"

#include <stdio.h>
#include <stdlib.h>

#include "anonymity/microdata.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"

enum { LABEL_BYTES = 64, YEARS_JOINED = 5 };

/* --- order ------------------------------------------------------------------------ */

/* A value and where it stands. */
struct placed {
	int64_t key;
	bool known;
	uint32_t value;
};

/* What is not known stands before all else. */
static int by_key(const void *a, const void *b)
{
	const struct placed *left = a, *right = b;

	if (left->known != right->known)
		return left->known ? 1 : -1;
	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return left->value < right->value ? -1 : left->value > right->value;
}

/* Values of one key (3 and 3.0) are of one rank. */
static int rank(struct ladder *ladder, const struct column *column,
		struct placed *placed, struct arena *arena, struct error *error)
{
	uint32_t at = 0;

	ladder->ranks =
		arena_array(arena, column->value_count, sizeof(*ladder->ranks));
	if (ladder->ranks == NULL)
		return error_memory(error);
	if (column->value_count > 1)
		qsort(placed, column->value_count, sizeof(*placed), by_key);
	for (uint32_t i = 0; i < column->value_count; i++) {
		at += i > 0 && (placed[i].key != placed[i - 1].key ||
				placed[i].known != placed[i - 1].known);
		ladder->ranks[placed[i].value] = at;
	}
	ladder->distance = DISTANCE_ORDERED;
	return 0;
}

/* --- dates --------------------------------------------------------------------------- */

enum date_level { MONTH, TERM, YEAR, YEARS, DATE_LEVELS };

static const struct slice date_level_names[DATE_LEVELS] = {
	[MONTH] = SLICE_INIT("month"),
	[TERM] = SLICE_INIT("term of birth"),
	[YEAR] = SLICE_INIT("academic year"),
	[YEARS] = SLICE_INIT("five academic years"),
};

/* Born September to December: autumn; January to April: spring; May to August:
 * summer, as statistics of attainment have it. */
static void date_label(int32_t date, enum date_level level, char *text,
		       size_t size)
{
	static const char *const terms[] = {"spring", "summer", "autumn"};
	struct civil civil = date_to_civil(date);
	int year = date_academic_year(date);

	switch (level) {
	case MONTH:
		snprintf(text, size, "%04d-%02d", civil.year, civil.month);
		break;
	case TERM:
		snprintf(text, size, "%04d/%02d %s", year, (year + 1) % 100,
			 terms[(civil.month - 1) / 4]);
		break;
	case YEAR:
		snprintf(text, size, "%04d/%02d", year, (year + 1) % 100);
		break;
	case YEARS:
		year -= year % YEARS_JOINED;
		snprintf(text, size, "%04d/%02d to %04d/%02d", year,
			 (year + 1) % 100, year + YEARS_JOINED - 1,
			 (year + YEARS_JOINED) % 100);
		break;
	case DATE_LEVELS:
		break;
	}
}

static int add_date_level(struct ladder *ladder, const struct column *column,
			  enum date_level level, struct arena *arena,
			  struct error *error)
{
	struct slice *labels =
		arena_array(arena, column->value_count, sizeof(*labels));

	if (labels == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < column->value_count; v++) {
		char text[LABEL_BYTES];
		int32_t date;

		labels[v] = column->values[v];
		if (!date_parse(column->values[v], &date))
			continue;
		date_label(date, level, text, sizeof(text));
		labels[v] = arena_copy(arena, slice_of(text));
		if (labels[v].at == NULL)
			return error_memory(error);
	}
	return ladder_add(ladder, column, date_level_names[level], labels,
			  arena, error);
}

int ladder_dates(struct ladder *ladder, const struct column *column,
		 struct arena *arena, struct error *error)
{
	struct placed *placed =
		arena_array(arena, column->value_count, sizeof(*placed));

	if (placed == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < column->value_count; v++) {
		int32_t date = 0;

		placed[v].value = v;
		placed[v].known = date_parse(column->values[v], &date);
		placed[v].key = date;
	}
	if (ladder_begin(ladder, column, arena, error) != 0 ||
	    rank(ladder, column, placed, arena, error) != 0)
		return -1;
	for (int level = 0; level < DATE_LEVELS; level++)
		if (add_date_level(ladder, column, (enum date_level)level,
				   arena, error) != 0)
			return -1;
	return ladder_end(ladder, column, arena, error);
}

/* --- numbers ------------------------------------------------------------------------- */

/* A decimal number in millionths; false when it is none, or too long. */
static bool read_number(struct slice text, int64_t *millionths)
{
	bool minus = slice_starts_with(text, SLICE("-"));
	struct slice rest = slice_part(text, minus, text.len);
	struct slice whole = slice_cut(&rest, '.');
	uint64_t value, part = 0;

	if (text.len > 16 || rest.len > 6 ||
	    !slice_number(whole, 1000000000, &value))
		return false;
	if (rest.len == 0 && slice_ends_with(text, SLICE(".")))
		return false;
	if (rest.len > 0 && !slice_number(rest, 999999, &part))
		return false;
	for (size_t i = rest.len; i < 6; i++)
		part *= 10;
	*millionths = (int64_t)(value * 1000000 + part);
	if (minus)
		*millionths = -*millionths;
	return true;
}

#define UNIT INT64_C(1000000)

/* Widths of bands, each a divisor of the next. */
static const int64_t widths[] = {
	UNIT,       5 * UNIT,    10 * UNIT,   50 * UNIT,    100 * UNIT,
	500 * UNIT, 1000 * UNIT, 5000 * UNIT, 10000 * UNIT,
};

static int64_t floor_to(int64_t value, int64_t width)
{
	int64_t rest = value % width;

	return value - (rest < 0 ? rest + width : rest);
}

/* Beyond these whole numbers too few rows lie: all below `low` are one group,
 * and all from `high` on. */
struct ends {
	int64_t low, high;
};

static void add_number(int64_t millionths, char *text, size_t size)
{
	snprintf(text, size, "%lld", (long long)(millionths / UNIT));
}

/* The label of a band, its ends closed.  Where a band reaches beyond an end it
 * belongs to that end whole, so that levels stay nested. */
static void number_label(int64_t value, int64_t width, struct ends ends,
			 char *text, size_t size)
{
	char from[24], to[24];
	int64_t low = floor_to(ends.low + width - 1, width);
	int64_t high = floor_to(ends.high, width);
	int64_t start = floor_to(value, width);

	if (low > high) { /* the ends meet */
		snprintf(text, size, "any number");
		return;
	}
	if (start < low) {
		add_number(low, to, sizeof(to));
		snprintf(text, size, "under %s", to);
		return;
	}
	add_number(start >= high ? high : start, from, sizeof(from));
	if (start >= high)
		snprintf(text, size, "%s or more", from);
	else if (width == UNIT)
		snprintf(text, size, "%s", from);
	else {
		add_number(start + width - UNIT, to, sizeof(to));
		snprintf(text, size, "%s to %s", from, to);
	}
}

static int add_number_level(struct ladder *ladder, const struct column *column,
			    int64_t width, struct ends ends,
			    struct arena *arena, struct error *error)
{
	struct slice *labels =
		arena_array(arena, column->value_count, sizeof(*labels));
	char name[LABEL_BYTES];
	struct slice copy;

	snprintf(name, sizeof(name),
		 width == UNIT ? "whole numbers, ends closed" : "bands of %lld",
		 (long long)(width / UNIT));
	copy = arena_copy(arena, slice_of(name));
	if (labels == NULL || copy.at == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < column->value_count; v++) {
		char text[LABEL_BYTES];
		int64_t value;

		labels[v] = column->values[v];
		if (!read_number(column->values[v], &value))
			continue;
		number_label(value, width, ends, text, sizeof(text));
		labels[v] = arena_copy(arena, slice_of(text));
		if (labels[v].at == NULL)
			return error_memory(error);
	}
	return ladder_add(ladder, column, copy, labels, arena, error);
}

/* The whole numbers below and above which `least` rows or more lie. */
static int find_ends(const struct column *column, size_t row_count,
		     uint32_t least, const struct placed *placed,
		     struct ends *ends, struct arena *arena,
		     struct error *error)
{
	uint64_t *rows = arena_array(arena, column->value_count, sizeof(*rows));
	uint32_t first = 0, last = column->value_count;
	uint64_t below = 0, above = 0;

	if (rows == NULL)
		return error_memory(error);
	for (size_t row = 0; row < row_count; row++)
		rows[column->cells[row]]++;
	while (first < last && !placed[first].known)
		first++;
	if (first == last)
		return 0;
	ends->low = floor_to(placed[first].key, UNIT);
	ends->high = floor_to(placed[last - 1].key, UNIT);
	for (uint32_t i = first; i < last && below < least; i++) {
		below += rows[placed[i].value];
		ends->low = floor_to(placed[i].key, UNIT) + UNIT;
	}
	for (uint32_t i = last; i > first && above < least; i--) {
		above += rows[placed[i - 1].value];
		ends->high = floor_to(placed[i - 1].key, UNIT);
	}
	return 0;
}

int ladder_numbers(struct ladder *ladder, const struct column *column,
		   size_t row_count, uint32_t least, struct arena *arena,
		   struct error *error)
{
	struct placed *placed =
		arena_array(arena, column->value_count, sizeof(*placed));
	struct ends ends = {0};

	if (placed == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < column->value_count; v++) {
		placed[v].value = v;
		placed[v].known =
			read_number(column->values[v], &placed[v].key);
	}
	if (ladder_begin(ladder, column, arena, error) != 0 ||
	    rank(ladder, column, placed, arena, error) != 0 ||
	    find_ends(column, row_count, least, placed, &ends, arena, error) !=
		    0)
		return -1;
	for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++)
		if (add_number_level(ladder, column, widths[w], ends, arena,
				     error) != 0)
			return -1;
	return ladder_end(ladder, column, arena, error);
}

/* --- by looking --------------------------------------------------------------------- */

int ladder_guess(struct ladder *ladder, const struct column *column,
		 size_t row_count, uint32_t least, struct arena *arena,
		 struct error *error)
{
	uint32_t dates = 0, numbers = 0, known = 0;

	for (uint32_t v = 0; v < column->value_count; v++) {
		int32_t date;
		int64_t number;

		known += !slice_empty(column->values[v]);
		dates += date_parse(column->values[v], &date);
		numbers += read_number(column->values[v], &number);
	}
	if (known > 0 && dates == known)
		return ladder_dates(ladder, column, arena, error);
	if (known > 0 && numbers == known)
		return ladder_numbers(ladder, column, row_count, least, arena,
				      error);
	return ladder_plain(ladder, column, arena, error);
}

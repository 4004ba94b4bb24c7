#include "formats/census_condition_parts.h"

#include "base/date.h"

enum { NUMBER_MOST = 100000000 };

/* --- numbers --------------------------------------------------------------- */

static bool is_number(struct slice text, int64_t *thousandths)
{
	struct slice fraction = text;
	struct slice whole = slice_cut(&fraction, '.');
	uint64_t number, part = 0;
	int64_t scale = CENSUS_SCALE;

	if (!slice_number(whole, NUMBER_MOST, &number) || fraction.len > 3 ||
	    (whole.len < text.len && fraction.len == 0) ||
	    (fraction.len > 0 && !slice_number(fraction, 999, &part)))
		return false;
	for (size_t i = 0; i < fraction.len; i++)
		scale /= 10;
	*thousandths = (int64_t)number * CENSUS_SCALE + (int64_t)part * scale;
	return true;
}

bool census_number_or_date(struct slice text, int64_t *thousandths)
{
	int32_t date;

	if (!date_parse(text, &date))
		return is_number(text, thousandths);
	*thousandths = (int64_t)date * CENSUS_SCALE;
	return true;
}

/* --- values ---------------------------------------------------------------- */

void census_facts_pupil(struct census_facts *facts,
			const struct census_pupil *pupil)
{
	uint32_t next[LAYOUT_ROWS_LIMIT];

	facts->pupil = pupil;
	facts->each = LAYOUT_NO_ROW;
	memset(facts->from, 0, sizeof(facts->from));
	for (size_t i = 0; i < pupil->count; i++)
		facts->from[pupil->values[i].row + 1]++;
	for (size_t row = 0; row < LAYOUT_ROWS_LIMIT; row++) {
		next[row] = facts->from[row];
		facts->from[row + 1] += facts->from[row];
	}
	for (size_t i = 0; i < pupil->count; i++)
		facts->order[next[pupil->values[i].row]++] = (uint32_t)i;
}

const struct census_value *
census_facts_value_in(const struct census_facts *facts, uint16_t row,
		      uint16_t item)
{
	const struct census_pupil *pupil = facts->pupil;
	uint32_t low, high;

	if (pupil == NULL)
		return NULL;
	low = facts->from[row];
	high = facts->from[row + 1];
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (pupil->values[facts->order[middle]].item < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low < facts->from[row + 1] &&
			       pupil->values[facts->order[low]].item == item
		       ? &pupil->values[facts->order[low]]
		       : NULL;
}

static bool within(uint16_t row, uint16_t each)
{
	if (each == LAYOUT_NO_ROW || row <= each)
		return false;
	for (uint16_t i = each + 1; i <= row; i++)
		if (census_rows[i].depth <= census_rows[each].depth)
			return false;
	return true;
}

const struct census_value *census_facts_value(const struct census_facts *facts,
					      uint16_t row)
{
	return census_facts_value_in(
		facts, row, within(row, facts->each) ? facts->item : 0);
}

static bool row_date(const struct census_facts *facts, const char *name,
		     uint16_t item, int32_t *date)
{
	const struct census_value *value =
		census_facts_value_in(facts, census_row(slice_of(name)), item);

	return value != NULL && date_parse(value->text, date);
}

static bool age_on(const struct census_facts *facts, int32_t on,
		   int64_t *number)
{
	int32_t birth;

	if (!row_date(facts, "DOB", 0, &birth))
		return false;
	*number = (int64_t)date_age(birth, on) * CENSUS_SCALE;
	return true;
}

/* A suspension, by the school year in which it began. */
static bool read_suspension(const struct census_facts *facts, uint16_t each,
			    uint16_t item, int *year, int64_t *sessions)
{
	const struct census_value *kind = census_facts_value_in(
		facts, census_condition_row(SLICE("Category"), each), item);
	const struct census_value *length = census_facts_value_in(
		facts, census_condition_row(SLICE("Sessions"), each), item);
	int32_t start;

	if (kind == NULL || length == NULL || slice_is(kind->text, "PERM") ||
	    !row_date(facts, "TermlyExclusion/StartDate", item, &start) ||
	    !is_number(length->text, sessions))
		return false;
	*year = date_academic_year(start);
	return true;
}

/* The most sessions that a pupil was suspended for in one school year. */
static int64_t suspended_sessions(const struct census_facts *facts)
{
	uint16_t each = census_row(SLICE("TermlyExclusion"));
	uint16_t items = facts->pupil != NULL ? facts->pupil->items[each] : 0;
	struct {
		int year;
		int64_t sessions;
	} years[CENSUS_ITEMS_LIMIT];
	size_t count = 0;
	int64_t most = 0;

	for (uint16_t i = 0; i < items; i++) {
		int64_t sessions;
		size_t known = 0;
		int year;

		if (!read_suspension(facts, each, i, &year, &sessions))
			continue;
		while (known < count && years[known].year != year)
			known++;
		if (known == CENSUS_ITEMS_LIMIT)
			break;
		if (known == count) {
			years[count].year = year;
			years[count++].sessions = 0;
		}
		years[known].sessions += sessions;
		if (years[known].sessions > most)
			most = years[known].sessions;
	}
	return most;
}

static int32_t term_start(const struct census_return *census)
{
	int year = date_to_civil(census->reference_date).year;

	if (census->term == CENSUS_AUTUMN)
		return date_from_civil(year, 8, 1);
	return census->term == CENSUS_SPRING ? date_from_civil(year, 1, 1)
					     : census_easter(year) + 1;
}

static int32_t attendance_from(const struct census_return *census)
{
	int year = census->attendance_year;

	if (census->term == CENSUS_SPRING)
		return date_from_civil(year, 8, 1);
	return census->term == CENSUS_SUMMER ? date_from_civil(year + 1, 1, 1)
					     : census_easter(year + 1) + 1;
}

bool census_derived_number(const struct census_facts *facts,
			   enum derived derived, int64_t *number)
{
	const struct census_return *census = &facts->census;
	int32_t date;

	switch (derived) {
	case DERIVED_AGE:
		return age_on(facts, census->reference_date, number);
	case DERIVED_AUGUST_AGE:
		return age_on(facts,
			      date_from_civil(census->academic_year, 8, 31),
			      number);
	case DERIVED_ATTENDANCE_AGE:
		return age_on(facts,
			      date_from_civil(census->attendance_year, 8, 31),
			      number);
	case DERIVED_CENSUS_DAY:
		date = census->reference_date;
		break;
	case DERIVED_CENSUS_YEAR:
		*number = (int64_t)date_to_civil(census->reference_date).year *
			  CENSUS_SCALE;
		return true;
	case DERIVED_LAST_CENSUS:
		date = census_day_before(census);
		break;
	case DERIVED_YEAR_START:
		date = date_from_civil(census->academic_year, 9, 1);
		break;
	case DERIVED_TERM_START:
		date = term_start(census);
		break;
	case DERIVED_ATTENDANCE_FROM:
		date = attendance_from(census);
		break;
	case DERIVED_EXCLUSIONS_FROM:
		date = census->exclusions_from;
		break;
	case DERIVED_EXCLUSIONS_TO:
		date = census->exclusions_to;
		break;
	case DERIVED_SUSPENDED:
		*number = suspended_sessions(facts);
		return true;
	case DERIVED_PUPILS:
		*number = (int64_t)facts->pupils * CENSUS_SCALE;
		return true;
	case DERIVED_LEAVERS:
		*number = (int64_t)facts->leavers * CENSUS_SCALE;
		return true;
	case DERIVED_COUNT:
	default:
		return false;
	}
	*number = (int64_t)date * CENSUS_SCALE;
	return true;
}

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
	facts->pupil = pupil;
	facts->each = LAYOUT_NO_ROW;
	memset(facts->first, 0, sizeof(facts->first));
	for (size_t i = pupil->count; i-- > 0;)
		facts->first[pupil->values[i].row] = (uint32_t)i + 1;
}

/* The value of a row in one item. */
const struct census_value *
census_facts_value_in(const struct census_facts *facts, uint16_t row,
		      uint16_t item)
{
	const struct census_pupil *pupil = facts->pupil;

	if (pupil == NULL || facts->first[row] == 0)
		return NULL;
	for (size_t i = facts->first[row] - 1; i < pupil->count; i++)
		if (pupil->values[i].row == row &&
		    pupil->values[i].item == item)
			return &pupil->values[i];
	return NULL;
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

/* The most sessions that a pupil was suspended for in one school year. */
static int64_t suspended_sessions(const struct census_facts *facts)
{
	uint16_t each = census_row(SLICE("TermlyExclusion"));
	uint16_t kind = census_condition_row(SLICE("Category"), each);
	uint16_t length = census_condition_row(SLICE("Sessions"), each);
	uint16_t items = facts->pupil != NULL ? facts->pupil->items[each] : 0;
	int64_t most = 0;

	for (uint16_t i = 0; i < items; i++) {
		int64_t sum = 0, sessions;
		int32_t from, start;

		if (!row_date(facts, "TermlyExclusion/StartDate", i, &from))
			continue;
		for (uint16_t j = 0; j < items; j++) {
			const struct census_value *what =
				census_facts_value_in(facts, kind, j);
			const struct census_value *value =
				census_facts_value_in(facts, length, j);

			if (value != NULL && what != NULL &&
			    !slice_is(what->text, "PERM") &&
			    row_date(facts, "TermlyExclusion/StartDate", j,
				     &start) &&
			    date_academic_year(start) ==
				    date_academic_year(from) &&
			    is_number(value->text, &sessions))
				sum += sessions;
		}
		most = sum > most ? sum : most;
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

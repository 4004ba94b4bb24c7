#include "formats/school_census_sending.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/error.h"
#include "register/record.h"

enum {
	CODES_OF_ALL_SESSIONS = 2024, /* before, only those of absence */
	SUSPENSION_SINCE = 2021,      /* SUSP took FIXD's place */
};

static struct slice text_of(const struct layout_writing *writing,
			    uint16_t field)
{
	const struct census_sending *sending = writing->context;

	return field == DICTIONARY_NONE
		       ? SLICE("")
		       : record_text(writing->record, sending->frame.dictionary,
				     field);
}

static bool item_is(const struct item *item, uint16_t field, const char *text)
{
	return field != DICTIONARY_NONE &&
	       slice_is(item_text(item, field), text);
}

/* Who supplies what, and when: the flags of the rows. */
static bool wanted(const struct layout_writing *writing, uint16_t row)
{
	static const unsigned int in_term[] = {
		[CENSUS_AUTUMN] = CENSUS_IN_AUTUMN,
		[CENSUS_SPRING] = CENSUS_IN_SPRING,
		[CENSUS_SUMMER] = CENSUS_IN_SUMMER,
	};
	const unsigned int terms =
		CENSUS_IN_AUTUMN | CENSUS_IN_SPRING | CENSUS_IN_SUMMER;
	const struct census_sending *sending = writing->context;
	unsigned int flags = writing->layout->rows[row].flags;
	bool nursery = slice_is(sending->phase, "NS");

	if ((flags & (CENSUS_ON | CENSUS_OFF)) != 0 &&
	    (flags &
	     (unsigned int)(sending->leaver ? CENSUS_OFF : CENSUS_ON)) == 0)
		return false;
	if ((flags & terms) != 0 &&
	    (flags & in_term[sending->census.term]) == 0)
		return false;
	if ((flags & CENSUS_ULN) != 0 &&
	    (nursery || slice_is(sending->phase, "PS") ||
	     slice_is(sending->phase, "MP")))
		return false;
	return (flags & CENSUS_SCHOOL_AGE) == 0 || !nursery;
}

static struct slice shown(const struct layout_writing *writing, uint16_t row,
			  struct slice text)
{
	const struct census_sending *sending = writing->context;
	uint16_t field = writing->layout->field[row][0];
	bool letters = (writing->layout->rows[row].flags & CENSUS_YES_NO) != 0;

	if (writing->layout->dictionary->fields[field].type == FIELD_FLAG) {
		if (slice_is(text, "true"))
			return letters ? SLICE("Y") : SLICE("1");
		return letters ? SLICE("N") : SLICE("0");
	}
	if (field == sending->fields.exclusion_category &&
	    (slice_is(text, "SUSP") || slice_is(text, "FIXD")))
		return writing->year >= SUSPENSION_SINCE ? SLICE("SUSP")
							 : SLICE("FIXD");
	return text;
}

static bool began_in_time(const struct census_sending *sending,
			  const struct item *item)
{
	int32_t start;

	return date_parse(item_text(item, sending->fields.exclusion_start),
			  &start) &&
	       start >= sending->census.exclusions_from &&
	       start <= sending->census.exclusions_to;
}

/* Rule 1763: none that ended by the census before. */
static bool lasted_into_time(const struct census_sending *sending,
			     const struct item *item)
{
	int32_t end;

	return sending->fields.meals_end == DICTIONARY_NONE ||
	       !date_parse(item_text(item, sending->fields.meals_end), &end) ||
	       end > census_day_before(&sending->census);
}

/* The items that fall into the time of the return. */
static void write_items(const struct layout_writing *writing, uint16_t row)
{
	const struct census_sending *sending = writing->context;
	bool meals = writing->layout->rows[row].kind == CENSUS_MEALS;
	uint16_t category = writing->layout->category[row][0];
	const struct section *section =
		category == DICTIONARY_NONE
			? NULL
			: record_section(writing->record, category);

	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];

		if (meals ? !lasted_into_time(sending, item)
			  : !began_in_time(sending, item))
			continue;
		layout_open(writing, row);
		layout_write(writing, row, item, 0);
		layout_close(writing, row);
	}
}

/* The section of a category for the academic year returned, or NULL. */
static const struct section *year_section(const struct layout_writing *writing,
					  uint16_t category)
{
	const struct census_sending *sending = writing->context;
	const struct record *record = writing->record;

	for (uint32_t i = 0; i < record->count; i++)
		if (record->sections[i].category == category &&
		    slice_is(record->sections[i].period,
			     sending->attendance_year))
			return &record->sections[i];
	return NULL;
}

/* Rule 2470: none of boarders, nor of pupils who at the start of the academic
 * year (31 August) were under 5 or over 15. */
static bool returns_attendance(const struct layout_writing *writing)
{
	const struct census_sending *sending = writing->context;
	struct slice boarder = text_of(writing, sending->fields.boarder);
	int32_t start = date_from_civil(sending->census.attendance_year, 8, 31);
	int32_t birth;
	int age;

	if (boarder.len > 0 && !slice_is(boarder, "N"))
		return false;
	if (!date_parse(text_of(writing, sending->fields.birth_date), &birth))
		return false;
	age = date_age(birth, start);
	return age >= 5 && age <= 15;
}

/* A field summed over the term's items at this school. */
static void write_total(const struct layout_writing *writing, uint16_t row)
{
	const struct census_sending *sending = writing->context;
	const struct section *section =
		year_section(writing, writing->layout->category[row][0]);
	uint16_t field = writing->layout->field[row][0];
	uint64_t total = 0;
	char text[24];
	bool found = false;

	if (field == DICTIONARY_NONE ||
	    sending->fields.attendance_school == DICTIONARY_NONE)
		return;
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];
		struct slice school =
			item_text(item, sending->fields.attendance_school);
		uint64_t number;

		if (!item_is(item, sending->fields.attendance_term,
			     sending->census.attendance_term) ||
		    (school.len > 0 &&
		     !slice_equal(school, sending->frame.laestab)) ||
		    !slice_number(item_text(item, field), 9999, &number))
			continue;
		total += number;
		found = true;
	}
	if (!found)
		return;
	(void)snprintf(text, sizeof(text), "%" PRIu64, total);
	layout_value(writing, row, slice_of(text));
}

static void write_codes(const struct layout_writing *writing, uint16_t row)
{
	const struct census_sending *sending = writing->context;
	const struct section *section =
		year_section(writing, writing->layout->category[row][0]);

	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];

		if (!item_is(item, sending->fields.code_term,
			     sending->census.attendance_term))
			continue;
		if (writing->year < CODES_OF_ALL_SESSIONS &&
		    (item_is(item, sending->fields.code, "/") ||
		     item_is(item, sending->fields.code, "\\") ||
		     item_is(item, sending->fields.code, "L")))
			continue;
		layout_open(writing, row);
		layout_write(writing, row, item, 0);
		layout_close(writing, row);
	}
}

static void write_own(const struct layout_writing *writing, uint16_t row,
		      const struct item *item, int which)
{
	switch (writing->layout->rows[row].kind) {
	case CENSUS_EXCLUSION:
	case CENSUS_MEALS:
		write_items(writing, row);
		break;
	case CENSUS_ATTENDANCE:
		if (!returns_attendance(writing))
			break;
		layout_open(writing, row);
		layout_write(writing, row, item, which);
		layout_close(writing, row);
		break;
	case CENSUS_TOTAL:
		write_total(writing, row);
		break;
	case CENSUS_CODES:
		write_codes(writing, row);
		break;
	default:
		break;
	}
}

/* What the census must have of every pupil; rule 1500 for the UPN. */
static int check_mandatory(const struct layout_writing *writing,
			   struct error *error)
{
	const struct layout *layout = writing->layout;

	for (uint16_t row = 0; row < layout->count; row++)
		if ((layout->rows[row].flags & LAYOUT_MANDATORY) != 0 &&
		    text_of(writing, layout->field[row][0]).len == 0)
			return layout_refuse(writing, row, "a school census",
					     error);
	return 0;
}

static bool has_left(const struct layout_writing *writing)
{
	const struct census_sending *sending = writing->context;
	int32_t left;

	return date_parse(text_of(writing, sending->fields.leaving_date),
			  &left) &&
	       left <= sending->census.reference_date;
}

struct layout_writing census_layout_writing(struct census_sending *sending)
{
	return (struct layout_writing){
		.layout = &sending->layout,
		.year = sending->census.academic_year,
		.wanted = wanted,
		.shown = shown,
		.own = write_own,
		.context = sending,
	};
}

/* Nursery schools return no leavers. */
bool census_has_part(const struct census_sending *sending)
{
	return !(sending->leaver && slice_is(sending->phase, "NS"));
}

int census_place_pupil(struct layout_writing *writing, bool *returned,
		       struct error *error)
{
	struct census_sending *sending = writing->context;

	sending->leaver = has_left(writing);
	*returned = census_has_part(sending);
	return *returned ? check_mandatory(writing, error) : 0;
}

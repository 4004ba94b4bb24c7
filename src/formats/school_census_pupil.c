#include "formats/school_census_writer.h"

#include "base/date.h"
#include "base/error.h"
#include "register/record.h"

enum {
	/* Pupils who have left stand behind all others and are held in memory
	 * until then: about 1.5 kB each. */
	LEAVERS_LIMIT_BYTES = 1 << 30,
	CODES_OF_ALL_SESSIONS = 2024, /* before, only those of absence */
	SUSPENSION_SINCE = 2021,      /* SUSP took FIXD's place */
};

static struct slice text_of(const struct layout_writing *writing,
			    uint16_t field)
{
	const struct writer *writer = writing->context;

	return field == DICTIONARY_NONE
		       ? SLICE("")
		       : record_text(writing->record, writer->frame.dictionary,
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
	const struct writer *writer = writing->context;
	unsigned int flags = writing->layout->rows[row].flags;
	bool nursery = slice_is(writer->phase, "NS");

	if ((flags & (CENSUS_ON | CENSUS_OFF)) != 0 &&
	    (flags & (unsigned int)(writer->leaver ? CENSUS_OFF : CENSUS_ON)) ==
		    0)
		return false;
	if ((flags & terms) != 0 && (flags & in_term[writer->census.term]) == 0)
		return false;
	if ((flags & CENSUS_ULN) != 0 &&
	    (nursery || slice_is(writer->phase, "PS") ||
	     slice_is(writer->phase, "MP")))
		return false;
	return (flags & CENSUS_SCHOOL_AGE) == 0 || !nursery;
}

static struct slice shown(const struct layout_writing *writing, uint16_t row,
			  struct slice text)
{
	const struct writer *writer = writing->context;
	uint16_t field = writing->layout->field[row][0];
	bool letters = (writing->layout->rows[row].flags & CENSUS_YES_NO) != 0;

	if (writing->layout->dictionary->fields[field].type == FIELD_FLAG) {
		if (slice_is(text, "true"))
			return letters ? SLICE("Y") : SLICE("1");
		return letters ? SLICE("N") : SLICE("0");
	}
	if (field == writer->fields.exclusion_category &&
	    (slice_is(text, "SUSP") || slice_is(text, "FIXD")))
		return writing->year >= SUSPENSION_SINCE ? SLICE("SUSP")
							 : SLICE("FIXD");
	return text;
}

static bool began_in_time(const struct writer *writer, const struct item *item)
{
	int32_t start;

	return date_parse(item_text(item, writer->fields.exclusion_start),
			  &start) &&
	       start >= writer->census.exclusions_from &&
	       start <= writer->census.exclusions_to;
}

/* Rule 1763: none that ended by the census before. */
static bool lasted_into_time(const struct writer *writer,
			     const struct item *item)
{
	int32_t end;

	return writer->fields.meals_end == DICTIONARY_NONE ||
	       !date_parse(item_text(item, writer->fields.meals_end), &end) ||
	       end > census_day_before(&writer->census);
}

/* The items that fall into the time of the return. */
static void write_items(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	bool meals = writing->layout->rows[row].kind == CENSUS_MEALS;
	uint16_t category = writing->layout->category[row][0];
	const struct section *section =
		category == DICTIONARY_NONE
			? NULL
			: record_section(writing->record, category);

	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];

		if (meals ? !lasted_into_time(writer, item)
			  : !began_in_time(writer, item))
			continue;
		xml_open(writing->xml, writing->layout->rows[row].element);
		layout_write(writing, row, item, 0);
		xml_close(writing->xml);
	}
}

/* The section of a category for the academic year returned, or NULL. */
static const struct section *year_section(const struct layout_writing *writing,
					  uint16_t category)
{
	const struct writer *writer = writing->context;
	const struct record *record = writing->record;

	for (uint32_t i = 0; i < record->count; i++)
		if (record->sections[i].category == category &&
		    slice_is(record->sections[i].period,
			     writer->attendance_year))
			return &record->sections[i];
	return NULL;
}

/* Rule 2470: none of boarders, nor of pupils who at the start of the academic
 * year (31 August) were under 5 or over 15. */
static bool returns_attendance(const struct layout_writing *writing)
{
	const struct writer *writer = writing->context;
	struct slice boarder = text_of(writing, writer->fields.boarder);
	int32_t start = date_from_civil(writer->census.attendance_year, 8, 31);
	int32_t birth;
	int age;

	if (boarder.len > 0 && !slice_is(boarder, "N"))
		return false;
	if (!date_parse(text_of(writing, writer->fields.birth_date), &birth))
		return false;
	age = date_age(birth, start);
	return age >= 5 && age <= 15;
}

/* A field summed over the term's items at this school. */
static void write_total(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	const struct section *section =
		year_section(writing, writing->layout->category[row][0]);
	uint16_t field = writing->layout->field[row][0];
	uint64_t total = 0;
	bool found = false;

	if (field == DICTIONARY_NONE ||
	    writer->fields.attendance_school == DICTIONARY_NONE)
		return;
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];
		struct slice school =
			item_text(item, writer->fields.attendance_school);
		uint64_t number;

		if (!item_is(item, writer->fields.attendance_term,
			     writer->census.attendance_term) ||
		    (school.len > 0 &&
		     !slice_equal(school, writer->frame.laestab)) ||
		    !slice_number(item_text(item, field), 9999, &number))
			continue;
		total += number;
		found = true;
	}
	if (found)
		xml_number(writing->xml, writing->layout->rows[row].element,
			   total);
}

static void write_codes(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	const struct section *section =
		year_section(writing, writing->layout->category[row][0]);

	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];

		if (!item_is(item, writer->fields.code_term,
			     writer->census.attendance_term))
			continue;
		if (writing->year < CODES_OF_ALL_SESSIONS &&
		    (item_is(item, writer->fields.code, "/") ||
		     item_is(item, writer->fields.code, "\\") ||
		     item_is(item, writer->fields.code, "L")))
			continue;
		xml_open(writing->xml, writing->layout->rows[row].element);
		layout_write(writing, row, item, 0);
		xml_close(writing->xml);
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
		xml_open(writing->xml, writing->layout->rows[row].element);
		layout_write(writing, row, item, which);
		xml_close(writing->xml);
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

	for (uint16_t row = 0; row < layout->count; row++) {
		uint16_t field = layout->field[row][0];

		if ((layout->rows[row].flags & LAYOUT_MANDATORY) == 0 ||
		    text_of(writing, field).len > 0)
			continue;
		error_set(error, ERROR_REFUSED,
			  "a school census must have %s of every pupil",
			  layout->rows[row].field);
		error_hint(error, "it was withheld or is not held");
		return error_at(error, SLICE(""), 0, 0,
				writing->record->number);
	}
	return 0;
}

static bool has_left(const struct layout_writing *writing)
{
	const struct writer *writer = writing->context;
	int32_t left;

	return date_parse(text_of(writing, writer->fields.leaving_date),
			  &left) &&
	       left <= writer->census.reference_date;
}

struct layout_writing census_layout_writing(struct writer *writer)
{
	return (struct layout_writing){
		.layout = &writer->layout,
		.year = writer->census.academic_year,
		.wanted = wanted,
		.shown = shown,
		.own = write_own,
		.context = writer,
	};
}

int census_write_pupil(struct layout_writing *writing, struct error *error)
{
	struct writer *writer = writing->context;

	writer->leaver = has_left(writing);
	if (writer->leaver && slice_is(writer->phase, "NS"))
		return 0; /* nursery schools return none */
	if (check_mandatory(writing, error) != 0)
		return -1;
	writing->xml = writer->leaver ? &writer->leavers_xml : &writer->xml;
	xml_open(writing->xml, writer->leaver ? SLICE("PupilNoLongerOnRoll")
					      : SLICE("PupilOnRoll"));
	layout_write(writing, 0, NULL, 0);
	xml_close(writing->xml);
	if (writer->leavers.len > LEAVERS_LIMIT_BYTES)
		return error_set(
			error, ERROR_INPUT,
			"the pupils who have left are too many for one "
			"census file");
	return 0;
}

#include "formats/school_census.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "configuration.h"
#include "formats/xml.h"
#include "register/record.h"

enum {
	FLUSH_BYTES = 256 << 10,
	/* Pupils who have left stand behind all others and are held in memory
	 * until then: about 1.5 kB each. */
	LEAVERS_LIMIT_BYTES = 1 << 30,
	CODES_OF_ALL_SESSIONS = 2024, /* before, only those of absence */
	SUSPENSION_SINCE = 2021,      /* SUSP took FIXD's place */
};

/* Fields that decide what is returned. */
struct chosen_fields {
	uint16_t leaving_date, boarder, birth_date;
	uint16_t exclusion_start, exclusion_category;
	uint16_t attendance_term, attendance_school, code_term, code;
};

struct writer {
	struct writing frame;
	struct output *output;
	struct builder text;    /* all up to the pupils on roll */
	struct builder leavers; /* the pupils no longer on roll */
	struct xml_writer xml, leavers_xml;
	struct layout layout;
	struct census_return census;
	struct chosen_fields fields;
	struct slice phase;      /* as the census has it; may be empty */
	char attendance_year[8]; /* the period of the sections returned */
	bool leaver;             /* the pupil in hand */
};

static uint16_t field_named(const struct dictionary *dictionary,
			    const char *name)
{
	return dictionary_find(dictionary, KIND_FIELD, slice_of(name));
}

static struct chosen_fields choose_fields(const struct dictionary *dictionary)
{
	return (struct chosen_fields){
		field_named(dictionary, "enrolment.leaving-date"),
		field_named(dictionary, "enrolment.boarder"),
		field_named(dictionary, "pupil.birth-date"),
		field_named(dictionary, "exclusion.start-date"),
		field_named(dictionary, "exclusion.category"),
		field_named(dictionary, "attendance.term"),
		field_named(dictionary, "attendance.laestab"),
		field_named(dictionary, "attendance-code.term"),
		field_named(dictionary, "attendance-code.code"),
	};
}

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	const struct chosen_fields chosen = choose_fields(dictionary);
	const uint16_t deciding[] = {
		chosen.leaving_date, chosen.attendance_term,
		chosen.attendance_school, chosen.code_term};
	struct layout layout;

	(void)error;
	layout_resolve(&layout, census_rows, census_row_count, dictionary);
	*fields = layout_fields(&layout);
	for (size_t i = 0; i < sizeof(deciding) / sizeof(deciding[0]); i++)
		if (deciding[i] != DICTIONARY_NONE)
			field_set_add(fields, deciding[i]);
	return 0;
}

/* The phase of a school as the census has it, from ours or its own code. */
static struct slice phase_code(struct slice phase)
{
	static const struct {
		struct slice phase, code;
	} phases[] = {
		{SLICE_INIT("early-years"), SLICE_INIT("EY")},
		{SLICE_INIT("nursery"), SLICE_INIT("NS")},
		{SLICE_INIT("primary"), SLICE_INIT("PS")},
		{SLICE_INIT("secondary"), SLICE_INIT("SS")},
		{SLICE_INIT("sixth-form"), SLICE_INIT("SS")},
		{SLICE_INIT("all-through"), SLICE_INIT("AT")},
		{SLICE_INIT("special"), SLICE_INIT("SP")},
		{SLICE_INIT("alternative-provision"), SLICE_INIT("PR")},
	};

	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (slice_equal(phase, phases[i].phase))
			return phases[i].code;
	/* "middle" is deemed primary or secondary, which only the census's own
	 * codes tell apart. */
	return phase.len == 2 ? phase : SLICE("");
}

static int check_frame(const struct writing *writing, struct error *error)
{
	uint64_t number;

	if (writing->laestab.len != 7 ||
	    !slice_number(writing->laestab, 9999999, &number))
		return error_set(error, ERROR_INPUT,
				 "a school census needs the school's LA and "
				 "establishment number");
	return 0;
}

/* The department's pattern for the name was not to be had; this one says what
 * the file is. */
static int file_name(const struct writing *writing, struct builder *name,
		     struct error *error)
{
	struct census_return census = census_return_on(writing->date);

	if (check_frame(writing, error) != 0)
		return -1;
	builder_add(name, writing->laestab);
	builder_add_format(name, "_SC_%s_%d_%03u.xml", census.code,
			   date_to_civil(census.reference_date).year,
			   (unsigned int)writing->serial);
	return name->failed ? error_memory(error) : 0;
}

static void write_collection(struct writer *writer)
{
	struct xml_writer *xml = &writer->xml;
	char date[DATE_TEXT_BYTES];
	int year = date_to_civil(writer->census.reference_date).year;

	date_format(writer->census.reference_date, date);
	xml_open(xml, SLICE("CollectionDetails"));
	xml_value(xml, SLICE("Collection"), SLICE("SC"));
	xml_value(xml, SLICE("Term"), slice_of(writer->census.code));
	xml_number(xml, SLICE("Year"), (uint64_t)year);
	xml_value(xml, SLICE("ReferenceDate"), slice_of(date));
	xml_close(xml);
}

static void write_source(struct writer *writer)
{
	const struct writing *frame = &writer->frame;
	struct xml_writer *xml = &writer->xml;
	char date[DATE_TEXT_BYTES];
	char text[64];

	xml_open(xml, SLICE("Source"));
	xml_value(xml, SLICE("SourceLevel"), SLICE("S"));
	xml_value(xml, SLICE("LEA"), slice_part(frame->laestab, 0, 3));
	xml_value(xml, SLICE("Estab"), slice_part(frame->laestab, 3, 7));
	xml_value(xml, SLICE("SoftwareCode"), SLICE("Hornbook"));
	xml_value(xml, SLICE("Release"), SLICE(HORNBOOK_VERSION));
	(void)snprintf(text, sizeof(text), "%03u", (unsigned int)frame->serial);
	xml_value(xml, SLICE("SerialNo"), slice_of(text));
	date_format(frame->date, date);
	(void)snprintf(text, sizeof(text), "%sT%s", date,
		       frame->time != NULL ? frame->time : "00:00:00");
	xml_value(xml, SLICE("DateTime"), slice_of(text));
	xml_close(xml);
}

static void write_header(struct writer *writer)
{
	struct xml_writer *xml = &writer->xml;

	xml_open(xml, SLICE("Header"));
	write_collection(writer);
	write_source(writer);
	xml_open(xml, SLICE("Content"));
	xml_open(xml, SLICE("CBDSLevels"));
	xml_value(xml, SLICE("CBDSLevel"), SLICE("School"));
	xml_value(xml, SLICE("CBDSLevel"), SLICE("Pupil"));
	xml_close(xml);
	xml_close(xml);
	xml_close(xml);
	xml_open(xml, SLICE("School"));
	xml_value(xml, SLICE("SchoolName"), writer->frame.controller);
	xml_value(xml, SLICE("Phase"), writer->phase);
	xml_close(xml);
}

/* The leavers' writer stands as deep as they will, its start tags being
 * written by the other when it comes to them. */
static void begin_leavers(struct writer *writer)
{
	struct xml_writer *xml = &writer->leavers_xml;

	xml->out = &writer->leavers;
	xml_open(xml, SLICE("Message"));
	xml_open(xml, SLICE("Pupils"));
	xml_open(xml, SLICE("PupilsNoLongerOnRoll"));
	xml->written = xml->depth;
}

static int begin_file(struct writer **out, const struct writing *writing,
		      struct output *output, struct error *error)
{
	struct writer *writer;

	if (check_frame(writing, error) != 0)
		return -1;
	writer = memory_array(1, sizeof(*writer));
	if (writer == NULL)
		return error_memory(error);
	writer->frame = *writing;
	writer->output = output;
	writer->xml.out = &writer->text;
	layout_resolve(&writer->layout, census_rows, census_row_count,
		       writing->dictionary);
	writer->census = census_return_on(writing->date);
	writer->fields = choose_fields(writing->dictionary);
	writer->phase = phase_code(writing->setting_phase);
	(void)snprintf(writer->attendance_year, sizeof(writer->attendance_year),
		       "%d", writer->census.attendance_year);
	xml_declare(&writer->xml);
	xml_open(&writer->xml, SLICE("Message"));
	write_header(writer);
	xml_open(&writer->xml, SLICE("Pupils"));
	xml_open(&writer->xml, SLICE("PupilsOnRoll"));
	begin_leavers(writer);
	*out = writer;
	return 0;
}

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

static void write_exclusions(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	uint16_t category = writing->layout->category[row][0];
	const struct section *section =
		category == DICTIONARY_NONE
			? NULL
			: record_section(writing->record, category);

	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];
		int32_t start;

		if (!date_parse(item_text(item, writer->fields.exclusion_start),
				&start) ||
		    start < writer->census.exclusions_from ||
		    start > writer->census.exclusions_to)
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
		write_exclusions(writing, row);
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

static int write_pupil(struct layout_writing *writing, struct error *error)
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

static void flush(struct writer *writer, size_t at_least)
{
	if (writer->text.len < at_least || writer->text.failed)
		return;
	output_add(writer->output, builder_slice(&writer->text));
	builder_clear(&writer->text);
}

static int write_pupils(struct writer *writer, const struct record *records,
			size_t count, struct error *error)
{
	struct layout_writing writing = {
		.layout = &writer->layout,
		.year = writer->census.academic_year,
		.wanted = wanted,
		.shown = shown,
		.own = write_own,
		.context = writer,
	};

	for (size_t i = 0; i < count; i++) {
		writing.record = &records[i];
		if (write_pupil(&writing, error) != 0)
			return -1;
		flush(writer, FLUSH_BYTES);
	}
	return writer->text.failed || writer->leavers.failed
		       ? error_memory(error)
		       : 0;
}

static void abandon(struct writer *writer)
{
	if (writer == NULL)
		return;
	builder_release(&writer->text);
	builder_release(&writer->leavers);
	memory_free(writer);
}

static int end_file(struct writer *writer, struct error *error)
{
	struct xml_writer *xml = &writer->xml;
	int result = 0;

	xml_close(xml); /* PupilsOnRoll */
	if (writer->leavers.len > 0) {
		xml_open(xml, SLICE("PupilsNoLongerOnRoll"));
		xml_begin(xml);
		flush(writer, 0);
		output_add(writer->output, builder_slice(&writer->leavers));
		xml_close(xml);
	}
	xml_begin(xml);
	xml_close(xml); /* Pupils */
	xml_close(xml); /* Message */
	flush(writer, 0);
	if (writer->text.failed || writer->leavers.failed)
		result = error_memory(error);
	abandon(writer);
	return result;
}

const struct format school_census_format = {
	.name = "school-census",
	.label = "School census",
	.file_name = file_name,
	.open = begin_file,
	.write = write_pupils,
	.close = end_file,
	.abandon = abandon,
	.carries = carries,
};

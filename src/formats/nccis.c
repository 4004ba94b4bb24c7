#include "formats/nccis.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "configuration.h"
#include "formats/layout_rows.h"
#include "formats/xml.h"
#include "register/record.h"

/* clang-format off */
/* Numbers of record groups: the NPD data tables, and suppliers' pages. */
const struct layout_row nccis_rows[] = {
	GROUP(0, "NCCIS"),
	OWN(1, CTF_HEADER, "Header"),
	IGNORED(2, "Collection"),
	IGNORED(2, "Month"),
	OWN(2, CTF_SOURCE_LEA, "LEA"),
	OWN(2, CTF_SOURCE_NAME, "AuthorityName"),
	IGNORED(2, "SoftwareCode"),
	IGNORED(2, "Release"),
	IGNORED(2, "SerialNo"),
	IGNORED(2, "DateTime"),

	OWN(1, CTF_DATA, "YoungPeople"),
	OWN(2, CTF_PUPIL, "YoungPerson"),
	VALUE(3, "Reference", "pupil.pseudonym"),
	VALUE(3, "UPN", "pupil.upn"),
	VALUE(3, "ULN", "pupil.uln"),
	VALUE(3, "BirthDate", "pupil.birth-date"),
	VALUE(3, "Gender", "pupil.sex"),
	VALUE(3, "NCyear", "enrolment.year-group"),
	OWN(3, CTF_COHORT, "YP10"),
	OWN(3, CTF_COHORT_TO, "YP13"),
	VALUE(3, "YP19", "pupil.postcode"),
	VALUE(3, "YP27", "ethnicity"),
	VALUE(3, "YP32", "pupil.home-authority"),
	VALUE(3, "SENprovision", "sen.provision"),
	GROUP(3, "Activities"),
	ITEM(4, "Activity"),
	PAST(5, "Code", "destination.activity"),
	VALUE(5, "Provider", "destination.provider"),
	VALUE(5, "StartDate", "destination.start-date"),
	VALUE(5, "EndDate", "destination.end-date"),
	PAST(5, "IntendedDestination", "destination.intended"),
	GROUP(3, "Characteristics"),
	ITEM(4, "Characteristic"),
	PAST(5, "Code", "youth-characteristic.code"),
	VALUE(5, "StartDate", "youth-characteristic.start-date"),
};

/* What a young person is in the cohort, by academic age: that on 31 August
 * before the academic year. */
static const struct cohort {
	char status;
	int from, to;    /* academic years; 0: open */
	int low, high;   /* academic age */
	bool with_plan;  /* who has a plan */
	bool without;    /* who has none */
} cohorts[] = {
	/* The guarantee of a place is for years 11 and 12; year 12 is primary. */
	{ 'G', 0, 0, 15, 15, true, true },
	/* 16 and 17 since 2017, before to 19 (the department's methodology). */
	{ 'P', 0, 2016, 16, 18, true, true },
	{ 'P', 2017, 0, 16, 17, true, true },
	{ 'P', 0, 2016, 19, 24, true, false },
	{ 'P', 2017, 0, 18, 24, true, false },
	/* Left it: by age; by a plan that ceased.  Which letter is for which of
	 * them was inferred (a table prints one twice). */
	{ 'A', 0, 2016, 19, 19, false, true },
	{ 'A', 2017, 0, 18, 19, false, true },
	{ 'L', 0, 0, 20, 24, false, true },
	{ 'A', 0, 0, 25, 25, true, true },
};

/* All that may stand in YP10; E, M and D no record tells. */
static const char statuses[] = "PGALTEMD";
/* clang-format on */

const size_t nccis_row_count = sizeof(nccis_rows) / sizeof(nccis_rows[0]);

/* 0 when nothing tells it. */
static char cohort_of(int32_t birth, bool plan, int32_t date)
{
	int year = date_academic_year(date);
	int age = date_age(birth, date_from_civil(year, 8, 31));

	for (size_t i = 0; i < sizeof(cohorts) / sizeof(cohorts[0]); i++) {
		const struct cohort *cohort = &cohorts[i];

		if (age >= cohort->low && age <= cohort->high &&
		    (cohort->from == 0 || year >= cohort->from) &&
		    (cohort->to == 0 || year <= cohort->to) &&
		    (plan ? cohort->with_plan : cohort->without))
			return cohort->status;
	}
	return '\0';
}

/* --- reading -------------------------------------------------------------- */

static const char *judge(const struct layout_row *row, struct slice text)
{
	if (row->kind != CTF_COHORT ||
	    (text.len == 1 && strchr(statuses, text.at[0]) != NULL))
		return NULL;
	return "is no cohort status: one of P G A L T E M D is wanted";
}

/* Withheld, of which the dictionary says not known. */
static const struct ctf_instead instead[] = {
	{SLICE_INIT("Gender"), SLICE_INIT("W"), SLICE_INIT("U")},
	{SLICE_INIT(""), SLICE_INIT(""), SLICE_INIT("")},
};

static const struct ctf_family nccis_family = {
	.rows = nccis_rows,
	.row_count = &nccis_row_count,
	.called = "a tracking file",
	.numbered = true,
	.judge = judge,
	.instead = instead,
};

static bool detect(struct slice start)
{
	return xml_starts_with_element(start, SLICE("NCCIS"));
}

static int read_file(struct reading *reading, struct slice bytes,
		     struct error *error)
{
	return ctf_family_read(&nccis_family, reading, bytes, error);
}

/* --- writing -------------------------------------------------------------- */

enum { FLUSH_BYTES = 256 << 10 };

struct writer {
	struct writing frame;
	struct output *output;
	struct builder text;
	struct xml_writer xml;
	struct layout layout;
	uint16_t pupil_row;
	uint16_t birth_date, provision, authority; /* fields */
};

static struct slice authority_of(const struct writing *writing)
{
	return slice_part(writing->laestab, 0, 3);
}

/* <authority>_NCCIS_<month>_<serial>.xml: our own pattern. */
static int file_name(const struct writing *writing, struct builder *name,
		     struct error *error)
{
	struct civil civil = date_to_civil(writing->date);

	if (writing->laestab.len > 0) {
		builder_add(name, authority_of(writing));
		builder_add_byte(name, '_');
	}
	builder_add_format(name, "NCCIS_%04d%02d_%03u.xml", civil.year,
			   civil.month, (unsigned int)writing->serial);
	return name->failed ? error_memory(error) : 0;
}

static void write_header(struct writer *writer)
{
	const struct writing *frame = &writer->frame;
	struct xml_writer *xml = &writer->xml;
	char date[DATE_TEXT_BYTES], text[16];

	date_format(frame->date, date);
	xml_open(xml, SLICE("Header"));
	xml_value(xml, SLICE("Collection"), SLICE("NCCIS"));
	xml_value(xml, SLICE("Month"), slice_part(slice_of(date), 0, 7));
	xml_value(xml, SLICE("LEA"), authority_of(frame));
	xml_value(xml, SLICE("AuthorityName"), frame->controller);
	xml_value(xml, SLICE("SoftwareCode"), SLICE("Hornbook"));
	xml_value(xml, SLICE("Release"), SLICE(HORNBOOK_VERSION));
	(void)snprintf(text, sizeof(text), "%03u", (unsigned int)frame->serial);
	xml_value(xml, SLICE("SerialNo"), slice_of(text));
	xml_moment(xml, SLICE("DateTime"), frame->date, frame->time);
	xml_close(xml);
}

static uint16_t field_named(const struct dictionary *dictionary,
			    const char *name)
{
	return dictionary_find(dictionary, KIND_FIELD, slice_of(name));
}

static int begin_file(struct writer **out, const struct writing *writing,
		      struct output *output, struct error *error)
{
	const struct dictionary *dictionary = writing->dictionary;
	struct writer *writer = memory_array(1, sizeof(*writer));

	if (writer == NULL)
		return error_memory(error);
	writer->frame = *writing;
	writer->output = output;
	writer->xml.out = &writer->text;
	writer->pupil_row = ctf_pupil_row(&nccis_family);
	writer->birth_date = field_named(dictionary, "pupil.birth-date");
	writer->provision = field_named(dictionary, "sen.provision");
	writer->authority = field_named(dictionary, "pupil.home-authority");
	layout_resolve(&writer->layout, nccis_rows, nccis_row_count,
		       dictionary);
	xml_declare(&writer->xml);
	xml_open(&writer->xml, SLICE("NCCIS"));
	write_header(writer);
	xml_open(&writer->xml, SLICE("YoungPeople"));
	xml_begin(&writer->xml);
	*out = writer;
	return 0;
}

static struct slice text_of(const struct writer *writer,
			    const struct record *record, uint16_t field)
{
	return field == DICTIONARY_NONE
		       ? SLICE("")
		       : record_text(record, writer->frame.dictionary, field);
}

/* The authority to which somebody moved; empty: nobody did. */
static struct slice moved_to(const struct writer *writer,
			     const struct record *record)
{
	struct slice home = text_of(writer, record, writer->authority);
	struct slice own = authority_of(&writer->frame);

	return own.len == 0 || slice_equal(home, own) ? SLICE("") : home;
}

/* Nothing is told of a cohort that the record does not show: what was withheld
 * is not told by what is worked out. */
static void write_own(const struct layout_writing *writing, uint16_t row,
		      const struct item *item, int which)
{
	const struct writer *writer = writing->context;
	const struct layout_row *what = &writing->layout->rows[row];
	const struct record *record = writing->record;
	struct slice moved = moved_to(writer, record);
	struct slice provision = text_of(writer, record, writer->provision);
	char status[2] = {'\0', '\0'};
	int32_t birth;

	(void)item;
	(void)which;
	if (what->kind == CTF_COHORT_TO) {
		xml_value(writing->xml, what->element, moved);
		return;
	}
	if (moved.len > 0)
		status[0] = 'T';
	else if (date_parse(text_of(writer, record, writer->birth_date),
			    &birth))
		status[0] = cohort_of(birth,
				      slice_is(provision, "E") ||
					      slice_is(provision, "S"),
				      writer->frame.date);
	xml_value(writing->xml, what->element, slice_of(status));
}

static int write_records(struct writer *writer, const struct record *records,
			 size_t count, struct error *error)
{
	struct layout_writing writing = {
		.layout = &writer->layout,
		.xml = &writer->xml,
		.year = date_academic_year(writer->frame.date),
		.own = write_own,
		.context = writer,
	};

	for (size_t i = 0; i < count; i++) {
		writing.record = &records[i];
		xml_open(&writer->xml, SLICE("YoungPerson"));
		/* Also one of whom nothing was released. */
		xml_begin(&writer->xml);
		layout_write(&writing, writer->pupil_row, NULL, 0);
		xml_close(&writer->xml);
		if (output_drain(writer->output, &writer->text, FLUSH_BYTES,
				 error) != 0)
			return -1;
	}
	return 0;
}

static void abandon(struct writer *writer)
{
	if (writer == NULL)
		return;
	builder_release(&writer->text);
	memory_free(writer);
}

static int end_file(struct writer *writer, struct error *error)
{
	int result;

	xml_close(&writer->xml);
	xml_close(&writer->xml);
	result = output_drain(writer->output, &writer->text, 0, error);
	abandon(writer);
	return result;
}

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	(void)error;
	*fields = layout_fields(nccis_rows, nccis_row_count, dictionary);
	return 0;
}

const struct format nccis_format = {
	.name = "nccis",
	.label = "Tracking of young people (NCCIS)",
	.detect = detect,
	.read = read_file,
	.file_name = file_name,
	.open = begin_file,
	.write = write_records,
	.close = end_file,
	.abandon = abandon,
	.carries = carries,
};

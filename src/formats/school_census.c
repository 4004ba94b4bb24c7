#include "formats/school_census_writer.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "configuration.h"
#include "formats/census_record.h"
#include "formats/xml.h"
#include "register/record.h"

enum { FLUSH_BYTES = 256 << 10 };

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
		field_named(dictionary, "meals.end-date"),
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
	struct layout_writing writing = census_layout_writing(writer);

	for (size_t i = 0; i < count; i++) {
		writing.record = &records[i];
		if (census_write_pupil(&writing, error) != 0)
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
	.detect = census_is_xml,
	.read = census_record_read_xml,
	.file_name = file_name,
	.open = begin_file,
	.write = write_pupils,
	.close = end_file,
	.abandon = abandon,
	.carries = carries,
};

#include "formats/school_census.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "configuration.h"
#include "formats/census_record.h"
#include "formats/school_census_sending.h"
#include "formats/xml.h"

enum {
	FLUSH_BYTES = 256 << 10,
	/* Pupils who have left stand behind all others and are held in memory
	 * until then: about 1.5 kB each. */
	LEAVERS_LIMIT_BYTES = 1 << 30,
};

struct writer {
	struct census_sending sending;
	struct output *output;
	struct builder text;    /* all up to the pupils on roll */
	struct builder leavers; /* the pupils no longer on roll */
	struct xml_writer xml, leavers_xml;
};

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	(void)error;
	*fields = census_fields(dictionary);
	return 0;
}

/* The department's pattern for the name was not to be had; this one says what
 * the file is. */
static int file_name(const struct writing *writing, struct builder *name,
		     struct error *error)
{
	struct census_sending sending;

	if (census_sending_begin(&sending, writing, error) != 0)
		return -1;
	builder_add(name, writing->laestab);
	builder_add_format(name, "_SC_%s_%d_%03u.xml", sending.census.code,
			   date_to_civil(sending.census.reference_date).year,
			   (unsigned int)writing->serial);
	return name->failed ? error_memory(error) : 0;
}

static void write_collection(struct writer *writer)
{
	struct xml_writer *xml = &writer->xml;
	char date[DATE_TEXT_BYTES];
	int year = date_to_civil(writer->sending.census.reference_date).year;

	date_format(writer->sending.census.reference_date, date);
	xml_open(xml, SLICE("CollectionDetails"));
	xml_value(xml, SLICE("Collection"), SLICE("SC"));
	xml_value(xml, SLICE("Term"), slice_of(writer->sending.census.code));
	xml_number(xml, SLICE("Year"), (uint64_t)year);
	xml_value(xml, SLICE("ReferenceDate"), slice_of(date));
	xml_close(xml);
}

static void write_source(struct writer *writer)
{
	const struct writing *frame = &writer->sending.frame;
	struct xml_writer *xml = &writer->xml;
	char text[16];

	xml_open(xml, SLICE("Source"));
	xml_value(xml, SLICE("SourceLevel"), SLICE("S"));
	xml_value(xml, SLICE("LEA"), slice_part(frame->laestab, 0, 3));
	xml_value(xml, SLICE("Estab"), slice_part(frame->laestab, 3, 7));
	xml_value(xml, SLICE("SoftwareCode"), SLICE("Hornbook"));
	xml_value(xml, SLICE("Release"), SLICE(HORNBOOK_VERSION));
	(void)snprintf(text, sizeof(text), "%03u", (unsigned int)frame->serial);
	xml_value(xml, SLICE("SerialNo"), slice_of(text));
	xml_moment(xml, SLICE("DateTime"), frame->date, frame->time);
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
	xml_value(xml, SLICE("SchoolName"), writer->sending.frame.controller);
	xml_value(xml, SLICE("Phase"), writer->sending.phase);
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

	writer = memory_array(1, sizeof(*writer));
	if (writer == NULL)
		return error_memory(error);
	if (census_sending_begin(&writer->sending, writing, error) != 0) {
		memory_free(writer);
		return -1;
	}
	writer->output = output;
	writer->xml.out = &writer->text;
	xml_declare(&writer->xml);
	xml_open(&writer->xml, SLICE("Message"));
	write_header(writer);
	xml_open(&writer->xml, SLICE("Pupils"));
	xml_open(&writer->xml, SLICE("PupilsOnRoll"));
	begin_leavers(writer);
	*out = writer;
	return 0;
}

static int write_pupil(struct writer *writer, struct layout_writing *writing,
		       struct error *error)
{
	bool returned;

	if (census_place_pupil(writing, &returned, error) != 0)
		return -1;
	if (!returned)
		return 0;
	writing->xml =
		writer->sending.leaver ? &writer->leavers_xml : &writer->xml;
	xml_open(writing->xml, writer->sending.leaver
				       ? SLICE("PupilNoLongerOnRoll")
				       : SLICE("PupilOnRoll"));
	layout_write(writing, 0, NULL, 0);
	xml_close(writing->xml);
	if (writer->leavers.len <= LEAVERS_LIMIT_BYTES)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "the pupils who have left are too many for one "
			 "census file");
}

static int write_pupils(struct writer *writer, const struct record *records,
			size_t count, struct error *error)
{
	struct layout_writing writing = census_layout_writing(&writer->sending);

	for (size_t i = 0; i < count; i++) {
		writing.record = &records[i];
		if (write_pupil(writer, &writing, error) != 0 ||
		    output_drain(writer->output, &writer->text, FLUSH_BYTES,
				 error) != 0)
			return -1;
	}
	return writer->leavers.failed ? error_memory(error) : 0;
}

static void abandon(struct writer *writer)
{
	if (writer == NULL)
		return;
	builder_release(&writer->text);
	builder_release(&writer->leavers);
	memory_free(writer);
}

/* Behind the pupils on roll. */
static int write_leavers(struct writer *writer, struct error *error)
{
	struct xml_writer *xml = &writer->xml;

	xml_open(xml, SLICE("PupilsNoLongerOnRoll"));
	xml_begin(xml);
	if (output_drain(writer->output, &writer->text, 0, error) != 0 ||
	    output_drain(writer->output, &writer->leavers, 0, error) != 0)
		return -1;
	xml_close(xml);
	return 0;
}

static int end_file(struct writer *writer, struct error *error)
{
	struct xml_writer *xml = &writer->xml;
	int result = 0;

	xml_close(xml); /* PupilsOnRoll */
	if (writer->leavers.len > 0 || writer->leavers.failed)
		result = write_leavers(writer, error);
	xml_begin(xml);
	xml_close(xml); /* Pupils */
	xml_close(xml); /* Message */
	if (result == 0)
		result = output_drain(writer->output, &writer->text, 0, error);
	abandon(writer);
	return result;
}

const struct format school_census_format = {
	.name = "school-census",
	.label = "School census",
	.detect = census_is_xml,
	.day = census_record_day_xml,
	.read = census_record_read_xml,
	.file_name = file_name,
	.open = begin_file,
	.write = write_pupils,
	.close = end_file,
	.abandon = abandon,
	.carries = carries,
};

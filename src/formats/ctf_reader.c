#include "formats/ctf.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/assessment_results.h"
#include "formats/ctf_record.h"
#include "formats/reading.h"
#include "formats/xml.h"

/* An element that stands open. */
struct open_element {
	uint16_t row;
	uint16_t last; /* the row last found below it */
	uint64_t offset;
};

struct ctf_reader {
	struct ctf_record record;
	struct reading *reading;
	struct open_element open[XML_DEPTH_LIMIT];
	unsigned int depth;
	unsigned int skipping; /* depth below an element that is not read */
	bool header_done, has_version;
	struct slice lea, estab, school; /* in the reading's arena */
	struct names_told unread;
};

static int fail_at(struct ctf_reader *reader, uint64_t offset,
		   const char *message, struct error *error)
{
	uint32_t line, column;

	xml_place(reader->record.xml, offset, &line, &column);
	error_set(error, ERROR_INPUT, "%s", message);
	return error_at(error, reader->reading->file_name, line, column, 0);
}

/* Tells of an element that is passed over, once for each name. */
static int note_unread(struct ctf_reader *reader, struct slice name,
		       uint64_t offset, struct error *error)
{
	return names_tell(&reader->unread, &name)
		       ? ctf_record_warn(&reader->record, name, offset, 0, NULL,
					 "the element is not read", error)
		       : 0;
}

static const struct layout_row *rows(const struct ctf_reader *reader)
{
	return reader->record.family->rows;
}

static int start_root(struct ctf_reader *reader, struct slice name,
		      struct error *error)
{
	char message[100];

	if (slice_is(name, "ATfile"))
		return fail_at(reader, 0,
			       "this is an admissions file (ATfile), not a "
			       "Common Transfer File",
			       error);
	if (slice_equal(name, rows(reader)[0].element))
		return 0;
	snprintf(message, sizeof(message), "the first element is not %.*s",
		 SLICE_ARGS(rows(reader)[0].element));
	return fail_at(reader, xml_offset(reader->record.xml), message, error);
}

/* What begins with an element besides its place on the stack. */
static int enter(struct ctf_reader *reader, const struct open_element *place,
		 struct error *error)
{
	const struct layout_row *row = &rows(reader)[place->row];

	if (row->kind == CTF_DATA && !reader->header_done)
		return fail_at(reader, place->offset,
			       "the pupils stand before the header", error);
	if (row->kind == CTF_PUPIL)
		return ctf_record_begin(&reader->record, place->offset, error);
	if (layout_repeated(row))
		ctf_record_open_item(&reader->record);
	return 0;
}

static int on_start(void *context, struct xml_reader *xml, struct slice name,
		    struct error *error)
{
	struct ctf_reader *reader = context;
	struct open_element *place = &reader->open[reader->depth];
	uint16_t row = 0;

	reader->record.xml = xml;
	if (reader->skipping > 0) {
		reader->skipping++;
		return 0;
	}
	if (reader->depth == 0) {
		if (start_root(reader, name, error) != 0)
			return -1;
	} else {
		struct open_element *above = place - 1;

		row = layout_find(&reader->record.layout, above->row,
				  &above->last, name);
	}
	if (row == LAYOUT_NO_ROW || rows(reader)[row].kind == LAYOUT_IGNORED) {
		reader->skipping = 1;
		return row != LAYOUT_NO_ROW
			       ? 0
			       : note_unread(reader, name, xml_offset(xml),
					     error);
	}
	*place = (struct open_element){row, LAYOUT_NO_ROW, xml_offset(xml)};
	reader->depth++;
	return enter(reader, place, error);
}

static int keep(struct ctf_reader *reader, struct slice *kept,
		struct slice text, struct error *error)
{
	*kept = arena_copy(reader->reading->arena, slice_trim(text));
	return kept->at == NULL ? error_memory(error) : 0;
}

/* "25.0": two digits, a point, a digit. */
static bool is_version(struct slice text)
{
	return text.len == 4 && text.at[2] == '.' && text.at[0] >= '0' &&
	       text.at[0] <= '9' && text.at[1] >= '0' && text.at[1] <= '9' &&
	       text.at[3] >= '0' && text.at[3] <= '9';
}

static int end_header(struct ctf_reader *reader, uint64_t offset,
		      struct error *error)
{
	struct builder sender = {0};
	int result;

	if (reader->record.family->versioned && !reader->has_version)
		return fail_at(reader, offset, "the header has no CTFversion",
			       error);
	reader->header_done = true;
	builder_add(&sender, reader->lea);
	builder_add(&sender, reader->estab);
	if (sender.len > 0 && reader->school.len > 0)
		builder_add_byte(&sender, ' ');
	builder_add(&sender, reader->school);
	result = sender.failed ? error_memory(error)
			       : keep(reader, &reader->reading->sender,
				      builder_slice(&sender), error);
	builder_release(&sender);
	return result;
}

static int end_header_value(struct ctf_reader *reader, int kind,
			    struct slice text, uint64_t offset,
			    struct error *error)
{
	text = slice_trim(text);
	switch (kind) {
	case CTF_VERSION:
		if (!is_version(text))
			return fail_at(reader, offset,
				       "CTFversion is not two digits, a point "
				       "and a digit",
				       error);
		reader->has_version = true;
		return 0;
	case CTF_QUALIFIER:
		reader->record.full = slice_is(text, "full");
		return 0;
	case CTF_RETURN:
		if (!slice_equal(text, assessment_return_name(
					       reader->record.family->which)))
			return fail_at(reader, offset,
				       "DataQualifier says that this is "
				       "another return",
				       error);
		return 0;
	case CTF_SOURCE_LEA:
		return keep(reader, &reader->lea, text, error);
	case CTF_SOURCE_ESTAB:
		return keep(reader, &reader->estab, text, error);
	case CTF_SOURCE_NAME:
		return keep(reader, &reader->school, text, error);
	default:
		return 0;
	}
}

/* Elements that hold a text. */
static bool is_value(const struct layout_row *row)
{
	switch (row->kind) {
	case LAYOUT_VALUE:
	case LAYOUT_VALUE_ITEM:
	case CTF_LANGUAGE_TYPE:
	case CTF_PHONE_TYPE:
	case CTF_PHONE_NUMBER:
	case CTF_LEA:
	case CTF_ESTAB:
	case CTF_YEAR:
	case CTF_COHORT:
	case CTF_COHORT_TO:
		return true;
	default:
		return false;
	}
}

static int end_value(struct ctf_reader *reader,
		     const struct open_element *place, struct slice text,
		     bool leaf, struct error *error)
{
	const struct layout_row *row = &rows(reader)[place->row];

	if (!leaf)
		return ctf_record_fault(&reader->record, row->element,
					place->offset, NULL,
					"the element holds other elements "
					"instead of a value",
					error);
	return ctf_record_value(&reader->record, place->row, text,
				place->offset, error);
}

static int leave(struct ctf_reader *reader, const struct open_element *place,
		 struct slice text, bool leaf, struct error *error)
{
	const struct layout_row *row = &rows(reader)[place->row];

	if (is_value(row) && end_value(reader, place, text, leaf, error) != 0)
		return -1;
	if (layout_repeated(row))
		return ctf_record_close_item(&reader->record, place->row,
					     place->offset, error);
	if (row->kind == LAYOUT_GROUP && place->row > reader->record.pupil_row)
		ctf_record_close_group(&reader->record, place->row);
	if (row->kind == CTF_PUPIL)
		return ctf_record_end(&reader->record, error);
	if (row->kind == CTF_HEADER)
		return end_header(reader, place->offset, error);
	return end_header_value(reader, row->kind, text, place->offset, error);
}

static int on_end(void *context, struct xml_reader *xml, struct slice text,
		  bool leaf, struct error *error)
{
	struct ctf_reader *reader = context;

	(void)xml;
	if (reader->skipping > 0) {
		reader->skipping--;
		return 0;
	}
	reader->depth--;
	return leave(reader, &reader->open[reader->depth], text, leaf, error);
}

static void on_progress(void *context, uint64_t bytes_done)
{
	struct ctf_reader *reader = context;

	if (reader->reading->progress != NULL)
		reader->reading->progress(reader->reading->context, bytes_done);
}

int ctf_family_read(const struct ctf_family *family, struct reading *reading,
		    struct slice bytes, struct error *error)
{
	struct ctf_reader *reader = memory_array(1, sizeof(*reader));
	struct xml_events events = {on_start, on_end, on_progress, reader};
	int result;

	if (reader == NULL)
		return error_memory(error);
	reader->reading = reading;
	reading->sender = SLICE("");
	ctf_record_init(&reader->record, family, reading);
	result = xml_read(&events, bytes, reading->file_name, error);
	if (result == 0 && !reader->header_done) {
		error_set(error, ERROR_INPUT, "the file has no header");
		result = error_at(error, reading->file_name, 0, 0, 0);
	}
	ctf_record_release(&reader->record);
	memory_free(reader);
	return result;
}

int ctf_read(struct reading *reading, struct slice bytes, struct error *error)
{
	return ctf_family_read(&ctf_family, reading, bytes, error);
}

#include "formats/ctf.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "formats/assessment_results.h"
#include "formats/ctf_year.h"
#include "formats/xml.h"
#include "register/record.h"

enum { FLUSH_BYTES = 256 << 10, SERIAL_LIMIT = 999 };

struct writer {
	const struct ctf_family *family;
	struct writing frame;
	struct output *output;
	struct builder text;
	struct xml_writer xml;
	struct layout layout;
	uint16_t pupil_row;
	uint16_t parents, contacts, history; /* categories */
	uint16_t stage, school;              /* fields */
	struct error *error;                 /* of the record in hand */
	bool refused; /* the record in hand may not be written */
};

static bool is_laestab(struct slice text)
{
	return text.len == 7;
}

int ctf_file_name(const struct writing *writing, struct builder *name,
		  struct error *error)
{
	struct slice to = writing->recipient_laestab;

	if (!is_laestab(writing->laestab))
		return error_set(error, ERROR_INPUT,
				 "a Common Transfer File needs the sender's LA "
				 "and establishment number");
	if (writing->serial < 1 || writing->serial > SERIAL_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "a Common Transfer File's serial number is 1 "
				 "to 999");
	builder_add(name, writing->laestab);
	builder_add_text(name, "_CTF_");
	/* Not known where to: the lost pupil database takes X's. */
	builder_add(name, is_laestab(to) ? to : SLICE("XXXXXXX"));
	builder_add_format(name, "_%03u.xml", (unsigned int)writing->serial);
	return name->failed ? error_memory(error) : 0;
}

static void write_number_parts(struct xml_writer *xml, struct slice laestab)
{
	if (!is_laestab(laestab))
		laestab = SLICE("XXXXXXX");
	xml_value(xml, SLICE("LEA"), slice_part(laestab, 0, 3));
	xml_value(xml, SLICE("Estab"), slice_part(laestab, 3, 7));
}

static void write_header(struct writer *writer)
{
	const struct writing *frame = &writer->frame;
	struct xml_writer *xml = &writer->xml;
	int year = date_academic_year(frame->date);
	char version[16];

	xml_open(xml, SLICE("Header"));
	xml_value(xml, SLICE("DocumentName"), SLICE("Common Transfer File"));
	(void)snprintf(version, sizeof(version), "%02d.0", year % 100);
	xml_value(xml, SLICE("CTFversion"), slice_of(version));
	xml_moment(xml, SLICE("DateTime"), frame->date, frame->time);
	/* A release may withhold parts, so it never claims to be full. */
	xml_value(xml, SLICE("DocumentQualifier"), SLICE("partial"));
	if (writer->family->header != NULL)
		writer->family->header(writer->family, xml);
	xml_value(xml, SLICE("SupplierID"), SLICE("Hornbook"));
	xml_open(xml, SLICE("SourceSchool"));
	write_number_parts(xml, frame->laestab);
	xml_value(xml, SLICE("SchoolName"), frame->controller);
	xml_number(xml, SLICE("AcademicYear"), (uint64_t)year);
	xml_close(xml);
	xml_open(xml, SLICE("DestSchool"));
	if (writer->family->returns && !is_laestab(frame->recipient_laestab)) {
		/* The school's own authority, as in the file's name. */
		xml_value(xml, SLICE("LEA"), slice_part(frame->laestab, 0, 3));
		xml_value(xml, SLICE("Estab"), SLICE("LLLL"));
	} else {
		write_number_parts(xml, frame->recipient_laestab);
	}
	xml_close(xml);
	xml_close(xml);
}

static uint16_t category_named(const struct dictionary *dictionary,
			       const char *name)
{
	return dictionary_find(dictionary, KIND_CATEGORY, slice_of(name));
}

int ctf_family_open(const struct ctf_family *family, struct writer **out,
		    const struct writing *writing, struct output *output,
		    struct error *error)
{
	const struct dictionary *dictionary = writing->dictionary;
	struct writer *writer;

	if (!is_laestab(writing->laestab))
		return error_set(error, ERROR_INPUT,
				 "%s needs the sender's LA and establishment "
				 "number",
				 family->called);
	writer = memory_array(1, sizeof(*writer));
	if (writer == NULL)
		return error_memory(error);
	writer->frame = *writing;
	writer->output = output;
	writer->xml.out = &writer->text;
	writer->family = family;
	writer->pupil_row = ctf_pupil_row(family);
	layout_resolve(&writer->layout, family->rows, *family->row_count,
		       dictionary);
	writer->parents = category_named(dictionary, "parents");
	writer->contacts = category_named(dictionary, "contacts");
	writer->history = category_named(dictionary, "sen-history");
	writer->stage = dictionary_find(dictionary, KIND_FIELD,
					SLICE("assessment.stage"));
	writer->school = dictionary_find(dictionary, KIND_FIELD,
					 SLICE("school.laestab"));
	xml_declare(&writer->xml);
	xml_open(&writer->xml, SLICE("CTfile"));
	write_header(writer);
	xml_open(&writer->xml, SLICE("CTFpupilData"));
	xml_begin(&writer->xml);
	*out = writer;
	return 0;
}

int ctf_open(struct writer **out, const struct writing *writing,
	     struct output *output, struct error *error)
{
	return ctf_family_open(&ctf_family, out, writing, output, error);
}

/* A category's section in the record, or NULL. */
static const struct section *section_of(const struct layout_writing *writing,
					uint16_t category)
{
	return category == DICTIONARY_NONE
		       ? NULL
		       : record_section(writing->record, category);
}

static void write_item(const struct layout_writing *writing, uint16_t row,
		       const struct item *item, int which)
{
	xml_open(writing->xml, writing->layout->rows[row].element);
	layout_write(writing, row, item, which);
	xml_close(writing->xml);
}

static void write_contacts(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	const uint16_t categories[2] = {writer->parents, writer->contacts};

	for (int which = 0; which < 2; which++) {
		const struct section *section =
			section_of(writing, categories[which]);

		for (uint32_t i = 0; section != NULL && i < section->count; i++)
			write_item(writing, row, &section->items[i], which);
	}
}

static void write_phones(const struct layout_writing *writing, uint16_t row,
			 const struct item *item, int which)
{
	const struct layout *layout = writing->layout;

	for (uint16_t target = layout->child[row]; target != LAYOUT_NO_ROW;
	     target = layout->next[target]) {
		struct slice number;

		if (layout->rows[target].kind != CTF_PHONE_FIELD)
			continue;
		number = layout_text(writing, target, item, which);
		if (number.len == 0)
			continue;
		xml_open(writing->xml, layout->rows[row].element);
		xml_value(writing->xml, SLICE("TelephoneType"),
			  layout->rows[target].element);
		xml_value(writing->xml, SLICE("PhoneNo"), number);
		xml_close(writing->xml);
	}
}

static void write_language(const struct layout_writing *writing, uint16_t row)
{
	const struct layout *layout = writing->layout;
	uint16_t child = layout->child[row];
	struct slice language;

	while (layout->rows[child].kind != LAYOUT_VALUE)
		child = layout->next[child];
	language = layout_text(writing, child, NULL, 0);
	if (language.len == 0)
		return;
	xml_open(writing->xml, layout->rows[row].element);
	xml_value(writing->xml, SLICE("LanguageType"), SLICE("F"));
	xml_value(writing->xml, layout->rows[child].element, language);
	xml_close(writing->xml);
}

/* The values of the pupil that stand in an item of their own. */
static void write_targets(const struct layout_writing *writing, uint16_t row)
{
	const struct layout *layout = writing->layout;

	for (uint16_t target = layout->child[row]; target != LAYOUT_NO_ROW;
	     target = layout->next[target])
		if ((layout->rows[target].flags & LAYOUT_TARGET) != 0)
			xml_value(writing->xml, layout->rows[target].element,
				  layout_text(writing, target, NULL, 0));
}

/* The earlier periods, then what is in place. */
static void write_sen(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	const struct layout *layout = writing->layout;
	const struct section *section = section_of(writing, writer->history);

	for (uint32_t i = 0; section != NULL && i < section->count; i++)
		write_item(writing, row, &section->items[i], 0);
	xml_open(writing->xml, layout->rows[row].element);
	write_targets(writing, row);
	xml_close(writing->xml);
}

/* Every period's section of the category; an entry for each school in it. */
static void write_years(const struct layout_writing *writing, uint16_t row)
{
	const struct record *record = writing->record;
	uint16_t category = writing->layout->category[row][0];

	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];

		if (section->category != category)
			continue;
		for (uint32_t j = 0; j < section->count; j++) {
			struct ctf_year year;

			if (!ctf_year_add_up(&year, writing->layout->dictionary,
					     section, j))
				continue;
			xml_open(writing->xml,
				 writing->layout->rows[row].element);
			xml_value(writing->xml, SLICE("Year"), section->period);
			layout_write(writing, row, &year.item, 0);
			xml_close(writing->xml);
		}
	}
}

struct result {
	const struct dictionary *dictionary;
	const struct item *item;
};

static struct slice result_text(const void *of, const char *name)
{
	const struct result *result = of;
	uint16_t field =
		dictionary_find(result->dictionary, KIND_FIELD, slice_of(name));

	return field == DICTIONARY_NONE ? SLICE("")
					: item_text(result->item, field);
}

/*
 * Whether a result stands in this file.  One that its assessment cannot have is
 * refused, since whoever receives it would reject the pupil's whole record; an
 * assessment that is not collected is left out.
 */
static bool returned(const struct layout_writing *writing,
		     const struct item *item)
{
	struct writer *writer = writing->context;
	const struct result result = {writer->frame.dictionary, item};
	struct assessment assessment;

	if (!writer->family->returns)
		return true;
	assessment = assessment_of(result_text, &result);
	switch (assessment_judge(writer->family->which, &assessment)) {
	case ASSESSMENT_GOOD:
		return true;
	case ASSESSMENT_ELSEWHERE:
	case ASSESSMENT_NONE:
		return false;
	case ASSESSMENT_RESULT:
		break;
	}
	if (!writer->refused) {
		writer->refused = true;
		error_set(writer->error, ERROR_REFUSED,
			  "%s has a result of %.*s %.*s that there was not in "
			  "%.*s",
			  writer->family->called,
			  SLICE_ARGS(slice_part(assessment.stage, 0, 10)),
			  SLICE_ARGS(slice_part(assessment.subject, 0, 10)),
			  SLICE_ARGS(slice_part(assessment.year, 0, 4)));
		error_hint(writer->error, "correct the result, or leave the "
					  "pupil out with --pupils");
		error_at(writer->error, SLICE(""), 0, 0,
			 writing->record->number);
	}
	return false;
}

/* Whether anything of the stage of item `first` stands in this file. */
static bool any_returned(const struct layout_writing *writing,
			 const struct section *section, uint32_t first)
{
	const struct writer *writer = writing->context;
	struct slice stage = item_text(&section->items[first], writer->stage);

	for (uint32_t i = first; i < section->count; i++)
		if (slice_equal(item_text(&section->items[i], writer->stage),
				stage) &&
		    returned(writing, &section->items[i]))
			return true;
	return false;
}

/* Each key stage once, with its results in their order. */
static void write_stages(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	const struct layout *layout = writing->layout;
	const struct section *section =
		section_of(writing, layout->category[row][0]);
	uint16_t result = layout->child[row];

	while (layout->rows[result].kind != CTF_RESULT)
		result = layout->next[result];
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		struct slice stage =
			item_text(&section->items[i], writer->stage);
		uint32_t first = 0;

		while (!slice_equal(
			item_text(&section->items[first], writer->stage),
			stage))
			first++;
		if (first < i)
			continue; /* written with the first of its stage */
		if (!any_returned(writing, section, i))
			continue;
		xml_open(writing->xml, layout->rows[row].element);
		xml_value(writing->xml, SLICE("Stage"), stage);
		for (uint32_t j = i; j < section->count; j++)
			if (slice_equal(item_text(&section->items[j],
						  writer->stage),
					stage) &&
			    returned(writing, &section->items[j]))
				write_item(writing, result, &section->items[j],
					   0);
		xml_close(writing->xml);
	}
}

static bool lists_sender(const struct writer *writer,
			 const struct section *section)
{
	for (uint32_t i = 0; section != NULL && i < section->count; i++)
		if (slice_equal(item_text(&section->items[i], writer->school),
				writer->frame.laestab))
			return true;
	return false;
}

/* The enrolment at the sender, which becomes history with the transfer. */
static void write_sender(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	const struct layout *layout = writing->layout;
	bool enrolled = false;

	for (uint16_t target = layout->child[row]; target != LAYOUT_NO_ROW;
	     target = layout->next[target])
		enrolled |= (layout->rows[target].flags & LAYOUT_TARGET) != 0 &&
			    layout_text(writing, target, NULL, 0).len > 0;
	if (!enrolled)
		return;
	xml_open(writing->xml, layout->rows[row].element);
	write_number_parts(writing->xml, writer->frame.laestab);
	xml_value(writing->xml, SLICE("SchoolName"), writer->frame.controller);
	write_targets(writing, row);
	xml_value(writing->xml, SLICE("LastSchool"), SLICE("true"));
	xml_close(writing->xml);
}

static void write_schools(const struct layout_writing *writing, uint16_t row)
{
	const struct writer *writer = writing->context;
	const struct section *section =
		section_of(writing, writing->layout->category[row][0]);

	if (!lists_sender(writer, section))
		write_sender(writing, row);
	for (uint32_t i = 0; section != NULL && i < section->count; i++)
		write_item(writing, row, &section->items[i], 0);
}

static void write_half(const struct layout_writing *writing, uint16_t row,
		       const struct item *item, int which)
{
	const struct layout_row *what = &writing->layout->rows[row];
	struct slice laestab = layout_text(writing, row, item, which);

	if (!is_laestab(laestab))
		return;
	xml_value(writing->xml, what->element,
		  what->kind == CTF_LEA ? slice_part(laestab, 0, 3)
					: slice_part(laestab, 3, 7));
}

static void write_own(const struct layout_writing *writing, uint16_t row,
		      const struct item *item, int which)
{
	switch (writing->layout->rows[row].kind) {
	case CTF_LANGUAGE:
		write_language(writing, row);
		break;
	case CTF_SEN:
		write_sen(writing, row);
		break;
	case CTF_PHONE:
		write_phones(writing, row, item, which);
		break;
	case CTF_CONTACT:
		write_contacts(writing, row);
		break;
	case CTF_YEAR_DATA:
		write_years(writing, row);
		break;
	case CTF_STAGE:
		write_stages(writing, row);
		break;
	case CTF_SCHOOL:
		write_schools(writing, row);
		break;
	case CTF_LEA:
	case CTF_ESTAB:
		write_half(writing, row, item, which);
		break;
	default: /* parts that these write themselves */
		break;
	}
}

/* What the CTF must always have; a file without it would be no CTF. */
static int check_mandatory(const struct layout_writing *writing, uint16_t row,
			   struct error *error)
{
	const struct layout *layout = writing->layout;
	const struct writer *writer = writing->context;

	for (row = layout->child[row]; row != LAYOUT_NO_ROW;
	     row = layout->next[row])
		if ((layout->rows[row].flags & LAYOUT_MANDATORY) != 0 &&
		    layout_text(writing, row, NULL, 0).len == 0)
			return layout_refuse(writing, row,
					     writer->family->called, error);
	return 0;
}

int ctf_write(struct writer *writer, const struct record *records, size_t count,
	      struct error *error)
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
		if (check_mandatory(&writing, writer->pupil_row, error) != 0)
			return -1;
		writer->error = error;
		write_item(&writing, writer->pupil_row, NULL, 0);
		if (writer->refused ||
		    output_drain(writer->output, &writer->text, FLUSH_BYTES,
				 error) != 0)
			return -1;
	}
	return 0;
}

int ctf_close(struct writer *writer, struct error *error)
{
	int result;

	xml_close(&writer->xml);
	xml_close(&writer->xml);
	result = output_drain(writer->output, &writer->text, 0, error);
	ctf_abandon(writer);
	return result;
}

void ctf_abandon(struct writer *writer)
{
	if (writer == NULL)
		return;
	builder_release(&writer->text);
	memory_free(writer);
}

#include "share/letter.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "document/html.h"
#include "document/pdf.h"
#include "document/text.h"
#include "formats/format.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "share/disclosure.h"

/* --- the frame ---------------------------------------------------------------------- */

static struct letter_contact contact_of(const struct statement *statement)
{
	return (struct letter_contact){
		.name = statement_text(statement, ""),
		.telephone = statement_text(statement, "telephone"),
		.email = statement_text(statement, "email"),
		.web = statement_text(statement, "web"),
		.post = statement_text(statement, "post"),
	};
}

struct letter_contact letter_contact_for(const struct notice *notice,
					 const char *use)
{
	const struct statement *found = NULL;

	for (size_t i = 0; i < notice->tree->count; i++) {
		const struct statement *at = &notice->tree->statements[i];

		if (at->keyword != KEYWORD_CONTACT ||
		    !slice_empty(statement_text(at, "of")))
			continue;
		if (statement_has(at, use))
			return contact_of(at);
		if (found == NULL)
			found = at;
	}
	return found != NULL
		       ? contact_of(found)
		       : (struct letter_contact){.name = notice->controller};
}

static uint16_t field_called(const struct dictionary *dictionary,
			     const char *name)
{
	return dictionary_find(dictionary, KIND_FIELD, slice_of(name));
}

static void find_fields(struct letter_frame *frame)
{
	const struct dictionary *dictionary = frame->dictionary;

	frame->forename = field_called(dictionary, "pupil.forename");
	frame->surname = field_called(dictionary, "pupil.surname");
	frame->measured = field_called(dictionary, "measurement.date");
	frame->height = field_called(dictionary, "measurement.height");
	frame->weight = field_called(dictionary, "measurement.weight");
	/* A child is told what was measured, and a parent what it means. */
	frame->band = DICTIONARY_NONE;
	if (frame->audience == AUDIENCE_PARENT)
		frame->band =
			field_called(dictionary, "measurement.clinical-band");
}

static struct field_set carried_by(const struct letter_frame *frame)
{
	const uint16_t list[] = {frame->forename, frame->surname,
				 frame->measured, frame->height,
				 frame->weight,   frame->band};
	struct field_set fields = {0};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (list[i] != DICTIONARY_NONE)
			field_set_add(&fields, list[i]);
	return fields;
}

static int find_audience(const struct disclosure *disclosure,
			 enum audience *audience, struct error *error)
{
	struct slice recipient = disclosure->release.recipient;

	if (slice_is(recipient, "parent")) {
		*audience = AUDIENCE_PARENT;
		return 0;
	}
	if (slice_is(recipient, "pupil")) {
		*audience = AUDIENCE_PRIMARY;
		return 0;
	}
	error_set(error, ERROR_INPUT, "letters are written to families only");
	return error_hint(error, "share --to parent, or --to pupil");
}

int letter_prepare(struct disclosure *disclosure, struct error *error)
{
	const struct node *node = disclosure->node;
	struct letter_frame *frame =
		arena_allocate(disclosure->arena, sizeof(*frame));
	struct pdf_repertoire *repertoire = NULL;

	if (frame == NULL)
		return error_memory(error);
	if (find_audience(disclosure, &frame->audience, error) != 0)
		return -1;
	if (disclosure->asked->reference == NULL) {
		error_set(error, ERROR_INPUT,
			  "a letter tells what height and weight come to, and "
			  "there is no growth reference to find that by");
		return error_hint(error,
				  "give one with --growth-reference, or put it "
				  "into the node as growth-reference.csv");
	}
	if (disclosure->asked->book == NULL)
		return error_set(error, ERROR_INPUT,
				 "there is no phrasebook to write letters "
				 "with");
	frame->dictionary = node->dictionary;
	frame->book = disclosure->asked->book;
	frame->controller = node->notice->controller;
	frame->ask = letter_contact_for(node->notice, "requests");
	frame->object = letter_contact_for(node->notice, "objections");
	frame->date = disclosure->asked->today;
	find_fields(frame);
	/* Else one name would keep all letters from being written. */
	if (slice_is(slice_of(disclosure->format->name), "letter") &&
	    pdf_repertoire_open(&repertoire, disclosure->arena, error) != 0)
		return -1;
	frame->repertoire = repertoire;
	disclosure->carried = carried_by(frame);
	disclosure->letter = frame;
	disclosure->report->letters = true;
	return 0;
}

/* --- the file ----------------------------------------------------------------------- */

enum form { FORM_PDF, FORM_HTML, FORM_TEXT };

struct writer {
	enum form form;
	const struct letter_frame *frame;
	struct output *output;
	struct arena arena;
	struct document document;
	struct voice voice;
	size_t count;
};

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	(void)dictionary;
	(void)error;
	/* By the audience: letter_prepare says. */
	*fields = (struct field_set){0};
	return 0;
}

static int file_name(const struct writing *writing, const char *ending,
		     struct builder *name, struct error *error)
{
	char date[DATE_TEXT_BYTES];

	date_format(writing->date, date);
	builder_add_format(name, "letters_%s.%s", date, ending);
	return name->failed ? error_memory(error) : 0;
}

static int open_letters(struct writer **out, enum form form,
			const struct writing *writing, struct output *output,
			struct error *error)
{
	struct writer *writer = memory_array(1, sizeof(*writer));

	if (writer == NULL)
		return error_memory(error);
	writer->form = form;
	writer->frame = writing->letter;
	writer->output = output;
	writer->voice = voice_of(writer->frame->book, writer->frame->audience,
				 &writer->arena);
	letter_begin(&writer->document, &writer->voice, writer->frame);
	*out = writer;
	return 0;
}

bool letter_can_name(const struct letter_frame *frame,
		     const struct record *record)
{
	const uint16_t names[] = {frame->forename, frame->surname};

	for (size_t i = 0; frame->repertoire != NULL && i < 2; i++)
		if (names[i] != DICTIONARY_NONE &&
		    !pdf_repertoire_has(
			    frame->repertoire,
			    record_text(record, frame->dictionary, names[i])))
			return false;
	return true;
}

static bool is_named(const struct letter_frame *frame,
		     const struct record *record)
{
	return !slice_empty(record_text(record, frame->dictionary,
					frame->forename)) ||
	       !slice_empty(
		       record_text(record, frame->dictionary, frame->surname));
}

static int write_letters(struct writer *writer, const struct record *records,
			 size_t count, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_named(writer->frame, &records[i]))
			return error_set(error, ERROR_REFUSED,
					 "a letter needs the child's name, "
					 "which is not released");
		if (writer->count++ == LETTER_LIMIT) {
			error_set(error, ERROR_INPUT,
				  "one file has at most %d letters",
				  LETTER_LIMIT);
			return error_hint(error, "share them school by school, "
						 "with --pupils");
		}
		letter_add(&writer->document, &writer->voice, writer->frame,
			   &records[i]);
	}
	return writer->voice.failed || writer->document.failed
		       ? error_memory(error)
		       : 0;
}

static void abandon_letters(struct writer *writer)
{
	if (writer == NULL)
		return;
	arena_release(&writer->arena);
	memory_free(writer);
}

static int render(const struct writer *writer, struct builder *out,
		  struct error *error)
{
	switch (writer->form) {
	case FORM_PDF:
		return pdf_write(&writer->document, false, out, error);
	case FORM_HTML:
		html_write(&writer->document, false, out);
		break;
	case FORM_TEXT:
		text_write(&writer->document, false, out);
		break;
	}
	return out->failed ? error_memory(error) : 0;
}

static int close_letters(struct writer *writer, struct error *error)
{
	struct builder text = {0};
	int result = -1;

	if (writer->voice.failed)
		error_memory(error);
	else if (document_finish(&writer->document, error) == 0 &&
		 render(writer, &text, error) == 0) {
		output_add(writer->output, builder_slice(&text));
		result = 0;
	}
	builder_release(&text);
	abandon_letters(writer);
	return result;
}

/* --- the formats -------------------------------------------------------------------- */

#define LETTERS(FORM, form, ending)                                        \
	static int name_##form(const struct writing *writing,              \
			       struct builder *name, struct error *error)  \
	{                                                                  \
		return file_name(writing, ending, name, error);            \
	}                                                                  \
	static int open_##form(struct writer **out,                        \
			       const struct writing *writing,              \
			       struct output *output, struct error *error) \
	{                                                                  \
		return open_letters(out, FORM, writing, output, error);    \
	}

LETTERS(FORM_PDF, pdf, "pdf")
LETTERS(FORM_HTML, html, "html")
LETTERS(FORM_TEXT, text, "txt")

static const struct format formats[] = {
	{.name = "letter",
	 .label = "Letters to families as PDF, a page for each child",
	 .file_name = name_pdf,
	 .open = open_pdf,
	 .write = write_letters,
	 .close = close_letters,
	 .abandon = abandon_letters,
	 .carries = carries},
	{.name = "letter-html",
	 .label = "Letters to families as HTML",
	 .file_name = name_html,
	 .open = open_html,
	 .write = write_letters,
	 .close = close_letters,
	 .abandon = abandon_letters,
	 .carries = carries},
	{.name = "letter-text",
	 .label = "Letters to families as text",
	 .file_name = name_text,
	 .open = open_text,
	 .write = write_letters,
	 .close = close_letters,
	 .abandon = abandon_letters,
	 .carries = carries},
};

const struct format *letter_format(struct slice name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (slice_is(name, formats[i].name))
			return &formats[i];
	return NULL;
}

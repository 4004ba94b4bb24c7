#include "share/case_file.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "document/html.h"
#include "formats/record_data.h"
#include "share/disclosure.h"
#include "share/sheet.h"

/* What stands in the file beside the record. */
struct case_frame {
	const struct case_words *words;
	const struct phrasebook *book;
	struct field_set hidden; /* that was released and is not carried */
	struct slice controller;
	struct slice number; /* of a school; may be empty */
	int32_t date;
};

/* What families said of sharing, and were told of it, no enquiry needs. */
static struct field_set carried_by(const struct dictionary *dictionary)
{
	static const char *const left_out[] = {"wishes", "served", "rights",
					       "belief"};
	struct field_set fields = {0};

	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		uint16_t category = dictionary->fields[f].category;
		bool out = false;

		for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]);
		     i++)
			out |= slice_is(dictionary->categories[category].name,
					left_out[i]);
		if (!out)
			field_set_add(&fields, f);
	}
	return fields;
}

int case_file_prepare(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;
	struct case_frame *frame =
		arena_allocate(disclosure->arena, sizeof(*frame));

	if (frame == NULL)
		return error_memory(error);
	if (asked->case_words == NULL || asked->book == NULL) {
		error_set(error, ERROR_INPUT,
			  "a case file says who decided to share it, and why");
		return error_hint(error, "'hornbook enquiry' makes one");
	}
	*frame = (struct case_frame){
		.words = asked->case_words,
		.book = asked->book,
		.controller = disclosure->node->notice->controller,
		.number = disclosure->node->notice->laestab,
		.date = asked->today,
	};
	disclosure->carried = carried_by(disclosure->node->dictionary);
	for (uint16_t f = 0; f < disclosure->node->dictionary->field_count; f++)
		if (!field_set_has(&disclosure->carried, f))
			field_set_add(&frame->hidden, f);
	disclosure->case_frame = frame;
	return 0;
}

/* --- the page ---------------------------------------------------------------------- */

struct writer {
	const struct case_frame *frame;
	const struct dictionary *dictionary;
	struct output *output;
	struct arena arena;
	struct document document;
	struct voice voice;
	struct builder data; /* JSON */
	bool written;
};

static struct slice born_said(struct writer *writer, struct slice text)
{
	int32_t born;
	int age;

	if (!date_parse(text, &born))
		return text;
	age = date_age(born, writer->frame->date);
	return say_with(&writer->voice, PHRASE_CASE_BORN_IS,
			with("date", say_date(&writer->voice, born)),
			with_number("years", age > 0 ? (uint64_t)age : 0));
}

static void add_pair(struct writer *writer, enum phrase term, struct slice text)
{
	if (!slice_empty(text))
		document_pair(&writer->document, say(&writer->voice, term),
			      text);
}

static void add_head(struct writer *writer, const struct record *record)
{
	const struct case_words *words = writer->frame->words;
	struct voice *voice = &writer->voice;

	document_begin_pairs(&writer->document);
	add_pair(writer, PHRASE_CASE_CHILD,
		 sheet_child(writer->dictionary, record, &writer->voice));
	add_pair(
		writer, PHRASE_CASE_BORN,
		born_said(writer, record_text_called(record, writer->dictionary,
						     "pupil.birth-date")));
	add_pair(writer, PHRASE_CASE_REASON, words->reason);
	add_pair(writer, PHRASE_CASE_FROM, writer->frame->controller);
	add_pair(writer, PHRASE_CASE_BY, words->by);
	add_pair(writer, PHRASE_CASE_SENT,
		 say_date(voice, writer->frame->date));
	add_pair(writer, PHRASE_CASE_ENQUIRY, words->enquiry);
	add_pair(writer, PHRASE_CASE_DECISION, words->decision);
	document_end(&writer->document);
	document_begin_note(&writer->document, say(voice, PHRASE_CASE_CARE));
	document_paragraph(&writer->document, say(voice, PHRASE_CASE_CARE_IS));
	document_end(&writer->document);
}

static void compose(struct writer *writer, const struct record *record)
{
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;
	struct sheet sheet = {
		.document = document,
		.voice = voice,
		.dictionary = writer->dictionary,
		.hidden = writer->frame->hidden,
		.record = record,
		.own_number = writer->frame->number,
		.own_name = writer->frame->controller,
	};

	add_head(writer, record);
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_CASE_CHRONOLOGY));
	document_paragraph(document, say(voice, PHRASE_CASE_CHRONOLOGY_IS));
	if (!sheet_add_chronology(&sheet, record))
		document_paragraph(document,
				   say(voice, PHRASE_CASE_CHRONOLOGY_NONE));
	document_end(document);
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_CASE_HELD));
	sheet_add_record(&sheet, record);
	document_paragraph(document, say(voice, PHRASE_CASE_DATA));
	document_end(document);
}

static void write_data(struct writer *writer, const struct record *record)
{
	struct json json = json_writer(&writer->data, false);

	json_open_object(&json);
	json_key_number(&json, "hornbook-record", RECORD_DATA_VERSION);
	json_key_text(&json, "from", writer->frame->controller);
	json_key_date(&json, "date", writer->frame->date);
	json_key_text(&json, "by", writer->frame->words->by);
	json_key_text(&json, "reason", writer->frame->words->reason);
	json_key(&json, "sections");
	record_data_put(&json, writer->dictionary, record,
			&writer->frame->hidden);
	json_close_object(&json);
}

/* --- the format --------------------------------------------------------------------- */

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	(void)dictionary;
	(void)error;
	/* case_file_prepare says. */
	*fields = (struct field_set){0};
	return 0;
}

static int file_name(const struct writing *writing, struct builder *name,
		     struct error *error)
{
	char date[DATE_TEXT_BYTES];

	date_format(writing->date, date);
	builder_add_format(name, "case-file_%s.html", date);
	return name->failed ? error_memory(error) : 0;
}

static int open_file(struct writer **out, const struct writing *writing,
		     struct output *output, struct error *error)
{
	struct writer *writer = memory_array(1, sizeof(*writer));
	struct document_about about;
	struct voice *voice;

	if (writer == NULL)
		return error_memory(error);
	writer->frame = writing->case_frame;
	writer->dictionary = writing->dictionary;
	writer->output = output;
	writer->voice =
		voice_of(writer->frame->book, AUDIENCE_STAFF, &writer->arena);
	voice = &writer->voice;
	about = (struct document_about){
		.title = say(voice, PHRASE_CASE_TITLE),
		.author = writer->frame->controller,
		.subject =
			say_with(voice, PHRASE_CASE_SUBJECT,
				 with("controller", writer->frame->controller)),
		.language = phrasebook_language(writer->frame->book),
		.date = writer->frame->date,
		.skip_word = say(voice, PHRASE_DOCUMENT_SKIP),
		.links_word = say(voice, PHRASE_DOCUMENT_LINKS),
		.sources_word = say(voice, PHRASE_DOCUMENT_SOURCES),
	};
	document_begin(&writer->document, &writer->arena, &about);
	*out = writer;
	return 0;
}

static int write_file(struct writer *writer, const struct record *records,
		      size_t count, struct error *error)
{
	if (count == 0)
		return 0;
	if (writer->written || count > 1)
		return error_set(error, ERROR_INPUT,
				 "a case file is about one child");
	writer->written = true;
	compose(writer, &records[0]);
	write_data(writer, &records[0]);
	return writer->voice.failed || writer->document.failed ||
			       writer->data.failed
		       ? error_memory(error)
		       : 0;
}

static void abandon_file(struct writer *writer)
{
	if (writer == NULL)
		return;
	builder_release(&writer->data);
	arena_release(&writer->arena);
	memory_free(writer);
}

static int close_file(struct writer *writer, struct error *error)
{
	struct builder page = {0};
	int result = -1;

	if (writer->voice.failed) {
		error_memory(error);
	} else if (document_finish(&writer->document, error) == 0) {
		html_write(&writer->document, false, &page);
		record_data_embed(builder_slice(&writer->data), &page);
		if (page.failed)
			error_memory(error);
		else
			result = 0;
	}
	if (result == 0)
		output_add(writer->output, builder_slice(&page));
	builder_release(&page);
	abandon_file(writer);
	return result;
}

static const struct format format = {
	.name = "case-file",
	.label = "Case file of one child, a page with data in it",
	.file_name = file_name,
	.open = open_file,
	.write = write_file,
	.close = close_file,
	.abandon = abandon_file,
	.carries = carries,
};

const struct format *case_file_format(struct slice name)
{
	return slice_is(name, format.name) ? &format : NULL;
}

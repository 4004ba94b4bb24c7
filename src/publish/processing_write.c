/* The record of processing as CSV and as a document. */
#include "base/builder.h"
#include "base/error.h"
#include "formats/csv.h"
#include "policy/notice.h"
#include "document/document.h"
#include "publish/document_words.h"
#include "publish/processing_parts.h"
#include "publish/retention.h"

int processing_csv(const struct processing *processing, struct voice *voice,
		   struct builder *out, struct error *error)
{
	struct slice cells[PROCESSING_COLUMNS + 1];

	cells[0] = SLICE("reference");
	for (size_t c = 0; c < PROCESSING_COLUMNS; c++)
		cells[c + 1] = slice_of(processing_columns[c].name);
	csv_add_row(out, cells, NULL, PROCESSING_COLUMNS + 1);
	for (size_t i = 0; i < processing->count; i++) {
		struct telling telling = {processing, &processing->list[i],
					  voice};

		cells[0] = processing->list[i].id;
		for (size_t c = 0; c < PROCESSING_COLUMNS; c++)
			cells[c + 1] = processing_cell(&telling, c);
		csv_add_row(out, cells, NULL, PROCESSING_COLUMNS + 1);
	}
	return voice->failed || out->failed ? error_memory(error) : 0;
}

/* --- the document --------------------------------------------------------------------- */

struct composing {
	const struct processing *processing;
	struct voice *voice;
	struct document *document;
};

static void begin(struct composing *composing)
{
	const struct publication *publication =
		composing->processing->publication;
	struct voice *voice = composing->voice;
	struct document_about about = document_words(voice);

	about.title = say(voice, PHRASE_PROCESSING_TITLE);
	about.subtitle =
		say_with(voice, PHRASE_PROCESSING_SUBTITLE,
			 with("date", say_date(voice, publication->date)));
	about.author = publication->controller;
	about.subject = say_with(voice, PHRASE_PROCESSING_SUBJECT,
				 with("controller", publication->controller));
	about.date = publication->date;
	document_begin(composing->document, voice->arena, &about);
	document_paragraph(
		composing->document,
		say_with(voice, PHRASE_PROCESSING_INTRODUCTION,
			 with("notice", publication->notice->title),
			 with_number("version", publication->notice->version)));
}

static bool takes_something(const struct published_contact *contact)
{
	return contact->body == DICTIONARY_NONE &&
	       (contact->complaints || contact->objections ||
		contact->requests);
}

/* The controller's are those that families turn to; who only takes complaints
 * after the first of them watches over it, and who takes nothing is somebody
 * else, unless there is nobody but them. */
static bool is_controllers(const struct publication *publication, size_t index)
{
	const struct published_contact *contact = &publication->contacts[index];
	bool complaints = false, any = false;

	for (size_t i = 0; i < publication->contact_count; i++) {
		const struct published_contact *other =
			&publication->contacts[i];

		any = any || takes_something(other);
		complaints = complaints || (i < index && other->complaints &&
					    takes_something(other));
	}
	if (contact->body != DICTIONARY_NONE)
		return false;
	if (!takes_something(contact))
		return !any;
	return contact->objections || contact->requests || !complaints;
}

/* law: UK GDPR article 30(1)(a) */
static void put_controller(struct composing *composing)
{
	const struct publication *publication =
		composing->processing->publication;
	struct document *document = composing->document;
	struct voice *voice = composing->voice;

	document_begin_section(document, SLICE("controller"),
			       say(voice, PHRASE_PROCESSING_CONTROLLER));
	document_begin_pairs(document);
	document_pair(document, say(voice, PHRASE_PROCESSING_NAME),
		      publication->controller);
	for (size_t i = 0; i < publication->contact_count; i++) {
		const struct published_contact *contact =
			&publication->contacts[i];

		if (!is_controllers(publication, i))
			continue;
		document_pair(document, say(voice, PHRASE_PROCESSING_CONTACT),
			      say_with(voice, PHRASE_PROCESSING_CONTACT_TEXT,
				       with("name", contact->name),
				       with("email", contact->email),
				       with("telephone", contact->telephone),
				       with("post", contact->post)));
		document_source(document, contact->range);
	}
	document_end(document);
	document_end(document);
}

/* Columns with a cell to fill in: an answer in the row for all does for each. */
static size_t count_open(const struct processing *processing)
{
	size_t count = 0;

	for (size_t c = 0; c < PROCESSING_COLUMNS; c++) {
		bool open = false;

		for (size_t i = 0; i < processing->count; i++)
			open = open ||
			       slice_empty(processing->answers.of[i][c]);
		count += open && processing_columns[c].work_out == NULL;
	}
	return count;
}

static size_t count_not_in_order(const struct composing *composing)
{
	const struct processing *processing = composing->processing;
	size_t count = 0;

	for (size_t i = 0; i < processing->count; i++) {
		struct telling telling = {processing, &processing->list[i],
					  composing->voice};
		bool known;

		count += !activity_in_order(&telling, &known) && known;
	}
	return count;
}

static void put_state(struct composing *composing)
{
	const struct processing *processing = composing->processing;
	struct document *document = composing->document;
	struct voice *voice = composing->voice;
	size_t open = count_open(processing);

	document_begin_note(document, say(voice, PHRASE_PROCESSING_STATE));
	if (processing->retention == NULL)
		document_paragraph(document,
				   say(voice, PHRASE_PROCESSING_NO_EVIDENCE));
	else
		document_paragraph(
			document,
			say_with(voice, PHRASE_PROCESSING_ORDER,
				 with_number("number",
					     count_not_in_order(composing)),
				 with_number("total", processing->count)));
	if (open > 0)
		document_paragraph(document,
				   say_with(voice, PHRASE_PROCESSING_OPEN_COUNT,
					    with_number("number", open)));
	document_end(document);
}

/* Columns that tell what an activity is, in one line. */
static const size_t overview[] = {1, 11, 28};

enum { OVERVIEW = sizeof(overview) / sizeof(overview[0]) };

static void put_overview(struct composing *composing)
{
	const struct processing *processing = composing->processing;
	struct document *document = composing->document;
	struct voice *voice = composing->voice;
	size_t columns =
		processing->retention != NULL ? OVERVIEW : OVERVIEW - 1;
	struct document_column headings[OVERVIEW + 1] = {0};

	document_begin_section(document, SLICE("overview"),
			       say(voice, PHRASE_PROCESSING_OVERVIEW));
	headings[0].heading = say(voice, PHRASE_PROCESSING_ACTIVITY);
	for (size_t c = 0; c < columns; c++)
		headings[c + 1].heading =
			say(voice, processing_columns[overview[c]].heading);
	document_begin_table(document, (struct slice){NULL, 0},
			     say_with(voice, PHRASE_PROCESSING_CAPTION,
				      with_number("number", processing->count)),
			     headings, columns + 1, true);
	for (size_t i = 0; i < processing->count; i++) {
		struct telling telling = {processing, &processing->list[i],
					  voice};
		struct builder target = {0};

		builder_add_byte(&target, '#');
		builder_add(&target, document_identifier(
					     document, processing->list[i].id));
		document_begin_row(document);
		document_begin_cell(document);
		document_link(document, activity_name(&telling, true),
			      builder_slice(&target));
		document_end(document);
		for (size_t c = 0; c < columns; c++)
			document_cell(document,
				      processing_cell(&telling, overview[c]));
		document_end(document);
		voice->failed |= target.failed;
		builder_release(&target);
	}
	document_end(document);
	document_end(document);
}

/* What is empty and nobody could be asked about is left out: evidence where there
 * is no node, reasons where there are none. */
static void put_column(struct composing *composing,
		       const struct telling *telling, size_t column)
{
	struct slice text = processing_cell(telling, column);

	if (!slice_empty(text))
		document_pair(composing->document,
			      say(composing->voice,
				  processing_columns[column].heading),
			      text);
}

static bool is_open(const struct telling *telling, size_t column)
{
	return processing_columns[column].work_out == NULL &&
	       slice_empty(processing_cell(telling, column));
}

static void put_open(struct composing *composing, const struct telling *telling)
{
	struct document *document = composing->document;
	struct voice *voice = composing->voice;
	bool begun = false;

	for (size_t c = 0; c < PROCESSING_COLUMNS; c++) {
		if (!is_open(telling, c))
			continue;
		if (!begun)
			document_begin_pair(document,
					    say(voice, PHRASE_PROCESSING_OPEN));
		else
			document_text(document, SLICE("; "));
		begun = true;
		document_strong(document,
				say(voice, processing_columns[c].heading));
	}
	if (begun)
		document_end(document);
}

static void put_activity(struct composing *composing, size_t index)
{
	const struct processing *processing = composing->processing;
	struct document *document = composing->document;
	struct telling telling = {processing, &processing->list[index],
				  composing->voice};
	struct slice evidence = activity_evidence(&telling);

	document_begin_section(document, processing->list[index].id,
			       activity_name(&telling, false));
	document_source(document, processing->list[index].source);
	document_begin_pairs(document);
	for (size_t c = 0; c < PROCESSING_COLUMNS; c++)
		put_column(composing, &telling, c);
	if (evidence.len > 0)
		document_pair(document,
			      say(composing->voice,
				  PHRASE_PROCESSING_EVIDENCE_HEADING),
			      evidence);
	put_open(composing, &telling);
	document_end(document);
	document_end(document);
}

static void put_kind(struct composing *composing, enum activity_kind kind,
		     struct slice id, enum phrase heading)
{
	const struct processing *processing = composing->processing;
	bool begun = false;

	for (size_t i = 0; i < processing->count; i++) {
		if (processing->list[i].kind != kind)
			continue;
		if (!begun)
			document_begin_section(composing->document, id,
					       say(composing->voice, heading));
		begun = true;
		put_activity(composing, i);
	}
	if (begun)
		document_end(composing->document);
}

int processing_compose(const struct processing *processing, struct voice *voice,
		       struct document *document, struct error *error)
{
	struct composing composing = {processing, voice, document};

	begin(&composing);
	put_state(&composing);
	put_controller(&composing);
	if (processing->count > 0)
		put_overview(&composing);
	put_kind(&composing, ACTIVITY_HELD, SLICE("held"),
		 PHRASE_PROCESSING_WHAT_IS_HELD);
	put_kind(&composing, ACTIVITY_RECEIVED, SLICE("received"),
		 PHRASE_PROCESSING_WHAT_IS_RECEIVED);
	put_kind(&composing, ACTIVITY_SENT, SLICE("sent"),
		 PHRASE_PROCESSING_WHAT_IS_SENT);
	return voice->failed ? error_memory(error) : 0;
}

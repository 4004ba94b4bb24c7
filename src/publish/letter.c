#include "publish/letter.h"

#include "base/arena.h"
#include "base/error.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"
#include "publish/document_words.h"
#include "publish/letter_parts.h"

/* --- sections that are there when something is in them ------------------------- */

struct letter_section letter_section(struct letter_writer *writer,
				     enum phrase heading)
{
	return (struct letter_section){.writer = writer, .heading = heading};
}

void letter_item(struct letter_section *section)
{
	struct notice_writer *after = &section->writer->after;
	struct document *document = after->document;

	/* A heading that could not be said is no heading. */
	document->failed |= after->voice.failed;
	if (!section->begun) {
		struct slice heading = say(&after->voice, section->heading);

		document->failed |= after->voice.failed;
		document_begin_section(document, (struct slice){NULL, 0},
				       heading);
		document_begin_list(document, DOCUMENT_BULLETED);
	}
	section->begun = true;
	section->first = true;
	section->writer->items++;
	document_begin_item(document);
}

void letter_sentence(struct letter_section *section, struct slice text,
		     struct range source)
{
	notice_add_sentence(&section->writer->after, &section->first, text,
			    source);
}

void letter_item_end(struct letter_section *section)
{
	document_end(section->writer->after.document);
}

void letter_section_end(struct letter_section *section)
{
	if (!section->begun)
		return;
	document_end(section->writer->after.document);
	document_end(section->writer->after.document);
}

void letter_add_body(struct letter_writer *writer, struct letter_bodies *bodies,
		     struct slice name)
{
	struct slice *grown;

	for (size_t i = 0; i < bodies->count; i++)
		if (slice_equal(bodies->names[i], name))
			return;
	grown = arena_grow(writer->after.voice.arena, bodies->names,
			   bodies->count, &bodies->capacity, sizeof(*grown));
	if (grown == NULL) {
		writer->after.voice.failed = true;
		return;
	}
	bodies->names = grown;
	grown[bodies->count++] = name;
}

static struct phrase_value controller(const struct letter_writer *writer)
{
	return with("controller", writer->request->after->controller);
}

/* The letter is written when the new version holds already. */
static bool is_past(const struct letter_writer *writer)
{
	return writer->request->today >= writer->request->after->date;
}

/* --- what the family can do -------------------------------------------------------- */

static void add_bodies(struct letter_section *section, enum phrase key,
		       const struct letter_bodies *bodies)
{
	struct letter_writer *writer = section->writer;
	struct voice *voice = &writer->after.voice;
	const struct publication *after = writer->request->after;

	const struct phrase_value values[] = {
		with("recipients",
		     say_list(voice, bodies->names, bodies->count)),
		/* The last day on which the old version holds. */
		with("day", say_date(voice, after->date - 1)),
	};
	bool dated = key == PHRASE_LETTER_CAN_OBJECT ||
		     key == PHRASE_LETTER_CAN_OBJECT_PARENT ||
		     key == PHRASE_LETTER_CAN_OBJECT_PUPIL ||
		     key == PHRASE_LETTER_CAN_REFUSE;

	if (bodies->count == 0)
		return;
	letter_item(section);
	letter_sentence(section, say_values(voice, key, values, dated ? 2 : 1),
			(struct range){0});
	letter_item_end(section);
}

/* Of the controller's own: who takes objections, else requests, else anybody. */
static const struct published_contact *
find_contact(const struct notice_writer *after)
{
	const struct published_contact *contact =
		notice_contact(after, CONTACT_OBJECTIONS, true);

	if (contact == NULL)
		contact = notice_contact(after, CONTACT_REQUESTS, true);
	for (size_t i = 0;
	     contact == NULL && i < after->publication->contact_count; i++)
		if (after->publication->contacts[i].body == DICTIONARY_NONE)
			contact = &after->publication->contacts[i];
	return contact;
}

static void write_can(struct letter_writer *writer)
{
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_CAN);
	struct voice *voice = &writer->after.voice;
	const struct published_contact *contact = find_contact(&writer->after);

	add_bodies(&section,
		   is_past(writer) ? PHRASE_LETTER_CAN_OBJECT_PAST
				   : PHRASE_LETTER_CAN_OBJECT,
		   &writer->objectable[OBJECTORS_ALL]);
	add_bodies(&section,
		   is_past(writer) ? PHRASE_LETTER_CAN_OBJECT_PAST
				   : PHRASE_LETTER_CAN_OBJECT_PARENT,
		   &writer->objectable[OBJECTORS_PARENT]);
	add_bodies(&section,
		   is_past(writer) ? PHRASE_LETTER_CAN_OBJECT_PAST
				   : PHRASE_LETTER_CAN_OBJECT_PUPIL,
		   &writer->objectable[OBJECTORS_PUPIL]);
	add_bodies(&section, PHRASE_LETTER_CAN_OBJECT_DAYS,
		   &writer->objectable_on_days);
	add_bodies(&section,
		   is_past(writer) ? PHRASE_LETTER_CAN_REFUSE_PAST
				   : PHRASE_LETTER_CAN_REFUSE,
		   &writer->refusable);
	add_bodies(&section, PHRASE_LETTER_CAN_NOTHING, &writer->required);
	if (contact != NULL) {
		letter_item(&section);
		letter_sentence(&section,
				say_with(voice, PHRASE_LETTER_CAN_ASK,
					 with("contact", contact->name)),
				contact->range);
		letter_add_ways(&section, contact);
		letter_item_end(&section);
	}
	letter_item(&section);
	letter_sentence(
		&section,
		say_with(voice, PHRASE_LETTER_CAN_READ, controller(writer)),
		(struct range){0});
	letter_item_end(&section);
	letter_section_end(&section);
}

/* --- the frame ------------------------------------------------------------------------- */

static struct phrase_value first_day(struct letter_writer *writer)
{
	return with("date", say_date(&writer->after.voice,
				     writer->request->after->date));
}

static struct document_about about(struct letter_writer *writer)
{
	const struct letter_request *request = writer->request;
	struct voice *voice = &writer->after.voice;
	struct document_about about = document_words(voice);

	about.title = say(voice, PHRASE_LETTER_TITLE);
	about.subtitle = say_with(voice,
				  is_past(writer) ? PHRASE_LETTER_SUBTITLE_PAST
						  : PHRASE_LETTER_SUBTITLE,
				  first_day(writer));
	about.author = request->after->controller;
	about.subject = say_with(voice, PHRASE_LETTER_SUBJECT,
				 controller(writer), first_day(writer));
	about.date = request->after->date;
	about.footer = say_with(
		voice, PHRASE_LETTER_FOOTER, controller(writer),
		with_number("before", request->before->notice->version),
		with_number("after", request->after->notice->version));
	return about;
}

/* The body is composed into a document of its own first, to know whether there is
 * one: the lead says which. */
static void write_changes(struct letter_writer *writer)
{
	letter_write_flows(writer);
	letter_write_held(writer);
	letter_write_others(writer);
	letter_write_never(writer);
	letter_write_rights(writer);
	letter_write_contacts(writer);
	letter_write_beside(writer);
}

static enum phrase lead(const struct letter_writer *writer, size_t items,
			size_t beside)
{
	if (items == 0)
		return PHRASE_LETTER_NOTHING;
	if (items == beside)
		return PHRASE_LETTER_SMALL;
	return is_past(writer) ? PHRASE_LETTER_LEAD_PAST : PHRASE_LETTER_LEAD;
}

static void write_letter(struct letter_writer *writer, size_t items,
			 size_t beside)
{
	struct document *document = writer->after.document;
	struct voice *voice = &writer->after.voice;

	if (says(voice, PHRASE_LETTER_GREETING))
		document_paragraph(document,
				   say(voice, PHRASE_LETTER_GREETING));
	document_paragraph(document,
			   say_with(voice, lead(writer, items, beside),
				    controller(writer), first_day(writer)));
	if (items > 0) {
		write_changes(writer);
		write_can(writer);
	}
	document_paragraph(document, say(voice, PHRASE_LETTER_THANKS));
	document_paragraph(document, say_with(voice, PHRASE_LETTER_SIGNED,
					      controller(writer)));
}

static void begin_side(struct letter_writer *writer, int side,
		       struct document *document, struct arena *arena)
{
	const struct letter_request *request = writer->request;
	struct notice_writer *made =
		side == COMPARE_NEW ? &writer->after : &writer->before;
	const struct publication *publication =
		side == COMPARE_NEW ? request->after : request->before;

	writer->requests[side] = (struct notice_document_request){
		.publication = publication,
		.book = request->book,
		.audience = request->audience,
		.layer = LAYER_FULL,
	};
	*made = (struct notice_writer){
		.document = document,
		.voice = voice_of(request->book, request->audience, arena),
		.publication = publication,
		.request = &writer->requests[side],
		.held = &publication->notice->held,
		.all = publication->notice->held,
	};
	for (size_t i = 0; i < publication->recipient_count; i++)
		made->all = field_set_union(made->all,
					    publication->recipients[i].sent);
	made->known = &made->all;
}

static void begin(struct letter_writer *writer, struct document *document,
		  const struct letter_request *request, struct arena *arena)
{
	struct document_about head;

	*writer = (struct letter_writer){.request = request};
	begin_side(writer, COMPARE_OLD, document, arena);
	begin_side(writer, COMPARE_NEW, document, arena);
	head = about(writer);
	document_begin(document, arena, &head);
}

int letter_document(struct document *document,
		    const struct letter_request *request, struct arena *arena,
		    struct error *error)
{
	struct letter_writer writer;
	size_t items, beside;

	begin(&writer, document, request, arena);
	write_changes(&writer);
	items = writer.items;
	beside = writer.beside;
	if (writer.after.voice.failed || writer.before.voice.failed ||
	    document->failed)
		return error_memory(error);
	begin(&writer, document, request, arena);
	write_letter(&writer, items, beside);
	if (writer.after.voice.failed || writer.before.voice.failed)
		return error_memory(error);
	return document_finish(document, error);
}

#include "publish/notice_document.h"

#include "base/error.h"
#include "policy/notice.h"
#include "publish/document_words.h"
#include "publish/notice_parts.h"

/* --- layers ----------------------------------------------------------------------- */

static const char *const names[LAYER_COUNT] = {
	[LAYER_SHORT] = "short",
	[LAYER_FULL] = "full",
	[LAYER_SHARING] = "sharing",
};

const char *notice_layer_name(enum notice_layer layer)
{
	return names[layer];
}

bool notice_layer_find(struct slice name, enum notice_layer *layer)
{
	for (int i = 0; i < LAYER_COUNT; i++) {
		if (!slice_is(name, names[i]))
			continue;
		*layer = (enum notice_layer)i;
		return true;
	}
	return false;
}

/* --- the head ----------------------------------------------------------------------- */

static const enum phrase subtitles[LAYER_COUNT] = {
	[LAYER_SHORT] = PHRASE_NOTICE_SUBTITLE_SHORT,
	[LAYER_FULL] = PHRASE_NOTICE_SUBTITLE_FULL,
	[LAYER_SHARING] = PHRASE_NOTICE_SUBTITLE_SHARING,
};

static struct document_about about(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	const struct notice *notice = publication->notice;
	struct voice *voice = &writer->voice;
	struct document_about about = document_words(voice);
	struct phrase_value controller =
		with("controller", controller_said(voice, publication));

	about.title = says(voice, PHRASE_NOTICE_TITLE)
			      ? say(voice, PHRASE_NOTICE_TITLE)
			      : notice->title;
	about.subtitle =
		say_with(voice, subtitles[writer->request->layer], controller);
	about.author = publication->controller;
	about.subject = say_with(voice, PHRASE_NOTICE_SUBJECT, controller);
	about.date = publication->date;
	about.large = voice->audience == AUDIENCE_PRIMARY;
	about.compact = writer->request->layer == LAYER_SHORT;
	about.footer =
		say_with(voice, PHRASE_NOTICE_FOOTER,
			 with("controller", publication->controller),
			 with_number("version", notice->version),
			 with("date", say_date(voice, publication->date)));
	return about;
}

static void write_lead(struct notice_writer *writer, enum phrase key)
{
	const struct publication *publication = writer->publication;

	document_paragraph(
		writer->document,
		say_with(&writer->voice, key,
			 with("controller",
			      controller_said(&writer->voice, publication))));
	document_source(writer->document,
			publication->notice->controller_range);
}

static void write_draft(struct notice_writer *writer)
{
	struct voice *voice = &writer->voice;

	document_begin_note(writer->document, say(voice, PHRASE_NOTICE_DRAFT));
	document_paragraph(writer->document,
			   say(voice, PHRASE_NOTICE_DRAFT_TEXT));
	document_end(writer->document);
}

/* --- the layers ----------------------------------------------------------------------- */

void notice_write_authority(struct notice_writer *writer)
{
	const struct notice *notice = writer->publication->notice;
	struct voice *voice = &writer->voice;

	if (notice->authority == DICTIONARY_NONE)
		return;
	document_paragraph(
		writer->document,
		say_with(voice, PHRASE_WHO_AUTHORITY,
			 with("authority", name_of(voice, NAME_AUTHORITY,
						   notice->authority))));
	document_source(writer->document, notice->controller_range);
}

static void write_who(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	document_begin_section(document, SLICE("who"), say(voice, PHRASE_WHO));
	document_paragraph(document,
			   say_with(voice, PHRASE_WHO_TEXT,
				    with("controller",
					 controller_said(voice, publication))));
	document_source(document, publication->notice->controller_range);
	notice_write_authority(writer);
	document_end(document);
}

static void write_full(struct notice_writer *writer)
{
	write_lead(writer, PHRASE_NOTICE_LEAD);
	notice_write_summary(writer);
	document_contents(writer->document,
			  say(&writer->voice, PHRASE_DOCUMENT_CONTENTS));
	write_who(writer);
	notice_write_held(writer);
	/* From here on the reader knows what that is. */
	writer->voice.everything = writer->held;
	notice_write_sharing(writer);
	notice_write_wishes(writer);
	notice_write_rights(writer);
	notice_write_complaints(writer);
	notice_write_contacts(writer);
	notice_write_links(writer);
	notice_write_about(writer);
}

static void write_sharing(struct notice_writer *writer)
{
	write_lead(writer, PHRASE_NOTICE_LEAD_SHARING);
	document_contents(writer->document,
			  say(&writer->voice, PHRASE_DOCUMENT_CONTENTS));
	writer->voice.explains = true;
	notice_write_sharing(writer);
	notice_write_wishes(writer);
	notice_write_contacts(writer);
	notice_write_links(writer);
	notice_write_about(writer);
}

int notice_document(struct document *document,
		    const struct notice_document_request *request,
		    struct arena *arena, struct error *error)
{
	struct notice_writer writer = {
		.document = document,
		.voice = voice_of(request->book, request->audience, arena),
		.publication = request->publication,
		.request = request,
		.held = &request->publication->notice->held,
		.all = request->publication->notice->held,
	};
	struct document_about head;

	for (size_t i = 0; i < request->publication->recipient_count; i++)
		writer.all = field_set_union(
			writer.all, request->publication->recipients[i].sent);
	writer.known = &writer.all;
	head = about(&writer);

	document_begin(document, arena, &head);
	if (request->draft)
		write_draft(&writer);
	switch (request->layer) {
	case LAYER_SHORT:
		notice_write_short(&writer);
		break;
	case LAYER_SHARING:
		write_sharing(&writer);
		break;
	case LAYER_FULL:
	case LAYER_COUNT:
		write_full(&writer);
		break;
	}
	if (writer.voice.failed)
		return error_memory(error);
	return document_finish(document, error);
}

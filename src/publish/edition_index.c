#include "base/builder.h"
#include "publish/edition_parts.h"
#include "publish/document_words.h"
#include "publish/publication.h"

static const enum phrase headings[SHELF_COUNT] = {
	[SHELF_FAMILIES] = PHRASE_EDITION_FAMILIES,
	[SHELF_PUPILS] = PHRASE_EDITION_PUPILS,
	[SHELF_RECIPIENTS] = PHRASE_EDITION_RECIPIENTS,
	[SHELF_PUBLIC] = PHRASE_EDITION_PUBLIC,
	[SHELF_OFFICERS] = PHRASE_EDITION_OFFICERS,
};

static const char *const shelf_ids[SHELF_COUNT] = {
	[SHELF_FAMILIES] = "families",     [SHELF_PUPILS] = "pupils",
	[SHELF_RECIPIENTS] = "recipients", [SHELF_PUBLIC] = "public",
	[SHELF_OFFICERS] = "officers",
};

/* A link to a document's file: its stem with this end. */
static void put_link(struct document *document, struct slice words,
		     const struct edition_maker *maker, const char *end)
{
	struct builder target = {0};

	builder_add_text(&target, maker->stem);
	builder_add_text(&target, end);
	document->failed |= target.failed;
	document_link(document, words, builder_slice(&target));
	builder_release(&target);
}

/* What stands in brackets after a document's link: other forms of it. */
struct forms {
	const struct edition_maker *maker;
	struct voice *voice;
	struct document *document;
	bool any;
};

static void put_form(struct forms *forms, enum phrase name, const char *end)
{
	document_text(forms->document, forms->any ? SLICE(", ") : SLICE(" ("));
	if (!forms->any) {
		document_text(forms->document,
			      say(forms->voice, PHRASE_EDITION_ALSO));
		document_text(forms->document, SLICE(" "));
	}
	put_link(forms->document, say(forms->voice, name), forms->maker, end);
	forms->any = true;
}

static void put_document(const struct edition_document *made,
			 struct voice *voice, struct document *document)
{
	const struct edition_maker *maker = made->maker;
	const bool page = maker->compose != NULL;
	struct forms forms = {maker, voice, document, false};

	document_begin_item(document);
	put_link(document, say(voice, maker->name), maker,
		 page ? ".html" : maker->extras[0].end);
	if (made->printed)
		put_form(&forms, PHRASE_EDITION_PDF, ".pdf");
	for (size_t i = page ? 0 : 1;
	     i < EDITION_EXTRAS && maker->extras[i].end != NULL; i++)
		put_form(&forms, maker->extras[i].name, maker->extras[i].end);
	if (forms.any)
		document_text(document, SLICE(")"));
	document_break(document);
	document_text(document, say(voice, maker->about));
	document_end(document);
	document_id(document, slice_of(maker->stem));
}

static bool stands_on(const struct edition_document *documents, size_t count,
		      enum shelf shelf)
{
	for (size_t i = 0; i < count; i++)
		if (documents[i].maker->shelf == shelf)
			return true;
	return false;
}

static void put_shelf(const struct edition_document *documents, size_t count,
		      enum shelf shelf, struct voice *voice,
		      struct document *document)
{
	if (!stands_on(documents, count, shelf))
		return;
	document_begin_section(document, slice_of(shelf_ids[shelf]),
			       say(voice, headings[shelf]));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < count; i++)
		if (documents[i].maker->shelf == shelf)
			put_document(&documents[i], voice, document);
	document_end(document);
	document_end(document);
}

void edition_index(const struct edition_request *request,
		   const struct edition_document *documents, size_t count,
		   struct voice *voice, struct document *document)
{
	const struct publication *publication = request->publication;
	struct slice controller = publication->controller;
	struct document_about about = document_words(voice);

	about.title = say(voice, PHRASE_EDITION_TITLE);
	about.author = controller;
	about.date = publication->from;
	about.subtitle =
		say_with(voice, PHRASE_EDITION_SUBTITLE,
			 with("date", say_date(voice, publication->date)));
	about.subject = say_with(voice, PHRASE_EDITION_SUBJECT,
				 with("controller", controller));
	about.footer = say(voice, PHRASE_EDITION_SUMS);
	document_begin(document, voice->arena, &about);
	document_paragraph(document,
			   say_with(voice, PHRASE_EDITION_INTRODUCTION,
				    with("controller", controller)));
	for (int shelf = 0; shelf < SHELF_COUNT; shelf++)
		put_shelf(documents, count, (enum shelf)shelf, voice, document);
}

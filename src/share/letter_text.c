/* What a letter says (letter.h). */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "growth/derive.h"
#include "register/record.h"
#include "share/letter.h"

enum { TEXT_BYTES = 24 };

/* --- as families say it ---------------------------------------------------------- */

static struct slice number(struct voice *voice, uint64_t value)
{
	char text[TEXT_BYTES];
	struct slice copy;

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	copy = arena_copy(voice->arena, slice_of(text));
	voice->failed |= copy.at == NULL;
	return copy;
}

/* To the nearest inch, of 25400 micrometres. */
static struct slice height_said(struct voice *voice, struct slice text)
{
	enum { CENTIMETRE = 10000, INCH = 25400, INCHES = 12 };
	uint64_t inches =
		((uint64_t)growth_measure(text, CENTIMETRE) + INCH / 2) / INCH;

	return say_with(voice, PHRASE_GROWTH_HEIGHT_IS, with("height", text),
			with("feet", number(voice, inches / INCHES)),
			with("inches", number(voice, inches % INCHES)));
}

/* To the nearest pound, of 453592.37 milligrams. */
static struct slice weight_said(struct voice *voice, struct slice text)
{
	enum { KILOGRAM = 1000000, STONE = 14 };
	const uint64_t pound = 45359237; /* of a hundredth of a milligram */
	uint64_t pounds =
		((uint64_t)growth_measure(text, KILOGRAM) * 100 + pound / 2) /
		pound;

	return say_with(voice, PHRASE_GROWTH_WEIGHT_IS, with("weight", text),
			with("stones", number(voice, pounds / STONE)),
			with("pounds", number(voice, pounds % STONE)));
}

static struct slice date_said(struct voice *voice, struct slice text)
{
	char long_text[TEXT_BYTES];
	struct slice copy = text;
	int32_t date;

	if (!date_parse(text, &date))
		return text;
	date_format_long(date, long_text, sizeof(long_text));
	copy = arena_copy(voice->arena, slice_of(long_text));
	voice->failed |= copy.at == NULL;
	return copy;
}

/* Two children of a school may have the same first name: on the envelope both names
 * stand. */
static struct slice whole_name(struct voice *voice,
			       const struct letter_frame *frame,
			       const struct record *record)
{
	struct slice forename =
		record_text(record, frame->dictionary, frame->forename);
	struct slice surname =
		record_text(record, frame->dictionary, frame->surname);
	struct builder text = {0};
	struct slice copy;

	builder_add(&text, forename);
	if (!slice_empty(forename) && !slice_empty(surname))
		builder_add_byte(&text, ' ');
	builder_add(&text, surname);
	copy = arena_copy(voice->arena, builder_slice(&text));
	voice->failed |= text.failed || copy.at == NULL;
	builder_release(&text);
	return copy;
}

/* Children are called by their first name. */
static struct slice name_said(struct voice *voice,
			      const struct letter_frame *frame,
			      const struct record *record)
{
	struct slice forename =
		record_text(record, frame->dictionary, frame->forename);

	return frame->audience == AUDIENCE_PRIMARY && !slice_empty(forename)
		       ? forename
		       : whole_name(voice, frame, record);
}

static struct slice contact_said(struct voice *voice,
				 const struct letter_contact *contact)
{
	return say_with(voice, PHRASE_GROWTH_CONTACT,
			with("name", contact->name),
			with("telephone", contact->telephone),
			with("email", contact->email),
			with("web", contact->web), with("post", contact->post));
}

/* --- bands ----------------------------------------------------------------------- */

static const struct {
	enum growth_band band;
	enum phrase is, means;
} bands[] = {
	{GROWTH_UNDERWEIGHT, PHRASE_GROWTH_IS_UNDERWEIGHT,
	 PHRASE_GROWTH_MEANS_UNDERWEIGHT},
	{GROWTH_HEALTHY, PHRASE_GROWTH_IS_HEALTHY, PHRASE_GROWTH_MEANS_HEALTHY},
	{GROWTH_OVERWEIGHT, PHRASE_GROWTH_IS_OVERWEIGHT,
	 PHRASE_GROWTH_MEANS_OVERWEIGHT},
	{GROWTH_OBESE, PHRASE_GROWTH_IS_OBESE, PHRASE_GROWTH_MEANS_OBESE},
};

enum { BAND_COUNT = sizeof(bands) / sizeof(bands[0]) };

/* BAND_COUNT when there is none. */
static size_t band_in(struct slice text)
{
	size_t i = 0;

	while (i < BAND_COUNT &&
	       !slice_is(text, growth_band_text(bands[i].band)))
		i++;
	return i;
}

/* --- parts ----------------------------------------------------------------------- */

static void add_paragraph(struct document *document, struct voice *voice,
			  enum phrase key)
{
	if (says(voice, key))
		document_paragraph(document, say(voice, key));
}

static void add_pair(struct document *document, struct voice *voice,
		     enum phrase term, struct slice text)
{
	if (says(voice, term) && !slice_empty(text))
		document_pair(document, say(voice, term), text);
}

static struct slice held(const struct letter_frame *frame,
			 const struct record *record, uint16_t field)
{
	return field != DICTIONARY_NONE
		       ? record_text(record, frame->dictionary, field)
		       : (struct slice){NULL, 0};
}

static void add_result(struct document *document, struct voice *voice,
		       const struct letter_frame *frame,
		       const struct record *record)
{
	struct slice height = held(frame, record, frame->height);
	struct slice weight = held(frame, record, frame->weight);
	size_t band = band_in(held(frame, record, frame->band));

	document_begin_pairs(document);
	add_pair(document, voice, PHRASE_GROWTH_DATE,
		 date_said(voice, held(frame, record, frame->measured)));
	if (!slice_empty(height))
		add_pair(document, voice, PHRASE_GROWTH_HEIGHT,
			 height_said(voice, height));
	if (!slice_empty(weight))
		add_pair(document, voice, PHRASE_GROWTH_WEIGHT,
			 weight_said(voice, weight));
	if (band < BAND_COUNT && says(voice, PHRASE_GROWTH_RESULT)) {
		document_begin_pair(document, say(voice, PHRASE_GROWTH_RESULT));
		document_strong(document, say(voice, bands[band].is));
		document_end(document);
	}
	document_end(document);
}

static void add_meaning(struct document *document, struct voice *voice,
			const struct letter_frame *frame,
			const struct record *record)
{
	size_t band = band_in(held(frame, record, frame->band));

	if (band == BAND_COUNT || !says(voice, PHRASE_GROWTH_MEANS))
		return;
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_GROWTH_MEANS));
	add_paragraph(document, voice, bands[band].means);
	add_paragraph(document, voice, PHRASE_GROWTH_HOW);
	document_end(document);
}

static void add_address(struct document *document, struct voice *voice)
{
	struct slice address = say(voice, PHRASE_GROWTH_HELP_ADDRESS);
	struct builder target = {0};

	builder_add_text(&target, "https://");
	builder_add(&target, address);
	document_text(document, SLICE(" "));
	document_link(document, address, builder_slice(&target));
	voice->failed |= target.failed;
	builder_release(&target);
}

static void add_help(struct document *document, struct voice *voice,
		     const struct letter_frame *frame)
{
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_GROWTH_HELP));
	add_paragraph(document, voice, PHRASE_GROWTH_HELP_DOCTOR);
	if (says(voice, PHRASE_GROWTH_HELP_WEB)) {
		document_begin_paragraph(document);
		document_text(document, say(voice, PHRASE_GROWTH_HELP_WEB));
		add_address(document, voice);
		document_end(document);
	}
	if (says(voice, PHRASE_GROWTH_HELP_US))
		document_paragraph(
			document,
			say_with(voice, PHRASE_GROWTH_HELP_US,
				 with("contact",
				      contact_said(voice, &frame->ask))));
	document_end(document);
}

static void add_rights(struct document *document, struct voice *voice,
		       const struct letter_frame *frame)
{
	struct slice contact = {NULL, 0};

	/* Who is to be asked stands above. */
	if (!slice_equal(frame->object.name, frame->ask.name))
		contact = contact_said(voice, &frame->object);
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_GROWTH_RIGHTS));
	add_paragraph(document, voice, PHRASE_GROWTH_RIGHTS_WHO);
	document_paragraph(document,
			   say_with(voice, PHRASE_GROWTH_RIGHTS_OBJECT,
				    with("contact", contact)));
	document_end(document);
}

/* --- the whole ------------------------------------------------------------------- */

void letter_begin(struct document *document, struct voice *voice,
		  const struct letter_frame *frame)
{
	struct document_about about = {
		.title = say(voice, PHRASE_GROWTH_TITLE),
		.author = frame->controller,
		.subject = say_with(voice, PHRASE_GROWTH_SUBJECT,
				    with("controller", frame->controller)),
		.language = phrasebook_language(voice->book),
		.date = frame->date,
		.large = frame->audience == AUDIENCE_PRIMARY,
		.series = true,
		.skip_word = say(voice, PHRASE_DOCUMENT_SKIP),
		.links_word = say(voice, PHRASE_DOCUMENT_LINKS),
		.sources_word = say(voice, PHRASE_DOCUMENT_SOURCES),
	};

	document_begin(document, voice->arena, &about);
}

void letter_add(struct document *document, struct voice *voice,
		const struct letter_frame *frame, const struct record *record)
{
	struct slice name = name_said(voice, frame, record);
	char date[TEXT_BYTES];

	date_format_long(frame->date, date, sizeof(date));
	document_begin_section(
		document, (struct slice){NULL, 0},
		say_with(voice, PHRASE_GROWTH_HEADING, with("name", name)));
	document_begin_paragraph(document);
	document_text(document, frame->controller);
	document_break(document);
	document_text(document, slice_of(date));
	document_end(document);
	if (says(voice, PHRASE_GROWTH_TO))
		document_paragraph(
			document, say_with(voice, PHRASE_GROWTH_TO,
					   with("name", whole_name(voice, frame,
								   record))));
	add_paragraph(document, voice, PHRASE_GROWTH_OPENING);
	add_result(document, voice, frame, record);
	add_meaning(document, voice, frame, record);
	add_help(document, voice, frame);
	add_rights(document, voice, frame);
	document_end(document);
}

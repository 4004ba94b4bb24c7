/* One child's timeline: who has had its data, when, and for what. */
#include "publish/picture_parts.h"

#include "base/arena.h"
#include "share/told.h"
#include "words/wording.h"

enum {
	MARGIN = 4,
	DATE_WIDTH = 118,
	AXIS = 140,
	TEXT_X = 162,
	EVENT_GAP = 14,
	RADIUS = 6,
};

struct timeline {
	struct voice *voice;
	const struct picture_event *events;
	size_t count;
	struct slice instead; /* of the description; empty: none */
	struct drawing drawing;
};

/* Who it was: by the phrasebook, if it calls so whom the release names. */
static struct slice holder_of(struct timeline *timeline,
			      const struct picture_event *event, bool heading)
{
	struct voice *voice = timeline->voice;
	uint16_t body =
		dictionary_body(voice->dictionary, event->recipient, NULL);

	if (body == DICTIONARY_NONE ||
	    !slice_equal(
		    body_label(&voice->dictionary->bodies[body], event->date),
		    event->holder))
		return event->holder;
	return heading ? name_heading_of_body(voice, body, event->date)
		       : name_of_body(voice, body, event->date);
}

/* With the number that tells two schools apart. */
static struct slice recipient_of(struct timeline *timeline,
				 const struct picture_event *event,
				 bool heading)
{
	return say_with(timeline->voice, PHRASE_TIMELINE_RECIPIENT,
			with("recipient", holder_of(timeline, event, heading)),
			with("number", event->number));
}

/* --- what came of it ---------------------------------------------------------------------- */

static struct slice say_state(struct voice *voice,
			      const struct picture_after *after)
{
	switch (after->state) {
	case AFTER_DUE:
		break;
	case AFTER_SENT:
		return say(voice, PHRASE_TIMELINE_SENT);
	case AFTER_SETTLED:
		return say_with(voice, PHRASE_TIMELINE_SETTLED,
				with("date", say_date(voice, after->settled)));
	}
	return say(voice, PHRASE_TIMELINE_DUE);
}

static struct slice say_after(struct voice *voice,
			      const struct picture_after *after)
{
	static const enum phrase words[] = {
		[AFTER_CORRECTION] = PHRASE_TIMELINE_CORRECTION,
		[AFTER_ERASURE] = PHRASE_TIMELINE_ERASURE,
		[AFTER_RECALL] = PHRASE_TIMELINE_RECALL,
		[AFTER_DESTROYED] = PHRASE_TIMELINE_DESTROYED,
	};
	struct slice date = say_date(voice, after->date);

	if (after->kind == AFTER_DESTROYED)
		return say_with(voice, words[after->kind], with("date", date));
	return say_with(voice, words[after->kind], with("date", date),
			with("state", say_state(voice, after)));
}

/* All of it as one sentence; empty where nothing came of it. */
static struct slice say_afters(struct voice *voice,
			       const struct picture_event *event)
{
	struct slice *list = arena_array(voice->arena, event->after_count + 1,
					 sizeof(*list));

	if (list == NULL)
		voice->failed = true;
	if (list == NULL || event->after_count == 0)
		return (struct slice){0};
	for (size_t i = 0; i < event->after_count; i++)
		list[i] = say_after(voice, &event->after[i]);
	return say_with(
		voice, PHRASE_TIMELINE_WORDS_AFTER,
		with("after", say_list(voice, list, event->after_count)));
}

/* Its index, or DICTIONARY_NONE for a purpose that the dictionary has no more. */
static uint16_t find_purpose(const struct dictionary *dictionary,
			     struct slice name)
{
	for (uint16_t i = 0; i < dictionary->purpose_count; i++)
		if (slice_equal(dictionary->purposes[i].name, name))
			return i;
	return DICTIONARY_NONE;
}

static struct slice purpose_line(struct timeline *timeline,
				 const struct picture_event *event)
{
	struct voice *voice = timeline->voice;
	uint16_t purpose = find_purpose(voice->dictionary, event->purpose);

	return say_with(
		voice, PHRASE_TIMELINE_FOR,
		with("purpose",
		     purpose == DICTIONARY_NONE
			     ? event->purpose
			     : name_heading(voice, NAME_PURPOSE, purpose)),
		with("reference", event->reference));
}

static struct slice say_event(struct timeline *timeline,
			      const struct picture_event *event)
{
	struct voice *voice = timeline->voice;
	uint16_t purpose = find_purpose(voice->dictionary, event->purpose);
	struct sentences text = {0};

	sentences_add(
		&text,
		say_with(
			voice, PHRASE_TIMELINE_WORDS,
			with("date", say_date(voice, event->date)),
			with("recipient", recipient_of(timeline, event, false)),
			with("purpose",
			     purpose == DICTIONARY_NONE
				     ? event->purpose
				     : say_purposes(voice, &purpose, 1)),
			with("reference", event->reference),
			with("data", say_fields(voice, &event->fields, NULL))));
	sentences_add(&text, say_afters(voice, event));
	return sentences_end(&text, voice);
}

static int draw_text(struct timeline *timeline, int x, int y, struct slice text,
		     const struct lettering *lettering, int width, bool measure)
{
	struct lines lines =
		drawing_break(&timeline->drawing, text, lettering, width);

	return measure ? y + lines_height(lines, lettering)
		       : drawing_lines(&timeline->drawing, x, y, lines,
				       lettering);
}

/* The kinds of data, one after the other. */
static struct slice data_line(struct timeline *timeline,
			      const struct picture_event *event)
{
	size_t count;
	const struct slice *names =
		picture_categories(timeline->voice, &event->fields, &count);

	return say_list(timeline->voice, names, count);
}

/* Draws one event, or only tells where it ends. */
static int draw_event(struct timeline *timeline,
		      const struct picture_event *event, int y, bool measure)
{
	const int width = DRAWING_WIDTH - MARGIN - TEXT_X;
	int top = y;

	if (!measure) {
		drawing_circle(&timeline->drawing, AXIS, y + 9, RADIUS,
			       "fill=\"#1a1a1a\"");
		drawing_line(&timeline->drawing, AXIS, y + 9, TEXT_X - 6, y + 9,
			     "stroke=\"#1a1a1a\" stroke-width=\"2\"");
	}
	draw_text(timeline, MARGIN, y + 1,
		  say_date(timeline->voice, event->date), &lettering_heading,
		  DATE_WIDTH, measure);
	y = draw_text(timeline, TEXT_X, y, recipient_of(timeline, event, true),
		      &lettering_name, width, measure);
	y = draw_text(timeline, TEXT_X, y, purpose_line(timeline, event),
		      &lettering_small, width, measure);
	y = draw_text(timeline, TEXT_X, y, data_line(timeline, event),
		      &lettering_pale, width, measure);
	for (size_t i = 0; i < event->after_count; i++)
		y = draw_text(timeline, TEXT_X, y,
			      say_after(timeline->voice, &event->after[i]),
			      &lettering_heading, width, measure);
	return y < top + 2 * RADIUS ? top + 2 * RADIUS : y;
}

/* --- the figure --------------------------------------------------------------------------- */

static void draw_all(struct timeline *timeline, struct document *document)
{
	struct voice *voice = timeline->voice;
	struct sentences text = {0};
	int y = MARGIN, end = MARGIN;

	if (timeline->count == 0)
		return;
	drawing_begin(&timeline->drawing, voice->arena);
	for (size_t i = 0; i < timeline->count; i++)
		end = draw_event(timeline, &timeline->events[i], end, true) +
		      EVENT_GAP;
	drawing_line(&timeline->drawing, AXIS, MARGIN, AXIS, end - EVENT_GAP,
		     "stroke=\"#1a1a1a\" stroke-width=\"2\"");
	for (size_t i = 0; i < timeline->count; i++) {
		y = draw_event(timeline, &timeline->events[i], y, false) +
		    EVENT_GAP;
		if (i + 1 < timeline->count)
			drawing_cut(&timeline->drawing, y - EVENT_GAP / 2);
		if (timeline->instead.len == 0)
			sentences_add(&text, say_event(timeline,
						       &timeline->events[i]));
	}
	sentences_add(&text, timeline->instead);
	if (told_in_part(voice->audience) && timeline->instead.len == 0) {
		struct slice listed = say(voice, PHRASE_PACK_WHO_LISTED);

		y = draw_text(timeline, MARGIN, y, listed, &lettering_small,
			      DRAWING_WIDTH - 2 * MARGIN, false) +
		    EVENT_GAP;
		sentences_add(&text, listed);
	}
	timeline->drawing.told_beside = timeline->instead.len > 0;
	drawing_end(&timeline->drawing, document, SLICE("timeline"),
		    say(voice, PHRASE_TIMELINE_TITLE),
		    sentences_end(&text, voice), DRAWING_WIDTH,
		    y - EVENT_GAP + MARGIN);
	if (voice->failed)
		document->failed = true;
}

void picture_timeline(struct document *document,
		      const struct picture_event *events, size_t count,
		      struct voice *voice)
{
	struct timeline timeline = {
		.voice = voice,
		.events = events,
		.count = count,
	};

	draw_all(&timeline, document);
}

/* --- whom to tell ------------------------------------------------------------------------- */

/* Who takes complaints; of the controller's own, else the first that there is. */
static struct slice contact_of(const struct publication *publication, bool own,
			       struct voice *voice)
{
	const struct published_contact *found = NULL;

	for (size_t i = 0; i < publication->contact_count; i++) {
		const struct published_contact *contact =
			&publication->contacts[i];

		if ((contact->body == DICTIONARY_NONE) != own)
			continue;
		if (contact->complaints &&
		    (found == NULL || !found->complaints))
			found = contact;
		else if (own && found == NULL)
			found = contact;
	}
	return found == NULL ? (struct slice){0}
			     : say_with(voice, PHRASE_TIMELINE_CONTACT,
					with("name", found->name),
					with("telephone", found->telephone),
					with("email", found->email),
					with("web", found->web));
}

static void say_whom_to_tell(struct document *document,
			     const struct publication *publication,
			     struct voice *voice)
{
	document_paragraph(
		document,
		say_with(voice, PHRASE_TIMELINE_COMPLAIN,
			 with("contact", contact_of(publication, true, voice)),
			 with("other", contact_of(publication, false, voice))));
	if (voice->failed)
		document->failed = true;
}

/* To whom is not told of all, not how often there was something either. */
static struct slice say_lead(struct voice *voice, size_t count,
			     const struct publication *publication)
{
	struct slice date = say_date(voice, publication->date);
	struct sentences text = {0};

	if (!told_in_part(voice->audience))
		return count == 0 ? say_with(voice, PHRASE_TIMELINE_NONE,
					     with("date", date))
				  : say_with(voice, PHRASE_TIMELINE_LEAD,
					     with("date", date),
					     with_number("count", count));
	sentences_add(&text, say(voice, PHRASE_PACK_WHO_LISTED));
	sentences_add(&text, say_with(voice, PHRASE_TIMELINE_UNTIL,
				      with("date", date)));
	if (count == 0)
		sentences_add(&text, say(voice, PHRASE_PACK_WHO_NONE_LISTED));
	return sentences_end(&text, voice);
}

void picture_timeline_page(struct document *document,
			   const struct picture_event *events, size_t count,
			   const struct publication *publication,
			   struct voice *voice)
{
	struct timeline timeline = {
		.voice = voice,
		.events = events,
		.count = count,
		.instead = say(voice, PHRASE_PICTURE_BELOW),
	};

	picture_begin(document, voice, publication,
		      say(voice, PHRASE_TIMELINE_PAGE),
		      say_lead(voice, count, publication));
	say_whom_to_tell(document, publication, voice);
	if (count == 0)
		return;
	draw_all(&timeline, document);
	picture_begin_words(document, voice);
	for (size_t i = 0; i < count; i++)
		document_item(document, say_event(&timeline, &events[i]));
	picture_end(document, voice);
}

/* What a family's copy says of why it is held, who may have it, and their rights. */
#include "base/date.h"
#include "policy/right.h"
#include "share/letter.h"
#include "share/pack_parts.h"
#include "words/wording.h"

static void paragraph(struct writer *writer, enum phrase key)
{
	if (says(&writer->voice, key))
		document_paragraph(&writer->document, say(&writer->voice, key));
}

struct slice pack_kinds(struct writer *writer, const struct field_set *fields)
{
	const struct dictionary *dictionary = writer->frame->dictionary;
	struct slice names[CATEGORY_LIMIT];
	bool taken[CATEGORY_LIMIT] = {false};
	size_t count = 0;

	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1))) {
		uint16_t category = dictionary->fields[f].category;

		if (taken[category])
			continue;
		taken[category] = true;
		names[count++] =
			name_heading(&writer->voice, NAME_CATEGORY, category);
	}
	return say_list(&writer->voice, names, count);
}

enum phrase pack_how(enum level_kind level)
{
	switch (level) {
	case LEVEL_NAMED:
		return PHRASE_PACK_HOW_NAMED;
	case LEVEL_PUPIL:
	case LEVEL_INSIDE:
		return PHRASE_PACK_HOW_PUPIL;
	case LEVEL_ANONYMISED:
		return PHRASE_PACK_HOW_ANONYMISED;
	case LEVEL_AGGREGATE:
		break;
	}
	return PHRASE_PACK_HOW_COUNTED;
}

/* --- why, by which law, for how long ------------------------------------------------- */

static struct slice why(struct writer *writer, const struct pack_use *use)
{
	struct voice *voice = &writer->voice;

	if (use->received)
		return say(voice, PHRASE_PACK_USE_RECEIVED);
	if (use->holding == NULL || use->holding->purpose_count == 0)
		return say(voice, PHRASE_HELD_WHY_UNSTATED);
	return say_with(
		voice, PHRASE_HELD_WHY_TEXT,
		with("purposes", say_purposes(voice, use->holding->purposes,
					      use->holding->purpose_count)));
}

static struct slice how_long(struct writer *writer, const struct pack_use *use)
{
	struct voice *voice = &writer->voice;
	struct slice text = SLICE("");

	if (use->received)
		return say(voice, PHRASE_PACK_USE_AS_SENT);
	if (use->holding != NULL)
		text = say_keep(voice, use->holding);
	if (slice_empty(text))
		return say(voice, PHRASE_HELD_KEEP_UNSTATED);
	if (use->until == DATE_NONE)
		return text;
	return say_sentences(
		voice, text,
		say_with(voice, PHRASE_PACK_USE_UNTIL,
			 with("date", say_date(voice, use->until))));
}

static void add_use(struct writer *writer, const struct pack_use *use)
{
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;

	document_begin_pairs(document);
	document_pair(document, say(voice, PHRASE_PACK_WHAT),
		      pack_kinds(writer, &use->fields));
	document_pair(document, say(voice, PHRASE_HELD_WHY), why(writer, use));
	if (use->holding != NULL && use->holding->law_count > 0)
		document_pair(
			document, say(voice, PHRASE_HELD_LAW),
			say_with(voice, PHRASE_HELD_LAW_TEXT,
				 with("laws",
				      say_laws(voice, use->holding->laws,
					       use->holding->law_count))));
	document_pair(document, say(voice, PHRASE_HELD_KEEP),
		      how_long(writer, use));
	document_end(document);
}

void pack_add_uses(struct writer *writer)
{
	document_begin_section(&writer->document, (struct slice){NULL, 0},
			       say(&writer->voice, PHRASE_PACK_USE));
	paragraph(writer, PHRASE_PACK_USE_IS);
	for (size_t i = 0; i < writer->terms.use_count; i++)
		add_use(writer, &writer->terms.uses[i]);
	document_end(&writer->document);
}

/* --- who may have it --------------------------------------------------------------------- */

/* Laws first, then basis and conditions. */
static struct slice laws_said(struct writer *writer, const struct allowed *one)
{
	struct voice *voice = &writer->voice;
	struct slice *names =
		arena_array(voice->arena, one->law_count + one->ground_count,
			    sizeof(*names));
	size_t count = 0;

	if (names == NULL) {
		voice->failed = true;
		return SLICE("");
	}
	for (size_t i = 0; i < one->law_count; i++)
		names[count++] = name_of(voice, NAME_LAW, one->laws[i]);
	for (size_t i = 0; i < one->ground_count; i++)
		names[count++] = name_of(voice, NAME_LAW, one->grounds[i]);
	return say_list(voice, names, count);
}

static void add_allowed(struct writer *writer, const struct allowed *one)
{
	struct voice *voice = &writer->voice;
	int32_t date = writer->frame->disclosure->request.date;
	struct slice item = say_with(
		voice, PHRASE_PACK_MAY_ITEM,
		with("recipient", name_heading_of_body(voice, one->body, date)),
		with("fields", pack_kinds(writer, &one->fields)),
		with("how", say(voice, pack_how(one->level))),
		with("purposes",
		     say_purposes(voice, one->purposes, one->purpose_count)));

	document_item(
		&writer->document,
		say_sentences(voice, item,
			      say_with(voice,
				       one->duty ? PHRASE_PACK_MAY_DUTY
						 : PHRASE_PACK_MAY_LAW,
				       with("laws", laws_said(writer, one)))));
}

void pack_add_allowed(struct writer *writer)
{
	struct document *document = &writer->document;

	document_begin_section(document, (struct slice){NULL, 0},
			       say(&writer->voice, PHRASE_PACK_MAY));
	if (writer->terms.allowed_count == 0) {
		paragraph(writer, PHRASE_PACK_MAY_NOBODY);
	} else {
		paragraph(writer, PHRASE_PACK_MAY_IS);
		document_begin_list(document, DOCUMENT_BULLETED);
		for (size_t i = 0; i < writer->terms.allowed_count; i++)
			add_allowed(writer, &writer->terms.allowed[i]);
		document_end(document);
	}
	paragraph(writer, PHRASE_PACK_ABROAD);
	document_end(document);
}

/* --- rights -------------------------------------------------------------------------------- */

const char *pack_right_law(const struct writer *writer,
			   const struct right *right, int32_t date)
{
	/* Not every school owes a parent the record (C14). */
	if (slice_is(slice_of(right->name), "educational-record") &&
	    !writer->frame->words->record)
		return NULL;
	return right_law(right, date);
}

/* Those that a law of the day has; what is asked of us comes first. */
static void add_list_of_rights(struct writer *writer)
{
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;
	int32_t date = writer->frame->disclosure->request.date;

	paragraph(writer, PHRASE_PACK_RIGHTS_LIST);
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < RIGHT_COUNT; i++) {
		const char *law = pack_right_law(writer, &rights[i], date);

		if (law == NULL)
			continue;
		document_item(
			document,
			say_with(voice, PHRASE_PACK_RIGHTS_ITEM,
				 with("right", name_by(voice, NAME_RIGHT,
						       slice_of(rights[i].name),
						       SLICE(""), FORM_NAME)),
				 with("law", slice_of(law))));
	}
	document_end(document);
}

static struct slice contact_said(struct writer *writer, const char *use)
{
	struct letter_contact contact = letter_contact_for(
		writer->frame->disclosure->node->notice, use);

	return say_with(&writer->voice, PHRASE_GROWTH_CONTACT,
			with("name", contact.name),
			with("telephone", contact.telephone),
			with("email", contact.email), with("web", contact.web),
			with("post", contact.post));
}

static void add_commissioner(struct writer *writer)
{
	struct slice address =
		say(&writer->voice, PHRASE_PACK_COMPLAIN_ADDRESS);
	struct builder target = {0};

	paragraph(writer, PHRASE_PACK_COMPLAIN_COMMISSIONER);
	builder_add_text(&target, "https://");
	builder_add(&target, address);
	document_begin_paragraph(&writer->document);
	document_text(&writer->document,
		      say(&writer->voice, PHRASE_PACK_COMPLAIN_WEB));
	document_text(&writer->document, SLICE(" "));
	document_link(&writer->document, address, builder_slice(&target));
	document_end(&writer->document);
	writer->voice.failed |= target.failed;
	builder_release(&target);
}

void pack_add_rights(struct writer *writer)
{
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;

	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_PACK_RIGHTS));
	paragraph(writer, PHRASE_PACK_RIGHTS_WRONG);
	/* law: DPA 1998 had neither as a general right. */
	if (right_law(right_find(SLICE("restriction")),
		      writer->frame->disclosure->request.date) != NULL)
		paragraph(writer, PHRASE_PACK_RIGHTS_OBJECT);
	paragraph(writer, PHRASE_PACK_DECISIONS);
	add_list_of_rights(writer);
	document_paragraph(
		document,
		say_with(voice, PHRASE_PACK_RIGHTS_US,
			 with("contact", contact_said(writer, "requests"))));
	document_end(document);
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_PACK_COMPLAIN));
	document_paragraph(
		document,
		say_with(voice, PHRASE_PACK_COMPLAIN_US,
			 with("contact", contact_said(writer, "complaints"))));
	add_commissioner(writer);
	document_end(document);
}

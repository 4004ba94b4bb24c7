#include "publish/picture_parts.h"

#include "base/arena.h"
#include "publish/cells.h"
#include "publish/document_words.h"

void sentences_add(struct sentences *sentences, struct slice sentence)
{
	if (sentence.len == 0)
		return;
	if (sentences->text.len > 0)
		builder_add_byte(&sentences->text, ' ');
	builder_add(&sentences->text, sentence);
}

struct slice sentences_end(struct sentences *sentences, struct voice *voice)
{
	return cell_take(voice, &sentences->text);
}

struct field_set picture_held(const struct publication *publication)
{
	struct field_set held = {0};

	for (size_t i = 0; i < publication->holding_count; i++)
		held = field_set_union(
			held, publication->holdings[i].holding->fields);
	return held;
}

struct slice picture_recipient(struct voice *voice,
			       const struct publication *publication,
			       uint16_t body, uint16_t holder,
			       struct slice label)
{
	return holder == DICTIONARY_NONE
		       ? label
		       : name_of_body(voice, body, publication->date);
}

struct slice picture_recipient_heading(struct voice *voice,
				       const struct publication *publication,
				       uint16_t body, uint16_t holder,
				       struct slice label)
{
	return holder == DICTIONARY_NONE
		       ? label
		       : name_heading_of_body(voice, body, publication->date);
}

const struct slice *picture_categories(struct voice *voice,
				       const struct field_set *fields,
				       size_t *count)
{
	const struct dictionary *dictionary = voice->dictionary;
	struct slice *names = arena_array(
		voice->arena, dictionary->category_count + 1, sizeof(*names));

	*count = 0;
	if (names == NULL) {
		voice->failed = true;
		return NULL;
	}
	for (uint16_t i = 0; i < dictionary->category_count; i++)
		if (!field_set_empty(picture_of_category(voice, fields, i)))
			names[(*count)++] =
				name_heading(voice, NAME_CATEGORY, i);
	return names;
}

struct field_set picture_of_category(const struct voice *voice,
				     const struct field_set *fields,
				     uint16_t category)
{
	const struct category *of = &voice->dictionary->categories[category];
	struct field_set all = {0};

	for (uint16_t i = 0; i < of->field_count; i++)
		field_set_add(&all, (uint16_t)(of->first_field + i));
	return field_set_intersection(all, *fields);
}

/* --- documents of their own ------------------------------------------------------ */

void picture_begin(struct document *document, struct voice *voice,
		   const struct publication *publication, struct slice title,
		   struct slice lead)
{
	struct document_about about = document_words(voice);

	about.title = title;
	about.author = publication->controller;
	about.subject = lead;
	about.date = publication->date;
	document_begin(document, voice->arena, &about);
	document_paragraph(document, lead);
}

void picture_begin_words(struct document *document, struct voice *voice)
{
	document_begin_section(document, SLICE("in-words"),
			       say(voice, PHRASE_PICTURE_IN_WORDS));
	document_begin_list(document, DOCUMENT_BULLETED);
}

void picture_end(struct document *document, struct voice *voice)
{
	document_end(document);
	document_end(document);
	if (voice->failed)
		document->failed = true;
}

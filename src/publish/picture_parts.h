/*
 * picture_parts.h - what the files of the pictures share.  Private to them.
 */
#ifndef HORNBOOK_PUBLISH_PICTURE_PARTS_H
#define HORNBOOK_PUBLISH_PICTURE_PARTS_H

#include "document/document.h"
#include "publish/drawing.h"
#include "words/phrasebook.h"
#include "publish/picture.h"
#include "publish/publication.h"

/* Text that is put together of sentences. */
struct sentences {
	struct builder text;
};

/* Adds a sentence, and a space before it where it is not the first. */
void sentences_add(struct sentences *sentences, struct slice sentence);

/* All of it, in the voice's arena; releases it. */
struct slice sentences_end(struct sentences *sentences, struct voice *voice);

/* What the notice says that is held. */
struct field_set picture_held(const struct publication *publication);

/* Who a recipient is on the day, as a heading and inside a sentence. */
struct slice picture_recipient(struct voice *voice,
			       const struct publication *publication,
			       uint16_t body, uint16_t holder,
			       struct slice label);
struct slice picture_recipient_heading(struct voice *voice,
				       const struct publication *publication,
				       uint16_t body, uint16_t holder,
				       struct slice label);

/* The categories that fields are of, each once, whether all of it is meant or
 * not; alone. */
const struct slice *picture_categories(struct voice *voice,
				       const struct field_set *fields,
				       size_t *count);

/* The fields that are of a category. */
struct field_set picture_of_category(const struct voice *voice,
				     const struct field_set *fields,
				     uint16_t category);

/* --- documents of their own ------------------------------------------------------ */

/* Begins one, with a sentence above the picture. */
void picture_begin(struct document *document, struct voice *voice,
		   const struct publication *publication, struct slice title,
		   struct slice lead);

/* Begins the list of what the picture tells, in words; and ends it. */
void picture_begin_words(struct document *document, struct voice *voice);
void picture_end(struct document *document, struct voice *voice);

/* --- the map -------------------------------------------------------------------- */

/* A box of the map: somebody who gives or gets. */
struct map_box {
	struct slice name;         /* alone */
	struct slice words;        /* one sentence that says the same */
	const struct slice *items; /* below the name, a line or more each */
	size_t item_count;
	struct slice note; /* below them; may be empty */
	enum flow_state state;
	struct slice sender; /* of FLOW_TOLD; those of one stand together */
	int height;
};

struct map {
	const struct publication *publication;
	struct voice *voice;
	struct field_set held;
	struct slice controller_words; /* what it holds, as a sentence */
	const struct slice *holds;     /* alone */
	size_t hold_count;
	struct slice instead; /* of the description; empty: none */
	struct map_box *sources;
	size_t source_count;
	struct map_box *recipients;
	size_t recipient_count, recipient_capacity;
	size_t own_count; /* recipients of the controller; the others follow */
};

/* What the map is to show, in words.  Memory running out shows in the voice. */
void map_collect(struct map *map, const struct publication *publication,
		 struct voice *voice);

#endif

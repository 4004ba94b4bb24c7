/*
 * scribe.h - puts records together, quickly.
 *
 * Categories, items and values come in the order of fields.h, which is that of
 * the dictionary of England; where a dictionary has another order they are
 * brought into it, and what it does not have is left out.  Everything lies in the
 * batch's arena, taken in large pieces.  Texts that are constants or the
 * population's own are borrowed: they outlive the records.
 *
 * Private to the room.
 */
#ifndef HORNBOOK_GENERATE_SCRIBE_H
#define HORNBOOK_GENERATE_SCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "generate/fields.h"
#include "register/record.h"

struct arena;
struct dictionary;
struct error;

/* Where the dictionary has each field and category; DICTIONARY_NONE: nowhere. */
struct scribe_fields {
	uint16_t fields[GENERATED_FIELD_COUNT];
	uint16_t categories[GENERATED_CATEGORY_COUNT];
	uint16_t category_of[GENERATED_FIELD_COUNT];
	bool in_order;
};

enum {
	SCRIBE_ITEMS = 512,   /* of one section */
	SCRIBE_SECTIONS = 64, /* of one record */
	SCRIBE_VALUES = 48,   /* of one item */
};

struct scribe {
	const struct scribe_fields *fields;
	struct arena *arena;
	uint64_t categories; /* wanted, by dictionary index */
	bool failed;         /* memory ran out */

	char *text, *text_end;             /* free */
	struct value *values, *values_end; /* free */

	uint16_t category; /* of the open section */
	struct slice period;
	struct value *item; /* first value of the open item */
	uint32_t item_count, section_count;
	struct slice upn;
	struct item items[SCRIBE_ITEMS];
	struct section sections[SCRIBE_SECTIONS];
};

void scribe_fields_find(struct scribe_fields *fields,
			const struct dictionary *dictionary);

/* Everything goes into this arena from now on; the last one may be gone. */
void scribe_use(struct scribe *scribe, struct arena *arena);

/* Begins a record. */
void scribe_begin(struct scribe *scribe);

/* Whether anybody wants a category. */
bool scribe_wants(const struct scribe *scribe,
		  enum generated_category category);

/* Begins a section; false: nobody wants it, and nothing is to be written.
 * `period` is borrowed. */
bool scribe_section(struct scribe *scribe, enum generated_category category,
		    struct slice period);

/* Ends an item: the values that were set since the last one. */
void scribe_item(struct scribe *scribe);

/* Ends a section, and an item that is open. */
void scribe_end_section(struct scribe *scribe);

/* Values of the open item.  An empty text is none. */
void scribe_text(struct scribe *scribe, enum generated_field field,
		 struct slice text);
void scribe_number(struct scribe *scribe, enum generated_field field,
		   uint64_t number);
void scribe_date(struct scribe *scribe, enum generated_field field,
		 int32_t date);
void scribe_flag(struct scribe *scribe, enum generated_field field, bool flag);

/* Up to four texts in a row as one value. */
void scribe_joined(struct scribe *scribe, enum generated_field field,
		   struct slice a, struct slice b, struct slice c,
		   struct slice d);

/* `size` bytes for a text of the caller's own; NULL without memory. */
char *scribe_room(struct scribe *scribe, size_t size);

/* A text put together from four, borrowed as a value's is. */
struct slice scribe_join(struct scribe *scribe, struct slice a, struct slice b,
			 struct slice c, struct slice d);
struct slice scribe_digits(struct scribe *scribe, uint64_t number,
			   unsigned int least);

/* ERROR_MEMORY. */
int scribe_made(struct scribe *scribe, struct record *record,
		struct error *error);

#endif

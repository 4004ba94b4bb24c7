/*
 * record.h - one pupil's data as it travels between formats, register and
 * release.
 *
 * A record is sections, one for each category (and period); a section is
 * items; an item is values, each a field of the dictionary and its canonical
 * text.  All of it is borrowed from the arena or buffer it was made in.
 *
 * Encoded (what is sealed): varint item count; for each item a varint value
 * count and for each value varint field number, counted text.  Field numbers
 * here are the node's own (see register.h), so the codec takes a map.
 */
#ifndef HORNBOOK_REGISTER_RECORD_H
#define HORNBOOK_REGISTER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

struct arena;
struct builder;
struct dictionary;

struct value {
	uint16_t field; /* index in the dictionary */
	struct slice text;
};

struct item {
	struct value *values; /* in order of field */
	uint32_t count;
};

struct section {
	uint16_t category;
	struct slice period; /* "2025" for 2025/26; empty without period */
	struct item *items;
	uint32_t count;
	int32_t collected; /* when the version in hand was recorded */
	uint64_t
		origin; /* what it came with (register_origins); 0: not known */
	uint32_t grant_count;
	const uint64_t *grants; /* those that gave at least one value (see
				   register.h), newest first; without the
				   node's own */
	uint32_t layer_count;
	const struct layer *layers; /* what each says by itself, the node's own
				       first (layer.h); none where nothing was
				       received */
};

struct record {
	uint64_t pupil;   /* the node's id; 0 before the register knows */
	struct slice upn; /* good, canonical; empty when the file has none */
	struct section *sections;
	uint32_t count;
	uint32_t line;   /* where it began in its file; 0: not known */
	uint64_t number; /* the record's number in its file, from 1 */
};

/* Items in one section; a file with more is wrong or hostile. */
enum { RECORD_ITEM_LIMIT = 65536 };

/*
 * Puts a record together, value by value, in any order.  Everything goes
 * into `arena`, which the caller clears between records or batches.
 */
struct record_maker {
	const struct dictionary *dictionary;
	struct arena *arena;
	struct record record;
	size_t capacity; /* of record.sections */
	bool failed;     /* memory ran out */
	bool crowded;    /* more items than RECORD_ITEM_LIMIT */
};

struct record_maker record_maker(const struct dictionary *dictionary,
				 struct arena *arena);

/*
 * Sets a field of item `item` (from 0) of its category's section for `period`.
 * `text` is canonical and is copied.  Items between are made empty; empty ones
 * are dropped by record_made.  A second value for the same field of the same
 * item replaces the first.  An empty text is no value and is ignored.  Setting
 * the field `pupil.upn` also sets record.upn.
 */
void record_set(struct record_maker *maker, uint16_t field, struct slice period,
		uint32_t item, struct slice text);

/*
 * Says that the file speaks of this category (and period) even if it gives no
 * items: importing such a section empties the one held.
 */
void record_mention(struct record_maker *maker, uint16_t category,
		    struct slice period);

/* The finished record, sections in order of category and period. ERROR_MEMORY
 * when memory ran out, ERROR_INPUT when a section has too many items. */
int record_made(struct record_maker *maker, struct record *record,
		struct error *error);

/* Brings sections into order of category and period. */
void record_sort(struct record *record);

/* The first section of a category (of any period), or NULL. */
const struct section *record_section(const struct record *record,
				     uint16_t category);

/* The text of a field in the first item that has it; empty when none has. */
struct slice record_text(const struct record *record,
			 const struct dictionary *dictionary, uint16_t field);

/* The same by the field's name; empty also when the dictionary does not have it. */
struct slice record_text_called(const struct record *record,
				const struct dictionary *dictionary,
				const char *name);

/* The text of a field in one item; empty when it has none. */
struct slice item_text(const struct item *item, uint16_t field);

/* Adds a section's encoded items to `out`.  `numbers[field]` is the stored
 * number of a dictionary field. */
void section_encode(const struct section *section, const uint16_t *numbers,
		    struct builder *out);

/*
 * Decodes items, values in order of field and items left without values
 * dropped, from `bytes`, which must outlive them, into `section->items` and
 * `count`, in `arena`.  `fields[number]` is the dictionary field of a stored
 * number, DICTIONARY_NONE for one this dictionary does not know (its values
 * are skipped); `number_count` bounds it.  ERROR_CORRUPT on malformed bytes.
 */
int section_decode(struct section *section, struct slice bytes,
		   const uint16_t *fields, uint16_t number_count,
		   struct arena *arena, struct error *error);

#endif

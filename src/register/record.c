#include "register/record.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/cursor.h"
#include "dictionary/dictionary.h"

struct slice record_text_called(const struct record *record,
				const struct dictionary *dictionary,
				const char *name)
{
	uint16_t field =
		dictionary_find(dictionary, KIND_FIELD, slice_of(name));

	return field != DICTIONARY_NONE ? record_text(record, dictionary, field)
					: (struct slice){NULL, 0};
}

struct record_maker record_maker(const struct dictionary *dictionary,
				 struct arena *arena)
{
	return (struct record_maker){.dictionary = dictionary, .arena = arena};
}

/*
 * Room in an array that holds `count` elements is the next power of two, so
 * that items and values need no capacity of their own.  Gives the array with
 * room for `wanted` elements.
 */
static void *room(struct arena *arena, void *array, uint32_t count,
		  uint32_t wanted, size_t size)
{
	size_t held = count > 0 ? 1 : 0;
	size_t larger = 1;
	void *copy;

	while (held < count)
		held *= 2;
	if (wanted <= held)
		return array;
	while (larger < wanted)
		larger *= 2;
	copy = arena_array(arena, larger, size);
	if (copy != NULL && count > 0)
		memcpy(copy, array, count * size);
	return copy;
}

/* The section for a category and period, made when there is none. */
static struct section *section_for(struct record_maker *maker,
				   uint16_t category, struct slice period)
{
	struct record *record = &maker->record;
	struct section *sections;
	struct slice copy = {0};

	for (uint32_t i = record->count; i > 0; i--) {
		struct section *section = &record->sections[i - 1];

		if (section->category == category &&
		    slice_equal(section->period, period))
			return section;
	}
	sections = arena_grow(maker->arena, record->sections, record->count,
			      &maker->capacity, sizeof(*sections));
	if (sections == NULL)
		return NULL;
	record->sections = sections;
	if (period.len > 0) {
		copy = arena_copy(maker->arena, period);
		if (copy.at == NULL)
			return NULL;
	}
	sections += record->count++;
	*sections = (struct section){
		.category = category, .period = copy, .collected = DATE_NONE};
	return sections;
}

static struct item *item_for(struct record_maker *maker,
			     struct section *section, uint32_t item)
{
	struct item *items;

	if (item < section->count)
		return &section->items[item];
	items = room(maker->arena, section->items, section->count, item + 1,
		     sizeof(*items));
	if (items == NULL)
		return NULL;
	section->items = items;
	section->count = item + 1;
	return &items[item];
}

/* Where a value of this field stands or belongs. */
static uint32_t value_place(const struct item *item, uint16_t field)
{
	uint32_t at = item->count;

	while (at > 0 && item->values[at - 1].field >= field)
		at--;
	return at;
}

static int set_value(struct record_maker *maker, struct item *item,
		     uint16_t field, struct slice text)
{
	uint32_t at = value_place(item, field);
	struct value *values;

	if (at == item->count || item->values[at].field != field) {
		values = room(maker->arena, item->values, item->count,
			      item->count + 1, sizeof(*values));
		if (values == NULL)
			return -1;
		memmove(values + at + 1, values + at,
			(item->count - at) * sizeof(*values));
		item->values = values;
		item->count++;
	}
	item->values[at] = (struct value){field, text};
	return 0;
}

void record_set(struct record_maker *maker, uint16_t field, struct slice period,
		uint32_t item, struct slice text)
{
	const struct field *meant = &maker->dictionary->fields[field];
	struct section *section;
	struct item *place;
	struct slice copy;

	if (text.len == 0 || maker->failed)
		return;
	if (item >= RECORD_ITEM_LIMIT) {
		maker->crowded = true;
		return;
	}
	section = section_for(maker, meant->category, period);
	place = section != NULL ? item_for(maker, section, item) : NULL;
	copy = place != NULL ? arena_copy(maker->arena, text)
			     : (struct slice){NULL, 0};
	if (copy.at == NULL || set_value(maker, place, field, copy) != 0) {
		maker->failed = true;
		return;
	}
	if (meant->type == FIELD_UPN && slice_is(meant->name, "pupil.upn"))
		maker->record.upn = copy;
}

void record_mention(struct record_maker *maker, uint16_t category,
		    struct slice period)
{
	if (!maker->failed && section_for(maker, category, period) == NULL)
		maker->failed = true;
}

static void drop_empty_items(struct section *section)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < section->count; i++)
		if (section->items[i].count > 0)
			section->items[kept++] = section->items[i];
	section->count = kept;
}

static bool section_before(const struct section *a, const struct section *b)
{
	if (a->category != b->category)
		return a->category < b->category;
	return slice_compare(a->period, b->period) < 0;
}

void record_sort(struct record *record)
{
	for (uint32_t i = 1; i < record->count; i++) {
		struct section moved = record->sections[i];
		uint32_t at = i;

		while (at > 0 &&
		       section_before(&moved, &record->sections[at - 1])) {
			record->sections[at] = record->sections[at - 1];
			at--;
		}
		record->sections[at] = moved;
	}
}

int record_made(struct record_maker *maker, struct record *record,
		struct error *error)
{
	if (maker->failed)
		return error_memory(error);
	if (maker->crowded)
		return error_set(error, ERROR_INPUT,
				 "a record has more than %d items of one kind",
				 RECORD_ITEM_LIMIT);
	for (uint32_t i = 0; i < maker->record.count; i++)
		drop_empty_items(&maker->record.sections[i]);
	record_sort(&maker->record);
	*record = maker->record;
	return 0;
}

const struct section *record_section(const struct record *record,
				     uint16_t category)
{
	for (uint32_t i = 0; i < record->count; i++)
		if (record->sections[i].category == category)
			return &record->sections[i];
	return NULL;
}

struct slice record_text(const struct record *record,
			 const struct dictionary *dictionary, uint16_t field)
{
	uint16_t category = dictionary->fields[field].category;
	struct slice text = {0};

	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];

		if (section->category != category)
			continue;
		for (uint32_t j = 0; j < section->count; j++) {
			text = item_text(&section->items[j], field);
			if (text.len > 0)
				return text;
		}
	}
	return text;
}

struct slice item_text(const struct item *item, uint16_t field)
{
	for (uint32_t i = 0; i < item->count; i++)
		if (item->values[i].field == field)
			return item->values[i].text;
	return (struct slice){0};
}

/* --- the stored form ------------------------------------------------------ */

void section_encode(const struct section *section, const uint16_t *numbers,
		    struct builder *out)
{
	builder_add_varint(out, section->count);
	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *item = &section->items[i];

		builder_add_varint(out, item->count);
		for (uint32_t j = 0; j < item->count; j++) {
			builder_add_varint(out, numbers[item->values[j].field]);
			builder_add_counted(out, item->values[j].text);
		}
	}
}

struct decoding {
	struct cursor cursor;
	const uint16_t *fields;
	uint16_t number_count;
	struct arena *arena;
};

static int malformed(struct error *error)
{
	return error_set(error, ERROR_CORRUPT, "a section is malformed");
}

/* Adds a value where it belongs; false when its field is there already. */
static bool insert_value(struct item *item, struct value value)
{
	uint32_t at = value_place(item, value.field);

	if (at < item->count && item->values[at].field == value.field)
		return false;
	memmove(item->values + at + 1, item->values + at,
		(item->count - at) * sizeof(value));
	item->values[at] = value;
	item->count++;
	return true;
}

static int decode_item(struct decoding *decoding, struct item *item,
		       struct error *error)
{
	struct cursor *cursor = &decoding->cursor;
	struct value value;
	uint64_t number;
	uint64_t count;

	/* A value takes at least two bytes: the count cannot make us allocate
	 * more than a small multiple of the input. */
	if (!cursor_varint(cursor, &count) || count == 0 ||
	    count > cursor_left(cursor) / 2)
		return malformed(error);
	*item = (struct item){.values = arena_array(decoding->arena,
						    (size_t)count,
						    sizeof(*item->values))};
	if (item->values == NULL)
		return error_memory(error);
	for (uint64_t i = 0; i < count; i++) {
		if (!cursor_varint(cursor, &number) ||
		    number >= decoding->number_count ||
		    !cursor_counted(cursor, &value.text))
			return malformed(error);
		value.field = decoding->fields[number];
		if (value.field != DICTIONARY_NONE &&
		    !insert_value(item, value))
			return malformed(error);
	}
	return 0;
}

int section_decode(struct section *section, struct slice bytes,
		   const uint16_t *fields, uint16_t number_count,
		   struct arena *arena, struct error *error)
{
	struct decoding decoding = {cursor_over(bytes), fields, number_count,
				    arena};
	struct item *items;
	uint32_t kept = 0;
	uint64_t count;

	if (!cursor_varint(&decoding.cursor, &count) ||
	    count > cursor_left(&decoding.cursor) / 3 || count > UINT32_MAX)
		return malformed(error);
	items = arena_array(arena, (size_t)count, sizeof(*items));
	if (items == NULL)
		return error_memory(error);
	for (uint64_t i = 0; i < count; i++) {
		if (decode_item(&decoding, &items[kept], error) != 0)
			return -1;
		if (items[kept].count > 0)
			kept++;
	}
	if (cursor_left(&decoding.cursor) > 0)
		return malformed(error);
	section->items = items;
	section->count = kept;
	return 0;
}

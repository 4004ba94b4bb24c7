#include "generate/scribe.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"

enum {
	TEXT_PIECE_BYTES = 32 << 10,
	VALUES_PIECE = 1024,
};

void scribe_fields_find(struct scribe_fields *fields,
			const struct dictionary *dictionary)
{
	/* clang-format off */
	static const struct slice field_names[] = {
#define ROW(one, name) SLICE_INIT(name),
		GENERATED_FIELDS(ROW)
#undef ROW
	};
	static const struct slice category_names[] = {
#define ROW(one, name) SLICE_INIT(name),
		GENERATED_CATEGORIES(ROW)
#undef ROW
	};
	/* clang-format on */
	uint16_t last = 0;

	fields->in_order = true;
	for (size_t i = 0; i < GENERATED_CATEGORY_COUNT; i++)
		fields->categories[i] = dictionary_find(
			dictionary, KIND_CATEGORY, category_names[i]);
	for (size_t i = 0; i < GENERATED_FIELD_COUNT; i++) {
		uint16_t field =
			dictionary_find(dictionary, KIND_FIELD, field_names[i]);

		fields->fields[i] = field;
		fields->category_of[i] =
			field == DICTIONARY_NONE
				? DICTIONARY_NONE
				: dictionary->fields[field].category;
		if (field == DICTIONARY_NONE)
			continue;
		fields->in_order &= field >= last;
		last = field;
	}
}

void scribe_use(struct scribe *scribe, struct arena *arena)
{
	scribe->arena = arena;
	scribe->failed = false;
	scribe->text = scribe->text_end = NULL;
	scribe->values = scribe->values_end = scribe->item = NULL;
}

void scribe_begin(struct scribe *scribe)
{
	scribe->section_count = 0;
	scribe->upn = (struct slice){NULL, 0};
}

static bool more_values(struct scribe *scribe)
{
	size_t open = (size_t)(scribe->values - scribe->item);
	struct value *piece =
		arena_array(scribe->arena, VALUES_PIECE, sizeof(*piece));

	if (piece == NULL) {
		scribe->failed = true;
		return false;
	}
	if (open > 0)
		memcpy(piece, scribe->item, open * sizeof(*piece));
	scribe->item = piece;
	scribe->values = piece + open;
	scribe->values_end = piece + VALUES_PIECE;
	return true;
}

char *scribe_room(struct scribe *scribe, size_t size)
{
	char *text;

	if ((size_t)(scribe->text_end - scribe->text) < size) {
		assert(size <= TEXT_PIECE_BYTES);
		text = arena_allocate(scribe->arena, TEXT_PIECE_BYTES);
		if (text == NULL) {
			scribe->failed = true;
			return NULL;
		}
		scribe->text = text;
		scribe->text_end = text + TEXT_PIECE_BYTES;
	}
	text = scribe->text;
	scribe->text += size;
	return text;
}

bool scribe_wants(const struct scribe *scribe, enum generated_category category)
{
	uint16_t found = scribe->fields->categories[category];

	return found != DICTIONARY_NONE &&
	       (scribe->categories >> found & 1) != 0;
}

bool scribe_section(struct scribe *scribe, enum generated_category category,
		    struct slice period)
{
	uint16_t found = scribe->fields->categories[category];

	if (scribe->failed || !scribe_wants(scribe, category))
		return false;
	scribe->category = found;
	scribe->period = period;
	scribe->item_count = 0;
	scribe->item = scribe->values;
	return true;
}

static void sort_values(struct value *values, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct value moved = values[i];
		size_t at = i;

		while (at > 0 && values[at - 1].field > moved.field) {
			values[at] = values[at - 1];
			at--;
		}
		values[at] = moved;
	}
}

void scribe_item(struct scribe *scribe)
{
	size_t count = (size_t)(scribe->values - scribe->item);

	if (count == 0 || scribe->failed)
		return;
	assert(scribe->item_count < SCRIBE_ITEMS && count <= SCRIBE_VALUES);
	if (!scribe->fields->in_order)
		sort_values(scribe->item, count);
	scribe->items[scribe->item_count++] =
		(struct item){scribe->item, (uint32_t)count};
	scribe->item = scribe->values;
}

void scribe_end_section(struct scribe *scribe)
{
	struct item *items;

	scribe_item(scribe);
	if (scribe->failed || scribe->item_count == 0)
		return;
	assert(scribe->section_count < SCRIBE_SECTIONS);
	items = arena_array(scribe->arena, scribe->item_count, sizeof(*items));
	if (items == NULL) {
		scribe->failed = true;
		return;
	}
	memcpy(items, scribe->items, scribe->item_count * sizeof(*items));
	scribe->sections[scribe->section_count++] =
		(struct section){.category = scribe->category,
				 .period = scribe->period,
				 .items = items,
				 .count = scribe->item_count,
				 .collected = DATE_NONE};
}

void scribe_text(struct scribe *scribe, enum generated_field field,
		 struct slice text)
{
	uint16_t found = scribe->fields->fields[field];

	if (text.len == 0 || scribe->failed ||
	    scribe->fields->category_of[field] != scribe->category)
		return;
	if (scribe->values == scribe->values_end && !more_values(scribe))
		return;
	*scribe->values++ = (struct value){found, text};
	if (field == F_UPN)
		scribe->upn = text;
}

struct slice scribe_digits(struct scribe *scribe, uint64_t number,
			   unsigned int least)
{
	char digits[20];
	unsigned int at = sizeof(digits);
	size_t length;
	char *text;

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0 || sizeof(digits) - at < least);
	length = sizeof(digits) - at;
	text = scribe_room(scribe, length);
	if (text == NULL)
		return (struct slice){NULL, 0};
	memcpy(text, digits + at, length);
	return (struct slice){text, length};
}

void scribe_number(struct scribe *scribe, enum generated_field field,
		   uint64_t number)
{
	/* Most numbers are small ones. */
	static const char small[] = "0001020304050607080910111213141516171819"
				    "2021222324252627282930313233343536373839"
				    "4041424344454647484950515253545556575859"
				    "6061626364656667686970717273747576777879"
				    "8081828384858687888990919293949596979899";

	if (number < 10)
		scribe_text(scribe, field,
			    (struct slice){small + number * 2 + 1, 1});
	else if (number < 100)
		scribe_text(scribe, field,
			    (struct slice){small + number * 2, 2});
	else
		scribe_text(scribe, field, scribe_digits(scribe, number, 1));
}

void scribe_date(struct scribe *scribe, enum generated_field field,
		 int32_t date)
{
	char text[DATE_TEXT_BYTES];
	char *copy;

	if (date == DATE_NONE)
		return;
	copy = scribe_room(scribe, DATE_TEXT_BYTES - 1);
	if (copy == NULL)
		return;
	date_format(date, text);
	memcpy(copy, text, DATE_TEXT_BYTES - 1);
	scribe_text(scribe, field, (struct slice){copy, DATE_TEXT_BYTES - 1});
}

void scribe_flag(struct scribe *scribe, enum generated_field field, bool flag)
{
	scribe_text(scribe, field, flag ? SLICE("true") : SLICE("false"));
}

static char *put(char *at, struct slice text)
{
	if (text.len > 0)
		memcpy(at, text.at, text.len);
	return at + text.len;
}

struct slice scribe_join(struct scribe *scribe, struct slice a, struct slice b,
			 struct slice c, struct slice d)
{
	size_t length = a.len + b.len + c.len + d.len;
	char *text = scribe_room(scribe, length);

	if (text == NULL)
		return (struct slice){NULL, 0};
	put(put(put(put(text, a), b), c), d);
	return (struct slice){text, length};
}

void scribe_joined(struct scribe *scribe, enum generated_field field,
		   struct slice a, struct slice b, struct slice c,
		   struct slice d)
{
	scribe_text(scribe, field, scribe_join(scribe, a, b, c, d));
}

int scribe_made(struct scribe *scribe, struct record *record,
		struct error *error)
{
	struct section *sections;

	if (scribe->failed)
		return error_memory(error);
	sections = arena_array(scribe->arena, scribe->section_count,
			       sizeof(*sections));
	if (sections == NULL)
		return error_memory(error);
	memcpy(sections, scribe->sections,
	       scribe->section_count * sizeof(*sections));
	*record = (struct record){.upn = scribe->upn,
				  .sections = sections,
				  .count = scribe->section_count};
	record_sort(record);
	return 0;
}

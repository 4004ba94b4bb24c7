#include "register/lapse.h"

#include "base/arena.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "register/numbers.h"

static uint16_t field_called(const struct dictionary *dictionary,
			     const char *name)
{
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (slice_is(dictionary->fields[i].name, name))
			return i;
	return DICTIONARY_NONE;
}

static bool is_address(struct slice name)
{
	return slice_starts_with(name, SLICE("pupil.address-")) ||
	       slice_is(name, "pupil.postcode");
}

struct lapse lapse_find(const struct dictionary *dictionary)
{
	static const char *const names[LAPSE_FIELDS] = {
		"enrolment.leaving-date",
		"enrolment.leaving-reason",
		"enrolment.destination",
	};
	static const char *const house[LAPSE_HOUSE] = {
		"pupil.address-paon",
		"pupil.address-street",
		"pupil.address-uprn",
		"pupil.address-line-1",
	};
	struct lapse lapse = {
		.entry = field_called(dictionary, "enrolment.entry-date"),
	};

	for (int i = 0; i < LAPSE_FIELDS; i++)
		lapse.leaving[i] = field_called(dictionary, names[i]);
	for (int i = 0; i < LAPSE_HOUSE; i++)
		lapse.house[i] = field_called(dictionary, house[i]);
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (is_address(dictionary->fields[i].name) &&
		    lapse.address_count < LAPSE_ADDRESS)
			lapse.address[lapse.address_count++] = i;
	return lapse;
}

static uint16_t number_of(const struct numbers *numbers, uint16_t field)
{
	return field == DICTIONARY_NONE ? field : numbers->numbers[field];
}

struct lapse lapse_numbered(const struct lapse *lapse,
			    const struct numbers *numbers)
{
	struct lapse by_number = {.entry = number_of(numbers, lapse->entry)};

	for (int i = 0; i < LAPSE_FIELDS; i++)
		by_number.leaving[i] = number_of(numbers, lapse->leaving[i]);
	for (int i = 0; i < LAPSE_HOUSE; i++)
		by_number.house[i] = number_of(numbers, lapse->house[i]);
	for (uint16_t i = 0; i < lapse->address_count; i++)
		by_number.address[i] = number_of(numbers, lapse->address[i]);
	by_number.address_count = lapse->address_count;
	return by_number;
}

/* Dates are held as 2025-09-01: their order is that of their texts. */
static bool has_lapsed(const struct lapse *lapse, const struct item *over,
		       const struct item *under)
{
	struct slice entry, left;

	if (lapse->entry == DICTIONARY_NONE ||
	    lapse->leaving[0] == DICTIONARY_NONE)
		return false;
	entry = item_text(over, lapse->entry);
	left = item_text(under, lapse->leaving[0]);
	return entry.len > 0 && left.len > 0 && slice_compare(left, entry) < 0;
}

static bool has_moved(const struct lapse *lapse, const struct item *over,
		      const struct item *under)
{
	for (int i = 0; i < LAPSE_HOUSE; i++) {
		struct slice now, before;

		if (lapse->house[i] == DICTIONARY_NONE)
			continue;
		now = item_text(over, lapse->house[i]);
		before = item_text(under, lapse->house[i]);
		if (now.len > 0 && before.len > 0 && !slice_equal(now, before))
			return true;
	}
	return false;
}

static bool is_one_of(const uint16_t *fields, size_t count, uint16_t field)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i] == field)
			return true;
	return false;
}

int lapse_apply(const struct lapse *lapse, const struct item *over,
		struct item *under, struct arena *arena, struct error *error)
{
	bool left = has_lapsed(lapse, over, under);
	bool moved = has_moved(lapse, over, under);
	struct value *values;
	uint32_t count = 0;

	if (!left && !moved)
		return 0;
	values = arena_array(arena, under->count, sizeof(*values));
	if (values == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < under->count; i++) {
		uint16_t field = under->values[i].field;

		if ((left && is_one_of(lapse->leaving, LAPSE_FIELDS, field)) ||
		    (moved &&
		     is_one_of(lapse->address, lapse->address_count, field)))
			continue;
		values[count++] = under->values[i];
	}
	*under = (struct item){values, count};
	return 0;
}

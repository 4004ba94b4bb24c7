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

struct lapse lapse_find(const struct dictionary *dictionary)
{
	static const char *const names[LAPSE_FIELDS] = {
		"enrolment.leaving-date",
		"enrolment.leaving-reason",
		"enrolment.destination",
	};
	struct lapse lapse = {
		.entry = field_called(dictionary, "enrolment.entry-date"),
	};

	for (int i = 0; i < LAPSE_FIELDS; i++)
		lapse.leaving[i] = field_called(dictionary, names[i]);
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

static bool is_of_leaving(const struct lapse *lapse, uint16_t field)
{
	for (int i = 0; i < LAPSE_FIELDS; i++)
		if (lapse->leaving[i] == field)
			return true;
	return false;
}

int lapse_apply(const struct lapse *lapse, const struct item *over,
		struct item *under, struct arena *arena, struct error *error)
{
	struct value *values;
	uint32_t count = 0;

	if (!has_lapsed(lapse, over, under))
		return 0;
	values = arena_array(arena, under->count, sizeof(*values));
	if (values == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < under->count; i++)
		if (!is_of_leaving(lapse, under->values[i].field))
			values[count++] = under->values[i];
	*under = (struct item){values, count};
	return 0;
}

#include "formats/ctf_year.h"

#include <inttypes.h>
#include <stdio.h>

#include "dictionary/dictionary.h"

static struct slice school_of(const struct dictionary *dictionary,
			      const struct item *item)
{
	return item_text(item, dictionary_find(dictionary, KIND_FIELD,
					       SLICE("attendance.laestab")));
}

static struct value *value_of(struct ctf_year *year, uint16_t field)
{
	for (uint32_t i = 0; i < year->item.count; i++)
		if (year->values[i].field == field)
			return &year->values[i];
	return NULL;
}

static void sum(struct ctf_year *year, struct value *value, struct slice text)
{
	char *digits = year->numbers[value - year->values];
	uint64_t a, b;

	if (!slice_number(value->text, UINT32_MAX, &a) ||
	    !slice_number(text, UINT32_MAX, &b))
		return;
	(void)snprintf(digits, CTF_YEAR_DIGITS, "%" PRIu64, a + b);
	value->text = slice_of(digits);
}

static void add_value(struct ctf_year *year,
		      const struct dictionary *dictionary,
		      const struct value *added)
{
	const struct field *field = &dictionary->fields[added->field];
	struct value *value = value_of(year, added->field);

	if (value == NULL) {
		if (year->item.count < CTF_YEAR_VALUES)
			year->values[year->item.count++] = *added;
	} else if (field->type == FIELD_NUMBER) {
		sum(year, value, added->text);
	} else if (field->type == FIELD_DATE) {
		if (slice_compare(added->text, value->text) < 0)
			value->text = added->text;
	} else if (slice_is(field->name, "attendance.marks")) {
		value->text = SLICE("");
	}
}

bool ctf_year_add_up(struct ctf_year *year, const struct dictionary *dictionary,
		     const struct section *section, uint32_t first)
{
	struct slice school = school_of(dictionary, &section->items[first]);

	year->item = (struct item){.values = year->values};
	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *item = &section->items[i];

		if (!slice_equal(school_of(dictionary, item), school))
			continue;
		if (i < first)
			return false;
		for (uint32_t j = 0; j < item->count; j++)
			add_value(year, dictionary, &item->values[j]);
	}
	return true;
}

#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"
#include "demo/promise_items.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/* What columns and elements of extracts are in the dictionary's words: so far as
 * their values are written as records have them. */
static const struct {
	const char *name, *field;
} columns[] = {
	{"Sex", "pupil.sex"},
	{"Gender", "pupil.sex"},
	{"DateOfBirth", "pupil.birth-date"},
	{"BirthDate", "pupil.birth-date"},
	{"NCYear", "enrolment.year-group"},
	{"NCyear", "enrolment.year-group"},
	{"School", "enrolment.school"},
	{"HomeAuthority", "pupil.home-authority"},
	{"YP32", "pupil.home-authority"},
	{"Ethnicity", "ethnicity"},
	{"YP27", "ethnicity"},
	{"EthnicitySource", "ethnicity-source"},
	{"FirstLanguage", "first-language"},
	{"EnglishProficiency", "english-proficiency"},
	{"FreeSchoolMeals", "free-school-meals"},
	{"ServiceChild", "service-child"},
	{"YoungCarer", "young-carer"},
	{"YouthSupportAgreement", "youth-support-agreement"},
	{"PostLookedAfter", "post-looked-after"},
	{"SENProvision", "sen.provision"},
	{"SENprovision", "sen.provision"},
	{"ResultStage", "assessment.stage"},
	{"ResultYear", "assessment.year"},
	{"ResultSubject", "assessment.subject"},
	{"ResultMethod", "assessment.method"},
	{"ResultComponent", "assessment.component"},
	{"Result", "assessment.result"},
	{"ViewTopic", "view.topic"},
	{"View", "view.text"},
};

struct slice items_field_of(const struct promise_value *value)
{
	if (value->field.len > 0)
		return value->field;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (slice_is(value->name, columns[i].name))
			return slice_of(columns[i].field);
	return (struct slice){0};
}

/* --- items as hashes ------------------------------------------------------------ */

/* Of values in any order. */
static uint64_t hash_of(uint16_t field, struct slice text)
{
	uint64_t hash = (slice_hash(text) ^ (field + 1u)) * 0x9e3779b97f4a7c15u;

	return hash ^ hash >> 31;
}

static bool is_of_list(const struct dictionary *dictionary, uint16_t field)
{
	const struct field *known = &dictionary->fields[field];

	return !known->derived &&
	       dictionary->categories[known->category].each.len > 0;
}

int items_of_row(struct promise_items *items, const struct promise_row *row,
		 struct row_items *out, struct error *error)
{
	const struct dictionary *dictionary = truth_dictionary(items->truth);
	uint64_t hash = 0;
	uint32_t item = 0;

	*out = (struct row_items){0};
	out->hashes =
		arena_array(items->arena, row->count + 1, sizeof(*out->hashes));
	if (out->hashes == NULL)
		return error_memory(error);
	for (size_t i = 0; i < row->count; i++) {
		struct slice name = row->values[i].field.len > 0
					    ? (struct slice){0}
					    : items_field_of(&row->values[i]);
		uint16_t field = dictionary_find(dictionary, KIND_FIELD, name);

		if (name.len == 0 || field == DICTIONARY_NONE ||
		    !is_of_list(dictionary, field))
			continue;
		if (hash != 0 && row->values[i].item != item) {
			out->hashes[out->count++] = hash;
			hash = 0;
		}
		item = row->values[i].item;
		hash += hash_of(field, row->values[i].text);
		items->told[field] = true;
	}
	if (hash != 0)
		out->hashes[out->count++] = hash;
	items->any = items->any || out->count > 0;
	return 0;
}

/* --- whose they are -------------------------------------------------------------- */

static int by_hash(const void *a, const void *b)
{
	const struct item_place *one = a, *other = b;

	if (one->hash != other->hash)
		return one->hash < other->hash ? -1 : 1;
	return one->whose < other->whose ? -1 : one->whose > other->whose;
}

static int add_place(struct promise_items *items, uint64_t hash, size_t whose,
		     struct error *error)
{
	if (items->count == items->capacity) {
		size_t wider =
			items->capacity == 0 ? 4096 : items->capacity * 2;
		struct item_place *places = NULL;
		size_t size;

		if (size_multiply(wider, sizeof(*places), &size))
			places = memory_resize(items->places, size);
		if (places == NULL)
			return error_memory(error);
		items->places = places;
		items->capacity = wider;
	}
	items->places[items->count++] = (struct item_place){hash, whose};
	return 0;
}

int items_add(struct promise_items *items, const struct record *record,
	      size_t whose, struct error *error)
{
	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		for (uint32_t i = 0; i < section->count; i++) {
			const struct item *item = &section->items[i];
			uint64_t hash = 0;

			for (uint32_t v = 0; v < item->count; v++)
				if (items->told[item->values[v].field])
					hash += hash_of(item->values[v].field,
							item->values[v].text);
			if (hash != 0 &&
			    add_place(items, hash, whose, error) != 0)
				return -1;
		}
	}
	return 0;
}

void items_sort(struct promise_items *items)
{
	if (items->count > 0)
		qsort(items->places, items->count, sizeof(*items->places),
		      by_hash);
}

size_t items_first(const struct promise_items *items, uint64_t hash,
		   size_t whose)
{
	const struct item_place wanted = {hash, whose};
	size_t low = 0, high = items->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_hash(&items->places[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool items_agree(const struct promise_items *items, const struct row_items *row,
		 size_t whose)
{
	for (size_t i = 0; i < row->count; i++) {
		size_t at = items_first(items, row->hashes[i], whose);

		if (at == items->count ||
		    items->places[at].hash != row->hashes[i] ||
		    items->places[at].whose != whose)
			return false;
	}
	return true;
}

uint64_t items_rarest(const struct promise_items *items,
		      const struct row_items *row)
{
	uint64_t rarest = 0;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < row->count; i++) {
		size_t from = items_first(items, row->hashes[i], 0);
		size_t to = items_first(items, row->hashes[i], SIZE_MAX);

		if (to - from < least) {
			least = to - from;
			rarest = row->hashes[i];
		}
	}
	return rarest;
}

void items_release(struct promise_items *items)
{
	memory_free(items->told);
	memory_free(items->places);
}

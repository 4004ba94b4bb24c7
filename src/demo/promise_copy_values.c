#include "base/error.h"
#include "demo/promise_copy.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/* Whatever a family's copy tells must be of this child's file, item by item. */

bool copy_is_reach(enum meaning meaning, struct slice field)
{
	if (meaning == MEANING_PARENT_TELEPHONE ||
	    meaning == MEANING_PARENT_EMAIL)
		return true;
	if (meaning == MEANING_PARENT_ADDRESS)
		return !slice_ends_with(field, SLICE("-as-pupil"));
	return meaning == MEANING_CONTACT &&
	       (slice_ends_with(field, SLICE("telephone")) ||
		slice_ends_with(field, SLICE("mobile")) ||
		slice_ends_with(field, SLICE("email")) ||
		slice_ends_with(field, SLICE("postcode")) ||
		(slice_starts_with(field, SLICE("contact.address")) &&
		 !slice_ends_with(field, SLICE("-as-pupil"))));
}

static bool ever_had(const struct truth_pupil *pupil, uint16_t field,
		     struct slice text)
{
	for (; pupil != NULL; pupil = pupil->older)
		for (uint32_t s = 0; s < pupil->record->count; s++) {
			const struct section *section =
				&pupil->record->sections[s];

			for (uint32_t i = 0; i < section->count; i++)
				if (slice_equal(item_text(&section->items[i],
							  field),
						text))
					return true;
		}
	return false;
}

/* True when it is somebody else's, or nobody's to tell. */
static bool examine_value(struct copying *copying, const char *name,
			  struct slice text)
{
	struct examination *examination = copying->examination;
	const struct dictionary *dictionary =
		truth_dictionary(examination->evidence->truth);
	uint16_t field =
		dictionary_find(dictionary, KIND_FIELD, slice_of(name));
	enum meaning meaning;

	ask(examination);
	if (field == DICTIONARY_NONE) {
		object(examination, "something that nobody was told of");
		return true;
	}
	meaning = examination->field_meanings[field];
	examination->meanings |= UINT64_C(1) << meaning;
	if (copy_is_reach(meaning, slice_of(name)))
		object(examination, "how to reach somebody else");
	if (copying->parent && meaning == MEANING_PROTECTION)
		object(examination, "child protection in a parent's copy");
	if (ever_had(copying->pupil, field, text))
		return false;
	object(examination, "%s that is not of this child's file",
	       meaning_words(meaning));
	return true;
}

static int add_text(struct copying *copying, struct slice text,
		    struct error *error)
{
	copying->values =
		arena_grow(&copying->arena, copying->values, copying->count,
			   &copying->capacity, sizeof(*copying->values));
	if (copying->values == NULL)
		return error_memory(error);
	copying->values[copying->count++] = text;
	return 0;
}

/* Of what there is one of, each value stays until another is told; an address is
 * told as a whole. */
static bool stays(const struct dictionary *dictionary, uint16_t field)
{
	const struct field *known = &dictionary->fields[field];

	return dictionary->categories[known->category].each.len == 0 &&
	       !slice_starts_with(known->name, SLICE("pupil.address-")) &&
	       !slice_is(known->name, "pupil.postcode");
}

/* Whether one item held has all that the copy tells of it. */
static bool has_all(const struct dictionary *dictionary,
		    const struct item *item, const json_t *told)
{
	const char *name;
	json_t *value;

	/* jansson's macro wants what it does not change. */
	json_object_foreach((json_t *)(uintptr_t)told, name, value)
	{
		uint16_t field =
			dictionary_find(dictionary, KIND_FIELD, slice_of(name));

		if (field == DICTIONARY_NONE ||
		    (!stays(dictionary, field) &&
		     !slice_equal(item_text(item, field),
				  copy_text(told, name))))
			return false;
	}
	return true;
}

static bool is_held(const struct copying *copying, const json_t *section,
		    const json_t *told)
{
	const struct dictionary *dictionary =
		truth_dictionary(copying->examination->evidence->truth);
	uint16_t category = dictionary_find(dictionary, KIND_CATEGORY,
					    copy_text(section, "category"));

	for (const struct truth_pupil *as = copying->pupil; as != NULL;
	     as = as->older)
		for (uint32_t s = 0; s < as->record->count; s++) {
			const struct section *held = &as->record->sections[s];

			if (held->category != category ||
			    !slice_equal(held->period,
					 copy_text(section, "period")))
				continue;
			for (uint32_t i = 0; i < held->count; i++)
				if (has_all(dictionary, &held->items[i], told))
					return true;
		}
	return false;
}

static int examine_item(struct copying *copying, const json_t *section,
			const json_t *item, struct error *error)
{
	bool others = false;
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)item, name, value)
	{
		struct slice text = copy_text(item, name);

		others = examine_value(copying, name, text) || others;
		if (add_text(copying, text, error) != 0)
			return -1;
	}
	ask(copying->examination);
	if (!others && !is_held(copying, section, item))
		object(copying->examination,
		       "what was never held together, as if it were one");
	return 0;
}

int copy_examine_values(struct copying *copying, struct error *error)
{
	const json_t *section, *item;
	size_t i, j;

	json_array_foreach(copying->sections, i, section)
	{
		json_array_foreach(json_object_get(section, "items"), j, item)
		{
			if (examine_item(copying, section, item, error) != 0)
				return -1;
		}
	}
	return 0;
}

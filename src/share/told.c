#include "share/told.h"

bool told_in_part(enum audience reader)
{
	return reader == AUDIENCE_PARENT || reader == AUDIENCE_PRIMARY;
}

struct told told_to(const struct dictionary *dictionary, enum audience reader)
{
	uint16_t safety = dictionary_find(dictionary, KIND_CATEGORY,
					  SLICE("child-protection"));
	struct told told = {.dictionary = dictionary,
			    .in_part = told_in_part(reader)};

	for (uint16_t f = 0; told.in_part && f < dictionary->field_count; f++)
		if (dictionary->fields[f].category == safety)
			field_set_add(&told.silent, f);
	return told;
}

bool told_may_protect(const struct dictionary *dictionary, struct slice purpose)
{
	uint16_t index = dictionary_find(dictionary, KIND_PURPOSE, purpose);

	return index == DICTIONARY_NONE || dictionary->purposes[index].protects;
}

static bool is_pupil(struct slice body)
{
	return slice_is(body, "pupil");
}

bool told_release(const struct told *told, struct pupil_release *release)
{
	if (told->in_part &&
	    (is_pupil(release->release.recipient) ||
	     told_may_protect(told->dictionary, release->release.purpose)))
		return false;
	release->fields = field_set_difference(release->fields, told->silent);
	return !field_set_empty(release->fields);
}

bool told_entry(const struct told *told, const struct case_entry *entry)
{
	/* Who looks a child up, and why, is to keep it safe. */
	return !told->in_part ||
	       (entry->kind == CASE_ACCESS && !is_pupil(entry->with));
}

/* Parents of whom, or to whom, nothing may go: a court's order, a shielded child. */
#include "base/error.h"
#include "register/layer.h"
#include "share/directory.h"
#include "share/disclosure.h"

bool parent_is_limited(const struct item *item, uint16_t field)
{
	struct slice text = item_text(item, field);

	return !slice_empty(text) && !slice_is(text, "false");
}

static bool lists_limited(const struct section *section, uint16_t field)
{
	for (uint32_t i = 0; i < section->count; i++)
		if (parent_is_limited(&section->items[i], field))
			return true;
	return false;
}

bool parents_limited_below(const struct section *section, uint16_t field)
{
	const struct section *own = section_own(section);
	bool covered = false, limited = false;

	for (uint32_t l = 0; l < section->layer_count; l++) {
		const struct section *layer = &section->layers[l].section;

		limited = limited || (covered && lists_limited(layer, field));
		covered = covered || layer->count > 0;
	}
	return limited && (own == NULL || !lists_limited(own, field));
}

bool disclosure_hold_back(const struct disclosure *disclosure,
			  struct record *record)
{
	uint16_t field = disclosure->limited;
	bool found = false;

	if (field == DICTIONARY_NONE)
		return false;
	for (uint32_t s = 0; s < record->count; s++) {
		struct section *section = &record->sections[s];
		bool all = parents_limited_below(section, field);
		uint32_t items = 0;

		for (uint32_t i = 0; i < section->count; i++)
			if (all || parent_is_limited(&section->items[i], field))
				found = true;
			else
				section->items[items++] = section->items[i];
		section->count = items;
	}
	return found;
}

/* --- to parents --------------------------------------------------------------------------- */

/* A copy for one parent (access.h) is made when it is known which. */
static bool is_to_parents(const struct disclosure *disclosure)
{
	return slice_is(disclosure->body->name, "parent") &&
	       disclosure->pack == NULL && !disclosure->aggregate;
}

uint64_t parents_needs(const struct disclosure *disclosure)
{
	const struct field *fields = disclosure->node->dictionary->fields;

	return is_to_parents(disclosure) &&
			       disclosure->limited != DICTIONARY_NONE
		       ? 1ull << fields[disclosure->limited].category
		       : 0;
}

int parents_hold_back(const struct disclosure *disclosure,
		      struct record *record, bool *limited, struct arena *arena,
		      struct error *error)
{
	bool shielded = false;

	*limited = disclosure_hold_back(disclosure, record);
	if (!is_to_parents(disclosure))
		return 0;
	/* Where pupils are named the whole is refused (share.c). */
	if (disclosure->asked->upns == NULL && !*limited &&
	    directory_shielded(disclosure->node, record->pupil, &shielded,
			       arena, error) != 0)
		return -1;
	*limited |= shielded;
	/* Nothing says which parent it reaches. */
	if (*limited)
		record->count = 0;
	return 0;
}

/* The reference's data that was received: the terms it came under. */
#include "policy/reference_parts.h"

static bool in_list(const struct slice *list, size_t count, struct slice name)
{
	while (count > 0)
		if (slice_equal(list[--count], name))
			return true;
	return false;
}

/* Whether a name of a body means the recipient, on the date. */
static bool is_recipient(const struct asking *asking, struct slice name)
{
	const struct dictionary *dictionary = asking->dictionary;
	uint16_t alias;
	uint16_t body = dictionary_body(dictionary, name, &alias);
	const struct holder *now;

	if (body == DICTIONARY_NONE ||
	    body != dictionary_body(dictionary, asking->request->recipient,
				    NULL))
		return false;
	now = body_holder(&dictionary->bodies[body], asking->request->date);
	return alias == DICTIONARY_NONE ||
	       now == &dictionary->bodies[body].holders[alias];
}

static bool serves_purpose(const struct asking *asking,
			   const struct slice *list, size_t count)
{
	return count == 0 || in_list(list, count, asking->request->purpose);
}

bool asking_bound(const struct asking *asking, uint16_t field, size_t index,
		  struct stated *terms, bool *granted)
{
	uint16_t category = asking->dictionary->fields[field].category;
	const struct binding *binding;
	const struct licence *licence = NULL;
	bool own;

	if (asking->pupil->binding >= asking->request->binding_count)
		return false;
	binding = &asking->request->bindings[asking->pupil->binding];
	for (size_t i = 0; i < binding->count && licence == NULL; i++)
		if (binding->list[i].category == category && index-- == 0)
			licence = binding->list[i].licence;
	if (licence == NULL)
		return false;
	*terms = (struct stated){level_named(), licence->clause};
	own = asking_is_controller(asking, asking->request->recipient) &&
	      serves_purpose(asking, licence->purposes, licence->purpose_count);
	*granted = own;
	for (size_t i = 0; i < licence->onward_count && !own; i++) {
		const struct onward_terms *onward = &licence->onward[i];
		bool purpose =
			onward->purpose_count > 0
				? in_list(onward->purposes,
					  onward->purpose_count,
					  asking->request->purpose)
				: serves_purpose(asking, licence->purposes,
						 licence->purpose_count);
		bool body = false;
		int order;

		for (size_t b = 0; b < onward->body_count; b++)
			body |= is_recipient(asking, onward->bodies[b]);
		if (!body || !purpose)
			continue;
		order = asking_compare_levels(asking, terms->level,
					      onward->level);
		if (!*granted || order == -1)
			terms->level = onward->level;
		*granted = true;
	}
	return true;
}

/* The reference's data that was received: the terms it came under. */
#include "base/date.h"
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

/* Whether a clause lets data of the licence go to the recipient for the
 * purpose. */
static bool lets_go(const struct asking *asking, const struct licence *licence,
		    const struct onward_terms *onward)
{
	bool body = false;

	for (size_t b = 0; b < onward->body_count; b++)
		body |= is_recipient(asking, onward->bodies[b]);
	if (!body)
		return false;
	if (onward->purpose_count == 0)
		return serves_purpose(asking, licence->purposes,
				      licence->purpose_count);
	return in_list(onward->purposes, onward->purpose_count,
		       asking->request->purpose);
}

/* Whether no clause that lets it go is more revealing than this one, and none
 * cannot be compared with it. */
static bool is_most_revealing(const struct asking *asking,
			      const struct licence *licence,
			      const struct onward_terms *most)
{
	for (size_t i = 0; i < licence->onward_count; i++) {
		const struct onward_terms *other = &licence->onward[i];
		int order = asking_compare_levels(asking, other->level,
						  most->level);

		if (lets_go(asking, licence, other) && order > 0)
			return false;
	}
	return true;
}

static const struct licence *licence_at(const struct asking *asking,
					uint16_t category, size_t index)
{
	const struct binding *binding;

	if (asking->pupil->binding >= asking->request->binding_count)
		return NULL;
	binding = &asking->request->bindings[asking->pupil->binding];
	for (size_t i = 0; i < binding->count; i++)
		if (binding->list[i].category == category && index-- == 0)
			return binding->list[i].licence;
	return NULL;
}

/* What came at a level goes on at that one, or at one that reveals less. */
static bool keeps_level(const struct asking *asking,
			const struct licence *licence, struct level *level)
{
	int order = asking_compare_levels(asking, licence->level, *level);

	if (order < 0)
		*level = licence->level;
	return order <= 1;
}

static bool is_over(const struct asking *asking, const struct licence *licence)
{
	return licence->delete_by != DATE_NONE &&
	       licence->delete_by < asking->request->date;
}

bool asking_bound(const struct asking *asking, uint16_t field, size_t index,
		  struct stated *terms, bool *granted)
{
	const struct licence *licence = licence_at(
		asking, asking->dictionary->fields[field].category, index);

	if (licence == NULL)
		return false;
	*terms = (struct stated){level_named(), licence->clause};
	*granted = licence->by_law ||
		   (asking_is_controller(asking, asking->request->recipient) &&
		    serves_purpose(asking, licence->purposes,
				   licence->purpose_count));
	for (size_t i = 0; i < licence->onward_count && !*granted; i++)
		if (lets_go(asking, licence, &licence->onward[i]) &&
		    is_most_revealing(asking, licence, &licence->onward[i])) {
			terms->level = licence->onward[i].level;
			*granted = true;
		}
	*granted = *granted && keeps_level(asking, licence, &terms->level) &&
		   !is_over(asking, licence);
	if (!*granted)
		terms->level = level_named();
	return true;
}

bool asking_over(const struct asking *asking, uint16_t field,
		 struct range *clause)
{
	uint16_t category = asking->dictionary->fields[field].category;
	const struct licence *licence;

	for (size_t i = 0; (licence = licence_at(asking, category, i)) != NULL;
	     i++)
		if (is_over(asking, licence)) {
			*clause = licence->clause;
			return true;
		}
	return false;
}

/* The reference's profiles: how small counts are to be treated. */
#include "policy/reference_parts.h"

/* The profile behind the level of a rule, by name: the notice's own before the
 * dictionary's.  NULL where it names none. */
static const struct profile *named_profile(const struct asking *asking,
					   const struct statement *rule)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct statement *level =
		statement_child(rule, KEYWORD_LEVEL, NULL);
	struct slice name = level != NULL ? statement_text(level, "profile")
					  : (struct slice){NULL, 0};

	if (slice_empty(name))
		return NULL;
	for (size_t i = 0; rule->keyword == KEYWORD_SHARE &&
			   i < asking->notice->profile_count;
	     i++)
		if (slice_equal(asking->notice->profiles[i].name, name))
			return &asking->notice->profiles[i];
	return &dictionary->profiles[dictionary_find(dictionary, KIND_PROFILE,
						     name)];
}

/* Whichever of the profile's line of successors is in use on the day. */
static const struct profile *line_on(const struct asking *asking,
				     const struct profile *profile)
{
	const struct dictionary *dictionary = asking->dictionary;
	int32_t date = asking->request->date;

	if (reference_date_within(profile->from, profile->to, date))
		return profile;
	/* Forward, then backward, no more steps than there are profiles. */
	for (uint16_t steps = 0; steps < dictionary->profile_count; steps++)
		for (uint16_t i = 0; i < dictionary->profile_count; i++) {
			const struct profile *other = &dictionary->profiles[i];
			bool later =
				profile->to != DATE_NONE && date > profile->to;

			if (later ? !slice_equal(profile->then, other->name)
				  : !slice_equal(other->then, profile->name))
				continue;
			if (reference_date_within(other->from, other->to, date))
				return other;
			profile = other;
			break;
		}
	return NULL;
}

bool asking_profile(const struct asking *asking, const struct statement *rule,
		    const struct profile **profile, struct range *clause)
{
	*profile = named_profile(asking, rule);
	if (*profile == NULL)
		return false;
	*profile = line_on(asking, *profile);
	*clause = statement_child(rule, KEYWORD_LEVEL, NULL)->range;
	return true;
}

const struct profile *asking_default_profile(const struct asking *asking)
{
	const struct dictionary *dictionary = asking->dictionary;
	uint16_t index =
		dictionary_find(dictionary, KIND_PROFILE, SLICE("default"));

	return index != DICTIONARY_NONE
		       ? line_on(asking, &dictionary->profiles[index])
		       : NULL;
}

/*
 * profiles.c - the dictionary's profiles, and which takes the place of which.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "language/diagnostic.h"

int declare_profiles(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	struct profile *profiles =
		loader_array(loader, KEYWORD_PROFILE, sizeof(*profiles),
			     NAME_LIMIT, &dictionary->profile_count);
	size_t at = 0;

	if (profiles == NULL)
		return -1;
	for (uint16_t i = 0; i < dictionary->profile_count; i++)
		profile_read(&profiles[i],
			     loader_next(loader, KEYWORD_PROFILE, &at),
			     loader->findings);
	dictionary->profiles = profiles;
	return 0;
}

/* One follows the other on the very next day: so there is one for each day, and
 * none that follows itself. */
static void check_succession(struct loader *loader,
			     const struct statement *statement,
			     const struct profile *profile)
{
	const struct dictionary *dictionary = loader->dictionary;
	uint16_t then = refer_argument(loader, KIND_PROFILE, statement, "then");

	if (then == DICTIONARY_NONE)
		return;
	if (profile->to == DATE_NONE ||
	    dictionary->profiles[then].from != profile->to + 1)
		find_error(loader, statement_argument(statement, "then")->range,
			   "bad-dates",
			   "'%.*s' must begin on the day after '%.*s' ends",
			   SLICE_ARGS(profile->then),
			   SLICE_ARGS(profile->name));
}

void resolve_profiles(struct loader *loader)
{
	const struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	for (uint16_t i = 0; i < dictionary->profile_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_PROFILE, &at);

		if (statement_argument(statement, "then") != NULL)
			check_succession(loader, statement,
					 &dictionary->profiles[i]);
	}
}

static const struct profile *find_profile(const struct dictionary *dictionary,
					  struct slice name)
{
	uint16_t index = dictionary_find(dictionary, KIND_PROFILE, name);

	return index != DICTIONARY_NONE ? &dictionary->profiles[index] : NULL;
}

/* The profile whose place a profile took, or NULL. */
static const struct profile *predecessor(const struct dictionary *dictionary,
					 const struct profile *profile)
{
	for (uint16_t i = 0; i < dictionary->profile_count; i++)
		if (slice_equal(dictionary->profiles[i].then, profile->name))
			return &dictionary->profiles[i];
	return NULL;
}

const struct profile *dictionary_profile_on(const struct dictionary *dictionary,
					    const struct profile *profile,
					    int32_t date)
{
	while (profile != NULL && profile->to != DATE_NONE &&
	       date > profile->to)
		profile = find_profile(dictionary, profile->then);
	while (profile != NULL && profile->from != DATE_NONE &&
	       date < profile->from)
		profile = predecessor(dictionary, profile);
	return profile != NULL && profile_in_use(profile, date) ? profile
								: NULL;
}

const struct profile *
dictionary_default_profile(const struct dictionary *dictionary)
{
	return find_profile(dictionary, SLICE("default"));
}

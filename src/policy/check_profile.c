/* The profile for small counts that a share names, beside the day and the law. */
#include "policy/check_parts.h"

static const struct profile *profile_on(const struct checker *checker,
					const struct rule *rule)
{
	return rule->profile != NULL
		       ? dictionary_profile_on(checker->dictionary,
					       rule->profile, checker->date)
		       : NULL;
}

static void check_in_use(struct checker *checker, const struct rule *rule)
{
	const struct profile *profile = profile_on(checker, rule);

	if (rule->profile == NULL || profile == rule->profile)
		return;
	if (profile == NULL)
		tell(checker, CHECK_PROFILE_ENDED, rule->level_range,
		     "the profile '%.*s' is not in use on %s, and nothing "
		     "is sent",
		     SLICE_ARGS(rule->profile->name),
		     check_date(checker, checker->date));
	else
		tell(checker, CHECK_PROFILE_REPLACED, rule->level_range,
		     "on %s '%.*s' stands in place of '%.*s'",
		     check_date(checker, checker->date),
		     SLICE_ARGS(profile->name),
		     SLICE_ARGS(rule->profile->name));
}

void check_profile(struct checker *checker, const struct flow *flow,
		   uint16_t purpose, bool *told)
{
	const struct profile *share = profile_on(checker, flow->rule);
	const struct profile *law;
	const struct option *option;
	size_t at = 0;

	while (!*told && share != NULL &&
	       (option = check_next_live(checker, flow, purpose, &at)) !=
		       NULL) {
		const struct rule *gateway = &option->gateway->rule;

		law = profile_on(checker, gateway);
		if (law == NULL || profile_keeps(share, law))
			continue;
		*told = true;
		if (profile_keeps(law, share))
			check_cite(checker,
				   tell(checker, CHECK_LOOSER_PROFILE,
					flow->rule->level_range,
					"the gateway '%.*s' asks for the "
					"profile '%.*s', which lets less be "
					"shown than '%.*s'",
					SLICE_ARGS(gateway->name),
					SLICE_ARGS(law->name),
					SLICE_ARGS(share->name)),
				   gateway);
		else
			check_cite(checker,
				   tell(checker, CHECK_OVERLAP_CONFLICT,
					flow->rule->level_range,
					"the profile '%.*s' and that of the "
					"gateway '%.*s', '%.*s', cannot both "
					"be kept",
					SLICE_ARGS(share->name),
					SLICE_ARGS(gateway->name),
					SLICE_ARGS(law->name)),
				   gateway);
	}
}

bool check_profiles_agree(const struct checker *checker, const struct rule *one,
			  const struct rule *other)
{
	const struct profile *a = profile_on(checker, one);
	const struct profile *b = profile_on(checker, other);

	return a == NULL || b == NULL || profile_keeps(a, b) ||
	       profile_keeps(b, a);
}

void check_profiles(struct checker *checker)
{
	for (size_t i = 0; i < checker->flow_count; i++)
		if (!checker->flows[i].rule->by_other)
			check_in_use(checker, checker->flows[i].rule);
}

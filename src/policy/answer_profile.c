/*
 * Gate 6, at level aggregate: how small counts are to be treated.
 *
 * The rules in use may each name a profile, and the one binds that keeps all
 * that the others ask.  Of two that neither keeps the other nothing leaves,
 * whatever the law requires of the one alone: a table follows one of them.
 */
#include "policy/answer_parts.h"

/* What a rule's profile is on the date of the request; NULL where it names none
 * or has none then. */
static const struct profile *profile_of(const struct answering *answering,
					const struct rule *rule)
{
	const struct plan *plan = answering->plan;

	return rule->profile != NULL
		       ? dictionary_profile_on(plan->dictionary, rule->profile,
					       plan->request.date)
		       : NULL;
}

/* A rule that names a profile which is not in use lets nothing go. */
static void withhold_ended(struct answering *answering)
{
	const struct candidate *candidate;

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++)
		if (candidate->rule->profile != NULL &&
		    profile_of(answering, candidate->rule) == NULL)
			answer_withhold(answering,
					answer_used(answering, candidate),
					GATE_SAFEGUARDS, REASON_PROFILE,
					candidate->rule->level_range);
}

/* What sets the profile: what a duty requires, else everything. */
static struct field_set decisive_fields(const struct answering *answering)
{
	struct field_set owed =
		field_set_intersection(answering->open, answering->duty);

	return field_set_empty(owed) ? answering->open : owed;
}

/* The profile that a candidate sets for some of the fields, or NULL. */
static const struct profile *set_by(const struct answering *answering,
				    const struct candidate *candidate,
				    struct field_set fields)
{
	struct field_set used = field_set_intersection(
		answer_used(answering, candidate), fields);

	return field_set_empty(used) ? NULL
				     : profile_of(answering, candidate->rule);
}

/* Of all that are set one that no other beats: where any keeps them all, it
 * does. */
static void find_strictest(struct answering *answering, struct field_set fields)
{
	struct decision *decision = answering->decision;
	const struct candidate *candidate;

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++) {
		const struct profile *profile =
			set_by(answering, candidate, fields);

		if (profile == NULL ||
		    (decision->profile != NULL &&
		     (profile_keeps(decision->profile, profile) ||
		      !profile_keeps(profile, decision->profile))))
			continue;
		decision->profile = profile;
		decision->profile_clause = candidate->rule->level_range;
	}
}

static void require_kept(struct answering *answering, struct field_set fields)
{
	const struct decision *decision = answering->decision;
	const struct candidate *candidate;

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++) {
		const struct profile *profile =
			set_by(answering, candidate, fields);

		if (profile == NULL ||
		    profile_keeps(decision->profile, profile))
			continue;
		answer_conflict(answering, GATE_SAFEGUARDS,
				decision->profile_clause,
				candidate->rule->level_range);
		return;
	}
}

/* What goes beside a duty and asks for more than it keeps stays. */
static void withhold_unkept(struct answering *answering,
			    struct field_set decisive)
{
	const struct profile *kept = answering->decision->profile;
	const struct candidate *candidate;

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++) {
		struct field_set used = field_set_difference(
			answer_used(answering, candidate), decisive);
		const struct profile *profile =
			profile_of(answering, candidate->rule);

		if (profile != NULL &&
		    (kept == NULL || !profile_keeps(kept, profile)))
			answer_withhold(answering, used, GATE_SAFEGUARDS,
					REASON_PROFILE,
					candidate->rule->level_range);
	}
}

void answer_profile(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	struct decision *decision = answering->decision;
	struct field_set decisive;

	if (answering->conflict || field_set_empty(answering->open) ||
	    decision->level.kind != LEVEL_AGGREGATE)
		return;
	withhold_ended(answering);
	decisive = decisive_fields(answering);
	find_strictest(answering, decisive);
	require_kept(answering, decisive);
	if (answering->conflict)
		return;
	if (decision->profile == NULL)
		decision->profile = dictionary_profile_on(
			plan->dictionary,
			dictionary_default_profile(plan->dictionary),
			plan->request.date);
	withhold_unkept(answering, decisive);
}

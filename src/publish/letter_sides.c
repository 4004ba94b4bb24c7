#include "publish/letter_sides.h"

#include "base/date.h"
#include "base/error.h"
#include "language/diagnostic.h"
#include "policy/check.h"
#include "policy/policy.h"
#include "publish/publication.h"

bool letter_is_due(const struct policy *policy)
{
	return policy->notice_count >= 2;
}

/* By the day on which they begin. */
static int find_versions(struct letter_sides *sides,
			 const struct policy *policy, struct error *error)
{
	if (!letter_is_due(policy)) {
		error_set(error, ERROR_INPUT,
			  "a letter on what changes needs two versions of the "
			  "notice");
		return error_hint(error, "name the old one and the new one");
	}
	sides->notices[COMPARE_OLD] =
		policy->notices[policy->notice_count - 2].notice;
	sides->notices[COMPARE_NEW] =
		policy->notices[policy->notice_count - 1].notice;
	if (sides->notices[COMPARE_OLD]->version !=
	    sides->notices[COMPARE_NEW]->version)
		return 0;
	error_set(error, ERROR_INPUT,
		  "both notices are version %u: a letter is on what changes "
		  "from one version to another",
		  (unsigned int)sides->notices[COMPARE_NEW]->version);
	return error_hint(error, "name the old one and the new one");
}

/* What begins later is checked too, on the day on which it does. */
static int check_new(const struct letter_sides *sides,
		     const struct policy *policy, struct arena *arena,
		     struct findings *findings, struct error *error)
{
	const struct notice *notice = sides->notices[COMPARE_NEW];

	if (notice_check(notice, policy, notice->from, arena, findings,
			 error) != 0)
		return -1;
	if (findings->errors == 0)
		return 0;
	return error_set(error, ERROR_INPUT, "the new version has errors");
}

/* The old one is asked as if it were still in force on the new one's day. */
static int make_old(struct letter_sides *sides,
		    const struct dictionary *dictionary,
		    struct findings *findings, struct error *error)
{
	const int side = COMPARE_OLD;
	const struct notice *notice = sides->notices[side];
	int32_t day = sides->notices[COMPARE_NEW]->from;

	if (notice->to != DATE_NONE && notice->to < day)
		day = notice->to;
	if (policy_make(&sides->policies[side], dictionary, &notice, 1,
			findings, error) != 0)
		return -1;
	if (sides->policies[side] == NULL)
		return error_set(error, ERROR_INPUT,
				 "the rules of a notice have faults");
	return publication_make(&sides->publications[side],
				sides->policies[side], day, error);
}

static int compare(struct letter_sides *sides,
		   const struct dictionary *dictionary,
		   struct findings *findings, struct error *error)
{
	const struct compare_request request = {
		.notices = {sides->notices[COMPARE_OLD],
			    sides->notices[COMPARE_NEW]},
		.dictionaries = {dictionary, dictionary},
		.on = DATE_NONE,
	};

	if (compare_notices(&sides->comparison, &request, findings, error) != 0)
		return -1;
	if (sides->comparison == NULL)
		return error_set(error, ERROR_INPUT,
				 "the rules of a notice have faults");
	if (comparison_summary(sides->comparison).unfinished == 0)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "the notices differ in more than can be looked at, "
			 "and a letter must not leave anything out");
}

int letter_sides_make(struct letter_sides *sides, const struct policy *policy,
		      struct arena *arena, struct findings *findings,
		      struct error *error)
{
	*sides = (struct letter_sides){0};
	if (find_versions(sides, policy, error) != 0 ||
	    check_new(sides, policy, arena, findings, error) != 0 ||
	    make_old(sides, policy->dictionary, findings, error) != 0 ||
	    publication_make(&sides->publications[COMPARE_NEW], policy,
			     sides->notices[COMPARE_NEW]->from, error) != 0)
		return -1;
	return compare(sides, policy->dictionary, findings, error);
}

void letter_sides_release(struct letter_sides *sides)
{
	comparison_free(sides->comparison);
	for (int side = 0; side < COMPARE_SIDES; side++) {
		publication_free(sides->publications[side]);
		policy_free(sides->policies[side]);
	}
	*sides = (struct letter_sides){0};
}

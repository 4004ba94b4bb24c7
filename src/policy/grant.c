/*
 * grant.c - whether what has been granted meets a need (gate 6).
 *
 * An approval serves as a whole or not at all: it was given by those who gave
 * approvals on that day, it weighs every criterion, and it runs (C16, R-161).
 * Terms add up: each subject may be covered by another signature.
 */
#include "base/date.h"
#include "policy/request.h"

/* It is of this flow, and no longer to come. */
static bool has_begun(const struct grant *grant, const struct request *request,
		      const struct dictionary *dictionary)
{
	return (grant->from == DATE_NONE || grant->from <= request->date) &&
	       (grant->given == DATE_NONE || grant->given <= request->date) &&
	       scope_serves(dictionary, grant->recipient, grant->purpose,
			    request);
}

static bool has_expired(const struct grant *grant,
			const struct request *request)
{
	return grant->until != DATE_NONE && grant->until < request->date;
}

/* The members of a list that the grant does not name. */
static uint64_t unmet(const struct grant *grant, const struct term *list,
		      uint16_t count)
{
	uint64_t left = 0;

	for (uint16_t i = 0; i < count; i++) {
		bool met = false;

		for (size_t m = 0; m < grant->met_count && !met; m++)
			met = slice_equal(grant->met[m], list[i].name);
		left |= (uint64_t)!met << i;
	}
	return left;
}

/* --- approvals ------------------------------------------------------------------ */

static int32_t day_given(const struct grant *grant,
			 const struct request *request)
{
	if (grant->given != DATE_NONE)
		return grant->given;
	return grant->from != DATE_NONE ? grant->from : request->date;
}

/* Whether its time, counted from the day it was given, has passed. */
static bool has_lapsed(const struct approval *approval, int32_t given,
		       int32_t date)
{
	if (approval->lasts_months > 0)
		return date >= date_add_months(given, approval->lasts_months);
	return approval->lasts_days > 0 && date - given >= approval->lasts_days;
}

static enum reason approval_fault(const struct grant *grant,
				  const struct approval *approval,
				  const struct request *request,
				  uint64_t *missing)
{
	int32_t given = day_given(grant, request);

	*missing = 0;
	if (!date_between(approval->from, approval->to, given))
		return REASON_NO_APPROVAL;
	if (has_expired(grant, request) ||
	    has_lapsed(approval, given, request->date))
		return REASON_APPROVAL_EXPIRED;
	*missing = unmet(grant, approval->criteria, approval->criterion_count);
	return *missing != 0 ? REASON_APPROVAL_INCOMPLETE : REASON_NONE;
}

/* Of several approvals the one that comes nearest is told of: one that runs
 * and lacks something, then one that ran. */
static unsigned int distance(enum reason fault)
{
	switch ((int)fault) {
	case REASON_NONE:
		return 0;
	case REASON_APPROVAL_INCOMPLETE:
		return 1;
	case REASON_APPROVAL_EXPIRED:
		return 2;
	default:
		return 3;
	}
}

static enum reason need_approval(const struct need *need,
				 const struct request *request,
				 const struct dictionary *dictionary,
				 uint64_t *missing)
{
	const struct approval *approval;
	enum reason nearest = REASON_NO_APPROVAL;

	if (need->approval == DICTIONARY_NONE)
		return REASON_NO_APPROVAL;
	approval = &dictionary->approvals[need->approval];
	for (size_t i = 0; i < request->grant_count; i++) {
		const struct grant *grant = &request->grants[i];
		uint64_t lacking;
		enum reason fault;

		if (grant->kind != NEED_APPROVAL ||
		    !slice_equal(grant->by, approval->name) ||
		    !has_begun(grant, request, dictionary))
			continue;
		fault = approval_fault(grant, approval, request, &lacking);
		if (distance(fault) >= distance(nearest))
			continue;
		nearest = fault;
		*missing = lacking;
	}
	return nearest;
}

/* --- terms ---------------------------------------------------------------------- */

static enum reason need_terms(const struct need *need,
			      const struct request *request,
			      const struct dictionary *dictionary,
			      uint64_t *missing)
{
	const struct terms *terms = need->terms != DICTIONARY_NONE
					    ? &dictionary->terms[need->terms]
					    : NULL;
	uint16_t count = terms != NULL ? terms->subject_count : 0;
	/* Subjects that no signature ever covered, and that none does now. */
	uint64_t never = ~0ull, now = ~0ull;
	bool is_signed = false, runs = false;

	for (size_t i = 0; i < request->grant_count; i++) {
		const struct grant *grant = &request->grants[i];
		uint64_t lacking;

		if (grant->kind != NEED_TERMS ||
		    !has_begun(grant, request, dictionary) ||
		    (terms != NULL && !slice_equal(grant->terms, terms->name)))
			continue;
		lacking = count > 0 ? unmet(grant, terms->subjects, count) : 0;
		is_signed = true;
		never &= lacking;
		if (has_expired(grant, request))
			continue;
		runs = true;
		now &= lacking;
	}
	if (!is_signed)
		return REASON_NO_TERMS;
	if (never != 0) {
		*missing = never;
		return REASON_TERMS_INCOMPLETE;
	}
	if (runs && now == 0)
		return REASON_NONE;
	if (runs)
		*missing = now;
	return REASON_TERMS_EXPIRED;
}

/* ---------------------------------------------------------------------------------- */

static enum reason need_grant(const struct need *need,
			      const struct request *request,
			      const struct dictionary *dictionary,
			      enum reason absent)
{
	for (size_t i = 0; i < request->grant_count; i++)
		if (request->grants[i].kind == need->kind &&
		    has_begun(&request->grants[i], request, dictionary) &&
		    !has_expired(&request->grants[i], request))
			return REASON_NONE;
	return absent;
}

static enum reason need_role(const struct need *need,
			     const struct request *request,
			     const struct dictionary *dictionary)
{
	return need->role != DICTIONARY_NONE &&
			       slice_equal(dictionary->roles[need->role].name,
					   request->role)
		       ? REASON_NONE
		       : REASON_NO_ROLE;
}

enum reason need_fault(const struct need *need, const struct request *request,
		       const struct dictionary *dictionary, uint64_t *missing)
{
	uint64_t ignored;

	if (missing == NULL)
		missing = &ignored;
	*missing = 0;
	switch (need->kind) {
	case NEED_APPROVAL:
		return need_approval(need, request, dictionary, missing);
	case NEED_AUTHORISATION:
		return need_grant(need, request, dictionary,
				  REASON_NO_AUTHORISATION);
	case NEED_IDENTITY:
		return need_grant(need, request, dictionary,
				  REASON_NO_IDENTITY);
	case NEED_TERMS:
		return need_terms(need, request, dictionary, missing);
	case NEED_ROLE:
		return need_role(need, request, dictionary);
	case NEED_CONSENT:
	case NEED_KIND_COUNT:
		break;
	}
	return REASON_NONE;
}

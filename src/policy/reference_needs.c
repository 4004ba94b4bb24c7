/* The reference's needs: approvals, authorisations, identity, terms, roles. */
#include "base/date.h"
#include "policy/reference_parts.h"

bool asking_need_applies(const struct asking *asking,
			 const struct statement *need)
{
	const struct argument *where = statement_argument(need, "where");

	return where == NULL || asking_judge(asking, where->condition) != NO;
}

/* A holder's alias means that holder, on days on which it is the one. */
static bool same_recipient(const struct asking *asking, struct slice name)
{
	const struct dictionary *dictionary = asking->dictionary;
	uint16_t alias = DICTIONARY_NONE;
	uint16_t named = dictionary_body(dictionary, name, &alias);
	const struct body *body;

	if (named == DICTIONARY_NONE)
		return slice_equal(name, asking->request->recipient);
	if (named !=
	    dictionary_body(dictionary, asking->request->recipient, NULL))
		return false;
	body = &dictionary->bodies[named];
	return alias == DICTIONARY_NONE ||
	       body_holder(body, asking->request->date) ==
		       &body->holders[alias];
}

/* A grant of this kind for this flow that is not of the future. */
static bool speaks(const struct asking *asking, const struct grant *grant,
		   enum need_kind kind)
{
	int32_t today = asking->request->date;

	return grant->kind == kind &&
	       reference_date_within(grant->from, DATE_NONE, today) &&
	       reference_date_within(grant->given, DATE_NONE, today) &&
	       (grant->recipient.len == 0 ||
		same_recipient(asking, grant->recipient)) &&
	       (grant->purpose.len == 0 ||
		slice_equal(grant->purpose, asking->request->purpose));
}

static bool runs(const struct asking *asking, const struct grant *grant)
{
	return reference_date_within(DATE_NONE, grant->until,
				     asking->request->date);
}

static bool names(const struct grant *grant, struct slice wanted)
{
	for (size_t i = 0; i < grant->met_count; i++)
		if (slice_equal(grant->met[i], wanted))
			return true;
	return false;
}

/* Tries the approvals, best answer first: is there one that serves, one that
 * would if more had been weighed, one that would have in its time? */
static enum reason judge_approval(const struct asking *asking,
				  struct slice name)
{
	uint16_t index =
		dictionary_find(asking->dictionary, KIND_APPROVAL, name);
	const struct approval *approval;
	bool incomplete = false, expired = false;

	if (index == DICTIONARY_NONE)
		return REASON_NO_APPROVAL;
	approval = &asking->dictionary->approvals[index];
	for (size_t i = 0; i < asking->request->grant_count; i++) {
		const struct grant *grant = &asking->request->grants[i];
		int32_t day = grant->given;
		int32_t last = INT32_MAX;
		size_t met = 0;

		if (!speaks(asking, grant, NEED_APPROVAL) ||
		    !slice_equal(grant->by, name))
			continue;
		if (day == DATE_NONE)
			day = grant->from;
		if (day == DATE_NONE)
			day = asking->request->date;
		if (!reference_date_within(approval->from, approval->to, day))
			continue;
		if (approval->lasts_days > 0)
			last = day + approval->lasts_days - 1;
		if (approval->lasts_months > 0)
			last = date_add_months(day, approval->lasts_months) - 1;
		for (uint16_t c = 0; c < approval->criterion_count; c++)
			met += names(grant, approval->criteria[c].name);
		if (!runs(asking, grant) || asking->request->date > last)
			expired = true;
		else if (met < approval->criterion_count)
			incomplete = true;
		else
			return REASON_NONE;
	}
	if (incomplete)
		return REASON_APPROVAL_INCOMPLETE;
	return expired ? REASON_APPROVAL_EXPIRED : REASON_NO_APPROVAL;
}

/* Whether a signature of these terms (unnamed: of any) covers the subject
 * (NULL: whatever it covers). */
static bool covered(const struct asking *asking, const struct terms *terms,
		    const struct term *subject, bool now)
{
	for (size_t i = 0; i < asking->request->grant_count; i++) {
		const struct grant *grant = &asking->request->grants[i];

		if (speaks(asking, grant, NEED_TERMS) &&
		    (terms == NULL || slice_equal(grant->terms, terms->name)) &&
		    (subject == NULL || names(grant, subject->name)) &&
		    (!now || runs(asking, grant)))
			return true;
	}
	return false;
}

static enum reason judge_terms(const struct asking *asking, struct slice name)
{
	const struct terms *terms = NULL;
	bool expired;

	if (name.len > 0)
		terms = &asking->dictionary->terms[dictionary_find(
			asking->dictionary, KIND_TERMS, name)];
	if (!covered(asking, terms, NULL, false))
		return REASON_NO_TERMS;
	expired = !covered(asking, terms, NULL, true);
	for (uint16_t s = 0; terms != NULL && s < terms->subject_count; s++) {
		if (!covered(asking, terms, &terms->subjects[s], false))
			return REASON_TERMS_INCOMPLETE;
		if (!covered(asking, terms, &terms->subjects[s], true))
			expired = true;
	}
	return expired ? REASON_TERMS_EXPIRED : REASON_NONE;
}

static bool granted(const struct asking *asking, enum need_kind kind)
{
	for (size_t i = 0; i < asking->request->grant_count; i++)
		if (speaks(asking, &asking->request->grants[i], kind) &&
		    runs(asking, &asking->request->grants[i]))
			return true;
	return false;
}

/* Why a need is not met; REASON_NONE when it is, or is of consent. */
static enum reason judge_need(const struct asking *asking,
			      const struct statement *need)
{
	if (statement_has(need, "approval"))
		return judge_approval(asking, statement_text(need, "by"));
	if (statement_has(need, "terms"))
		return judge_terms(asking, statement_text(need, "terms"));
	if (statement_argument(need, "role") != NULL)
		return slice_equal(statement_text(need, "role"),
				   asking->request->role)
			       ? REASON_NONE
			       : REASON_NO_ROLE;
	if (statement_has(need, "authorisation") &&
	    !granted(asking, NEED_AUTHORISATION))
		return REASON_NO_AUTHORISATION;
	if (statement_has(need, "identity") && !granted(asking, NEED_IDENTITY))
		return REASON_NO_IDENTITY;
	return REASON_NONE;
}

bool asking_lacks_need(const struct asking *asking,
		       const struct statement *rule, enum reason *reason,
		       struct range *clause)
{
	const struct statement *need = NULL;

	while ((need = statement_child(rule, KEYWORD_NEEDS, need)) != NULL) {
		if (!asking_need_applies(asking, need))
			continue;
		*reason = judge_need(asking, need);
		*clause = need->range;
		if (*reason != REASON_NONE)
			return true;
	}
	return false;
}

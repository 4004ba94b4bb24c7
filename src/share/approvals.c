/*
 * approvals.c - what of all that was granted a release rests on: the approvals,
 * authorisations, terms and checks of identity that its rules ask for and that
 * counted on the day.
 */
#include "base/json.h"
#include "share/disclosure.h"

static bool serves(const struct disclosure *disclosure, const struct need *need,
		   const struct grant *grant)
{
	struct request alone = disclosure->request;
	enum reason fault;

	alone.grants = grant;
	alone.grant_count = 1;
	if (need->kind != grant->kind)
		return false;
	fault = need_fault(need, &alone, disclosure->node->dictionary, NULL);
	/* Terms add up. */
	return fault == REASON_NONE || fault == REASON_TERMS_INCOMPLETE;
}

static bool rule_needs(const struct disclosure *disclosure,
		       const struct rule *rule, const struct grant *grant)
{
	for (size_t i = 0; i < rule->need_count; i++)
		if (serves(disclosure, &rule->needs[i], grant))
			return true;
	return false;
}

static bool is_needed(const struct disclosure *disclosure,
		      const struct grant *grant)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = plan_gateway(disclosure->plan, i)) != NULL;
	     i++)
		if (rule_needs(disclosure, rule, grant))
			return true;
	for (size_t i = 0; (rule = plan_share(disclosure->plan, i)) != NULL;
	     i++)
		if (rule_needs(disclosure, rule, grant))
			return true;
	return false;
}

static void put_approval(const struct grant *grant, struct slice project,
			 struct json *json)
{
	static const char *const kinds[NEED_KIND_COUNT] = {
		[NEED_APPROVAL] = "approval",
		[NEED_AUTHORISATION] = "authorisation",
		[NEED_TERMS] = "terms",
		[NEED_IDENTITY] = "identity",
	};

	json_open_object(json);
	json_key_text(json, "kind", slice_of(kinds[grant->kind]));
	if (!slice_empty(grant->by))
		json_key_text(json, "by", grant->by);
	if (!slice_empty(grant->terms))
		json_key_text(json, "terms", grant->terms);
	if (!slice_empty(project))
		json_key_text(json, "project", project);
	json_key_date(json, "given",
		      grant->given != DATE_NONE ? grant->given : grant->from);
	if (grant->until != DATE_NONE)
		json_key_date(json, "until", grant->until);
	json_close_object(json);
}

void approvals_write(const struct disclosure *disclosure, struct json *json)
{
	const struct request *request = &disclosure->request;

	json_key(json, "approvals");
	json_open_array(json);
	for (size_t i = 0; i < request->grant_count; i++)
		if (is_needed(disclosure, &request->grants[i]))
			put_approval(&request->grants[i],
				     disclosure->granted.permissions[i].project,
				     json);
	json_close_array(json);
}

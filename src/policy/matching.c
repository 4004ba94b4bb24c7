#include "policy/matching.h"

#include "language/diagnostic.h"
#include "language/tree.h"
#include "policy/policy.h"

static bool is_own(const struct dictionary *dictionary, struct slice name)
{
	uint16_t fact = dictionary_find(dictionary, KIND_FACT, name);

	return fact != DICTIONARY_NONE &&
	       dictionary->facts[fact].origin == FACT_RECIPIENT;
}

/* Whether the condition can hold of the recipient's own pupils alone, as far as
 * its form shows. */
static bool implies_own(const struct dictionary *dictionary,
			const struct condition *condition)
{
	if (condition == NULL)
		return false;
	switch (condition->kind) {
	case CONDITION_FLAG:
		return is_own(dictionary, condition->fact.text);
	case CONDITION_AND:
		return implies_own(dictionary, condition->left) ||
		       implies_own(dictionary, condition->right);
	case CONDITION_OR:
		return implies_own(dictionary, condition->left) &&
		       implies_own(dictionary, condition->right);
	case CONDITION_NOT:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		break;
	}
	return false;
}

/* No purposes are any. */
static bool names_purpose(const struct rule *rule, uint16_t purpose)
{
	for (size_t r = 0; r < rule->reach_count; r++) {
		const struct reach *reach = &rule->reaches[r];

		if (reach->purpose_count == 0)
			return true;
		for (size_t p = 0; p < reach->purpose_count; p++)
			if (reach->purposes[p] == purpose)
				return true;
	}
	return false;
}

static void check_gateway(const struct policy *policy, const struct rule *rule,
			  struct findings *findings)
{
	const struct dictionary *dictionary = policy->dictionary;

	for (uint16_t p = 0; p < dictionary->purpose_count; p++) {
		const struct purpose *purpose = &dictionary->purposes[p];

		if (purpose->matched_by == DICTIONARY_NONE ||
		    !names_purpose(rule, p) ||
		    implies_own(dictionary, rule->when))
			continue;
		finding_hint(
			findings,
			findings_add(findings, SEVERITY_ERROR,
				     "matched-beyond-own", rule->range,
				     "recipients for '%.*s' match by a number, "
				     "and this gateway is not for their own "
				     "pupils alone",
				     SLICE_ARGS(purpose->name)),
			"say 'when' with a flag 'of recipient', such as "
			"own-roll, or take 'matched by' from the purpose");
	}
}

void matching_check(const struct policy *policy, struct findings *findings)
{
	for (size_t i = 0; i < policy->gateway_count; i++)
		check_gateway(policy, &policy->gateways[i].rule, findings);
}

const struct purpose *matching_purpose(const struct dictionary *dictionary,
				       struct slice name, struct level level)
{
	uint16_t index = dictionary_find(dictionary, KIND_PURPOSE, name);

	if (index == DICTIONARY_NONE || level.kind != LEVEL_PUPIL ||
	    dictionary->purposes[index].matched_by == DICTIONARY_NONE)
		return NULL;
	return &dictionary->purposes[index];
}

#include "policy/compare_notices.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "policy/compare_parts.h"

static const char *const flow_names[] = {
	[FLOW_BEGINS] = "begins",   [FLOW_ENDS] = "ends",
	[FLOW_WIDENS] = "widens",   [FLOW_NARROWS] = "narrows",
	[FLOW_CHANGES] = "changes",
};

static const char *const change_names[] = {
	[CHANGE_SENT] = "sent",
	[CHANGE_WITHHELD] = "withheld",
	[CHANGE_REVEALED] = "more-revealing",
	[CHANGE_COVERED] = "less-revealing",
	[CHANGE_LEVEL] = "other-level",
	[CHANGE_OBLIGED] = "obliged",
	[CHANGE_FREED] = "freed",
	[CHANGE_PROMISED] = "promised",
	[CHANGE_UNPROMISED] = "unpromised",
};

const char *flow_change_name(enum flow_change_kind kind)
{
	return flow_names[kind];
}

const char *change_name(enum change_kind kind)
{
	return change_names[kind];
}

/* --- which flows ------------------------------------------------------------------- */

static bool any_reaches(const struct policy *policy,
			const struct compiled_rule *rules, size_t count,
			uint16_t body, uint16_t purpose, int32_t on)
{
	for (size_t i = 0; i < count; i++)
		if (!rules[i].rule.by_other &&
		    rule_reaches(&rules[i].rule, policy->dictionary, body,
				 purpose, on))
			return true;
	return false;
}

/* Whether a notice or its law speaks of a flow. */
static bool speaks_of(const struct notice_comparison *comparison, int side,
		      struct slice recipient, struct slice purpose)
{
	const struct policy *policy = comparison->policies[side];
	const struct dictionary *dictionary = policy->dictionary;
	uint16_t body = dictionary_body(dictionary, recipient, NULL);
	uint16_t use = dictionary_find(dictionary, KIND_PURPOSE, purpose);
	int32_t on = comparison->summary.on;

	return body != DICTIONARY_NONE && use != DICTIONARY_NONE &&
	       (any_reaches(policy, policy->gateways, policy->gateway_count,
			    body, use, on) ||
		any_reaches(policy, policy->notices[0].shares,
			    policy->notices[0].notice->share_count, body, use,
			    on));
}

static int compare_flow(struct notice_comparison *comparison,
			struct slice recipient, struct slice purpose,
			struct error *error)
{
	struct flow flow;
	int result = -1;

	if (!speaks_of(comparison, COMPARE_OLD, recipient, purpose) &&
	    !speaks_of(comparison, COMPARE_NEW, recipient, purpose))
		return 0;
	if (flow_ask(&flow, comparison, recipient, purpose, error) == 0 &&
	    flow_tell(&flow, error) == 0)
		result = 0;
	if (result == 0) {
		comparison->summary.flows += flow.group_count > 0;
		comparison->summary.unfinished += !flow.whole;
	}
	flow_release(&flow);
	return result;
}

/* What only the new dictionary has comes after what the old one has. */
static int compare_recipient(struct notice_comparison *comparison,
			     struct slice recipient, struct error *error)
{
	const struct dictionary *const *dictionaries =
		comparison->request.dictionaries;

	for (int side = 0; side < COMPARE_SIDES; side++)
		for (uint16_t p = 0; p < dictionaries[side]->purpose_count;
		     p++) {
			struct slice purpose =
				dictionaries[side]->purposes[p].name;

			if (side == COMPARE_NEW &&
			    dictionary_find(dictionaries[COMPARE_OLD],
					    KIND_PURPOSE,
					    purpose) != DICTIONARY_NONE)
				continue;
			if (compare_flow(comparison, recipient, purpose,
					 error) != 0)
				return -1;
		}
	return 0;
}

static int compare_flows(struct notice_comparison *comparison,
			 struct error *error)
{
	const struct dictionary *const *dictionaries =
		comparison->request.dictionaries;

	for (int side = 0; side < COMPARE_SIDES; side++)
		for (uint16_t b = 0; b < dictionaries[side]->body_count; b++) {
			struct slice body = dictionaries[side]->bodies[b].name;

			if (side == COMPARE_NEW &&
			    dictionary_body(dictionaries[COMPARE_OLD], body,
					    NULL) != DICTIONARY_NONE)
				continue;
			if (compare_recipient(comparison, body, error) != 0)
				return -1;
		}
	return 0;
}

/* --- the two sides ------------------------------------------------------------------- */

/* Each is asked as if it were the notice in force, and nothing had been told
 * before. */
static int make_side(struct notice_comparison *comparison, int side,
		     struct findings *findings, struct error *error)
{
	struct notice *notice = &comparison->notices[side];
	const struct notice *list[] = {notice};

	*notice = *comparison->request.notices[side];
	if (notice->from == DATE_NONE || notice->from > comparison->summary.on)
		notice->from = comparison->summary.on;
	notice->to = DATE_NONE;
	return policy_make(&comparison->policies[side],
			   comparison->request.dictionaries[side], list, 1,
			   findings, error);
}

static void match_fields(struct notice_comparison *comparison)
{
	const struct dictionary *old =
		comparison->request.dictionaries[COMPARE_OLD];
	const struct dictionary *new =
		comparison->request.dictionaries[COMPARE_NEW];

	for (uint16_t f = 0; f < old->field_count; f++) {
		const struct field *field =
			dictionary_field(new, old->fields[f].name);

		comparison->to_new[f] =
			field != NULL ? (uint16_t)(field - new->fields)
				      : DICTIONARY_NONE;
	}
}

static int compare(struct notice_comparison *comparison,
		   struct findings *findings, struct error *error)
{
	for (int side = 0; side < COMPARE_SIDES; side++)
		if (make_side(comparison, side, findings, error) != 0)
			return -1;
	if (comparison->policies[0] == NULL || comparison->policies[1] == NULL)
		return 0;
	match_fields(comparison);
	if (compare_flows(comparison, error) != 0)
		return -1;
	return compare_told(comparison, error);
}

int compare_notices(struct notice_comparison **out,
		    const struct compare_request *request,
		    struct findings *findings, struct error *error)
{
	struct notice_comparison *comparison =
		memory_array(1, sizeof(*comparison));

	*out = NULL;
	if (comparison == NULL)
		return error_memory(error);
	comparison->request = *request;
	comparison->summary.on = request->on;
	if (request->on == DATE_NONE)
		comparison->summary.on = request->notices[COMPARE_NEW]->from;
	if (compare(comparison, findings, error) != 0) {
		comparison_free(comparison);
		return -1;
	}
	if (comparison->policies[0] == NULL || comparison->policies[1] == NULL)
		comparison_free(comparison);
	else
		*out = comparison;
	return 0;
}

void comparison_free(struct notice_comparison *comparison)
{
	if (comparison == NULL)
		return;
	policy_free(comparison->policies[COMPARE_OLD]);
	policy_free(comparison->policies[COMPARE_NEW]);
	arena_release(&comparison->arena);
	memory_free(comparison);
}

bool comparison_same(const struct notice_comparison *comparison)
{
	return comparison->flow_count == 0 && comparison->told_count == 0;
}

struct comparison_summary
comparison_summary(const struct notice_comparison *comparison)
{
	return comparison->summary;
}

const struct flow_change *
comparison_flow(const struct notice_comparison *comparison, size_t index)
{
	return index < comparison->flow_count ? &comparison->flows[index]
					      : NULL;
}

const struct told_change *
comparison_told(const struct notice_comparison *comparison, size_t index)
{
	return index < comparison->told_count ? &comparison->told[index] : NULL;
}

#include "policy/allowed.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/controller.h"
#include "policy/policy.h"
#include "policy/request.h"

/* One for each level, and each as a duty and not. */
enum { LEVELS = LEVEL_AGGREGATE + 1, KINDS = 2 * LEVELS };

struct entry {
	struct field_set fields;
	/* By index: 1 where it has it. */
	uint8_t *purposes, *laws, *grounds;
};

struct finder {
	const struct policy *policy;
	const struct dictionary *dictionary;
	const struct notice *notice;
	const struct compiled_notice *compiled;
	struct discloser discloser;
	int32_t date;
	uint16_t body;
	struct entry entries[KINDS]; /* of the body in hand */
	struct arena *arena;
};

/* --- conditions on the controller -------------------------------------------------- */

/* The truths that a condition may have here, of one pupil or another: a bit for
 * each of enum TRUTH_*. */
enum {
	MAY_UNKNOWN = 1 << TRUTH_UNKNOWN,
	MAY_TRUE = 1 << TRUTH_TRUE,
	MAY_FALSE = 1 << TRUTH_FALSE,
};

/* What is not known of the controller is so of no pupil. */
static unsigned int leaf_may(const struct finder *finder,
			     const struct condition_step *step)
{
	const struct fact *fact = &finder->dictionary->facts[step->fact];
	int32_t value;

	if (fact->origin != FACT_CONTROLLER)
		return MAY_UNKNOWN | MAY_TRUE | MAY_FALSE;
	value = controller_fact(finder->dictionary, finder->notice,
				finder->notice->kind, fact);
	if (value == DATE_NONE)
		return 1u << step->unknown;
	return value >= step->low && value <= step->high ? MAY_TRUE : MAY_FALSE;
}

static unsigned int may_not(unsigned int may)
{
	return (may & MAY_UNKNOWN) | ((may & MAY_TRUE) != 0 ? MAY_FALSE : 0) |
	       ((may & MAY_FALSE) != 0 ? MAY_TRUE : 0);
}

/* In three values: false where either is, true where both are. */
static unsigned int may_and(unsigned int left, unsigned int right)
{
	unsigned int either = left | right;
	unsigned int may = either & MAY_FALSE;

	may |= left & right & MAY_TRUE;
	if ((either & MAY_UNKNOWN) != 0 &&
	    (left & (MAY_TRUE | MAY_UNKNOWN)) != 0 &&
	    (right & (MAY_TRUE | MAY_UNKNOWN)) != 0)
		may |= MAY_UNKNOWN;
	return may;
}

/* Whether the condition is never true here, whoever the pupil is. */
static bool is_dead(const struct finder *finder,
		    const struct condition_program *when)
{
	unsigned int stack[CONDITION_STACK] = {0};
	unsigned int depth = 0;

	for (size_t i = 0; i < when->count; i++) {
		const struct condition_step *step = &when->steps[i];

		switch (step->operation) {
		case OPERATION_RANGE:
			stack[depth++] = leaf_may(finder, step);
			break;
		case OPERATION_AGE:
			stack[depth++] = MAY_UNKNOWN | MAY_TRUE | MAY_FALSE;
			break;
		case OPERATION_NEVER:
			stack[depth++] = MAY_FALSE;
			break;
		case OPERATION_AND:
			depth--;
			stack[depth - 1] =
				may_and(stack[depth - 1], stack[depth]);
			break;
		case OPERATION_OR:
			depth--;
			stack[depth - 1] =
				may_not(may_and(may_not(stack[depth - 1]),
						may_not(stack[depth])));
			break;
		case OPERATION_NOT:
			stack[depth - 1] = may_not(stack[depth - 1]);
			break;
		}
	}
	return depth == 1 && (stack[0] & MAY_TRUE) == 0;
}

/* --- one recipient and purpose ------------------------------------------------------ */

static bool is_live(const struct finder *finder,
		    const struct compiled_rule *compiled, uint16_t purpose)
{
	const struct rule *rule = &compiled->rule;

	return !rule->by_other &&
	       rule_reaches(rule, finder->dictionary, finder->body, purpose,
			    finder->date) &&
	       rule_is_for(rule, finder->dictionary, &finder->discloser,
			   finder->date) &&
	       rule_in_force(rule, finder->dictionary, finder->date, NULL) &&
	       !is_dead(finder, &compiled->when);
}

/* What is forbidden of every pupil. */
static struct field_set forbidden(const struct finder *finder,
				  const struct compiled_rule *list,
				  size_t count, uint16_t purpose)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < count; i++)
		if (list[i].rule.when == NULL &&
		    is_live(finder, &list[i], purpose))
			fields = field_set_union(
				fields, rule_fields(&list[i].rule,
						    &finder->notice->held));
	return fields;
}

static bool is_in_force(const struct finder *finder, uint16_t index)
{
	const struct law *law = &finder->dictionary->laws[index];

	return (law->from == DATE_NONE || law->from <= finder->date) &&
	       (law->to == DATE_NONE || finder->date <= law->to);
}

static void add(struct finder *finder, const struct rule *gateway,
		struct field_set fields, enum level_kind level, bool duty,
		uint16_t purpose)
{
	struct entry *entry = &finder->entries[level + (duty ? LEVELS : 0)];

	if (field_set_empty(fields))
		return;
	entry->fields = field_set_union(entry->fields, fields);
	entry->purposes[purpose] = 1;
	for (size_t i = 0; i < gateway->law_count; i++)
		entry->laws[gateway->laws[i]] = 1;
	for (size_t i = 0; i < gateway->ground_count; i++)
		if (is_in_force(finder, gateway->grounds[i]))
			entry->grounds[gateway->grounds[i]] = 1;
}

/* What the notice promises within one gateway. */
static void add_promised(struct finder *finder, const struct rule *gateway,
			 struct field_set fields, uint16_t purpose)
{
	const struct dictionary *dictionary = finder->dictionary;

	for (size_t i = 0; i < finder->notice->share_count; i++) {
		const struct compiled_rule *share =
			&finder->compiled->shares[i];
		struct level level = gateway->level;

		if (!is_live(finder, share, purpose) ||
		    (gateway->triggers != 0 && share->rule.triggers != 0 &&
		     (gateway->triggers & share->rule.triggers) == 0))
			continue;
		level_least(dictionary, level, share->rule.level, &level);
		add(finder, gateway,
		    field_set_intersection(
			    fields,
			    rule_fields(&share->rule, &finder->notice->held)),
		    level.kind, gateway->duty, purpose);
	}
}

static void find_purpose(struct finder *finder, uint16_t purpose)
{
	const struct policy *policy = finder->policy;
	struct field_set never = forbidden(finder, policy->prohibitions,
					   policy->prohibition_count, purpose);
	struct field_set promised_not =
		forbidden(finder, finder->compiled->prohibitions,
			  finder->notice->prohibition_count, purpose);

	for (size_t i = 0; i < policy->gateway_count; i++) {
		const struct rule *gateway = &policy->gateways[i].rule;
		struct field_set fields;

		if (!is_live(finder, &policy->gateways[i], purpose))
			continue;
		fields = field_set_difference(
			rule_fields(gateway, &finder->notice->held), never);
		/* A duty passes the promise, as a decision does (batch.c). */
		if (gateway->duty)
			add(finder, gateway, fields, gateway->level.kind, true,
			    purpose);
		else
			add_promised(finder, gateway,
				     field_set_difference(fields, promised_not),
				     purpose);
	}
}

/* --- all of them ----------------------------------------------------------------------- */

static int begin_body(struct finder *finder, uint16_t body, struct error *error)
{
	const struct dictionary *dictionary = finder->dictionary;

	finder->body = body;
	for (size_t i = 0; i < KINDS; i++) {
		struct entry *entry = &finder->entries[i];

		*entry = (struct entry){
			.purposes = arena_allocate(finder->arena,
						   dictionary->purpose_count),
			.laws = arena_allocate(finder->arena,
					       dictionary->law_count),
			.grounds = arena_allocate(finder->arena,
						  dictionary->law_count),
		};
		if (entry->purposes == NULL || entry->laws == NULL ||
		    entry->grounds == NULL)
			return error_memory(error);
	}
	return 0;
}

static int list_marked(const uint8_t *marks, size_t limit,
		       const uint16_t **list, size_t *count,
		       struct arena *arena, struct error *error)
{
	uint16_t *out = arena_array(arena, limit, sizeof(*out));

	*count = 0;
	*list = out;
	if (out == NULL)
		return error_memory(error);
	for (size_t i = 0; i < limit; i++)
		if (marks[i])
			out[(*count)++] = (uint16_t)i;
	return 0;
}

static int end_body(struct finder *finder, struct allowed *list, size_t *count,
		    struct error *error)
{
	const struct dictionary *dictionary = finder->dictionary;

	for (size_t i = 0; i < KINDS; i++) {
		const struct entry *entry = &finder->entries[i];
		struct allowed *one = &list[*count];

		if (field_set_empty(entry->fields))
			continue;
		*one = (struct allowed){
			.body = finder->body,
			.level = (enum level_kind)(i % LEVELS),
			.duty = i >= LEVELS,
			.fields = entry->fields,
		};
		if (list_marked(entry->purposes, dictionary->purpose_count,
				&one->purposes, &one->purpose_count,
				finder->arena, error) != 0 ||
		    list_marked(entry->laws, dictionary->law_count, &one->laws,
				&one->law_count, finder->arena, error) != 0 ||
		    list_marked(entry->grounds, dictionary->law_count,
				&one->grounds, &one->ground_count,
				finder->arena, error) != 0)
			return -1;
		++*count;
	}
	return 0;
}

static const struct compiled_notice *compiled_of(const struct policy *policy,
						 const struct notice *notice)
{
	for (size_t i = 0; i < policy->notice_count; i++)
		if (policy->notices[i].notice == notice)
			return &policy->notices[i];
	return NULL;
}

int allowed_list(const struct policy *policy, const struct notice *notice,
		 int32_t date, const struct allowed **out, size_t *count,
		 struct arena *arena, struct error *error)
{
	const struct dictionary *dictionary = policy->dictionary;
	const struct request request = {.controller_kind = DICTIONARY_NONE};
	struct finder finder = {
		.policy = policy,
		.dictionary = dictionary,
		.notice = notice,
		.compiled = compiled_of(policy, notice),
		.discloser = controller_discloser(dictionary, notice, &request),
		.date = date,
		.arena = arena,
	};
	struct allowed *list = arena_array(
		arena, (size_t)KINDS * dictionary->body_count, sizeof(*list));

	*count = 0;
	*out = list;
	if (list == NULL)
		return error_memory(error);
	for (uint16_t b = 0;
	     finder.compiled != NULL && b < dictionary->body_count; b++) {
		const struct body *body = &dictionary->bodies[b];

		if (slice_is(body->kind, "family") ||
		    body_holder(body, date) == NULL)
			continue;
		if (begin_body(&finder, b, error) != 0)
			return -1;
		for (uint16_t p = 0; p < dictionary->purpose_count; p++)
			find_purpose(&finder, p);
		if (end_body(&finder, list, count, error) != 0)
			return -1;
	}
	return 0;
}

#include "publish/organisations.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/request.h"
#include "publish/publication.h"
#include "share/grants.h"
#include "share/keys.h"
#include "share/node.h"

struct gathering {
	struct node *node;
	const struct publication *publication;
	int32_t date;
	struct arena *arena;
	struct recorded_grants granted;
	struct organisation *list;
	size_t count, capacity;
};

/* --- what may go to a body --------------------------------------------------------- */

/* A need that only some pupils' data has keeps nothing from the others; who asks
 * is another matter than which organisation. */
static bool is_met(const struct gathering *gathering,
		   const struct published_part *part,
		   const struct request *request)
{
	for (size_t i = 0; i < part->need_count; i++) {
		const struct need *need = part->needs[i].need;

		if (part->needs[i].where == NULL && need->kind != NEED_ROLE &&
		    need_fault(need, request, gathering->node->dictionary,
			       NULL) != REASON_NONE)
			return false;
	}
	return true;
}

static void add_once(uint16_t *list, size_t *count, uint16_t one)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i] == one)
			return;
	list[(*count)++] = one;
}

static void add_part(const struct gathering *gathering,
		     const struct published_flow *flow,
		     const struct published_part *part,
		     struct organisation *one, uint16_t *purposes,
		     uint16_t *roles)
{
	const struct dictionary *dictionary = gathering->node->dictionary;

	for (size_t i = 0; i < part->purpose_count; i++) {
		uint16_t purpose = part->purposes[i];
		const struct request request = {
			.recipient = dictionary->bodies[flow->body].name,
			.purpose = dictionary->purposes[purpose].name,
			.date = gathering->date,
			.grants = gathering->granted.grants,
			.grant_count = gathering->granted.count,
			.recipient_number = one->number,
		};

		if (!is_met(gathering, part, &request))
			continue;
		add_once(purposes, &one->purpose_count, purpose);
		add_once(roles, &one->role_count, flow->body);
	}
}

static bool is_school(const struct dictionary *dictionary, uint16_t body)
{
	return slice_is(dictionary->bodies[body].kind, "school");
}

static bool goes_to(const struct gathering *gathering,
		    const struct published_flow *flow,
		    const struct organisation *one)
{
	const struct dictionary *dictionary = gathering->node->dictionary;

	if (flow->state == FLOW_TOLD)
		return false;
	return flow->body == one->body ||
	       (!slice_empty(one->number) && is_school(dictionary, one->body) &&
		is_school(dictionary, flow->body));
}

static int find_purposes(const struct gathering *gathering,
			 struct organisation *one, struct error *error)
{
	const struct publication *publication = gathering->publication;
	uint16_t *roles = arena_array(gathering->arena,
				      gathering->node->dictionary->body_count,
				      sizeof(*roles));
	uint16_t *purposes = arena_array(
		gathering->arena, gathering->node->dictionary->purpose_count,
		sizeof(*purposes));

	if (purposes == NULL || roles == NULL)
		return error_memory(error);
	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];

		if (!goes_to(gathering, flow, one))
			continue;
		for (size_t p = 0; p < flow->part_count; p++)
			add_part(gathering, flow, &flow->parts[p], one,
				 purposes, roles);
	}
	one->purposes = purposes;
	one->roles = roles;
	return 0;
}

/* --- what was granted to it ----------------------------------------------------------- */

/* Whether it meets by itself what it can be needed for.  Terms add up, so that
 * some of their subjects are enough. */
static bool meets(const struct gathering *gathering, const struct grant *grant,
		  int32_t date)
{
	const struct dictionary *dictionary = gathering->node->dictionary;
	struct need need = {
		.kind = grant->kind,
		.approval =
			dictionary_find(dictionary, KIND_APPROVAL, grant->by),
		.terms = dictionary_find(dictionary, KIND_TERMS, grant->terms),
		.role = DICTIONARY_NONE,
	};
	const struct request request = {
		.recipient = grant->recipient,
		.purpose = grant->purpose,
		.date = date,
		.grants = grant,
		.grant_count = 1,
	};
	enum reason fault = need_fault(&need, &request, dictionary, NULL);

	return fault == REASON_NONE || fault == REASON_TERMS_INCOMPLETE;
}

static int32_t day_given(const struct grant *grant)
{
	return grant->given != DATE_NONE ? grant->given : grant->from;
}

/* The last day on which it counts, where its own last day or that of such
 * approvals is known. */
static int32_t last_day(const struct gathering *gathering,
			const struct grant *grant)
{
	const struct dictionary *dictionary = gathering->node->dictionary;
	uint16_t index =
		grant->kind == NEED_APPROVAL
			? dictionary_find(dictionary, KIND_APPROVAL, grant->by)
			: DICTIONARY_NONE;
	const struct approval *approval =
		index != DICTIONARY_NONE ? &dictionary->approvals[index] : NULL;
	int32_t lapses = DATE_NONE, given = day_given(grant);

	if (approval != NULL && given != DATE_NONE &&
	    approval->lasts_months > 0)
		lapses = date_add_months(given, approval->lasts_months) - 1;
	else if (approval != NULL && given != DATE_NONE &&
		 approval->lasts_days > 0)
		lapses = given + approval->lasts_days - 1;
	if (lapses == DATE_NONE || grant->until == DATE_NONE)
		return lapses != DATE_NONE ? lapses : grant->until;
	return lapses < grant->until ? lapses : grant->until;
}

/* A check of identity is part of an approval or agreement, and none by itself. */
static bool is_for(const struct grant *grant, struct slice body)
{
	return grant->kind != NEED_IDENTITY &&
	       slice_equal(grant->recipient, body);
}

static int find_approvals(const struct gathering *gathering,
			  struct organisation *one, struct error *error)
{
	const struct recorded_grants *granted = &gathering->granted;
	struct slice body = gathering->node->dictionary->bodies[one->body].name;
	struct organisation_approval *list =
		arena_array(gathering->arena, granted->count, sizeof(*list));

	if (list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < granted->count; i++) {
		const struct grant *grant = &granted->grants[i];
		struct organisation_approval approval = {
			.permission = &granted->permissions[i],
			.given = day_given(grant),
			.until = last_day(gathering, grant),
		};

		if (!is_for(grant, body))
			continue;
		/* One that never met what it must approves of nothing. */
		if (approval.given != DATE_NONE &&
		    !meets(gathering, grant,
			   grant->from > approval.given ? grant->from
							: approval.given))
			continue;
		approval.runs = meets(gathering, grant, gathering->date);
		list[one->approval_count++] = approval;
	}
	one->approvals = list;
	return 0;
}

/* --- organisations --------------------------------------------------------------------- */

static struct organisation *add(struct gathering *gathering,
				struct error *error)
{
	struct organisation *grown =
		arena_grow(gathering->arena, gathering->list, gathering->count,
			   &gathering->capacity, sizeof(*grown));

	if (grown == NULL) {
		error_memory(error);
		return NULL;
	}
	gathering->list = grown;
	grown += gathering->count++;
	*grown = (struct organisation){.since = DATE_NONE, .until = DATE_NONE};
	return grown;
}

static void stand(struct organisation *one, bool ended)
{
	if (ended)
		one->standing = ORGANISATION_ENDED;
	else if (one->purpose_count > 0)
		one->standing = ORGANISATION_APPROVED;
	else
		one->standing = ORGANISATION_WAITING;
}

static bool has_ended(enum agreement_standing standing)
{
	return standing != STANDING_CURRENT && standing != STANDING_NOT_YET;
}

static int add_correspondent(struct gathering *gathering,
			     const struct correspondent *entry,
			     struct error *error)
{
	const struct node *node = gathering->node;
	uint16_t body = dictionary_body(node->dictionary, entry->body, NULL);
	struct circumstances now = {.date = gathering->date};
	struct organisation *one;

	if (body == DICTIONARY_NONE)
		return 0;
	one = add(gathering, error);
	if (one == NULL)
		return -1;
	now.holder = node_holder(node, body, gathering->date);
	one->name = entry->name;
	one->number = entry->number;
	one->body = body;
	one->agreement = entry->agreement;
	one->since = entry->from;
	one->until =
		entry->ended != DATE_NONE ? entry->ended - 1 : entry->until;
	one->why = correspondent_standing(entry, &now);
	if (find_approvals(gathering, one, error) != 0 ||
	    (one->why == STANDING_CURRENT &&
	     find_purposes(gathering, one, error) != 0))
		return -1;
	stand(one, has_ended(one->why));
	return 0;
}

static bool is_listed(const struct gathering *gathering, uint16_t body)
{
	for (size_t i = 0; i < gathering->count; i++)
		if (gathering->list[i].body == body)
			return true;
	return false;
}

/* It began with the first of its approvals, and ended with the last. */
static bool date_by_approvals(struct organisation *one)
{
	bool runs = false, open = false;

	for (size_t i = 0; i < one->approval_count; i++) {
		const struct organisation_approval *approval =
			&one->approvals[i];

		if (one->since == DATE_NONE || approval->given < one->since)
			one->since = approval->given;
		runs |= approval->runs;
		open |= approval->until == DATE_NONE;
		if (approval->until > one->until)
			one->until = approval->until;
	}
	if (open)
		one->until = DATE_NONE;
	return runs;
}

/* A body that was approved, and with which no agreement is known here: what goes
 * to it goes by its own upload page. */
static int add_approved(struct gathering *gathering, struct slice recipient,
			struct error *error)
{
	const struct dictionary *dictionary = gathering->node->dictionary;
	uint16_t body = dictionary_body(dictionary, recipient, NULL);
	struct organisation one = {.since = DATE_NONE, .until = DATE_NONE};
	struct organisation *added;
	bool runs;

	if (body == DICTIONARY_NONE || is_listed(gathering, body))
		return 0;
	one.body = body;
	one.name = body_label(&dictionary->bodies[body], gathering->date);
	one.why = STANDING_CURRENT;
	if (find_approvals(gathering, &one, error) != 0)
		return -1;
	if (one.approval_count == 0)
		return 0;
	runs = date_by_approvals(&one);
	if (runs && find_purposes(gathering, &one, error) != 0)
		return -1;
	stand(&one,
	      !runs && one.until != DATE_NONE && one.until < gathering->date);
	added = add(gathering, error);
	if (added == NULL)
		return -1;
	*added = one;
	return 0;
}

static int by_standing(const void *a, const void *b)
{
	const struct organisation *left = a, *right = b;
	int order = (int)left->standing - (int)right->standing;

	if (order == 0)
		order = slice_compare(left->name, right->name);
	if (order == 0)
		order = slice_compare(left->number, right->number);
	if (order == 0)
		order = (left->since > right->since) -
			(left->since < right->since);
	return order != 0 ? order
			  : slice_compare(left->agreement, right->agreement);
}

int organisations_read(struct organisations *out, struct node *node,
		       const struct publication *publication,
		       struct arena *arena, struct error *error)
{
	int32_t date = publication->date;
	struct gathering gathering = {.node = node,
				      .publication = publication,
				      .date = date,
				      .arena = arena};
	const struct correspondents *known = &node->keys->correspondents;

	if (node_keys_verify(node, error) != 0 ||
	    recorded_grants(&gathering.granted, node, NULL, date, arena,
			    error) != 0)
		return -1;
	for (size_t i = 0; i < known->count; i++)
		if (add_correspondent(&gathering, &known->list[i], error) != 0)
			return -1;
	for (size_t i = 0; i < gathering.granted.count; i++)
		if (add_approved(&gathering,
				 gathering.granted.grants[i].recipient,
				 error) != 0)
			return -1;
	if (gathering.count > 1)
		qsort(gathering.list, gathering.count, sizeof(*gathering.list),
		      by_standing);
	*out = (struct organisations){.node = node,
				      .date = date,
				      .list = gathering.list,
				      .count = gathering.count};
	for (size_t i = 0; i < gathering.count; i++)
		out->by_standing[gathering.list[i].standing]++;
	return 0;
}

/* The terms of a release: from the rules in use, and from the terms of what was
 * itself received, to one licence. */
#include "policy/terms.h"

#include <stdlib.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/plan_parts.h"

/* Somebody to whom data may go: a body, or one holder of it. */
struct target {
	struct slice name;
	uint16_t body, holder; /* DICTIONARY_NONE: whoever holds it */
};

/* Whether data may go somewhere, at which level at most, and whether the terms
 * end there. */
struct said {
	bool granted, ends;
	struct level level;
};

struct finding_terms {
	const struct plan *plan;
	const struct dictionary *dictionary;
	const struct terms_asked *asked;
	struct arena *arena;
	struct licence *terms;
	/* Each must allow what is done. */
	const struct licence **limits;
	size_t limit_count, limit_capacity;
	struct target *targets; /* by name */
	size_t target_count;
	struct slice *purposes; /* by name */
	struct onward_terms *onward;
	size_t onward_count, onward_capacity;
	bool failed; /* memory ran out */
};

/* --- limits: of rules -------------------------------------------------------------- */

static void add_limit(struct finding_terms *finding,
		      const struct licence *licence)
{
	for (size_t i = 0; i < finding->limit_count; i++)
		if (finding->limits[i] == licence)
			return;
	finding->limits = arena_grow(
		finding->arena, finding->limits, finding->limit_count,
		&finding->limit_capacity, sizeof(*finding->limits));
	if (finding->limits == NULL) {
		finding->failed = true;
		return;
	}
	finding->limits[finding->limit_count++] = licence;
}

static struct slice body_name(const struct dictionary *dictionary,
			      const struct onward_limit *clause, size_t index)
{
	const struct body *body = &dictionary->bodies[clause->bodies[index]];
	uint16_t holder = clause->holders[index];

	return holder != DICTIONARY_NONE ? body->holders[holder].alias
					 : body->name;
}

static bool write_clause(const struct onward_limit *clause,
			 const struct dictionary *dictionary,
			 struct arena *arena, struct onward_terms *onward)
{
	struct slice *names =
		arena_array(arena, clause->body_count + clause->purpose_count,
			    sizeof(*names));

	if (names == NULL)
		return false;
	*onward = (struct onward_terms){
		.bodies = names,
		.body_count = clause->body_count,
		.purposes = names + clause->body_count,
		.purpose_count = clause->purpose_count,
		.level = clause->level,
		.then_by_law = clause->then_by_law,
	};
	for (size_t i = 0; i < clause->body_count; i++)
		*names++ = body_name(dictionary, clause, i);
	for (size_t i = 0; i < clause->purpose_count; i++)
		*names++ = dictionary->purposes[clause->purposes[i]].name;
	return true;
}

struct onward_terms *terms_onward(const struct rule *rule,
				  const struct dictionary *dictionary,
				  struct arena *arena)
{
	struct onward_terms *onward =
		arena_array(arena, rule->onward_count, sizeof(*onward));

	for (size_t i = 0; onward != NULL && i < rule->onward_count; i++)
		if (!write_clause(&rule->onward[i], dictionary, arena,
				  &onward[i]))
			return NULL;
	return onward;
}

/* A rule's onward clauses, as the licence that they come to. */
static void limit_by_rule(struct finding_terms *finding,
			  const struct rule *rule)
{
	struct licence *licence =
		arena_allocate(finding->arena, sizeof(*licence));
	struct onward_terms *onward =
		terms_onward(rule, finding->dictionary, finding->arena);

	if (licence == NULL || onward == NULL) {
		finding->failed = true;
		return;
	}
	*licence = (struct licence){
		.purposes = finding->terms->purposes,
		.purpose_count = finding->terms->purpose_count,
		.level = level_named(),
		.onward = onward,
		.onward_count = rule->onward_count,
		.delete_by = DATE_NONE,
	};
	add_limit(finding, licence);
}

/* Whether a decision by which something was sent told of the rule's limit. */
static bool is_told(const struct finding_terms *finding,
		    const struct rule *rule)
{
	const struct terms_asked *asked = finding->asked;

	for (size_t d = 0; d < asked->decision_count; d++) {
		const struct decision *decision =
			plan_decision(finding->plan, asked->decisions[d]);

		for (size_t i = 0; i < decision->obligation_count; i++) {
			const struct obligation *one =
				&decision->obligations[i];

			if (one->kind == OBLIGATION_ONWARD &&
			    clause_same(one->clause, rule->onward[0].range))
				return true;
		}
	}
	return false;
}

static void limit_by_rules(struct finding_terms *finding)
{
	const struct candidate *candidate;

	for (size_t i = 0; (candidate = candidate_at(finding->plan, i)) != NULL;
	     i++)
		if (candidate->rule->onward_count > 0 &&
		    is_told(finding, candidate->rule))
			limit_by_rule(finding, candidate->rule);
}

static void sooner(int32_t *earliest, int32_t date)
{
	if (date != DATE_NONE && (*earliest == DATE_NONE || date < *earliest))
		*earliest = date;
}

static void keep_obligations(struct finding_terms *finding,
			     const struct decision *decision)
{
	struct licence *terms = finding->terms;

	for (size_t i = 0; i < decision->obligation_count; i++) {
		const struct obligation *one = &decision->obligations[i];

		if (one->kind == OBLIGATION_DELETE)
			sooner(&terms->delete_by, one->date);
		else if (one->kind == OBLIGATION_NO_DECISION)
			terms->without |= WITHOUT_DECISIONS;
		else if (one->kind == OBLIGATION_NO_IDENTITY_OUT)
			terms->without |= WITHOUT_IDENTIFICATION;
	}
}

/* --- limits: of what was received ------------------------------------------------ */

/* What came under terms stays under them, unless they end with this step. */
static void limit_by_bound(struct finding_terms *finding,
			   const struct bound *bound)
{
	const struct plan *plan = finding->plan;
	const struct licence *licence = bound->licence;

	if (field_set_empty(field_set_intersection(
		    finding->asked->fields,
		    plan->category_fields[bound->category])) ||
	    plan_terms_of(plan, bound).ends)
		return;
	sooner(&finding->terms->delete_by, licence->delete_by);
	finding->terms->without |= licence->without;
	if (!licence->by_law)
		add_limit(finding, licence);
}

static void limit_by_bindings(struct finding_terms *finding)
{
	const struct request *request = &finding->plan->request;
	const bool *sent = finding->asked->bindings;

	for (size_t b = 0; b < request->binding_count; b++) {
		const struct binding *binding = &request->bindings[b];

		for (size_t i = 0; (sent == NULL || sent[b]) &&
				   i < binding->count && !finding->failed;
		     i++)
			limit_by_bound(finding, &binding->list[i]);
	}
}

/* --- all limits together -------------------------------------------------------------- */

static bool names_target(const struct finding_terms *finding,
			 const struct onward_terms *onward,
			 const struct target *target)
{
	for (size_t i = 0; i < onward->body_count; i++) {
		uint16_t holder;
		uint16_t body = dictionary_body(finding->dictionary,
						onward->bodies[i], &holder);

		if (body != DICTIONARY_NONE && body == target->body &&
		    (holder == DICTIONARY_NONE || holder == target->holder))
			return true;
	}
	return false;
}

static bool names_purpose(const struct slice *list, size_t count,
			  struct slice purpose)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal(list[i], purpose))
			return true;
	return count == 0;
}

static bool lets_on(const struct finding_terms *finding,
		    const struct licence *licence,
		    const struct onward_terms *onward,
		    const struct target *target, struct slice purpose)
{
	if (!names_target(finding, onward, target))
		return false;
	if (onward->purpose_count > 0)
		return names_purpose(onward->purposes, onward->purpose_count,
				     purpose);
	return names_purpose(licence->purposes, licence->purpose_count,
			     purpose);
}

/* As a decision under the licence would come to it. */
static struct said say(const struct finding_terms *finding,
		       const struct licence *licence,
		       const struct target *target, struct slice purpose)
{
	const struct dictionary *dictionary = finding->dictionary;
	struct said said = {false, true, level_named()};

	for (size_t i = 0; i < licence->onward_count; i++) {
		const struct onward_terms *onward = &licence->onward[i];

		if (!lets_on(finding, licence, onward, target, purpose))
			continue;
		if (!said.granted ||
		    level_within(dictionary, said.level, onward->level))
			said.level = onward->level;
		said.granted = true;
		said.ends = said.ends && onward->then_by_law;
	}
	for (size_t i = 0; i < licence->onward_count; i++)
		if (lets_on(finding, licence, &licence->onward[i], target,
			    purpose) &&
		    !level_within(dictionary, licence->onward[i].level,
				  said.level))
			said.granted = false;
	return said;
}

static struct said say_all(const struct finding_terms *finding,
			   const struct target *target, struct slice purpose)
{
	struct said all = {true, true, level_named()};

	for (size_t i = 0; i < finding->limit_count && all.granted; i++) {
		struct said one =
			say(finding, finding->limits[i], target, purpose);

		all.granted = one.granted &&
			      level_least(finding->dictionary, one.level,
					  all.level, &all.level);
		all.ends = all.ends && one.ends;
	}
	return all;
}

/* Whether a body may have it, whoever holds it: a holder with a name of its own
 * may be told less. */
static struct said say_body(const struct finding_terms *finding,
			    const struct target *target, struct slice purpose)
{
	const struct body *body = &finding->dictionary->bodies[target->body];
	struct said said = say_all(finding, target, purpose);

	for (uint16_t h = 0; target->holder == DICTIONARY_NONE &&
			     h < body->holder_count && said.granted;
	     h++) {
		const struct target holder = {body->name, target->body, h};
		struct said one = say_all(finding, &holder, purpose);

		said.granted = one.granted;
		said.ends = said.ends && one.ends;
	}
	return said;
}

/* --- who and what for, by name ---------------------------------------------------------- */

static int by_slice(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a,
			     *(const struct slice *)b);
}

static int by_target(const void *a, const void *b)
{
	return slice_compare(((const struct target *)a)->name,
			     ((const struct target *)b)->name);
}

static size_t count_targets(const struct dictionary *dictionary)
{
	size_t count = dictionary->body_count;

	for (uint16_t b = 0; b < dictionary->body_count; b++)
		count += dictionary->bodies[b].holder_count;
	return count;
}

static void find_targets(struct finding_terms *finding)
{
	const struct dictionary *dictionary = finding->dictionary;
	struct target *list = arena_array(
		finding->arena, count_targets(dictionary), sizeof(*list));
	size_t count = 0;

	finding->failed |= list == NULL;
	for (uint16_t b = 0; list != NULL && b < dictionary->body_count; b++) {
		const struct body *body = &dictionary->bodies[b];

		list[count++] = (struct target){body->name, b, DICTIONARY_NONE};
		for (uint16_t h = 0; h < body->holder_count; h++)
			if (!slice_empty(body->holders[h].alias))
				list[count++] = (struct target){
					body->holders[h].alias, b, h};
	}
	if (count > 1)
		qsort(list, count, sizeof(*list), by_target);
	finding->targets = list;
	finding->target_count = count;
}

static void find_purposes(struct finding_terms *finding)
{
	const struct dictionary *dictionary = finding->dictionary;
	uint16_t count = dictionary->purpose_count;
	struct slice *list = arena_array(finding->arena, count, sizeof(*list));

	finding->failed |= list == NULL;
	for (uint16_t p = 0; list != NULL && p < count; p++)
		list[p] = dictionary->purposes[p].name;
	if (list != NULL && count > 1)
		qsort(list, count, sizeof(*list), by_slice);
	finding->purposes = list;
}

/* --- entries ------------------------------------------------------------------------------ */

static bool same_said(const struct said *a, const struct said *b)
{
	return a->granted == b->granted && a->ends == b->ends &&
	       level_equal(a->level, b->level);
}

static bool same_names(const struct slice *a, size_t a_count,
		       const struct slice *b, size_t b_count)
{
	for (size_t i = 0; i < a_count && a_count == b_count; i++)
		if (!slice_equal(a[i], b[i]))
			return false;
	return a_count == b_count;
}

/* The entry that says the same of other bodies; NULL: none yet. */
static struct onward_terms *find_entry(struct finding_terms *finding,
				       const struct onward_terms *like)
{
	for (size_t i = 0; i < finding->onward_count; i++) {
		struct onward_terms *one = &finding->onward[i];

		if (one->then_by_law == like->then_by_law &&
		    level_equal(one->level, like->level) &&
		    same_names(one->purposes, one->purpose_count,
			       like->purposes, like->purpose_count))
			return one;
	}
	return NULL;
}

static void add_entry(struct finding_terms *finding,
		      const struct onward_terms *entry, struct slice body)
{
	struct onward_terms *there = find_entry(finding, entry);
	struct slice *bodies;

	if (there == NULL) {
		finding->onward = arena_grow(
			finding->arena, finding->onward, finding->onward_count,
			&finding->onward_capacity, sizeof(*finding->onward));
		bodies = arena_array(finding->arena, finding->target_count,
				     sizeof(*bodies));
		finding->failed |= finding->onward == NULL || bodies == NULL;
		if (finding->failed)
			return;
		there = &finding->onward[finding->onward_count++];
		*there = *entry;
		there->bodies = bodies;
	}
	/* The list is this room's own, with a place for each target. */
	((struct slice *)(uintptr_t)there->bodies)[there->body_count++] = body;
}

/* What a holder's own entry adds to its body's. */
static bool is_told_by_body(const struct finding_terms *finding,
			    const struct target *target, struct slice purpose,
			    const struct said *said)
{
	const struct target body = {target->name, target->body,
				    DICTIONARY_NONE};
	struct said whole;

	if (target->holder == DICTIONARY_NONE)
		return false;
	whole = say_body(finding, &body, purpose);
	return whole.granted && same_said(&whole, said);
}

/* Whether every limit speaks of the body at all; most bodies none does. */
static bool is_spoken_of(const struct finding_terms *finding, uint16_t body)
{
	for (size_t l = 0; l < finding->limit_count; l++) {
		const struct licence *limit = finding->limits[l];
		bool found = false;

		for (size_t o = 0; o < limit->onward_count && !found; o++)
			for (size_t b = 0;
			     b < limit->onward[o].body_count && !found; b++)
				found = dictionary_body(
						finding->dictionary,
						limit->onward[o].bodies[b],
						NULL) == body;
		if (!found)
			return false;
	}
	return true;
}

static void add_entries(struct finding_terms *finding,
			const struct target *target)
{
	uint16_t count = finding->dictionary->purpose_count;
	struct said *said = arena_array(finding->arena, count, sizeof(*said));

	finding->failed |= said == NULL;
	for (uint16_t p = 0; !finding->failed && p < count; p++) {
		struct slice purpose = finding->purposes[p];

		said[p] = say_body(finding, target, purpose);
		if (is_told_by_body(finding, target, purpose, &said[p]))
			said[p].granted = false;
	}
	for (uint16_t p = 0; !finding->failed && p < count; p++) {
		struct slice *purposes;
		struct said first = said[p];
		struct onward_terms entry = {.level = first.level,
					     .then_by_law = first.ends};

		if (!first.granted)
			continue;
		purposes =
			arena_array(finding->arena, count, sizeof(*purposes));
		finding->failed |= purposes == NULL;
		for (uint16_t q = p; !finding->failed && q < count; q++)
			if (same_said(&said[q], &first)) {
				purposes[entry.purpose_count++] =
					finding->purposes[q];
				said[q].granted = false;
			}
		entry.purposes = purposes;
		if (!finding->failed)
			add_entry(finding, &entry, target->name);
	}
}

static void find_onward(struct finding_terms *finding)
{
	find_targets(finding);
	find_purposes(finding);
	for (size_t i = 0; i < finding->target_count && !finding->failed; i++)
		if (is_spoken_of(finding, finding->targets[i].body))
			add_entries(finding, &finding->targets[i]);
	finding->terms->onward = finding->onward;
	finding->terms->onward_count = finding->onward_count;
}

/* ------------------------------------------------------------------------------------------ */

int terms_find(struct licence *terms, const struct plan *plan,
	       const struct terms_asked *asked, struct arena *arena,
	       struct error *error)
{
	struct finding_terms finding = {
		.plan = plan,
		.dictionary = plan->dictionary,
		.asked = asked,
		.arena = arena,
		.terms = terms,
	};

	*terms = (struct licence){
		.purposes =
			&plan->dictionary->purposes[plan->purpose_index].name,
		.purpose_count = 1,
		.level = asked->level,
		.delete_by = DATE_NONE,
	};
	for (size_t i = 0; i < asked->decision_count; i++)
		keep_obligations(&finding,
				 plan_decision(plan, asked->decisions[i]));
	limit_by_rules(&finding);
	limit_by_bindings(&finding);
	terms->by_law = finding.limit_count == 0;
	if (!terms->by_law && !finding.failed)
		find_onward(&finding);
	return finding.failed ? error_memory(error) : 0;
}

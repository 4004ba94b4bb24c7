/* One flow, asked of both notices, in every situation, for every pupil. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "language/tree.h"
#include "policy/compare_parts.h"

/* --- in terms that both share ------------------------------------------------------ */

void compare_fields(const struct notice_comparison *comparison, int side,
		    struct field_set fields, struct field_set *in_new,
		    struct field_set *gone)
{
	*in_new = *gone = (struct field_set){0};
	if (side == COMPARE_NEW ||
	    comparison->request.dictionaries[0] ==
		    comparison->request.dictionaries[1]) {
		*in_new = fields;
		return;
	}
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		if (comparison->to_new[f] == DICTIONARY_NONE)
			field_set_add(gone, f);
		else
			field_set_add(in_new, comparison->to_new[f]);
}

static const struct statement *find_child(const struct statement *statement,
					  struct range range)
{
	for (size_t i = 0; i < statement->child_count; i++)
		if (clause_same(statement->children[i].range, range))
			return &statement->children[i];
	return NULL;
}

/* The clause that an obligation cites, so that two files may say it in two
 * layouts. */
static const struct statement *find_clause(const struct plan *plan,
					   struct range range)
{
	const struct candidate *candidate;
	const struct statement *clause = NULL;

	for (size_t i = 0;
	     clause == NULL && (candidate = candidate_at(plan, i)) != NULL; i++)
		clause = find_child(candidate->rule->statement, range);
	return clause;
}

/* What cites a clause in its own words ends with them, behind ": ". */
static void write_obligation(const struct plan *plan,
			     const struct obligation *obligation,
			     struct builder *out)
{
	const struct statement *clause = find_clause(plan, obligation->clause);
	size_t start = out->len;

	obligation_write(obligation, out);
	if (clause == NULL || (obligation->kind != OBLIGATION_ONWARD &&
			       obligation->kind != OBLIGATION_WITHIN &&
			       obligation->kind != OBLIGATION_UNCONFIRMED))
		return;
	for (size_t i = start; !out->failed && i + 1 < out->len; i++)
		if (out->at[i] == ':' && out->at[i + 1] == ' ')
			out->len = i + 2;
	statement_canonical(clause, out);
}

static int by_text(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a,
			     *(const struct slice *)b);
}

static int copy_obligations(struct flow *flow, const struct plan *plan,
			    const struct decision *decision,
			    struct outcome_part *part, struct error *error)
{
	struct slice *list = arena_array(
		&flow->arena, decision->obligation_count + 1, sizeof(*list));
	struct builder text = {0};
	size_t count = 0, kept = 0;
	int result = 0;

	if (list == NULL)
		return error_memory(error);
	if (decision->outcome == OUTCOME_CONFLICT)
		list[count++] = SLICE("conflict: two rules disagree, and "
				      "nothing leaves");
	for (size_t i = 0; result == 0 && i < decision->obligation_count; i++) {
		builder_clear(&text);
		write_obligation(plan, &decision->obligations[i], &text);
		list[count] = arena_copy(&flow->arena, builder_slice(&text));
		if (text.failed || list[count++].at == NULL)
			result = error_memory(error);
	}
	builder_release(&text);
	qsort(list, count, sizeof(*list), by_text);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || !slice_equal(list[i], list[i - 1]))
			list[kept++] = list[i];
	part->obligations = list;
	part->obligation_count = kept;
	return result;
}

static int copy_part(struct flow *flow, int side, const struct plan *plan,
		     const struct decision *decision, struct outcome_part *part,
		     struct error *error)
{
	struct builder level = {0};

	compare_fields(flow->comparison, side, decision->released,
		       &part->fields, &part->gone);
	if (decision->outcome == OUTCOME_PERMIT) {
		level_write(plan->dictionary, decision->level, &level);
		flow->released[side] = true;
	}
	if (!level.failed)
		part->level = arena_copy(&flow->arena, builder_slice(&level));
	builder_release(&level);
	if (part->level.at == NULL)
		return error_memory(error);
	return copy_obligations(flow, plan, decision, part, error);
}

/* Whether nothing leaves, for whatever reason: two refusals are alike. */
static bool is_nothing(const struct outcome_part *part)
{
	return field_set_empty(part->fields) && field_set_empty(part->gone);
}

static bool same_part(const struct outcome_part *a,
		      const struct outcome_part *b)
{
	if (is_nothing(a) && is_nothing(b))
		return true;
	if (memcmp(&a->fields, &b->fields, sizeof(a->fields)) != 0 ||
	    memcmp(&a->gone, &b->gone, sizeof(a->gone)) != 0 ||
	    !slice_equal(a->level, b->level) ||
	    a->obligation_count != b->obligation_count)
		return false;
	for (size_t i = 0; i < a->obligation_count; i++)
		if (!slice_equal(a->obligations[i], b->obligations[i]))
			return false;
	return true;
}

/* --- fields that rules treat alike ----------------------------------------------------- */

static struct field_set split_by(struct field_set group,
				 struct field_set fields,
				 struct field_set *rest)
{
	*rest = field_set_difference(group, fields);
	return field_set_intersection(group, fields);
}

/* Splits every group in two where `fields` cuts it.  Groups are kept in terms
 * of the new dictionary here. */
static void refine(struct flow *flow, struct field_set fields)
{
	size_t count = flow->group_count;

	for (size_t g = 0; g < count; g++) {
		struct field_set *group = &flow->groups[g][COMPARE_NEW];
		struct field_set rest;
		struct field_set in = split_by(*group, fields, &rest);

		if (field_set_empty(in) || field_set_empty(rest))
			continue;
		if (flow->group_count == FLOW_GROUPS) {
			flow->whole = false;
			return;
		}
		*group = in;
		flow->groups[flow->group_count++][COMPARE_NEW] = rest;
	}
}

static void refine_rules(struct flow *flow, int side,
			 const struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *candidate = &candidates->list[i];
		struct field_set fields, gone;

		compare_fields(flow->comparison, side, candidate->fields,
			       &fields, &gone);
		refine(flow, fields);
		for (size_t o = 0; o < candidate->rule->objection_count; o++) {
			compare_fields(flow->comparison, side,
				       candidate->rule->objections[o].leaves,
				       &fields, &gone);
			refine(flow, fields);
		}
	}
}

/* Back into each side's own terms. */
static void settle_groups(struct flow *flow)
{
	const struct notice_comparison *comparison = flow->comparison;

	for (size_t g = 0; g < flow->group_count; g++) {
		struct field_set *group = flow->groups[g];

		if (comparison->request.dictionaries[COMPARE_OLD] ==
		    comparison->request.dictionaries[COMPARE_NEW]) {
			group[COMPARE_OLD] = group[COMPARE_NEW];
			continue;
		}
		for (uint16_t f = 0;
		     f <
		     comparison->request.dictionaries[COMPARE_OLD]->field_count;
		     f++)
			if (comparison->to_new[f] != DICTIONARY_NONE &&
			    field_set_has(&group[COMPARE_NEW],
					  comparison->to_new[f]))
				field_set_add(&group[COMPARE_OLD], f);
	}
}

/* Fields that only the old dictionary has are asked for with the others, where
 * nothing in the new notice can depend on them. */
static void find_groups(struct flow *flow)
{
	struct field_set all = {0};

	for (int side = 0; side < COMPARE_SIDES; side++) {
		struct field_set fields, gone;

		compare_fields(flow->comparison, side,
			       plan_possible(flow->plans[side]), &fields,
			       &gone);
		all = field_set_union(all, fields);
	}
	if (field_set_empty(all))
		return;
	flow->groups[flow->group_count++][COMPARE_NEW] = all;
	for (int side = 0; side < COMPARE_SIDES; side++) {
		const struct plan *plan = flow->plans[side];

		refine_rules(flow, side, &plan->gateways);
		refine_rules(flow, side, &plan->shares);
		refine_rules(flow, side, &plan->law_prohibitions);
		refine_rules(flow, side, &plan->notice_prohibitions);
	}
	settle_groups(flow);
}

/* --- asking ------------------------------------------------------------------------------ */

static struct request flow_request(const struct flow *flow)
{
	return (struct request){
		.recipient = flow->recipient,
		.purpose = flow->purpose,
		.date = flow->comparison->summary.on,
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
}

/* One notice's answers to one question, for all cells. */
struct answers {
	uint32_t *decisions; /* by cell */
	const struct outcome_part **parts;
};

static int ask(struct flow *flow, int side, const struct request *request,
	       struct answers *answers, struct error *error)
{
	struct plan *plan;
	struct outcome_part *parts;
	size_t count;
	int result = -1;

	if (plan_make(&plan, flow->comparison->policies[side], request,
		      error) != 0)
		return -1;
	if (space_decide_by(flow->space, plan, answers->decisions, error) != 0)
		goto out;
	count = plan_decision_count(plan);
	parts = arena_array(&flow->arena, count, sizeof(*parts));
	answers->parts =
		arena_array(&flow->arena, count, sizeof(*answers->parts));
	if (parts == NULL || answers->parts == NULL) {
		error_memory(error);
		goto out;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (copy_part(flow, side, plan, plan_decision(plan, i),
			      &parts[i], error) != 0)
			goto out;
		answers->parts[i] = &parts[i];
		/* Different signatures, the same answer. */
		for (uint32_t j = 0; j < i; j++)
			if (same_part(&parts[i], answers->parts[j])) {
				answers->parts[i] = answers->parts[j];
				break;
			}
	}
	result = 0;
out:
	plan_free(plan);
	return result;
}

static struct difference *difference_of(struct flow *flow, size_t from,
					const struct difference *wanted,
					struct error *error)
{
	struct difference *list;

	for (size_t i = from; i < flow->difference_count; i++)
		if (flow->differences[i].parts[0] == wanted->parts[0] &&
		    flow->differences[i].parts[1] == wanted->parts[1])
			return &flow->differences[i];
	list = arena_grow(&flow->arena, flow->differences,
			  flow->difference_count, &flow->difference_capacity,
			  sizeof(*list));
	if (list == NULL) {
		error_memory(error);
		return NULL;
	}
	flow->differences = list;
	list[flow->difference_count] = *wanted;
	if (space_set(flow->space, &list[flow->difference_count].cells,
		      error) != 0)
		return NULL;
	return &list[flow->difference_count++];
}

static int find_differences(struct flow *flow, struct difference wanted,
			    const struct answers answers[COMPARE_SIDES],
			    struct error *error)
{
	size_t from = flow->difference_count;
	const struct outcome_part *last[COMPARE_SIDES] = {NULL, NULL};
	bool same = false;

	for (uint32_t cell = 0; cell < space_size(flow->space); cell++) {
		struct difference *difference;

		for (int side = 0; side < COMPARE_SIDES; side++)
			wanted.parts[side] =
				answers[side]
					.parts[answers[side].decisions[cell]];
		if (wanted.parts[0] != last[0] || wanted.parts[1] != last[1]) {
			memcpy(last, wanted.parts, sizeof(last));
			same = same_part(last[0], last[1]);
		}
		if (same)
			continue;
		difference = difference_of(flow, from, &wanted, error);
		if (difference == NULL)
			return -1;
		cell_set_add(&difference->cells, cell);
	}
	return 0;
}

/* `group` FLOW_GROUPS: everything together. */
static int ask_both(struct flow *flow, size_t situation, size_t group,
		    struct answers answers[COMPARE_SIDES], struct error *error)
{
	struct difference wanted = {.situation = situation, .group = group};

	for (int side = 0; side < COMPARE_SIDES; side++) {
		struct grant grants[SITUATION_NEEDS];
		struct request request = flow_request(flow);

		situation_ask(&flow->situations, situation, &request, grants);
		if (group < FLOW_GROUPS)
			request.fields = &flow->groups[group][side];
		if (ask(flow, side, &request, &answers[side], error) != 0)
			return -1;
	}
	flow->comparison->summary.answers += 2ull * space_size(flow->space);
	return find_differences(flow, wanted, answers, error);
}

static int ask_all(struct flow *flow, struct answers answers[COMPARE_SIDES],
		   struct error *error)
{
	for (size_t s = 0; s < flow->situations.count; s++) {
		if (ask_both(flow, s, FLOW_GROUPS, answers, error) != 0)
			return -1;
		for (size_t g = 0;
		     flow->situations.alone && g < flow->group_count; g++)
			if (ask_both(flow, s + flow->situations.count, g,
				     answers, error) != 0)
				return -1;
	}
	return 0;
}

static int ask_space(struct flow *flow, struct error *error)
{
	struct answers answers[COMPARE_SIDES] = {0};
	struct notice_comparison *comparison = flow->comparison;
	uint32_t size = space_size(flow->space);
	int result;

	for (int side = 0; side < COMPARE_SIDES; side++) {
		answers[side].decisions =
			memory_array(size, sizeof(*answers[side].decisions));
		if (answers[side].decisions == NULL) {
			memory_free(answers[0].decisions);
			return error_memory(error);
		}
	}
	result = ask_all(flow, answers, error);
	memory_free(answers[0].decisions);
	memory_free(answers[1].decisions);
	comparison->summary.cells += size;
	return result;
}

int flow_ask(struct flow *flow, struct notice_comparison *comparison,
	     struct slice recipient, struct slice purpose, struct error *error)
{
	const struct space_options options = {.most = comparison->request.most};
	struct request request;

	*flow = (struct flow){.comparison = comparison,
			      .recipient = recipient,
			      .purpose = purpose,
			      .whole = true};
	request = flow_request(flow);
	for (int side = 0; side < COMPARE_SIDES; side++)
		if (plan_make(&flow->plans[side], comparison->policies[side],
			      &request, error) != 0)
			return -1;
	if (space_make(&flow->space, flow->plans, COMPARE_SIDES, &options,
		       error) != 0 ||
	    situations_find(&flow->situations, flow->plans, &flow->arena,
			    error) != 0)
		return -1;
	find_groups(flow);
	flow->situations.alone = flow->group_count > 1;
	flow->whole = flow->whole && space_whole(flow->space) &&
		      flow->situations.whole;
	if (flow->group_count == 0)
		return 0; /* nothing can leave under either */
	return ask_space(flow, error);
}

void flow_release(struct flow *flow)
{
	space_free(flow->space);
	for (int side = 0; side < COMPARE_SIDES; side++)
		plan_free(flow->plans[side]);
	arena_release(&flow->arena);
}

void flow_promised(const struct flow *flow, int side, struct field_set *fields,
		   struct field_set *gone)
{
	compare_fields(flow->comparison, side, plan_promised(flow->plans[side]),
		       fields, gone);
}

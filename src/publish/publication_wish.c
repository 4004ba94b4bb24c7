/* What must be in place, who may object, and what is ruled out. */
#include "base/error.h"
#include "publish/publication_draft.h"

/* Whether a rule holds for every pupil for whom a way is open. */
static bool holds_at_ways(const struct drafting *drafting,
			  const struct case_rule *rule)
{
	for (uint32_t c = 0; c < drafting->one->cells.count; c++)
		if (rule->holds[c] == 0 && is_open_at(drafting, c))
			return false;
	return true;
}

/* What is only not known to be false is still to be said. */
static int say_where(struct drafting *drafting, const struct need *need,
		     const struct condition **said)
{
	const struct cells *cells = &drafting->one->cells;
	uint8_t *sure =
		mark_cells(drafting->maker, cells, need->where, ACCEPT_TRUE);

	if (sure == NULL)
		return error_memory(drafting->maker->error);
	*said = marks_all(cells, sure) ? NULL : need->where;
	return 0;
}

static int add_need(struct drafting *drafting, struct published_need *list,
		    const struct case_rule *of, const struct need *need)
{
	struct maker *maker = drafting->maker;
	const struct cells *cells = &drafting->one->cells;
	struct published_need added = {.need = need, .of = of->published};
	uint8_t *marks =
		mark_cells(maker, cells, need->where, ACCEPT_NOT_FALSE);

	if (marks == NULL)
		return error_memory(maker->error);
	for (uint32_t c = 0; c < cells->count; c++)
		marks[c] &= of->holds[c];
	if (!meets_way(drafting, marks))
		return 0;
	if (simplify(maker, cells, need->where, ACCEPT_NOT_FALSE,
		     &added.where) != 0)
		return -1;
	if (say_where(drafting, need, &added.said) != 0)
		return -1;
	if (!holds_at_ways(drafting, of))
		added.of_whom = of->published->when;
	list[drafting->part.need_count++] = added;
	return 0;
}

int write_needs(struct drafting *drafting)
{
	struct published_need *list;
	const struct case_rule *rule;
	size_t count = 0;

	for (size_t at = 0; (rule = next_rule(drafting, &at)) != NULL;)
		count += rule->published->rule->need_count;
	list = arena_array(drafting->maker->arena, count, sizeof(*list));
	if (list == NULL)
		return error_memory(drafting->maker->error);
	drafting->part.needs = list;
	for (size_t at = 0; (rule = next_rule(drafting, &at)) != NULL;)
		for (size_t i = 0; i < rule->published->rule->need_count; i++)
			if (add_need(drafting, list, rule,
				     &rule->published->rule->needs[i]) != 0)
				return -1;
	return 0;
}

/* All rules of the case, those that a duty passes among them: of theirs it is
 * said that the objection yields. */
static size_t objecting_rules(const struct drafting *drafting,
			      const struct case_rule **list)
{
	const struct field_case *one = drafting->one;
	size_t count = 0;

	for (size_t i = 0; i < one->gateway_count + one->share_count; i++) {
		const struct case_rule *rule =
			i < one->gateway_count
				? &one->gateways[i]
				: &one->shares[i - one->gateway_count];

		if (rule->published->rule->objection_count > 0 &&
		    meets_way(drafting, rule->holds))
			list[count++] = rule;
	}
	return count;
}

static struct published_objection
make_objection(const struct drafting *drafting, const struct case_rule *rule,
	       size_t index)
{
	const struct objection_clause *clause =
		&rule->published->rule->objections[index];
	struct field_set fields = drafting->one->fields;

	return (struct published_objection){
		.clause = clause,
		.of = rule->published,
		.stops = field_set_difference(fields, clause->leaves),
		.still = field_set_intersection(fields, clause->leaves),
		.closed = clause->stated.to != DATE_NONE &&
			  clause->stated.to < drafting->maker->date,
		.yields = !bears(drafting, rule),
		.of_whom = holds_at_ways(drafting, rule)
				   ? NULL
				   : rule->published->when,
	};
}

int write_objections(struct drafting *drafting)
{
	const struct field_case *one = drafting->one;
	struct maker *maker = drafting->maker;
	const struct case_rule **rules = arena_array(
		&maker->scratch, one->gateway_count + one->share_count,
		sizeof(*rules));
	struct published_objection *list;
	size_t rule_count, count = 0;

	if (rules == NULL)
		return error_memory(maker->error);
	rule_count = objecting_rules(drafting, rules);
	for (size_t i = 0; i < rule_count; i++)
		count += rules[i]->published->rule->objection_count;
	list = arena_array(maker->arena, count, sizeof(*list));
	if (list == NULL)
		return error_memory(maker->error);
	drafting->part.objections = list;
	for (size_t i = 0; i < rule_count; i++)
		for (size_t o = 0;
		     o < rules[i]->published->rule->objection_count; o++)
			list[drafting->part.objection_count++] =
				make_objection(drafting, rules[i], o);
	return 0;
}

int write_except(struct drafting *drafting)
{
	const struct field_case *one = drafting->one;
	struct maker *maker = drafting->maker;
	struct published_except *list =
		arena_array(maker->arena, one->except_count, sizeof(*list));

	if (list == NULL)
		return error_memory(maker->error);
	drafting->part.except = list;
	for (size_t i = 0; i < one->except_count; i++) {
		const struct published_except *except = &one->except[i];
		const uint8_t *marks =
			mark_cells(maker, &one->cells, except->rule->when,
				   ACCEPT_NOT_FALSE);

		if (marks == NULL)
			return error_memory(maker->error);
		if ((!except->of_notice ||
		     drafting->part.duty != DUTY_ALWAYS) &&
		    meets_way(drafting, marks))
			list[drafting->part.except_count++] = *except;
	}
	return 0;
}

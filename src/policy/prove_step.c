/* A walk as a counter-example: each step confirmed by the reference, with the
 * rules that let the data go. */
#include "base/error.h"
#include "policy/prove_parts.h"
#include "policy/reference.h"
#include "policy/terms.h"

/* The terms of a limit as a request states them. */
static int write_licence(struct prover *prover, const struct limit *limit,
			 struct licence *licence)
{
	const struct dictionary *dictionary = prover->dictionary;
	const struct rule *rule = limit->rule;
	struct onward_terms *onward =
		terms_onward(rule, dictionary, &prover->scratch);

	if (onward == NULL)
		return error_memory(prover->error);
	*licence = (struct licence){
		.level = level_named(),
		.onward = onward,
		.onward_count = rule->onward_count,
		.delete_by = DATE_NONE,
		.clause = rule->range,
	};
	if (limit->purpose != DICTIONARY_NONE) {
		licence->purposes = &dictionary->purposes[limit->purpose].name;
		licence->purpose_count = 1;
	}
	return 0;
}

/* Data that came here is bound by the limits of all steps so far. */
static int bind(struct prover *prover, const struct leg *leg,
		struct binding *binding)
{
	struct licence *licences = arena_array(
		&prover->scratch, leg->limit_count, sizeof(*licences));
	struct bound *bound =
		arena_array(&prover->scratch, leg->limit_count, sizeof(*bound));

	if (licences == NULL || bound == NULL)
		return error_memory(prover->error);
	for (size_t i = 0; i < leg->limit_count; i++) {
		if (write_licence(prover, &leg->limits[i], &licences[i]) != 0)
			return -1;
		bound[i] = (struct bound){
			prover->dictionary->fields[prover->field].category,
			&licences[i]};
	}
	*binding = (struct binding){bound, leg->limit_count};
	return 0;
}

static int confirm(struct prover *prover, const struct leg *leg,
		   const struct pupil *pupil)
{
	const struct policy *policy =
		prover->world.nodes[leg->edge->node].policy;
	const struct notice *notices[NOTICE_VERSIONS];
	struct request request = *leg->edge->request;
	struct pupil bound = *pupil;
	struct binding binding;
	struct decision decision;

	for (size_t i = 0; i < policy->notice_count; i++)
		notices[i] = policy->notices[i].notice;
	if (bind(prover, leg, &binding) != 0)
		return -1;
	request.bindings = &binding;
	request.binding_count = 1;
	bound.binding = 0;
	request.has_level = true;
	request.level = leg->level;
	if (reference_decide(&decision, prover->dictionary, notices,
			     policy->notice_count, &request, request.fields,
			     &bound, &prover->scratch, prover->error) != 0)
		return -1;
	if (decision.outcome == OUTCOME_PERMIT &&
	    field_set_has(&decision.released, prover->field) &&
	    level_equal(decision.level, leg->level))
		return 0;
	return error_set(prover->error, ERROR_CORRUPT,
			 "the two evaluators do not agree on a step of a "
			 "counter-example; this is a fault of hornbook");
}

/* Adds the rule to the clauses of a step, if it covers the field and holds. */
static void cite(const struct prover *prover, const struct edge *edge,
		 const struct rule *rule, enum standing standing,
		 struct range *clauses, struct step *step)
{
	static const struct field_set nothing;
	const struct notice *notice = plan_notice(edge->plan);
	struct field_set fields =
		rule_fields(rule, notice != NULL ? &notice->held : &nothing);

	if (standing == STANDING_HOLDS && field_set_has(&fields, prover->field))
		clauses[step->clause_count++] = rule->range;
}

/* The rules that let the field go. */
static int find_clauses(struct prover *prover, const struct edge *edge,
			struct step *step)
{
	enum standing gateways[STANDING_LIMIT], shares[STANDING_LIMIT];
	struct range *clauses = arena_array(prover->arena, 2 * STANDING_LIMIT,
					    sizeof(*clauses));
	const struct rule *rule;

	if (clauses == NULL)
		return error_memory(prover->error);
	if (plan_standing(edge->plan, &step->pupil, gateways, shares,
			  prover->error) != 0)
		return -1;
	rule = plan_gateway(edge->plan, 0);
	for (size_t i = 0; rule != NULL && i < STANDING_LIMIT;
	     rule = plan_gateway(edge->plan, ++i))
		cite(prover, edge, rule, gateways[i], clauses, step);
	rule = step->assumed ? NULL : plan_share(edge->plan, 0);
	for (size_t i = 0; rule != NULL && i < STANDING_LIMIT;
	     rule = plan_share(edge->plan, ++i))
		cite(prover, edge, rule, shares[i], clauses, step);
	step->clauses = clauses;
	return 0;
}

static int fill_step(struct prover *prover, const struct leg *leg,
		     const struct joint *joint, size_t index, struct step *step)
{
	const struct edge *edge = leg->edge;
	const struct node *node = &prover->world.nodes[edge->node];

	*step = (struct step){
		.by = node->label,
		.by_body = world_body(&prover->world, edge->node, prover->date),
		.assumed = node->assumed,
		.school = node->school,
		.to = edge->to,
		.purpose = edge->purpose,
		.trigger = edge->trigger,
		.role = edge->role,
		.last_release = edge->request->last_release,
		.owed = edge->owed,
		.level = leg->level,
		.policy = node->policy,
	};
	space_pupil(joint->space, index, joint->cells[index], &step->pupil);
	if (prover->assertion->objected && index + 1 == joint->count)
		step->pupil.wishes[prover->assertion->objector == HOLDER_PARENT
					   ? WISH_OBJECTION_PARENT
					   : WISH_OBJECTION_PUPIL] = true;
	if (confirm(prover, leg, &step->pupil) != 0)
		return -1;
	step->pupil.binding = BINDING_OWN;
	return find_clauses(prover, edge, step);
}

int tell_walk(struct prover *prover, const struct leg *legs,
	      const struct joint *joint)
{
	struct step *steps =
		arena_array(prover->arena, joint->count, sizeof(*steps));
	struct walk walk = {
		.date = prover->date,
		.fields = prover->fields,
		.steps = steps,
		.step_count = joint->count,
		.pupil = joint->words,
	};

	if (steps == NULL)
		return error_memory(prover->error);
	for (size_t i = 0; i < joint->count; i++)
		if (fill_step(prover, &legs[i], joint, i, &steps[i]) != 0)
			return -1;
	return add_walk(prover, &walk);
}

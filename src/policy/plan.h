/*
 * plan.h - one request against a policy, for any number of pupils.
 *
 * Making a plan settles all that is the same for every pupil: recipient,
 * law in force, notice, triggers, grants.  What differs is a handful of
 * conditions and wishes.  plan_decide evaluates those over a batch, packs
 * them into one signature a pupil, and looks the answer up: pupils with the
 * same signature have the same answer, worked out once.
 *
 * A plan is not shared between threads.
 */
#ifndef HORNBOOK_POLICY_PLAN_H
#define HORNBOOK_POLICY_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/decision.h"
#include "policy/request.h"

struct error;
struct plan;

/*
 * Makes a plan; policy, request and what they point to must outlive it.
 * ERROR_INPUT when the rules for one recipient and purpose ask more than 256
 * different things of a pupil.
 */
int plan_make(struct plan **out, const struct policy *policy,
	      const struct request *request, struct error *error);
void plan_free(struct plan *plan);

/* The facts that the plan asks of pupils, as bits; others need no column. */
uint64_t plan_facts(const struct plan *plan);

/* Whether it bears on an answer when wishes were stated. */
bool plan_asks_when_stated(const struct plan *plan);

/* All that was asked for. */
const struct field_set *plan_requested(const struct plan *plan);

/* Every field that could be released to some pupil: what to read. */
struct field_set plan_possible(const struct plan *plan);

/* The fields that the notice in force promises for this flow, of those
 * requested. */
struct field_set plan_promised(const struct plan *plan);

/* The gateways in force and the notice's shares that speak of this flow, in
 * order; NULL beyond the last. */
const struct rule *plan_gateway(const struct plan *plan, size_t index);
const struct rule *plan_share(const struct plan *plan, size_t index);

/* Whether a rule is a duty for what set this request off. */
bool plan_requires(const struct plan *plan, const struct rule *rule);

/* Whether every gateway in force for this flow allows aggregates only: then
 * every pupil counts, whatever the record holds. */
bool plan_is_aggregate(const struct plan *plan);

/* The areas' fields by which tables may be counted, as rules of law and notice
 * have it; terms of what was received may state other levels. */
struct field_set plan_area_fields(const struct plan *plan);

/* The notice in force on the date; NULL when there is none. */
const struct notice *plan_notice(const struct plan *plan);

/*
 * Adds one more binding to those of the request, which has `binding_room` for
 * it: what data is bound to is known only while it is read.  `binding` must
 * outlive the plan.  ERROR_INPUT when there are more ways in which data is bound
 * than there is room for.
 */
int plan_bind(struct plan *plan, const struct binding *binding, uint16_t *index,
	      struct error *error);

/* What the terms under which data was received say of the request. */
struct terms_said {
	uint16_t category;
	const struct licence *licence;
	bool granted;       /* it may go to the recipient for the purpose */
	struct level level; /* then: at which level at most */
	bool ends;          /* then: they do not bind it there */
	bool over;          /* it had to be destroyed before */
	struct range clause;
};

/* Of the request's binding (BINDING_OWN: none) what its entries say, in order,
 * of categories that are asked for; false beyond the last. */
bool plan_terms_said(const struct plan *plan, uint16_t binding, size_t index,
		     struct terms_said *said);

/* Whether the terms of the request's binding let data of a category go to the
 * recipient at a level, asked for or not: a table counts by an area's field that
 * nobody need ask for. */
bool plan_terms_let(const struct plan *plan, uint16_t binding,
		    uint16_t category, struct level level);

/* The data protection law of the date (C01); NULL where the dictionary has
 * none. */
const struct law *plan_regime_law(const struct plan *plan);

/*
 * Decides for a batch: `decisions[i]`, for each of its pupils, is an index for
 * plan_decision.  Fails only when memory is out.
 */
int plan_decide(struct plan *plan, const struct batch *batch,
		uint32_t *decisions, struct error *error);

/* The answers met so far, and one of them; good until plan_free. */
size_t plan_decision_count(const struct plan *plan);
const struct decision *plan_decision(const struct plan *plan, uint32_t index);

#endif

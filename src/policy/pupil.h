/*
 * pupil.h - the facts of one pupil, for explanations, for the decision service
 * and for the reference evaluator.
 */
#ifndef HORNBOOK_POLICY_PUPIL_H
#define HORNBOOK_POLICY_PUPIL_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/plan.h"

struct pupil {
	int32_t facts[FACT_LIMIT]; /* as columns hold them; DATE_NONE: not known */
	int32_t collected[CATEGORY_LIMIT]; /* DATE_NONE: not known */
	int32_t served[NOTICE_VERSIONS];   /* DATE_NONE: never */
	bool wishes[WISH_COUNT];
};

/* A pupil of whom nothing is known. */
void pupil_init(struct pupil *pupil);

/* Counts a wish if it bears on the request. */
void pupil_wish(struct pupil *pupil, const struct wish *wish,
		const struct request *request,
		const struct dictionary *dictionary);

/* Decides for one pupil; `*decision` is good until plan_free. */
int plan_decide_one(struct plan *plan, const struct pupil *pupil,
		    const struct decision **decision, struct error *error);

#endif

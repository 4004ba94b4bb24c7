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
	int32_t facts
		[FACT_LIMIT]; /* as columns hold them; DATE_NONE: not known */
	int32_t collected[CATEGORY_LIMIT]; /* DATE_NONE: not known */
	int32_t served[NOTICE_VERSIONS];   /* DATE_NONE: never */
	bool wishes[WISH_COUNT];
	uint16_t binding; /* of the request's, or BINDING_OWN */
	/* Where there is a wish, when it was stated; DATE_NONE as the first:
	 * not known. */
	int32_t first_stated[WISH_COUNT];
	int32_t last_stated[WISH_COUNT];
};

/* A pupil of whom nothing is known. */
void pupil_init(struct pupil *pupil);

/* Counts a wish if it bears on the request. */
void pupil_wish(struct pupil *pupil, const struct wish *wish,
		const struct request *request,
		const struct dictionary *dictionary);

/* How a rule stands for one pupil. */
enum standing {
	STANDING_HOLDS,
	STANDING_NOT_TRIGGERED,
	STANDING_NOT_FOR_PUPIL, /* its condition is not, or not known to be,
				   true */
	STANDING_TOO_SOON,
};

/*
 * Tells how a gateway in force and a share that speak of the flow stand for a
 * pupil (see plan_gateway and plan_share for the order), for explaining.
 * `gateways` and `shares` hold as many as there are, at most STANDING_LIMIT.
 * Fails only without memory.
 */
enum { STANDING_LIMIT = 64 };
int plan_standing(struct plan *plan, const struct pupil *pupil,
		  enum standing gateways[STANDING_LIMIT],
		  enum standing shares[STANDING_LIMIT], struct error *error);

/* Decides for one pupil; `*decision` is good until plan_free. */
int plan_decide_one(struct plan *plan, const struct pupil *pupil,
		    const struct decision **decision, struct error *error);

#endif

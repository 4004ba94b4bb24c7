/*
 * answer_parts.h - what the gates share while one answer is worked out:
 * answer.c (gates 1 to 5), answer_level.c (gate 6) and answer_obligations.c.
 * Private to the policy room.
 */
#ifndef HORNBOOK_POLICY_ANSWER_PARTS_H
#define HORNBOOK_POLICY_ANSWER_PARTS_H

#include "language/tree.h"
#include "policy/plan_parts.h"

struct answering {
	struct plan *plan;
	const struct signature *signature;
	struct decision *decision;
	struct verdict *verdicts;
	struct obligation *obligations;
	size_t obligation_capacity;
	bool failed;           /* memory ran out */
	struct field_set open; /* not withheld so far */
	struct field_set duty; /* required by a duty, whatever was promised */
	struct field_set told; /* families were told of it */
	const struct restrictions *restrictions; /* what its data is bound to */
	bool conflict;
	bool results_stated; /* by a rule in use, what may come out */
};

static const struct range no_clause = {NULL, 0, 0};

/* Whether the pupil's signature has this bit; false for NO_BIT. */
bool answer_bit(const struct answering *answering, int bit);

/* Takes fields out of the open set, with gate, reason and clause. */
void answer_withhold(struct answering *answering, struct field_set fields,
		     enum gate gate, enum reason reason, struct range clause);

/* Two rules disagree: nothing leaves. */
void answer_conflict(struct answering *answering, enum gate gate,
		     struct range first, struct range second);

/* Whether the candidate's need applies to the pupil. */
bool answer_needed(const struct answering *answering,
		   const struct candidate *candidate, size_t need);

/* What an objection against this rule withholds from its fields. */
struct field_set answer_objected(const struct answering *answering,
				 const struct candidate *candidate);

/* The open fields that a live gateway or share is being used for. */
struct field_set answer_used(const struct answering *answering,
			     const struct candidate *candidate);

/* The first duty that requires one of `fields`, or NULL. */
const struct candidate *answer_first_duty(const struct answering *answering,
					  struct field_set fields);

/* The open fields that no duty requires. */
struct field_set answer_voluntary(const struct answering *answering);

/* The open fields of a category that no duty requires. */
struct field_set answer_bound(const struct answering *answering,
			      const struct terms_said *said);

/* The fields of live rules that say what an objection leaves. */
struct field_set answer_clause_fields(const struct answering *answering);

/* Visits live gateways, then live shares, in order. */
void answer_each_live(struct answering *answering,
		      void (*visit)(struct answering *answering,
				    const struct candidate *candidate));

/* Gate 6: needs, then the level of the whole. */
void answer_safeguards(struct answering *answering);

/* Then, of tables, how small counts are treated. */
void answer_profile(struct answering *answering);

/* What goes with what is released. */
void answer_obligations(struct answering *answering);

#endif

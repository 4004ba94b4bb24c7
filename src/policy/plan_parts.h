/*
 * plan_parts.h - the inside of a plan, shared by plan*.c (making it), batch.c
 * (evaluating pupils) and answer*.c (from a signature to a decision).  Private
 * to the policy room.
 */
#ifndef HORNBOOK_POLICY_PLAN_PARTS_H
#define HORNBOOK_POLICY_PLAN_PARTS_H

#include <string.h>

#include "base/arena.h"
#include "policy/plan.h"

struct wide; /* pupil.c */

/* A long history of notices asks for each category whether the family was told
 * of it by this version or by that; 256 hold a dozen versions that change every
 * category of England's dictionary. */
enum { PLAN_BITS = 256, NO_BIT = -1, FEW_BITS = 12 };

enum { SIGNATURE_WORDS = PLAN_BITS / 64 };

/* The bits of one pupil. */
struct signature {
	uint64_t words[SIGNATURE_WORDS];
};

static inline bool signature_has(const struct signature *signature, size_t bit)
{
	return (signature->words[bit / 64] >> bit % 64 & 1) != 0;
}

/* Whether a pupil has a bit of the plan's; false for NO_BIT. */
static inline bool signature_says(const struct signature *signature, int bit)
{
	return bit != NO_BIT && signature_has(signature, (size_t)bit);
}

static inline void signature_add(struct signature *signature, size_t bit,
				 bool value)
{
	signature->words[bit / 64] |= (uint64_t)value << bit % 64;
}

static inline bool signature_equal(const struct signature *a,
				   const struct signature *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* Fibonacci hashing: the high bits are well mixed. */
static inline uint64_t signature_hash(const struct signature *signature)
{
	uint64_t hash = 0;

	for (int i = 0; i < SIGNATURE_WORDS; i++) {
		hash ^= signature->words[i];
		hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15u;
	}
	return hash;
}

/* What plan_decide works in; nothing in it lasts. */
struct workspace {
	struct condition_space space;
	/* The bits that all pupils of the batch have alike. */
	struct signature shared;
	/* Where few vary, they are a number that finds the answer.  What was
	 * found stays good while the same bits vary around the same others. */
	uint16_t codes[BATCH_PUPILS];
	uint32_t answers[1 << FEW_BITS];
	bool answered;
	struct signature answered_shared;
	size_t answered_varying;
	uint8_t answered_which[FEW_BITS];
	/* The other bits: which, and 0 or 1 for each pupil. */
	size_t varying;
	uint8_t which[PLAN_BITS];
	uint8_t values[PLAN_BITS][BATCH_PUPILS];
};

/* What one bit of a pupil's signature says. */
enum bit_kind {
	BIT_HOLDS,     /* the program is true */
	BIT_NOT_FALSE, /* the program is true or unknown */
	BIT_OBJECTED,  /* whoever may object at the pupil's age has */
	BIT_PASSED_ON, /* the first holder objected, the second may now */
	BIT_REFUSED,   /* all sharing, by whoever may */
	BIT_CONSENTED, /* by whoever may */
	BIT_RESTRICTED,
	BIT_MARKETING_STOPPED,
	BIT_BOUND, /* a bit of the number of the pupil's restrictions */
	BIT_TOLD,  /* by one of `versions`, for data of `category` */
};

struct bit {
	enum bit_kind kind;
	struct condition_program program; /* bound to the date */
	struct hand_over by;              /* OBJECTED, PASSED_ON */
	struct window stated;             /* OBJECTED, PASSED_ON */
	int32_t latest_birth;             /* of those past by.age on the date */
	uint16_t category;                /* TOLD */
	uint32_t versions;  /* TOLD: bit n: version n of the notice */
	unsigned int shift; /* BOUND: which bit of the number */
};

/* What bindings come to for the request: of categories that are asked for, the
 * terms that withhold something or limit the level.  Bindings that come to the
 * same have one number; 0 restricts nothing. */
struct restrictions {
	const struct terms_said *list;
	size_t count;
};

/* Fields of one category that some versions of the notice tell families of,
 * and the bit that says whether this family was told by one of them. */
struct telling {
	struct field_set fields;
	uint16_t category;
	int bit;
};

/* What a share of any version of the notice promises that the recipient will
 * not do: a promise once made for a flow stays (C17). */
struct promise {
	const struct rule *rule;
	struct field_set fields;
};

/* A rule that speaks of the request's recipient and purpose. */
struct candidate {
	const struct rule *rule;
	struct field_set fields; /* of those requested */
	bool in_force;
	struct range not_in_force; /* the clause why not */
	bool triggered;
	bool due;                  /* long enough since the last release */
	bool duty;                 /* a duty for this trigger */
	int when_bit;              /* NO_BIT: always */
	const int *need_bits;      /* NO_BIT: needed always */
	const enum reason *faults; /* for each need: REASON_NONE: met */
	const int *consent_bits;   /* for each need: NO_BIT: not of consent */
	const int *objected_bits;  /* for each objection clause */
	const int *passed_on_bits; /* NO_BIT: cannot pass on */
};

struct candidates {
	struct candidate *list;
	size_t count;
};

struct plan {
	struct arena arena;
	const struct policy *policy;
	const struct dictionary *dictionary;
	struct request request;
	struct field_set requested;
	/* Of the request; DICTIONARY_NONE where it names none. */
	uint16_t body, purpose_index, trigger;

	/* Gate 1 and what of gate 2 is the same for all. */
	enum reason recipient_fault;
	struct range recipient_clause;
	enum reason purpose_fault;
	struct range purpose_clause;
	const struct purpose *purpose;
	struct field_set uncollected; /* outside their collection's dates */

	const struct notice *notice; /* in force on the date; may be NULL */
	struct discloser discloser;
	struct candidates gateways, shares;
	struct candidates law_prohibitions, notice_prohibitions;
	struct promise *promises;
	size_t promise_count, promise_capacity;
	uint16_t regime; /* law; DICTIONARY_NONE */

	struct restrictions *restrictions;
	size_t restriction_count, restriction_capacity;
	uint16_t *restriction_of; /* by binding: its number */
	struct binding *bindings; /* the request's, where some may be added */
	size_t binding_capacity, restriction_of_capacity;
	int bound_bit;            /* the lowest of the number's bits; NO_BIT */
	unsigned int bound_bits;

	struct telling *tellings;
	size_t telling_count, telling_capacity;
	struct field_set category_fields[CATEGORY_LIMIT];

	int objected_bit, refused_bit, restricted_bit, marketing_bit;

	struct bit *bits;
	size_t bit_count, bit_capacity;
	uint64_t facts;
	uint16_t birth_fact;

	/* Columns for facts of the controller, where the batch has none. */
	const int32_t *controller_facts[FACT_LIMIT];

	struct workspace *workspace; /* owned, outside of the arena */
	struct wide *one; /* columns for plan_decide_one; NULL before */

	/* Answers, and where a signature's answer is (open addressing). */
	struct decision *decisions;
	size_t decision_count;
	size_t decision_capacity;
	struct {
		struct signature signature;
		uint32_t decision; /* UINT32_MAX: empty */
	} * slots;
	size_t slot_count; /* a power of two */
};

/* What making a plan carries along. */
struct planner {
	struct plan *plan;
	struct error *error;
	bool too_many_bits;
	bool out_of_memory;
};

/* --- plan_bits.c ---------------------------------------------------------------- */

/* One more bit; NO_BIT, and the planner knows why, when there is no room. */
int planner_bit(struct planner *planner, struct bit bit);

/* A bit for a condition; NO_BIT for no condition.  Fails only without memory. */
int planner_condition(struct planner *planner,
		      const struct condition_program *program,
		      enum bit_kind kind, int *bit);

/* A bit for what holders may do; the same hand-over is asked only once. */
int planner_holder(struct planner *planner, enum bit_kind kind,
		   struct hand_over by, struct window stated);

/* --- plan_candidates.c ------------------------------------------------------------ */

/* Whether a rule speaks of the request, by who asks it. */
bool plan_is_candidate(const struct plan *plan, const struct rule *rule);

/* The rules of law and notice that speak of the request.  Fails only without
 * memory. */
int plan_candidates(struct planner *planner);

struct field_set candidate_fields(const struct candidates *candidates);

/* The candidates for letting go, numbered: gateways, then shares, in order;
 * NULL behind the last. */
const struct candidate *candidate_at(const struct plan *plan, size_t number);

/* --- plan_pupil.c ------------------------------------------------------------------- */

/* Whether the candidate, in force, holds for the pupil, now. */
bool candidate_live(const struct candidate *candidate,
		    const struct signature *signature);

/* The fields of those that are. */
struct field_set candidate_live_fields(const struct candidates *candidates,
				       const struct signature *signature);

/* The fields of which the pupil's family was told. */
struct field_set plan_fields_told(const struct plan *plan,
				  const struct signature *signature);

/* Of those, what live shares promise and no live prohibition of the notice
 * rules out: what gate 3 lets go without a duty. */
struct field_set plan_fields_promised(const struct plan *plan,
				      const struct signature *signature);

/* --- plan_told.c -------------------------------------------------------------------- */

/* Bits for what each version of the notice told of the flow.  Fails only
 * without memory. */
int plan_told(struct planner *planner);

/* What the versions so far promise that the recipient will not do.  Fails only
 * without memory. */
int plan_promises(struct planner *planner);

/* Evaluates every bit over a batch, into the workspace. */
void plan_sign(struct plan *plan, const struct batch *batch);

/* The signature of one pupil.  Fails only without memory. */
struct pupil;
int plan_signature(struct plan *plan, const struct pupil *pupil,
		   struct signature *signature, struct error *error);

/* What a licence says of the request for data of a category. */
struct terms_said plan_terms_of(const struct plan *plan,
				const struct bound *bound);

/* Numbers what the request's bindings come to.  Fails only without memory. */
int plan_bindings(struct plan *plan, struct error *error);

/* Works out the answer for a signature.  Fails only when memory is out. */
int answer(struct plan *plan, const struct signature *signature,
	   struct decision *decision, struct error *error);

#endif

/*
 * prove.h - whether an assertion holds for every pupil there can be.
 *
 * The world of a proof is one dictionary and the notices given; notices of one
 * controller are its versions.  `never` asks for *walks*: a controller whose
 * notice is given (without notices: any controller) lets a field go to a body;
 * that body, as the controller that it is, lets it go to the next; and so on.
 * A body whose notice is not given is *assumed* to do whatever the law allows
 * somebody of its kind; families and the public pass nothing on as controllers
 * do, and end a walk.
 *
 * A step of a walk is a decision (docs/language.md), asked as freely as a
 * request can be: for any purpose, on any trigger or none, however long ago
 * the last release was, with every approval, authorisation, identity and terms
 * in place, for one field alone.  Asking for one field loses nothing: more
 * fields never make a level more revealing, and all else is decided for each
 * field by itself.  Over pupils a step is asked for every cell of the space of
 * its plan (space.h), wishes included; families were told.  Wishes are stated
 * to each controller for itself, so that each step has its own; and whether the
 * pupil is the recipient's own (`of recipient`) is of each step's recipient.
 *
 * What is received stays bound: each rule that a step used and that has onward
 * clauses limits to whom, for what (or, where a clause has no purposes, for
 * what it was received for) and how identified all later steps may be, until a
 * step that is let go by clauses that end there (`then by law`); a duty
 * passes limits, as it does in a decision.  Limits add up, and levels only
 * become less revealing.  So nothing is gained by coming back to a body under
 * the same limits or more, and a walk that arrives where another did, at no
 * more revealing level, under all of its limits and for no other pupils, need
 * not be followed: there are finitely many walks to look at.
 *
 * All steps of a walk are on one day, by one pupil's facts.  A range of days is
 * cut wherever something begins or ends (a law, a gateway, a body's holder, a
 * purpose, a notice, the collection of a field, the days on which an objection
 * had to be stated) and, where a condition compares
 * dates of birth with days, wherever one born on such a day reaches an age that
 * is asked for; between two cuts every decision stays the same, and the first
 * day stands for all.  So the question is asked of finitely many days, cells
 * and walks, all are looked at, and "proved" leaves none out.
 *
 * `when` in `never` holds unless it is not so, as in every prohibition, and
 * `after objection` is an objection to the last step.  `always` asks, of each
 * notice given, that for some trigger or none every pupil of whom its `when` is
 * so is let go, whatever families were told and wish.
 *
 * Each step of a counter-example has been confirmed by the reference
 * evaluator (reference.h).
 */
#ifndef HORNBOOK_POLICY_PROVE_H
#define HORNBOOK_POLICY_PROVE_H

#include "policy/assertion.h"
#include "policy/decision.h"
#include "policy/pupil.h"

struct arena;
struct builder;
struct error;
struct findings;
struct notice;

enum proof_outcome {
	PROOF_PROVED,
	PROOF_REFUTED,
	PROOF_UNDECIDED, /* there is more to look at than the budget */
};

/* One release of a walk. */
struct step {
	struct slice by;     /* the controller's name or the body's label */
	uint16_t by_body;    /* DICTIONARY_NONE: none that has a name */
	bool assumed;        /* its notice is not given */
	struct slice school; /* the type of an assumed school; may be empty */
	uint16_t to, purpose;
	uint16_t trigger; /* DICTIONARY_NONE: nothing has set it off */
	uint16_t role;    /* of whoever asks; DICTIONARY_NONE: no matter */
	int32_t last_release;
	bool owed; /* goes by a duty, beyond the limits it came under */
	struct level level;
	const struct range *clauses; /* of law, then of the notice */
	size_t clause_count;
	struct pupil pupil; /* the example, with the wishes of this step */
	const struct policy *policy;
};

/* How data gets where it should not; for `always`, where it does not get: then
 * one step, with the verdict on it. */
struct walk {
	int32_t date;
	struct field_set fields;
	const struct step *steps;
	size_t step_count;
	struct slice pupil; /* the example in words */
	struct verdict verdict;
};

struct proof {
	enum proof_outcome outcome;
	const struct assertion *assertion;
	const struct walk *walks; /* one; with `all`, those of all cells */
	size_t walk_count;
	int32_t from, to;        /* the days that were asked about */
	size_t controller_count; /* whose notices were given */
	size_t notice_count;
	uint64_t days, flows, cells; /* looked at */
	uint64_t budget;
	const uint16_t *assumed; /* bodies that do whatever the law allows */
	size_t assumed_count;
	const uint16_t *unconfirmed; /* laws for this data with unconfirmed
					dates */
	size_t unconfirmed_count;
};

enum { PROVE_CELLS = 1 << 26 };

struct prove_options {
	int32_t today;   /* the day, where the assertion states none */
	uint64_t budget; /* cells; 0: PROVE_CELLS */
	bool all;        /* every walk, not the first; detours are left out */
};

/*
 * Proves or refutes.  The notices must be free of faults; what else is wrong
 * (a condition that cannot be compiled) is a finding, and then `*proof` is not
 * to be used.  Everything lives in `arena`, or belongs to `*proof`: release it
 * in any case.
 */
int prove(struct proof *proof, const struct assertion *assertion,
	  const struct dictionary *dictionary,
	  const struct notice *const *notices, size_t notice_count,
	  const struct prove_options *options, struct arena *arena,
	  struct findings *findings, struct error *error);

/* The answer in words, and as a JSON object. */
void proof_text(const struct proof *proof, const struct dictionary *dictionary,
		struct builder *out);
void proof_json(const struct proof *proof, const struct dictionary *dictionary,
		struct builder *out);

#endif

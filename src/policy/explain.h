/*
 * explain.h - a decision about one pupil, told so that a head teacher can
 * read it, or as JSON.
 *
 * It names every gate, the clauses that let data pass it, and those that
 * withheld it.  Texts name fields by their labels, never values: an explanation can be
 * shown without showing the record.
 */
#ifndef HORNBOOK_POLICY_EXPLAIN_H
#define HORNBOOK_POLICY_EXPLAIN_H

#include "policy/decision.h"
#include "policy/plan.h"
#include "policy/pupil.h"

struct builder;
struct error;

/* Everything an explanation speaks of; all is borrowed. */
struct explanation {
	const struct policy *policy;
	struct plan *plan; /* of this request */
	const struct request *request;
	const struct pupil *pupil;
	const struct decision *decision;
	const struct field_set *held; /* fields the pupil's record holds; NULL:
					 not known, say nothing of it */
	const struct wish *wishes;    /* of the family, with their dates, ended
				      ones too; only family.h and trace.h tell
				      of them */
	size_t wish_count;
};

/*
 * Both fail only when memory is out; the builder may fail too.
 *
 * Adds the text: the answer in a sentence, each gate with what let data
 * pass and what withheld it and why, obligations.
 */
int explain_text(const struct explanation *explanation, struct builder *out,
		 struct error *error);

/* The same as a JSON object: request, outcome, level, gates (each with clause,
 * reason, fields), fields, withheld, obligations. */
int explain_json(const struct explanation *explanation, struct builder *out,
		 struct error *error);

#endif

/*
 * explain.h - a decision about one pupil, told so that a head teacher can
 * read it, or as JSON.
 *
 * Texts name fields by their labels, never values: an explanation can be
 * shown without showing the record.
 */
#ifndef HORNBOOK_POLICY_EXPLAIN_H
#define HORNBOOK_POLICY_EXPLAIN_H

#include "policy/decision.h"
#include "policy/pupil.h"

struct builder;
struct error;

/* Everything an explanation speaks of; all is borrowed. */
struct explanation {
	const struct policy *policy;
	const struct request *request;
	const struct pupil *pupil;
	const struct decision *decision;
	const struct field_set *held; /* fields the pupil's record holds; NULL:
					 not known, say nothing of it */
};

/* Adds the text: the answer in a sentence, each gate with what it let pass
 * and what it withheld and why, obligations. */
void explain_text(const struct explanation *explanation, struct builder *out);

/* The same as a JSON object: request, outcome, level, gates (each with clause,
 * reason, fields), fields, withheld, obligations. */
void explain_json(const struct explanation *explanation, struct builder *out);

#endif

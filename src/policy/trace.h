/*
 * trace.h - every step of one decision, for those who write rules and engines.
 *
 * Each rule that speaks of the flow, with its place, dates, conditions (every part
 * with its truth: true, false, unknown), programs as they were bound to the date,
 * needs, and the bits of the pupil's signature.  Of the pupil only truths are told,
 * unless `values` asks for the facts as well.
 */
#ifndef HORNBOOK_POLICY_TRACE_H
#define HORNBOOK_POLICY_TRACE_H

#include "policy/explain.h"

struct json;

/* Both fail only when memory is out. */
int trace_text(const struct explanation *explanation, bool values,
	       struct builder *out, struct error *error);
int trace_json(const struct explanation *explanation, bool values,
	       struct json *json, struct error *error);

#endif

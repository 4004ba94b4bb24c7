/*
 * trace_parts.h - what trace.c (text) and trace_json.c share.  Private to the
 * policy room.
 */
#ifndef HORNBOOK_POLICY_TRACE_PARTS_H
#define HORNBOOK_POLICY_TRACE_PARTS_H

#include "policy/plan_parts.h"
#include "policy/trace.h"

/* One trace in the making. */
struct tracer {
	const struct explanation *explanation;
	const struct plan *plan;
	struct signature signature;
	bool values;
	struct arena arena;
	struct error *error;
	bool failed;
};

/* The lists of rules, in the order in which they are told. */
struct traced_list {
	const char *name;
	const struct candidates *candidates;
};
enum { TRACED_LISTS = 4 };
void trace_lists(const struct plan *plan,
		 struct traced_list lists[TRACED_LISTS]);

int trace_begin(struct tracer *tracer, const struct explanation *explanation,
		bool values, struct error *error);

/* A condition's truth for the pupil; TRUTH_UNKNOWN when memory is out. */
uint8_t trace_truth(struct tracer *tracer, const struct condition *condition);
const char *truth_name(uint8_t truth);

/* Adds the signature as hexadecimal digits, the last bit first. */
void trace_signature(const struct tracer *tracer, struct builder *out);

bool trace_bit(const struct tracer *tracer, int bit);
const char *bit_name(enum bit_kind kind);

/* "and", "or", "not", or the text of one part. */
struct slice trace_part(const struct condition *condition);

/* A fact's value as people write it; `known` false: nothing is added. */
void trace_value(const struct dictionary *dictionary, uint16_t fact,
		 int32_t value, struct builder *out);

#endif

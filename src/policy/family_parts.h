/*
 * family_parts.h - the words of a telling: family.c says what, these say how.
 * Private to the policy room.
 */
#ifndef HORNBOOK_POLICY_FAMILY_PARTS_H
#define HORNBOOK_POLICY_FAMILY_PARTS_H

#include "base/builder.h"
#include "policy/family.h"
#include "policy/plan_parts.h"

/* What the words in braces of a template stand for. */
struct family_words {
	const struct explanation *explanation;
	enum reader reader;
	const struct field_set *fields;
	const struct wish *wish;  /* {who}, {on}; NULL: not on record by date */
	bool by_pupil, by_parent; /* who, where there is no such wish */
	struct slice when;        /* {when}, with what stands before it */
	const struct rule *law;   /* {law}; NULL: none */
	struct slice event, bodies, area;
	int32_t date;
	int age;        /* {age}; -1: not known */
	bool withdrawn; /* {on} is the day that it was taken back */
};

void family_expand(const struct family_words *words, const char *text,
		   struct builder *out);

/* "your child's name, address and date of birth". */
void family_fields(const struct explanation *explanation, enum reader reader,
		   const struct field_set *fields, struct builder *out);

/* A condition as what follows "pupils": "from age 13 and under 20". */
void family_condition(const struct dictionary *dictionary,
		      const struct condition *condition, struct builder *out);

/* The truth of a condition for the pupil: TRUTH_TRUE, ... */
int explain_truth(const struct explanation *explanation,
		  const struct condition *condition, struct arena *arena,
		  uint8_t *truth, struct error *error);

/* A label inside a sentence: its first letter small, unless it is a name. */
void family_label(struct slice label, struct builder *out);

#endif

/*
 * family.h - a decision about one pupil, told to the pupil or a parent.
 *
 * Plain sentences (family_list.h has them all): what is sent and why, what is
 * not and why not, which wishes count at this age, what the recipient must keep
 * to.  Fields by their labels; no clauses, and no values but the pupil's age and the
 * dates of the family's own wishes.
 */
#ifndef HORNBOOK_POLICY_FAMILY_H
#define HORNBOOK_POLICY_FAMILY_H

#include "policy/explain.h"

struct arena;
struct json;

enum reader { READER_PARENT, READER_PUPIL };

/* What one sentence speaks of. */
struct family_sentence {
	const char
		*kind; /* "sent", "withheld", "wish", "obligation", "level" */
	const char *cause;       /* a reason's or obligation's name, or "" */
	struct field_set fields; /* that it names; may be empty */
	struct slice text;
};

/* What is told of one flow; everything lives in the arena. */
struct family_telling {
	struct slice recipient; /* who they are, by label */
	struct slice purpose;   /* what for, by label */
	struct family_sentence *sentences;
	size_t count, capacity;
};

/* Fails only when memory is out. */
int family_tell(struct family_telling *telling,
		const struct explanation *explanation, enum reader reader,
		struct arena *arena, struct error *error);

/* Whether two flows go to the same and are told alike: they can be told as one,
 * for both purposes. */
bool family_alike(const struct family_telling *a,
		  const struct family_telling *b);

/* Adds flows as text for people, `count` of them that are alike as one. */
void family_write_text(const struct family_telling *tellings, size_t count,
		       struct builder *out);

/* One flow as an object: recipient, purpose, sentences. */
void family_write_json(const struct family_telling *telling,
		       const struct dictionary *dictionary, struct json *json);

/* Whom to ask or tell, as the notice has it: a sentence, or nothing. */
void family_write_contact(const struct notice *notice, struct builder *out);

#endif

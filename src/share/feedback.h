/*
 * feedback.h - what the department gives back, against what the school holds (F18,
 *
 *
 * The department's release (purpose feedback, own pupils only) is received like
 * any other.  It comes without names: where it has a unique pupil number its pupils
 * are matched by that, else by what it has of date of birth, sex, date of entry and
 * year group, where those are one pupil's alone.  The report goes through it field by
 * field: where the node's own value and the department's differ, and what the
 * department has that the node lacks.  What the node has and the department did
 * not send is no difference.
 */
#ifndef HORNBOOK_SHARE_FEEDBACK_H
#define HORNBOOK_SHARE_FEEDBACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;
struct node;

enum feedback_kind {
	FEEDBACK_DIFFERS,
	FEEDBACK_LACKING, /* the node has no value */
};

struct feedback_line {
	enum feedback_kind kind;
	uint64_t pupil;      /* of the node */
	struct slice upn;    /* may be empty */
	uint16_t field;      /* of the dictionary */
	struct slice period; /* may be empty */
	uint32_t item;       /* of a list, from 1; 0: no list */
	struct slice own, theirs;
};

struct feedback_report {
	struct slice reference;      /* the sender's */
	struct slice sender;         /* legal name */
	uint64_t pupils;             /* whom it has */
	uint64_t alike;              /* of those, in all fields */
	uint64_t unmatched;          /* nobody, or several, could be meant */
	struct feedback_line *lines; /* by pupil and field */
	size_t count, capacity;
};

/* Compares what came for the purpose of feedback as `reference` of the sender, or
 * when it is empty the newest.  ERROR_NOT_FOUND when nothing did.  Everything
 * lives in `arena`. */
int feedback_compare(struct node *node, struct slice reference,
		     struct feedback_report *report, struct arena *arena,
		     struct error *error);

#endif

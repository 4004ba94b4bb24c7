/*
 * feedback.h - what the department gives back, against what the school holds (F18,
 *
 *
 * The department's release (purpose feedback, own pupils only) is received like
 * any other.  It comes without names.  Its pupils are matched by unique pupil number
 * where a key for that came along (matching.h), else by what it has of date of
 * birth, sex, date of entry and year group, where those are one pupil's alone.  The
 * report goes through it field by
 * field: where the node's own value and the department's differ, and what the
 * department has that the node lacks.  What the node has and the department did
 * not send is no difference.
 */
#ifndef HORNBOOK_SHARE_FEEDBACK_H
#define HORNBOOK_SHARE_FEEDBACK_H

#include <stdbool.h>
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

/* How it is known whose a row is. */
enum feedback_how {
	FEEDBACK_BY_NOTHING, /* nobody, or several, could be meant */
	FEEDBACK_BY_UPN,
	FEEDBACK_BY_FORMER_UPN,
	FEEDBACK_BY_TRAITS, /* birth date, sex, date of entry, year group */
	FEEDBACK_HOW_COUNT
};

/* A pupil of the node whom the release is about. */
struct feedback_pupil {
	uint64_t pupil;
	struct slice upn; /* may be empty */
	enum feedback_how how;
};

struct feedback_line {
	enum feedback_kind kind;
	enum feedback_how how;
	uint64_t pupil;      /* of the node */
	struct slice upn;    /* may be empty */
	uint16_t field;      /* of the dictionary */
	struct slice period; /* may be empty */
	uint32_t item;       /* of a list, from 1; 0: no list */
	struct slice own, theirs;
};

struct feedback_report {
	struct slice reference;               /* the sender's */
	struct slice sender;                  /* legal name */
	uint64_t pupils;                      /* whom it has */
	uint64_t alike;                       /* of those, in all fields */
	uint64_t matched[FEEDBACK_HOW_COUNT]; /* all, by how */
	struct feedback_pupil *list;          /* those who were found */
	size_t listed;
	struct feedback_line *lines; /* by pupil and field */
	size_t count, capacity;
};

/* Compares what came for the purpose of feedback as `reference` of the sender, or
 * when it is empty the newest.  ERROR_NOT_FOUND when nothing did.  Everything
 * lives in `arena`. */
int feedback_compare(struct node *node, struct slice reference,
		     struct feedback_report *report, struct arena *arena,
		     struct error *error);

/* How the rows of what was just received can be matched; `*any` is false where no key
 * for that came along. */
struct register_grant;
int feedback_matched(struct node *node, const struct register_grant *grant,
		     bool *any, uint64_t matched[FEEDBACK_HOW_COUNT],
		     struct arena *arena, struct error *error);

#endif

/*
 * feedback_match.h - which of the node's own pupils each row of a release without
 * names is about.  Private to the share room.
 *
 * First by the unique pupil number: each own pupil's number, and then each former
 * one, makes a pseudonym with the key that came along (matching.h).  What is left
 * is told by date of birth, sex, date of entry and year group, among pupils of
 * whom no other row is: where those are one pupil's alone, and no second row's.
 */
#ifndef HORNBOOK_SHARE_FEEDBACK_MATCH_H
#define HORNBOOK_SHARE_FEEDBACK_MATCH_H

#include "share/feedback.h"

struct register_grant;

/* A row of the release. */
struct feedback_row {
	uint64_t id; /* in the register, under the grant */
	enum feedback_how how;
	uint64_t pupil; /* the node's; 0: FEEDBACK_BY_NOTHING */
};

/* All rows of the grant, in order of id, in `arena`. */
int feedback_match(struct node *node, const struct register_grant *grant,
		   struct feedback_row **rows, size_t *count,
		   struct arena *arena, struct error *error);

#endif

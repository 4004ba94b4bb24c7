/*
 * letter_sides.h - two versions of a notice and what differs: what a letter to
 * families is made from.  The older one is taken as if it were alone; the newer
 * one with what earlier versions bind recipients to (C17).
 */
#ifndef HORNBOOK_PUBLISH_LETTER_SIDES_H
#define HORNBOOK_PUBLISH_LETTER_SIDES_H

#include "policy/compare_notices.h"

struct arena;
struct error;
struct findings;
struct notice;
struct notice_comparison;
struct policy;
struct publication;

struct letter_sides {
	const struct notice *notices[COMPARE_SIDES];
	struct policy *policies[COMPARE_SIDES]; /* made here; of the old one */
	struct publication *publications[COMPARE_SIDES];
	struct notice_comparison *comparison;
};

/* Whether a policy has two versions, of which the newer may begin later. */
bool letter_is_due(const struct policy *policy);

/*
 * Takes the two newest versions, asks both as of the newer one's first day, and
 * compares them.  The newer one is checked as of that day; with errors among the
 * findings that is ERROR_INPUT.  letter_sides_release also after a failure.
 */
int letter_sides_make(struct letter_sides *sides, const struct policy *policy,
		      struct arena *arena, struct findings *findings,
		      struct error *error);
void letter_sides_release(struct letter_sides *sides);

#endif

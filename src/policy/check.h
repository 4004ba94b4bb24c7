/*
 * check.h - what a data protection officer's colleague would say of a notice.
 *
 * Beyond faults that make a notice unusable (those are found when it is read
 * and compiled), the checker finds what is lawful-looking but wrong, dead or
 * missing: every finding has an id, described in docs/language.md.
 */
#ifndef HORNBOOK_POLICY_CHECK_H
#define HORNBOOK_POLICY_CHECK_H

#include <stdint.h>

struct arena;
struct error;
struct findings;
struct notice;
struct policy;

/*
 * Checks a notice, already part of `policy` (which may hold other versions),
 * as on `today` (DATE_NONE: as on the notice's first day; then nothing is said
 * of overdue reviews).  Fails only when memory is out.
 */
int notice_check(const struct notice *notice, const struct policy *policy,
		 int32_t today, struct arena *arena, struct findings *findings,
		 struct error *error);

#endif

/*
 * reference.h - the same decision, worked out slowly and plainly.
 *
 * It walks the trees of dictionary and notices anew for every field of every
 * pupil, shares no code with rule.c, condition.c, plan.c, batch.c and
 * answer.c, and exists to be compared with them: a differential test holds
 * the two together.  When they differ, one of them is wrong about the gates
 * as docs/language.md describes them.
 */
#ifndef HORNBOOK_POLICY_REFERENCE_H
#define HORNBOOK_POLICY_REFERENCE_H

#include <stddef.h>

#include "policy/decision.h"
#include "policy/pupil.h"

struct arena;
struct error;

/*
 * Decides for one pupil.  `notices` are by date of force, as in a policy;
 * `requested` is what is asked for, NULL: what the request says.  Everything
 * lives in `arena`.
 */
int reference_decide(struct decision *decision,
		     const struct dictionary *dictionary,
		     const struct notice *const *notices, size_t notice_count,
		     const struct request *request,
		     const struct field_set *requested,
		     const struct pupil *pupil, struct arena *arena,
		     struct error *error);

#endif

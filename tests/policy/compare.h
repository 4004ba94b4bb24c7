/*
 * compare.h - the engine's decisions held against the reference's.
 */
#ifndef HORNBOOK_TESTS_POLICY_COMPARE_H
#define HORNBOOK_TESTS_POLICY_COMPARE_H

#include <stdbool.h>

#include "policy/decision.h"

struct builder;
struct dictionary;

/*
 * Whether two decisions say the same: outcome, level, fields, and for each
 * field withheld gate, reason and clause; obligations as sets.  On a conflict
 * nothing is released, and which two of several clauses are named is free.
 * What a wish yielded to, and which duty has a gap, is free too.  If they
 * differ, `why` gets a line for each difference.
 */
bool decisions_agree(const struct dictionary *dictionary,
		     const struct decision *engine,
		     const struct decision *reference, struct builder *why);

/* Whether the decision keeps what its header promises of every decision. */
bool decision_is_whole(const struct dictionary *dictionary,
		       const struct decision *decision, struct builder *why);

#endif

/*
 * matching.h - purposes whose recipients match by a number they hold (F18).
 *
 * At level pupil such a recipient gets the key by which it can make the
 * pseudonyms of its own pupils again.  Who has that key and guesses a number learns
 * whether its owner is in the file; so every gateway to the purpose must be for
 * the recipient's own pupils alone, whom it knows anyway.
 */
#ifndef HORNBOOK_POLICY_MATCHING_H
#define HORNBOOK_POLICY_MATCHING_H

#include "base/slice.h"
#include "policy/level.h"

struct dictionary;
struct findings;
struct policy;
struct purpose;

/* Adds an error for each gateway to such a purpose that lets through others than
 * the recipient's own pupils. */
void matching_check(const struct policy *policy, struct findings *findings);

/* The purpose of this name if its recipients match what goes at this level by a
 * number; NULL: they do not. */
const struct purpose *matching_purpose(const struct dictionary *dictionary,
				       struct slice name, struct level level);

#endif

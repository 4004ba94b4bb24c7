/*
 * decision_json.h - what decisions are made of, as JSON: a member `key` of the
 * open object, or where that is NULL the next element of the open array.
 * Without memory the writer's builder fails.
 */
#ifndef HORNBOOK_POLICY_DECISION_JSON_H
#define HORNBOOK_POLICY_DECISION_JSON_H

#include "policy/decision.h"

struct json;

/* "file:line". */
void clause_json(struct json *json, const char *key, struct range clause);

void level_json(struct json *json, const char *key,
		const struct dictionary *dictionary, struct level level);

/* An array of names. */
void fields_json(struct json *json, const char *key,
		 const struct dictionary *dictionary,
		 const struct field_set *fields);

/* The members outcome, level (null where nothing leaves) and, where there is
 * one, regime. */
void outcome_json(struct json *json, const struct dictionary *dictionary,
		  const struct decision *decision);

#endif

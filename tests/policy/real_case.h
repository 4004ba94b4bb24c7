/*
 * real_case.h - the dictionary of England with the notices of this tree, asked
 * as invented laws are.
 */
#ifndef HORNBOOK_TESTS_POLICY_REAL_CASE_H
#define HORNBOOK_TESTS_POLICY_REAL_CASE_H

#include "tests/policy/invented_case.h"

/* With each notice by itself, and with none; from the root of this tree. */
enum { REAL_CASES = 8 };

struct real_cases {
	struct dictionary *dictionary;
	struct invented_case list[REAL_CASES];
	size_t count;
};

/* Aborts when they cannot be read, or have errors. */
void real_cases_open(struct real_cases *cases);
void real_cases_release(struct real_cases *cases);

/* As invent_request, with names of the dictionary for invented ones: those of
 * a gateway, mostly. */
void real_request(struct choices *choices, const struct invented_case *real,
		  struct invented_request *made);

#endif

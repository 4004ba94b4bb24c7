/*
 * telling.h - an answer of the decision service, as the .test files tell it
 * (see decide_case.h).
 */
#ifndef HORNBOOK_TESTS_POLICY_TELLING_H
#define HORNBOOK_TESTS_POLICY_TELLING_H

#include <jansson.h>

struct builder;
struct data_case;
struct dictionary;

/* Clauses are looked up in the case, and in the files of this tree. */
void tell_answer(const struct data_case *test,
		 const struct dictionary *dictionary, const json_t *answer,
		 struct builder *out);

#endif

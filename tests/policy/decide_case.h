/*
 * decide_case.h - the cases of the .test files here: a dictionary (statements
 * beside those of basis.dictionary; none: England's), notices (texts or
 * files), requests as `hornbook decide` takes them, and the answers told as
 *
 *     permit at named
 *         sends name, address
 *         withholds telephone: wishes, objection, "objection by parent ..."
 *         must notice gap
 *
 * A category or group stands for its fields when all of them are meant; a
 * clause is quoted from its line on.  Both evaluators must agree.
 */
#ifndef HORNBOOK_TESTS_POLICY_DECIDE_CASE_H
#define HORNBOOK_TESTS_POLICY_DECIDE_CASE_H

/* A cmocka test; *state is the struct data_case. */
void decide_case_check(void **state);

#endif

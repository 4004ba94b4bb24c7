/*
 * differential.h - one invented law, asked several times of both evaluators.
 */
#ifndef HORNBOOK_TESTS_POLICY_DIFFERENTIAL_H
#define HORNBOOK_TESTS_POLICY_DIFFERENTIAL_H

#include "base/builder.h"
#include "tests/policy/choices.h"
#include "tests/policy/tally.h"

struct differential {
	const char *path;      /* of a file to put dictionaries in */
	struct tally tally;    /* of what has been compared */
	struct builder report; /* the law and what differs; empty: nothing */
};

/* Invents a law, requests and pupils, and compares.  False when the two
 * differ, and then says so in the report. */
bool differential_run(struct differential *differential,
		      struct choices *choices);

#endif

/*
 * differential.h - one invented law, asked several times of both evaluators.
 */
#ifndef HORNBOOK_TESTS_POLICY_DIFFERENTIAL_H
#define HORNBOOK_TESTS_POLICY_DIFFERENTIAL_H

#include "base/builder.h"
#include "tests/policy/choices.h"
#include "tests/policy/tally.h"

struct invented_case;
struct line_fault;

struct differential {
	const char *path; /* of a law_file */
	const char
		*directory; /* for the case over which they differ; or NULL */
	const struct line_fault *fault; /* of the engine; NULL: as it is */
	struct tally tally;             /* of what has been compared */
	struct builder report; /* what differs, and a case; empty: nothing */
};

/* A place for them, as clauses of cases are cited: law.dictionary in a
 * directory of its own. */
struct law_file {
	char directory[32];
	char path[64];
};

/* False when it cannot be made. */
bool law_file_make(struct law_file *file);
void law_file_remove(struct law_file *file);

/* The same over a law that stands: invents requests and pupils only. */
bool differential_run_real(struct differential *differential,
			   struct choices *choices,
			   const struct invented_case *real);

/* Invents a law, requests and pupils, and compares.  False when the two
 * differ, and then says so in the report. */
bool differential_run(struct differential *differential,
		      struct choices *choices);

#endif

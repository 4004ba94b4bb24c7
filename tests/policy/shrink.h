/*
 * shrink.h - makes a question over which the evaluators differ as small as
 * it can be and still have them differ.
 */
#ifndef HORNBOOK_TESTS_POLICY_SHRINK_H
#define HORNBOOK_TESTS_POLICY_SHRINK_H

#include "tests/policy/question.h"

/*
 * Leaves out versions, statements, parts of conditions, words, and members of
 * the line, as long as the texts can be read and the evaluators differ, until
 * nothing more can go; then lays the texts out.  False, and nothing is changed,
 * when they do not differ over it at first.
 */
bool shrink(struct question *question, const char *path,
	    const struct line_fault *fault);

#endif

/*
 * data.h - `.test` files: tests that a reader of the law can check.
 *
 *     # a comment
 *     === a sentence about the domain
 *     --- input
 *     ...
 *     --- expected
 *     ...
 *
 * Each case becomes a test of its own, named by its sentence.  A section's
 * text runs to the next line that begins with "--- " or "=== "; trailing
 * blank lines are dropped, one newline is kept.
 */
#ifndef HORNBOOK_TESTS_DATA_H
#define HORNBOOK_TESTS_DATA_H

#include <stdbool.h>

#include "base/slice.h"

enum { DATA_SECTIONS = 8 };

struct data_section {
	struct slice name;
	struct slice text;
};

struct data_case {
	char label[200];
	struct slice file;
	unsigned int line;
	struct data_section sections[DATA_SECTIONS];
	size_t count;
};

/* The section's text; empty when the case has none. */
struct slice data_text(const struct data_case *test, const char *name);

/* The first case of a text, which must outlive it; false when it has none. */
bool data_first(struct data_case *test, struct slice text);

/*
 * Runs `check` (a cmocka test function whose *state is the struct data_case)
 * over all cases of all *.test files in `directory`.  Returns the number of
 * failures, for main.
 */
int data_run(const char *group, const char *directory,
	     void (*check)(void **state));

#endif

/*
 * question.h - a dictionary, versions of a notice and one line asked of them,
 * all as text: what a .test case holds.
 */
#ifndef HORNBOOK_TESTS_POLICY_QUESTION_H
#define HORNBOOK_TESTS_POLICY_QUESTION_H

#include "base/builder.h"
#include "tests/policy/line.h"

enum { QUESTION_NOTICES = 4 };

struct question {
	struct builder dictionary;
	struct builder notices[QUESTION_NOTICES];
	size_t notice_count;
	json_t *line;
};

/* A copy of the invented case's texts, and the line for what was asked. */
void question_init(struct question *question,
		   const struct invented_case *invented,
		   const struct invented_request *asked,
		   const struct pupil *pupil);
void question_release(struct question *question);

/*
 * Reads it all anew and asks both evaluators; the dictionary goes through the
 * file `path`.  LINE_FAULTY also when a text has errors.  See line_ask.
 */
enum line_answer question_ask(const struct question *question, const char *path,
			      const struct line_fault *fault,
			      struct builder *why, struct builder *expected);

/*
 * The case as it stands in a .test file, ready to be checked in; `expected` is
 * what the reference says.  "-" in a line (line.h) is left, for a person to
 * decide about.
 */
void question_write(const struct question *question, const char *path,
		    const char *label, struct builder *out);

/* The same as files in a directory, for `hornbook decide`.  False when one
 * cannot be written. */
bool question_save(const struct question *question, const char *directory);

#endif

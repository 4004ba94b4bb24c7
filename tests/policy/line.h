/*
 * line.h - one request over one pupil as a line of JSON, put to both
 * evaluators.
 *
 * The line is what `hornbook decide` takes, read by the service's own reader.
 * "-" stands for what such a line cannot leave unsaid: a controller of no
 * known kind, a category of which the day of collection is not known, an
 * authorisation for any recipient.
 */
#ifndef HORNBOOK_TESTS_POLICY_LINE_H
#define HORNBOOK_TESTS_POLICY_LINE_H

#include <jansson.h>

struct builder;
struct decision;
struct dictionary;
struct invented_case;
struct invented_request;
struct policy;
struct pupil;
struct request;

/* What is asked, as a line; the caller's. */
json_t *line_write(const struct invented_case *invented,
		   const struct invented_request *asked,
		   const struct pupil *pupil);

/* A decision as the service would write it. */
void line_write_answer(const struct dictionary *dictionary,
		       const struct decision *decision, struct builder *out);

enum line_answer {
	LINE_FAULTY, /* it cannot be read, or asks too much */
	LINE_AGREES,
	LINE_DIFFERS,
};

/* Changes what the engine is told, so that it errs; NULL for the engine as it
 * is. */
struct line_fault {
	void (*spoil)(struct request *request, struct pupil *pupil);
};

/*
 * Asks both.  `why` (may be NULL) is told how they differ, `expected` (may be
 * NULL) gets the reference's answer as the service would write it.
 */
enum line_answer line_ask(const struct policy *policy, const json_t *line,
			  const struct line_fault *fault, struct builder *why,
			  struct builder *expected);

#endif

/*
 * assessment_results.h - which assessments there are in which year, and which
 * results they may have: the data behind the key stage assessment files.
 *
 * A year is that in which the academic year ends, as the transfer file counts
 * (2009 is 2008/09).  What no source gives stands open: any method, component
 * or qualifier is then good.
 */
#ifndef HORNBOOK_FORMATS_ASSESSMENT_RESULTS_H
#define HORNBOOK_FORMATS_ASSESSMENT_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

/* What a school returns in one file; the file's name has it. */
enum assessment_return {
	RETURN_EYF, /* early years foundation stage profile */
	RETURN_PHO, /* phonics screening check */
	RETURN_KS1,
	RETURN_KS2,
	RETURN_MTC, /* multiplication tables check */
	RETURN_KS3,
	ASSESSMENT_RETURNS,
};

/* "KS1"; constant text. */
struct slice assessment_return_name(enum assessment_return which);

struct assessment {
	struct slice stage, year, subject, method, component, qualifier, result;
};

/* What is told of a result, field by field of the dictionary: `text` gives each. */
struct assessment assessment_of(struct slice (*text)(const void *of,
						     const char *field),
				const void *of);

enum assessment_verdict {
	ASSESSMENT_GOOD,
	ASSESSMENT_ELSEWHERE, /* it belongs into another return */
	ASSESSMENT_NONE,      /* there is no such assessment in that year */
	ASSESSMENT_RESULT,    /* there is, and it has no such result */
};

/* Keeps nothing of what it is given, and cannot fail. */
enum assessment_verdict assessment_judge(enum assessment_return which,
					 const struct assessment *assessment);

/* A row of the table, for documents and tests. */
struct assessment_row {
	const char *stage;
	const char *subject; /* "*": any; so below */
	const char *method;
	const char *component; /* or several, with spaces between */
	const char *qualifier;
	uint16_t from, to;   /* 0: open */
	const char *results; /* with spaces between; "1-8" is a range */
	bool unconfirmed;    /* not as a source gives it in whole */
	uint8_t which;       /* enum assessment_return */
};

extern const struct assessment_row assessment_rows[];
extern const size_t assessment_row_count;

#endif

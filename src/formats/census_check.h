/*
 * census_check.h - a census held to the rules of census_rules.h.
 *
 * One pass over the file.  A finding has the rule and a place, never a value,
 * and who is meant is told by the record's number.  Rules that ask for what the
 * file cannot have (a table of free school meals knows no UPN) are not asked,
 * and counted.
 */
#ifndef HORNBOOK_FORMATS_CENSUS_CHECK_H
#define HORNBOOK_FORMATS_CENSUS_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "formats/census_rules.h"
#include "formats/format.h"

struct dictionary;
struct error;

enum {
	/* Findings that are kept with their places; all are counted. */
	CENSUS_FINDINGS_LIMIT = 200000,
	CENSUS_UNREAD_LIMIT = 40,
};

struct census_finding {
	uint16_t rule;
	uint16_t item; /* from 1; 0: the pupil, or the file */
	uint32_t line, column;
	uint64_t record; /* from 1; 0: the file */
};

/* Something about the file that is no rule's: an element that is not read. */
struct census_notice {
	struct slice element;
	const char *message;
	uint32_t line, column;
	uint64_t record;
	bool error;
};

struct census_report {
	const char *form; /* "school-census", or the table's name */
	bool header;      /* the file has one */
	struct slice school, phase;
	struct census_return census;
	bool assumed; /* nothing says which return it is: today's */
	uint64_t pupils, leavers;

	const struct census_finding *findings; /* as the file goes */
	size_t finding_count;
	uint64_t *counts; /* of each rule */
	size_t unasked;   /* rules that the file cannot be asked */
	uint64_t errors, queries;
	const struct census_notice *notices;
	size_t notice_count;
	const struct slice *upns; /* by record, where asked for; else NULL */
};

struct census_checking {
	const struct dictionary *dictionary;
	const struct census_rules *rules;
	struct slice file_name;
	int32_t today; /* says which return it is, of a file without header */
	bool upns;     /* keep them */
	void (*progress)(void *context, uint64_t bytes_done);
	void *context;
};

/*
 * Checks a whole file.  The report lives in `arena`, and so does what it says.
 * Fails with ERROR_INPUT on what is no census.
 */
int census_check(const struct census_checking *checking, struct slice bytes,
		 struct census_report *report, struct arena *arena,
		 struct error *error);

#endif

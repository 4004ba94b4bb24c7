/*
 * validate_report.h - what `hornbook validate` found, for people and programs.
 *
 * A pupil is told by the number of the record; UPNs stand there only where they
 * were kept (census_checking.upns).
 */
#ifndef HORNBOOK_CLI_VALIDATE_REPORT_H
#define HORNBOOK_CLI_VALIDATE_REPORT_H

#include "formats/census_check.h"

struct run;

struct validated {
	const char *path;
	struct census_report report;
};

struct validating {
	struct run *run;
	const struct census_rules *rules;
	struct validated *list; /* of each file */
	size_t count;
	int32_t today;
	bool all; /* every finding, in the text too */
};

/* Each adds to run->out; fails with ERROR_MEMORY. */
int validate_add_text(const struct validating *validating);
int validate_add_json(const struct validating *validating);
int validate_add_csv(const struct validating *validating);
int validate_add_page(const struct validating *validating);

/* The rules themselves, as a table or JSON. */
int validate_add_rules(const struct validating *validating);

/* "School census, spring 2026", or which table of it; in the run's arena. */
struct slice validate_title(const struct validating *validating,
			    const struct census_report *report);

/* Of a finding, the UPN where it was kept; else empty. */
struct slice validate_upn(const struct census_report *report,
			  const struct census_finding *finding);

#endif

/*
 * guard_report.h - what a guard found, for people, as JSON, or as SARIF 2.1.0.
 */
#ifndef HORNBOOK_CLI_GUARD_REPORT_H
#define HORNBOOK_CLI_GUARD_REPORT_H

#include "cli/command.h"
#include "guard/guard.h"

/* One file that was scanned. */
struct guarded {
	const char *path;
	struct guard_report report;
	size_t accepted;      /* findings left out as accepted */
	struct slice *pupils; /* by finding, with --reveal; else NULL */
};

struct guarding {
	struct run *run;
	struct guarded *list;
	size_t count;
	uint64_t pupils; /* in the register */
	uint32_t threshold;
	bool accept; /* what was found was accepted */
};

void guard_add_text(const struct guarding *guarding);
/* The same as members of an object that is open. */
struct json;
void guard_put(struct json *json, const struct guarding *guarding);
void guard_add_json(const struct guarding *guarding);
void guard_add_sarif(const struct guarding *guarding);

/* Findings of all files. */
size_t guard_total(const struct guarding *guarding);

#endif

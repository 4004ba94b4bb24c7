/*
 * intake.h - from files to the register: the way in.
 *
 * All files of one call are one transaction: all or nothing, unless partial
 * imports are accepted, when good records go in and bad ones are reported.
 */
#ifndef HORNBOOK_SHARE_INTAKE_H
#define HORNBOOK_SHARE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "formats/format.h"
#include "register/register.h"

struct arena;
struct error;
struct node;

struct intake_request {
	const char *const *files;
	size_t file_count;
	struct slice format;	 /* empty: detected for each file */
	const char *mapping;	 /* CSV mapping file; NULL: none */
	bool accept_partial;
	int32_t today;
	void (*progress)(void *context, const char *file, uint64_t done,
			 uint64_t total);
	void *context;
};

/* What became of one file. */
struct intake_file {
	const char *path;
	const char *format; /* name of the format */
	struct slice sender;
	uint64_t records, rejected;
	bool seen_before; /* the same bytes were imported earlier */
	const struct rejection *rejections; /* and warnings; at most
					       INTAKE_REJECTIONS */
	size_t rejection_count;
	uint64_t warnings;
};

enum { INTAKE_REJECTIONS = 1000 };

struct intake_report {
	bool imported; /* false: records were rejected and nothing was changed */
	struct import_counts counts;
	struct intake_file *files;
	size_t file_count;
};

/* Imports.  Rejected records without accept_partial are no failure: 0 with
 * report->imported false.  The report lives in `arena`. */
int intake(struct node *node, const struct intake_request *request,
	   struct intake_report *report, struct arena *arena,
	   struct error *error);

/* Records one family's wish about a pupil, as an import of its own; the wishes
 * already there stay.  `withdraw` ends the same wish instead. */
struct wish;
int intake_wish(struct node *node, struct slice upn, const struct wish *wish,
		bool withdraw, int32_t today, struct error *error);

#endif

/*
 * intake.h - from files to the register: the way in.
 *
 * Each file is a transaction of its own: all or nothing, unless partial
 * imports are accepted, when good records go in and bad ones are reported.
 */
#ifndef HORNBOOK_SHARE_INTAKE_H
#define HORNBOOK_SHARE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "formats/format.h"
#include "policy/level.h"
#include "register/register.h"

struct arena;
struct error;
struct node;

struct intake_request {
	const char *const *files;
	size_t file_count;
	struct slice format; /* empty: detected for each file */
	const char *mapping; /* CSV mapping file; NULL: none */
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
	bool imported;    /* false: records were rejected, nothing of it was
			     taken */
	bool seen_before; /* the same bytes were imported earlier */
	int32_t seen_on;  /* then: when */
	int32_t as_of;    /* the day of which it tells; 0: not said */
	const char *with; /* the file that it was read with, being a table that
			     says more of the pupils in there; else NULL */
	struct import_counts counts;
	const struct rejection *rejections; /* and warnings; at most
					       INTAKE_REJECTIONS */
	size_t rejection_count;
	uint64_t warnings;
};

enum { INTAKE_REJECTIONS = 1000 };

struct intake_report {
	bool imported;               /* every file was */
	struct import_counts counts; /* of all files */
	struct intake_file *files;
	size_t file_count;
};

/*
 * Imports.  Tables of one census that belong together (census_record.h) are read
 * as one file, that of the pupils.  Rejected records without accept_partial are no failure: 0 with
 * imported false, for the file and for the report.  A file that cannot be read
 * at all is one; files before it are in.  The report lives in `arena`.
 */
int intake(struct node *node, const struct intake_request *request,
	   struct intake_report *report, struct arena *arena,
	   struct error *error);

/* Records that no file holds: what a program made itself. */
struct intake_source {
	struct slice kind, name; /* of the origin: "generated", a school */
	uint8_t hash[32];        /* of what they were made from */
	int32_t today;
	/* The next records, good until it is called again; none: the end. */
	int (*next)(void *context, const struct record **records, size_t *count,
		    struct error *error);
	void *context;
};

/*
 * Imports them in one transaction, as a file that is accepted in part:
 * file->rejected counts those without any number or name to find them by.
 * What was made from the same before changes nothing (file->seen_before).
 */
int intake_records(struct node *node, const struct intake_source *source,
		   struct intake_file *file, struct arena *arena,
		   struct error *error);

/* What was received from another controller (receive.h). */
struct intake_payload {
	struct slice bytes;
	const char *name; /* of its file */
	struct slice format;
	struct slice sender;     /* legal name */
	struct field_set fields; /* that were sent, by the manifest */
	struct level level;      /* at which */
	int32_t today;
};

/*
 * Imports a payload, bound to `grant`: a new one, which then gets its id.
 * Pupils may be unnamed, and each section stands beside the node's own.  Wishes
 * and notices come as they are, and are not added to those on record: what a
 * family told another controller is not what it told this one.  A record is
 * rejected that has a field which was not sent, or that the level does not let
 * it have, or that would bring a held pupil a number that is not its.  Rejected
 * records are no failure: 0 with file->imported false, and nothing was taken.
 */
int intake_payload(struct node *node, const struct intake_payload *payload,
		   struct register_grant *grant, struct intake_file *file,
		   struct arena *arena, struct error *error);

/* Records one family's wish about a pupil, as an import of its own; the wishes
 * already there stay.  `withdraw` ends the same wish instead. */
struct wish;
int intake_wish(struct node *node, struct slice upn, const struct wish *wish,
		bool withdraw, int32_t today, struct error *error);

#endif

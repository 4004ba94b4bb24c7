/*
 * support.h - what the tests of the share room have in common: a node in a
 * directory of its own, and a reader of CSV that is nobody else's.
 */
#ifndef HORNBOOK_TESTS_SHARE_SUPPORT_H
#define HORNBOOK_TESTS_SHARE_SUPPORT_H

#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "share/intake.h"
#include "share/node.h"
#include "share/share.h"

#define DICTIONARY "dictionaries/england"
#define KENT "demo/notices/kent-alternative-provision.notice"
#define NORTHAMPTONSHIRE "demo/notices/northamptonshire-academy.notice"
#define KENT_PUPILS "demo/kent/pupils.csv"
#define KENT_TRANSFER "demo/kent/ctf/8861102_CTF_8861101_001.xml"
#define OAKFIELD_PUPILS "demo/northamptonshire/pupils.csv"

/* A node and all around it. */
struct school {
	char root[64];      /* a fresh directory */
	char directory[96]; /* the node's, inside */
	char out[96];       /* for releases; made by the first */
	struct node *node;
	int32_t today;
	bool sealed;           /* whether its releases are */
	struct school *opener; /* who can open them; NULL: nobody is asked */
	struct arena arena;    /* for reports and texts */
	struct error error;
	struct share_report report;   /* of the last share */
	struct intake_report arrival; /* of the last intake */
};

/* An empty fresh directory; no node. */
void school_empty(struct school *school, int32_t today);

/* ... with a node made from a notice, and open. */
void school_set_up(struct school *school, const char *notice, int32_t today);
void school_tear_down(struct school *school);

/* Closes the node and opens it again; gives how many releases that settled. */
unsigned int school_reopen(struct school *school);
int school_make(struct school *school, const char *notice);

/* "root/name", in the arena. */
const char *school_path(struct school *school, const char *name);

/* A file in the root; gives its path. */
const char *school_write(struct school *school, const char *name,
			 const char *text);

/* Imports one file, which must work. */
void school_import(struct school *school, const char *file);

/* What happens to one file; -1 as intake gives it. */
int school_try_import(struct school *school, const char *file,
		      const struct intake_request *with);

/* Shares; fills in date, time of day and directory.  The report is
 * school->report. */
int school_try_share(struct school *school, struct share_request request);

/* ... which must work, and be granted or refused. */
void school_share(struct school *school, struct share_request request);
void school_refused(struct school *school, struct share_request request,
		    const char *why);

/* Fails unless the last error is of this code and says this. */
void school_says(const struct school *school, enum error_code code,
		 const char *text);

/* A whole file, closed by a NUL. */
struct slice school_read(struct school *school, const char *path);

/* The payload of the last release. */
struct slice school_payload(struct school *school);

/* How many entries a directory has, hidden ones too; 0 when there is none. */
unsigned int count_entries(const char *directory);

/* Whether `text` holds `part`. */
bool holds(struct slice text, const char *part);

/* --- CSV, read by RFC 4180 and nothing else ------------------------------- */

struct sheet {
	size_t rows; /* without the header */
	size_t columns;
	char **cells; /* rows + 1 times columns */
};

struct sheet sheet_of(struct school *school, struct slice text);
struct sheet sheet_read(struct school *school, const char *path);

/* The header's column of this name, or -1. */
int sheet_column(const struct sheet *sheet, const char *name);

/* A cell; "" when there is no such column.  Rows from 0. */
const char *sheet_cell(const struct sheet *sheet, size_t row, const char *name);

/* The row whose columns hold these two values, or -1. */
int sheet_find(const struct sheet *sheet, const char *column, const char *value,
	       const char *second, const char *second_value);

/* Age on a date of someone born on "yyyy-mm-dd". */
int age_on(const char *born, const char *date);

#endif

/*
 * edition.h - every document that a controller publishes, and a page that
 * leads to them.
 *
 * All are made of one publication, in the words of one phrasebook, so that none
 * tells what another does not.  What the node's register and ledger know is there
 * where a node is given; what changed since the version before, where there was
 * one.
 *
 * The files lie side by side in one directory: "index.html", pages, the same as PDF
 * where people print them, tables, data for machines, and "SHA256SUMS", by which
 * anybody can tell whether a file is still as it was published.
 */
#ifndef HORNBOOK_PUBLISH_EDITION_H
#define HORNBOOK_PUBLISH_EDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;
struct findings;
struct linked_tables;
struct node;
struct phrasebook;
struct publication;

#define EDITION_SUMS "SHA256SUMS"

struct edition_request {
	const struct publication *publication;
	const struct phrasebook *book;
	struct node *node; /* opened, of the same rules; NULL: rules alone */
	/* The checker's about the notice, for the assessment; NULL: no assessment. */
	const struct findings *findings;
	/* What a person answered for the record of processing (processing.h);
	 * empty: nothing yet. */
	struct slice answers_file, answers;
	/* For linked data; NULL: none. */
	const struct linked_tables *linked;
	bool officers; /* with what officers keep and nobody publishes: the record
			  of processing, the assessment */
	bool sources; /* name the clauses in pages and print */
	bool without_pdf;
};

struct edition_file {
	struct slice name;
	struct slice bytes;
};

/* A document that could not be made as PDF. */
struct edition_unprinted {
	const char *stem; /* the page is "stem.html" */
	struct slice why;
};

struct edition {
	const struct edition_file *files; /* SHA256SUMS is the last */
	size_t count;
	const struct edition_unprinted *unprinted;
	size_t unprinted_count;
	bool officers; /* with what they keep: others cannot read the files */
};

/* Makes all of them; they live in `arena`. */
int edition_make(struct edition *out, const struct edition_request *request,
		 struct arena *arena, struct error *error);

/*
 * Makes `path` a directory that holds exactly these files, at one instant: a reader
 * sees the edition before or this one.  A directory that is there is replaced when
 * all in it is as an earlier edition put it there: its index.html is ours, and
 * every file has its hash in SHA256SUMS; otherwise that is ERROR_INPUT.  Where
 * `path` is a link, the directory that it leads to is replaced.  It is made beside,
 * as ".NAME.partial"; what lies there and is no part of an edition is ERROR_INPUT.
 * On failure what was there stands, except when only the sync of the directory
 * above failed: then the new one is there, but may not last.
 */
int edition_save(const struct edition *edition, const char *path,
		 struct error *error);

/* Whether a SHA256SUMS file has a line for a file of this name and content. */
int edition_sums_hold(bool *hold, struct slice sums,
		      const struct edition_file *file, struct error *error);

#endif

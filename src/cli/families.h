/*
 * families.h - what enquiry and access have in common: words for the document
 * that they write, and what became of the release.
 */
#ifndef HORNBOOK_CLI_FAMILIES_H
#define HORNBOOK_CLI_FAMILIES_H

#include "cli/command.h"
#include "share/share.h"

struct json;
struct node;
struct phrasebook;

/* The phrasebook that --language names, or English; faults are told. */
int families_book(struct run *run, const struct node *node,
		  struct phrasebook **book);

/* Members of an object. */
void families_put_share(struct json *json, const struct share_report *report);

/* "Released: ..." or "Refused: ..."; a line each. */
void families_add_share(struct run *run, const struct share_report *report);

#endif

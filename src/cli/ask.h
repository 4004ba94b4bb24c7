/*
 * ask.h - the request that share and explain read from the command line.
 */
#ifndef HORNBOOK_CLI_ASK_H
#define HORNBOOK_CLI_ASK_H

#include "cli/command.h"
#include "share/share.h"

struct node;

/* Options that both have, beside --to. */
/* clang-format off */
#define ASK_OPTIONS \
	TEXT("for", "PURPOSE", purpose, \
	     "what for; with a collection that has one it may be left out"), \
	TEXT("collection", "NAME", collection, \
	     "the statutory collection that it belongs to"), \
	TEXT("on", "TRIGGER", trigger, "what has set the disclosure off"), \
	TEXT("role", "ROLE", role, \
	     "the role of whoever asks, where a rule needs one"), \
	TEXT("destination", "NUMBER", destination, \
	     "the recipient's number: LAESTAB of a school, three digits of "   \
	     "an authority; a next school's is else the one in the record"), \
	TEXT("fields", "LIST", fields, \
	     "these fields, groups and categories, commas between; else "     \
	     "the collection's, or what the notice promises")
/* clang-format on */

/* Fills `request`; `fields` is what its pointer points to. */
int ask_request(struct share_request *request, struct field_set *fields,
		struct run *run, const struct node *node);

/* UPNs with commas between, or @FILE with one on each line. */
int ask_pupils(struct share_request *request, struct run *run,
	       const char *list);

#endif

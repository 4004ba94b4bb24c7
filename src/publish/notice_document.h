/*
 * notice_document.h - the privacy notice, as families and recipients read it.
 *
 * One publication, one audience, one layer: `short` is one page with the
 * main points and where the rest is, `full` is all of it, `sharing` tells who gets
 * what and nothing else.  What it says is the publication's, how it says it the
 * phrasebook's; every block and item names the clauses that it is made from.
 *
 * An audience for which a phrase is empty ("") is not told that matter: pupils of
 * primary age are not told sections of acts.
 */
#ifndef HORNBOOK_PUBLISH_NOTICE_DOCUMENT_H
#define HORNBOOK_PUBLISH_NOTICE_DOCUMENT_H

#include "document/document.h"
#include "words/phrasebook.h"

struct arena;
struct error;
struct publication;

enum notice_layer { LAYER_SHORT, LAYER_FULL, LAYER_SHARING, LAYER_COUNT };

struct notice_document_request {
	const struct publication *publication;
	const struct phrasebook *book;
	enum audience audience;
	enum notice_layer layer;
	/* The file of the full layer beside this one, to which the others lead;
	 * empty: there is none. */
	struct slice full;
	/* The file of the register of releases beside this one; empty:
	 * there is none. */
	struct slice releases;
	bool draft; /* its rules have errors: the document says that it is none
		       to be given to families */
};

/* Composes the document; it and its texts live in `arena`.  Fails with
 * ERROR_MEMORY only. */
int notice_document(struct document *document,
		    const struct notice_document_request *request,
		    struct arena *arena, struct error *error);

/* "short", "full", "sharing". */
const char *notice_layer_name(enum notice_layer layer);
bool notice_layer_find(struct slice name, enum notice_layer *layer);

#endif

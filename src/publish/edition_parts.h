/*
 * edition_parts.h - what the documents of an edition are made with.
 */
#ifndef HORNBOOK_PUBLISH_EDITION_PARTS_H
#define HORNBOOK_PUBLISH_EDITION_PARTS_H

#include "publish/edition.h"
#include "document/document.h"
#include "publish/letter_sides.h"
#include "publish/organisations.h"
#include "words/phrasebook.h"
#include "publish/processing.h"
#include "publish/releases.h"
#include "publish/retention.h"

struct builder;

/* For whom the page that leads to all lists a document. */
enum shelf {
	SHELF_FAMILIES,
	SHELF_PUPILS,
	SHELF_RECIPIENTS,
	SHELF_PUBLIC,
	SHELF_OFFICERS,
	SHELF_COUNT
};

/* What documents are made from, read once for all of them. */
struct making {
	const struct edition_request *request;
	/* Where a node is given. */
	struct release_register releases;
	struct organisations organisations;
	struct retention retention;
	/* With it, where a node is given. */
	struct processing processing;
	/* Where there are two versions. */
	struct letter_sides letter;
};

typedef int edition_composer(const struct making *making, struct voice *voice,
			     struct document *document, struct error *error);
typedef int edition_writer(const struct making *making, struct voice *voice,
			   struct builder *out, struct error *error);

enum { EDITION_EXTRAS = 3 };

/* The same in another form, for machines and spreadsheets. */
struct edition_extra {
	const char *end; /* ".csv" */
	enum phrase name;
	edition_writer *write;
};

/* What a document needs beside the rules. */
enum edition_needs {
	NEEDS_NOTHING,
	NEEDS_NODE,
	NEEDS_TWO_VERSIONS,
	NEEDS_LINKED_TABLES,
	NEEDS_FINDINGS,
};

struct edition_maker {
	const char *stem;        /* the page is "stem.html" */
	enum phrase name, about; /* what leads to it, and what it is for */
	enum shelf shelf;
	enum audience audience;
	enum edition_needs needs;
	bool print;                /* as PDF too */
	edition_composer *compose; /* NULL: there is no page, only extras */
	struct edition_extra extras[EDITION_EXTRAS];
};

extern const struct edition_maker edition_makers[];
extern const size_t edition_maker_count;

/* Whether a file of this name can be an edition's, or what of one is written. */
bool edition_has_name(struct slice name);

/* A document that was made, as the page that leads to it tells of it. */
struct edition_document {
	const struct edition_maker *maker;
	bool printed;
};

/* Composes that page, up to document_finish. */
void edition_index(const struct edition_request *request,
		   const struct edition_document *documents, size_t count,
		   struct voice *voice, struct document *document);

#endif

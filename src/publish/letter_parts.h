/*
 * letter_parts.h - the parts of the letter on changes.  Private to its files.
 */
#ifndef HORNBOOK_PUBLISH_LETTER_PARTS_H
#define HORNBOOK_PUBLISH_LETTER_PARTS_H

#include "publish/letter.h"
#include "publish/notice_parts.h"

/* Bodies, each once. */
struct letter_bodies {
	struct slice *names;
	size_t count, capacity;
};

struct letter_writer {
	const struct letter_request *request;
	struct notice_writer before,
		after; /* with one document and voice each */
	struct notice_document_request requests[2];
	bool anything; /* something was written */

	/* What is new goes to them, and: */
	/* An objection is taken of those who are meant (enum objectors). */
	struct letter_bodies objectable[OBJECTORS_ALL + 1];
	struct letter_bodies objectable_on_days;
	struct letter_bodies refusable;  /* a refusal alone stops it */
	struct letter_bodies required;   /* nothing stops it */
};

/* A section that begins with its first item, and a list in it. */
struct letter_section {
	struct letter_writer *writer;
	enum phrase heading;
	bool begun;
	bool first; /* of the sentences of the item in hand */
};

struct letter_section letter_section(struct letter_writer *writer,
				     enum phrase heading);

/* Begins an item of the section; ended by letter_item_end. */
void letter_item(struct letter_section *section);
void letter_sentence(struct letter_section *section, struct slice text,
		     struct range source);
void letter_item_end(struct letter_section *section);
void letter_section_end(struct letter_section *section);

void letter_add_body(struct letter_writer *writer, struct letter_bodies *bodies,
		     struct slice name);

/* --- letter_flows.c --- */

void letter_write_flows(struct letter_writer *writer);

/* --- letter_told.c --- */

void letter_write_held(struct letter_writer *writer);
void letter_write_others(struct letter_writer *writer);
void letter_write_never(struct letter_writer *writer);
void letter_write_rights(struct letter_writer *writer);
void letter_write_contacts(struct letter_writer *writer);

/* How somebody is reached, one sentence after another. */
void letter_add_ways(struct letter_section *section,
		     const struct published_contact *contact);

#endif

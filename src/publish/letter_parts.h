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
	size_t items;  /* written */
	size_t beside; /* of them, on what the notice says beside what is done */
	bool *told; /* of each difference in what leaves: an item was written */

	/* What is new goes to them, and: */
	/* An objection is taken of those who are meant (enum objectors). */
	struct letter_bodies objectable[OBJECTORS_ALL + 1];
	struct letter_bodies objectable_on_days;
	struct letter_bodies refusable; /* a refusal alone stops it */
	struct letter_bodies required;  /* nothing stops it */
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

/* Begins an item of the section; ended by letter_item_end.  letter_sentence adds
 * to it: with a space, and nothing when the text is empty. */
void letter_item(struct letter_section *section);
void letter_sentence(struct letter_section *section, struct slice text,
		     struct range source);
void letter_item_end(struct letter_section *section);
void letter_section_end(struct letter_section *section);

void letter_add_body(struct letter_writer *writer, struct letter_bodies *bodies,
		     struct slice name);

/* --- letter_flows.c --- */

/* Who gets more, who less, and on which other terms: a section for each. */
void letter_write_flows(struct letter_writer *writer);

/* --- letter_cases.c --- */

/* The cases in which something goes. */
struct letter_cases {
	struct slice texts[16];
	/* Of the first: of whom, and what sets it off. */
	struct slice condition, triggers;
	size_t count;
	bool more; /* than there is room for */
	bool must; /* in all of them the law requires it */
};

void letter_add_cases(struct notice_writer *writer,
		      const struct published_part *part,
		      struct letter_cases *cases);
/* "if it is needed; and also when somebody asks" */
struct slice letter_join_cases(struct voice *voice,
			       const struct letter_cases *cases);
bool letter_same_cases(const struct letter_cases *a,
		       const struct letter_cases *b);

/* How often at most, and of whom not. */
void letter_say_bounds(struct letter_section *section,
		       const struct published_part *part);

/* --- letter_beside.c --- */

/* The review, the title, links, laws and who the controller is. */
void letter_write_beside(struct letter_writer *writer);

/* --- letter_told.c --- */

/* What other controllers are said to do, and what is never done. */
void letter_write_others(struct letter_writer *writer);
void letter_write_never(struct letter_writer *writer);

/* Fields by name, against all that either version speaks of. */
struct slice letter_fields(struct letter_writer *writer,
			   const struct field_set *fields);

/* Whether anything of a subject is told otherwise, but what begins with this. */
bool letter_is_told(const struct letter_writer *writer, const char *subject,
		    const char *but);

/* An item: that something is told otherwise, in words that the letter has not. */
void letter_tell_details(struct letter_section *section, enum phrase key);

bool letter_has_purpose(const uint16_t *purposes, size_t count,
			uint16_t purpose);

/* --- letter_held.c --- */

/* What is kept and received, for what, how long, and what must be given. */
void letter_write_held(struct letter_writer *writer);

/* --- letter_rights.c --- */

/* Which rights are new, gone, or now for others or by another age; and whether
 * a refusal of all sharing counts. */
void letter_write_rights(struct letter_writer *writer);

/* --- letter_contacts.c --- */

/* Who is new to ask, who is no longer, and who is reached otherwise. */
void letter_write_contacts(struct letter_writer *writer);

/* How somebody is reached: a line of the item for each way. */
void letter_add_ways(struct letter_section *section,
		     const struct published_contact *contact);

#endif

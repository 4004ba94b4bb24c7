/*
 * notice_parts.h - the parts of the privacy notice.  Private to its files.
 */
#ifndef HORNBOOK_PUBLISH_NOTICE_PARTS_H
#define HORNBOOK_PUBLISH_NOTICE_PARTS_H

#include "document/document.h"
#include "publish/notice_document.h"
#include "publish/publication.h"
#include "words/phrasebook.h"

struct notice_writer {
	struct document *document;
	struct voice voice;
	const struct publication *publication;
	const struct notice_document_request *request;
	const struct field_set *held;
	/* What fields are named against: a category counts as whole when all of
	 * it is meant that is held or goes to anybody. */
	const struct field_set *known;
	struct field_set all;
};

/* --- notice_short.c --- */

/* The page that is the short layer. */
void notice_write_short(struct notice_writer *writer);
/* What stands in a frame at the head of the full layer. */
void notice_write_summary(struct notice_writer *writer);

/* --- notice_document.c --- */

/* Of which area the local authority is, where the notice says it. */
void notice_write_authority(struct notice_writer *writer);

/* --- notice_held.c --- */

/* What is kept, for what, how long; what must be given; what others send here. */
void notice_write_held(struct notice_writer *writer);

/* --- notice_sharing.c --- */

/* Who gets what: by law, by choice, from others; what is promised and does not
 * happen, and what is never done. */
void notice_write_sharing(struct notice_writer *writer);

/* What is never done, in a sentence for each clause that names recipients. */
struct slice notice_ban(struct notice_writer *writer,
			const struct published_ban *ban);

/* To whom some of it goes all the same, since the law requires it; empty: to
 * nobody. */
struct slice notice_ban_but(struct notice_writer *writer,
			    const struct published_ban *ban);

/* --- notice_recipient.c --- */

/* A section on a recipient to whom the controller itself gives something. */
void notice_write_recipient(struct notice_writer *writer,
			    const struct published_recipient *recipient);

/* --- notice_flow.c --- */

/* One item of a list for each part of a flow that another body does. */
void notice_write_told(struct notice_writer *writer,
		       const struct published_flow *flow);
/* One item for each thing that is promised and never goes. */
void notice_write_not_done(struct notice_writer *writer,
			   const struct published_flow *flow);

/* --- notice_wishes.c, notice_rights.c --- */

/* To what families can say no; nothing to an audience that cannot. */
void notice_write_wishes(struct notice_writer *writer);
/* That all sharing may be refused, and by whom: text of a block that has begun. */
void notice_write_refusal(struct notice_writer *writer);
void notice_write_rights(struct notice_writer *writer);
/* To whom to complain: here first, then to the watcher. */
void notice_write_complaints(struct notice_writer *writer);

/* Whether an objection does anything: it is taken still, and no duty sends all the
 * same. */
bool notice_in_use(const struct published_objection *objection);

/* Who may object by one that is in use, as bits; 0: nobody.  To a flow: to one of
 * the controller's own. */
enum objectors { OBJECTORS_PARENT = 1, OBJECTORS_PUPIL = 2, OBJECTORS_ALL = 3 };
unsigned int notice_part_objectors(const struct published_part *part);
unsigned int notice_objectors(const struct published_flow *flow);

/* The names of the rights that are promised and that the law of the day has. */
const struct slice *notice_rights(struct notice_writer *writer, size_t *count);

/* --- notice_contacts.c --- */

void notice_write_contacts(struct notice_writer *writer);
/* Pages to read on: of the notice and of the dictionary, and the releases. */
void notice_write_links(struct notice_writer *writer);
/* Which version this is, from when, and when it is looked at again. */
void notice_write_about(struct notice_writer *writer);

/* What contacts take, beside questions. */
enum contact_use { CONTACT_COMPLAINTS, CONTACT_OBJECTIONS, CONTACT_REQUESTS };

/* Whether the contact takes complaints, beside the controller's first that does:
 * the Information Commissioner, say. */
bool notice_is_watcher(const struct notice_writer *writer,
		       const struct published_contact *contact);

/* The first contact of the controller's own, or of somebody else, that takes it;
 * NULL: none. */
const struct published_contact *
notice_contact(const struct notice_writer *writer, enum contact_use use,
	       bool own);

/* A sentence about a contact, with its name as a link to where it stands; in the
 * short layer with how to reach it. */
void notice_contact_text(struct notice_writer *writer, enum phrase key,
			 const struct published_contact *contact);
/* The same as a paragraph. */
void notice_contact_sentence(struct notice_writer *writer, enum phrase key,
			     const struct published_contact *contact);

/* --- notice_words.c: what several of them need --- */

/* Goes to those whom it is about, and not to a body. */
bool notice_is_family(const struct notice_writer *writer, uint16_t body);

/* What the controller itself sends. */
bool notice_is_own(const struct published_flow *flow);

/* Whether another controller tells of the flow, and of none before it: each of
 * those senders has one such flow. */
bool notice_first_told(const struct publication *publication, size_t flow);

/* A body by who holds it on the day, inside a sentence; where that is not the one
 * of whom the notice speaks, by the label. */
struct slice notice_recipient(struct notice_writer *writer, uint16_t body,
			      uint16_t holder, struct slice label);
/* The body that does what another controller tells of. */
struct slice notice_sender(struct notice_writer *writer,
			   const struct published_flow *flow, bool heading);
struct slice
notice_recipient_heading(struct notice_writer *writer,
			 const struct published_recipient *recipient);

/* How far the law makes the controller do it, over all parts of the flows of a
 * recipient that it does itself. */
enum published_duty notice_duty(const struct notice_writer *writer,
				const struct published_recipient *recipient);

/* Adds purposes to a list without those it has already. */
struct purpose_list {
	uint16_t *at;
	size_t count, capacity;
};
void notice_add_purposes(struct notice_writer *writer,
			 struct purpose_list *list, const uint16_t *purposes,
			 size_t count);

/* A sentence of which one placeholder's value is strong or a link. */
void notice_strong_sentence(struct notice_writer *writer, enum phrase key,
			    const struct phrase_value *values, size_t count,
			    const char *strong);

/* A space between two texts. */
void notice_space(struct notice_writer *writer);

/* Adds a text after what stands there already, with a space between. */
void notice_add_sentence(struct notice_writer *writer, bool *first,
			 struct slice text, struct range source);

#endif

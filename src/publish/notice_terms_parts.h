/*
 * notice_terms_parts.h - the inside of saying terms: notice_terms.c (in order),
 * notice_sentences.c, notice_objections.c and notice_limits.c.  Private to them.
 */
#ifndef HORNBOOK_PUBLISH_NOTICE_TERMS_PARTS_H
#define HORNBOOK_PUBLISH_NOTICE_TERMS_PARTS_H

#include "publish/notice_terms.h"

/* --- notice_sentences.c --- */

/* Adds a text to a list that may have it already; an empty one not at all. */
void notice_add_text(struct notice_writer *writer, struct sentences *sentences,
		     struct slice text, struct range source);

/* The same, with `alike` equal for texts that say the same of other data.  NULL:
 * the text is empty, or the voice has failed. */
struct sentence *notice_add_text_as(struct notice_writer *writer,
				    struct sentences *sentences,
				    struct slice text, struct slice alike,
				    struct range source);

/* --- notice_terms.c --- */

/* The rule that a way is by: the share, or the gateway where there is none. */
struct range notice_way_source(const struct published_way *way);

/* --- notice_objections.c --- */

/* What the family can say to it: terms->objections, and these with what a refusal
 * of all sharing does as TERM_SAY.  Nothing on what goes to the family itself. */
void notice_say_no(struct notice_writer *writer,
		   const struct published_recipient *recipient,
		   const struct published_part *part,
		   struct terms_of_part *terms);

/* --- notice_limits.c --- */

/* What the recipient must and must not do with it, and when it deletes it. */
void notice_say_limits(struct notice_writer *writer,
		       const struct published_flow *flow,
		       const struct published_part *part,
		       struct sentences *limits);

#endif

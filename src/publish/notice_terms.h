/*
 * notice_terms.h - the terms on which one part of a flow goes, as sentences.
 * Private to the notice.
 */
#ifndef HORNBOOK_PUBLISH_NOTICE_TERMS_H
#define HORNBOOK_PUBLISH_NOTICE_TERMS_H

#include "publish/notice_parts.h"

enum term_kind {
	TERM_WHEN,
	TERM_SHOWS,  /* how much it shows of whom it is about */
	TERM_FIRST,  /* what must be in place first */
	TERM_SAY,    /* what the family can say to it */
	TERM_LIMITS, /* what the recipient must keep to */
	TERM_LAW,
	TERM_COUNT
};

enum { SENTENCE_SOURCES = 4 };

struct sentence {
	struct sentence *next;
	struct slice text;
	struct range sources[SENTENCE_SOURCES];
	size_t source_count;
};

struct sentences {
	struct sentence *first, *last;
	size_t count;
	uint64_t hash; /* of the texts: equal terms are equal here */
};

struct terms_of_part {
	const struct published_flow *flow;
	const struct published_part *part;
	struct sentences kinds[TERM_COUNT];
};

/* Says the terms of a part; those that the audience is not told are empty. */
void notice_say_terms(struct notice_writer *writer,
		      const struct published_recipient *recipient,
		      const struct published_flow *flow,
		      const struct published_part *part,
		      struct terms_of_part *terms);

/* The term and its sentences as a pair; nothing when there are none. */
void notice_write_term(struct notice_writer *writer,
		       const struct published_recipient *recipient,
		       enum term_kind kind, const struct sentences *sentences);

#endif

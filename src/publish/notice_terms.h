/*
 * notice_terms.h - the terms on which one part of a flow goes, as sentences.
 * Private to the notice.
 */
#ifndef HORNBOOK_PUBLISH_NOTICE_TERMS_H
#define HORNBOOK_PUBLISH_NOTICE_TERMS_H

#include "publish/notice_parts.h"

struct condition;

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

/* What is said of objections by one holder. */
struct objection_said {
	struct objection_clause clause; /* with what is left by all that bear */
	const struct condition *when;   /* on whom it bears; NULL: on all */
	/* What a duty sends all the same, on these triggers (0: always). */
	struct field_set owed;
	bool owes_some; /* which of it depends on who objects */
	bool owes_all;
	uint64_t triggers;
};

struct sentence {
	struct sentence *next;
	struct slice text;
	/* Who may object: what is then still sent is said of all that the
	 * sentence is about (notice_sentence).  NULL: it is no objection. */
	const struct objection_said *objection;
	struct range sources[SENTENCE_SOURCES];
	size_t source_count;
};

struct sentences {
	struct sentence *first, *last;
	size_t count;
	uint64_t hash; /* equal for equal terms, whatever data they are of */
};

struct terms_of_part {
	const struct published_flow *flow;
	const struct published_part *part;
	/* Of the part, and of others that were put together with it. */
	struct field_set fields;
	struct purpose_list purposes;
	struct sentences kinds[TERM_COUNT];
	struct sentences objections; /* of those in TERM_SAY */
	struct sentences cited; /* other laws, which the notice cites for it */
	struct terms_of_part *said_by; /* another one that says all of it */
	struct terms_of_part *others;  /* of which it says all, by next */
	struct terms_of_part *next;
};

/* Says the terms of a part; those that the audience is not told are empty. */
void notice_say_terms(struct notice_writer *writer,
		      const struct published_recipient *recipient,
		      const struct published_flow *flow,
		      const struct published_part *part,
		      struct terms_of_part *terms);

/* Whether whoever meets `a` meets `b` (NULL: everybody does), as far as their
 * words show. */
bool notice_implies(const struct condition *a, const struct condition *b);

/* Whether another way of the part says all that this one does; of two that are
 * the same the first one does. */
bool notice_way_repeats(const struct published_part *part, size_t way);

/* How it is said when something goes: always, on a trigger, on a condition, or
 * on both. */
struct way_phrases {
	enum phrase always, trigger, condition, both;
};
struct slice notice_way_text(struct voice *voice,
			     const struct way_phrases *phrases,
			     const struct published_way *way);

/* Of whom it does not go. */
struct slice notice_except_text(struct voice *voice,
				const struct published_part *part,
				const struct published_except *except);

/* Whether `b` says all that `a` does. */
bool notice_repeats(const struct terms_of_part *a,
		    const struct terms_of_part *b);

/* What one recipient gets. */
struct recipient_terms {
	struct notice_writer *writer;
	const struct published_recipient *recipient;
	struct terms_of_part *parts;
	struct terms_of_part **list; /* without what others of them say */
	bool *told;                  /* beside the list */
	size_t count;                /* of the list */
	bool shared[TERM_COUNT];     /* the same for all parts */
};

/* Without memory the voice has failed, and nothing is in the list. */
void notice_gather(struct recipient_terms *telling,
		   struct notice_writer *writer,
		   const struct published_recipient *recipient);

/* Whether all terms of both are the same. */
bool notice_alike(const struct terms_of_part *a, const struct terms_of_part *b);

/* Adds to a list of sentences those of another that it does not have. */
void notice_add_sentences(struct notice_writer *writer,
			  struct sentences *sentences,
			  const struct sentences *others);

/* A sentence, said of these data. */
struct slice notice_sentence(struct notice_writer *writer,
			     const struct sentence *sentence,
			     const struct field_set *fields);

/* The term and its sentences, said of these data, as a pair; nothing when there
 * are none. */
void notice_write_term(struct notice_writer *writer,
		       const struct published_recipient *recipient,
		       enum term_kind kind, const struct sentences *sentences,
		       const struct field_set *fields);

#endif

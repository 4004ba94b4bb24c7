/*
 * reverse.h - a phrasebook read backwards: from what is said to what is meant.
 *
 * Sets of things of the dictionary (fields, purposes, bodies, laws, triggers) are
 * bits by index.  Where words can be meant in two ways that are not the same, the
 * reader fails the test: then no other reader could tell either.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_REVERSE_H
#define HORNBOOK_TESTS_PUBLISH_REVERSE_H

#include "words/phrasebook.h"
#include "publish/publication.h"

/* A name and what it stands for. */
struct word {
	struct slice text;
	struct field_set means;
	int owner; /* of fields: enum owner; OWNER_COUNT: said by itself */
};

struct words {
	struct word *list;
	size_t count, capacity;
};

/* A fact that conditions ask for, and how it is said. */
struct leaf {
	const struct condition *condition;
	struct slice said, denied; /* of the child, or by itself */
	bool whole, denied_whole;
};

enum { LEAVES = 24 };

/* A fact with codes, and what stands before and after them when it is said. */
struct coded {
	uint16_t fact, set;
	struct slice before, after, denied_before, denied_after;
	bool whole, denied_whole, deniable;
};

enum { CODED = 12 };

struct reader {
	struct voice voice;
	const struct publication *publication;
	struct words fields, purposes, bodies, laws, triggers;
	struct field_set unsaid; /* fields that have no name for readers */
	struct field_set known;  /* what a category's name stands for, within */
	struct leaf leaves[LEAVES];
	size_t leaf_count;
	struct coded coded[CODED];
	size_t coded_count;
};

void reader_open(struct reader *reader, const struct publication *publication,
		 const struct phrasebook *book, enum audience audience,
		 struct arena *arena);

/* Learns what names of data mean within `known`. */
void reader_learn_fields(struct reader *reader);

/* Takes the facts of a condition (NULL: none) into the reader's. */
void reader_learn(struct reader *reader, const struct condition *condition);

/* --- templates ------------------------------------------------------------------- */

enum { HOLES = 6 };

/* What stands in the holes of a phrase, in the order of `names`; no text where the
 * hole was left out. */
struct filled {
	const char *names[HOLES];
	size_t count;
	struct slice texts[HOLES];
	char room[HOLES][24]; /* of the names */
};

/*
 * Whether a text says the phrase with things in its holes that `good` takes (it
 * is called for each way to divide the text).  Holes are named with blanks
 * between: "fields purposes?", those with '?' may be left out, '#' is a number.
 */
bool reader_match(struct reader *reader, enum phrase key, const char *holes,
		  struct slice text, struct filled *filled,
		  bool (*good)(void *context, const struct filled *filled),
		  void *context);

struct slice filled_text(const struct filled *filled, const char *name);

/* --- what is meant ------------------------------------------------------------------ */

bool reader_fields(struct reader *reader, struct slice text,
		   struct field_set *meant);
bool reader_purposes(struct reader *reader, struct slice text,
		     struct field_set *meant);
bool reader_bodies(struct reader *reader, struct slice text,
		   struct field_set *meant);
bool reader_laws(struct reader *reader, struct slice text,
		 struct field_set *meant);
bool reader_triggers(struct reader *reader, struct slice text,
		     struct field_set *meant);

/* One body by its name in a sentence or as a heading. */
bool reader_body(struct reader *reader, struct slice text, uint16_t *body);

/* --- conditions ----------------------------------------------------------------------- */

struct meaning; /* of a condition, as read; NULL: always */

bool reader_condition(struct reader *reader, struct slice text,
		      const struct meaning **meaning);

/* A pupil, as far as conditions tell pupils apart. */
struct sample {
	int age;
	uint32_t facts;        /* bit by leaf that is no code: it is so */
	uint16_t codes[CODED]; /* drawn; the code is this modulo the set's */
};

bool meaning_holds(const struct reader *reader, const struct meaning *meaning,
		   const struct sample *sample);
bool condition_true_of(const struct reader *reader,
		       const struct condition *condition,
		       const struct sample *sample);

#endif

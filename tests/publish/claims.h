/*
 * claims.h - what of data that goes is said, or comes of rules, in a form that can
 * be compared.
 *
 * A *going* is data that goes to one body for some purposes on the same terms.
 * Several may speak of one field and purpose: then it goes when one of them says
 * so, and all of their terms are claims.  Of conditions only is kept of which
 * pupils they are true.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_CLAIMS_H
#define HORNBOOK_TESTS_PUBLISH_CLAIMS_H

#include "parse_back.h"

enum { SAMPLES = 1024 };

/* Of whom something is true, a bit for each pupil. */
struct truth {
	uint64_t bits[SAMPLES / 64];
};

enum { TERMS = 48, WAYS = 16, TRIGGERS = 17 /* none, and each */ };

/* Who may object, and what is sent all the same. */
struct objecting {
	bool pupil_first;
	int age; /* from which it is the other's; 0: never */
	char window[260];
	struct field_set leaves;
	struct truth live;        /* of whom the rule that says so speaks */
	struct field_set owed;    /* what a duty sends all the same */
	struct field_set owed_on; /* on which triggers; none: always */
};

enum { OBJECTIONS = 12, AGES = 30 };

struct going {
	uint16_t body, by; /* by: DICTIONARY_NONE: the controller itself */
	struct field_set purposes, fields;
	bool untold;
	bool named; /* has said how much it shows */
	char terms[TERMS][300];
	size_t term_count;
	struct truth when[TRIGGERS]; /* all ways together */
	struct truth except;
	struct truth unowed; /* of whom nothing goes that no law requires */
	bool said_when;
	struct objecting objecting[OBJECTIONS];
	size_t objecting_count;
};

struct goings {
	struct going *list;
	size_t count, capacity;
	struct arena *arena;
};

struct truth truth_of_meaning(const struct reader *reader,
			      const struct meaning *meaning);
struct truth truth_of_rule(const struct reader *reader,
			   const struct condition *condition);
uint64_t truth_hash(const struct truth *truth);

/* The hash of what is true of all. */
uint64_t truth_everybody(void);

/* Good until the next one is added. */
struct going *going_add(struct goings *goings);
void going_term(struct going *going, const char *text);
void going_laws(struct going *going, const char *what,
		const struct field_set *laws);

/* `triggers`: indexes; none: whenever. */
void going_way(struct going *going, const struct field_set *triggers,
	       const struct truth *truth);

/* All that the goings come to, field by field. */
void claims_goings(struct claims *claims, const struct reader *reader,
		   const struct goings *goings);

void claims_fields(struct claims *claims, const struct dictionary *dictionary,
		   const struct field_set *fields, const char *what);

/* What is withheld, field by field; no purposes: for what is not said. */
void claims_withheld(struct claims *claims, const struct dictionary *dictionary,
		     uint16_t body, const struct field_set *purposes,
		     const struct field_set *fields);
void claims_receipt(struct claims *claims, const struct dictionary *dictionary,
		    uint16_t from, const struct field_set *fields,
		    const struct field_set *purposes);

uint64_t claims_hash(const struct field_set *set);
const char *claims_name(const struct slice *name, char room[80]);
void claims_level(struct level level, char out[40]);

/* Teaches the reader the facts of all conditions of its publication. */
void claims_learn(struct reader *reader);

/* All sentences on terms of a text, taken by all goings from `first` to before
 * `end`; false when one is not understood. */
bool parse_sentences(struct reader *reader, struct slice text,
		     struct goings *goings, size_t first, size_t end);

#endif

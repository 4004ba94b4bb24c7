/*
 * leaflet.h - which questions of a form must be answered, and which may be left
 * out (R-169; law: GDPR article 13(2)(e)).
 *
 * It goes with the form, part by part (a category each): what must be answered and
 * what may be left out, how not to answer, and, once for all parts that share it,
 * why it is asked and by which law.  A sheet of paper or two.
 *
 * The label is what the notice tells families (`mandatory`, `voluntary`), else what
 * the dictionary says of the field.  Where they differ, the dictionary's counts,
 * and the checker's finding `requirement-differs` tells the officer.  Of what the
 * dictionary alone labels, a number that is issued (a UPN) and what says nothing of
 * a person (a date of entry) are not asked of families.  What has no label is not
 * in the leaflet; `requirement-not-told` tells the officer of it.
 *
 * What is not collected on the day is not asked, and is named apart as long as the
 * notice still says that it is held.
 */
#ifndef HORNBOOK_PUBLISH_LEAFLET_H
#define HORNBOOK_PUBLISH_LEAFLET_H

#include "dictionary/dictionary.h"

struct document;
struct error;
struct publication;
struct voice;

struct leaflet {
	struct field_set mandatory, voluntary; /* asked on the day */
	struct field_set ended;                /* labelled, and not collected */
};

/* What is asked, by rules and dictionary. */
struct leaflet leaflet_of(const struct publication *publication);

/* What a family writes that refuses an answer, and what is recorded where it
 * gives none, as codes of the field's set; DICTIONARY_NONE: there is none. */
uint16_t leaflet_refused(const struct dictionary *dictionary,
			 const struct field *field);
uint16_t leaflet_not_obtained(const struct dictionary *dictionary,
			      const struct field *field);

/* Composes it for parents or pupils, up to document_finish. */
int leaflet_compose(const struct publication *publication, struct voice *voice,
		    struct document *document, struct error *error);

#endif

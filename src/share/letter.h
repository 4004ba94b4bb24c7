/*
 * letter.h - a release to families as letters: each child's own height and weight
 * (F23), to print.
 *
 * A letter is a release like any other.  It says what was decided to go out and
 * nothing else, stands in the roll and in the ledger; one file holds them all, each
 * on a page of its own.  It is written in the clear, since families have no keys:
 * whoever releases it prints it.
 *
 * No letter is written where height and weight could not be assessed, or are so far
 * out that somebody should look first, none to "the parent or carer" of a child of
 * whom a court order limits what a parent may know, or who is shielded, and none as PDF where the fonts
 * lack a character of the name; the report counts them.
 */
#ifndef HORNBOOK_SHARE_LETTER_H
#define HORNBOOK_SHARE_LETTER_H

#include "base/slice.h"
#include "document/document.h"
#include "words/phrasebook.h"

struct dictionary;
struct disclosure;
struct error;
struct format;
struct notice;
struct pdf_repertoire;
struct record;

/* The most letters of one file. */
enum { LETTER_LIMIT = 5000 };

struct letter_contact {
	struct slice name, telephone, email, web, post; /* may be empty */
};

/* The controller's own contact that takes what `use` says ("requests"), else its
 * first, else its name. */
struct letter_contact letter_contact_for(const struct notice *notice,
					 const char *use);

/* What is the same in all letters of a release. */
struct letter_frame {
	const struct dictionary *dictionary;
	const struct phrasebook *book;
	enum audience audience;
	struct slice controller;
	struct letter_contact ask, object;
	int32_t date;
	const struct pdf_repertoire *repertoire; /* NULL: all characters */
	/* DICTIONARY_NONE where the dictionary does not have it. */
	uint16_t forename, surname, measured, height, weight, band;
};

/* "letter" (PDF), "letter-html", "letter-text"; NULL when it is none of them. */
const struct format *letter_format(struct slice name);

/* Makes the frame of a disclosure whose format letter_format has found, and the
 * fields that its letters have a place for. */
int letter_prepare(struct disclosure *disclosure, struct error *error);

/* Whether the name can be printed as it is. */
bool letter_can_name(const struct letter_frame *frame,
		     const struct record *record);

/* Begins the file; letter_add adds one letter, in a section of its own.  `voice` is
 * of the frame's book and audience, and its arena that of the document. */
void letter_begin(struct document *document, struct voice *voice,
		  const struct letter_frame *frame);
void letter_add(struct document *document, struct voice *voice,
		const struct letter_frame *frame, const struct record *record);

#endif

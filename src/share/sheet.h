/*
 * sheet.h - one pupil's record set out in a document, for people: each category
 * with its values in words, where it came from and when, and what happened when.
 * Private to the share room.
 */
#ifndef HORNBOOK_SHARE_SHEET_H
#define HORNBOOK_SHARE_SHEET_H

#include <stdbool.h>

#include "document/document.h"
#include "register/register.h"
#include "words/phrasebook.h"

/*
 * All that is pointed to is the caller's and outlives the sheet; texts are made
 * in the voice's arena.  None of these functions returns an error: when memory runs
 * out the voice or the document is marked `failed`.
 */
struct sheet {
	struct document *document;
	struct voice *voice; /* its arena is the document's */
	const struct dictionary *dictionary;
	struct field_set hidden; /* not shown */
	/* By which a school's number is named; NULL and empty: by none. */
	const struct record *record;
	struct slice own_number, own_name; /* the node's; may be empty */
	bool told; /* below each category stands where it came from */
	const struct register_grant *grants; /* for that; all, by id */
	size_t grant_count;
	const struct origin *origins; /* likewise */
	size_t origin_count;
};

/* A value in words: a date, "yes", the label of a code, a school by name, what
 * attendance marks mean; in the voice's arena, or the dictionary's own. */
struct slice sheet_value(struct sheet *sheet, const struct value *value);

/* "Sana Iqbal", in the voice's arena; empty where no name is held. */
struct slice sheet_child(const struct dictionary *dictionary,
			 const struct record *record, struct voice *voice);

/* "5 March 2026" of a canonical date; else the text itself. */
struct slice sheet_date(struct sheet *sheet, struct slice text);

/* What the node's own section was read from; NULL: not known, or it has none. */
const struct origin *sheet_origin(const struct sheet *sheet,
				  const struct section *section);

/* NULL: not known. */
const struct register_grant *sheet_grant(const struct sheet *sheet,
					 uint64_t id);

/* Where it came from, in sentences: what it was read from and who had sent that,
 * or who sent it under which reference.  A file's own name is not told: it may
 * have another child's in it. */
struct slice sheet_source(struct sheet *sheet, const struct section *section);

/* Whether anything of it is shown. */
bool sheet_shows(const struct sheet *sheet, const struct section *section);

/* A section for each category that has something to show. */
void sheet_add_record(struct sheet *sheet, const struct record *record);

/* A table with a line for each date that is held, oldest first, and what was so
 * on that day; then what is so today.  False when there is no date. */
bool sheet_add_chronology(struct sheet *sheet, const struct record *record);

#endif

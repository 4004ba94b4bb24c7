/*
 * reading.h - a published notice as somebody reads it: its visible text, and in
 * which section it stands.
 *
 * The page is HTML; tags are dropped, but that they end a piece of text and say
 * what it is.  Nothing of how it was composed is known here.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_READING_H
#define HORNBOOK_TESTS_PUBLISH_READING_H

#include "base/arena.h"
#include "dictionary/dictionary.h"
#include "policy/notice.h"
#include "policy/policy.h"
#include "publish/notice_document.h"
#include "words/phrasebook.h"
#include "publish/publication.h"

enum piece_kind {
	PIECE_HEADING,
	PIECE_TEXT,
	PIECE_ITEM,
	PIECE_TERM,
	PIECE_VALUE
};

enum { SECTIONS_DEEP = 8 };

struct piece {
	enum piece_kind kind;
	struct slice text;                    /* blanks made one */
	struct slice sections[SECTIONS_DEEP]; /* ids, outermost first */
	size_t depth;
};

struct reading {
	struct piece *pieces;
	size_t count, capacity;
	struct arena *arena;
};

/* Reads a page; fails the test when it is none of ours. */
void reading_make(struct reading *reading, struct slice page,
		  struct arena *arena);

/* Whether the piece stands in the section, or in one inside it; "top" is what
 * stands in none. */
bool piece_in(const struct piece *piece, struct slice section);

/* All pieces of a section, a blank after each, in small letters. */
struct slice reading_text(const struct reading *reading, struct slice section);

/* --- what is read -------------------------------------------------------------- */

struct library {
	struct arena arena;
	struct dictionary *england;
	struct phrasebook *english;
};

void library_open(struct library *library);
void library_close(struct library *library);

/* A notice of a file, published on a day. */
struct edition_of {
	struct arena arena;
	const struct notice *notice;
	struct policy *policy;
	struct publication *publication;
};

void edition_open(struct edition_of *edition, const struct library *library,
		  const char *path, int32_t date);
void edition_close(struct edition_of *edition);

/* Its full layer for an audience, as a page, in the edition's arena. */
struct slice edition_page(struct edition_of *edition,
			  const struct library *library,
			  enum audience audience);

#endif

/*
 * page.h - the text of HTML, and of Markdown, which may hold HTML.
 * Private to the guard room.
 *
 * It goes character by character in bounded memory, however tags are nested, and
 * corrects nothing: what a browser would show is text, and so are comments and
 * the values of attributes, which are published with the page.  Scripts and
 * styles are left out, but not data in a script; where everything is searched
 * (guard.h) they are not, and data in base64 are something found.  Tags inside a line ("Sm<i>ith</i>")
 * part nothing, others do.  A character reference is one character; none gives
 * more than two.
 */
#ifndef HORNBOOK_GUARD_PAGE_H
#define HORNBOOK_GUARD_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "guard/scan.h"

enum {
	PAGE_NAME_BYTES = 24,
	PAGE_REFERENCE_BYTES = 32,
	PAGE_CELL_BYTES = 128,
};

enum page_state {
	PAGE_TEXT,
	PAGE_OPEN,   /* after "<" */
	PAGE_TAG,    /* its name */
	PAGE_INSIDE, /* between attributes */
	PAGE_ATTRIBUTE,
	PAGE_EQUALS,
	PAGE_VALUE,
	PAGE_DECLARATION, /* "<!", "<?" */
	PAGE_COMMENT,
	PAGE_RAW, /* script, style */
};

/* Data in base64 within an attribute's value, a script or a style. */
struct embedded {
	size_t at; /* how much of ";base64," was met */
	bool found;
	uint64_t hash; /* of all of it */
	struct spot from, to;
};

struct page {
	struct scanner *text, *side; /* `side`: attributes and comments */
	bool markdown;
	bool everything;
	struct embedded embedded;
	enum page_state state;
	struct spot open; /* of the "<" */

	char tag[PAGE_NAME_BYTES];
	size_t tag_length;
	bool closing;
	char attribute[PAGE_NAME_BYTES];
	size_t attribute_length;
	char quote;                  /* of the value; 0: none */
	char value[PAGE_NAME_BYTES]; /* its beginning */
	size_t value_length;
	bool is_data;  /* a script that holds JSON */
	uint32_t span; /* of the cell that the tag begins */
	int hex_left;  /* digits of "%20" still to come */
	uint32_t hex;
	struct spot hex_spot; /* of the "%" */
	unsigned int dashes; /* at the end of what was read of a comment */

	char raw[PAGE_NAME_BYTES]; /* the element whose text is left out */
	size_t raw_at;             /* how much of its end was met */

	bool in_reference;
	char reference[PAGE_REFERENCE_BYTES];
	size_t reference_length;
	struct spot reference_spot;

	bool in_table, in_cell;
	bool is_raised; /* the mark of a footnote is no part of a number */
	char cell[PAGE_CELL_BYTES];
	size_t cell_length;
	struct spot cell_from, cell_to;
	uint32_t cell_span;
};

struct page page_of(struct scanner *text, struct scanner *side, bool markdown);
void page_add(struct page *page, uint32_t character, const struct spot *spot);
void page_end(struct page *page);

/* What a reference without "&" and ";" stands for ("eacute", "#233", "#xe9");
 * 0: nothing known. */
uint32_t page_reference(struct slice name);

#endif

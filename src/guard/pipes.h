/*
 * pipes.h - tables drawn in a text with "|": Markdown's, and plain ones.
 * Private to the guard room.
 */
#ifndef HORNBOOK_GUARD_PIPES_H
#define HORNBOOK_GUARD_PIPES_H

#include "guard/scan.h"

enum { PIPE_LINE_BYTES = 8192 };

struct pipes {
	struct scanner *scanner;
	char line[PIPE_LINE_BYTES]; /* from the first "|" on, what is not ASCII
				       as '?' */
	size_t length;
	bool begun; /* something that is no space stands in the line */
	bool row;   /* it begins with "|" */
	bool in_table;
	uint32_t number, column; /* where it begins */
};

/* A character of the text, before the scanner gets it. */
void pipes_add(struct pipes *pipes, uint32_t character,
	       const struct spot *spot);
void pipes_end(struct pipes *pipes);

#endif

/*
 * layout.h - lines of a formatted text, before their comments are lined up.
 * For the formatter only.
 *
 * Comments at the ends of lines that follow each other stand in one column.
 * A blank line, a comment of its own, and the braces of a block begin a new
 * section with its own column.
 */
#ifndef HORNBOOK_LANGUAGE_LAYOUT_H
#define HORNBOOK_LANGUAGE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/builder.h"

struct layout_line {
	size_t start, end;    /* in the layout's text */
	size_t width;         /* in characters */
	struct slice comment; /* at its end; may be empty */
	bool after_blank;
	bool alone; /* a section by itself */
	bool opens; /* ends with the "{" of a block */
};

/* A zeroed layout is empty and ready. */
struct layout {
	struct builder text;
	struct arena arena;
	struct layout_line *lines;
	size_t count;
	size_t capacity;
	bool blank_wanted; /* before the next line */
	bool failed;       /* memory ran out */
};

/* A blank line before the next line; not at the start or after a "{". */
void layout_blank(struct layout *layout);

/* Begins a line and indents it. */
void layout_begin(struct layout *layout, size_t indent);

void layout_add(struct layout *layout, struct slice text);
void layout_add_spaces(struct layout *layout, size_t count);

/* The width of the line so far. */
size_t layout_column(const struct layout *layout);

/* The line is a section by itself; `opens` a block, or not. */
void layout_alone(struct layout *layout, bool opens);

/* Puts a comment at the end of the last line; false when there is no line or
 * it has one. */
bool layout_comment(struct layout *layout, struct slice comment);

/* Writes all lines to `out`, and releases the layout. */
void layout_finish(struct layout *layout, struct builder *out);

#endif

/*
 * text_wrap.h - text in columns of a terminal.
 */
#ifndef HORNBOOK_DOCUMENT_TEXT_WRAP_H
#define HORNBOOK_DOCUMENT_TEXT_WRAP_H

#include <stdbool.h>

#include "base/slice.h"

/* Columns that well-formed UTF-8 takes: none for marks that combine, two for
 * wide characters of East Asia (Unicode: East_Asian_Width). */
size_t text_width(struct slice text);

/*
 * Takes the next line off a text: as many words as `columns` hold, at least one,
 * up to a '\n'.  False when nothing is left.
 */
bool text_wrap_next(struct slice *rest, size_t columns, struct slice *line);

/* Columns of the longest line without wrapping, and of the longest word. */
size_t text_widest_line(struct slice text);
size_t text_widest_word(struct slice text);

#endif

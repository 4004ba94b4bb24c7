/*
 * text.h - a document as plain text, to print or to send by mail.
 *
 * No line is wider than 72 columns of a terminal, but for addresses and names
 * longer than that.  Headings are underlined, links are numbered and listed at
 * the end, tables that do not fit are told row by row.
 */
#ifndef HORNBOOK_DOCUMENT_TEXT_H
#define HORNBOOK_DOCUMENT_TEXT_H

#include <stdbool.h>

struct builder;
struct document;

enum { TEXT_COLUMNS = 72 };

/* Adds the file; with `sources` each block ends with its "[pupils.notice:12]".
 * Out of memory shows in `out->failed`. */
void text_write(const struct document *document, bool sources,
		struct builder *out);

#endif

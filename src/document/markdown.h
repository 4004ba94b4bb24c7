/*
 * markdown.h - a document as Markdown: CommonMark 0.31, with tables as GitHub's
 * extension has them, since CommonMark has none.
 *
 * What means something to Markdown is escaped, so that the text that is shown is
 * the document's, whatever it holds.
 */
#ifndef HORNBOOK_DOCUMENT_MARKDOWN_H
#define HORNBOOK_DOCUMENT_MARKDOWN_H

#include <stdbool.h>

struct builder;
struct document;

/* Adds the file; with `sources` each block ends with its "[pupils.notice:12]".
 * Out of memory shows in `out->failed`. */
void markdown_write(const struct document *document, bool sources,
		    struct builder *out);

#endif

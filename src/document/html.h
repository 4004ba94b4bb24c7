/*
 * html.h - a document as one HTML file.
 *
 * The file needs nothing but itself: its style is inside, it has no script and
 * loads nothing, and says so to the browser (Content-Security-Policy).  It reads
 * well without its style, on paper, on a telephone, and to a screen reader:
 * landmarks, a link past the head, headings in order, captions, scopes, titles
 * and descriptions of pictures.
 */
#ifndef HORNBOOK_DOCUMENT_HTML_H
#define HORNBOOK_DOCUMENT_HTML_H

#include <stdbool.h>

struct builder;
struct document;

/*
 * Adds the file.  With `sources` each block names the clauses that it comes from,
 * for people and as data-source="pupils.notice:12 pupils.notice:14".  Out of
 * memory shows in `out->failed`.
 */
void html_write(const struct document *document, bool sources,
		struct builder *out);

#endif

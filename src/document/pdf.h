/*
 * pdf.h - a document as PDF for print and for keeping: A4, tagged (PDF/UA-1), with
 * bookmarks, page numbers, and tables whose headings return on every page.
 *
 * The same document gives the same bytes on every machine with the same fonts
 * (Liberation Sans and Mono, metrics of Arial and Courier New): fonts are read from
 * their directory, not chosen by what is installed.  They are embedded as far as
 * they are used.
 *
 * Text runs from left to right in scripts of one glyph a character (Latin,
 * Greek, Cyrillic); a document with others is published as HTML.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_H
#define HORNBOOK_DOCUMENT_PDF_H

#include <stdbool.h>

#include "base/slice.h"

struct arena;
struct builder;
struct document;
struct error;
struct pdf_repertoire;

/*
 * Adds the file.  With `sources` each block names the clauses that it comes from.
 * Fails with ERROR_NOT_FOUND when a font is missing, and with ERROR_INPUT when
 * they lack a character of the text; `out` is then as it was.
 */
int pdf_write(const struct document *document, bool sources,
	      struct builder *out, struct error *error)
	__attribute__((warn_unused_result));

/* The same with fonts from another directory, for tests. */
int pdf_write_with(const char *font_directory, const struct document *document,
		   bool sources, struct builder *out, struct error *error)
	__attribute__((warn_unused_result));

/* The characters that a PDF can have, in the arena; errors as of pdf_write. */
int pdf_repertoire_open(struct pdf_repertoire **out, struct arena *arena,
			struct error *error)
	__attribute__((warn_unused_result));

bool pdf_repertoire_has(const struct pdf_repertoire *repertoire,
			struct slice text);

#endif

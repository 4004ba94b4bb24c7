/*
 * pdf_tools.h - what others make of our PDF: poppler and qpdf, run on it.
 */
#ifndef HORNBOOK_TESTS_DOCUMENT_PDF_TOOLS_H
#define HORNBOOK_TESTS_DOCUMENT_PDF_TOOLS_H

#include "base/builder.h"
#include "base/slice.h"

struct document;

/* Runs a tool on the bytes, as a file named last; gives what it prints.  Fails the
 * test when the tool does. */
void pdf_run_tool(const char *tool, struct slice bytes, struct builder *out);

/* The same, and what it prints must hold a text. */
void pdf_check_says(const char *tool, struct slice bytes, const char *wanted);

/* The words of the document must be those of the PDF, in the order in which its
 * structure has them. */
void pdf_check_words(const struct document *document, struct slice bytes);

#endif

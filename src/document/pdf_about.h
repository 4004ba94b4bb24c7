/*
 * pdf_about.h - what a PDF says about itself: title, author, language, date, and
 * that it is tagged.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_ABOUT_H
#define HORNBOOK_DOCUMENT_PDF_ABOUT_H

struct document_about;
struct pdf_file;

/* Adds the metadata as XMP, with the statement of PDF/UA-1; gives its number. */
unsigned int pdf_metadata_write(struct pdf_file *file,
				const struct document_about *about);

/* Adds the information dictionary, which says the same to older programs. */
unsigned int pdf_information_write(struct pdf_file *file,
				   const struct document_about *about);

#endif

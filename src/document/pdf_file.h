/*
 * pdf_file.h - the objects of a PDF file: numbers, streams, cross references.
 *
 * Objects are added in any order; each has a number that others refer to before
 * it is written.  Those that are no streams are packed together (PDF 1.5, object
 * streams), which makes the structure of a tagged document a tenth as large.  The
 * file's identifier is a hash of its bytes, so that the same document is the same
 * file.
 *
 * Source: ISO 32000-1 (PDF 1.7), clause 7.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_FILE_H
#define HORNBOOK_DOCUMENT_PDF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/builder.h"

struct arena;
struct error;
struct pdf_entry;

struct pdf_file {
	struct arena *arena;
	struct builder *out;
	struct builder packed;  /* objects that wait for their stream */
	struct builder numbers; /* their numbers and places */
	size_t packed_count;
	struct pdf_entry *entries; /* by number */
	size_t count;
	size_t capacity;
	bool failed; /* memory ran out: check once, pdf_file_finish does */
};

/* Writes the header.  pdf_file_release afterwards, in any case. */
void pdf_file_begin(struct pdf_file *file, struct arena *arena,
		    struct builder *out);
void pdf_file_release(struct pdf_file *file);

/* A number for an object that is yet to be added. */
unsigned int pdf_number(struct pdf_file *file);

/* Adds an object that is no stream. */
void pdf_add(struct pdf_file *file, unsigned int number, struct slice object);

/* Adds a stream, compressed; `entries` are more entries of its dictionary. */
void pdf_add_stream(struct pdf_file *file, unsigned int number,
		    struct slice entries, struct slice bytes);

/* The same, as it is: for metadata, which programs look for in plain bytes. */
void pdf_add_plain_stream(struct pdf_file *file, unsigned int number,
			  struct slice entries, struct slice bytes);

/* Ends the file.  Fails with ERROR_MEMORY when something is missing. */
int pdf_file_finish(struct pdf_file *file, unsigned int catalogue,
		    unsigned int information, struct error *error);

/* UTF-8 as a text string: "(...)" when ASCII, else UTF-16 in hexadecimal. */
void pdf_put_text(struct builder *out, struct slice text);

/* Bytes as a string, for addresses. */
void pdf_put_string(struct builder *out, struct slice bytes);

/* "12 0 R" */
void pdf_put_reference(struct builder *out, unsigned int number);

/* Thousandths as a decimal number, without zeros that say nothing. */
void pdf_put_milli(struct builder *out, int32_t thousandths);

#endif

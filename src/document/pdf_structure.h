/*
 * pdf_structure.h - the logical structure of a PDF: what a screen reader reads.
 *
 * Elements are a tree in the order of reading, whatever the order of drawing. An
 * element's content is pieces of pages, told by number.  While a document is only
 * being measured there are no elements: NULL is allowed everywhere.
 *
 * Source: ISO 32000-1 clause 14.7, 14.8; ISO 14289-1 (PDF/UA-1).
 */
#ifndef HORNBOOK_DOCUMENT_PDF_STRUCTURE_H
#define HORNBOOK_DOCUMENT_PDF_STRUCTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct pdf_file;
struct pdf_kid;

struct pdf_element {
	struct pdf_element *parent;
	const char *type;         /* "P", "TH" */
	const char *attributes;   /* "/O /Table /Scope /Row", or NULL */
	struct slice alternative; /* in words, for what is no text */
	struct pdf_kid *kids;
	struct pdf_kid **kids_end;
	unsigned int number; /* of its object */
};

struct pdf_page {
	struct pdf_page *next;
	unsigned int number;         /* of its object */
	unsigned int index;          /* from 1 */
	unsigned int key;            /* in the tree of parents */
	struct pdf_element **pieces; /* by number of the marked content */
	size_t piece_count;
	size_t piece_capacity;
	unsigned int *links; /* objects of its annotations */
	size_t link_count;
	size_t link_capacity;
};

/* Of one key: a page's pieces, or the element of a link. */
struct pdf_parent {
	const struct pdf_page *page;
	const struct pdf_element *element;
};

struct pdf_structure {
	struct pdf_file *file;
	struct arena *arena;
	struct pdf_element *root; /* the Document */
	struct pdf_parent *parents;
	size_t parent_count;
	size_t parent_capacity;
	unsigned int number; /* of the object that it is */
};

void pdf_structure_begin(struct pdf_structure *structure,
			 struct pdf_file *file);

/* A new last kid of `parent`. */
struct pdf_element *pdf_element(struct pdf_structure *structure,
				struct pdf_element *parent, const char *type);

/* A piece of content on a page; gives its number there. */
unsigned int pdf_element_piece(struct pdf_structure *structure,
			       struct pdf_element *element,
			       struct pdf_page *page);

/* The object of a link that belongs to an element. */
void pdf_element_link(struct pdf_structure *structure,
		      struct pdf_element *element, unsigned int number);

/* A key in the tree of parents. */
unsigned int pdf_parent_key(struct pdf_structure *structure,
			    const struct pdf_page *page,
			    const struct pdf_element *element);

/* Adds all of it to the file. */
void pdf_structure_write(struct pdf_structure *structure);

#endif

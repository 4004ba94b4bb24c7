/*
 * pdf_outline.h - the bookmarks of a PDF, and the names of its places.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_OUTLINE_H
#define HORNBOOK_DOCUMENT_PDF_OUTLINE_H

struct pdf_canvas;
struct pdf_places;

/* Adds the bookmarks, one for each section; gives the object's number, 0 when
 * there are no sections. */
unsigned int pdf_outline_write(struct pdf_canvas *canvas,
			       const struct pdf_places *places);

/* Adds the tree of names, by which links and other documents find a block by its
 * id; gives the object's number. */
unsigned int pdf_names_write(struct pdf_canvas *canvas,
			     const struct pdf_places *places);

#endif

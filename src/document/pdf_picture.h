/*
 * pdf_picture.h - drawing the SVG that our own pictures are made of.
 *
 * Elements: g, rect, line, circle, polygon, polyline, path (M L H V C Q Z and
 * their small letters), text and tspan; title and desc are passed over.  Attributes:
 * their geometry, fill, stroke, stroke-width, stroke-dasharray, font-size,
 * font-weight, text-anchor, and transform="translate(x y)", perhaps with
 * "rotate(-90)" after it.  Anything else that would be drawn is an error, not a picture with a hole.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_PICTURE_H
#define HORNBOOK_DOCUMENT_PDF_PICTURE_H

#include "document/pdf_text.h"

struct error;

/* What of a picture is drawn, and where; `from` and `to` are its units. */
struct pdf_slice {
	unsigned int from;
	unsigned int to;
	int32_t x;
	int32_t y;
	int32_t width; /* of the whole picture */
};

/* Draws it as part of what is marked.  A text is in the slice where its feet are;
 * all else is clipped. */
int pdf_picture_draw(struct pdf_setter *setter,
		     const struct document_drawing *drawing,
		     const struct pdf_slice *slice, struct error *error);

#endif

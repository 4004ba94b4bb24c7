/*
 * pdf_picture.h - drawing the SVG that our own pictures are made of.
 *
 * Elements: g, rect, line, circle, polygon, polyline, path (M L H V C Q Z and
 * their small letters), text and tspan; title and desc are passed over.  Attributes:
 * their geometry, fill, stroke, stroke-width, stroke-dasharray, font-size,
 * font-weight, text-anchor, and transform="translate(x y)", perhaps with
 * "rotate(-90)" after it.  Anything else that would be drawn is an error, not a picture with a hole.
 */
#ifndef HORNBOOK_PUBLISH_PDF_PICTURE_H
#define HORNBOOK_PUBLISH_PDF_PICTURE_H

#include "publish/pdf_text.h"

struct error;

/* Draws at (x, y), `width` wide, as part of what is marked. */
int pdf_picture_draw(struct pdf_setter *setter,
		     const struct document_drawing *drawing, int32_t x,
		     int32_t y, int32_t width, struct error *error);

#endif

/*
 * pdf_canvas.h - pages, and drawing on them.
 *
 * Lengths are thousandths of a point (1/72 inch), as whole numbers, so that every
 * machine comes to the same page; x from the left, y downwards from the top.  What
 * is drawn belongs to the element named by canvas_mark, or, marked NULL, to none:
 * then it is decoration, which a screen reader passes over.
 *
 * A canvas that measures counts pages and draws nothing.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_CANVAS_H
#define HORNBOOK_DOCUMENT_PDF_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/builder.h"
#include "base/slice.h"
#include "document/pdf_font.h"
#include "document/pdf_structure.h"

enum pdf_face {
	PDF_REGULAR,
	PDF_BOLD,
	PDF_MONOSPACED,
};
enum { PDF_FACES = PDF_MONOSPACED + 1 };

/* A4: 210 by 297 mm */
enum {
	PDF_PAGE_WIDTH = 595276,
	PDF_PAGE_HEIGHT = 841890,
};

/* One character of text that has been set. */
struct pdf_glyph {
	const struct document_run *run;
	uint32_t character;
	int32_t advance; /* to the next, with kerning */
	uint16_t number;
	uint8_t face;
	uint8_t stop; /* whether a line may end after it: pdf_text.h */
};

/* Where something stands, for links to it. */
struct pdf_spot {
	unsigned int page; /* from 1; 0 nowhere */
	int32_t y;
};

struct pdf_canvas {
	struct pdf_file *file;
	struct pdf_structure *structure;
	struct arena *arena;
	struct pdf_font *fonts; /* PDF_FACES */
	bool measuring;
	unsigned int page_count;

	/* Private to pdf_canvas.c. */
	struct builder content; /* of the page being drawn */
	struct pdf_page *first;
	struct pdf_page *page;
	unsigned int tree;      /* object of the pages' tree */
	unsigned int resources; /* object of the fonts */
	struct pdf_element *marked;
	bool is_marked;
	uint32_t colour;
	bool fonts_used[PDF_FACES];
};

void canvas_begin(struct pdf_canvas *canvas, struct pdf_structure *structure,
		  struct pdf_font *fonts);
void canvas_release(struct pdf_canvas *canvas);

/* Ends the page, if there is one, and begins the next. */
void canvas_page(struct pdf_canvas *canvas);

/* Ends the last page; adds the pages and fonts to the file. */
void canvas_end(struct pdf_canvas *canvas);

/* What is drawn from now on belongs to `element`, or to none. */
void canvas_mark(struct pdf_canvas *canvas, struct pdf_element *element);

/* How far a glyph of a face moves on at a size. */
int32_t canvas_advance(const struct pdf_canvas *canvas, enum pdf_face face,
		       unsigned int glyph, int32_t size);

/* Glyphs of one face from (x, y), y being their baseline. */
void canvas_glyphs(struct pdf_canvas *canvas, const struct pdf_glyph *glyphs,
		   size_t count, int32_t x, int32_t y, int32_t size,
		   uint32_t colour);

/* Only their numbers and the operators that show them and end the text object,
 * where a picture has begun one.  At least one glyph. */
void canvas_put_glyphs(struct pdf_canvas *canvas,
		       const struct pdf_glyph *glyphs, size_t count,
		       int32_t size);

/* A filled rectangle; (x, y) is its upper left corner; colour 0xRRGGBB. */
void canvas_rectangle(struct pdf_canvas *canvas, int32_t x, int32_t y,
		      int32_t width, int32_t height, uint32_t colour);

/* A link over a rectangle: to "#id" in this document, or to an address. */
void canvas_link(struct pdf_canvas *canvas, struct pdf_element *element,
		 struct slice target, struct slice text, int32_t x, int32_t y,
		 int32_t width, int32_t height);

/* Operators, for pictures; the colour is then unknown. */
struct builder *canvas_content(struct pdf_canvas *canvas);

/* The number of a page's object; pages count from 1. */
unsigned int canvas_page_number(const struct pdf_canvas *canvas,
				unsigned int page);

#endif

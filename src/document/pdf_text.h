/*
 * pdf_text.h - runs of text broken into lines.
 *
 * Lines end at spaces, after hyphens and strokes inside words, and, when one word
 * is longer than the line, anywhere.  They are ragged on the right and not
 * hyphenated: easier to read for many.  A space at the end of a line stays in
 * the text, so that what is read aloud or copied has its words apart.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_TEXT_H
#define HORNBOOK_DOCUMENT_PDF_TEXT_H

#include "document/document.h"
#include "document/pdf_canvas.h"

/* How text is set; lengths in thousandths of a point. */
struct pdf_style {
	int32_t size;
	int32_t leading; /* from line to line */
	uint32_t colour;
	bool bold; /* all of it, not only what is strong */
};

struct pdf_line {
	size_t from; /* glyphs */
	size_t to;
	int32_t width; /* without the space at its end */
};

struct pdf_text {
	struct pdf_style style;
	struct pdf_glyph *glyphs;
	size_t glyph_count;
	struct pdf_line *lines;
	size_t line_count;
	int32_t natural; /* the width on one line */
	int32_t narrow;  /* the width of the longest word */
	/* The link being drawn, which may go on for lines and pages. */
	const struct document_run *link;
	struct pdf_element *link_element;
};

struct pdf_setter {
	struct pdf_canvas *canvas;
	int32_t percent;  /* how large, of what styles say */
	uint32_t missing; /* the first character that no font has; 0 none */
};

/* What a font shows for a character: kinds of spaces and hyphens are one. */
uint32_t pdf_shown(uint32_t character);

/* Sets runs in a style, as large as the setter makes it; pdf_text_break then makes the lines.  Memory running out shows in
 * the file, and the text is empty. */
void pdf_text_set(struct pdf_setter *setter, struct pdf_text *text,
		  const struct document_run *runs, struct pdf_style style);
void pdf_text_break(struct pdf_setter *setter, struct pdf_text *text,
		    int32_t width);

/* A run of text, on its own. */
const struct document_run *pdf_run(struct pdf_setter *setter,
				   struct slice text);

/* Draws one line whose upper edge is y, as part of `element`. */
void pdf_text_draw(struct pdf_setter *setter, struct pdf_text *text,
		   size_t line, struct pdf_element *element, int32_t x,
		   int32_t y);

#endif

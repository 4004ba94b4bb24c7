/*
 * drawing.h - drawing the pictures of picture.h: boxes, lines, and text of which it
 * is known beforehand how much room it takes.
 *
 * Lengths are units of the picture, which are CSS pixels; x to the right, y down.
 * Text is set in Arial or what stands for it; its width is told from the widths
 * of Arial's letters, so that the same picture is the same text everywhere.
 */
#ifndef HORNBOOK_PUBLISH_DRAWING_H
#define HORNBOOK_PUBLISH_DRAWING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/builder.h"
#include "base/slice.h"

struct arena;
struct document;
struct document_drawing;

/* The width of all pictures: on paper letters of 12 are then 8 points. */
enum { DRAWING_WIDTH = 720 };

struct drawing {
	struct arena *arena;
	struct builder svg;
	/* Where print may cut it, and what it shows again (document.h). */
	unsigned int *cuts;
	size_t cut_count, cut_capacity;
	unsigned int head;
	bool told_beside; /* as document.h has it */
};

struct lettering {
	int size;
	bool bold;
	int leading;        /* from line to line */
	const char *colour; /* "#1a1a1a" */
};

extern const struct lettering lettering_name, lettering_small, lettering_pale,
	lettering_heading;

/* Text as lines that fit a width. */
struct lines {
	const struct slice *at;
	size_t count;
};

/* How wide text is, rather too much than too little. */
int drawing_text_width(struct slice text, const struct lettering *lettering);

/* Breaks text into lines, at spaces, and within words that are too long.  Empty
 * when memory is out, which the drawing remembers. */
struct lines drawing_break(struct drawing *drawing, struct slice text,
			   const struct lettering *lettering, int width);

static inline int lines_height(struct lines lines,
			       const struct lettering *lettering)
{
	return (int)lines.count * lettering->leading;
}

void drawing_begin(struct drawing *drawing, struct arena *arena);

/* Makes a figure of it, at the place where the document is, and releases it. */
void drawing_end(struct drawing *drawing, struct document *document,
		 struct slice id, struct slice title, struct slice description,
		 int width, int height);

/* `paint` are SVG's attributes: "fill=\"none\" stroke=\"#000\"". */
void drawing_box(struct drawing *drawing, int x, int y, int width, int height,
		 const char *paint);
void drawing_line(struct drawing *drawing, int x1, int y1, int x2, int y2,
		  const char *paint);
void drawing_circle(struct drawing *drawing, int x, int y, int radius,
		    const char *paint);

/* Print may cut here, which is below the cut before; text is not cut. */
void drawing_cut(struct drawing *drawing, int y);

/* SVG, as it is. */
void drawing_add(struct drawing *drawing, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* One line of text, its baseline at y. */
void drawing_text(struct drawing *drawing, int x, int y, struct slice text,
		  const struct lettering *lettering);

/* Lines below each other, the first one's upper edge at y; gives where they
 * end. */
int drawing_lines(struct drawing *drawing, int x, int y, struct lines lines,
		  const struct lettering *lettering);

#endif

/*
 * pdf_picture_parts.h - what the files of pdf_picture.h share.  Private to them.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_PICTURE_PARTS_H
#define HORNBOOK_DOCUMENT_PDF_PICTURE_PARTS_H

#include <expat.h>

#include "base/builder.h"
#include "document/pdf_picture.h"

enum {
	PICTURE_DEPTH = 16,
	NO_PAINT = 1 << 24, /* no 0xRRGGBB */
};

enum anchor {
	ANCHOR_START,
	ANCHOR_MIDDLE,
	ANCHOR_END,
};

/* What elements inherit; lengths in thousandths of the picture's unit. */
struct picture_paint {
	uint32_t fill;
	uint32_t stroke;
	int32_t stroke_width;
	int32_t dash[2]; /* on, off; 0 no dashes */
	int32_t font_size;
	enum anchor anchor;
	bool bold;
	bool moved; /* a graphics state was saved for it */
	int32_t move_y;
};

struct picture {
	struct pdf_setter *setter;
	struct builder *out;
	const struct pdf_slice *slice;
	struct picture_paint paints[PICTURE_DEPTH];
	unsigned int depth;  /* of paints: 0 the root's */
	unsigned int silent; /* elements open inside title or desc */
	struct builder text; /* of the text element that is open */
	int32_t text_x;
	int32_t text_y;
	bool in_text;
	struct error *error;
	bool failed;
	XML_Parser parser;
};

/* Stops the reading: a picture has `what`, which cannot be shown. */
void picture_fail(struct picture *picture, const char *what, const char *name);

/* --- pdf_picture_value.c: attributes, and what elements inherit ------------------ */

/* "-12.5" as -12500; steps over it and what separates it from the next. */
bool picture_next_number(const char **at, int32_t *value);

/* NULL when it is not there. */
const char *picture_attribute(const char **attributes, const char *name);

/* In thousandths; 0 when it is not there. */
int32_t picture_length(const char **attributes, const char *name);

/* The one in force. */
struct picture_paint *picture_paint(struct picture *picture);

void picture_read_paint(struct picture *picture, const char **attributes);

/* Saves the graphics state where there is a transform. */
void picture_read_transform(struct picture *picture, const char **attributes);

/* A number and a space; a colour and its operator. */
void picture_put(struct picture *picture, int32_t number);
void picture_put_colour(struct picture *picture, uint32_t value,
			const char *operator);

/* --- pdf_picture_shape.c --------------------------------------------------------- */

/* Draws an element that is a shape; false when it is none. */
bool picture_draw_shape(struct picture *picture, const char *name,
			const char **attributes);

#endif

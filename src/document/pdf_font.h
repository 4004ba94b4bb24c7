/*
 * pdf_font.h - a TrueType font: how wide its characters are, and the piece of it
 * that goes into a PDF.
 *
 * Characters are one glyph each, left to right, with the pair kerning of the
 * font's own table.  What needs more (Arabic, Indic scripts) is not set: a font
 * says which characters it has.  Reading never leaves the file's bytes.
 *
 * Source: the OpenType specification (cmap, glyf, head, hhea, hmtx, kern, loca).
 */
#ifndef HORNBOOK_DOCUMENT_PDF_FONT_H
#define HORNBOOK_DOCUMENT_PDF_FONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct error;

struct pdf_font {
	struct slice name;  /* PostScript's: "LiberationSans" */
	unsigned int units; /* of one em: lengths below are in these */
	int ascent;
	int descent; /* negative */
	int box[4];  /* left, bottom, right, top of all glyphs */
	unsigned int glyph_count;
	uint32_t *used; /* by glyph: the character it stood for; 0 not used */

	/* Private to pdf_font.c: the tables. */
	struct slice file, characters, metrics, outlines, places, kerning;
	unsigned int metric_count;
	bool long_places;
};

/*
 * Reads `path` into the arena.  Fails with ERROR_NOT_FOUND when the file is
 * missing, with ERROR_INPUT when it is no TrueType font that may be embedded.
 */
int pdf_font_open(struct pdf_font *font, const char *path, struct slice name,
		  struct arena *arena, struct error *error);

/* The glyph of a character; 0 when the font has none. */
unsigned int pdf_font_glyph(const struct pdf_font *font, uint32_t character);

/* How far a glyph moves on. */
int pdf_font_advance(const struct pdf_font *font, unsigned int glyph);

/* What is added to that before the glyph that follows; mostly 0 or less. */
int pdf_font_kern(const struct pdf_font *font, unsigned int left,
		  unsigned int right);

/* Notes that a glyph is shown, standing for a character. */
void pdf_font_use(struct pdf_font *font, unsigned int glyph,
		  uint32_t character);

/* The font with the outlines of used glyphs only, which keep their numbers. */
void pdf_font_subset(const struct pdf_font *font, struct arena *arena,
		     struct builder *out);

#endif

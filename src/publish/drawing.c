#include "publish/drawing.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "document/document.h"
#include "document/markup.h"

#define INK "#1a1a1a"
#define PALE_INK "#505a5f"

const struct lettering lettering_name = {14, true, 18, INK};
const struct lettering lettering_small = {12, false, 15, INK};
const struct lettering lettering_pale = {12, false, 15, PALE_INK};
const struct lettering lettering_heading = {12, true, 16, INK};

/* --- widths ------------------------------------------------------------------------- */

enum {
	FIRST_LETTER = ' ',
	LAST_LETTER = '~',
	OTHER_WIDTH = 778, /* letters with marks: as wide as O and Q */
	WIDE_WIDTH = 1000, /* the widest of other scripts */
	MARGIN = 103,      /* of a hundred: fonts differ a little */
};

/* Of Arial, in thousandths of its size, from ' ' to '~' (source: Liberation Sans,
 * whose metrics are Arial's). */
static const short regular[] = {
	278, 278, 355, 556, 556,  889, 667, 191, 333, 333, 389, 584, 278, 333,
	278, 278, 556, 556, 556,  556, 556, 556, 556, 556, 556, 556, 278, 278,
	584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
	500, 667, 556, 833, 722,  778, 667, 778, 722, 667, 611, 722, 667, 944,
	667, 667, 611, 278, 278,  278, 469, 556, 333, 556, 556, 500, 556, 556,
	278, 556, 556, 222, 222,  500, 222, 833, 556, 556, 556, 556, 333, 500,
	278, 556, 500, 722, 500,  500, 500, 334, 260, 334, 584,
};
static const short bold[] = {
	278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333,
	278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333,
	584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
	556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944,
	667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556,
	333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
	333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
};
_Static_assert(sizeof(regular) / sizeof(regular[0]) ==
		       LAST_LETTER - FIRST_LETTER + 1,
	       "a width for each letter");
_Static_assert(sizeof(bold) == sizeof(regular), "a width for each letter");

static int letter_width(uint32_t character, bool is_bold)
{
	if (character >= FIRST_LETTER && character <= LAST_LETTER)
		return (is_bold ? bold : regular)[character - FIRST_LETTER];
	switch (character) {
	case 0xC6:  /* AE */
	case 0x152: /* OE */
	case 0x174: /* W with a circumflex, as in Welsh */
		return WIDE_WIDTH;
	default:
		/* Latin ends at U+024F; U+2010 on are dashes and quotes */
		return character < 0x250 || (character >= 0x2010 &&
					     character < 0x2028 &&
					     character != 0x2014)
			       ? OTHER_WIDTH
			       : WIDE_WIDTH;
	}
}

/* In thousandths of the size, so that sums do not round. */
static int width_of(struct slice text, bool is_bold)
{
	uint32_t character;
	int width = 0;

	while (text_next(&text, &character))
		width += letter_width(character, is_bold);
	return width;
}

static int room_of(int width, const struct lettering *lettering)
{
	return width * 1000 / lettering->size * 100 / MARGIN;
}

int drawing_text_width(struct slice text, const struct lettering *lettering)
{
	return (width_of(text, lettering->bold) * lettering->size / 1000 *
			MARGIN +
		99) / 100 +
	       1;
}

/* --- lines --------------------------------------------------------------------------- */

/* How many bytes of a word fit, but one character at least. */
static size_t fitting(struct slice word, int room, bool is_bold)
{
	struct slice rest = word;
	size_t fits = 0;
	uint32_t character;

	while (rest.len > 0 && text_next(&rest, &character)) {
		room -= letter_width(character, is_bold);
		if (room < 0 && fits > 0)
			break;
		fits = word.len - rest.len;
	}
	return fits;
}

/* The first line of a text, at most `room` wide; `*text` is what is left. */
static struct slice first_line(struct slice *text, int room, bool is_bold)
{
	struct slice whole = *text, rest = *text;
	size_t end = 0;

	while (rest.len > 0) {
		struct slice before = rest;
		struct slice word = slice_cut(&rest, ' ');
		size_t to = (size_t)(word.at - whole.at) + word.len;

		(void)before;
		if (width_of(slice_part(whole, 0, to), is_bold) > room)
			break;
		end = to;
	}
	if (end == 0) {
		struct slice all = whole;

		end = fitting(slice_cut(&all, ' '), room, is_bold);
	}
	*text = slice_trim(slice_part(whole, end, whole.len));
	return slice_part(whole, 0, end);
}

struct lines drawing_break(struct drawing *drawing, struct slice text,
			   const struct lettering *lettering, int width)
{
	struct slice *list = NULL;
	size_t count = 0, capacity = 0;
	int room = room_of(width, lettering);

	for (text = slice_trim(text); text.len > 0; count++) {
		struct slice *more = arena_grow(drawing->arena, list, count,
						&capacity, sizeof(*list));

		if (more == NULL) {
			drawing->svg.failed = true;
			return (struct lines){0};
		}
		list = more;
		list[count] = first_line(&text, room, lettering->bold);
	}
	return (struct lines){list, count};
}

/* --- drawing -------------------------------------------------------------------------- */

void drawing_begin(struct drawing *drawing, struct arena *arena)
{
	*drawing = (struct drawing){.arena = arena};
	builder_add_text(&drawing->svg,
			 "<g font-family=\"Arial, Helvetica, 'Liberation "
			 "Sans', sans-serif\">\n");
}

void drawing_end(struct drawing *drawing, struct document *document,
		 struct slice id, struct slice title, struct slice description,
		 int width, int height)
{
	struct document_drawing made = {
		.description = description,
		.width = (unsigned int)width,
		.height = (unsigned int)height,
		.cuts = drawing->cuts,
		.cut_count = drawing->cut_count,
		.head = drawing->head,
		.told_beside = drawing->told_beside,
	};
	struct builder whole = {0};

	/* white paper, whatever the page around it looks like */
	builder_add_format(&whole,
			   "<rect width=\"%d\" height=\"%d\" "
			   "fill=\"#fff\"/>\n",
			   width, height);
	builder_add(&whole, builder_slice(&drawing->svg));
	builder_add_text(&whole, "</g>");
	made.svg = builder_slice(&whole);
	if (drawing->svg.failed || whole.failed)
		document->failed = true;
	else
		document_figure(document, id, title, &made);
	builder_release(&drawing->svg);
	builder_release(&whole);
}

void drawing_cut(struct drawing *drawing, int y)
{
	unsigned int *cuts =
		arena_grow(drawing->arena, drawing->cuts, drawing->cut_count,
			   &drawing->cut_capacity, sizeof(*cuts));

	if (cuts == NULL) {
		drawing->svg.failed = true;
		return;
	}
	drawing->cuts = cuts;
	cuts[drawing->cut_count++] = (unsigned int)y;
}

void drawing_add(struct drawing *drawing, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	builder_add_text(&drawing->svg, text);
}

void drawing_box(struct drawing *drawing, int x, int y, int width, int height,
		 const char *paint)
{
	drawing_add(drawing,
		    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" %s/>\n",
		    x, y, width, height, paint);
}

void drawing_line(struct drawing *drawing, int x1, int y1, int x2, int y2,
		  const char *paint)
{
	drawing_add(drawing,
		    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" %s/>\n", x1,
		    y1, x2, y2, paint);
}

void drawing_circle(struct drawing *drawing, int x, int y, int radius,
		    const char *paint)
{
	drawing_add(drawing, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" %s/>\n", x,
		    y, radius, paint);
}

void drawing_text(struct drawing *drawing, int x, int y, struct slice text,
		  const struct lettering *lettering)
{
	drawing_add(drawing,
		    "<text x=\"%d\" y=\"%d\" font-size=\"%d\"%s fill=\"%s\">",
		    x, y, lettering->size,
		    lettering->bold ? " font-weight=\"bold\"" : "",
		    lettering->colour);
	markup_add(&drawing->svg, text);
	builder_add_text(&drawing->svg, "</text>\n");
}

int drawing_lines(struct drawing *drawing, int x, int y, struct lines lines,
		  const struct lettering *lettering)
{
	for (size_t i = 0; i < lines.count; i++) {
		/* the letters' feet are at four fifths of the line */
		drawing_text(drawing, x, y + lettering->leading * 4 / 5,
			     lines.at[i], lettering);
		y += lettering->leading;
	}
	return y;
}

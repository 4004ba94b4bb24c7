#include "publish/pdf_picture.h"

#include <expat.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "publish/pdf_file.h"

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
struct paint {
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
	struct paint paints[PICTURE_DEPTH];
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

static void fail(struct picture *picture, const char *what, const char *name)
{
	if (picture->failed)
		return;
	picture->failed = true;
	error_set(picture->error, ERROR_INPUT,
		  "a picture has %s '%.40s', which a PDF does not show", what,
		  name);
	XML_StopParser(picture->parser, XML_FALSE);
}

/* --- values ---------------------------------------------------------------------- */

/* "-12.5" as -12500; steps over it and what separates it from the next. */
static bool next_number(const char **at, int32_t *value)
{
	const char *text = *at + strspn(*at, " ,\n\t");
	bool negative = *text == '-';
	int64_t number = 0;
	int32_t place = 1000;

	if (*text == '-' || *text == '+')
		text++;
	if ((*text < '0' || *text > '9') && *text != '.')
		return false;
	for (; *text >= '0' && *text <= '9' && number < INT32_MAX; text++)
		number = number * 10 + (*text - '0') * 1000;
	if (*text == '.')
		for (text++; *text >= '0' && *text <= '9'; text++) {
			place /= 10;
			number += (*text - '0') * place;
		}
	if (number > INT32_MAX / 2)
		return false;
	*value = negative ? -(int32_t)number : (int32_t)number;
	*at = text;
	return true;
}

static const char *attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

static int32_t length(const char **attributes, const char *name)
{
	const char *text = attribute(attributes, name);
	int32_t value = 0;

	if (text != NULL)
		next_number(&text, &value);
	return value;
}

static int hexadecimal(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* "none", "#abc", "#aabbcc", "black", "white" */
static uint32_t colour(struct picture *picture, const char *text)
{
	size_t digits = strlen(text) - 1;
	uint32_t value = 0;

	if (strcmp(text, "none") == 0)
		return NO_PAINT;
	if (strcmp(text, "black") == 0)
		return 0;
	if (strcmp(text, "white") == 0)
		return 0xFFFFFF;
	if (text[0] != '#' || (digits != 3 && digits != 6)) {
		fail(picture, "the colour", text);
		return 0;
	}
	for (size_t i = 1; i <= digits; i++) {
		int digit = hexadecimal(text[i]);

		if (digit < 0)
			fail(picture, "the colour", text);
		value = value << 4 | (uint32_t)(digit & 0xF);
		if (digits == 3)
			value = value << 4 | (uint32_t)(digit & 0xF);
	}
	return value;
}

/* --- paint ------------------------------------------------------------------------ */

static struct paint *paint(struct picture *picture)
{
	return &picture->paints[picture->depth];
}

static void put(struct picture *picture, int32_t number)
{
	pdf_put_milli(picture->out, number);
	builder_add_byte(picture->out, ' ');
}

static void read_font(struct paint *own, const char **attributes)
{
	const char *anchor = attribute(attributes, "text-anchor");
	const char *weight = attribute(attributes, "font-weight");

	if (attribute(attributes, "font-size") != NULL)
		own->font_size = length(attributes, "font-size");
	if (weight != NULL)
		own->bold = strcmp(weight, "bold") == 0 ||
			    strcmp(weight, "700") == 0;
	if (anchor != NULL)
		own->anchor = strcmp(anchor, "middle") == 0 ? ANCHOR_MIDDLE
			      : strcmp(anchor, "end") == 0  ? ANCHOR_END
							    : ANCHOR_START;
}

static void read_paint(struct picture *picture, const char **attributes)
{
	struct paint *own = paint(picture);
	const char *fill = attribute(attributes, "fill");
	const char *stroke = attribute(attributes, "stroke");
	const char *dashes = attribute(attributes, "stroke-dasharray");

	if (fill != NULL)
		own->fill = colour(picture, fill);
	if (stroke != NULL)
		own->stroke = colour(picture, stroke);
	if (attribute(attributes, "stroke-width") != NULL)
		own->stroke_width = length(attributes, "stroke-width");
	if (dashes != NULL) {
		own->dash[0] = own->dash[1] = 0;
		if (next_number(&dashes, &own->dash[0]) &&
		    !next_number(&dashes, &own->dash[1]))
			own->dash[1] = own->dash[0];
	}
	read_font(own, attributes);
}

/* "translate(x y)", "translate(x)", "translate(x y) rotate(-90)" */
static void read_transform(struct picture *picture, const char **attributes)
{
	const char *text = attribute(attributes, "transform");
	const char *matrix = "1 0 0 1 ";
	int32_t x = 0, y = 0;

	if (text == NULL)
		return;
	if (strncmp(text, "translate(", 10) != 0) {
		fail(picture, "the transform", text);
		return;
	}
	text += 10;
	if (next_number(&text, &x))
		next_number(&text, &y);
	if (strcmp(text, ") rotate(-90)") == 0)
		matrix = "0 -1 1 0 ";
	else if (strcmp(text, ")") != 0)
		fail(picture, "the transform", text);
	paint(picture)->moved = true;
	paint(picture)->move_y += y;
	builder_add_text(picture->out, "q ");
	builder_add_text(picture->out, matrix);
	put(picture, x);
	put(picture, y);
	builder_add_text(picture->out, "cm\n");
}

static void put_colour(struct picture *picture, uint32_t value,
		       const char *operator)
{
	for (int shift = 16; shift >= 0; shift -= 8)
		put(picture, (int32_t)((value >> shift & 0xFF) * 1000 / 255));
	builder_add_text(picture->out, operator);
}

static void begin_shape(struct picture *picture)
{
	const struct paint *own = paint(picture);

	if (own->fill != NO_PAINT)
		put_colour(picture, own->fill, "rg ");
	if (own->stroke == NO_PAINT)
		return;
	put_colour(picture, own->stroke, "RG ");
	put(picture, own->stroke_width);
	builder_add_text(picture->out, "w [");
	if (own->dash[0] > 0) {
		put(picture, own->dash[0]);
		put(picture, own->dash[1]);
	}
	builder_add_text(picture->out, "] 0 d\n");
}

static void end_shape(struct picture *picture, bool open)
{
	const struct paint *own = paint(picture);
	bool fill = own->fill != NO_PAINT && !open;
	bool stroke = own->stroke != NO_PAINT && own->stroke_width > 0;

	builder_add_text(picture->out, fill && stroke ? "B\n"
				       : fill         ? "f\n"
				       : stroke       ? "S\n"
						      : "n\n");
}

/* --- shapes ------------------------------------------------------------------------ */

/* A circle of four curves: 0.5523 of the radius (the usual approximation). */
enum { ROUND = 552 };

static void put_curve(struct picture *picture, const int32_t points[6])
{
	for (int i = 0; i < 6; i++)
		put(picture, points[i]);
	builder_add_text(picture->out, "c\n");
}

/* A rectangle whose corners are quarters of an ellipse. */
static void put_round(struct picture *picture, int32_t x, int32_t y,
		      int32_t width, int32_t height, int32_t rx, int32_t ry)
{
	int32_t kx = rx - (int32_t)((int64_t)rx * ROUND / 1000);
	int32_t ky = ry - (int32_t)((int64_t)ry * ROUND / 1000);
	int32_t right = x + width, bottom = y + height;

	put(picture, x + rx);
	put(picture, y);
	builder_add_text(picture->out, "m ");
	put(picture, right - rx);
	put(picture, y);
	builder_add_text(picture->out, "l\n");
	put_curve(picture, (const int32_t[]){right - kx, y, right, y + ky,
					     right, y + ry});
	put(picture, right);
	put(picture, bottom - ry);
	builder_add_text(picture->out, "l\n");
	put_curve(picture, (const int32_t[]){right, bottom - ky, right - kx,
					     bottom, right - rx, bottom});
	put(picture, x + rx);
	put(picture, bottom);
	builder_add_text(picture->out, "l\n");
	put_curve(picture, (const int32_t[]){x + kx, bottom, x, bottom - ky, x,
					     bottom - ry});
	put(picture, x);
	put(picture, y + ry);
	builder_add_text(picture->out, "l\n");
	put_curve(picture, (const int32_t[]){x, y + ky, x + kx, y, x + rx, y});
	builder_add_text(picture->out, "h\n");
}

static void draw_rect(struct picture *picture, const char **attributes)
{
	int32_t x = length(attributes, "x"), y = length(attributes, "y");
	int32_t width = length(attributes, "width");
	int32_t height = length(attributes, "height");
	int32_t radius = length(attributes, "rx");

	begin_shape(picture);
	if (radius > 0) {
		put_round(picture, x, y, width, height, radius, radius);
	} else {
		put(picture, x);
		put(picture, y);
		put(picture, width);
		put(picture, height);
		builder_add_text(picture->out, "re\n");
	}
	end_shape(picture, false);
}

static void draw_circle(struct picture *picture, const char **attributes)
{
	int32_t radius = length(attributes, "r");

	begin_shape(picture);
	put_round(picture, length(attributes, "cx") - radius,
		  length(attributes, "cy") - radius, 2 * radius, 2 * radius,
		  radius, radius);
	end_shape(picture, false);
}

static void draw_line(struct picture *picture, const char **attributes)
{
	begin_shape(picture);
	put(picture, length(attributes, "x1"));
	put(picture, length(attributes, "y1"));
	builder_add_text(picture->out, "m ");
	put(picture, length(attributes, "x2"));
	put(picture, length(attributes, "y2"));
	builder_add_text(picture->out, "l\n");
	end_shape(picture, true);
}

static void draw_points(struct picture *picture, const char **attributes,
			bool closed)
{
	const char *text = attribute(attributes, "points");
	int32_t x, y;
	const char *operator= "m\n";

	begin_shape(picture);
	while (text != NULL && next_number(&text, &x) &&
	       next_number(&text, &y)) {
		put(picture, x);
		put(picture, y);
		builder_add_text(picture->out, operator);
		operator= "l\n";
	}
	if (closed)
		builder_add_text(picture->out, "h\n");
	end_shape(picture, !closed);
}

struct pen {
	int32_t x, y;
	int32_t start_x, start_y;
};

/* Reads `count` pairs, and makes them absolute. */
static bool read_points(const char **text, const struct pen *pen, bool relative,
			int32_t *points, int count)
{
	for (int i = 0; i < 2 * count; i++) {
		if (!next_number(text, &points[i]))
			return false;
		if (relative)
			points[i] += i % 2 == 0 ? pen->x : pen->y;
	}
	return true;
}

static void put_point(struct picture *picture, struct pen *pen, int32_t x,
		      int32_t y, const char *operator)
{
	put(picture, x);
	put(picture, y);
	builder_add_text(picture->out, operator);
	pen->x = x;
	pen->y = y;
}

/* A curve with one control point as one with two. */
static void put_quadratic(struct picture *picture, struct pen *pen,
			  const int32_t p[4])
{
	put_curve(picture,
		  (const int32_t[]){pen->x + (p[0] - pen->x) * 2 / 3,
				    pen->y + (p[1] - pen->y) * 2 / 3,
				    p[2] + (p[0] - p[2]) * 2 / 3,
				    p[3] + (p[1] - p[3]) * 2 / 3, p[2], p[3]});
	pen->x = p[2];
	pen->y = p[3];
}

/* One command with its numbers; false when they are not there. */
static bool draw_step(struct picture *picture, struct pen *pen, char command,
		      const char **text)
{
	bool relative = command >= 'a';
	int32_t p[6];

	switch (command) {
	case 'M':
	case 'm':
		if (!read_points(text, pen, relative, p, 1))
			return false;
		put_point(picture, pen, p[0], p[1], "m\n");
		pen->start_x = p[0];
		pen->start_y = p[1];
		return true;
	case 'L':
	case 'l':
		if (!read_points(text, pen, relative, p, 1))
			return false;
		put_point(picture, pen, p[0], p[1], "l\n");
		return true;
	case 'H':
	case 'h':
		if (!next_number(text, &p[0]))
			return false;
		put_point(picture, pen, p[0] + (relative ? pen->x : 0), pen->y,
			  "l\n");
		return true;
	case 'V':
	case 'v':
		if (!next_number(text, &p[0]))
			return false;
		put_point(picture, pen, pen->x, p[0] + (relative ? pen->y : 0),
			  "l\n");
		return true;
	case 'C':
	case 'c':
		if (!read_points(text, pen, relative, p, 3))
			return false;
		put_curve(picture, p);
		pen->x = p[4];
		pen->y = p[5];
		return true;
	case 'Q':
	case 'q':
		if (!read_points(text, pen, relative, p, 2))
			return false;
		put_quadratic(picture, pen, p);
		return true;
	case 'Z':
	case 'z':
		builder_add_text(picture->out, "h\n");
		pen->x = pen->start_x;
		pen->y = pen->start_y;
		return true;
	default:
		return false;
	}
}

static bool is_letter(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static void draw_path(struct picture *picture, const char **attributes)
{
	const char *text = attribute(attributes, "d");
	struct pen pen = {0};
	char command = 0;

	if (text == NULL)
		return;
	begin_shape(picture);
	for (text += strspn(text, " \n\t,"); *text != '\0';
	     text += strspn(text, " \n\t,")) {
		const char *before = text;

		if (is_letter(*text))
			command = *text++;
		else if (command == 'M')
			command = 'L';
		else if (command == 'm')
			command = 'l';
		if (!draw_step(picture, &pen, command, &text) ||
		    text == before) {
			fail(picture, "the path", before);
			break;
		}
	}
	end_shape(picture, false);
}

/* Whether a text whose feet are at y is in what is drawn. */
static bool is_in_slice(const struct picture *picture, int32_t y)
{
	return y > (int32_t)picture->slice->from * 1000 &&
	       y <= (int32_t)picture->slice->to * 1000;
}

/* --- text -------------------------------------------------------------------------- */

static void put_glyphs(struct picture *picture, const struct pdf_text *text)
{
	struct pdf_canvas *canvas = picture->setter->canvas;
	enum pdf_face face = (enum pdf_face)text->glyphs[0].face;

	for (size_t i = 0; i < text->glyph_count; i++) {
		const struct pdf_glyph *glyph = &text->glyphs[i];
		int32_t kern = glyph->advance -
			       canvas_advance(canvas, face, glyph->number,
					      text->style.size);

		pdf_font_use(&canvas->fonts[face], glyph->number,
			     glyph->character);
		builder_add_format(picture->out, "%04X", glyph->number);
		if (kern == 0 || i + 1 == text->glyph_count)
			continue;
		builder_add_byte(picture->out, '>');
		pdf_put_milli(picture->out, (int32_t)(-(int64_t)kern * 1000000 /
						      text->style.size));
		builder_add_byte(picture->out, '<');
	}
}

static void draw_text(struct picture *picture)
{
	const struct paint *own = paint(picture);
	struct pdf_canvas *canvas = picture->setter->canvas;
	struct slice trimmed = slice_trim(builder_slice(&picture->text));
	const struct document_run run = {.kind = RUN_TEXT, .text = trimmed};
	struct pdf_text text;
	int32_t x = picture->text_x;

	pdf_text_set(picture->setter, &text, &run,
		     (struct pdf_style){own->font_size, own->font_size, 0,
					own->bold});
	builder_clear(&picture->text);
	if (text.glyph_count == 0 || own->fill == NO_PAINT ||
	    !is_in_slice(picture, own->move_y + picture->text_y))
		return;
	if (own->anchor == ANCHOR_MIDDLE)
		x -= text.natural / 2;
	else if (own->anchor == ANCHOR_END)
		x -= text.natural;
	canvas->fonts_used[text.glyphs[0].face] = true;
	put_colour(picture, own->fill, "rg ");
	builder_add_format(picture->out, "BT /F%u ",
			   (unsigned int)text.glyphs[0].face);
	put(picture, own->font_size);
	/* the picture's y goes down, letters stand up */
	builder_add_text(picture->out, "Tf 1 0 0 -1 ");
	put(picture, x);
	put(picture, picture->text_y);
	builder_add_text(picture->out, "Tm [<");
	put_glyphs(picture, &text);
	builder_add_text(picture->out, ">] TJ ET\n");
}

static void place_text(struct picture *picture, const char **attributes)
{
	if (attribute(attributes, "x") != NULL)
		picture->text_x = length(attributes, "x");
	if (attribute(attributes, "y") != NULL)
		picture->text_y = length(attributes, "y");
	picture->text_y += length(attributes, "dy");
}

/* --- elements ------------------------------------------------------------------------ */

static void draw(struct picture *picture, const char *name,
		 const char **attributes)
{
	if (strcmp(name, "rect") == 0)
		draw_rect(picture, attributes);
	else if (strcmp(name, "line") == 0)
		draw_line(picture, attributes);
	else if (strcmp(name, "circle") == 0)
		draw_circle(picture, attributes);
	else if (strcmp(name, "polygon") == 0)
		draw_points(picture, attributes, true);
	else if (strcmp(name, "polyline") == 0)
		draw_points(picture, attributes, false);
	else if (strcmp(name, "path") == 0)
		draw_path(picture, attributes);
	else if (strcmp(name, "g") != 0 && strcmp(name, "svg") != 0)
		fail(picture, "the element", name);
}

static void XMLCALL start(void *context, const char *name,
			  const char **attributes)
{
	struct picture *picture = context;

	if (picture->silent > 0 || strcmp(name, "title") == 0 ||
	    strcmp(name, "desc") == 0) {
		picture->silent++;
		return;
	}
	if (picture->depth + 1 == PICTURE_DEPTH) {
		fail(picture, "too deep an element", name);
		return;
	}
	picture->depth++;
	*paint(picture) = picture->paints[picture->depth - 1];
	paint(picture)->moved = false;
	read_paint(picture, attributes);
	read_transform(picture, attributes);
	if (strcmp(name, "text") == 0 || strcmp(name, "tspan") == 0) {
		picture->in_text = true;
		builder_clear(&picture->text);
		place_text(picture, attributes);
		return;
	}
	draw(picture, name, attributes);
}

static void XMLCALL end(void *context, const char *name)
{
	struct picture *picture = context;

	if (picture->silent > 0) {
		picture->silent--;
		return;
	}
	if (strcmp(name, "text") == 0 || strcmp(name, "tspan") == 0) {
		draw_text(picture);
		picture->in_text = strcmp(name, "tspan") == 0;
	}
	if (paint(picture)->moved)
		builder_add_text(picture->out, "Q\n");
	picture->depth--;
}

static void XMLCALL characters(void *context, const char *text, int size)
{
	struct picture *picture = context;

	if (picture->silent == 0 && picture->in_text)
		builder_add(&picture->text, (struct slice){text, (size_t)size});
}

static int parse(struct picture *picture, struct slice svg)
{
	static const struct slice parts[] = {SLICE_INIT("<svg>"),
					     SLICE_INIT("</svg>")};

	if (XML_Parse(picture->parser, parts[0].at, (int)parts[0].len, 0) ==
		    XML_STATUS_OK &&
	    XML_Parse(picture->parser, svg.at, (int)svg.len, 0) ==
		    XML_STATUS_OK &&
	    XML_Parse(picture->parser, parts[1].at, (int)parts[1].len, 1) ==
		    XML_STATUS_OK)
		return picture->failed ? -1 : 0;
	if (picture->failed)
		return -1;
	if (XML_GetErrorCode(picture->parser) == XML_ERROR_NO_MEMORY)
		return error_memory(picture->error);
	return error_set(picture->error, ERROR_INPUT,
			 "a picture is not well-formed SVG: %s",
			 XML_ErrorString(XML_GetErrorCode(picture->parser)));
}

/* Only the slice is seen, and the picture lies so that it is in its place. */
static void begin_slice(struct picture *picture,
			const struct document_drawing *drawing)
{
	const struct pdf_slice *slice = picture->slice;
	/* thousandths of a point for each unit */
	const int32_t unit = slice->width / (int32_t)drawing->width;
	const int32_t height = (int32_t)(slice->to - slice->from) * unit;

	builder_add_text(picture->out, "q ");
	put(picture, slice->x);
	put(picture, PDF_PAGE_HEIGHT - slice->y - height);
	put(picture, slice->width);
	put(picture, height);
	builder_add_text(picture->out, "re W n ");
	put(picture, unit);
	builder_add_text(picture->out, "0 0 -");
	put(picture, unit);
	put(picture, slice->x);
	put(picture, PDF_PAGE_HEIGHT - slice->y + (int32_t)slice->from * unit);
	builder_add_text(picture->out, "cm\n");
}

int pdf_picture_draw(struct pdf_setter *setter,
		     const struct document_drawing *drawing,
		     const struct pdf_slice *slice, struct error *error)
{
	static const XML_Memory_Handling_Suite memory = {
		memory_allocate, memory_resize, memory_free};
	struct pdf_setter own = {.canvas = setter->canvas, .percent = 100};
	struct picture picture = {
		.setter = &own,
		.out = canvas_content(setter->canvas),
		.slice = slice,
		.paints = {{.fill = 0,
			    .stroke = NO_PAINT,
			    .stroke_width = 1000,
			    .font_size = 16000}},
		.error = error,
		.parser = XML_ParserCreate_MM("UTF-8", &memory, NULL),
	};
	int result;

	if (picture.parser == NULL)
		return error_memory(error);
	XML_SetUserData(picture.parser, &picture);
	XML_SetElementHandler(picture.parser, start, end);
	XML_SetCharacterDataHandler(picture.parser, characters);
	begin_slice(&picture, drawing);
	result = parse(&picture, drawing->svg);
	builder_add_text(picture.out, "Q\n");
	if (picture.text.failed)
		setter->canvas->file->failed = true;
	if (setter->missing == 0)
		setter->missing = own.missing;
	builder_release(&picture.text);
	XML_ParserFree(picture.parser);
	return result;
}

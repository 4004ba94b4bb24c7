#include "document/pdf_picture_parts.h"

#include "base/error.h"
#include "base/memory.h"
#include "document/pdf_file.h"

void picture_fail(struct picture *picture, const char *what, const char *name)
{
	if (picture->failed)
		return;
	picture->failed = true;
	error_set(picture->error, ERROR_INPUT,
		  "a picture has %s '%.40s', which a PDF does not show", what,
		  name);
	XML_StopParser(picture->parser, XML_FALSE);
}

/* --- text -------------------------------------------------------------------------- */

/* Whether a text whose feet are at y is in what is drawn. */
static bool is_in_slice(const struct picture *picture, int32_t y)
{
	return y > (int32_t)picture->slice->from * 1000 &&
	       y <= (int32_t)picture->slice->to * 1000;
}

static void draw_text(struct picture *picture)
{
	const struct picture_paint *own = picture_paint(picture);
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
	picture_put_colour(picture, own->fill, "rg ");
	builder_add_format(picture->out, "BT /F%u ",
			   (unsigned int)text.glyphs[0].face);
	picture_put(picture, own->font_size);
	/* the picture's y goes down, letters stand up */
	builder_add_text(picture->out, "Tf 1 0 0 -1 ");
	picture_put(picture, x);
	picture_put(picture, picture->text_y);
	builder_add_text(picture->out, "Tm ");
	canvas_put_glyphs(picture->setter->canvas, text.glyphs,
			  text.glyph_count, own->font_size);
}

static void place_text(struct picture *picture, const char **attributes)
{
	if (picture_attribute(attributes, "x") != NULL)
		picture->text_x = picture_length(attributes, "x");
	if (picture_attribute(attributes, "y") != NULL)
		picture->text_y = picture_length(attributes, "y");
	picture->text_y += picture_length(attributes, "dy");
}

/* --- elements ------------------------------------------------------------------------ */

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
		picture_fail(picture, "too deep an element", name);
		return;
	}
	picture->depth++;
	*picture_paint(picture) = picture->paints[picture->depth - 1];
	picture_paint(picture)->moved = false;
	picture_read_paint(picture, attributes);
	picture_read_transform(picture, attributes);
	if (strcmp(name, "text") == 0 || strcmp(name, "tspan") == 0) {
		picture->in_text = true;
		builder_clear(&picture->text);
		place_text(picture, attributes);
		return;
	}
	if (!picture_draw_shape(picture, name, attributes) &&
	    strcmp(name, "g") != 0 && strcmp(name, "svg") != 0)
		picture_fail(picture, "the element", name);
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
	if (picture_paint(picture)->moved)
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
	picture_put(picture, slice->x);
	picture_put(picture, PDF_PAGE_HEIGHT - slice->y - height);
	picture_put(picture, slice->width);
	picture_put(picture, height);
	builder_add_text(picture->out, "re W n ");
	picture_put(picture, unit);
	builder_add_text(picture->out, "0 0 -");
	picture_put(picture, unit);
	picture_put(picture, slice->x);
	picture_put(picture,
		    PDF_PAGE_HEIGHT - slice->y + (int32_t)slice->from * unit);
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

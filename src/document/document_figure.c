#include "base/builder.h"
#include "document/document.h"
#include "document/markup.h"

static void add_id(struct builder *out, const char *name, struct slice id,
		   const char *part)
{
	builder_add_format(out, " %s=\"", name);
	markup_add(out, id);
	builder_add_format(out, ".%s\"", part);
}

void document_figure_svg(const struct document_block *figure,
			 struct builder *out)
{
	const struct document_drawing *drawing = figure->drawing;

	builder_add_text(out, "<svg xmlns=\"http://www.w3.org/2000/svg\""
			      " role=\"img\"");
	markup_number(out, "width", drawing->width);
	markup_number(out, "height", drawing->height);
	builder_add_format(out, " viewBox=\"0 0 %u %u\"", drawing->width,
			   drawing->height);
	add_id(out, "aria-labelledby", figure->id, "title");
	add_id(out, "aria-describedby", figure->id, "description");
	builder_add_text(out, ">\n<title");
	add_id(out, "id", figure->id, "title");
	builder_add_byte(out, '>');
	markup_add(out, figure->label);
	builder_add_text(out, "</title>\n<desc");
	add_id(out, "id", figure->id, "description");
	builder_add_byte(out, '>');
	markup_add(out, drawing->description);
	builder_add_text(out, "</desc>\n");
	builder_add(out, drawing->svg);
	builder_add_text(out, "\n</svg>\n");
}

#include "publish/pdf_file.h"
#include "publish/pdf_flow.h"
#include "publish/pdf_picture.h"

enum {
	/* A heading fits above it still. */
	FIGURE_HEIGHT = (FLOW_BOTTOM - FLOW_TOP) / 10 * 8,
	TITLE_HEIGHT = 20000,
};

/* As wide as the text, unless it is then too high, or larger than it is meant to
 * be: a unit of a picture is at most a CSS pixel, 3/4 of a point. */
static int32_t width_of(const struct pdf_flow *flow,
			const struct document_drawing *drawing)
{
	int64_t width = flow->right - flow->left;

	if (drawing->width == 0 || drawing->height == 0)
		return 0;
	if (width > (int64_t)drawing->width * 750)
		width = (int64_t)drawing->width * 750;
	if (width * drawing->height / drawing->width > FIGURE_HEIGHT)
		width = (int64_t)FIGURE_HEIGHT * drawing->width /
			drawing->height;
	return (int32_t)width;
}

static int32_t height_of(const struct pdf_flow *flow,
			 const struct document_drawing *drawing)
{
	return drawing->width == 0
		       ? 0
		       : (int32_t)((int64_t)width_of(flow, drawing) *
				   drawing->height / drawing->width);
}

int32_t flow_figure_height(const struct pdf_flow *flow,
			   const struct document_block *figure)
{
	return height_of(flow, figure->drawing) + TITLE_HEIGHT;
}

/* Where it is, for who shows the page in another shape (14.8.5.4.3). */
static void add_box(struct pdf_flow *flow, struct pdf_element *element,
		    int32_t width, int32_t height)
{
	struct builder text = {0};

	builder_add_text(&text, "/O/Layout/Placement/Block/BBox[");
	pdf_put_milli(&text, flow->left);
	builder_add_byte(&text, ' ');
	pdf_put_milli(&text, PDF_PAGE_HEIGHT - flow->y - height);
	builder_add_byte(&text, ' ');
	pdf_put_milli(&text, flow->left + width);
	builder_add_byte(&text, ' ');
	pdf_put_milli(&text, PDF_PAGE_HEIGHT - flow->y);
	builder_add_byte(&text, ']');
	element->attributes = flow_copy(flow, &text).at;
}

void flow_figure(struct pdf_flow *flow, const struct document_block *figure,
		 struct pdf_element *element)
{
	static const struct pdf_style style = {11500, 16500, INK, true};
	struct pdf_text *title =
		flow_text(flow, figure->label, style, flow->right - flow->left);
	int32_t height = height_of(flow, figure->drawing);
	struct pdf_element *own;

	flow_gap(flow, 10000);
	flow_need(flow, flow_figure_height(flow, figure));
	flow_place(flow, figure);
	flow_lines(flow, title, flow_element(flow, element, "P"), height);
	flow_gap(flow, 4000);
	flow_need(flow, height);
	own = flow_element(flow, element, "Figure");
	if (own != NULL) {
		own->alternative = figure->drawing->description;
		add_box(flow, own, width_of(flow, figure->drawing), height);
		canvas_mark(flow->canvas, own);
		if (!flow->refused &&
		    pdf_picture_draw(&flow->setter, figure->drawing, flow->left,
				     flow->y, width_of(flow, figure->drawing),
				     flow->error) != 0)
			flow->refused = true;
	}
	flow->y += height;
	flow_sources(flow, figure, element);
	flow_gap(flow, 12000);
}

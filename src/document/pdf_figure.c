#include "document/pdf_file.h"
#include "document/pdf_flow.h"
#include "document/pdf_picture.h"

enum {
	/* A heading fits above it still. */
	FIGURE_HEIGHT = (FLOW_BOTTOM - FLOW_TOP) / 10 * 8,
	TITLE_HEIGHT = 20000,
};

/* Thousandths of a point for a unit of the picture: as wide as the text, unless it
 * is then too high, or larger than it is meant to be (CSS pixels, 3/4 point). */
static int32_t unit_of(const struct pdf_flow *flow,
		       const struct document_drawing *drawing)
{
	int32_t unit;

	if (drawing->width == 0 || drawing->height == 0)
		return 0;
	unit = (flow->right - flow->left) / (int32_t)drawing->width;
	if (unit > 750)
		unit = 750;
	if (drawing->cut_count == 0 &&
	    (int64_t)unit * drawing->height > FIGURE_HEIGHT)
		unit = FIGURE_HEIGHT / (int32_t)drawing->height;
	return unit;
}

static int32_t height_of(const struct pdf_flow *flow,
			 const struct document_drawing *drawing)
{
	return unit_of(flow, drawing) * (int32_t)drawing->height;
}

/* What must be on the page where it begins: down to the first cut. */
static int32_t start_of(const struct pdf_flow *flow,
			const struct document_drawing *drawing)
{
	unsigned int start =
		drawing->cut_count > 0 ? drawing->cuts[0] : drawing->height;
	int32_t height = unit_of(flow, drawing) * (int32_t)start;

	return height > FIGURE_HEIGHT ? FIGURE_HEIGHT : height;
}

int32_t flow_figure_height(const struct pdf_flow *flow,
			   const struct document_block *figure)
{
	return start_of(flow, figure->drawing) + TITLE_HEIGHT;
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

/* --- slices ------------------------------------------------------------------------ */

/* The lowest cut that leaves a slice with room; all of it where that fits; 0 when
 * nothing does. */
static unsigned int find_cut(const struct document_drawing *drawing,
			     unsigned int from, unsigned int room)
{
	unsigned int best = 0;

	if (drawing->height - from <= room)
		return drawing->height;
	for (size_t i = 0; i < drawing->cut_count; i++)
		if (drawing->cuts[i] > from && drawing->cuts[i] - from <= room)
			best = drawing->cuts[i];
	return best;
}

static void draw_slice(struct pdf_flow *flow,
		       const struct document_drawing *drawing,
		       unsigned int from, unsigned int to,
		       struct pdf_element *element)
{
	const int32_t unit = unit_of(flow, drawing);
	const struct pdf_slice slice = {
		.from = from,
		.to = to,
		.x = flow->left,
		.y = flow->y,
		.width = unit * (int32_t)drawing->width,
	};

	canvas_mark(flow->canvas, element);
	if (!flow->canvas->measuring && !flow->refused &&
	    pdf_picture_draw(&flow->setter, drawing, &slice, flow->error) != 0)
		flow->refused = true;
	flow->y += unit * (int32_t)(to - from);
}

/* Over pages; on each but the first with the picture's head, which is read out
 * but once. */
static void draw_slices(struct pdf_flow *flow,
			const struct document_drawing *drawing,
			struct pdf_element *element)
{
	const int32_t unit = unit_of(flow, drawing);
	unsigned int from = 0;

	while (from < drawing->height && unit > 0) {
		unsigned int head = from > 0 ? drawing->head : 0;
		unsigned int room =
			(unsigned int)((FLOW_BOTTOM - flow->y) / unit);
		unsigned int to =
			room > head ? find_cut(drawing, from, room - head) : 0;

		if (to == 0 && flow->y > FLOW_TOP) {
			flow_page(flow);
			continue;
		}
		if (to == 0) /* no cut for a whole page */
			to = from + (room > head ? room - head : room);
		if (head > 0)
			draw_slice(flow, drawing, 0, head, NULL);
		draw_slice(flow, drawing, from, to, element);
		from = to;
		if (from < drawing->height)
			flow_page(flow);
	}
}

void flow_figure(struct pdf_flow *flow, const struct document_block *figure,
		 struct pdf_element *element)
{
	static const struct pdf_style style = {11500, 16500, INK, true};
	const struct document_drawing *drawing = figure->drawing;
	struct pdf_text *title =
		flow_text(flow, figure->label, style, flow->right - flow->left);
	int32_t start = start_of(flow, drawing);
	struct pdf_element *own;

	flow_gap(flow, 10000);
	flow_need(flow, flow_figure_height(flow, figure));
	flow_place(flow, figure);
	flow_lines(flow, title, flow_element(flow, element, "P"), start);
	flow_gap(flow, 4000);
	flow_need(flow, start);
	own = flow_element(flow, element, "Figure");
	if (own != NULL) {
		int32_t height = height_of(flow, drawing);

		own->alternative = drawing->description;
		if (height > FLOW_BOTTOM - flow->y)
			height = FLOW_BOTTOM - flow->y;
		add_box(flow, own,
			unit_of(flow, drawing) * (int32_t)drawing->width,
			height);
	}
	draw_slices(flow, drawing, own);
	flow_sources(flow, figure, element);
	flow_gap(flow, 12000);
}

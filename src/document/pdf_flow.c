#include "document/pdf_flow.h"

#include "base/arena.h"
#include "document/pdf_file.h"

/* Letters for young readers, and for what should fit a page, of a hundred. */
enum { LARGE = 125, COMPACT = 87 };

static int percent(const struct document_about *about)
{
	if (about->large)
		return LARGE;
	return about->compact ? COMPACT : 100;
}

const struct pdf_style style_body = {11500, 16500, INK, false};
const struct pdf_style style_small = {9000, 12000, PALE_INK, false};

/* By how much the text is wider at each side. */
static int32_t margin(const struct document_about *about)
{
	return about->compact ? 8000 : 0;
}

static int32_t bottom(const struct pdf_flow *flow)
{
	return FLOW_BOTTOM + margin(&flow->document->about);
}

void flow_begin(struct pdf_flow *flow, const struct document *document,
		struct pdf_canvas *canvas)
{
	*flow = (struct pdf_flow){
		.document = document,
		.setter = {.canvas = canvas,
			   .percent = percent(&document->about)},
		.canvas = canvas,
		.left = FLOW_LEFT - margin(&document->about),
		.right = FLOW_RIGHT + margin(&document->about),
	};
}

struct pdf_element *flow_element(struct pdf_flow *flow,
				 struct pdf_element *parent, const char *type)
{
	if (parent == NULL || flow->canvas->measuring)
		return NULL;
	return pdf_element(flow->canvas->structure, parent, type);
}

struct slice flow_copy(struct pdf_flow *flow, struct builder *text)
{
	struct slice copy =
		arena_copy(flow->canvas->arena, builder_slice(text));

	if (text->failed || copy.at == NULL)
		flow->canvas->file->failed = true;
	builder_release(text);
	return copy;
}

/* --- pages ---------------------------------------------------------------------- */

/* A line of small text at the page's edge, part of nothing. */
static void draw_edge(struct pdf_flow *flow, struct slice left,
		      struct slice right, int32_t y)
{
	struct pdf_text *text;
	const int32_t width = FLOW_RIGHT - FLOW_LEFT;

	text = flow_text(flow, right, style_small, width);
	if (text->line_count > 0)
		pdf_text_draw(&flow->setter, text, 0, NULL,
			      FLOW_RIGHT - text->lines[0].width, y);
	text = flow_text(flow, left, style_small, width * 3 / 4);
	if (text->line_count > 0)
		pdf_text_draw(&flow->setter, text, 0, NULL, FLOW_LEFT, y);
}

/* "3 / 12" is understood in every language. */
static struct slice page_of(struct pdf_flow *flow)
{
	struct builder text = {0};

	builder_add_format(&text, "%u / %u", flow->canvas->page_count,
			   flow->page_total);
	return flow_copy(flow, &text);
}

static void draw_edges(struct pdf_flow *flow)
{
	const struct document_about *about = &flow->document->about;

	if (about->series) {
		draw_edge(flow, about->author, (struct slice){0}, FLOW_FOOTER);
		return;
	}
	if (flow->canvas->page_count > 1)
		draw_edge(flow, about->title, (struct slice){0}, FLOW_HEADER);
	draw_edge(flow, about->author,
		  flow->canvas->measuring ? (struct slice){0} : page_of(flow),
		  FLOW_FOOTER);
}

static void draw_frames(struct pdf_flow *flow)
{
	for (const struct pdf_frame *frame = flow->frame; frame != NULL;
	     frame = frame->outer) {
		if (flow->y <= frame->top)
			continue;
		canvas_mark(flow->canvas, NULL);
		canvas_rectangle(flow->canvas, frame->x, frame->top, 3500,
				 flow->y - frame->top, FRAME_INK);
	}
}

void flow_page(struct pdf_flow *flow)
{
	draw_frames(flow);
	for (struct pdf_frame *frame = flow->frame; frame != NULL;
	     frame = frame->outer)
		frame->top = FLOW_TOP;
	canvas_page(flow->canvas);
	flow->y = FLOW_TOP - 2 * margin(&flow->document->about);
	flow->gap = 0;
	draw_edges(flow);
}

void flow_gap(struct pdf_flow *flow, int32_t height)
{
	if (flow->document->about.compact)
		height /= 2;
	if (height > flow->gap)
		flow->gap = height;
}

void flow_need(struct pdf_flow *flow, int32_t height)
{
	if (flow->y > FLOW_TOP && flow->y + flow->gap + height > bottom(flow))
		flow_page(flow);
	if (flow->y > FLOW_TOP)
		flow->y += flow->gap;
	flow->gap = 0;
}

void flow_place(struct pdf_flow *flow, const struct document_block *block)
{
	struct pdf_places *places = &flow->places;
	struct pdf_place *at;

	if (block->id.len == 0)
		return;
	at = arena_grow(flow->canvas->arena, places->at, places->count,
			&places->capacity, sizeof(*at));
	if (at == NULL) {
		flow->canvas->file->failed = true;
		return;
	}
	places->at = at;
	at[places->count++] =
		(struct pdf_place){block, flow->canvas->page_count, flow->y};
}

/* --- text ----------------------------------------------------------------------- */

void flow_set(struct pdf_flow *flow, struct pdf_text *text,
	      const struct document_run *runs, struct pdf_style style)
{
	pdf_text_set(&flow->setter, text, runs, style);
	pdf_text_break(&flow->setter, text, flow->right - flow->left);
}

struct pdf_text *flow_text(struct pdf_flow *flow, struct slice text,
			   struct pdf_style style, int32_t width)
{
	struct pdf_text *set =
		arena_allocate(flow->canvas->arena, sizeof(*set));

	if (set == NULL) {
		flow->canvas->file->failed = true;
		flow->none = (struct pdf_text){0};
		return &flow->none;
	}
	pdf_text_set(&flow->setter, set, pdf_run(&flow->setter, text), style);
	pdf_text_break(&flow->setter, set, width);
	return set;
}

/* The labels that wait, beside a line whose upper edge is here. */
static void draw_labels(struct pdf_flow *flow, int32_t leading)
{
	for (struct pdf_label *label = flow->label; label != NULL;
	     label = label->outer) {
		const int32_t own = label->text->style.leading;
		/* Letters of two sizes stand on one line. */
		int32_t y = flow->y + (leading - own) / 2;

		for (size_t i = 0; i < label->text->line_count; i++)
			pdf_text_draw(&flow->setter, label->text, i,
				      label->element, label->x,
				      y + (int32_t)i * own);
		label->bottom = y + (int32_t)label->text->line_count * own;
		label->page = flow->canvas->page_count;
	}
	flow->label = NULL;
}

static int32_t labels_height(const struct pdf_flow *flow)
{
	int32_t height = 0;

	for (const struct pdf_label *label = flow->label; label != NULL;
	     label = label->outer) {
		int32_t own = (int32_t)label->text->line_count *
			      label->text->style.leading;

		if (own > height)
			height = own;
	}
	return height;
}

/* How many of `left` lines go on this page, where there is room for `room`. */
static size_t lines_here(size_t left, size_t room, bool first)
{
	if (room >= left)
		return left;
	if (left - room == 1 && room > 0)
		room--; /* two lines go over, not one */
	if (first && room < 2)
		return 0;
	return room;
}

static size_t room_for(const struct pdf_flow *flow, int32_t leading)
{
	int32_t room = bottom(flow) - flow->y;

	return room > 0 ? (size_t)(room / leading) : 0;
}

void flow_lines(struct pdf_flow *flow, struct pdf_text *text,
		struct pdf_element *element, int32_t keep)
{
	const int32_t leading = text->style.leading;
	int32_t start = leading * (int32_t)(text->line_count < 2 ? 1 : 2);
	size_t i = 0;

	if (text->line_count == 0)
		return;
	/* All of a short text stays with what follows. */
	if (text->line_count <= 3)
		start = leading * (int32_t)text->line_count + keep;
	if (labels_height(flow) > start)
		start = labels_height(flow);
	flow_need(flow, start);
	while (i < text->line_count) {
		size_t here = lines_here(text->line_count - i,
					 room_for(flow, leading), i == 0);

		if (here == 0) {
			if (flow->y <= FLOW_TOP)
				here = 1;
			else
				flow_page(flow);
		}
		if (here > 0)
			draw_labels(flow, leading);
		for (; here > 0; here--, i++) {
			pdf_text_draw(&flow->setter, text, i, element,
				      flow->left, flow->y);
			flow->y += leading;
		}
		if (i < text->line_count && flow->y > FLOW_TOP)
			flow_page(flow);
	}
}

#include "base/arena.h"
#include "document/pdf_file.h"
#include "document/pdf_flow.h"

enum {
	PARAGRAPH_GAP = 8000,
	ITEM_GAP = 4000,
	ITEM_INDENT = 19000,
	NOTE_INDENT = 15000,
	NOTE_PADDING = 4000,
	NOTE_GAP = 14000,
	TERM_SHARE = 3, /* tenths of the width that terms have */
	TERM_SPACE = 12000,
	PAIRS_WIDTH = 260000, /* narrower: the text stands below its term */
	PAGE_NUMBER_WIDTH = 30000,
	CONTENTS_INDENT = 18000,
};

static const struct pdf_style style_title = {25000, 31000, INK, true};
static const struct pdf_style style_author = {13500, 19000, INK, true};
static const struct pdf_style style_subtitle = {13500, 19000, PALE_INK, false};
static const struct pdf_style style_term = {11500, 16500, INK, true};

/* By the level of a section, from 1. */
static const struct {
	struct pdf_style style;
	int32_t before;
	int32_t after;
	const char *type;
} headings[] = {
	{{0}, 0, 0, "H1"},
	{{17500, 23000, INK, true}, 24000, 8000, "H2"},
	{{14000, 19000, INK, true}, 18000, 6000, "H3"},
	{{12000, 17000, INK, true}, 14000, 4000, "H4"},
	{{11500, 16500, PALE_INK, true}, 12000, 3000, "H5"},
	{{11500, 16500, PALE_INK, true}, 12000, 3000, "H6"},
};
_Static_assert(sizeof(headings) / sizeof(headings[0]) ==
		       DOCUMENT_HEADING_LIMIT + 1,
	       "a style for each level");

/* --- sources -------------------------------------------------------------------- */

const struct document_run *flow_source_run(struct pdf_flow *flow,
					   const struct document_block *block)
{
	struct builder text = {0};

	if (!flow->sources || block->source_count == 0)
		return NULL;
	builder_add(&text, flow->document->about.sources_word);
	builder_add_byte(&text, ' ');
	document_add_sources(block, &text);
	return pdf_run(&flow->setter, flow_copy(flow, &text));
}

void flow_sources(struct pdf_flow *flow, const struct document_block *block,
		  struct pdf_element *element)
{
	const struct document_run *run = flow_source_run(flow, block);
	struct pdf_text text;

	if (run == NULL)
		return;
	flow_set(flow, &text, run, style_small);
	flow_lines(flow, &text, flow_element(flow, element, "P"), 0);
}

/* --- how much a beginning wants --------------------------------------------------- */

/* A sentence that announces a list or table does not stay behind. */
static int32_t keep_with(struct pdf_flow *flow,
			 const struct document_block *block)
{
	const struct document_block *next = block->next;

	if (next == NULL ||
	    (next->kind != BLOCK_LIST && next->kind != BLOCK_TABLE &&
	     next->kind != BLOCK_PAIRS))
		return 0;
	return PARAGRAPH_GAP + flow_start_height(flow, next);
}

int32_t flow_start_height(struct pdf_flow *flow,
			  const struct document_block *block)
{
	const int32_t two_lines = 2 * style_body.leading;

	if (block == NULL)
		return 0;
	switch (block->kind) {
	case BLOCK_SECTION:
		return headings[block->level].before +
		       headings[block->level].style.leading +
		       headings[block->level].after +
		       flow_start_height(flow, block->children);
	case BLOCK_TABLE:
		return flow_table_start(flow, block);
	case BLOCK_FIGURE:
		return flow_figure_height(flow, block);
	case BLOCK_PARAGRAPH:
		return two_lines + PARAGRAPH_GAP + keep_with(flow, block);
	case BLOCK_PAIRS:
	case BLOCK_NOTE:
	case BLOCK_CONTENTS:
		return 3 * two_lines;
	case BLOCK_LIST:
	case BLOCK_DOCUMENT:
	case BLOCK_ITEM:
	case BLOCK_PAIR:
	case BLOCK_ROW:
	case BLOCK_CELL:
		break;
	}
	return two_lines + PARAGRAPH_GAP;
}

/* A paragraph of its own, unless it is empty. */
static void add_line(struct pdf_flow *flow, struct slice text,
		     struct pdf_style style, struct pdf_element *element,
		     int32_t keep)
{
	struct pdf_text *set;

	if (text.len == 0)
		return;
	set = flow_text(flow, text, style, flow->right - flow->left);
	flow_lines(flow, set, flow_element(flow, element, "P"), keep);
}

/* --- sections and paragraphs -------------------------------------------------------- */

static void add_heading(struct pdf_flow *flow,
			const struct document_block *section,
			struct pdf_element *element)
{
	const struct pdf_style *style = &headings[section->level].style;
	/* In a series each document has its own first heading. */
	unsigned int rank = section->level - flow->document->about.series;
	struct pdf_text *text = flow_text(flow, section->label, *style,
					  flow->right - flow->left);
	int32_t height = (int32_t)text->line_count * style->leading;
	int32_t keep = headings[section->level].after +
		       flow_start_height(flow, section->children);

	flow_gap(flow, headings[section->level].before);
	flow_need(flow, height + keep);
	flow_place(flow, section);
	flow_lines(flow, text, flow_element(flow, element, headings[rank].type),
		   keep);
	flow_gap(flow, headings[section->level].after);
}

static void add_section(struct pdf_flow *flow,
			const struct document_block *section,
			struct pdf_element *element)
{
	struct pdf_element *own = flow_element(flow, element, "Sect");

	if (flow->document->about.series && section->level == 1 &&
	    flow->y > FLOW_TOP)
		flow_page(flow);
	add_heading(flow, section, own);
	flow_sources(flow, section, own);
	flow_blocks(flow, section, own);
}

static void add_paragraph(struct pdf_flow *flow,
			  const struct document_block *block,
			  struct pdf_element *element)
{
	struct pdf_text text;

	flow_set(flow, &text, block->runs, style_body);
	if (text.line_count == 0)
		return; /* nothing to say to these readers */
	flow_place(flow, block);
	flow_lines(flow, &text, flow_element(flow, element, "P"),
		   keep_with(flow, block));
	flow_sources(flow, block, element);
	flow_gap(flow, PARAGRAPH_GAP);
}

/* Runs and then perhaps blocks, as the body of an item. */
static void add_body(struct pdf_flow *flow, const struct document_block *block,
		     struct pdf_element *element)
{
	struct pdf_text text;
	struct pdf_element *own = element;

	if (block->runs != NULL) {
		if (block->children != NULL ||
		    (flow->sources && block->source_count > 0))
			own = flow_element(flow, element, "P");
		flow_set(flow, &text, block->runs, style_body);
		flow_lines(flow, &text, own, 0);
		flow_gap(flow, ITEM_GAP);
	}
	flow_sources(flow, block, element);
	flow_blocks(flow, block, element);
}

/* --- lists ------------------------------------------------------------------------- */

static struct slice item_label(struct pdf_flow *flow, enum document_list list,
			       size_t number)
{
	struct builder text = {0};

	if (list == DOCUMENT_BULLETED)
		return SLICE("\xE2\x80\xA2"); /* U+2022 */
	builder_add_format(&text, "%zu.", number);
	return flow_copy(flow, &text);
}

static void add_item(struct pdf_flow *flow, const struct document_block *item,
		     struct slice word, struct pdf_element *element)
{
	struct pdf_element *own = flow_element(flow, element, "LI");
	struct pdf_label label = {
		.outer = flow->label,
		.text = flow_text(flow, word, style_body, ITEM_INDENT * 4),
		.element = flow_element(flow, own, "Lbl"),
		.x = flow->left + 2000,
	};

	flow->label = &label;
	flow->left += ITEM_INDENT;
	flow_place(flow, item);
	add_body(flow, item, flow_element(flow, own, "LBody"));
	flow->left -= ITEM_INDENT;
	flow->label = NULL;
	flow_gap(flow, ITEM_GAP);
}

static void add_list(struct pdf_flow *flow, const struct document_block *list,
		     struct pdf_element *element)
{
	struct pdf_element *own = flow_element(flow, element, "L");
	size_t number = 0;

	if (own != NULL)
		own->attributes = list->list == DOCUMENT_NUMBERED
					  ? "/O/List/ListNumbering/Decimal"
					  : "/O/List/ListNumbering/Disc";
	flow_place(flow, list);
	for (const struct document_block *item = list->children; item != NULL;
	     item = item->next)
		add_item(flow, item, item_label(flow, list->list, ++number),
			 own);
	flow_sources(flow, list, element);
	flow_gap(flow, PARAGRAPH_GAP);
}

/* --- pairs ------------------------------------------------------------------------- */

static void add_pair_stacked(struct pdf_flow *flow,
			     const struct document_block *pair,
			     struct pdf_element *element)
{
	struct pdf_text *term = flow_text(flow, pair->label, style_term,
					  flow->right - flow->left);

	flow_lines(flow, term, flow_element(flow, element, "Lbl"),
		   2 * style_body.leading);
	add_body(flow, pair, flow_element(flow, element, "LBody"));
}

static void add_pair_beside(struct pdf_flow *flow,
			    const struct document_block *pair,
			    struct pdf_element *element)
{
	int32_t width = (flow->right - flow->left) / 10 * TERM_SHARE;
	struct pdf_label label = {
		.outer = flow->label,
		.text = flow_text(flow, pair->label, style_term,
				  width - TERM_SPACE),
		.element = flow_element(flow, element, "Lbl"),
		.x = flow->left,
	};

	flow->label = &label;
	flow->left += width;
	add_body(flow, pair, flow_element(flow, element, "LBody"));
	flow->left -= width;
	flow->label = NULL;
	if (label.page == flow->canvas->page_count && label.bottom > flow->y)
		flow->y = label.bottom;
}

static void add_pairs(struct pdf_flow *flow, const struct document_block *pairs,
		      struct pdf_element *element)
{
	struct pdf_element *own = flow_element(flow, element, "L");
	bool beside = flow->right - flow->left >= PAIRS_WIDTH;

	flow_place(flow, pairs);
	for (const struct document_block *pair = pairs->children; pair != NULL;
	     pair = pair->next) {
		struct pdf_element *item = flow_element(flow, own, "LI");

		flow_place(flow, pair);
		if (beside)
			add_pair_beside(flow, pair, item);
		else
			add_pair_stacked(flow, pair, item);
		flow_gap(flow, ITEM_GAP + 2000);
	}
	flow_sources(flow, pairs, element);
	flow_gap(flow, PARAGRAPH_GAP);
}

/* --- notes ------------------------------------------------------------------------- */

static void add_note(struct pdf_flow *flow, const struct document_block *note,
		     struct pdf_element *element)
{
	struct pdf_element *own = flow_element(flow, element, "Aside");
	struct pdf_frame frame = {.outer = flow->frame, .x = flow->left};

	flow_gap(flow, NOTE_GAP);
	flow_need(flow, NOTE_PADDING + 4 * style_body.leading);
	flow_place(flow, note);
	frame.top = flow->y;
	flow->frame = &frame;
	flow->left += NOTE_INDENT;
	flow->y += NOTE_PADDING;
	add_line(flow, note->label, style_term, own, 2 * style_body.leading);
	flow_gap(flow, ITEM_GAP);
	flow_blocks(flow, note, own);
	flow_sources(flow, note, own);
	flow->y += NOTE_PADDING;
	flow->gap = 0;
	canvas_mark(flow->canvas, NULL);
	if (flow->y > frame.top)
		canvas_rectangle(flow->canvas, frame.x, frame.top, 3500,
				 flow->y - frame.top, FRAME_INK);
	flow->frame = frame.outer;
	flow->left -= NOTE_INDENT;
	flow_gap(flow, NOTE_GAP);
}

/* --- contents ---------------------------------------------------------------------- */

static unsigned int page_of(const struct pdf_flow *flow,
			    const struct document_block *block)
{
	if (flow->measured == NULL)
		return 0;
	for (size_t i = 0; i < flow->measured->count; i++)
		if (flow->measured->at[i].block == block)
			return flow->measured->at[i].page;
	return 0;
}

/* "#id", as a link's target. */
static struct slice target_of(struct pdf_flow *flow,
			      const struct document_block *block)
{
	struct builder text = {0};

	builder_add_byte(&text, '#');
	builder_add(&text, block->id);
	return flow_copy(flow, &text);
}

static void add_page_number(struct pdf_flow *flow, unsigned int page,
			    struct pdf_element *element)
{
	struct builder text = {0};
	struct pdf_text *number;

	if (page == 0)
		return;
	builder_add_number(&text, page);
	number = flow_text(flow, flow_copy(flow, &text), style_body,
			   PAGE_NUMBER_WIDTH * 2);
	if (number->line_count > 0)
		pdf_text_draw(&flow->setter, number, 0, element,
			      flow->right - number->lines[0].width,
			      flow->y - number->style.leading);
}

static void add_entry(struct pdf_flow *flow,
		      const struct document_block *section,
		      struct pdf_element *element)
{
	struct pdf_element *own = flow_element(flow, element, "TOCI");
	struct document_run run = {
		.kind = RUN_LINK,
		.text = section->label,
		.target = target_of(flow, section),
	};
	struct pdf_text text;

	flow->right -= PAGE_NUMBER_WIDTH;
	flow_set(flow, &text, &run, style_body);
	flow_lines(flow, &text, own, 0);
	flow->right += PAGE_NUMBER_WIDTH;
	add_page_number(flow, page_of(flow, section), own);
	flow_gap(flow, ITEM_GAP);
}

static void add_entries(struct pdf_flow *flow,
			const struct document_block *outer,
			struct pdf_element *element)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next) {
		if (block->kind != BLOCK_SECTION ||
		    !document_contents_lists(block))
			continue;
		add_entry(flow, block, element);
		flow->left += CONTENTS_INDENT;
		add_entries(flow, block, element);
		flow->left -= CONTENTS_INDENT;
	}
}

static bool has_entries(const struct document_block *outer)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next)
		if (block->kind == BLOCK_SECTION)
			return true;
	return false;
}

static void add_contents(struct pdf_flow *flow,
			 const struct document_block *block,
			 struct pdf_element *element)
{
	if (!has_entries(flow->document->root))
		return;
	flow_gap(flow, PARAGRAPH_GAP);
	add_line(flow, block->label, style_term, element,
		 2 * style_body.leading);
	flow_gap(flow, ITEM_GAP);
	add_entries(flow, flow->document->root,
		    flow_element(flow, element, "TOC"));
	flow_gap(flow, PARAGRAPH_GAP);
}

/* --- all of it ---------------------------------------------------------------------- */

static void add_block(struct pdf_flow *flow, const struct document_block *block,
		      struct pdf_element *element)
{
	switch (block->kind) {
	case BLOCK_SECTION:
		add_section(flow, block, element);
		break;
	case BLOCK_PARAGRAPH:
		add_paragraph(flow, block, element);
		break;
	case BLOCK_LIST:
		if (block->children != NULL)
			add_list(flow, block, element);
		break;
	case BLOCK_PAIRS:
		if (block->children != NULL)
			add_pairs(flow, block, element);
		break;
	case BLOCK_TABLE:
		flow_table(flow, block, element);
		break;
	case BLOCK_NOTE:
		add_note(flow, block, element);
		break;
	case BLOCK_FIGURE:
		flow_figure(flow, block, element);
		break;
	case BLOCK_CONTENTS:
		add_contents(flow, block, element);
		break;
	case BLOCK_DOCUMENT:
	case BLOCK_ITEM:
	case BLOCK_PAIR:
	case BLOCK_ROW:
	case BLOCK_CELL:
		break; /* their outer blocks add them */
	}
}

void flow_blocks(struct pdf_flow *flow, const struct document_block *outer,
		 struct pdf_element *element)
{
	for (const struct document_block *block = outer->children;
	     block != NULL && !flow->canvas->file->failed; block = block->next)
		add_block(flow, block, element);
}

void flow_document(struct pdf_flow *flow)
{
	const struct document_about *about = &flow->document->about;
	struct pdf_element *root =
		flow->canvas->measuring ? NULL : flow->canvas->structure->root;

	flow_page(flow);
	if (about->series) {
		flow_blocks(flow, flow->document->root, root);
		return;
	}
	flow_lines(flow,
		   flow_text(flow, about->title, style_title,
			     flow->right - flow->left),
		   flow_element(flow, root, "H1"), 0);
	flow_gap(flow, 4000);
	add_line(flow, about->author, style_author, root, 0);
	flow_gap(flow, 2000);
	add_line(flow, about->subtitle, style_subtitle, root, 0);
	flow_gap(flow, 16000);
	flow_blocks(flow, flow->document->root, root);
	if (about->footer.len > 0) {
		flow_gap(flow, 24000);
		add_line(flow, about->footer, style_small, root, 0);
	}
}

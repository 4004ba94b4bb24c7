/*
 * pdf_flow.h - blocks one below the other, over pages.
 *
 * The flow goes over the document twice: first it measures, and learns on which
 * page each section begins; then it draws.  Both times everything falls in the
 * same place.
 *
 * A gap before a block is asked for and only made when something follows on the
 * same page; of two gaps the larger counts.
 */
#ifndef HORNBOOK_DOCUMENT_PDF_FLOW_H
#define HORNBOOK_DOCUMENT_PDF_FLOW_H

#include "document/document.h"
#include "document/pdf_text.h"

/* The page, in thousandths of a point. */
enum {
	FLOW_LEFT = 62000,
	FLOW_RIGHT = PDF_PAGE_WIDTH - 62000,
	FLOW_TOP = 68000,
	FLOW_BOTTOM = PDF_PAGE_HEIGHT - 68000,
	FLOW_HEADER = 36000, /* where the running title stands */
	FLOW_FOOTER = PDF_PAGE_HEIGHT - 48000,
};

enum {
	INK = 0x1A1A1A,
	PALE_INK = 0x505A5F, /* 7:1 on white */
	RULE_INK = 0xB1B4B6,
	FRAME_INK = 0x1D4E89,
};

extern const struct pdf_style style_body, style_small;

/* Something that stands beside the first line that follows: a bullet, a term. */
struct pdf_label {
	struct pdf_label *outer;
	struct pdf_text *text;
	struct pdf_element *element;
	int32_t x;
	int32_t bottom; /* where it ended; 0 when not drawn */
	unsigned int page;
};

/* A note that is open: its edge is drawn when it, or the page, ends. */
struct pdf_frame {
	struct pdf_frame *outer;
	int32_t x;
	int32_t top;
};

/* A section, for contents and bookmarks; or another block with an id. */
struct pdf_place {
	const struct document_block *block;
	unsigned int page;
	int32_t y;
};

struct pdf_places {
	struct pdf_place *at;
	size_t count;
	size_t capacity;
};

struct pdf_table;

struct pdf_flow {
	const struct document *document;
	struct pdf_setter setter;
	struct pdf_canvas *canvas;
	bool sources;
	unsigned int page_total;           /* 0 while measuring */
	const struct pdf_places *measured; /* NULL while measuring */
	struct pdf_places places;
	int32_t y;
	int32_t left;
	int32_t right;
	int32_t gap;
	struct pdf_label *label;
	struct pdf_frame *frame;
	struct pdf_table *table; /* the one set last */
	struct error *error;     /* filled when a picture cannot be shown */
	bool refused;            /* it was */
	struct pdf_text none;    /* given where memory is out: no lines */
};

void flow_begin(struct pdf_flow *flow, const struct document *document,
		struct pdf_canvas *canvas);

/* The whole document. */
void flow_document(struct pdf_flow *flow);

/* --- pdf_flow.c: the page ------------------------------------------------------- */

/* A kid of `parent`, or NULL while measuring. */
struct pdf_element *flow_element(struct pdf_flow *flow,
				 struct pdf_element *parent, const char *type);

void flow_page(struct pdf_flow *flow);

/* Asks for a gap of at least this before what follows. */
void flow_gap(struct pdf_flow *flow, int32_t height);

/* Goes to a new page when less than `height` is left; makes the gap. */
void flow_need(struct pdf_flow *flow, int32_t height);

/* Notes where a block begins, which is here. */
void flow_place(struct pdf_flow *flow, const struct document_block *block);

/* Sets runs between the flow's margins. */
void flow_set(struct pdf_flow *flow, struct pdf_text *text,
	      const struct document_run *runs, struct pdf_style style);

/* Text as long as the document is being made; releases the builder. */
struct slice flow_copy(struct pdf_flow *flow, struct builder *text);

/* Sets and breaks a text of its own, in a width. */
struct pdf_text *flow_text(struct pdf_flow *flow, struct slice text,
			   struct pdf_style style, int32_t width);

/* Draws lines as `element`, over pages where need be: never one line alone, and
 * with `keep` more room below. */
void flow_lines(struct pdf_flow *flow, struct pdf_text *text,
		struct pdf_element *element, int32_t keep);

/* --- pdf_block.c, pdf_table.c, pdf_figure.c --------------------------------------- */

void flow_blocks(struct pdf_flow *flow, const struct document_block *outer,
		 struct pdf_element *element);
void flow_table(struct pdf_flow *flow, const struct document_block *table,
		struct pdf_element *element);
void flow_figure(struct pdf_flow *flow, const struct document_block *figure,
		 struct pdf_element *element);

/* The clauses that a block comes from, as a run, or NULL where they are not to be
 * shown. */
const struct document_run *flow_source_run(struct pdf_flow *flow,
					   const struct document_block *block);

/* The clauses that a block comes from, below it, where they are to be shown. */
void flow_sources(struct pdf_flow *flow, const struct document_block *block,
		  struct pdf_element *element);

/* How much room the beginning of a block wants. */
int32_t flow_start_height(struct pdf_flow *flow,
			  const struct document_block *block);

int32_t flow_table_start(struct pdf_flow *flow,
			 const struct document_block *table);

/* How high a figure becomes. */
int32_t flow_figure_height(const struct pdf_flow *flow,
			   const struct document_block *figure);

#endif

#include "base/arena.h"
#include "document/pdf_file.h"
#include "document/pdf_flow.h"

/*
 * A table has the width of the text.  Columns get what their longest words want,
 * and share the rest by how much they have to say.  Letters become smaller until
 * the words fit; words that still do not are broken.  The head is drawn anew on
 * each page; a row that is high is broken between lines, another goes over whole.
 */
enum {
	PADDING_X = 5000,
	PADDING_Y = 4000,
	LARGEST_SIZE = 10500,
	SMALLEST_SIZE = 7000,
	SIZE_STEP = 500,
	HIGH_ROW = 160000,
	TABLE_GAP = 14000,
	CAPTION_GAP = 2000,
	HEAD_RULE = 1200,
	ROW_RULE = 500,
};

struct pdf_table {
	struct pdf_flow *flow;
	const struct document_block *block;
	size_t columns;
	size_t rows;            /* with the head, which is row 0 */
	struct pdf_text *texts; /* row by row */
	int32_t x[DOCUMENT_COLUMNS_LIMIT + 1];
	int32_t leading;
	struct pdf_element *element;
};

static struct pdf_text *text_at(const struct pdf_table *table, size_t row,
				size_t column)
{
	return &table->texts[row * table->columns + column];
}

/* --- setting -------------------------------------------------------------------- */

static void add_run(struct pdf_flow *flow, struct document_run ***end,
		    const struct document_run *run)
{
	struct document_run *copy =
		arena_allocate(flow->canvas->arena, sizeof(*copy));

	if (copy == NULL) {
		flow->canvas->file->failed = true;
		return;
	}
	*copy = *run;
	copy->next = NULL;
	**end = copy;
	*end = &copy->next;
}

/* The runs of a row's first cell, and the clauses of the row below them. */
static const struct document_run *with_sources(struct pdf_flow *flow,
					       const struct document_block *row)
{
	const struct document_run line = {.kind = RUN_BREAK};
	const struct document_run *source = flow_source_run(flow, row);
	struct document_run *first = NULL, **end = &first;

	if (source == NULL)
		return row->children->runs;
	for (const struct document_run *run = row->children->runs; run != NULL;
	     run = run->next)
		add_run(flow, &end, run);
	add_run(flow, &end, &line);
	add_run(flow, &end, source);
	return first;
}

static void set_texts(struct pdf_table *table, int32_t size)
{
	const struct pdf_style plain = {size, size * 135 / 100, INK, false};
	const struct pdf_style bold = {size, size * 135 / 100, INK, true};
	struct pdf_setter *setter = &table->flow->setter;
	size_t i = 1;

	for (size_t j = 0; j < table->columns; j++)
		pdf_text_set(
			setter, text_at(table, 0, j),
			pdf_run(setter, table->block->columns->at[j].heading),
			bold);
	for (const struct document_block *row = table->block->children;
	     row != NULL; row = row->next, i++) {
		size_t j = 0;

		for (const struct document_block *cell = row->children;
		     cell != NULL; cell = cell->next, j++) {
			bool names = j == 0 && table->block->row_headings;

			pdf_text_set(setter, text_at(table, i, j),
				     j == 0 ? with_sources(table->flow, row)
					    : cell->runs,
				     names ? bold : plain);
		}
	}
}

/* --- widths --------------------------------------------------------------------- */

struct wish {
	int32_t narrow;
	int32_t natural;
};

static struct wish wish_of(const struct pdf_table *table, size_t column)
{
	struct wish wish = {0};
	/* One long cell does not take the room of all the others. */
	const int32_t most = (table->flow->right - table->flow->left) * 3 / 2;

	for (size_t i = 0; i < table->rows; i++) {
		const struct pdf_text *text = text_at(table, i, column);

		if (text->narrow > wish.narrow)
			wish.narrow = text->narrow;
		if (text->natural > wish.natural)
			wish.natural = text->natural;
	}
	if (wish.natural > most)
		wish.natural = most;
	if (wish.natural < wish.narrow)
		wish.natural = wish.narrow;
	wish.narrow += 2 * PADDING_X;
	wish.natural += 2 * PADDING_X;
	return wish;
}

/* Of `room` as much as `part` is of `whole`. */
static int32_t share_of(int32_t room, int64_t part, int64_t whole)
{
	return whole > 0 ? (int32_t)(room * part / whole) : 0;
}

/* Gives each column its width, and gives what their words would want. */
static int64_t place_columns(struct pdf_table *table)
{
	const int32_t room = table->flow->right - table->flow->left;
	struct wish wishes[DOCUMENT_COLUMNS_LIMIT];
	int64_t narrow = 0, natural = 0;
	int32_t x = table->flow->left;

	for (size_t i = 0; i < table->columns; i++) {
		wishes[i] = wish_of(table, i);
		narrow += wishes[i].narrow;
		natural += wishes[i].natural;
	}
	for (size_t i = 0; i < table->columns; i++) {
		const struct wish *wish = &wishes[i];

		table->x[i] = x;
		if (narrow > room)
			x += share_of(room, wish->narrow, narrow);
		else if (natural <= room)
			x += share_of(room, wish->natural, natural);
		else
			x += wish->narrow +
			     share_of((int32_t)(room - narrow),
				      wish->natural - wish->narrow,
				      natural - narrow);
	}
	table->x[table->columns] = table->flow->right;
	return narrow;
}

static void break_texts(struct pdf_table *table)
{
	for (size_t i = 0; i < table->rows; i++)
		for (size_t j = 0; j < table->columns; j++)
			pdf_text_break(
				&table->flow->setter, text_at(table, i, j),
				table->x[j + 1] - table->x[j] - 2 * PADDING_X);
}

static bool lay_out(struct pdf_table *table)
{
	struct arena *arena = table->flow->canvas->arena;
	const int32_t room = table->flow->right - table->flow->left;
	int64_t narrow;

	table->texts = arena_array(arena, table->rows * table->columns,
				   sizeof(*table->texts));
	if (table->texts == NULL) {
		table->flow->canvas->file->failed = true;
		return false;
	}
	set_texts(table, LARGEST_SIZE);
	narrow = place_columns(table);
	if (narrow > room) {
		int32_t size = share_of(LARGEST_SIZE, room, narrow) /
			       SIZE_STEP * SIZE_STEP;

		set_texts(table, size < SMALLEST_SIZE ? SMALLEST_SIZE : size);
		place_columns(table);
	}
	break_texts(table);
	table->leading = text_at(table, 0, 0)->style.leading;
	return !table->flow->canvas->file->failed;
}

/* --- rows ------------------------------------------------------------------------ */

static size_t lines_of(const struct pdf_table *table, size_t row)
{
	size_t most = 0;

	for (size_t j = 0; j < table->columns; j++)
		if (text_at(table, row, j)->line_count > most)
			most = text_at(table, row, j)->line_count;
	return most;
}

static int32_t height_of(const struct pdf_table *table, size_t row)
{
	return (int32_t)lines_of(table, row) * table->leading + 2 * PADDING_Y;
}

static int32_t line_x(const struct pdf_table *table, size_t column,
		      const struct pdf_line *line)
{
	int32_t left = table->x[column] + PADDING_X;
	int32_t free = table->x[column + 1] - PADDING_X - left - line->width;

	switch (table->block->columns->at[column].align) {
	case DOCUMENT_CENTRE:
		return left + free / 2;
	case DOCUMENT_FINISH:
		return left + free;
	case DOCUMENT_START:
		break;
	}
	return left;
}

static void draw_rule(const struct pdf_table *table, int32_t height,
		      uint32_t colour)
{
	canvas_mark(table->flow->canvas, NULL);
	canvas_rectangle(table->flow->canvas, table->x[0], table->flow->y,
			 table->x[table->columns] - table->x[0], height,
			 colour);
}

/* The lines `from` to `to` of a row's cells, with the room around them. */
static void draw_lines(struct pdf_table *table, size_t row, size_t from,
		       size_t to, struct pdf_element *const *cells)
{
	struct pdf_flow *flow = table->flow;

	for (size_t j = 0; j < table->columns; j++) {
		struct pdf_text *text = text_at(table, row, j);

		for (size_t i = from; i < to && i < text->line_count; i++)
			pdf_text_draw(&flow->setter, text, i, cells[j],
				      line_x(table, j, &text->lines[i]),
				      flow->y + PADDING_Y +
					      (int32_t)(i - from) *
						      table->leading);
	}
	flow->y += (int32_t)(to - from) * table->leading + 2 * PADDING_Y;
}

static void draw_head(struct pdf_table *table, struct pdf_element *const *cells)
{
	draw_lines(table, 0, 0, lines_of(table, 0), cells);
	draw_rule(table, HEAD_RULE, INK);
}

static void next_page(struct pdf_table *table)
{
	struct pdf_element *none[DOCUMENT_COLUMNS_LIMIT] = {0};

	flow_page(table->flow);
	draw_head(table, none); /* it was read out already */
}

static void draw_row(struct pdf_table *table, size_t row,
		     struct pdf_element *const *cells)
{
	struct pdf_flow *flow = table->flow;
	const size_t lines = lines_of(table, row);
	const int32_t top = FLOW_TOP + height_of(table, 0) + HEAD_RULE;
	size_t from = 0;

	while (from < lines) {
		int32_t left = FLOW_BOTTOM - flow->y - 2 * PADDING_Y;
		size_t room = left > 0 ? (size_t)(left / table->leading) : 0;
		size_t to = from + room < lines ? from + room : lines;
		bool fresh = flow->y <= top;
		bool whole = to == lines;

		if (!fresh && !whole &&
		    (height_of(table, row) < HIGH_ROW || to - from < 3)) {
			next_page(table);
			continue;
		}
		if (to == from)
			to++; /* a head as high as the page */
		draw_lines(table, row, from, to, cells);
		from = to;
		draw_rule(table, ROW_RULE, RULE_INK);
		if (from < lines)
			next_page(table);
	}
}

/* --- structure -------------------------------------------------------------------- */

static void head_cells(struct pdf_table *table, struct pdf_element **cells)
{
	struct pdf_flow *flow = table->flow;
	struct pdf_element *head = flow_element(flow, table->element, "THead");
	struct pdf_element *row = flow_element(flow, head, "TR");

	for (size_t j = 0; j < table->columns; j++) {
		bool named = table->block->columns->at[j].heading.len > 0;

		cells[j] = flow_element(flow, row, named ? "TH" : "TD");
		if (named && cells[j] != NULL)
			cells[j]->attributes = "/O/Table/Scope/Column";
	}
}

static void row_cells(struct pdf_table *table, struct pdf_element *body,
		      const struct document_block *row,
		      struct pdf_element **cells)
{
	struct pdf_flow *flow = table->flow;
	struct pdf_element *own = flow_element(flow, body, "TR");

	for (size_t j = 0; j < table->columns; j++) {
		bool names = j == 0 && table->block->row_headings &&
			     row->children->runs != NULL;

		cells[j] = flow_element(flow, own, names ? "TH" : "TD");
		if (names && cells[j] != NULL)
			cells[j]->attributes = "/O/Table/Scope/Row";
	}
}

static const struct pdf_style style_caption = {11500, 16500, INK, true};

/* The head and a row, or the beginning of a high one. */
static int32_t start_of(const struct pdf_table *table)
{
	int32_t height = height_of(table, 0) + HEAD_RULE;

	if (table->rows > 1)
		height += height_of(table, 1);
	return height > HIGH_ROW ? HIGH_ROW : height;
}

static void draw_caption(struct pdf_table *table)
{
	struct pdf_flow *flow = table->flow;
	struct pdf_text *caption =
		flow_text(flow, table->block->label, style_caption,
			  flow->right - flow->left);

	if (caption->line_count > 0) {
		flow_lines(flow, caption,
			   flow_element(flow, table->element, "Caption"),
			   start_of(table) + CAPTION_GAP);
		flow_gap(flow, CAPTION_GAP);
	}
	flow_need(flow, start_of(table));
}

/* --- all of it ---------------------------------------------------------------------- */

/* A table, set; kept for who asked first how high its beginning is. */
static struct pdf_table *table_of(struct pdf_flow *flow,
				  const struct document_block *block)
{
	struct pdf_table *table = flow->table;

	if (table != NULL && table->block == block)
		return table;
	table = arena_allocate(flow->canvas->arena, sizeof(*table));
	if (table == NULL) {
		flow->canvas->file->failed = true;
		return NULL;
	}
	table->flow = flow;
	table->block = block;
	table->columns = block->columns->count;
	table->rows = block->count + 1;
	if (!lay_out(table))
		return NULL;
	flow->table = table;
	return table;
}

int32_t flow_table_start(struct pdf_flow *flow,
			 const struct document_block *block)
{
	const struct pdf_table *table = table_of(flow, block);

	return table == NULL ? 0
			     : TABLE_GAP + style_caption.leading * 2 +
				       CAPTION_GAP + start_of(table);
}

void flow_table(struct pdf_flow *flow, const struct document_block *block,
		struct pdf_element *element)
{
	struct pdf_element *cells[DOCUMENT_COLUMNS_LIMIT] = {0};
	struct pdf_table *table = table_of(flow, block);
	struct pdf_element *body = NULL;
	size_t i = 1;

	if (table == NULL)
		return;
	table->element = flow_element(flow, element, "Table");
	flow_gap(flow, TABLE_GAP);
	flow_place(flow, block);
	draw_caption(table);
	head_cells(table, cells);
	draw_head(table, cells);
	if (block->children != NULL)
		body = flow_element(flow, table->element, "TBody");
	for (const struct document_block *row = block->children; row != NULL;
	     row = row->next, i++) {
		row_cells(table, body, row, cells);
		draw_row(table, i, cells);
	}
	flow_sources(flow, block, element);
	flow_gap(flow, TABLE_GAP);
}

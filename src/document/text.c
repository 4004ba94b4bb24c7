#include "document/text.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "document/document.h"
#include "document/text_table.h"
#include "document/text_wrap.h"

/* What stands inside something narrower still gets this much. */
enum { LEAST_COLUMNS = 24 };

struct text {
	const struct document *document;
	bool sources;
	struct builder *out;
	struct builder prefix; /* what each line begins with */
	struct builder flat;   /* the text being wrapped */
	struct arena arena;    /* links, cells */
	struct slice *links;
	size_t link_count, link_capacity;
	bool fresh; /* nothing stands in this block yet */
	bool failed;
};

static void add_blocks(struct text *text, const struct document_block *outer);

/* --- lines ------------------------------------------------------------------------ */

static void trim_line(struct builder *out)
{
	while (out->len > 0 && out->at[out->len - 1] == ' ')
		out->len--;
}

static void new_line(struct text *text)
{
	trim_line(text->out);
	builder_add_byte(text->out, '\n');
	builder_add(text->out, builder_slice(&text->prefix));
}

/* Begins a block: after an empty line, but where nothing stands before it. */
static void begin_block(struct text *text)
{
	if (!text->fresh) {
		new_line(text);
		new_line(text);
	}
	text->fresh = false;
}

static size_t columns_left(const struct text *text)
{
	size_t taken = text_width(builder_slice(&text->prefix));

	return taken + LEAST_COLUMNS < TEXT_COLUMNS ? TEXT_COLUMNS - taken
						    : LEAST_COLUMNS;
}

static void add_spaces(struct builder *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		builder_add_byte(out, ' ');
}

/* Adds text, wrapped; lines after the first begin `indent` further in. */
static void add_wrapped(struct text *text, struct slice words, size_t indent)
{
	const size_t length = text->prefix.len;
	size_t columns = columns_left(text);
	struct slice line;
	bool first = true;

	while (text_wrap_next(&words, columns, &line)) {
		if (!first)
			new_line(text);
		builder_add(text->out, line);
		if (first) {
			add_spaces(&text->prefix, indent);
			columns = columns_left(text);
		}
		first = false;
	}
	text->prefix.len = length;
}

/* --- runs ------------------------------------------------------------------------- */

/* A telephone number is dialled as it stands. */
static bool is_number(const struct document_run *run)
{
	return run->text.len > 0 &&
	       slice_starts_with(run->target, SLICE("tel:")) &&
	       strchr("+(0123456789", run->text.at[0]) != NULL;
}

/* Whether a link's text tells where it leads: "example.org" does of
 * "https://example.org". */
static bool tells_itself(const struct document_run *run)
{
	return run->target.at[0] == '#' || is_number(run) ||
	       slice_ends_with(run->target, run->text) ||
	       slice_ends_with(run->text, run->target);
}

/* The number of a link's target, from 1. */
static size_t number_link(struct text *text, struct slice target)
{
	struct slice *larger;

	for (size_t i = 0; i < text->link_count; i++)
		if (slice_equal(text->links[i], target))
			return i + 1;
	larger = arena_grow(&text->arena, text->links, text->link_count,
			    &text->link_capacity, sizeof(*larger));
	if (larger == NULL) {
		text->failed = true;
		return 0;
	}
	text->links = larger;
	text->links[text->link_count++] = target;
	return text->link_count;
}

static void flatten_run(struct text *text, const struct document_run *run)
{
	if (run->kind == RUN_BREAK) {
		builder_add_byte(&text->flat, '\n');
		return;
	}
	builder_add(&text->flat, run->text);
	if (run->kind == RUN_LINK && !tells_itself(run))
		builder_add_format(&text->flat, " [%zu]",
				   number_link(text, run->target));
}

static void flatten_sources(struct text *text,
			    const struct document_block *block)
{
	if (!text->sources || block->source_count == 0)
		return;
	builder_add_text(&text->flat, text->flat.len > 0 ? " [" : "[");
	document_add_sources(block, &text->flat);
	builder_add_byte(&text->flat, ']');
}

/* Label, runs and sources of a block as text with '\n' for breaks; good until
 * the next. */
static struct slice flatten(struct text *text,
			    const struct document_block *block)
{
	builder_clear(&text->flat);
	builder_add(&text->flat, block->label);
	if (block->label.len > 0 &&
	    (block->runs != NULL || block->kind == BLOCK_PAIR))
		builder_add_text(&text->flat, ": ");
	for (const struct document_run *run = block->runs; run != NULL;
	     run = run->next)
		flatten_run(text, run);
	flatten_sources(text, block);
	return builder_slice(&text->flat);
}

/* --- headings ----------------------------------------------------------------------- */

static void add_heading(struct text *text, struct slice words, char underline)
{
	struct slice rest = words;
	struct slice line;
	size_t widest = 0;
	bool first = true;

	begin_block(text);
	while (text_wrap_next(&rest, columns_left(text), &line)) {
		if (!first)
			new_line(text);
		builder_add(text->out, line);
		if (text_width(line) > widest)
			widest = text_width(line);
		first = false;
	}
	new_line(text);
	for (size_t i = 0; i < widest; i++)
		builder_add_byte(text->out, underline);
}

static void add_line(struct text *text, struct slice words)
{
	if (words.len == 0)
		return;
	begin_block(text);
	add_wrapped(text, words, 0);
}

/* --- lists -------------------------------------------------------------------------- */

/* The blocks of an item or pair; a list stands under its text without an empty
 * line. */
static void add_below(struct text *text, const struct document_block *block)
{
	const struct document_block *first = block->children;

	if (first != NULL && first->kind == BLOCK_LIST && !text->fresh) {
		new_line(text);
		text->fresh = true;
	}
	add_blocks(text, block);
}

static void add_item(struct text *text, const struct document_block *item,
		     size_t number)
{
	const size_t length = text->prefix.len;
	const size_t start = text->out->len;
	struct slice words;

	if (number > 0)
		builder_add_format(text->out, "%zu. ", number);
	else
		builder_add_text(text->out, "- ");
	add_spaces(&text->prefix, text->out->len - start);
	words = flatten(text, item);
	add_wrapped(text, words, 0);
	text->fresh = words.len == 0;
	add_below(text, item);
	text->fresh = false;
	text->prefix.len = length;
}

static void add_list(struct text *text, const struct document_block *list)
{
	const bool numbered = list->list == DOCUMENT_NUMBERED;
	size_t number = 0;

	if (list->children == NULL)
		return;
	begin_block(text);
	for (const struct document_block *item = list->children; item != NULL;
	     item = item->next) {
		if (number++ > 0)
			new_line(text);
		add_item(text, item, numbered ? number : 0);
	}
}

/* "Term: what is said of it", what follows further in. */
static void add_pairs(struct text *text, const struct document_block *pairs)
{
	enum { INDENT = 4 };
	const size_t length = text->prefix.len;
	bool first = true;

	if (pairs->children == NULL)
		return;
	begin_block(text);
	for (const struct document_block *pair = pairs->children; pair != NULL;
	     pair = pair->next) {
		if (!first)
			new_line(text);
		first = false;
		add_wrapped(text, flatten(text, pair), INDENT);
		add_spaces(&text->prefix, INDENT);
		add_below(text, pair);
		text->prefix.len = length;
	}
}

/* --- tables --------------------------------------------------------------------------- */

static struct slice *flatten_cells(struct text *text,
				   const struct document_block *table)
{
	const size_t columns = table->columns->count;
	struct slice *cells = arena_array(
		&text->arena, table->count > 0 ? table->count * columns : 1,
		sizeof(*cells));
	size_t at = 0;

	if (cells == NULL) {
		text->failed = true;
		return NULL;
	}
	for (const struct document_block *row = table->children; row != NULL;
	     row = row->next)
		for (const struct document_block *cell = row->children;
		     cell != NULL; cell = cell->next) {
			flatten(text, cell);
			if (cell->next == NULL)
				flatten_sources(text, row);
			cells[at] = arena_copy(&text->arena,
					       builder_slice(&text->flat));
			text->failed |= cells[at++].at == NULL;
		}
	return cells;
}

static void add_record_cell(struct text *text,
			    const struct document_columns *columns,
			    size_t column, struct slice cell)
{
	struct slice heading = columns->at[column].heading;

	builder_clear(&text->flat);
	builder_add(&text->flat, heading);
	if (heading.len > 0)
		builder_add_text(&text->flat, ": ");
	builder_add(&text->flat, cell);
	add_wrapped(text, builder_slice(&text->flat), 4);
}

/* A row of a table that does not fit: its first cell, the others below it. */
static void add_record(struct text *text, const struct document_block *table,
		       const struct slice *cells)
{
	const size_t length = text->prefix.len;

	begin_block(text);
	if (table->row_headings)
		add_wrapped(text, cells[0], 0);
	else
		add_record_cell(text, table->columns, 0, cells[0]);
	if (table->row_headings)
		add_spaces(&text->prefix, 2);
	for (size_t i = 1; i < table->columns->count; i++) {
		if (cells[i].len == 0)
			continue;
		new_line(text);
		add_record_cell(text, table->columns, i, cells[i]);
	}
	text->prefix.len = length;
}

static void add_table(struct text *text, const struct document_block *block)
{
	struct text_table table = {
		.columns = block->columns,
		.cells = flatten_cells(text, block),
		.row_count = block->count,
	};

	if (text->failed)
		return;
	builder_clear(&text->flat);
	builder_add(&text->flat, block->label);
	flatten_sources(text, block);
	add_line(text, builder_slice(&text->flat));
	if (text_table_fit(&table, columns_left(text))) {
		new_line(text);
		text_table_add(&table, builder_slice(&text->prefix), text->out);
		return;
	}
	for (size_t row = 0; row < table.row_count; row++)
		add_record(text, block,
			   &table.cells[row * table.columns->count]);
}

/* --- the other blocks -------------------------------------------------------------------- */

static void add_note(struct text *text, const struct document_block *note)
{
	const size_t length = text->prefix.len;

	begin_block(text);
	builder_add_text(text->out, "| ");
	builder_add_text(&text->prefix, "| ");
	text->fresh = true;
	if (note->label.len > 0)
		add_line(text, flatten(text, note));
	add_blocks(text, note);
	text->fresh = false;
	text->prefix.len = length;
}

static void add_figure(struct text *text, const struct document_block *figure)
{
	if (figure->drawing->told_beside)
		return;
	add_line(text, flatten(text, figure));
	add_line(text, figure->drawing->description);
}

static void add_entries(struct text *text, const struct document_block *outer)
{
	const size_t length = text->prefix.len;

	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next) {
		if (block->kind != BLOCK_SECTION ||
		    !document_contents_lists(block))
			continue;
		add_spaces(&text->prefix, 2 * block->level);
		new_line(text);
		add_wrapped(text, block->label, 2);
		text->prefix.len = length;
		add_entries(text, block);
	}
}

static void add_contents(struct text *text, const struct document_block *block)
{
	add_line(text, block->label);
	add_entries(text, text->document->root);
}

static void add_section(struct text *text, const struct document_block *section)
{
	/* A form feed: printers go to a new page. */
	if (text->document->about.series && section->level == 1 &&
	    !text->fresh) {
		new_line(text);
		builder_add_byte(text->out, '\f');
		text->fresh = true;
	}
	add_heading(text, flatten(text, section),
		    section->level == 1 ? '-' : '.');
	add_blocks(text, section);
}

static void add_block(struct text *text, const struct document_block *block)
{
	switch (block->kind) {
	case BLOCK_SECTION:
		add_section(text, block);
		break;
	case BLOCK_PARAGRAPH:
		add_line(text, flatten(text, block));
		break;
	case BLOCK_LIST:
		add_list(text, block);
		break;
	case BLOCK_PAIRS:
		add_pairs(text, block);
		break;
	case BLOCK_TABLE:
		add_table(text, block);
		break;
	case BLOCK_NOTE:
		add_note(text, block);
		break;
	case BLOCK_FIGURE:
		add_figure(text, block);
		break;
	case BLOCK_CONTENTS:
		add_contents(text, block);
		break;
	case BLOCK_DOCUMENT:
	case BLOCK_ITEM:
	case BLOCK_PAIR:
	case BLOCK_ROW:
	case BLOCK_CELL:
		break; /* their outer blocks add them */
	}
}

static void add_blocks(struct text *text, const struct document_block *outer)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next)
		add_block(text, block);
}

/* --- the whole ----------------------------------------------------------------------------- */

static void add_links(struct text *text)
{
	struct slice heading = text->document->about.links_word;

	if (text->link_count == 0)
		return;
	if (heading.len > 0)
		add_heading(text, heading, '-');
	begin_block(text);
	for (size_t i = 0; i < text->link_count; i++) {
		if (i > 0)
			new_line(text);
		builder_add_format(text->out, "[%zu] ", i + 1);
		builder_add(text->out, text->links[i]);
	}
}

void text_write(const struct document *document, bool sources,
		struct builder *out)
{
	const struct document_about *about = &document->about;
	struct text text = {
		.document = document,
		.sources = sources,
		.out = out,
		.fresh = true,
	};

	if (!about->series) {
		add_heading(&text, about->title, '=');
		add_line(&text, about->author);
		add_line(&text, about->subtitle);
	}
	add_blocks(&text, document->root);
	add_links(&text);
	if (about->footer.len > 0)
		add_line(&text, SLICE("----"));
	add_line(&text, about->footer);
	trim_line(out);
	builder_add_byte(out, '\n');
	out->failed |= text.failed || text.prefix.failed || text.flat.failed;
	builder_release(&text.prefix);
	builder_release(&text.flat);
	arena_release(&text.arena);
}

#include "document/markdown.h"

#include "base/builder.h"
#include "document/document.h"
#include "document/markdown_run.h"
#include "document/markup.h"

struct markdown {
	const struct document *document;
	bool sources;
	bool contents; /* the document lists its sections */
	struct builder *out;
	struct builder prefix;  /* what each line begins with */
	struct builder anchors; /* due where text begins */
	bool fresh;             /* nothing stands in this block yet */
};

static void add_blocks(struct markdown *markdown,
		       const struct document_block *outer);

/* --- lines ------------------------------------------------------------------------ */

static struct slice without_spaces(struct slice text)
{
	while (text.len > 0 && text.at[text.len - 1] == ' ')
		text.len--;
	return text;
}

/* Begins a new line, inside all that the block stands in. */
static void new_line(struct markdown *markdown)
{
	builder_add_byte(markdown->out, '\n');
	builder_add(markdown->out, builder_slice(&markdown->prefix));
}

/* Begins a block: after an empty line, but where nothing stands before it. */
static void begin_block(struct markdown *markdown)
{
	if (!markdown->fresh) {
		builder_add_byte(markdown->out, '\n');
		builder_add(markdown->out,
			    without_spaces(builder_slice(&markdown->prefix)));
		new_line(markdown);
	}
	markdown->fresh = false;
}

/* Text is shown here: it begins with the ids that lead here. */
static struct markdown_line begin_text(struct markdown *markdown, bool one)
{
	struct markdown_line line = {
		.out = markdown->out,
		.prefix = builder_slice(&markdown->prefix),
		.one = one,
		.place = one || markdown->anchors.len > 0 ? MARKDOWN_INSIDE
							  : MARKDOWN_START,
	};

	builder_add(markdown->out, builder_slice(&markdown->anchors));
	builder_clear(&markdown->anchors);
	return line;
}

static void note_anchor(struct markdown *markdown,
			const struct document_block *block)
{
	bool listed = markdown->contents && block->kind == BLOCK_SECTION &&
		      document_contents_lists(block);

	if (!block->linked && !listed)
		return;
	builder_add_text(&markdown->anchors, "<a");
	markup_attribute(&markdown->anchors, "id", block->id);
	builder_add_text(&markdown->anchors, "></a>");
}

/* " [pupils.notice:12]" */
static void add_sources(const struct markdown *markdown,
			struct markdown_line *line,
			const struct document_block *block)
{
	struct builder text = {0};

	if (!markdown->sources || block->source_count == 0)
		return;
	builder_add_text(&text, " [");
	document_add_sources(block, &text);
	builder_add_byte(&text, ']');
	markdown_add_text(line, builder_slice(&text));
	markdown->out->failed |= text.failed;
	builder_release(&text);
}

/* A line that is a block: strong where `strong`, and the block's sources. */
static void add_line(struct markdown *markdown,
		     const struct document_block *block, struct slice text,
		     bool strong)
{
	struct markdown_line line;

	if (text.len == 0)
		return;
	begin_block(markdown);
	line = begin_text(markdown, false);
	if (strong)
		markdown_add_strong(&line, text, SLICE(" "));
	else
		markdown_add_text(&line, text);
	if (block != NULL)
		add_sources(markdown, &line, block);
}

static void add_heading(struct markdown *markdown, struct slice text,
			unsigned int level, const struct document_block *block)
{
	struct markdown_line line;

	begin_block(markdown);
	for (unsigned int i = 0; i < level; i++)
		builder_add_byte(markdown->out, '#');
	builder_add_byte(markdown->out, ' ');
	line = begin_text(markdown, true);
	markdown_add_text(&line, text);
	if (block != NULL)
		add_sources(markdown, &line, block);
}

/* --- lists ------------------------------------------------------------------------- */

/* A list beside one of its kind would be one with it: marks take turns. */
static const char *mark_of(const struct document_block *outer,
			   const struct document_block *list)
{
	const bool numbered =
		list->kind == BLOCK_LIST && list->list == DOCUMENT_NUMBERED;
	bool odd = false;

	for (const struct document_block *block = outer->children;
	     block != list; block = block->next)
		odd = (block->kind == BLOCK_LIST ||
		       block->kind == BLOCK_PAIRS) &&
		      !odd;
	if (numbered)
		return odd ? ")" : ".";
	return odd ? "* " : "- ";
}

static void begin_item(struct markdown *markdown, const char *mark,
		       size_t number)
{
	const size_t length = markdown->out->len;

	if (mark[1] != ' ')
		builder_add_format(markdown->out, "%zu%s ", number, mark);
	else
		builder_add_text(markdown->out, mark);
	for (size_t i = length; i < markdown->out->len; i++)
		builder_add_byte(&markdown->prefix, ' ');
}

/* What an item or pair says after its mark. */
static void add_item_text(struct markdown *markdown,
			  const struct document_block *item)
{
	struct markdown_line line;
	bool sourced = markdown->sources && item->source_count > 0;

	if (item->label.len == 0 && item->runs == NULL && !sourced)
		return;
	markdown->fresh = false;
	line = begin_text(markdown, false);
	if (item->label.len > 0) {
		markdown_add_strong(&line, item->label, SLICE(":"));
		if (item->runs != NULL || sourced)
			markdown_add_text(&line, SLICE(": "));
		else if (item->children != NULL)
			markdown_add_text(&line, SLICE(":"));
	}
	markdown_add_runs(&line, item->runs);
	add_sources(markdown, &line, item);
}

/* A list stands under an item's text without an empty line. */
static void add_item_blocks(struct markdown *markdown,
			    const struct document_block *item)
{
	const struct document_block *first = item->children;

	if (first != NULL && first->kind == BLOCK_LIST && !markdown->fresh) {
		new_line(markdown);
		markdown->fresh = true;
	}
	add_blocks(markdown, item);
}

static void add_list(struct markdown *markdown,
		     const struct document_block *outer,
		     const struct document_block *list)
{
	const char *mark = mark_of(outer, list);
	const size_t length = markdown->prefix.len;
	size_t number = 1;

	if (list->children == NULL)
		return;
	begin_block(markdown);
	for (const struct document_block *item = list->children; item != NULL;
	     item = item->next) {
		if (number > 1)
			new_line(markdown);
		begin_item(markdown, mark, number++);
		markdown->fresh = true;
		note_anchor(markdown, item);
		add_item_text(markdown, item);
		add_item_blocks(markdown, item);
		markdown->fresh = false;
		markdown->prefix.len = length;
	}
}

/* --- tables --------------------------------------------------------------------------- */

static void add_delimiters(struct markdown *markdown,
			   const struct document_columns *columns)
{
	new_line(markdown);
	builder_add_byte(markdown->out, '|');
	for (size_t i = 0; i < columns->count; i++) {
		switch (columns->at[i].align) {
		case DOCUMENT_START:
			builder_add_text(markdown->out, " --- |");
			break;
		case DOCUMENT_CENTRE:
			builder_add_text(markdown->out, " :-: |");
			break;
		case DOCUMENT_FINISH:
			builder_add_text(markdown->out, " --: |");
			break;
		}
	}
}

static void add_row(struct markdown *markdown, const struct document_block *row)
{
	new_line(markdown);
	note_anchor(markdown, row);
	for (const struct document_block *cell = row->children; cell != NULL;
	     cell = cell->next) {
		struct markdown_line line;

		builder_add_text(markdown->out,
				 cell == row->children ? "| " : " | ");
		note_anchor(markdown, cell);
		line = begin_text(markdown, true);
		markdown_add_runs(&line, cell->runs);
		add_sources(markdown, &line, cell);
		if (cell->next == NULL)
			add_sources(markdown, &line, row);
	}
	builder_add_text(markdown->out, " |");
}

static void add_table(struct markdown *markdown,
		      const struct document_block *table)
{
	add_line(markdown, table, table->label, true);
	begin_block(markdown);
	for (size_t i = 0; i < table->columns->count; i++) {
		struct markdown_line line;

		builder_add_text(markdown->out, i == 0 ? "| " : " | ");
		line = begin_text(markdown, true);
		markdown_add_text(&line, table->columns->at[i].heading);
	}
	builder_add_text(markdown->out, " |");
	add_delimiters(markdown, table->columns);
	for (const struct document_block *row = table->children; row != NULL;
	     row = row->next)
		add_row(markdown, row);
}

/* --- the other blocks -------------------------------------------------------------------- */

static void add_paragraph(struct markdown *markdown,
			  const struct document_block *block)
{
	struct markdown_line line;

	if (block->runs == NULL)
		return;
	begin_block(markdown);
	line = begin_text(markdown, false);
	markdown_add_runs(&line, block->runs);
	add_sources(markdown, &line, block);
}

static void add_note(struct markdown *markdown,
		     const struct document_block *note)
{
	const size_t length = markdown->prefix.len;

	begin_block(markdown);
	builder_add_text(markdown->out, "> ");
	builder_add_text(&markdown->prefix, "> ");
	markdown->fresh = true;
	add_line(markdown, note, note->label, true);
	add_blocks(markdown, note);
	markdown->fresh = false;
	markdown->prefix.len = length;
}

static void add_figure(struct markdown *markdown,
		       const struct document_block *figure)
{
	if (figure->drawing->told_beside)
		return;
	add_line(markdown, figure, figure->label, true);
	add_line(markdown, NULL, figure->drawing->description, false);
}

static void add_entries(struct markdown *markdown,
			const struct document_block *outer)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next) {
		struct markdown_line line;

		if (block->kind != BLOCK_SECTION ||
		    !document_contents_lists(block))
			continue;
		if (!markdown->fresh)
			new_line(markdown);
		markdown->fresh = false;
		for (unsigned int i = 1; i < block->level; i++)
			builder_add_text(markdown->out, "  ");
		builder_add_text(markdown->out, "- [");
		line = begin_text(markdown, true);
		markdown_add_text(&line, block->label);
		builder_add_text(markdown->out, "](#");
		builder_add(markdown->out, block->id);
		builder_add_text(markdown->out, ")");
		add_entries(markdown, block);
	}
}

static void add_contents(struct markdown *markdown,
			 const struct document_block *block)
{
	add_line(markdown, NULL, block->label, true);
	begin_block(markdown);
	markdown->fresh = true;
	add_entries(markdown, markdown->document->root);
	markdown->fresh = false;
}

static void add_section(struct markdown *markdown,
			const struct document_block *section)
{
	add_heading(markdown, section->label, section->level + 1, section);
	add_blocks(markdown, section);
}

static void add_block(struct markdown *markdown,
		      const struct document_block *outer,
		      const struct document_block *block)
{
	note_anchor(markdown, block);
	switch (block->kind) {
	case BLOCK_SECTION:
		add_section(markdown, block);
		break;
	case BLOCK_PARAGRAPH:
		add_paragraph(markdown, block);
		break;
	case BLOCK_LIST:
	case BLOCK_PAIRS:
		add_list(markdown, outer, block);
		break;
	case BLOCK_TABLE:
		add_table(markdown, block);
		break;
	case BLOCK_NOTE:
		add_note(markdown, block);
		break;
	case BLOCK_FIGURE:
		add_figure(markdown, block);
		break;
	case BLOCK_CONTENTS:
		add_contents(markdown, block);
		break;
	case BLOCK_DOCUMENT:
	case BLOCK_ITEM:
	case BLOCK_PAIR:
	case BLOCK_ROW:
	case BLOCK_CELL:
		break; /* their outer blocks add them */
	}
}

static void add_blocks(struct markdown *markdown,
		       const struct document_block *outer)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next)
		add_block(markdown, outer, block);
}

static bool has_contents(const struct document_block *outer)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next)
		if (block->kind == BLOCK_CONTENTS || has_contents(block))
			return true;
	return false;
}

void markdown_write(const struct document *document, bool sources,
		    struct builder *out)
{
	const struct document_about *about = &document->about;
	struct markdown markdown = {
		.document = document,
		.sources = sources,
		.contents = has_contents(document->root),
		.out = out,
		.fresh = true,
	};

	add_heading(&markdown, about->title, 1, NULL);
	add_line(&markdown, NULL, about->author, true);
	add_line(&markdown, NULL, about->subtitle, false);
	add_blocks(&markdown, document->root);
	if (about->footer.len > 0) {
		begin_block(&markdown);
		builder_add_text(out, "---");
		add_line(&markdown, NULL, about->footer, false);
	}
	builder_add_byte(out, '\n');
	out->failed |= markdown.prefix.failed || markdown.anchors.failed;
	builder_release(&markdown.prefix);
	builder_release(&markdown.anchors);
}

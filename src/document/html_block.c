#include "document/html_block.h"

#include "base/builder.h"
#include "document/document.h"
#include "document/markup.h"

/* --- sources ------------------------------------------------------------------- */

static void add_data_source(const struct html *html,
			    const struct document_block *block)
{
	struct builder text = {0};

	document_add_source_list(block, &text);
	html->out->failed |= text.failed;
	markup_attribute(html->out, "data-source", builder_slice(&text));
	builder_release(&text);
}

/* Opens an element: its tag with the block's id and sources. */
static void open_tag(const struct html *html, const char *name,
		     const struct document_block *block, const char *class)
{
	builder_add_byte(html->out, '<');
	builder_add_text(html->out, name);
	if (block->id.len > 0)
		markup_attribute(html->out, "id", block->id);
	if (class != NULL)
		markup_attribute(html->out, "class", slice_of(class));
	if (html->sources && block->source_count > 0)
		add_data_source(html, block);
	builder_add_byte(html->out, '>');
}

/* The sources as people see them, in an element of their own. */
static void add_sources(const struct html *html,
			const struct document_block *block, const char *name)
{
	if (!html->sources || block->source_count == 0)
		return;
	builder_add_format(html->out, "<%s class=\"sources\">", name);
	markup_add(html->out, html->document->about.sources_word);
	builder_add_byte(html->out, ' ');
	document_add_sources(block, html->out);
	builder_add_format(html->out, "</%s>", name);
	if (name[0] == 'p')
		builder_add_byte(html->out, '\n');
}

/* --- runs ------------------------------------------------------------------------ */

/* The length of what begins a text and is not to be broken at its hyphens: a
 * reference as "R-2026-0001".  0: nothing is. */
static size_t reference_length(struct slice text)
{
	enum { REFERENCE_MOST = 24 };
	bool numbered = false;
	size_t length = 0;

	while (length < text.len &&
	       ((text.at[length] >= 'A' && text.at[length] <= 'Z') ||
		(text.at[length] >= '0' && text.at[length] <= '9') ||
		text.at[length] == '-')) {
		numbered |= length > 0 && text.at[length - 1] == '-' &&
			    text.at[length] >= '0' && text.at[length] <= '9';
		length++;
	}
	if (length > 0 && text.at[length - 1] == '-')
		return 0;
	return numbered && text.at[0] >= 'A' && length <= REFERENCE_MOST
		       ? length
		       : 0;
}

static bool inside_word(struct slice text, size_t at)
{
	unsigned char before = at > 0 ? (unsigned char)text.at[at - 1] : ' ';

	return before > ' ' && before != '(' && before != '"';
}

static void add_text(struct builder *out, struct slice text)
{
	size_t done = 0;

	for (size_t at = 0; at < text.len; at++) {
		struct slice rest = slice_part(text, at, text.len);
		size_t length =
			inside_word(text, at) ? 0 : reference_length(rest);

		if (length == 0)
			continue;
		markup_add(out, slice_part(text, done, at));
		builder_add_text(out, "<span class=\"whole\">");
		markup_add(out, slice_part(text, at, at + length));
		builder_add_text(out, "</span>");
		done = at + length;
		at = done - 1;
	}
	markup_add(out, slice_part(text, done, text.len));
}

static void add_link(struct builder *out, const struct document_run *run)
{
	builder_add_text(out, "<a");
	markup_attribute(out, "href", run->target);
	builder_add_byte(out, '>');
	add_text(out, run->text);
	builder_add_text(out, "</a>");
}

static void add_runs(const struct html *html,
		     const struct document_block *block)
{
	for (const struct document_run *run = block->runs; run != NULL;
	     run = run->next) {
		switch (run->kind) {
		case RUN_TEXT:
			add_text(html->out, run->text);
			break;
		case RUN_STRONG:
			markup_element(html->out, "strong", run->text);
			break;
		case RUN_CODE:
			markup_element(html->out, "code", run->text);
			break;
		case RUN_LINK:
			add_link(html->out, run);
			break;
		case RUN_BREAK:
			builder_add_text(html->out, "<br>\n");
			break;
		}
	}
	if (html->sources && block->source_count > 0) {
		builder_add_byte(html->out, ' ');
		add_sources(html, block, "span");
	}
}

/* --- contents --------------------------------------------------------------------- */

static bool has_listed(const struct document_block *outer)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next)
		if (block->kind == BLOCK_SECTION &&
		    document_contents_lists(block))
			return true;
	return false;
}

static void add_entries(const struct html *html,
			const struct document_block *outer)
{
	if (!has_listed(outer))
		return;
	builder_add_text(html->out, "<ol>\n");
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next) {
		if (block->kind != BLOCK_SECTION ||
		    !document_contents_lists(block))
			continue;
		builder_add_text(html->out, "<li><a href=\"#");
		markup_add(html->out, block->id);
		builder_add_text(html->out, "\">");
		markup_add(html->out, block->label);
		builder_add_text(html->out, "</a>\n");
		add_entries(html, block);
		builder_add_text(html->out, "</li>\n");
	}
	builder_add_text(html->out, "</ol>\n");
}

static void add_contents(const struct html *html,
			 const struct document_block *block)
{
	if (!has_listed(html->document->root))
		return;
	builder_add_text(html->out, "<nav");
	if (block->label.len > 0)
		markup_attribute(html->out, "aria-label", block->label);
	builder_add_text(html->out, ">\n");
	if (block->label.len > 0) {
		builder_add_text(html->out, "<p class=\"label\">");
		markup_add(html->out, block->label);
		builder_add_text(html->out, "</p>\n");
	}
	add_entries(html, html->document->root);
	builder_add_text(html->out, "</nav>\n");
}

/* --- tables ------------------------------------------------------------------------ */

static const char *class_of(enum document_align align)
{
	switch (align) {
	case DOCUMENT_CENTRE:
		return "centre";
	case DOCUMENT_FINISH:
		return "finish";
	case DOCUMENT_START:
		break;
	}
	return NULL;
}

/* An empty heading is none: a screen reader would announce nothing. */
static void add_head(const struct html *html,
		     const struct document_columns *columns)
{
	builder_add_text(html->out, "<thead>\n<tr>\n");
	for (size_t i = 0; i < columns->count; i++) {
		const struct document_column *column = &columns->at[i];
		bool named = column->heading.len > 0;
		const char *class = class_of(column->align);

		builder_add_text(html->out,
				 named ? "<th scope=\"col\"" : "<td");
		if (class != NULL)
			markup_attribute(html->out, "class", slice_of(class));
		builder_add_byte(html->out, '>');
		markup_add(html->out, column->heading);
		builder_add_text(html->out, named ? "</th>\n" : "</td>\n");
	}
	builder_add_text(html->out, "</tr>\n</thead>\n");
}

static void add_row(const struct html *html, const struct document_block *table,
		    const struct document_block *row)
{
	size_t index = 0;

	open_tag(html, "tr", row, NULL);
	builder_add_byte(html->out, '\n');
	for (const struct document_block *cell = row->children; cell != NULL;
	     cell = cell->next, index++) {
		const char *class = class_of(table->columns->at[index].align);
		bool heading =
			table->row_headings && index == 0 && cell->runs != NULL;

		open_tag(html, heading ? "th scope=\"row\"" : "td", cell,
			 class);
		add_runs(html, cell);
		if (index == 0)
			add_sources(html, row, "div");
		builder_add_text(html->out, heading ? "</th>\n" : "</td>\n");
	}
	builder_add_text(html->out, "</tr>\n");
}

/* Scrolls by itself where the window is too narrow, with keys too. */
static void add_table(const struct html *html,
		      const struct document_block *table)
{
	builder_add_text(html->out,
			 "<div class=\"table\" role=\"region\" tabindex=\"0\""
			 " aria-labelledby=\"");
	markup_add(html->out, table->id);
	builder_add_text(html->out, ".caption\">\n");
	open_tag(html, "table", table, NULL);
	builder_add_text(html->out, "\n<caption id=\"");
	markup_add(html->out, table->id);
	builder_add_text(html->out, ".caption\">");
	markup_add(html->out, table->label);
	builder_add_text(html->out, "</caption>\n");
	add_head(html, table->columns);
	if (table->children != NULL) {
		builder_add_text(html->out, "<tbody>\n");
		for (const struct document_block *row = table->children;
		     row != NULL; row = row->next)
			add_row(html, table, row);
		builder_add_text(html->out, "</tbody>\n");
	}
	builder_add_text(html->out, "</table>\n</div>\n");
	add_sources(html, table, "p");
}

/* --- the other blocks ---------------------------------------------------------------- */

static void add_section(const struct html *html,
			const struct document_block *section)
{
	const unsigned int level = section->level + 1;

	open_tag(html, "section", section, NULL);
	builder_add_format(html->out, "\n<h%u>", level);
	markup_add(html->out, section->label);
	builder_add_format(html->out, "</h%u>\n", level);
	add_sources(html, section, "p");
	html_add_blocks(html, section);
	builder_add_text(html->out, "</section>\n");
}

/* An element with runs and then perhaps blocks. */
static void add_text_block(const struct html *html,
			   const struct document_block *block, const char *name)
{
	if (block->kind == BLOCK_PARAGRAPH && block->runs == NULL)
		return;
	open_tag(html, name, block, NULL);
	add_runs(html, block);
	if (block->children != NULL)
		builder_add_byte(html->out, '\n');
	html_add_blocks(html, block);
	builder_add_format(html->out, "</%s>\n", name);
}

static void add_list(const struct html *html,
		     const struct document_block *block)
{
	const char *name = block->list == DOCUMENT_NUMBERED ? "ol" : "ul";

	if (block->children == NULL)
		return;
	open_tag(html, name, block, NULL);
	builder_add_byte(html->out, '\n');
	for (const struct document_block *item = block->children; item != NULL;
	     item = item->next)
		add_text_block(html, item, "li");
	builder_add_format(html->out, "</%s>\n", name);
	add_sources(html, block, "p");
}

/* The term has the id, what is said of it the sources. */
static void add_pair(const struct html *html, const struct document_block *pair)
{
	builder_add_text(html->out, "<dt");
	if (pair->id.len > 0)
		markup_attribute(html->out, "id", pair->id);
	builder_add_byte(html->out, '>');
	markup_add(html->out, pair->label);
	builder_add_text(html->out, "</dt>\n<dd");
	if (html->sources && pair->source_count > 0)
		add_data_source(html, pair);
	builder_add_byte(html->out, '>');
	add_runs(html, pair);
	if (pair->children != NULL)
		builder_add_byte(html->out, '\n');
	html_add_blocks(html, pair);
	builder_add_text(html->out, "</dd>\n");
}

static void add_pairs(const struct html *html,
		      const struct document_block *block)
{
	if (block->children == NULL)
		return;
	open_tag(html, "dl", block, NULL);
	builder_add_byte(html->out, '\n');
	for (const struct document_block *pair = block->children; pair != NULL;
	     pair = pair->next)
		add_pair(html, pair);
	builder_add_text(html->out, "</dl>\n");
	add_sources(html, block, "p");
}

static void add_note(const struct html *html, const struct document_block *note)
{
	open_tag(html, "div role=\"note\"", note, "note");
	builder_add_byte(html->out, '\n');
	if (note->label.len > 0) {
		builder_add_text(html->out, "<p class=\"label\">");
		markup_add(html->out, note->label);
		builder_add_text(html->out, "</p>\n");
	}
	html_add_blocks(html, note);
	add_sources(html, note, "p");
	builder_add_text(html->out, "</div>\n");
}

static void add_figure(const struct html *html,
		       const struct document_block *figure)
{
	open_tag(html, "figure", figure, NULL);
	builder_add_byte(html->out, '\n');
	document_figure_svg(figure, html->out);
	markup_element(html->out, "figcaption", figure->label);
	builder_add_byte(html->out, '\n');
	add_sources(html, figure, "p");
	builder_add_text(html->out, "</figure>\n");
}

static void add_block(const struct html *html,
		      const struct document_block *block)
{
	switch (block->kind) {
	case BLOCK_SECTION:
		add_section(html, block);
		break;
	case BLOCK_PARAGRAPH:
		add_text_block(html, block, "p");
		break;
	case BLOCK_LIST:
		add_list(html, block);
		break;
	case BLOCK_PAIRS:
		add_pairs(html, block);
		break;
	case BLOCK_TABLE:
		add_table(html, block);
		break;
	case BLOCK_NOTE:
		add_note(html, block);
		break;
	case BLOCK_FIGURE:
		add_figure(html, block);
		break;
	case BLOCK_CONTENTS:
		add_contents(html, block);
		break;
	case BLOCK_DOCUMENT:
	case BLOCK_ITEM:
	case BLOCK_PAIR:
	case BLOCK_ROW:
	case BLOCK_CELL:
		break; /* their outer blocks add them */
	}
}

void html_add_blocks(const struct html *html,
		     const struct document_block *outer)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next)
		add_block(html, block);
}

/*
 * html_block.h - the blocks of a document as HTML elements.
 *
 * Ids that are not a block's own have a '.', which no block's has.
 */
#ifndef HORNBOOK_DOCUMENT_HTML_BLOCK_H
#define HORNBOOK_DOCUMENT_HTML_BLOCK_H

#include <stdbool.h>

struct builder;
struct document;
struct document_block;

struct html {
	const struct document *document;
	bool sources;
	struct builder *out;
};

/* The blocks directly in `outer`. */
void html_add_blocks(const struct html *html,
		     const struct document_block *outer);

#endif

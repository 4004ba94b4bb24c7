/*
 * document.h - what is published, before it is HTML, PDF, Markdown or text.
 *
 * A document is a tree of blocks; a block holds runs of text, or other blocks.
 * Whoever composes one writes it down in order, and the code reads like the
 * document:
 *
 *     document_begin_section(document, "careers", words.careers);
 *     document_paragraph(document, words.we_send);
 *     document_begin_list(document, DOCUMENT_BULLETED);
 *     document_item(document, name);
 *     document_source(document, share->range);
 *     document_begin_item(document);
 *     document_text(document, words.more_at);
 *     document_link(document, host, address);
 *     document_end(document);
 *     document_end(document);
 *     document_end(document);
 *
 * What begins ends with document_end; what has its text as an argument is done
 * at once.  Memory running out is remembered (`failed`), everything after is
 * ignored, and document_finish says so: check once.  Blocks in the wrong place
 * are a fault of the program and stop it.
 *
 * Text is text: no markup in it means anything, each renderer escapes.  Every
 * text is copied, and cleaned: line ends and tabs become spaces, what must not
 * be shown (text_is_clean) becomes '?'.
 *
 * Ids are made of content, never of a counter, so that a link to a paragraph
 * still leads there next year.  An id that is taken gets "-2", "-3".
 */
#ifndef HORNBOOK_DOCUMENT_DOCUMENT_H
#define HORNBOOK_DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "language/source.h"

struct builder;
struct error;

enum {
	DOCUMENT_DEPTH_LIMIT = 32,   /* blocks inside one another */
	DOCUMENT_HEADING_LIMIT = 5,  /* sections inside one another */
	DOCUMENT_COLUMNS_LIMIT = 40, /* of one table */
};

/* --- what renderers walk over ---------------------------------------------- */

enum run_kind {
	RUN_TEXT,
	RUN_STRONG,
	RUN_CODE, /* a name that a machine knows: a field, a file */
	RUN_LINK,
	RUN_BREAK, /* a new line; no text */
};

struct document_run {
	struct document_run *next;
	enum run_kind kind;
	struct slice text;
	struct slice target; /* of RUN_LINK: "#id", an address, or the name of a
				file beside this one */
};

enum block_kind {
	BLOCK_DOCUMENT,  /* the root */
	BLOCK_SECTION,   /* label: its heading; blocks */
	BLOCK_PARAGRAPH, /* runs */
	BLOCK_LIST,      /* items */
	BLOCK_ITEM,      /* runs, then perhaps blocks */
	BLOCK_PAIRS,     /* pairs */
	BLOCK_PAIR,      /* label: the term; runs, then perhaps blocks */
	BLOCK_TABLE,     /* label: its caption; rows */
	BLOCK_ROW,       /* cells, as many as the table has columns */
	BLOCK_CELL,      /* runs */
	BLOCK_NOTE,      /* label: its title; blocks; apart from the text */
	BLOCK_FIGURE,    /* label: its title; a drawing */
	BLOCK_CONTENTS,  /* label: its heading; the sections are found by the
			    renderer (document_contents_lists) */
};

enum document_list {
	DOCUMENT_BULLETED,
	DOCUMENT_NUMBERED,
};

enum document_align {
	DOCUMENT_START,
	DOCUMENT_CENTRE,
	DOCUMENT_FINISH, /* numbers */
};

struct document_column {
	struct slice heading;
	enum document_align align;
};

struct document_columns {
	size_t count;
	struct document_column at[];
};

/* A picture: what stands inside an <svg> whose viewBox is "0 0 width height". */
struct document_drawing {
	struct slice svg;
	struct slice description; /* all that the picture tells, in words */
	/* The words stand beside it: what cannot draw leaves it out. */
	bool told_beside;
	/* From the top: where print may cut a picture that is higher than a page,
	 * in ascending order; and how much of it is shown again after a cut. */
	const unsigned int *cuts;
	size_t cut_count;
	unsigned int head;
	unsigned int width;
	unsigned int height;
};

struct document_block {
	enum block_kind kind;
	enum document_list list; /* of BLOCK_LIST */
	unsigned int level;      /* of a section: 1 directly in the document */
	struct slice id;         /* may be empty */
	struct slice label;      /* heading, term, caption, title; may be empty
				    but for sections */
	struct document_run *runs;
	struct document_run **runs_end;
	struct document_block *children;
	struct document_block *last;
	struct document_block *next;
	const struct document_columns *columns; /* of BLOCK_TABLE */
	bool row_headings; /* of BLOCK_TABLE: the first cell names the row */
	size_t count;      /* children */
	const struct document_drawing *drawing; /* of BLOCK_FIGURE */
	const struct range *sources;
	size_t source_count;
	bool linked; /* a link of the document leads here */
};

/*
 * What a document says about itself.  The words are the phrasebook's: nothing
 * here knows English.
 */
struct document_about {
	struct slice title;
	struct slice subtitle; /* a line below the title; may be empty */
	struct slice author;   /* the controller */
	struct slice subject;  /* one sentence, for who finds the document */
	struct slice language; /* BCP 47: "en-GB" */
	int32_t date;          /* of the rules published; DATE_NONE: not told */
	struct slice footer;   /* below everything; may be empty */
	bool large;            /* for young readers: larger letters */
	bool compact;          /* on one page: smaller letters in print */
	bool series; /* each section of the first level is a document by itself,
			on pages of its own, to be printed on one side: what
			stands around them is not printed */
	/* What only renderers say. */
	struct slice skip_word;    /* "Skip to the text" */
	struct slice links_word;   /* "Links", above those of a printed text */
	struct slice sources_word; /* "Source", before "file:line" */
};

struct document_ids;

struct document {
	struct arena *arena; /* all of it lives here */
	struct document_about about;
	struct document_block *root;
	bool failed; /* memory ran out: the document is not whole */

	/* Private to document.c. */
	struct document_block *open[DOCUMENT_DEPTH_LIMIT];
	unsigned int depth;
	bool nameless;
	struct document_block *latest;
	struct document_ids *ids;
};

/* --- composing -------------------------------------------------------------- */

/* Begins a document that lives in `arena`. */
void document_begin(struct document *document, struct arena *arena,
		    const struct document_about *about);

/*
 * Ends it.  Fails with ERROR_MEMORY when something is missing for lack of
 * memory, and with ERROR_INPUT when a link leads to an id that is not there or
 * a title, heading or caption is empty.
 * After that it is only read.
 */
int document_finish(struct document *document, struct error *error)
	__attribute__((warn_unused_result));

/* Ends the block begun last that has not ended. */
void document_end(struct document *document);

/* Ids are put through document_identifier; an empty one is made of the heading. */
void document_begin_section(struct document *document, struct slice id,
			    struct slice heading);

void document_begin_paragraph(struct document *document);
void document_paragraph(struct document *document, struct slice text);

/* In a list only items, in pairs only pairs, in a table only rows, in a row only
 * cells. */
void document_begin_list(struct document *document, enum document_list list);
void document_begin_item(struct document *document);
void document_item(struct document *document, struct slice text);

/* Terms and what is to be said of each: a summary, a glossary. */
void document_begin_pairs(struct document *document);
void document_begin_pair(struct document *document, struct slice term);
void document_pair(struct document *document, struct slice term,
		   struct slice text);

/*
 * A table.  The caption tells what it is to one who cannot see it.  With
 * `row_headings` the first cell of each row names the row.  A row without a cell
 * for each column stops the program.
 */
void document_begin_table(struct document *document, struct slice id,
			  struct slice caption,
			  const struct document_column *columns, size_t count,
			  bool row_headings);
void document_begin_row(struct document *document);
void document_begin_cell(struct document *document);
void document_cell(struct document *document, struct slice text);

/* Something apart from the text, in a frame: a summary, a warning, what to do. */
void document_begin_note(struct document *document, struct slice title);

/*
 * A picture.  `svg` is what stands inside the <svg> element, already escaped, in
 * the namespace of SVG, without script, and with no id that is not unlike those
 * of the document; `description` says in words all that the picture does.
 */
void document_figure(struct document *document, struct slice id,
		     struct slice title,
		     const struct document_drawing *drawing);

/* A list of the sections, with links.  May stand before them. */
void document_contents(struct document *document, struct slice heading);

/* --- text: in a paragraph, item, pair or cell that has begun -------------------- */

void document_text(struct document *document, struct slice text);
void document_strong(struct document *document, struct slice text);
void document_code(struct document *document, struct slice text);
void document_break(struct document *document);

/*
 * A link to "#id", to an http, https, mailto or tel address, or to a file that
 * is published beside this one ("leaflet.html").  Text with any other target
 * (document_may_link) stands there without a link.
 */
void document_link(struct document *document, struct slice text,
		   struct slice target);

bool document_may_link(struct slice target);

/* --- of the block begun, added or ended last -------------------------------------- */

/* Where it comes from: a clause of a notice or dictionary.  One without a source
 * file is left out, one that is there already too. */
void document_source(struct document *document, struct range range);

/* Its id, put through document_identifier. */
void document_id(struct document *document, struct slice id);

/* Whether the id has been given in this document. */
bool document_has_id(const struct document *document, struct slice id);

/*
 * An id made of texts: letters and digits of ASCII in small, all else one '-'
 * between them: "share", "Careers Advice" gives "share-careers-advice".  It
 * begins with a letter.  In the arena; empty when memory is out, which the
 * document remembers.
 */
#define document_identifier(document, ...)                                   \
	document_identifier_of((document),                                   \
			       (const struct slice[]){__VA_ARGS__},          \
			       sizeof((const struct slice[]){__VA_ARGS__}) / \
				       sizeof(struct slice))
struct slice document_identifier_of(struct document *document,
				    const struct slice *texts, size_t count);

/* --- for renderers ---------------------------------------------------------------- */

/* Adds the sources for people, without repeating any: "pupils.notice:12, 14,
 * gateways.dictionary:70". */
void document_add_sources(const struct document_block *block,
			  struct builder *out);

/* And for programs: "pupils.notice:12 pupils.notice:14". */
void document_add_source_list(const struct document_block *block,
			      struct builder *out);

/* Whether the contents list a section: the two upper levels. */
bool document_contents_lists(const struct document_block *section);

/* A figure as an <svg> element with title and description, good inside HTML and
 * as a file of its own. */
void document_figure_svg(const struct document_block *figure,
			 struct builder *out);

#endif

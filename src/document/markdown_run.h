/*
 * markdown_run.h - runs of text as Markdown, inside a line.
 */
#ifndef HORNBOOK_DOCUMENT_MARKDOWN_RUN_H
#define HORNBOOK_DOCUMENT_MARKDOWN_RUN_H

#include <stdbool.h>

#include "base/builder.h"
#include "base/slice.h"

struct document_block;
struct document_run;

/* What stands in the line so far, as far as it changes what comes next. */
enum markdown_place {
	MARKDOWN_START,  /* nothing: "-" would begin a list */
	MARKDOWN_DIGITS, /* digits: "." would make a list of it */
	MARKDOWN_INSIDE,
};

struct markdown_line {
	struct builder *out;
	struct slice prefix; /* of each line: what it stands inside */
	bool one;            /* must stay one line: a heading, a cell */
	enum markdown_place place;
	bool break_due;
};

/* Adds text; what means something to Markdown is escaped. */
void markdown_add_text(struct markdown_line *line, struct slice text);

void markdown_add_strong(struct markdown_line *line, struct slice text,
			 struct slice following);

void markdown_add_runs(struct markdown_line *line,
		       const struct document_run *runs);

#endif

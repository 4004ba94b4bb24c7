/*
 * lexer.h - from text to tokens; for the parser and the formatter.
 *
 * Tokens point into the source.  Faults of spelling become findings and one
 * TOKEN_BAD each, about which the parser then says nothing more.  Comments
 * are no tokens: they are collected beside, in the order of the text.
 *
 *     name     [A-Za-z][A-Za-z0-9]*([-.][A-Za-z0-9]+)*
 *     string   "..." on one line, with \" and \\ inside
 *     date     yyyy-mm-dd
 *     number   digits
 */
#ifndef HORNBOOK_LANGUAGE_LEXER_H
#define HORNBOOK_LANGUAGE_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "language/source.h"
#include "language/tree.h"

struct arena;
struct findings;

enum token_kind {
	TOKEN_END,
	TOKEN_BAD, /* a finding says why */
	TOKEN_NAME,
	TOKEN_STRING,
	TOKEN_NUMBER,
	TOKEN_DATE,
	TOKEN_OPEN,  /* { */
	TOKEN_CLOSE, /* } */
	TOKEN_LEFT,  /* ( */
	TOKEN_RIGHT, /* ) */
	TOKEN_COMMA,
	TOKEN_SEMICOLON,
	TOKEN_EQUAL,
	TOKEN_NOT_EQUAL,
	TOKEN_LESS,
	TOKEN_LESS_EQUAL,
	TOKEN_GREATER,
	TOKEN_GREATER_EQUAL,
};

struct token {
	enum token_kind kind;
	uint32_t start, end; /* byte offsets */
	uint32_t line;       /* from 1 */
	bool after_newline;  /* first on its line */
	bool after_blank;    /* a blank line stands right before it */
};

struct lexer {
	const struct source *source;
	struct arena *arena;
	struct findings *findings; /* NULL: faults are not told */
	uint32_t start;
	uint32_t at;
	uint32_t end; /* where to stop */
	uint32_t line;
	struct comment *comments; /* NULL arena: not collected */
	size_t comment_count;
	size_t comment_capacity;
	bool failed; /* memory ran out */
};

/* A lexer over a whole source.  Findings and comments go where they are told
 * to go. */
struct lexer lexer_over(const struct source *source, struct arena *arena,
			struct findings *findings);

/* A lexer over one range, for text that has been parsed before. */
struct lexer lexer_over_range(struct range range);

struct token lexer_next(struct lexer *lexer);

struct slice token_text(const struct source *source, const struct token *token);

bool token_is(const struct source *source, const struct token *token,
	      const char *word);

/* Whether a newline between these two leaves the statement open. */
bool token_continues(const struct source *source, const struct token *last,
		     const struct token *next);

#endif

/*
 * token.h - text cut into words and numbers, folded (fold.h), each with its
 * place and what stands before it.
 *
 * Characters come one by one, from whatever reads the format; a token goes out
 * as soon as it has ended.  A word also ends where small letters turn into a
 * capital one ("AnnaSmith") and where letters turn into digits.
 */
#ifndef HORNBOOK_GUARD_TOKEN_H
#define HORNBOOK_GUARD_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* What stands between two tokens, the stronger the higher. */
enum gap {
	GAP_NONE,   /* nothing */
	GAP_JOINER, /* a hyphen or an apostrophe */
	GAP_DOT,    /* a full stop, underscore or the like, without a space */
	GAP_SPACE,  /* spaces or one line end */
	GAP_COMMA,  /* also other punctuation inside a sentence */
	GAP_CELL,   /* the next cell of a row */
	GAP_STOP,   /* the end of a sentence */
	GAP_BREAK,  /* the end of a paragraph or row */
};

/* A place; row and cell count from 1 in tables, and are 0 elsewhere. */
struct spot {
	uint32_t line, column;
	uint32_t row, cell;
};

enum { TOKEN_TEXT_BYTES = 64 };

struct token {
	char text[TOKEN_TEXT_BYTES];
	uint8_t length;
	bool number;
	bool capital;   /* begins with a capital letter */
	bool cut;       /* too long to be a name; its end is not kept */
	bool percent;   /* a percent sign stands right behind it */
	bool uncounted; /* scan.h */
	char mark;      /* the last character of the gap that is no space; 0 */
	enum gap gap;
	struct spot from, to;
};

static inline struct slice token_text(const struct token *token)
{
	return (struct slice){token->text, token->length};
}

typedef void token_taker(void *context, const struct token *token);

struct tokenizer {
	token_taker *take;
	void *context;
	struct token token;
	enum gap gap;
	char mark;
	bool open;          /* a token is being read */
	bool small;         /* its last letter is a small one */
	bool hyphen;        /* the gap is one hyphen so far */
	bool short_before;  /* the token before the gap is an initial or a
			       title: its full stop ends no sentence */
	unsigned int lines; /* line ends in the gap */
};

struct tokenizer tokenizer_of(token_taker *take, void *context);

void tokenizer_add(struct tokenizer *tokenizer, uint32_t character,
		   const struct spot *spot);

/* Ends the token and puts at least this gap after it. */
void tokenizer_part(struct tokenizer *tokenizer, enum gap gap);

#endif

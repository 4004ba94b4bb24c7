/*
 * grammar.h - the language's statements, as a table.
 *
 * One row a statement: its keyword, where it may stand, its pattern, how often
 * it may stand there.  Parser, formatter, completion hints and the reference
 * in docs/language.md all read this table; a new clause begins as a new row.
 *
 * Patterns are made of:
 *     NAME NAMES STRING NUMBER DATE VALUES CONDITION   arguments
 *     lower-case words                                 fixed words
 *     [ ... ]        may be left out
 *     ( a | b )      one of these
 *     { a | b | c }  any of these, in any order, each at most once
 * An argument is labelled with the fixed word right before it in the pattern,
 * the first one with "" (then "1", "2" for further ones that follow another
 * argument directly).  A fixed word not followed by an argument is found by
 * statement_has.
 *
 * NAMES is a comma-separated list; VALUES likewise, of names, strings or
 * numbers.  CONDITION runs to the end of the statement.
 */
#ifndef HORNBOOK_LANGUAGE_GRAMMAR_H
#define HORNBOOK_LANGUAGE_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>

enum keyword {
	KEYWORD_NONE, /* the top of a file, as a place to stand in */
#define STATEMENT(symbol, word, inside, times, pattern, help) KEYWORD_##symbol,
#include "language/statements.h"
#undef STATEMENT
	KEYWORD_COUNT,
	/* No statement: what a person asserts of all rules, as a place to
	 * stand in. */
	KEYWORD_ASSERTION
};

enum times {
	TIMES_ANY,  /* none or many */
	TIMES_ONCE, /* exactly one */
	TIMES_AT_MOST_ONE,
	TIMES_SOME, /* one or many */
};

/*
 * A keyword may stand in more than one kind of block: such a row is for the
 * statement, and `inside` lists the blocks' keywords as a bit set
 * (1ull << KEYWORD_x), with bit 0 for the top of a file and PLACE_ASSERTION.
 * Keywords from 63 on have no block.
 */
struct statement_rule {
	enum keyword keyword;
	const char *word;
	unsigned long long inside;
	enum times times;
	const char *pattern;
	const char *help; /* one sentence for the reference */
};

#define PLACE_ASSERTION (1ull << 63)

/* A block, the top or an assertion as a bit of `inside`; 0 of what has no
 * block. */
static inline unsigned long long grammar_place(enum keyword block)
{
	if (block == KEYWORD_ASSERTION)
		return PLACE_ASSERTION;
	return block < 63 ? 1ull << block : 0;
}

/* The row of a keyword. */
const struct statement_rule *grammar_rule(enum keyword keyword);

/* The keyword written `word` that may stand inside `block`; KEYWORD_NONE when
 * there is none. */
enum keyword grammar_keyword(const char *word, size_t len, enum keyword block);

/* Whether a statement of the top belongs in a phrasebook and nowhere else. */
bool grammar_is_phrasebook(enum keyword keyword);

/* Whether statements may stand inside this one at all. */
bool grammar_has_block(enum keyword keyword);

#endif

/*
 * reader.h - what the parts of the parser share: one token ahead, and where
 * faults go.  Not for other rooms.
 *
 * A function that reads returns false when it has told a fault (or memory is
 * out, which `failed` says); the caller then skips to the statement's end.
 */
#ifndef HORNBOOK_LANGUAGE_READER_H
#define HORNBOOK_LANGUAGE_READER_H

#include "language/diagnostic.h"
#include "language/lexer.h"

struct reader {
	struct lexer lexer;
	struct token token;  /* the next one, not taken yet */
	struct token last;   /* the one taken before it */
	struct token before; /* the one taken before that */
	const struct source *source;
	struct arena *arena;
	struct findings *findings;
	enum keyword block;       /* the block that is being read */
	unsigned int depth;       /* open blocks and parentheses */
	unsigned int parentheses; /* the open parentheses among them */
	size_t comments_used;     /* the first ones, which have a statement */
	bool known;               /* some statement's word was met */
	bool failed;              /* memory ran out */
	/* Lists while they are read; reader_keep copies them out. */
	struct name *names;
	struct condition_member *members;
	size_t name_capacity, member_capacity;
};

/* Takes the next token. */
void reader_take(struct reader *reader);

/* Whether the statement ends before the next token. */
bool reader_at_end(const struct reader *reader);

/* Whether the next token is this word of the same statement. */
bool reader_is(const struct reader *reader, const char *word);

/* Takes the word if it is the next token. */
bool reader_take_word(struct reader *reader, const char *word);

struct range reader_range(const struct reader *reader, uint32_t start,
			  uint32_t end);

/* The name or text in the token, quotes and escapes undone. */
bool reader_name(struct reader *reader, const struct token *token,
		 struct name *name);

/* The number in the token. */
bool reader_number(struct reader *reader, const struct token *token,
		   uint64_t *number);

/* A copy of a list with no room to spare, so that a tree is not larger than
 * its text calls for; NULL when memory is out. */
void *reader_keep(struct reader *reader, const void *list, size_t count,
		  size_t size);

/* Tells that `wanted` should stand where the next token is.  Returns false. */
bool reader_expected(struct reader *reader, const char *wanted);

/* Tells that the next token has no place here; `words` are what could be
 * meant.  Returns false. */
bool reader_unexpected(struct reader *reader, const struct slice *words,
		       size_t count);

/* Whether `word` belongs to conditions and cannot be a name. */
bool reader_is_reserved(struct slice word);

/* Reads a condition up to the statement's end. */
bool read_condition(struct reader *reader, const struct condition **out);

/* Reads what follows a keyword, as its pattern wants it. */
bool read_arguments(struct reader *reader, const char *pattern,
		    struct statement *statement);

#endif

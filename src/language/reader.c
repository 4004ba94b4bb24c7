#include "language/reader.h"

#include "base/arena.h"

void reader_take(struct reader *reader)
{
	if (reader->token.kind == TOKEN_END)
		return;
	reader->before = reader->last;
	reader->last = reader->token;
	reader->token = lexer_next(&reader->lexer);
	reader->failed = reader->failed || reader->lexer.failed ||
			 reader->findings->failed;
}

bool reader_at_end(const struct reader *reader)
{
	const struct token *token = &reader->token;

	if (token->kind == TOKEN_END || token->kind == TOKEN_SEMICOLON ||
	    token->kind == TOKEN_OPEN || token->kind == TOKEN_CLOSE)
		return true;
	return token->after_newline && reader->parentheses == 0 &&
	       !token_continues(reader->source, &reader->last, token);
}

bool reader_is(const struct reader *reader, const char *word)
{
	return token_is(reader->source, &reader->token, word) &&
	       !reader_at_end(reader);
}

bool reader_take_word(struct reader *reader, const char *word)
{
	if (!reader_is(reader, word))
		return false;
	reader_take(reader);
	return true;
}

struct range reader_range(const struct reader *reader, uint32_t start,
			  uint32_t end)
{
	return (struct range){reader->source, start, end};
}

static bool undo_escapes(struct reader *reader, struct slice *text)
{
	char *copy = arena_allocate(reader->arena, text->len);
	size_t count = 0;

	if (copy == NULL) {
		reader->failed = true;
		return false;
	}
	for (size_t i = 0; i < text->len; i++) {
		if (text->at[i] == '\\')
			i++;
		copy[count++] = text->at[i];
	}
	*text = (struct slice){copy, count};
	return true;
}

bool reader_name(struct reader *reader, const struct token *token,
		 struct name *name)
{
	name->range = reader_range(reader, token->start, token->end);
	name->text = token_text(reader->source, token);
	if (token->kind != TOKEN_STRING)
		return true;
	name->text = slice_part(name->text, 1, name->text.len - 1);
	if (name->text.len == 0 ||
	    memchr(name->text.at, '\\', name->text.len) == NULL)
		return true;
	return undo_escapes(reader, &name->text);
}

bool reader_number(struct reader *reader, const struct token *token,
		   uint64_t *number)
{
	if (slice_number(token_text(reader->source, token), INT64_MAX, number))
		return true;
	findings_add(reader->findings, SEVERITY_ERROR, "number-too-large",
		     reader_range(reader, token->start, token->end),
		     "this number is too large");
	return false;
}

void *reader_keep(struct reader *reader, const void *list, size_t count,
		  size_t size)
{
	void *copy = arena_array(reader->arena, count, size);

	if (copy == NULL)
		reader->failed = true;
	else if (count > 0)
		memcpy(copy, list, count * size);
	return copy;
}

/* How messages call the token that was taken last. */
static struct slice last_name(const struct reader *reader)
{
	if (reader->last.kind == TOKEN_STRING)
		return SLICE("the text");
	return token_text(reader->source, &reader->last);
}

/* The next token, or the place right behind the last one when the statement
 * has ended. */
static struct range fault_range(const struct reader *reader)
{
	if (reader_at_end(reader))
		return reader_range(reader, reader->last.end, reader->last.end);
	return reader_range(reader, reader->token.start, reader->token.end);
}

/* When a line ended with a comma, and its list went on with the keyword of
 * the next clause, says so. */
static bool hint_comma(struct reader *reader, struct finding *finding)
{
	struct slice word = token_text(reader->source, &reader->last);

	if (reader->before.kind != TOKEN_COMMA ||
	    reader->last.kind != TOKEN_NAME || !reader->last.after_newline ||
	    grammar_keyword(word.at, word.len, reader->block) == KEYWORD_NONE)
		return false;
	finding_hint(reader->findings, finding,
		     "the line above ends with a comma, so that its list goes "
		     "on here");
	return true;
}

bool reader_expected(struct reader *reader, const char *wanted)
{
	const char *quote = reader->last.kind == TOKEN_STRING ? "" : "'";
	struct finding *finding;
	struct slice last = last_name(reader);

	if (reader->token.kind == TOKEN_BAD && !reader_at_end(reader))
		return false;
	finding = findings_add(reader->findings, SEVERITY_ERROR,
			       "expected-argument", fault_range(reader),
			       "expected %s after %s%.*s%s", wanted, quote,
			       SLICE_ARGS(last), quote);
	hint_comma(reader, finding);
	return false;
}

bool reader_unexpected(struct reader *reader, const struct slice *words,
		       size_t count)
{
	struct slice text = token_text(reader->source, &reader->token);
	bool string = reader->token.kind == TOKEN_STRING;
	struct finding *finding;

	if (reader->token.kind == TOKEN_BAD)
		return false;
	finding = findings_add(reader->findings, SEVERITY_ERROR,
			       "unexpected-word", fault_range(reader),
			       string ? "%.*s is not expected here"
				      : "'%.*s' is not expected here",
			       SLICE_ARGS(string ? SLICE("the text") : text));
	if (hint_comma(reader, finding) || reader->token.kind != TOKEN_NAME)
		return false;
	finding_hint_nearest(reader->findings, finding, text, words, count);
	if (grammar_keyword(text.at, text.len, reader->block) != KEYWORD_NONE)
		finding_hint(reader->findings, finding,
			     "'%.*s' begins a statement: put it on a new line "
			     "or after ';'",
			     SLICE_ARGS(text));
	return false;
}

bool reader_is_reserved(struct slice word)
{
	return slice_is(word, "and") || slice_is(word, "or") ||
	       slice_is(word, "not") || slice_is(word, "in");
}

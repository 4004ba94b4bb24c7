#include "language/lexer.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "language/diagnostic.h"

/* With its quotes; docs/language.md says 4000 between them. */
enum { TEXT_LIMIT_BYTES = 4002 };

struct lexer lexer_over(const struct source *source, struct arena *arena,
			struct findings *findings)
{
	struct lexer lexer = {
		.source = source,
		.arena = arena,
		.findings = findings,
		.end = (uint32_t)source->text.len,
		.line = 1,
	};

	if (slice_starts_with(source->text, SLICE("\xef\xbb\xbf")))
		lexer.at = lexer.start = 3;
	return lexer;
}

struct lexer lexer_over_range(struct range range)
{
	return (struct lexer){
		.source = range.source,
		.start = range.start,
		.at = range.start,
		.end = range.end,
		.line = 1,
	};
}

struct slice token_text(const struct source *source, const struct token *token)
{
	return slice_part(source->text, token->start, token->end);
}

bool token_is(const struct source *source, const struct token *token,
	      const char *word)
{
	return token->kind == TOKEN_NAME &&
	       slice_is(token_text(source, token), word);
}

bool token_continues(const struct source *source, const struct token *last,
		     const struct token *next)
{
	if (token_is(source, next, "and") || token_is(source, next, "or"))
		return true;
	if (last->kind == TOKEN_COMMA ||
	    (last->kind >= TOKEN_EQUAL && last->kind <= TOKEN_GREATER_EQUAL))
		return true;
	return token_is(source, last, "and") || token_is(source, last, "or") ||
	       token_is(source, last, "not") || token_is(source, last, "in");
}

static char peek(const struct lexer *lexer, uint32_t offset)
{
	return offset < lexer->end ? lexer->source->text.at[offset] : '\0';
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static struct range range_from(const struct lexer *lexer, uint32_t start)
{
	return (struct range){lexer->source, start, lexer->at};
}

static struct finding *fault(struct lexer *lexer, const char *id,
			     uint32_t start, const char *message)
{
	if (lexer->findings == NULL)
		return NULL;
	return findings_add(lexer->findings, SEVERITY_ERROR, id,
			    range_from(lexer, start), "%s", message);
}

static void hint(struct lexer *lexer, struct finding *finding, const char *text)
{
	if (finding != NULL)
		finding_hint(lexer->findings, finding, "%s", text);
}

static void read_comment(struct lexer *lexer, bool own_line, bool after_blank)
{
	const char *start = lexer->source->text.at + lexer->at;
	const char *newline = memchr(start, '\n', lexer->end - lexer->at);
	struct range range = {lexer->source, lexer->at, lexer->end};
	struct comment *comments;

	if (newline != NULL)
		range.end = lexer->at + (uint32_t)(newline - start);
	lexer->at = range.end;
	while (range.end > range.start && (peek(lexer, range.end - 1) == ' ' ||
					   peek(lexer, range.end - 1) == '\t' ||
					   peek(lexer, range.end - 1) == '\r'))
		range.end--;
	if (lexer->arena == NULL)
		return;
	comments =
		arena_grow(lexer->arena, lexer->comments, lexer->comment_count,
			   &lexer->comment_capacity, sizeof(*comments));
	if (comments == NULL) {
		lexer->failed = true;
		return;
	}
	lexer->comments = comments;
	comments[lexer->comment_count++] =
		(struct comment){range, own_line, after_blank};
}

/* Steps over spaces, line ends and comments, and notes in `token` what was
 * there. */
static void skip_space(struct lexer *lexer, struct token *token)
{
	unsigned int newlines = 0; /* since the last token or comment */

	token->after_newline = lexer->at == lexer->start;
	for (; lexer->at < lexer->end; lexer->at++) {
		char byte = peek(lexer, lexer->at);

		if (byte == '\n') {
			newlines++;
			lexer->line++;
			token->after_newline = true;
		} else if (byte == '#') {
			read_comment(lexer, token->after_newline, newlines > 1);
			newlines = 0;
			lexer->at--;
		} else if (byte != ' ' && byte != '\t' && byte != '\r') {
			break;
		}
	}
	token->after_blank = newlines > 1;
}

static enum token_kind read_name(struct lexer *lexer)
{
	for (;;) {
		char byte = peek(lexer, lexer->at);
		char next = peek(lexer, lexer->at + 1);

		if (is_letter(byte) || is_digit(byte))
			lexer->at++;
		else if ((byte == '-' || byte == '.') &&
			 (is_letter(next) || is_digit(next)))
			lexer->at += 2;
		else
			return TOKEN_NAME;
	}
}

static bool is_date_shaped(struct slice text)
{
	if (text.len != 10)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (i == 4 || i == 7 ? text.at[i] != '-'
				     : !is_digit(text.at[i]))
			return false;
	return true;
}

static enum token_kind read_number(struct lexer *lexer)
{
	uint32_t start = lexer->at;
	bool hyphens = false;
	bool others = false;
	struct slice text;
	int32_t date;

	for (;; lexer->at++) {
		char byte = peek(lexer, lexer->at);

		if (byte == '-')
			hyphens = true;
		else if (is_letter(byte) || byte == '.' || byte == '/' ||
			 byte == '_')
			others = true;
		else if (!is_digit(byte))
			break;
	}
	text = range_text(range_from(lexer, start));
	if (others) {
		hint(lexer,
		     fault(lexer, "bad-number", start,
			   "this is neither a number nor a name"),
		     "a name begins with a letter, a date is written "
		     "yyyy-mm-dd, a code may stand in quotes");
		return TOKEN_BAD;
	}
	if (!hyphens)
		return TOKEN_NUMBER;
	if (date_parse(text, &date))
		return TOKEN_DATE;
	if (is_date_shaped(text))
		hint(lexer,
		     fault(lexer, "bad-date", start,
			   "there is no such day in the calendar"),
		     "dates run from 1800-01-01 to 2999-12-31");
	else
		hint(lexer,
		     fault(lexer, "bad-date", start,
			   "this is neither a number nor a date"),
		     "a date is written yyyy-mm-dd, as in 2018-05-25");
	return TOKEN_BAD;
}

static enum token_kind unterminated(struct lexer *lexer, uint32_t start)
{
	if (lexer->at > start + 1 && peek(lexer, lexer->at - 1) == '\r')
		lexer->at--;
	hint(lexer,
	     fault(lexer, "unterminated-string", start,
		   "this text has no closing quote"),
	     "a text ends on the line on which it begins");
	return TOKEN_BAD;
}

/* A fault of the character at hand. */
static struct finding *character_fault(struct lexer *lexer, const char *id,
				       const char *message)
{
	struct range range = {lexer->source, lexer->at, lexer->at + 1};

	if (lexer->findings == NULL)
		return NULL;
	return findings_add(lexer->findings, SEVERITY_ERROR, id, range, "%s",
			    message);
}

/* Whether the character at hand may stand in a text; `tell` if not.  Steps
 * onto the second of an escape's two. */
static bool check_character(struct lexer *lexer, bool tell)
{
	unsigned char byte = (unsigned char)peek(lexer, lexer->at);
	char next = peek(lexer, lexer->at + 1);

	if (byte == '\\' && (next == '"' || next == '\\')) {
		lexer->at++;
		return true;
	}
	if (byte == '\\' && tell)
		hint(lexer,
		     character_fault(lexer, "bad-escape",
				     "'\\' stands before a quote or another "
				     "'\\' only"),
		     "write '\\\\' for one '\\'");
	else if (byte < 0x20 && byte != '\t' && byte != '\r' && tell)
		character_fault(lexer, "bad-character",
				"a control character cannot stand in a text");
	return byte != '\\' && (byte >= 0x20 || byte == '\t' || byte == '\r');
}

/* A text is a name or a few sentences: a page that is all one paragraph would
 * take minutes to set. */
static enum token_kind check_length(struct lexer *lexer, uint32_t start,
				    enum token_kind kind)
{
	if (kind == TOKEN_BAD || lexer->at - start <= TEXT_LIMIT_BYTES)
		return kind;
	hint(lexer,
	     fault(lexer, "text-too-long", start, "this text is too long"),
	     "a text has 4000 bytes at most");
	return TOKEN_BAD;
}

/* Tells the first fault of a text only. */
static enum token_kind read_string(struct lexer *lexer)
{
	enum token_kind kind = TOKEN_STRING;
	uint32_t start = lexer->at++;

	for (; lexer->at < lexer->end; lexer->at++) {
		char byte = peek(lexer, lexer->at);

		if (byte == '"') {
			lexer->at++;
			return check_length(lexer, start, kind);
		}
		if (byte == '\n')
			break;
		if (!check_character(lexer, kind != TOKEN_BAD))
			kind = TOKEN_BAD;
	}
	return unterminated(lexer, start);
}

static bool begins_token(char byte)
{
	return is_letter(byte) || is_digit(byte) ||
	       (byte != '\0' && strchr(" \t\r\n#\"{}(),;=!<>", byte) != NULL);
}

static enum token_kind read_bad(struct lexer *lexer)
{
	uint32_t start = lexer->at++;
	struct finding *finding;
	struct slice text;

	while (lexer->at < lexer->end && !begins_token(peek(lexer, lexer->at)))
		lexer->at++;
	text = range_text(range_from(lexer, start));
	finding = fault(lexer, "bad-character", start,
			text_length(text) > 1 ? "these characters have no "
						"meaning here"
					      : "this character has no "
						"meaning here");
	if (slice_starts_with(text, SLICE("\u201c")) ||
	    slice_starts_with(text, SLICE("\u201d")) ||
	    slice_starts_with(text, SLICE("'")))
		hint(lexer, finding,
		     "a text stands in straight quotes: \"...\"");
	else if (slice_is(text, "!"))
		hint(lexer, finding, "write 'not', or '!=' to compare");
	else if (slice_is(text, "_"))
		hint(lexer, finding,
		     "names are made of letters, digits, '-' and '.'");
	return TOKEN_BAD;
}

static enum token_kind read_operator(struct lexer *lexer, char byte)
{
	uint32_t start = lexer->at;
	bool equal = peek(lexer, start + 1) == '=';

	if (byte == '!' && !equal)
		return read_bad(lexer);
	lexer->at += equal ? 2 : 1;
	switch (byte) {
	case '!':
		return TOKEN_NOT_EQUAL;
	case '<':
		return equal ? TOKEN_LESS_EQUAL : TOKEN_LESS;
	case '>':
		return equal ? TOKEN_GREATER_EQUAL : TOKEN_GREATER;
	default:
		break;
	}
	if (!equal)
		return TOKEN_EQUAL;
	hint(lexer,
	     fault(lexer, "bad-character", start, "'==' is not a comparison"),
	     "write '='");
	return TOKEN_BAD;
}

static enum token_kind read_token(struct lexer *lexer)
{
	static const char marks[] = "{}(),;";
	static const enum token_kind kinds[] = {TOKEN_OPEN,  TOKEN_CLOSE,
						TOKEN_LEFT,  TOKEN_RIGHT,
						TOKEN_COMMA, TOKEN_SEMICOLON};
	char byte = peek(lexer, lexer->at);
	const char *mark;

	if (lexer->at >= lexer->end)
		return TOKEN_END;
	if (is_letter(byte))
		return read_name(lexer);
	if (is_digit(byte))
		return read_number(lexer);
	if (byte == '"')
		return read_string(lexer);
	if (byte == '=' || byte == '!' || byte == '<' || byte == '>')
		return read_operator(lexer, byte);
	mark = strchr(marks, byte);
	if (mark == NULL)
		return read_bad(lexer);
	lexer->at++;
	return kinds[mark - marks];
}

struct token lexer_next(struct lexer *lexer)
{
	struct token token = {0};

	skip_space(lexer, &token);
	token.start = lexer->at;
	token.line = lexer->line;
	token.kind = read_token(lexer);
	token.end = lexer->at;
	return token;
}

#include "language/parser.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "language/reader.h"

struct statement_list {
	struct statement *at;
	size_t count;
	size_t capacity;
};

/* A block while it is read. */
struct block {
	struct statement_list list;
	enum keyword keyword;
	struct range open; /* "{", and for what stands at the top, nothing */
	/* The line on which each keyword stood first, for clauses that stand
	 * at most once; faulty ones count. */
	uint32_t first[KEYWORD_COUNT];
	bool given_up; /* taken for unclosed: the statement is not its own */
};

static void read_statements(struct reader *reader, struct block *block);

static struct range token_range(const struct reader *reader)
{
	return reader_range(reader, reader->token.start, reader->token.end);
}

static struct finding *tell(struct reader *reader, const char *id,
			    struct range range, const char *message)
{
	return findings_add(reader->findings, SEVERITY_ERROR, id, range, "%s",
			    message);
}

static void tell_unclosed(struct reader *reader, struct range open)
{
	finding_hint(reader->findings,
		     tell(reader, "unclosed-block", open,
			  "this block is not closed"),
		     "a '}' is missing");
}

/* --- words that have no place -------------------------------------------- */

/* The blocks where statements that begin with `word` may stand, as bits. */
static unsigned long long places_of(struct slice word, enum keyword *first)
{
	unsigned long long places = 0;

	*first = KEYWORD_NONE;
	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++) {
		const struct statement_rule *rule =
			grammar_rule((enum keyword)i);

		if (!slice_is(word, rule->word))
			continue;
		if (*first == KEYWORD_NONE)
			*first = rule->keyword;
		places |= rule->inside;
	}
	return places;
}

static void tell_unknown(struct reader *reader, struct slice word,
			 enum keyword block)
{
	struct slice words[KEYWORD_COUNT];
	size_t count = 0;

	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++) {
		const struct statement_rule *rule =
			grammar_rule((enum keyword)i);

		if ((rule->inside & grammar_place(block)) != 0)
			words[count++] = slice_of(rule->word);
	}
	finding_hint_nearest(reader->findings,
			     findings_add(reader->findings, SEVERITY_ERROR,
					  "unknown-statement",
					  token_range(reader),
					  "no statement begins with '%.*s'",
					  SLICE_ARGS(word)),
			     word, words, count);
}

/* "at the top of a file", "inside 'share' or 'never'". */
static void describe_places(unsigned long long places, struct builder *out)
{
	bool inside = false;

	if ((places & 1) != 0)
		builder_add_text(out, "at the top of a file");
	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++) {
		unsigned long long place = grammar_place((enum keyword)i);

		if ((places & place) == 0)
			continue;
		if (inside && (places & ~PLACE_ASSERTION) / place > 1)
			builder_add_text(out, ", ");
		else if (inside || (places & 1) != 0)
			builder_add_text(out, " or ");
		if (!inside)
			builder_add_text(out, "inside ");
		inside = true;
		builder_add_format(out, "'%s'",
				   grammar_rule((enum keyword)i)->word);
	}
	if ((places & PLACE_ASSERTION) != 0)
		builder_add_format(out, "%sin an assertion",
				   inside || (places & 1) != 0 ? " or " : "");
}

static void tell_misplaced(struct reader *reader, struct slice word,
			   unsigned long long places, enum keyword block)
{
	struct builder text = {0};

	describe_places(places, &text);
	builder_add_text(&text, ", not ");
	describe_places(grammar_place(block), &text);
	findings_add(reader->findings, SEVERITY_ERROR, "misplaced-statement",
		     token_range(reader), "'%.*s' stands %s", SLICE_ARGS(word),
		     builder_text(&text));
	reader->failed = reader->failed || text.failed;
	builder_release(&text);
}

/* --- recovery --------------------------------------------------------------- */

/* Whether the next token begins a line, without indent, with a statement that
 * stands only at the top: then the blocks before it were not closed. */
static bool begins_top_statement(const struct reader *reader)
{
	const char *text = reader->source->text.at;
	struct slice word = token_text(reader->source, &reader->token);

	return reader->token.kind == TOKEN_NAME &&
	       (reader->token.start == 0 ||
		text[reader->token.start - 1] == '\n') &&
	       grammar_keyword(word.at, word.len, KEYWORD_NONE) != KEYWORD_NONE;
}

/* Skips a block whose "{" is the next token, without reading it. */
static void skip_block(struct reader *reader)
{
	struct range open = token_range(reader);
	size_t depth = 0;

	do {
		if (reader->token.kind == TOKEN_OPEN)
			depth++;
		else if (reader->token.kind == TOKEN_CLOSE)
			depth--;
		reader_take(reader);
		if (depth > 0 && (reader->token.kind == TOKEN_END ||
				  begins_top_statement(reader))) {
			tell_unclosed(reader, open);
			return;
		}
	} while (depth > 0);
}

static void skip_to_end(struct reader *reader)
{
	reader->parentheses = 0;
	while (!reader_at_end(reader))
		reader_take(reader);
}

static void skip_statement(struct reader *reader)
{
	reader_take(reader);
	skip_to_end(reader);
	if (reader->token.kind == TOKEN_OPEN && !reader->token.after_newline)
		skip_block(reader);
}

/* --- comments --------------------------------------------------------------- */

/* The comments not given to a statement yet. */
static const struct comment *take_comments(struct reader *reader, size_t *count)
{
	const struct comment *comments = reader->lexer.comments;
	size_t first = reader->comments_used;

	*count = reader->lexer.comment_count - first;
	reader->comments_used = reader->lexer.comment_count;
	return *count > 0 ? comments + first : NULL;
}

/* A blank line before the statement stands before what moves there. */
static void move_blank(struct statement *statement, struct comment *moved,
		       size_t count)
{
	if (count == 0)
		return;
	moved->after_blank = statement->after_blank;
	statement->after_blank = false;
}

/*
 * Gives the statement its comments, from `first` on: those before its keyword
 * and, up to the token taken last, those among its arguments and at the line's
 * end.  Of these the last stands behind the statement; the others move
 * before it.
 */
static void attach_comments(struct reader *reader, size_t first,
			    struct statement *statement)
{
	struct comment *comments = reader->lexer.comments;
	size_t end = reader->comments_used;

	while (end < reader->lexer.comment_count &&
	       (!comments[end].own_line ||
		comments[end].range.start < reader->last.end)) {
		comments[end].own_line = true;
		comments[end].after_blank = false;
		end++;
	}
	if (end > reader->comments_used) {
		move_blank(statement, &comments[reader->comments_used],
			   end - reader->comments_used - 1);
		comments[end - 1].own_line = false;
		statement->behind = &comments[end - 1];
	}
	reader->comments_used = end;
	statement->before_count =
		end - first - (statement->behind != NULL ? 1 : 0);
	statement->before =
		statement->before_count > 0 ? &comments[first] : NULL;
}

/* The same for a comment after the "}" of a block on one line. */
static void attach_last_comment(struct reader *reader, size_t first,
				struct statement *statement)
{
	struct comment *comments = reader->lexer.comments;
	size_t used = reader->comments_used;

	if (used == reader->lexer.comment_count || comments[used].own_line)
		return;
	if (statement->behind != NULL) {
		comments[used - 1].own_line = true;
		move_blank(statement, &comments[used - 1], 1);
	}
	attach_comments(reader, first, statement);
}

/* --- statements ----------------------------------------------------------- */

static void check_times(struct reader *reader, struct block *block,
			const struct statement_rule *rule, struct range range)
{
	uint32_t first = block->first[rule->keyword];

	if (first == 0) {
		block->first[rule->keyword] = reader->token.line;
		return;
	}
	if (rule->times != TIMES_ONCE && rule->times != TIMES_AT_MOST_ONE)
		return;
	finding_hint(reader->findings,
		     findings_add(reader->findings, SEVERITY_ERROR,
				  "repeated-clause", range,
				  "'%s' stands here a second time", rule->word),
		     "the first one is on line %u", first);
}

static void check_missing(struct reader *reader, const struct block *block,
			  struct range range)
{
	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++) {
		const struct statement_rule *rule =
			grammar_rule((enum keyword)i);

		if ((rule->inside & grammar_place(block->keyword)) == 0 ||
		    block->first[i] != 0 ||
		    (rule->times != TIMES_ONCE && rule->times != TIMES_SOME))
			continue;
		findings_add(reader->findings, SEVERITY_ERROR, "missing-clause",
			     range, "'%s' needs a clause '%s'",
			     grammar_rule(block->keyword)->word, rule->word);
	}
}

static bool opens_block(struct reader *reader, enum keyword keyword)
{
	if (reader->token.kind != TOKEN_OPEN)
		return false;
	if (reader->token.after_newline)
		tell(reader, "misplaced-brace", token_range(reader),
		     "'{' stands on the line of its statement");
	if (grammar_has_block(keyword))
		return true;
	findings_add(reader->findings, SEVERITY_ERROR, "unexpected-block",
		     token_range(reader), "'%s' has no block",
		     grammar_rule(keyword)->word);
	skip_block(reader);
	return false;
}

static void add_statement(struct reader *reader, struct statement_list *list,
			  const struct statement *statement)
{
	struct statement *at;

	at = arena_grow(reader->arena, list->at, list->count, &list->capacity,
			sizeof(*at));
	if (at == NULL) {
		reader->failed = true;
		return;
	}
	list->at = at;
	at[list->count++] = *statement;
}

/* Reads a statement's block; false when it has none. */
static bool read_own_block(struct reader *reader, struct statement *statement,
			   size_t first_comment)
{
	struct block block = {.keyword = statement->keyword};
	enum keyword outer = reader->block;
	struct range open;
	uint32_t open_line;

	if (!opens_block(reader, statement->keyword)) {
		if (grammar_has_block(statement->keyword))
			check_missing(reader, &block, statement->keyword_range);
		return false;
	}
	open = token_range(reader);
	open_line = reader->token.line;
	if (reader->depth == PARSER_DEPTH) {
		findings_add(reader->findings, SEVERITY_ERROR,
			     "nesting-too-deep", open,
			     "blocks and parentheses nest at most %d deep",
			     PARSER_DEPTH);
		skip_block(reader);
		return true;
	}
	block.open = open;
	reader->block = statement->keyword;
	reader->depth++;
	reader_take(reader);
	attach_comments(reader, first_comment, statement);
	read_statements(reader, &block);
	reader->depth--;
	reader->block = outer;
	check_missing(reader, &block, statement->keyword_range);
	statement->inside = take_comments(reader, &statement->inside_count);
	statement->has_block = true;
	statement->children = block.list.at;
	statement->child_count = block.list.count;
	if (block.given_up || reader->token.kind != TOKEN_CLOSE)
		return true;
	reader_take(reader);
	statement->one_line_block = open_line == reader->last.line;
	if (statement->one_line_block)
		attach_last_comment(reader, first_comment, statement);
	return true;
}

/* Reads one statement whose keyword is the next token; false when it is
 * faulty. */
static bool read_statement(struct reader *reader, enum keyword keyword,
			   struct statement *statement)
{
	size_t first_comment = reader->comments_used;
	size_t before;
	bool good;

	*statement = (struct statement){
		.keyword = keyword,
		.keyword_range = token_range(reader),
		.after_blank = reader->token.after_blank,
	};
	take_comments(reader, &before);
	reader_take(reader);
	good = read_arguments(reader, grammar_rule(keyword)->pattern,
			      statement);
	skip_to_end(reader);
	statement->range = reader_range(reader, statement->keyword_range.start,
					reader->last.end);
	if (read_own_block(reader, statement, first_comment)) {
		statement->range.end = reader->last.end;
		return good;
	}
	if (reader->token.kind == TOKEN_SEMICOLON)
		reader_take(reader);
	attach_comments(reader, first_comment, statement);
	return good;
}

/* A statement whose first word has no place in this block. */
static void read_misplaced(struct reader *reader, struct block *block,
			   struct slice word)
{
	struct statement statement;
	enum keyword keyword;
	unsigned long long places = places_of(word, &keyword);

	if (keyword == KEYWORD_NONE) {
		tell_unknown(reader, word, block->keyword);
		skip_statement(reader);
		return;
	}
	reader->known = true;
	if (block->keyword != KEYWORD_NONE &&
	    block->keyword != KEYWORD_ASSERTION &&
	    begins_top_statement(reader)) {
		tell_unclosed(reader, block->open);
		block->given_up = true;
		return;
	}
	tell_misplaced(reader, word, places, block->keyword);
	/* It is read all the same, for the faults in it. */
	read_statement(reader, keyword, &statement);
}

static void read_one(struct reader *reader, struct block *block)
{
	struct slice word = token_text(reader->source, &reader->token);
	struct range range = token_range(reader);
	struct statement statement;
	enum keyword keyword;

	if (reader->token.kind != TOKEN_NAME) {
		if (reader->token.kind != TOKEN_BAD)
			tell(reader, "unknown-statement", range,
			     "a statement begins with a keyword");
		if (reader->token.kind == TOKEN_OPEN)
			skip_block(reader);
		else
			skip_statement(reader);
		return;
	}
	keyword = grammar_keyword(word.at, word.len, block->keyword);
	if (keyword == KEYWORD_NONE) {
		read_misplaced(reader, block, word);
		return;
	}
	reader->known = true;
	check_times(reader, block, grammar_rule(keyword), range);
	if (read_statement(reader, keyword, &statement))
		add_statement(reader, &block->list, &statement);
}

/* Reads statements up to the block's "}", which stays the next token. */
static void read_statements(struct reader *reader, struct block *block)
{
	while (!reader->failed && !block->given_up) {
		if (reader->token.kind == TOKEN_SEMICOLON) {
			reader_take(reader);
		} else if (reader->token.kind == TOKEN_END) {
			if (block->keyword != KEYWORD_NONE)
				tell_unclosed(reader, block->open);
			return;
		} else if (reader->token.kind != TOKEN_CLOSE) {
			read_one(reader, block);
		} else if (block->keyword != KEYWORD_NONE) {
			return;
		} else {
			tell(reader, "unexpected-brace", token_range(reader),
			     "this '}' closes nothing");
			reader_take(reader);
		}
	}
}

/* So many faults, and no statement: the file is something else. */
enum { FOREIGN_FAULTS = 4 };

/* One fault in place of all: a file of pupils, given by mistake, must not be
 * shown line by line. */
static void tell_foreign(struct reader *reader, const struct findings *before)
{
	struct findings *findings = reader->findings;
	struct range start = {.source = reader->source};

	if (reader->known || findings->failed ||
	    findings->errors - before->errors < FOREIGN_FAULTS)
		return;
	findings->count = before->count;
	findings->untold = before->untold;
	findings->errors = before->errors;
	finding_hint(findings,
		     tell(reader, "unknown-statement", start,
			  "this is no notice and no dictionary: nothing in it "
			  "begins with a statement's keyword"),
		     "pupils' records are taken in by 'hornbook import'");
}

int parse(struct tree **out, const struct source *source, struct arena *arena,
	  struct findings *findings, struct error *error)
{
	struct reader reader = {
		.lexer = lexer_over(source, arena, findings),
		.source = source,
		.arena = arena,
		.findings = findings,
	};
	struct block top = {.keyword = KEYWORD_NONE};
	struct tree *tree = arena_allocate(arena, sizeof(*tree));
	struct findings before = *findings;

	if (tree == NULL)
		return error_memory(error);
	reader.token = lexer_next(&reader.lexer);
	read_statements(&reader, &top);
	tell_foreign(&reader, &before);
	if (reader.failed || reader.lexer.failed || findings->failed)
		return error_memory(error);
	tree->source = source;
	tree->statements = top.list.at;
	tree->count = top.list.count;
	tree->last = take_comments(&reader, &tree->last_count);
	*out = tree;
	return 0;
}

/* An assertion is one statement, and that is all. */
static void read_assertion(struct reader *reader, struct block *block)
{
	if (reader->token.kind == TOKEN_END) {
		tell(reader, "expected-argument", token_range(reader),
		     "an assertion begins with 'never', 'only' or 'always'");
		return;
	}
	read_one(reader, block);
	while (reader->token.kind == TOKEN_SEMICOLON)
		reader_take(reader);
	if (reader->token.kind != TOKEN_END && block->list.count > 0)
		finding_hint(reader->findings,
			     tell(reader, "unexpected-word",
				  token_range(reader),
				  "an assertion is one statement"),
			     "ask one thing at a time");
}

int parse_assertion(const struct statement **out, const struct source *source,
		    struct arena *arena, struct findings *findings,
		    struct error *error)
{
	struct reader reader = {
		.lexer = lexer_over(source, arena, findings),
		.source = source,
		.arena = arena,
		.findings = findings,
		.block = KEYWORD_ASSERTION,
	};
	struct block block = {.keyword = KEYWORD_ASSERTION};
	size_t errors = findings->errors;

	reader.token = lexer_next(&reader.lexer);
	read_assertion(&reader, &block);
	if (reader.failed || reader.lexer.failed || findings->failed)
		return error_memory(error);
	*out = findings->errors == errors ? block.list.at : NULL;
	return 0;
}

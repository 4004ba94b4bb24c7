/*
 * Prints the TextMate grammar of the language, made from the table of
 * statements, so that an editor highlights what the parser knows and no more.
 *
 *     textmate > vscode/syntaxes/hornbook.tmLanguage.json
 *
 * Each statement is a rule of its own: its keyword counts only where a
 * statement may begin, and the fixed words of its pattern only inside it.
 * Such a rule ends with its line; a line that ends in a comma goes on.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/builder.h"
#include "base/json.h"
#include "language/grammar.h"

enum { EXPRESSION_BYTES = 256, WORDS_LIMIT = 64 };

/* Neither the middle nor the end of a longer name. */
#define WORD_BEGINS "(?<![\\w.-])"
#define WORD_ENDS "(?![\\w.-])"

static void put_match(struct json *json, const char *match, const char *scope)
{
	json_open_object(json);
	json_key_text(json, "match", slice_of(match));
	json_key_text(json, "name", slice_of(scope));
	json_close_object(json);
}

static void put_include(struct json *json, const char *name)
{
	json_open_object(json);
	json_key_text(json, "include", slice_of(name));
	json_close_object(json);
}

static void put_capture(struct json *json, const char *number,
			const char *scope)
{
	json_key(json, number);
	json_open_object(json);
	json_key_text(json, "name", slice_of(scope));
	json_close_object(json);
}

/* --- what every statement may hold ------------------------------------------ */

static void put_text(struct json *json)
{
	json_open_object(json);
	json_key_text(json, "begin", SLICE("\""));
	json_key_text(json, "end", SLICE("\"|$"));
	json_key_text(json, "name", SLICE("string.quoted.double.hornbook"));
	json_key(json, "patterns");
	json_open_array(json);
	put_match(json, "\\\\[\"\\\\]", "constant.character.escape.hornbook");
	put_match(json, "\\\\.", "invalid.illegal.escape.hornbook");
	json_close_array(json);
	json_close_object(json);
}

static void put_tokens(struct json *json)
{
	json_key(json, "tokens");
	json_open_object(json);
	json_key(json, "patterns");
	json_open_array(json);
	put_match(json, "#.*$", "comment.line.number-sign.hornbook");
	put_text(json);
	put_match(json, WORD_BEGINS "\\d{4}-\\d{2}-\\d{2}" WORD_ENDS,
		  "constant.numeric.date.hornbook");
	put_match(json, WORD_BEGINS "\\d+" WORD_ENDS,
		  "constant.numeric.hornbook");
	put_match(json, WORD_BEGINS "(?:and|or|not|in)" WORD_ENDS,
		  "keyword.operator.logical.hornbook");
	put_match(json, "!=|<=|>=|=|<|>",
		  "keyword.operator.comparison.hornbook");
	put_match(json, WORD_BEGINS "[A-Za-z][\\w-]*(?:\\.[\\w-]+)+" WORD_ENDS,
		  "variable.other.member.hornbook");
	put_match(json, "[,;]", "punctuation.separator.hornbook");
	put_match(json, "[{}()]", "punctuation.section.hornbook");
	json_close_array(json);
	json_close_object(json);
}

/* --- a statement ------------------------------------------------------------- */

/* Fixed words, each once. */
struct words {
	struct {
		const char *at;
		size_t length;
	} list[WORDS_LIMIT];
	size_t count;
};

static void add_word(struct words *words, const char *word, size_t length)
{
	for (size_t i = 0; i < words->count; i++)
		if (words->list[i].length == length &&
		    memcmp(words->list[i].at, word, length) == 0)
			return;
	if (words->count == WORDS_LIMIT)
		return;
	words->list[words->count].at = word;
	words->list[words->count++].length = length;
}

/* In patterns, what is written in lower case stands for itself. */
static void add_words(struct words *words, const char *pattern)
{
	while (*pattern != '\0') {
		size_t length = 0;

		while (islower((unsigned char)pattern[length]) ||
		       pattern[length] == '-')
			length++;
		if (length > 0)
			add_word(words, pattern, length);
		pattern += length > 0 ? length : 1;
	}
}

static void put_words(struct json *json, const struct words *words)
{
	struct builder match = {0};

	if (words->count == 0)
		return;
	for (size_t i = 0; i < words->count; i++) {
		builder_add_text(&match, i == 0 ? WORD_BEGINS "(?:" : "|");
		builder_add(&match, (struct slice){words->list[i].at,
						   words->list[i].length});
	}
	builder_add_text(&match, ")" WORD_ENDS);
	json_open_object(json);
	json_key_text(json, "match", builder_slice(&match));
	json_key_text(json, "name", SLICE("storage.modifier.hornbook"));
	json_close_object(json);
	builder_release(&match);
}

/* What follows the keyword of a statement that gives a name to something; the
 * text behind it tells `law NAME "..."` from a gateway's `law NAMES`. */
static const char *declared(const struct statement_rule *rule)
{
	if (strncmp(rule->pattern, "NAME STRING", 11) == 0)
		return "(?:[ \\t]+([A-Za-z][\\w.-]*)(?=[ \\t]+\""
		       "))?";
	if (strncmp(rule->pattern, "NAME NAME STRING", 16) == 0)
		return "(?:[ \\t]+([A-Za-z][\\w.-]*)"
		       "(?=[ \\t]+[\\w-]+[ \\t]+\"))?";
	if (strncmp(rule->pattern, "NAME [STRING]", 13) == 0)
		return "(?:[ \\t]+([A-Za-z][\\w.-]*))?";
	return "";
}

/* Whether an earlier row has the same keyword. */
static bool met_before(const struct statement_rule *rule)
{
	for (int k = KEYWORD_NONE + 1; k < (int)rule->keyword; k++)
		if (strcmp(grammar_rule((enum keyword)k)->word, rule->word) ==
		    0)
			return true;
	return false;
}

static void put_begin(struct json *json, const struct statement_rule *rule)
{
	const char *name = declared(rule);
	bool top = (rule->inside & 1) != 0;
	char begin[EXPRESSION_BYTES];

	snprintf(begin, sizeof(begin), "(?:^|(?<=[{;]))\\s*(%s)" WORD_ENDS "%s",
		 rule->word, name);
	json_key_text(json, "begin", slice_of(begin));
	json_key(json, "beginCaptures");
	json_open_object(json);
	put_capture(json, "1",
		    top ? "keyword.control.hornbook"
			: "keyword.other.hornbook");
	if (*name != '\0')
		put_capture(json, "2", "entity.name.type.hornbook");
	json_close_object(json);
}

/* One rule for all rows of a keyword: an editor does not know which block it
 * is in. */
static void put_statement(struct json *json, const struct statement_rule *rule)
{
	struct words words = {0};

	json_open_object(json);
	put_begin(json, rule);
	json_key_text(json, "end", SLICE("(?=[{};])|(?<!,)\\s*$"));
	json_key(json, "patterns");
	json_open_array(json);
	for (int k = KEYWORD_NONE + 1; k < KEYWORD_COUNT; k++)
		if (strcmp(grammar_rule((enum keyword)k)->word, rule->word) ==
		    0)
			add_words(&words,
				  grammar_rule((enum keyword)k)->pattern);
	put_words(json, &words);
	put_include(json, "#tokens");
	json_close_array(json);
	json_close_object(json);
}

static void put_statements(struct json *json)
{
	json_key(json, "statements");
	json_open_object(json);
	json_key(json, "patterns");
	json_open_array(json);
	for (int k = KEYWORD_NONE + 1; k < KEYWORD_COUNT; k++)
		if (!met_before(grammar_rule((enum keyword)k)))
			put_statement(json, grammar_rule((enum keyword)k));
	json_close_array(json);
	json_close_object(json);
}

static void put_grammar(struct json *json)
{
	json_open_object(json);
	json_key_text(json, "name", SLICE("Hornbook"));
	json_key_text(json, "scopeName", SLICE("source.hornbook"));
	json_key(json, "fileTypes");
	json_open_array(json);
	json_put_text(json, SLICE("dictionary"));
	json_put_text(json, SLICE("notice"));
	json_close_array(json);
	json_key(json, "patterns");
	json_open_array(json);
	put_include(json, "#statements");
	put_include(json, "#tokens");
	json_close_array(json);
	json_key(json, "repository");
	json_open_object(json);
	put_statements(json);
	put_tokens(json);
	json_close_object(json);
	json_close_object(json);
}

int main(void)
{
	struct builder out = {0};
	struct json json = json_writer(&out, true);
	struct slice text;

	put_grammar(&json);
	builder_add_byte(&out, '\n');
	if (out.failed) {
		fprintf(stderr, "textmate: out of memory\n");
		return 1;
	}
	text = builder_slice(&out);
	if (fwrite(text.at, 1, text.len, stdout) != text.len ||
	    fflush(stdout) != 0) {
		fprintf(stderr, "textmate: cannot write\n");
		return 1;
	}
	builder_release(&out);
	return 0;
}

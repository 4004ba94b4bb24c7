#include "language/grammar.h"

#include <string.h>

#define STATEMENT(symbol, word, inside, times, pattern, help)        \
	[KEYWORD_##symbol] = {KEYWORD_##symbol, word, inside, times, \
			      pattern,          help},
static const struct statement_rule rules[KEYWORD_COUNT] = {
	[KEYWORD_NONE] = {KEYWORD_NONE, "", 0, TIMES_ANY, "", ""},
#include "language/statements.h"
};
#undef STATEMENT

const struct statement_rule *grammar_rule(enum keyword keyword)
{
	return &rules[keyword];
}

enum keyword grammar_keyword(const char *word, size_t len, enum keyword block)
{
	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++)
		if ((rules[i].inside & grammar_place(block)) != 0 &&
		    strlen(rules[i].word) == len &&
		    memcmp(rules[i].word, word, len) == 0)
			return rules[i].keyword;
	return KEYWORD_NONE;
}

bool grammar_is_phrasebook(enum keyword keyword)
{
	return keyword >= KEYWORD_PHRASEBOOK && keyword <= KEYWORD_NAME;
}

bool grammar_has_block(enum keyword keyword)
{
	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++)
		if ((rules[i].inside & grammar_place(keyword)) != 0)
			return true;
	return false;
}

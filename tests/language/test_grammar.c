/*
 * The table of statements: that its patterns can be read, that no block has
 * two statements of one word, and that the reference tells of each.
 */
#include "tests/test.h"

#include "base/builder.h"
#include "base/file.h"
#include "language/grammar.h"

static const char *const arguments[] = {"NAME", "NAMES",  "STRING",   "NUMBER",
					"DATE", "VALUES", "CONDITION"};

static bool is_argument(struct slice word)
{
	for (size_t i = 0; i < sizeof(arguments) / sizeof(*arguments); i++)
		if (slice_is(word, arguments[i]))
			return true;
	return false;
}

static bool is_fixed(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if ((word.at[i] < 'a' || word.at[i] > 'z') && word.at[i] != '-')
			return false;
	return word.len > 0;
}

/* Brackets close in the order in which they open, "|" stands inside ( ) or
 * { } only, and all else are words. */
static void check_pattern(const char *pattern)
{
	char open[16];
	size_t depth = 0;

	for (const char *at = pattern; *at != '\0';) {
		size_t len = strcspn(at, " []{}()|");
		struct slice word = {at, len};

		if (len > 0) {
			if (!is_argument(word) && !is_fixed(word))
				fail_msg("'%.*s' in: %s", SLICE_ARGS(word),
					 pattern);
			at += len;
			continue;
		}
		if (strchr("[({", *at) != NULL) {
			assert_true(depth < sizeof(open));
			open[depth++] = *at;
		} else if (strchr("])}", *at) != NULL) {
			assert_true(depth > 0);
			depth--;
			assert_int_equal(*at, open[depth] == '('   ? ')'
					      : open[depth] == '[' ? ']'
								   : '}');
		} else if (*at == '|') {
			assert_true(depth > 0 && open[depth - 1] != '[');
		}
		at++;
	}
	assert_int_equal(depth, 0);
}

static void every_pattern_can_be_read(void **state)
{
	(void)state;
	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++) {
		const struct statement_rule *rule =
			grammar_rule((enum keyword)i);

		assert_int_equal(rule->keyword, i);
		assert_true(is_fixed(slice_of(rule->word)));
		assert_true(rule->inside != 0);
		assert_int_equal(rule->help[strlen(rule->help) - 1], '.');
		check_pattern(rule->pattern);
	}
}

static void a_word_is_one_statement_in_one_block(void **state)
{
	(void)state;
	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++) {
		const struct statement_rule *rule =
			grammar_rule((enum keyword)i);

		for (int block = 0; block < KEYWORD_COUNT; block++) {
			enum keyword found =
				grammar_keyword(rule->word, strlen(rule->word),
						(enum keyword)block);

			if ((rule->inside &
			     grammar_place((enum keyword)block)) != 0)
				assert_int_equal(found, i);
			else
				assert_int_not_equal(found, i);
		}
	}
	assert_int_equal(grammar_keyword("sha", 3, KEYWORD_NONE), KEYWORD_NONE);
	assert_int_equal(grammar_keyword("", 0, KEYWORD_NONE), KEYWORD_NONE);
}

static void what_has_clauses_has_a_block(void **state)
{
	(void)state;
	assert_true(grammar_has_block(KEYWORD_SHARE));
	assert_true(grammar_has_block(KEYWORD_FACT));
	assert_false(grammar_has_block(KEYWORD_RIGHT));
	assert_false(grammar_has_block(KEYWORD_SEND));
}

static void the_reference_describes_every_statement(void **state)
{
	struct builder reference = {0};
	struct error error = {0};

	(void)state;
	assert_success(
		file_read("docs/language.md", 1 << 20, &reference, &error),
		&error);
	for (int i = KEYWORD_NONE + 1; i < KEYWORD_COUNT; i++) {
		const struct statement_rule *rule =
			grammar_rule((enum keyword)i);
		struct builder line = {0};

		builder_add_format(&line, "\n    %s%s%s\n", rule->word,
				   *rule->pattern != '\0' ? " " : "",
				   rule->pattern);
		if (strstr(builder_text(&reference), builder_text(&line)) ==
		    NULL)
			fail_msg("docs/language.md lacks:%s",
				 builder_text(&line));
		builder_clear(&line);
		builder_add_format(&line, "\n**`%s`** ", rule->word);
		assert_non_null(
			strstr(builder_text(&reference), builder_text(&line)));
		builder_release(&line);
	}
	builder_release(&reference);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pattern_can_be_read),
		cmocka_unit_test(a_word_is_one_statement_in_one_block),
		cmocka_unit_test(what_has_clauses_has_a_block),
		cmocka_unit_test(the_reference_describes_every_statement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

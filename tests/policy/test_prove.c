/*
 * Assertions over small worlds, as the cases of the .test files in prove/ have
 * them: a dictionary (statements beside those of basis.dictionary; none:
 * England's), notices (texts or files), an assertion on each line, and the
 * answers on the day 2026-01-15, without the counts of what was looked at.  Of
 * a section `budget` that many cells are looked at and no more.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "policy/prove.h"
#include "tests/data.h"
#include "tests/policy/lawbook.h"

struct asking {
	struct lawbook book;
	struct proof proof;
	struct assertion assertion;
	struct prove_options options;
	struct builder answers;
};

static void read_law(struct asking *asking, const struct data_case *test)
{
	struct slice dictionary = data_text(test, "dictionary");

	if (dictionary.len == 0)
		lawbook_england(&asking->book);
	else
		lawbook_dictionary(&asking->book, dictionary);
	for (size_t i = 0; i < test->count; i++) {
		const struct data_section *section = &test->sections[i];

		if (slice_is(section->name, "notice"))
			lawbook_notice(&asking->book, section->text);
		else if (slice_is(section->name, "file"))
			lawbook_notice_file(&asking->book,
					    slice_trim(section->text));
	}
}

/* Without what grows with every dictionary. */
static void keep_answer(struct asking *asking, struct slice text)
{
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		if (slice_starts_with(line, SLICE("  asked ")) ||
		    slice_starts_with(line, SLICE("  looked at ")))
			continue;
		builder_add(&asking->answers, line);
		builder_add_byte(&asking->answers, '\n');
	}
}

static void prove_one(struct asking *asking)
{
	struct lawbook *book = &asking->book;
	struct builder text = {0};
	struct error error = {0};

	assert_success(prove(&asking->proof, &asking->assertion,
			     book->dictionary, book->notices,
			     book->notice_count, &asking->options, &book->arena,
			     &book->findings, &error),
		       &error);
	assert_int_equal(book->findings.errors, 0);
	proof_text(&asking->proof, book->dictionary, &text);
	keep_answer(asking, builder_slice(&text));
	builder_clear(&text);
	proof_json(&asking->proof, book->dictionary, &text);
	assert_false(text.failed);
	builder_release(&text);
}

static void ask(struct asking *asking, struct slice line)
{
	struct lawbook *book = &asking->book;
	struct error error = {0};

	asking->options.all = slice_starts_with(line, SLICE("all: "));
	if (asking->options.all)
		line = slice_part(line, 5, line.len);
	assert_success(assertion_read(&asking->assertion, line,
				      book->dictionary, &book->arena,
				      &book->findings, &error),
		       &error);
	if (book->findings.errors == 0) {
		prove_one(asking);
		return;
	}
	findings_sort(&book->findings);
	for (size_t i = 0; i < book->findings.count; i++)
		finding_print(&book->findings.list[i], &asking->answers);
	book->findings = findings_in(&book->arena);
}

static void check(void **state)
{
	const struct data_case *test = *state;
	struct slice assertions = data_text(test, "assert");
	struct asking asking = {.options.today = date_from_civil(2026, 1, 15)};
	struct slice answers;

	slice_number(slice_trim(data_text(test, "budget")), UINT64_MAX,
		     &asking.options.budget);
	read_law(&asking, test);
	if (asking.book.findings.errors > 0)
		lawbook_findings(&asking.book, &asking.answers);
	else
		while (assertions.len > 0)
			ask(&asking, slice_cut(&assertions, '\n'));
	answers = slice_of(builder_text(&asking.answers));
	if (!slice_equal(answers, data_text(test, "expected"))) {
		fprintf(stderr, "%.*s:%u: the answer is\n%.*s",
			SLICE_ARGS(test->file), test->line,
			SLICE_ARGS(answers));
		fail_msg("the answer is another");
	}
	builder_release(&asking.answers);
	lawbook_release(&asking.book);
}

int main(void)
{
	int failures = data_run("policy prove", "tests/policy/prove", check);

	lawbook_done();
	return failures;
}

/*
 * The privacy notice: nothing that goes is left out of it, each sentence knows
 * its clauses, and running out of memory is told.
 */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "language/parser.h"
#include "language/tree.h"
#include "publish/notice_document.h"
#include "publish/notice_parts.h"
#include "publish/notice_terms.h"
#include "words/phrasebook.h"
#include "publish/publication.h"
#include "tests/policy/lawbook.h"

/* Those of the sources and some of the invented ones, each on a day on which it
 * is in force. */
static const struct {
	const char *file;
	const char *day;
} notices[] = {
	{"notices/all-saints-denstone.notice", "2016-01-15"},
	{"notices/crofton-junior.notice", "2017-03-15"},
	{"notices/department-third-parties.notice", "2011-06-15"},
	{"notices/enterprise-learning-alliance.notice", "2019-01-15"},
	{"notices/northamptonshire.notice", "2008-10-15"},
	{"demo/notices/kent-alternative-provision.notice", "2026-01-15"},
	{"demo/notices/kent-authority.notice", "2026-01-15"},
	{"demo/notices/northamptonshire-academy.notice", "2010-01-15"},
};

enum { NOTICES = sizeof(notices) / sizeof(notices[0]) };

struct fixture {
	struct lawbook book;
	struct phrasebook *phrases;
	struct publication *publication;
	struct arena arena;
};

static void open_notice(struct fixture *fixture, const char *file,
			const char *day)
{
	struct findings findings = findings_in(&fixture->arena);
	struct error error = {0};
	int32_t date;

	assert_true(date_parse(slice_of(day), &date));
	lawbook_england(&fixture->book);
	lawbook_notice_file(&fixture->book, slice_of(file));
	lawbook_policy(&fixture->book);
	assert_non_null(fixture->book.policy);
	assert_success(phrasebook_load(&fixture->phrases, "phrases/english",
				       NULL, fixture->book.dictionary,
				       &findings, &error),
		       &error);
	assert_success(publication_make(&fixture->publication,
					fixture->book.policy, date, &error),
		       &error);
}

static void close_notice(struct fixture *fixture)
{
	publication_free(fixture->publication);
	phrasebook_free(fixture->phrases);
	arena_release(&fixture->arena);
	lawbook_release(&fixture->book);
}

/* --- nothing is left out ------------------------------------------------------------- */

static bool has_purposes(const struct terms_of_part *terms,
			 const struct published_part *part)
{
	for (size_t i = 0; i < part->purpose_count; i++) {
		size_t at = 0;

		while (at < terms->purposes.count &&
		       terms->purposes.at[at] != part->purposes[i])
			at++;
		if (at == terms->purposes.count)
			return false;
	}
	return true;
}

/* Whether the telling says of the part all that its terms say: word for word,
 * but that when it goes may be said of more pupils. */
static bool says_part(const struct recipient_terms *telling,
		      const struct terms_of_part *part)
{
	for (size_t i = 0; i < telling->count; i++) {
		const struct terms_of_part *told = telling->list[i];
		bool same = true;

		for (int kind = 0; kind < TERM_COUNT; kind++)
			same = same && (kind == TERM_WHEN ||
					told->kinds[kind].hash ==
						part->kinds[kind].hash);
		if (same && has_purposes(told, part->part) &&
		    field_set_empty(field_set_difference(part->part->fields,
							 told->fields)))
			return true;
	}
	return false;
}

static struct notice_writer writer_of(struct fixture *fixture,
				      enum audience audience,
				      const struct notice_document_request *of)
{
	return (struct notice_writer){
		.voice = voice_of(fixture->phrases, audience, &fixture->arena),
		.publication = fixture->publication,
		.request = of,
		.held = &fixture->publication->notice->held,
		.known = &fixture->publication->notice->held,
	};
}

static size_t check_recipient(struct notice_writer *writer,
			      const struct published_recipient *recipient)
{
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;
	struct recipient_terms telling;
	size_t count = 0;

	notice_gather(&telling, writer, recipient);
	for (size_t i = 0; i < recipient->flow_count; i++)
		for (size_t p = 0;
		     notice_is_own(&flows[i]) && p < flows[i].part_count; p++) {
			struct terms_of_part part = {.flow = NULL};

			notice_say_terms(writer, recipient, &flows[i],
					 &flows[i].parts[p], &part);
			assert_true(says_part(&telling, &part));
			count++;
		}
	return count;
}

static void test_nothing_is_left_out(void **state)
{
	size_t parts = 0;

	(void)state;
	for (size_t n = 0; n < NOTICES; n++) {
		struct fixture fixture = {0};
		struct notice_document_request request = {0};
		struct notice_writer writer;

		open_notice(&fixture, notices[n].file, notices[n].day);
		writer = writer_of(&fixture, AUDIENCE_PARENT, &request);
		for (size_t i = 0; i < fixture.publication->recipient_count;
		     i++)
			parts += check_recipient(
				&writer, &fixture.publication->recipients[i]);
		assert_false(writer.voice.failed);
		close_notice(&fixture);
	}
	assert_true(parts > 100);
}

/* --- every sentence knows its clauses -------------------------------------------------- */

/* A refusal is honoured whether a notice says so or not: where none does
 * there is no clause. */
static bool is_refusal(const struct document_block *block)
{
	static const char *const beginnings[] = {
		"You can refuse", "You or a parent", "Families can refuse"};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (slice_starts_with(block->runs->text,
				      slice_of(beginnings[i])))
			return true;
	return false;
}

static bool needs_source(const struct document_block *block)
{
	return (block->kind == BLOCK_ITEM || block->kind == BLOCK_PAIR) &&
	       block->runs != NULL && !is_refusal(block);
}

static size_t check_sources(const struct document_block *block)
{
	size_t count = 0;

	if (needs_source(block)) {
		if (block->source_count == 0)
			fail_msg("no source: %.*s %.*s",
				 SLICE_ARGS(block->label),
				 SLICE_ARGS(block->runs->text));
		count++;
	}
	for (const struct document_block *child = block->children;
	     child != NULL; child = child->next)
		count += check_sources(child);
	return count;
}

static void test_sources(void **state)
{
	(void)state;
	for (size_t n = 0; n < NOTICES; n++) {
		struct fixture fixture = {0};

		open_notice(&fixture, notices[n].file, notices[n].day);
		for (int audience = 0; audience < AUDIENCE_COUNT; audience++)
			for (int layer = 0; layer < LAYER_COUNT; layer++) {
				struct notice_document_request request = {
					.publication = fixture.publication,
					.book = fixture.phrases,
					.audience = (enum audience)audience,
					.layer = (enum notice_layer)layer,
				};
				struct document document;
				struct error error = {0};

				assert_success(
					notice_document(&document, &request,
							&fixture.arena, &error),
					&error);
				assert_true(check_sources(document.root) > 2);
			}
		close_notice(&fixture);
	}
}

/* --- what conditions say of one another ------------------------------------------------- */

static const struct {
	const char *label;
	const char *a, *b;
	bool implied;
} implications[] = {
	{"who is 16 is 13 or over", "age >= 16", "age >= 13", true},
	{"who is 13 or over may be under 16", "age >= 13", "age >= 16", false},
	{"a range lies in a wider one", "age in 16 to 19", "age in 13 to 19",
	 true},
	{"a range that goes further does not", "age in 16 to 20",
	 "age in 13 to 19", false},
	{"over 15 is 16 and over", "age > 15", "age >= 16", true},
	{"each of several years lies in the range", "age in 3, 5 to 6",
	 "age in 1 to 4, 5 to 7", true},
	{"both of two is one of them", "age >= 13 and carer", "carer", true},
	{"one of two is not both", "carer", "age >= 13 and carer", false},
	{"one of two is one or the other", "carer", "age >= 13 or carer", true},
	{"one or the other is not one", "age >= 13 or carer", "carer", false},
	{"either of two narrower ones",
	 "age in 16 to 19 or age in 16 to 24 and carer",
	 "age in 13 to 19 or age in 13 to 24 and carer", true},
	{"ages are not years", "year in 7 to 9", "age in 7 to 9", false},
	{"what is not so is not what is", "not carer", "carer", false},
	{"what is not so is what is not so", "not carer", "not carer", true},
	{"not this number may be any other", "age != 13", "age >= 1", false},
};

static const struct condition *when_of(struct fixture *fixture,
				       const char *condition)
{
	struct builder text = {0};
	struct tree *tree;
	struct source *source;
	struct findings findings = findings_in(&fixture->arena);
	struct error error = {0};
	const struct condition *when;

	builder_add_format(&text, "share with school { when %s }\n", condition);
	assert_success(source_from_text(&source, SLICE("test"),
					builder_slice(&text), &fixture->arena,
					&error),
		       &error);
	assert_success(parse(&tree, source, &fixture->arena, &findings, &error),
		       &error);
	assert_int_equal(findings.errors, 0);
	when = tree->statements[0].children[0].arguments[0].condition;
	builder_release(&text);
	return when;
}

static void test_implications(void **state)
{
	struct fixture fixture = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(implications) / sizeof(implications[0]);
	     i++) {
		const struct condition *a =
			when_of(&fixture, implications[i].a);
		const struct condition *b =
			when_of(&fixture, implications[i].b);

		if (notice_implies(a, b) != implications[i].implied)
			fail_msg("%s", implications[i].label);
		assert_true(notice_implies(a, NULL));
		assert_false(notice_implies(NULL, b));
		assert_true(notice_implies(a, a));
	}
	arena_release(&fixture.arena);
}

/* --- memory -------------------------------------------------------------------------------- */

static void test_memory(void **state)
{
	struct fixture fixture = {0};

	(void)state;
	open_notice(&fixture, notices[3].file, notices[3].day);
	for (int layer = 0; layer < LAYER_COUNT; layer++) {
		bool failed = true;

		for (uint64_t nth = 1; failed; nth++) {
			struct notice_document_request request = {
				.publication = fixture.publication,
				.book = fixture.phrases,
				.audience = AUDIENCE_PARENT,
				.layer = (enum notice_layer)layer,
				.draft = true,
			};
			struct arena arena = {0};
			struct document document;
			struct error error = {0};
			int result;

			memory_fail_at(nth);
			result = notice_document(&document, &request, &arena,
						 &error);
			failed = memory_failed();
			memory_fail_at(0);
			assert_int_equal(result, failed ? -1 : 0);
			if (failed)
				assert_int_equal(error.code, ERROR_MEMORY);
			arena_release(&arena);
		}
	}
	close_notice(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_left_out),
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_implications),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

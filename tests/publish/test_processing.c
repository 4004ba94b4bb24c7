/*
 * The record of processing and the assessment: an activity for each thing that is
 * held, received or sent, a measure for each clause, and allocations failing.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/date.h"
#include "base/memory.h"
#include "policy/check.h"
#include "publish/assessment.h"
#include "document/document.h"
#include "words/phrasebook.h"
#include "document/html.h"
#include "publish/processing.h"
#include "document/text.h"
#include "tests/policy/lawbook.h"

struct fixture {
	struct lawbook book;
	struct phrasebook *english;
	struct publication *publication;
};

static int setup(void **state)
{
	static struct fixture fixture;
	struct findings findings = findings_in(&fixture.book.arena);
	struct error error = {0};

	lawbook_england(&fixture.book);
	lawbook_notice_file(
		&fixture.book,
		SLICE("notices/enterprise-learning-alliance.notice"));
	lawbook_policy(&fixture.book);
	assert_non_null(fixture.book.policy);
	assert_success(phrasebook_load(&fixture.english, "phrases/english",
				       NULL, fixture.book.dictionary, &findings,
				       &error),
		       &error);
	assert_non_null(fixture.english);
	assert_success(publication_make(&fixture.publication,
					fixture.book.policy,
					date_from_civil(2019, 3, 1), &error),
		       &error);
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	publication_free(fixture->publication);
	phrasebook_free(fixture->english);
	lawbook_release(&fixture->book);
	lawbook_done();
	return 0;
}

/* --- activities ---------------------------------------------------------------------- */

static bool is_for(const struct published_part *part, uint16_t purpose)
{
	for (size_t i = 0; i < part->purpose_count; i++)
		if (part->purposes[i] == purpose)
			return true;
	return false;
}

static size_t times(const struct processing *processing, size_t flow,
		    uint16_t purpose)
{
	size_t count = 0;

	for (size_t i = 0; i < processing->count; i++) {
		const struct activity *activity = &processing->list[i];

		if (activity->kind != ACTIVITY_SENT || activity->index != flow)
			continue;
		for (size_t p = 0; p < activity->purpose_count; p++)
			count += activity->purposes[p] == purpose;
	}
	return count;
}

/* Each purpose for which something goes stands in one activity of its flow. */
static void test_activities(void **state)
{
	struct fixture *fixture = *state;
	const struct publication *publication = fixture->publication;
	struct processing processing;
	struct arena arena = {0};
	struct error error = {0};
	size_t held = 0, received = 0;

	assert_success(
		processing_make(&processing, publication, NULL, &arena, &error),
		&error);
	for (size_t i = 0; i < processing.count; i++) {
		held += processing.list[i].kind == ACTIVITY_HELD;
		received += processing.list[i].kind == ACTIVITY_RECEIVED;
		for (size_t k = 0; k < i; k++)
			assert_false(slice_equal(processing.list[i].id,
						 processing.list[k].id));
	}
	assert_int_equal(held, publication->holding_count);
	assert_int_equal(received, publication->receipt_count);
	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];

		for (size_t p = 0; p < flow->purpose_count; p++) {
			bool goes = false;

			for (size_t i = 0; i < flow->part_count; i++)
				goes = goes || is_for(&flow->parts[i],
						      flow->purposes[p]);
			assert_int_equal(
				times(&processing, f, flow->purposes[p]),
				goes && flow->state != FLOW_TOLD);
		}
	}
	arena_release(&arena);
}

/* --- the assessment --------------------------------------------------------------------- */

static int assess(struct fixture *fixture, struct builder *out,
		  struct error *error)
{
	struct arena arena = {0};
	struct voice voice = voice_of(fixture->english, AUDIENCE_STAFF, &arena);
	struct findings findings = findings_in(&arena);
	struct document document;
	int result = -1;
	size_t open;

	if (notice_check(fixture->publication->notice, fixture->book.policy,
			 fixture->publication->date, &arena, &findings,
			 error) == 0 &&
	    assessment_compose(fixture->publication, &findings, &voice,
			       &document, &open, error) == 0 &&
	    document_finish(&document, error) == 0) {
		html_write(&document, true, out);
		result = out->failed ? error_memory(error) : 0;
	}
	arena_release(&arena);
	return result;
}

/* Each clause that asks for something of a recipient is among the measures, with
 * its line. */
static void test_measures(void **state)
{
	struct fixture *fixture = *state;
	const struct publication *publication = fixture->publication;
	struct builder text = {0};
	struct error error = {0};

	assert_success(assess(fixture, &text, &error), &error);
	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];

		for (size_t p = 0; p < flow->part_count; p++)
			for (size_t n = 0; flow->state != FLOW_TOLD &&
					   n < flow->parts[p].need_count;
			     n++) {
				struct range clause =
					flow->parts[p].needs[n].need->range;
				char line[160];

				snprintf(line, sizeof(line), "%s:%u",
					 path_name(clause.source->name.at),
					 source_position(clause.source,
							 clause.start)
						 .line);
				assert_non_null(
					strstr(builder_text(&text), line));
			}
	}
	builder_release(&text);
}

/* --- memory ------------------------------------------------------------------------------ */

static int write_all(struct fixture *fixture, struct builder *out,
		     struct error *error)
{
	static const char answers[] = "reference,security-measures\r\n"
				      "all,\"Locked, and sealed\"\r\n"
				      "receive-learner-registration,Portal\r\n";
	struct arena arena = {0};
	struct voice voice = voice_of(fixture->english, AUDIENCE_STAFF, &arena);
	struct processing processing;
	struct document document;
	int result = -1;

	if (processing_make(&processing, fixture->publication, NULL, &arena,
			    error) == 0 &&
	    processing_answers_read(&processing, SLICE("answers.csv"),
				    slice_of(answers), &arena, error) == 0 &&
	    processing_csv(&processing, &voice, out, error) == 0 &&
	    processing_template(&processing, &voice, out, error) == 0 &&
	    processing_compose(&processing, &voice, &document, error) == 0 &&
	    document_finish(&document, error) == 0) {
		text_write(&document, false, out);
		result = out->failed ? error_memory(error) : 0;
	}
	arena_release(&arena);
	return result;
}

static void test_memory(void **state)
{
	struct fixture *fixture = *state;
	struct builder whole = {0}, text = {0};
	struct error error = {0};
	uint64_t nth = 0;

	assert_success(write_all(fixture, &whole, &error), &error);
	for (;;) {
		/* The first hundred one by one, later ones in steps: there
		 * are thousands, of a few kinds. */
		nth += 1 + nth / 100 * 7;
		builder_clear(&text);
		memory_fail_at(nth);
		error = (struct error){0};
		if (write_all(fixture, &text, &error) == 0 && !memory_failed())
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	memory_fail_at(0);
	assert_true(nth > 10);
	assert_int_equal(text.len, whole.len);
	assert_memory_equal(text.at, whole.at, whole.len);
	builder_release(&whole);
	builder_release(&text);
}

/* The same of the assessment. */
static void test_assessment_memory(void **state)
{
	struct fixture *fixture = *state;
	struct builder whole = {0}, text = {0};
	struct error error = {0};
	uint64_t nth = 0;

	assert_success(assess(fixture, &whole, &error), &error);
	for (;;) {
		nth += 1 + nth / 100 * 7;
		builder_clear(&text);
		memory_fail_at(nth);
		error = (struct error){0};
		if (assess(fixture, &text, &error) == 0 && !memory_failed())
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	memory_fail_at(0);
	assert_true(nth > 10);
	assert_int_equal(text.len, whole.len);
	assert_memory_equal(text.at, whole.at, whole.len);
	builder_release(&whole);
	builder_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_activities),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_measures),
		cmocka_unit_test(test_assessment_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

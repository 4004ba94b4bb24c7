/* From records to columns: what a plan decides over is what the records
 * say, batch or single. */
#include "support.h"

#include <stdlib.h>

#include "share/disclosure.h"

static const struct share_request youth_support = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
	.time = "10:00:00",
};

struct bench {
	struct school school;
	struct share_request asked;
	struct disclosure disclosure;
	struct record records[BATCH_PUPILS];
	size_t count;
	const struct batch *batch;
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct school *school = &bench->school;
	struct disclosure *disclosure = &bench->disclosure;
	struct register_scan *scan;

	assert_non_null(bench);
	school_set_up(school, KENT, date_from_civil(2026, 1, 15));
	school_import(school, KENT_PUPILS);
	school_import(school, KENT_TRANSFER);
	school_import(school, "demo/kent/wishes.csv");
	school_import(school, school_write(school, "served.csv",
					   "pupil.upn,served.version,"
					   "served.date\n"
					   "G886200313024,1,2025-09-03\n"
					   "G886200313024,1,2026-01-16\n"
					   "J886200418025,7,2025-09-03\n"));
	bench->asked = youth_support;
	bench->asked.today = school->today;
	disclosure->node = school->node;
	disclosure->asked = &bench->asked;
	disclosure->report = &school->report;
	disclosure->arena = &school->arena;
	assert_success(disclosure_prepare(disclosure, &school->error),
		       &school->error);
	assert_success(
		register_scan_open(&scan, school->node->pupils,
				   disclosure->pupils, disclosure->pupil_count,
				   columns_categories(disclosure->columns),
				   &school->error),
		&school->error);
	assert_success(register_scan_next(scan, bench->records, BATCH_PUPILS,
					  &bench->count, &school->arena,
					  &school->error),
		       &school->error);
	register_scan_close(scan);
	bench->batch =
		columns_fill(disclosure->columns, bench->records, bench->count);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	plan_free(bench->disclosure.plan);
	school_tear_down(&bench->school);
	free(bench);
	return 0;
}

static void a_batch_says_what_each_pupil_alone_says(void **state)
{
	const struct bench *bench = *state;
	const struct batch *batch = bench->batch;
	unsigned int facts = 0, wishes = 0, collected = 0;

	assert_true(bench->count > 40);
	assert_int_equal(batch->count, bench->count);
	for (size_t i = 0; i < bench->count; i++) {
		struct pupil pupil;

		columns_pupil(bench->disclosure.columns, &bench->records[i],
			      &pupil);
		for (int f = 0; f < FACT_LIMIT; f++)
			if (batch->facts[f] != NULL) {
				assert_int_equal(batch->facts[f][i],
						 pupil.facts[f]);
				facts += pupil.facts[f] != DATE_NONE;
			}
		for (int c = 0; c < CATEGORY_LIMIT; c++)
			if (batch->collected[c] != NULL) {
				assert_int_equal(batch->collected[c][i],
						 pupil.collected[c]);
				collected++;
			}
		for (int w = 0; w < WISH_COUNT; w++) {
			assert_int_equal(batch->wishes[w][i], pupil.wishes[w]);
			wishes += pupil.wishes[w];
		}
		assert_int_equal(batch->served[0][i], pupil.served[0]);
	}
	assert_true(facts >= bench->count && wishes > 3 && collected > 0);
}

static void only_versions_of_the_notice_count_as_given(void **state)
{
	const struct bench *bench = *state;
	unsigned int served = 0;

	for (size_t i = 0; i < bench->count; i++) {
		int32_t on = bench->batch->served[0][i];

		served += on != DATE_NONE;
		if (slice_is(bench->records[i].upn, "G886200313024"))
			assert_int_equal(on, date_from_civil(2025, 9, 3));
		else
			assert_int_equal(on, DATE_NONE);
	}
	assert_int_equal(served, 1);
}

static void the_census_agreement_counts_as_an_objection(void **state)
{
	const struct bench *bench = *state;
	struct record_maker maker;
	struct school school = bench->school;
	const struct dictionary *dictionary = school.node->dictionary;
	struct arena arena = {0};
	struct record record;
	struct pupil pupil;

	maker = record_maker(dictionary, &arena);
	record_set(
		&maker,
		(uint16_t)(dictionary_field(dictionary,
					    SLICE("youth-support-agreement")) -
			   dictionary->fields),
		(struct slice){NULL, 0}, 0, SLICE("No"));
	assert_success(record_made(&maker, &record, &school.error),
		       &school.error);
	columns_pupil(bench->disclosure.columns, &record, &pupil);
	assert_true(pupil.wishes[WISH_OBJECTION_PARENT]);
	assert_true(pupil.wishes[WISH_OBJECTION_PUPIL]);
	assert_false(pupil.wishes[WISH_REFUSAL_PARENT]);
	arena_release(&arena);
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(a_batch_says_what_each_pupil_alone_says),
		WITH_NODE(only_versions_of_the_notice_count_as_given),
		WITH_NODE(the_census_agreement_counts_as_an_objection),
	};

	return cmocka_run_group_tests_name("share columns", tests, NULL, NULL);
}

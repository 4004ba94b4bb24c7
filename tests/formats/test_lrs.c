/*
 * The files of the learner registration beside the cases: names, round trips,
 * the answers as the dictionary has them, memory that runs out.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "formats/learner_answer.h"
#include "formats/lrs.h"
#include "tests/formats/lrs_files.h"
#include "tests/formats/records.h"

static struct dictionary *england;
static char directory[] = SCRATCH "lrs-XXXXXX";
static char path[64];

static const char whole[] = "pupil.upn = K886110121001\n"
			    "pupil.uln = 1000000027\n"
			    "pupil.surname = O'Hara-Quill\n"
			    "pupil.forename = =Ama\n"
			    "pupil.former-surname = Underhill\n"
			    "pupil.birth-date = 2010-03-14\n"
			    "pupil.sex = F\n"
			    "pupil.address-line-1 = 1 Invented Row\n"
			    "pupil.postcode = ZZ1 1ZZ\n"
			    "learner.sharing = 2\n"
			    "learner.verification = 1\n"
			    "learner.answer = WSRC0004\n"
			    "qualification.title = GCSE\n"
			    "qualification.grade = 7\n"
			    "qualification.title.2 = GCSE\n"
			    "qualification.grade.2 = 9\n";

/* What is written reads back as it was, as far as the format carries it. */
static void test_round_trips(void **state)
{
	(void)state;
	for (size_t i = 0; i < lrs_layout_count; i++) {
		const struct format *format = lrs_layouts[i].format;
		struct arena arena = {0};
		struct record record =
			parse_record(england, &arena, slice_of(whole));
		struct builder first = {0};
		struct notebook notebook;
		struct error error = {0};

		assert_success(lrs_write_file(path, england, format, &record, 1,
					      &error),
			       &error);
		assert_success(file_read(path, 1 << 20, &first, &error),
			       &error);
		notebook_init(&notebook, england);
		assert_success(lrs_read(&notebook.reading,
					builder_slice(&first), &error),
			       &error);
		assert_int_equal(notebook.reading.records, 1);
		assert_int_equal(notebook.reading.rejected, 0);
		assert_non_null(strstr(builder_text(&notebook.text),
				       "pupil.forename = =Ama\n"));
		assert_non_null(strstr(builder_text(&notebook.text),
				       "pupil.uln = 1000000027\n"));
		if (lrs_layouts[i].list)
			assert_non_null(strstr(builder_text(&notebook.text),
					       "qualifications.2 "
					       "qualification.grade = 9\n"));
		notebook_release(&notebook);
		builder_release(&first);
		arena_release(&arena);
	}
}

/* Every answer is a code of the dictionary, and the other way round. */
static void test_answers(void **state)
{
	uint16_t codes =
		dictionary_find(england, KIND_CODES, SLICE("learner-answer"));

	(void)state;
	assert_int_not_equal(codes, DICTIONARY_NONE);
	assert_int_equal(england->code_sets[codes].count, learner_answer_count);
	for (size_t i = 0; i < learner_answer_count; i++) {
		const struct learner_answer *answer = &learner_answers[i];

		assert_int_not_equal(
			code_set_find(england, codes, answer->code),
			DICTIONARY_NONE);
		assert_ptr_equal(learner_answer_find(answer->code), answer);
		/* A number that is not certain always leaves work. */
		if (answer->number != LEARNER_NUMBER_GOOD)
			assert_non_null(answer->advice);
	}
	assert_null(learner_answer_find(SLICE("WSRC9999")));
	assert_string_equal(learner_flag(SLICE("VRF7")), "date of birth");
	assert_null(learner_flag(SLICE("VRF9")));
}

static void test_names(void **state)
{
	struct writing writing = lrs_frame(england);
	struct builder name = {0};
	struct error error = {0};

	(void)state;
	assert_success(lrs_batch_format.file_name(&writing, &name, &error),
		       &error);
	assert_string_equal(builder_text(&name),
			    "LRB_10012345_200120261000.CSV");
	builder_clear(&name);
	assert_success(lrs_answers_format.file_name(&writing, &name, &error),
		       &error);
	assert_string_equal(builder_text(&name),
			    "LRB_10012345_200120261000_ANSWERS.CSV");
	builder_clear(&name);
	assert_success(learner_events_format.file_name(&writing, &name, &error),
		       &error);
	assert_string_equal(builder_text(&name),
			    "8861101_learner-events_2026-01-20.csv");
	builder_clear(&name);
	writing.ukprn = SLICE("20012345");
	assert_int_equal(lrs_batch_format.file_name(&writing, &name, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_non_null(strstr(error.hint, "--ukprn"));
	builder_release(&name);
}

/* Memory that runs out at any step is said, and nothing is lost. */
static void test_no_memory(void **state)
{
	struct arena arena = {0};
	struct record record = parse_record(england, &arena, slice_of(whole));
	struct builder file = {0};
	struct error error = {0};

	(void)state;
	for (size_t i = 0; i < lrs_layout_count; i++) {
		const struct format *format = lrs_layouts[i].format;

		for (uint64_t n = 1;; n++) {
			int result;

			memory_fail_at(n);
			error = (struct error){0};
			result = lrs_write_file(path, england, format, &record,
						1, &error);
			if (!memory_failed()) {
				memory_fail_at(0);
				assert_success(result, &error);
				break;
			}
			memory_fail_at(0);
			assert_int_equal(result, -1);
			assert_int_equal(error.code, ERROR_MEMORY);
		}
		builder_clear(&file);
		assert_success(file_read(path, 1 << 20, &file, &error), &error);
		for (uint64_t n = 1;; n++) {
			struct notebook notebook;
			int result;
			bool failed;

			notebook_init(&notebook, england);
			builder_add_text(&notebook.text, " ");
			builder_reserve(&notebook.text, 1 << 16);
			memory_fail_at(n);
			error = (struct error){0};
			result = lrs_read(&notebook.reading,
					  builder_slice(&file), &error);
			failed = memory_failed();
			memory_fail_at(0);
			assert_int_equal(result, failed ? -1 : 0);
			if (failed)
				assert_int_equal(error.code, ERROR_MEMORY);
			notebook_release(&notebook);
			if (!failed)
				break;
		}
	}
	builder_release(&file);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_memory),
	};
	int failures;

	england = load_england();
	if (mkdtemp(directory) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/out.csv", directory);
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	dictionary_free(england);
	directory_remove(directory, NULL);
	return failures;
}

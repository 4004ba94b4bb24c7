/*
 * The school census's dates, envelope and limits.  What it says of a pupil is
 * in the cases of school_census/.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "formats/school_census.h"
#include "tests/formats/records.h"

static struct dictionary *england;
static char directory[] = "/tmp/hornbook-census-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	england = load_england();
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/out.xml", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dictionary_free(england);
	return directory_remove(directory, NULL);
}

static int32_t day(const char *text)
{
	int32_t date;

	assert_true(date_parse(slice_of(text), &date));
	return date;
}

static void assert_date(int32_t date, const char *expected)
{
	char text[DATE_TEXT_BYTES];

	date_format(date, text);
	assert_string_equal(text, expected);
}

/* Known Easter Sundays, the earliest and latest of their century among them. */
static void test_easter(void **state)
{
	(void)state;
	assert_date(census_easter(2000), "2000-04-23");
	assert_date(census_easter(2008), "2008-03-23");
	assert_date(census_easter(2011), "2011-04-24");
	assert_date(census_easter(2024), "2024-03-31");
	assert_date(census_easter(2025), "2025-04-20");
	assert_date(census_easter(2026), "2026-04-05");
	assert_date(census_easter(2038), "2038-04-25");
}

static void test_census_days(void **state)
{
	static const struct {
		const char *release, *code, *reference;
	} rows[] = {
		{"2025-09-01", "AUT", "2025-10-02"},
		{"2025-10-02", "AUT", "2025-10-02"},
		{"2025-12-31", "AUT", "2025-10-02"},
		{"2026-01-01", "SPR", "2026-01-15"},
		{"2026-01-20", "SPR", "2026-01-15"},
		{"2026-04-05", "SPR", "2026-01-15"},
		{"2026-04-06", "SUM", "2026-05-21"},
		{"2026-08-31", "SUM", "2026-05-21"},
		/* the first of the month a Thursday */
		{"2020-10-01", "AUT", "2020-10-01"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct census_return census =
			census_return_on(day(rows[i].release));

		assert_string_equal(census.code, rows[i].code);
		assert_date(census.reference_date, rows[i].reference);
		assert_int_equal(date_weekday(census.reference_date), 3);
	}
}

/* Which earlier terms each census returns. */
static void test_what_is_returned(void **state)
{
	static const struct {
		const char *release, *attendance;
		int year;
		const char *from, *to;
	} rows[] = {
		{"2025-10-02", "SUM", 2024, "2025-01-01", "2025-07-31"},
		{"2026-01-15", "AUT", 2025, "2025-04-21", "2025-12-31"},
		{"2026-05-21", "SPR", 2025, "2025-08-01", "2026-04-05"},
		/* before autumn 2019: the term two before */
		{"2018-10-04", "SUM", 2017, "2018-01-01", "2018-04-01"},
		{"2019-01-17", "AUT", 2018, "2018-04-02", "2018-07-31"},
		{"2019-05-16", "SPR", 2018, "2018-08-01", "2018-12-31"},
		{"2019-10-03", "SUM", 2018, "2019-01-01", "2019-07-31"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct census_return census =
			census_return_on(day(rows[i].release));

		assert_string_equal(census.attendance_term, rows[i].attendance);
		assert_int_equal(census.attendance_year, rows[i].year);
		assert_date(census.exclusions_from, rows[i].from);
		assert_date(census.exclusions_to, rows[i].to);
	}
}

static struct writing frame_on(const char *date)
{
	return (struct writing){
		.dictionary = england,
		.controller = SLICE("Hawthorn & Elm School"),
		.laestab = SLICE("8861101"),
		.setting_phase = SLICE("secondary"),
		.date = day(date),
		.time = "10:00:00",
		.serial = 1,
	};
}

/* The whole file, as the department's envelope has it. */
static void test_envelope(void **state)
{
	const struct writing frame = frame_on("2026-01-20");
	const struct format *format = &school_census_format;
	struct builder file = {0}, expected = {0};
	struct arena arena = {0};
	struct error error = {0};
	struct output *output;
	struct writer *writer;
	struct record record = parse_record(england, &arena,
					    SLICE("pupil.upn = K886110121001\n"
						  "pupil.surname = Surname\n"
						  "pupil.forename = Forename\n"
						  "pupil.birth-date = "
						  "2010-03-14\n"
						  "pupil.sex = F\n"));

	(void)state;
	assert_success(output_open(&output, path, 0600, &error), &error);
	assert_success(format->open(&writer, &frame, output, &error), &error);
	assert_success(format->write(writer, &record, 1, &error), &error);
	assert_success(format->close(writer, &error), &error);
	assert_success(output_commit(output, &error), &error);
	assert_success(file_read(path, 1 << 20, &file, &error), &error);
	assert_success(file_read("tests/formats/"
				 "8861101_SC_SPR_2026_001.xml",
				 1 << 20, &expected, &error),
		       &error);
	assert_string_equal(builder_text(&file), builder_text(&expected));
	builder_release(&file);
	builder_release(&expected);
	arena_release(&arena);
}

static void test_no_pupils(void **state)
{
	const struct writing frame = frame_on("2026-01-20");
	const struct format *format = &school_census_format;
	struct builder file = {0};
	struct error error = {0};
	struct output *output;
	struct writer *writer;

	(void)state;
	assert_success(output_open(&output, path, 0600, &error), &error);
	assert_success(format->open(&writer, &frame, output, &error), &error);
	assert_success(format->close(writer, &error), &error);
	assert_success(output_commit(output, &error), &error);
	assert_success(file_read(path, 1 << 20, &file, &error), &error);
	assert_non_null(strstr(builder_text(&file), "<Pupils>\n  </Pupils>"));
	builder_release(&file);
}

static void test_file_name(void **state)
{
	struct writing frame = frame_on("2026-01-20");
	struct builder name = {0};
	struct error error = {0};

	(void)state;
	assert_success(school_census_format.file_name(&frame, &name, &error),
		       &error);
	assert_string_equal(builder_text(&name), "8861101_SC_SPR_2026_001.xml");
	frame.laestab = SLICE("");
	assert_int_equal(school_census_format.file_name(&frame, &name, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	builder_release(&name);
}

static void test_what_it_carries(void **state)
{
	static const char *const carried[] = {
		"pupil.upn",
		"ethnicity",
		"attendance-code.term",
		"attendance.term",
		"exclusion.reason-3",
		"enrolment.leaving-date",
	};
	static const char *const not_carried[] = {
		"religion",        "parent.surname", "assessment.result",
		"pupil.telephone", "medical.flag",
	};
	struct field_set fields;
	struct error error;

	(void)state;
	assert_success(school_census_format.carries(england, &fields, &error),
		       &error);
	for (size_t i = 0; i < sizeof(carried) / sizeof(carried[0]); i++)
		assert_true(field_set_has(
			&fields, dictionary_find(england, KIND_FIELD,
						 slice_of(carried[i]))));
	for (size_t i = 0; i < sizeof(not_carried) / sizeof(not_carried[0]);
	     i++)
		assert_false(field_set_has(
			&fields, dictionary_find(england, KIND_FIELD,
						 slice_of(not_carried[i]))));
}

static void test_table_and_dictionary_agree(void **state)
{
	struct layout layout;

	(void)state;
	layout_resolve(&layout, census_rows, census_row_count, england);
	for (uint16_t i = 0; i < layout.count; i++)
		if (census_rows[i].field != NULL &&
		    layout.field[i][0] == DICTIONARY_NONE)
			fail_msg("no field is called %s", census_rows[i].field);
}

static void test_out_of_memory(void **state)
{
	const struct writing frame = frame_on("2026-01-20");
	const struct format *format = &school_census_format;
	struct arena arena = {0};
	struct record records[2];

	(void)state;
	records[0] = parse_record(england, &arena,
				  SLICE("pupil.upn = K886110121001\n"
					"pupil.surname = Surname\n"
					"pupil.forename = Forename\n"
					"pupil.birth-date = 2010-03-14\n"
					"pupil.sex = F\n"));
	records[1] = parse_record(england, &arena,
				  SLICE("pupil.upn = Z886110121002\n"
					"pupil.surname = Surname\n"
					"pupil.forename = Forename\n"
					"pupil.birth-date = 2010-03-14\n"
					"pupil.sex = F\n"
					"enrolment.leaving-date = "
					"2025-12-19\n"));
	for (uint64_t n = 1;; n++) {
		struct error error = {0};
		struct output *output;
		struct writer *writer = NULL;
		bool failed;
		int result;

		assert_success(output_open(&output, path, 0600, &error),
			       &error);
		memory_fail_at(n);
		result = format->open(&writer, &frame, output, &error);
		if (result == 0) {
			result = format->write(writer, records, 2, &error);
			if (result == 0)
				result = format->close(writer, &error);
			else
				format->abandon(writer);
		}
		failed = memory_failed();
		memory_fail_at(0);
		output_abandon(output);
		if (!failed) {
			assert_success(result, &error);
			break;
		}
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_easter),
		cmocka_unit_test(test_census_days),
		cmocka_unit_test(test_what_is_returned),
		cmocka_unit_test(test_envelope),
		cmocka_unit_test(test_no_pupils),
		cmocka_unit_test(test_file_name),
		cmocka_unit_test(test_what_it_carries),
		cmocka_unit_test(test_table_and_dictionary_agree),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("school census", tests, set_up,
					   tear_down);
}

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
static char directory[] = SCRATCH "census-XXXXXX";
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

/* --- read as it was written ------------------------------------------------- */

/* A value that the field can hold and the census returns. */
static const char *some_value(const struct field *field, const char *date)
{
	if (slice_is(field->name, "pupil.birth-date"))
		return "2010-03-14";
	switch (field->type) {
	case FIELD_DATE:
		return date;
	case FIELD_FLAG:
		return "true";
	case FIELD_NUMBER:
		return "7";
	case FIELD_UPN:
		return "K886110121001";
	case FIELD_POSTCODE:
		return "ME14 1XX";
	case FIELD_LAESTAB:
		return "8861101";
	case FIELD_ULN:
		return "1000000043";
	case FIELD_TEXT:
	case FIELD_CODE:
	case FIELD_LSOA:
	case FIELD_TYPE_COUNT:
		break;
	}
	return "A text";
}

static void set_value(struct record_maker *maker,
		      const struct census_return *census, uint16_t index,
		      uint32_t item)
{
	const struct field *field = &england->fields[index];
	const struct category *category = &england->categories[field->category];
	char date[DATE_TEXT_BYTES], period[8] = "";
	struct slice text;

	date_format(census->exclusions_from, date);
	if (category->by.len > 0)
		snprintf(period, sizeof(period), "%d", census->attendance_year);
	text = slice_of(some_value(field, date));
	if (field->type == FIELD_CODE)
		text = england->code_sets[field->codes].codes[0].code;
	if (slice_is(field->name, "attendance.term") ||
	    slice_is(field->name, "attendance-code.term"))
		text = slice_of(census->attendance_term);
	if (slice_is(field->name, "enrolment.boarder"))
		text = SLICE("N");
	if (slice_is(field->name, "exclusion.category"))
		text = SLICE("PERM");
	record_set(maker, index, slice_of(period), item, text);
}

/* All that the census carries, two of what there may be several of. */
static struct record full_record(struct arena *arena,
				 const struct census_return *census,
				 bool leaver)
{
	struct record_maker maker = record_maker(england, arena);
	struct field_set fields;
	struct record record;
	struct error error;

	assert_success(school_census_format.carries(england, &fields, &error),
		       &error);
	for (uint16_t i = 0; i < england->field_count; i++) {
		const struct category *category =
			&england->categories[england->fields[i].category];

		if (!field_set_has(&fields, i))
			continue;
		if (!leaver &&
		    slice_is(england->fields[i].name, "enrolment.leaving-date"))
			continue;
		set_value(&maker, census, i, 0);
		if (category->each.len > 0)
			set_value(&maker, census, i, 1);
	}
	assert_success(record_made(&maker, &record, &error), &error);
	record.number = 1;
	return record;
}

static void write_file(const struct writing *frame, const struct record *record,
		       struct builder *file)
{
	const struct format *format = &school_census_format;
	struct error error = {0};
	struct output *output;
	struct writer *writer;

	assert_success(output_open(&output, path, 0600, &error), &error);
	assert_success(format->open(&writer, frame, output, &error), &error);
	assert_success(format->write(writer, record, 1, &error), &error);
	assert_success(format->close(writer, &error), &error);
	assert_success(output_commit(output, &error), &error);
	assert_success(file_read(path, 1 << 20, file, &error), &error);
}

struct kept {
	struct builder text; /* the file written anew */
	const struct writing *frame;
};

static int write_again(void *context, const struct record *record,
		       struct error *error)
{
	struct kept *kept = context;

	(void)error;
	write_file(kept->frame, record, &kept->text);
	return 0;
}

static void round_trip(const char *date, bool leaver)
{
	struct writing frame = frame_on(date);
	struct census_return census = census_return_on(frame.date);
	struct kept kept = {.frame = &frame};
	struct arena arena = {0};
	struct builder file = {0};
	struct error error = {0};
	struct notebook notebook;
	struct record record = full_record(&arena, &census, leaver);

	write_file(&frame, &record, &file);
	notebook_init(&notebook, england);
	notebook.reading.today = day(date);
	notebook.also = write_again;
	notebook.also_context = &kept;
	assert_true(school_census_format.detect(builder_slice(&file)));
	assert_success(school_census_format.read(&notebook.reading,
						 builder_slice(&file), &error),
		       &error);
	if (notebook.reading.rejected > 0)
		fail_msg("%s", builder_text(&notebook.text));
	assert_int_equal(notebook.reading.records, 1);
	assert_null(strstr(builder_text(&notebook.text), "warn"));
	assert_slice(notebook.reading.sender, "8861101 Hawthorn & Elm School");
	assert_string_equal(builder_text(&kept.text), builder_text(&file));
	assert_non_null(strstr(builder_text(&notebook.text),
			       "enrolment.school = 8861101\n"));
	builder_release(&kept.text);
	notebook_release(&notebook);
	builder_release(&file);
	arena_release(&arena);
}

/* In every term, before and after the years in which a part changed. */
static void test_read_as_it_was_written(void **state)
{
	static const char *const dates[] = {
		"2016-10-06", "2017-01-19", "2018-05-17", "2019-10-03",
		"2020-10-01", "2021-05-20", "2022-10-06", "2024-10-03",
		"2025-05-15", "2025-10-02", "2026-01-20", "2026-05-21",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		round_trip(dates[i], false);
		round_trip(dates[i], true);
	}
}

static void test_detected_among_other_returns(void **state)
{
	static const struct {
		const char *start;
		bool census;
	} rows[] = {
		{"<Message><Header><CollectionDetails>"
		 "<Collection>SC</Collection>",
		 true},
		{"<?xml version=\"1.0\"?>\n<Message>\n <Header>\n "
		 "<Collection> SC </Collection>",
		 true},
		{"<Message><Collection>CIN</Collection>", false},
		{"<Message><Header>", false},
		{"<CTfile><Collection>SC</Collection>", false},
		{"upn,surname", false},
		{"", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
			school_census_format.detect(slice_of(rows[i].start)),
			rows[i].census);
}

static void test_reading_out_of_memory(void **state)
{
	struct writing frame = frame_on("2026-01-20");
	struct census_return census = census_return_on(frame.date);
	struct arena arena = {0};
	struct builder file = {0};
	struct record record = full_record(&arena, &census, false);

	(void)state;
	write_file(&frame, &record, &file);
	for (uint64_t n = 1;; n++) {
		struct error error = {0};
		struct notebook notebook;
		bool failed;
		int result;

		notebook_init(&notebook, england);
		assert_non_null(builder_reserve(&notebook.text, 64 << 10));
		memory_fail_at(n);
		result = school_census_format.read(
			&notebook.reading, builder_slice(&file), &error);
		failed = memory_failed();
		memory_fail_at(0);
		notebook_release(&notebook);
		if (!failed) {
			assert_success(result, &error);
			break;
		}
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	builder_release(&file);
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
		cmocka_unit_test(test_read_as_it_was_written),
		cmocka_unit_test(test_detected_among_other_returns),
		cmocka_unit_test(test_reading_out_of_memory),
	};

	return cmocka_run_group_tests_name("school census", tests, set_up,
					   tear_down);
}

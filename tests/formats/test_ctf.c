/*
 * The Common Transfer File written, read again, starved of memory and
 * attacked.  What single elements become is in the cases of ctf/.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "formats/ctf.h"
#include "tests/formats/records.h"

#define SAMPLE "tests/formats/8861101_CTF_8861102_001.xml"

static struct dictionary *england;
static char directory[] = SCRATCH "ctf-XXXXXX";
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

static struct writing sample_frame(void)
{
	return (struct writing){
		.dictionary = england,
		.controller = SLICE("Hawthorn & Elm School"),
		.laestab = SLICE("8861101"),
		.recipient_laestab = SLICE("8861102"),
		.date = sample_date(),
		.time = "10:00:00",
		.serial = 1,
	};
}

static void read_file(const char *from, struct builder *content)
{
	struct error error = {0};

	assert_success(file_read(from, 1 << 26, content, &error), &error);
}

/* Writes each record as soon as it is read. */
static int pass_on(void *context, const struct record *record,
		   struct error *error)
{
	return ctf_write(context, record, 1, error);
}

static void copy_ctf(struct slice bytes, struct notebook *notebook)
{
	const struct writing frame = sample_frame();
	struct error error = {0};
	struct output *output;
	struct writer *writer;

	assert_success(output_open(&output, path, 0600, &error), &error);
	assert_success(ctf_open(&writer, &frame, output, &error), &error);
	notebook_init(notebook, england);
	notebook->also = pass_on;
	notebook->also_context = writer;
	assert_success(ctf_read(&notebook->reading, bytes, &error), &error);
	assert_success(ctf_close(writer, &error), &error);
	assert_success(output_commit(output, &error), &error);
}

/* The sample is what we ourselves write for its pupils, byte for byte. */
static void test_written_as_it_was_read(void **state)
{
	struct builder before = {0}, after = {0};
	struct notebook notebook;

	(void)state;
	read_file(SAMPLE, &before);
	copy_ctf(builder_slice(&before), &notebook);
	read_file(path, &after);
	assert_int_equal(notebook.reading.records, 3);
	assert_int_equal(notebook.reading.rejected, 0);
	assert_slice(notebook.reading.sender, "8861101 Hawthorn & Elm School");
	assert_string_equal(builder_text(&after), builder_text(&before));
	notebook_release(&notebook);
	builder_release(&before);
	builder_release(&after);
}

static void test_records_of_the_sample(void **state)
{
	struct builder file = {0}, expected = {0};
	struct notebook notebook;
	struct error error = {0};

	(void)state;
	read_file(SAMPLE, &file);
	read_file("tests/formats/8861101_CTF_8861102_001.txt", &expected);
	notebook_init(&notebook, england);
	assert_success(
		ctf_read(&notebook.reading, builder_slice(&file), &error),
		&error);
	assert_string_equal(builder_text(&notebook.text),
			    builder_text(&expected));
	notebook_release(&notebook);
	builder_release(&file);
	builder_release(&expected);
}

/* The next line that says something of a pupil: not where the record began, nor
 * that a list is empty, which only a full file says. */
static struct slice next_value(struct slice *rest)
{
	struct slice line;

	do {
		line = slice_cut(rest, '\n');
	} while (slice_starts_with(line, SLICE("record ")) ||
		 slice_ends_with(line, SLICE(" empty")));
	return line;
}

static void assert_same_values(struct slice a, struct slice b)
{
	while (a.len > 0 || b.len > 0) {
		struct slice x = next_value(&a);
		struct slice y = next_value(&b);

		if (!slice_equal(x, y))
			fail_msg("'%.*s' is not '%.*s'", SLICE_ARGS(x),
				 SLICE_ARGS(y));
	}
}

/* Other generators differ in spaces, and say more. */
static void test_another_generator(void **state)
{
	struct builder file = {0}, again = {0};
	struct notebook first, second;
	struct error error = {0};

	(void)state;
	read_file("demo/kent/ctf/8861102_CTF_8861101_001.xml", &file);
	copy_ctf(builder_slice(&file), &first);
	assert_int_equal(first.reading.records, 24);
	assert_int_equal(first.reading.rejected, 0);
	read_file(path, &again);
	notebook_init(&second, england);
	assert_success(ctf_read(&second.reading, builder_slice(&again), &error),
		       &error);
	assert_int_equal(second.reading.records, 24);
	assert_same_values(builder_slice(&first.text),
			   builder_slice(&second.text));
	notebook_release(&first);
	notebook_release(&second);
	builder_release(&file);
	builder_release(&again);
}

static void test_file_names(void **state)
{
	struct writing frame = sample_frame();
	struct builder name = {0};
	struct error error = {0};

	(void)state;
	assert_success(ctf_file_name(&frame, &name, &error), &error);
	assert_string_equal(builder_text(&name), "8861101_CTF_8861102_001.xml");
	builder_clear(&name);
	frame.recipient_laestab = SLICE("");
	frame.serial = 42;
	assert_success(ctf_file_name(&frame, &name, &error), &error);
	assert_string_equal(builder_text(&name), "8861101_CTF_XXXXXXX_042.xml");
	builder_clear(&name);
	frame.recipient_laestab = SLICE("MMMMMMM");
	assert_success(ctf_file_name(&frame, &name, &error), &error);
	assert_string_equal(builder_text(&name), "8861101_CTF_MMMMMMM_042.xml");
	frame.serial = 1000;
	assert_int_equal(ctf_file_name(&frame, &name, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	frame.serial = 1;
	frame.laestab = SLICE("");
	assert_int_equal(ctf_file_name(&frame, &name, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	builder_release(&name);
}

/* Writes one record to the file at `path`. */
static int write_one(const struct writing *frame, const char *text,
		     struct builder *file, struct error *error)
{
	struct arena arena = {0};
	struct record record = parse_record(england, &arena, slice_of(text));
	struct output *output;
	struct writer *writer;
	int result;

	assert_success(output_open(&output, path, 0600, error), error);
	assert_success(ctf_open(&writer, frame, output, error), error);
	result = ctf_write(writer, &record, 1, error);
	if (result == 0) {
		assert_success(ctf_close(writer, error), error);
		assert_success(output_commit(output, error), error);
		read_file(path, file);
	} else {
		ctf_abandon(writer);
		output_abandon(output);
	}
	arena_release(&arena);
	return result;
}

#define FIVE                          \
	"pupil.upn = K886110121001\n" \
	"pupil.surname = Surname\n"   \
	"pupil.forename = Forename\n" \
	"pupil.birth-date = 2010-03-14\n"

static void test_what_must_be_there(void **state)
{
	const struct writing frame = sample_frame();
	struct builder file = {0};
	struct error error = {0};

	(void)state;
	assert_int_equal(write_one(&frame, FIVE, &file, &error), -1);
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_non_null(strstr(error.message, "pupil.sex"));
	assert_int_equal(error.place.record, 1);
	assert_int_equal(write_one(&frame, FIVE "pupil.sex = F", &file, &error),
			 0);
	builder_release(&file);
}

/* The register may keep a year by terms; the CTF has no terms. */
static void test_terms_are_added_up(void **state)
{
	const struct writing frame = sample_frame();
	struct builder file = {0};
	struct error error = {0};
	const char *text, *expected;

	(void)state;
	assert_success(write_one(&frame,
				 FIVE
				 "pupil.sex = F\n"
				 "attendance.laestab[2024] = 8861101\n"
				 "attendance.term[2024] = AUT\n"
				 "attendance.sessions-possible[2024] = 140\n"
				 "attendance.start-date[2024] = 2024-09-02\n"
				 "attendance.marks[2024] = /\\\n"
				 "attendance.laestab.2[2024] = 8861101\n"
				 "attendance.term.2[2024] = SPR\n"
				 "attendance.sessions-possible.2[2024] = 120\n"
				 "attendance.sessions-attended.2[2024] = 118\n"
				 "attendance.start-date.2[2024] = 2025-01-06\n"
				 "attendance.marks.2[2024] = /\\\n"
				 "attendance.laestab.3[2024] = 8862200\n"
				 "attendance.sessions-possible.3[2024] = 7\n",
				 &file, &error),
		       &error);
	text = strstr(builder_text(&file), "<Attendance>");
	assert_non_null(text);
	expected = "<Attendance>\n"
		   "        <YearData>\n"
		   "          <Year>2024</Year>\n"
		   "          <LEA>886</LEA>\n"
		   "          <Estab>1101</Estab>\n"
		   "          <SessionsPossible>260</SessionsPossible>\n"
		   "          <SessionsAttended>118</SessionsAttended>\n"
		   "          <AttendSessions>\n"
		   "            <AttendanceStartDate>2024-09-02"
		   "</AttendanceStartDate>\n"
		   "          </AttendSessions>\n"
		   "        </YearData>\n"
		   "        <YearData>\n"
		   "          <Year>2024</Year>\n"
		   "          <LEA>886</LEA>\n"
		   "          <Estab>2200</Estab>\n"
		   "          <SessionsPossible>7</SessionsPossible>\n";
	assert_memory_equal(text, expected, strlen(expected));
	builder_release(&file);
}

/* F03: the next school learns from when to when the pupil was at the last. */
static void test_sender_becomes_history(void **state)
{
	const struct writing frame = sample_frame();
	struct builder file = {0};
	struct error error = {0};

	(void)state;
	assert_success(write_one(&frame,
				 FIVE "pupil.sex = F\n"
				      "enrolment.entry-date = 2021-09-01\n"
				      "enrolment.leaving-date = 2026-01-16\n"
				      "enrolment.leaving-reason = PM\n",
				 &file, &error),
		       &error);
	assert_non_null(strstr(
		builder_text(&file),
		"      <SchoolHistory>\n"
		"        <School>\n"
		"          <LEA>886</LEA>\n"
		"          <Estab>1101</Estab>\n"
		"          <SchoolName>Hawthorn &amp; Elm School</SchoolName>\n"
		"          <EntryDate>2021-09-01</EntryDate>\n"
		"          <LeavingDate>2026-01-16</LeavingDate>\n"
		"          <LeavingReason>PM</LeavingReason>\n"
		"          <LastSchool>true</LastSchool>\n"
		"        </School>\n"
		"      </SchoolHistory>\n"));
	builder_clear(&file);
	/* unless the history has it already */
	assert_success(write_one(&frame,
				 FIVE "pupil.sex = F\n"
				      "enrolment.entry-date = 2021-09-01\n"
				      "school.laestab = 8861101\n",
				 &file, &error),
		       &error);
	assert_null(strstr(builder_text(&file), "EntryDate"));
	builder_release(&file);
}

static void test_versions(void **state)
{
	struct writing frame = sample_frame();
	struct builder file = {0};
	struct error error = {0};

	(void)state;
	frame.date = date_from_civil(2019, 8, 31);
	assert_success(write_one(&frame, FIVE "pupil.sex = F", &file, &error),
		       &error);
	assert_non_null(strstr(builder_text(&file), "<CTFversion>18.0<"));
	assert_non_null(strstr(builder_text(&file), "<Gender>F<"));
	assert_null(strstr(builder_text(&file), "<Sex>"));
	builder_clear(&file);
	frame.date = date_from_civil(2023, 9, 1);
	assert_success(write_one(&frame, FIVE "pupil.sex = F", &file, &error),
		       &error);
	assert_non_null(strstr(builder_text(&file), "<CTFversion>23.0<"));
	assert_non_null(strstr(builder_text(&file), "<Sex>F<"));
	assert_null(strstr(builder_text(&file), "<Gender>"));
	builder_release(&file);
}

static void test_what_it_carries(void **state)
{
	static const char *const carried[] = {
		"pupil.upn",          "pupil.postcode",
		"parent.surname",     "contact.work-telephone",
		"sen.provision",      "sen-history.provision",
		"attendance.laestab", "assessment.result",
	};
	static const char *const not_carried[] = {
		"religion",  "exclusion.category", "attendance-code.code",
		"wish.kind", "medical.notes",
	};
	struct field_set fields;
	struct error error;

	(void)state;
	assert_success(ctf_format.carries(england, &fields, &error), &error);
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

/* Every name in the table is a field of the dictionary. */
static void test_table_and_dictionary_agree(void **state)
{
	struct layout layout;

	(void)state;
	layout_resolve(&layout, ctf_rows, ctf_row_count, england);
	for (uint16_t i = 0; i < layout.count; i++)
		if (ctf_rows[i].field != NULL &&
		    (layout.field[i][0] == DICTIONARY_NONE ||
		     layout.field[i][1] == DICTIONARY_NONE))
			fail_msg("no field is called %s", ctf_rows[i].field);
}

static void test_out_of_memory_reading(void **state)
{
	struct builder file = {0};

	(void)state;
	read_file(SAMPLE, &file);
	for (uint64_t n = 1;; n++) {
		struct notebook notebook;
		struct error error = {0};
		bool failed;
		int result;

		notebook_init(&notebook, england);
		/* the notebook's own memory is not to fail */
		(void)builder_reserve(&notebook.text, 1 << 20);
		memory_fail_at(n);
		result = ctf_read(&notebook.reading, builder_slice(&file),
				  &error);
		failed = memory_failed();
		memory_fail_at(0);
		notebook_release(&notebook);
		if (!failed) {
			assert_success(result, &error);
			assert_true(n > 10);
			break;
		}
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	builder_release(&file);
}

static void test_out_of_memory_writing(void **state)
{
	const struct writing frame = sample_frame();
	struct arena arena = {0};
	struct record record =
		parse_record(england, &arena, SLICE(FIVE "pupil.sex = F"));

	(void)state;
	for (uint64_t n = 1;; n++) {
		struct error error = {0};
		struct output *output;
		struct writer *writer = NULL;
		bool failed;
		int result;

		assert_success(output_open(&output, path, 0600, &error),
			       &error);
		memory_fail_at(n);
		result = ctf_open(&writer, &frame, output, &error);
		if (result == 0) {
			result = ctf_write(writer, &record, 1, &error);
			if (result == 0)
				result = ctf_close(writer, &error);
			else
				ctf_abandon(writer);
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

/* A full disk shows when the file is committed; the writer is not to mind. */
static void test_disk_full(void **state)
{
	const struct writing frame = sample_frame();
	struct arena arena = {0};
	struct record record =
		parse_record(england, &arena, SLICE(FIVE "pupil.sex = F"));
	struct error error = {0};
	struct output *output;
	struct writer *writer;

	(void)state;
	(void)remove(path);
	assert_success(output_open(&output, path, 0600, &error), &error);
	assert_success(ctf_open(&writer, &frame, output, &error), &error);
	file_fail_at(1);
	for (int i = 0; i < 5000; i++)
		assert_success(ctf_write(writer, &record, 1, &error), &error);
	assert_success(ctf_close(writer, &error), &error);
	assert_int_equal(output_commit(output, &error), -1);
	file_fail_at(0);
	assert_int_equal(error.code, ERROR_SYSTEM);
	assert_false(file_exists(path));
	arena_release(&arena);
}

static int take_nothing(void *context, const struct record *record,
			struct error *error)
{
	(void)context;
	(void)record;
	return error_set(error, ERROR_BUSY, "not now");
}

static void test_taker_stops_the_reading(void **state)
{
	struct builder file = {0};
	struct notebook notebook;
	struct error error = {0};

	(void)state;
	read_file(SAMPLE, &file);
	notebook_init(&notebook, england);
	notebook.reading.take = take_nothing;
	assert_int_equal(
		ctf_read(&notebook.reading, builder_slice(&file), &error), -1);
	assert_int_equal(error.code, ERROR_BUSY);
	assert_int_equal(notebook.reading.records, 1);
	notebook_release(&notebook);
	builder_release(&file);
}

#define HEAD                                                     \
	"<CTfile><Header><CTFversion>25.0</CTFversion></Header>" \
	"<CTFpupilData>"
#define TAIL "</CTFpupilData></CTfile>"

/* Reads, and gives the length of what was noted. */
static void read_hostile(struct builder *file, struct notebook *notebook)
{
	struct error error = {0};

	notebook_init(notebook, england);
	assert_success(
		ctf_read(&notebook->reading, builder_slice(file), &error),
		&error);
}

/* many_contacts.xml: one pupil that never ends */
static void test_endless_pupil(void **state)
{
	struct builder file = {0};
	struct notebook notebook;

	(void)state;
	builder_add_text(&file, HEAD "<Pupil><Contacts>");
	for (int i = 0; i < 100000; i++)
		builder_add_text(&file, "<Contact><Order>1</Order></Contact>");
	builder_add_text(&file, "</Contacts></Pupil>" TAIL);
	read_hostile(&file, &notebook);
	assert_int_equal(notebook.reading.rejected, 1);
	assert_non_null(strstr(builder_text(&notebook.text), "larger than"));
	notebook_release(&notebook);
	builder_release(&file);
}

/* many_faults.xml: faults are told of up to a limit for each record */
static void test_many_faults(void **state)
{
	struct builder file = {0};
	struct notebook notebook;
	struct slice rest;
	size_t lines = 0;

	(void)state;
	builder_add_text(&file, HEAD "<Pupil><FSMhistory>");
	for (int i = 0; i < 1000; i++)
		builder_add_text(&file, "<FSMinstance><FSMstartDate>x"
					"</FSMstartDate></FSMinstance>");
	builder_add_text(&file, "</FSMhistory></Pupil>" TAIL);
	read_hostile(&file, &notebook);
	rest = builder_slice(&notebook.text);
	for (; rest.len > 0; lines++)
		(void)slice_cut(&rest, '\n');
	assert_int_equal(lines, 10);
	assert_int_equal(notebook.reading.rejected, 1);
	notebook_release(&notebook);
	builder_release(&file);
}

/* many_names.xml: elements not read are told of up to a limit for each file */
static void test_many_names(void **state)
{
	struct builder file = {0};
	struct notebook notebook;
	struct slice rest;
	size_t lines = 0;

	(void)state;
	builder_add_text(&file, HEAD);
	for (int i = 0; i < 1000; i++)
		builder_add_format(&file, "<n%d/>", i);
	builder_add_text(&file, TAIL);
	read_hostile(&file, &notebook);
	rest = builder_slice(&notebook.text);
	for (; rest.len > 0; lines++)
		(void)slice_cut(&rest, '\n');
	assert_int_equal(lines, 40);
	notebook_release(&notebook);
	builder_release(&file);
}

/* No personal data in what is said of a bad record. */
static void test_values_are_not_repeated(void **state)
{
	struct builder file = {0};
	struct notebook notebook;

	(void)state;
	builder_add_text(&file, HEAD "<Pupil><UPN>SECRET</UPN>"
				     "<Surname>SECRET\x7f</Surname>"
				     "<DOB>SECRET</DOB><Sex>SECRET</Sex>"
				     "<BasicDetails><NCyearActual>SECRET"
				     "</NCyearActual></BasicDetails>"
				     "</Pupil>" TAIL);
	read_hostile(&file, &notebook);
	assert_int_equal(notebook.reading.rejected, 1);
	assert_null(strstr(builder_text(&notebook.text), "SECRET"));
	notebook_release(&notebook);
	builder_release(&file);
}

static void test_attacks_on_the_reader(void **state)
{
	static const char *const attacks[] = {
		"<!DOCTYPE CTfile [<!ENTITY a \"x\">]>" HEAD TAIL,
		HEAD "<Pupil><Surname>&a;</Surname></Pupil>" TAIL,
		HEAD "<Pupil>",
		HEAD "<Pupil></CTFpupilData>",
		HEAD "<Pupil><Surname>\xFF</Surname></Pupil>" TAIL,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		struct notebook notebook;
		struct error error = {0};

		notebook_init(&notebook, england);
		assert_int_equal(ctf_read(&notebook.reading,
					  slice_of(attacks[i]), &error),
				 -1);
		assert_int_equal(error.code, ERROR_INPUT);
		assert_int_equal(error.place.line, 1);
		assert_int_equal(builder_slice(&notebook.text).len, 0);
		notebook_release(&notebook);
	}
}

static void test_detected(void **state)
{
	(void)state;
	assert_true(ctf_format.detect(
		SLICE("<?xml version=\"1.0\"?>\n<CTfile>\n")));
	assert_false(ctf_format.detect(SLICE("<Message>")));
	assert_false(ctf_format.detect(SLICE("UPN,Surname\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_as_it_was_read),
		cmocka_unit_test(test_records_of_the_sample),
		cmocka_unit_test(test_another_generator),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_what_must_be_there),
		cmocka_unit_test(test_terms_are_added_up),
		cmocka_unit_test(test_sender_becomes_history),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_what_it_carries),
		cmocka_unit_test(test_table_and_dictionary_agree),
		cmocka_unit_test(test_out_of_memory_reading),
		cmocka_unit_test(test_out_of_memory_writing),
		cmocka_unit_test(test_taker_stops_the_reading),
		cmocka_unit_test(test_endless_pupil),
		cmocka_unit_test(test_many_faults),
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_values_are_not_repeated),
		cmocka_unit_test(test_attacks_on_the_reader),
		cmocka_unit_test(test_detected),
	};

	return cmocka_run_group_tests_name("CTF", tests, set_up, tear_down);
}

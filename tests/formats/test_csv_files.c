#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "dictionary/identifier.h"
#include "formats/csv_pupils.h"
#include "tests/formats/pupils.h"

static struct dictionary *england;
static char directory[] = SCRATCH "csv-XXXXXX";
static char path[sizeof(directory) + 16];

/* Has everything: several items, two years, a formula, quotes, lines. */
static const char everything[] =
	"UPN,Surname,Forename,DOB,Medical notes,parent[1].surname,"
	"parent[1].telephone,parent[2].surname,attendance[1].period,"
	"attendance[1].sessions-possible,attendance[2].period,"
	"attendance[2].sessions-possible\r\n"
	"B801200005001,Ambrose,Tilly,2012-03-04,\"=1+1, \"\"x\"\"\n"
	"second line\",Ambrose,+44 1632 960001,Quill,2024,380,2025,190\r\n"
	"Q801200005002,\"O'Quill, Jr\",'=Wilf,2013-05-06,,Quill,,,2025,100,,"
	"\r\n"
	"E801200005003,Zo\xc3\xab,Una,2014-07-08,,,,,,,,\r\n";

static struct field_set all_fields(void)
{
	struct field_set fields;

	assert_int_equal(csv_format.carries(england, &fields, NULL), 0);
	return fields;
}

static void only(struct field_set *fields, const char *name)
{
	assert_true(dictionary_fields(england, slice_of(name), fields));
}

static uint16_t category_of(const char *name)
{
	const struct field *field = dictionary_field(england, slice_of(name));

	assert_non_null(field);
	return field->category;
}

static struct writing some_writing(void)
{
	struct writing writing = {
		.dictionary = england,
		.laestab = SLICE("8012000"),
		.date = date_from_civil(2026, 1, 15),
		.time = "10:00:00",
		.serial = 1,
		.fields = all_fields(),
		.title = SLICE("Youth support (13+)"),
	};

	writing.most_items[category_of("parent.surname")] = 2;
	writing.most_items[category_of("attendance.sessions-possible")] = 2;
	return writing;
}

struct copying {
	struct shown shown; /* first, as shown_take expects */
	struct writer *writer;
};

static int copy_record(void *context, const struct record *record,
		       struct error *error)
{
	struct copying *copying = context;

	if (copying->shown.dictionary != NULL)
		show_record(&copying->shown, record);
	return csv_format.write(copying->writer, record, 1, error);
}

/* Reads `text` and writes what it says to `path`. */
static int copy_file(struct slice text, const struct writing *writing,
		     struct builder *shown, struct error *error)
{
	struct copying copying = {.shown.dictionary = england};
	struct reading reading = shown_reading(&copying.shown);
	struct arena arena = {0};
	struct output *output;
	int result;

	reading.take = copy_record;
	reading.arena = &arena;
	if (output_open(&output, path, 0600, error) != 0)
		return -1;
	result = csv_format.open(&copying.writer, writing, output, error);
	if (result == 0) {
		result = csv_format.read(&reading, text, error);
		if (result == 0)
			result = csv_format.close(copying.writer, error);
		else
			csv_format.abandon(copying.writer);
	}
	if (result == 0)
		result = output_commit(output, error);
	else
		output_abandon(output);
	if (shown != NULL)
		*shown = copying.shown.text;
	else
		builder_release(&copying.shown.text);
	arena_release(&arena);
	return result;
}

static void test_what_is_written_reads_back_the_same(void **state)
{
	struct writing writing = some_writing();
	struct builder first = {0}, second = {0}, file = {0};
	struct error error = {0};

	(void)state;
	assert_success(
		copy_file(slice_of(everything), &writing, &first, &error),
		&error);
	assert_success(file_read(path, 1 << 20, &file, &error), &error);
	assert_success(
		copy_file(builder_slice(&file), &writing, &second, &error),
		&error);
	/* The second row's text is two lines. */
	assert_true(slice_starts_with(builder_slice(&first),
				      SLICE("record 1 line 2 B801200005001")));
	assert_slice(builder_slice(&first), builder_text(&second));
	builder_release(&first);
	builder_release(&second);
	builder_release(&file);
}

static void test_columns_are_the_fields_of_the_release(void **state)
{
	struct writing writing = some_writing();
	struct field_set more;
	struct builder file = {0};
	struct error error = {0};

	(void)state;
	only(&writing.fields, "pupil.upn");
	only(&more, "parent.surname");
	writing.fields = field_set_union(writing.fields, more);
	only(&more, "parent.telephone");
	writing.fields = field_set_union(writing.fields, more);
	only(&more, "attendance.sessions-possible");
	writing.fields = field_set_union(writing.fields, more);
	assert_success(copy_file(slice_of(everything), &writing, NULL, &error),
		       &error);
	assert_success(file_read(path, 1 << 20, &file, &error), &error);
	assert_slice(builder_slice(&file),
		     "pupil.upn,parent[1].surname,parent[1].telephone,"
		     "parent[2].surname,parent[2].telephone,"
		     "attendance[1].period,attendance[1].sessions-possible,"
		     "attendance[2].period,attendance[2].sessions-possible\r\n"
		     "B801200005001,Ambrose,'+44 1632 960001,Quill,,2024,380,"
		     "2025,190\r\n"
		     "Q801200005002,Quill,,,,2025,100,,\r\n"
		     "E801200005003,,,,,,,,\r\n");
	builder_release(&file);
}

static void test_a_category_of_no_items_has_no_columns(void **state)
{
	struct writing writing = some_writing();
	struct field_set more;
	struct builder file = {0};
	struct error error = {0};

	(void)state;
	only(&writing.fields, "pupil.surname");
	only(&more, "parent.surname");
	writing.fields = field_set_union(writing.fields, more);
	memset(writing.most_items, 0, sizeof(writing.most_items));
	assert_success(copy_file(slice_of(everything), &writing, NULL, &error),
		       &error);
	assert_success(file_read(path, 1 << 20, &file, &error), &error);
	assert_slice(builder_slice(&file),
		     "pupil.surname\r\nAmbrose\r\n\"O'Quill, Jr\"\r\n"
		     "Zo\xc3\xab\r\n");
	builder_release(&file);
}

static void test_more_items_than_columns_is_an_error(void **state)
{
	struct writing writing = some_writing();
	struct error error = {0};

	(void)state;
	unlink(path);
	writing.most_items[category_of("parent.surname")] = 1;
	assert_int_equal(
		copy_file(slice_of(everything), &writing, NULL, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_false(file_exists(path));
}

static void test_too_many_columns_is_an_error(void **state)
{
	struct writing writing = some_writing();
	struct error error = {0};

	(void)state;
	writing.most_items[category_of("parent.surname")] = UINT32_MAX;
	assert_int_equal(
		copy_file(slice_of(everything), &writing, NULL, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
}

static void test_no_fields_is_an_error(void **state)
{
	struct writing writing = some_writing();
	struct error error = {0};

	(void)state;
	writing.fields = (struct field_set){0};
	assert_int_equal(
		copy_file(slice_of(everything), &writing, NULL, &error), -1);
}

static void test_a_pseudonym_may_stand_for_the_upn(void **state)
{
	struct writing writing = some_writing();
	struct arena arena = {0};
	struct record_maker maker = record_maker(england, &arena);
	struct record record;
	struct output *output;
	struct writer *writer;
	struct builder file = {0};
	struct error error = {0};
	const struct field *upn = dictionary_field(england, SLICE("pupil.upn"));

	(void)state;
	record_set(&maker, (uint16_t)(upn - england->fields), SLICE(""), 0,
		   SLICE("-k3Qz"));
	assert_success(record_made(&maker, &record, &error), &error);
	only(&writing.fields, "pupil.upn");
	assert_success(output_open(&output, path, 0600, &error), &error);
	assert_success(csv_format.open(&writer, &writing, output, &error),
		       &error);
	assert_success(csv_format.write(writer, &record, 1, &error), &error);
	assert_success(csv_format.close(writer, &error), &error);
	assert_success(output_commit(output, &error), &error);
	assert_success(file_read(path, 1 << 20, &file, &error), &error);
	assert_slice(builder_slice(&file), "pupil.upn\r\n'-k3Qz\r\n");
	builder_release(&file);
	arena_release(&arena);
}

static void test_file_names(void **state)
{
	struct writing writing = some_writing();
	struct builder name = {0};
	struct error error = {0};

	(void)state;
	assert_success(csv_format.file_name(&writing, &name, &error), &error);
	assert_slice(builder_slice(&name),
		     "8012000_youth-support-13_2026-01-15.csv");
	builder_clear(&name);
	writing.laestab = SLICE("");
	writing.title = SLICE("../../etc");
	assert_success(csv_format.file_name(&writing, &name, &error), &error);
	assert_slice(builder_slice(&name), "etc_2026-01-15.csv");
	builder_clear(&name);
	writing.title = SLICE("!");
	assert_success(csv_format.file_name(&writing, &name, &error), &error);
	assert_slice(builder_slice(&name), "pupils_2026-01-15.csv");
	builder_release(&name);
}

static void test_detection(void **state)
{
	(void)state;
	assert_true(csv_format.detect(SLICE("UPN,Surname\nB8")));
	assert_true(csv_format.detect(SLICE("\xef\xbb\xbfSurname;Upn\r\n")));
	assert_true(csv_format.detect(SLICE("pupil.upn\twish.kind\n")));
	assert_true(csv_format.detect(SLICE("Unique Pupil Number\n")));
	assert_false(csv_format.detect(SLICE("<?xml version=\"1.0\"?>\n")));
	assert_false(csv_format.detect(SLICE(" <UPN,UPN>")));
	assert_false(csv_format.detect(SLICE("B801200005001,Ambrose\n")));
	assert_false(csv_format.detect(SLICE("")));
	assert_false(csv_format.detect(SLICE("\"UPN")));
	assert_ptr_equal(format_find(SLICE("csv")), &csv_format);
	assert_null(format_find(SLICE("cs")));
	assert_ptr_equal(format_detect(SLICE("UPN\n")), &csv_format);
	assert_null(format_detect(SLICE("nothing of ours")));
}

/* --- when something fails ------------------------------------------------- */

static void test_want_of_memory_changes_nothing(void **state)
{
	struct writing writing = some_writing();
	int result = -1;

	(void)state;
	for (uint64_t nth = 1; result != 0; nth++) {
		struct error error = {0};

		unlink(path);
		memory_fail_at(nth);
		result =
			copy_file(slice_of(everything), &writing, NULL, &error);
		if (result != 0) {
			assert_true(memory_failed());
			assert_int_equal(error.code, ERROR_MEMORY);
		}
		memory_fail_at(0);
		assert_true(nth < 10000);
	}
	assert_true(file_exists(path));
}

static void test_want_of_memory_in_a_file_of_items(void **state)
{
	int result = -1;

	(void)state;
	for (uint64_t nth = 1; result != 0; nth++) {
		struct shown shown = {.dictionary = england};
		struct reading reading = shown_reading(&shown);
		struct error error = {0};

		reading.mapping = SLICE("Kind = wish.kind\n"
					"Kind: No -> objection\n"
					"wish.by default parent\n");
		memory_fail_at(nth);
		result = csv_format.read(&reading,
					 SLICE("UPN,Kind,Odd\n"
					       "B801200005001,No,Zo\xeb\n"
					       "Q801200005002,no,\n"
					       "B801200005001,no,\n"),
					 &error);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		memory_fail_at(0);
		if (result == 0 && !shown.text.failed)
			assert_slice(
				builder_slice(&shown.text),
				"warning 0 at 1:10 'Odd' a column of no known "
				"field; it is ignored\n"
				"warning 0 at 0:0 '' not UTF-8: read as "
				"Windows-1252\n"
				"record 1 line 2 B801200005001\n"
				"  identity: pupil.upn=B801200005001\n"
				"  wishes: wish.kind=objection wish.by=parent "
				"| wish.kind=objection wish.by=parent\n"
				"record 2 line 3 Q801200005002\n"
				"  identity: pupil.upn=Q801200005002\n"
				"  wishes: wish.kind=objection wish.by="
				"parent\n");
		else
			result = -1;
		builder_release(&shown.text);
		assert_true(nth < 10000);
	}
}

static void test_a_full_disk_leaves_no_file(void **state)
{
	struct writing writing = some_writing();
	int result = -1;

	(void)state;
	for (uint64_t nth = 1; result != 0; nth++) {
		struct error error = {0};

		unlink(path);
		file_fail_at(nth);
		result =
			copy_file(slice_of(everything), &writing, NULL, &error);
		if (result != 0)
			assert_int_equal(error.code, ERROR_SYSTEM);
		file_fail_at(0);
		assert_true(nth < 100);
	}
}

static void test_the_taker_can_stop_the_reading(void **state)
{
	struct shown shown = {.dictionary = england, .stop = true};
	struct reading reading = shown_reading(&shown);
	struct error error = {0};

	(void)state;
	assert_int_equal(
		csv_format.read(&reading, slice_of(everything), &error), -1);
	assert_string_equal(error.message, "the test stops here");
	builder_release(&shown.text);
}

/* --- size ----------------------------------------------------------------- */

struct counting {
	uint64_t records;
	uint64_t items;
	uint64_t rejections;
	uint64_t calls;
	uint64_t bytes;
};

static int count_record(void *context, const struct record *record,
			struct error *error)
{
	struct counting *counting = context;

	(void)error;
	counting->records++;
	counting->items += record->sections[record->count - 1].count;
	return 0;
}

static int count_rejection(void *context, const struct rejection *rejection,
			   struct error *error)
{
	struct counting *counting = context;

	(void)rejection;
	(void)error;
	counting->rejections++;
	return 0;
}

static void count_progress(void *context, uint64_t bytes_done)
{
	struct counting *counting = context;

	assert_true(bytes_done >= counting->bytes);
	counting->bytes = bytes_done;
	counting->calls++;
}

static void test_many_pupils(void **state)
{
	struct counting counting = {0};
	struct reading reading = {.dictionary = england,
				  .today = date_from_civil(2026, 1, 15),
				  .take = count_record,
				  .reject = count_rejection,
				  .progress = count_progress,
				  .context = &counting};
	struct builder text = {0};
	struct error error = {0};
	const unsigned int pupils = 40000;

	(void)state;
	builder_add_text(&text, "UPN,Surname,Forename,Medical notes\n");
	for (unsigned int i = 0; i < pupils; i++) {
		char rest[UPN_BYTES];
		struct slice digits = {rest, UPN_BYTES - 1};

		snprintf(rest, sizeof(rest), "80120%07u", i);
		builder_add_format(&text, "%c%s,Invented,Pupil,%060u\n",
				   upn_check_letter(digits), rest, i);
	}
	assert_success(csv_format.read(&reading, builder_slice(&text), &error),
		       &error);
	assert_int_equal(counting.records, pupils);
	assert_int_equal(reading.records, pupils);
	assert_int_equal(counting.rejections, 0);
	assert_true(counting.calls >= 4);
	assert_int_equal(counting.bytes, text.len);
	builder_release(&text);
}

/* A pupil with more rows than a record may have items is rejected alone. */
static void test_more_items_than_a_record_may_have(void **state)
{
	struct counting counting = {0};
	struct reading reading = {.dictionary = england,
				  .today = date_from_civil(2026, 1, 15),
				  .take = count_record,
				  .reject = count_rejection,
				  .context = &counting};
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	builder_add_text(&text, "UPN,wish.kind\nQ801200005002,objection\n");
	for (unsigned int i = 0; i < 70000; i++)
		builder_add_text(&text, "B801200005001,objection\n");
	assert_success(csv_format.read(&reading, builder_slice(&text), &error),
		       &error);
	assert_int_equal(counting.records, 1);
	assert_int_equal(counting.rejections, 1);
	assert_int_equal(reading.records, 2);
	assert_int_equal(reading.rejected, 1);
	builder_release(&text);
}

static void test_hostile_files_are_refused(void **state)
{
	static const struct slice files[] = {
		SLICE_INIT("UPN,\"never closed\n"), SLICE_INIT("UPN\nB8012\0"),
		SLICE_INIT("\xef\xbb\xbf"),         SLICE_INIT("\n\n\n"),
		SLICE_INIT("\xff\xfeU\0P\0N\0"),    SLICE_INIT("\0"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct shown shown = {.dictionary = england};
		struct reading reading = shown_reading(&shown);
		struct error error = {0};

		assert_int_equal(csv_format.read(&reading, files[i], &error),
				 -1);
		assert_int_equal(error.code, ERROR_INPUT);
		assert_string_equal(error.place.file, "pupils.csv");
		builder_release(&shown.text);
	}
}

static void test_a_million_columns_are_refused(void **state)
{
	struct shown shown = {.dictionary = england};
	struct reading reading = shown_reading(&shown);
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	builder_add_text(&text, "UPN");
	for (unsigned int i = 0; i < 1000000; i++)
		builder_add_text(&text, ",a");
	assert_int_equal(
		csv_format.read(&reading, builder_slice(&text), &error), -1);
	assert_string_equal(error.message, "more than 1024 columns");
	builder_release(&text);
	builder_release(&shown.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_reads_back_the_same),
		cmocka_unit_test(test_columns_are_the_fields_of_the_release),
		cmocka_unit_test(test_a_category_of_no_items_has_no_columns),
		cmocka_unit_test(test_more_items_than_columns_is_an_error),
		cmocka_unit_test(test_too_many_columns_is_an_error),
		cmocka_unit_test(test_no_fields_is_an_error),
		cmocka_unit_test(test_a_pseudonym_may_stand_for_the_upn),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_detection),
		cmocka_unit_test(test_want_of_memory_changes_nothing),
		cmocka_unit_test(test_want_of_memory_in_a_file_of_items),
		cmocka_unit_test(test_a_full_disk_leaves_no_file),
		cmocka_unit_test(test_the_taker_can_stop_the_reading),
		cmocka_unit_test(test_many_pupils),
		cmocka_unit_test(test_more_items_than_a_record_may_have),
		cmocka_unit_test(test_hostile_files_are_refused),
		cmocka_unit_test(test_a_million_columns_are_refused),
	};
	int failures;

	england = load_england();
	if (england == NULL || mkdtemp(directory) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/pupils.csv", directory);
	failures = cmocka_run_group_tests_name("csv files", tests, NULL, NULL);
	directory_remove(directory, NULL);
	dictionary_free(england);
	return failures;
}

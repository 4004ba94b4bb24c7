/*
 * The tables that authorities load, as they are written: what they say, read
 * together, is what the XML of the same pupils says, of schools of every type and
 * in every term.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "formats/census_record.h"
#include "formats/census_tables.h"
#include "formats/school_census.h"
#include "tests/formats/records.h"
#include "tests/generate/town.h"

static struct dictionary *england;
static char directory[] = SCRATCH "tables-XXXXXX";
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

static struct writing frame_on(int32_t date, struct slice laestab,
			       const char *phase)
{
	return (struct writing){
		.dictionary = england,
		.controller = SLICE("Hawthorn & Elm School"),
		.laestab = laestab,
		.setting_phase = slice_of(phase),
		.date = date,
		.serial = 1,
	};
}

/* Writes each record down, without its place. */
static int note(void *context, const struct record *record, struct error *error)
{
	struct builder *out = context;

	(void)error;
	builder_add_text(out, "record\n");
	write_record(out, england, record);
	return 0;
}

static void read_into(const struct format *format, int32_t date,
		      const struct format_file *file,
		      const struct format_file *beside, size_t beside_count,
		      struct builder *out)
{
	struct notebook notebook;
	struct error error = {0};

	notebook_init(&notebook, england);
	notebook.reading.today = date;
	notebook.reading.file_name = file->name;
	notebook.reading.beside = beside;
	notebook.reading.beside_count = beside_count;
	notebook.also = note;
	notebook.also_context = out;
	assert_success(format->read(&notebook.reading, file->bytes, &error),
		       &error);
	if (notebook.reading.rejected > 0)
		fail_msg("%s", builder_text(&notebook.text));
	builder_add_byte(&notebook.text, '\0');
	assert_null(strstr(notebook.text.at, "warn"));
	notebook_release(&notebook);
}

/* Each table of pupils with those that say more of them. */
static void read_tables(const struct format_file *files, size_t count,
			int32_t date, struct builder *out)
{
	size_t tables = 0;

	for (size_t i = 0; i < count; i++) {
		struct format_file beside[16];
		size_t beside_count = 0;

		for (size_t j = 0; j < count; j++)
			if (census_table_leads(files[i].name.at,
					       files[j].name.at))
				beside[beside_count++] = files[j];
		if (beside_count == 0)
			continue;
		read_into(&census_extract_format, date, &files[i], beside,
			  beside_count, out);
		tables += beside_count + 1;
	}
	/* no table is left over but that of leavers without more */
	assert_true(tables == count || tables + 1 == count);
}

static void read_xml(const struct writing *frame, const struct record *records,
		     size_t count, int32_t date, struct builder *out)
{
	struct format_file file = {.name = SLICE("census.xml")};
	struct builder content = {0};
	struct output *output;
	struct writer *writer;
	struct error error = {0};

	assert_success(output_open(&output, path, 0600, &error), &error);
	assert_success(
		school_census_format.open(&writer, frame, output, &error),
		&error);
	assert_success(
		school_census_format.write(writer, records, count, &error),
		&error);
	assert_success(school_census_format.close(writer, &error), &error);
	assert_success(output_commit(output, &error), &error);
	assert_success(file_read(path, 1 << 26, &content, &error), &error);
	file.bytes = builder_slice(&content);
	read_into(&school_census_format, date, &file, NULL, 0, out);
	builder_release(&content);
}

/* --- the same as the XML ---------------------------------------------------- */

enum { PUPILS = 700 };

struct gathered {
	struct record records[PUPILS];
	size_t count;
	struct arena arena;
};

/* All that a file can name, in one piece. */
static void gather(const struct population *population, size_t school,
		   int32_t date, struct gathered *gathered)
{
	struct population_stream *stream;
	struct error error = {0};
	size_t count, kept = 0;

	assert_success(population_stream_open(&stream, population, school, date,
					      date - 200, UINT64_MAX, &error),
		       &error);
	do {
		assert_success(
			population_next(stream,
					gathered->records + gathered->count,
					PUPILS - gathered->count, &count,
					&gathered->arena, &error),
			&error);
		gathered->count += count;
	} while (count > 0 && gathered->count < PUPILS);
	population_stream_close(stream);
	for (size_t i = 0; i < gathered->count; i++)
		if (gathered->records[i].upn.len > 0)
			gathered->records[kept++] = gathered->records[i];
	gathered->count = kept;
}

static void check_same(const struct writing *frame, struct gathered *gathered,
		       int32_t date)
{
	const struct format_file *files;
	struct builder tables = {0}, xml = {0};
	struct census_tables *made;
	struct error error = {0};
	size_t count;

	assert_success(census_tables_begin(&made, frame, &error), &error);
	assert_success(census_tables_add(made, gathered->records,
					 gathered->count, &error),
		       &error);
	assert_success(census_tables_end(made, &files, &count, &error), &error);
	read_tables(files, count, date, &tables);
	read_xml(frame, gathered->records, gathered->count, date, &xml);
	assert_string_equal(builder_text(&tables), builder_text(&xml));
	assert_true(tables.len > 1000);
	builder_release(&tables);
	builder_release(&xml);
	census_tables_free(made);
}

static void test_say_the_same(void **state)
{
	static const struct {
		size_t school; /* of the town */
		const char *phase;
		int year, month, day;
	} rows[] = {
		{0, "primary", 2025, 10, 2},
		{7, "secondary", 2025, 10, 2},
		{1, "primary", 2026, 1, 15},
		{5, "alternative-provision", 2026, 1, 15},
		{4, "nursery", 2026, 1, 15},
		{10, "special", 2026, 5, 21},
		{11, "sixth-form", 2019, 1, 17},
		{0, "primary", 2016, 10, 6},
	};
	struct population *population = town_open(england);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int32_t date = date_from_civil(rows[i].year, rows[i].month,
					       rows[i].day);
		struct writing frame =
			frame_on(date, town_schools[rows[i].school].laestab,
				 rows[i].phase);
		struct gathered *gathered = calloc(1, sizeof(*gathered));

		assert_non_null(gathered);
		gather(population, rows[i].school, date, gathered);
		check_same(&frame, gathered, date);
		arena_release(&gathered->arena);
		free(gathered);
	}
	population_close(population);
}

/* --- the files -------------------------------------------------------------- */

static const char girl[] = "pupil.upn = K886110121001\n"
			   "pupil.surname = =cmd\n"
			   "pupil.forename = \"Ann\", B\n"
			   "pupil.birth-date = 2013-03-14\n"
			   "pupil.sex = F\n"
			   "pupil.postcode = ME15 6XX\n"
			   "ethnicity = WBRI\n"
			   "enrolment.entry-date = 2024-09-01\n"
			   "sen.provision = K\n"
			   "sen-need.rank = 1\n"
			   "sen-need.type = SPLD\n"
			   "sen-need.rank.2 = 2\n"
			   "sen-need.type.2 = ASD\n"
			   "attendance.term[2025] = AUT\n"
			   "attendance.sessions-possible[2025] = 140\n"
			   "attendance-code.term[2025] = AUT\n"
			   "attendance-code.code[2025] = #\n"
			   "attendance-code.sessions[2025] = 3\n";

static const struct format_file *find(const struct format_file *files,
				      size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(files[i].name, name))
			return &files[i];
	fail_msg("there is no %s", name);
	return NULL;
}

static int make(struct census_tables **made, struct arena *arena,
		const char *text, const struct format_file **files,
		size_t *count, struct error *error)
{
	struct writing frame = frame_on(date_from_civil(2026, 1, 20),
					SLICE("8861101"), "secondary");
	struct record record = parse_record(england, arena, slice_of(text));

	if (census_tables_begin(made, &frame, error) != 0)
		return -1;
	if (census_tables_add(*made, &record, 1, error) == 0 &&
	    census_tables_end(*made, files, count, error) == 0)
		return 0;
	census_tables_free(*made);
	return -1;
}

/* Formulas are disarmed, and what has no value has no row. */
static void test_what_is_written(void **state)
{
	const struct format_file *files;
	struct census_tables *made;
	struct arena arena = {0};
	struct error error = {0};
	size_t count;

	(void)state;
	assert_success(make(&made, &arena, girl, &files, &count, &error),
		       &error);
	assert_int_equal(count, 9);
	assert_slice(
		find(files, count, "2026_spring_senneeds.csv")->bytes,
		"senneedstableid,NativeId,senneedsorderseqcolumn,sourceid,"
		"pupilonrolltableid,sentyperank,sentype\r\n"
		"8861101-1-1,8861101,1,8861101-SPR2026,8861101-1,1,SPLD\r\n"
		"8861101-1-2,8861101,2,8861101-SPR2026,8861101-1,2,ASD\r\n");
	assert_slice(
		find(files, count, "2026_spring_termlysessiondetailsonroll.csv")
			->bytes,
		"termlysessiondetailsonrolltableid,NativeId,"
		"termlysessiondetailsonrollorderseqcolumn,sourceid,"
		"pupilonrolltableid,attendancereason,sessions\r\n"
		"8861101-1-1,8861101,1,8861101-SPR2026,8861101-1,#,3\r\n");
	assert_slice(
		find(files, count, "2026_spring_fsmperiod.csv")->bytes,
		"fsmperiodtableid,NativeId,fsmperiodorderseqcolumn,sourceid,"
		"pupilonrolltableid,fsmstartdate,fsmenddate,ukcountry\r\n");
	assert_non_null(memmem(
		find(files, count, "2026_spring_pupilonroll.csv")->bytes.at,
		find(files, count, "2026_spring_pupilonroll.csv")->bytes.len,
		"'=cmd,\"\"\"Ann\"\", B\"",
		strlen("'=cmd,\"\"\"Ann\"\", B\"")));
	census_tables_free(made);
	arena_release(&arena);
}

/* What disarmed a formula is taken away again. */
static void test_read_back(void **state)
{
	const struct format_file *files;
	struct census_tables *made;
	struct builder text = {0};
	struct arena arena = {0};
	struct error error = {0};
	size_t count;

	(void)state;
	assert_success(make(&made, &arena, girl, &files, &count, &error),
		       &error);
	read_tables(files, count, date_from_civil(2026, 1, 20), &text);
	assert_string_equal(
		builder_text(&text),
		"record\n"
		"identity.1 pupil.upn = K886110121001\n"
		"identity.1 pupil.surname = =cmd\n"
		"identity.1 pupil.forename = \"Ann\", B\n"
		"identity.1 pupil.birth-date = 2013-03-14\n"
		"identity.1 pupil.sex = F\n"
		"contact.1 pupil.postcode = ME15 6XX\n"
		"characteristics.1 ethnicity = WBRI\n"
		"enrolment.1 enrolment.school = 8861101\n"
		"enrolment.1 enrolment.entry-date = 2024-09-01\n"
		"sen.1 sen.provision = K\n"
		"sen-needs.1 sen-need.rank = 1\n"
		"sen-needs.1 sen-need.type = SPLD\n"
		"sen-needs.2 sen-need.rank = 2\n"
		"sen-needs.2 sen-need.type = ASD\n"
		"attendance[2025].1 attendance.laestab = 8861101\n"
		"attendance[2025].1 attendance.term = AUT\n"
		"attendance[2025].1 attendance.sessions-possible = 140\n"
		"attendance-codes[2025].1 attendance-code.term = AUT\n"
		"attendance-codes[2025].1 attendance-code.code = #\n"
		"attendance-codes[2025].1 attendance-code.sessions = 3\n");
	builder_release(&text);
	census_tables_free(made);
	arena_release(&arena);
}

static void test_what_a_census_must_have(void **state)
{
	struct writing nobody = frame_on(date_from_civil(2026, 1, 20),
					 SLICE("886"), "secondary");
	const struct format_file *files;
	struct census_tables *made;
	struct arena arena = {0};
	struct error error = {0};
	size_t count;

	(void)state;
	assert_int_equal(census_tables_begin(&made, &nobody, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(make(&made, &arena, "pupil.upn = K886110121001\n",
			      &files, &count, &error),
			 -1);
	assert_int_equal(error.code, ERROR_REFUSED);
	arena_release(&arena);
}

/* Which files belong together. */
static void test_names(void **state)
{
	static const struct {
		const char *leader, *other;
		bool leads;
	} rows[] = {
		{"a/2026_spring_pupilonroll.csv", "a/2026_spring_senneeds.csv",
		 true},
		{"2025_autumn_pupilonroll.csv",
		 "2025_autumn_fsmperiodsonroll.csv", true},
		{"2025_autumn_pupilnolongeronroll.csv",
		 "2025_autumn_addressesoffroll.csv", true},
		{"2025_autumn_pupilnolongeronroll.csv",
		 "2025_autumn_addressesonroll.csv", false},
		{"2025_autumn_pupilonroll.csv",
		 "2025_autumn_addressesoffroll.csv", false},
		{"a/2026_spring_pupilonroll.csv", "b/2026_spring_senneeds.csv",
		 false},
		{"2026_spring_pupilonroll.csv", "2026_summer_fsmperiod.csv",
		 false},
		{"2026_spring_senneeds.csv", "2026_spring_fsmperiod.csv",
		 false},
		{"2026_spring_pupilonroll.csv", "2026_spring_pupilonroll.csv",
		 false},
		{"pupilonroll.csv", "senneeds.csv", true},
		{"", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
			census_table_leads(rows[i].leader, rows[i].other),
			rows[i].leads);
}

/* --- memory ----------------------------------------------------------------- */

static int read_back(const struct format_file *files, size_t count,
		     struct error *error)
{
	const struct format_file *pupils =
		find(files, count, "2026_spring_pupilonroll.csv");
	const struct format_file beside[] = {
		*find(files, count, "2026_spring_senneeds.csv"),
		*find(files, count, "2026_spring_addresses.csv"),
	};
	struct notebook notebook;
	int result;

	notebook_init(&notebook, england);
	notebook.reading.file_name = pupils->name;
	notebook.reading.beside = beside;
	notebook.reading.beside_count = 2;
	result = census_extract_format.read(&notebook.reading, pupils->bytes,
					    error);
	notebook_release(&notebook);
	return result;
}

/* However early memory runs out, it is told and nothing is lost. */
static void test_memory_out(void **state)
{
	const struct format_file *files;
	struct census_tables *made = NULL;
	struct arena arena = {0};
	struct error error = {0};
	struct record record = parse_record(england, &arena, slice_of(girl));
	struct writing frame = frame_on(date_from_civil(2026, 1, 20),
					SLICE("8861101"), "secondary");
	size_t count;
	uint64_t n;
	int result = -1;

	(void)state;
	for (n = 1; result != 0; n++) {
		assert_true(n < 500);
		memory_fail_at(n);
		result = census_tables_begin(&made, &frame, &error);
		if (result == 0 &&
		    (census_tables_add(made, &record, 1, &error) != 0 ||
		     census_tables_end(made, &files, &count, &error) != 0)) {
			census_tables_free(made);
			result = -1;
		}
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
	}
	assert_true(n > 10);
	result = -1;
	for (n = 1; result != 0; n++) {
		assert_true(n < 500);
		memory_fail_at(n);
		result = read_back(files, count, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
	}
	assert_true(n > 10);
	census_tables_free(made);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_say_the_same),
		cmocka_unit_test(test_what_is_written),
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_what_a_census_must_have),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_memory_out),
	};

	return cmocka_run_group_tests_name("census tables", tests, set_up,
					   tear_down);
}

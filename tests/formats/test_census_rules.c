/*
 * What a census is held to: every rule of the table, broken and kept.  The cases
 * of census_rules/ start from a file that breaks none and say what is changed:
 *
 *     Element = value            of the pupil; nothing: the element is left out
 *     Item[2]/Element = value    of its second item
 *     Header/Element = value
 *     leaver                     the pupil is no longer on roll
 *     twice                      the pupil stands there twice
 *     twins                      and so does another, who is the same but for UPN
 *
 * `date` is census day (2026-01-15), `rule` what must be found by `breaks` and
 * not by `keeps`; `both` is said of both.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/date.h"
#include "base/memory.h"
#include "formats/census_check.h"
#include "formats/xml.h"
#include "tests/data.h"
#include "tests/formats/records.h"

enum { ITEMS = 4 };

static struct dictionary *england;
static struct census_rules rules;
static bool tried[CENSUS_RULES_LIMIT];

/* A file in the making. */
struct sheet {
	struct slice text[LAYOUT_ROWS_LIMIT][ITEMS];
	struct slice header[HEADINGS];
	char date[DATE_TEXT_BYTES], year[8];
	struct census_return census;
	bool leaver, twice;
	unsigned int filled; /* items */
};

static const char good[] = "UPN = K886110121001\n"
			   "Surname = Surname\n"
			   "Forename = Forename\n"
			   "DOB = 2013-09-14\n"
			   "Sex = F\n"
			   "Language = ENG\n"
			   "PLAA = N\n"
			   "YSSA = Yes\n"
			   "UniqueLearnerNumber =\n"
			   "FSMperiod[1]/FSMstartDate = 2019-09-02\n"
			   "FSMperiod[1]/UKcountry = ENG\n"
			   "EnrolStatus = C\n"
			   "EntryDate = 2019-09-02\n"
			   "NCyearActual = 7\n"
			   "PartTime = 0\n"
			   "Boarder = N\n"
			   "SpecialEducationalNeeds/SENprovision = K\n"
			   "PAON = 14\n"
			   "PostCode = ME14 1XX\n"
			   "SessionsPossible = 140\n"
			   "SessionDetail[1]/AttendanceReason = /\n"
			   "SessionDetail[1]/Sessions = 70\n"
			   "SessionDetail[2]/AttendanceReason = I\n"
			   "SessionDetail[2]/Sessions = 4\n"
			   "TermlyExclusion[1]/Category = SUSP\n"
			   "TermlyExclusion[1]/Sessions = 4\n"
			   "TermlyExclusion[1]/Reason1 = PP\n";

static const char good_in_spring[] = "Ethnicity = WBRI\n"
				     "ServiceChild = N\n"
				     "YoungCarer = P\n"
				     "SENneed[1]/SENtypeRank = 1\n"
				     "SENneed[1]/SENtype = SLCN\n"
				     "SENunitIndicator = 0\n"
				     "ResourcedProvisionIndicator = 0\n";

static uint16_t find_item_row(struct slice *name, unsigned int *item)
{
	struct slice rest = *name;
	struct slice above = slice_cut(&rest, '[');
	uint64_t number;
	uint16_t each;

	*item = 0;
	if (rest.len == 0)
		return census_row(*name);
	each = census_row(above);
	assert_true(each != LAYOUT_NO_ROW);
	assert_true(slice_number(slice_cut(&rest, ']'), ITEMS, &number));
	*item = (unsigned int)number - 1;
	*name = slice_part(rest, 1, rest.len);
	return census_condition_row(*name, each);
}

static void change(struct sheet *sheet, struct slice line)
{
	struct slice value = line;
	struct slice name = slice_trim(slice_cut(&value, '='));
	unsigned int item;
	uint16_t row;

	value = slice_trim(value);
	if (slice_is(name, "leaver")) {
		sheet->leaver = true;
	} else if (slice_is(name, "twice")) {
		sheet->twice = true;
	} else if (slice_starts_with(name, SLICE("Header/"))) {
		enum census_heading heading =
			census_heading_find(slice_part(name, 7, name.len));

		assert_int_not_equal(heading, HEADINGS);
		sheet->header[heading] = value;
	} else {
		row = find_item_row(&name, &item);
		if (row == LAYOUT_NO_ROW)
			fail_msg("no row %.*s", SLICE_ARGS(line));
		sheet->text[row][item] = value;
	}
}

static void change_all(struct sheet *sheet, struct slice text)
{
	while (text.len > 0) {
		struct slice line = slice_trim(slice_cut(&text, '\n'));

		if (line.len > 0)
			change(sheet, line);
	}
}

static void clear_below(struct sheet *sheet, const char *name)
{
	uint16_t top = census_row(slice_of(name));

	for (uint16_t row = top + 1u;
	     row < census_row_count &&
	     census_rows[row].depth > census_rows[top].depth;
	     row++)
		for (int i = 0; i < ITEMS; i++)
			sheet->text[row][i] = SLICE("");
}

static void begin_sheet(struct sheet *sheet, struct slice date)
{
	static char exclusion[DATE_TEXT_BYTES];
	int32_t day;

	memset(sheet, 0, sizeof(*sheet));
	assert_true(date_parse(date, &day));
	sheet->census = census_return_on(day);
	date_format(day, sheet->date);
	date_format(sheet->census.exclusions_to, exclusion);
	snprintf(sheet->year, sizeof(sheet->year), "%d",
		 date_to_civil(day).year);
	change_all(sheet, slice_of(good));
	if (sheet->census.term == CENSUS_SPRING)
		change_all(sheet, slice_of(good_in_spring));
	sheet->text[census_row(SLICE("TermlyExclusion/StartDate"))][0] =
		slice_of(exclusion);
	sheet->header[HEADING_COLLECTION] = SLICE("SC");
	sheet->header[HEADING_TERM] = slice_of(sheet->census.code);
	sheet->header[HEADING_YEAR] = slice_of(sheet->year);
	sheet->header[HEADING_REFERENCE_DATE] = slice_of(sheet->date);
	sheet->header[HEADING_LEVEL] = SLICE("S");
	sheet->header[HEADING_LEA] = SLICE("886");
	sheet->header[HEADING_ESTAB] = SLICE("1101");
	sheet->header[HEADING_SOFTWARE] = SLICE("Hornbook");
	sheet->header[HEADING_SERIAL] = SLICE("001");
	sheet->header[HEADING_DATE_TIME] = SLICE("2026-01-20T10:00:00");
	sheet->header[HEADING_SCHOOL_NAME] = SLICE("Hawthorn School");
	sheet->header[HEADING_PHASE] = SLICE("SS");
}

static uint16_t end_of(uint16_t row)
{
	uint16_t end = row + 1u;

	while (end < census_row_count &&
	       census_rows[end].depth > census_rows[row].depth)
		end++;
	return end;
}

static void write_rows(const struct sheet *sheet, struct xml_writer *xml,
		       uint16_t from, uint16_t to, int item)
{
	while (from < to) {
		const struct layout_row *row = &census_rows[from];
		uint16_t end = end_of(from);

		if (end == from + 1u) {
			xml_value(xml, row->element, sheet->text[from][item]);
		} else {
			int items = layout_repeated(row) ? ITEMS : 1;

			for (int i = 0; i < items; i++) {
				xml_open(xml, row->element);
				write_rows(sheet, xml, from + 1u, end,
					   items > 1 ? i : item);
				xml_close(xml);
			}
		}
		from = end;
	}
}

static void write_pupil(const struct sheet *sheet, struct xml_writer *xml,
			bool leaver)
{
	xml_open(xml, leaver ? SLICE("PupilsNoLongerOnRoll")
			     : SLICE("PupilsOnRoll"));
	for (int i = 0; i < (sheet->twice ? 2 : 1); i++) {
		xml_open(xml, leaver ? SLICE("PupilNoLongerOnRoll")
				     : SLICE("PupilOnRoll"));
		write_rows(sheet, xml, 1, (uint16_t)census_row_count, 0);
		xml_close(xml);
	}
	xml_close(xml);
}

static void write_headings(const struct sheet *sheet, struct xml_writer *xml,
			   const char *const *names, int from)
{
	for (int i = 0; names[i] != NULL; i++)
		xml_value(xml, slice_of(names[i]), sheet->header[from + i]);
}

/* Somebody else, of the other kind: on roll, or no longer. */
static void write_other(const struct sheet *sheet, struct xml_writer *xml)
{
	static struct sheet other;

	begin_sheet(&other, slice_of(sheet->date));
	other.text[census_row(SLICE("UPN"))][0] = SLICE("Z886110121002");
	if (!sheet->leaver) {
		clear_below(&other, "PupilCharacteristics");
		clear_below(&other, "SpecialEducationalNeeds");
		other.text[census_row(SLICE("Language"))][0] = SLICE("ENG");
		other.text[census_row(SLICE("LeavingDate"))][0] =
			other.text[census_row(
				SLICE("TermlyExclusion/StartDate"))][0];
	}
	write_pupil(&other, xml, !sheet->leaver);
}

static void write_file(const struct sheet *sheet, bool alone,
		       struct builder *out)
{
	static const char *const collection[] = {"Collection", "Term", "Year",
						 "ReferenceDate", NULL};
	static const char *const source[] = {
		"SourceLevel",  "LEA",     "Estab",    "URN",
		"SoftwareCode", "Release", "SerialNo", "XVersion",
		"DateTime",     NULL};
	static const char *const school[] = {"SchoolName", "Phase", NULL};
	struct xml_writer xml = {.out = out};

	xml_declare(&xml);
	xml_open(&xml, SLICE("Message"));
	xml_open(&xml, SLICE("Header"));
	xml_begin(&xml);
	xml_open(&xml, SLICE("CollectionDetails"));
	write_headings(sheet, &xml, collection, HEADING_COLLECTION);
	xml_close(&xml);
	xml_open(&xml, SLICE("Source"));
	write_headings(sheet, &xml, source, HEADING_LEVEL);
	xml_close(&xml);
	xml_close(&xml);
	xml_open(&xml, SLICE("School"));
	write_headings(sheet, &xml, school, HEADING_SCHOOL_NAME);
	xml_close(&xml);
	xml_open(&xml, SLICE("Pupils"));
	write_pupil(sheet, &xml, sheet->leaver);
	if (!alone)
		write_other(sheet, &xml);
	xml_close(&xml);
	xml_close(&xml);
}

static void check_sheet(const struct sheet *sheet, bool alone,
			struct census_report *report, struct arena *arena)
{
	const struct census_checking checking = {
		.dictionary = england,
		.rules = &rules,
		.file_name = SLICE("file.xml"),
		.today = sample_date(),
	};
	struct builder file = {0};
	struct error error = {0};

	write_file(sheet, alone, &file);
	assert_success(census_check(&checking, builder_slice(&file), report,
				    arena, &error),
		       &error);
	builder_release(&file);
}

static size_t find_rule(struct slice number)
{
	for (size_t i = 0; i < rules.count; i++)
		if (slice_equal(rules.list[i].number, number))
			return i;
	fail_msg("there is no rule %.*s", SLICE_ARGS(number));
	return 0;
}

static uint64_t found(const struct data_case *test, size_t rule,
		      const char *section)
{
	static struct sheet sheet;
	struct census_report report;
	struct arena arena = {0};
	struct slice date = slice_trim(data_text(test, "date"));
	uint64_t count;

	begin_sheet(&sheet, date.len > 0 ? date : SLICE("2026-01-15"));
	change_all(&sheet, data_text(test, "both"));
	change_all(&sheet, data_text(test, section));
	check_sheet(&sheet,
		    slice_is(slice_trim(data_text(test, "others")), "none"),
		    &report, &arena);
	count = report.counts[rule];
	arena_release(&arena);
	return count;
}

static void check(void **state)
{
	const struct data_case *test = *state;
	size_t rule = find_rule(slice_trim(data_text(test, "rule")));

	tried[rule] = true;
	if (found(test, rule, "breaks") == 0)
		fail_msg("what breaks it is not found");
	if (found(test, rule, "keeps") != 0)
		fail_msg("what keeps it is found");
}

/* --- the table -------------------------------------------------------------- */

static void test_every_rule_has_a_case(void **state)
{
	(void)state;
	assert_true(rules.count >= 60);
	for (size_t i = 0; i < rules.count; i++)
		if (!tried[i])
			print_error("rule %.*s has no case\n",
				    SLICE_ARGS(rules.list[i].number));
	for (size_t i = 0; i < rules.count; i++)
		assert_true(tried[i]);
}

/* In each term: otherwise a school would drown in findings. */
static void test_a_good_file_breaks_none(void **state)
{
	static const char *const dates[] = {"2025-10-02", "2026-01-15",
					    "2026-05-21"};
	static struct sheet sheet;

	(void)state;
	for (size_t d = 0; d < 3; d++) {
		struct census_report report;
		struct arena arena = {0};

		begin_sheet(&sheet, slice_of(dates[d]));
		check_sheet(&sheet, false, &report, &arena);
		for (size_t i = 0; i < rules.count; i++)
			if (report.counts[i] > 0)
				print_error("%s: %.*s, record %u\n", dates[d],
					    SLICE_ARGS(rules.list[i].number),
					    (unsigned int)report.findings[0]
						    .record);
		assert_int_equal(report.errors + report.queries, 0);
		assert_int_equal(report.pupils, 1);
		assert_int_equal(report.leavers, 1);
		assert_int_equal(report.notice_count, 0);
		arena_release(&arena);
	}
}

static void test_tables_that_are_refused(void **state)
{
#define HEADINGS_ROW                                                     \
	"number,kind,terms,schools,who,each,fields,broken when,message," \
	"standing,source\n"
	static const struct {
		const char *text, *message;
		unsigned int line, column;
	} rows[] = {
		{"", "empty", 0, 0},
		{"number,kind\n", "'terms'", 1, 1},
		{HEADINGS_ROW "H1,error\n", "11 fields", 2, 1},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN bad,x,own,\n",
		 "what is asked", 2, 24},
		{HEADINGS_ROW "H1,error,,,on,,UPN,Shoe missing,x,own,\n",
		 "no element", 2, 20},
		{HEADINGS_ROW "H1,error,,,on,,UPN,(UPN missing,x,own,\n",
		 "')' is missing", 2, 32},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN missing missing,x,own,\n",
		 "too many", 2, 32},
		{HEADINGS_ROW "H1,error,,,on,,Shoe,UPN missing,x,own,\n",
		 "no element", 2, 16},
		{HEADINGS_ROW "H1,wrong,,,on,,UPN,UPN missing,x,own,\n",
		 "error or query", 2, 4},
		{HEADINGS_ROW "H1,query,,,on,,UPN,UPN missing,x,own,\n",
		 "end in Q", 2, 1},
		{HEADINGS_ROW "9999,error,,,on,,UPN,UPN missing,x,own,\n",
		 "begin with H", 2, 1},
		{HEADINGS_ROW "H1,error,WIN,,on,,UPN,UPN missing,x,own,\n",
		 "AUT", 2, 10},
		{HEADINGS_ROW "H1,error,,,we,,UPN,UPN missing,x,own,\n",
		 "who is", 2, 12},
		{HEADINGS_ROW "H1,error,,,on,UPN,UPN,UPN missing,x,own,\n",
		 "several", 2, 15},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN missing,,own,\n",
		 "message", 2, 32},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN missing,x,mine,\n",
		 "standing", 2, 34},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN missing,x,own,\n"
			      "H1,error,,,on,,UPN,UPN missing,x,own,\n",
		 "twice", 3, 1},
		{HEADINGS_ROW "H1,error,,,on,,UPN,overlaps(FSMstartDate "
			      "FSMendDate),x,own,\n",
		 "of an item", 2, 52},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct census_rules bad;
		struct error error = {0};

		assert_int_equal(
			census_rules_read(&bad, slice_of(rows[i].text), &error),
			-1);
		assert_int_equal(error.code, ERROR_INPUT);
		if (strstr(error.message, rows[i].message) == NULL ||
		    error.place.line != rows[i].line ||
		    error.place.column != rows[i].column)
			fail_msg("%zu: %s at %u:%u", i, error.message,
				 error.place.line, error.place.column);
		census_rules_release(&bad);
	}
}

static void test_out_of_memory(void **state)
{
	static struct sheet sheet;
	struct builder file = {0};
	struct census_checking checking = {
		.dictionary = england,
		.file_name = SLICE("file.xml"),
		.today = sample_date(),
		.upns = true,
	};

	(void)state;
	begin_sheet(&sheet, SLICE("2026-01-15"));
	sheet.text[census_row(SLICE("DOB"))][0] = SLICE("");
	sheet.twice = true;
	write_file(&sheet, true, &file);
	for (uint64_t n = 1;; n++) {
		struct census_rules own = {0};
		struct census_report report;
		struct arena arena = {0};
		struct error error = {0};
		bool failed;
		int result;

		memory_fail_at(n);
		result = census_rules_own(&own, &error);
		checking.rules = &own;
		if (result == 0)
			result = census_check(&checking, builder_slice(&file),
					      &report, &arena, &error);
		failed = memory_failed();
		memory_fail_at(0);
		census_rules_release(&own);
		arena_release(&arena);
		if (!failed) {
			assert_success(result, &error);
			break;
		}
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	builder_release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_rule_has_a_case),
		cmocka_unit_test(test_a_good_file_breaks_none),
		cmocka_unit_test(test_tables_that_are_refused),
		cmocka_unit_test(test_out_of_memory),
	};
	struct error error = {0};
	int failures;

	england = load_england();
	if (census_rules_own(&rules, &error) != 0) {
		char text[1024];

		error_text(&error, text, sizeof(text));
		(void)fprintf(stderr, "%s\n", text);
		return 1;
	}
	failures = data_run("rules of the census", "tests/formats/census_rules",
			    check);
	failures += cmocka_run_group_tests_name("table of rules", tests, NULL,
						NULL);
	census_rules_release(&rules);
	dictionary_free(england);
	return failures;
}
